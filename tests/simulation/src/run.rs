//! Many stories one after the other, on as many threads as there are cores: each thread lives stories of its own.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::plan::Plan;
use crate::shrink::shortest;
use crate::story::{Ending, Figures, Omitted, live};

const USAGE: &str = "\
usage: simulation [--jobs N] <what>
  --seed N       the story of a seed; one that fails is shortened and told
  --tell N       the same, told as it is, also when nothing fails
  --found        the seeds that found something before
  --seeds N..M   all of them
  --minutes N    fresh seeds for so long
  --first N      with --minutes: the seed to begin with
  --brief        only what is broken, not its story";
/// Seeds that found something.
const FOUND: &str = include_str!("../seeds.txt");

/// What to do, as the command line says it.
pub fn command_line(args: &[String]) -> Result<(), String> {
    let mut jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let mut first: u64 = fresh_seed();
    let (mut seeds, mut minutes) = (None, None);
    let mut is_brief = false;
    let mut args = args.iter().map(String::as_str);
    while let Some(option) = args.next() {
        let mut number = || args.next().and_then(|text| text.parse::<f64>().ok()).ok_or(USAGE);
        match option {
            "--jobs" => jobs = number()? as usize,
            "--minutes" => minutes = Some(number()?),
            "--first" => first = number()? as u64,
            "--seed" => {
                let seed = args.next().and_then(|text| text.parse().ok()).ok_or(USAGE)?;
                seeds = Some(vec![seed]);
            }
            "--brief" => is_brief = true,
            "--tell" => {
                let seed = args.next().and_then(|text| text.parse().ok()).ok_or(USAGE)?;
                println!("{}", live(&Plan::of(seed), &Omitted::default(), true).lines.join("\n"));
                seeds = Some(vec![seed]);
            }
            "--found" => seeds = Some(found()?),
            "--seeds" => {
                let (from, to) = args.next().and_then(|text| text.split_once("..")).ok_or(USAGE)?;
                let parse = |text: &str| text.parse::<u64>().map_err(|_| USAGE);
                seeds = Some((parse(from)?..parse(to)?).collect());
            }
            _ => return Err(USAGE.to_owned()),
        }
    }
    match (seeds, minutes) {
        (Some(seeds), None) => all(jobs, is_brief, Seeds::These(&seeds)),
        (None, Some(minutes)) => {
            println!("fresh seeds from {first} on");
            all(
                jobs,
                is_brief,
                Seeds::For(first, Duration::from_secs_f64(60.0 * minutes)),
            )
        }
        _ => Err(USAGE.to_owned()),
    }
}

/// Those of the file.
fn found() -> Result<Vec<u64>, String> {
    let lines = FOUND.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let seed = |line: &str| line.split(' ').next()?.parse().ok();
    lines
        .map(|line| seed(line).ok_or_else(|| format!("seeds.txt: {line}")))
        .collect()
}

/// Nobody has lived it before.
fn fresh_seed() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    // Short enough to be typed.
    now.as_millis() as u64 % 1_000_000_000 * 1_000_000
}

enum Seeds<'a> {
    These(&'a [u64]),
    For(u64, Duration),
}

/// Lives them all, until one fails.
fn all(jobs: usize, is_brief: bool, seeds: Seeds<'_>) -> Result<(), String> {
    let begin = Instant::now();
    let next = AtomicU64::new(0);
    let is_over = AtomicBool::new(false);
    let sum = Mutex::new(Figures::default());
    let failed = Mutex::new(None);
    // A panic is told with its story.
    std::panic::set_hook(Box::new(|_| {}));
    std::thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let seed = match &seeds {
                        Seeds::These(seeds) => seeds.get(index as usize).copied(),
                        Seeds::For(first, time) => (begin.elapsed() < *time).then_some(first + index),
                    };
                    let Some(seed) = seed else { return };
                    let ending = live(&Plan::of(seed), &Omitted::default(), false);
                    sum.lock().unwrap().add(&ending.figures);
                    if ending.broken.is_some() {
                        is_over.store(true, Ordering::Relaxed);
                        failed.lock().unwrap().get_or_insert((seed, ending));
                    }
                }
            });
        }
    });
    let _ = std::panic::take_hook();
    let sum = sum.into_inner().unwrap();
    println!("{}", sum.told(begin.elapsed()));
    if let Some((seed, ending)) = failed.into_inner().unwrap() {
        let Some(broken) = ending.broken.as_ref().filter(|_| is_brief) else {
            return Err(failure(seed, &ending));
        };
        return Err(format!("found after {} stories: {:?}", sum.stories, broken.invariant));
    }
    if sum.handled == 0 {
        return Err("nothing was simulated".to_owned());
    }
    Ok(())
}

/// Tells the shortest story of a failure.
fn failure(seed: u64, ending: &Ending) -> String {
    let plan = Plan::of(seed);
    let (omitted, told) = shortest(&plan);
    let broken = told.broken.as_ref().or(ending.broken.as_ref());
    let broken = broken.map(ToString::to_string).unwrap_or_default();
    let left = plan.entries.len() - omitted.entries.len();
    format!(
        "\nseed {seed} breaks {broken}\n\nits shortest story, {left} of {} things that happen and {} accidents:\n{}{}\n\n\
         again: cargo xtask simulate --seed {seed}",
        plan.entries.len(),
        told.accidents.len(),
        plan.told(&omitted.entries),
        told.lines.join("\n")
    )
}

impl Figures {
    fn add(&mut self, other: &Self) {
        self.stories += other.stories;
        self.calls += other.calls;
        self.successes += other.successes;
        self.attempts += other.attempts;
        self.handled += other.handled;
        self.tokens += other.tokens;
        self.kills += other.kills;
        self.simulated_ms += other.simulated_ms;
    }

    fn told(&self, took: Duration) -> String {
        let seconds = took.as_secs_f64();
        format!(
            "{} stories of {:.0} simulated hours in {seconds:.1} s: {} calls ({} succeeded), {} attempts, {} requests served, {} token fetches, {} kills; {:.0} calls a minute",
            self.stories,
            self.simulated_ms as f64 / 3_600_000.0,
            self.calls,
            self.successes,
            self.attempts,
            self.handled,
            self.tokens,
            self.kills,
            self.calls as f64 * 60.0 / seconds
        )
    }
}
