//! The six kinds of communication identifier, and their raw ids.
//!
//! Rules and names are those of `@azure/communication-common` 2.5.0, checked case by case in the tests.

use super::error::ArgumentError;
use super::json::{Json, write_member, write_name};

/// Cloud an identifier lives in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cloud {
    /// The public cloud.
    Public,
    /// United States Department of Defense.
    Dod,
    /// United States government, GCC High.
    Gcch,
}

const CLOUDS: [(Cloud, &str); 3] = [(Cloud::Public, "public"), (Cloud::Dod, "dod"), (Cloud::Gcch, "gcch")];

/// What the first two parts of a three-part raw id say.
#[derive(Clone, Copy, PartialEq)]
enum Family {
    /// An ACS user, or a Teams extension user if the rest has three parts.
    Acs,
    /// An ACS user of the old Skype form.
    Spool,
    Visitor,
    TeamsUser,
    TeamsApp,
}

/// The one table of prefixes; it serves reading and writing.
const PREFIXES: [(&str, Family, Cloud); 11] = [
    ("8:acs:", Family::Acs, Cloud::Public),
    ("8:dod-acs:", Family::Acs, Cloud::Dod),
    ("8:gcch-acs:", Family::Acs, Cloud::Gcch),
    ("8:spool:", Family::Spool, Cloud::Public),
    ("8:teamsvisitor:", Family::Visitor, Cloud::Public),
    ("8:orgid:", Family::TeamsUser, Cloud::Public),
    ("8:dod:", Family::TeamsUser, Cloud::Dod),
    ("8:gcch:", Family::TeamsUser, Cloud::Gcch),
    ("28:orgid:", Family::TeamsApp, Cloud::Public),
    ("28:dod:", Family::TeamsApp, Cloud::Dod),
    ("28:gcch:", Family::TeamsApp, Cloud::Gcch),
];

const PHONE_PREFIX: &str = "4:";

fn prefix_of(family: Family, cloud: Cloud) -> &'static str {
    PREFIXES
        .iter()
        .find(|(_, f, c)| *f == family && *c == cloud)
        .map_or("", |(prefix, _, _)| prefix)
}

/// An identifier of one of the six kinds. The fields are named as in JavaScript.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the fields are documented on the TypeScript interfaces of the same names"
)]
pub enum Identifier {
    CommunicationUser {
        communication_user_id: String,
    },
    PhoneNumber {
        phone_number: String,
        asserted_id: Option<String>,
        is_anonymous: bool,
    },
    MicrosoftTeamsUser {
        microsoft_teams_user_id: String,
        is_anonymous: bool,
        cloud: Cloud,
    },
    MicrosoftTeamsApp {
        teams_app_id: String,
        cloud: Cloud,
    },
    TeamsExtensionUser {
        user_id: String,
        tenant_id: String,
        resource_id: String,
        cloud: Cloud,
    },
    Unknown {
        id: String,
    },
}

impl Identifier {
    /// Reads a raw id. What is not known is [`Identifier::Unknown`], so this cannot fail.
    pub fn from_raw_id(raw_id: &str) -> Self {
        if let Some(number) = raw_id.strip_prefix(PHONE_PREFIX) {
            let asserted_id = number.rsplit_once('_').map(|(_, last)| last);
            return Self::PhoneNumber {
                phone_number: number.to_owned(),
                asserted_id: asserted_id.filter(|last| !last.is_empty()).map(str::to_owned),
                is_anonymous: number == "anonymous",
            };
        }
        let known = PREFIXES
            .iter()
            .find_map(|(prefix, family, cloud)| Some((*family, *cloud, raw_id.strip_prefix(prefix)?)))
            .filter(|(_, _, rest)| !rest.contains(':'));
        match known {
            None => Self::Unknown { id: raw_id.to_owned() },
            Some((Family::Visitor, cloud, rest)) => Self::MicrosoftTeamsUser {
                microsoft_teams_user_id: rest.to_owned(),
                is_anonymous: true,
                cloud,
            },
            Some((Family::TeamsUser, cloud, rest)) => Self::MicrosoftTeamsUser {
                microsoft_teams_user_id: rest.to_owned(),
                is_anonymous: false,
                cloud,
            },
            Some((Family::TeamsApp, cloud, rest)) => Self::MicrosoftTeamsApp {
                teams_app_id: rest.to_owned(),
                cloud,
            },
            Some((family, cloud, rest)) => {
                let mut parts = rest.split('_');
                match (family, parts.next(), parts.next(), parts.next(), parts.next()) {
                    (Family::Acs, Some(resource), Some(tenant), Some(user), None) => Self::TeamsExtensionUser {
                        user_id: user.to_owned(),
                        tenant_id: tenant.to_owned(),
                        resource_id: resource.to_owned(),
                        cloud,
                    },
                    _ => Self::CommunicationUser {
                        communication_user_id: raw_id.to_owned(),
                    },
                }
            }
        }
    }

    /// The raw id.
    pub fn raw_id(&self) -> String {
        match self {
            Self::CommunicationUser {
                communication_user_id: id,
            }
            | Self::Unknown { id } => id.clone(),
            Self::PhoneNumber { phone_number, .. } => [PHONE_PREFIX, phone_number].concat(),
            Self::MicrosoftTeamsUser {
                microsoft_teams_user_id,
                is_anonymous,
                cloud,
            } => {
                let prefix = if *is_anonymous {
                    prefix_of(Family::Visitor, Cloud::Public)
                } else {
                    prefix_of(Family::TeamsUser, *cloud)
                };
                [prefix, microsoft_teams_user_id].concat()
            }
            Self::MicrosoftTeamsApp { teams_app_id, cloud } => {
                [prefix_of(Family::TeamsApp, *cloud), teams_app_id].concat()
            }
            Self::TeamsExtensionUser {
                user_id,
                tenant_id,
                resource_id,
                cloud,
            } => [
                prefix_of(Family::Acs, *cloud),
                resource_id,
                "_",
                tenant_id,
                "_",
                user_id,
            ]
            .concat(),
        }
    }

