//! Which operation a method and a path ask for.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::errors::Refusal;
use crate::http::Request;
use crate::users;
use crate::versions;

/// What is asked for, and of which of the two services.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// Of Rooms.
    Rooms(Operation),
    /// Of Identity.
    Users(users::routes::Operation),
}

impl Route {
    /// Value of `api-supported-versions`.
    pub fn supported_versions(&self) -> &'static str {
        match self {
            Route::Rooms(_) => versions::SUPPORTED,
            Route::Users(operation) => operation.supported_versions(),
        }
    }
}

/// One of the seven operations. Room ids are percent-decoded and not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    /// POST `/rooms`
    CreateRoom,
    /// GET `/rooms`
    ListRooms,
    /// GET `/rooms/{id}`
    GetRoom(String),
    /// PATCH `/rooms/{id}`
    UpdateRoom(String),
    /// DELETE `/rooms/{id}`
    DeleteRoom(String),
    /// GET `/rooms/{id}/participants`
    ListParticipants(String),
    /// PATCH `/rooms/{id}/participants`
    UpdateParticipants(String),
}

/// Finds the operation: 404 for a path the API does not have, 405 for a method the path does not take, 501 for
/// operations of retired previews.
pub fn find(request: &Request) -> Result<Route, Refusal> {
    let segments: Vec<Cow<'_, str>> = request
        .path()
        .trim_start_matches('/')
        .split('/')
        .map(|segment| percent_decode_str(segment).decode_utf8_lossy())
        .collect();
    let segments: Vec<&str> = segments.iter().map(AsRef::as_ref).collect();
    let method = request.method.as_str();
    match users::routes::find(method, &segments) {
        Some(found) => found.map(Route::Users),
        None => of_rooms(method, &segments).map(Route::Rooms),
    }
}

fn of_rooms(method: &str, segments: &[&str]) -> Result<Operation, Refusal> {
    match segments {
        ["rooms"] => match method {
            "POST" => Ok(Operation::CreateRoom),
            "GET" => Ok(Operation::ListRooms),
            _ => Err(method_not_allowed(method, "GET, POST")),
        },
        ["rooms", id] => match method {
            "GET" => Ok(Operation::GetRoom((*id).to_string())),
            "PATCH" => Ok(Operation::UpdateRoom((*id).to_string())),
            "DELETE" => Ok(Operation::DeleteRoom((*id).to_string())),
            _ => Err(method_not_allowed(method, "GET, PATCH, DELETE")),
        },
        ["rooms", id, "participants"] => match method {
            "GET" => Ok(Operation::ListParticipants((*id).to_string())),
            "PATCH" => Ok(Operation::UpdateParticipants((*id).to_string())),
            _ => Err(method_not_allowed(method, "GET, PATCH")),
        },
        [
            "rooms",
            _,
            operation @ ("participants:add" | "participants:update" | "participants:remove"),
        ] => Err(Refusal::gateway(
            501,
            "NotImplemented",
            format!(
                "The operation {operation} of the retired preview api-versions is not implemented by this emulator. Use PATCH on participants."
            ),
        )),
        _ => Err(Refusal::gateway(
            404,
            "NotFound",
            "The Rooms API has no such path. Its paths are /rooms, /rooms/{roomId} and /rooms/{roomId}/participants; those of the \
             Identity API are /identities, /identities/{id}, /identities/{id}/:issueAccessToken, \
             /identities/{id}/:revokeAccessTokens and /teamsUser/:exchangeAccessToken.",
        )),
    }
}

/// 405, with the methods that there are.
pub fn method_not_allowed(method: &str, allow: &'static str) -> Refusal {
    Refusal::gateway(
        405,
        "MethodNotAllowed",
        format!("The method {method} is not allowed here. Allowed: {allow}."),
    )
    .with("Allow", allow)
}
