//! The operations on rooms. They decide and answer; the caller makes the change.

use serde::Serialize;

use crate::body::{self, RoomFields};
use crate::call::{Answer, Call};
use crate::errors::{Detail, Refusal};
use crate::http::Response;
use crate::ids;
use crate::model::{Change, Room};
use crate::paging::Position;
use crate::repeatability::{Outcome, Record};
use crate::store::Lookup;
use crate::time::Ticks;
use crate::versions::ApiVersion;

/// Longest validity, and how far ahead a room may begin.
const MAX_DAYS: i64 = 180;
/// Participants a room takes. The text of the refusal is not known.
pub const MAX_PARTICIPANTS: usize = 350;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RoomModel<'a> {
    id: &'a str,
    created_at: Ticks,
    valid_from: Ticks,
    valid_until: Ticks,
    #[serde(skip_serializing_if = "Option::is_none")]
    pstn_dial_out_enabled: Option<bool>,
}

impl<'a> RoomModel<'a> {
    fn new(room: &'a Room, version: &ApiVersion) -> Self {
        RoomModel {
            id: &room.id,
            created_at: room.created_at,
            valid_from: room.valid_from,
            valid_until: room.valid_until,
            pstn_dial_out_enabled: version.has_pstn_dial_out.then_some(room.pstn_dial_out_enabled),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RoomsCollection<'a> {
    value: Vec<RoomModel<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_link: Option<String>,
}

/// POST `/rooms`
pub fn create(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let Some(record) = Record::of(call)? else {
        return Ok(made(make(call)?, None, call.version));
    };
    match call.seen.earlier(&record, call.real)? {
        Some(Outcome::Made(room)) => Ok(Answer::unchanged(created(room, call.version))),
        Some(Outcome::Refused(refusal)) => Err(refusal.clone()),
        None => Ok(match make(call) {
            Ok(room) => made(room, Some(record), call.version),
            Err(refusal) => Answer {
                outcome: Err(refusal.clone()),
                change: Some(Change::RequestRefused { record, refusal }),
            },
        }),
    }
}

fn made(room: Room, repeatability: Option<Record>, version: &ApiVersion) -> Answer {
    Answer {
        outcome: Ok(created(&room, version)),
        change: Some(Change::RoomCreated { room, repeatability }),
    }
}

/// The room that is asked for.
fn make(call: &mut Call<'_>) -> Result<Room, Refusal> {
    let fields = body::object(call.request, body::JSON)?;
    let participants = body::participants(&fields)?;
    let fields = body::room_fields(&fields)?;
    check_dates(&fields, call.now)?;
    let mut room = Room {
        id: String::new(),
        created_at: call.now,
        valid_from: fields.valid_from.unwrap_or(call.now),
        // By the service's clock, even when validFrom is given.
        valid_until: fields.valid_until.unwrap_or_else(|| call.now.plus_days(MAX_DAYS)),
        pstn_dial_out_enabled: call.pstn_dial_out(&fields).unwrap_or(false),
        participants: participants
            .into_iter()
            .filter_map(|(raw_id, role)| Some((raw_id, role?)))
            .collect(),
    };
    if room
        .participants
        .keys()
        .any(|raw_id| !ids::is_communication_user(raw_id))
    {
        return Err(Refusal::bad_request("Invalid format for communication identifier."));
    }
    call.check_known(room.participants.keys())?;
    check_count(room.participants.len())?;
    let newest = call.store.newest().map(|room| room.id.as_str());
    room.id = ids::new_room_id(call.platform, newest, |id| call.store.knows(id));
    room.created_at = call.clock.read(call.platform);
    Ok(room)
}

/// PATCH `/rooms/{id}`
pub fn update(call: &mut Call<'_>, id: &str) -> Result<Answer, Refusal> {
    let fields = body::room_fields(&body::object(call.request, body::MERGE_PATCH)?)?;
    if fields.valid_from.is_some() != fields.valid_until.is_some() {
        return Err(Refusal::malformed(vec![Detail::new(
            "",
            "validFrom and validUntil should be set together.",
        )]));
    }
    check_dates(&fields, call.now)?;
    let mut room = find(call, id)?.clone();
    room.valid_from = fields.valid_from.unwrap_or(room.valid_from);
    room.valid_until = fields.valid_until.unwrap_or(room.valid_until);
    room.pstn_dial_out_enabled = call.pstn_dial_out(&fields).unwrap_or(room.pstn_dial_out_enabled);
    Ok(Answer {
        outcome: Ok(Response::json(200, &RoomModel::new(&room, call.version))),
        change: Some(Change::RoomUpdated {
            id: room.id,
            valid_from: room.valid_from,
            valid_until: room.valid_until,
            pstn_dial_out_enabled: room.pstn_dial_out_enabled,
        }),
    })
}

/// GET `/rooms/{id}`
pub fn get(call: &mut Call<'_>, id: &str) -> Result<Answer, Refusal> {
    let room = find(call, id)?;
    Ok(Answer::unchanged(Response::json(
        200,
        &RoomModel::new(room, call.version),
    )))
}

/// DELETE `/rooms/{id}`
pub fn delete(call: &mut Call<'_>, id: &str) -> Result<Answer, Refusal> {
    ids::check_room_id(id)?;
    match call.lookup(id) {
        Lookup::Found(_) => Ok(Answer {
            outcome: Ok(Response::empty(204)),
            change: Some(Change::RoomDeleted { id: id.to_string() }),
        }),
        Lookup::Deleted if call.options.repeated_delete_status == 204 => Ok(Answer::unchanged(Response::empty(204))),
        Lookup::Deleted | Lookup::Unknown => Err(Refusal::not_found()),
    }
}

/// GET `/rooms`
pub fn list(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let position = Position::of(call.request)?;
    let length = call.options.page_length(position.page);
    let mut rooms = call.store.active_before(position.before);
    let mut next = Position {
        page: position.page.saturating_add(1),
        ..position
    };
    let mut value = Vec::with_capacity(length);
    for room in rooms.by_ref().take(length) {
        value.push(RoomModel::new(room, call.version));
        next.before = room.created_at;
    }
    let next_link = rooms.next().map(|_| next.link(call.request, call.version));
    Ok(Answer::unchanged(Response::json(
        200,
        &RoomsCollection { value, next_link },
    )))
}

/// The room of that id, after the checks of its form; 404 when there is none.
pub fn find<'a>(call: &Call<'a>, id: &str) -> Result<&'a Room, Refusal> {
    ids::check_room_id(id)?;
    match call.lookup(id) {
        Lookup::Found(room) => Ok(room),
        Lookup::Deleted | Lookup::Unknown => Err(Refusal::not_found()),
    }
}

