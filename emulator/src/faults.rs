//! Faults on request: everything that can go wrong between a client and the service.

use serde::Serialize;
use serde_json::Value;

use crate::Platform;
use crate::auth;
use crate::errors::Refusal;
use crate::fields::{Fields, one_of};
use crate::http::{Request, Response};
use crate::time::Ticks;

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum FaultKind {
    /// An error status instead of the operation.
    Status,
    /// 401 instead of the operation.
    Unauthorized,
    /// A gateway's HTML page instead of the operation.
    HtmlPage,
    /// The connection breaks before the operation.
    ResetBeforeCommit,
    /// The operation is done, then the connection breaks without an answer.
    ResetAfterCommit,
    /// The operation is done, and the connection breaks in the middle of the body.
    TruncatedBody,
    /// The operation is done, and its answer has broken JSON.
    InvalidJson,
    /// The operation is done, and the answer begins late.
    SlowHeaders,
    /// The operation is done, and the body comes late.
    SlowBody,
    /// The service's clock is off: in `Date`, and when it checks signatures.
    SkewedDate,
}

/// The kinds by the names that users write.
const KINDS: [(&str, FaultKind); 10] = [
    ("status", FaultKind::Status),
    ("unauthorized", FaultKind::Unauthorized),
    ("htmlPage", FaultKind::HtmlPage),
    ("resetBeforeCommit", FaultKind::ResetBeforeCommit),
    ("resetAfterCommit", FaultKind::ResetAfterCommit),
    ("truncatedBody", FaultKind::TruncatedBody),
    ("invalidJson", FaultKind::InvalidJson),
    ("slowHeaders", FaultKind::SlowHeaders),
    ("slowBody", FaultKind::SlowBody),
    ("skewedDate", FaultKind::SkewedDate),
];

/// In which form the wait is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum RetryAfterForm {
    /// `Retry-After: 2`
    #[default]
    Seconds,
    /// `Retry-After: Thu, 06 Mar 2025 20:29:42 GMT`
    Date,
    /// `retry-after-ms: 2000`
    Ms,
    /// `x-ms-retry-after-ms: 2000`
    XMs,
}

const FORMS: [(&str, RetryAfterForm); 4] = [
    ("seconds", RetryAfterForm::Seconds),
    ("date", RetryAfterForm::Date),
    ("ms", RetryAfterForm::Ms),
    ("xMs", RetryAfterForm::XMs),
];

/// How many requests a fault hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Count {
    /// So many.
    Times(u32),
    /// All until faults are cleared.
    Always(Always),
}

/// The word `"always"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Always {
    /// `"always"`
    Always,
}

/// A fault as asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FaultInput {
    /// What goes wrong.
    pub kind: FaultKind,
    /// Only requests of this method. Default all but preflights.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Only this path; `*` stands for one segment. Default all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Default 1; always for a skewed clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<Count>,
    /// From 0 to 1. Default 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// For `status` (default 503) and `htmlPage` (default 502).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// For `status`: how long the client shall wait. Default not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_in_ms: Option<u32>,
    /// Default seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_form: Option<RetryAfterForm>,
    /// For `slowHeaders` and `slowBody`. Default 1000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay_in_ms: Option<u32>,
    /// For `skewedDate`. Default one hour ahead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skew_in_ms: Option<i64>,
}

#[derive(Debug)]
struct Fault {
    input: FaultInput,
    /// None is always.
    left: Option<u32>,
}

/// How an answer is to be carried to the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Delivery {
    /// As it is.
    #[default]
    Whole,
    /// Not at all: break the connection.
    Reset,
    /// The head and half of the body, then break the connection.
    Truncated,
    /// Wait before the head.
    SlowHeaders {
        /// How long.
        delay_in_ms: u32,
    },
    /// The head and half of the body, wait, then the rest.
    SlowBody {
        /// How long.
        delay_in_ms: u32,
    },
}

