//! Rooms and their participants. Everything that changes them is a [`Change`], so that a journal of changes
//! is the whole state.

use std::collections::{BTreeMap, HashMap};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::repeatability::Record;
use crate::time::Ticks;

/// What a participant may do. The names are those of the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// Everything.
    Presenter,
    /// Audio and video; the default.
    Attendee,
    /// Only receives.
    Consumer,
    /// As Attendee, and may share the screen.
    Collaborator,
}

impl Role {
    /// Reads the exact spelling.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "Presenter" => Some(Role::Presenter),
            "Attendee" => Some(Role::Attendee),
            "Consumer" => Some(Role::Consumer),
            "Collaborator" => Some(Role::Collaborator),
            _ => None,
        }
    }
}

/// A room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Room {
    /// Decimal digits.
    pub id: String,
    /// When it was stored: a little later than a default `valid_from`.
    pub created_at: Ticks,
    /// From when it can be joined.
    pub valid_from: Ticks,
    /// Until when it can be joined.
    pub valid_until: Ticks,
    /// Whether Presenters may dial out.
    pub pstn_dial_out_enabled: bool,
    /// Raw id to role, in the order of being added.
    pub participants: IndexMap<String, Role>,
}

/// A participant's new role, or none to remove them.
pub type ParticipantChanges = IndexMap<String, Option<Role>>;

/// One change of the state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Change {
    /// A room was created.
    RoomCreated {
        /// The room.
        room: Room,
        /// How to recognise the same request when it comes again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        repeatability: Option<Record>,
    },
    /// A room's properties were set.
    RoomUpdated {
        /// Which room.
        id: String,
        /// New value.
        valid_from: Ticks,
        /// New value.
        valid_until: Ticks,
        /// New value.
        pstn_dial_out_enabled: bool,
    },
    /// Participants were added, given another role or removed.
    ParticipantsUpdated {
        /// Which room.
        id: String,
        /// Who, in order.
        participants: ParticipantChanges,
    },
    /// A room was deleted.
    RoomDeleted {
        /// Which room.
        id: String,
    },
    /// The rooms' clock was put forward.
    TimeAdvanced {
        /// By so many milliseconds.
        by_in_ms: i64,
    },
}

/// Whether an id names a room.
#[derive(Debug, PartialEq, Eq)]
pub enum Lookup<'a> {
    /// There is one.
    Found(&'a Room),
    /// There was one; it was deleted.
    Deleted,
    /// There never was one, or it expired long ago.
    Unknown,
}

/// The rooms of the one resource the emulator is.
#[derive(Debug, Default)]
pub struct Store {
    /// By order of creation.
    rooms: BTreeMap<u64, Room>,
    /// Number of a room in `rooms`; none once it is deleted.
    numbers: HashMap<String, Option<u64>>,
    created: u64,
}

impl Store {
    /// Finds a room. One whose validity ended longer than the grace period ago is gone.
    pub fn find(&self, id: &str, now: Ticks, grace_in_ms: i64) -> Lookup<'_> {
        match self.numbers.get(id) {
            None => Lookup::Unknown,
            Some(None) => Lookup::Deleted,
            Some(Some(number)) => match self.rooms.get(number) {
                Some(room) if room.valid_until.plus_ms(grace_in_ms) > now => Lookup::Found(room),
                _ => Lookup::Unknown,
            },
        }
    }

    /// Whether an id was ever given away.
    pub fn knows(&self, id: &str) -> bool {
        self.numbers.contains_key(id)
    }

    /// Every room that was not deleted, in the order of creation.
    pub fn rooms(&self) -> impl Iterator<Item = &Room> {
        self.rooms.values()
    }

    /// Rooms still valid, newest first, created before the room of that number; with their numbers.
    pub fn active_before(&self, number: u64, now: Ticks) -> impl Iterator<Item = (u64, &Room)> {
        self.rooms
            .range(..number)
            .rev()
            .filter(move |(_, room)| room.valid_until > now)
            .map(|(number, room)| (*number, room))
    }

    /// Makes a change. One that names a room which does not exist does nothing.
    pub fn apply(&mut self, change: &Change) {
        match change {
            Change::RoomCreated { room, .. } => {
                self.numbers.insert(room.id.clone(), Some(self.created));
                self.rooms.insert(self.created, room.clone());
                self.created += 1;
            }
            Change::RoomUpdated {
                id,
                valid_from,
                valid_until,
                pstn_dial_out_enabled,
            } => {
                if let Some(room) = self.room_mut(id) {
                    room.valid_from = *valid_from;
                    room.valid_until = *valid_until;
                    room.pstn_dial_out_enabled = *pstn_dial_out_enabled;
                }
            }
            Change::ParticipantsUpdated { id, participants } => {
                if let Some(room) = self.room_mut(id) {
                    for (raw_id, role) in participants {
                        match role {
                            // An update keeps its place, an addition goes to the end.
                            Some(role) => {
                                room.participants.insert(raw_id.clone(), *role);
                            }
                            None => {
                                room.participants.shift_remove(raw_id);
                            }
                        }
                    }
                }
            }
            Change::RoomDeleted { id } => {
                if let Some(number) = self.numbers.get_mut(id).and_then(Option::take) {
                    self.rooms.remove(&number);
                }
            }
            Change::TimeAdvanced { .. } => {}
        }
    }

    fn room_mut(&mut self, id: &str) -> Option<&mut Room> {
        let number = (*self.numbers.get(id)?)?;
        self.rooms.get_mut(&number)
    }
}
