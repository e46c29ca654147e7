//! The one loop: prove, send, decide, until there is an answer.

use std::cell::RefCell;
use std::rc::Rc;

use zeroize::Zeroizing;

use crate::core::answer::{Answer, Output, Refusal};
use crate::core::connection::Endpoint;
use crate::core::error::ArgumentError;
use crate::core::headers::Headers;
use crate::core::json::write_integer;
use crate::core::options::ClientOptions;
use crate::core::redact::Mask;
use crate::core::request::{Proof, Request};
use crate::core::sign::Key;
use crate::core::text::{cut, whole_number};
use crate::core::verdict::{Case, Memory, Progress, Verdict};

/// A token is used until this long before it expires.
const TOKEN_MARGIN_MS: i64 = 5 * 60_000;
/// A token fetch that takes longer may be dead, as in a worker whose request has ended: a call that waits asks itself.
const TOKEN_FETCH_LIMIT_MS: i64 = 5000;

/// Everything from outside: the network, the clock, randomness and the secrets.
///
/// One value serves one call, so it can carry that call's abort signal and time limit.
#[allow(
    async_fn_in_trait,
    reason = "the client runs on one thread; its futures need not be Send"
)]
pub trait Transport {
    /// What the platform throws; handed to the caller unchanged.
    type Failure;
    /// Something that has been begun and takes its time.
    type Begun;

    /// Milliseconds since 1970, by this machine's clock.
    fn now_ms(&self) -> i64;
    /// A number in `0..1`, to spread retries.
    fn random(&self) -> f64;
    /// What to prove the caller's identity with, read anew for every attempt.
    fn secret(&self) -> Result<Secret, Self::Failure>;
    /// Asks the token credential. `claims`, unless empty, answers a challenge of the service. What it comes to is the
    /// text of a [`Token`].
    fn fetch_token(&self, claims: &str) -> Self::Begun;
    /// Waits for what other calls ask the credential for, at most so long. It comes to what theirs comes to, and to
    /// nothing when it is too late or they gave up.
    fn join_token(&self, limit_ms: i64) -> Self::Begun;
    /// Sends one attempt and reads its answer to the end. What it comes to is the text of an [`Answer`].
    fn send(&self, attempt: &Attempt<'_>) -> Self::Begun;
    /// Waits. It comes to nothing.
    fn sleep(&self, ms: u64) -> Self::Begun;
    /// What it has come to. It fails at once when the call is cancelled or its time is up.
    ///
    /// The one thing that is awaited: each further `async fn` is half a kilobyte of the wasm.
    async fn end(&self, begun: Self::Begun) -> Result<String, Self::Failure>;
    /// Why nothing more is sent: the call is cancelled, its time is up, or what the caller gave to send with is wrong.
    fn stopped(&self) -> Option<Self::Failure>;
    /// What a failed `send` was: the system's code, NUL, and a sentence. The code is empty where there is none.
    fn describe(&self, failure: &Self::Failure) -> String;
    /// Tells whoever listens what happens to an attempt.
    fn observe(&self, attempt: &Attempt<'_>, event: &Event<'_>);
}

/// What a credential gives.
pub enum Secret {
    /// An access key in base64.
    Key(Zeroizing<String>),
    /// Ask [`Transport::fetch_token`].
    Token,
    /// No credential: a proxy signs.
    Nothing,
}

/// An Entra token.
pub struct Token {
    /// What goes behind `Bearer`.
    pub token: Zeroizing<String>,
    /// When it expires, in milliseconds since 1970.
    pub expires_on_ms: i64,
}

impl Token {
    /// Reads `<milliseconds since 1970> NUL <token>`.
    pub fn read(text: &str) -> Self {
        let (expires_on_ms, token) = cut(text, 0).unwrap_or_default();
        Self {
            token: Zeroizing::new(token.to_owned()),
            expires_on_ms: whole_number(expires_on_ms).unwrap_or_default() as i64,
        }
    }
}

/// One attempt to send.
#[derive(Debug)]
pub struct Attempt<'a> {
    /// Counts from 1.
    pub number: u64,
    /// What is sent.
    pub request: &'a Request,
    /// Scheme, host and port.
    pub origin: &'a str,
    /// All headers, with secrets.
    pub headers: &'a Headers,
}

impl Attempt<'_> {
    /// What texts from outside may not repeat of it.
    pub fn mask(&self) -> Mask<'_> {
        Mask::new(self.headers, &self.request.path, &self.request.secret)
    }
}

