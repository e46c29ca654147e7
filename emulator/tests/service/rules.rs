//! Rules of the operations that no recording above shows.

use crate::support::{Client, code, json, message, text, user, with_users};

const DAY: i64 = 24 * 60 * 60 * 1000;
const FROM: (&str, &str) = ("ValidFrom", "Value is incorrect or more than 180 days in the future.");
const RANGE: (&str, &str) = ("ValidUntil", "The time range is incorrect, or larger than 180 days.");
const PAST: (&str, &str) = ("ValidUntil", "The time range end is in the past.");

type Details = &'static [(&'static str, &'static str)];

fn details(answer: &acs_rooms_emulator::http::Response) -> Vec<(String, String)> {
    json(answer)["error"]["details"]
        .as_array()
        .unwrap_or_else(|| panic!("no details in {}", text(answer)))
        .iter()
        .map(|detail| {
            (
                detail["target"].as_str().unwrap().into(),
                detail["message"].as_str().unwrap().into(),
            )
        })
        .collect()
}

fn owned(expected: Details) -> Vec<(String, String)> {
    expected
        .iter()
        .map(|(target, message)| ((*target).into(), (*message).into()))
        .collect()
}

/// Beginning and end in milliseconds from now; what is refused. Nothing refused means accepted.
const DATES: [(Option<i64>, Option<i64>, Details); 14] = [
    (None, None, &[]),
    (Some(-DAY), None, &[]),
    (Some(0), Some(5 * 60 * 1000), &[]),
    (Some(0), Some(180 * DAY), &[]),
    (Some(0), Some(180 * DAY + 1), &[RANGE]),
    (Some(30 * DAY), Some(30 * DAY), &[RANGE]),
    (Some(30 * DAY), Some(29 * DAY), &[RANGE]),
    (Some(180 * DAY - 1), Some(181 * DAY), &[]),
    (Some(181 * DAY), None, &[FROM]),
    (Some(203 * DAY), Some(204 * DAY), &[FROM]),
    (Some(203 * DAY), Some(202 * DAY), &[FROM, RANGE]),
    (Some(203 * DAY), Some(-DAY), &[FROM, PAST]),
    (None, Some(-DAY), &[PAST]),
    (None, Some(181 * DAY), &[RANGE]),
];

