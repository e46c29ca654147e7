//! What the caller gives to an operation: read from JSON, checked, and written as the request's body.
//!
//! Only what the client itself must know is checked. Whether a time range is allowed or an identifier exists is the
//! service's to say.

use super::error::ArgumentError;
use super::identifier::raw_id_of;
use super::json::{Json, write_integer, write_member, write_name};
use super::model::Role;
use super::time::{TimeError, Timestamp};

/// A participant to add, or whose role to set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// Raw id.
    pub raw_id: String,
    /// Role; Attendee when the caller says nothing.
    pub role: Role,
}

/// What creating and updating a room share.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoomFields {
    /// From when the room can be joined.
    pub valid_from: Option<Timestamp>,
    /// Until when the room can be joined.
    pub valid_until: Option<Timestamp>,
    /// Whether Presenters may dial out to phone numbers.
    pub pstn_dial_out_enabled: Option<bool>,
}

/// Arguments of `createRoom`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CreateRoom {
    /// Times and switches; what is absent the service decides.
    pub fields: RoomFields,
    /// Participants to invite, each once.
    pub participants: Vec<Participant>,
    /// The caller's own repeatability id, a UUID, and when the request was first sent.
    pub repeatability: Option<(String, Option<Timestamp>)>,
}

impl RoomFields {
    fn read(options: &Json<'_>) -> Result<Self, ArgumentError> {
        Ok(Self {
            valid_from: read_time(options, "validFrom")?,
            valid_until: read_time(options, "validUntil")?,
            pstn_dial_out_enabled: read_bool(options, "pstnDialOutEnabled")?,
        })
    }

    /// Reads the options of `updateRoom`. The service refuses one date without the other, so that is said here,
    /// before anything is sent.
    pub fn read_update(options: &Json<'_>) -> Result<Self, ArgumentError> {
        let fields = Self::read(options)?;
        match (fields.valid_from, fields.valid_until) {
            (Some(_), None) => Err(ArgumentError::of_type(
                "validUntil",
                "is missing: the service changes validFrom and validUntil only together",
            )),
            (None, Some(_)) => Err(ArgumentError::of_type(
                "validFrom",
                "is missing: the service changes validFrom and validUntil only together",
            )),
            _ => Ok(fields),
        }
    }

    fn write_members(&self, out: &mut String) {
        for (name, time) in [("validFrom", self.valid_from), ("validUntil", self.valid_until)] {
            if let Some(time) = time {
                write_member(out, name, &time.to_rfc3339());
            }
        }
        if let Some(enabled) = self.pstn_dial_out_enabled {
            write_name(out, "pstnDialOutEnabled");
            out.push_str(if enabled { "true" } else { "false" });
        }
    }

    /// The body of the update.
    pub fn body(&self) -> String {
        let mut out = String::from("{");
        self.write_members(&mut out);
        out.push('}');
        out
    }
}

impl CreateRoom {
    /// Reads the options of `createRoom`.
    pub fn read(options: &Json<'_>) -> Result<Self, ArgumentError> {
        let fields = RoomFields::read(options)?;
        let participants = match options.get("participants") {
            None => Vec::new(),
            Some(list) => read_participants(list)?,
        };
        let first_sent = read_time(options, "repeatabilityFirstSent")?;
        let repeatability = match (options.get("repeatabilityRequestId"), first_sent) {
            (None, None) => None,
            (None, Some(_)) => {
                return Err(ArgumentError::of_type(
                    "repeatabilityRequestId",
                    "is missing: repeatabilityFirstSent has a meaning only with it",
                ));
            }
            (Some(Json::Text(id)), first_sent) if is_uuid(id) => Some((id.to_string(), first_sent)),
            (Some(_), _) => return Err(ArgumentError::of_type("repeatabilityRequestId", "must be a UUID")),
        };
        Ok(Self {
            fields,
            participants,
            repeatability,
        })
    }

    /// The body of the request. `participants` is always there, as in the official JavaScript client.
    pub fn body(&self) -> String {
        let mut out = String::from("{");
        self.fields.write_members(&mut out);
        write_participants(&mut out, &self.participants);
        out.push('}');
        out
    }
}

/// Body that adds participants or sets their roles.
pub fn add_or_update_body(participants: &[Participant]) -> String {
    let mut out = String::from("{");
    write_participants(&mut out, participants);
    out.push('}');
    out
}

/// Body that removes participants.
pub fn remove_body(raw_ids: &[String]) -> String {
    let mut out = String::from("{\"participants\":{");
    for raw_id in raw_ids {
        write_name(&mut out, raw_id);
        out.push_str("null");
    }
    out.push_str("}}");
    out
}

