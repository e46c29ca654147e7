//! The client's surroundings, with the meaning that `support.js` gives them.

use std::cell::RefCell;
use std::rc::Rc;

use acs_rooms::client::{Attempt, Event, Secret, Transport};
use zeroize::Zeroizing;

use crate::dice::Dice;
use crate::executor::{Slot, first};
use crate::facts::Facts;
use crate::invariant::{Broken, Invariant};
use crate::party::Question;
use crate::plan::purpose;
use crate::world::World;
use crate::{credential, network};

/// What a step of a call comes to.
pub type Outcome = Result<String, Failure>;

/// What the platform throws.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The network's: the system's code and a sentence.
    Network(&'static str, String),
    Aborted,
    TimedOut,
    /// The credential has no token.
    Credential,
}

/// One call under way.
pub struct Flight {
    pub world: Rc<World>,
    pub facts: Rc<Facts>,
    /// Filled when the call is cancelled or its time is up.
    pub stop: Slot<Outcome>,
    /// Its question to the credential.
    question: RefCell<Option<Question>>,
    waits_for: RefCell<Vec<Slot<Outcome>>>,
    /// The last answer.
    pub heard: RefCell<String>,
}

impl Flight {
    /// Of a call that begins.
    pub fn new(world: &Rc<World>, facts: &Rc<Facts>) -> Self {
        Self {
            world: Rc::clone(world),
            facts: Rc::clone(facts),
            stop: Slot::new(),
            question: RefCell::new(None),
            waits_for: RefCell::default(),
            heard: RefCell::default(),
        }
    }

    fn now(&self) -> u64 {
        self.world.executor.now_ms()
    }
}

/// Stops a call: whoever waits for its question is told that it gave up.
pub fn stop(flight: &Flight, failure: Failure) {
    flight.stop.fill(Err(failure));
    if let Some(question) = flight.question.borrow().as_ref() {
        question.answer.fill(Ok(String::new()));
    }
}

impl Transport for Flight {
    type Failure = Failure;
    /// The first of them to be filled is what it comes to.
    type Begun = Vec<Slot<Outcome>>;

    fn now_ms(&self) -> i64 {
        self.facts.party.clock_ms(self.now())
    }

    fn random(&self) -> f64 {
        let [entry, round, part] = self.facts.key;
        let purpose = [purpose::CLIENT, entry, round, part, self.now()];
        Dice::of(self.world.plan.seed, &purpose).unit()
    }

    fn secret(&self) -> Result<Secret, Failure> {
        let party = &self.facts.party;
        Ok(if party.plan.is_in_page {
            Secret::Nothing
        } else if party.plan.uses_tokens {
            Secret::Token
        } else {
            Secret::Key(Zeroizing::new(party.key.borrow().clone()))
        })
    }

    fn fetch_token(&self, claims: &str) -> Self::Begun {
        let party = &self.facts.party;
        self.world.judge(party.asks(self.now(), claims));
        self.world.judge(self.check_shared());
        let question = Question {
            began_ms: self.now(),
            claims: claims.to_owned(),
            answer: Slot::new(),
        };
        let mut questions = party.questions.borrow_mut();
        questions.retain(|question| question.answer.value().is_none());
        questions.push(question.clone());
        party.latest.replace(Some(question.clone()));
        self.question.replace(Some(question.clone()));
        credential::ask(&self.world, &self.facts, &question);
        vec![question.answer]
    }

    fn join_token(&self, limit_ms: i64) -> Self::Begun {
        let questions = self.facts.party.questions.borrow();
        let open = questions.iter().filter(|question| question.answer.value().is_none());
        let mut waits_for: Vec<_> = open.map(|question| question.answer.clone()).collect();
        self.waits_for.replace(waits_for.clone());
        waits_for.push(self.filled_after(limit_ms.max(0) as u64));
        waits_for
    }

    fn send(&self, attempt: &Attempt<'_>) -> Self::Begun {
        self.waits_for.take();
        if self.stop.value().is_some() {
            let what = format!("{} is sent after its call was stopped", self.facts.intent.told());
            self.world.judge(Err(Invariant::CallsEnd.broken(what)));
        }
        self.world.judge(self.facts.sends(self.now(), attempt));
        vec![network::carry(&self.world, &self.facts, attempt)]
    }

    fn sleep(&self, ms: u64) -> Self::Begun {
        self.world.judge(self.facts.sleeps(ms));
        vec![self.filled_after(ms)]
    }

    async fn end(&self, begun: Self::Begun) -> Outcome {
        let mut slots = vec![&self.stop];
        slots.extend(&begun);
        let outcome = first(&slots).await;
        if let Ok(text) = &outcome {
            self.heard.replace(text.clone());
        }
        outcome
    }

    fn stopped(&self) -> Option<Failure> {
        self.stop.value().and_then(Result::err)
    }

    fn describe(&self, failure: &Failure) -> String {
        match failure {
            Failure::Network(code, text) => format!("{code}\0{text}"),
            other => format!("\0{other:?}"),
        }
    }

    fn observe(&self, _: &Attempt<'_>, event: &Event<'_>) {
        if let Event::Retry { status, delay_ms, .. } = event {
            self.world.judge(self.facts.retries(*delay_ms));
            self.world.tell(|| {
                let answered = status.map_or("no answer".to_owned(), |status| format!("status {status}"));
                format!("caller {} waits {delay_ms} ms after {answered}", self.facts.caller)
            });
        }
    }
}

impl Flight {
    /// Nothing, after so long.
    fn filled_after(&self, ms: u64) -> Slot<Outcome> {
        let slot = Slot::new();
        let filled = slot.clone();
        self.world.executor.after(ms, move || filled.fill(Ok(String::new())));
        slot
    }

    /// Whoever waited for a question takes what it came to, be it a failure.
    fn check_shared(&self) -> Result<(), Broken> {
        let waits_for = self.waits_for.take();
        let answers = waits_for.iter().filter_map(Slot::value);
        let shared = answers
            .into_iter()
            .find(|answer| answer.as_ref().map_or(true, |text| !text.is_empty()));
        match shared {
            Some(_) => {
                let what = "a call asks the credential itself, though what it waited for has come".to_owned();
                Err(Invariant::OneTokenFetch.broken(what))
            }
            None => Ok(()),
        }
    }
}
