//! Answers to browsers: the preflight, and the headers that let a page read an answer.

use crate::http::{Request, Response};

const METHODS: &str = "GET, POST, PATCH, DELETE";
/// `Date` is there so that a page can notice a skewed clock.
const EXPOSED: &str = "api-supported-versions, Date, Location, MS-CV, Repeatability-Result, Retry-After, \
                       retry-after-ms, x-ms-error-code, x-ms-retry-after-ms";
const MAX_AGE_IN_SECONDS: &str = "86400";

/// The answer to a preflight, or nothing when the request is none.
pub fn preflight(request: &Request) -> Option<Response> {
    if request.method != "OPTIONS" {
        return None;
    }
    request.header("origin")?;
    request.header("access-control-request-method")?;
    let mut response = Response::empty(204).with("Access-Control-Allow-Methods", METHODS);
    if let Some(names) = request.header("access-control-request-headers") {
        // What is echoed must stay one header value.
        if names.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
            response = response.with("Access-Control-Allow-Headers", names);
        }
    }
    Some(response.with("Access-Control-Max-Age", MAX_AGE_IN_SECONDS))
}

/// Adds what a page needs to read the answer, when a page asks.
pub fn allow(request: &Request, response: Response) -> Response {
    if request.header("origin").is_none() {
        return response;
    }
    response
        .with("Access-Control-Allow-Origin", "*")
        .with("Access-Control-Expose-Headers", EXPOSED)
}
