//! What may leave the client as text: an allow-list, so that a header nobody thought of stays inside.
//!
//! The list is that of the Azure SDKs' loggers, with the service's own diagnostic headers.

use super::headers::Headers;
use super::json::{write_member, write_name};
use super::request::Request;
use super::text::{cut, cut_before, parts};

/// One name a line: a tenth of the code that an array needs.
const HEADERS: &str = "\
    accept\n\
    access-control-allow-origin\n\
    api-deprecated-versions\n\
    api-supported-versions\n\
    cache-control\n\
    connection\n\
    content-length\n\
    content-type\n\
    date\n\
    etag\n\
    expires\n\
    last-modified\n\
    location\n\
    ms-cv\n\
    repeatability-result\n\
    request-context\n\
    request-id\n\
    retry-after\n\
    retry-after-ms\n\
    traceparent\n\
    user-agent\n\
    x-azure-ref\n\
    x-ms-client-request-id\n\
    x-ms-error-code\n\
    x-ms-request-id\n\
    x-ms-retry-after-ms\n\
    x-ms-useragent";

const REDACTED: &str = "REDACTED";

/// The value if `name`, in lower case, is on the list.
pub fn header<'a>(name: &str, value: &'a str) -> &'a str {
    if parts(HEADERS, b'\n').any(|known| known == name) {
        value
    } else {
        REDACTED
    }
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
    let Some((path, query)) = cut(path_and_query, b'?') else {
        return path_and_query.to_owned();
    };
    let mut out = [path, "?"].concat();
    for part in parts(query, b'&') {
        if !out.ends_with('?') {
            out.push('&');
        }
        let (name, value) = cut(part, b'=').unwrap_or((part, ""));
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
    // `Bearer <token>`, or `HMAC-SHA256 SignedHeaders=<names>&Signature=<signature>`.
    let (_, proof) = cut(value, b' ').unwrap_or(("", value));
    let secret = match cut(proof, b'&') {
        Some((_, signature)) if proof.starts_with("SignedHeaders=") => {
            signature.strip_prefix("Signature=").unwrap_or(signature)
        }
        _ => proof,
    };
    let mut text = hide(&text, secret);
    let mut run_from = 0;
    for (at, byte) in secret.bytes().chain([b' ']).enumerate() {
        if byte.is_ascii_alphanumeric() {
            continue;
        }
        let run = secret.get(run_from..at).unwrap_or_default();
        if run.len() >= LEAST_RUN {
            text = hide(&text, run);
        }
        run_from = at + 1;
    }
    text
}

/// `text` with each occurrence of `secret` hidden.
fn hide(text: &str, secret: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // A plain search: the standard library's is made for long texts and costs two kilobytes.
    while let Some(first) = secret.as_bytes().first() {
        let (before, from) = cut_before(rest, &[*first]);
        out.push_str(before);
        rest = match from.strip_prefix(secret) {
            Some(after) => {
                out.push_str(REDACTED);
                after
            }
            None if from.is_empty() => return out,
            None => {
                out.push(char::from(*first));
                from.get(1..).unwrap_or_default()
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
        // Tokens may hold anything.
        let mut sent = Headers::default();
        sent.push("authorization", "Bearer abcdefgh:12345678&ijklmnop qrstuvwx,é,yzabcdef");
        let spelled = "abcdefgh%3A12345678&amp;ijklmnop+qrstuvwx%2Cyzabcdef".to_owned();
        assert_eq!(
            hide_proof(spelled, &sent),
            "REDACTED%3AREDACTED&amp;REDACTED+REDACTED%2CREDACTED"
        );
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
