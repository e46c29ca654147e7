//! Checks who sent a request. Written from the protocol, not shared with the client: a bug in one must not
//! agree with itself in the other.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::access_key::AccessKey;
use crate::compat;
use crate::errors::Refusal;
use crate::http::Request;
use crate::time::Ticks;
use crate::tokens::{self, TokenVerifier};

const CONTENT_HASH: &str = "x-ms-content-sha256";
/// Either header may carry the date: .NET signs `date`, the others `x-ms-date`.
const DATES: [&str; 2] = ["x-ms-date", "date"];

/// How to check.
#[derive(Debug)]
pub struct Policy<'a> {
    /// Any of these may have signed: two keys, so that rotation can be tried.
    pub keys: &'a [AccessKey],
    /// The emulator's clock.
    pub now: Ticks,
    /// How far a signed date may be from it, in milliseconds.
    pub skew_window_in_ms: i64,
    /// Looks into tokens; without it they are opaque.
    pub tokens: Option<&'a TokenVerifier>,
    /// Refuse the SDKs' quirks of [`compat`].
    pub strict: bool,
}

/// Checks the `Authorization` header, in the order of Microsoft's own emulator of the same scheme. The reason
/// of a refusal never contains what the right signature or hash would have been. Tells the access key that signed, if one did.
pub fn authenticate<'a>(request: &Request, policy: &Policy<'a>) -> Result<Option<&'a AccessKey>, Refusal> {
    let mut given = request.header_values("authorization");
    let header = given
        .next()
        .ok_or_else(|| denied("There is no Authorization header."))?;
    if given.next().is_some() {
        return Err(denied("There is more than one Authorization header."));
    }
    let (scheme, rest) = header.split_once(' ').unwrap_or((header, ""));
    if scheme.eq_ignore_ascii_case("Bearer") {
        return tokens::check(rest.trim(), policy.tokens, policy.now)
            .map(|()| None)
            .map_err(denied);
    }
    if !scheme.eq_ignore_ascii_case("HMAC-SHA256") {
        return Err(denied(
            "The scheme of the Authorization header is neither HMAC-SHA256 nor Bearer.",
        ));
    }
    check_signature(request, rest.trim(), policy).map(Some)
}

#[derive(Default)]
struct Parameters<'a> {
    signed_headers: Option<&'a str>,
    signature: Option<&'a str>,
    credential: bool,
}

impl<'a> Parameters<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let mut parameters = Parameters::default();
        for parameter in text.split('&').filter(|parameter| !parameter.is_empty()) {
            let (name, value) = parameter.split_once('=')?;
            match name.to_ascii_lowercase().as_str() {
                "signedheaders" => parameters.signed_headers = Some(value),
                "signature" => parameters.signature = Some(value),
                "credential" => parameters.credential = true,
                _ => return None,
            }
        }
        Some(parameters)
    }
}

fn check_signature<'a>(request: &Request, text: &str, policy: &Policy<'a>) -> Result<&'a AccessKey, Refusal> {
    let parameters = Parameters::parse(text).ok_or_else(|| {
        denied("Given value does not match HMAC header structure: SignedHeaders={names}&Signature={base64}.")
    })?;
    let names: Vec<&str> = parameters
        .signed_headers
        .filter(|names| !names.is_empty())
        .ok_or_else(|| denied("The Authorization header has no SignedHeaders."))?
        .split(';')
        .collect();
    let signs = |wanted: &str| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));

    let date_name = DATES
        .into_iter()
        .find(|name| signs(name))
        .ok_or_else(|| denied("SignedHeaders has neither x-ms-date nor date."))?;
    for required in ["host", CONTENT_HASH] {
        if !signs(required) {
            return Err(denied(format!("SignedHeaders does not have {required}.")));
        }
    }
    let mut values = Vec::with_capacity(names.len());
    for name in &names {
        values.push((*name, only_value(request, name)?));
    }

    let date = only_value(request, date_name)?;
    let date = Ticks::parse_http_date(date).ok_or_else(|| {
        denied(format!(
            "{date_name} is no HTTP date such as 'Thu, 06 Mar 2025 20:29:42 GMT'."
        ))
    })?;
    let off = date.as_ms().saturating_sub(policy.now.as_ms());
    if off.saturating_abs() > policy.skew_window_in_ms {
        let way = if off < 0 { "behind" } else { "ahead of" };
        return Err(denied(format!(
            "{date_name} is {} seconds {way} the service's clock; {} are allowed.",
            off.saturating_abs() / 1000,
            policy.skew_window_in_ms / 1000
        )));
    }

    if parameters.credential {
        return Err(denied(
            "The Authorization header has a Credential, and the service knows none: the key alone signs.",
        ));
    }

    let signature = parameters
        .signature
        .filter(|signature| !signature.is_empty())
        .ok_or_else(|| denied("The Authorization header has no Signature."))?;
    let signature = STANDARD
        .decode(signature)
        .map_err(|_| denied("The Signature is no base64."))?;
    let key = signer(request, &values, &signature, policy).ok_or_else(|| {
        denied("The Signature does not match: another key, method, path, query or signed header was used.")
    })?;

    let claimed = only_value(request, CONTENT_HASH)?;
    let actual = STANDARD.encode(Sha256::digest(&request.body));
    if !bool::from(claimed.as_bytes().ct_eq(actual.as_bytes())) {
        return Err(denied(format!(
            "{CONTENT_HASH} is not the hash of the body that arrived."
        )));
    }
    Ok(key)
}

/// The key that made the signature. Tries every key, host and target without stopping at the first that fits.
fn signer<'a>(
    request: &Request,
    values: &[(&str, &str)],
    signature: &[u8],
    policy: &Policy<'a>,
) -> Option<&'a AccessKey> {
    let host = request.header("host").unwrap_or_default();
    let (hosts, targets) = if policy.strict {
        (vec![host.to_string()], vec![request.target.clone()])
    } else {
        (compat::signing_hosts(host), compat::signing_targets(&request.target))
    };
    let mut matched = vec![subtle::Choice::from(0); policy.keys.len()];
    for target in &targets {
        for host in &hosts {
            let signed: Vec<&str> = values
                .iter()
                .map(|(name, value)| {
                    if name.eq_ignore_ascii_case("host") {
                        host
                    } else {
                        *value
                    }
                })
                .collect();
            let text = format!("{}\n{target}\n{}", request.method, signed.join(";"));
            for (key, matched) in policy.keys.iter().zip(&mut matched) {
                if let Some(expected) = key.sign(&text) {
                    *matched |= expected.ct_eq(signature);
                }
            }
        }
    }
    let mut keys = policy.keys.iter().zip(matched);
    keys.find(|(_, matched)| bool::from(*matched)).map(|(key, _)| key)
}

fn only_value<'a>(request: &'a Request, name: &'a str) -> Result<&'a str, Refusal> {
    let mut values = request.header_values(name);
    let value = values
        .next()
        .ok_or_else(|| denied(format!("SignedHeaders has {name}, but the request does not.")))?;
    if values.next().is_some() {
        return Err(denied(format!("The signed header {name} came more than once.")));
    }
    Ok(value)
}

/// Code and first sentence as other Communication Services answer; the reason is the emulator's own.
pub fn denied(reason: impl AsRef<str>) -> Refusal {
    Refusal::gateway(
        401,
        "Denied",
        format!("Denied by the resource provider. {}", reason.as_ref()),
    )
}

#[cfg(test)]
mod tests;
