//! The five requests of the Identity API. They decide and answer; the caller makes the change.

use serde::Serialize;

use crate::call::{Answer, Call};
use crate::http::Response;
use crate::ids;
use crate::model::Change;
use crate::time::Ticks;
use crate::tokens;
use crate::users::body::{self, TeamsFields, TokenFields, TokenWish};
use crate::users::directory::Standing;
use crate::users::refusal::Refusal;
use crate::users::routes::Operation;
use crate::users::token::{Issuer, Token};
use crate::users::versions::ApiVersion;
use crate::versions;

const CLIENT_REQUEST_ID: &str = "x-ms-client-request-id";
const MS_PER_MINUTE: i64 = 60_000;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TokenModel {
    token: String,
    expires_on: Ticks,
}

#[derive(Serialize)]
struct IdentityModel<'a> {
    id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IdentityAndTokenModel<'a> {
    identity: IdentityModel<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_token: Option<TokenModel>,
}

/// Does what is asked for. Unlike Rooms, the service tells the id of the client's request, and how long it took.
pub fn answer(call: &mut Call<'_, ApiVersion>, operation: &Operation) -> Answer {
    let supported = operation.supported_versions();
    let answered = match operation {
        Operation::CreateUser => create(call),
        Operation::DeleteUser(id) => delete(call, id),
        Operation::RevokeTokens(id) => revoke(call, id),
        Operation::IssueToken(id) => issue(call, id),
        Operation::ExchangeTeamsToken => exchange(call),
    };
    let (response, change) = match answered {
        Ok((response, change)) => (response.with(versions::HEADER, supported), change),
        Err(refusal) => (refusal.into_response(supported), None),
    };
    let mut response = response.with("X-Processing-Time", "1ms");
    if let Some(id) = call.request.header(CLIENT_REQUEST_ID) {
        response = response.with(CLIENT_REQUEST_ID, id);
    }
    Answer {
        outcome: Ok(response),
        change,
    }
}

type Answered = Result<(Response, Option<Change>), Refusal>;

fn create(call: &mut Call<'_, ApiVersion>) -> Answered {
    let fields = body::object(call.request)?;
    let fields = TokenFields::read(&fields, "createTokenWithScopes", "CreateTokenWithScopes", call.version)?;
    fields.minutes()?;
    let wish = fields
        .ask_for_a_token()
        .then(|| fields.wish(call.version))
        .transpose()?;
    let id = call.users.new_id(call.platform);
    let answer = IdentityAndTokenModel {
        identity: IdentityModel { id: &id },
        access_token: wish.map(|wish| granted(call, id.clone(), wish)),
    };
    let response = Response::json(201, &answer);
    let created_at = call.now;
    Ok((response, Some(Change::UserCreated { id, created_at })))
}

fn issue(call: &mut Call<'_, ApiVersion>, id: &str) -> Answered {
    let fields = body::object(call.request)?;
    let fields = TokenFields::read(&fields, "scopes", "Scopes", call.version)?;
    fields.require_scopes()?;
    check_owned(call, id)?;
    let wish = fields.wish(call.version)?;
    Ok((Response::json(200, &granted(call, id.to_string(), wish)), None))
}

fn revoke(call: &mut Call<'_, ApiVersion>, id: &str) -> Answered {
    check_owned(call, id)?;
    let change = Change::TokensRevoked {
        id: id.to_string(),
        revoked_at: call.now,
        acts_at: revoked_from(call),
    };
    Ok((Response::empty(204), Some(change)))
}

/// Cut to the millisecond, as the clocks of tests tell it: so it acts when the delay has been waited for.
fn revoked_from(call: &Call<'_, ApiVersion>) -> Ticks {
    let delayed = call.now.plus_ms(call.options.revocation_delay_in_ms);
    Ticks::from_ms(delayed.as_ms()).max(call.now)
}

/// A user who was deleted before is told so again: whoever lost the first answer may ask twice.
fn delete(call: &mut Call<'_, ApiVersion>, id: &str) -> Answered {
    if let Standing::Deleted(_) = call.users.standing(id) {
        return Ok((Response::empty(204), None));
    }
    check_owned(call, id)?;
    let change = Change::UserDeleted {
        id: id.to_string(),
        deleted_at: call.now,
    };
    Ok((Response::empty(204), Some(change)))
}

/// The token of Microsoft Entra must be a JSON Web Token that has not expired; who signed it cannot be verified here. The one
/// that it is exchanged for lasts as long.
fn exchange(call: &mut Call<'_, ApiVersion>) -> Answered {
    let fields = TeamsFields::read(&body::object(call.request)?)?;
    if !ids::is_guid(&fields.app_id) {
        return Err(Refusal::invalid_format("appId", "AppId"));
    }
    if !ids::is_guid(&fields.user_id) {
        return Err(Refusal::invalid_format("userId", "UserId"));
    }
    let left_in_ms = tokens::left_in_ms(&fields.token, call.outside).ok_or_else(Refusal::invalid_access_token)?;
    let token = Token {
        user: format!("8:orgid:{}", fields.user_id.to_ascii_lowercase()),
        scopes: Vec::new(),
        issued_at: call.now,
        expires_at: call.now.plus_ms(left_in_ms),
        issuer: Issuer::of(call.key),
    };
    Ok((Response::json(200, &model(&token)), None))
}

fn check_owned(call: &Call<'_, ApiVersion>, id: &str) -> Result<(), Refusal> {
    match call.users.standing(id) {
        Standing::There => Ok(()),
        Standing::Deleted(_) | Standing::Unknown => Err(Refusal::not_owned()),
    }
}

fn granted(call: &Call<'_, ApiVersion>, user: String, wish: TokenWish) -> TokenModel {
    model(&Token {
        user,
        scopes: wish.scopes,
        issued_at: call.now,
        expires_at: call.now.plus_ms(wish.minutes * MS_PER_MINUTE),
        issuer: Issuer::of(call.key),
    })
}

fn model(token: &Token) -> TokenModel {
    TokenModel {
        token: token.write(),
        expires_on: token.expires_at,
    }
}
