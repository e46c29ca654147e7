//! The operations on a room's participants.

use serde::Serialize;
use serde_json::json;

use crate::body;
use crate::call::{Answer, Call};
use crate::errors::Refusal;
use crate::http::Response;
use crate::ids;
use crate::model::{Change, Role};
use crate::rooms;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ParticipantModel<'a> {
    raw_id: &'a str,
    role: Role,
}

#[derive(Serialize)]
struct ParticipantsCollection<'a> {
    value: Vec<ParticipantModel<'a>>,
}

/// GET `/rooms/{id}/participants`: all of them on one page, in the order of being added.
pub fn list(call: &mut Call<'_>, id: &str) -> Result<Answer, Refusal> {
    let room = rooms::find(call, id)?;
    let value = room
        .participants
        .iter()
        .map(|(raw_id, role)| ParticipantModel { raw_id, role: *role })
        .collect();
    Ok(Answer::unchanged(Response::json(
        200,
        &ParticipantsCollection { value },
    )))
}

/// PATCH `/rooms/{id}/participants`: adds, gives roles and removes, all or nothing. Removing someone who is
/// not there changes nothing.
pub fn update(call: &mut Call<'_>, id: &str) -> Result<Answer, Refusal> {
    let participants = body::participants(&body::object(call.request, body::MERGE_PATCH)?)?;
    let room = rooms::find(call, id)?;
    if let Some(bad) = participants.keys().find(|raw_id| !ids::is_communication_user(raw_id)) {
        return Err(Refusal::bad_request(format!(
            "Communication identifier {bad} is not supported."
        )));
    }
    let stay = participants.iter().filter(|(_, role)| role.is_some());
    call.check_known(stay.map(|(raw_id, _)| raw_id))?;
    rooms::check_count(room.participants_after(&participants))?;
    Ok(Answer {
        outcome: Ok(Response::json(200, &json!({}))),
        change: Some(Change::ParticipantsUpdated {
            id: room.id.clone(),
            participants,
        }),
    })
}
