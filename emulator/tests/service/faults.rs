//! Faults on request, and the log.

use acs_rooms_emulator::Exchange;
use acs_rooms_emulator::faults::{Delivery, FaultInput};
use acs_rooms_emulator::options::DEFAULT_PRIMARY_KEY;
use serde_json::Value;

use crate::support::{Client, json};

fn exchange(client: &mut Client, method: &str, path: &str, body: &str) -> Exchange {
    let mut request = client.unsigned(method, path, body);
    client.sign(&mut request);
    client.exchange(&request)
}

fn rooms(client: &mut Client) -> usize {
    client.emulator.clear_faults();
    json(&client.send("GET", "/rooms", ""))["value"]
        .as_array()
        .unwrap()
        .len()
}

/// Fault; status; delivery; whether the room was made all the same.
const KINDS: [(&str, u16, Delivery, bool); 14] = [
    (r#"{"kind":"status"}"#, 503, Delivery::Whole, false),
    (r#"{"kind":"status","status":429}"#, 429, Delivery::Whole, false),
    (r#"{"kind":"status","status":500}"#, 500, Delivery::Whole, false),
    (r#"{"kind":"status","status":502}"#, 502, Delivery::Whole, false),
    (r#"{"kind":"status","status":504}"#, 504, Delivery::Whole, false),
    (r#"{"kind":"unauthorized"}"#, 401, Delivery::Whole, false),
    (r#"{"kind":"htmlPage"}"#, 502, Delivery::Whole, false),
    (r#"{"kind":"resetBeforeCommit"}"#, 500, Delivery::Reset, false),
    (r#"{"kind":"resetAfterCommit"}"#, 201, Delivery::Reset, true),
    (r#"{"kind":"truncatedBody"}"#, 201, Delivery::Truncated, true),
    (r#"{"kind":"invalidJson"}"#, 201, Delivery::Whole, true),
    (
        r#"{"kind":"slowHeaders","delayInMs":7}"#,
        201,
        Delivery::SlowHeaders { delay_in_ms: 7 },
        true,
    ),
    (
        r#"{"kind":"slowBody"}"#,
        201,
        Delivery::SlowBody { delay_in_ms: 1000 },
        true,
    ),
    (r#"{"kind":"skewedDate"}"#, 401, Delivery::Whole, false),
];

#[test]
fn every_kind() {
    for (fault, status, delivery, committed) in KINDS {
        let mut client = Client::new();
        client.inject(fault);
        let exchange = exchange(&mut client, "POST", "/rooms", "{}");
        assert_eq!(
            (exchange.response.status, exchange.delivery),
            (status, delivery),
            "{fault}"
        );
        assert_eq!(client.world.journal.len(), usize::from(committed), "{fault}");
        let parses = serde_json::from_slice::<Value>(&exchange.response.body).is_ok();
        let broken = ["invalidJson", "htmlPage", "resetBeforeCommit"]
            .iter()
            .any(|kind| fault.contains(kind));
        assert_eq!(parses, !broken, "{fault}");
        assert_eq!(rooms(&mut client), usize::from(committed), "{fault}");
    }
}

#[test]
fn the_wait_is_told_in_every_form() {
    for (fault, name, value) in [
        (
            r#"{"kind":"status","status":429,"retryAfterInMs":1500}"#,
            "Retry-After",
            "2",
        ),
        (
            r#"{"kind":"status","retryAfterInMs":2000,"retryAfterForm":"date"}"#,
            "Retry-After",
            "Thu, 06 Mar 2025 20:29:44 GMT",
        ),
        (
            r#"{"kind":"status","retryAfterInMs":250,"retryAfterForm":"ms"}"#,
            "retry-after-ms",
            "250",
        ),
        (
            r#"{"kind":"status","retryAfterInMs":250,"retryAfterForm":"xMs"}"#,
            "x-ms-retry-after-ms",
            "250",
        ),
    ] {
        let mut client = Client::new();
        client.inject(fault);
        assert_eq!(client.send("GET", "/rooms", "").header(name), Some(value), "{fault}");
        assert_eq!(client.send("GET", "/rooms", "").status, 200);
    }
}

#[test]
fn faults_choose_their_requests() {
    let mut client = Client::new();
    let id = client.create("{}");
    client.inject(r#"{"kind":"status","status":500,"method":"patch","path":"/rooms/*/participants","count":2}"#);
    let statuses: Vec<u16> = [
        ("GET", "/rooms".to_string(), ""),
        ("PATCH", format!("/rooms/{id}"), "{}"),
        ("GET", format!("/rooms/{id}/participants"), ""),
        ("PATCH", format!("/rooms/{id}/participants"), "{}"),
        ("PATCH", format!("/rooms/{id}/participants"), "{}"),
        ("PATCH", format!("/rooms/{id}/participants"), "{}"),
    ]
    .iter()
    .map(|(method, path, body)| client.send(method, path, body).status)
    .collect();
    assert_eq!(statuses, [200, 200, 200, 500, 500, 200]);

    client.inject(r#"{"kind":"status","count":"always"}"#);
    assert!((0..10).all(|_| client.send("GET", "/rooms", "").status == 503));
    client.emulator.clear_faults();
    assert_eq!(client.send("GET", "/rooms", "").status, 200);

    client.inject(r#"{"kind":"status","count":"always","probability":0.5}"#);
    let hit = (0..1000)
        .filter(|_| client.send("GET", "/rooms", "").status == 503)
        .count();
    assert!((400..600).contains(&hit), "{hit}");
}

#[test]
fn a_skewed_clock_takes_requests_signed_by_it() {
    let mut client = Client::new();
    client.inject(r#"{"kind":"skewedDate","skewInMs":-3600000}"#);
    let refused = client.send("GET", "/rooms", "");
    assert_eq!(
        (refused.status, refused.header("Date")),
        (401, Some("Thu, 06 Mar 2025 19:29:42 GMT"))
    );
    let mut request = client.unsigned("GET", "/rooms", "");
    client.sign_with(&mut request, DEFAULT_PRIMARY_KEY, client.world.now_in_ms - 3_600_000);
    assert_eq!(client.exchange(&request).response.status, 200);
}

#[test]
fn impossible_faults_are_refused_by_name() {
    let mut client = Client::new();
    for (fault, words) in [
        (r#""status""#, "fault must be an object"),
        (
            r#"{"kind":"meteor"}"#,
            "fault.kind must be \"status\", \"unauthorized\", \"htmlPage\", \"resetBeforeCommit\", \"resetAfterCommit\", \
             \"truncatedBody\", \"invalidJson\", \"slowHeaders\", \"slowBody\" or \"skewedDate\"",
        ),
        (r#"{}"#, "fault.kind is missing: it must be \"status\", "),
        (r#"{"kind":null}"#, "fault.kind is missing"),
        (
            r#"{"kind":"status","statuss":1}"#,
            "fault.statuss is unknown: there are kind, method, path, count, probability, status, retryAfterInMs, \
             retryAfterForm, delayInMs, skewInMs",
        ),
        (
            r#"{"kind":"status","status":200}"#,
            "fault.status must be a whole number from 400 to 599",
        ),
        (
            r#"{"kind":"status","status":"500"}"#,
            "fault.status must be a whole number from",
        ),
        (
            r#"{"kind":"status","count":0}"#,
            "fault.count must be a whole number, 1 or more, or \"always\"",
        ),
        (r#"{"kind":"status","count":1.5}"#, "fault.count must be"),
        (r#"{"kind":"status","count":"often"}"#, "fault.count must be"),
        (
            r#"{"kind":"status","probability":2}"#,
            "fault.probability must be a number from 0 to 1",
        ),
        (
            r#"{"kind":"status","path":"rooms"}"#,
            "fault.path must be a path that begins with /",
        ),
        (
            r#"{"kind":"status","retryAfterForm":"hours"}"#,
            "fault.retryAfterForm must be \"seconds\", ",
        ),
        (
            r#"{"kind":"slowBody","delayInMs":-1}"#,
            "fault.delayInMs must be a whole number, 0 or more",
        ),
    ] {
        let error = FaultInput::read(&serde_json::from_str(fault).unwrap()).unwrap_err();
        assert!(error.starts_with(words), "{fault}: {error}");
    }
    assert_eq!(client.send("GET", "/rooms", "").status, 200);
}

#[test]
fn a_reset_after_each_commit_still_makes_one_room_each() {
    let mut client = Client::with(r#"{"fullPages":true}"#);
    let sent = acs_rooms_emulator::time::Ticks::from_ms(client.world.now_in_ms).to_http_date();
    for n in 0..30 {
        let id = format!("00000000-0000-4000-8000-{n:012}");
        let headers = [
            ("Repeatability-Request-ID", id.as_str()),
            ("Repeatability-First-Sent", sent.as_str()),
        ];
        client.inject(r#"{"kind":"resetAfterCommit","method":"POST"}"#);
        client.send_with("POST", "/rooms", "{}", &headers);
        assert_eq!(client.send_with("POST", "/rooms", "{}", &headers).status, 201);
    }
    assert_eq!(rooms(&mut client), 30);
}

#[test]
fn the_log_tells_what_was_asked_and_no_signature() {
    let mut client = Client::new();
    client.inject(r#"{"kind":"resetBeforeCommit"}"#);
    client.send("POST", "/rooms", r#"{"participants":{}}"#);
    let mut request = client.unsigned("GET", "/rooms", "");
    request
        .headers
        .push(("Authorization".into(), "Bearer canary-token".into()));
    client.exchange(&request);
    let entries: Vec<_> = client.emulator.requests().cloned().collect();
    assert_eq!(entries.len(), 2);
    assert_eq!(
        (entries[0].method.as_str(), entries[0].status, entries[0].body.as_str()),
        ("POST", None, r#"{"participants":{}}"#)
    );
    assert!(entries[0].fault.is_some());
    assert_eq!(entries[1].status, Some(200));
    let all = serde_json::to_string(&entries).unwrap();
    assert!(all.contains("HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=REDACTED"));
    assert!(!all.contains("canary-token"));
    for _ in 0..1_100 {
        client.exchange(&request);
    }
    assert_eq!(client.emulator.requests().count(), 1000);
    client.emulator.clear_requests();
    assert_eq!(client.emulator.requests().count(), 0);
}

#[test]
fn faults_that_wait_are_told_with_what_is_left_of_them() {
    let mut client = Client::new();
    let given = r#"{"kind":"status","method":"POST","path":"/rooms","count":2,"status":429,"retryAfterInMs":5}"#;
    client.inject(given);
    client.inject(r#"{"kind":"slowBody","count":"always","probability":0.0}"#);
    client.inject(r#"{"kind":"skewedDate","path":"/none"}"#);
    let waiting = |client: &Client| -> Vec<String> {
        client
            .emulator
            .faults()
            .map(|fault| serde_json::to_string(&fault).unwrap())
            .collect()
    };
    let others = [
        r#"{"kind":"slowBody","count":"always","probability":0.0}"#,
        r#"{"kind":"skewedDate","path":"/none","count":"always"}"#,
    ];
    assert_eq!(waiting(&client), [given, others[0], others[1]]);
    assert_eq!(client.send("POST", "/rooms", "{}").status, 429);
    assert_eq!(waiting(&client)[0], given.replace(":2,", ":1,"));
    assert_eq!(client.send("POST", "/rooms", "{}").status, 429);
    assert_eq!(waiting(&client), others);
    client.emulator.clear_faults();
    assert!(waiting(&client).is_empty());
}
