//! Refusals of the Identity service, which have another form than those of Rooms: a target, no header with the code, and a
//! content type without charset.

use serde::Serialize;

use crate::http::Response;
use crate::versions;

/// Which part of the service refuses: only one of them tells its api-versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tier {
    /// Validation of the body, and what asks Microsoft Entra: no `api-supported-versions`.
    Outer,
    /// The service's own logic.
    Service,
}

/// An answer other than success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    status: u16,
    tier: Tier,
    code: &'static str,
    message: String,
    target: Option<&'static str>,
}

#[derive(Serialize)]
struct Envelope<'a> {
    error: Body<'a>,
}

#[derive(Serialize)]
struct Body<'a> {
    code: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<&'a str>,
}

impl Refusal {
    /// 400 of the validation of the body.
    pub fn malformed(target: Option<&'static str>, message: impl Into<String>) -> Self {
        Refusal {
            status: 400,
            tier: Tier::Outer,
            code: "ValidationError",
            message: message.into(),
            target,
        }
    }

    /// 400 for a field that must be there, by its name in the service.
    pub fn required(field: &'static str) -> Self {
        Self::malformed(Some(field), format!("{field}: The {field} field is required."))
    }

    /// 400 for a field of a form that it cannot have.
    pub fn invalid_format(target: &'static str, field: &str) -> Self {
        Self::malformed(Some(target), format!("Provided {field} has invalid format."))
    }

    /// 400 of the service's logic.
    pub fn invalid(target: &'static str, message: impl Into<String>) -> Self {
        Refusal {
            tier: Tier::Service,
            ..Self::malformed(Some(target), message)
        }
    }

    /// 401 for a user who is not, or no longer, of this resource.
    pub fn not_owned() -> Self {
        Refusal {
            status: 401,
            tier: Tier::Service,
            code: "IdentityNotOwned",
            message: "Provided identity doesn't belong to the resource.".into(),
            target: None,
        }
    }

    /// 401 for a token of Microsoft Entra that is none, or is over.
    pub fn invalid_access_token() -> Self {
        Refusal {
            status: 401,
            tier: Tier::Outer,
            code: "InvalidAccessToken",
            message: "Provided access token is not valid.".into(),
            target: None,
        }
    }

    /// The answer, without the headers that every answer has.
    pub fn into_response(self, supported: &'static str) -> Response {
        let body = Envelope {
            error: Body {
                code: self.code,
                message: &self.message,
                target: self.target,
            },
        };
        // Our own structs of strings always serialise.
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let response = Response::text(self.status, "application/json", body);
        match self.tier {
            Tier::Service => response.with(versions::HEADER, supported),
            Tier::Outer => response,
        }
    }
}
