//! A client with what belongs to it: its machine's clock, its credential, and what must hold of all its calls together.

use std::cell::{Cell, RefCell};

use acs_rooms::client::Client;
use acs_rooms::core::connection::Endpoint;
use acs_rooms::core::json::Json;
use acs_rooms::core::options::ClientOptions;
use acs_rooms::core::retry::Budget;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::clock::START_MS;
use crate::dice::Dice;
use crate::executor::Slot;
use crate::invariant::{Broken, Invariant};
use crate::plan::{ClientPlan, purpose};
use crate::transport::Outcome;

/// Where the service is.
pub const ORIGIN: &str = "https://emulator.localhost";
/// After so long, a question to the credential may be dead: another may be asked.
const QUESTION_LIVES_MS: u64 = 5000;
/// A clock is corrected when it is further off.
const CLOCK_LIMIT_MS: i64 = 5 * 60_000;

/// A client.
pub struct Party {
    pub index: usize,
    pub plan: ClientPlan,
    pub client: Client,
    /// The key as its callers know it.
    pub key: RefCell<String>,
    /// Questions to the credential that are under way.
    pub questions: RefCell<Vec<Question>>,
    /// The latest of them, also when it is over.
    pub latest: RefCell<Option<Question>>,
    /// Tokens of an earlier generation are challenged.
    pub generation: Cell<u64>,
    /// Every token that the credential gave.
    pub tokens: RefCell<Vec<(String, i64)>>,
    /// The budget, counted by what the network saw.
    budget: Cell<u32>,
    capacity: u32,
}

/// A question to the credential.
#[derive(Clone)]
pub struct Question {
    pub began_ms: u64,
    pub claims: String,
    pub answer: Slot<Outcome>,
}

impl Party {
    /// Before its first call.
    pub fn new(seed: u64, index: usize, plan: &ClientPlan, key: &str) -> Self {
        let options = serde_json::json!({
            "requestTimeoutInMs": plan.timeout_ms,
            "retryOptions": {
                "maxRetries": plan.max_retries,
                "retryDelayInMs": plan.delay_ms,
                "maxRetryDelayInMs": plan.max_delay_ms,
            },
        })
        .to_string();
        let options = Json::parse(&options).and_then(|json| ClientOptions::read(&json).ok());
        let endpoint = Endpoint::parse(ORIGIN, absolute_url).expect("the endpoint is right");
        let mut client = Client::new(endpoint, options.expect("the options are right"));
        let mut dice = Dice::of(seed, &[purpose::CLIENT, index as u64]);
        // A budget of a hundred retries is seldom used up.
        let capacity = dice.weighed(&[(4, Budget::CAPACITY), (1, 50), (1, 12), (1, 0)]);
        client.memory.budget = Budget::new(capacity);
        Self {
            index,
            plan: plan.clone(),
            client,
            key: RefCell::new(key.to_owned()),
            questions: RefCell::default(),
            latest: RefCell::default(),
            generation: Cell::new(0),
            tokens: RefCell::default(),
            budget: Cell::new(capacity),
            capacity,
        }
    }

    /// Milliseconds since 1970 by its machine's clock.
    pub fn clock_ms(&self, now_ms: u64) -> i64 {
        self.plan.clock.read_ms(now_ms)
    }

    /// Whether it dates requests otherwise than its clock.
    pub fn is_corrected(&self) -> bool {
        self.client.memory.skew_ms.get() != 0
    }

    /// A clock that is right by itself, or was corrected once, dates requests rightly: the service takes 15 minutes.
    pub fn check_clock(&self, now_ms: u64) -> Result<(), Broken> {
        let clock = &self.plan.clock;
        let is_right = clock.offset_ms.abs() < CLOCK_LIMIT_MS || self.is_corrected();
        let dated_ms = self.client.memory.service_time_ms(self.clock_ms(now_ms));
        let off_ms = dated_ms - (START_MS + now_ms as i64);
        if clock.is_steady() && is_right && off_ms.abs() > 2 * CLOCK_LIMIT_MS {
            let what = format!(
                "a clock that is {} ms off dates requests {off_ms} ms off",
                clock.offset_ms
            );
            return Err(Invariant::ClockStaysRight.broken(what));
        }
        Ok(())
    }

