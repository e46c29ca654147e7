//! A request: built once per call, sent once per attempt.

use std::rc::Rc;

use zeroize::Zeroizing;

use super::connection::Endpoint;
use super::headers::Headers;
use super::options::{CallOptions, ClientOptions};
use super::sign::Key;
use super::time::to_http_date;

/// What the answer to a request is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Expect {
    /// A room.
    Room,
    /// A page of rooms.
    Rooms,
    /// A page of participants.
    Participants,
    /// A user.
    User,
    /// A user and an access token.
    UserAndToken,
    /// An access token.
    Token,
    /// A change that was made: any JSON, since nothing of it is read, or nothing. The page of a gateway is none.
    Done,
    /// Whatever it is.
    #[default]
    Nothing,
}

/// A request, ready to be signed and sent any number of times.
#[derive(Debug, Default)]
pub struct Request {
    /// The name of the operation, as of the client's method.
    pub operation: String,
    /// In upper case.
    pub method: &'static str,
    /// Path and query exactly as they are signed and sent.
    pub path: String,
    /// Empty for a request without a body.
    pub body: String,
    /// `application/json`, a merge patch, or empty.
    pub content_type: &'static str,
    /// The value of `x-ms-content-sha256`.
    pub content_hash: String,
    /// The one status that means success; the official clients take no other either.
    pub success: u16,
    /// How to read that success.
    pub expect: Expect,
    /// The same on every attempt.
    pub client_request_id: String,
    /// `Repeatability-Request-ID`: the same on every attempt, so that the service makes one room of them all. Empty for
    /// every operation but creation.
    /// <https://docs.oasis-open.org/odata/repeatable-requests/v1.0/repeatable-requests-v1.0.html>
    pub repeatability_request_id: String,
    /// `Repeatability-First-Sent`, in milliseconds since 1970, if the caller says it.
    ///
    /// Else it is the time of the first attempt that was dated rightly: the service refuses one that lies 5 minutes
    /// back, and so would refuse every creation of a machine whose clock is late.
    /// <https://learn.microsoft.com/rest/api/communication/repeatable-requests>
    pub repeatability_first_sent_ms: Option<i64>,
    /// What of the body no error and no hook may repeat: the token of a Teams user, or nothing.
    pub secret: Zeroizing<String>,
    /// Options of this call.
    pub call: CallOptions,
}

/// What proves who is asking, for one attempt.
pub enum Proof {
    /// Sign with this key.
    Key(Rc<Key>),
    /// Carry this token.
    Token(Zeroizing<String>),
    /// Nothing: a proxy does it.
    None,
}

// Written by hand so that the token cannot be printed.
impl std::fmt::Debug for Proof {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Proof::Key(_) => "Key(…)",
            Proof::Token(_) => "Token(…)",
            Proof::None => "None",
        })
    }
}

impl Request {
    /// The headers of one attempt. Only the proof and its date differ between attempts, unless the clock turns out to
    /// be wrong: `first_sent_ms` and `now_ms` are by the service's clock, as far as it is known.
    pub fn headers(
        &self,
        endpoint: &Endpoint,
        client: &ClientOptions,
        proof: &Proof,
        first_sent_ms: i64,
        now_ms: i64,
    ) -> Headers {
        let mut headers = Headers::default();
        let first_sent = if self.repeatability_request_id.is_empty() {
            String::new()
        } else {
            to_http_date(self.repeatability_first_sent_ms.unwrap_or(first_sent_ms))
        };
        // What carries the proof cannot be replaced. A page may prove itself to its proxy as it likes.
        let is_proof = |name| matches!(name, "authorization" | "x-ms-date" | "x-ms-content-sha256" | "date");
        let is_free = matches!(proof, Proof::None);
        for (name, value) in self.call.custom_headers.iter() {
            if name != "host" && (is_free || !is_proof(name)) {
                headers.push(name, value);
            }
        }
        for (name, value) in [
            ("accept", "application/json"),
            ("content-type", self.content_type),
            ("x-ms-client-request-id", &self.client_request_id),
            ("x-ms-useragent", &client.user_agent),
            ("repeatability-request-id", &self.repeatability_request_id),
            ("repeatability-first-sent", &first_sent),
        ] {
            if !value.is_empty() && self.call.custom_headers.get(name).is_none() {
                headers.push(name, value);
            }
        }
        match proof {
            Proof::Key(key) => {
                let date = to_http_date(now_ms);
                let hash = &self.content_hash;
                headers.push("x-ms-date", &date);
                headers.push("x-ms-content-sha256", hash);
                headers.push(
                    "authorization",
                    &key.authorization(self.method, &self.path, &date, endpoint.authority(), hash),
                );
            }
            Proof::Token(token) => headers.push("authorization", &Zeroizing::new(["Bearer ", token].concat())),
            Proof::None => {}
        }
        headers
    }
}
