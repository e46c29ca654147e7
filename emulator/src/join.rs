//! Whether a person can join a room now, or everything that stands against it. On Azure nobody tells: there the call only ends.
//! A judgement about values, with no state of its own.

use serde::Serialize;
use serde_json::Value;

use crate::fields::Fields;
use crate::ids;
use crate::model::{Role, Room};
use crate::store::Lookup;
use crate::time::Ticks;
use crate::users::directory::Standing;
use crate::users::scope::Scope;
use crate::users::token::Token;

/// Who would like to join what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Id of the room.
    pub room_id: String,
    /// The person's token.
    pub token: String,
}

impl Question {
    /// Reads what a user gave. The error names the field, and shows no value.
    pub fn read(given: &Value) -> Result<Self, String> {
        let mut fields = Fields::of("join", given)?;
        let question = Question {
            room_id: text(&mut fields, "roomId")?,
            token: text(&mut fields, "token")?,
        };
        fields.end()?;
        Ok(question)
    }
}

fn text(fields: &mut Fields<'_>, name: &'static str) -> Result<String, String> {
    let text = fields.text(name)?;
    text.map(String::from).ok_or_else(|| fields.missing(name, "a string"))
}

/// A token, and what has become of it since it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presented {
    /// What it says.
    pub token: Token,
    /// Whether there is its user.
    pub user: Standing,
    /// Whether the access key that it was made with is still one.
    pub key_stands: bool,
    /// From when on it is revoked, be that time over or to come.
    pub revoked_from: Option<Ticks>,
}

/// What can stand against joining.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Reason {
    /// There is no such room, or it was over long ago.
    RoomUnknown,
    /// The room was deleted.
    RoomDeleted,
    /// It has not begun.
    TooEarly,
    /// It is over.
    TooLate,
    /// The user is no participant.
    NotOnRoster,
    /// No token that an emulator made, or it was altered.
    TokenUnreadable,
    /// The token is over.
    TokenExpired,
    /// It was revoked.
    TokenRevoked,
    /// Its access key was regenerated.
    KeyRegenerated,
    /// It does not allow calls.
    ScopeMissing,
    /// Its user was deleted.
    UserDeleted,
    /// Its user was never made here.
    UserUnknown,
    /// It is a Teams user's, and rooms take none.
    NotCommunicationUser,
}

/// One thing that stands against joining.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Objection {
    /// For programs.
    pub reason: Reason,
    /// For people. Holds no token.
    pub message: String,
    /// Since when, or for `tooEarly` until when, where a time belongs to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Ticks>,
}

/// The judgement. What is not known is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// Whether nothing stands against it.
    pub joinable: bool,
    /// When this was so, by the rooms' clock.
    pub at: Ticks,
    /// The token's user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// What the user may do in the room.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// From when on the room can be joined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Ticks>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Ticks>,
    /// Until when the token is good: its own end, or the time when it is revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<Ticks>,
    /// Everything that stands against it: first of the room, then of the token, then of both.
    pub reasons: Vec<Objection>,
}

/// Judges at a time. The token is none when it could not be read.
pub fn judge(room: &Lookup<'_>, presented: Option<&Presented>, now: Ticks) -> Verdict {
    let mut reasons = of_room(room, now);
    reasons.extend(presented.map_or_else(unreadable, |presented| of_token(presented, now)));
    let found = match room {
        Lookup::Found(room) => Some(*room),
        Lookup::Deleted | Lookup::Unknown => None,
    };
    let user = presented.map(|presented| presented.token.user.as_str());
    let role = found
        .zip(user)
        .and_then(|(room, user)| room.participants.get(user).copied());
    if role.is_none() && found.is_some() && user.is_some_and(ids::is_communication_user) {
        reasons.push(objection(
            Reason::NotOnRoster,
            "The user is no participant of the room.",
            None,
        ));
    }
    Verdict {
        joinable: reasons.is_empty(),
        at: now,
        user_id: user.map(String::from),
        role,
        valid_from: found.map(|room| room.valid_from),
        valid_until: found.map(|room| room.valid_until),
        expires_on: presented.map(end_of),
        reasons,
    }
}

fn of_room(room: &Lookup<'_>, now: Ticks) -> Vec<Objection> {
    let against = match room {
        Lookup::Unknown => objection(
            Reason::RoomUnknown,
            "There is no such room: it never was, or it was over long ago.",
            None,
        ),
        Lookup::Deleted => objection(Reason::RoomDeleted, "The room was deleted.", None),
        Lookup::Found(room) => match outside_validity(room, now) {
            None => return Vec::new(),
            Some(against) => against,
        },
    };
    vec![against]
}

fn outside_validity(room: &Room, now: Ticks) -> Option<Objection> {
    let (from, until) = (room.valid_from, room.valid_until);
    if now < from {
        Some(objection(
            Reason::TooEarly,
            format!("The room can be joined from {} on.", from.to_json_text()),
            Some(from),
        ))
    } else if now >= until {
        Some(objection(
            Reason::TooLate,
            format!("The room was over at {}.", until.to_json_text()),
            Some(until),
        ))
    } else {
        None
    }
}

fn unreadable() -> Vec<Objection> {
    vec![objection(
        Reason::TokenUnreadable,
        "The token is none that an emulator made, or it was altered.",
        None,
    )]
}

fn of_token(presented: &Presented, now: Ticks) -> Vec<Objection> {
    let Presented {
        token,
        user,
        key_stands,
        revoked_from,
    } = presented;
    let mut reasons = Vec::new();
    if token.expires_at <= now {
        reasons.push(objection(
            Reason::TokenExpired,
            format!("The token expired at {}.", token.expires_at.to_json_text()),
            Some(token.expires_at),
        ));
    }
    if let Some(from) = revoked_from.filter(|from| *from <= now) {
        reasons.push(objection(
            Reason::TokenRevoked,
            format!("The token is revoked since {}.", from.to_json_text()),
            Some(from),
        ));
    }
    if !key_stands {
        reasons.push(objection(
            Reason::KeyRegenerated,
            "The access key that the token was made with was regenerated.",
            None,
        ));
    }
    if !ids::is_communication_user(&token.user) {
        reasons.push(objection(
            Reason::NotCommunicationUser,
            "The token is a Teams user's. Rooms take users of Communication Services only.",
            None,
        ));
        return reasons;
    }
    if !token.scopes.iter().any(|scope| scope.opens_rooms()) {
        reasons.push(objection(
            Reason::ScopeMissing,
            format!(
                "The token allows no calls: it must have the scope {} or {}.",
                Scope::VoipJoin.as_str(),
                Scope::Voip.as_str()
            ),
            None,
        ));
    }
    match user {
        Standing::There => {}
        Standing::Deleted(at) => reasons.push(objection(
            Reason::UserDeleted,
            format!("The user was deleted at {}.", at.to_json_text()),
            Some(*at),
        )),
        Standing::Unknown => reasons.push(objection(
            Reason::UserUnknown,
            "This emulator does not know the token's user: another made it, or it was reset since.",
            None,
        )),
    }
    reasons
}

fn end_of(presented: &Presented) -> Ticks {
    let own = presented.token.expires_at;
    presented.revoked_from.map_or(own, |revoked| revoked.min(own))
}

fn objection(reason: Reason, message: impl Into<String>, at: Option<Ticks>) -> Objection {
    Objection {
        reason,
        message: message.into(),
        at,
    }
}

#[cfg(test)]
mod tests;
