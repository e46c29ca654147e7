//! What may leave the client as text: an allow-list, so that a header nobody thought of stays inside.
//!
//! The list is that of the Azure SDKs' loggers, with the service's own diagnostic headers.

use super::json::{write_member, write_name};
use super::request::Request;

const HEADERS: [&str; 27] = [
    "accept",
    "access-control-allow-origin",
    "api-deprecated-versions",
    "api-supported-versions",
    "cache-control",
    "connection",
    "content-length",
    "content-type",
    "date",
    "etag",
    "expires",
    "last-modified",
    "location",
    "ms-cv",
    "repeatability-result",
    "request-context",
    "request-id",
    "retry-after",
    "retry-after-ms",
    "traceparent",
    "user-agent",
    "x-azure-ref",
    "x-ms-client-request-id",
    "x-ms-error-code",
    "x-ms-request-id",
    "x-ms-retry-after-ms",
    "x-ms-useragent",
];

const REDACTED: &str = "REDACTED";

/// The value if `name`, in lower case, is on the list.
pub fn header<'a>(name: &str, value: &'a str) -> &'a str {
    if HEADERS.contains(&name) { value } else { REDACTED }
}

/// Appends headers as an object.
pub fn write_headers<'a>(out: &mut String, headers: impl Iterator<Item = (&'a str, &'a String)>) {
    out.push('{');
    for (name, value) in headers {
        write_member(out, name, header(name, value));
    }
    out.push('}');
}

/// The path with the values of its query hidden, but for `api-version`: a continuation token names partitions of
/// somebody's database.
pub fn path(path_and_query: &str) -> String {
    let Some((path, query)) = path_and_query.split_once('?') else {
        return path_and_query.to_owned();
    };
    let mut out = [path, "?"].concat();
    for (index, part) in query.split('&').enumerate() {
        if index > 0 {
            out.push('&');
        }
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        out.push_str(name);
        out.push('=');
        out.push_str(if name == "api-version" { value } else { REDACTED });
    }
    out
}

/// Appends what was sent as `{ url, method, headers }`.
pub fn write_request(out: &mut String, origin: &str, request: &Request, sent_headers: &[(&str, String)]) {
    out.push('{');
    write_member(out, "url", &[origin, &path(&request.path)].concat());
    write_member(out, "method", request.method);
    write_name(out, "headers");
    write_headers(out, sent_headers.iter().map(|(name, value)| (*name, value)));
    out.push('}');
}
