//! What is known of one call, and what must hold of its attempts.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use acs_rooms::client::Attempt;
use acs_rooms::core::time::{from_http_date, to_http_date};

use crate::intent::Intent;
use crate::invariant::{Broken, Invariant};
use crate::model::Shown;
use crate::party::Party;

/// Attempts that put right what the one before lacked: once a date, once a claim.
const PUT_RIGHT: u64 = 2;

/// One call.
pub struct Facts {
    /// The entry of the plan, the round of the step, and the page.
    pub key: [u64; 3],
    pub caller: usize,
    pub party: Rc<Party>,
    pub intent: Intent,
    /// The page's call, if this is the proxy's.
    pub behind: Option<Rc<Facts>>,
    pub log: RefCell<Log>,
    acknowledged: Cell<bool>,
    /// Its process or request ended: nothing of it goes on.
    pub dead: Cell<bool>,
}

/// What happened so far.
#[derive(Default)]
pub struct Log {
    pub sent: u64,
    retries: u64,
    /// What must stay the same.
    same: Option<String>,
    /// When the last attempt came to its end, and the wait that its answer asked for.
    pub ended: Option<Ended>,
    /// When the creation was first sent, as the last attempt says and the error of a call tells.
    pub first_sent_ms: Option<i64>,
    /// What was in the headers and must not come out.
    pub secrets: Vec<String>,
    /// What a success may say.
    pub successes: Vec<Shown>,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug)]
pub struct Ended {
    pub at_ms: u64,
    pub status: u16,
    pub asked: Option<Asked>,
    /// The client's budget counts this retry.
    pub told_wait_ms: Option<u64>,
}

/// A wait that an answer asks for.
#[derive(Clone, Copy, Debug)]
pub enum Asked {
    For(u64),
    /// Until then, by the service's clock.
    Until(u64),
}

impl Facts {
    /// Of a call that begins.
    pub fn new(key: [u64; 3], caller: usize, party: Rc<Party>, intent: Intent) -> Self {
        Self {
            key,
            caller,
            party,
            intent,
            behind: None,
            log: RefCell::default(),
            acknowledged: Cell::new(false),
            dead: Cell::new(false),
        }
    }

    /// Of the proxy's call for an attempt of a page's.
    pub fn of_proxy(page: &Rc<Self>, attempt: u64, party: Rc<Party>) -> Self {
        let [entry, round, part] = page.key;
        // Lists have fewer pages than this.
        let key = [entry, round, part + 1000 * attempt];
        Self {
            behind: Some(Rc::clone(page)),
            ..Self::new(key, page.caller, party, page.intent.clone())
        }
    }

    /// The caller's own call, which this one is for.
    pub fn callers(self: &Rc<Self>) -> &Rc<Self> {
        self.behind.as_ref().unwrap_or(self)
    }

    /// Whether its caller was told of a success.
    pub fn is_acknowledged(&self) -> bool {
        self.acknowledged.get()
    }

    /// Its limit in milliseconds, 0 for none.
    pub fn limit_ms(&self) -> u64 {
        self.intent.timeout_ms.unwrap_or(self.party.plan.timeout_ms)
    }

    /// Judges an attempt that is about to be sent.
    pub fn sends(&self, now_ms: u64, attempt: &Attempt<'_>) -> Result<(), Broken> {
        self.check_wait(now_ms)?;
        let mut log = self.log.borrow_mut();
        log.sent += 1;
        let most = 1 + self.party.plan.max_retries + PUT_RIGHT;
        if log.sent > most || attempt.number != log.sent {
            let what = format!("attempt {} of at most {most}, told as {}", log.sent, attempt.number);
            return Err(Invariant::RetryPolicy.broken(what));
        }
        let path = attempt.request.path.split('?').next().unwrap_or_default();
        if path != self.intent.path() || attempt.origin != crate::party::ORIGIN {
            let what = format!("{} leads to {}{path}", self.intent.told(), attempt.origin);
            return Err(Invariant::StaysOnPath.broken(what));
        }
        let header = |name| attempt.headers.get(name).unwrap_or_default();
        let same = format!(
            "{} {} {} {} {}",
            attempt.request.method,
            attempt.request.path,
            header("x-ms-client-request-id"),
            header("repeatability-request-id"),
            attempt.request.body
        );
        if log.same.get_or_insert_with(|| same.clone()) != &same {
            let what = format!("attempt {} is {same}, not {:?}", log.sent, log.same);
            return Err(Invariant::SameRequest.broken(what));
        }
        let clock_ms = self.party.clock_ms(now_ms);
        let dated = to_http_date(self.party.client.memory.service_time_ms(clock_ms));
        if !header("x-ms-date").is_empty() && header("x-ms-date") != dated {
            let what = format!("attempt {} is dated {} at {dated}", log.sent, header("x-ms-date"));
            return Err(Invariant::SameRequest.broken(what));
        }
        log.first_sent_ms = from_http_date(header("repeatability-first-sent"));
        self.party.check_clock(now_ms)?;
        if let Some((_, proof)) = header("authorization").split_once(' ') {
            let is_known = self.party.plan.clock.is_right() && header("authorization").starts_with("Bearer ");
            if is_known && self.party.expiry_ms(proof) <= clock_ms {
                let what = format!("a token is sent that has expired by {clock_ms}");
                return Err(Invariant::NoExpiredToken.broken(what));
            }
            let secret = proof.split_once("Signature=").map_or(proof, |(_, signature)| signature);
            if let Some(page) = &self.behind {
                page.log.borrow_mut().secrets.push(secret.to_owned());
            }
            log.secrets.push(secret.to_owned());
        }
        Ok(())
    }

