//! Users and their tokens: the recorded statuses, texts and headers of the Identity service, and what becomes of tokens.

use acs_rooms_emulator::http::Response;
use acs_rooms_emulator::state_file;
use acs_rooms_emulator::time::Ticks;
use acs_rooms_emulator::users::token::Token;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::support::{Client, json, text, user};

mod layers;
mod refused;

const V: &str = "?api-version=2023-10-01";
const OTHER: &str = "8:acs:11111111-2222-4333-8444-555555555555_00000000-0000-4000-8000-00000000000a";
const APP: &str = "11111111-2222-4333-8444-555555555556";
const HOUR: i64 = 3_600_000;
const IDENTITIES: &str = "2020-07-20-preview2, 2021-03-07, 2021-10-31-preview, 2021-11-01, 2022-06-01, 2022-10-01, \
     2023-10-01, 2025-03-02-preview, 2025-06-30, 2026-09-23";
const TEAMS_USER: &str = "2021-10-31-preview, 2022-06-01, 2022-10-01, 2023-10-01, 2025-06-30, 2026-09-23";

fn made(client: &mut Client) -> String {
    let answer = client.send("POST", &format!("/identities{V}"), "");
    assert_eq!(answer.status, 201, "{}", text(&answer));
    json(&answer)["identity"]["id"].as_str().unwrap().to_string()
}

fn act(client: &mut Client, id: &str, action: &str, body: &str) -> Response {
    client.send("POST", &format!("/identities/{}/:{action}{V}", encoded(id)), body)
}

