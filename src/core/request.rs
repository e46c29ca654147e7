//! The request that an operation becomes: built once per call, sent once per attempt.

use super::arguments::{add_or_update_body, remove_body};
use super::connection::Endpoint;
use super::error::ArgumentError;
use super::headers::Headers;
use super::operation::Operation;
use super::options::{CallOptions, ClientOptions};
use super::page::{path_of_link, push_segment};
use super::sign::{Key, content_hash};
use super::time::to_http_date;

/// What the answer to a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// A room.
    Room,
    /// A page of rooms.
    Rooms,
    /// A page of participants.
    Participants,
    /// Nothing that is read.
    Nothing,
}

/// A request, ready to be signed and sent any number of times.
#[derive(Debug)]
pub struct Request {
    /// In upper case.
    pub method: &'static str,
    /// Path and query exactly as they are signed and sent.
    pub path: String,
    /// Empty for a request without a body.
    pub body: String,
    /// `application/json`, a merge patch, or empty.
    content_type: &'static str,
    content_hash: String,
    /// The one status that means success; the official clients take no other either.
    pub success: u16,
    /// How to read that success.
    pub expect: Expect,
    /// The same on every attempt.
    pub client_request_id: String,
    /// `Repeatability-Request-ID` and `-First-Sent`: the same on every attempt, so that the service makes one room of
    /// them all. <https://docs.oasis-open.org/odata/repeatable-requests/v1.0/repeatable-requests-v1.0.html>
    /// Empty for every operation but creation.
    repeatability: (String, String),
    custom_headers: Headers,
}

/// What proves who is asking, for one attempt.
#[derive(Clone, Copy)]
pub enum Proof<'a> {
    /// Sign with this key.
    Key(&'a Key),
    /// Carry this token.
    Token(&'a str),
    /// Nothing: a proxy does it.
    None,
}

// Written by hand so that the token cannot be printed.
impl std::fmt::Debug for Proof<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Proof::Key(_) => "Key(…)",
            Proof::Token(_) => "Token(…)",
            Proof::None => "None",
        })
    }
}

impl Request {
    /// Builds the request. `new_id` makes a UUID, `now_ms` is the time of the call.
    pub fn build(
        operation: &Operation,
        endpoint: &Endpoint,
        client: &ClientOptions,
        call: CallOptions,
        now_ms: i64,
        new_id: impl Fn() -> String,
    ) -> Result<Self, ArgumentError> {
        const JSON: &str = "application/json";
        const MERGE_PATCH: &str = "application/merge-patch+json";
        let mut repeatability = (String::new(), String::new());
        let (method, content_type, body, success, expect) = match operation {
            Operation::CreateRoom(room) => {
                let (id, first_sent) = room.repeatability.clone().unwrap_or_else(|| (new_id(), None));
                let first_sent_ms = first_sent.map_or(now_ms, |time| time.unix_ms);
                repeatability = (id, to_http_date(first_sent_ms));
                ("POST", JSON, room.body(), 201, Expect::Room)
            }
            Operation::UpdateRoom(_, fields) => ("PATCH", MERGE_PATCH, fields.body(), 200, Expect::Room),
            Operation::GetRoom(_) => ("GET", "", String::new(), 200, Expect::Room),
            Operation::DeleteRoom(_) => ("DELETE", "", String::new(), 204, Expect::Nothing),
            Operation::ListRooms(_) => ("GET", "", String::new(), 200, Expect::Rooms),
            Operation::ListParticipants(..) => ("GET", "", String::new(), 200, Expect::Participants),
            Operation::AddOrUpdateParticipants(_, participants) => (
                "PATCH",
                MERGE_PATCH,
                add_or_update_body(participants),
                200,
                Expect::Nothing,
            ),
            Operation::RemoveParticipants(_, raw_ids) => {
                ("PATCH", MERGE_PATCH, remove_body(raw_ids), 200, Expect::Nothing)
            }
            Operation::Relay(relayed) => (
                relayed.method,
                "",
                relayed.body.clone(),
                relayed.success,
                Expect::Nothing,
            ),
        };
        let path = match operation {
            Operation::ListRooms(Some(link)) | Operation::ListParticipants(_, Some(link)) => {
                path_of_link(link, endpoint)?
            }
            Operation::Relay(relayed) => path_of_link(&relayed.path, endpoint)?,
            Operation::CreateRoom(_) | Operation::ListRooms(None) => path_to(endpoint, client, None, ""),
            Operation::UpdateRoom(room_id, _) | Operation::GetRoom(room_id) | Operation::DeleteRoom(room_id) => {
                path_to(endpoint, client, Some(room_id), "")
            }
            Operation::ListParticipants(room_id, None)
            | Operation::AddOrUpdateParticipants(room_id, _)
            | Operation::RemoveParticipants(room_id, _) => path_to(endpoint, client, Some(room_id), "/participants"),
        };
        Ok(Self {
            method,
            path,
            content_hash: content_hash(body.as_bytes()),
            body,
            content_type,
            success,
            expect,
            client_request_id: new_id(),
            repeatability,
            custom_headers: call.custom_headers,
        })
    }

    /// The headers of one attempt. Only the proof and its date differ between attempts.
    pub fn headers(&self, endpoint: &Endpoint, client: &ClientOptions, proof: Proof<'_>, now_ms: i64) -> Headers {
        let mut headers = Headers::default();
        // What carries the proof cannot be replaced. A page may prove itself to its proxy as it likes.
        let is_proof = |name| matches!(name, "authorization" | "x-ms-date" | "x-ms-content-sha256" | "date");
        let is_free = matches!(proof, Proof::None);
        for (name, value) in self.custom_headers.iter() {
            if name != "host" && (is_free || !is_proof(name)) {
                headers.push(name, value);
            }
        }
        let (id, first_sent) = &self.repeatability;
        for (name, value) in [
            ("accept", "application/json"),
            ("content-type", self.content_type),
            ("x-ms-client-request-id", &self.client_request_id),
            ("x-ms-useragent", &client.user_agent),
            ("repeatability-request-id", id),
            ("repeatability-first-sent", first_sent),
        ] {
            if !value.is_empty() && self.custom_headers.get(name).is_none() {
                headers.push(name, value);
            }
        }
        match proof {
            Proof::Key(key) => {
                let date = to_http_date(now_ms);
                let hash = &self.content_hash;
                headers.push("x-ms-date", &date);
                headers.push("x-ms-content-sha256", hash);
                headers.push(
                    "authorization",
                    &key.authorization(self.method, &self.path, &date, endpoint.authority(), hash),
                );
            }
            Proof::Token(token) => headers.push("authorization", &["Bearer ", token].concat()),
            Proof::None => {}
        }
        headers
    }
}

fn path_to(endpoint: &Endpoint, client: &ClientOptions, room_id: Option<&str>, tail: &str) -> String {
    let mut path = [endpoint.base_path(), "/rooms"].concat();
    if let Some(room_id) = room_id {
        path.push('/');
        push_segment(&mut path, room_id);
    }
    path.push_str(tail);
    path.push_str("?api-version=");
    path.push_str(&client.api_version);
    path
}
