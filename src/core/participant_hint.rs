//! Which participant the service means when it says no more than that an identifier has an invalid format.

use super::identifier::{Identifier, Kind};
use super::json::{Json, write_integer};

/// For the end of the message of a refusal: the first participant in the body that was sent who is no ACS user, or nothing.
/// The service took only ACS users when it was last seen (recordings of 2025); ids are not repeated, since they are
/// somebody's.
pub fn participant_hint(message: &str, sent_body: &str) -> String {
    const WORD: &[u8] = b"identifier";
    let mut hint = String::new();
    if !message.as_bytes().windows(WORD.len()).any(|window| window == WORD) {
        return hint;
    }
    let json = Json::parse(sent_body).unwrap_or(Json::Null);
    let Some(Json::Object(participants)) = json.get("participants") else {
        return hint;
    };
    for (index, (raw_id, _)) in participants.iter().enumerate() {
        let identifier = Identifier::from_raw_id(raw_id);
        if identifier.kind != Kind::CommunicationUser {
            hint.push_str(" (participants[");
            write_integer(&mut hint, index as i64);
            hint.push_str("] is of kind ");
            hint.push_str(identifier.kind_name());
            hint.push_str("; the service takes communicationUser)");
            break;
        }
    }
    hint
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_who_is_no_acs_user_is_named_by_place_and_kind() {
        const SAID: &str = "Invalid format for communication identifier.";
        for (message, body, hint) in [
            (
                SAID,
                r#"{"participants":{"8:acs:a_b":{},"4:+1425":{},"8:orgid:x":{}}}"#,
                " (participants[1] is of kind phoneNumber; the service takes communicationUser)",
            ),
            (
                SAID,
                r#"{"participants":{"8:orgid:x":null}}"#,
                " (participants[0] is of kind microsoftTeamsUser; the service takes communicationUser)",
            ),
            (
                SAID,
                r#"{"participants":{"me":null}}"#,
                " (participants[0] is of kind unknown; the service takes communicationUser)",
            ),
            (SAID, r#"{"participants":{"8:acs:a_b":{}}}"#, ""),
            (SAID, r#"{"participants":{}}"#, ""),
            (SAID, "", ""),
            ("Malformed.", r#"{"participants":{"4:+1425":{}}}"#, ""),
        ] {
            assert_eq!(participant_hint(message, body), hint, "{body}");
        }
    }
}
