//! The whole state as text: a first line that tells what it is, then a change a line. `--data` files are the same.

use crate::model::Change;
use crate::state::State;

/// As in `emulator-journal.js`, which writes such files a line at a time.
const HEADER: &str = r#"{"journal":"acs-rooms emulator","format":1}"#;

/// Writes changes.
pub fn write(changes: &[Change]) -> String {
    let mut text = format!("{HEADER}\n");
    for change in changes {
        // Our own structs of strings and numbers always serialise.
        text.push_str(&serde_json::to_string(change).unwrap_or_default());
        text.push('\n');
    }
    text
}

/// Reads a state. The error tells what is wrong, and where.
pub fn read(text: &str) -> Result<State, String> {
    let mut lines = text.lines();
    if lines.next() != Some(HEADER) {
        return Err(format!(
            "this is no state that this version of the emulator exported: its first line must be {HEADER}"
        ));
    }
    let mut state = State::default();
    for (index, line) in lines.enumerate().filter(|(_, line)| !line.is_empty()) {
        // The first line is the header, and people count from 1.
        take_up(&mut state, line).map_err(|error| format!("line {}: {error}", index + 2))?;
    }
    Ok(state)
}

/// Makes the change of a line. The error tells what is wrong with it, by itself or after those before it.
pub fn take_up(state: &mut State, line: &str) -> Result<(), String> {
    let change = serde_json::from_str(line).map_err(|error| error.to_string())?;
    state.take_up(&change)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: &str = "8:acs:11111111-2222-4333-8444-555555555555_00000000-0000-4000-8000-00000000000a";

    fn created(id: &str, at: &str) -> String {
        format!(
            r#"{{"change":"roomCreated","room":{{"id":"{id}","createdAt":"{at}","validFrom":"2026-01-01T00:00:00Z","validUntil":"2026-02-01T00:00:00Z","pstnDialOutEnabled":false,"participants":{{"{ALICE}":"Presenter"}}}}}}"#
        )
    }

    fn file(lines: &[&str]) -> String {
        format!("{HEADER}\n{}\n", lines.join("\n"))
    }

    #[test]
    fn what_was_written_is_read() {
        let changes = [
            Change::TimeAdvanced { by_in_ms: 7 },
            Change::RoomDeleted {
                id: "99480215317774646".into(),
            },
        ];
        assert_eq!(read(&write(&changes)).unwrap().snapshot(), changes);
        assert_eq!(read(&write(&[])).unwrap().snapshot(), []);
        let other_ends = write(&changes).replace('\n', "\r\n");
        assert_eq!(read(&other_ends).unwrap().snapshot(), changes);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let good = write(&[Change::TimeAdvanced { by_in_ms: 7 }]);
        for (text, part) in [
            (String::new(), "first line must be {\"journal\""),
            ("{}".into(), "first line must be"),
            ("[1, 2]\n".into(), "first line must be"),
            (format!("{good}nonsense\n"), "line 3: expected"),
            (
                format!("{good}{{\"change\":\"roomLost\"}}\n"),
                "line 3: unknown variant `roomLost`",
            ),
            (
                format!("{good}{{\"change\":\"roomDeleted\"}}\n"),
                "line 3: missing field `id`",
            ),
            (good.replace(":7}", ":\"7\"}"), "line 2: invalid type"),
            (good.replace(":7}", ":-1}"), "line 2: byInMs must be 0 or more"),
            (
                good.replace(":7}", ":250000000000001}"),
                "line 2: byInMs must be 0 or more, and no more than 250000000000000 in all",
            ),
            (good.replace(":7}", ":9223372036854775807}"), "line 2: byInMs must be"),
            (
                format!("{good}{{\"change\":\"timeAdvanced\",\"byInMs\":249999999999994}}\n"),
                "line 3: byInMs must be",
            ),
        ] {
            let error = read(&text).unwrap_err();
            assert!(error.contains(part), "{text:?} {error}");
        }
    }

    #[test]
    fn what_cannot_follow_on_the_lines_before_is_named() {
        let a = &created("99000000000000001", "2026-01-01T00:00:00Z");
        let b = &created("99000000000000002", "2026-01-02T00:00:00Z");
        let a_again = &created("99000000000000001", "2026-01-03T00:00:00Z");
        let a_when_it_was_over = &created("99000000000000001", "2026-02-01T00:00:00Z");
        let at_the_time_of_a = &created("99000000000000003", "2026-01-01T00:00:00.0000000+00:00");
        let deleted = r#"{"change":"roomDeleted","id":"99000000000000001"}"#;
        let updated = r#"{"change":"roomUpdated","id":"99000000000000001","validFrom":"2026-01-01T00:00:00Z","validUntil":"2026-03-01T00:00:00Z","pstnDialOutEnabled":true}"#;
        let added = &format!(
            r#"{{"change":"participantsUpdated","id":"99000000000000001","participants":{{"{ALICE}":"Consumer"}}}}"#
        );
        let record = r#""record":{"requestId":"00000000-0000-4000-8000-000000000001","bodyHash":"x","firstSent":"2026-01-01T00:00:00Z"}"#;
        let refused = &format!(
            r#"{{"change":"requestRefused",{record},"refusal":{{"status":400,"tier":"service","code":"BadRequest","message":"No."}}}}"#
        );
        let many: Vec<String> = (0..350)
            .map(|n| format!(r#""{}{n:03}":"Attendee""#, ALICE.trim_end_matches("00a")))
            .collect();
        let many = &format!(
            r#"{{"change":"participantsUpdated","id":"99000000000000001","participants":{{{}}}}}"#,
            many.join(",")
        );
        for lines in [
            &[a.as_str(), b, updated, added, deleted, deleted][..],
            &[deleted, b, refused, refused],
            &[a, a_when_it_was_over],
        ] {
            assert!(read(&file(lines)).is_ok(), "{lines:?} {:?}", read(&file(lines)).err());
        }
        for (lines, part) in [
            (
                &[a.as_str(), b, a][..],
                "line 4: room.id: there is a room 99000000000000001 already",
            ),
            (&[a, a_again], "line 3: room.id: there is a room"),
            (&[a, "", b, "", a_again], "line 6: room.id: there is a room"),
            (
                &[deleted, a],
                "line 3: room.id: the room 99000000000000001 was deleted before",
            ),
            (
                &[a, b, at_the_time_of_a],
                "line 4: room.createdAt is that of the room 99000000000000001 too",
            ),
            (&[b, updated], "line 3: id: there is no room 99000000000000001 yet"),
            (&[b, added], "line 3: id: there is no room"),
            (
                &[a, deleted, updated],
                "line 4: id: the room 99000000000000001 was deleted before",
            ),
            (&[a, deleted, added], "line 4: id: the room"),
            (
                &[&created("123", "2026-01-01T00:00:00Z")],
                "line 2: room.id must be that of a room",
            ),
            (&[&deleted.replace("99", "x9")], "line 2: id must be that of a room"),
            (
                &[&created("99000000000000001", "9999-01-01T00:00:00.0000001Z")],
                "line 2: room.createdAt must not be later",
            ),
            (
                &[&a.replace(r#"validFrom":"2026-01-01"#, r#"validFrom":"2026-02-02"#)],
                "line 2: validUntil must not be before validFrom",
            ),
            (
                &[
                    a,
                    &updated
                        .replace("03-01", "01-01")
                        .replace(r#"From":"2026-01-01"#, r#"From":"2026-01-02"#),
                ],
                "line 3: validUntil must not be before",
            ),
            (
                &[&a.replace(ALICE, "8:acs:r_alice")],
                r#"line 2: participants: "8:acs:r_alice" is no user"#,
            ),
            (
                &[a, &added.replace(ALICE, "4:+1555")],
                r#"line 3: participants: "4:+1555" is no user"#,
            ),
            (&[a, many], "line 3: participants: a room takes at most 350, not 351"),
            (
                &[&refused.replace("400", "200")],
                "line 2: refusal.status must be from 400 to 499",
            ),
            (
                &[&refused.replace("BadRequest", "Bad\\r\\nRequest")],
                "line 2: refusal.code must be",
            ),
            (
                &[&refused.replace(r#""message""#, r#""headers":[["X","a\r\nb"]],"message""#)],
                "line 2: refusal.headers must be",
            ),
        ] {
            let error = read(&file(lines)).err().unwrap_or_default();
            assert!(error.contains(part), "{error:?} {part}");
        }
    }
}
