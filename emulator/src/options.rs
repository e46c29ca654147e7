//! What a user can set.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use url::Url;

use crate::access_key::AccessKey;
use crate::fields::Fields;
use crate::http::Scheme;
use crate::paging::{IRREGULAR, ROWS_PER_READ};
use crate::service::Key;
use crate::tokens::TokenVerifier;

/// Where an in-process emulator pretends to be.
pub const DEFAULT_ENDPOINT: &str = "https://emulator.localhost/";
/// Base64 of `acs-rooms emulator, primary key: no secret`. Everybody has it, so it protects nothing.
pub const DEFAULT_PRIMARY_KEY: &str = "YWNzLXJvb21zIGVtdWxhdG9yLCBwcmltYXJ5IGtleTogbm8gc2VjcmV0";
/// Base64 of `acs-rooms emulator, secondary key: no secret`.
pub const DEFAULT_SECONDARY_KEY: &str = "YWNzLXJvb21zIGVtdWxhdG9yLCBzZWNvbmRhcnkga2V5OiBubyBzZWNyZXQ=";

/// Within that time the service lets a revocation act.
const LONGEST_REVOCATION_IN_MS: i64 = 15 * 60 * 1000;

/// The longest body that can be set, in bytes: what a 32-bit memory could hold at most.
const MAX_BODY: i64 = 0xffff_ffff;

/// The options. Each has a default.
#[derive(Debug, Clone)]
pub struct Options {
    /// With a trailing slash.
    pub endpoint: String,
    /// Scheme of the endpoint.
    pub scheme: Scheme,
    /// As given; for the connection strings.
    pub key_texts: [String; 2],
    /// Primary, secondary.
    pub keys: [AccessKey; 2],
    /// Lengths of pages, over and over.
    pub page_sizes: Vec<usize>,
    /// How far a signed date may be off.
    pub skew_window_in_ms: i64,
    /// Refuse the official SDKs' quirks.
    pub strict: bool,
    /// Answer browsers' cross-origin requests.
    pub cors: bool,
    /// 204 or 404.
    pub repeated_delete_status: u16,
    /// How long an expired room can still be read.
    pub grace_period_in_ms: i64,
    /// Longest body.
    pub max_body_in_bytes: usize,
    /// Looks into Bearer tokens.
    pub token_verifier: Option<TokenVerifier>,
    /// Rooms refuse users that were not made here.
    pub known_users_only: bool,
    /// How long a revoked token is still good.
    pub revocation_delay_in_ms: i64,
}

impl Options {
    /// Reads what a user gave. The error names the option and shows no value.
    pub fn read(given: &Value) -> Result<Self, String> {
        let mut fields = Fields::of("options", given)?;
        let (endpoint, scheme) = endpoint(&mut fields)?;
        let (primary_text, primary) = key(&mut fields, "primaryKey", DEFAULT_PRIMARY_KEY)?;
        let (secondary_text, secondary) = key(&mut fields, "secondaryKey", DEFAULT_SECONDARY_KEY)?;
        let options = Options {
            endpoint,
            scheme,
            key_texts: [primary_text, secondary_text],
            keys: [primary, secondary],
            page_sizes: page_sizes(&mut fields)?,
            skew_window_in_ms: duration(&mut fields, "skewWindowInMs", 15 * 60 * 1000)?,
            strict: fields.flag("strict")?.unwrap_or(false),
            cors: fields.flag("cors")?.unwrap_or(true),
            repeated_delete_status: repeated_delete_status(&mut fields)?,
            grace_period_in_ms: duration(&mut fields, "gracePeriodInMs", 24 * 60 * 60 * 1000)?,
            max_body_in_bytes: fields.whole("maxBodyInBytes", 0..=MAX_BODY)?.unwrap_or(1024 * 1024),
            token_verifier: fields.object("tokenVerifier")?.map(TokenVerifier::read).transpose()?,
            known_users_only: fields.flag("knownUsersOnly")?.unwrap_or(false),
            revocation_delay_in_ms: fields
                .whole("revocationDelayInMs", 0..=LONGEST_REVOCATION_IN_MS)?
                .unwrap_or(0),
        };
        // Taken out where JavaScript's values are known.
        fields.get("journal");
        fields.end()?;
        Ok(options)
    }

