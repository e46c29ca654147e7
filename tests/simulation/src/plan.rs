//! What a seed makes of the world: its clients, what their callers do, and what befalls the service.

use crate::clock::MachineClock;
use crate::dice::Dice;

/// Purposes that the seed's numbers are taken for.
pub mod purpose {
    pub const PLAN: u64 = 1;
    pub const STEP: u64 = 3;
    pub const NETWORK: u64 = 4;
    pub const SERVICE: u64 = 5;
    pub const CLIENT: u64 = 6;
    pub const CREDENTIAL: u64 = 7;
    pub const CALLER: u64 = 8;
}

/// A world before anything happens in it.
#[derive(Clone, Debug)]
pub struct Plan {
    pub seed: u64,
    pub service: ServicePlan,
    pub clients: Vec<ClientPlan>,
    /// The client in the proxy of pages.
    pub proxy: ClientPlan,
    /// Which client each caller uses.
    pub callers: Vec<usize>,
    /// What happens. The numbers stay when some are left out.
    pub entries: Vec<Entry>,
}

/// How the service is run.
#[derive(Clone, Debug)]
pub struct ServicePlan {
    pub page_sizes: Vec<u64>,
    pub looks_into_tokens: bool,
    pub repeated_delete_status: u16,
    /// Its journal keeps several changes at once, after so long; 0 if each before it is answered.
    pub batch_ms: u64,
    /// Of a hundred attempts, so many go wrong.
    pub trouble_percent: u64,
}

/// How a client is made.
#[derive(Clone, Debug)]
pub struct ClientPlan {
    pub clock: MachineClock,
    pub uses_tokens: bool,
    /// It is in a page, and has no credential.
    pub is_in_page: bool,
    pub max_retries: u64,
    pub delay_ms: u64,
    pub max_delay_ms: u64,
    pub timeout_ms: u64,
    pub tokens: TokenPlan,
}

/// What its credential is like.
#[derive(Clone, Debug)]
pub struct TokenPlan {
    pub lives_ms: u64,
    pub slowest_ms: u64,
    pub failing_percent: u64,
}

/// One thing that happens, which a shorter story may leave out.
#[derive(Clone, Debug)]
pub struct Entry {
    pub number: u64,
    pub what: What,
}

#[derive(Clone, Debug)]
pub enum What {
    /// A caller's next step.
    Step(usize, Step),
    /// Something that befalls the world at that time.
    Event(u64, Event),
}

/// One operation of a caller.
#[derive(Clone, Debug)]
pub struct Step {
    pub operation: Operation,
    /// Waits so long before.
    pub think_ms: u64,
    pub timeout_ms: Option<u64>,
    pub aborts_after_ms: Option<u64>,
    /// Its process or request ends in the middle of the call.
    pub crashes_after_ms: Option<u64>,
    /// After a failure it comes again, so often and after so long.
    pub rounds: u64,
    pub returns_after_ms: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    Create,
    Update,
    Get,
    Delete,
    ListRooms,
    ListParticipants,
    Add,
    Remove,
}

#[derive(Clone, Debug)]
pub enum Event {
    /// The service's process ends, in the middle of its next write or at once, and comes back.
    Kill { in_write: bool, down_ms: u64 },
    /// The next writes find no room on the disk.
    DiskFull { writes: u64 },
    /// A key is made anew; the clients learn of it later.
    RotateKey { secondary: bool, told_after_ms: u64 },
    /// The rooms' clock is put forward.
    AdvanceTime { by_ms: u64 },
    /// A client's tokens must have other claims from now on.
    RequireClaims { client: usize },
    /// More goes wrong for a while.
    Storm { for_ms: u64, percent: u64 },
}

impl Plan {
    /// That of a seed.
    pub fn of(seed: u64) -> Self {
        let mut dice = Dice::of(seed, &[purpose::PLAN]);
        let dice = &mut dice;
        // How much time passes between two steps, and how many callers there are at once.
        let pace_ms = dice.weighed(&[(3, 20), (4, 1000), (3, 20_000), (2, 120_000)]);
        let clients = dice.between(1, 3) as usize;
        let callers = dice.between(1, 9) as usize;
        let mut plan = Self {
            seed,
            service: service(dice),
            clients: (0..clients).map(|_| client(dice, pace_ms)).collect(),
            proxy: proxy(dice, pace_ms),
            callers: (0..callers).map(|_| dice.index(clients)).collect(),
            entries: Vec::new(),
        };
        let steps = dice.between(3, 14);
        for caller in 0..callers {
            for number in 0..steps {
                let mut step = step(dice, pace_ms);
                // Without a room there is little to do.
                if number == 0 && dice.percent(60) {
                    step.operation = Operation::Create;
                }
                plan.add(What::Step(caller, step));
            }
        }
        let horizon_ms = steps * (pace_ms + 500);
        for _ in 0..dice.below(8) {
            let at_ms = dice.below(horizon_ms);
            let event = event(dice, pace_ms, clients);
            plan.add(What::Event(at_ms, event));
        }
        plan
    }

    fn add(&mut self, what: What) {
        let number = self.entries.len() as u64;
        self.entries.push(Entry { number, what });
    }
}

