//! What the caller gives to an operation: read from JSON, checked, and written as the request's body.
//!
//! Only what the client itself must know is checked. Whether a time range is allowed or an identifier exists is the
//! service's to say.

use super::error::ArgumentError;
use super::identifier::raw_id_of;
use super::json::{Json, write_bool, write_integer, write_member, write_name};
use super::role::Role;
use super::text::has_any;
use super::time::{TimeError, Timestamp};

/// Writes the body of `createRoom`. `participants` is always there, as in the official JavaScript client.
pub fn write_create(out: &mut String, options: &Json<'_>) -> Result<(), ArgumentError> {
    out.push('{');
    write_fields(out, options)?;
    write_participants(
        out,
        options.get("participants").unwrap_or(&Json::List(Vec::new())),
        true,
    )?;
    out.push('}');
    Ok(())
}

/// Writes the body of `updateRoom`. The service refuses one date without the other, so that is said here, before
/// anything is sent.
pub fn write_update(out: &mut String, options: &Json<'_>) -> Result<(), ArgumentError> {
    for (name, other) in &[("validFrom", "validUntil"), ("validUntil", "validFrom")] {
        if options.get(name).is_none() && options.get(other).is_some() {
            return Err(ArgumentError::of_type(
                name,
                "is missing: the service changes validFrom and validUntil only together",
            ));
        }
    }
    out.push('{');
    write_fields(out, options)?;
    out.push('}');
    Ok(())
}

/// Writes the body of `addOrUpdateParticipants` and, without roles, of `removeParticipants`.
pub fn write_change(out: &mut String, list: &Json<'_>, with_roles: bool) -> Result<(), ArgumentError> {
    out.push('{');
    write_participants(out, list, with_roles)?;
    out.push('}');
    Ok(())
}

/// The caller's own repeatability id, a UUID, or an empty text; and when the caller first sent the request, in
/// milliseconds since 1970.
pub fn read_repeatability(options: &Json<'_>) -> Result<(String, Option<i64>), ArgumentError> {
    const NAME: &str = "repeatabilityRequestId";
    let first_sent = read_time(options, "repeatabilityFirstSent")?;
    let id = match options.get(NAME) {
        None if first_sent.is_some() => {
            return Err(ArgumentError::of_type(
                NAME,
                "is missing: repeatabilityFirstSent has a meaning only with it",
            ));
        }
        None => "",
        Some(Json::Text(id)) if is_uuid(id) => id,
        Some(_) => return Err(ArgumentError::of_type(NAME, "must be a UUID")),
    };
    Ok((id.to_owned(), first_sent.map(|time| time.unix_ms)))
}

fn write_fields(out: &mut String, options: &Json<'_>) -> Result<(), ArgumentError> {
    for name in ["validFrom", "validUntil"] {
        if let Some(time) = read_time(options, name)? {
            write_member(out, name, &time.to_rfc3339());
        }
    }
    if let Some(enabled) = read_bool(options, "pstnDialOutEnabled")? {
        write_bool(out, "pstnDialOutEnabled", enabled);
    }
    Ok(())
}

/// Writes participants to add, or whose roles to set; without roles those to remove. The same one twice with the same
/// role counts once; with different roles it is refused, since only one of them could win.
fn write_participants(out: &mut String, list: &Json<'_>, with_roles: bool) -> Result<(), ArgumentError> {
    let Json::List(items) = list else {
        return Err(ArgumentError::of_type("participants", "must be an array"));
    };
    write_name(out, "participants");
    out.push('{');
    // Where each hash was seen first. Twice as many places as participants, so that few hashes share one: 3,500
    // participants stay cheap where comparing each with each would not.
    let places = 2 * items.len();
    let mut seen: Vec<Option<Participant>> = Vec::new();
    seen.resize_with(places, || None);
    for (index, (_, item)) in items.iter().enumerate() {
        let participant = read_participant(item, with_roles, index).map_err(|error| error.within(&field_at(index)))?;
        let mut place = hash(&participant.raw_id) as usize % places;
        while let Some(seen) = seen.get_mut(place) {
            place = (place + 1) % places;
            match seen {
                Some(first) if first.raw_id != participant.raw_id => {}
                Some(first) if first.role == participant.role => break,
                Some(first) => {
                    return Err(ArgumentError::of_range(
                        &field_at(index),
                        &["is the same as ", &field_at(first.index), " with another role"].concat(),
                    ));
                }
                None => {
                    write_name(out, &participant.raw_id);
                    match participant.role {
                        Some(role) => {
                            out.push('{');
                            write_member(out, "role", role.name());
                            out.push('}');
                        }
                        None => out.push_str("null"),
                    }
                    *seen = Some(participant);
                    break;
                }
            }
        }
    }
    out.push('}');
    Ok(())
}

