//! One story: the world of a plan while it is lived.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use crate::accident::AttemptKey;
use crate::caller;
use crate::dice::Dice;
use crate::disk::NextWrite;
use crate::executor::Executor;
use crate::invariant::{Broken, Invariant};
use crate::party::Party;
use crate::plan::{Event, Plan, What, purpose};
use crate::service::Service;
use crate::story::{Ending, Figures, Omitted};

type Release = Box<dyn FnOnce(bool)>;

pub struct World {
    pub plan: Plan,
    omitted: Omitted,
    pub executor: Executor,
    pub service: RefCell<Service>,
    pub parties: Vec<Rc<Party>>,
    pub proxy: Rc<Party>,
    /// Ids of rooms that callers have heard of.
    pub known: RefCell<Vec<String>>,
    pub figures: RefCell<Figures>,
    broken: RefCell<Option<Broken>>,
    is_told: bool,
    lines: RefCell<Vec<String>>,
    accidents: RefCell<BTreeSet<AttemptKey>>,
    /// The trouble of the storms that rage.
    storms: RefCell<Vec<u64>>,
    /// Answers that wait until their change is kept.
    held: RefCell<Vec<Release>>,
    is_flushing: Cell<bool>,
    down_ms: Cell<u64>,
}

impl World {
    /// Before anything has happened.
    pub fn new(plan: Plan, omitted: Omitted, is_told: bool) -> Self {
        let service = Service::new(plan.seed, &plan.service);
        let clients = plan.clients.iter().enumerate();
        let parties = clients.map(|(index, client)| Rc::new(Party::new(plan.seed, index, client, &service.keys()[0])));
        Self {
            executor: Executor::new(plan.seed),
            parties: parties.collect(),
            proxy: Rc::new(Party::new(
                plan.seed,
                plan.clients.len(),
                &plan.proxy,
                &service.keys()[0],
            )),
            service: RefCell::new(service),
            plan,
            omitted,
            known: RefCell::default(),
            figures: RefCell::default(),
            broken: RefCell::default(),
            is_told,
            lines: RefCell::default(),
            accidents: RefCell::default(),
            storms: RefCell::default(),
            held: RefCell::default(),
            is_flushing: Cell::new(false),
            down_ms: Cell::new(0),
        }
    }

    /// Lives it to its end.
    pub fn live(self: &Rc<Self>) {
        self.begin();
        self.executor.run(|| self.broken.borrow().is_some());
        self.conclude();
        self.executor.clear();
        self.held.take();
    }

    /// What is to be told of it.
    pub fn ending(&self) -> Ending {
        Ending {
            broken: self.broken.take(),
            lines: self.lines.take(),
            accidents: self.accidents.take(),
            figures: Figures {
                stories: 1,
                simulated_ms: self.executor.now_ms(),
                ..*self.figures.borrow()
            },
        }
    }

    fn begin(self: &Rc<Self>) {
        let entries: Vec<_> = self
            .plan
            .entries
            .iter()
            .filter(|entry| !self.omitted.entries.contains(&entry.number))
            .collect();
        let mut steps = vec![Vec::new(); self.plan.callers.len()];
        for entry in entries {
            match &entry.what {
                What::Step(caller, step) => steps[*caller].push((entry.number, step.clone())),
                What::Event(at_ms, event) => {
                    let (world, event) = (Rc::clone(self), event.clone());
                    self.executor.after(*at_ms, move || world.befall(&event));
                }
            }
        }
        for (caller, steps) in steps.into_iter().enumerate() {
            self.executor.spawn(caller::live(Rc::clone(self), caller, steps));
        }
    }

    fn conclude(&self) {
        if self.broken.borrow().is_some() {
            return;
        }
        let now_ms = self.executor.now_ms();
        let unfinished = self.executor.unfinished();
        if unfinished > 0 {
            self.judge(Err(Invariant::CallsEnd.broken(format!("{unfinished} tasks never end"))));
        }
        let mut service = self.service.borrow_mut();
        self.judge(service.compare(now_ms, Invariant::StateIsJournal));
        let log = service.log();
        for party in &self.parties {
            self.judge(party.check_text(&log, &[]));
        }
        self.judge(service.compare_with_journal(now_ms));
    }

