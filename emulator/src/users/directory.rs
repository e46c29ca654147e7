//! The users of the resource: who was made, whose tokens were revoked, who was deleted.

use std::collections::{BTreeMap, HashMap, VecDeque};

use serde::Serialize;
use uuid::Uuid;

use crate::Platform;
use crate::ids;
use crate::model::Change;
use crate::time::Ticks;

/// The resource that the emulator is, in its users' ids.
pub const RESOURCE: &str = "ac500a75-e3a7-4707-8080-000000007080";
/// Longest life of a token: revocations before that say nothing any more.
pub const LONGEST_LIFE_IN_MS: i64 = 24 * 60 * 60 * 1000;
/// Deleted users that are still told from users that never were.
const DELETED_KEPT: usize = 10_000;
/// The service's ids look drawn from a sequence; this is how they begin.
const FIRST: u128 = 0x18 << 96;

/// When tokens were revoked, and from when on that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Revocation {
    revoked_at: Ticks,
    acts_at: Ticks,
}

/// A user's place in the order of being made. Places of deleted users stay empty.
type Place = u64;

/// A user of the resource.
#[derive(Debug, Clone, PartialEq, Eq)]
struct User {
    place: Place,
    created_at: Ticks,
    /// Oldest first; none older than a token can be.
    revocations: Vec<Revocation>,
}

/// A user, as told to people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UserView<'a> {
    /// Raw id.
    pub id: &'a str,
    /// When it was made.
    pub created_at: Ticks,
    /// When its tokens were revoked last, within the longest life of a token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Ticks>,
}

/// Whether there is a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// There is.
    There,
    /// There was one; it was deleted then.
    Deleted(Ticks),
    /// There never was one, or it was deleted long ago.
    Unknown,
}

/// All users. No operation takes longer because there are more of them.
#[derive(Debug, Default)]
pub struct Directory {
    users: HashMap<String, User>,
    /// Their ids, in the order of being made.
    places: BTreeMap<Place, String>,
    deleted: HashMap<String, Ticks>,
    /// The same, oldest first.
    deletions: VecDeque<String>,
}

impl Directory {
    /// Whether there is a user of that raw id.
    pub fn standing(&self, id: &str) -> Standing {
        if self.users.contains_key(id) {
            return Standing::There;
        }
        self.deleted
            .get(id)
            .map_or(Standing::Unknown, |at| Standing::Deleted(*at))
    }

    /// From when on a token of the user that was made then is revoked.
    pub fn revoked_from(&self, id: &str, issued_at: Ticks) -> Option<Ticks> {
        let revocations = self.users.get(id)?.revocations.iter();
        revocations
            .filter(|revocation| revocation.revoked_at >= issued_at)
            .map(|revocation| revocation.acts_at)
            .min()
    }

