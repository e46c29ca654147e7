//! The same creation sent twice.

use acs_rooms_emulator::time::Ticks;

use crate::support::{Client, json, message, text};

const ID: &str = "9f7ff1b2-0a6c-4b6e-9a8d-2f1b3c4d5e6f";

fn rooms(client: &mut Client) -> usize {
    json(&client.send("GET", "/rooms", ""))["value"]
        .as_array()
        .unwrap()
        .len()
}

fn create(client: &mut Client, id: &str, first_sent: &str, body: &str) -> acs_rooms_emulator::http::Response {
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

fn now(client: &Client) -> String {
    Ticks::from_ms(client.world.now_in_ms).to_http_date()
}

#[test]
fn the_same_request_makes_one_room() {
    let mut client = Client::new();
    let sent = now(&client);
    let body = r#"{"participants":{"8:acs:r_alice":{"role":"Presenter"}}}"#;
    let first = create(&mut client, ID, &sent, body);
    assert_eq!(first.status, 201, "{}", text(&first));
    let id = json(&first)["id"].as_str().unwrap().to_string();
    client.world.now_in_ms += 60_000;
    // Also after the room has changed: the answer is the one of then.
    client.send("PATCH", &format!("/rooms/{id}"), r#"{"pstnDialOutEnabled":true}"#);
    for spelling in [ID.to_string(), ID.to_ascii_uppercase()] {
        let again = create(&mut client, &spelling, &sent, body);
        assert_eq!((again.status, &again.body), (201, &first.body));
        assert_eq!(again.header("Location"), Some(id.as_str()));
        assert_eq!(again.header("Repeatability-Result"), Some("accepted"));
    }
    assert_eq!(rooms(&mut client), 1);
}

#[test]
fn another_body_or_a_forgotten_time_is_rejected() {
    let mut client = Client::new();
    let sent = now(&client);
    create(&mut client, ID, &sent, "{}");
    let day_before = Ticks::from_ms(client.world.now_in_ms - 24 * 60 * 60 * 1000 - 1000).to_http_date();
    for (id, sent, body) in [
        (ID, sent.as_str(), r#"{"pstnDialOutEnabled":true}"#),
        ("11111111-0a6c-4b6e-9a8d-2f1b3c4d5e6f", day_before.as_str(), "{}"),
    ] {
        let answer = create(&mut client, id, sent, body);
        assert_eq!(answer.status, 412, "{}", text(&answer));
        assert_eq!(answer.header("Repeatability-Result"), Some("rejected"));
        assert_eq!(answer.header("x-ms-error-code"), Some("PreconditionFailed"));
    }
    assert_eq!(rooms(&mut client), 1);
}

#[test]
fn a_refused_creation_can_be_sent_again_corrected() {
    let mut client = Client::new();
    let sent = now(&client);
    assert_eq!(
        create(&mut client, ID, &sent, r#"{"participants":{"bad":{}}}"#).status,
        400
    );
    assert_eq!(create(&mut client, ID, &sent, r#"{"participants":{}}"#).status, 201);
}

#[test]
fn both_headers_well_formed_or_none() {
    let mut client = Client::new();
    let sent = now(&client);
    for (headers, expected) in [
        (vec![("Repeatability-Request-ID", ID)], "must be sent together"),
        (
            vec![("Repeatability-First-Sent", sent.as_str())],
            "must be sent together",
        ),
        (
            vec![("Repeatability-Request-ID", "1"), ("Repeatability-First-Sent", &sent)],
            "Repeatability-Request-ID is no UUID",
        ),
        (
            vec![
                ("Repeatability-Request-ID", ID),
                ("Repeatability-First-Sent", "2025-03-06T20:29:42Z"),
            ],
            "Repeatability-First-Sent is no HTTP date",
        ),
    ] {
        let answer = client.send_with("POST", "/rooms", "{}", &headers);
        assert_eq!(answer.status, 400);
        assert!(message(&answer).contains(expected), "{}", text(&answer));
    }
    assert_eq!(rooms(&mut client), 0);
    assert_eq!(client.send("POST", "/rooms", "{}").status, 201);
}
