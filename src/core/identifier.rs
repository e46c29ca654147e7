//! The six kinds of communication identifier, and their raw ids.
//!
//! Rules and names are those of `@azure/communication-common` 2.5.0, checked case by case in the tests.

use super::error::ArgumentError;
use super::json::{Json, write_bool, write_member};
use super::text::{cut_last, has_any, parts};

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

/// Kind of an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the kinds are documented on the TypeScript interfaces of the same names"
)]
pub enum Kind {
    CommunicationUser,
    PhoneNumber,
    MicrosoftTeamsUser,
    MicrosoftTeamsApp,
    TeamsExtensionUser,
    Unknown,
}

/// Each kind with its name in the `kind` field, and the field that says it.
const KINDS: [(Kind, &str, &str); 6] = [
    (Kind::CommunicationUser, "communicationUser", "communicationUserId"),
    (Kind::PhoneNumber, "phoneNumber", "phoneNumber"),
    (Kind::MicrosoftTeamsUser, "microsoftTeamsUser", "microsoftTeamsUserId"),
    (Kind::MicrosoftTeamsApp, "microsoftTeamsApp", "teamsAppId"),
    (Kind::TeamsExtensionUser, "teamsExtensionUser", "userId"),
    (Kind::Unknown, "unknown", "id"),
];

/// An identifier, in terms of the text that it was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identifier<'a> {
    /// Which of the six it is, and so which of the other fields have a meaning.
    pub kind: Kind,
    /// The whole raw id of ACS users and of what is unknown; the number of a phone; else what stands behind the prefix.
    pub id: &'a str,
    /// Of Teams extension users.
    pub tenant_id: &'a str,
    /// Of Teams extension users.
    pub resource_id: &'a str,
    /// Of phone numbers: tells apart two calls of the same number.
    pub asserted_id: Option<&'a str>,
    /// Of phone numbers and Teams users.
    pub is_anonymous: bool,
    /// Of everything to do with Teams.
    pub cloud: Cloud,
}

impl<'a> Identifier<'a> {
    fn new(kind: Kind, id: &'a str) -> Self {
        Self {
            kind,
            id,
            tenant_id: "",
            resource_id: "",
            asserted_id: None,
            is_anonymous: false,
            cloud: Cloud::Public,
        }
    }

    /// Reads a raw id. What is not known is [`Kind::Unknown`], so this cannot fail.
    pub fn from_raw_id(raw_id: &'a str) -> Self {
        if let Some(number) = raw_id.strip_prefix(PHONE_PREFIX) {
            let mut phone = Self::new(Kind::PhoneNumber, number);
            phone.asserted_id = cut_last(number, b'_')
                .map(|(_, last)| last)
                .filter(|last| !last.is_empty());
            phone.is_anonymous = number == "anonymous";
            return phone;
        }
        let known = PREFIXES
            .iter()
            .find_map(|(prefix, family, cloud)| Some((*family, *cloud, raw_id.strip_prefix(prefix)?)))
            .filter(|(_, _, rest)| !has_any(rest, b":"));
        let Some((family, cloud, rest)) = known else {
            return Self::new(Kind::Unknown, raw_id);
        };
        let mut identifier = match family {
            Family::Acs | Family::Spool => Self::new(Kind::CommunicationUser, raw_id),
            Family::Visitor | Family::TeamsUser => Self::new(Kind::MicrosoftTeamsUser, rest),
            Family::TeamsApp => Self::new(Kind::MicrosoftTeamsApp, rest),
        };
        identifier.cloud = cloud;
        identifier.is_anonymous = family == Family::Visitor;
        let mut parts = parts(rest, b'_');
        if family == Family::Acs
            && let (Some(resource_id), Some(tenant_id), Some(id), None) =
                (parts.next(), parts.next(), parts.next(), parts.next())
        {
            return Self {
                kind: Kind::TeamsExtensionUser,
                id,
                tenant_id,
                resource_id,
                ..identifier
            };
        }
        identifier
    }