/// The faults waiting for a request, in the order of being injected.
#[derive(Debug, Default)]
pub struct Faults {
    waiting: Vec<Fault>,
}

impl Faults {
    /// Adds a fault.
    pub fn inject(&mut self, input: FaultInput) {
        let left = match input.count {
            Some(Count::Times(times)) => Some(times),
            Some(Count::Always(_)) => None,
            None if input.kind == FaultKind::SkewedDate => None,
            None => Some(1),
        };
        self.waiting.push(Fault { input, left });
    }

    /// Removes all of them.
    pub fn clear(&mut self) {
        self.waiting.clear();
    }

    /// Those that wait, with how many requests each will still hit.
    pub fn waiting(&self) -> impl Iterator<Item = FaultInput> {
        self.waiting.iter().map(|Fault { input, left }| FaultInput {
            count: Some(left.map_or(Count::Always(Always::Always), Count::Times)),
            ..input.clone()
        })
    }

    /// The first fault that hits this request, counted.
    pub fn take(&mut self, request: &Request, platform: &mut dyn Platform) -> Option<FaultInput> {
        let index = self
            .waiting
            .iter()
            .position(|fault| fault.input.fits(request) && strikes(fault.input.probability, platform))?;
        let fault = self.waiting.get_mut(index)?;
        let input = fault.input.clone();
        if let Some(left) = &mut fault.left {
            *left -= 1;
            if *left == 0 {
                self.waiting.remove(index);
            }
        }
        Some(input)
    }
}

impl FaultInput {
    /// Reads what a user gave. The error names the field.
    pub fn read(given: &Value) -> Result<Self, String> {
        let any = 0..=i64::from(u32::MAX);
        let mut fields = Fields::of("fault", given)?;
        let fault = FaultInput {
            kind: fields
                .word("kind", &KINDS)?
                .ok_or_else(|| fields.missing("kind", one_of(&KINDS)))?,
            method: fields.text("method")?.map(String::from),
            path: path(&mut fields)?,
            count: count(&mut fields)?,
            probability: probability(&mut fields)?,
            status: fields.whole("status", 400..=599)?,
            retry_after_in_ms: fields.whole("retryAfterInMs", any.clone())?,
            retry_after_form: fields.word("retryAfterForm", &FORMS)?,
            delay_in_ms: fields.whole("delayInMs", any)?,
            skew_in_ms: fields.whole("skewInMs", i64::MIN..=i64::MAX)?,
        };
        fields.end()?;
        Ok(fault)
    }

    fn fits(&self, request: &Request) -> bool {
        let method_fits = match &self.method {
            Some(method) => method.eq_ignore_ascii_case(&request.method),
            None => request.method != "OPTIONS",
        };
        method_fits && self.path.as_deref().is_none_or(|path| path_fits(path, request.path()))
    }

    /// The answer given instead of doing the operation, if this fault gives one.
    pub fn answer_instead(&self, now: Ticks) -> Option<Response> {
        match self.kind {
            FaultKind::Status => {
                Some(self.told_to_wait(status_refusal(self.status.unwrap_or(503)).into_response(), now))
            }
            FaultKind::Unauthorized => Some(auth::denied("This is an injected fault.").into_response()),
            FaultKind::HtmlPage => {
                let status = self.status.unwrap_or(502);
                let page = format!(
                    "<!DOCTYPE html>\n<html><head><title>{status}</title></head><body><h1>{status}</h1><p>An injected fault of the emulator.</p></body></html>\n"
                );
                Some(Response::text(status, "text/html", page.into_bytes()))
            }
            FaultKind::ResetBeforeCommit => Some(Response::empty(500)),
            _ => None,
        }
    }

    /// What becomes of the operation's own answer.
    pub fn spoil(&self, mut response: Response) -> Response {
        if self.kind == FaultKind::InvalidJson {
            let half = response.body.len() / 2;
            response.body.truncate(half);
            response.body.extend_from_slice(b"\"}}<");
        }
        response
    }

