//! A request as it came and an answer as it will go, without any JS type.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// How the client reached the emulator. Links in answers use the same scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// Plain HTTP, for a server on loopback.
    Http,
    /// HTTPS, or in-process under an `https:` endpoint.
    Https,
}

impl Scheme {
    /// `"http"` or `"https"`.
    pub fn as_str(self) -> &'static str {
        match self {
            Scheme::Http => "http",
            Scheme::Https => "https",
        }
    }
}

/// One request, with its target and headers exactly as the client sent them: that is what it signed.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Request {
    /// Upper-case method.
    pub method: String,
    /// Path and query in origin form, for example `/rooms?api-version=2025-03-13`; percent-encoding untouched.
    pub target: String,
    /// Scheme the client used.
    pub scheme: Scheme,
    /// Headers in the order received, names in any case. `Host` must be among them.
    pub headers: Vec<(String, String)>,
    /// Body bytes; empty when there is none.
    #[serde(with = "serde_bytes")]
    pub body: Vec<u8>,
}

impl Request {
    /// The first header of that name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.header_values(name).next()
    }

    /// Every header of that name, in any case.
    pub fn header_values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The target without its query, still percent-encoded.
    pub fn path(&self) -> &str {
        self.target
            .split_once('?')
            .map_or(self.target.as_str(), |(path, _)| path)
    }

    /// Every decoded value of a query parameter.
    pub fn query_values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = Cow<'a, str>> + 'a {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        form_urlencoded::parse(query.as_bytes())
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value)
    }
}

/// One answer. Names are given in the spelling of the service's recorded answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Headers in order.
    pub headers: Vec<(Cow<'static, str>, String)>,
    /// Body bytes; empty when there is none.
    #[serde(with = "serde_bytes")]
    pub body: Vec<u8>,
}

impl Response {
    /// An answer without a body.
    pub fn empty(status: u16) -> Self {
        Response {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// An answer with a JSON body, typed as the service does.
    pub fn json(status: u16, body: &impl Serialize) -> Self {
        Self::text(
            status,
            "application/json; charset=utf-8",
            // Serialising our own structs of strings cannot fail.
            serde_json::to_vec(body).unwrap_or_default(),
        )
    }

    /// An answer with a body of the given type.
    pub fn text(status: u16, content_type: &'static str, body: Vec<u8>) -> Self {
        Response::empty(status)
            .with("Content-Type", content_type)
            .with_body(body)
    }

    /// The same with one more header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((Cow::Borrowed(name), value.into()));
        self
    }

    fn with_body(mut self, body: Vec<u8>) -> Self {
        self.body = body;
        self
    }

    /// The first header of that name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}
