//! The eight operations, and how they are read from what the caller gave.

use super::arguments::{CreateRoom, Participant, RoomFields, check_room_id, read_participants, read_raw_ids};
use super::error::ArgumentError;
use super::json::Json;
use super::options::CallOptions;
use super::relay::Relayed;

/// Name of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationName {
    /// `POST /rooms`
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
    /// Any of them, as the proxy got it.
    Relay,
}

/// An operation with its checked arguments; the text is the room id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `POST /rooms`
    CreateRoom(CreateRoom),
    /// `PATCH /rooms/{roomId}`
    UpdateRoom(String, RoomFields),
    /// `GET /rooms/{roomId}`
    GetRoom(String),
    /// `DELETE /rooms/{roomId}`
    DeleteRoom(String),
    /// `GET /rooms`, or a link from an earlier page.
    ListRooms(Option<String>),
    /// `GET /rooms/{roomId}/participants`, or a link from an earlier page.
    ListParticipants(String, Option<String>),
    /// `PATCH /rooms/{roomId}/participants`
    AddOrUpdateParticipants(String, Vec<Participant>),
    /// `PATCH /rooms/{roomId}/participants`
    RemoveParticipants(String, Vec<String>),
    /// Any of them, as the proxy got it.
    Relay(Relayed),
}

impl Operation {
    /// Reads the arguments of a call: an object with `roomId`, `argument` (the participants, or the link of a page)
    /// and `options`, of which those that the operation does not take are absent.
    pub fn read(name: OperationName, call: &Json<'_>) -> Result<(Self, CallOptions), ArgumentError> {
        let options = call.get("options").unwrap_or(&Json::Null);
        let argument = call.get("argument").unwrap_or(&Json::Null);
        let call_options = CallOptions::read(options)?;
        let room_id = match (name, call.get("roomId")) {
            (OperationName::CreateRoom | OperationName::ListRooms | OperationName::Relay, _) => String::new(),
            (_, Some(Json::Text(room_id))) => {
                check_room_id(room_id)?;
                room_id.to_string()
            }
            _ => return Err(ArgumentError::of_type("roomId", "must be a string")),
        };
        let link = || match argument {
            Json::Null => Ok(None),
            Json::Text(link) => Ok(Some(link.to_string())),
            _ => Err(ArgumentError::of_type("continuationToken", "must be a string")),
        };
        let operation = match name {
            OperationName::CreateRoom => Self::CreateRoom(CreateRoom::read(options)?),
            OperationName::UpdateRoom => Self::UpdateRoom(room_id, RoomFields::read_update(options)?),
            OperationName::GetRoom => Self::GetRoom(room_id),
            OperationName::DeleteRoom => Self::DeleteRoom(room_id),
            OperationName::ListRooms => Self::ListRooms(link()?),
            OperationName::ListParticipants => Self::ListParticipants(room_id, link()?),
            OperationName::AddOrUpdateParticipants => {
                Self::AddOrUpdateParticipants(room_id, read_participants(argument)?)
            }
            OperationName::RemoveParticipants => Self::RemoveParticipants(room_id, read_raw_ids(argument)?),
            OperationName::Relay => Self::Relay(Relayed::read(argument)?),
        };
        Ok((operation, call_options))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_operation_takes_its_own_arguments() {
        use OperationName as Name;
        let read =
            |name, text: &str| Operation::read(name, &Json::parse(text).unwrap()).map(|(operation, _)| operation);
        let id = || "99".to_owned();
        let people = r#"{"roomId":"99","argument":[{"id":{"id":"a"}}]}"#;
        for (name, text, expected) in [
            (Name::CreateRoom, "{}", Operation::CreateRoom(CreateRoom::default())),
            (
                Name::CreateRoom,
                r#"{"options":null}"#,
                Operation::CreateRoom(CreateRoom::default()),
            ),
            (
                Name::UpdateRoom,
                r#"{"roomId":"99"}"#,
                Operation::UpdateRoom(id(), RoomFields::default()),
            ),
            (Name::GetRoom, r#"{"roomId":"99"}"#, Operation::GetRoom(id())),
            (
                Name::DeleteRoom,
                r#"{"roomId":"99","options":{}}"#,
                Operation::DeleteRoom(id()),
            ),
            (Name::ListRooms, "{}", Operation::ListRooms(None)),
            (
                Name::ListRooms,
                r#"{"argument":"/rooms?x"}"#,
                Operation::ListRooms(Some("/rooms?x".to_owned())),
            ),
            (
                Name::ListParticipants,
                r#"{"roomId":"99"}"#,
                Operation::ListParticipants(id(), None),
            ),
            (
                Name::RemoveParticipants,
                people,
                Operation::RemoveParticipants(id(), vec!["a".to_owned()]),
            ),
        ] {
            assert_eq!(read(name, text), Ok(expected), "{name:?}");
        }
        assert!(
            matches!(read(Name::AddOrUpdateParticipants, people), Ok(Operation::AddOrUpdateParticipants(_, list)) if list.len() == 1)
        );
        for (name, text, start) in [
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
                Name::RemoveParticipants,
                r#"{"roomId":"9"}"#,
                "participants must be an array",
            ),
        ] {
            let message = read(name, text).expect_err(text).message;
            assert!(message.starts_with(start), "{text}: {message}");
        }
    }
}
