//! Users and their tokens: the operations of the Identity service, which has the same host, key and scope as Rooms.
//!
//! Facts: <https://learn.microsoft.com/rest/api/communication/identity/>, and the recorded exchanges of the official SDKs.

use super::connection::Endpoint;
use super::error::ArgumentError;
use super::identifier::{Identifier, Kind};
use super::json::{Json, write_integer, write_member, write_name, write_text};
use super::page::push_segment;
use super::request::{Expect, Request};
use super::text::{parts, whole_number};
use super::time::Timestamp;

/// The api-version of the official JavaScript and Python clients. Later ones change nothing in these operations.
const API_VERSION: &str = "2023-10-01";
/// What a token may be for.
const SCOPES: &str = "chat voip chat.join chat.join.limited voip.join";

/// An operation on users and tokens.
///
/// None is repeatable by an id. A creation whose answer is lost leaves a user of whom nobody knows, which costs nothing.
#[derive(Debug, PartialEq, Eq)]
pub struct IdentityOperation {
    /// Of the client's method.
    pub name: &'static str,
    method: &'static str,
    /// What stands before the user in the path.
    path: &'static str,
    /// What stands behind the user; nothing if there is none.
    action: Option<&'static str>,
    /// What the body calls the scopes; nothing if it has none.
    scopes: Option<&'static str>,
    success: u16,
    expect: Expect,
}

/// All of them.
static OPERATIONS: [IdentityOperation; 6] = [
    IdentityOperation {
        name: "createUser",
        method: "POST",
        path: "/identities",
        action: None,
        scopes: None,
        success: 201,
        expect: Expect::User,
    },
    IdentityOperation {
        name: "createUserAndToken",
        method: "POST",
        path: "/identities",
        action: None,
        scopes: Some("createTokenWithScopes"),
        success: 201,
        expect: Expect::UserAndToken,
    },
    IdentityOperation {
        name: "getToken",
        method: "POST",
        path: "/identities/",
        action: Some("/:issueAccessToken"),
        scopes: Some("scopes"),
        success: 200,
        expect: Expect::Token,
    },
    IdentityOperation {
        name: "revokeTokens",
        method: "POST",
        path: "/identities/",
        action: Some("/:revokeAccessTokens"),
        scopes: None,
        success: 204,
        expect: Expect::Nothing,
    },
    IdentityOperation {
        name: "deleteUser",
        method: "DELETE",
        path: "/identities/",
        action: Some(""),
        scopes: None,
        success: 204,
        expect: Expect::Nothing,
    },
    IdentityOperation {
        name: "getTokenForTeamsUser",
        method: "POST",
        path: "/teamsUser/:exchangeAccessToken",
        action: None,
        scopes: None,
        success: 200,
        expect: Expect::Token,
    },
];

impl IdentityOperation {
    /// The operation of that name.
    pub fn from_name(name: &str) -> Option<&'static Self> {
        OPERATIONS.iter().find(|operation| operation.name == name)
    }

    /// Completes a request. `call` is an object with `roomId`, which is the user here, `argument` (the scopes, or the
    /// three texts of a Teams user) and `options`.
    pub fn fill(
        &self,
        request: &mut Request,
        call: &Json<'_>,
        endpoint: &Endpoint,
        api_version: Option<&str>,
    ) -> Result<(), ArgumentError> {
        let argument = call.get("argument").unwrap_or(&Json::Null);
        (request.method, request.success, request.expect) = (self.method, self.success, self.expect);
        request.operation.push_str(self.name);
        request.path.push_str(endpoint.base_path());
        request.path.push_str(self.path);
        if let Some(action) = self.action {
            push_segment(&mut request.path, read_user(call)?);
            request.path.push_str(action);
        }
        request.path.push_str("?api-version=");
        request.path.push_str(api_version.unwrap_or(API_VERSION));
        if self.expect == Expect::Nothing {
            return Ok(());
        }
        request.content_type = "application/json";
        let body = &mut request.body;
        body.push('{');
        if let Some(scopes) = self.scopes {
            write_scopes(body, scopes, argument)?;
            write_lifetime(body, call.get("options"))?;
        } else if self.expect == Expect::Token {
            for (name, theirs) in &[
                ("teamsUserAadToken", "token"),
                ("clientId", "appId"),
                ("userObjectId", "userId"),
            ] {
                let text = argument.text(name).filter(|text| !text.is_empty());
                let text = text.ok_or_else(|| ArgumentError::of_type(name, "must be a string that is not empty"))?;
                write_member(body, theirs, text);
            }
            request
                .secret
                .push_str(argument.text("teamsUserAadToken").unwrap_or_default());
        }
        body.push('}');
        Ok(())
    }
}