    /// How the answer travels.
    pub fn delivery(&self) -> Delivery {
        let delay_in_ms = self.delay_in_ms.unwrap_or(1000);
        match self.kind {
            FaultKind::ResetBeforeCommit | FaultKind::ResetAfterCommit => Delivery::Reset,
            FaultKind::TruncatedBody => Delivery::Truncated,
            FaultKind::SlowHeaders => Delivery::SlowHeaders { delay_in_ms },
            FaultKind::SlowBody => Delivery::SlowBody { delay_in_ms },
            _ => Delivery::Whole,
        }
    }

    /// How far the service's clock is off for this request, in milliseconds.
    pub fn skew(&self) -> i64 {
        match self.kind {
            FaultKind::SkewedDate => self.skew_in_ms.unwrap_or(60 * 60 * 1000),
            _ => 0,
        }
    }

    fn told_to_wait(&self, response: Response, now: Ticks) -> Response {
        let Some(ms) = self.retry_after_in_ms else {
            return response;
        };
        match self.retry_after_form.unwrap_or_default() {
            RetryAfterForm::Seconds => response.with("Retry-After", ms.div_ceil(1000).to_string()),
            RetryAfterForm::Date => response.with("Retry-After", now.plus_ms(i64::from(ms)).to_http_date()),
            RetryAfterForm::Ms => response.with("retry-after-ms", ms.to_string()),
            RetryAfterForm::XMs => response.with("x-ms-retry-after-ms", ms.to_string()),
        }
    }
}

fn path(fields: &mut Fields<'_>) -> Result<Option<String>, String> {
    match fields.text("path")? {
        Some(path) if !path.starts_with('/') => Err(fields.wrong("path", "a path that begins with / such as /rooms/*")),
        path => Ok(path.map(String::from)),
    }
}

fn count(fields: &mut Fields<'_>) -> Result<Option<Count>, String> {
    let Some(value) = fields.get("count") else {
        return Ok(None);
    };
    if value == "always" {
        return Ok(Some(Count::Always(Always::Always)));
    }
    let times = value.as_u64().and_then(|times| u32::try_from(times).ok());
    match times.filter(|times| *times > 0) {
        Some(times) => Ok(Some(Count::Times(times))),
        None => Err(fields.wrong("count", "a whole number, 1 or more, or \"always\"")),
    }
}

fn probability(fields: &mut Fields<'_>) -> Result<Option<f64>, String> {
    match fields.number("probability")? {
        Some(number) if !(0.0..=1.0).contains(&number) => Err(fields.wrong("probability", "a number from 0 to 1")),
        probability => Ok(probability),
    }
}

fn status_refusal(status: u16) -> Refusal {
    let (code, message) = match status {
        401 => return auth::denied("This is an injected fault."),
        408 => ("RequestTimeout", "The request timed out."),
        429 => ("TooManyRequests", "Too many requests. Try again later."),
        500 => ("InternalServerError", "The server encountered an internal error."),
        502 => ("BadGateway", "The gateway got no valid answer."),
        503 => ("ServiceUnavailable", "The service is unavailable. Try again later."),
        504 => ("GatewayTimeout", "The gateway got no answer in time."),
        _ => ("InjectedFault", "This is an injected fault."),
    };
    Refusal::gateway(status, code, message)
}

fn strikes(probability: Option<f64>, platform: &mut dyn Platform) -> bool {
    match probability {
        None => true,
        // 53 random bits make an even number from 0 to just below 1.
        Some(probability) => ((platform.random_u64() >> 11) as f64) / ((1_u64 << 53) as f64) < probability,
    }
}

fn path_fits(pattern: &str, path: &str) -> bool {
    let mut wanted = pattern.split('/');
    let mut given = path.split('/');
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some("*"), Some(_)) => {}
            (Some(wanted), Some(given)) if wanted == given => {}
            _ => return false,
        }
    }
}
