//! Links to next pages, and why they are not trusted.
//!
//! The service gives absolute links with an opaque token of two or three thousand characters. Programs hand them on as
//! continuation tokens, often in addresses of their own. Whoever can plant another one would get a signed request to
//! another origin, or to anything else that the key opens, so a link is followed only where it came from: to its list.
//! The official clients follow every link.

use super::connection::{AbsoluteUrl, Endpoint};
use super::error::ArgumentError;
use super::text::has_any;

/// Appends the query of `link` to `path`, exactly as both will be sent, so that they can be signed.
///
/// `link` is absolute, or begins with the path. Once it is parsed, it must lead to this path of the endpoint: before
/// that, `\`, tabs and `%2e` in it could mean anything.
pub fn follow_link(
    path: &mut String,
    link: &str,
    endpoint: &Endpoint,
    absolute_url: AbsoluteUrl,
) -> Result<(), ArgumentError> {
    let refuse = |advice| Err(ArgumentError::of_range("continuationToken", advice));
    let origin = endpoint.origin();
    let url = [if link.starts_with('/') { &origin } else { "" }, link].concat();
    let url = absolute_url(&url).unwrap_or_default();
    // A link to `https://host.example` must not match an endpoint `https://host`: after the origin comes the path.
    let target = url.strip_prefix(&*origin);
    let Some(target) = target.filter(|target| target.starts_with('/') && !target.starts_with("//")) else {
        return refuse("leads to another origin than the endpoint, and is not followed");
    };
    let query = target.strip_prefix(path.as_str());
    match query.filter(|query| (query.is_empty() || query.starts_with('?')) && !has_any(target, b"#")) {
        Some(query) => path.push_str(query),
        None => return refuse("leads to something else than its list, and is not followed"),
    }
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

    const ORIGIN: Result<&str, &str> = Err("leads to another origin");
    const PATH: Result<&str, &str> = Err("leads to something else");

    fn check(list: &str, endpoint: &str, cases: &[(&str, Result<&str, &str>)]) {
        let endpoint = Endpoint::of_url(endpoint).unwrap();
        for (link, expected) in cases {
            let mut path = list.to_owned();
            let result = follow_link(&mut path, link, &endpoint, absolute_url);
            match (&result, expected) {
                (Ok(()), Ok(sent)) => assert_eq!(path, *sent, "{link}"),
                (Err(error), Err(words)) => {
                    let message = &error.message;
                    assert!(message.contains(words), "{link}: {message}");
                }
                _ => panic!("{link}: {result:?} {path}"),
            }
        }
    }

    #[test]
    fn a_link_of_rooms_stays_at_the_endpoint_and_in_the_list() {
        let long = format!("/rooms?nextLink={}&api-version=2025-03-13", "Aa0-_".repeat(600));
        check(
            "/rooms",
            "https://contoso.communication.azure.com",
            &[
                (
                    "https://contoso.communication.azure.com/rooms?nextLink=abc&api-version=v",
                    Ok("/rooms?nextLink=abc&api-version=v"),
                ),
                ("HTTPS://Contoso.Communication.Azure.com:443/rooms?x", Ok("/rooms?x")),
                ("/rooms?nextLink=abc", Ok("/rooms?nextLink=abc")),
                ("/rooms", Ok("/rooms")),
                ("/rooms?", Ok("/rooms?")),
                ("/rooms?next=https://x/y", Ok("/rooms?next=https://x/y")),
                ("/rooms?/../keys\\..", Ok("/rooms?/../keys\\..")),
                ("/rooms?a=b c\"<>'é%20+=~", Ok("/rooms?a=b%20c%22%3C%3E%27%C3%A9%20+=~")),
                // What these say is this list.
                ("/ro\toms?x", Ok("/rooms?x")),
                ("/./keys/..\\rooms?x", Ok("/rooms?x")),
                (long.as_str(), Ok(long.as_str())),
                ("https://evil.example/rooms", ORIGIN),
                ("https://contoso.communication.azure.com.evil.example/rooms", ORIGIN),
                ("https://contoso.communication.azure.com@evil.example/rooms", ORIGIN),
                ("https://contoso.communication.azure.com:444/rooms", ORIGIN),
                ("http://contoso.communication.azure.com/rooms", ORIGIN),
                ("https://evil.example\\@contoso.communication.azure.com/rooms", ORIGIN),
                ("https:///rooms", ORIGIN),
                ("//evil.example/rooms", ORIGIN),
                ("/\\evil.example/rooms", ORIGIN),
                ("/\t/evil.example/rooms", ORIGIN),
                ("\\\\evil.example/rooms", ORIGIN),
                ("rooms?x", ORIGIN),
                ("javascript:alert(1)", ORIGIN),
                ("https:evil.example", ORIGIN),
                ("", ORIGIN),
                ("/rooms#x", PATH),
                ("/rooms?x#y", PATH),
                ("https://contoso.communication.azure.com", PATH),
                ("/ro oms", PATH),
                ("/Rooms", PATH),
                ("/rooms/", PATH),
                ("/rooms/?x", PATH),
                ("//rooms?x", ORIGIN),
                ("/roomsx?x", PATH),
                ("/rooms%3Fx", PATH),
                ("/%72ooms?x", PATH),
                ("/rooms;x?x", PATH),
                ("/identities?api-version=1", PATH),
                (
                    "https://contoso.communication.azure.com/chat/threads?api-version=1",
                    PATH,
                ),
                ("/rooms/99/participants?x", PATH),
                ("/rooms/../keys?x", PATH),
                ("/rooms/%2E%2e/keys?x", PATH),
                ("/rooms\\..\\keys?x", PATH),
                ("/rooms/.\t./keys?x", PATH),
                ("/rooms/%2e\t%2e/keys?x", PATH),
                ("/rooms/%2e\n%2E/keys?x", PATH),
                ("/rooms/..?x", PATH),
                ("/rooms/%252e%252e/keys?x", PATH),
            ],
        );
    }

    #[test]
    fn a_link_of_participants_stays_with_their_room() {
        check(
            "/rooms/99/participants",
            "https://contoso.communication.azure.com",
            &[
                ("/rooms/99/participants?x", Ok("/rooms/99/participants?x")),
                ("/rooms/98/participants?x", PATH),
                ("/rooms/99/../98/participants?x", PATH),
                ("/rooms/99\\..\\98\\participants?x", PATH),
                ("/rooms/99?x", PATH),
                ("/rooms?x", PATH),
                ("/rooms/99/participants/..?x", PATH),
                ("/rooms/99/participants:add?x", PATH),
            ],
        );
    }

    #[test]
    fn a_proxied_link_stays_in_the_proxy() {
        check(
            "/api/rooms",
            "https://example.com/api",
            &[
                ("https://example.com/api/rooms?x", Ok("/api/rooms?x")),
                ("/api/rooms?x", Ok("/api/rooms?x")),
                ("https://example.com/rooms?x", PATH),
                ("/rooms?x", PATH),
                ("/apix/rooms", PATH),
                ("/api?x", PATH),
                ("/api/../rooms?x", PATH),
                ("/api/admin?x", PATH),
            ],
        );
    }

    #[test]
    fn segments() {
        let mut out = String::new();
        push_segment(&mut out, "a b/c?d&é~._-");
        assert_eq!(out, "a%20b%2Fc%3Fd%26%C3%A9~._-");
    }
}
