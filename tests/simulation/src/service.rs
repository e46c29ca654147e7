//! The emulator as the service: a process with a journal that is killed, comes back, and is compared with what must be.

use std::rc::Rc;

use acs_rooms_emulator::http::{Request, Response};
use acs_rooms_emulator::model::{Change, Room};
use acs_rooms_emulator::options::Options;
use acs_rooms_emulator::state::State;
use acs_rooms_emulator::{Emulator, Key, state_file};

use crate::clock::START_MS;
use crate::dice::Dice;
use crate::disk::{Disk, NextWrite};
use crate::facts::Facts;
use crate::invariant::{Broken, Invariant};
use crate::machine::Machine;
use crate::model::{Model, Shown};
use crate::plan::{ServicePlan, purpose};

/// How long rooms can be read after their end.
pub const GRACE_MS: i64 = 86_400_000;

/// The process, its disk, and what must be there.
pub struct Service {
    /// None while it is down.
    emulator: Option<Emulator>,
    plan: ServicePlan,
    keys: [String; 2],
    pub disk: Disk,
    pub model: Model,
    /// The model of what is kept for sure, where changes wait for a batch.
    kept: Model,
    /// Whose changes wait.
    waiting: Vec<Rc<Facts>>,
    seed: u64,
    dice: Dice,
    advanced_ms: i64,
}

/// What comes of a request.
pub struct Handled {
    pub response: Response,
    /// What its success says, if it is one.
    pub success: Option<Shown>,
}

impl Service {
    /// Running, without rooms.
    pub fn new(seed: u64, plan: &ServicePlan) -> Self {
        let defaults = acs_rooms_emulator::options::DEFAULT_PRIMARY_KEY;
        let second = acs_rooms_emulator::options::DEFAULT_SECONDARY_KEY;
        let mut service = Self {
            emulator: None,
            plan: plan.clone(),
            keys: [defaults.to_owned(), second.to_owned()],
            disk: Disk::new(plan.batch_ms > 0),
            model: Model::default(),
            kept: Model::default(),
            waiting: Vec::new(),
            seed,
            dice: Dice::of(seed, &[purpose::SERVICE]),
            advanced_ms: 0,
        };
        service.emulator = Some(Emulator::new(service.options()));
        service
    }

    fn options(&self) -> Options {
        let mut given = serde_json::json!({
            "primaryKey": self.keys[0],
            "secondaryKey": self.keys[1],
            "pageSizes": self.plan.page_sizes,
            "repeatedDeleteStatus": self.plan.repeated_delete_status,
            "gracePeriodInMs": GRACE_MS,
            "strict": true,
        });
        if self.plan.looks_into_tokens {
            given["tokenVerifier"] = serde_json::json!({});
        }
        Options::read(&given).expect("the options are right")
    }

    /// Whether it runs.
    pub fn is_up(&self) -> bool {
        self.emulator.is_some()
    }

    /// The rooms' time.
    pub fn rooms_now_ms(&self, now_ms: u64) -> i64 {
        START_MS + now_ms as i64 + self.advanced_ms
    }

    /// Answers a request, and judges the answer. None when the process ends meanwhile.
    pub fn handle(&mut self, now_ms: u64, request: &Request, facts: &Rc<Facts>) -> Result<Option<Handled>, Broken> {
        let rooms_now_ms = self.rooms_now_ms(now_ms);
        let Some(emulator) = &mut self.emulator else {
            return Ok(None);
        };
        self.model.forget(rooms_now_ms - 2, GRACE_MS);
        let [entry, round, part] = facts.key;
        self.dice = Dice::of(self.seed, &[purpose::SERVICE, entry, round, part, now_ms]);
        let mut machine = Machine::new(now_ms, &mut self.dice, &mut self.disk);
        let response = emulator.handle(request, &mut machine).response;
        let Machine { kept, killed, .. } = machine;
        let intent = &facts.intent;
        for change in &kept {
            self.model.make(intent, change, rooms_now_ms).map_err(|what| {
                let is_second = what.starts_with("a second room");
                let invariant = if is_second {
                    Invariant::OneRoomPerCreation
                } else {
                    Invariant::AsMeant
                };
                invariant.broken(what)
            })?;
        }
        if let Some((change, survives)) = killed {
            if survives {
                self.model
                    .make(intent, &change, rooms_now_ms)
                    .map_err(|what| Invariant::AsMeant.broken(what))?;
            }
            return Ok(None);
        }
        let is_success = (200..300).contains(&response.status);
        let is_remembered = |change: &Change| matches!(change, Change::RequestRefused { .. });
        if !is_success && !kept.iter().all(is_remembered) {
            let what = format!("the answer is {}, and yet {kept:?}", response.status);
            return Err(Invariant::RefusedChangesNothing.broken(what));
        }
        self.compare_one(&intent.room, rooms_now_ms)?;
        let is_gone = response.status == 404 && request.method == "DELETE";
        let success = if is_success || is_gone {
            self.model.success_of(intent)
        } else {
            None
        };
        if is_success && success.is_none() {
            let what = format!("the answer is {}, and {} was not done", response.status, intent.told());
            return Err(Invariant::AcknowledgedIsKept.broken(what));
        }
        if !kept.is_empty() && self.disk.is_waiting() {
            self.waiting.push(Rc::clone(facts.callers()));
        }
        Ok(Some(Handled { response, success }))
    }

