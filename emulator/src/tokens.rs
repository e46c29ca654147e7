//! Bearer tokens. Who issued one cannot be verified here; its shape can, and what it says of itself.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::fields::Fields;
use crate::time::Ticks;

/// The audience of tokens that SDKs ask for with the scope `https://communication.azure.com//.default`.
pub const DEFAULT_AUDIENCES: [&str; 2] = ["https://communication.azure.com/", "https://communication.azure.com"];

/// How tokens are checked.
#[derive(Debug, Clone)]
pub struct TokenVerifier {
    audiences: Vec<String>,
}

impl TokenVerifier {
    /// Reads the option. The error names the field.
    pub fn read(mut fields: Fields<'_>) -> Result<Self, String> {
        let audiences = fields
            .texts("audiences")?
            .unwrap_or_else(|| DEFAULT_AUDIENCES.map(String::from).to_vec());
        if audiences.is_empty() || audiences.iter().any(String::is_empty) {
            return Err(fields.wrong("audiences", "one text or more, none of them empty"));
        }
        fields.end()?;
        Ok(TokenVerifier { audiences })
    }
}

/// Checks a token: its characters (RFC 6750, `b64token`), and with a verifier that it is a JSON Web Token which
/// has not expired and is for the audience. The error is the reason, and shows nothing of the token.
pub fn check(token: &str, verifier: Option<&TokenVerifier>, now: Ticks) -> Result<(), &'static str> {
    let body = token.trim_end_matches('=');
    let well_shaped = !body.is_empty()
        && body
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte));
    if !well_shaped {
        return Err("The Bearer token is empty or has characters a token cannot have.");
    }
    let Some(verifier) = verifier else { return Ok(()) };
    let claims =
        claims(token).ok_or("The Bearer token is no JSON Web Token: header.payload.signature in base64url.")?;
    let expires = claims
        .get("exp")
        .and_then(Value::as_f64)
        .ok_or("The Bearer token does not tell when it expires (exp).")?;
    if expires * 1000.0 <= now.as_ms() as f64 {
        return Err("The Bearer token has expired (exp).");
    }
    let is_ours = |audience: &Value| {
        audience
            .as_str()
            .is_some_and(|audience| verifier.audiences.iter().any(|ours| ours == audience))
    };
    let for_us = match claims.get("aud") {
        Some(Value::Array(audiences)) => audiences.iter().any(is_ours),
        Some(audience) => is_ours(audience),
        None => false,
    };
    if for_us {
        Ok(())
    } else {
        Err("The Bearer token is for another audience (aud).")
    }
}

/// How long a JSON Web Token still lasts; none when it is none, or has expired.
pub fn left_in_ms(token: &str, now: Ticks) -> Option<i64> {
    let expires = claims(token)?.get("exp")?.as_f64()?;
    let left = (expires * 1000.0) as i64 - now.as_ms();
    (left > 0).then_some(left)
}

fn claims(token: &str) -> Option<Map<String, Value>> {
    let mut parts = token.split('.');
    let (header, payload, _signature, None) = (parts.next()?, parts.next()?, parts.next()?, parts.next()) else {
        return None;
    };
    object(header)?;
    object(payload)
}

fn object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn verifier(given: Value) -> Result<TokenVerifier, String> {
        TokenVerifier::read(Fields::of("tokenVerifier", &given)?)
    }

    const NOW: Ticks = Ticks(1_741_292_982 * 10_000_000);

    fn token(payload: &str) -> String {
        let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.c2ln", encode(r#"{"alg":"RS256"}"#), encode(payload))
    }

    #[test]
    fn without_a_verifier_only_the_characters_count() {
        for (token, fine) in [
            ("abc", true),
            ("a.b-c_d~e+f/g==", true),
            ("", false),
            ("==", false),
            ("a b", false),
            ("a\"b", false),
        ] {
            assert_eq!(check(token, None, NOW).is_ok(), fine, "{token}");
        }
    }

    #[test]
    fn with_a_verifier_shape_expiry_and_audience_count() {
        let verifier = verifier(json!({})).unwrap();
        for (token, word) in [
            (
                token(r#"{"exp":1741292983,"aud":"https://communication.azure.com/"}"#),
                "",
            ),
            (
                token(r#"{"exp":1741292982.5,"aud":["x","https://communication.azure.com"]}"#),
                "",
            ),
            (
                token(r#"{"exp":1741292982,"aud":"https://communication.azure.com/"}"#),
                "expired",
            ),
            (token(r#"{"aud":"https://communication.azure.com/"}"#), "expires (exp)"),
            (
                token(r#"{"exp":"soon","aud":"https://communication.azure.com/"}"#),
                "expires (exp)",
            ),
            (
                token(r#"{"exp":1741292983,"aud":"https://management.azure.com/"}"#),
                "audience",
            ),
            (token(r#"{"exp":1741292983}"#), "audience"),
            (token(r#"{"exp":1741292983,"aud":{}}"#), "audience"),
            (token("[]"), "no JSON Web Token"),
            ("abc".into(), "no JSON Web Token"),
            ("a.b.c".into(), "no JSON Web Token"),
            (format!("{}.x", token("{}")), "no JSON Web Token"),
        ] {
            let reason = check(&token, Some(&verifier), NOW).err().unwrap_or_default();
            assert!(
                reason.contains(word) && reason.is_empty() == word.is_empty(),
                "{token}: {reason}"
            );
        }
    }

    #[test]
    fn what_is_left_of_a_token() {
        for (token, left) in [
            (token(r#"{"exp":1741292983}"#), Some(1000)),
            (token(r#"{"exp":1741292982.5}"#), Some(500)),
            (token(r#"{"exp":1741292982}"#), None),
            (token(r#"{"exp":"soon"}"#), None),
            (token("{}"), None),
            ("a.b.c".into(), None),
            (String::new(), None),
        ] {
            assert_eq!(left_in_ms(&token, NOW), left, "{token}");
        }
    }

    #[test]
    fn audiences_must_be_some() {
        for audiences in [json!([]), json!([""]), json!(["a", ""])] {
            let error = verifier(json!({ "audiences": audiences })).unwrap_err();
            assert_eq!(
                error,
                "tokenVerifier.audiences must be one text or more, none of them empty"
            );
        }
    }
}
