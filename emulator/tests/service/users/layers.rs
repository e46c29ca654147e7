//! Tokens of Teams users, and the versions, paths and methods of the Identity service.

use super::refused::{FIELD, check_refusal};
use super::{APP, IDENTITIES, TEAMS_USER, V, encoded, entra, made};
use crate::support::{Client, json, text};

#[test]
fn teams_tokens_are_exchanged_for_good_ones_only() {
    let invalid = "Provided access token is not valid.";
    let mut client = Client::new();
    for (token, app, user, status, message, target) in [
        (Some(entra(1)), Some(APP), Some(APP), 200, "", None),
        (Some(entra(0)), Some(APP), Some(APP), 401, invalid, None),
        (Some(String::new()), Some(APP), Some(APP), 401, invalid, None),
        (Some("a.b.c".into()), Some(APP), Some(APP), 401, invalid, None),
        (
            None,
            Some(APP),
            Some(APP),
            400,
            "Token: The Token field is required.",
            Some("Token"),
        ),
        (
            Some(entra(1)),
            None,
            Some(APP),
            400,
            "AppId: The AppId field is required.",
            Some("AppId"),
        ),
        (
            Some(entra(1)),
            Some(APP),
            None,
            400,
            "UserId: The UserId field is required.",
            Some("UserId"),
        ),
        (
            Some(entra(1)),
            Some("app"),
            Some(APP),
            400,
            "Provided AppId has invalid format.",
            Some("appId"),
        ),
        (
            Some(entra(1)),
            Some(APP),
            Some("me"),
            400,
            "Provided UserId has invalid format.",
            Some("userId"),
        ),
    ] {
        let body = serde_json::json!({"token": token, "appId": app, "userId": user}).to_string();
        let answer = client.send("POST", &format!("/teamsUser/:exchangeAccessToken{V}"), &body);
        if status == 200 {
            assert_eq!(answer.status, 200, "{body}: {}", text(&answer));
        } else {
            let code = if status == 401 { "InvalidAccessToken" } else { FIELD };
            check_refusal(&answer, &body, status, code, message, target, None);
        }
    }
    let seen: Vec<_> = client.emulator.requests().map(|entry| entry.body.as_str()).collect();
    assert_eq!(seen, ["REDACTED"; 9], "tokens are not kept");
}

#[test]
fn versions_paths_and_methods() {
    let mut client = Client::new();
    let id = encoded(&made(&mut client));
    let create = "/identities".to_string();
    let issue = format!("/identities/{id}/:issueAccessToken");
    let teams = "/teamsUser/:exchangeAccessToken".to_string();
    let join = r#"{"scopes":["voip.join"]}"#;
    let short = r#"{"scopes":["voip"],"expiresInMinutes":1}"#;
    for (method, path, version, body, status, code, versions) in [
        ("POST", &create, "2021-03-07", "", 201, "", Some(IDENTITIES)),
        ("POST", &create, "2026-09-23", "", 201, "", Some(IDENTITIES)),
        (
            "POST",
            &create,
            "2025-03-13",
            "",
            400,
            "UnsupportedApiVersion",
            Some(IDENTITIES),
        ),
        ("POST", &create, "", "", 400, "ApiVersionUnspecified", Some(IDENTITIES)),
        (
            "POST",
            &teams,
            "2021-03-07",
            "",
            400,
            "UnsupportedApiVersion",
            Some(TEAMS_USER),
        ),
        ("POST", &teams, "2022-06-01", "", 400, FIELD, None),
        ("POST", &issue, "2022-10-01", join, 400, FIELD, Some(IDENTITIES)),
        ("POST", &issue, "2023-10-01", join, 200, "", Some(IDENTITIES)),
        ("POST", &issue, "2022-06-01", short, 200, "", Some(IDENTITIES)),
        ("POST", &issue, "2022-10-01", short, 400, FIELD, Some(IDENTITIES)),
        ("GET", &create, "2023-10-01", "", 405, "MethodNotAllowed", None),
        ("GET", &issue, "2023-10-01", "", 405, "MethodNotAllowed", None),
        (
            "GET",
            &format!("/identities/{id}"),
            "2023-10-01",
            "",
            405,
            "MethodNotAllowed",
            None,
        ),
        (
            "POST",
            &format!("/identities/{id}/:explode"),
            "2023-10-01",
            "",
            404,
            "NotFound",
            None,
        ),
        (
            "GET",
            &"/rooms".to_string(),
            "2023-10-01",
            "",
            400,
            "UnsupportedApiVersion",
            Some("2023-06-14, 2023-10-30-preview, 2024-04-15, 2025-03-13"),
        ),
    ] {
        let answer = client.send(method, &format!("{path}?api-version={version}"), body);
        assert_eq!(answer.status, status, "{method} {path} {version}: {}", text(&answer));
        assert_eq!(
            answer.header("api-supported-versions"),
            versions,
            "{method} {path} {version}"
        );
        if !code.is_empty() {
            assert_eq!(json(&answer)["error"]["code"], code, "{method} {path} {version}");
        }
    }
}
