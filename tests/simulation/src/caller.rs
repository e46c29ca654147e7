//! Those who call: they think, call, give up, crash, and come again.

use std::rc::Rc;

use acs_rooms::client::{CallError, Transport};
use acs_rooms::core::answer::Output;
use acs_rooms::core::json::Json;
use acs_rooms::core::request::Request;

use crate::dice::Dice;
use crate::executor::{Slot, first};
use crate::facts::Facts;
use crate::intent::Intent;
use crate::invariant::Invariant;
use crate::model::shown_output;
use crate::party::absolute_url;
use crate::plan::{Operation, Step, purpose};
use crate::transport::{Failure, Flight, stop};
use crate::world::World;

/// No story has so many rooms.
const MOST_PAGES: u64 = 900;

/// How a call ended, for its caller.
#[derive(Clone, Debug)]
enum Ended {
    Success(Output),
    /// For good.
    Refused,
    /// Nobody knows what became of it: no answer, cancelled, out of time. The error tells when it was first sent.
    Unknown(Option<i64>),
    /// The caller's process ended meanwhile.
    Crashed,
}

/// Takes one step after the other.
pub async fn live(world: Rc<World>, caller: usize, steps: Vec<(u64, Step)>) {
    for (entry, step) in steps {
        sleep(&world, step.think_ms).await;
        take(&world, caller, entry, &step).await;
    }
}

async fn sleep(world: &World, ms: u64) {
    let slot = Slot::new();
    let filled = slot.clone();
    world.executor.after(ms, move || filled.fill(()));
    first(&[&slot]).await;
}

async fn take(world: &Rc<World>, caller: usize, entry: u64, step: &Step) {
    let mut dice = Dice::of(world.plan.seed, &[purpose::STEP, entry]);
    let needs_room = !matches!(step.operation, Operation::Create | Operation::ListRooms);
    let room = if needs_room {
        some_room(world, &mut dice)
    } else {
        String::new()
    };
    let mut intent = Intent::new(step.operation, room, world.executor.now_ms(), &mut dice);
    intent.timeout_ms = step.timeout_ms;
    // Who must not make two rooms says from the first call on what the calls have in common. Others learn it from the
    // error, if there is one.
    let is_careful = dice.percent(70);
    if is_careful {
        let party = &world.parties[world.plan.callers[caller]];
        intent.first_sent_ms = Some(party.clock_ms(world.executor.now_ms()));
    }
    for round in 0..=step.rounds {
        let ended = if step.operation == Operation::ListRooms {
            list(world, caller, [entry, round], &intent, step).await
        } else {
            call(world, caller, [entry, round, 0], intent.clone(), step).await
        };
        match ended {
            Ended::Success(output) if step.operation == Operation::Create => {
                let id = serde_json::from_str::<serde_json::Value>(&output.json).unwrap_or_default();
                world
                    .known
                    .borrow_mut()
                    .push(id["id"].as_str().unwrap_or_default().to_owned());
                return;
            }
            Ended::Success(_) | Ended::Refused => return,
            Ended::Unknown(first_sent_ms) if !is_careful && first_sent_ms.is_some() => {
                intent.first_sent_ms = first_sent_ms;
            }
            Ended::Unknown(_) | Ended::Crashed => {
                if !is_careful {
                    intent.creation = dice.uuid();
                    intent.first_sent_ms = None;
                }
            }
        }
        sleep(world, step.returns_after_ms).await;
    }
}

fn some_room(world: &World, dice: &mut Dice) -> String {
    let known = world.known.borrow();
    let luck = dice.next();
    match known.len() {
        0 => "99480215317774646".to_owned(),
        all => known[all - 1 - (luck as usize % all.min(12))].clone(),
    }
}

/// All pages of a list, and what they must be together.
async fn list(world: &Rc<World>, caller: usize, key: [u64; 2], intent: &Intent, step: &Step) -> Ended {
    let now = || world.service.borrow().rooms_now_ms(world.executor.now_ms());
    let began_ms = now();
    let before = world.service.borrow().model.listed(began_ms);
    let mut seen = Vec::new();
    let mut intent = intent.clone();
    for page in 0.. {
        let output = match call(world, caller, [key[0], key[1], page], intent.clone(), step).await {
            Ended::Success(output) => output,
            other => return other,
        };
        let rooms: Vec<serde_json::Value> = serde_json::from_str(&output.json).unwrap_or_default();
        seen.extend(
            rooms
                .iter()
                .map(|room| room["id"].as_str().unwrap_or_default().to_owned()),
        );
        intent.link = output.next_link.clone();
        if intent.link.is_none() {
            break;
        }
        if page > MOST_PAGES {
            world.judge(Err(Invariant::ListsAreWhole.broken("a list does not end".to_owned())));
            break;
        }
    }
    let after = world.service.borrow().model.listed(now());
    let times = |id: &String| seen.iter().filter(|other| *other == id).count();
    for id in &before {
        let is_revived = world
            .service
            .borrow()
            .model
            .revived
            .get(id)
            .is_some_and(|since| *since >= began_ms);
        if after.contains(id) && !is_revived && times(id) != 1 {
            let what = format!("room {id} stood through a listing, and is in it {} times", times(id));
            world.judge(Err(Invariant::ListsAreWhole.broken(what)));
        }
    }
    if let Some(id) = seen.iter().find(|id| times(id) > 1) {
        world.judge(Err(
            Invariant::ListsAreWhole.broken(format!("room {id} is in a list twice"))
        ));
    }
    Ended::Success(Output::default())
}

