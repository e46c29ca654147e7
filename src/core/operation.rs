//! The eight operations: what the caller gives to each, and the request that it becomes.

use super::arguments::{read_repeatability, read_room_id, write_change, write_create, write_update};
use super::connection::{AbsoluteUrl, Endpoint};
use super::error::ArgumentError;
use super::identity::IdentityOperation;
use super::json::Json;
use super::options::{API_VERSION, ClientOptions};
use super::page::{follow_link, push_segment};
use super::request::{Expect, Request};
use super::sign::content_hash;
use super::text::cut_before;

/// Name of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationName {
    /// `POST /rooms`. Options: those of the room, `participants`, `repeatabilityRequestId`, `repeatabilityFirstSent`.
    CreateRoom,
    /// `PATCH /rooms/{roomId}`
    UpdateRoom,
    /// `GET /rooms/{roomId}`
    GetRoom,
    /// `DELETE /rooms/{roomId}`
    DeleteRoom,
    /// `GET /rooms`
    ListRooms,
    /// `GET /rooms/{roomId}/participants`
    ListParticipants,
    /// `PATCH /rooms/{roomId}/participants`
    AddOrUpdateParticipants,
    /// `PATCH /rooms/{roomId}/participants`
    RemoveParticipants,
    /// One on users and tokens.
    Identity(&'static IdentityOperation),
    /// Any of them, as the proxy got and checked it, to be signed here. Its headers are the call's custom headers.
    Relay,
}

const JSON: &str = "application/json";
const MERGE_PATCH: &str = "application/merge-patch+json";

impl Request {
    /// Reads the arguments of a call and builds its request.
    ///
    /// `call` is an object with `roomId`, `argument` (the participants, the link of a page, or the relayed request) and
    /// `options`, of which those that the operation does not take are absent. `ids` are two UUIDs, one behind the other.
    pub fn read(
        name: OperationName,
        call: &Json<'_>,
        endpoint: &Endpoint,
        client: &ClientOptions,
        ids: &str,
        absolute_url: AbsoluteUrl,
    ) -> Result<Self, ArgumentError> {
        let (client_request_id, repeatability_request_id) = ids.split_at_checked(ids.len() / 2).unwrap_or_default();
        let mut request = Self {
            client_request_id: client_request_id.to_owned(),
            ..Self::default()
        };
        request.call.timeout_ms = client.request_timeout_ms;
        request.fill(name, call, endpoint, client, absolute_url)?;
        if name == OperationName::CreateRoom && request.repeatability_request_id.is_empty() {
            request.repeatability_request_id.push_str(repeatability_request_id);
        }
        request.content_hash = content_hash(request.body.as_bytes());
        Ok(request)
    }

    // What is read is written into the request, since results that own memory cost code wherever they are passed on.
    fn fill(
        &mut self,
        name: OperationName,
        call: &Json<'_>,
        endpoint: &Endpoint,
        client: &ClientOptions,
        absolute_url: AbsoluteUrl,
    ) -> Result<(), ArgumentError> {
        use OperationName as Name;
        let options = call.get("options").unwrap_or(&Json::Null);
        let argument = call.get("argument").unwrap_or(&Json::Null);
        self.call.read(options)?;
        let operation;
        (operation, self.method, self.content_type, self.success, self.expect) = match name {
            Name::CreateRoom => ("createRoom", "POST", JSON, 201, Expect::Room),
            Name::UpdateRoom => ("updateRoom", "PATCH", MERGE_PATCH, 200, Expect::Room),
            Name::GetRoom => ("getRoom", "GET", "", 200, Expect::Room),
            Name::DeleteRoom => ("deleteRoom", "DELETE", "", 204, Expect::Nothing),
            Name::ListRooms => ("listRooms", "GET", "", 200, Expect::Rooms),
            Name::ListParticipants => ("listParticipants", "GET", "", 200, Expect::Participants),
            Name::AddOrUpdateParticipants => ("addOrUpdateParticipants", "PATCH", MERGE_PATCH, 200, Expect::Done),
            Name::RemoveParticipants => ("removeParticipants", "PATCH", MERGE_PATCH, 200, Expect::Done),
            Name::Identity(operation) => {
                return operation.fill(self, call, endpoint, client.api_version.as_deref());
            }
            Name::Relay => {
                let method = argument.text("method").unwrap_or_default();
                let known = RELAYED.iter().find(|(known, _)| *known == method);
                let &(method, success) =
                    known.ok_or_else(|| ArgumentError::of_type("method", "must be GET, POST, PATCH or DELETE"))?;
                let operation = argument.text("operation").unwrap_or_default();
                (operation, method, "", success, Expect::Nothing)
            }
        };
        self.operation.push_str(operation);
        let is_list = matches!(name, Name::ListRooms | Name::ListParticipants);
        match name {
            Name::Relay => {
                self.body.push_str(argument.text("body").unwrap_or_default());
                let link = argument.text("path").unwrap_or_default();
                // Its path as it stands: nothing in it may mean anything else to a URL parser.
                self.path.push_str(cut_before(link, b"?").0);
                return follow_link(&mut self.path, link, endpoint, absolute_url);
            }
            Name::CreateRoom => {
                write_create(&mut self.body, options)?;
                (self.repeatability_request_id, self.repeatability_first_sent_ms) = read_repeatability(options)?;
            }
            Name::UpdateRoom => write_update(&mut self.body, options)?,
            Name::AddOrUpdateParticipants | Name::RemoveParticipants => {
                write_change(&mut self.body, argument, name == Name::AddOrUpdateParticipants)?;
            }
            Name::GetRoom | Name::DeleteRoom | Name::ListRooms | Name::ListParticipants | Name::Identity(_) => {}
        }
        self.path.push_str(endpoint.base_path());
        self.path.push_str("/rooms");
        if !matches!(name, Name::CreateRoom | Name::ListRooms) {
            self.path.push('/');
            push_segment(&mut self.path, read_room_id(call)?);
        }
        if matches!(
            name,
            Name::ListParticipants | Name::AddOrUpdateParticipants | Name::RemoveParticipants
        ) {
            self.path.push_str("/participants");
        }
        match argument {
            Json::Text(link) if is_list => return follow_link(&mut self.path, link, endpoint, absolute_url),
            Json::Null => {}
            _ if is_list => return Err(ArgumentError::of_type("continuationToken", "must be a string")),
            _ => {}
        }
        self.path.push_str("?api-version=");
        self.path.push_str(client.api_version.as_deref().unwrap_or(API_VERSION));
        Ok(())
    }
}

