//! Rooms, and the changes of them. Everything that changes the state is a [`Change`], so a journal of changes is
//! the whole state. Their JSON is the format of data files: extend it, do not alter it.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::errors::Refusal;
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

impl Room {
    /// How many participants there are after these changes.
    pub fn participants_after(&self, changes: &ParticipantChanges) -> usize {
        let kept = self.participants.keys().filter(|raw_id| !changes.contains_key(*raw_id));
        kept.count() + changes.values().flatten().count()
    }
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
    /// A repeatable request was refused, and is to be whenever it comes again.
    RequestRefused {
        /// How to recognise it.
        record: Record,
        /// The answer.
        refusal: Refusal,
    },
    /// A user was made.
    UserCreated {
        /// Raw id.
        id: String,
        /// When.
        created_at: Ticks,
    },
    /// The tokens that a user had were revoked.
    TokensRevoked {
        /// Which user.
        id: String,
        /// When; tokens made later are others.
        revoked_at: Ticks,
        /// From when on it counts.
        acts_at: Ticks,
    },
    /// A user was deleted, and all tokens with it.
    UserDeleted {
        /// Which user.
        id: String,
        /// When.
        deleted_at: Ticks,
    },
    /// Only in a compacted journal: a repeatable request that made a room.
    RequestRemembered {
        /// How to recognise it.
        record: Record,
        /// The room as it was answered, without participants.
        room: Room,
    },
}
