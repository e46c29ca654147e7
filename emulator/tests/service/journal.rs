//! A journal of changes is the whole state, also when it is compacted.

use acs_rooms_emulator::clock::MAX_ADVANCED_IN_MS;
use acs_rooms_emulator::model::Change;
use acs_rooms_emulator::state::State;
use acs_rooms_emulator::time::Ticks;
use acs_rooms_emulator::{Emulator, Platform, state_file};

use crate::support::{Client, code, json, message};

const USED: &str = "Repeatability-Request-ID was used before for a request with another body.";
const WRONG: &str = r#"{"participants":{"wrong":{}}}"#;

/// Rooms with a past: made, changed, deleted, and made by repeatable requests number 0 to 3. Number 4 was refused.
fn with_history() -> (Client, Vec<String>) {
    let mut client = Client::new();
    let mut ids = Vec::new();
    for number in 0..4 {
        let body = r#"{"participants":{"@alice":{"role":"Presenter"},"@bob":{}}}"#;
        let answer = repeatable(&mut client, number, body);
        ids.push(json(&answer)["id"].as_str().unwrap().to_string());
    }
    let soon = format!(
        r#"{{"validFrom":"{}","validUntil":"{}"}}"#,
        client.time(0),
        client.time(60_000)
    );
    for (method, path, body, status) in [
        (
            "PATCH",
            format!("/rooms/{}/participants", ids[0]),
            r#"{"participants":{"@carol":{"role":"Consumer"},"@alice":null}}"#,
            200,
        ),
        (
            "PATCH",
            format!("/rooms/{}", ids[0]),
            r#"{"pstnDialOutEnabled":true}"#,
            200,
        ),
        ("DELETE", format!("/rooms/{}", ids[1]), "", 204),
        ("PATCH", format!("/rooms/{}", ids[2]), soon.as_str(), 200),
        // Nothing to keep of these.
        ("POST", "/rooms".into(), WRONG, 400),
        ("GET", "/rooms".into(), "", 200),
        ("DELETE", format!("/rooms/{}", ids[1]), "", 204),
    ] {
        assert_eq!(
            client.send(method, &path, body).status,
            status,
            "{method} {path} {body}"
        );
    }
    assert_eq!(repeatable(&mut client, 4, WRONG).status, 400);
    client.advance_time(1000);
    assert_eq!(client.world.journal.len(), 10);
    (client, ids)
}

fn repeatable(client: &mut Client, number: usize, body: &str) -> acs_rooms_emulator::http::Response {
    let sent = Ticks::from_ms(client.world.now_in_ms).to_http_date();
    let id = format!("00000000-0000-4000-8000-{number:012}");
    let headers = [
        ("Repeatability-Request-ID", id.as_str()),
        ("Repeatability-First-Sent", sent.as_str()),
    ];
    client.send_with("POST", "/rooms", body, &headers)
}

fn state(lines: &[String]) -> State {
    let mut state = State::default();
    for line in lines {
        state_file::take_up(&mut state, line).unwrap();
    }
    state
}

fn replayed(client: &Client, lines: &[String]) -> Emulator {
    let mut emulator = Emulator::new(client.emulator.options().clone());
    emulator.restore(state(lines));
    emulator
}

fn snapshot(client: &mut Client) -> Vec<String> {
    let changes = client.emulator.snapshot(&mut client.world);
    changes
        .iter()
        .map(|change| serde_json::to_string(change).unwrap())
        .collect()
}

fn rooms(emulator: &Emulator) -> String {
    format!("{:?}", emulator.rooms().collect::<Vec<_>>())
}