    /// The raw id.
    pub fn raw_id(&self) -> String {
        let prefix = match self.kind {
            Kind::CommunicationUser | Kind::Unknown => "",
            Kind::PhoneNumber => PHONE_PREFIX,
            Kind::MicrosoftTeamsUser if self.is_anonymous => prefix_of(Family::Visitor, Cloud::Public),
            Kind::MicrosoftTeamsUser => prefix_of(Family::TeamsUser, self.cloud),
            Kind::MicrosoftTeamsApp => prefix_of(Family::TeamsApp, self.cloud),
            Kind::TeamsExtensionUser => {
                let prefix = prefix_of(Family::Acs, self.cloud);
                return [prefix, self.resource_id, "_", self.tenant_id, "_", self.id].concat();
            }
        };
        [prefix, self.id].concat()
    }

    /// Name of the kind, and of the field that says it.
    fn names(&self) -> (&'static str, &'static str) {
        KINDS
            .iter()
            .find(|(kind, _, _)| *kind == self.kind)
            .map_or(("", ""), |(_, name, field)| (name, field))
    }

    /// Name of the kind, as in the `kind` field.
    pub fn kind_name(&self) -> &'static str {
        self.names().0
    }

    /// Reads an identifier object. Its kind follows from the first field present, in the order of the kinds; a
    /// `rawId` beside it is not looked at here but by [`raw_id_of`]. The error has no field unless it is one of the
    /// object's.
    pub fn read(value: &'a Json<'_>) -> Result<Self, ArgumentError> {
        let text = |name| value.text(name).unwrap_or_default();
        let cloud = match value.get("cloud") {
            None => Cloud::Public,
            Some(Json::Text(text)) => CLOUDS
                .iter()
                .find(|(_, name)| name == text)
                .map(|(cloud, _)| *cloud)
                .ok_or_else(|| ArgumentError::of_range("cloud", "must be \"public\", \"dod\" or \"gcch\""))?,
            Some(_) => return Err(ArgumentError::of_type("cloud", "must be a string")),
        };
        for (kind, _, field) in KINDS {
            let Some(id) = value.text(field) else { continue };
            let is_whole = value.text("tenantId").is_some() && value.text("resourceId").is_some();
            if kind == Kind::TeamsExtensionUser && !is_whole {
                continue;
            }
            return Ok(Self {
                kind,
                id,
                tenant_id: text("tenantId"),
                resource_id: text("resourceId"),
                asserted_id: value.text("assertedId"),
                is_anonymous: value.get("isAnonymous") == Some(&Json::Bool(true)),
                cloud,
            });
        }
        Err(ArgumentError::of_type(
            "",
            "must be an identifier: an object with a communicationUserId, phoneNumber, microsoftTeamsUserId, teamsAppId, \
             userId + tenantId + resourceId, or id (createIdentifierFromRawId makes one)",
        ))
    }

    /// Appends the object that JavaScript gets, `kind` first.
    pub fn write(&self, out: &mut String) {
        let (kind, field) = self.names();
        out.push('{');
        write_member(out, "kind", kind);
        write_member(out, field, self.id);
        if self.kind == Kind::TeamsExtensionUser {
            write_member(out, "tenantId", self.tenant_id);
            write_member(out, "resourceId", self.resource_id);
        }
        if matches!(self.kind, Kind::PhoneNumber | Kind::MicrosoftTeamsUser) {
            write_bool(out, "isAnonymous", self.is_anonymous);
        }
        if let (Kind::PhoneNumber, Some(asserted_id)) = (self.kind, self.asserted_id) {
            write_member(out, "assertedId", asserted_id);
        }
        let has_cloud = match self.kind {
            Kind::MicrosoftTeamsUser => !self.is_anonymous,
            kind => matches!(kind, Kind::MicrosoftTeamsApp | Kind::TeamsExtensionUser),
        };
        if has_cloud {
            let name = CLOUDS
                .iter()
                .find(|(cloud, _)| *cloud == self.cloud)
                .map_or("", |(_, name)| name);
            write_member(out, "cloud", name);
        }
        out.push('}');
    }
}

/// The raw id of an identifier object: its `rawId` if it has one, else what its fields make.
pub fn raw_id_of(value: &Json<'_>) -> Result<String, ArgumentError> {
    let identifier = Identifier::read(value)?;
    // For these two the id is the raw id, and a further `rawId` has no meaning.
    let fixed = matches!(identifier.kind, Kind::CommunicationUser | Kind::Unknown);
    Ok(match value.text("rawId") {
        Some(raw_id) if !fixed && !raw_id.is_empty() => raw_id.to_owned(),
        _ => identifier.raw_id(),
    })
}