fn write_participants(out: &mut String, participants: &[Participant]) {
    write_name(out, "participants");
    out.push('{');
    for participant in participants {
        write_name(out, &participant.raw_id);
        out.push('{');
        write_member(out, "role", participant.role.name());
        out.push('}');
    }
    out.push('}');
}

/// Reads the participants of `createRoom` and `addOrUpdateParticipants`. The same one twice with the same role counts
/// once; with different roles it is refused, since only one of them could win.
pub fn read_participants(list: &Json<'_>) -> Result<Vec<Participant>, ArgumentError> {
    let participants = read_list(list, |item, field| {
        let id = item.get("id").ok_or_else(|| {
            ArgumentError::of_type(
                field,
                "must be an object with an id, as in { id: { communicationUserId: \"8:acs:…\" }, role: \"Presenter\" }",
            )
        })?;
        let raw_id = read_raw_id(id, &[field, ".id"].concat())?;
        let role_field = [field, ".role"].concat();
        let role = match item.get("role") {
            None => Role::default(),
            Some(Json::Text(name)) if name.is_empty() => Role::default(),
            Some(Json::Text(name)) => Role::from_name(name).ok_or_else(|| {
                ArgumentError::of_range(
                    &role_field,
                    "must be \"Presenter\", \"Attendee\", \"Consumer\" or \"Collaborator\"",
                )
            })?,
            Some(_) => return Err(ArgumentError::of_type(&role_field, "must be a string")),
        };
        Ok(Participant { raw_id, role })
    })?;
    without_duplicates(
        participants,
        |participant| &participant.raw_id,
        |first, second| first.role == second.role,
    )
}

/// Reads what `removeParticipants` takes: identifiers, or participants of whom only the id counts, as the Python
/// client allows. Duplicates count once.
pub fn read_raw_ids(list: &Json<'_>) -> Result<Vec<String>, ArgumentError> {
    let raw_ids = read_list(list, |item, field| match item.get("id") {
        // An UnknownIdentifier has an `id` too, but that is a string.
        Some(id @ Json::Object(_)) => read_raw_id(id, &[field, ".id"].concat()),
        _ => read_raw_id(item, field),
    })?;
    without_duplicates(raw_ids, |raw_id| raw_id, |_, _| true)
}

fn read_raw_id(id: &Json<'_>, field: &str) -> Result<String, ArgumentError> {
    let raw_id = raw_id_of(id, field)?;
    if raw_id.is_empty() {
        return Err(ArgumentError::of_type(field, "must not be empty"));
    }
    Ok(raw_id)
}

fn read_list<T>(
    list: &Json<'_>,
    read: impl Fn(&Json<'_>, &str) -> Result<T, ArgumentError>,
) -> Result<Vec<T>, ArgumentError> {
    let Json::List(items) = list else {
        return Err(ArgumentError::of_type("participants", "must be an array"));
    };
    let mut values = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        values.push(read(item, &field_at(index))?);
    }
    Ok(values)
}

fn field_at(index: usize) -> String {
    let mut field = String::from("participants[");
    write_integer(&mut field, index as i64);
    field.push(']');
    field
}

/// Keeps the first of each id. Sorting keeps 3,500 participants cheap where comparing each with each would not; by a
/// hash first, because ids of one resource differ only after 50 characters.
fn without_duplicates<T>(
    items: Vec<T>,
    id: impl Fn(&T) -> &String,
    same: impl Fn(&T, &T) -> bool,
) -> Result<Vec<T>, ArgumentError> {
    let mut order: Vec<(u32, usize, &T)> = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        order.push((fnv_1a(id(item)), index, item));
    }
    order.sort_unstable_by(|(g, i, a), (h, j, b)| g.cmp(h).then_with(|| id(a).cmp(id(b)).then(i.cmp(j))));
    let mut repeated = Vec::new();
    for pair in order.windows(2) {
        let &[(_, first_at, first), (_, second_at, second)] = pair else {
            continue;
        };
        if id(first) != id(second) {
            continue;
        }
        if !same(first, second) {
            return Err(ArgumentError::of_range(
                &field_at(second_at),
                &["is the same as ", &field_at(first_at), " with another role"].concat(),
            ));
        }
        repeated.push(second_at);
    }
    if repeated.is_empty() {
        return Ok(items);
    }
    repeated.sort_unstable();
    let kept = items.into_iter().enumerate();
    Ok(kept
        .filter(|(index, _)| repeated.binary_search(index).is_err())
        .map(|(_, item)| item)
        .collect())
}

