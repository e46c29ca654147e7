//! Pages of the list of rooms. The service reads 30 rows at a time and returns only some: clients must follow
//! links and not count. Tokens look like the service's: base64url of a JSON array, more than 2 kB long.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::compat;
use crate::errors::Refusal;
use crate::http::Request;
use crate::time::Ticks;
use crate::versions::ApiVersion;

/// Rows the service reads for one page: the longest page.
pub const ROWS_PER_READ: usize = 30;
/// Lengths of pages, over and over.
pub const IRREGULAR: [usize; 3] = [5, 3, 4];

const FILLER: &str = "emulator-token-of-the-length-of-a-real-one-";
const FILLER_REPEATS: usize = 38;

/// Where a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Only rooms created before this time; so a link also leads on after a restart.
    pub before: Ticks,
    /// Pages already given.
    pub page: usize,
}

impl Position {
    /// The first page.
    pub const START: Position = Position {
        before: Ticks(i64::MAX),
        page: 0,
    };

    /// Where the request wants to go on.
    pub fn of(request: &Request) -> Result<Self, Refusal> {
        match request.query_values("nextLink").next() {
            None => Ok(Self::START),
            Some(token) => {
                decode(&token).ok_or_else(|| Refusal::bad_request("The continuation token of nextLink is invalid."))
            }
        }
    }

    /// The absolute link to this page, over the scheme and host the client used.
    pub fn link(self, request: &Request, version: &ApiVersion) -> String {
        let host = request.header("host").unwrap_or_default();
        format!(
            "{}://{}/rooms?nextLink={}&api-version={}",
            request.scheme.as_str(),
            compat::link_host(host),
            encode(self),
            version.text
        )
    }
}

#[derive(Serialize, Deserialize)]
struct Part {
    token: String,
    range: Range,
}

#[derive(Serialize, Deserialize)]
struct Range {
    min: String,
    max: String,
}

fn encode(position: Position) -> String {
    let rows = position.page.saturating_mul(ROWS_PER_READ);
    let part = Part {
        token: format!(
            "+RID:~{}#RT:{}#TRC:{rows}#SEQ:{}",
            FILLER.repeat(FILLER_REPEATS),
            position.page,
            position.before.0
        ),
        range: Range {
            min: String::new(),
            max: "FF".into(),
        },
    };
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(&[part]).unwrap_or_default())
}

fn decode(token: &str) -> Option<Position> {
    let parts: Vec<Part> = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    let token = &parts.first()?.token;
    let field = |name: &str| {
        token
            .split('#')
            .find_map(|field| field.strip_prefix(name)?.strip_prefix(':'))
    };
    Some(Position {
        before: Ticks(field("SEQ")?.parse().ok()?),
        page: field("RT")?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_survive_and_need_no_escaping() {
        let position = Position {
            before: Ticks(17_412_929_820_001_234),
            page: 7,
        };
        let token = encode(position);
        assert_eq!(decode(&token), Some(position));
        assert!(
            token
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        );
        assert!((2_200..3_000).contains(&token.len()), "{}", token.len());
    }

    #[test]
    fn bad_tokens_are_none() {
        for token in [
            "",
            "x",
            "W10",
            "!!!!",
            &URL_SAFE_NO_PAD.encode("[{}]"),
            &URL_SAFE_NO_PAD.encode(r##"[{"token":"#SEQ:x#RT:1","range":{"min":"","max":""}}]"##),
        ] {
            assert_eq!(decode(token), None, "{token}");
        }
    }
}
