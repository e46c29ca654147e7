//! What was asked, for tests to look at.

use std::collections::VecDeque;

use percent_encoding::percent_decode_str;
use serde::Serialize;

use crate::faults::FaultKind;
use crate::http::Request;

/// Older entries are forgotten.
const KEPT: usize = 1000;
/// Longer bodies are cut.
const BODY_KEPT: usize = 64 * 1024;

/// One request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// When it came, milliseconds since 1970 by the outside clock.
    pub at_in_ms: i64,
    /// Upper case.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Lower-case name and value; of `authorization` only the scheme and the names of the signed headers.
    pub headers: Vec<(String, String)>,
    /// As text.
    pub body: String,
    /// What was answered; none when the connection was broken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The fault that hit it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<FaultKind>,
}

/// The last requests, oldest first.
#[derive(Debug, Default)]
pub struct Log {
    entries: VecDeque<Entry>,
}

impl Log {
    /// Adds a request.
    pub fn add(&mut self, request: &Request, at_in_ms: i64, status: Option<u16>, fault: Option<FaultKind>) {
        if self.entries.len() == KEPT {
            self.entries.pop_front();
        }
        self.entries.push_back(Entry {
            at_in_ms,
            method: request.method.clone(),
            target: request.target.clone(),
            headers: request
                .headers
                .iter()
                .map(|(name, value)| redacted(name, value))
                .collect(),
            body: body_without_token(request),
            status,
            fault,
        });
    }

    /// All of them.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// Forgets them.
    pub fn clear(&mut self) {
        self.entries.clear();
    }
}

/// As text. An exchange of tokens has one in its body: nothing of that is kept.
fn body_without_token(request: &Request) -> String {
    let path = percent_decode_str(request.path()).decode_utf8_lossy();
    if path.contains("exchangeAccessToken") {
        return if request.body.is_empty() { "" } else { "REDACTED" }.into();
    }
    let body = request.body.get(..BODY_KEPT).unwrap_or(&request.body);
    String::from_utf8_lossy(body).into_owned()
}

/// Signatures and tokens are secrets even here: what signs a request may sign it again.
fn redacted(name: &str, value: &str) -> (String, String) {
    let name = name.to_ascii_lowercase();
    let value = match name.as_str() {
        "authorization" => match value.split_once(' ') {
            Some((scheme, rest)) => match rest.split_once("Signature=") {
                Some((names, _)) => format!("{scheme} {names}Signature=REDACTED"),
                None => format!("{scheme} REDACTED"),
            },
            None => "REDACTED".into(),
        },
        "cookie" | "proxy-authorization" | "x-ms-hmac-string-to-sign-base64" => "REDACTED".into(),
        _ => value.to_string(),
    };
    (name, value)
}
