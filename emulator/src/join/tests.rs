use indexmap::IndexMap;
use serde_json::json;

use super::*;
use crate::users::token::Issuer;

const ALICE: &str = "8:acs:ac500a75-e3a7-4707-8080-000000007080_00000018-0000-4000-8000-00000000000a";
const TEAMS: &str = "8:orgid:00000018-0000-4000-8000-00000000000a";

fn room() -> Room {
    Room {
        id: "99480215317774646".into(),
        created_at: Ticks(50),
        valid_from: Ticks(100),
        valid_until: Ticks(200),
        pstn_dial_out_enabled: false,
        participants: IndexMap::from([(ALICE.to_string(), Role::Presenter)]),
    }
}

fn presented() -> Presented {
    Presented {
        token: Token {
            user: ALICE.into(),
            scopes: vec![Scope::VoipJoin],
            issued_at: Ticks(60),
            expires_at: Ticks(180),
            issuer: Issuer::of(None),
        },
        user: Standing::There,
        key_stands: true,
        revoked_from: None,
    }
}

/// At that time, with a room and a token that something was done to.
type Case = (
    &'static str,
    i64,
    fn(&mut Room, &mut Presented),
    &'static [(Reason, Option<i64>)],
);

const CASES: [Case; 24] = [
    ("all is well", 150, |_, _| {}, &[]),
    ("just begun", 100, |_, _| {}, &[]),
    ("too early", 99, |_, _| {}, &[(Reason::TooEarly, Some(100))]),
    ("last moment", 199, |_, p| p.token.expires_at = Ticks(500), &[]),
    (
        "too late",
        200,
        |_, p| p.token.expires_at = Ticks(500),
        &[(Reason::TooLate, Some(200))],
    ),
    ("last moment of the token", 179, |_, _| {}, &[]),
    ("token over", 180, |_, _| {}, &[(Reason::TokenExpired, Some(180))]),
    (
        "room and token over",
        200,
        |_, _| {},
        &[(Reason::TooLate, Some(200)), (Reason::TokenExpired, Some(180))],
    ),
    ("revocation to come", 149, |_, p| p.revoked_from = Some(Ticks(150)), &[]),
    (
        "revoked",
        150,
        |_, p| p.revoked_from = Some(Ticks(150)),
        &[(Reason::TokenRevoked, Some(150))],
    ),
    (
        "revoked and over",
        190,
        |_, p| p.revoked_from = Some(Ticks(150)),
        &[(Reason::TokenExpired, Some(180)), (Reason::TokenRevoked, Some(150))],
    ),
    (
        "key regenerated",
        150,
        |_, p| p.key_stands = false,
        &[(Reason::KeyRegenerated, None)],
    ),
    ("voip", 150, |_, p| p.token.scopes = vec![Scope::Voip], &[]),
    (
        "chat and voip.join",
        150,
        |_, p| p.token.scopes = vec![Scope::Chat, Scope::VoipJoin],
        &[],
    ),
    (
        "chat only",
        150,
        |_, p| p.token.scopes = vec![Scope::Chat, Scope::ChatJoin, Scope::ChatJoinLimited],
        &[(Reason::ScopeMissing, None)],
    ),
    (
        "no scope",
        150,
        |_, p| p.token.scopes.clear(),
        &[(Reason::ScopeMissing, None)],
    ),
    (
        "deleted user",
        150,
        |_, p| p.user = Standing::Deleted(Ticks(140)),
        &[(Reason::UserDeleted, Some(140))],
    ),
    (
        "user of another emulator",
        150,
        |_, p| p.user = Standing::Unknown,
        &[(Reason::UserUnknown, None)],
    ),
    (
        "not on the roster",
        150,
        |r, _| r.participants.clear(),
        &[(Reason::NotOnRoster, None)],
    ),
    (
        "another on the roster",
        150,
        |_, p| p.token.user = ALICE.replace("0a", "0b"),
        &[(Reason::NotOnRoster, None)],
    ),
    (
        "an id in capital letters is another",
        150,
        |_, p| p.token.user = ALICE.replace("0a", "0A"),
        &[(Reason::NotOnRoster, None)],
    ),
    (
        "a Teams user",
        150,
        |_, p| p.token.user = TEAMS.into(),
        &[(Reason::NotCommunicationUser, None)],
    ),
    (
        "a Teams user, too early and too old",
        90,
        |_, p| {
            p.token.user = TEAMS.into();
            p.token.expires_at = Ticks(80);
        },
        &[
            (Reason::TooEarly, Some(100)),
            (Reason::TokenExpired, Some(80)),
            (Reason::NotCommunicationUser, None),
        ],
    ),
    (
        "everything at once",
        250,
        |r, p| {
            r.participants.clear();
            p.token.scopes.clear();
            p.key_stands = false;
            p.revoked_from = Some(Ticks(70));
            p.user = Standing::Deleted(Ticks(75));
        },
        &[
            (Reason::TooLate, Some(200)),
            (Reason::TokenExpired, Some(180)),
            (Reason::TokenRevoked, Some(70)),
            (Reason::KeyRegenerated, None),
            (Reason::ScopeMissing, None),
            (Reason::UserDeleted, Some(75)),
            (Reason::NotOnRoster, None),
        ],
    ),
];