struct Participant {
    raw_id: String,
    role: Option<Role>,
    index: usize,
}

/// Reads `{ id, role? }`. Without roles it may be an identifier too, as the Python client allows.
fn read_participant(item: &Json<'_>, with_roles: bool, index: usize) -> Result<Participant, ArgumentError> {
    let (id, field) = match item.get("id") {
        // An UnknownIdentifier has an `id` too, but that is a string.
        Some(id) if with_roles || matches!(id, Json::Object(_)) => (id, "id"),
        None if with_roles => {
            return Err(ArgumentError::of_type(
                "",
                "must be an object with an id, as in { id: { communicationUserId: \"8:acs:…\" }, role: \"Presenter\" }",
            ));
        }
        _ => (item, ""),
    };
    let raw_id = raw_id_of(id).map_err(|error| error.within(field))?;
    if raw_id.is_empty() {
        return Err(ArgumentError::of_type(field, "must not be empty"));
    }
    let role = match item.get("role") {
        _ if !with_roles => None,
        None => Some(Role::default()),
        Some(Json::Text(name)) if name.is_empty() => Some(Role::default()),
        Some(Json::Text(name)) => Some(Role::from_name(name).ok_or_else(|| {
            ArgumentError::of_range(
                "role",
                "must be \"Presenter\", \"Attendee\", \"Consumer\" or \"Collaborator\"",
            )
        })?),
        Some(_) => return Err(ArgumentError::of_type("role", "must be a string")),
    };
    Ok(Participant { raw_id, role, index })
}

fn field_at(index: usize) -> String {
    let mut field = String::from("participants[");
    write_integer(&mut field, index as i64);
    field.push(']');
    field
}

/// As FNV-1a, but of four bytes at a time: <https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>
fn hash(text: &str) -> u32 {
    text.as_bytes().chunks(4).fold(0x811c_9dc5, |hash, bytes| {
        let word = bytes.iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
        (hash ^ word).wrapping_mul(0x0100_0193)
    })
}

/// A room id goes into the path as one segment; the service says whether there is such a room.
pub fn read_room_id<'a>(call: &'a Json<'_>) -> Result<&'a str, ArgumentError> {
    let Some(Json::Text(room_id)) = call.get("roomId") else {
        return Err(ArgumentError::of_type("roomId", "must be a string"));
    };
    if room_id.is_empty() {
        return Err(ArgumentError::of_type("roomId", "must not be empty"));
    }
    if room_id.trim_ascii() != room_id {
        return Err(ArgumentError::of_range(
            "roomId",
            "must not have a blank or a line break at its beginning or end",
        ));
    }
    let has_two_dots = room_id.as_bytes().windows(2).any(|pair| pair == b"..");
    if has_any(room_id, b"/\\?#%") || has_two_dots || room_id == "." {
        return Err(ArgumentError::of_range(
            "roomId",
            "must be an id as the service gives it, without / \\ ? # % or ..",
        ));
    }
    Ok(room_id)
}

/// Reads a member that is a `Date` (written as text by JavaScript) or a text.
fn read_time(options: &Json<'_>, name: &str) -> Result<Option<Timestamp>, ArgumentError> {
    match options.get(name) {
        None => Ok(None),
        Some(Json::Text(text)) => Timestamp::from_rfc3339(text).map(Some).map_err(|error| {
            ArgumentError::of_range(
                name,
                match error {
                    TimeError::NoOffset => {
                        "has no offset from UTC: write 2025-04-01T09:00:00Z or 2025-04-01T09:00:00+02:00, or give a Date"
                    }
                    TimeError::Malformed => {
                        "is not a valid time: give a Date, or RFC 3339 text such as 2025-04-01T09:00:00Z"
                    }
                },
            )
        }),
        Some(_) => Err(ArgumentError::of_type(
            name,
            "must be a Date, or RFC 3339 text such as 2025-04-01T09:00:00Z",
        )),
    }
}

