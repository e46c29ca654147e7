//! Rotation of the two access keys, and tokens with a verifier.

use acs_rooms_emulator::Key;
use acs_rooms_emulator::http::Response;
use acs_rooms_emulator::options::{DEFAULT_PRIMARY_KEY, DEFAULT_SECONDARY_KEY};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::support::{Client, code, message};

fn status(client: &mut Client, key: &str) -> u16 {
    let mut request = client.unsigned("GET", "/rooms", "");
    client.sign_with(&mut request, key, client.world.now_in_ms);
    client.exchange(&request).response.status
}

fn key_of(client: &Client, key: Key) -> String {
    let text = client.emulator.options().connection_string(key);
    text.split_once("accesskey=").unwrap().1.to_string()
}

#[test]
fn a_rotation_without_a_gap() {
    let mut client = Client::new();
    for key in [DEFAULT_PRIMARY_KEY, DEFAULT_SECONDARY_KEY] {
        assert_eq!(status(&mut client, key), 200);
    }
    client.emulator.regenerate_key(Key::Primary, &mut client.world);
    let primary = key_of(&client, Key::Primary);
    assert_eq!(key_of(&client, Key::Secondary), DEFAULT_SECONDARY_KEY);
    for (key, expected) in [
        (DEFAULT_PRIMARY_KEY, 401),
        (DEFAULT_SECONDARY_KEY, 200),
        (primary.as_str(), 200),
    ] {
        assert_eq!(status(&mut client, key), expected);
    }
    client.emulator.regenerate_key(Key::Secondary, &mut client.world);
    assert_eq!(status(&mut client, DEFAULT_SECONDARY_KEY), 401);
    assert_eq!(status(&mut client, &primary), 200);
    client.emulator.regenerate_key(Key::Primary, &mut client.world);
    assert_eq!(status(&mut client, &primary), 401);
    client.emulator.reset();
    assert_eq!(key_of(&client, Key::Primary), DEFAULT_PRIMARY_KEY);
    assert_eq!(status(&mut client, DEFAULT_PRIMARY_KEY), 200);
}

#[test]
fn tokens_are_opaque_unless_there_is_a_verifier() {
    fn with_token(client: &mut Client, token: &str) -> Response {
        let mut request = client.unsigned("GET", "/rooms", "");
        request
            .headers
            .push(("Authorization".into(), format!("Bearer {token}")));
        client.exchange(&request).response
    }
    let jwt = |payload: &str| format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(payload));
    let good = jwt(r#"{"exp":1741293000,"aud":"https://rooms.test"}"#);
    let late = jwt(r#"{"exp":1741292000,"aud":"https://rooms.test"}"#);
    let other = jwt(r#"{"exp":1741293000,"aud":"https://communication.azure.com/"}"#);

    let mut open = Client::new();
    let mut checked = Client::with(r#"{"tokenVerifier":{"audiences":["https://rooms.test"]}}"#);
    for (token, without, with) in [
        (good.as_str(), 200, 200),
        (&late, 200, 401),
        (&other, 200, 401),
        ("opaque", 200, 401),
        ("", 401, 401),
    ] {
        assert_eq!(with_token(&mut open, token).status, without, "{token}");
        let answer = with_token(&mut checked, token);
        assert_eq!(answer.status, with, "{token}");
        if with == 401 {
            assert_eq!(code(&answer), "Denied");
            assert!(message(&answer).contains("Bearer token"), "{}", message(&answer));
            assert!(token.is_empty() || !message(&answer).contains(token));
        }
    }
}
