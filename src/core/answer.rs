//! Reading what the service answered.

use super::headers::Headers;
use super::identifier::Identifier;
use super::identity;
use super::json::{Json, write_bool, write_integer, write_member, write_name};
use super::redact::{self, Mask};
use super::request::{Expect, Request};
use super::role::Role;
use super::text::{cut, cut_before, whole_number};
use super::time::Timestamp;

/// An answer, read to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// What came with it.
    pub headers: Headers,
    /// The whole body.
    pub body: String,
}

impl Answer {
    /// Reads `<status> NUL <name:value lines> NUL <body>`.
    pub fn read(text: &str) -> Self {
        let (status, rest) = cut(text, 0).unwrap_or_default();
        let (lines, body) = cut(rest, 0).unwrap_or_default();
        Self {
            // A given `fetch` may say anything.
            status: whole_number(status).map_or(0, |status| u16::try_from(status).unwrap_or(0)),
            headers: Headers::from_lines(lines.to_owned()),
            body: body.to_owned(),
        }
    }

    /// The same without what it may not repeat, as answers of debugging servers do, and without an access token that was
    /// issued.
    #[must_use]
    pub fn hidden(&self, mask: &Mask<'_>, expect: Expect) -> Self {
        let mut headers = Headers::default();
        for (name, value) in self.headers.iter() {
            headers.push(name, &mask.hide(value));
        }
        let mut body = mask.hide_in_body(&self.body);
        if matches!(expect, Expect::UserAndToken | Expect::Token)
            && let Some(token) = identity::token_of(&body)
        {
            body = Mask::of_secret(&token).hide_in_body(&body);
        }
        Self {
            status: self.status,
            headers,
            body,
        }
    }
}

/// What the body of a success says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// JSON for JavaScript, in the names of the official package and with times in milliseconds: a room, or the list of
    /// a page. Empty for an operation that returns nothing.
    pub json: String,
    /// The link to the next page, if there is one. A page may be short or empty and still have a next one.
    pub next_link: Option<String>,
}

impl Output {
    /// Reads the body of a success; the error says what is wrong with it.
    pub fn read(expect: Expect, body: &str) -> Result<Self, &'static str> {
        let mut output = Self::default();
        let out = &mut output.json;
        if expect == Expect::Nothing || (expect == Expect::Done && body.is_empty()) {
            return Ok(output);
        }
        let json = Json::parse(body).ok_or("is not JSON")?;
        if expect == Expect::Done {
            return Ok(output);
        }
        if expect == Expect::Room {
            write_room(out, &json)?;
            return Ok(output);
        }
        if matches!(expect, Expect::User | Expect::UserAndToken | Expect::Token) {
            identity::check(expect, &json)?;
            out.push_str(body);
            return Ok(output);
        }
        let Some(Json::List(values)) = json.get("value") else {
            return Err("has no value, the list of the page");
        };
        out.push('[');
        for (_, value) in values {
            if !out.ends_with('[') {
                out.push(',');
            }
            if expect == Expect::Rooms {
                write_room(out, value)?;
            } else {
                write_participant(out, value)?;
            }
        }
        out.push(']');
        output.next_link = json.text("nextLink").filter(|link| !link.is_empty()).map(str::to_owned);
        Ok(output)
    }
}