/// Reads a member that is true or false.
pub fn read_bool(options: &Json<'_>, name: &str) -> Result<Option<bool>, ArgumentError> {
    match options.get(name) {
        None => Ok(None),
        Some(Json::Bool(value)) => Ok(Some(*value)),
        Some(_) => Err(ArgumentError::of_type(name, "must be true or false")),
    }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message<T: std::fmt::Debug>(result: Result<T, ArgumentError>) -> String {
        result.expect_err("must be refused").message.clone()
    }

    fn create(text: &str) -> Result<String, ArgumentError> {
        let mut out = String::new();
        write_create(&mut out, &Json::parse(text).expect(text)).map(|()| out)
    }

    fn update(text: &str) -> Result<String, ArgumentError> {
        let mut out = String::new();
        write_update(&mut out, &Json::parse(text).expect(text)).map(|()| out)
    }

    fn participants(text: &str, with_roles: bool) -> Result<String, ArgumentError> {
        let mut out = String::new();
        write_change(&mut out, &Json::parse(text).expect(text), with_roles).map(|()| out)
    }

    fn repeatability(text: &str) -> Result<(String, Option<i64>), ArgumentError> {
        read_repeatability(&Json::parse(text).expect(text))
    }

    #[test]
    fn bodies_are_those_of_the_official_javascript_client() {
        for (options, body) in [
            ("{}", r#"{"participants":{}}"#),
            (
                r#"{"validFrom":null,"validUntil":null,"participants":null}"#,
                r#"{"participants":{}}"#,
            ),
            (
                r#"{"participants":[{"id":{"communicationUserId":"8:acs:a_b"},"role":"Presenter"},{"id":{"communicationUserId":"8:acs:a_c"},"role":"Consumer"}],"pstnDialOutEnabled":true,"validUntil":"2025-05-01T00:00:00.000Z","validFrom":"2025-04-01T00:00:00.500Z"}"#,
                r#"{"validFrom":"2025-04-01T00:00:00.500Z","validUntil":"2025-05-01T00:00:00.000Z","pstnDialOutEnabled":true,"participants":{"8:acs:a_b":{"role":"Presenter"},"8:acs:a_c":{"role":"Consumer"}}}"#,
            ),
            (
                r#"{"pstnDialOutEnabled":false,"participants":[{"id":{"phoneNumber":"+1"}},{"id":{"id":"x\"y"},"role":null},{"id":{"communicationUserId":"8:acs:b"},"role":""}]}"#,
                r#"{"pstnDialOutEnabled":false,"participants":{"4:+1":{"role":"Attendee"},"x\"y":{"role":"Attendee"},"8:acs:b":{"role":"Attendee"}}}"#,
            ),
        ] {
            assert_eq!(create(options).unwrap(), body);
        }
        assert_eq!(update("{}").unwrap(), "{}");
        assert_eq!(update(r#"{"pstnDialOutEnabled":null}"#).unwrap(), "{}");
        assert_eq!(
            update(r#"{"validUntil":"2025-05-01T02:00:00+02:00","validFrom":"2025-04-01T00:00:00Z"}"#).unwrap(),
            r#"{"validFrom":"2025-04-01T00:00:00.000Z","validUntil":"2025-05-01T00:00:00.000Z"}"#
        );
        let ids = r#"[{"communicationUserId":"8:acs:a_b"},{"phoneNumber":"+14255550123"}]"#;
        assert_eq!(
            participants(ids, false).unwrap(),
            r#"{"participants":{"8:acs:a_b":null,"4:+14255550123":null}}"#
        );
        assert_eq!(participants("[]", false).unwrap(), r#"{"participants":{}}"#);
    }

    #[test]
    fn bad_options_name_the_field() {
        for (options, start) in [
            (r#"{"validFrom":5}"#, "validFrom must be a Date"),
            (r#"{"validFrom":"Invalid Date"}"#, "validFrom is not a valid time"),
            (r#"{"validUntil":"2025-04-01T00:00:00"}"#, "validUntil has no offset"),
            (
                r#"{"pstnDialOutEnabled":"yes"}"#,
                "pstnDialOutEnabled must be true or false",
            ),
            (r#"{"participants":{}}"#, "participants must be an array"),
            (
                r#"{"participants":[null]}"#,
                "participants[0] must be an object with an id",
            ),
            (
                r#"{"participants":["8:acs:x"]}"#,
                "participants[0] must be an object with an id",
            ),
            (
                r#"{"participants":[{"role":"Presenter"}]}"#,
                "participants[0] must be an object with an id",
            ),
            (
                r#"{"participants":[{"id":"8:acs:x"}]}"#,
                "participants[0].id must be an identifier",
            ),
            (
                r#"{"participants":[{"id":{}}]}"#,
                "participants[0].id must be an identifier",
            ),
            (
                r#"{"participants":[{"id":{"communicationUserId":""}}]}"#,
                "participants[0].id must not be empty",
            ),
            (
                r#"{"participants":[{"id":{"microsoftTeamsUserId":"x","cloud":"mars"}}]}"#,
                "participants[0].id.cloud must be",
            ),
            (
                r#"{"participants":[{"id":{"id":"a"}},{"id":{"id":"b"}},{"id":{"id":"c"},"role":"Host"}]}"#,
                "participants[2].role must be \"Presenter\"",
            ),
            (
                r#"{"participants":[{"id":{"id":"a"},"role":"presenter"}]}"#,
                "participants[0].role must be",
            ),
            (
                r#"{"participants":[{"id":{"id":"a"},"role":1}]}"#,
                "participants[0].role must be a string",
            ),
            (
                r#"{"participants":[{"id":{"id":"a"},"role":"Presenter"},{"id":{"id":"b"}},{"id":{"id":"a"}}]}"#,
                "participants[2] is the same as participants[0] with another role",
            ),
        ] {
            let message = message(create(options));
            assert!(message.starts_with(start), "{options}: {message}");
        }
        for (options, start) in [
            (r#"{"validFrom":"2025-04-01T00:00:00Z"}"#, "validUntil is missing"),
            (r#"{"validUntil":"2025-04-01T00:00:00Z"}"#, "validFrom is missing"),
            (
                r#"{"validFrom":"2025-04-01T00:00:00Z","validUntil":null}"#,
                "validUntil is missing",
            ),
        ] {
            let message = message(update(options));
            assert!(message.starts_with(start), "{options}: {message}");
        }
    }

    #[test]
    fn duplicates_count_once_and_order_is_kept() {
        let list = r#"[{"id":{"id":"c"}},{"id":{"id":"a"}},{"id":{"id":"c"},"role":"Attendee"},{"id":{"id":"b"}},{"id":{"id":"a"}}]"#;
        assert_eq!(
            participants(list, true).unwrap(),
            r#"{"participants":{"c":{"role":"Attendee"},"a":{"role":"Attendee"},"b":{"role":"Attendee"}}}"#
        );
        // Each place of the table is taken in the end, and each participant found again.
        let many = |times: usize| {
            let ids = (0..times * 500).map(|index| format!(r#"{{"id":{{"id":"8:acs:{}"}}}}"#, index % 500));
            format!("[{}]", ids.collect::<Vec<_>>().join(","))
        };
        let body = participants(&many(1), true).unwrap();
        assert_eq!(body.matches("Attendee").count(), 500);
        assert_eq!(participants(&many(3), true).unwrap(), body);
    }

    #[test]
    fn participants_to_remove_are_identifiers_or_participants() {
        let list = r#"[{"communicationUserId":"8:acs:a"},{"id":{"communicationUserId":"8:acs:b"},"role":"Presenter"},{"id":"raw"},{"id":{"id":"8:acs:a"}}]"#;
        assert_eq!(
            participants(list, false).unwrap(),
            r#"{"participants":{"8:acs:a":null,"8:acs:b":null,"raw":null}}"#
        );
        for (list, start) in [
            ("7", "participants must be an array"),
            ("[{}]", "participants[0] must be an identifier"),
            (r#"[{"id":{}}]"#, "participants[0].id must be an identifier"),
            (r#"[{"id":""}]"#, "participants[0] must not be empty"),
        ] {
            let message = message(participants(list, false));
            assert!(message.starts_with(start), "{list}: {message}");
        }
    }

    #[test]
    fn room_ids() {
        for id in ["99480215317774646", "non-existingroomId", "a b", "é", "a.b", "a:b"] {
            let call = format!(r#"{{"roomId":"{id}"}}"#);
            assert_eq!(read_room_id(&Json::parse(&call).unwrap()), Ok(id), "{id}");
        }
        for id in [
            "", " ", "99 ", "\n99", "99\t", "/", "a/b", "a?b", "a#b", "a%2Fb", "..", "a..b", ".", "a\\b",
        ] {
            let call = Json::Object(vec![("roomId".into(), Json::Text(id.into()))]);
            let message = message(read_room_id(&call));
            assert!(message.starts_with("roomId must "), "{id}: {message}");
        }
    }

    #[test]
    fn repeatability_ids() {
        const ID: &str = "1f0e6f5a-3c2b-4f7e-9a52-0c6f4e0f6b1a";
        for (options, id, first_sent_ms) in [
            ("{}", "", None),
            (r#"{"repeatabilityRequestId":"ID"}"#, ID, None),
            (
                r#"{"repeatabilityRequestId":"ID","repeatabilityFirstSent":"1970-01-01T00:00:01Z"}"#,
                ID,
                Some(1000),
            ),
        ] {
            let read = repeatability(&options.replace("ID\"", &[ID, "\""].concat()));
            assert_eq!(read, Ok((id.to_owned(), first_sent_ms)), "{options}");
        }
        for (options, start) in [
            (
                r#"{"repeatabilityRequestId":"x"}"#,
                "repeatabilityRequestId must be a UUID",
            ),
            (
                r#"{"repeatabilityRequestId":7}"#,
                "repeatabilityRequestId must be a UUID",
            ),
            (
                r#"{"repeatabilityFirstSent":"2025-04-01T00:00:00Z"}"#,
                "repeatabilityRequestId is missing",
            ),
        ] {
            let message = message(repeatability(options));
            assert!(message.starts_with(start), "{options}: {message}");
        }
    }
}
