//! The one loop: prove, send, decide, until there is an answer.

use std::cell::{Cell, RefCell};
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
/// How long a call waits for the token that another call is fetching before it looks again.
const TOKEN_POLL_MS: u64 = 20;
/// A token fetch that takes longer is taken for dead: in a worker it dies with the request that began it.
const TOKEN_FETCH_LIMIT_MS: i64 = 30_000;

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
    /// Sends one attempt and reads its answer to the end. What it comes to is the text of an [`Answer`].
    fn send(&self, attempt: &Attempt<'_>) -> Self::Begun;
    /// Waits. It comes to nothing.
    fn sleep(&self, ms: u64) -> Self::Begun;
    /// What it has come to. It fails at once when the call is cancelled or its time is up.
    ///
    /// The one thing that is awaited: each further `async fn` is half a kilobyte of the wasm.
    async fn end(&self, begun: Self::Begun) -> Result<String, Self::Failure>;
    /// Whether the call is cancelled or its time is up: nothing more is sent.
    fn is_stopped(&self) -> bool;
    /// A sentence about a failed `send`, for the message of the error.
    fn describe(&self, failure: &Self::Failure) -> String;
    /// Tells whoever listens what happens.
    fn observe(&self, event: &Event<'_>);
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
        Mask::new(self.headers, &self.request.path)
    }
}

/// What an observer hears of.
#[derive(Debug)]
pub enum Event<'a> {
    /// An attempt is about to be sent.
    Request(&'a Attempt<'a>),
    /// It was answered, after so many milliseconds.
    Response(&'a Attempt<'a>, &'a Answer, i64),
    /// It failed, with this status if there was an answer, and is repeated after so many milliseconds.
    Retry(&'a Attempt<'a>, Option<u16>, u64),
}

/// How a call ends without an output.
#[derive(Debug)]
pub enum CallError<F> {
    /// An argument, or a key, cannot be used. Nothing was sent.
    Argument(ArgumentError),
    /// Cancelled, out of time, or the credential failed: what the platform threw.
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
    token_fetch_began_ms: Cell<Option<i64>>,
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
            token_fetch_began_ms: Cell::new(None),
        }
    }

    /// Sends `request` until it succeeds, is refused for good, or its retries are used up.
    pub async fn call<T: Transport>(&self, io: &T, request: &Request) -> Result<Output, CallError<T::Failure>> {
        let origin = self.endpoint.origin();
        let called_ms = io.now_ms();
        let mut progress = Progress::default();
        loop {
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
            let first_sent_ms = self.memory.service_time_ms(called_ms);
            let headers = request.headers(&self.endpoint, &self.options, &proof, first_sent_ms, date_ms);
            let attempt = Attempt {
                number: progress.attempts,
                request,
                origin: &origin,
                headers: &headers,
            };
            io.observe(&Event::Request(&attempt));
            let sent = io.end(io.send(&attempt)).await;
            let case = Case {
                request,
                proof: &proof,
                mask: &attempt.mask(),
                policy: &self.options.retry,
                now_ms: io.now_ms(),
                skew_ms: date_ms - began_ms,
                random: io.random(),
            };
            let mut cause = None;
            let verdict = match sent {
                Err(failure) if io.is_stopped() => return Err(CallError::Stopped(failure)),
                Err(failure) => match self.memory.judge_silence(&case, &mut progress) {
                    Some(wait_ms) => Verdict::Wait(wait_ms, None),
                    None => {
                        let mut message =
                            unanswered_message(&origin, progress.attempts, &case.mask.hide(&io.describe(&failure)));
                        message.push_str(progress.why_not_repeated());
                        cause = Some(failure);
                        Verdict::Refuse(Refusal::unanswered(message))
                    }
                },
                Ok(text) => {
                    let answer = Answer::read(&text);
                    io.observe(&Event::Response(&attempt, &answer, case.now_ms - began_ms));
                    self.memory.judge(&case, &mut progress, answer)
                }
            };
            match verdict {
                Verdict::Done(output) => return Ok(output),
                Verdict::Again => {}
                Verdict::Wait(wait_ms, status) => {
                    io.observe(&Event::Retry(&attempt, status, wait_ms));
                    io.end(io.sleep(wait_ms)).await.map_err(CallError::Stopped)?;
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

    /// The cached token, or a new one. Only one call fetches at a time; the others look again after a little while
    /// instead of awaiting its promise, which workers forbid across requests.
    async fn token<T: Transport>(&self, io: &T, claims: Option<String>) -> Result<Zeroizing<String>, T::Failure> {
        if claims.is_none() {
            loop {
                let now_ms = io.now_ms();
                let began_ms = self.token_fetch_began_ms.get();
                let another_fetches = began_ms.is_some_and(|began_ms| now_ms - began_ms < TOKEN_FETCH_LIMIT_MS);
                let margin_ms = if another_fetches { 0 } else { TOKEN_MARGIN_MS };
                if let Some(token) = self.cached_token(now_ms + margin_ms) {
                    return Ok(token);
                }
                if !another_fetches {
                    break;
                }
                io.end(io.sleep(TOKEN_POLL_MS)).await?;
            }
        }
        let may_be_old = claims.is_none();
        self.token_fetch_began_ms.set(Some(io.now_ms()));
        let text = io.end(io.fetch_token(&claims.unwrap_or_default())).await;
        self.token_fetch_began_ms.set(None);
        let text = match text {
            Ok(text) => Zeroizing::new(text),
            Err(failure) => {
                // The old one may do for a while yet, unless the call is over or the service wants other claims.
                return match self.cached_token(io.now_ms()) {
                    Some(token) if may_be_old && !io.is_stopped() => Ok(token),
                    _ => Err(failure),
                };
            }
        };
        let fetched = Token::read(&text);
        let token = fetched.token.clone();
        *self.token.borrow_mut() = Some(fetched);
        Ok(token)
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
