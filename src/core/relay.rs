//! A request that somebody else made and checked, to be signed here: what the proxy sends.

use super::error::ArgumentError;
use super::json::Json;

/// The request. Its headers are the call's custom headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relayed {
    /// In upper case.
    pub method: &'static str,
    /// The status that means success for this method.
    pub success: u16,
    /// Path and query, held to the rules of links to next pages.
    pub path: String,
    /// Empty for none.
    pub body: String,
}

impl Relayed {
    /// Reads `{ method, path, body? }`.
    pub fn read(argument: &Json<'_>) -> Result<Self, ArgumentError> {
        let (method, success) = match argument.text("method") {
            Some("GET") => ("GET", 200),
            Some("POST") => ("POST", 201),
            Some("PATCH") => ("PATCH", 200),
            Some("DELETE") => ("DELETE", 204),
            _ => {
                return Err(ArgumentError::of_type("method", "must be GET, POST, PATCH or DELETE"));
            }
        };
        let text = |name| argument.text(name).unwrap_or_default().to_owned();
        Ok(Self {
            method,
            success,
            path: text("path"),
            body: text("body"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::connection::Endpoint;
    use crate::core::operation::Operation;
    use crate::core::options::{CallOptions, ClientOptions};
    use crate::core::request::{Proof, Request};
    use crate::core::sign::Key;

    #[test]
    fn only_the_methods_of_the_service() {
        let read = |text: &str| Relayed::read(&Json::parse(text).unwrap());
        for (method, success) in [("GET", 200), ("POST", 201), ("PATCH", 200), ("DELETE", 204)] {
            let text = format!(r#"{{"method":"{method}","path":"/rooms?a","body":"{{}}"}}"#);
            let relayed = Relayed {
                method,
                success,
                path: "/rooms?a".to_owned(),
                body: "{}".to_owned(),
            };
            assert_eq!(read(&text), Ok(relayed));
        }
        for text in [r#"{"method":"PUT"}"#, r#"{"method":"get"}"#, "{}", "null"] {
            assert!(read(text).unwrap_err().message.starts_with("method must be"), "{text}");
        }
        assert_eq!(read(r#"{"method":"GET"}"#).unwrap().path, "");
    }

    #[test]
    fn it_is_signed_like_every_request_and_leads_nowhere_else() {
        let endpoint = Endpoint::parse("https://contoso.communication.azure.com").unwrap();
        let client = ClientOptions::default();
        let build = |path: &str| {
            let relayed = Relayed {
                method: "PATCH",
                success: 200,
                path: path.to_owned(),
                body: "{}".to_owned(),
            };
            let headers = r#"{"requestOptions":{"customHeaders":{"content-type":"application/merge-patch+json","authorization":"forged"}}}"#;
            let call = CallOptions::read(&Json::parse(headers).unwrap()).unwrap();
            Request::build(&Operation::Relay(relayed), &endpoint, &client, call, 0, || {
                "id".to_owned()
            })
        };
        // The row "update" of the known answers in `sign`.
        let request = build("/rooms/99439012481361168?api-version=2025-03-13").unwrap();
        let key = Key::from_base64("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=").unwrap();
        let headers = request.headers(&endpoint, &client, Proof::Key(&key), 1_741_292_982_000);
        assert_eq!(
            headers.get("authorization"),
            Some(
                "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=3pG7MfqSH6f/G0dB+MJrAN+x4yNoB1lO/RVZWie5Jyc="
            )
        );
        assert_eq!(headers.get("content-type"), Some("application/merge-patch+json"));
        for path in [
            "https://evil.example/rooms",
            "//evil.example/rooms",
            "/rooms/../keys",
            "rooms",
            "",
        ] {
            assert!(build(path).is_err(), "{path}");
        }
    }
}
