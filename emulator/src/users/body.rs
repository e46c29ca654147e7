//! Reads the bodies of identity requests: first that each field is of its type, later that its value will do.

use serde_json::{Map, Value};

use crate::http::Request;
use crate::users::refusal::Refusal;
use crate::users::scope::Scope;
use crate::users::versions::ApiVersion;

/// What a token's life can be, in minutes, and what it is when nothing is asked for.
const LIFETIMES: std::ops::RangeInclusive<i64> = 60..=1440;
const LIFETIME: i64 = 1440;

/// The token that is asked for, its fields of the right types.
#[derive(Debug, PartialEq, Eq)]
pub struct TokenFields {
    scopes: Option<Vec<String>>,
    expires_in_minutes: Option<i64>,
}

/// The token that is asked for.
#[derive(Debug, PartialEq, Eq)]
pub struct TokenWish {
    /// None of them twice.
    pub scopes: Vec<Scope>,
    /// How long it lasts.
    pub minutes: i64,
}

/// The three fields of an exchange.
#[derive(Debug, PartialEq, Eq)]
pub struct TeamsFields {
    /// Token of Microsoft Entra.
    pub token: String,
    /// Application that it was made for.
    pub app_id: String,
    /// Object id of the user.
    pub user_id: String,
}

/// Parses the body as a JSON object; none at all is an empty one, as official SDKs send it.
pub fn object(request: &Request) -> Result<Map<String, Value>, Refusal> {
    if request.body.is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(&request.body) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(Refusal::malformed(None, "The body must be a JSON object.")),
        Err(error) => Err(Refusal::malformed(
            None,
            format!(
                "The body is not valid JSON at line {} column {}.",
                error.line(),
                error.column()
            ),
        )),
    }
}

impl TokenFields {
    /// Reads them. The scopes have another name in each operation.
    pub fn read(
        fields: &Map<String, Value>,
        scopes: &'static str,
        target: &'static str,
        version: ApiVersion,
    ) -> Result<Self, Refusal> {
        let scopes = match fields.get(scopes) {
            None | Some(Value::Null) => None,
            Some(value) => Some(
                texts(value)
                    .ok_or_else(|| Refusal::malformed(Some(target), "The value must be an array of scopes."))?,
            ),
        };
        let given = fields.get("expiresInMinutes").filter(|_| version.has_lifetime());
        let expires_in_minutes = match given {
            None | Some(Value::Null) => None,
            Some(value) => Some(value.as_i64().ok_or_else(|| {
                Refusal::malformed(Some("ExpiresInMinutes"), "The value must be a whole number of minutes.")
            })?),
        };
        Ok(TokenFields {
            scopes,
            expires_in_minutes,
        })
    }

    /// Refuses a body without scopes.
    pub fn require_scopes(&self) -> Result<(), Refusal> {
        self.scopes
            .as_ref()
            .map(drop)
            .ok_or_else(|| Refusal::required("Scopes"))
    }

    /// Whether a token is asked for at all.
    pub fn ask_for_a_token(&self) -> bool {
        self.scopes.as_ref().is_some_and(|scopes| !scopes.is_empty())
    }

    /// Checks the values.
    pub fn wish(&self, version: ApiVersion) -> Result<TokenWish, Refusal> {
        let minutes = self.minutes()?;
        let mut scopes = Vec::new();
        for text in self.scopes.iter().flatten() {
            let scope = Scope::parse(text)
                .filter(|scope| version.has_scope(*scope))
                .ok_or_else(|| Refusal::invalid("scopes", format!("Invalid scopes - {text:?} is no scope.")))?;
            if !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
        if scopes.is_empty() {
            return Err(Refusal::invalid("scopes", "Invalid scopes - Scopes field is required."));
        }
        Ok(TokenWish { scopes, minutes })
    }

    /// Checks the life that is asked for.
    pub fn minutes(&self) -> Result<i64, Refusal> {
        let minutes = self.expires_in_minutes.unwrap_or(LIFETIME);
        if LIFETIMES.contains(&minutes) {
            return Ok(minutes);
        }
        Err(Refusal::invalid(
            "ExpiresInMinutes",
            format!("ExpiresInMinutes value {minutes} is invalid. Value must be within the [60, 1440] interval."),
        ))
    }
}

impl TeamsFields {
    /// Reads all three.
    pub fn read(fields: &Map<String, Value>) -> Result<Self, Refusal> {
        let text = |name: &str, target: &'static str| match fields.get(name) {
            None | Some(Value::Null) => Err(Refusal::required(target)),
            Some(Value::String(text)) => Ok(text.clone()),
            Some(_) => Err(Refusal::malformed(Some(target), "The value must be a string.")),
        };
        Ok(TeamsFields {
            token: text("token", "Token")?,
            app_id: text("appId", "AppId")?,
            user_id: text("userId", "UserId")?,
        })
    }
}

fn texts(value: &Value) -> Option<Vec<String>> {
    let values = value.as_array()?;
    values.iter().map(|value| value.as_str().map(String::from)).collect()
}
