//! Links to next pages, and why they are not trusted.
//!
//! The service gives absolute links with an opaque token of two or three thousand characters. Whoever could plant
//! another origin in one would get a signed request, so such a link is refused before anything is signed; the
//! official clients follow it.

use super::connection::{Endpoint, split_scheme};
use super::error::ArgumentError;

/// The path and query to request for `link`, exactly as it will be sent, so that it can be signed.
///
/// `link` is absolute, or begins with the path. Characters that a URL parser would encode when the request is sent are
/// encoded here in the same way.
pub fn path_of_link(link: &str, endpoint: &Endpoint) -> Result<String, ArgumentError> {
    let refuse = |advice| Err(ArgumentError::of_range("nextLink", advice));
    // A path may well have a `://` in its query.
    let target = match split_scheme(link).filter(|_| !link.starts_with('/')) {
        // A link to `https://h` must not match an endpoint `https://host`: after the origin comes the path or nothing.
        Some((_, after_scheme)) => {
            let from = after_scheme.find(['/', '?', '#', '\\']).unwrap_or(after_scheme.len());
            let (_, target) = after_scheme.split_at_checked(from).unwrap_or_default();
            let origin = link.strip_suffix(target).unwrap_or_default();
            if Endpoint::parse(origin).map(|parsed| parsed.origin()) != Ok(endpoint.origin()) {
                return refuse("leads to another origin than the endpoint, and is not followed");
            }
            target
        }
        None => link,
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    if !path.starts_with('/') || path.starts_with("//") || target.contains(['#', '\\']) {
        return refuse("is neither absolute nor a path from the root, and is not followed");
    }
    let is_dots = |segment: &str| {
        let mut rest = segment;
        let mut dots = 0;
        while let Some(after) = [".", "%2e", "%2E"].iter().find_map(|dot| rest.strip_prefix(dot)) {
            rest = after;
            dots += 1;
        }
        rest.is_empty() && (dots == 1 || dots == 2)
    };
    if path.split('/').any(is_dots) {
        return refuse("has . or .. in its path, and is not followed");
    }
    let inside = path.strip_prefix(endpoint.base_path());
    if !inside.is_some_and(|rest| rest.starts_with('/')) {
        return refuse("leads out of the proxy's path, and is not followed");
    }
    let mut out = String::with_capacity(target.len());
    encode(&mut out, path, b"\"#<>?`{}^");
    if target.len() > path.len() {
        out.push('?');
        encode(&mut out, query, b"\"#<>'");
    }
    Ok(out)
}

/// Percent-encodes what <https://url.spec.whatwg.org/#percent-encoded-bytes> does: controls, space, non-ASCII, and
/// `also`. What is encoded already stays.
fn encode(out: &mut String, text: &str, also: &[u8]) {
    for byte in text.bytes() {
        if byte <= b' ' || byte >= 0x7f || also.contains(&byte) {
            push_percent(out, byte);
        } else {
            out.push(char::from(byte));
        }
    }
}

/// Appends a path segment with everything encoded but RFC 3986's unreserved characters.
pub fn push_segment(out: &mut String, segment: &str) {
    for byte in segment.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ => push_percent(out, byte),
        }
    }
}

fn push_percent(out: &mut String, byte: u8) {
    out.push('%');
    for nibble in [byte >> 4, byte & 15] {
        let digit = char::from_digit(u32::from(nibble), 16).unwrap_or('0');
        out.push(digit.to_ascii_uppercase());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links() {
        let endpoint = Endpoint::parse("https://contoso.communication.azure.com").unwrap();
        let long = format!("/rooms?nextLink={}&api-version=2025-03-13", "Aa0-_".repeat(600));
        for (link, path) in [
            (
                "https://contoso.communication.azure.com/rooms?nextLink=abc&api-version=v",
                Ok("/rooms?nextLink=abc&api-version=v"),
            ),
            ("HTTPS://Contoso.Communication.Azure.com:443/rooms?x", Ok("/rooms?x")),
            ("/rooms?nextLink=abc", Ok("/rooms?nextLink=abc")),
            ("/rooms", Ok("/rooms")),
            ("/rooms?", Ok("/rooms?")),
            ("/rooms?next=https://x/y", Ok("/rooms?next=https://x/y")),
            ("/rooms?a=b c\"<>'é%20+=~", Ok("/rooms?a=b%20c%22%3C%3E%27%C3%A9%20+=~")),
            ("/ro oms", Ok("/ro%20oms")),
            (long.as_str(), Ok(long.as_str())),
            ("https://evil.example/rooms", Err("another origin")),
            (
                "https://contoso.communication.azure.com.evil.example/rooms",
                Err("another origin"),
            ),
            (
                "https://contoso.communication.azure.com@evil.example/rooms",
                Err("another origin"),
            ),
            (
                "https://contoso.communication.azure.com:444/rooms",
                Err("another origin"),
            ),
            ("http://contoso.communication.azure.com/rooms", Err("another origin")),
            (
                "https://evil.example\\@contoso.communication.azure.com/rooms",
                Err("another origin"),
            ),
            ("https:///rooms", Err("another origin")),
            ("//evil.example/rooms", Err("neither")),
            ("/\\evil.example/rooms", Err("neither")),
            ("rooms?x", Err("neither")),
            ("javascript:alert(1)", Err("neither")),
            ("https:evil.example", Err("neither")),
            ("", Err("neither")),
            ("/rooms#x", Err("neither")),
            ("https://contoso.communication.azure.com", Err("neither")),
            ("/rooms/../keys", Err(". or ..")),
            ("/rooms/%2E%2e/keys", Err(". or ..")),
            ("/./rooms", Err(". or ..")),
        ] {
            match (path_of_link(link, &endpoint), path) {
                (Ok(ours), Ok(path)) => assert_eq!(ours, path),
                (Err(error), Err(words)) => assert!(error.message.contains(words), "{link}: {}", error.message),
                (ours, _) => panic!("{link}: {ours:?}"),
            }
        }
    }

    #[test]
    fn a_proxied_link_stays_in_the_proxy() {
        let proxy = Endpoint::parse_with_path("https://example.com/api").unwrap();
        assert_eq!(
            path_of_link("https://example.com/api/rooms?x", &proxy).as_deref(),
            Ok("/api/rooms?x")
        );
        for link in ["https://example.com/rooms?x", "/apix/rooms", "/api?x"] {
            assert!(path_of_link(link, &proxy).is_err(), "{link}");
        }
    }

    #[test]
    fn segments() {
        let mut out = String::new();
        push_segment(&mut out, "a b/c?d&é~._-");
        assert_eq!(out, "a%20b%2Fc%3Fd%26%C3%A9~._-");
    }
}