    /// All users, in the order of being made.
    pub fn users(&self) -> impl Iterator<Item = UserView<'_>> {
        self.in_order().map(|(id, user)| UserView {
            id,
            created_at: user.created_at,
            revoked_at: user.revocations.last().map(|revocation| revocation.revoked_at),
        })
    }

    /// Makes a new raw id. When what was drawn is taken, as with randomness that a test replaced by a constant, it is the first
    /// free one after that of the newest user.
    pub fn new_id(&self, platform: &mut dyn Platform) -> String {
        let high = u128::from(platform.random_u64() & 0xffff_ffff) << 64;
        let mut id = user_id(FIRST | high | u128::from(platform.random_u64()));
        if self.standing(&id) == Standing::Unknown {
            return id;
        }
        let newest = self.places.last_key_value().map_or(id.as_str(), |(_, newest)| newest);
        let mut number = newest
            .rsplit_once('_')
            .and_then(|(_, guid)| Uuid::try_parse(guid).ok())
            .map_or(FIRST, |guid| guid.as_u128());
        while self.standing(&id) != Standing::Unknown {
            number = number.wrapping_add(1);
            id = user_id(number);
        }
        id
    }

    /// Makes a change. One that names a user who is not there does nothing.
    pub fn apply(&mut self, change: &Change) {
        match change {
            Change::UserCreated { id, created_at } => {
                let place = self
                    .places
                    .last_key_value()
                    .map_or(0, |(last, _)| last.saturating_add(1));
                let user = User {
                    place,
                    created_at: *created_at,
                    revocations: Vec::new(),
                };
                self.take(id);
                self.places.insert(place, id.clone());
                self.users.insert(id.clone(), user);
            }
            Change::TokensRevoked {
                id,
                revoked_at,
                acts_at,
            } => {
                if let Some(user) = self.users.get_mut(id) {
                    let oldest = revoked_at.plus_ms(-LONGEST_LIFE_IN_MS);
                    user.revocations.retain(|revocation| revocation.revoked_at > oldest);
                    user.revocations.push(Revocation {
                        revoked_at: *revoked_at,
                        acts_at: *acts_at,
                    });
                }
            }
            Change::UserDeleted { id, deleted_at } => {
                self.take(id);
                self.remember_deleted(id, *deleted_at);
            }
            _ => {}
        }
    }

    /// Checks a change that was kept before. The error names the field.
    pub fn check(&self, change: &Change) -> Result<(), String> {
        match change {
            Change::UserCreated { id, .. } => {
                check_user(id)?;
                match self.standing(id) {
                    Standing::There => Err(format!("id: there is a user {id} already")),
                    Standing::Deleted(_) => Err(format!("id: the user {id} was deleted before")),
                    Standing::Unknown => Ok(()),
                }
            }
            Change::TokensRevoked {
                id,
                revoked_at,
                acts_at,
            } => match self.standing(id) {
                Standing::There if acts_at < revoked_at => Err("actsAt must not be before revokedAt".into()),
                Standing::There => Ok(()),
                Standing::Deleted(_) => Err(format!("id: the user {id} was deleted before")),
                Standing::Unknown => Err(format!("id: there is no user {id} yet")),
            },
            Change::UserDeleted { id, .. } => check_user(id),
            _ => Ok(()),
        }
    }

    /// Fewest changes that make this state.
    pub fn snapshot(&self) -> impl Iterator<Item = Change> {
        let deleted = self.deletions.iter().filter_map(|id| {
            let deleted_at = *self.deleted.get(id)?;
            let id = id.clone();
            Some(Change::UserDeleted { id, deleted_at })
        });
        let made = self.in_order().flat_map(|(id, user)| {
            let created = Change::UserCreated {
                id: id.clone(),
                created_at: user.created_at,
            };
            let revoked = user.revocations.iter().map(|revocation| Change::TokensRevoked {
                id: id.clone(),
                revoked_at: revocation.revoked_at,
                acts_at: revocation.acts_at,
            });
            std::iter::once(created).chain(revoked)
        });
        deleted.chain(made)
    }

    fn in_order(&self) -> impl Iterator<Item = (&String, &User)> {
        self.places.values().filter_map(|id| Some((id, self.users.get(id)?)))
    }

    fn take(&mut self, id: &str) {
        if let Some(user) = self.users.remove(id) {
            self.places.remove(&user.place);
        }
    }

    fn remember_deleted(&mut self, id: &str, at: Ticks) {
        if self.deleted.insert(id.to_string(), at).is_some() {
            return;
        }
        self.deletions.push_back(id.to_string());
        if self.deletions.len() > DELETED_KEPT
            && let Some(oldest) = self.deletions.pop_front()
        {
            self.deleted.remove(&oldest);
        }
    }
}

fn user_id(number: u128) -> String {
    format!("8:acs:{RESOURCE}_{}", Uuid::from_u128(number).hyphenated())
}

fn check_user(id: &str) -> Result<(), String> {
    if ids::is_communication_user(id) {
        return Ok(());
    }
    Err(format!(
        "id: {id:?} is no user of Communication Services, 8:acs:{{guid}}_{{guid}}"
    ))
}

#[cfg(test)]
mod tests;
