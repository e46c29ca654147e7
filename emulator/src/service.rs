//! One request through all the layers: preflight, faults, size, credential, route, version, operation.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use crate::call::Answer;
use crate::clock::{self, Clock};
use crate::cors;
use crate::errors::Refusal;
use crate::faults::{Delivery, FaultInput, FaultKind, Faults};
use crate::http::{Request, Response, Scheme};
use crate::join::{self, Presented, Question, Verdict};
use crate::log::{Entry, Log};
use crate::model::{Change, Room};
use crate::options::Options;
use crate::state::State;
use crate::time::Ticks;
use crate::users::directory::UserView;
use crate::users::token::Token;

mod serve;

/// What the core cannot have of its own.
pub trait Platform {
    /// Milliseconds since 1970.
    fn now_in_ms(&mut self) -> i64;
    /// Random bits.
    fn random_u64(&mut self) -> u64;
    /// Keeps a change before it is made and answered, where there is a journal.
    fn keep(&mut self, _change: &Change) -> Result<(), NotKept> {
        Ok(())
    }
}

/// A change could not be kept, so it must not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotKept;

/// Why the rooms' clock was not put forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAdvanced {
    /// Backwards, or beyond [`clock::MAX_ADVANCED_IN_MS`].
    OutOfRange,
    /// The journal could not keep it.
    NotKept,
}

/// What came of a request.
#[derive(Debug)]
pub struct Exchange {
    /// What to answer.
    pub response: Response,
    /// How to carry it.
    pub delivery: Delivery,
}

/// One of the two access keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// The first.
    Primary,
    /// The second.
    Secondary,
}

/// The local Rooms service: one resource with its rooms.
#[derive(Debug)]
pub struct Emulator {
    /// What it was made with.
    given: Options,
    /// The same, but for keys that were regenerated.
    options: Options,
    state: State,
    faults: Faults,
    log: Log,
}

impl Emulator {
    /// Without rooms.
    pub fn new(options: Options) -> Self {
        Emulator {
            given: options.clone(),
            options,
            state: State::default(),
            faults: Faults::default(),
            log: Log::default(),
        }
    }

    /// What it works with: what it was made with, but for keys that were regenerated.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Forgets rooms, repeatable requests, faults, the log, regenerated keys, and that time was put forward.
    pub fn reset(&mut self) {
        *self = Emulator::new(self.given.clone());
    }

    /// Fewest changes that make the state, for a journal. What time has ended by now is left out.
    pub fn snapshot(&mut self, platform: &mut dyn Platform) -> Vec<Change> {
        let now = self.state.clock.peek(platform);
        self.let_time_pass(now, Clock::outside(platform));
        self.state.snapshot()
    }

    /// Takes up a state instead of its own. Keys, faults and the log stay.
    pub fn restore(&mut self, state: State) {
        self.state = state;
    }

    /// How far the rooms' clock was put forward.
    pub fn advanced_in_ms(&self) -> i64 {
        self.state.clock.advanced_in_ms()
    }

    /// Makes a new key; the one before signs no more.
    pub fn regenerate_key(&mut self, key: Key, platform: &mut dyn Platform) {
        self.options.set_key(key, [(); 4].map(|()| platform.random_u64()));
    }

    /// Puts the rooms' clock forward: rooms begin and expire. The clients' clock, which signs, stays.
    pub fn advance_time(&mut self, by_in_ms: i64, platform: &mut dyn Platform) -> Result<(), NotAdvanced> {
        clock::advanced(self.advanced_in_ms(), by_in_ms).ok_or(NotAdvanced::OutOfRange)?;
        let change = Change::TimeAdvanced { by_in_ms };
        platform.keep(&change).map_err(|NotKept| NotAdvanced::NotKept)?;
        self.state.apply(&change);
        Ok(())
    }

    /// Lets requests to come go wrong.
    pub fn inject_fault(&mut self, fault: FaultInput) {
        self.faults.inject(fault);
    }

    /// Faults that wait for requests, with how many each will still hit.
    pub fn faults(&self) -> impl Iterator<Item = FaultInput> {
        self.faults.waiting()
    }

