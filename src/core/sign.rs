//! HMAC-SHA256 signatures of Azure Communication Services.
//!
//! The text that is signed has three lines, without a newline at the end:
//!
//! ```text
//! GET
//! /rooms?api-version=2025-03-13
//! Thu, 06 Mar 2025 20:29:42 GMT;contoso.communication.azure.com;47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
//! ```
//!
//! that is method, path with query, and the values of `x-ms-date`, `host` and `x-ms-content-sha256`.
//! <https://learn.microsoft.com/azure/communication-services/tutorials/hmac-header-tutorial>

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::base64;
use super::error::ArgumentError;

/// An access key, ready to sign. It cannot be printed, and its memory is wiped when it is dropped.
#[derive(Clone)]
pub struct Key(Hmac<Sha256>);

impl std::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Key(…)")
    }
}

impl Key {
    /// Decodes a key as the portal shows it. The message of the error does not repeat it.
    pub fn from_base64(text: &str) -> Result<Self, ArgumentError> {
        let bytes = Zeroizing::new(base64::decode(text).unwrap_or_default());
        if bytes.is_empty() {
            return Err(ArgumentError::of_type(
                "accesskey",
                "is not base64: copy the whole key from the portal, with the = at its end",
            ));
        }
        match Hmac::new_from_slice(&bytes) {
            Ok(keyed) => Ok(Self(keyed)),
            // HMAC takes keys of any length; the trait's error has no case here.
            Err(_) => Err(ArgumentError::of_range(
                "accesskey",
                "has a length that HMAC cannot use",
            )),
        }
    }

    /// The base64 of the signature of `text`.
    pub fn sign(&self, text: &str) -> String {
        let mut keyed = self.0.clone();
        keyed.update(text.as_bytes());
        base64::encode(&keyed.finalize().into_bytes())
    }

    /// The `Authorization` header of a request.
    pub fn authorization(&self, method: &str, path_and_query: &str, date: &str, host: &str, hash: &str) -> String {
        let signature = self.sign(&string_to_sign(method, path_and_query, date, host, hash));
        [
            "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=",
            &signature,
        ]
        .concat()
    }
}

/// The text that is signed. It holds no secret.
pub fn string_to_sign(method: &str, path_and_query: &str, date: &str, host: &str, hash: &str) -> String {
    [method, "\n", path_and_query, "\n", date, ";", host, ";", hash].concat()
}

/// The value of `x-ms-content-sha256`.
pub fn content_hash(body: &[u8]) -> String {
    // A get, a delete and every page: the hash of nothing.
    if body.is_empty() {
        return "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=".to_owned();
    }
    base64::encode(&Sha256::digest(body))
}
