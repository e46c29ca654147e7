//! From a request to a decision: preflight, size, credential, route, version, operation.

use super::Emulator;
use crate::Platform;
use crate::access_key::AccessKey;
use crate::auth::{self, Policy};
use crate::call::{Answer, Call};
use crate::cors;
use crate::errors::{Refusal, Tier};
use crate::http::Request;
use crate::participants;
use crate::rooms;
use crate::routes::{self, Operation, Route};
use crate::time::Ticks;
use crate::users;
use crate::versions;

/// A request that was let in.
struct Asked<'a> {
    request: &'a Request,
    key: Option<&'a AccessKey>,
    outside: Ticks,
    real: Ticks,
}

impl Emulator {
    /// Lets the request through the layers in front of its operation, and decides; changes nothing.
    pub(super) fn serve(
        &mut self,
        request: &Request,
        real: Ticks,
        outside: Ticks,
        platform: &mut dyn Platform,
    ) -> Result<Answer, Refusal> {
        if self.options.cors
            && let Some(response) = cors::preflight(request)
        {
            return Ok(Answer::unchanged(response));
        }
        if request.body.len() > self.options.max_body_in_bytes {
            return Err(Refusal::gateway(
                413,
                "RequestBodyTooLarge",
                format!("The body is longer than {} bytes.", self.options.max_body_in_bytes),
            ));
        }
        let key = auth::authenticate(
            request,
            &Policy {
                keys: &self.options.keys,
                now: outside,
                skew_window_in_ms: self.options.skew_window_in_ms,
                tokens: self.options.token_verifier.as_ref(),
                strict: self.options.strict,
            },
        )?
        .cloned();
        let route = routes::find(request)?;
        let asked = Asked {
            request,
            key: key.as_ref(),
            outside,
            real,
        };
        let answer = match &route {
            Route::Rooms(operation) => self.serve_rooms(operation, &asked, platform),
            Route::Users(operation) => self.serve_users(operation, &asked, platform),
        };
        answer
            .map(|answer| Answer {
                outcome: answer.outcome.map_err(|refusal| with_versions(refusal, &route)),
                ..answer
            })
            .map_err(|refusal| with_versions(refusal, &route))
    }

    fn serve_rooms(
        &mut self,
        operation: &Operation,
        asked: &Asked<'_>,
        platform: &mut dyn Platform,
    ) -> Result<Answer, Refusal> {
        let version = versions::of(asked.request, self.options.strict)?;
        let mut call = self.call(asked, version, platform);
        let mut answer = match operation {
            Operation::CreateRoom => rooms::create(&mut call),
            Operation::ListRooms => rooms::list(&mut call),
            Operation::GetRoom(id) => rooms::get(&mut call, id),
            Operation::UpdateRoom(id) => rooms::update(&mut call, id),
            Operation::DeleteRoom(id) => rooms::delete(&mut call, id),
            Operation::ListParticipants(id) => participants::list(&mut call, id),
            Operation::UpdateParticipants(id) => participants::update(&mut call, id),
        }?;
        answer.outcome = answer
            .outcome
            .map(|response| response.with(versions::HEADER, versions::SUPPORTED));
        Ok(answer)
    }

    fn serve_users(
        &mut self,
        operation: &users::routes::Operation,
        asked: &Asked<'_>,
        platform: &mut dyn Platform,
    ) -> Result<Answer, Refusal> {
        let version = users::versions::ApiVersion::of(asked.request, operation.first_version())?;
        let mut call = self.call(asked, version, platform);
        Ok(users::operations::answer(&mut call, operation))
    }

    fn call<'a, V>(&'a mut self, asked: &Asked<'a>, version: V, platform: &'a mut dyn Platform) -> Call<'a, V> {
        let now = self.state.clock.read(platform);
        self.let_time_pass(now, asked.real);
        Call {
            request: asked.request,
            version,
            options: &self.options,
            key: asked.key,
            store: &self.state.store,
            users: &self.state.users,
            seen: &self.state.seen,
            clock: &mut self.state.clock,
            platform,
            now,
            outside: asked.outside,
            real: asked.real,
        }
    }
}

/// The service's own refusals tell its versions, those in front of it do not.
fn with_versions(refusal: Refusal, route: &Route) -> Refusal {
    if refusal.tier == Tier::Service {
        refusal.with(versions::HEADER, route.supported_versions())
    } else {
        refusal
    }
}
