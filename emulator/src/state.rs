//! The state: the rooms, the users, the repeatable requests that are remembered, and the rooms' clock. It is made of [`Change`]s alone, so
//! that a journal of them is the whole of it.

use crate::clock::{self, Clock, LATEST, MAX_ADVANCED_IN_MS};
use crate::ids;
use crate::model::{Change, ParticipantChanges, Room};
use crate::repeatability::{Outcome, Seen};
use crate::rooms::MAX_PARTICIPANTS;
use crate::store::{Lookup, Store};
use crate::time::Ticks;
use crate::users::directory::Directory;

/// Everything that a request can change.
#[derive(Debug, Default)]
pub struct State {
    /// The rooms.
    pub store: Store,
    /// The users.
    pub users: Directory,
    /// Repeatable requests, with what came of them.
    pub seen: Seen,
    /// The rooms' clock.
    pub clock: Clock,
}

impl State {
    /// Makes a change.
    pub fn apply(&mut self, change: &Change) {
        self.store.apply(change);
        self.users.apply(change);
        match change {
            Change::RoomCreated { room, repeatability } => {
                self.clock.not_before(room.created_at);
                if let Some(record) = repeatability {
                    self.seen.remember(record, Outcome::Made(room.clone()));
                }
            }
            Change::RequestRefused { record, refusal } => {
                self.seen.remember(record, Outcome::Refused(refusal.clone()));
            }
            Change::RequestRemembered { record, room } => self.seen.remember(record, Outcome::Made(room.clone())),
            Change::TimeAdvanced { by_in_ms } => self.clock.advance(*by_in_ms),
            // Tokens made later must be later than these.
            Change::UserCreated { created_at: at, .. }
            | Change::TokensRevoked { revoked_at: at, .. }
            | Change::UserDeleted { deleted_at: at, .. } => self.clock.not_before(*at),
            Change::RoomUpdated { .. } | Change::ParticipantsUpdated { .. } | Change::RoomDeleted { .. } => {}
        }
    }

    /// Makes a change that was kept before, if it can follow on those made so far: people edit such files, and put two of them
    /// together. The error names the field.
    pub fn take_up(&mut self, change: &Change) -> Result<(), String> {
        self.check(change)?;
        self.apply(change);
        Ok(())
    }

    /// The fewest changes that make this state.
    pub fn snapshot(&self) -> Vec<Change> {
        let by_in_ms = self.clock.advanced_in_ms();
        let advanced = (by_in_ms != 0).then_some(Change::TimeAdvanced { by_in_ms });
        advanced
            .into_iter()
            .chain(self.seen.snapshot())
            .chain(self.users.snapshot())
            .chain(self.store.snapshot())
            .collect()
    }

    fn check(&self, change: &Change) -> Result<(), String> {
        match change {
            Change::RoomCreated { room, .. } => self.check_created(room),
            Change::RoomUpdated {
                id,
                valid_from,
                valid_until,
                ..
            } => {
                self.existing(id)?;
                check_dates(*valid_from, *valid_until)
            }
            Change::ParticipantsUpdated { id, participants } => self.check_participants(id, participants),
            Change::RoomDeleted { id } => check_id("id", id),
            Change::TimeAdvanced { by_in_ms } => clock::advanced(self.clock.advanced_in_ms(), *by_in_ms)
                .map(drop)
                .ok_or_else(|| format!("byInMs must be 0 or more, and no more than {MAX_ADVANCED_IN_MS} in all")),
            Change::RequestRefused { refusal, .. } => refusal.check(),
            Change::RequestRemembered { room, .. } => check_id("room.id", &room.id),
            Change::UserCreated { .. } | Change::TokensRevoked { .. } | Change::UserDeleted { .. } => {
                self.users.check(change)
            }
        }
    }

    fn check_created(&self, room: &Room) -> Result<(), String> {
        check_id("room.id", &room.id)?;
        match self.store.find(&room.id) {
            Lookup::Deleted => return Err(format!("room.id: the room {} was deleted before", room.id)),
            // Forgotten in its time, a room may have left its id to another.
            Lookup::Found(earlier) if earlier.valid_until > room.created_at => {
                return Err(format!("room.id: there is a room {} already", room.id));
            }
            Lookup::Found(_) | Lookup::Unknown => {}
        }
        if room.created_at > LATEST {
            return Err("room.createdAt must not be later than 9999-01-01".into());
        }
        if let Some(other) = self.store.created_at(room.created_at) {
            return Err(format!(
                "room.createdAt is that of the room {} too: no two rooms are created at the same time",
                other.id
            ));
        }
        check_dates(room.valid_from, room.valid_until)?;
        check_users(room.participants.keys())?;
        check_count(room.participants.len())
    }

    fn check_participants(&self, id: &str, changes: &ParticipantChanges) -> Result<(), String> {
        let room = self.existing(id)?;
        check_users(changes.keys())?;
        check_count(room.participants_after(changes))
    }

    fn existing(&self, id: &str) -> Result<&Room, String> {
        match self.store.find(id) {
            Lookup::Found(room) => Ok(room),
            Lookup::Deleted => Err(format!("id: the room {id} was deleted before")),
            Lookup::Unknown => Err(format!("id: there is no room {id} yet")),
        }
    }
}

fn check_id(field: &str, id: &str) -> Result<(), String> {
    ids::check_room_id(id).map_err(|_| format!("{field} must be that of a room, 16 to 18 digits"))
}

fn check_dates(valid_from: Ticks, valid_until: Ticks) -> Result<(), String> {
    if valid_until < valid_from {
        return Err("validUntil must not be before validFrom".into());
    }
    Ok(())
}

fn check_users<'a>(mut raw_ids: impl Iterator<Item = &'a String>) -> Result<(), String> {
    match raw_ids.find(|raw_id| !ids::is_communication_user(raw_id)) {
        Some(raw_id) => Err(format!(
            "participants: {raw_id:?} is no user of Communication Services, 8:acs:{{guid}}_{{guid}}"
        )),
        None => Ok(()),
    }
}

fn check_count(participants: usize) -> Result<(), String> {
    if participants > MAX_PARTICIPANTS {
        return Err(format!(
            "participants: a room takes at most {MAX_PARTICIPANTS}, not {participants}"
        ));
    }
    Ok(())
}