/// <https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>
fn fnv_1a(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// A room id goes into the path as one segment; the service says whether there is such a room.
pub fn check_room_id(room_id: &str) -> Result<(), ArgumentError> {
    if room_id.is_empty() {
        return Err(ArgumentError::of_type("roomId", "must not be empty"));
    }
    let has_two_dots = room_id.as_bytes().windows(2).any(|pair| pair == b"..");
    if room_id.contains(['/', '\\', '?', '#', '%']) || has_two_dots || room_id == "." {
        return Err(ArgumentError::of_range(
            "roomId",
            "must be an id as the service gives it, without / \\ ? # % or ..",
        ));
    }
    Ok(())
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

fn read_bool(options: &Json<'_>, name: &str) -> Result<Option<bool>, ArgumentError> {
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
        result.expect_err("must be refused").message
    }

    fn create(text: &str) -> Result<CreateRoom, ArgumentError> {
        CreateRoom::read(&Json::parse(text).expect(text))
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
            assert_eq!(create(options).unwrap().body(), body);
        }
        let update = |text| RoomFields::read_update(&Json::parse(text).unwrap()).map(|fields| fields.body());
        assert_eq!(update("{}").unwrap(), "{}");
        assert_eq!(update(r#"{"pstnDialOutEnabled":null}"#).unwrap(), "{}");
        assert_eq!(
            update(r#"{"validUntil":"2025-05-01T02:00:00+02:00","validFrom":"2025-04-01T00:00:00Z"}"#).unwrap(),
            r#"{"validFrom":"2025-04-01T00:00:00.000Z","validUntil":"2025-05-01T00:00:00.000Z"}"#
        );
        let ids = ["8:acs:a_b", "4:+14255550123"].map(str::to_owned);
        assert_eq!(
            remove_body(&ids),
            r#"{"participants":{"8:acs:a_b":null,"4:+14255550123":null}}"#
        );
        assert_eq!(remove_body(&[]), r#"{"participants":{}}"#);
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
            let message = message(RoomFields::read_update(&Json::parse(options).unwrap()));
            assert!(message.starts_with(start), "{options}: {message}");
        }
    }

    #[test]
    fn duplicates_count_once_and_order_is_kept() {
        let list = r#"[{"id":{"id":"c"}},{"id":{"id":"a"}},{"id":{"id":"c"},"role":"Attendee"},{"id":{"id":"b"}},{"id":{"id":"a"}}]"#;
        let participants = read_participants(&Json::parse(list).unwrap()).unwrap();
        let ids: Vec<_> = participants.iter().map(|p| p.raw_id.as_str()).collect();
        assert_eq!(ids, ["c", "a", "b"]);
    }

    #[test]
    fn participants_to_remove_are_identifiers_or_participants() {
        let list = r#"[{"communicationUserId":"8:acs:a"},{"id":{"communicationUserId":"8:acs:b"},"role":"Presenter"},{"id":"raw"},{"id":{"id":"8:acs:a"}}]"#;
        assert_eq!(
            read_raw_ids(&Json::parse(list).unwrap()).unwrap(),
            ["8:acs:a", "8:acs:b", "raw"]
        );
        for (list, start) in [
            ("7", "participants must be an array"),
            ("[{}]", "participants[0] must be an identifier"),
            (r#"[{"id":{}}]"#, "participants[0].id must be an identifier"),
            (r#"[{"id":""}]"#, "participants[0] must not be empty"),
        ] {
            let message = message(read_raw_ids(&Json::parse(list).unwrap()));
            assert!(message.starts_with(start), "{list}: {message}");
        }
    }

    #[test]
    fn room_ids() {
        for id in ["99480215317774646", "non-existingroomId", "a b", "é", "a.b", "a:b"] {
            assert_eq!(check_room_id(id), Ok(()), "{id}");
        }
        for id in ["", "/", "a/b", "a?b", "a#b", "a%2Fb", "..", "a..b", ".", "a\\b"] {
            let message = message(check_room_id(id));
            assert!(message.starts_with("roomId must "), "{id}: {message}");
        }
    }

    #[test]
    fn repeatability_ids() {
        let id = "1f0e6f5a-3c2b-4f7e-9a52-0c6f4e0f6b1a";
        let text = [r#"{"repeatabilityRequestId":""#, id, r#""}"#].concat();
        assert_eq!(create(&text).unwrap().repeatability, Some((id.to_owned(), None)));
        let text = [
            r#"{"repeatabilityRequestId":""#,
            id,
            r#"","repeatabilityFirstSent":"1970-01-01T00:00:00Z"}"#,
        ]
        .concat();
        let first_sent = create(&text).unwrap().repeatability.unwrap().1.unwrap();
        assert_eq!(first_sent.unix_ms, 0);
    }
}