    /// Name of the kind, as in the `kind` field.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::CommunicationUser { .. } => "communicationUser",
            Self::PhoneNumber { .. } => "phoneNumber",
            Self::MicrosoftTeamsUser { .. } => "microsoftTeamsUser",
            Self::MicrosoftTeamsApp { .. } => "microsoftTeamsApp",
            Self::TeamsExtensionUser { .. } => "teamsExtensionUser",
            Self::Unknown { .. } => "unknown",
        }
    }

    /// Reads an identifier object. Its kind follows from the first field present, in the order of the enum; a
    /// `rawId` beside it is not looked at here but by [`raw_id_of`]. `field` names the argument in errors.
    pub fn read(value: &Json<'_>, field: &str) -> Result<Self, ArgumentError> {
        let owned = |name: &str| value.text(name).map(str::to_owned);
        let is_anonymous = value.get("isAnonymous") == Some(&Json::Bool(true));
        let cloud = match value.get("cloud") {
            None => Cloud::Public,
            Some(Json::Text(text)) => CLOUDS
                .iter()
                .find(|(_, name)| name == text)
                .map(|(cloud, _)| *cloud)
                .ok_or_else(|| {
                    ArgumentError::of_range(&[field, ".cloud"].concat(), "must be \"public\", \"dod\" or \"gcch\"")
                })?,
            Some(_) => return Err(ArgumentError::of_type(&[field, ".cloud"].concat(), "must be a string")),
        };
        if let Some(communication_user_id) = owned("communicationUserId") {
            return Ok(Self::CommunicationUser { communication_user_id });
        }
        if let Some(phone_number) = owned("phoneNumber") {
            return Ok(Self::PhoneNumber {
                phone_number,
                asserted_id: owned("assertedId"),
                is_anonymous,
            });
        }
        if let Some(microsoft_teams_user_id) = owned("microsoftTeamsUserId") {
            return Ok(Self::MicrosoftTeamsUser {
                microsoft_teams_user_id,
                is_anonymous,
                cloud,
            });
        }
        if let Some(teams_app_id) = owned("teamsAppId") {
            return Ok(Self::MicrosoftTeamsApp { teams_app_id, cloud });
        }
        if let (Some(user_id), Some(tenant_id), Some(resource_id)) =
            (owned("userId"), owned("tenantId"), owned("resourceId"))
        {
            return Ok(Self::TeamsExtensionUser {
                user_id,
                tenant_id,
                resource_id,
                cloud,
            });
        }
        if let Some(id) = owned("id") {
            return Ok(Self::Unknown { id });
        }
        Err(ArgumentError::of_type(
            field,
            "must be an identifier: an object with a communicationUserId, phoneNumber, microsoftTeamsUserId, teamsAppId, \
             userId + tenantId + resourceId, or id (createIdentifierFromRawId makes one)",
        ))
    }

    /// Appends the object that JavaScript gets, `kind` first.
    pub fn write(&self, out: &mut String) {
        out.push('{');
        write_member(out, "kind", self.kind());
        let anonymous = |out: &mut String, is_anonymous: bool| {
            write_name(out, "isAnonymous");
            out.push_str(if is_anonymous { "true" } else { "false" });
        };
        let cloud_member = |out: &mut String, cloud: Cloud| {
            let name = CLOUDS.iter().find(|(c, _)| *c == cloud).map_or("", |(_, name)| name);
            write_member(out, "cloud", name);
        };
        match self {
            Self::CommunicationUser { communication_user_id } => {
                write_member(out, "communicationUserId", communication_user_id);
            }
            Self::PhoneNumber {
                phone_number,
                asserted_id,
                is_anonymous,
            } => {
                write_member(out, "phoneNumber", phone_number);
                anonymous(out, *is_anonymous);
                if let Some(asserted_id) = asserted_id {
                    write_member(out, "assertedId", asserted_id);
                }
            }
            Self::MicrosoftTeamsUser {
                microsoft_teams_user_id,
                is_anonymous,
                cloud,
            } => {
                write_member(out, "microsoftTeamsUserId", microsoft_teams_user_id);
                anonymous(out, *is_anonymous);
                if !is_anonymous {
                    cloud_member(out, *cloud);
                }
            }
            Self::MicrosoftTeamsApp { teams_app_id, cloud } => {
                write_member(out, "teamsAppId", teams_app_id);
                cloud_member(out, *cloud);
            }
            Self::TeamsExtensionUser {
                user_id,
                tenant_id,
                resource_id,
                cloud,
            } => {
                write_member(out, "userId", user_id);
                write_member(out, "tenantId", tenant_id);
                write_member(out, "resourceId", resource_id);
                cloud_member(out, *cloud);
            }
            Self::Unknown { id } => write_member(out, "id", id),
        }
        out.push('}');
    }
}

/// The raw id of an identifier object: its `rawId` if it has one, else what its fields make.
pub fn raw_id_of(value: &Json<'_>, field: &str) -> Result<String, ArgumentError> {
    let identifier = Identifier::read(value, field)?;
    // For these two the id is the raw id, and a further `rawId` has no meaning.
    let fixed = matches!(
        identifier,
        Identifier::CommunicationUser { .. } | Identifier::Unknown { .. }
    );
    Ok(match value.text("rawId") {
        Some(raw_id) if !fixed && !raw_id.is_empty() => raw_id.to_owned(),
        _ => identifier.raw_id(),
    })
}
