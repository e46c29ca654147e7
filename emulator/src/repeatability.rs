//! Repeatable creation: the same request sent twice makes one room.

use std::collections::{BTreeSet, HashMap};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::errors::Refusal;
use crate::http::Request;
use crate::model::{Change, Room};
use crate::time::Ticks;

const REQUEST_ID: &str = "Repeatability-Request-ID";
const FIRST_SENT: &str = "Repeatability-First-Sent";
/// How long requests are remembered. Guidelines ask for at least five minutes; a job may be redelivered later.
const REMEMBERED_IN_MS: i64 = 24 * 60 * 60 * 1000;
/// How many are remembered, so that memory is bounded. At 150 a second that is more than five minutes.
const REMEMBERED: usize = 50_000;

/// What is kept of a request that created a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// The id the client gave the request.
    pub request_id: String,
    /// SHA-256 of the body, base64.
    pub body_hash: String,
    /// When the client says it sent it first, or when it came, if that is earlier.
    pub first_sent: Ticks,
    /// Id of the room it made.
    pub room_id: String,
}

/// A request's repeatability headers, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    request_id: String,
    first_sent: Ticks,
    body_hash: String,
}

impl Claim {
    /// Reads the headers: none, or both.
    pub fn read(request: &Request) -> Result<Option<Self>, Refusal> {
        let (id, first_sent) = match (request.header(REQUEST_ID), request.header(FIRST_SENT)) {
            (None, None) => return Ok(None),
            (Some(id), Some(first_sent)) => (id, first_sent),
            _ => {
                return Err(Refusal::bad_request(format!(
                    "{REQUEST_ID} and {FIRST_SENT} must be sent together."
                )));
            }
        };
        let id = Uuid::try_parse(id).map_err(|_| Refusal::bad_request(format!("{REQUEST_ID} is no UUID.")))?;
        let first_sent = Ticks::parse_http_date(first_sent).ok_or_else(|| {
            Refusal::bad_request(format!(
                "{FIRST_SENT} is no HTTP date such as 'Thu, 06 Mar 2025 20:29:42 GMT'."
            ))
        })?;
        Ok(Some(Claim {
            request_id: id.hyphenated().to_string(),
            first_sent,
            body_hash: STANDARD.encode(Sha256::digest(&request.body)),
        }))
    }

    /// What to remember once the room exists.
    pub fn into_record(self, room_id: &str, now: Ticks) -> Record {
        Record {
            request_id: self.request_id,
            body_hash: self.body_hash,
            // A date far ahead must not be remembered for ever.
            first_sent: self.first_sent.min(now),
            room_id: room_id.to_string(),
        }
    }
}

/// The requests that created rooms, with the rooms as they were answered.
#[derive(Debug, Default)]
pub struct Seen {
    records: HashMap<String, (Record, Room)>,
    /// Ids by age, oldest first.
    by_age: BTreeSet<(Ticks, String)>,
    /// Requests first sent until then were too many to remember all of them.
    forgotten: Ticks,
}

impl Seen {
    /// The room an earlier request of that id made; a refusal when it was another request or is too old to know.
    pub fn earlier(&self, claim: &Claim, now: Ticks) -> Result<Option<&Room>, Refusal> {
        match self.records.get(&claim.request_id) {
            Some((record, room)) if record.body_hash == claim.body_hash => Ok(Some(room)),
            Some(_) => Err(rejected(format!(
                "{REQUEST_ID} was used before for a request with another body."
            ))),
            None if claim.first_sent <= self.forgotten || claim.first_sent < now.plus_ms(-REMEMBERED_IN_MS) => Err(
                rejected(format!("{FIRST_SENT} is longer ago than requests are remembered.")),
            ),
            None => Ok(None),
        }
    }