/// Refuses more participants than a room takes.
pub fn check_count(participants: usize) -> Result<(), Refusal> {
    if participants > MAX_PARTICIPANTS {
        return Err(Refusal::bad_request(format!(
            "A room takes at most {MAX_PARTICIPANTS} participants, not {participants}."
        )));
    }
    Ok(())
}

fn created(room: &Room, version: &ApiVersion) -> Response {
    Response::json(201, &RoomModel::new(room, version))
        .with("Location", room.id.clone())
        .with("Repeatability-Result", "accepted")
}

/// Checks the dates that were given; defaults are not checked. An end in the past is reported alone, even if
/// it is before the beginning too.
fn check_dates(fields: &RoomFields, now: Ticks) -> Result<(), Refusal> {
    let mut details = Vec::new();
    if fields.valid_from.is_some_and(|from| from > now.plus_days(MAX_DAYS)) {
        details.push(Detail::new(
            "ValidFrom",
            "Value is incorrect or more than 180 days in the future.",
        ));
    }
    if let Some(until) = fields.valid_until {
        let from = fields.valid_from.unwrap_or(now);
        if until < now {
            details.push(Detail::new("ValidUntil", "The time range end is in the past."));
        } else if until <= from || until > from.plus_days(MAX_DAYS) {
            details.push(Detail::new(
                "ValidUntil",
                "The time range is incorrect, or larger than 180 days.",
            ));
        }
    }
    if details.is_empty() {
        Ok(())
    } else {
        Err(Refusal::malformed(details))
    }
}
