//! Whether a token lets its user into a room, as rooms, tokens, keys and users come and go.

use acs_rooms_emulator::Key;
use acs_rooms_emulator::join::{Question, Reason, Verdict};
use acs_rooms_emulator::model::Role;
use acs_rooms_emulator::state_file;
use acs_rooms_emulator::time::Ticks;

use crate::support::{Client, json, text};

const V: &str = "?api-version=2023-10-01";
const HOUR: i64 = 3_600_000;

/// A room of two hours that begins in an hour, with a user on its roster who has a token of a day.
struct Scene {
    client: Client,
    room: String,
    user: String,
    token: String,
}

fn scene(options: &str) -> Scene {
    let mut client = Client::with(options);
    let body = r#"{"createTokenWithScopes":["voip.join"]}"#;
    let made = json(&client.send("POST", &format!("/identities{V}"), body));
    let user = made["identity"]["id"].as_str().unwrap().to_string();
    let token = made["accessToken"]["token"].as_str().unwrap().to_string();
    let room = client.create(&format!(
        r#"{{"validFrom":"{}","validUntil":"{}","participants":{{"{user}":{{"role":"Presenter"}}}}}}"#,
        client.time(HOUR),
        client.time(3 * HOUR)
    ));
    Scene {
        client,
        room,
        user,
        token,
    }
}

impl Scene {
    fn join(&mut self) -> Verdict {
        let question = Question {
            room_id: self.room.clone(),
            token: self.token.clone(),
        };
        self.client.emulator.join(&question, &mut self.client.world)
    }

    fn reasons(&mut self) -> Vec<Reason> {
        let verdict = self.join();
        verdict.reasons.iter().map(|objection| objection.reason).collect()
    }

    fn user_path(&self, action: &str) -> String {
        format!("/identities/{}{action}{V}", self.user.replace(':', "%3A"))
    }

    fn sent(&mut self, method: &str, path: &str, body: &str) {
        let answer = self.client.send(method, path, body);
        assert!(answer.status < 300, "{}", text(&answer));
    }

    fn revoke(&mut self) {
        let path = self.user_path("/:revokeAccessTokens");
        self.sent("POST", &path, "");
    }

