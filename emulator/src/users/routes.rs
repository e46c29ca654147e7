//! Which operation of the Identity API a method and a path ask for.

use crate::errors::Refusal;
use crate::routes::method_not_allowed;
use crate::users::versions::{self, ApiVersion};

/// One of the five requests. User ids are percent-decoded and not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    /// POST `/identities`
    CreateUser,
    /// DELETE `/identities/{id}`
    DeleteUser(String),
    /// POST `/identities/{id}/:revokeAccessTokens`
    RevokeTokens(String),
    /// POST `/identities/{id}/:issueAccessToken`
    IssueToken(String),
    /// POST `/teamsUser/:exchangeAccessToken`
    ExchangeTeamsToken,
}

impl Operation {
    /// Value of `api-supported-versions`.
    pub fn supported_versions(&self) -> &'static str {
        match self {
            Operation::ExchangeTeamsToken => versions::TEAMS_USER,
            _ => versions::IDENTITIES,
        }
    }

    /// The version that it came with.
    pub fn first_version(&self) -> ApiVersion {
        match self {
            Operation::ExchangeTeamsToken => ApiVersion::V2022_06_01,
            _ => ApiVersion::V2021_03_07,
        }
    }
}

/// Finds the operation; none for a path the API does not have.
pub fn find(method: &str, segments: &[&str]) -> Option<Result<Operation, Refusal>> {
    let (wanted, operation) = match segments {
        ["identities"] => ("POST", Operation::CreateUser),
        ["identities", id] => ("DELETE", Operation::DeleteUser((*id).to_string())),
        ["identities", id, ":revokeAccessTokens"] => ("POST", Operation::RevokeTokens((*id).to_string())),
        ["identities", id, ":issueAccessToken"] => ("POST", Operation::IssueToken((*id).to_string())),
        ["teamsUser", ":exchangeAccessToken"] => ("POST", Operation::ExchangeTeamsToken),
        _ => return None,
    };
    Some(if method == wanted {
        Ok(operation)
    } else {
        Err(method_not_allowed(method, wanted))
    })
}
