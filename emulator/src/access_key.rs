//! The keys that sign.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// An access key: the decoded bytes, never shown.
#[derive(Clone)]
pub struct AccessKey(Vec<u8>);

impl AccessKey {
    /// Reads the base64 form; none when it is empty or no base64.
    pub fn from_base64(text: &str) -> Option<Self> {
        STANDARD
            .decode(text)
            .ok()
            .filter(|bytes| !bytes.is_empty())
            .map(AccessKey)
    }

    /// HMAC-SHA256 of a text.
    pub fn sign(&self, text: &str) -> Option<[u8; 32]> {
        hmac_sha256(&self.0, text)
    }

    /// Tells this key from others, and tells nobody the key.
    pub fn mark(&self) -> String {
        let signed = self.sign("mark of an access key").unwrap_or_default();
        URL_SAFE_NO_PAD.encode(signed.get(..12).unwrap_or_default())
    }
}

impl std::fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccessKey(redacted)")
    }
}

/// HMAC-SHA256 of a text. Keys of any length will do.
pub fn hmac_sha256(key: &[u8], text: &str) -> Option<[u8; 32]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(text.as_bytes());
    Some(mac.finalize().into_bytes().into())
}
