//! The way of an attempt to the service and of its answer back.

use std::rc::Rc;

use acs_rooms::client::Attempt;
use acs_rooms_emulator::http::{Request, Scheme};

use crate::accident::{Accident, accident};
use crate::answer::{Carried, carried_of, challenge, gateway, spoiled, text_of};
use crate::dice::Dice;
use crate::executor::Slot;
use crate::facts::{Ended, Facts};
use crate::party::Party;
use crate::plan::purpose;
use crate::proxy;
use crate::service::Handled;
use crate::transport::{Failure, Outcome};
use crate::world::World;

/// One attempt on its way.
pub struct Way {
    pub world: Rc<World>,
    pub facts: Rc<Facts>,
    pub request: Request,
    pub accident: Accident,
    /// Counts from 1.
    pub number: u64,
    back_ms: u64,
    answer: Slot<Outcome>,
}

/// Sends an attempt. What is given is filled with its answer, or with the network's failure.
pub fn carry(world: &Rc<World>, facts: &Rc<Facts>, attempt: &Attempt<'_>) -> Slot<Outcome> {
    let [entry, round, part] = facts.key;
    let key = [entry, round, part, attempt.number];
    let mut dice = Dice::of(world.plan.seed, &[purpose::NETWORK, entry, round, part, attempt.number]);
    let accident = accident(world, key, &mut dice);
    let slow = [0, 0, 0, 0, 1, 30];
    let out_ms = dice.between(1, 40) + dice.pick(&slow) * dice.below(100);
    let back_ms = dice.between(1, 40) + dice.pick(&slow) * dice.below(100);
    let answer = Slot::new();
    let mut headers = vec![("Host".to_owned(), "emulator.localhost".to_owned())];
    headers.extend(
        attempt
            .headers
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    let way = Rc::new(Way {
        world: Rc::clone(world),
        facts: Rc::clone(facts),
        request: Request {
            method: attempt.request.method.to_owned(),
            target: attempt.request.path.clone(),
            scheme: Scheme::Https,
            headers,
            body: attempt.request.body.clone().into_bytes(),
        },
        accident,
        number: attempt.number,
        back_ms,
        answer: answer.clone(),
    });
    world.figures.borrow_mut().attempts += 1;
    world.tell(|| {
        let fate = way.accident.told();
        format!(
            "caller {} sends attempt {} of {}{fate}",
            facts.caller,
            attempt.number,
            facts.intent.told()
        )
    });
    set_out(way, out_ms);
    answer
}

fn set_out(way: Rc<Way>, out_ms: u64) {
    let executor = &Rc::clone(&way.world).executor;
    match way.accident.clone() {
        Accident::Refused => way.fails_after(out_ms, "ECONNREFUSED", "connection refused"),
        Accident::Untrusted => way.fails_after(out_ms, "CERT_HAS_EXPIRED", "the certificate has expired"),
        Accident::ResetBefore => way.fails_after(out_ms, "ECONNRESET", "connection reset"),
        Accident::Lost(ms) => way.fails_after(ms, "ETIMEDOUT", "nothing came back"),
        Accident::Gateway(instead) => {
            executor.after(out_ms, move || {
                let carried = gateway(&way, &instead);
                way.goes_back(carried);
            });
        }
        Accident::Late(ms) => executor.after(out_ms + ms, move || arrive(&way, true)),
        Accident::Repeated(ms) => executor.after(out_ms, move || {
            let again = Rc::clone(&way);
            way.world.executor.after(ms, move || arrive(&again, true));
            arrive(&way, false);
        }),
        _ => executor.after(out_ms, move || arrive(&way, true)),
    }
}

/// The request reaches the service, or the proxy. Its answer goes back, unless that of its double does.
fn arrive(way: &Rc<Way>, is_answered: bool) {
    let world = &way.world;
    if way.facts.party.plan.is_in_page {
        return proxy::relay(way, is_answered);
    }
    let now_ms = world.executor.now_ms();
    if way.is_challenged() {
        return way.goes_back(challenge(way));
    }
    let handled = match world.service.borrow_mut().handle(now_ms, &way.request, &way.facts) {
        Ok(handled) => handled,
        Err(broken) => return world.judge(Err(broken)),
    };
    world.figures.borrow_mut().handled += 1;
    let Some(handled) = handled else {
        let is_killed = world.service_ended();
        world.tell(|| {
            format!(
                "the request of caller {} finds {}",
                way.facts.caller,
                if is_killed { "its end" } else { "nobody" }
            )
        });
        return way.fails_after(way.back_ms, "ECONNRESET", "connection reset");
    };
    world.tell(|| {
        format!(
            "the service answers caller {}: {}",
            way.facts.caller, handled.response.status
        )
    });
    let way = Rc::clone(way);
    world.when_kept(move |is_kept| match is_kept {
        true => answered(&way, handled, is_answered),
        false => way.fails_after(way.back_ms, "ECONNRESET", "connection reset"),
    });
}

/// The service has answered.
fn answered(way: &Rc<Way>, handled: Handled, is_answered: bool) {
    if let Some(success) = handled.success {
        way.facts.callers().log.borrow_mut().successes.push(success);
    }
    sets_out(way, carried_of(&handled.response), is_answered);
}

/// An answer sets out for the client, if nothing happens to it.
pub fn sets_out(way: &Rc<Way>, carried: Carried, is_answered: bool) {
    match &way.accident {
        _ if !is_answered => {}
        Accident::ResetAfter | Accident::CutBody => {
            way.fails_after(way.back_ms, "ECONNRESET", "the body was cut short")
        }
        Accident::LostAfter(ms) => way.fails_after(*ms, "ETIMEDOUT", "nothing came back"),
        Accident::GatewayAfter(instead) => way.goes_back(gateway(way, instead)),
        _ => way.goes_back(spoiled(way, carried)),
    }
}

impl Way {
    /// A token of another generation than the service wants.
    fn is_challenged(&self) -> bool {
        let bearer = self
            .request
            .header("authorization")
            .and_then(|value| value.strip_prefix("Bearer "));
        bearer.is_some_and(|token| Party::generation_of(token) < self.facts.party.generation.get())
    }

    /// The client learns that there is no answer.
    fn fails_after(self: &Rc<Self>, ms: u64, code: &'static str, text: &'static str) {
        let way = Rc::clone(self);
        self.world.executor.after(ms, move || {
            way.ends(0, None);
            way.answer.fill(Err(Failure::Network(code, text.to_owned())));
        });
    }

    /// An answer sets out for the client.
    fn goes_back(self: &Rc<Self>, carried: Carried) {
        let way = Rc::clone(self);
        let late_ms = match self.accident {
            Accident::LateAnswer(ms) => ms,
            _ => 0,
        };
        self.world.executor.after(self.back_ms + late_ms, move || {
            way.ends(carried.status, carried.asked);
            way.answer.fill(Ok(text_of(&carried)));
        });
    }

    fn ends(&self, status: u16, asked: Option<crate::facts::Asked>) {
        // What comes when something came before is not seen.
        if self.answer.value().is_none() {
            self.facts.attempt_ends(Ended {
                at_ms: self.world.executor.now_ms(),
                status,
                asked,
                told_wait_ms: None,
            });
        }
    }
}
