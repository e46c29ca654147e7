//! The whole state as text: a first line that tells what it is, then a change a line. `--data` files are the same.

use crate::clock;
use crate::model::Change;

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

/// Reads changes. The error tells what is wrong, and where.
pub fn read(text: &str) -> Result<Vec<Change>, String> {
    let mut lines = text.lines();
    if lines.next() != Some(HEADER) {
        return Err(format!(
            "this is no state that this version of the emulator exported: its first line must be {HEADER}"
        ));
    }
    let mut reader = Reader::default();
    lines
        .enumerate()
        .filter(|(_, line)| !line.is_empty())
        .map(|(index, line)| {
            // The first line is the header, and people count from 1.
            reader
                .change(line)
                .map_err(|error| format!("line {}: {error}", index + 2))
        })
        .collect()
}

/// Reads changes one after the other, from the first one on.
#[derive(Default)]
pub struct Reader {
    advanced_in_ms: i64,
}

impl Reader {
    /// Reads one more. The error tells what is wrong with it.
    pub fn change(&mut self, line: &str) -> Result<Change, String> {
        let change = serde_json::from_str(line).map_err(|error| error.to_string())?;
        if let Change::TimeAdvanced { by_in_ms } = change {
            self.advanced_in_ms = clock::advanced(self.advanced_in_ms, by_in_ms).ok_or_else(|| {
                format!(
                    "byInMs must be 0 or more, and no more than {} in all",
                    clock::MAX_ADVANCED_IN_MS
                )
            })?;
        }
        Ok(change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let changes = [
            Change::TimeAdvanced { by_in_ms: 7 },
            Change::RoomDeleted { id: "99".into() },
        ];
        assert_eq!(read(&write(&changes)).unwrap(), changes);
        assert_eq!(read(&write(&[])).unwrap(), []);
        assert_eq!(read(&write(&changes).replace('\n', "\r\n")).unwrap(), changes);
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
}
