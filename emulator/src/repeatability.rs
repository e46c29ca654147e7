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
}

impl Seen {
    /// The room an earlier request of that id made; a refusal when it was another request or is too old to know.
    pub fn earlier(&self, claim: &Claim, now: Ticks) -> Result<Option<&Room>, Refusal> {
        match self.records.get(&claim.request_id) {
            Some((record, room)) if record.body_hash == claim.body_hash => Ok(Some(room)),
            Some(_) => Err(rejected(format!(
                "{REQUEST_ID} was used before for a request with another body."
            ))),
            None if claim.first_sent < now.plus_ms(-REMEMBERED_IN_MS) => Err(rejected(format!(
                "{FIRST_SENT} is longer ago than requests are remembered."
            ))),
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
    }

    /// Forgets those whose time is over.
    pub fn forget(&mut self, now: Ticks) {
        let oldest = now.plus_ms(-REMEMBERED_IN_MS);
        while let Some((first_sent, _)) = self.by_age.first()
            && *first_sent < oldest
        {
            if let Some((_, id)) = self.by_age.pop_first() {
                self.records.remove(&id);
            }
        }
    }

    /// What is remembered, as changes, oldest first.
    pub fn snapshot(&self) -> impl Iterator<Item = Change> {
        self.by_age
            .iter()
            .filter_map(|(_, id)| self.records.get(id))
            .map(|(record, room)| Change::RequestRemembered {
                record: record.clone(),
                room: room.clone(),
            })
    }
}

fn rejected(message: String) -> Refusal {
    Refusal::service(412, "PreconditionFailed", message).with("Repeatability-Result", "rejected")
}