    fn compare_one(&self, id: &str, rooms_now_ms: i64) -> Result<(), Broken> {
        let Some(emulator) = self.emulator.as_ref().filter(|_| !id.is_empty()) else {
            return Ok(());
        };
        // What is over is forgotten when the next request is served, not when one is refused.
        let lasts = |room: &&Room| room.valid_until.as_ms() + GRACE_MS > rooms_now_ms;
        let held = emulator.rooms().find(|room| room.id == id).filter(lasts);
        match (held, self.model.rooms.get(id)) {
            (Some(held), Some(must)) if held != must => {
                Err(Invariant::StateIsJournal.broken(format!("room {id} is {held:?}, not {must:?}")))
            }
            (Some(_), None) => Err(Invariant::StateIsJournal.broken(format!("room {id} is there without a reason"))),
            _ => Ok(()),
        }
    }

    /// Keeps what waits for it.
    pub fn flush(&mut self) {
        self.disk.flush();
        if !self.waiting.is_empty() {
            self.waiting.clear();
            self.kept = self.model.clone();
        }
    }

    /// The process ends: what was not kept is gone.
    pub fn kill(&mut self) -> Result<(), Broken> {
        self.emulator = None;
        if self.plan.batch_ms > 0 {
            if let Some(lost) = self.waiting.drain(..).find(|facts| facts.is_acknowledged()) {
                let what = format!("{} had succeeded, and is gone", lost.intent.told());
                return Err(Invariant::AcknowledgedIsKept.broken(what));
            }
            self.model = self.kept.clone();
        }
        Ok(())
    }

    /// A new process makes of the journal the state that this one holds, creations that are remembered included.
    pub fn compare_with_journal(&mut self, now_ms: u64) -> Result<(), Broken> {
        self.flush();
        let Some(mut before) = self.snapshot(now_ms) else {
            return Ok(());
        };
        self.kill()?;
        self.reopen(now_ms)?;
        let mut after = self.snapshot(now_ms).unwrap_or_default();
        // Requests that were first sent at the same time are remembered in any order.
        before.sort();
        after.sort();
        let differs = before
            .iter()
            .find(|line| !after.contains(line))
            .or(after.iter().find(|line| !before.contains(line)));
        match differs {
            Some(line) => Err(Invariant::StateIsJournal.broken(format!("before or after, but not both: {line}"))),
            None => Ok(()),
        }
    }

    fn snapshot(&mut self, now_ms: u64) -> Option<Vec<String>> {
        let emulator = self.emulator.as_mut()?;
        let snapshot = emulator.snapshot(&mut Machine::new(now_ms, &mut self.dice, &mut self.disk));
        Some(snapshot.iter().map(line).collect())
    }

    /// A new process takes up the journal, and leaves there the fewest changes that do.
    pub fn reopen(&mut self, now_ms: u64) -> Result<(), Broken> {
        let lines = self.disk.reopen();
        let mut state = State::default();
        for line in &lines {
            state_file::take_up(&mut state, line)
                .map_err(|reason| Invariant::StateIsJournal.broken(format!("{line} is not taken up: {reason}")))?;
        }
        let mut emulator = Emulator::new(self.options());
        emulator.restore(state);
        self.advanced_ms = emulator.advanced_in_ms();
        let mut machine = Machine::new(now_ms, &mut self.dice, &mut self.disk);
        let snapshot = emulator.snapshot(&mut machine);
        if snapshot.len() < lines.len() {
            let fewest: Vec<_> = snapshot.iter().map(line).collect();
            self.disk.replace(&fewest);
        }
        self.emulator = Some(emulator);
        self.compare(now_ms, Invariant::AcknowledgedIsKept)
    }

    /// Compares all rooms with what must be.
    pub fn compare(&self, now_ms: u64, invariant: Invariant) -> Result<(), Broken> {
        let Some(emulator) = &self.emulator else {
            return Ok(());
        };
        let rooms_now_ms = self.rooms_now_ms(now_ms);
        // The last millisecond of a grace period may be over or not.
        self.model
            .compare(emulator.rooms(), rooms_now_ms + 2, GRACE_MS)
            .map_err(|what| invariant.broken(what))
    }

    /// A new key; returns it.
    pub fn rotate_key(&mut self, secondary: bool) -> String {
        let key = if secondary { Key::Secondary } else { Key::Primary };
        let index = usize::from(secondary);
        if let Some(emulator) = &mut self.emulator {
            let mut machine = Machine::new(0, &mut self.dice, &mut self.disk);
            emulator.regenerate_key(key, &mut machine);
            self.keys[index] = emulator.options().key_texts[index].clone();
        }
        self.keys[index].clone()
    }

    /// Puts the rooms' clock forward.
    pub fn advance_time(&mut self, now_ms: u64, by_ms: u64) -> Result<(), Broken> {
        let Some(emulator) = &mut self.emulator else {
            return Ok(());
        };
        let next = std::mem::replace(&mut self.disk.next_write, NextWrite::Whole);
        let mut machine = Machine::new(now_ms, &mut self.dice, &mut self.disk);
        let done = emulator.advance_time(by_ms as i64, &mut machine);
        self.advanced_ms = emulator.advanced_in_ms();
        self.disk.next_write = next;
        done.map_err(|_| Invariant::StateIsJournal.broken("time was not put forward".to_owned()))
    }

    /// What the emulator tells of the requests that it got.
    pub fn log(&self) -> String {
        let entries: Vec<_> = self.emulator.iter().flat_map(Emulator::requests).collect();
        serde_json::to_string(&entries).unwrap_or_default()
    }

    /// Both keys as they are.
    pub fn keys(&self) -> &[String; 2] {
        &self.keys
    }
}

/// A change as the journal keeps it.
pub fn line(change: &Change) -> String {
    serde_json::to_string(change).expect("changes are JSON")
}
