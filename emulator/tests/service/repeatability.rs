//! The same creation sent twice: what <https://learn.microsoft.com/rest/api/communication/repeatable-requests> says of
//! it, and what it leaves open.

use acs_rooms_emulator::http::Response;
use acs_rooms_emulator::time::Ticks;

use crate::support::{Client, json, message, text};

const ID: &str = "9f7ff1b2-0a6c-4b6e-9a8d-2f1b3c4d5e6f";
const OTHER_ID: &str = "11111111-0a6c-4b6e-9a8d-2f1b3c4d5e6f";
const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const SUPPORTED: &str = "api-supported-versions";

fn rooms(client: &mut Client) -> usize {
    json(&client.send("GET", "/rooms", ""))["value"]
        .as_array()
        .unwrap()
        .len()
}

fn create(client: &mut Client, id: &str, first_sent: &str, body: &str) -> Response {
    client.send_with(
        "POST",
        "/rooms",
        body,
        &[
            ("Repeatability-Request-ID", id),
            ("repeatability-first-sent", first_sent),
        ],
    )
}

/// The clients' time, later by so many milliseconds, as the header says it.
fn date(client: &Client, later_in_ms: i64) -> String {
    Ticks::from_ms(client.world.now_in_ms + later_in_ms).to_http_date()
}

fn assert_rejected(answer: &Response, status: u16, what: &str) {
    assert_eq!(answer.status, status, "{what}: {}", text(answer));
    assert_eq!(answer.header("Repeatability-Result"), Some("rejected"), "{what}");
    let code = if status == 412 {
        "PreconditionFailed"
    } else {
        "BadRequest"
    };
    assert_eq!(answer.header("x-ms-error-code"), Some(code), "{what}");
}