/// What an observer hears of an attempt.
#[derive(Debug)]
pub enum Event<'a> {
    /// It is about to be sent.
    Request,
    /// It was answered.
    Response {
        /// What came.
        answer: &'a Answer,
    },
    /// It failed and is repeated.
    Retry {
        /// Of the answer, if there was one.
        status: Option<u16>,
        /// What it was if there was none, as [`Transport::describe`] says it, without secrets.
        failure: &'a str,
        /// Milliseconds until the next attempt.
        delay_ms: u64,
    },
}

/// How a call ends without an output.
#[derive(Debug)]
pub enum CallError<F> {
    /// An argument, or a key, cannot be used. Nothing was sent.
    Argument(ArgumentError),
    /// Cancelled, out of time, or what the caller gave has failed: what was thrown.
    Stopped(F),
    /// The service refused, or did not answer.
    Refused(Box<Refused<F>>),
}

/// The details of [`CallError::Refused`].
#[derive(Debug)]
pub struct Refused<F> {
    /// What to say.
    pub refusal: Box<Refusal>,
    /// Headers of the last attempt, with secrets; [`Refusal::to_json`] shows those that are known to be harmless.
    pub headers: Headers,
    /// What the network threw, if no answer came.
    pub cause: Option<F>,
}

impl<F> Refused<F> {
    /// [`Refusal::to_json`] with what was sent.
    pub fn to_json(&self, client: &Client, request: &Request) -> String {
        self.refusal.to_json(&client.endpoint.origin(), request, &self.headers)
    }
}

/// A client of one resource: what all its calls share.
#[derive(Debug)]
pub struct Client {
    /// Where requests go.
    pub endpoint: Endpoint,
    /// How they are made.
    pub options: ClientOptions,
    /// What it has learnt.
    pub memory: Memory,
    key: RefCell<Option<PreparedKey>>,
    token: RefCell<Option<Token>>,
    /// When a call began to ask the credential, and for which claims.
    question: RefCell<Option<(i64, String)>>,
}

/// Decoding a key and preparing HMAC takes longer than a signature, so it is done once per key.
struct PreparedKey {
    text: Zeroizing<String>,
    key: Rc<Key>,
}

impl std::fmt::Debug for PreparedKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.key.fmt(formatter)
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Token(…)")
    }
}

impl Client {
    /// A client that has not sent anything yet. It uses no clock and no randomness, which some workers forbid outside
    /// of a request.
    pub fn new(endpoint: Endpoint, options: ClientOptions) -> Self {
        Self {
            endpoint,
            options,
            memory: Memory::default(),
            key: RefCell::new(None),
            token: RefCell::new(None),
            question: RefCell::new(None),
        }
    }

    /// Sends `request` until it succeeds, is refused for good, or its retries are used up.
    pub async fn call<T: Transport>(&self, io: &T, request: &Request) -> Result<Output, CallError<T::Failure>> {
        let origin = self.endpoint.origin();
        let called_ms = io.now_ms();
        let mut first_sent_ms = called_ms;
        let mut progress = Progress::default();
        loop {
            if let Some(failure) = io.stopped() {
                return Err(CallError::Stopped(failure));
            }
            progress.attempts += 1;
            let proof = match io.secret().map_err(CallError::Stopped)? {
                Secret::Key(text) => Proof::Key(self.prepared_key(text).map_err(CallError::Argument)?),
                Secret::Token => {
                    let token = self.token(io, progress.claims.take()).await;
                    Proof::Token(token.map_err(CallError::Stopped)?)
                }
                Secret::Nothing => Proof::None,
            };
            let began_ms = io.now_ms();
            let date_ms = self.memory.service_time_ms(began_ms);
            // What may have been made already must come again as it was, or it is made twice.
            if !progress.may_have_happened {
                first_sent_ms = self.memory.service_time_ms(called_ms);
            }
            let headers = request.headers(&self.endpoint, &self.options, &proof, first_sent_ms, date_ms);
            let attempt = Attempt {
                number: progress.attempts,
                request,
                origin: &origin,
                headers: &headers,
            };
            io.observe(&attempt, &Event::Request);
            let sent = io.end(io.send(&attempt)).await;
            let now_ms = io.now_ms();
            let case = Case {
                request,
                proof: &proof,
                origin: &origin,
                mask: &attempt.mask(),
                policy: &self.options.retry,
                now_ms,
                took_ms: now_ms - began_ms,
                first_sent_ms,
                skew_ms: date_ms - began_ms,
                random: io.random(),
            };
            let mut cause = None;
            let mut failure_text = String::new();
            let verdict = match sent {
                Err(failure) => {
                    if let Some(failure) = io.stopped() {
                        return Err(CallError::Stopped(failure));
                    }
                    failure_text = case.mask.hide(&io.describe(&failure));
                    let (code, why) = cut(&failure_text, 0).unwrap_or_default();
                    match self.memory.judge_silence(&case, &mut progress, code) {
                        Some(wait_ms) => Verdict::Wait(wait_ms, None),
                        None => {
                            let mut message = unanswered_message(&origin, progress.attempts, why);
                            if code == "ENOTFOUND" {
                                message.push_str(" (is the name of the resource right?)");
                            }
                            message.push_str(progress.why_not_repeated());
                            cause = Some(failure);
                            Verdict::Refuse(Refusal::unanswered(code, message))
                        }
                    }
                }
                Ok(text) => {
                    let answer = Answer::read(&text);
                    io.observe(&attempt, &Event::Response { answer: &answer });
                    self.memory.judge(&case, &mut progress, answer)
                }
            };
            match verdict {
                Verdict::Done(output) => return Ok(output),
                Verdict::Again => {}
                Verdict::Wait(delay_ms, status) => {
                    let event = Event::Retry {
                        status,
                        failure: &failure_text,
                        delay_ms,
                    };
                    io.observe(&attempt, &event);
                    io.end(io.sleep(delay_ms)).await.map_err(CallError::Stopped)?;
                }
                Verdict::Refuse(refusal) => {
                    return Err(CallError::Refused(Box::new(Refused {
                        refusal,
                        headers,
                        cause,
                    })));
                }
            }
        }
    }