#[test]
fn lines_and_snapshot_make_the_same_state() {
    let (mut client, ids) = with_history();
    let before = rooms(&client.emulator);
    let journal = client.world.journal.clone();
    let compact = snapshot(&mut client);
    // Time, five requests, one deleted room, three rooms.
    assert_eq!(compact.len(), 10, "{compact:#?}");
    for lines in [journal, compact] {
        client.emulator = replayed(&client, &lines);
        assert_eq!(rooms(&client.emulator), before);
        // What was created before is recognised, with the answer of then; what was deleted stays deleted.
        for (number, id) in ids.iter().enumerate() {
            let again = repeatable(
                &mut client,
                number,
                r#"{"participants":{"@alice":{"role":"Presenter"},"@bob":{}}}"#,
            );
            assert_eq!((again.status, json(&again)["id"].as_str()), (201, Some(id.as_str())));
            assert_eq!(json(&again)["pstnDialOutEnabled"], false);
            assert_eq!(message(&repeatable(&mut client, number, "{}")), USED);
        }
        let refused = repeatable(&mut client, 4, WRONG);
        assert_eq!(message(&refused), "Invalid format for communication identifier.");
        assert_eq!(refused.header("x-ms-error-code"), Some("BadRequest"));
        assert_eq!(message(&repeatable(&mut client, 4, "{}")), USED);
        assert_eq!(rooms(&client.emulator), before);
        assert_eq!(client.send("DELETE", &format!("/rooms/{}", ids[1]), "").status, 204);
    }
}

#[test]
fn a_state_is_restored_in_the_place_of_another() {
    let (mut client, ids) = with_history();
    let before = rooms(&client.emulator);
    let lines = snapshot(&mut client);
    let mut other = Client::new();
    other.create("{}");
    other.advance_time(5_000_000);
    let key = other.emulator.options().clone();
    other.emulator.restore(state(&lines));
    assert_eq!(rooms(&other.emulator), before);
    assert_eq!(other.emulator.advanced_in_ms(), 1000);
    assert_eq!(format!("{:?}", other.emulator.options()), format!("{key:?}"));
    assert_eq!(other.send("GET", &format!("/rooms/{}", ids[0]), "").status, 200);
    assert_eq!(other.send("GET", &format!("/rooms/{}", ids[1]), "").status, 404);
    other.emulator.restore(State::default());
    assert_eq!(other.emulator.rooms().count(), 0);
    assert_eq!(other.emulator.advanced_in_ms(), 0);
}

#[test]
fn a_snapshot_knows_how_old_requests_are() {
    let (mut client, _) = with_history();
    client.advance_time(5 * 60 * 1000);
    assert_eq!(repeatable(&mut client, 5, "{}").status, 201);
    let lines = snapshot(&mut client);
    client.emulator = replayed(&client, &lines);
    for (number, status) in [(0, 412), (4, 412), (5, 201), (6, 201)] {
        assert_eq!(repeatable(&mut client, number, "{}").status, status, "{number}");
    }
    client.world.now_in_ms += 5 * 60 * 1000 + 1;
    // Time, the deleted room, five rooms.
    assert_eq!(snapshot(&mut client).len(), 7);
}

#[test]
fn a_snapshot_leaves_out_what_time_has_ended() {
    let (mut client, _) = with_history();
    client.world.now_in_ms += 25 * 60 * 60 * 1000;
    // The third room and its day of grace are over, and so are the five minutes requests are remembered.
    assert_eq!(snapshot(&mut client).len(), 4);
    assert_eq!(client.emulator.rooms().count(), 2);
}