#[test]
fn the_same_request_makes_one_room() {
    let mut client = Client::new();
    let sent = date(&client, 0);
    let body = r#"{"participants":{"@alice":{"role":"Presenter"}}}"#;
    let first = create(&mut client, ID, &sent, body);
    assert_eq!(first.status, 201, "{}", text(&first));
    assert_eq!(first.header("Repeatability-Result"), Some("accepted"));
    let id = json(&first)["id"].as_str().unwrap().to_string();
    client.world.now_in_ms += MINUTE;
    // Also after the room has changed: the answer is the one of then.
    client.send("PATCH", &format!("/rooms/{id}"), r#"{"pstnDialOutEnabled":true}"#);
    let later = date(&client, 0);
    for (spelling, sent) in [
        (ID.to_string(), &sent),
        (ID.to_ascii_uppercase(), &sent),
        (ID.to_string(), &later),
    ] {
        let again = create(&mut client, &spelling, sent, body);
        assert_eq!((again.status, &again.body), (201, &first.body));
        assert_eq!(again.header("Location"), Some(id.as_str()));
        assert_eq!(again.header("Repeatability-Result"), Some("accepted"));
    }
    client.send("DELETE", &format!("/rooms/{id}"), "");
    assert_eq!(create(&mut client, ID, &sent, body).body, first.body);
    assert_eq!(rooms(&mut client), 0);
}

#[test]
fn headers_are_well_formed_or_rejected() {
    let mut client = Client::new();
    let sent = date(&client, 0);
    let no_date = "2025-03-06T20:29:42Z";
    for (id, first_sent, expected) in [
        (Some(ID), None, "must be sent together"),
        (None, Some(sent.as_str()), "must be sent together"),
        (Some(ID), Some(no_date), "Repeatability-First-Sent is no HTTP date"),
        (Some("1"), Some(sent.as_str()), "Repeatability-Request-ID is no UUID"),
        (Some("1"), Some(no_date), "Repeatability-Request-ID is no UUID"),
        (Some(""), Some(""), "Repeatability-Request-ID is no UUID"),
    ] {
        let headers: Vec<(&str, &str)> = [
            ("Repeatability-Request-ID", id),
            ("Repeatability-First-Sent", first_sent),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect();
        let answer = client.send_with("POST", "/rooms", "{}", &headers);
        assert_rejected(&answer, 400, expected);
        assert!(message(&answer).contains(expected), "{}", text(&answer));
    }
    assert_eq!(rooms(&mut client), 0);
    assert_eq!(client.send("POST", "/rooms", "{}").status, 201);
}

#[test]
fn a_first_sending_more_than_five_minutes_from_now_is_rejected() {
    let mut client = Client::new();
    for (later_in_ms, status) in [
        (-24 * 60 * MINUTE, 412),
        (-5 * MINUTE - SECOND, 412),
        (-5 * MINUTE, 201),
        (-MINUTE, 201),
        (0, 201),
        (MINUTE, 201),
        (5 * MINUTE, 201),
        (5 * MINUTE + SECOND, 412),
        (24 * 60 * MINUTE, 412),
    ] {
        let what = format!("{later_in_ms} ms");
        let sent = date(&client, later_in_ms);
        let id = format!("00000000-0000-4000-8000-{:012}", later_in_ms.rem_euclid(1_000_000_000));
        let answer = create(&mut client, &id, &sent, "{}");
        if status == 412 {
            assert_rejected(&answer, 412, &what);
            assert!(
                message(&answer).contains("Repeatability-First-Sent header is not within the 5 minutes window"),
                "{what}: {}",
                text(&answer)
            );
        } else {
            assert_eq!(answer.status, status, "{what}: {}", text(&answer));
        }
    }
    for date in ["Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"] {
        assert_rejected(&create(&mut client, ID, date, "{}"), 412, date);
    }
    assert_eq!(client.emulator.rooms().count(), 5);
}

#[test]
fn a_repetition_is_recognised_for_five_minutes() {
    let another = r#"{"pstnDialOutEnabled":true}"#;
    // Milliseconds that pass, by which the rooms' time is put forward, and how old the repetition says it is; its body;
    // its answer's status; rooms there are then.
    for (passed, advanced, sent_before, body, status, expected_rooms) in [
        (0, 0, 0, "{}", 201, 1),
        (5 * MINUTE, 0, 5 * MINUTE, "{}", 201, 1),
        (5 * MINUTE + 1, 0, 5 * MINUTE + SECOND, "{}", 412, 1),
        (24 * 60 * MINUTE, 0, 24 * 60 * MINUTE, "{}", 412, 1),
        // A later first sending is one of a new request, once the old one is forgotten.
        (4 * MINUTE, 0, 0, "{}", 201, 1),
        (6 * MINUTE, 0, 0, "{}", 201, 2),
        (6 * MINUTE, 0, 0, another, 201, 2),
        (0, 0, 0, another, 400, 1),
        (5 * MINUTE, 0, 5 * MINUTE, another, 400, 1),
        (6 * MINUTE, 0, 6 * MINUTE, another, 412, 1),
        // Time put forward counts for what is remembered.
        (0, 5 * MINUTE, 0, "{}", 201, 1),
        (0, 5 * MINUTE + 1, 0, "{}", 412, 1),
        (0, 6 * MINUTE, 0, another, 412, 1),
        (3 * MINUTE, 3 * MINUTE, 3 * MINUTE, "{}", 412, 1),
        (3 * MINUTE, 24 * 60 * MINUTE, 0, "{}", 412, 1),
        (6 * MINUTE, 24 * 60 * MINUTE, 0, "{}", 201, 2),
    ] {
        let what = format!("{passed} ms, {advanced} ms put forward, sent {sent_before} ms before, {body}");
        let mut client = Client::new();
        let sent = date(&client, 0);
        let first = create(&mut client, ID, &sent, "{}");
        assert_eq!(first.status, 201, "{}", text(&first));
        client.world.now_in_ms += passed;
        client.advance_time(advanced);
        let sent = date(&client, -sent_before);
        let again = create(&mut client, ID, &sent, body);
        match status {
            201 => assert_eq!(again.status, 201, "{what}: {}", text(&again)),
            _ => assert_rejected(&again, status, &what),
        }
        assert_eq!(client.emulator.rooms().count(), expected_rooms, "{what}");
        assert_eq!(again.body == first.body, status == 201 && expected_rooms == 1, "{what}");
        // Under another id, all is well whatever the time.
        let sent = date(&client, 0);
        assert_eq!(create(&mut client, OTHER_ID, &sent, "{}").status, 201, "{what}");
    }
}

#[test]
fn a_clock_ahead_is_recognised_for_as_long_as_its_date_is_accepted() {
    let mut client = Client::new();
    let sent = date(&client, 5 * MINUTE);
    for (passed, status) in [(0, 201), (6 * MINUTE, 201), (4 * MINUTE, 201), (SECOND, 412)] {
        client.world.now_in_ms += passed;
        assert_eq!(create(&mut client, ID, &sent, "{}").status, status, "{passed}");
        assert_eq!(client.emulator.rooms().count(), 1);
    }
}

#[test]
fn a_service_whose_clock_is_off_is_asked_by_its_own_time() {
    for skew_in_ms in [-60 * MINUTE, -10 * MINUTE, 10 * MINUTE, 60 * MINUTE] {
        let mut client = Client::with(r#"{"skewWindowInMs":7200000}"#);
        let fault = format!(r#"{{"kind":"skewedDate","skewInMs":{skew_in_ms}}}"#);
        client.inject(&fault);
        let wrong = date(&client, 0);
        assert_rejected(&create(&mut client, ID, &wrong, "{}"), 412, &fault);
        let right = date(&client, skew_in_ms);
        for passed in [0, 4 * MINUTE, MINUTE] {
            client.world.now_in_ms += passed;
            assert_eq!(create(&mut client, ID, &right, "{}").status, 201, "{fault}");
        }
        client.world.now_in_ms += SECOND;
        assert_rejected(&create(&mut client, ID, &right, "{}"), 412, &fault);
        assert_eq!(client.emulator.rooms().count(), 1, "{fault}");
    }
}

#[test]
fn a_refusal_is_the_answer_to_every_repetition() {
    let mut client = Client::new();
    let sent = date(&client, 0);
    // Refused now for a beginning too far ahead, which a minute later it is not any more.
    let body = format!(
        r#"{{"validFrom":"{}","validUntil":"{}"}}"#,
        client.time(180 * 24 * 60 * MINUTE + 30 * SECOND),
        client.time(181 * 24 * 60 * MINUTE)
    );
    let first = create(&mut client, ID, &sent, &body);
    assert_eq!(first.status, 400, "{}", text(&first));
    // As recorded: the validation of the body is silent about repeatability.
    assert_eq!(
        (first.header("Repeatability-Result"), first.header(SUPPORTED)),
        (None, None)
    );
    client.world.now_in_ms += MINUTE;
    let again = create(&mut client, ID, &sent, &body);
    assert_eq!((again.status, &again.body), (400, &first.body));
    assert_eq!(again.header(SUPPORTED), None);
    assert_rejected(&create(&mut client, ID, &sent, "{}"), 400, "corrected");
    let now = date(&client, 0);
    assert_eq!(create(&mut client, OTHER_ID, &now, &body).status, 201);

    // One of the service's logic comes again with all its headers.
    let id = "22222222-0a6c-4b6e-9a8d-2f1b3c4d5e6f";
    let [first, again] = [(); 2].map(|()| create(&mut client, id, &now, r#"{"participants":{"bad":{}}}"#));
    assert_eq!(first.header("x-ms-error-code"), Some("BadRequest"));
    assert_eq!(again.header("x-ms-error-code"), Some("BadRequest"));
    assert_eq!(again.header(SUPPORTED), first.header(SUPPORTED));
    assert_eq!(again.body, first.body);
    assert_eq!(client.emulator.rooms().count(), 1);
}

#[test]
fn what_was_not_the_services_answer_is_done_when_it_comes_again() {
    let mut client = Client::new();
    let sent = date(&client, 0);
    for fault in [
        r#"{"kind":"status","status":500}"#,
        r#"{"kind":"status","status":503}"#,
        r#"{"kind":"status","status":429}"#,
        r#"{"kind":"unauthorized"}"#,
        r#"{"kind":"resetBeforeCommit"}"#,
    ] {
        client.inject(fault);
        assert!(create(&mut client, ID, &sent, "{}").status >= 400, "{fault}");
        assert_eq!(client.emulator.rooms().count(), 0, "{fault}");
    }
    client.world.disk_is_full = true;
    assert_eq!(create(&mut client, ID, &sent, "{}").status, 500);
    client.world.disk_is_full = false;
    for _ in 0..2 {
        assert_eq!(create(&mut client, ID, &sent, "{}").status, 201);
    }
    assert_eq!(client.emulator.rooms().count(), 1);
}
