//! The token credential: slow, failing, and once challenged of another generation.

use std::rc::Rc;

use crate::dice::Dice;
use crate::facts::Facts;
use crate::party::Question;
use crate::plan::purpose;
use crate::transport::Failure;
use crate::world::World;

/// Answers a question in its time. A call that is dead hears nothing more, and so nobody does who waits for it.
pub fn ask(world: &Rc<World>, facts: &Rc<Facts>, question: &Question) {
    let party = &facts.party;
    let [entry, round, part] = facts.key;
    let now_ms = world.executor.now_ms();
    let mut dice = Dice::of(world.plan.seed, &[purpose::CREDENTIAL, entry, round, part, now_ms]);
    let after_ms = if dice.percent(70) {
        dice.below(30)
    } else {
        dice.below(party.plan.tokens.slowest_ms)
    };
    let fails = dice.percent(party.plan.tokens.failing_percent);
    world.figures.borrow_mut().tokens += 1;
    world.tell(|| {
        format!(
            "caller {} asks the credential of client {}, {:?}",
            facts.caller, party.index, question.claims
        )
    });
    let (world_then, facts, question) = (Rc::clone(world), Rc::clone(facts), question.clone());
    world.executor.after(after_ms, move || {
        if facts.dead.get() {
            return;
        }
        let now_ms = world_then.executor.now_ms();
        let answer = match fails {
            true => Err(Failure::Credential),
            false => Ok(facts.party.token(now_ms, &question.claims, &mut dice)),
        };
        world_then.tell(|| {
            format!(
                "the credential answers caller {}: {}",
                facts.caller,
                if fails { "no token" } else { "a token" }
            )
        });
        question.answer.fill(answer);
    });
}