fn write_room(out: &mut String, json: &Json<'_>) -> Result<(), &'static str> {
    out.push('{');
    // Decimal digits, given by the service. An opaque text: it exceeds 2^53.
    write_member(out, "id", json.text("id").ok_or("has no id of a room")?);
    for (name, theirs, missing) in &[
        ("createdOn", "createdAt", "has no valid createdAt"),
        ("validFrom", "validFrom", "has no valid validFrom"),
        ("validUntil", "validUntil", "has no valid validUntil"),
    ] {
        let time = json.text(theirs).and_then(|text| Timestamp::from_rfc3339(text).ok());
        write_name(out, name);
        write_integer(out, time.ok_or(*missing)?.unix_ms);
    }
    // Absent with api-version 2023-06-14.
    if let Some(Json::Bool(enabled)) = json.get("pstnDialOutEnabled") {
        write_bool(out, "pstnDialOutEnabled", *enabled);
    }
    out.push('}');
    Ok(())
}

fn write_participant(out: &mut String, json: &Json<'_>) -> Result<(), &'static str> {
    out.push('{');
    write_name(out, "id");
    // The only form of an identifier on the wire.
    Identifier::from_raw_id(json.text("rawId").ok_or("has no rawId of a participant")?).write(out);
    // The service's list of roles is open: a later one is kept.
    write_member(out, "role", json.text("role").unwrap_or(Role::default().name()));
    out.push('}');
    Ok(())
}

/// A call that ended without a success: what becomes JavaScript's `RestError`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// For people.
    pub message: String,
    /// The service's `error.code`, or the system's code of a connection that failed, or [`REQUEST_SEND_ERROR`], or
    /// [`PARSE_ERROR`].
    pub code: Option<String>,
    /// The last answer, if there was one.
    pub answer: Option<Answer>,
    /// How long the service asked to wait, in milliseconds.
    pub retry_after_ms: Option<u64>,
}

/// Code of a [`Refusal`] when no answer came and the system has no code for it.
pub const REQUEST_SEND_ERROR: &str = "REQUEST_SEND_ERROR";
/// Code of a [`Refusal`] when a success was not what the API promises.
pub const PARSE_ERROR: &str = "PARSE_ERROR";
/// Code of a [`Refusal`] when something else than a proxy answered at the proxy's URL.
pub const NOT_A_PROXY: &str = "NOT_A_PROXY";

impl Refusal {
    /// From an answer that is no success. The service's own words come first, with the entries of a validation behind
    /// them; without them the status and the beginning of the body must do.
    pub fn from_answer(answer: Answer, who: &str, retry_after_ms: Option<u64>) -> Box<Self> {
        let (mut message, mut code) = (None, None);
        let json = Json::parse(&answer.body);
        // Gateways leave out the object around it.
        if let Some(error) = json.as_ref().map(|json| json.get("error").unwrap_or(json)) {
            message = error.text("message").filter(|text| !text.is_empty()).map(|message| {
                let mut message = message.to_owned();
                push_entries(&mut message, error.get("details"));
                message
            });
            code = error.text("code").map(str::to_owned);
        }
        let code = code.or_else(|| answer.headers.get("x-ms-error-code").map(str::to_owned));
        let message = message.unwrap_or_else(|| {
            let mut text = status_sentence(who, answer.status);
            text.push_str(" without an error description");
            let start = answer.body.trim_ascii();
            let start = start.get(..start.floor_char_boundary(200)).unwrap_or_default();
            if !start.is_empty() {
                text.push_str(": ");
                text.push_str(start);
            }
            text
        });
        let mut refusal = Self::new(message, code, Some(answer));
        refusal.retry_after_ms = retry_after_ms;
        refusal
    }

    /// From a success that cannot be used because `what` ("is not JSON").
    pub fn unreadable(answer: Answer, who: &str, what: &str) -> Box<Self> {
        let mut message = status_sentence(who, answer.status);
        message.push_str(", but the body ");
        message.push_str(what);
        Self::new(message, Some(PARSE_ERROR.to_owned()), Some(answer))
    }

    /// From a success with another status than the API promises.
    pub fn unexpected(answer: Answer, who: &str, expected: u16) -> Box<Self> {
        let mut message = status_sentence(who, answer.status);
        message.push_str(" where ");
        write_integer(&mut message, i64::from(expected));
        message.push_str(" belongs: is this endpoint the service?");
        Self::new(message, Some(PARSE_ERROR.to_owned()), Some(answer))
    }

    /// Says that something else than a proxy answered where there should be one.
    pub fn say_no_proxy(&mut self, origin: &str) {
        const ADVICE: &str =
            " is no proxy of acs-rooms: is the URL the proxy's, and does its server pass requests on to it?";
        self.message = ["What answered at ", origin, ADVICE].concat();
        self.code = Some(NOT_A_PROXY.to_owned());
    }

    /// From no answer at all, for which the system has this code, or none: an empty one.
    pub fn unanswered(code: &str, message: String) -> Box<Self> {
        let code = if code.is_empty() { REQUEST_SEND_ERROR } else { code };
        Self::new(message, Some(code.to_owned()), None)
    }

    #[inline(never)]
    fn new(message: String, code: Option<String>, answer: Option<Answer>) -> Box<Self> {
        Box::new(Self {
            message,
            code,
            answer,
            retry_after_ms: None,
        })
    }

    /// The error as JSON for JavaScript, with what was sent. Nothing secret is in it: headers and URL pass through an
    /// allow-list, and from the answer and the message a [`Mask`] has taken what was sent.
    pub fn to_json(&self, origin: &str, request: &Request, sent_headers: &Headers) -> String {
        let mut out = String::from("{");
        let path = cut_before(&request.path, b"?").0;
        let message = [&self.message, " (", request.method, " ", path, ")"].concat();
        write_member(&mut out, "message", &message);
        if let Some(code) = &self.code {
            write_member(&mut out, "code", code);
        }
        if let Some(wait) = self.retry_after_ms {
            write_name(&mut out, "retryAfterInMs");
            write_integer(&mut out, wait.min(i64::MAX as u64) as i64);
        }
        write_exchange(&mut out, origin, request, sent_headers, self.answer.as_ref());
        out.push('}');
        out
    }
}

/// Appends the members `request`, and `response` if there is an answer; the headers redacted.
pub fn write_exchange(
    out: &mut String,
    origin: &str,
    request: &Request,
    sent_headers: &Headers,
    answer: Option<&Answer>,
) {
    write_name(out, "request");
    redact::write_request(out, origin, request, sent_headers);
    if let Some(answer) = answer {
        write_name(out, "response");
        out.push('{');
        write_name(out, "status");
        write_integer(out, i64::from(answer.status));
        write_name(out, "headers");
        redact::write_headers(out, &answer.headers);
        write_member(out, "bodyAsText", &answer.body);
        out.push('}');
    }
}

/// Appends what the entries of a validation say, as in ` (ValidUntil: The time range is incorrect.)`.
fn push_entries(message: &mut String, entries: Option<&Json<'_>>) {
    let Some(Json::List(entries)) = entries else { return };
    let mut before = " (";
    for (_, entry) in entries {
        if let Some(reason) = entry.text("message") {
            message.push_str(before);
            if let Some(target) = entry.text("target") {
                message.push_str(target);
                message.push_str(": ");
            }
            message.push_str(reason);
            before = "; ";
        }
    }
    if before == "; " {
        message.push(')');
    }
}

/// `who` is the service, or the origin where that may be anybody.
fn status_sentence(who: &str, status: u16) -> String {
    let mut text = [who, " answered "].concat();
    write_integer(&mut text, i64::from(status));
    text
}
