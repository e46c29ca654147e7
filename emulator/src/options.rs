//! What a user can set.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use url::Url;

use crate::access_key::AccessKey;
use crate::http::Scheme;
use crate::paging::{IRREGULAR, ROWS_PER_READ};
use crate::service::Key;
use crate::tokens::{TokenVerifier, TokenVerifierInput};

/// Where an in-process emulator pretends to be.
pub const DEFAULT_ENDPOINT: &str = "https://emulator.localhost/";
/// Base64 of `acs-rooms emulator, primary key: no secret`. Everybody has it, so it protects nothing.
pub const DEFAULT_PRIMARY_KEY: &str = "YWNzLXJvb21zIGVtdWxhdG9yLCBwcmltYXJ5IGtleTogbm8gc2VjcmV0";
/// Base64 of `acs-rooms emulator, secondary key: no secret`.
pub const DEFAULT_SECONDARY_KEY: &str = "YWNzLXJvb21zIGVtdWxhdG9yLCBzZWNvbmRhcnkga2V5OiBubyBzZWNyZXQ=";

/// Options as given. Each has a default.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OptionsInput {
    /// Absolute `http:` or `https:` URL without a path. Default [`DEFAULT_ENDPOINT`].
    pub endpoint: Option<String>,
    /// Base64. Default [`DEFAULT_PRIMARY_KEY`].
    pub primary_key: Option<String>,
    /// Base64. Default [`DEFAULT_SECONDARY_KEY`].
    pub secondary_key: Option<String>,
    /// Pages of 30 rooms. Default false.
    pub full_pages: Option<bool>,
    /// Lengths of pages, over and over; 0 is an empty page with a link. Default 5, 3, 4.
    pub page_sizes: Option<Vec<usize>>,
    /// How far a signed date may be off, in milliseconds. Default 15 minutes.
    pub skew_window_in_ms: Option<f64>,
    /// Refuse the official SDKs' quirks. Default false.
    pub strict: Option<bool>,
    /// Answer browsers' cross-origin requests. Default true.
    pub cors: Option<bool>,
    /// Status of deleting a room that was deleted before: 204 (default) or 404.
    pub repeated_delete_status: Option<u16>,
    /// How long an expired room can still be read, in milliseconds. Default 24 hours.
    pub grace_period_in_ms: Option<f64>,
    /// Longest body, in bytes. Default 1 MiB.
    pub max_body_in_bytes: Option<usize>,
    /// Looks into Bearer tokens. Default none: they are opaque.
    pub token_verifier: Option<TokenVerifierInput>,
}

/// Options, checked.
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
}

impl Options {
    /// Checks what was given. The error names the option and never shows a key.
    pub fn check(input: OptionsInput) -> Result<Self, String> {
        let (endpoint, scheme) = endpoint(input.endpoint.as_deref().unwrap_or(DEFAULT_ENDPOINT))?;
        let (primary_text, primary) = key("primaryKey", input.primary_key, DEFAULT_PRIMARY_KEY)?;
        let (secondary_text, secondary) = key("secondaryKey", input.secondary_key, DEFAULT_SECONDARY_KEY)?;
        let repeated_delete_status = input.repeated_delete_status.unwrap_or(204);
        if ![204, 404].contains(&repeated_delete_status) {
            return Err("repeatedDeleteStatus must be 204 or 404".into());
        }
        Ok(Options {
            endpoint,
            scheme,
            key_texts: [primary_text, secondary_text],
            keys: [primary, secondary],
            page_sizes: page_sizes(input.full_pages.unwrap_or(false), input.page_sizes)?,
            skew_window_in_ms: duration("skewWindowInMs", input.skew_window_in_ms, 15 * 60 * 1000)?,
            strict: input.strict.unwrap_or(false),
            cors: input.cors.unwrap_or(true),
            repeated_delete_status,
            grace_period_in_ms: duration("gracePeriodInMs", input.grace_period_in_ms, 24 * 60 * 60 * 1000)?,
            max_body_in_bytes: input.max_body_in_bytes.unwrap_or(1024 * 1024),
            token_verifier: input.token_verifier.map(TokenVerifier::check).transpose()?,
        })
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

fn endpoint(text: &str) -> Result<(String, Scheme), String> {
    let url = Url::parse(text)
        .map_err(|_| "endpoint must be an absolute URL such as https://emulator.localhost/".to_string())?;
    let scheme = match url.scheme() {
        "http" => Scheme::Http,
        "https" => Scheme::Https,
        _ => return Err("endpoint must begin with http:// or https://".into()),
    };
    let plain = url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if plain {
        Ok((url.to_string(), scheme))
    } else {
        Err("endpoint must have nothing after the host and port".into())
    }
}

fn key(name: &str, given: Option<String>, default: &str) -> Result<(String, AccessKey), String> {
    let text = given.unwrap_or_else(|| default.to_string());
    match AccessKey::from_base64(&text) {
        Some(key) => Ok((text, key)),
        None => Err(format!("{name} must be base64 of at least one byte")),
    }
}

fn page_sizes(full: bool, given: Option<Vec<usize>>) -> Result<Vec<usize>, String> {
    match given {
        Some(_) if full => Err("fullPages and pageSizes exclude each other".into()),
        Some(sizes) if sizes.iter().any(|size| *size > ROWS_PER_READ) || sizes.iter().all(|size| *size == 0) => Err(
            format!("pageSizes must be lengths from 0 to {ROWS_PER_READ}, one of them above 0"),
        ),
        Some(sizes) => Ok(sizes),
        None if full => Ok(vec![ROWS_PER_READ]),
        None => Ok(IRREGULAR.to_vec()),
    }
}

/// JavaScript numbers; infinity means for ever.
fn duration(name: &str, given: Option<f64>, default: i64) -> Result<i64, String> {
    match given {
        None => Ok(default),
        // Half the range, so that sums with a date cannot overflow; saturates.
        Some(ms) if ms >= 0.0 => Ok((ms as i64).min(i64::MAX / 2)),
        Some(_) => Err(format!("{name} must be a number of milliseconds, 0 or more")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str) -> Result<Options, String> {
        Options::check(serde_json::from_str(json).map_err(|error: serde_json::Error| error.to_string())?)
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
            (r#"{"endpoint":"emulator"}"#, "endpoint must be an absolute URL"),
            (r#"{"endpoint":"ftp://x/"}"#, "endpoint must begin with"),
            (r#"{"endpoint":"http://x/rooms"}"#, "endpoint must have nothing after"),
            (r#"{"primaryKey":"not base64!"}"#, "primaryKey must be base64"),
            (r#"{"secondaryKey":""}"#, "secondaryKey must be base64"),
            (r#"{"pageSizes":[0]}"#, "pageSizes must be"),
            (r#"{"pageSizes":[31]}"#, "pageSizes must be"),
            (r#"{"pageSizes":[3],"fullPages":true}"#, "exclude each other"),
            (r#"{"skewWindowInMs":-1}"#, "skewWindowInMs must be"),
            (r#"{"repeatedDeleteStatus":200}"#, "repeatedDeleteStatus must be"),
            (r#"{"portt":1}"#, "unknown field `portt`"),
        ] {
            let error = check(json).unwrap_err();
            assert!(error.contains(words), "{json}: {error}");
            assert!(!error.contains("not base64!"));
        }
    }
}