/// The methods of the service, and the status that means success.
const RELAYED: [(&str, u16); 4] = [("GET", 200), ("POST", 201), ("PATCH", 200), ("DELETE", 204)];

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::core::connection::absolute_url;
    use crate::core::request::Proof;
    use crate::core::sign::Key;
    use OperationName as Name;

    fn read(name: Name, call: &str) -> Result<Request, ArgumentError> {
        Request::read(
            name,
            &Json::parse(call).expect(call),
            &Endpoint::of_url("https://contoso.communication.azure.com").unwrap(),
            &ClientOptions::default(),
            "an idan id",
            absolute_url,
        )
    }

    #[test]
    fn each_operation_becomes_its_request() {
        let people = r#"{"roomId":"99","argument":[{"id":{"id":"a"}}]}"#;
        for (name, call, method, path, content_type, body, success) in [
            (
                Name::CreateRoom,
                "{}",
                "POST",
                "/rooms?api-version=2025-03-13",
                JSON,
                r#"{"participants":{}}"#,
                201,
            ),
            (
                Name::CreateRoom,
                r#"{"options":null}"#,
                "POST",
                "/rooms?api-version=2025-03-13",
                JSON,
                r#"{"participants":{}}"#,
                201,
            ),
            (
                Name::UpdateRoom,
                r#"{"roomId":"a b"}"#,
                "PATCH",
                "/rooms/a%20b?api-version=2025-03-13",
                MERGE_PATCH,
                "{}",
                200,
            ),
            (
                Name::GetRoom,
                r#"{"roomId":"99"}"#,
                "GET",
                "/rooms/99?api-version=2025-03-13",
                "",
                "",
                200,
            ),
            (
                Name::DeleteRoom,
                r#"{"roomId":"99","options":{}}"#,
                "DELETE",
                "/rooms/99?api-version=2025-03-13",
                "",
                "",
                204,
            ),
            (
                Name::ListRooms,
                "{}",
                "GET",
                "/rooms?api-version=2025-03-13",
                "",
                "",
                200,
            ),
            (
                Name::ListRooms,
                r#"{"argument":"/rooms?x"}"#,
                "GET",
                "/rooms?x",
                "",
                "",
                200,
            ),
            (
                Name::ListParticipants,
                r#"{"roomId":"a:b","argument":"/rooms/a%3Ab/participants?x"}"#,
                "GET",
                "/rooms/a%3Ab/participants?x",
                "",
                "",
                200,
            ),
            (
                Name::ListParticipants,
                r#"{"roomId":"99"}"#,
                "GET",
                "/rooms/99/participants?api-version=2025-03-13",
                "",
                "",
                200,
            ),
            (
                Name::AddOrUpdateParticipants,
                people,
                "PATCH",
                "/rooms/99/participants?api-version=2025-03-13",
                MERGE_PATCH,
                r#"{"participants":{"a":{"role":"Attendee"}}}"#,
                200,
            ),
            (
                Name::RemoveParticipants,
                people,
                "PATCH",
                "/rooms/99/participants?api-version=2025-03-13",
                MERGE_PATCH,
                r#"{"participants":{"a":null}}"#,
                200,
            ),
            (
                Name::Relay,
                r#"{"argument":{"method":"POST","path":"/rooms?a","body":"{}"}}"#,
                "POST",
                "/rooms?a",
                "",
                "{}",
                201,
            ),
            (
                Name::Relay,
                r#"{"argument":{"method":"DELETE","path":"/rooms/9?a"}}"#,
                "DELETE",
                "/rooms/9?a",
                "",
                "",
                204,
            ),
        ] {
            let request = read(name, call).expect(call);
            assert_eq!(
                (
                    request.method,
                    request.path.as_str(),
                    request.content_type,
                    request.body.as_str(),
                    request.success
                ),
                (method, path, content_type, body, success),
                "{name:?} {call}"
            );
            assert_eq!(
                request.repeatability_request_id.is_empty(),
                name != Name::CreateRoom,
                "{name:?}"
            );
        }
    }

    #[test]
    fn wrong_arguments_are_named() {
        for (name, call, start) in [
            (Name::GetRoom, "{}", "roomId must be a string"),
            (Name::GetRoom, r#"{"roomId":5}"#, "roomId must be a string"),
            (Name::DeleteRoom, r#"{"roomId":""}"#, "roomId must not be empty"),
            (
                Name::GetRoom,
                r#"{"roomId":"9","options":7}"#,
                "options must be an object",
            ),
            (
                Name::ListRooms,
                r#"{"argument":5}"#,
                "continuationToken must be a string",
            ),
            (
                Name::ListRooms,
                r#"{"argument":"/rooms/99/participants?x"}"#,
                "continuationToken leads to something else",
            ),
            (
                Name::ListParticipants,
                r#"{"roomId":"99","argument":"/rooms?x"}"#,
                "continuationToken leads to something else",
            ),
            (
                Name::ListParticipants,
                r#"{"argument":"/rooms/99/participants?x"}"#,
                "roomId must be a string",
            ),
            (
                Name::RemoveParticipants,
                r#"{"roomId":"9"}"#,
                "participants must be an array",
            ),
            (Name::Relay, r#"{"argument":{"method":"PUT"}}"#, "method must be"),
            (Name::Relay, r#"{"argument":{"method":"get"}}"#, "method must be"),
            (Name::Relay, "{}", "method must be"),
        ] {
            let message = read(name, call).expect_err(call).message.clone();
            assert!(message.starts_with(start), "{call}: {message}");
        }
    }

    #[test]
    fn repeatability_is_the_callers_or_new() {
        let repeatability = |options: &str| {
            let request = read(Name::CreateRoom, options).unwrap();
            (request.repeatability_request_id, request.repeatability_first_sent_ms)
        };
        assert_eq!(repeatability("{}"), ("an id".to_owned(), None));
        let own = r#"{"options":{"repeatabilityRequestId":"1f0e6f5a-3c2b-4f7e-9a52-0c6f4e0f6b1a","repeatabilityFirstSent":"1970-01-01T00:00:01Z"}}"#;
        assert_eq!(
            repeatability(own),
            ("1f0e6f5a-3c2b-4f7e-9a52-0c6f4e0f6b1a".to_owned(), Some(1000))
        );
    }

    #[test]
    fn what_is_relayed_is_signed_like_every_request_and_leads_nowhere_else() {
        let relay = |path: &str| {
            let call = format!(
                r#"{{"argument":{{"method":"PATCH","path":"{path}","body":"{{}}"}},"options":{{"requestOptions":{{"customHeaders":{{"content-type":"application/merge-patch+json","authorization":"forged"}}}}}}}}"#
            );
            read(Name::Relay, &call)
        };
        // The row "update" of the known answers in `sign`.
        let request = relay("/rooms/99439012481361168?api-version=2025-03-13").unwrap();
        let key = Key::from_base64("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=").unwrap();
        let endpoint = Endpoint::of_url("https://contoso.communication.azure.com").unwrap();
        let headers = request.headers(
            &endpoint,
            &ClientOptions::default(),
            &Proof::Key(Rc::new(key)),
            0,
            1_741_292_982_000,
        );
        assert_eq!(
            headers.get("authorization"),
            Some(
                "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=3pG7MfqSH6f/G0dB+MJrAN+x4yNoB1lO/RVZWie5Jyc="
            )
        );
        assert_eq!(headers.get("content-type"), Some("application/merge-patch+json"));
        for path in [
            "https://evil.example/rooms",
            "//evil.example/rooms",
            "/rooms/../keys",
            "/rooms/..",
            "/rooms/%2e%2e/keys",
            "/rooms\\\\..\\\\keys",
            "/rooms/.\\t./keys",
            "/ro oms",
            "/rooms#x",
            "rooms",
            "",
        ] {
            assert!(relay(path).is_err(), "{path}");
        }
    }
}
