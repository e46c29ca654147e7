//! What must be: the rooms by the meaning of the calls that the service has answered. It knows nothing of HTTP, and is
//! written from the API, not from the emulator.

use std::collections::BTreeMap;

use acs_rooms_emulator::model::{Change, Role, Room};

use crate::intent::Intent;
use crate::plan::Operation;

/// A room as an answer shows it, or a participant, in one line.
pub type Shown = Vec<String>;

/// The rooms that there must be.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// By id.
    pub rooms: BTreeMap<String, Room>,
    /// Rooms that were over and are not any more, and since when.
    pub revived: BTreeMap<String, i64>,
    /// What each creation made, as it was answered.
    pub made: BTreeMap<String, Room>,
}

impl Model {
    /// Makes the change that a call means, at that time by the rooms' clock. Refused, with the reason, is another one.
    pub fn make(&mut self, intent: &Intent, change: &Change, now_ms: i64) -> Result<(), String> {
        match (intent.operation, change) {
            (Operation::Create, Change::RoomCreated { room, .. }) => {
                if let Some(before) = self.made.get(&intent.creation) {
                    return Err(format!(
                        "a second room {}, after {}, of one creation",
                        room.id, before.id
                    ));
                }
                if self.rooms.contains_key(&room.id) {
                    return Err(format!("room {} is made, which there is already", room.id));
                }
                check_made(intent, room)?;
                self.made.insert(intent.creation.clone(), room.clone());
                self.rooms.insert(room.id.clone(), room.clone());
                Ok(())
            }
            (Operation::Create, Change::RequestRefused { .. }) => Ok(()),
            (
                Operation::Update,
                Change::RoomUpdated {
                    id,
                    valid_from,
                    valid_until,
                    pstn_dial_out_enabled,
                },
            ) => {
                let room = self.room(intent, id)?;
                let was_over = room.valid_until.as_ms() <= now_ms + 1;
                if let Some((from, until)) = intent.fields.valid {
                    room.valid_from = acs_rooms_emulator::time::Ticks::from_ms(from);
                    room.valid_until = acs_rooms_emulator::time::Ticks::from_ms(until);
                }
                room.pstn_dial_out_enabled = intent.fields.pstn.unwrap_or(room.pstn_dial_out_enabled);
                let kept = (room.valid_from, room.valid_until, room.pstn_dial_out_enabled);
                if kept != (*valid_from, *valid_until, *pstn_dial_out_enabled) {
                    return Err(format!("the update of room {id} is not the one that was asked for"));
                }
                if was_over {
                    self.revived.insert(id.clone(), now_ms);
                }
                Ok(())
            }
            (Operation::Delete, Change::RoomDeleted { id }) => {
                self.room(intent, id)?;
                self.rooms.remove(id);
                Ok(())
            }
            (Operation::Add | Operation::Remove, Change::ParticipantsUpdated { id, .. }) => {
                let room = self.room(intent, id)?;
                for (user, role) in &intent.people {
                    match role {
                        Some(role) => drop(room.participants.insert(user.clone(), *role)),
                        None => drop(room.participants.shift_remove(user)),
                    }
                }
                Ok(())
            }
            (operation, change) => Err(format!("{operation:?} made the change {change:?}")),
        }
    }

    fn room(&mut self, intent: &Intent, id: &str) -> Result<&mut Room, String> {
        if id != intent.room {
            return Err(format!("a call that concerns room {} changed room {id}", intent.room));
        }
        self.rooms
            .get_mut(id)
            .ok_or_else(|| format!("room {id} is changed, and there is none"))
    }

