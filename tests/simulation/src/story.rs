//! A story from its plan to its end.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::accident::AttemptKey;
use crate::invariant::{Broken, Invariant};
use crate::memory;
use crate::plan::Plan;
use crate::world::World;

/// What a shorter story leaves out.
#[derive(Clone, Debug, Default)]
pub struct Omitted {
    pub entries: BTreeSet<u64>,
    pub accidents: BTreeSet<AttemptKey>,
}

/// What was seen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    pub stories: u64,
    pub calls: u64,
    pub successes: u64,
    pub attempts: u64,
    /// Requests that reached the service.
    pub handled: u64,
    pub tokens: u64,
    pub kills: u64,
    pub simulated_ms: u64,
}

/// How a story ended.
#[derive(Default)]
pub struct Ending {
    pub broken: Option<Broken>,
    /// Line by line, if it was told.
    pub lines: Vec<String>,
    /// What went wrong on the way, if it was told.
    pub accidents: BTreeSet<AttemptKey>,
    pub figures: Figures,
}

impl Ending {
    /// Whether the same invariant is broken as there.
    pub fn breaks(&self, other: &Self) -> bool {
        let invariant = |ending: &Self| ending.broken.as_ref().map(|broken| broken.invariant);
        invariant(self) == invariant(other)
    }
}

/// Lives a story to its end, which may be a panic. Only one that is told says more than what is broken.
pub fn live(plan: &Plan, omitted: &Omitted, is_told: bool) -> Ending {
    let lived = std::panic::catch_unwind(|| {
        let before = memory::held();
        let mut ending = {
            let world = Rc::new(World::new(plan.clone(), omitted.clone(), is_told));
            world.live();
            world.ending()
        };
        let left = memory::held() - before;
        if !is_told && ending.broken.is_none() && left != 0 {
            ending.broken = Some(Invariant::NothingLeaks.broken(format!("{left} bytes are left when all is over")));
        }
        ending
    });
    lived.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref().copied()).unwrap_or("it panicked");
        Ending {
            broken: Some(Invariant::NoPanic.broken(text.to_owned())),
            ..Ending::default()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_one_story() {
        for seed in 0..20 {
            let [one, two] = [(); 2].map(|()| live(&Plan::of(seed), &Omitted::default(), true).lines);
            assert!(!one.is_empty() && one == two, "{seed}");
        }
    }

    #[test]
    fn what_is_left_out_does_not_happen() {
        let plan = Plan::of(0);
        let omitted = Omitted {
            entries: plan.entries.iter().map(|entry| entry.number).collect(),
            ..Omitted::default()
        };
        let ending = live(&plan, &omitted, true);
        assert_eq!((ending.figures.calls, ending.lines.len()), (0, 0));
    }
}
