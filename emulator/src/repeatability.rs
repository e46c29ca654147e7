//! Repeatable creation: the same request sent twice makes one room. What is said in
//! <https://learn.microsoft.com/rest/api/communication/repeatable-requests> is done here to the letter.

use std::collections::{BTreeSet, HashMap};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::call::Call;
use crate::errors::Refusal;
use crate::model::{Change, Room};
use crate::time::Ticks;

const REQUEST_ID: &str = "Repeatability-Request-ID";
const FIRST_SENT: &str = "Repeatability-First-Sent";
/// How far from now a first sending may be, and for how long a request is remembered after it.
const TRACKED_IN_MS: i64 = 5 * 60 * 1000;

/// How to recognise a repeatable request when it comes again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// The id the client gave the request.
    pub request_id: String,
    /// SHA-256 of the body, base64.
    pub body_hash: String,
    /// When the client says it sent it first, by the clients' clock.
    pub first_sent: Ticks,
    /// How far the rooms' time had been put forward when it came.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub advanced_in_ms: i64,
}

fn is_zero(number: &i64) -> bool {
    *number == 0
}

impl Record {
    /// Reads a request's headers: none, or both. Refused are those that are malformed, and a first sending too far
    /// from now, before or ahead.
    pub fn of(call: &Call<'_>) -> Result<Option<Self>, Refusal> {
        let (id, first_sent) = match (call.request.header(REQUEST_ID), call.request.header(FIRST_SENT)) {
            (None, None) => return Ok(None),
            (Some(id), Some(first_sent)) => (id, first_sent),
            _ => {
                return Err(malformed(format!(
                    "{REQUEST_ID} and {FIRST_SENT} must be sent together."
                )));
            }
        };
        let id = Uuid::try_parse(id).map_err(|_| malformed(format!("{REQUEST_ID} is no UUID.")))?;
        let first_sent = Ticks::parse_http_date(first_sent).ok_or_else(|| {
            malformed(format!(
                "{FIRST_SENT} is no HTTP date such as 'Thu, 06 Mar 2025 20:29:42 GMT'."
            ))
        })?;
        let age_in_ms = call.outside.as_ms().saturating_sub(first_sent.as_ms());
        if !(-TRACKED_IN_MS..=TRACKED_IN_MS).contains(&age_in_ms) {
            return Err(outside_the_window());
        }
        Ok(Some(Record {
            request_id: id.hyphenated().to_string(),
            body_hash: STANDARD.encode(Sha256::digest(&call.request.body)),
            // What is remembered must not depend on a skew that ends before.
            first_sent: call.real.plus_ms(-age_in_ms),
            advanced_in_ms: call.clock.advanced_in_ms(),
        }))
    }

    /// Whether its time is over at that moment.
    fn is_over(&self, now: Ticks) -> bool {
        now > self.first_sent.plus_ms(TRACKED_IN_MS)
    }
}

/// What came of a repeatable request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The room, as it was answered.
    Made(Room),
    /// No room.
    Refused(Refusal),
}

/// The repeatable requests whose time is not over, with what came of them. First sent at most five minutes ahead, they
/// are here for at most ten.
#[derive(Debug, Default)]
pub struct Seen {
    requests: HashMap<String, (Record, Outcome)>,
    /// Ids by age, oldest first.
    by_age: BTreeSet<(Ticks, String)>,
}

impl Seen {
    /// What came of the same request before. Refused, when it was another one, or when the rooms' time has been put
    /// forward beyond what it is remembered for.
    pub fn earlier(&self, request: &Record, now: Ticks) -> Result<Option<&Outcome>, Refusal> {
        let Some((earlier, outcome)) = self.requests.get(&request.request_id) else {
            return Ok(None);
        };
        let advanced_in_ms = request.advanced_in_ms.saturating_sub(earlier.advanced_in_ms);
        if earlier.is_over(now.plus_ms(advanced_in_ms)) {
            return Err(outside_the_window());
        }
        if earlier.body_hash != request.body_hash {
            return Err(malformed(format!(
                "{REQUEST_ID} was used before for a request with another body."
            )));
        }
        Ok(Some(outcome))
    }

    /// Remembers what came of a request; of a room what an answer shows.
    pub fn remember(&mut self, request: &Record, outcome: Outcome) {
        let outcome = match outcome {
            Outcome::Made(room) => Outcome::Made(Room {
                participants: IndexMap::new(),
                ..room
            }),
            refused => refused,
        };
        let id = request.request_id.clone();
        self.by_age.insert((request.first_sent, id.clone()));
        // In a journal, an id may have been used again after its time.
        if let Some((before, _)) = self.requests.insert(id.clone(), (request.clone(), outcome))
            && before.first_sent != request.first_sent
        {
            self.by_age.remove(&(before.first_sent, id));
        }
    }

    /// Forgets those whose time is over. Rooms' time put forward makes none be forgotten: the same request would still
    /// pass as new, and make a second room.
    pub fn forget(&mut self, now: Ticks) {
        while let Some((_, id)) = self.by_age.first()
            && self.requests.get(id).is_none_or(|(request, _)| request.is_over(now))
        {
            if let Some((_, id)) = self.by_age.pop_first() {
                self.requests.remove(&id);
            }
        }
    }

    /// What is remembered, as changes, oldest first.
    pub fn snapshot(&self) -> impl Iterator<Item = Change> {
        self.by_age
            .iter()
            .filter_map(|(_, id)| self.requests.get(id).cloned())
            .map(|(record, outcome)| match outcome {
                Outcome::Made(room) => Change::RequestRemembered { record, room },
                Outcome::Refused(refusal) => Change::RequestRefused { record, refusal },
            })
    }
}

fn malformed(message: String) -> Refusal {
    rejected(Refusal::bad_request(message))
}

fn outside_the_window() -> Refusal {
    rejected(Refusal::service(
        412,
        "PreconditionFailed",
        format!("The {FIRST_SENT} header is not within the 5 minutes window. Check the clock of the client."),
    ))
}

fn rejected(refusal: Refusal) -> Refusal {
    refusal.with("Repeatability-Result", "rejected")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(id: &str, first_sent_in_ms: i64) -> Record {
        Record {
            request_id: id.into(),
            body_hash: "a".into(),
            first_sent: Ticks::from_ms(first_sent_in_ms),
            advanced_in_ms: 0,
        }
    }

    fn remembered(seen: &Seen) -> Vec<&str> {
        seen.by_age.iter().map(|(_, id)| id.as_str()).collect()
    }

    #[test]
    fn each_is_forgotten_in_its_time() {
        let mut seen = Seen::default();
        for (id, first_sent_in_ms) in [("late", 300_000), ("early", 0), ("again", 1), ("again", 600_000)] {
            seen.remember(&record(id, first_sent_in_ms), Outcome::Refused(Refusal::not_found()));
        }
        for (now_in_ms, expected) in [
            (300_000, vec!["early", "late", "again"]),
            (300_001, vec!["late", "again"]),
            (600_000, vec!["late", "again"]),
            (600_001, vec!["again"]),
            (900_001, vec![]),
        ] {
            seen.forget(Ticks::from_ms(now_in_ms));
            assert_eq!(remembered(&seen), expected, "{now_in_ms}");
            assert_eq!(seen.requests.len(), expected.len(), "{now_in_ms}");
        }
    }
}
