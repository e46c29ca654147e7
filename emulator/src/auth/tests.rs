//! Known answers of the signature, and the negative table.

use super::*;
use crate::http::Scheme;

/// Base64 of `0123456789abcdef0123456789abcdef`.
const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const DATE: &str = "Thu, 06 Mar 2025 20:29:42 GMT";
const CONTOSO: &str = "contoso.communication.azure.com";
const ROOM: &str = "/rooms/99439012481361168?api-version=2025-03-13";

fn hash(body: &str) -> String {
    STANDARD.encode(Sha256::digest(body))
}

fn request(method: &str, target: &str, host: &str, date: &str, body: &str, signature: &str) -> Request {
    Request {
        method: method.into(),
        target: target.into(),
        scheme: Scheme::Https,
        headers: vec![
            ("Host".into(), host.into()),
            ("x-ms-date".into(), date.into()),
            ("x-ms-content-sha256".into(), hash(body)),
            (
                "Authorization".into(),
                format!("HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}"),
            ),
        ],
        body: body.into(),
    }
}

fn verify(request: &Request, key: &str, strict: bool) -> Result<(), Refusal> {
    let now = request
        .header("x-ms-date")
        .and_then(Ticks::parse_http_date)
        .unwrap_or_else(|| Ticks::parse_http_date(DATE).unwrap());
    verify_at(request, key, now, strict)
}

fn verify_at(request: &Request, key: &str, now: Ticks, strict: bool) -> Result<(), Refusal> {
    let keys = [
        AccessKey::from_base64("b3RoZXI=").unwrap(),
        AccessKey::from_base64(key).unwrap(),
    ];
    authenticate(
        request,
        &Policy {
            keys: &keys,
            now,
            skew_window_in_ms: 900_000,
            tokens: None,
            strict,
        },
    )
    .map(drop)
}