fn issued(client: &mut Client, id: &str) -> String {
    let answer = act(client, id, "issueAccessToken", r#"{"scopes":["voip.join"]}"#);
    assert_eq!(answer.status, 200, "{}", text(&answer));
    json(&answer)["token"].as_str().unwrap().to_string()
}

fn encoded(id: &str) -> String {
    id.replace(':', "%3A")
}

/// A token as Microsoft Entra makes them, good until so many seconds from the beginning of the tests' time.
fn entra(seconds: i64) -> String {
    let encode = |text: String| URL_SAFE_NO_PAD.encode(text);
    let payload = format!(r#"{{"exp":{}}}"#, 1_741_292_982 + seconds);
    format!("{}.{}.c2ln", encode(r#"{"alg":"RS256"}"#.into()), encode(payload))
}

#[test]
fn each_of_the_five_requests_answers_as_recorded() {
    let mut client = Client::new();
    let created = client.send_with(
        "POST",
        &format!("/identities{V}"),
        "",
        &[("x-ms-client-request-id", "mine")],
    );
    assert_eq!(created.status, 201);
    assert_eq!(created.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(created.header("api-supported-versions"), Some(IDENTITIES));
    assert_eq!(created.header("x-ms-client-request-id"), Some("mine"));
    assert_eq!(created.header("x-processing-time"), Some("1ms"));
    let body = json(&created);
    assert_eq!(body.as_object().unwrap().len(), 1, "{body}");
    let id = body["identity"]["id"].as_str().unwrap().to_string();

    let body = r#"{"createTokenWithScopes":["chat","voip"],"expiresInMinutes":60}"#;
    let both = client.send("POST", &format!("/identities{V}"), body);
    assert_eq!(both.status, 201);
    let both = json(&both);
    assert_ne!(both["identity"]["id"], id.as_str());
    let expires = Ticks::parse_rfc3339(both["accessToken"]["expiresOn"].as_str().unwrap()).unwrap();
    assert_eq!(expires.as_ms(), client.world.now_in_ms + HOUR);

    let token = act(&mut client, &id, "issueAccessToken", r#"{"scopes":["voip.join"]}"#);
    assert_eq!(token.status, 200);
    let token = json(&token);
    assert_eq!(
        token.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["token", "expiresOn"]
    );
    let expires = Ticks::parse_rfc3339(token["expiresOn"].as_str().unwrap()).unwrap();
    assert_eq!(expires.as_ms(), client.world.now_in_ms + 24 * HOUR);
    let read = Token::read(token["token"].as_str().unwrap()).unwrap();
    assert_eq!(read.user, id);
    assert_eq!(read.expires_at.as_ms(), expires.as_ms() / 1000 * 1000);

    for (method, path) in [
        ("POST", format!("/identities/{}/:revokeAccessTokens{V}", encoded(&id))),
        ("DELETE", format!("/identities/{}{V}", encoded(&id))),
        // Again, as after a lost answer.
        ("DELETE", format!("/identities/{}{V}", encoded(&id))),
    ] {
        let answer = client.send(method, &path, "");
        assert_eq!((answer.status, answer.body.len()), (204, 0), "{method} {path}");
        assert_eq!(answer.header("api-supported-versions"), Some(IDENTITIES));
    }

    let body = format!(r#"{{"token":"{}","appId":"{APP}","userId":"{APP}"}}"#, entra(600));
    let teams = client.send("POST", &format!("/teamsUser/:exchangeAccessToken{V}"), &body);
    assert_eq!(teams.status, 200, "{}", text(&teams));
    assert_eq!(teams.header("api-supported-versions"), Some(TEAMS_USER));
    let read = Token::read(json(&teams)["token"].as_str().unwrap()).unwrap();
    assert_eq!(read.user, format!("8:orgid:{APP}"));
    assert_eq!(read.expires_at.as_ms(), client.world.now_in_ms + 600_000);
}

#[test]
fn a_deleted_user_gets_no_more_tokens() {
    let mut client = Client::new();
    let id = made(&mut client);
    client.send("DELETE", &format!("/identities/{}{V}", encoded(&id)), "");
    for action in ["issueAccessToken", "revokeAccessTokens"] {
        let answer = act(&mut client, &id, action, r#"{"scopes":["voip"]}"#);
        assert_eq!(json(&answer)["error"]["code"], "IdentityNotOwned", "{action}");
    }
    assert_eq!(client.emulator.users().count(), 0);
}

#[test]
fn rooms_take_any_user_unless_they_must_be_known() {
    let body = |id: &str| format!(r#"{{"participants":{{"{id}":{{}}}}}}"#);
    for (options, expected) in [("{}", [201, 200, 200]), (r#"{"knownUsersOnly":true}"#, [400, 400, 200])] {
        let mut client = Client::with(options);
        let id = made(&mut client);
        let room = client.create(&body(&id));
        let path = format!("/rooms/{room}/participants");
        let strange = user("stranger");
        let answers = [
            client.send("POST", "/rooms", &body(&strange)),
            client.send("PATCH", &path, &body(&strange)),
            // Who is not there can always be removed.
            client.send("PATCH", &path, &format!(r#"{{"participants":{{"{strange}":null}}}}"#)),
        ];
        assert_eq!(answers.each_ref().map(|answer| answer.status), expected, "{options}");
        for refused in answers.iter().filter(|answer| answer.status == 400) {
            assert_eq!(
                json(refused)["error"]["message"],
                format!("The user {strange} was not made by this emulator, or was deleted: knownUsersOnly is on.")
            );
        }
    }
}

#[test]
fn a_deleted_user_stays_in_rooms_and_comes_into_no_other() {
    let mut client = Client::with(r#"{"knownUsersOnly":true}"#);
    let id = made(&mut client);
    let body = format!(r#"{{"participants":{{"{id}":{{}}}}}}"#);
    let room = client.create(&body);
    client.send("DELETE", &format!("/identities/{}{V}", encoded(&id)), "");
    assert_eq!(client.participants(&room), [(id, "Attendee".to_string())]);
    assert_eq!(client.send("POST", "/rooms", &body).status, 400);
}

#[test]
fn faults_reach_users_as_they_reach_rooms() {
    let mut client = Client::new();
    let id = made(&mut client);
    for fault in [
        r#"{"kind":"status","status":429,"path":"/identities/*/:issueAccessToken","retryAfterInMs":1000}"#,
        r#"{"kind":"resetBeforeCommit","path":"/identities"}"#,
        r#"{"kind":"resetAfterCommit","path":"/identities"}"#,
    ] {
        client.inject(fault);
    }
    let answer = act(&mut client, &id, "issueAccessToken", r#"{"scopes":["voip"]}"#);
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("1")));
    issued(&mut client, &id);
    for users in [1, 2] {
        client.send("POST", &format!("/identities{V}"), "");
        assert_eq!(client.emulator.users().count(), users);
    }
}

#[test]
fn the_journal_keeps_users_and_what_became_of_their_tokens() {
    let mut client = Client::with(r#"{"revocationDelayInMs":900000}"#);
    let [kept, gone] = [(); 2].map(|()| made(&mut client));
    act(&mut client, &kept, "revokeAccessTokens", "");
    client.send("DELETE", &format!("/identities/{}{V}", encoded(&gone)), "");
    let header = r#"{"journal":"acs-rooms emulator","format":1}"#;
    let replayed = state_file::read(&format!("{header}\n{}\n", client.world.journal.join("\n"))).unwrap();
    let snapshot = client.emulator.snapshot(&mut client.world);
    assert_eq!(replayed.snapshot(), snapshot);
    assert_eq!(snapshot.len(), 3, "deleted, made, revoked");
    assert_eq!(
        state_file::read(&state_file::write(&snapshot)).unwrap().snapshot(),
        snapshot
    );
}

#[test]
fn states_that_contradict_themselves_are_refused() {
    let header = r#"{"journal":"acs-rooms emulator","format":1}"#;
    let created = format!(r#"{{"change":"userCreated","id":"{OTHER}","createdAt":"2026-01-01T00:00:00Z"}}"#);
    let deleted = format!(r#"{{"change":"userDeleted","id":"{OTHER}","deletedAt":"2026-01-01T00:00:00Z"}}"#);
    let revoked = format!(
        r#"{{"change":"tokensRevoked","id":"{OTHER}","revokedAt":"2026-01-02T00:00:00Z","actsAt":"2026-01-02T00:00:00Z"}}"#
    );
    let backwards = revoked.replace(r#""actsAt":"2026-01-02"#, r#""actsAt":"2026-01-01"#);
    let nobody = created.replace("8:acs", "8:nobody");
    for (lines, expected) in [
        (vec![&created, &revoked, &deleted], ""),
        (vec![&created, &created], "line 3: id: there is a user"),
        (vec![&deleted, &created], "was deleted before"),
        (vec![&deleted, &revoked], "was deleted before"),
        (vec![&revoked], "line 2: id: there is no user"),
        (vec![&created, &backwards], "actsAt must not be before revokedAt"),
        (vec![&nobody], "is no user of Communication Services"),
    ] {
        let lines: Vec<&str> = lines.into_iter().map(String::as_str).collect();
        let error = state_file::read(&format!("{header}\n{}\n", lines.join("\n")))
            .err()
            .unwrap_or_default();
        assert!(
            error.contains(expected) && error.is_empty() == expected.is_empty(),
            "{lines:?}: {error}"
        );
    }
}
