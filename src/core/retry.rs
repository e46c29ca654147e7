//! Whether a failed attempt is repeated, and when.
//!
//! Numbers and names are those of Azure's guidelines (3 retries, 0.8 s, 60 s); the budget is the token bucket of AWS's
//! standard mode, so that an outage is not answered with four times the load. What the service asks for in
//! `Retry-After` is obeyed and costs nothing of that budget, because early retries count against the resource's limits.

use std::cell::Cell;

use super::answer::Answer;
use super::text::{parts, whole_number};
use super::time::from_http_date;

/// How failed requests are repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts after the first one. Default 3.
    pub max_retries: u64,
    /// Upper bound of the first wait in milliseconds, doubled for each later one. Default 800.
    pub delay_ms: u64,
    /// Longest wait in milliseconds. Default 60,000.
    pub max_delay_ms: u64,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_retries: 3,
            delay_ms: 800,
            max_delay_ms: 60_000,
        }
    }
}

/// Retries that a client may still make, shared by all its calls. Each retry takes [`Budget::RETRY_COST`]; a call that
/// succeeds gives back what its last retry took, or [`Budget::NO_RETRY_INCOME`] when it needed none.
#[derive(Debug)]
pub struct Budget {
    tokens: Cell<u32>,
    capacity: u32,
}

impl Budget {
    /// What a full budget holds: 100 retries that are not followed by a success.
    pub const CAPACITY: u32 = 500;
    /// What one retry takes.
    pub const RETRY_COST: u32 = 5;
    /// What a success at the first attempt gives back.
    pub const NO_RETRY_INCOME: u32 = 1;

    /// A full budget.
    pub fn new(capacity: u32) -> Self {
        Self {
            tokens: Cell::new(capacity),
            capacity,
        }
    }

    /// Takes what a retry costs, if it is there.
    pub fn take(&self) -> bool {
        let left = self.tokens.get().checked_sub(Self::RETRY_COST);
        if let Some(left) = left {
            self.tokens.set(left);
        }
        left.is_some()
    }

    /// A call succeeded after `retries` retries.
    pub fn give_back(&self, retries: u64) {
        let income = if retries > 0 {
            Self::RETRY_COST
        } else {
            Self::NO_RETRY_INCOME
        };
        self.tokens.set(self.capacity.min(self.tokens.get() + income));
    }

    /// What is left.
    pub fn tokens(&self) -> u32 {
        self.tokens.get()
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self::new(Self::CAPACITY)
    }
}

/// What came of an attempt that did not succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No answer: connection refused, reset, or broken off.
    NoAnswer,
    /// An answer with this status, which asks for this wait.
    Status(u16, Option<u64>),
}

/// Milliseconds to wait before the next attempt, or `None` to give up. The budget is another matter.
///
/// `retries` is how many were made before; `random` lies in `0..1`.
pub fn next_wait(policy: &RetryPolicy, failure: Failure, retries: u64, random: f64) -> Option<u64> {
    let asked_ms = match failure {
        Failure::NoAnswer => None,
        Failure::Status(408 | 429 | 500 | 502 | 503 | 504, asked_ms) => asked_ms,
        Failure::Status(..) => return None,
    };
    // A longer wait than the caller allows is not slept through: the caller learns of it at once.
    if retries >= policy.max_retries || asked_ms.is_some_and(|ms| ms > policy.max_delay_ms) {
        return None;
    }
    Some(asked_ms.unwrap_or_else(|| {
        // Doubled for each retry so far.
        let longest = (policy.delay_ms as f64 * f64::from(1 << retries.min(30))).min(policy.max_delay_ms as f64);
        // Full jitter spreads clients that failed together.
        (longest * random) as u64
    }))
}

/// Whether a connection that failed with this code of the system would fail again: the certificate is not trusted, or the
/// other side speaks another protocol.
///
/// The codes are those of OpenSSL's checks of certificates, of Node's TLS and of its parser of HTTP.
/// <https://nodejs.org/api/tls.html#x509-certificate-error-codes>
pub fn is_lasting(code: &str) -> bool {
    // One text: a tenth of the code that an array needs.
    const STARTS: &str =
        "CERT,CRL_,DEPTH_,EPROTO,ERR_SSL,ERR_TLS_CERT,HOSTNAME,HPE_,INVALID_,PATH_,SELF_,UNABLE_,UNKNOWN_CERT";
    parts(STARTS, b',').any(|start| code.starts_with(start))
}

/// The wait that an answer asks for, in milliseconds: `retry-after-ms`, `x-ms-retry-after-ms`, or `Retry-After` in
/// seconds or as a date. Of several in one header, as `fetch` joins what a gateway has added, the longest.
pub fn asked_wait_ms(answer: &Answer, now_ms: i64) -> Option<u64> {
    let longest = |name| {
        let numbers = parts(answer.headers.get(name)?, b',');
        numbers.filter_map(|number| whole_number(number.trim_ascii())).max()
    };
    if let Some(milliseconds) = longest("retry-after-ms").or_else(|| longest("x-ms-retry-after-ms")) {
        return Some(milliseconds);
    }
    match longest("retry-after") {
        Some(seconds) => Some(seconds.min(u64::from(u32::MAX)) * 1000),
        None => Some((from_http_date(answer.headers.get("retry-after")?)? - now_ms).max(0) as u64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_and_protocols_do_not_change_by_waiting() {
        for code in [
            "CERT_HAS_EXPIRED",
            "CERT_NOT_YET_VALID",
            "CERT_REVOKED",
            "CERT_UNTRUSTED",
            "CRL_HAS_EXPIRED",
            "DEPTH_ZERO_SELF_SIGNED_CERT",
            "EPROTO",
            "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE",
            "ERR_SSL_WRONG_VERSION_NUMBER",
            "ERR_TLS_CERT_ALTNAME_INVALID",
            "HOSTNAME_MISMATCH",
            "HPE_INVALID_CONSTANT",
            "HPE_INVALID_HEADER_TOKEN",
            "INVALID_CA",
            "INVALID_PURPOSE",
            "PATH_LENGTH_EXCEEDED",
            "SELF_SIGNED_CERT_IN_CHAIN",
            "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
            "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
            "UNKNOWN_CERTIFICATE_VERIFICATION_ERROR",
        ] {
            assert!(is_lasting(code), "{code}");
        }
        for code in [
            "",
            "EAI_AGAIN",
            "ECONNREFUSED",
            "ECONNRESET",
            "EHOSTUNREACH",
            "ENOTFOUND",
            "EPIPE",
            "ERR_HTTP2_STREAM_CANCEL",
            "ERR_NETWORK",
            "ERR_TLS_HANDSHAKE_TIMEOUT",
            "ETIMEDOUT",
            "UND_ERR_HEADERS_TIMEOUT",
            "UND_ERR_SOCKET",
        ] {
            assert!(!is_lasting(code), "{code}");
        }
    }
}