    /// Lets requests go well again.
    pub fn clear_faults(&mut self) {
        self.faults.clear();
    }

    /// The last requests, oldest first.
    pub fn requests(&self) -> impl Iterator<Item = &Entry> {
        self.log.entries()
    }

    /// Forgets the requests.
    pub fn clear_requests(&mut self) {
        self.log.clear();
    }

    /// Every room that was not deleted, with its participants, in the order of creation.
    pub fn rooms(&self) -> impl Iterator<Item = &Room> {
        self.state.store.rooms()
    }

    /// Every user that was not deleted, in the order of being made.
    pub fn users(&self) -> impl Iterator<Item = UserView<'_>> {
        self.state.users.users()
    }

    /// Tells whether the token's user can join the room now, or what stands against it.
    pub fn join(&mut self, question: &Question, platform: &mut dyn Platform) -> Verdict {
        // A reading, and no mere look: a room that begins now must have begun.
        let now = self.state.clock.read(platform);
        self.let_time_pass(now, Clock::outside(platform));
        let users = &self.state.users;
        let presented = Token::read(&question.token).map(|token| Presented {
            user: users.standing(&token.user),
            key_stands: token.issuer.stands(&self.options.keys),
            revoked_from: users.revoked_from(&token.user, token.issued_at),
            token,
        });
        join::judge(&self.state.store.find(&question.room_id), presented.as_ref(), now)
    }

    /// Answers one request.
    pub fn handle(&mut self, request: &Request, platform: &mut dyn Platform) -> Exchange {
        let fault = self.faults.take(request, platform);
        let real = Clock::outside(platform);
        let outside = real.plus_ms(fault.as_ref().map_or(0, FaultInput::skew));
        let response = match fault.as_ref().and_then(|fault| fault.answer_instead(outside)) {
            Some(response) => response,
            None => self
                .serve(request, real, outside, platform)
                .and_then(|answer| self.commit(answer, platform))
                .unwrap_or_else(Refusal::into_response),
        };
        let response = match &fault {
            Some(fault) => fault.spoil(response),
            None => response,
        };
        let delivery = fault.as_ref().map(FaultInput::delivery).unwrap_or_default();
        let status = (delivery != Delivery::Reset).then_some(response.status);
        let kind: Option<FaultKind> = fault.map(|fault| fault.kind);
        self.log.add(request, outside.as_ms(), status, kind);
        Exchange {
            response: self.with_common_headers(request, response, outside, platform),
            delivery,
        }
    }

    /// Keeps a change first and makes it then: what a journal lacks must not be seen by anyone.
    fn commit(&mut self, answer: Answer, platform: &mut dyn Platform) -> Result<Response, Refusal> {
        if let Some(change) = &answer.change {
            platform.keep(change).map_err(|NotKept| {
                Refusal::gateway(
                    500,
                    "JournalFailed",
                    "The change could not be kept, so it was not made.",
                )
            })?;
            self.state.apply(change);
        }
        answer.outcome
    }

    fn let_time_pass(&mut self, now: Ticks, real: Ticks) {
        self.state.store.expire(now, self.options.grace_period_in_ms);
        self.state.seen.forget(real);
    }

    fn with_common_headers(
        &self,
        request: &Request,
        response: Response,
        outside: Ticks,
        platform: &mut dyn Platform,
    ) -> Response {
        let mut vector = Vec::with_capacity(16);
        vector.extend_from_slice(&platform.random_u64().to_le_bytes());
        vector.extend_from_slice(&platform.random_u64().to_le_bytes());
        let mut response = response
            .with("Date", outside.to_http_date())
            .with("MS-CV", format!("{}.0", STANDARD_NO_PAD.encode(vector)))
            .with("Request-Context", "appId=")
            .with("X-Cache", "CONFIG_NOCACHE");
        if request.scheme == Scheme::Https {
            response = response.with("Strict-Transport-Security", "max-age=31536000;includeSubDomains");
        }
        if self.options.cors {
            cors::allow(request, response)
        } else {
            response
        }
    }
}
