//! What happens before an operation: size, credential, path, method, version, content type; and the headers
//! every answer has.

use acs_rooms_emulator::http::Scheme;
use acs_rooms_emulator::options::DEFAULT_SECONDARY_KEY;

use crate::support::{Client, code, json, message, text};

#[test]
fn paths_methods_versions_and_types() {
    let mut client = Client::new();
    let id = client.create("{}");
    let merge = "application/merge-patch+json";
    let table: [(&str, String, Option<&str>, u16, &str); 21] = [
        ("GET", "/".into(), None, 404, "NotFound"),
        ("GET", "/room".into(), None, 404, "NotFound"),
        ("GET", "/ROOMS".into(), None, 404, "NotFound"),
        ("GET", format!("/rooms/{id}/"), None, 404, "NotFound"),
        (
            "GET",
            format!("/rooms/{id}/participants/8:acs:x"),
            None,
            404,
            "NotFound",
        ),
        ("PUT", "/rooms".into(), None, 405, "MethodNotAllowed"),
        ("HEAD", format!("/rooms/{id}"), None, 405, "MethodNotAllowed"),
        ("POST", format!("/rooms/{id}"), None, 405, "MethodNotAllowed"),
        (
            "DELETE",
            format!("/rooms/{id}/participants"),
            None,
            405,
            "MethodNotAllowed",
        ),
        (
            "POST",
            format!("/rooms/{id}/participants:add"),
            None,
            501,
            "NotImplemented",
        ),
        (
            "POST",
            format!("/rooms/{id}/participants:update"),
            None,
            501,
            "NotImplemented",
        ),
        (
            "POST",
            format!("/rooms/{id}/participants%3Aremove"),
            None,
            501,
            "NotImplemented",
        ),
        ("GET", "/rooms?x=1".into(), None, 400, "ApiVersionUnspecified"),
        ("GET", "/rooms?api-version=".into(), None, 400, "ApiVersionUnspecified"),
        (
            "GET",
            "/rooms?api-version=2022-02-01".into(),
            None,
            400,
            "UnsupportedApiVersion",
        ),
        (
            "GET",
            "/rooms?api-version=2025-02-28".into(),
            None,
            400,
            "UnsupportedApiVersion",
        ),
        (
            "GET",
            "/rooms?api-version=2025-03-13&api-version=2024-04-15".into(),
            None,
            400,
            "AmbiguousApiVersion",
        ),
        ("POST", "/rooms".into(), Some("text/plain"), 415, "UnsupportedMediaType"),
        ("POST", "/rooms".into(), Some(merge), 415, "UnsupportedMediaType"),
        (
            "PATCH",
            format!("/rooms/{id}"),
            Some("application/json"),
            415,
            "UnsupportedMediaType",
        ),
        (
            "PATCH",
            format!("/rooms/{id}/participants"),
            Some("application/json"),
            415,
            "UnsupportedMediaType",
        ),
    ];
    for (method, path, content_type, status, expected) in table {
        let headers: Vec<(&str, &str)> = content_type.map(|value| ("Content-Type", value)).into_iter().collect();
        let answer = client.send_with(method, &path, "{}", &headers);
        assert_eq!(
            (answer.status, code(&answer).as_str()),
            (status, expected),
            "{method} {path}"
        );
        assert_eq!(answer.header("x-ms-error-code"), Some(expected), "{method} {path}");
        assert_eq!(answer.header("Allow").is_some(), status == 405, "{method} {path}");
    }
    let unsupported = client.send("GET", "/rooms?api-version=2022-02-01", "");
    assert_eq!(
        message(&unsupported),
        "The HTTP resource that matches the request URI 'https://emulator.localhost/rooms' does not support the API version '2022-02-01'."
    );
}

#[test]
fn content_types_may_have_parameters_and_any_case() {
    let mut client = Client::new();
    for value in [
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        "application/json;charset=utf-8;v=1",
    ] {
        assert_eq!(
            client
                .send_with("POST", "/rooms", "{}", &[("content-type", value)])
                .status,
            201,
            "{value}"
        );
    }
}

#[test]
fn every_published_version_is_served() {
    let mut client = Client::new();
    for version in ["2023-06-14", "2023-10-30-preview", "2024-04-15", "2025-03-13"] {
        client.version = version;
        let room = json(&client.send(
            "POST",
            "/rooms",
            r#"{"participants":{"@alice":{"role":"Collaborator"}}}"#,
        ));
        assert_eq!(
            room.get("pstnDialOutEnabled").is_some(),
            version != "2023-06-14",
            "{version}"
        );
    }
}

