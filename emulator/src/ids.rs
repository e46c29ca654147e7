//! Room ids, and the grammar of participants' identifiers.

use crate::Platform;
use crate::errors::Refusal;

/// Lengths the recordings show; 3 and 10 characters were refused. The exact bounds are not known.
const LENGTHS: std::ops::RangeInclusive<usize> = 16..=18;

/// A new id: 17 digits beginning with `99`, as in nearly all recordings.
pub fn new_room_id(platform: &mut dyn Platform, taken: impl Fn(&str) -> bool) -> String {
    loop {
        let id = format!("99{:015}", platform.random_u64() % 1_000_000_000_000_000);
        if !taken(&id) {
            return id;
        }
    }
}

/// Checks the form of a room id: the length first, then that it is decimal digits.
pub fn check_room_id(id: &str) -> Result<(), Refusal> {
    if !LENGTHS.contains(&id.chars().count()) {
        return Err(Refusal::bad_request("Invalid room ID length."));
    }
    if !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::bad_request("Invalid room ID."));
    }
    Ok(())
}

/// Whether a raw id is of a Communication Services user, the only kind rooms take.
pub fn is_communication_user(raw_id: &str) -> bool {
    ["8:acs:", "8:spool:", "8:dod-acs:", "8:gcch-acs:"]
        .iter()
        .find_map(|prefix| raw_id.strip_prefix(prefix))
        .is_some_and(|rest| {
            !rest.is_empty()
                && rest
                    .chars()
                    .all(|ch| ch != ':' && !ch.is_whitespace() && !ch.is_control())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_ids() {
        let table = [
            ("99480215317774646", None),
            ("9948966179540823", None),
            ("994802153177746461", None),
            ("", Some("Invalid room ID length.")),
            ("123", Some("Invalid room ID length.")),
            ("invalid_id", Some("Invalid room ID length.")),
            ("9948021531777464611", Some("Invalid room ID length.")),
            ("NotExistingRoomID", Some("Invalid room ID.")),
            ("non-existingroomId", Some("Invalid room ID.")),
            ("9948021531777464\u{664}", Some("Invalid room ID.")),
        ];
        for (id, message) in table {
            assert_eq!(
                check_room_id(id),
                message.map_or(Ok(()), |text| Err(Refusal::bad_request(text))),
                "{id}"
            );
        }
    }

    #[test]
    fn participants() {
        for (raw_id, expected) in [
            (
                "8:acs:bbbcbc1e-9f06-482a-b5d8-20e3f26ef0cd_45ab2481-1c1c-4005-be24-0ffb879b1130",
                true,
            ),
            ("8:acs:sanitized1", true),
            ("8:spool:a_b", true),
            ("8:dod-acs:a_b", true),
            ("8:gcch-acs:a_b", true),
            ("8:acs:", false),
            ("8:acs:a:b", false),
            ("8:acs:a b", false),
            ("8:ACS:a_b", false),
            ("wrong_mri", false),
            ("", false),
            ("4:+14255550123", false),
            ("8:orgid:45ab2481-1c1c-4005-be24-0ffb879b1130", false),
            ("28:orgid:45ab2481-1c1c-4005-be24-0ffb879b1130", false),
        ] {
            assert_eq!(is_communication_user(raw_id), expected, "{raw_id}");
        }
    }
}
