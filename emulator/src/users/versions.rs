//! The Identity service's api-versions.

use crate::errors::Refusal;
use crate::http::Request;
use crate::users::scope::Scope;
use crate::versions;

/// Value of `api-supported-versions` on `/identities` as recorded in April 2025, and the two that were published since.
pub const IDENTITIES: &str = "2020-07-20-preview2, 2021-03-07, 2021-10-31-preview, 2021-11-01, 2022-06-01, 2022-10-01, \
     2023-10-01, 2025-03-02-preview, 2025-06-30, 2026-09-23";
/// The same on `/teamsUser`.
pub const TEAMS_USER: &str = "2021-10-31-preview, 2022-06-01, 2022-10-01, 2023-10-01, 2025-06-30, 2026-09-23";

/// One that is published and no preview, in the order of time: what one has, those after it have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ApiVersion {
    /// The first.
    V2021_03_07,
    /// As the one before.
    V2021_11_01,
    /// Exchanges tokens of Teams users.
    V2022_06_01,
    /// Knows `expiresInMinutes`.
    V2022_10_01,
    /// Knows the scopes that only join.
    V2023_10_01,
    /// Nothing for the operations that there are here.
    V2025_06_30,
    /// Nothing for the operations that there are here.
    V2026_09_23,
}

const PUBLISHED: [(&str, ApiVersion); 7] = [
    ("2021-03-07", ApiVersion::V2021_03_07),
    ("2021-11-01", ApiVersion::V2021_11_01),
    ("2022-06-01", ApiVersion::V2022_06_01),
    ("2022-10-01", ApiVersion::V2022_10_01),
    ("2023-10-01", ApiVersion::V2023_10_01),
    ("2025-06-30", ApiVersion::V2025_06_30),
    ("2026-09-23", ApiVersion::V2026_09_23),
];

impl ApiVersion {
    /// The version a request asks for, of those from `first` on.
    pub fn of(request: &Request, first: Self) -> Result<Self, Refusal> {
        let text = versions::asked(request)?;
        let found = PUBLISHED
            .iter()
            .find(|(name, version)| *name == text && *version >= first);
        found
            .map(|(_, version)| *version)
            .ok_or_else(|| versions::unsupported(request, &text))
    }

    /// Whether a token's life can be asked for.
    pub fn has_lifetime(self) -> bool {
        self >= Self::V2022_10_01
    }

    /// Whether a token can have that scope.
    pub fn has_scope(self, scope: Scope) -> bool {
        matches!(scope, Scope::Chat | Scope::Voip) || self >= Self::V2023_10_01
    }
}
