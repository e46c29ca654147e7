//! What an operation sees, and what it decides.

use crate::Platform;
use crate::access_key::AccessKey;
use crate::body::RoomFields;
use crate::clock::Clock;
use crate::errors::Refusal;
use crate::http::{Request, Response};
use crate::model::Change;
use crate::options::Options;
use crate::repeatability::Seen;
use crate::store::{Lookup, Store};
use crate::time::Ticks;
use crate::users::directory::{Directory, Standing};
use crate::versions::ApiVersion;

/// What an operation decided.
pub struct Answer {
    /// What to say.
    pub outcome: Result<Response, Refusal>,
    /// What to change.
    pub change: Option<Change>,
}

impl Answer {
    /// Says something and changes nothing.
    pub fn unchanged(response: Response) -> Self {
        Answer {
            outcome: Ok(response),
            change: None,
        }
    }
}

/// What an operation sees. Each of the two services has versions of its own.
pub struct Call<'a, V = &'static ApiVersion> {
    /// What was asked.
    pub request: &'a Request,
    /// In which version.
    pub version: V,
    /// The emulator's options.
    pub options: &'a Options,
    /// The access key that signed the request; none for a token.
    pub key: Option<&'a AccessKey>,
    /// The rooms.
    pub store: &'a Store,
    /// The users.
    pub users: &'a Directory,
    /// Earlier repeatable requests.
    pub seen: &'a Seen,
    /// For one more reading.
    pub clock: &'a mut Clock,
    /// Randomness.
    pub platform: &'a mut dyn Platform,
    /// The rooms' time when the request came.
    pub now: Ticks,
    /// The clients' time when the request came, by the clock that answers: an injected fault may have skewed it.
    pub outside: Ticks,
    /// The same by the clock as it is.
    pub real: Ticks,
}

impl<'a> Call<'a> {
    /// Finds a room by its id.
    pub fn lookup(&self, id: &str) -> Lookup<'a> {
        self.store.find(id)
    }

    /// Refuses users who were not made here, where that is asked for.
    pub fn check_known<'b>(&self, mut raw_ids: impl Iterator<Item = &'b String>) -> Result<(), Refusal> {
        if !self.options.known_users_only {
            return Ok(());
        }
        match raw_ids.find(|raw_id| self.users.standing(raw_id) != Standing::There) {
            Some(raw_id) => Err(Refusal::bad_request(format!(
                "The user {raw_id} was not made by this emulator, or was deleted: knownUsersOnly is on."
            ))),
            None => Ok(()),
        }
    }

    /// The field, unless the version does not know it.
    pub fn pstn_dial_out(&self, fields: &RoomFields) -> Option<bool> {
        fields.pstn_dial_out_enabled.filter(|_| self.version.has_pstn_dial_out)
    }
}