fn found(verdict: &Verdict) -> Vec<(Reason, Option<i64>)> {
    let reasons = verdict.reasons.iter();
    reasons
        .map(|objection| (objection.reason, objection.at.map(|at| at.0)))
        .collect()
}

#[test]
fn each_thing_that_stands_against_it_is_told_with_its_time() {
    for (name, now, change, expected) in CASES {
        let (mut room, mut presented) = (room(), presented());
        change(&mut room, &mut presented);
        let verdict = judge(&Lookup::Found(&room), Some(&presented), Ticks(now));
        assert_eq!(found(&verdict), expected, "{name}");
        assert_eq!(verdict.joinable, expected.is_empty(), "{name}");
        assert_eq!(verdict.at, Ticks(now), "{name}");
        assert_eq!(verdict.user_id, Some(presented.token.user.clone()), "{name}");
        assert_eq!(
            (verdict.valid_from, verdict.valid_until),
            (Some(Ticks(100)), Some(Ticks(200))),
            "{name}"
        );
        let on_roster = room.participants.contains_key(&presented.token.user);
        assert_eq!(verdict.role, on_roster.then_some(Role::Presenter), "{name}");
    }
}

#[test]
fn without_a_room_or_a_token_the_other_is_still_judged() {
    let over = Presented {
        revoked_from: Some(Ticks(150)),
        ..presented()
    };
    for (room, presented, expected) in [
        (
            Lookup::Unknown,
            Some(&over),
            vec![(Reason::RoomUnknown, None), (Reason::TokenRevoked, Some(150))],
        ),
        (Lookup::Deleted, Some(&presented()), vec![(Reason::RoomDeleted, None)]),
        (
            Lookup::Deleted,
            None,
            vec![(Reason::RoomDeleted, None), (Reason::TokenUnreadable, None)],
        ),
        (Lookup::Found(&room()), None, vec![(Reason::TokenUnreadable, None)]),
    ] {
        let verdict = judge(&room, presented, Ticks(160));
        assert_eq!(found(&verdict), expected);
        assert_eq!(verdict.role, None);
        assert!(!verdict.joinable);
    }
}

#[test]
fn the_token_ends_when_it_is_revoked() {
    for (revoked_from, end) in [(None, 180), (Some(150), 150), (Some(500), 180)] {
        let presented = Presented {
            revoked_from: revoked_from.map(Ticks),
            ..presented()
        };
        let verdict = judge(&Lookup::Found(&room()), Some(&presented), Ticks(120));
        assert_eq!(verdict.expires_on, Some(Ticks(end)));
    }
}

#[test]
fn questions_are_read_field_by_field() {
    let whole = json!({"roomId": "1", "token": "canary"});
    let question = Question {
        room_id: "1".into(),
        token: "canary".into(),
    };
    assert_eq!(Question::read(&whole), Ok(question));
    for (given, expected) in [
        (json!("canary"), "join must be an object"),
        (json!({}), "join.roomId is missing: it must be a string"),
        (json!({"roomId": 1, "token": "canary"}), "join.roomId must be a string"),
        (json!({"roomId": "1"}), "join.token is missing: it must be a string"),
        (
            json!({"roomId": "1", "token": "canary", "user": "x"}),
            "join.user is unknown: there are roomId, token",
        ),
    ] {
        assert_eq!(Question::read(&given), Err(expected.to_string()));
    }
}
