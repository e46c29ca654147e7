//! The published api-versions.

use std::borrow::Cow;

use crate::compat;
use crate::errors::Refusal;
use crate::http::Request;

/// Tells which versions there are.
pub const HEADER: &str = "api-supported-versions";

/// Value of `api-supported-versions`, as the production service sent it from March 2025 on.
pub const SUPPORTED: &str = "2023-06-14, 2023-10-30-preview, 2024-04-15, 2025-03-13";

/// One api-version and what differs in it.
#[derive(Debug, PartialEq, Eq)]
pub struct ApiVersion {
    /// As written in the query.
    pub text: &'static str,
    /// Whether rooms have `pstnDialOutEnabled`.
    pub has_pstn_dial_out: bool,
}

/// Every version that is published and not retired. The role Collaborator came with the last one, but the
/// service takes it in all of them (recorded with 2024-04-15).
pub const PUBLISHED: [ApiVersion; 4] = [
    ApiVersion {
        text: "2023-06-14",
        has_pstn_dial_out: false,
    },
    ApiVersion {
        text: "2023-10-30-preview",
        has_pstn_dial_out: true,
    },
    ApiVersion {
        text: "2024-04-15",
        has_pstn_dial_out: true,
    },
    ApiVersion {
        text: "2025-03-13",
        has_pstn_dial_out: true,
    },
];

/// The version a request asks for.
pub fn of(request: &Request, strict: bool) -> Result<&'static ApiVersion, Refusal> {
    let text = asked(request)?;
    let wanted = if strict {
        text.to_string()
    } else {
        compat::api_version(&text)
    };
    PUBLISHED
        .iter()
        .find(|version| version.text == wanted)
        .ok_or_else(|| unsupported(request, &text))
}

/// What a request says of its version.
pub fn asked(request: &Request) -> Result<Cow<'_, str>, Refusal> {
    let mut given = request.query_values("api-version");
    let Some(text) = given.next().filter(|text| !text.is_empty()) else {
        return Err(Refusal::service(
            400,
            "ApiVersionUnspecified",
            "An API version is required, but was not specified.",
        ));
    };
    if given.any(|other| other != text) {
        return Err(Refusal::service(
            400,
            "AmbiguousApiVersion",
            "More than one API version was requested.",
        ));
    }
    Ok(text)
}

/// 400 for a version that the resource does not have.
pub fn unsupported(request: &Request, text: &str) -> Refusal {
    let uri = format!(
        "{}://{}{}",
        request.scheme.as_str(),
        request.header("host").unwrap_or_default(),
        request.path()
    );
    Refusal::service(
        400,
        "UnsupportedApiVersion",
        format!("The HTTP resource that matches the request URI '{uri}' does not support the API version '{text}'."),
    )
}