    /// Whether this attempt comes when it may.
    fn check_wait(&self, now_ms: u64) -> Result<(), Broken> {
        let log = self.log.borrow();
        let Some(ended) = log.ended else { return Ok(()) };
        let plan = &self.party.plan;
        let passed_ms = now_ms - ended.at_ms;
        match ended.asked {
            _ if ended.told_wait_ms.is_none() => {
                // Sent again at once, to put something right.
                if !matches!(ended.status, 401 | 412) {
                    let what = format!("sent again at once after status {}", ended.status);
                    return Err(Invariant::RetryPolicy.broken(what));
                }
            }
            Some(Asked::For(ms)) if ms > plan.max_delay_ms || passed_ms < ms => {
                let what = format!("asked to wait {ms} ms, sent again after {passed_ms} ms");
                return Err(Invariant::WaitsAsAsked.broken(what));
            }
            Some(Asked::Until(at_ms)) if plan.clock.is_right() && !self.party.is_corrected() && now_ms < at_ms => {
                let what = format!("asked to wait until {at_ms} ms, sent again at {now_ms} ms");
                return Err(Invariant::WaitsAsAsked.broken(what));
            }
            Some(_) => {}
            None => {
                let doubled = plan.delay_ms.saturating_mul(1 << log.retries.saturating_sub(1).min(40));
                let longest = doubled.min(plan.max_delay_ms);
                if passed_ms > longest && !plan.uses_tokens {
                    let what = format!("retry {} after {passed_ms} ms, of at most {longest} ms", log.retries);
                    return Err(Invariant::RetryPolicy.broken(what));
                }
            }
        }
        Ok(())
    }

    /// Judges a wait: each is one before a retry, as it was told.
    pub fn sleeps(&self, ms: u64) -> Result<(), Broken> {
        let told_ms = self.log.borrow().ended.and_then(|ended| ended.told_wait_ms);
        if told_ms == Some(ms) {
            return Ok(());
        }
        Err(Invariant::NoPolling.broken(format!("a wait of {ms} ms; told was {told_ms:?}")))
    }

    /// An attempt has come to its end: this is what the client will see.
    pub fn attempt_ends(&self, ended: Ended) {
        self.log.borrow_mut().ended = Some(ended);
    }

    /// The client says that it will send again after so long.
    pub fn retries(&self, wait_ms: u64) -> Result<(), Broken> {
        let mut log = self.log.borrow_mut();
        log.retries += 1;
        if log.retries > self.party.plan.max_retries {
            let what = format!("retry {} of at most {}", log.retries, self.party.plan.max_retries);
            return Err(Invariant::RetryPolicy.broken(what));
        }
        if let Some(ended) = &mut log.ended {
            ended.told_wait_ms = Some(wait_ms);
            if ended.asked.is_none() {
                self.party.spend_retry()?;
            }
        }
        self.party.check_budget()
    }

    /// The call has succeeded with what the client gave.
    pub fn succeeds(&self, shown: &Shown) -> Result<(), Broken> {
        let log = self.log.borrow();
        let is_list = self.intent.operation == crate::plan::Operation::ListRooms;
        if log.successes.is_empty() || !(is_list || log.successes.contains(shown)) {
            let what = format!("{} gave {shown:?}; true is {:?}", self.intent.told(), log.successes);
            return Err(Invariant::AnswerIsTrue.broken(what));
        }
        self.acknowledged.set(true);
        Ok(())
    }

    /// Retries so far.
    pub fn retried(&self) -> u64 {
        self.log.borrow().retries
    }
}