    /// `endpoint=…;accesskey=…` with that key.
    pub fn connection_string(&self, key: Key) -> String {
        let [primary, secondary] = &self.key_texts;
        let text = match key {
            Key::Primary => primary,
            Key::Secondary => secondary,
        };
        format!("endpoint={};accesskey={text}", self.endpoint)
    }

    /// Replaces a key by one made of these random bits and of the key before it: so it is another one, also where a test
    /// has replaced randomness by a constant.
    pub fn set_key(&mut self, key: Key, bits: [u64; 4]) {
        let [primary, secondary] = &mut self.keys;
        let [primary_text, secondary_text] = &mut self.key_texts;
        let (place, text_place, name) = match key {
            Key::Primary => (primary, primary_text, "primary"),
            Key::Secondary => (secondary, secondary_text, "secondary"),
        };
        let made = place.sign(&format!("{name} {}", bits.map(|bits| bits.to_string()).join(" ")));
        let text = made.map(|bytes| STANDARD.encode(bytes)).unwrap_or_default();
        if let Some(key) = AccessKey::from_base64(&text) {
            *place = key;
            *text_place = text;
        }
    }

    /// Rooms on that page.
    pub fn page_length(&self, page: usize) -> usize {
        let index = page.checked_rem(self.page_sizes.len()).unwrap_or(0);
        self.page_sizes.get(index).copied().unwrap_or(ROWS_PER_READ)
    }
}

fn endpoint(fields: &mut Fields<'_>) -> Result<(String, Scheme), String> {
    let text = fields.text("endpoint")?.unwrap_or(DEFAULT_ENDPOINT);
    let wrong = |wanted: &str| fields.wrong("endpoint", wanted);
    let url = Url::parse(text).map_err(|_| wrong("an absolute URL such as https://emulator.localhost/"))?;
    let scheme = match url.scheme() {
        "http" => Scheme::Http,
        "https" => Scheme::Https,
        _ => return Err(wrong("a URL that begins with http:// or https://")),
    };
    let plain = url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if plain {
        Ok((url.to_string(), scheme))
    } else {
        Err(wrong("a URL with nothing after the host and port"))
    }
}

fn key(fields: &mut Fields<'_>, name: &'static str, default: &str) -> Result<(String, AccessKey), String> {
    let text = fields.text(name)?.unwrap_or(default);
    match AccessKey::from_base64(text) {
        Some(key) => Ok((text.to_string(), key)),
        None => Err(fields.wrong(name, "base64 of at least one byte")),
    }
}

fn page_sizes(fields: &mut Fields<'_>) -> Result<Vec<usize>, String> {
    let full = fields.flag("fullPages")?.unwrap_or(false);
    let given = fields.wholes::<usize>("pageSizes", 0..=ROWS_PER_READ as i64)?;
    match given {
        Some(_) if full => Err("options.fullPages and options.pageSizes exclude each other".into()),
        Some(sizes) if sizes.iter().all(|size| *size == 0) => {
            Err(fields.wrong("pageSizes", "lengths of pages, one of them above 0"))
        }
        Some(sizes) => Ok(sizes),
        None if full => Ok(vec![ROWS_PER_READ]),
        None => Ok(IRREGULAR.to_vec()),
    }
}

fn repeated_delete_status(fields: &mut Fields<'_>) -> Result<u16, String> {
    match fields.whole("repeatedDeleteStatus", 0..=i64::MAX)?.unwrap_or(204) {
        status @ (204 | 404) => Ok(status),
        _ => Err(fields.wrong("repeatedDeleteStatus", "204 or 404")),
    }
}