/// Only users of the resource have tokens.
fn read_user<'a>(call: &'a Json<'_>) -> Result<&'a str, ArgumentError> {
    let id = call.get("roomId").and_then(|user| user.text("communicationUserId"));
    id.filter(|id| Identifier::from_raw_id(id).kind == Kind::CommunicationUser)
        .ok_or_else(|| ArgumentError::of_type("user", "must be an ACS user: { communicationUserId: \"8:acs:…\" }"))
}

fn write_scopes(out: &mut String, name: &str, scopes: &Json<'_>) -> Result<(), ArgumentError> {
    let wrong = || {
        ArgumentError::of_range(
            "scopes",
            "must be an array of one or more of voip.join, voip, chat, chat.join, chat.join.limited",
        )
    };
    let Json::List(scopes) = scopes else {
        return Err(wrong());
    };
    write_name(out, name);
    let mut before = '[';
    for (_, scope) in scopes {
        out.push(before);
        before = ',';
        match scope {
            Json::Text(text) if parts(SCOPES, b' ').any(|known| known == text) => write_text(out, text),
            _ => return Err(wrong()),
        }
    }
    out.push(']');
    if before == '[' { Err(wrong()) } else { Ok(()) }
}

fn write_lifetime(out: &mut String, options: Option<&Json<'_>>) -> Result<(), ArgumentError> {
    const NAME: &str = "tokenExpiresInMinutes";
    let Some(given) = options.and_then(|options| options.get(NAME)) else {
        return Ok(());
    };
    let minutes = match given {
        Json::Number(text) => whole_number(text).filter(|minutes| (60..=1440).contains(minutes)),
        _ => None,
    };
    let minutes =
        minutes.ok_or_else(|| ArgumentError::of_range(NAME, "must be a whole number of minutes from 60 to 1440"))?;
    write_name(out, "expiresInMinutes");
    write_integer(out, minutes as i64);
    Ok(())
}

/// The access token in an answer.
pub fn token_of(body: &str) -> Option<String> {
    Json::parse(body).and_then(|json| grant_of(&json).text("token").map(str::to_owned))
}

/// What has the token: a member of its own beside a new user, or else the whole answer.
fn grant_of<'j, 'a>(json: &'j Json<'a>) -> &'j Json<'a> {
    json.get("accessToken").unwrap_or(json)
}