#[test]
fn links_lead_on_after_a_restart_from_a_snapshot() {
    let mut client = Client::with(r#"{"pageSizes":[2]}"#);
    let ids: Vec<String> = (0..6).map(|_| client.create("{}")).collect();
    let page = json(&client.send("GET", "/rooms", ""));
    let link = page["nextLink"].as_str().unwrap().to_string();
    client.send("DELETE", &format!("/rooms/{}", ids[0]), "");
    let lines = snapshot(&mut client);
    client.emulator = replayed(&client, &lines);
    client.create("{}");
    let path = link.split_once("//").unwrap().1;
    let path = &path[path.find('/').unwrap()..];
    let page = json(&client.send("GET", path, ""));
    let listed: Vec<&str> = page["value"]
        .as_array()
        .unwrap()
        .iter()
        .map(|room| room["id"].as_str().unwrap())
        .collect();
    assert_eq!(listed, [ids[3].as_str(), ids[2].as_str()]);
}

#[test]
fn a_clock_set_back_between_two_runs_does_not_mix_up_rooms() {
    let mut client = Client::new();
    let first = client.create("{}");
    let lines = client.world.journal.clone();
    client.emulator = replayed(&client, &lines);
    client.world.now_in_ms -= 60_000;
    let second = client.create("{}");
    let ids: Vec<&str> = client.emulator.rooms().map(|room| room.id.as_str()).collect();
    assert_eq!(ids, [first.as_str(), second.as_str()]);
}

#[test]
fn what_cannot_be_kept_is_not_made() {
    let (mut client, ids) = with_history();
    let before = rooms(&client.emulator);
    client.world.disk_is_full = true;
    for (method, path, body) in [
        ("POST", "/rooms".to_string(), "{}"),
        ("PATCH", format!("/rooms/{}", ids[0]), r#"{"pstnDialOutEnabled":false}"#),
        (
            "PATCH",
            format!("/rooms/{}/participants", ids[0]),
            r#"{"participants":{"@zoe":{}}}"#,
        ),
        ("DELETE", format!("/rooms/{}", ids[0]), ""),
    ] {
        let answer = client.send(method, &path, body);
        assert_eq!(
            (answer.status, code(&answer).as_str()),
            (500, "JournalFailed"),
            "{method} {path}"
        );
    }
    assert!(client.emulator.advance_time(1, &mut client.world).is_err());
    assert_eq!(rooms(&client.emulator), before);
    assert_eq!(client.send("GET", &format!("/rooms/{}", ids[0]), "").status, 200);
    // The same request is done when there is room again, and only once.
    assert_eq!(repeatable(&mut client, 9, "{}").status, 500);
    client.world.disk_is_full = false;
    for _ in 0..2 {
        assert_eq!(repeatable(&mut client, 9, "{}").status, 201);
    }
    assert_eq!(client.emulator.rooms().count(), 4);
}

#[test]
fn without_a_journal_nothing_is_kept_and_all_is_well() {
    struct Bare;
    impl Platform for Bare {
        fn now_in_ms(&mut self) -> i64 {
            0
        }
        fn random_u64(&mut self) -> u64 {
            7
        }
    }
    let mut client = Client::new();
    assert_eq!(client.emulator.advance_time(5, &mut Bare), Ok(()));
    assert_eq!(
        client.emulator.snapshot(&mut Bare),
        [Change::TimeAdvanced { by_in_ms: 5 }]
    );
    assert!(client.world.journal.is_empty());
}

#[test]
fn time_is_put_forward_only_so_far_that_dates_can_tell_it() {
    for (before, by, done) in [
        (0, 0, true),
        (0, MAX_ADVANCED_IN_MS, true),
        (1, MAX_ADVANCED_IN_MS - 1, true),
        (1, MAX_ADVANCED_IN_MS, false),
        (0, 260_000_000_000_000, false),
        (0, i64::MAX, false),
        (i64::from(u32::MAX), i64::MAX, false),
        (1, -1, false),
    ] {
        let mut client = Client::new();
        client.advance_time(before);
        let kept = client.world.journal.clone();
        let result = client.emulator.advance_time(by, &mut client.world);
        assert_eq!(result.is_ok(), done, "{before} {by}");
        if !done {
            assert_eq!(client.emulator.advanced_in_ms(), before, "{by}");
            assert_eq!(client.world.journal, kept, "{by}");
        }
        // Whatever became of it, rooms are made, and what is kept of them can be read.
        client.create("{}");
        let lines = snapshot(&mut client);
        assert_eq!(rooms(&replayed(&client, &lines)), rooms(&client.emulator), "{by}");
    }
}
