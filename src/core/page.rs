//! Links to next pages, and why they are not trusted.
//!
//! The service gives absolute links with an opaque token of two or three thousand characters. Whoever could plant
//! another origin in one would get a signed request, so such a link is refused before anything is signed; the
//! official clients follow it.

use super::connection::{AbsoluteUrl, Endpoint};
use super::error::ArgumentError;
use super::text::{cut_before, has_any, parts};

/// Appends the path and query to request for `link`, exactly as it will be sent, so that it can be signed.
///
/// `link` is absolute, or begins with the path.
pub fn path_of_link(
    out: &mut String,
    link: &str,
    endpoint: &Endpoint,
    absolute_url: AbsoluteUrl,
) -> Result<(), ArgumentError> {
    let refuse = |advice| Err(ArgumentError::of_range("nextLink", advice));
    let is_dots = |segment: &str| {
        let mut rest = segment;
        let mut dots = 0;
        while let Some(after) = [".", "%2e", "%2E"].iter().find_map(|dot| rest.strip_prefix(dot)) {
            rest = after;
            dots += 1;
        }
        rest.is_empty() && (dots == 1 || dots == 2)
    };
    // A URL parser would follow them.
    if parts(cut_before(link, b"?#").0, b'/').any(is_dots) {
        return refuse("has . or .. in its path, and is not followed");
    }
    let origin = endpoint.origin();
    let url = [if link.starts_with('/') { &origin } else { "" }, link].concat();
    let url = absolute_url(&url).unwrap_or_default();
    // A link to `https://host.example` must not match an endpoint `https://host`: after the origin comes the path.
    let Some(target) = url.strip_prefix(&*origin).filter(|target| target.starts_with('/')) else {
        return refuse("leads to another origin than the endpoint, and is not followed");
    };
    let inside = target.strip_prefix(endpoint.base_path());
    if !inside.is_some_and(|rest| rest.starts_with('/')) {
        return refuse("leads out of the proxy's path, and is not followed");
    }
    if target.starts_with("//") || has_any(target, b"#") {
        return refuse("is no path and query of the service, and is not followed");
    }
    out.push_str(target);
    Ok(())
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
    use crate::core::connection::absolute_url;

    fn path_of(link: &str, endpoint: &Endpoint) -> Result<String, ArgumentError> {
        let mut out = String::new();
        path_of_link(&mut out, link, endpoint, absolute_url).map(|()| out)
    }

    #[test]
    fn links() {
        let endpoint = Endpoint::of_url("https://contoso.communication.azure.com").unwrap();
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
            ("//evil.example/rooms", Err("no path")),
            ("/\\evil.example/rooms", Err("no path")),
            ("/\t/evil.example/rooms", Err("no path")),
            ("\\\\evil.example/rooms", Err("another origin")),
            ("rooms?x", Err("another origin")),
            ("javascript:alert(1)", Err("another origin")),
            ("https:evil.example", Err("another origin")),
            ("", Err("another origin")),
            ("/rooms#x", Err("no path")),
            ("https://contoso.communication.azure.com", Ok("/")),
            ("/rooms/../keys", Err(". or ..")),
            ("/rooms/%2E%2e/keys", Err(". or ..")),
            ("/./rooms", Err(". or ..")),
        ] {
            match (path_of(link, &endpoint), path) {
                (Ok(ours), Ok(path)) => assert_eq!(ours, path),
                (Err(error), Err(words)) => assert!(error.message.contains(words), "{link}: {}", error.message),
                (ours, _) => panic!("{link}: {ours:?}"),
            }
        }
    }

    #[test]
    fn a_proxied_link_stays_in_the_proxy() {
        let proxy = Endpoint::of_url("https://example.com/api").unwrap();
        assert_eq!(
            path_of("https://example.com/api/rooms?x", &proxy).as_deref(),
            Ok("/api/rooms?x")
        );
        for link in ["https://example.com/rooms?x", "/apix/rooms", "/api?x"] {
            assert!(path_of(link, &proxy).is_err(), "{link}");
        }
    }

    #[test]
    fn segments() {
        let mut out = String::new();
        push_segment(&mut out, "a b/c?d&é~._-");
        assert_eq!(out, "a%20b%2Fc%3Fd%26%C3%A9~._-");
    }
}