/// Whether an answer has what the API promises; if not, what is wrong with it.
pub fn check(expect: Expect, json: &Json<'_>) -> Result<(), &'static str> {
    let token = grant_of(json);
    let is_time = |text| Timestamp::from_rfc3339(text).is_ok();
    if expect != Expect::User && !(token.text("token").is_some() && token.text("expiresOn").is_some_and(is_time)) {
        return Err("has no access token with its time");
    }
    let user = json.get("identity").and_then(|identity| identity.text("id"));
    if expect != Expect::Token && user.is_none() {
        return Err("has no identity");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::connection::absolute_url;
    use crate::core::operation::OperationName;
    use crate::core::options::ClientOptions;

    const USER: &str = r#""roomId":{"communicationUserId":"8:acs:a_b"}"#;

    fn read(name: &str, call: &str) -> Result<Request, ArgumentError> {
        let call = format!("{{{call}}}");
        let operation = IdentityOperation::from_name(name).expect(name);
        Request::read(
            OperationName::Identity(operation),
            &Json::parse(&call).expect(&call),
            &Endpoint::of_url("https://contoso.communication.azure.com").unwrap(),
            &ClientOptions::default(),
            "an idan id",
            absolute_url,
        )
    }

    #[test]
    fn each_operation_becomes_its_request() {
        let token = format!(r#"{USER},"argument":["voip.join","chat"],"options":{{"tokenExpiresInMinutes":60}}"#);
        let teams = r#""argument":{"teamsUserAadToken":"ey.canary.x","clientId":"c","userObjectId":"o"}"#;
        for (name, call, method, path, content_type, body, success) in [
            ("createUser", "", "POST", "/identities", "application/json", "{}", 201),
            (
                "createUserAndToken",
                r#""argument":["voip"]"#,
                "POST",
                "/identities",
                "application/json",
                r#"{"createTokenWithScopes":["voip"]}"#,
                201,
            ),
            (
                "getToken",
                &token,
                "POST",
                "/identities/8%3Aacs%3Aa_b/:issueAccessToken",
                "application/json",
                r#"{"scopes":["voip.join","chat"],"expiresInMinutes":60}"#,
                200,
            ),
            (
                "revokeTokens",
                USER,
                "POST",
                "/identities/8%3Aacs%3Aa_b/:revokeAccessTokens",
                "",
                "",
                204,
            ),
            ("deleteUser", USER, "DELETE", "/identities/8%3Aacs%3Aa_b", "", "", 204),
            (
                "getTokenForTeamsUser",
                teams,
                "POST",
                "/teamsUser/:exchangeAccessToken",
                "application/json",
                r#"{"token":"ey.canary.x","appId":"c","userId":"o"}"#,
                200,
            ),
        ] {
            let request = read(name, call).expect(call);
            assert_eq!(
                (
                    request.operation.as_str(),
                    request.method,
                    request.path,
                    request.content_type
                ),
                (name, method, format!("{path}?api-version=2023-10-01"), content_type)
            );
            assert_eq!((request.body.as_str(), request.success), (body, success), "{name}");
            assert!(request.repeatability_request_id.is_empty());
            assert_eq!(request.secret.is_empty(), name != "getTokenForTeamsUser");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let with = |rest: &str| format!("{USER},{rest}");
        for (name, call, start) in [
            (
                "getToken",
                r#""argument":["voip"]"#.to_owned(),
                "user must be an ACS user",
            ),
            (
                "deleteUser",
                r#""roomId":"8:acs:a_b""#.to_owned(),
                "user must be an ACS user",
            ),
            (
                "revokeTokens",
                r#""roomId":{"communicationUserId":"8:orgid:a"}"#.to_owned(),
                "user must be an ACS user",
            ),
            (
                "revokeTokens",
                r#""roomId":{"phoneNumber":"+1"}"#.to_owned(),
                "user must be an ACS user",
            ),
            ("getToken", with(r#""options":{}"#), "scopes must be an array"),
            ("getToken", with(r#""argument":"voip""#), "scopes must be an array"),
            ("getToken", with(r#""argument":[]"#), "scopes must be an array"),
            (
                "createUserAndToken",
                r#""argument":["voip","video"]"#.to_owned(),
                "scopes must be an array",
            ),
            (
                "createUserAndToken",
                r#""argument":[1]"#.to_owned(),
                "scopes must be an array",
            ),
            (
                "getToken",
                with(r#""argument":["voip"],"options":{"tokenExpiresInMinutes":59}"#),
                "tokenExpiresInMinutes must be a whole number",
            ),
            (
                "getToken",
                with(r#""argument":["voip"],"options":{"tokenExpiresInMinutes":1441}"#),
                "tokenExpiresInMinutes must be a whole number",
            ),
            (
                "getToken",
                with(r#""argument":["voip"],"options":{"tokenExpiresInMinutes":60.5}"#),
                "tokenExpiresInMinutes must be a whole number",
            ),
            (
                "getToken",
                with(r#""argument":["voip"],"options":{"tokenExpiresInMinutes":"60"}"#),
                "tokenExpiresInMinutes must be a whole number",
            ),
            (
                "getTokenForTeamsUser",
                r#""argument":{"teamsUserAadToken":"x","userObjectId":"o"}"#.to_owned(),
                "clientId must be a string",
            ),
            (
                "getTokenForTeamsUser",
                r#""argument":{"teamsUserAadToken":"","clientId":"c","userObjectId":"o"}"#.to_owned(),
                "teamsUserAadToken must be a string",
            ),
            (
                "getTokenForTeamsUser",
                String::new(),
                "teamsUserAadToken must be a string",
            ),
        ] {
            let error = read(name, &call).expect_err(&call);
            assert!(error.message.starts_with(start), "{call}: {}", error.message);
        }
    }

    #[test]
    fn answers_have_what_the_api_promises() {
        const TOKEN: &str = r#""token":"ey.x.y","expiresOn":"2023-10-20T12:48:08.0455796+00:00""#;
        let user = r#"{"identity":{"id":"8:acs:a_b"}}"#.to_owned();
        let both = format!(r#"{{"identity":{{"id":"8:acs:a_b"}},"accessToken":{{{TOKEN}}}}}"#);
        let no_token = Err("has no access token with its time");
        for (expect, body, checked) in [
            (Expect::User, user.clone(), Ok(())),
            (Expect::User, both.clone(), Ok(())),
            (Expect::User, "{}".to_owned(), Err("has no identity")),
            (Expect::UserAndToken, both, Ok(())),
            (Expect::UserAndToken, user, no_token),
            (
                Expect::UserAndToken,
                format!(r#"{{"accessToken":{{{TOKEN}}}}}"#),
                Err("has no identity"),
            ),
            (Expect::Token, format!("{{{TOKEN}}}"), Ok(())),
            (Expect::Token, r#"{"token":"x"}"#.to_owned(), no_token),
            (
                Expect::Token,
                r#"{"token":"x","expiresOn":"soon"}"#.to_owned(),
                no_token,
            ),
            (Expect::Token, "[]".to_owned(), no_token),
        ] {
            assert_eq!(check(expect, &Json::parse(&body).expect(&body)), checked, "{body}");
        }
    }
}
