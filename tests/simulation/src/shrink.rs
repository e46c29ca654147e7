//! The shortest story that breaks the same invariant: things that happen and accidents are left out as long as it does.

use std::collections::BTreeSet;

use crate::plan::Plan;
use crate::story::{Ending, Omitted, live};

/// Stories lived for one that is short; more are not worth the time.
const MOST: usize = 4000;

/// Shortens the story of a seed that ended so, and tells it.
pub fn shortest(plan: &Plan) -> (Omitted, Ending) {
    let ending = live(plan, &Omitted::default(), true);
    let mut shrinking = Shrinking {
        plan,
        ending: &ending,
        omitted: Omitted::default(),
        accidents: ending.accidents.clone(),
        lived: 0,
    };
    let mut entries: BTreeSet<u64> = plan.entries.iter().map(|entry| entry.number).collect();
    loop {
        let before = entries.len() + shrinking.accidents.len();
        shrinking.leave_out(&mut entries, |omitted, entry| {
            omitted.entries.insert(entry);
        });
        let mut accidents = shrinking.accidents.clone();
        shrinking.leave_out(&mut accidents, |omitted, accident| {
            omitted.accidents.insert(accident);
        });
        if entries.len() + shrinking.accidents.len() >= before || shrinking.lived > MOST {
            break;
        }
    }
    let told = live(plan, &shrinking.omitted, true);
    (shrinking.omitted, told)
}

struct Shrinking<'a> {
    plan: &'a Plan,
    ending: &'a Ending,
    omitted: Omitted,
    /// Those of the shortest story so far.
    accidents: BTreeSet<crate::accident::AttemptKey>,
    lived: usize,
}

impl Shrinking<'_> {
    /// Leaves out as many of them as it can: halves first, then quarters, down to one by one.
    fn leave_out<T: Ord + Copy>(&mut self, present: &mut BTreeSet<T>, omit: fn(&mut Omitted, T)) {
        let mut size = present.len().div_ceil(2);
        while size > 0 {
            for chunk in present.clone().into_iter().collect::<Vec<_>>().chunks(size) {
                let mut omitted = self.omitted.clone();
                chunk.iter().for_each(|one| omit(&mut omitted, *one));
                if self.still_breaks(omitted) {
                    present.retain(|one| !chunk.contains(one));
                }
            }
            size = if size == 1 { 0 } else { size.div_ceil(2) };
        }
    }

    fn still_breaks(&mut self, omitted: Omitted) -> bool {
        self.lived += 1;
        if self.lived > MOST {
            return false;
        }
        let ending = live(self.plan, &omitted, true);
        let breaks = ending.breaks(self.ending);
        if breaks {
            self.omitted = omitted;
            self.accidents = ending.accidents;
        }
        breaks
    }
}