    fn prepared_key(&self, text: Zeroizing<String>) -> Result<Rc<Key>, ArgumentError> {
        let mut prepared = self.key.borrow_mut();
        if let Some(prepared) = prepared.as_ref().filter(|prepared| *prepared.text == *text) {
            return Ok(prepared.key.clone());
        }
        let key = Rc::new(Key::from_base64(&text)?);
        *prepared = Some(PreparedKey { text, key: key.clone() });
        Ok(key)
    }

    /// The cached token, if it has not expired by then.
    fn cached_token(&self, at_ms: i64) -> Option<Zeroizing<String>> {
        let token = self.token.borrow();
        let token = token.as_ref().filter(|token| at_ms < token.expires_on_ms)?;
        Some(token.token.clone())
    }

    /// The cached token, or a new one. Only one call asks the credential at a time; the others take what it comes to,
    /// be it a failure.
    async fn token<T: Transport>(&self, io: &T, claims: Option<String>) -> Result<Zeroizing<String>, T::Failure> {
        let may_be_old = claims.is_none();
        let claims = claims.unwrap_or_default();
        loop {
            let now_ms = io.now_ms();
            let left_ms = match &*self.question.borrow() {
                Some((began_ms, others)) if may_be_old || *others == claims => began_ms + TOKEN_FETCH_LIMIT_MS - now_ms,
                _ => 0,
            };
            let another_fetches = left_ms > 0;
            let margin_ms = if another_fetches { 0 } else { TOKEN_MARGIN_MS };
            if let Some(token) = self.cached_token(now_ms + margin_ms).filter(|_| may_be_old) {
                return Ok(token);
            }
            let text = if another_fetches {
                io.end(io.join_token(left_ms)).await
            } else {
                self.question.replace(Some((now_ms, claims.clone())));
                let text = io.end(io.fetch_token(&claims)).await;
                // Another call may ask by now, since this took long.
                let is_own = |(began_ms, others): &mut (i64, String)| *began_ms == now_ms && *others == claims;
                self.question.borrow_mut().take_if(is_own);
                text
            };
            match text.map(Zeroizing::new) {
                Ok(text) if text.is_empty() => {}
                Ok(text) => {
                    let fetched = Token::read(&text);
                    let token = fetched.token.clone();
                    *self.token.borrow_mut() = Some(fetched);
                    return Ok(token);
                }
                Err(failure) => {
                    // The old one may do for a while yet, unless the call is over or the service wants other claims.
                    return match self.cached_token(io.now_ms()) {
                        Some(token) if may_be_old && io.stopped().is_none() => Ok(token),
                        _ => Err(failure),
                    };
                }
            }
        }
    }
}

fn unanswered_message(origin: &str, attempts: u64, why: &str) -> String {
    let mut message = ["No answer from ", origin, " in "].concat();
    write_integer(&mut message, attempts as i64);
    message.push_str(if attempts == 1 { " attempt: " } else { " attempts: " });
    message.push_str(why);
    message
}

#[cfg(test)]
mod tests;
