//! How many tests ran, read from what the test runners print.

use crate::shell::{Failure, Result, tee, typed};
use std::process::Command;

/// Tests that passed and that failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub passed: usize,
    pub failed: usize,
}

impl Count {
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Runs the tests and counts them; a failure that is not a test's is an error.
pub fn counted(command: &mut Command, count: fn(&str) -> Count) -> Result<Count> {
    let (succeeded, text) = tee(command)?;
    let counted = count(&text);
    if !succeeded && counted.failed == 0 {
        return Err(Failure::new(
            format!("`{}` failed", typed(command)),
            "mend what it says above",
        ));
    }
    Ok(counted)
}

/// Sums the lines `test result: ok. 3 passed; 0 failed; …` of cargo and of wasm-bindgen's runner.
pub fn cargo(text: &str) -> Count {
    let mut sum = Count::default();
    for line in text.lines() {
        let Some((_, line)) = line.split_once("test result: ") else {
            continue;
        };
        sum.add(Count {
            passed: before(line, " passed"),
            failed: before(line, " failed"),
        });
    }
    sum
}

/// Sums the lines `pass 3` and `fail 0` at the end of each run of Node's test runner.
/// Skipped and unfinished tests count as failed: no test here may be left out.
pub fn node(text: &str) -> Count {
    let mut sum = Count::default();
    for line in text.lines() {
        let line = line.trim_start_matches(['#', 'ℹ', ' ']);
        let mut words = line.split(' ');
        let (Some(word), Some(number), None) = (words.next(), words.next(), words.next()) else {
            continue;
        };
        let Ok(number) = number.parse::<usize>() else {
            continue;
        };
        match word {
            "pass" => sum.passed += number,
            "fail" | "cancelled" | "skipped" | "todo" => sum.failed += number,
            _ => {}
        }
    }
    sum
}

/// Reads `Ran 3 tests in 0.1s` and `FAILED (failures=1, errors=2)` of Python's unittest.
pub fn unittest(text: &str) -> Count {
    let mut ran = 0;
    let mut failed = 0;
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("Ran ") {
            ran += rest
                .split(' ')
                .next()
                .and_then(|number| number.parse::<usize>().ok())
                .unwrap_or(0);
        }
        for kind in ["failures=", "errors=", "skipped=", "unexpected successes="] {
            let Some((_, rest)) = line.split_once(kind) else {
                continue;
            };
            if line.starts_with("FAILED (") || line.starts_with("OK (") {
                failed += rest
                    .split([',', ')'])
                    .next()
                    .and_then(|number| number.parse::<usize>().ok())
                    .unwrap_or(0);
            }
        }
    }
    Count {
        passed: ran.saturating_sub(failed),
        failed,
    }
}

/// Reads the last line of the packaging rows, `3 rows passed, 0 rows failed`.
pub fn rows(text: &str) -> Count {
    let last = text.lines().last().unwrap_or_default();
    Count {
        passed: before(last, " rows passed"),
        failed: before(last, " rows failed"),
    }
}

/// The number before a word, as in `3 passed`.
fn before(line: &str, word: &str) -> usize {
    line.split_once(word)
        .and_then(|(text, _)| text.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(passed: usize, failed: usize) -> Count {
        Count { passed, failed }
    }

    #[test]
    fn cargo_results_are_summed() {
        for (text, expected) in [
            ("", count(0, 0)),
            (
                "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
                count(12, 0),
            ),
            (
                "test result: FAILED. 1 passed; 2 failed; 0 ignored\n\ntest result: ok. 3 passed; 0 failed; 0 ignored",
                count(4, 2),
            ),
            ("running 3 tests\ntest a ... ok", count(0, 0)),
        ] {
            assert_eq!(cargo(text), expected, "{text}");
        }
    }

    #[test]
    fn node_results_are_summed_and_left_out_tests_fail() {
        for (text, expected) in [
            ("", count(0, 0)),
            (
                "# tests 3\n# suites 0\n# pass 3\n# fail 0\n# cancelled 0\n# skipped 0\n# todo 0",
                count(3, 0),
            ),
            ("ℹ tests 4\nℹ pass 1\nℹ fail 1\nℹ skipped 2", count(1, 3)),
            ("pass 2 of 3\nwe pass on", count(0, 0)),
        ] {
            assert_eq!(node(text), expected, "{text}");
        }
    }

    #[test]
    fn rows_are_read_from_the_last_line() {
        for (text, expected) in [
            ("", count(0, 0)),
            ("7 rows passed, 1 rows failed\n", count(7, 1)),
            ("7 rows passed, 1 rows failed\nError: then it broke", count(0, 0)),
        ] {
            assert_eq!(rows(text), expected, "{text}");
        }
    }

    #[test]
    fn unittest_results_are_read() {
        for (text, expected) in [
            ("Ran 3 tests in 0.012s\n\nOK", count(3, 0)),
            ("Ran 5 tests in 0.1s\n\nFAILED (failures=1, errors=2)", count(2, 3)),
            ("Ran 5 tests in 0.1s\n\nOK (skipped=5)", count(0, 5)),
            ("Ran 1 test in 0.1s\n\nOK", count(1, 0)),
            ("nothing", count(0, 0)),
        ] {
            assert_eq!(unittest(text), expected, "{text}");
        }
    }
}
