//! What the messages of refusals say besides the service's own words.

use super::*;

const MALFORMED: &str = "The request could not be understood.";

/// Code and message as callers see them.
fn told(io: &Fake) -> (String, String) {
    let mut client = client();
    client.options.retry.max_retries = 0;
    let get = request(&client, OperationName::GetRoom, ROOM_99);
    let Err(CallError::Refused(refused)) = block_on(client.call(io, &get)) else {
        panic!("must be refused");
    };
    let json: serde_json::Value = serde_json::from_str(&refused.to_json(&client, &get)).expect("the error is JSON");
    let text = |name: &str| json[name].as_str().unwrap_or_default().to_owned();
    (text("code"), text("message"))
}

#[test]
fn the_entries_of_a_validation_stand_in_the_message() {
    for (details, reasons) in [
        (
            r#"[{"code":"BadArgument","message":"Larger than 180 days.","target":"ValidUntil"}]"#,
            " (ValidUntil: Larger than 180 days.)",
        ),
        (
            r#"[{"message":"One.","target":"a"},{"message":"Two."},{"target":"c"},{"message":3},7]"#,
            " (a: One.; Two.)",
        ),
        (r#"[{"target":"c"}]"#, ""),
        ("[]", ""),
        (r#""text""#, ""),
        ("null", ""),
    ] {
        let body = format!(r#"{{"error":{{"code":"BadRequest","message":"{MALFORMED}","details":{details}}}}}"#);
        let io = Fake::new([Does::Answer(400, &[], body.leak())]);
        let message = format!("{MALFORMED}{reasons} (GET /rooms/99)");
        assert_eq!(told(&io), ("BadRequest".to_owned(), message), "{details}");
    }
}

#[test]
fn an_unknown_host_and_an_unaccepted_key_are_asked_about() {
    let unknown = Fake::new([Does::Says("ENOTFOUND\0getaddrinfo ENOTFOUND")]);
    let refused = Fake::new([Does::Answer(401, &[], "")]);
    let token = Fake::with_token([Does::Answer(401, &[], "")]);
    for (io, end) in [
        (
            &unknown,
            "getaddrinfo ENOTFOUND (is the name of the resource right?) (GET /rooms/99)",
        ),
        (
            &refused,
            " (https://contoso.communication.azure.com did not take the access key: is it of this resource, and the present one?) (GET /rooms/99)",
        ),
        (
            &token,
            "The service answered 401 without an error description (GET /rooms/99)",
        ),
    ] {
        let (_, message) = told(io);
        assert!(message.ends_with(end), "{message}");
    }
}

#[test]
fn in_front_of_a_proxy_it_is_not_the_service_that_answers() {
    for (through_proxy, who) in [
        (true, "https://contoso.communication.azure.com"),
        (false, "The service"),
    ] {
        let io = Fake {
            through_proxy,
            ..Fake::new([status(502)])
        };
        let message = format!("{who} answered 502 without an error description (GET /rooms/99)");
        assert_eq!(told(&io).1, message);
    }
}

#[test]
fn what_answers_in_a_proxys_place_is_named() {
    const PAGE: &str = "<!doctype html><title>App</title>";
    const ERROR: &str = r#"{"error":{"code":"NotFound","message":"No such room."}}"#;
    for (does, is_named) in [
        (Does::Answer(200, &[], PAGE), true),
        (Does::Answer(202, &[], PAGE), true),
        (Does::Answer(204, &[], ""), true),
        (Does::Answer(404, &[], PAGE), true),
        (Does::Answer(404, &[], ""), true),
        (
            Does::Answer(405, &[], r#"{"message":"Method Not Allowed","error":"no"}"#),
            true,
        ),
        (Does::Answer(404, &[], ERROR), false),
        (Does::Answer(200, &[], r#" {"id":"#), false),
        // An `authorize` of one's own answers as it likes, and so do gateways.
        (Does::Answer(401, &[], PAGE), false),
        (Does::Answer(403, &[], ""), false),
        (Does::Answer(502, &[], PAGE), false),
    ] {
        let is_wrong = |through_proxy| {
            let io = Fake {
                through_proxy,
                ..Fake::new([does.clone()])
            };
            let (code, message) = told(&io);
            let says = message.contains("https://contoso.communication.azure.com") && message.contains("is no proxy");
            assert_eq!(code == "NOT_A_PROXY", says, "{code} {message}");
            says
        };
        assert_eq!(is_wrong(true), is_named);
        assert!(!is_wrong(false));
    }
}