fn service(dice: &mut Dice) -> ServicePlan {
    ServicePlan {
        page_sizes: dice.pick(&[vec![30], vec![5, 3, 4], vec![1], vec![2, 0, 1]]),
        looks_into_tokens: dice.percent(50),
        repeated_delete_status: dice.pick(&[204, 404]),
        batch_ms: dice.pick(&[0, 0, 3, 40]),
        trouble_percent: dice.weighed(&[(2, 0), (3, 3), (4, 15), (2, 40), (1, 90)]),
    }
}

/// It has a key, leaves repeating to the page, and waits half a minute.
fn proxy(dice: &mut Dice, pace_ms: u64) -> ClientPlan {
    ClientPlan {
        uses_tokens: false,
        is_in_page: false,
        max_retries: 0,
        timeout_ms: 30_000,
        ..client(dice, pace_ms)
    }
}

fn client(dice: &mut Dice, pace_ms: u64) -> ClientPlan {
    const HOUR_MS: i64 = 3_600_000;
    let mut clock = MachineClock::default();
    const MINUTE_MS: i64 = 60_000;
    match dice.below(11) {
        0..5 => {}
        5 => clock.offset_ms = dice.between(0, 8 * 60_000) as i64 - 4 * 60_000,
        6 | 7 => clock.offset_ms = dice.pick(&[-26, -1, 1, 26]) * HOUR_MS + dice.below(60_000) as i64,
        8 => clock.drift_ppm = dice.pick(&[-500, 500, 20_000, -20_000]),
        _ => {
            for _ in 0..dice.between(1, 3) {
                let by_minutes = dice.pick(&[-60, 60, 20, 6, -6, -7, -10, 0]);
                let by_ms = by_minutes * MINUTE_MS - dice.below(1000) as i64;
                let within_ms = dice.pick(&[10 * (pace_ms + 500), 600_000]);
                clock.jumps.push((dice.below(within_ms), by_ms));
            }
        }
    }
    let (uses_tokens, is_in_page) = dice.weighed(&[(4, (true, false)), (4, (false, false)), (2, (false, true))]);
    ClientPlan {
        clock,
        uses_tokens,
        is_in_page,
        max_retries: dice.weighed(&[(6, 3), (1, 0), (1, 1), (2, 6)]),
        delay_ms: dice.weighed(&[(6, 800), (2, 5), (1, 0), (1, 5000)]),
        max_delay_ms: dice.weighed(&[(6, 60_000), (2, 1000), (1, 5)]),
        timeout_ms: dice.weighed(&[(6, 0), (1, 500), (2, 20_000), (1, 100_000)]),
        tokens: TokenPlan {
            lives_ms: dice.weighed(&[(3, 3_600_000), (2, 400_000), (1, 200_000), (1, 1000)]),
            slowest_ms: dice.weighed(&[(4, 100), (2, 2000), (2, 15_000), (1, 120_000)]),
            failing_percent: dice.weighed(&[(4, 0), (2, 20), (1, 80)]),
        },
    }
}

fn step(dice: &mut Dice, pace_ms: u64) -> Step {
    use Operation as O;
    let rare = |dice: &mut Dice, percent, most: u64| dice.percent(percent).then(|| 1 + dice.below(most));
    Step {
        operation: dice.weighed(&[
            (6, O::Create),
            (3, O::Update),
            (3, O::Get),
            (2, O::Delete),
            (3, O::ListRooms),
            (2, O::ListParticipants),
            (3, O::Add),
            (2, O::Remove),
        ]),
        think_ms: if dice.percent(30) { 0 } else { dice.below(2 * pace_ms) },
        timeout_ms: rare(dice, 10, 10_000),
        aborts_after_ms: rare(dice, 8, 3000),
        crashes_after_ms: rare(dice, 8, 3000),
        rounds: dice.weighed(&[(2, 1), (2, 2), (1, 5)]),
        returns_after_ms: dice.weighed(&[(2, 0), (3, 1000), (2, 60_000), (1, 400_000)]),
    }
}

fn event(dice: &mut Dice, pace_ms: u64, clients: usize) -> Event {
    match dice.below(12) {
        0..5 => Event::Kill {
            in_write: dice.percent(70),
            down_ms: dice.pick(&[0, 10, 2000, 30_000]),
        },
        5 => Event::DiskFull {
            writes: dice.between(1, 4),
        },
        6 | 7 => Event::RotateKey {
            secondary: dice.percent(30),
            told_after_ms: dice.pick(&[0, 100, 10_000]),
        },
        8 => Event::AdvanceTime {
            by_ms: dice.pick(&[60_000, 7 * 60_000, 86_400_000, 200 * 86_400_000]),
        },
        9 => Event::RequireClaims {
            client: dice.index(clients),
        },
        _ => Event::Storm {
            for_ms: pace_ms * dice.between(1, 5),
            percent: dice.between(30, 100),
        },
    }
}

impl Plan {
    /// For the story: the clients that take part, and how the service is run.
    pub fn told(&self, omitted: &std::collections::BTreeSet<u64>) -> String {
        let mut text = format!("the service: {:?}\n", self.service);
        let steps = self.entries.iter().filter(|entry| !omitted.contains(&entry.number));
        let callers: std::collections::BTreeSet<usize> = steps
            .filter_map(|entry| match entry.what {
                What::Step(caller, _) => Some(caller),
                What::Event(..) => None,
            })
            .collect();
        for caller in callers {
            let client = self.callers[caller];
            text += &format!("caller {caller} uses client {client}: {:?}\n", self.clients[client]);
        }
        text
    }
}