/// Milliseconds. JavaScript's infinity, or the largest number, means for ever.
fn duration(fields: &mut Fields<'_>, name: &'static str, default: i64) -> Result<i64, String> {
    match fields.number(name)? {
        None => Ok(default),
        // Half the range, so that sums with a date cannot overflow; saturates.
        Some(ms) if ms >= 0.0 => Ok((ms as i64).min(i64::MAX / 2)),
        Some(_) => Err(fields.wrong(name, "a number of milliseconds, 0 or more")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str) -> Result<Options, String> {
        Options::read(&serde_json::from_str(json).unwrap())
    }

    #[test]
    fn defaults() {
        let options = check("{}").unwrap();
        assert_eq!(
            options.connection_string(Key::Primary),
            "endpoint=https://emulator.localhost/;accesskey=YWNzLXJvb21zIGVtdWxhdG9yLCBwcmltYXJ5IGtleTogbm8gc2VjcmV0"
        );
        assert!(
            options
                .connection_string(Key::Secondary)
                .ends_with(DEFAULT_SECONDARY_KEY)
        );
        assert_eq!(
            (0..4).map(|page| options.page_length(page)).collect::<Vec<_>>(),
            [5, 3, 4, 5]
        );
        assert_eq!(check(r#"{"fullPages":true}"#).unwrap().page_length(9), 30);
        assert_eq!(
            check(r#"{"endpoint":"http://127.0.0.1:7080"}"#).unwrap().endpoint,
            "http://127.0.0.1:7080/"
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (json, words) in [
            ("[]", "options must be an object"),
            (r#"{"endpoint":"emulator"}"#, "options.endpoint must be an absolute URL"),
            (
                r#"{"endpoint":"ftp://x/"}"#,
                "options.endpoint must be a URL that begins with",
            ),
            (
                r#"{"endpoint":"http://x/rooms"}"#,
                "options.endpoint must be a URL with nothing after",
            ),
            (r#"{"primaryKey":"not base64!"}"#, "options.primaryKey must be base64"),
            (r#"{"secondaryKey":""}"#, "options.secondaryKey must be base64"),
            (
                r#"{"pageSizes":[0]}"#,
                "options.pageSizes must be lengths of pages, one of them above 0",
            ),
            (r#"{"pageSizes":[]}"#, "options.pageSizes must be lengths"),
            (
                r#"{"pageSizes":[3,31]}"#,
                "options.pageSizes[1] must be a whole number from 0 to 30",
            ),
            (r#"{"pageSizes":[3],"fullPages":true}"#, "exclude each other"),
            (
                r#"{"skewWindowInMs":-1}"#,
                "options.skewWindowInMs must be a number of milliseconds, 0 or more",
            ),
            (r#"{"gracePeriodInMs":"1"}"#, "options.gracePeriodInMs must be a number"),
            (
                r#"{"repeatedDeleteStatus":200}"#,
                "options.repeatedDeleteStatus must be 204 or 404",
            ),
            (
                r#"{"maxBodyInBytes":-1}"#,
                "options.maxBodyInBytes must be a whole number, 0 or more",
            ),
            (
                r#"{"tokenVerifier":{"audience":"x"}}"#,
                "options.tokenVerifier.audience is unknown: there are audiences",
            ),
            (
                r#"{"revocationDelayInMs":900001}"#,
                "options.revocationDelayInMs must be a whole number from 0 to 900000",
            ),
            (
                r#"{"portt":1}"#,
                "options.portt is unknown: there are endpoint, primaryKey, secondaryKey, fullPages, pageSizes, skewWindowInMs, \
                 strict, cors, repeatedDeleteStatus, gracePeriodInMs, maxBodyInBytes, tokenVerifier, knownUsersOnly, \
                 revocationDelayInMs, journal",
            ),
        ] {
            let error = check(json).unwrap_err();
            assert!(error.contains(words), "{json}: {error}");
            assert!(!error.contains("not base64!"));
        }
    }
}
