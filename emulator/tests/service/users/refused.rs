//! What the Identity service refuses, in the recorded words.

use acs_rooms_emulator::http::Response;
use serde_json::Value;

use super::{IDENTITIES, OTHER, V, encoded, made};
use crate::support::{Client, json, text};

/// Path after `/identities`, with `{id}` for a user's; body; status, code, message, target, whether the versions are told.
type Refused = (
    &'static str,
    &'static str,
    u16,
    &'static str,
    &'static str,
    Option<&'static str>,
    bool,
);

const ISSUE: &str = "/{id}/:issueAccessToken";
pub const FIELD: &str = "ValidationError";

const REFUSED: [Refused; 18] = [
    (
        "",
        r#"{"createTokenWithScopes":["voip"],"expiresInMinutes":59}"#,
        400,
        FIELD,
        "ExpiresInMinutes value 59 is invalid. Value must be within the [60, 1440] interval.",
        Some("ExpiresInMinutes"),
        true,
    ),
    (
        "",
        r#"{"expiresInMinutes":1441}"#,
        400,
        FIELD,
        "ExpiresInMinutes value 1441 is invalid. Value must be within the [60, 1440] interval.",
        Some("ExpiresInMinutes"),
        true,
    ),
    (
        "",
        r#"{"createTokenWithScopes":["fax"]}"#,
        400,
        FIELD,
        "Invalid scopes - \"fax\" is no scope.",
        Some("scopes"),
        true,
    ),
    (
        "",
        r#"{"createTokenWithScopes":"voip"}"#,
        400,
        FIELD,
        "The value must be an array of scopes.",
        Some("CreateTokenWithScopes"),
        false,
    ),
    ("", "[]", 400, FIELD, "The body must be a JSON object.", None, false),
    (
        "",
        "{",
        400,
        FIELD,
        "The body is not valid JSON at line 1 column 1.",
        None,
        false,
    ),
    (
        ISSUE,
        r#"{"scopes":["voip"],"expiresInMinutes":59}"#,
        400,
        FIELD,
        "ExpiresInMinutes value 59 is invalid. Value must be within the [60, 1440] interval.",
        Some("ExpiresInMinutes"),
        true,
    ),
    (
        ISSUE,
        r#"{"scopes":["voip"],"expiresInMinutes":1441}"#,
        400,
        FIELD,
        "ExpiresInMinutes value 1441 is invalid. Value must be within the [60, 1440] interval.",
        Some("ExpiresInMinutes"),
        true,
    ),
    (
        ISSUE,
        r#"{"scopes":["voip"],"expiresInMinutes":90.5}"#,
        400,
        FIELD,
        "The value must be a whole number of minutes.",
        Some("ExpiresInMinutes"),
        false,
    ),
    (
        ISSUE,
        "{}",
        400,
        FIELD,
        "Scopes: The Scopes field is required.",
        Some("Scopes"),
        false,
    ),
    (
        ISSUE,
        "",
        400,
        FIELD,
        "Scopes: The Scopes field is required.",
        Some("Scopes"),
        false,
    ),
    (
        ISSUE,
        r#"{"scopes":[]}"#,
        400,
        FIELD,
        "Invalid scopes - Scopes field is required.",
        Some("scopes"),
        true,
    ),
    (
        ISSUE,
        r#"{"scopes":["voip","Voip"]}"#,
        400,
        FIELD,
        "Invalid scopes - \"Voip\" is no scope.",
        Some("scopes"),
        true,
    ),
    (
        ISSUE,
        r#"{"scopes":[1]}"#,
        400,
        FIELD,
        "The value must be an array of scopes.",
        Some("Scopes"),
        false,
    ),
    (
        "/{other}/:issueAccessToken",
        r#"{"scopes":["voip"]}"#,
        401,
        "IdentityNotOwned",
        "Provided identity doesn't belong to the resource.",
        None,
        true,
    ),
    (
        "/{other}/:revokeAccessTokens",
        "",
        401,
        "IdentityNotOwned",
        "Provided identity doesn't belong to the resource.",
        None,
        true,
    ),
    (
        "/garbage/:issueAccessToken",
        r#"{"scopes":["voip"]}"#,
        401,
        "IdentityNotOwned",
        "Provided identity doesn't belong to the resource.",
        None,
        true,
    ),
    (
        "/garbage/:revokeAccessTokens",
        "",
        401,
        "IdentityNotOwned",
        "Provided identity doesn't belong to the resource.",
        None,
        true,
    ),
];

pub fn check_refusal(
    answer: &Response,
    name: &str,
    status: u16,
    code: &str,
    message: &str,
    target: Option<&str>,
    supported: Option<&str>,
) {
    assert_eq!(answer.status, status, "{name}: {}", text(answer));
    let error = &json(answer)["error"];
    assert_eq!(error["code"], code, "{name}");
    assert_eq!(error["message"], message, "{name}");
    assert_eq!(error.get("target").and_then(Value::as_str), target, "{name}");
    assert_eq!(answer.header("content-type"), Some("application/json"), "{name}");
    assert_eq!(answer.header("x-ms-error-code"), None, "{name}");
    assert_eq!(answer.header("api-supported-versions"), supported, "{name}");
    assert_eq!(answer.header("x-processing-time"), Some("1ms"), "{name}");
}

#[test]
fn what_is_wrong_is_told_as_recorded() {
    let mut client = Client::new();
    let id = made(&mut client);
    let kept = client.world.journal.len();
    for (path, body, status, code, message, target, versions) in REFUSED {
        let path = path.replace("{id}", &encoded(&id)).replace("{other}", &encoded(OTHER));
        let answer = client.send("POST", &format!("/identities{path}{V}"), body);
        let name = format!("{path} {body}");
        check_refusal(
            &answer,
            &name,
            status,
            code,
            message,
            target,
            versions.then_some(IDENTITIES),
        );
    }
    for id in [OTHER, "garbage"] {
        let answer = client.send("DELETE", &format!("/identities/{}{V}", encoded(id)), "");
        let message = "Provided identity doesn't belong to the resource.";
        check_refusal(&answer, id, 401, "IdentityNotOwned", message, None, Some(IDENTITIES));
    }
    assert_eq!(client.world.journal.len(), kept, "a refusal changes nothing");
}