    /// What a success of this call says now; none when it cannot be one.
    pub fn success_of(&self, intent: &Intent) -> Option<Shown> {
        let room = self.rooms.get(&intent.room);
        match intent.operation {
            Operation::Create => self.made.get(&intent.creation).map(|room| vec![shown_room(room)]),
            Operation::Update | Operation::Get => room.map(|room| vec![shown_room(room)]),
            Operation::ListParticipants => room.map(|room| {
                let people = room.participants.iter();
                people.map(|(user, role)| shown_participant(user, *role)).collect()
            }),
            Operation::Add | Operation::Remove => room.map(|_| Vec::new()),
            Operation::Delete => room.is_none().then(Vec::new),
            Operation::ListRooms => Some(Vec::new()),
        }
    }

    /// Ids of the rooms that a list must have at that time by the rooms' clock.
    pub fn listed(&self, now_ms: i64) -> Vec<String> {
        let rooms = self.rooms.values();
        let active = rooms.filter(|room| room.valid_until.as_ms() > now_ms);
        active.map(|room| room.id.clone()).collect()
    }

    /// Compares with what the service holds. A room may be gone a grace period after its end.
    pub fn compare<'a>(&self, held: impl Iterator<Item = &'a Room>, now_ms: i64, grace_ms: i64) -> Result<(), String> {
        let mut count = 0;
        // What is over is forgotten when the next request is served.
        for room in held.filter(|room| room.valid_until.as_ms() + grace_ms > now_ms) {
            count += 1;
            match self.rooms.get(&room.id) {
                None => {
                    return Err(format!(
                        "room {} is there, which nobody made, or which was deleted",
                        room.id
                    ));
                }
                Some(must) if must != room => return Err(format!("room {} is {room:?}, not {must:?}", room.id)),
                Some(_) => {}
            }
        }
        let lasting = self
            .rooms
            .values()
            .filter(|room| room.valid_until.as_ms() + grace_ms > now_ms);
        let least = lasting.count();
        if count < least {
            return Err(format!("{count} rooms are there where {least} must be"));
        }
        Ok(())
    }

    /// Forgets the rooms that the service may have forgotten.
    pub fn forget(&mut self, now_ms: i64, grace_ms: i64) {
        self.rooms
            .retain(|_, room| room.valid_until.as_ms() + grace_ms > now_ms);
    }
}

fn check_made(intent: &Intent, room: &Room) -> Result<(), String> {
    let is_as_asked = room.participants.len() == intent.people.len()
        && intent
            .people
            .iter()
            .all(|(user, role)| room.participants.get(user) == role.as_ref())
        && room.pstn_dial_out_enabled == intent.fields.pstn.unwrap_or(false)
        && intent
            .fields
            .valid
            .is_none_or(|(from, until)| (room.valid_from.as_ms(), room.valid_until.as_ms()) == (from, until));
    if is_as_asked {
        return Ok(());
    }
    Err(format!("room {room:?} is not the one that was asked for, {intent:?}"))
}

/// A room as an answer shows it, with times in milliseconds.
pub fn shown_room(room: &Room) -> String {
    format!(
        "{} created {} from {} until {} pstn {}",
        room.id,
        room.created_at.as_ms(),
        room.valid_from.as_ms(),
        room.valid_until.as_ms(),
        room.pstn_dial_out_enabled
    )
}

fn shown_participant(user: &str, role: Role) -> String {
    format!("{user} is {role:?}")
}

/// The same of what the client gave its caller.
pub fn shown_output(json: &str) -> Result<Shown, String> {
    if json.is_empty() {
        return Ok(Vec::new());
    }
    let value: serde_json::Value = serde_json::from_str(json).map_err(|error| format!("{json}: {error}"))?;
    let list = match value {
        serde_json::Value::Array(list) => list,
        one => vec![one],
    };
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let show = |item: &serde_json::Value| {
        if item["id"].is_string() {
            format!(
                "{} created {} from {} until {} pstn {}",
                text(&item["id"]),
                item["createdOn"],
                item["validFrom"],
                item["validUntil"],
                item["pstnDialOutEnabled"]
            )
        } else {
            format!(
                "{} is {}",
                text(&item["id"]["communicationUserId"]),
                text(&item["role"])
            )
        }
    };
    Ok(list.iter().map(show).collect())
}