#[test]
fn primitives() {
    for (text, expected) in [
        ("", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
        ("banana", "tJPUg2Sv5E0RwBZc9HCkFk0eJgmRHvmYvoaNRq3j3k4="),
        ("😀", "8EQ6NCxe9UeDoRG1G6Vsk45HTDIyTZDDpgycjjo34tk="),
        ("{}", "RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o="),
    ] {
        assert_eq!(hash(text), expected, "{text}");
    }
    let key = AccessKey::from_base64("pw==").unwrap();
    for (text, expected) in [
        ("banana", "88EC05aAS9iXnaimtNO78JLjiPtfWryQB/5QYEzEsu8="),
        ("😀", "1rudJKjn2Zi+3hRrBG29wIF6pD6YyAeQR1ZcFtXoKAU="),
    ] {
        assert_eq!(STANDARD.encode(key.sign(text).unwrap()), expected, "{text}");
    }
}

/// From the official SDKs' own tests: key `pw==`, GET without a body.
#[test]
fn known_answers_of_the_official_tests() {
    let contoso = "contoso.communicationservices.azure.com";
    for (host, target, signature) in [
        (contoso, "/", "88MDmJhUR3m5QhFxb8ztShsSwlGrg7g/6XPnWf7QEO4="),
        (contoso, "/testPath", "RoCrHjw7fb9fpHSbqvRUY2xa8RBS0YvI1cxI1x8AS38="),
        (
            contoso,
            "/testPath?testQuery=yes",
            "il99+rd6V5O136roX/zVePCNle78HmvC4B7tu9zRH3I=",
        ),
        (
            "example.com",
            "/testPath?testQuery=test",
            "DGdgwggJWnQyc6EHjR/Vbqg1ES64KpD6U2XwTDDj3tU=",
        ),
        (
            "example.com",
            "/testPath",
            "+6tWkg3lNKVjQHHmxkdGQcJjUgzclsWTMebnuCz1ngU=",
        ),
    ] {
        let request = request("GET", target, host, "Wed, 13 Apr 2022 18:09:12 GMT", "", signature);
        assert_eq!(verify(&request, "pw==", true), Ok(()), "{host}{target}");
    }
}

/// Signatures captured from the official JavaScript and Python clients with a made-up key.
#[test]
fn known_answers_of_the_official_clients() {
    let create = r#"{"validFrom":"2025-04-01T00:00:00.500Z","validUntil":"2025-05-01T00:00:00.000Z","pstnDialOutEnabled":true,"participants":{"8:acs:a_b":{"role":"Presenter"},"8:acs:a_c":{"role":"Consumer"}}}"#;
    let remove = r#"{"participants":{"8:acs:a_b":null,"4:+14255550123":null,"8:orgid:45ab2481-1c1c-4005-be24-0ffb879b1130":null}}"#;
    let rooms = "/rooms?api-version=2025-03-13";
    let participants = "/rooms/99439012481361168/participants?api-version=2025-03-13";
    for (method, target, body, signature) in [
        ("GET", rooms, "", "vbVA75SgnmapS7B3fGGlxk2SUL4CuPUgCClnRT1pxuc="),
        ("GET", ROOM, "", "Wb34ryVpojGheKSkE1zVCwDyKW6GmXFyYZZpa1gRzEs="),
        ("POST", rooms, create, "IWqCWP664/azIoQ1KWymLocI0II+5HBTmN1J2s75F/g="),
        (
            "POST",
            rooms,
            r#"{"participants":{}}"#,
            "Wmfh9Jdn5o3r8zcG5XlthLyCl+BkshwyRFp2sh5jM8Q=",
        ),
        ("PATCH", ROOM, "{}", "3pG7MfqSH6f/G0dB+MJrAN+x4yNoB1lO/RVZWie5Jyc="),
        (
            "PATCH",
            participants,
            remove,
            "G3DYIL7il3CVbKe2NXYYgC8+guCbCpndDR4QoSJasE4=",
        ),
    ] {
        let request = request(method, target, CONTOSO, DATE, body, signature);
        assert_eq!(verify(&request, KEY, true), Ok(()), "{method} {target} {body}");
    }
}

/// Quirks are taken by default and refused when strict.
#[test]
fn known_answers_of_the_quirks() {
    for (name, target, host, signature) in [
        (
            "old JS: host:port:port",
            "/rooms?api-version=2025-03-13",
            "localhost:8080",
            "oJ5l7Kkp87uol5mhBB02qSIFVYTtNxJW+9F3BaYykew=",
        ),
        (
            "Java: host without port",
            "/rooms?api-version=2025-03-13",
            "127.0.0.1:9443",
            "/YrMQpc5CVz0wgo3X3ernJy76QQGyhNLrMkslbTwNPY=",
        ),
        (
            "Python: decoded target",
            "/rooms/a%20b%2Fc%3Fd%26%C3%A9?api-version=2025-03-13",
            CONTOSO,
            "JVUJE7l3YriAx/8nImdAfUbdgW0uWUtl4/c9a/9yyT8=",
        ),
    ] {
        let request = request("GET", target, host, DATE, "", signature);
        assert_eq!(verify(&request, KEY, false), Ok(()), "{name}");
        assert!(verify(&request, KEY, true).is_err(), "{name}, strict");
    }
}

/// Old JS clients in Node send `host:port:port` as `Host` too: no quirk is needed then.
#[test]
fn the_raw_host_is_what_counts() {
    let request = request(
        "GET",
        "/rooms?api-version=2025-03-13",
        "localhost:8080:8080",
        DATE,
        "",
        "oJ5l7Kkp87uol5mhBB02qSIFVYTtNxJW+9F3BaYykew=",
    );
    assert_eq!(verify(&request, KEY, true), Ok(()));
}

#[test]
fn signed_headers_are_the_clients_own_list() {
    let text = format!("GET\n{ROOM}\n{CONTOSO};{};{DATE};application/json", hash(""));
    let signature = STANDARD.encode(AccessKey::from_base64(KEY).unwrap().sign(&text).unwrap());
    let mut request = request("GET", ROOM, CONTOSO, DATE, "", "");
    request
        .headers
        .retain(|(name, _)| name == "Host" || name == "x-ms-content-sha256");
    request.headers.push(("Date".into(), DATE.into()));
    request.headers.push(("accept".into(), "application/json".into()));
    request.headers.push((
        "authorization".into(),
        format!("hmac-sha256 SignedHeaders=host;x-ms-content-sha256;date;Accept&Signature={signature}"),
    ));
    assert_eq!(verify(&request, KEY, true), Ok(()));
}

fn signed() -> Request {
    request(
        "GET",
        ROOM,
        CONTOSO,
        DATE,
        "",
        "Wb34ryVpojGheKSkE1zVCwDyKW6GmXFyYZZpa1gRzEs=",
    )
}

fn set(request: &mut Request, name: &str, value: &str) {
    request.headers.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
    request.headers.push((name.into(), value.into()));
}

fn set_authorization(request: &mut Request, names: &str, signature: &str) {
    let value = format!("HMAC-SHA256 SignedHeaders={names}&Signature={signature}");
    set(request, "Authorization", &value);
}

type Spoil = fn(&mut Request);

/// Every way to be refused, each with its own words.
const REFUSALS: [(&str, Spoil); 17] = [
    ("There is no Authorization header.", |r| {
        r.headers.retain(|(name, _)| name != "Authorization")
    }),
    ("There is more than one Authorization header.", |r| {
        r.headers.push(("authorization".into(), "Bearer x".into()))
    }),
    (
        "The scheme of the Authorization header is neither HMAC-SHA256 nor Bearer.",
        |r| set(r, "Authorization", "Basic YTpi"),
    ),
    (
        "The Bearer token is empty or has characters a token cannot have.",
        |r| set(r, "Authorization", "Bearer a b"),
    ),
    (
        "Given value does not match HMAC header structure: SignedHeaders={names}&Signature={base64}.",
        |r| set(r, "Authorization", "HMAC-SHA256 nonsense"),
    ),
    ("The Authorization header has no SignedHeaders.", |r| {
        set(
            r,
            "Authorization",
            "HMAC-SHA256 Signature=Wb34ryVpojGheKSkE1zVCwDyKW6GmXFyYZZpa1gRzEs=",
        )
    }),
    ("SignedHeaders has neither x-ms-date nor date.", |r| {
        set_authorization(r, "host;x-ms-content-sha256", "eA==")
    }),
    ("SignedHeaders does not have host.", |r| {
        set_authorization(r, "x-ms-date;x-ms-content-sha256", "eA==")
    }),
    ("SignedHeaders does not have x-ms-content-sha256.", |r| {
        set_authorization(r, "x-ms-date;host", "eA==")
    }),
    ("SignedHeaders has x-extra, but the request does not.", |r| {
        set_authorization(r, "x-ms-date;host;x-ms-content-sha256;x-extra", "eA==")
    }),
    ("The signed header host came more than once.", |r| {
        r.headers.push(("host".into(), "evil".into()))
    }),
    (
        "x-ms-date is no HTTP date such as 'Thu, 06 Mar 2025 20:29:42 GMT'.",
        |r| set(r, "x-ms-date", "2025-03-06T20:29:42Z"),
    ),
    (
        "x-ms-date is 901 seconds behind the service's clock; 900 are allowed.",
        |r| set(r, "x-ms-date", "Thu, 06 Mar 2025 20:14:41 GMT"),
    ),
    (
        "x-ms-date is 901 seconds ahead of the service's clock; 900 are allowed.",
        |r| set(r, "x-ms-date", "Thu, 06 Mar 2025 20:44:43 GMT"),
    ),
    (
        "The Authorization header has a Credential, and the service knows none: the key alone signs.",
        |r| set_authorization(r, "x-ms-date;host;x-ms-content-sha256", "eA==&Credential=0-l9-s0:abc"),
    ),
    ("The Signature is no base64.", |r| {
        set_authorization(r, "x-ms-date;host;x-ms-content-sha256", "!")
    }),
    ("x-ms-content-sha256 is not the hash of the body that arrived.", |r| {
        r.body = b"{}".to_vec()
    }),
];

#[test]
fn refusals_are_distinct_and_reveal_nothing() {
    let now = Ticks::parse_http_date(DATE).unwrap();
    assert_eq!(verify_at(&signed(), KEY, now, true), Ok(()));
    let mut seen = std::collections::HashSet::new();
    for (reason, spoil) in REFUSALS {
        let mut request = signed();
        spoil(&mut request);
        let refusal = verify_at(&request, KEY, now, true).unwrap_err();
        assert_eq!(refusal, denied(reason));
        assert_eq!(refusal.status, 401);
        assert!(seen.insert(reason), "{reason} twice");
        let body = String::from_utf8(refusal.into_response().body).unwrap();
        assert!(
            !body.contains("Wb34ryVpojGheKSkE1zVCwDyKW6GmXFyYZZpa1gRzEs"),
            "{reason}"
        );
        assert!(!body.contains(&hash("{}")), "{reason}");
    }
}

#[test]
fn every_flipped_bit_of_the_signature_is_refused() {
    let right = STANDARD.decode("Wb34ryVpojGheKSkE1zVCwDyKW6GmXFyYZZpa1gRzEs=").unwrap();
    for bit in 0..right.len() * 8 {
        let mut wrong = right.clone();
        wrong[bit / 8] ^= 1 << (bit % 8);
        let mut request = signed();
        set_authorization(
            &mut request,
            "x-ms-date;host;x-ms-content-sha256",
            &STANDARD.encode(wrong),
        );
        assert_eq!(
            verify(&request, KEY, false),
            Err(denied(
                "The Signature does not match: another key, method, path, query or signed header was used."
            )),
            "bit {bit}"
        );
    }
}

#[test]
fn what_is_signed_cannot_be_changed() {
    let changes: [(&str, Spoil); 4] = [
        ("method", |r| r.method = "DELETE".into()),
        ("target", |r| r.target.push_str("&x=1")),
        ("host", |r| set(r, "Host", "fabrikam.communication.azure.com")),
        ("date", |r| set(r, "x-ms-date", "Thu, 06 Mar 2025 20:29:43 GMT")),
    ];
    for (name, change) in changes {
        let mut request = signed();
        change(&mut request);
        assert!(verify(&request, KEY, false).is_err(), "{name}");
    }
    let mut request = signed();
    set(&mut request, "Authorization", "Bearer eyJ0eXAi.eyJhdWQi.c2ln-_==");
    assert_eq!(verify(&request, KEY, true), Ok(()));
}

/// Seeded, so that a failure can be repeated.
#[test]
fn no_authorization_header_panics() {
    let pieces = [
        "HMAC-SHA256",
        "Bearer",
        " ",
        "SignedHeaders=",
        "x-ms-date",
        ";",
        "host",
        "&",
        "Signature=",
        "=",
        "é",
        "%",
        "\u{0}",
        "x-ms-content-sha256",
    ];
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut refused = 0;
    for _ in 0..20_000 {
        let mut header = String::new();
        for _ in 0..12 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            header.push_str(pieces[(state >> 33) as usize % pieces.len()]);
        }
        let mut request = signed();
        set(&mut request, "Authorization", &header);
        refused += usize::from(verify(&request, KEY, false).is_err());
    }
    assert!(refused > 19_000);
}
