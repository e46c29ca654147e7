//! What may leave the client as text: an allow-list, so that a header nobody thought of stays inside.
//!
//! The list is that of the Azure SDKs' loggers, with the service's own diagnostic headers.

use super::headers::Headers;
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
pub fn write_headers(out: &mut String, headers: &Headers) {
    out.push('{');
    for (name, value) in headers.iter() {
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

/// `text` without the signature or the token of the headers that were sent, should it repeat them, as answers of
/// debugging servers do.
///
/// JSON, HTML and URLs each write `+`, `/` and `=` in several ways, so the longer runs of letters and digits are hidden
/// too: what is left of the secret is of no use.
pub fn hide_proof(text: String, sent_headers: &Headers) -> String {
    const LEAST_RUN: usize = 8;
    let Some(value) = sent_headers.get("authorization") else {
        return text;
    };
    let secret = value.rsplit([' ', '&']).next().unwrap_or_default();
    let secret = secret.strip_prefix("Signature=").unwrap_or(secret);
    let runs = secret.split(|letter: char| !letter.is_ascii_alphanumeric());
    let runs = runs.filter(|run| run.len() >= LEAST_RUN);
    runs.fold(hide(&text, secret), |text, run| hide(&text, run))
}

/// `text` with each occurrence of `secret` hidden.
fn hide(text: &str, secret: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // A plain search: the standard library's is made for long texts and costs two kilobytes.
    while let Some(first) = secret.chars().next()
        && let Some(at) = rest.find(first)
    {
        let (before, from) = rest.split_at_checked(at).unwrap_or_default();
        out.push_str(before);
        rest = match from.strip_prefix(secret) {
            Some(after) => {
                out.push_str(REDACTED);
                after
            }
            None => {
                out.push(first);
                from.strip_prefix(first).unwrap_or_default()
            }
        };
    }
    out.push_str(rest);
    out
}

/// Appends what was sent as `{ url, method, headers }`.
pub fn write_request(out: &mut String, origin: &str, request: &Request, sent_headers: &Headers) {
    out.push('{');
    write_member(out, "url", &[origin, &path(&request.path)].concat());
    write_member(out, "method", request.method);
    write_name(out, "headers");
    write_headers(out, sent_headers);
    out.push('}');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_hidden_wherever_they_stand() {
        for (text, secret, hidden) in [
            ("a canary in a mine", "canary", "a REDACTED in a mine"),
            ("canarycanary", "canary", "REDACTEDREDACTED"),
            ("cacanary c", "canary", "caREDACTED c"),
            ("é+/=", "+/=", "éREDACTED"),
            ("nothing", "", "nothing"),
            ("", "canary", ""),
        ] {
            assert_eq!(hide(text, secret), hidden);
        }
    }

    #[test]
    fn a_proof_is_hidden_in_every_spelling() {
        for authorization in [
            "HMAC-SHA256 SignedHeaders=x&Signature=abcdefgh+12345678/ijklmnopq==",
            "Bearer abcdefgh+12345678/ijklmnopq==",
        ] {
            let mut sent = Headers::default();
            sent.push("authorization", authorization);
            for spelling in [
                "abcdefgh+12345678/ijklmnopq==",
                "abcdefgh+12345678/ijklmnopq",
                "abcdefgh\\u002B12345678\\/ijklmnopq\\u003D\\u003D",
                "abcdefgh&#43;12345678&#x2F;ijklmnopq==",
                "abcdefgh%2B12345678%2Fijklmnopq%3D%3D",
            ] {
                let hidden = hide_proof(["you sent ", spelling, " to me"].concat(), &sent);
                assert!(
                    hidden.starts_with("you sent REDACTED") && hidden.ends_with(" to me"),
                    "{hidden}"
                );
                for part in ["abcdefgh", "12345678", "ijklmnopq"] {
                    assert!(!hidden.contains(part), "{hidden}");
                }
            }
        }
        assert_eq!(hide_proof("as it is".to_owned(), &Headers::default()), "as it is");
    }

    #[test]
    fn only_what_is_on_the_list_is_shown() {
        assert_eq!(header("ms-cv", "x"), "x");
        for name in [
            "authorization",
            "x-ms-date",
            "x-ms-content-sha256",
            "cookie",
            "x-anything",
            "repeatability-request-id",
        ] {
            assert_eq!(header(name, "x"), "REDACTED");
        }
        assert_eq!(
            path("/rooms?nextLink=abc&api-version=v&x"),
            "/rooms?nextLink=REDACTED&api-version=v&x=REDACTED"
        );
        assert_eq!(path("/rooms"), "/rooms");
    }
}