    /// A retry that nobody asked to wait for.
    pub fn spend_retry(&self) -> Result<(), Broken> {
        match self.budget.get().checked_sub(Budget::RETRY_COST) {
            Some(left) => {
                self.budget.set(left);
                Ok(())
            }
            None => {
                let what = format!("a retry with {} of {} left", self.budget.get(), Budget::RETRY_COST);
                Err(Invariant::RetryBudget.broken(what))
            }
        }
    }

    /// A call succeeded after so many retries.
    pub fn earn(&self, retries: u64) -> Result<(), Broken> {
        let income = if retries > 0 {
            Budget::RETRY_COST
        } else {
            Budget::NO_RETRY_INCOME
        };
        self.budget.set(self.capacity.min(self.budget.get() + income));
        self.check_budget()
    }

    /// Compares the client's budget with what was counted.
    pub fn check_budget(&self) -> Result<(), Broken> {
        let (left, must) = (self.client.memory.budget.tokens(), self.budget.get());
        if left == must {
            return Ok(());
        }
        Err(Invariant::RetryBudget.broken(format!("the budget is {left}, and must be {must}")))
    }

    /// Judges a question to the credential that is about to be asked.
    pub fn asks(&self, now_ms: u64, claims: &str) -> Result<(), Broken> {
        // By a clock that is set meanwhile, nobody knows how old a question is.
        if !self.plan.clock.is_steady() {
            return Ok(());
        }
        // A client knows the latest. One for other claims, which a challenge asks, makes it forget the one before.
        let latest = self.latest.borrow();
        let same = latest.as_ref().filter(|question| {
            let is_open = question.answer.value().is_none();
            let serves = claims.is_empty() || question.claims == claims;
            is_open && serves && now_ms < question.began_ms + QUESTION_LIVES_MS
        });
        match same {
            Some(question) => {
                let what = format!(
                    "asked at {now_ms} ms, and since {} ms by another call",
                    question.began_ms
                );
                Err(Invariant::OneTokenFetch.broken(what))
            }
            None => Ok(()),
        }
    }

    /// A token of its credential, as Entra writes them.
    pub fn token(&self, now_ms: u64, claims: &str, dice: &mut Dice) -> String {
        let expires_ms = START_MS + (now_ms + self.plan.tokens.lives_ms) as i64;
        let generation = claims
            .strip_prefix("{\"generation\":")
            .and_then(|rest| rest.strip_suffix('}'));
        let payload = serde_json::json!({
            "aud": "https://communication.azure.com/",
            "exp": expires_ms as f64 / 1000.0,
            "generation": generation.unwrap_or("0"),
        });
        let signature = [dice.next(); 5].map(|bits| format!("{bits:016x}")).concat();
        let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let token = format!(
            "{}.{}.{signature}",
            encode("{\"alg\":\"RS256\"}"),
            encode(&payload.to_string())
        );
        self.tokens.borrow_mut().push((token.clone(), expires_ms));
        format!("{expires_ms}\0{token}")
    }

    /// When a token of its credential expires.
    pub fn expiry_ms(&self, token: &str) -> i64 {
        let tokens = self.tokens.borrow();
        tokens
            .iter()
            .find(|(given, _)| given == token)
            .map_or(i64::MIN, |(_, expires_ms)| *expires_ms)
    }

    /// Which generation a token is of.
    pub fn generation_of(token: &str) -> u64 {
        let payload = token
            .split('.')
            .nth(1)
            .and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
        let value: Option<serde_json::Value> = payload.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        value
            .and_then(|value| value["generation"].as_str()?.parse().ok())
            .unwrap_or(0)
    }

    /// No secret of it may be in a text that comes out.
    pub fn check_text(&self, text: &str, sent: &[String]) -> Result<(), Broken> {
        let key = self.key.borrow();
        let tokens = self.tokens.borrow();
        let signatures = tokens.iter().filter_map(|(token, _)| token.rsplit('.').next());
        let secrets = signatures.chain(sent.iter().map(String::as_str)).chain([key.as_str()]);
        match secrets.into_iter().find(|secret| text.contains(secret)) {
            Some(secret) => Err(Invariant::NoSecret.broken(format!("{secret} is in {text}"))),
            None => Ok(()),
        }
    }
}

/// The parser of URLs that browsers have.
pub fn absolute_url(url: &str) -> Option<String> {
    url::Url::parse(url).ok().map(String::from)
}
