//! Tokens of users. They have the form of the service's, a JSON Web Token, because clients read `exp` in it. The service signs
//! with keys that only it has; the emulator with one that everybody has: its tokens protect nothing, like its access keys.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::json;
use subtle::ConstantTimeEq;

use crate::access_key::{self, AccessKey};
use crate::time::Ticks;
use crate::users::scope::Scope;

/// Signs the tokens of every emulator, so that one that takes up another's state takes its tokens, too.
const SIGNING_KEY: &[u8] = b"acs-rooms emulator, tokens of users: no secret";
/// In the place of an access key's mark, for users made with a Microsoft Entra token.
const ENTRA: &str = "entra";

/// Who asked for a token, as the token tells it: a token ends with the access key that it was made with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer(String);

impl Issuer {
    /// The holder of an access key, or of a Microsoft Entra token.
    pub fn of(key: Option<&AccessKey>) -> Self {
        Issuer(key.map_or_else(|| ENTRA.into(), AccessKey::mark))
    }

    /// Whether the access key is still one of these.
    pub fn stands(&self, keys: &[AccessKey]) -> bool {
        self.0 == ENTRA || keys.iter().any(|key| key.mark() == self.0)
    }
}

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Raw id of the user.
    pub user: String,
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// When it was made. No two were made at the same time.
    pub issued_at: Ticks,
    /// From then on it is over.
    pub expires_at: Ticks,
    /// With which access key it was made.
    pub issuer: Issuer,
}

#[derive(Serialize, Deserialize)]
struct Header {
    alg: String,
    kid: String,
    typ: String,
}

#[derive(Deserialize)]
struct Claims {
    skypeid: String,
    csi: String,
    exp: i64,
    #[serde(rename = "acsScope")]
    acs_scope: String,
}

impl Token {
    /// The token as text. The end is cut to whole seconds.
    pub fn write(&self) -> String {
        let header = Header {
            alg: "HS256".into(),
            kid: self.issuer.0.clone(),
            typ: "JWT".into(),
        };
        let scopes: Vec<&str> = self.scopes.iter().map(|scope| scope.as_str()).collect();
        let bare = self.user.strip_prefix("8:").unwrap_or(&self.user);
        let claims = json!({
            "skypeid": bare,
            "scp": 1792,
            "csi": self.issued_at.0.to_string(),
            "exp": self.expires_at.as_ms().div_euclid(1000),
            "rgn": "emulator",
            "acsScope": scopes.join(","),
            "resourceId": resource_of(bare),
            "resourceLocation": "emulator",
            "iat": self.issued_at.as_ms().div_euclid(1000),
        });
        // Our own structs of strings and numbers always serialise.
        let part = |json: Result<Vec<u8>, _>| URL_SAFE_NO_PAD.encode(json.unwrap_or_default());
        let signed = format!(
            "{}.{}",
            part(serde_json::to_vec(&header)),
            part(serde_json::to_vec(&claims))
        );
        let signature = access_key::hmac_sha256(SIGNING_KEY, &signed).unwrap_or_default();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// Reads a token that an emulator made; none when it is another text, or was altered.
    pub fn read(text: &str) -> Option<Self> {
        let (signed, signature) = text.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let right = access_key::hmac_sha256(SIGNING_KEY, signed)?;
        if !bool::from(right.ct_eq(&signature)) {
            return None;
        }
        let (header, claims) = signed.split_once('.')?;
        let header: Header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
        let claims: Claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
        Some(Token {
            user: format!("8:{}", claims.skypeid),
            scopes: claims.acs_scope.split(',').filter_map(Scope::parse).collect(),
            issued_at: Ticks(claims.csi.parse().ok()?),
            expires_at: Ticks::from_ms(claims.exp.saturating_mul(1000)),
            issuer: Issuer(header.kid),
        })
    }
}

/// The resource in `acs:{resource}_{user}`.
fn resource_of(bare: &str) -> &str {
    let (_, rest) = bare.split_once(':').unwrap_or(("", bare));
    rest.split_once('_').map_or("", |(resource, _)| resource)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn token() -> Token {
        Token {
            user: "8:acs:11111111-2222-4333-8444-555555555555_00000000-0000-4000-8000-00000000000a".into(),
            scopes: vec![Scope::VoipJoin, Scope::Chat],
            issued_at: Ticks(17_412_929_821_234_567),
            expires_at: Ticks(17_413_793_820_000_000),
            issuer: Issuer::of(AccessKey::from_base64("b25l").as_ref()),
        }
    }

    #[test]
    fn what_was_written_is_read_and_has_the_services_form() {
        let text = token().write();
        assert_eq!(Token::read(&text), Some(token()));
        let parts: Vec<&str> = text.split('.').collect();
        assert_eq!(parts.len(), 3);
        let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap();
        assert_eq!(claims["exp"], 1_741_379_382);
        assert_eq!(claims["iat"], 1_741_292_982);
        assert_eq!(claims["acsScope"], "voip.join,chat");
        assert_eq!(claims["resourceId"], "11111111-2222-4333-8444-555555555555");
        assert_eq!(format!("8:{}", claims["skypeid"].as_str().unwrap()), token().user);
    }

    #[test]
    fn what_was_altered_is_no_token() {
        let text = token().write();
        let parts: Vec<&str> = text.split('.').collect();
        let later = URL_SAFE_NO_PAD.encode(
            String::from_utf8(URL_SAFE_NO_PAD.decode(parts[1]).unwrap())
                .unwrap()
                .replace("1741379382", "1941379382"),
        );
        for other in [
            String::new(),
            "a.b.c".into(),
            format!("{text}A"),
            format!("{text}.x"),
            format!("{}.{}.", parts[0], parts[1]),
            format!("{}.{}", parts[0], parts[1]),
            format!("{}.{later}.{}", parts[0], parts[2]),
            format!("{}.{}.{}", parts[1], parts[1], parts[2]),
        ] {
            assert_eq!(Token::read(&other), None, "{other}");
        }
    }

    #[test]
    fn a_token_stands_as_long_as_its_access_key() {
        let [one, two] = ["b25l", "dHdv"].map(|text| AccessKey::from_base64(text).unwrap());
        let issuer = Issuer::of(Some(&one));
        assert!(issuer.stands(&[two.clone(), one]));
        assert!(!issuer.stands(std::slice::from_ref(&two)));
        assert!(Issuer::of(None).stands(&[two]));
    }
}