    fn befall(self: &Rc<Self>, event: &Event) {
        self.tell(|| format!("it happens: {event:?}"));
        let mut service = self.service.borrow_mut();
        match event {
            Event::Kill {
                in_write: true,
                down_ms,
            } => {
                self.down_ms.set(*down_ms);
                let luck = Dice::of(self.plan.seed, &[purpose::SERVICE, self.executor.now_ms()]).next();
                service.disk.next_write = NextWrite::Killed(luck);
            }
            Event::Kill {
                in_write: false,
                down_ms,
            } => {
                self.down_ms.set(*down_ms);
                drop(service);
                self.service_ended();
            }
            Event::DiskFull { writes } => service.disk.next_write = NextWrite::Full(*writes),
            Event::RotateKey {
                secondary,
                told_after_ms,
            } => {
                let key = service.rotate_key(*secondary);
                let world = Rc::clone(self);
                self.executor.after(*told_after_ms, move || {
                    for party in world.parties.iter().chain([&world.proxy]) {
                        party.key.replace(key.clone());
                    }
                });
            }
            Event::AdvanceTime { by_ms } => {
                let done = service.advance_time(self.executor.now_ms(), *by_ms);
                self.judge(done);
            }
            Event::RequireClaims { client } => {
                let generation = &self.parties[*client].generation;
                generation.set(generation.get() + 1);
            }
            Event::Storm { for_ms, percent } => {
                self.storms.borrow_mut().push(*percent);
                let (world, percent) = (Rc::clone(self), *percent);
                self.executor.after(*for_ms, move || {
                    let mut storms = world.storms.borrow_mut();
                    if let Some(at) = storms.iter().position(|one| *one == percent) {
                        storms.remove(at);
                    }
                });
            }
        }
    }

    /// The service's process has ended, and is begun anew after a while. False when it was down already.
    pub fn service_ended(self: &Rc<Self>) -> bool {
        if !self.service.borrow().is_up() {
            return false;
        }
        self.figures.borrow_mut().kills += 1;
        let killed = self.service.borrow_mut().kill();
        self.judge(killed);
        for release in self.held.take() {
            release(false);
        }
        self.tell(|| "the service is killed".to_owned());
        let world = Rc::clone(self);
        self.executor.after(self.down_ms.get(), move || {
            let reopened = world.service.borrow_mut().reopen(world.executor.now_ms());
            world.judge(reopened);
            world.tell(|| "the service is back".to_owned());
        });
        true
    }

    /// Lets an answer go once all changes so far are kept, or tells it that they are lost.
    pub fn when_kept(self: &Rc<Self>, release: impl FnOnce(bool) + 'static) {
        if !self.service.borrow().disk.is_waiting() {
            return release(true);
        }
        self.held.borrow_mut().push(Box::new(release));
        if self.is_flushing.replace(true) {
            return;
        }
        let world = Rc::clone(self);
        self.executor.after(self.plan.service.batch_ms, move || {
            world.is_flushing.set(false);
            if world.service.borrow().is_up() {
                world.service.borrow_mut().flush();
                for release in world.held.take() {
                    release(true);
                }
            }
        });
    }

    /// Notes the first invariant that does not hold.
    pub fn judge(&self, judged: Result<(), Broken>) {
        if let Err(broken) = judged {
            self.tell(|| format!("BROKEN {broken}"));
            self.broken.borrow_mut().get_or_insert(broken);
        }
    }

    /// Adds a line to the story, if somebody listens.
    pub fn tell(&self, line: impl FnOnce() -> String) {
        if self.is_told {
            let now_ms = self.executor.now_ms();
            self.lines
                .borrow_mut()
                .push(format!("{:>9}.{:03} s  {}", now_ms / 1000, now_ms % 1000, line()));
        }
    }

    /// How much goes wrong now.
    pub fn trouble_percent(&self) -> u64 {
        let storms = self.storms.borrow();
        storms
            .iter()
            .copied()
            .max()
            .unwrap_or(0)
            .max(self.plan.service.trouble_percent)
    }

    /// Whether the accident of this attempt is left out.
    pub fn is_calm(&self, key: AttemptKey) -> bool {
        self.omitted.accidents.contains(&key)
    }

    /// An accident happens.
    pub fn note_accident(&self, key: AttemptKey) {
        if self.is_told {
            self.accidents.borrow_mut().insert(key);
        }
    }
}
