//! Rooms and participants, as the service has them.

use super::identifier::Identifier;
use super::json::{write_integer, write_member, write_name};
use super::time::Timestamp;

/// What a participant may do in the call. The service's list is open: a later one is kept as text in answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    Presenter,
    /// Audio, video, no screen sharing. What a participant is when nothing is said.
    #[default]
    Attendee,
    /// Watches and listens.
    Consumer,
    /// An attendee who may share the screen; from api-version 2025-03-13.
    Collaborator,
}

impl Role {
    /// All roles that may be sent.
    pub const ALL: [Role; 4] = [Role::Presenter, Role::Attendee, Role::Consumer, Role::Collaborator];

    /// As the API spells it.
    pub fn name(self) -> &'static str {
        match self {
            Role::Presenter => "Presenter",
            Role::Attendee => "Attendee",
            Role::Consumer => "Consumer",
            Role::Collaborator => "Collaborator",
        }
    }

    /// The role of that name, which is case-sensitive.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// A room.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct Room {
    /// Decimal digits, given by the service. An opaque text: it exceeds 2^53.
    pub id: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// From when it can be joined.
    pub valid_from: Timestamp,
    /// Until when it can be joined.
    pub valid_until: Timestamp,
    /// Whether Presenters may dial out to phone numbers. Absent with api-version 2023-06-14.
    pub pstn_dial_out_enabled: Option<bool>,
}

impl Room {
    /// Appends the object that JavaScript gets: the official package's names, times in milliseconds.
    pub fn write(&self, out: &mut String) {
        out.push('{');
        write_member(out, "id", &self.id);
        for (name, time) in [
            ("createdOn", self.created_at),
            ("validFrom", self.valid_from),
            ("validUntil", self.valid_until),
        ] {
            write_name(out, name);
            write_integer(out, time.unix_ms);
        }
        if let Some(enabled) = self.pstn_dial_out_enabled {
            write_name(out, "pstnDialOutEnabled");
            out.push_str(if enabled { "true" } else { "false" });
        }
        out.push('}');
    }
}

/// A participant of a room, in an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct RoomParticipant {
    /// The only form of an identifier on the wire; [`Identifier::from_raw_id`] takes it apart.
    pub raw_id: String,
    /// A name of [`Role`], or one that this version does not know.
    pub role: String,
}

impl RoomParticipant {
    /// Appends the object that JavaScript gets.
    pub fn write(&self, out: &mut String) {
        out.push('{');
        write_name(out, "id");
        Identifier::from_raw_id(&self.raw_id).write(out);
        write_member(out, "role", &self.role);
        out.push('}');
    }
}

/// One page of a list. It may be short or empty and still have a next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next page is; absent on the last.
    pub next_link: Option<String>,
}

#[cfg(feature = "serde")]
impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_rfc3339())
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Timestamp::from_rfc3339(&text).map_err(|_| serde::de::Error::custom("not an RFC 3339 time with an offset"))
    }
}
