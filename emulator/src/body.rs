//! Reads request bodies. As in the service, the first value of a wrong type ends the reading; rules about
//! values come later.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::errors::{Detail, Refusal};
use crate::http::Request;
use crate::model::{ParticipantChanges, Role};
use crate::time::Ticks;

/// Type of the body of a create.
pub const JSON: &str = "application/json";
/// Type of the body of both updates.
pub const MERGE_PATCH: &str = "application/merge-patch+json";

/// A room's fields in a body. Absent and `null` are the same: the service leaves the value as it is, or takes
/// the default.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct RoomFields {
    /// `validFrom`
    pub valid_from: Option<Ticks>,
    /// `validUntil`
    pub valid_until: Option<Ticks>,
    /// `pstnDialOutEnabled`
    pub pstn_dial_out_enabled: Option<bool>,
}

/// Parses the body as a JSON object of that content type.
pub fn object(request: &Request, content_type: &str) -> Result<Map<String, Value>, Refusal> {
    let given = request.header("content-type").unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case(content_type) {
        return Err(Refusal::gateway(
            415,
            "UnsupportedMediaType",
            format!("The Content-Type must be {content_type}."),
        ));
    }
    if request.body.is_empty() {
        return Err(wrong("", "A non-empty request body is required."));
    }
    match serde_json::from_slice(&request.body) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(wrong("$", "The body must be a JSON object.")),
        Err(error) => Err(wrong(
            "$",
            &format!(
                "The body is not valid JSON at line {} column {}.",
                error.line(),
                error.column()
            ),
        )),
    }
}

/// Reads a room's fields; others are ignored.
pub fn room_fields(fields: &Map<String, Value>) -> Result<RoomFields, Refusal> {
    Ok(RoomFields {
        valid_from: date(fields, "validFrom")?,
        valid_until: date(fields, "validUntil")?,
        pstn_dial_out_enabled: match fields.get("pstnDialOutEnabled") {
            None | Some(Value::Null) => None,
            Some(Value::Bool(enabled)) => Some(*enabled),
            Some(_) => return Err(wrong("$.pstnDialOutEnabled", "The value must be true or false.")),
        },
    })
}

/// Reads `participants`: raw id to properties, `null` to remove. No role, or `null`, means Attendee.
pub fn participants(fields: &Map<String, Value>) -> Result<ParticipantChanges, Refusal> {
    let entries = match fields.get("participants") {
        None | Some(Value::Null) => return Ok(IndexMap::new()),
        Some(Value::Object(entries)) => entries,
        Some(_) => {
            return Err(wrong(
                "$.participants",
                "The value must be an object of raw ids and their properties.",
            ));
        }
    };
    entries
        .iter()
        .map(|(raw_id, properties)| Ok((raw_id.clone(), role(raw_id, properties)?)))
        .collect()
}

fn role(raw_id: &str, properties: &Value) -> Result<Option<Role>, Refusal> {
    let properties = match properties {
        Value::Null => return Ok(None),
        Value::Object(properties) => properties,
        _ => {
            return Err(wrong(
                &format!("$.participants.{raw_id}"),
                "The value must be an object with a role, or null.",
            ));
        }
    };
    let role = match properties.get("role") {
        None | Some(Value::Null) => Some(Role::Attendee),
        Some(Value::String(name)) => Role::parse(name),
        Some(_) => None,
    };
    role.map(Some).ok_or_else(|| {
        wrong(
            &format!("$.participants.{raw_id}.role"),
            "Invalid participant role. The valid roles are: Presenter, Attendee, Consumer, Collaborator.",
        )
    })
}

fn date(fields: &Map<String, Value>, name: &str) -> Result<Option<Ticks>, Refusal> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value.as_str().and_then(Ticks::parse_rfc3339).map(Some).ok_or_else(|| {
            wrong(
                &format!("$.{name}"),
                "The value must be a date-time of RFC 3339 with an offset, such as 2025-03-06T20:29:42Z.",
            )
        }),
    }
}

fn wrong(target: &str, message: &str) -> Refusal {
    Refusal::malformed(vec![Detail::new(target, message)])
}