#[test]
fn dates_of_a_new_room() {
    for (from, until, expected) in DATES {
        let mut client = Client::new();
        let date = |later: Option<i64>| later.map_or("null".into(), |later| format!("\"{}\"", client.time(later)));
        let body = format!(r#"{{"validFrom":{},"validUntil":{}}}"#, date(from), date(until));
        let answer = client.send("POST", "/rooms", &body);
        if expected.is_empty() {
            assert_eq!(answer.status, 201, "{body}: {}", text(&answer));
        } else {
            assert_eq!((answer.status, details(&answer)), (400, owned(expected)), "{body}");
        }
    }
}

#[test]
fn dates_outside_of_the_years_0001_to_9999_are_malformed() {
    for date in [
        "0000-01-01T00:00:00Z",
        "0000-01-01T00:00:00+01:00",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
    ] {
        for field in ["validFrom", "validUntil"] {
            let mut client = Client::new();
            let answer = client.send("POST", "/rooms", &format!(r#"{{"{field}":"{date}"}}"#));
            assert_eq!(answer.status, 400, "{field} {date}");
            let [(target, words)] = &details(&answer)[..] else {
                panic!("{}", text(&answer))
            };
            assert_eq!(*target, format!("$.{field}"));
            assert!(words.contains("must be a date-time of RFC 3339"), "{words}");
            assert_eq!(client.world.journal.len(), 0);
        }
    }
}

#[test]
fn dates_of_an_update_are_checked_the_same_and_come_in_pairs() {
    for (from, until, expected) in DATES {
        let mut client = Client::new();
        let id = client.create("{}");
        let before = json(&client.send("GET", &format!("/rooms/{id}"), ""));
        let date = |later: Option<i64>| later.map_or("null".into(), |later| format!("\"{}\"", client.time(later)));
        let body = format!(r#"{{"validFrom":{},"validUntil":{}}}"#, date(from), date(until));
        let answer = client.send("PATCH", &format!("/rooms/{id}"), &body);
        let after = json(&client.send("GET", &format!("/rooms/{id}"), ""));
        if from.is_some() != until.is_some() {
            assert_eq!(
                details(&answer),
                [(String::new(), "validFrom and validUntil should be set together.".into())],
                "{body}"
            );
            assert_eq!(after, before);
        } else if expected.is_empty() {
            assert_eq!(answer.status, 200, "{body}: {}", text(&answer));
            assert_eq!(json(&answer), after);
            assert_eq!(after == before, from.is_none(), "{body}");
        } else {
            assert_eq!((answer.status, details(&answer)), (400, owned(expected)), "{body}");
            assert_eq!(after, before);
        }
    }
}

#[test]
fn pstn_dial_out_is_kept_when_absent_or_null() {
    let mut client = Client::new();
    let id = client.create(r#"{"pstnDialOutEnabled":true}"#);
    let path = format!("/rooms/{id}");
    for (body, expected) in [
        ("{}", true),
        (r#"{"pstnDialOutEnabled":null}"#, true),
        (r#"{"pstnDialOutEnabled":false}"#, false),
        (r#"{"unknown":[1,{"a":null}]}"#, false),
        (r#"{"pstnDialOutEnabled":true}"#, true),
    ] {
        let answer = client.send("PATCH", &path, body);
        assert_eq!(answer.status, 200, "{body}");
        assert_eq!(json(&answer)["pstnDialOutEnabled"], expected, "{body}");
    }
    // The first published version does not know the field: it is ignored there, and not answered.
    client.version = "2023-06-14";
    let answer = json(&client.send("PATCH", &path, r#"{"pstnDialOutEnabled":false}"#));
    assert_eq!(answer.get("pstnDialOutEnabled"), None);
    client.version = "2024-04-15";
    assert_eq!(json(&client.send("GET", &path, ""))["pstnDialOutEnabled"], true);
}

#[test]
fn participants_are_added_updated_and_removed_in_one_patch() {
    let mut client = Client::new();
    let id = client
        .create(r#"{"participants":{"@alice":{"role":"Presenter"},"@bob":{},"@carol":{"role":null},"@nobody":null}}"#);
    assert_eq!(
        client.participants(&id),
        [
            pair("alice", "Presenter"),
            pair("bob", "Attendee"),
            pair("carol", "Attendee")
        ]
    );
    let path = format!("/rooms/{id}/participants");
    let body = r#"{"participants":{"@dave":{"role":"Consumer"},"@alice":null,"@carol":{"role":"Collaborator"},"@stranger":null}}"#;
    assert_eq!(text(&client.send("PATCH", &path, body)), "200 {}");
    assert_eq!(
        client.participants(&id),
        [
            pair("bob", "Attendee"),
            pair("carol", "Collaborator"),
            pair("dave", "Consumer")
        ]
    );
    // A role that is not given makes an Attendee of everyone.
    client.send("PATCH", &path, r#"{"participants":{"@dave":{}}}"#);
    assert_eq!(client.participants(&id)[2], pair("dave", "Attendee"));
    for nothing in ["{}", r#"{"participants":{}}"#, r#"{"participants":null}"#] {
        assert_eq!(text(&client.send("PATCH", &path, nothing)), "200 {}", "{nothing}");
    }
    assert_eq!(client.participants(&id).len(), 3);
}

fn pair(name: &str, role: &str) -> (String, String) {
    (user(name), role.to_string())
}

#[test]
fn who_is_no_user_is_neither_added_nor_removed() {
    let mut client = Client::new();
    let id = client.create(r#"{"participants":{"@alice":{"role":"Presenter"}}}"#);
    let path = format!("/rooms/{id}/participants");
    let alice = user("alice");
    for raw_id in [
        "wrong_mri".to_string(),
        "8:acs:nonExistentParticipant".into(),
        "8:acs:123456c".into(),
        "acs:8-invalidMRI".into(),
        "8:acs:r_alice".into(),
        "8:gcch-acs:r_alice".into(),
        format!("{alice}_45ab2481-1c1c-4005-be24-0ffb879b1130"),
        alice.replace('_', "_{") + "}",
        alice.replace("8:acs:", "8:orgid:"),
        "4:+14255550123".into(),
        String::new(),
    ] {
        let bad = format!(r#"{{"participants":{{"@bob":{{}},"{raw_id}":{{"role":"Consumer"}}}}}}"#);
        let answer = client.send("POST", "/rooms", &bad);
        assert_eq!(
            message(&answer),
            "Invalid format for communication identifier.",
            "{raw_id}"
        );
        let removal = format!(r#"{{"participants":{{"@alice":null,"{raw_id}":null}}}}"#);
        for body in [bad, removal] {
            let answer = client.send("PATCH", &path, &body);
            let expected = format!("Communication identifier {raw_id} is not supported.");
            assert_eq!(
                (code(&answer), message(&answer)),
                ("BadRequest".into(), expected),
                "{body}"
            );
            assert_eq!(answer.header("x-ms-error-code"), Some("BadRequest"));
        }
    }
    assert_eq!(client.participants(&id), [pair("alice", "Presenter")]);
    assert_eq!(client.emulator.rooms().count(), 1);
    // Whoever is not there can be removed, in every cloud and in capital letters.
    for raw_id in [
        alice.to_uppercase().replace("ACS", "acs"),
        alice.replace("acs", "gcch-acs"),
        user("bob"),
    ] {
        let answer = client.send("PATCH", &path, &format!(r#"{{"participants":{{"{raw_id}":null}}}}"#));
        assert_eq!(text(&answer), "200 {}", "{raw_id}");
    }
    assert_eq!(client.participants(&id), [pair("alice", "Presenter")]);
}

#[test]
fn at_most_350_participants() {
    let many = |count: usize| {
        let entries: Vec<String> = (0..count).map(|n| format!(r#""@{n}":{{"role":"Attendee"}}"#)).collect();
        format!(r#"{{"participants":{{{}}}}}"#, entries.join(","))
    };
    let mut client = Client::new();
    assert_eq!(client.send("POST", "/rooms", &many(351)).status, 400);
    let id = client.create(&many(350));
    let path = format!("/rooms/{id}/participants");
    assert_eq!(client.send("PATCH", &path, &many(350)).status, 200);
    let one_more = client.send("PATCH", &path, r#"{"participants":{"@more":{}}}"#);
    assert_eq!(
        (one_more.status, message(&one_more)),
        (400, "A room takes at most 350 participants, not 351.".into())
    );
    let exchanged = r#"{"participants":{"@more":{},"@0":null}}"#;
    assert_eq!(client.send("PATCH", &path, exchanged).status, 200);
    let participants = client.participants(&id);
    assert_eq!(
        (participants.len(), participants[349].0.as_str()),
        (350, user("more").as_str())
    );
}

/// Content type, body, where the fault is.
const MALFORMED: [(&str, &str); 16] = [
    ("", ""),
    ("$", "{"),
    ("$", "{\"validFrom\":"),
    ("$", "[]"),
    ("$", "null"),
    ("$", "\"text\""),
    ("$", "{} {}"),
    ("$", "{\"a\":1,}"),
    ("$.participants", r#"{"participants":[]}"#),
    ("$.participants", r#"{"participants":"@alice"}"#),
    ("$.participants.@alice", r#"{"participants":{"@alice":"Presenter"}}"#),
    (
        "$.participants.@alice.role",
        r#"{"participants":{"@alice":{"role":"Kafka"}}}"#,
    ),
    (
        "$.participants.@alice.role",
        r#"{"participants":{"@alice":{"role":"presenter"}}}"#,
    ),
    (
        "$.participants.@alice.role",
        r#"{"participants":{"@alice":{"role":1}}}"#,
    ),
    // The first one ends the reading.
    (
        "$.participants.@bob.role",
        r#"{"participants":{"@bob":{"role":""},"@alice":{"role":"X"}}}"#,
    ),
    ("$.participants.bad.role", r#"{"participants":{"bad":{"role":"X"}}}"#),
];

#[test]
fn malformed_bodies_are_named_and_change_nothing() {
    let mut client = Client::new();
    let id = client.create(r#"{"participants":{"@bob":{"role":"Presenter"}}}"#);
    let path = format!("/rooms/{id}");
    let room = json(&client.send("GET", &path, ""));
    let rooms = json(&client.send("GET", "/rooms", ""));
    let participants_path = format!("{path}/participants");
    for (target, body) in MALFORMED {
        for (method, path) in [("POST", "/rooms"), ("PATCH", participants_path.as_str())] {
            let answer = client.send(method, path, body);
            assert_eq!(answer.status, 400, "{method} {body}");
            assert_eq!(details(&answer)[0].0, with_users(target), "{method} {body}");
        }
    }
    for (target, body) in [
        ("$.validFrom", r#"{"validFrom":"soon","validUntil":"later"}"#),
        ("$.validFrom", r#"{"validFrom":1741292982000}"#),
        ("$.validUntil", r#"{"validUntil":"2025-04-01T00:00:00"}"#),
        ("$.pstnDialOutEnabled", r#"{"pstnDialOutEnabled":"true"}"#),
        ("$", "\u{feff}{}"),
    ] {
        for (method, path) in [("POST", "/rooms"), ("PATCH", path.as_str())] {
            let answer = client.send(method, path, body);
            assert_eq!(
                (answer.status, details(&answer)[0].0.as_str()),
                (400, target),
                "{method} {body}"
            );
        }
    }
    assert_eq!(json(&client.send("GET", &path, "")), room);
    assert_eq!(json(&client.send("GET", "/rooms", "")), rooms);
    assert_eq!(client.participants(&id), [pair("bob", "Presenter")]);
}

#[test]
fn bytes_that_are_no_utf8_are_refused() {
    let mut client = Client::new();
    let mut request = client.unsigned("POST", "/rooms", "");
    request.body = b"{\"participants\":{\"8:acs:\xff\":{}}}".to_vec();
    client.sign(&mut request);
    assert_eq!(client.exchange(&request).response.status, 400);
    assert_eq!(
        json(&client.send("GET", "/rooms", ""))["value"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
}

#[test]
fn rooms_expire_with_time() {
    let mut client = Client::new();
    let id = client.create(&format!(r#"{{"validUntil":"{}"}}"#, client.time(10 * 60 * 1000)));
    let path = format!("/rooms/{id}");
    let listed = |client: &mut Client| {
        json(&client.send("GET", "/rooms", ""))["value"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(listed(&mut client), 1);
    // Time as clients have it, and time put forward, count the same.
    client.world.now_in_ms += 5 * 60 * 1000;
    client.advance_time(5 * 60 * 1000 + 1);
    assert_eq!(listed(&mut client), 0);
    assert_eq!(client.send("GET", &path, "").status, 200);
    client.advance_time(DAY);
    for (method, path, body) in [
        ("GET", path.clone(), ""),
        ("PATCH", path.clone(), "{}"),
        ("GET", format!("{path}/participants"), ""),
        ("DELETE", path.clone(), ""),
    ] {
        assert_eq!(client.send(method, &path, body).status, 404, "{method} {path}");
    }
    // New rooms are made at the time put forward.
    let id = client.create("{}");
    let room = json(&client.send("GET", &format!("/rooms/{id}"), ""));
    assert!(
        room["validFrom"]
            .as_str()
            .unwrap()
            .starts_with(&client.time(DAY + 5 * 60 * 1000)[..16])
    );
}

#[test]
fn deleting_again_can_be_made_an_error() {
    let mut client = Client::with(r#"{"repeatedDeleteStatus":404}"#);
    let id = client.create("{}");
    let path = format!("/rooms/{id}");
    assert_eq!(client.send("DELETE", &path, "").status, 204);
    assert_eq!(code(&client.send("DELETE", &path, "")), "NotFound");
}

#[test]
fn ids_and_existence_are_checked_in_every_operation() {
    let mut client = Client::new();
    for (id, status, expected) in [
        ("abc", 400, "Invalid room ID length."),
        ("", 400, "Invalid room ID length."),
        ("non-existingroomId", 400, "Invalid room ID."),
        ("a%20b%2Fc%3Fd%26%C3%A9-1234567", 400, "Invalid room ID."),
        (
            "99480215317774646",
            404,
            "The server cannot find the requested resource.",
        ),
    ] {
        for (method, path, body) in [
            ("GET", format!("/rooms/{id}"), ""),
            ("PATCH", format!("/rooms/{id}"), "{}"),
            ("DELETE", format!("/rooms/{id}"), ""),
            ("GET", format!("/rooms/{id}/participants"), ""),
            (
                "PATCH",
                format!("/rooms/{id}/participants"),
                r#"{"participants":{"bad":null}}"#,
            ),
        ] {
            let answer = client.send(method, &path, body);
            assert_eq!(
                (answer.status, message(&answer)),
                (status, expected.into()),
                "{method} {path}"
            );
        }
    }
}