#[test]
fn python_enum_names_are_taken_unless_strict() {
    for (options, status) in [("{}", 200), (r#"{"strict":true}"#, 400)] {
        let mut client = Client::with(options);
        assert_eq!(
            client
                .send("GET", "/rooms?api-version=ApiVersion.V2025_03_13", "")
                .status,
            status,
            "{options}"
        );
    }
}

#[test]
fn bodies_have_a_limit() {
    let mut client = Client::with(r#"{"maxBodyInBytes":100}"#);
    let body = |length: usize| format!(r#"{{"x":"{}"}}"#, "y".repeat(length - 8));
    assert_eq!(client.send("POST", "/rooms", &body(100)).status, 201);
    let answer = client.send("POST", "/rooms", &body(101));
    assert_eq!((answer.status, code(&answer)), (413, "RequestBodyTooLarge".into()));
}

#[test]
fn deep_json_is_refused_not_fatal() {
    let mut client = Client::new();
    let body = format!("{{\"x\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(client.send("POST", "/rooms", &body).status, 400);
}

#[test]
fn both_keys_sign_and_others_do_not() {
    let mut client = Client::new();
    let at = client.world.now_in_ms;
    for (key, status) in [(DEFAULT_SECONDARY_KEY, 200), ("b3RoZXI=", 401)] {
        let mut request = client.unsigned("GET", "/rooms", "");
        client.sign_with(&mut request, key, at);
        assert_eq!(client.exchange(&request).response.status, status);
    }
    let answer = client
        .emulator
        .handle(&client.unsigned("GET", "/rooms", ""), &mut client.world);
    assert_eq!(answer.response.status, 401);
    assert_eq!(answer.response.header("api-supported-versions"), None);
    assert_eq!(answer.response.header("x-ms-error-code"), Some("Denied"));
    assert_eq!(
        message(&answer.response),
        "Denied by the resource provider. There is no Authorization header."
    );
}

#[test]
fn the_skew_window_can_be_set_and_the_refusal_tells_the_date() {
    for (options, off, status) in [
        ("{}", 15 * 60 * 1000, 200),
        ("{}", -15 * 60 * 1000 - 1000, 401),
        (r#"{"skewWindowInMs":1000}"#, 2000, 401),
        (r#"{"skewWindowInMs":1e300}"#, -1_000_000_000_000, 200),
    ] {
        let mut client = Client::with(options);
        let mut request = client.unsigned("GET", "/rooms", "");
        client.sign_with(
            &mut request,
            acs_rooms_emulator::options::DEFAULT_PRIMARY_KEY,
            client.world.now_in_ms + off,
        );
        let answer = client.exchange(&request).response;
        assert_eq!(answer.status, status, "{options} {off} {}", text(&answer));
        assert_eq!(answer.header("Date"), Some("Thu, 06 Mar 2025 20:29:42 GMT"));
    }
}

#[test]
fn tokens_are_taken_by_their_shape() {
    let mut client = Client::new();
    let mut request = client.unsigned("GET", "/rooms", "");
    request
        .headers
        .push(("Authorization".into(), "Bearer eyJ0.eyJh.c2ln".into()));
    assert_eq!(client.exchange(&request).response.status, 200);
}

#[test]
fn browsers_get_their_preflight_without_a_credential() {
    let mut client = Client::new();
    let mut request = client.unsigned("OPTIONS", "/rooms/99480215317774646/participants", "");
    request.headers.push(("Origin".into(), "http://localhost:9876".into()));
    request
        .headers
        .push(("Access-Control-Request-Method".into(), "PATCH".into()));
    let names = "authorization,content-type,x-ms-content-sha256,x-ms-date";
    request
        .headers
        .push(("Access-Control-Request-Headers".into(), names.into()));
    let answer = client.exchange(&request).response;
    assert_eq!((answer.status, answer.body.len()), (204, 0));
    assert_eq!(answer.header("Access-Control-Allow-Origin"), Some("*"));
    assert_eq!(
        answer.header("Access-Control-Allow-Methods"),
        Some("GET, POST, PATCH, DELETE")
    );
    assert_eq!(answer.header("Access-Control-Allow-Headers"), Some(names));

    let refused = client.send_with("GET", "/rooms/1", "", &[("Origin", "http://localhost:9876")]);
    assert_eq!(refused.header("Access-Control-Allow-Origin"), Some("*"));
    for name in [
        "x-ms-error-code",
        "Retry-After",
        "Date",
        "MS-CV",
        "Location",
        "Repeatability-Result",
    ] {
        assert!(
            refused.header("Access-Control-Expose-Headers").unwrap().contains(name),
            "{name}"
        );
    }

    let mut client = Client::with(r#"{"cors":false}"#);
    let answer = client.exchange(&request).response;
    assert_eq!(
        (answer.status, answer.header("Access-Control-Allow-Origin")),
        (401, None)
    );
}

#[test]
fn common_headers() {
    let mut client = Client::new();
    for (scheme, transport) in [
        (Scheme::Https, Some("max-age=31536000;includeSubDomains")),
        (Scheme::Http, None),
    ] {
        let mut request = client.unsigned("GET", "/rooms", "");
        request.scheme = scheme;
        client.sign(&mut request);
        let answer = client.exchange(&request).response;
        assert_eq!(answer.header("Date"), Some("Thu, 06 Mar 2025 20:29:42 GMT"));
        assert_eq!(answer.header("Request-Context"), Some("appId="));
        assert_eq!(answer.header("Strict-Transport-Security"), transport);
        let vector = answer.header("MS-CV").unwrap();
        assert!(vector.len() == 24 && vector.ends_with(".0"), "{vector}");
    }
}

/// Seeded: targets of all kinds, signed, never panic and always get an answer.
#[test]
fn no_target_panics() {
    let pieces = [
        "/",
        "rooms",
        "participants",
        "%",
        "%2F",
        "%C3",
        "é",
        "?",
        "api-version=2025-03-13",
        "&",
        "nextLink=",
        "W10",
        "99480215317774646",
        ":",
        "#",
        "..",
        "\u{0}",
    ];
    let mut client = Client::new();
    let mut state = 7_u64;
    for _ in 0..5_000 {
        let mut target = String::from("/");
        for _ in 0..8 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            target.push_str(pieces[(state >> 33) as usize % pieces.len()]);
        }
        let mut request = client.unsigned(["GET", "PATCH", "POST"][(state >> 40) as usize % 3], &target, "{}");
        client.sign(&mut request);
        let status = client.exchange(&request).response.status;
        assert!([200, 201, 400, 404, 405].contains(&status), "{status} {target}");
    }
}