    /// Remembers a creation; of the room what an answer shows.
    pub fn remember(&mut self, record: &Record, room: &Room) {
        let room = Room {
            participants: IndexMap::new(),
            ..room.clone()
        };
        self.by_age.insert((record.first_sent, record.request_id.clone()));
        self.records.insert(record.request_id.clone(), (record.clone(), room));
        if self.records.len() > REMEMBERED
            && let Some(first_sent) = self.forget_oldest()
        {
            self.forgot(first_sent);
        }
    }

    /// Takes over from a snapshot what was forgotten there.
    pub fn forgot(&mut self, until: Ticks) {
        self.forgotten = self.forgotten.max(until);
    }

    fn forget_oldest(&mut self) -> Option<Ticks> {
        let (first_sent, id) = self.by_age.pop_first()?;
        self.records.remove(&id);
        Some(first_sent)
    }

    /// Forgets those whose time is over.
    pub fn forget(&mut self, now: Ticks) {
        let oldest = now.plus_ms(-REMEMBERED_IN_MS);
        while let Some((first_sent, _)) = self.by_age.first()
            && *first_sent < oldest
        {
            self.forget_oldest();
        }
    }

    /// What is remembered, as changes, oldest first.
    pub fn snapshot(&self) -> impl Iterator<Item = Change> {
        let forgotten =
            (self.forgotten != Ticks::default()).then_some(Change::RequestsForgotten { until: self.forgotten });
        let remembered = self
            .by_age
            .iter()
            .filter_map(|(_, id)| self.records.get(id))
            .map(|(record, room)| Change::RequestRemembered {
                record: record.clone(),
                room: room.clone(),
            });
        forgotten.into_iter().chain(remembered)
    }
}

fn rejected(message: String) -> Refusal {
    Refusal::service(412, "PreconditionFailed", message).with("Repeatability-Result", "rejected")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(number: i64, body_hash: &str) -> Claim {
        Claim {
            request_id: number.to_string(),
            first_sent: Ticks::from_ms(number),
            body_hash: body_hash.into(),
        }
    }

    fn room() -> Room {
        Room {
            id: "99".into(),
            created_at: Ticks(1),
            valid_from: Ticks(1),
            valid_until: Ticks(2),
            pstn_dial_out_enabled: false,
            participants: IndexMap::new(),
        }
    }

    #[test]
    fn those_forgotten_for_their_number_are_refused_and_never_made_twice() {
        let mut seen = Seen::default();
        let last = REMEMBERED as i64 + 10;
        let now = Ticks::from_ms(last);
        for number in 1..=last {
            seen.remember(&claim(number, "a").into_record("99", now), &room());
        }
        let mut again = Seen::default();
        for change in seen.snapshot() {
            match change {
                Change::RequestRemembered { record, room } => again.remember(&record, &room),
                Change::RequestsForgotten { until } => again.forgot(until),
                other => panic!("{other:?}"),
            }
        }
        for seen in [seen, again] {
            assert_eq!((seen.records.len(), seen.by_age.len()), (REMEMBERED, REMEMBERED));
            for (number, body, expected) in [
                (1, "a", 412),
                (10, "a", 412),
                (11, "a", 201),
                (11, "b", 412),
                (last + 1, "a", 0),
            ] {
                let status = match seen.earlier(&claim(number, body), now) {
                    Ok(Some(_)) => 201,
                    Ok(None) => 0,
                    Err(refusal) => refusal.status,
                };
                assert_eq!(status, expected, "{number} {body}");
            }
        }
    }

    #[test]
    fn a_date_far_ahead_is_forgotten_in_its_time() {
        let mut seen = Seen::default();
        let now = Ticks::from_ms(1000);
        let ahead = claim(i64::MAX / 20_000, "a");
        seen.remember(&ahead.clone().into_record("99", now), &room());
        seen.forget(now.plus_ms(REMEMBERED_IN_MS));
        assert_eq!(seen.records.len(), 1);
        seen.forget(now.plus_ms(REMEMBERED_IN_MS + 1));
        assert!(seen.records.is_empty() && seen.by_age.is_empty());
    }
}
