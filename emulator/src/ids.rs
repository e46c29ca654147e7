//! Room ids, and the grammar of participants' identifiers.

use uuid::Uuid;

use crate::Platform;
use crate::errors::Refusal;

/// Lengths the recordings show; 3 and 10 characters were refused. The exact bounds are not known.
const LENGTHS: std::ops::RangeInclusive<usize> = 16..=18;

/// Ids that can be drawn: the fifteen digits behind `99`.
const DRAWN: u64 = 1_000_000_000_000_000;

/// Makes a new id: 17 digits beginning with `99`, as in nearly all recordings. The digits are random. When they are taken, as
/// with randomness that a test replaced by a constant, the id is the first free one after that of the newest room: so there
/// is always an end to it, and it is found at once.
pub fn new_room_id(platform: &mut dyn Platform, newest: Option<&str>, taken: impl Fn(&str) -> bool) -> String {
    let mut number = platform.random_u64() % DRAWN;
    let mut id = room_id(number);
    if taken(&id) {
        let after = newest.and_then(|id| id.strip_prefix("99")?.parse::<u64>().ok());
        number = after.unwrap_or(number);
    }
    while taken(&id) {
        number = number.wrapping_add(1) % DRAWN;
        id = room_id(number);
    }
    id
}

fn room_id(number: u64) -> String {
    format!("99{number:015}")
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

/// What a raw id of a Communication Services user begins with: in the public cloud, in the clouds of the US government, and
/// for accounts of Skype.
const USER_PREFIXES: [&str; 4] = ["8:acs:", "8:spool:", "8:dod-acs:", "8:gcch-acs:"];

/// Whether a raw id is of a Communication Services user, the only kind that rooms take: `8:acs:` and two GUIDs with `_` between
/// them, of the resource and of the user. Recorded: `8:acs:123456c` is refused (2023-12-13), and so is `8:acs:` with a name.
pub fn is_communication_user(raw_id: &str) -> bool {
    USER_PREFIXES
        .iter()
        .find_map(|prefix| raw_id.strip_prefix(prefix))
        .and_then(|rest| rest.split_once('_'))
        .is_some_and(|(resource, user)| is_guid(resource) && is_guid(user))
}

/// Whether a text is a GUID with hyphens and without braces, in capital or small letters.
pub fn is_guid(text: &str) -> bool {
    text.len() == uuid::fmt::Hyphenated::LENGTH && Uuid::try_parse(text).is_ok()
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
    fn new_ids_are_found_whatever_is_drawn() {
        struct Drawn(u64);
        impl Platform for Drawn {
            fn now_in_ms(&mut self) -> i64 {
                0
            }
            fn random_u64(&mut self) -> u64 {
                self.0
            }
        }
        for (drawn, newest, taken, expected) in [
            (7, None, &[][..], "99000000000000007"),
            (
                7,
                Some("99000000000000003"),
                &["99000000000000003"],
                "99000000000000007",
            ),
            // Drawn again: the one after the newest.
            (
                7,
                Some("99000000000000007"),
                &["99000000000000007"],
                "99000000000000008",
            ),
            (
                7,
                Some("99000000000000009"),
                &["99000000000000007", "99000000000000009", "99000000000000010"],
                "99000000000000011",
            ),
            // Without a room, the deleted ones are counted over.
            (
                7,
                None,
                &["99000000000000007", "99000000000000008"],
                "99000000000000009",
            ),
            // The last one is followed by the first.
            (DRAWN - 1, None, &["99999999999999999"], "99000000000000000"),
            // Ids that came with a state may be of other lengths, or begin in another way.
            (
                7,
                Some("999999999999999999"),
                &["99000000000000007"],
                "99000000000000000",
            ),
            (
                7,
                Some("11000000000000009"),
                &["99000000000000007"],
                "99000000000000008",
            ),
        ] {
            let id = new_room_id(&mut Drawn(drawn), newest, |id| taken.contains(&id));
            assert_eq!(id, expected, "{drawn} {newest:?} {taken:?}");
            assert_eq!(check_room_id(&id), Ok(()));
        }
    }

    #[test]
    fn participants() {
        const RESOURCE: &str = "bbbcbc1e-9f06-482a-b5d8-20e3f26ef0cd";
        const USER: &str = "45ab2481-1c1c-4005-be24-0ffb879b1130";
        let both = format!("{RESOURCE}_{USER}");
        for (raw_id, expected) in [
            (format!("8:acs:{both}"), true),
            (format!("8:spool:{both}"), true),
            (format!("8:dod-acs:{both}"), true),
            (format!("8:gcch-acs:{both}"), true),
            (format!("8:acs:{}", both.to_uppercase()), true),
            (format!("8:acs:{RESOURCE}_00000018-ac89-7c76-35f3-343a0d00e901"), true),
            (format!("8:ACS:{both}"), false),
            (format!("8:acs {both}"), false),
            (format!(" 8:acs:{both}"), false),
            (format!("8:acs:{both} "), false),
            (format!("8:acs:{both}\n"), false),
            (format!("8:acs:{both}_{USER}"), false),
            (format!("8:acs:{RESOURCE}"), false),
            (format!("8:acs:{RESOURCE}_"), false),
            (format!("8:acs:_{USER}"), false),
            (format!("8:acs:{RESOURCE}-{USER}"), false),
            (format!("8:acs:{RESOURCE}:{USER}"), false),
            (format!("8:acs:{{{RESOURCE}}}_{{{USER}}}"), false),
            (format!("8:acs:{}_{USER}", RESOURCE.replace('-', "")), false),
            (format!("8:acs:urn:uuid:{RESOURCE}_{USER}"), false),
            (format!("8:acs:{RESOURCE}_{}", USER.replace('4', "g")), false),
            (format!("8:acs:{RESOURCE}_{}", USER.replace("11", "1")), false),
            (format!("8:orgid:{both}"), false),
            (format!("8:orgid:{USER}"), false),
            (format!("28:orgid:{USER}"), false),
            (format!("8:teamsvisitor:{both}"), false),
            ("8:acs:nonExistentParticipant".into(), false),
            ("8:acs:123456c".into(), false),
            ("8:acs:a_b".into(), false),
            ("8:acs:".into(), false),
            ("wrong_mri".into(), false),
            (String::new(), false),
            ("4:+14255550123".into(), false),
        ] {
            assert_eq!(is_communication_user(&raw_id), expected, "{raw_id}");
        }
    }
}
