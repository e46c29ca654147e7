//! Refusals: the exact texts of the service, and the headers of each tier.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::http::Response;

const MALFORMED: &str = "The request could not be understood by the server due to malformed syntax.";

/// Where in the service a request was refused. The headers of the answer tell (seen in recordings).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Tier {
    /// In front of the Rooms service: `x-ms-error-code`, no `api-supported-versions`.
    Gateway,
    /// Validation of the body: neither header.
    Model,
    /// The service's own logic: both headers.
    Service,
}

/// One entry of `error.details`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    code: Cow<'static, str>,
    message: String,
    target: String,
}

impl Detail {
    /// An entry as the validation of the body writes it.
    pub fn new(target: impl Into<String>, message: impl Into<String>) -> Self {
        Detail {
            code: "BadArgument".into(),
            message: message.into(),
            target: target.into(),
        }
    }
}

#[derive(Serialize)]
struct Envelope<'a> {
    error: Body<'a>,
}

#[derive(Serialize)]
struct Body<'a> {
    code: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "<[Detail]>::is_empty")]
    details: &'a [Detail],
}

/// An answer other than success.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// Who refuses.
    pub tier: Tier,
    code: Cow<'static, str>,
    message: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    details: Vec<Detail>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    headers: Vec<(Cow<'static, str>, String)>,
}

impl Refusal {
    /// A refusal by the gateway in front of the service.
    pub fn gateway(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Tier::Gateway, status, code, message)
    }

    /// A refusal by the service's logic.
    pub fn service(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Tier::Service, status, code, message)
    }

    /// 400 of the service's logic.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::service(400, "BadRequest", message)
    }

    /// 404 of the service's logic.
    pub fn not_found() -> Self {
        Self::service(404, "NotFound", "The server cannot find the requested resource.")
    }

    /// 400 of the validation of the body.
    pub fn malformed(details: Vec<Detail>) -> Self {
        let mut refusal = Self::new(Tier::Model, 400, "BadRequest", MALFORMED);
        refusal.details = details;
        refusal
    }

    /// The same with one more header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    fn new(tier: Tier, status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Refusal {
            status,
            tier,
            code: code.into(),
            message: message.into(),
            details: Vec::new(),
            headers: Vec::new(),
        }
    }

    /// Checks one that was kept before: it becomes the head of an answer as it is. The error names the field.
    pub fn check(&self) -> Result<(), String> {
        if !(400..=499).contains(&self.status) {
            return Err("refusal.status must be from 400 to 499".into());
        }
        if self.code.is_empty() || !self.code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err("refusal.code must be of letters and digits".into());
        }
        let is_name =
            |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let is_value = |value: &str| value.bytes().all(|byte| (0x20..0x7f).contains(&byte));
        if !self
            .headers
            .iter()
            .all(|(name, value)| is_name(name) && is_value(value))
        {
            return Err("refusal.headers must be names and values of headers".into());
        }
        Ok(())
    }

    /// The answer, without the headers every answer has.
    pub fn into_response(self) -> Response {
        let body = Envelope {
            error: Body {
                code: &self.code,
                message: &self.message,
                details: &self.details,
            },
        };
        let mut response = Response::json(self.status, &body);
        if self.tier != Tier::Model {
            response = response.with("x-ms-error-code", self.code);
        }
        response.headers.extend(self.headers);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::{Detail, Refusal};

    #[test]
    fn a_model_refusal_has_details_and_no_error_code_header() {
        let answer =
            Refusal::malformed(vec![Detail::new("ValidUntil", "The time range end is in the past.")]).into_response();
        assert_eq!(
            String::from_utf8(answer.body.clone()).unwrap(),
            r#"{"error":{"code":"BadRequest","message":"The request could not be understood by the server due to malformed syntax.","details":[{"code":"BadArgument","message":"The time range end is in the past.","target":"ValidUntil"}]}}"#
        );
        assert_eq!(answer.header("x-ms-error-code"), None);
        assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"));
    }

    #[test]
    fn a_service_refusal_has_the_error_code_header_and_no_details() {
        let answer = Refusal::not_found().into_response();
        assert_eq!(
            String::from_utf8(answer.body.clone()).unwrap(),
            r#"{"error":{"code":"NotFound","message":"The server cannot find the requested resource."}}"#
        );
        assert_eq!(answer.header("x-ms-error-code"), Some("NotFound"));
    }
}