    fn reissue(&mut self, scope: &str) {
        let path = self.user_path("/:issueAccessToken");
        let answer = self.client.send("POST", &path, &format!(r#"{{"scopes":["{scope}"]}}"#));
        self.token = json(&answer)["token"].as_str().unwrap().to_string();
    }
}

#[test]
fn the_times_of_room_and_token() {
    let mut scene = scene("{}");
    let verdict = scene.join();
    assert_eq!(verdict.reasons[0].reason, Reason::TooEarly);
    assert_eq!(verdict.reasons[0].at, verdict.valid_from);
    assert_eq!(verdict.role, Some(Role::Presenter), "told also when it is too early");
    scene.client.advance_time(HOUR);
    let verdict = scene.join();
    assert!(verdict.joinable, "{verdict:?}");
    assert_eq!(verdict.user_id.as_deref(), Some(scene.user.as_str()));
    scene.client.advance_time(2 * HOUR);
    assert_eq!(scene.reasons(), [Reason::TooLate]);
    scene.client.advance_time(21 * HOUR);
    assert_eq!(scene.reasons(), [Reason::TooLate, Reason::TokenExpired]);
    // Later than an expired room can be read.
    scene.client.advance_time(4 * HOUR);
    assert_eq!(scene.reasons(), [Reason::RoomUnknown, Reason::TokenExpired]);
}

#[test]
fn a_room_can_be_joined_at_once() {
    let mut scene = scene("{}");
    scene.room = scene
        .client
        .create(&format!(r#"{{"participants":{{"{}":{{}}}}}}"#, scene.user));
    let verdict = scene.join();
    assert!(verdict.joinable, "{verdict:?}");
    assert_eq!(verdict.role, Some(Role::Attendee));
}

#[test]
fn revoked_tokens_are_good_until_the_revocation_acts() {
    for delay in [0, 900_000] {
        let mut scene = scene(&format!(r#"{{"revocationDelayInMs":{delay}}}"#));
        scene.client.advance_time(HOUR);
        scene.revoke();
        let old = scene.token.clone();
        if delay > 0 {
            let verdict = scene.join();
            assert!(verdict.joinable, "{verdict:?}");
            scene.client.advance_time(delay);
        }
        let verdict = scene.join();
        assert_eq!(verdict.reasons[0].reason, Reason::TokenRevoked);
        assert_eq!(verdict.reasons[0].at, verdict.expires_on);
        scene.reissue("voip");
        assert_eq!(scene.reasons(), [], "a token made after it is another");
        // What was revoked stays so, also for whoever takes up the state.
        let snapshot = scene.client.emulator.snapshot(&mut scene.client.world);
        let state = state_file::read(&state_file::write(&snapshot)).unwrap();
        scene.client.emulator.restore(state);
        assert_eq!(scene.reasons(), []);
        scene.token = old;
        assert_eq!(scene.reasons(), [Reason::TokenRevoked]);
    }
}

#[test]
fn a_token_made_in_the_moment_of_a_revocation_is_later_than_it() {
    let mut scene = scene("{}");
    scene.client.advance_time(HOUR);
    let snapshot = scene.client.emulator.snapshot(&mut scene.client.world);
    // The latest that a clock of milliseconds can have been read at.
    let at = Ticks(scene.client.world.now_in_ms * 10_000 + 36_000_000_000 + 9_999).to_json_text();
    let revoked = format!(
        r#"{{"change":"tokensRevoked","id":"{}","revokedAt":"{at}","actsAt":"{at}"}}"#,
        scene.user
    );
    let state = state_file::read(&format!("{}{revoked}\n", state_file::write(&snapshot))).unwrap();
    scene.client.emulator.restore(state);
    scene.reissue("voip");
    scene.client.advance_time(1);
    assert_eq!(scene.reasons(), []);
}

#[test]
fn roster_scope_key_user_and_room() {
    type Change = fn(&mut Scene);
    let table: [(&str, Change, &[Reason]); 9] = [
        ("nothing", |_| {}, &[]),
        (
            "off the roster",
            |scene| {
                let path = format!("/rooms/{}/participants", scene.room);
                scene.sent(
                    "PATCH",
                    &path,
                    &format!(r#"{{"participants":{{"{}":null}}}}"#, scene.user),
                );
            },
            &[Reason::NotOnRoster],
        ),
        ("only chat", |scene| scene.reissue("chat"), &[Reason::ScopeMissing]),
        (
            "the key",
            |scene| {
                scene
                    .client
                    .emulator
                    .regenerate_key(Key::Primary, &mut scene.client.world)
            },
            &[Reason::KeyRegenerated],
        ),
        (
            "the other key",
            |scene| {
                scene
                    .client
                    .emulator
                    .regenerate_key(Key::Secondary, &mut scene.client.world)
            },
            &[],
        ),
        (
            "the user",
            |scene| {
                let path = scene.user_path("");
                scene.sent("DELETE", &path, "");
            },
            &[Reason::UserDeleted],
        ),
        (
            "the room",
            |scene| scene.sent("DELETE", &format!("/rooms/{}", scene.room), ""),
            &[Reason::RoomDeleted],
        ),
        (
            "everything",
            |scene| scene.client.emulator.reset(),
            &[Reason::RoomUnknown, Reason::UserUnknown],
        ),
        (
            "another token",
            |scene| scene.token.push('A'),
            &[Reason::TokenUnreadable],
        ),
    ];
    for (name, change, expected) in table {
        let mut scene = scene("{}");
        scene.client.advance_time(HOUR);
        change(&mut scene);
        assert_eq!(scene.reasons(), expected, "{name}");
    }
}