/// One call, in a task of its own, so that its process can end.
async fn call(world: &Rc<World>, caller: usize, key: [u64; 3], intent: Intent, step: &Step) -> Ended {
    let party = Rc::clone(&world.parties[world.plan.callers[caller]]);
    let now_ms = world.executor.now_ms();
    let mut dice = Dice::of(world.plan.seed, &[purpose::CALLER, key[0], key[1], key[2]]);
    let ids = [dice.uuid(), intent.creation.clone()].concat();
    let facts = Rc::new(Facts::new(key, caller, party, intent));
    world.figures.borrow_mut().calls += 1;
    let slot = Slot::new();
    let flight = Rc::new(Flight::new(world, &facts));
    let limit_ms = facts.limit_ms();
    for (after_ms, failure) in [
        (step.aborts_after_ms.unwrap_or(0), Failure::Aborted),
        (limit_ms, Failure::TimedOut),
    ] {
        if after_ms > 0 {
            let flight = Rc::downgrade(&flight);
            world.executor.after(after_ms, move || {
                if let Some(flight) = flight.upgrade() {
                    stop(&flight, failure);
                }
            });
        }
    }
    let task = world
        .executor
        .spawn(perform(Rc::clone(world), flight, ids, slot.clone()));
    if let Some(after_ms) = step.crashes_after_ms.filter(|_| key[1] == 0) {
        let (world, facts, slot) = (Rc::clone(world), Rc::clone(&facts), slot.clone());
        world.clone().executor.after(after_ms, move || {
            if slot.value().is_none() {
                world.tell(|| format!("caller {} crashes", facts.caller));
                facts.dead.set(true);
                world.executor.end(task);
                slot.fill(Ended::Crashed);
            }
        });
    }
    let ended = first(&[&slot]).await;
    world.tell(|| format!("the call of caller {caller} ends: {}", told(&ended)));
    let limit_is_over = limit_ms > 0 && world.executor.now_ms() > now_ms + limit_ms;
    if limit_is_over {
        let what = format!(
            "a call of {limit_ms} ms ended after {} ms",
            world.executor.now_ms() - now_ms
        );
        world.judge(Err(Invariant::CallsEnd.broken(what)));
    }
    ended
}

async fn perform(world: Rc<World>, flight: Rc<Flight>, ids: String, slot: Slot<Ended>) {
    let facts = Rc::clone(&flight.facts);
    let client = &facts.party.client;
    let arguments = facts.intent.arguments();
    let Some(json) = Json::parse(&arguments) else {
        return world.judge(Err(Invariant::AsMeant.broken(format!("{arguments} is not read"))));
    };
    let name = facts.intent.name();
    let request = match Request::read(name, &json, &client.endpoint, &client.options, &ids, absolute_url) {
        Ok(request) => request,
        Err(error) => {
            if facts.intent.link.is_none() {
                world.judge(Err(Invariant::AsMeant.broken(format!("{arguments}: {error}"))));
            }
            return slot.fill(Ended::Refused);
        }
    };
    let ended = client.call(&*flight, &request).await;
    slot.fill(match ended {
        Ok(output) => {
            world.figures.borrow_mut().successes += 1;
            world.judge(facts.party.earn(facts.retried()));
            let shown = shown_output(&output.json).map_err(|what| Invariant::AnswerIsTrue.broken(what));
            world.judge(shown.and_then(|shown| facts.succeeds(&shown)));
            Ended::Success(output)
        }
        Err(CallError::Stopped(failure)) => {
            if flight.stopped().is_none() && failure != Failure::Credential {
                let what = format!("stopped by {failure:?}, which nobody did");
                world.judge(Err(Invariant::CallsEnd.broken(what)));
            }
            Ended::Unknown(facts.log.borrow().first_sent_ms)
        }
        Err(CallError::Argument(error)) => {
            world.judge(Err(Invariant::AsMeant.broken(error.to_string())));
            Ended::Refused
        }
        Err(CallError::Refused(refused)) => {
            let text = refused.to_json(client, &request);
            let all = format!("{text}{}{:?}", refused.refusal.message, refused.headers);
            world.judge(facts.party.check_text(&all, &facts.log.borrow().secrets));
            let status = refused.refusal.answer.as_ref().map(|answer| answer.status);
            if status == Some(request.success) {
                world.judge(facts.party.earn(facts.retried()));
            }
            match status {
                Some(status @ 400..500) if status != 408 && status != 429 => Ended::Refused,
                _ => Ended::Unknown(facts.log.borrow().first_sent_ms),
            }
        }
    });
}

fn told(ended: &Ended) -> String {
    match ended {
        Ended::Success(output) => format!("success {}", output.json),
        other => format!("{other:?}"),
    }
}
