//! The loop under injected time, jitter and network. The eleven retry cases are named as in AWS's suite for its
//! standard mode, whose token bucket this is; the numbers are Azure's.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use zeroize::Zeroizing;

use super::*;
use crate::core::connection::absolute_url;
use crate::core::json::Json;
use crate::core::operation::OperationName;
use crate::core::retry::{Budget, Failure, RetryPolicy, next_wait};
use crate::core::time::to_http_date;

mod messages;

const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const ROOM: &str = r#"{"id":"99480215317774646","createdAt":"2025-02-19T07:29:27.7913522+00:00","validFrom":"2025-02-19T07:29:27.5121601+00:00","validUntil":"2025-08-18T07:29:27.5121601+00:00","pstnDialOutEnabled":false}"#;
/// The arguments of a call that concerns a room.
const ROOM_99: &str = r#"{"roomId":"99"}"#;
const START_MS: i64 = 1_741_292_982_000;
const HOUR_MS: i64 = 3_600_000;

/// What the network does with an attempt.
#[derive(Clone)]
enum Does {
    Answer(u16, &'static [(&'static str, &'static str)], &'static str),
    /// An answer with a `Date`, by a clock this far from ours.
    Dated(u16, i64, &'static str),
    Fail,
    /// A failure, and what the platform says of it.
    Says(&'static str),
    Distrust,
    Stop,
}

/// A failure that waiting does not change, and the system's code for it.
const CERT: &str = "DEPTH_ZERO_SELF_SIGNED_CERT";

const OK: Does = Does::Answer(200, &[], ROOM);
const fn status(status: u16) -> Does {
    Does::Answer(status, &[], "")
}

const CHALLENGE: Does = Does::Answer(
    401,
    &[(
        "www-authenticate",
        r#"Bearer realm="", error="insufficient_claims", claims="eyJhIjoxfQ==""#,
    )],
    "",
);

struct Fake {
    script: RefCell<VecDeque<Does>>,
    now_ms: Cell<i64>,
    random: f64,
    sent: RefCell<Vec<Vec<(String, String)>>>,
    slept: RefCell<Vec<u64>>,
    stop_in_sleep: bool,
    hold_answers: Cell<bool>,
    answers_take_ms: Cell<i64>,
    key: RefCell<Option<String>>,
    /// Nothing proves who asks: a proxy will.
    through_proxy: bool,
    /// The token that is fetched, unless it is to be numbered.
    token: Option<&'static str>,
    token_lives_ms: i64,
    tokens_fetched: RefCell<Vec<String>>,
    token_fails: Cell<bool>,
    question: RefCell<Shared>,
    stopped: Cell<bool>,
    events: RefCell<Vec<String>>,
}

impl Fake {
    fn new(script: impl IntoIterator<Item = Does>) -> Self {
        Self {
            script: RefCell::new(script.into_iter().collect()),
            now_ms: Cell::new(START_MS),
            random: 1.0,
            sent: RefCell::default(),
            slept: RefCell::default(),
            stop_in_sleep: false,
            hold_answers: Cell::new(false),
            answers_take_ms: Cell::new(0),
            key: RefCell::new(Some(KEY.to_owned())),
            through_proxy: false,
            token: None,
            token_lives_ms: HOUR_MS,
            tokens_fetched: RefCell::default(),
            token_fails: Cell::new(false),
            question: RefCell::default(),
            stopped: Cell::new(false),
            events: RefCell::default(),
        }
    }

    fn with_token(script: impl IntoIterator<Item = Does>) -> Self {
        Self {
            key: RefCell::new(None),
            ..Self::new(script)
        }
    }

    fn sent(&self) -> usize {
        self.sent.borrow().len()
    }

    /// The values of one header over the attempts.
    fn header(&self, name: &str) -> Vec<String> {
        let sent = self.sent.borrow();
        let values = sent.iter().flatten().filter(|(sent_name, _)| sent_name == name);
        values.map(|(_, value)| value.clone()).collect()
    }
}

/// Pending once, so that two calls can interleave.
struct YieldOnce(bool);
impl Future for YieldOnce {
    type Output = ();
    fn poll(mut self: std::pin::Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }
}

type Outcome = Result<String, &'static str>;
/// What a question to the credential comes to, once it has.
type Shared = Rc<RefCell<Option<Outcome>>>;

/// What has been begun.
enum Begun {
    /// It is there at once.
    Now(Outcome),
    /// It takes a while.
    Later(Outcome),
    /// A question to the credential, which takes a while.
    Asked(Shared, Outcome),
    /// Another call's question, waited for at most so long.
    Joined(Shared, i64),
}

impl Transport for Fake {
    type Failure = &'static str;
    type Begun = Begun;

    fn now_ms(&self) -> i64 {
        self.now_ms.get()
    }

    fn random(&self) -> f64 {
        self.random
    }

    fn secret(&self) -> Result<Secret, &'static str> {
        if self.through_proxy {
            return Ok(Secret::Nothing);
        }
        Ok(match &*self.key.borrow() {
            Some(key) => Secret::Key(Zeroizing::new(key.clone())),
            None => Secret::Token,
        })
    }

    fn fetch_token(&self, claims: &str) -> Begun {
        self.tokens_fetched.borrow_mut().push(claims.to_owned());
        let number = self.tokens_fetched.borrow().len();
        let expires_on_ms = self.now_ms.get() + self.token_lives_ms;
        let outcome = match self.token_fails.get() {
            true => Err("no token"),
            false => {
                let token = self.token.map_or_else(|| format!("token-{number}"), str::to_owned);
                Ok(format!("{expires_on_ms}\0{token}"))
            }
        };
        self.question.replace(Rc::default());
        Begun::Asked(self.question.borrow().clone(), outcome)
    }

    fn join_token(&self, limit_ms: i64) -> Begun {
        Begun::Joined(self.question.borrow().clone(), limit_ms)
    }

    fn send(&self, attempt: &Attempt<'_>) -> Begun {
        let headers = attempt.headers.iter();
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
        self.sent.borrow_mut().push(headers.collect());
        let mut headers = Headers::default();
        let (status, body) = match self.script.borrow_mut().pop_front().expect("one attempt too many") {
            Does::Answer(status, list, body) => {
                list.iter().for_each(|(name, value)| headers.push(name, value));
                (status, body)
            }
            Does::Dated(status, by_ms, body) => {
                headers.push("date", &to_http_date(self.now_ms.get() + by_ms));
                (status, body)
            }
            Does::Fail => return Begun::Now(Err("connection reset")),
            Does::Says(what) => return Begun::Now(Err(what)),
            Does::Distrust => return Begun::Now(Err(CERT)),
            Does::Stop => {
                self.stopped.set(true);
                return Begun::Now(Err("aborted"));
            }
        };
        let text = format!("{status}\0{}\0{body}", headers.as_lines());
        self.now_ms.set(self.now_ms.get() + self.answers_take_ms.get());
        let is_held = self.hold_answers.get();
        if is_held {
            Begun::Later(Ok(text))
        } else {
            Begun::Now(Ok(text))
        }
    }

    fn sleep(&self, ms: u64) -> Begun {
        self.slept.borrow_mut().push(ms);
        self.now_ms.set(self.now_ms.get() + ms as i64);
        Begun::Later(if self.stop_in_sleep {
            Err("aborted")
        } else {
            Ok(String::new())
        })
    }

    async fn end(&self, begun: Begun) -> Outcome {
        match begun {
            Begun::Now(outcome) => outcome,
            Begun::Later(outcome) => {
                YieldOnce(false).await;
                outcome
            }
            Begun::Asked(question, outcome) => {
                YieldOnce(false).await;
                question.replace(Some(outcome.clone()));
                outcome
            }
            Begun::Joined(question, limit_ms) => {
                YieldOnce(false).await;
                if let Some(outcome) = question.borrow().clone() {
                    return outcome;
                }
                self.now_ms.set(self.now_ms.get() + limit_ms);
                Ok(String::new())
            }
        }
    }

    fn stopped(&self) -> Option<&'static str> {
        self.stopped.get().then_some("aborted")
    }

    fn describe(&self, failure: &&'static str) -> String {
        match *failure {
            CERT => format!("{CERT}\0the certificate is not trusted"),
            other if other.contains('\0') => other.to_owned(),
            other => format!("\0{other}"),
        }
    }

    fn observe(&self, attempt: &Attempt<'_>, event: &Event<'_>) {
        let number = attempt.number;
        self.events.borrow_mut().push(match event {
            Event::Request => format!("request {number}"),
            Event::Response { answer, .. } => format!("response {number}: {}", answer.status),
            Event::Retry {
                status,
                failure,
                delay_ms,
                ..
            } => {
                let why = failure.replace('\0', ";");
                format!("retry {number}: {status:?}{why} in {delay_ms}")
            }
        });
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
}

fn client() -> Client {
    Client::new(
        Endpoint::of_url("https://contoso.communication.azure.com").unwrap(),
        ClientOptions::default(),
    )
}

fn request(client: &Client, name: OperationName, call: &str) -> Request {
    let call = Json::parse(call).unwrap();
    Request::read(name, &call, &client.endpoint, &client.options, "id-1id-2", absolute_url).unwrap()
}

type Result_ = Result<Output, CallError<&'static str>>;

fn get(client: &Client, io: &Fake) -> Result_ {
    block_on(client.call(io, &request(client, OperationName::GetRoom, ROOM_99)))
}

fn refusal(result: Result_) -> Box<Refusal> {
    match result {
        Err(CallError::Refused(refused)) => refused.refusal,
        other => panic!("{other:?}"),
    }
}

// ------------------------------------------------- the cases of AWS's suite

#[test]
fn retry_eventually_succeeds() {
    let io = Fake::new([status(500), status(503), OK]);
    let client = client();
    assert!(get(&client, &io).is_ok());
    assert_eq!(*io.slept.borrow(), [800, 1600]);
    assert_eq!(client.memory.budget.tokens(), 500 - 10 + 5);
}

#[test]
fn fail_due_to_max_attempts_reached() {
    let io = Fake::new([status(500), Does::Fail, status(502), status(504)]);
    let error = refusal(get(&client(), &io));
    assert_eq!(error.answer.unwrap().status, 504);
    assert_eq!(*io.slept.borrow(), [800, 1600, 3200]);
}

#[test]
fn retry_quota_reached_after_single_retry() {
    let io = Fake::new([status(500), status(500)]);
    let mut client = client();
    client.memory.budget = Budget::new(5);
    assert!(refusal(get(&client, &io)).message.contains("used up its retries"));
    assert_eq!((io.sent(), client.memory.budget.tokens()), (2, 0));
}

#[test]
fn no_retries_if_retry_quota_is_zero() {
    let io = Fake::new([status(500)]);
    let mut client = client();
    client.memory.budget = Budget::new(0);
    assert!(refusal(get(&client, &io)).message.contains("used up its retries"));
    assert_eq!(io.sent(), 1);
    let message = refusal(get(&client, &Fake::new([Does::Fail]))).message;
    assert!(message.contains("connection reset (not sent again"), "{message}");
    // What would not have been repeated anyway does not mention it.
    let message = refusal(get(&client, &Fake::new([status(404)]))).message;
    assert!(!message.contains("not sent again"), "{message}");
}

#[test]
fn retry_stops_after_retry_quota_exhaustion() {
    let io = Fake::new([status(500), Does::Fail, status(502)]);
    let mut client = client();
    client.memory.budget = Budget::new(10);
    assert_eq!(refusal(get(&client, &io)).answer.unwrap().status, 502);
    assert_eq!((io.sent(), client.memory.budget.tokens()), (3, 0));
}

#[test]
fn retry_quota_recovery_after_successful_responses() {
    let mut client = client();
    client.memory.budget = Budget::new(15);
    assert!(get(&client, &Fake::new([status(500), status(502), OK])).is_ok());
    assert_eq!(client.memory.budget.tokens(), 10);
    // Successes at the first attempt give back one each, never beyond the full budget.
    for tokens in [11, 12, 13, 14, 15, 15] {
        assert!(get(&client, &Fake::new([OK])).is_ok());
        assert_eq!(client.memory.budget.tokens(), tokens);
    }
}

#[test]
fn throttling_error_token_bucket_drain_and_backoff() {
    let client = client();
    let mut calls = 0;
    let throttled = loop {
        let io = Fake::new([status(429), status(429), status(429), status(429)]);
        refusal(get(&client, &io));
        calls += 1;
        if io.sent() < 4 {
            break io;
        }
        assert_eq!(*io.slept.borrow(), [800, 1600, 3200]);
    };
    // 500 tokens pay for 100 retries: 33 calls of three, and one.
    assert_eq!((calls, throttled.sent(), client.memory.budget.tokens()), (34, 2, 0));
}

#[test]
fn a_wait_that_the_service_asks_for_costs_nothing_of_the_budget() {
    let client = client();
    for _ in 0..200 {
        let io = Fake::new([Does::Answer(429, &[("retry-after", "1")], ""), OK]);
        assert!(get(&client, &io).is_ok());
    }
    let full = client.memory.budget.tokens();
    let io = Fake::new([
        Does::Answer(429, &[("retry-after", "1")], ""),
        status(503),
        status(429),
        Does::Answer(429, &[("retry-after", "1")], ""),
    ]);
    refusal(get(&client, &io));
    assert_eq!(client.memory.budget.tokens(), full - 2 * Budget::RETRY_COST);
}

#[test]
fn a_date_to_wait_for_is_by_the_corrected_clock() {
    const IN_TWO_SECONDS: &[(&str, &str)] = &[("retry-after", "Thu, 06 Mar 2025 21:29:44 GMT")];
    let io = Fake::new([Does::Dated(401, HOUR_MS, ""), Does::Answer(429, IN_TWO_SECONDS, ""), OK]);
    assert!(get(&client(), &io).is_ok());
    assert_eq!(*io.slept.borrow(), [2000]);
}

#[test]
fn v2_1_retry_after_is_obeyed_in_every_form_and_on_every_retried_status() {
    const LATER: &str = "Thu, 06 Mar 2025 20:29:49 GMT";
    for (headers, wait) in [
        (&[("retry-after", "7")] as &'static [_], 7000),
        (&[("retry-after", " 0 ")], 0),
        (&[("retry-after", LATER)], 7000),
        (&[("retry-after", "Thu, 06 Mar 2025 20:29:40 GMT")], 0),
        (&[("retry-after-ms", "1234")], 1234),
        (&[("x-ms-retry-after-ms", "1234")], 1234),
        (&[("retry-after", "9"), ("retry-after-ms", "12")], 12),
        (&[("retry-after", "1, 1")], 1000),
        (&[("retry-after", "1,7 , 2")], 7000),
        (&[("retry-after", "soon, 7")], 7000),
        (
            &[(
                "retry-after",
                "Thu, 06 Mar 2025 20:29:49 GMT, Thu, 06 Mar 2025 20:29:49 GMT",
            )],
            7000,
        ),
        (&[("retry-after-ms", "12, 13")], 13),
        (&[("x-ms-retry-after-ms", "12,12")], 12),
        (&[("retry-after-ms", "soon"), ("x-ms-retry-after-ms", "12")], 12),
        (&[("retry-after", "60")], 60_000),
        (&[("retry-after", "soon")], 800),
        (&[("retry-after", "-1")], 800),
        (&[("retry-after-ms", "1.5")], 800),
        (&[], 800),
    ] {
        for code in [408, 429, 500, 502, 503, 504] {
            let io = Fake::new([Does::Answer(code, headers, ""), OK]);
            assert!(get(&client(), &io).is_ok(), "{code} {headers:?}");
            assert_eq!(*io.slept.borrow(), [wait], "{code} {headers:?}");
        }
    }
}

#[test]
fn v2_1_retry_after_beyond_the_longest_wait_fails_at_once() {
    for (header, asked) in [
        ("61", 61_000),
        ("99999999999999999999999", 4_294_967_295_000),
        ("18446744073709551615", 4_294_967_295_000),
    ] {
        let headers: &'static [_] = Box::leak(Box::new([("retry-after", header)]));
        let io = Fake::new([Does::Answer(429, headers, ""), OK]);
        let result = get(&client(), &io);
        assert_eq!(refusal(result).retry_after_ms, Some(asked), "{header}");
        assert!(io.slept.borrow().is_empty());
    }
}

#[test]
fn v2_1_retry_after_is_reported_when_retries_are_used_up() {
    let mut client = client();
    client.options.retry.max_retries = 0;
    let io = Fake::new([Does::Answer(503, &[("retry-after", "5")], "")]);
    assert_eq!(refusal(get(&client, &io)).retry_after_ms, Some(5000));
}

#[test]
fn calculate_backoff_overflow_should_gracefully_fallback_to_max_backoff() {
    let policy = RetryPolicy {
        max_retries: u64::MAX,
        delay_ms: u64::MAX / 2,
        max_delay_ms: 60_000,
    };
    for retries in [0, 1, 31, 32, 33, 64, u64::MAX - 1] {
        assert_eq!(next_wait(&policy, Failure::NoAnswer, retries, 1.0), Some(60_000));
    }
}

// ------------------------------------------------------------------ the rest

#[test]
fn jitter_spreads_over_the_whole_wait() {
    for (random, slept) in [(0.0, [0, 0, 0]), (0.5, [400, 800, 1600]), (0.999, [799, 1598, 3196])] {
        let io = Fake {
            random,
            ..Fake::new([Does::Fail, Does::Fail, Does::Fail, OK])
        };
        assert!(get(&client(), &io).is_ok());
        assert_eq!(*io.slept.borrow(), slept);
    }
}

#[test]
fn what_is_retried() {
    for code in [400, 401, 403, 404, 405, 409, 412, 413, 415, 501, 505, 304] {
        let io = Fake::new([status(code)]);
        assert_eq!(refusal(get(&client(), &io)).answer.unwrap().status, code);
    }
    for code in [408, 429, 500, 502, 503, 504] {
        let io = Fake::new([status(code), OK]);
        assert!(get(&client(), &io).is_ok(), "{code}");
    }
}

#[test]
fn a_redirect_that_a_browser_hides_has_no_status() {
    let error = refusal(get(&client(), &Fake::new([status(0)])));
    assert_eq!(
        (error.answer, error.code.as_deref()),
        (None, Some("REQUEST_SEND_ERROR"))
    );
    assert_eq!(error.message, "The answer is a redirect, which is not followed");
}

#[test]
fn every_attempt_is_dated_and_signed_anew_under_the_same_ids() {
    let io = Fake::new([Does::Fail, status(500), Does::Answer(201, &[], ROOM)]);
    let client = client();
    let create = request(&client, OperationName::CreateRoom, "{}");
    block_on(client.call(&io, &create)).unwrap();
    assert_eq!(io.header("repeatability-request-id"), ["id-2"; 3]);
    assert_eq!(
        io.header("repeatability-first-sent"),
        ["Thu, 06 Mar 2025 20:29:42 GMT"; 3]
    );
    assert_eq!(io.header("x-ms-client-request-id"), ["id-1"; 3]);
    assert_eq!(
        io.header("x-ms-date"),
        [
            "Thu, 06 Mar 2025 20:29:42 GMT",
            "Thu, 06 Mar 2025 20:29:42 GMT",
            "Thu, 06 Mar 2025 20:29:44 GMT"
        ]
    );
    let signatures = io.header("authorization");
    assert_eq!(signatures[0], signatures[1]);
    assert_ne!(signatures[1], signatures[2]);
    assert_eq!(
        *io.events.borrow(),
        [
            "request 1",
            "retry 1: None;connection reset in 800",
            "request 2",
            "response 2: 500",
            "retry 2: Some(500) in 1600",
            "request 3",
            "response 3: 201"
        ]
    );
}

#[test]
fn a_clock_that_is_an_hour_off_is_corrected_once_and_for_all() {
    for off in [HOUR_MS, -HOUR_MS] {
        let client = client();
        let io = Fake::new([Does::Dated(401, off, ""), OK]);
        assert!(get(&client, &io).is_ok());
        assert!(io.slept.borrow().is_empty());
        let dated = to_http_date(START_MS + off);
        assert_eq!(io.header("x-ms-date")[1], dated);
        let io = Fake::new([OK]);
        assert!(get(&client, &io).is_ok());
        assert_eq!(io.header("x-ms-date"), [dated]);
    }
}

#[test]
fn an_answer_that_comes_late_does_not_make_a_right_clock_wrong() {
    let client = client();
    // Dated when it was sent, and 16 minutes on its way.
    let io = Fake::new([Does::Dated(401, 0, "")]);
    io.answers_take_ms.set(16 * 60_000);
    assert_eq!(refusal(get(&client, &io)).answer.unwrap().status, 401);
    assert_eq!(client.memory.skew_ms.get(), 0);
}

#[test]
fn a_creation_is_first_sent_at_the_corrected_time() {
    for (denial, off) in [(401, HOUR_MS), (412, 10 * 60_000), (412, -10 * 60_000)] {
        let client = client();
        let io = Fake::new([Does::Dated(denial, off, ""), status(500), Does::Answer(201, &[], ROOM)]);
        let create = request(&client, OperationName::CreateRoom, "{}");
        assert!(block_on(client.call(&io, &create)).is_ok());
        let dates = [0, off, off].map(|off| to_http_date(START_MS + off));
        assert_eq!(io.header("repeatability-first-sent"), dates, "{denial}");
        assert_eq!(io.header("repeatability-request-id"), ["id-2"; 3]);
    }
    // What the caller says stays, and a clock that is right is not the cause.
    let client = client();
    let io = Fake::new([Does::Dated(412, 0, "")]);
    let own = r#"{"options":{"repeatabilityRequestId":"1f0e6f5a-3c2b-4f7e-9a52-0c6f4e0f6b1a","repeatabilityFirstSent":"1970-01-01T00:00:01Z"}}"#;
    let create = request(&client, OperationName::CreateRoom, own);
    assert_eq!(refusal(block_on(client.call(&io, &create))).answer.unwrap().status, 412);
    assert_eq!(io.header("repeatability-first-sent"), ["Thu, 01 Jan 1970 00:00:01 GMT"]);
}

#[test]
fn a_creation_that_is_refused_for_something_else_than_its_time_is_not_dated_anew() {
    let client = client();
    // Refused seconds after it was sent, by the service's clock; meanwhile this machine's was set back.
    let io = Fake::new([Does::Dated(412, 5000, "")]);
    io.answers_take_ms.set(-13 * 60_000);
    let create = request(&client, OperationName::CreateRoom, "{}");
    assert_eq!(refusal(block_on(client.call(&io, &create))).answer.unwrap().status, 412);
    assert_eq!(io.sent(), 1);
}

#[test]
fn a_creation_that_may_have_been_made_keeps_the_time_at_which_it_was_first_sent() {
    for uncertain in [Does::Fail, status(500)] {
        let client = client();
        // The clock was set meanwhile, so that the time of the call seems wrong.
        let io = Fake::new([uncertain, Does::Dated(412, HOUR_MS, ""), Does::Dated(412, HOUR_MS, "")]);
        let create = request(&client, OperationName::CreateRoom, "{}");
        assert_eq!(refusal(block_on(client.call(&io, &create))).answer.unwrap().status, 412);
        assert_eq!(io.header("repeatability-first-sent"), vec![to_http_date(START_MS); 3]);
    }
}

#[test]
fn calls_at_the_same_time_all_learn_of_a_wrong_clock() {
    let client = client();
    let denied = Does::Dated(401, HOUR_MS, "");
    let io = Fake::new([denied.clone(), denied, OK, OK]);
    let get_request = request(&client, OperationName::GetRoom, ROOM_99);
    let mut calls = [(); 2].map(|()| Box::pin(client.call(&io, &get_request)));
    // Both are sent before either is answered.
    io.hold_answers.set(true);
    for call in &mut calls {
        assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    io.hold_answers.set(false);
    for call in calls {
        assert!(block_on(call).is_ok());
    }
    let dates = [0, 0, HOUR_MS, HOUR_MS].map(|off| to_http_date(START_MS + off));
    assert_eq!(io.header("x-ms-date"), dates);
}

#[test]
fn a_refusal_that_has_nothing_to_do_with_the_clock_does_not_name_the_skew() {
    let io = Fake::new([Does::Dated(401, HOUR_MS, ""), status(404)]);
    let message = refusal(get(&client(), &io)).message;
    assert!(!message.contains("clock"), "{message}");
}

#[test]
fn a_second_401_names_the_skew() {
    for (off, words) in [(HOUR_MS, "60 minutes behind"), (-HOUR_MS, "60 minutes ahead of")] {
        let io = Fake::new([Does::Dated(401, off, ""), Does::Dated(401, off, "")]);
        let message = refusal(get(&client(), &io)).message;
        assert!(message.contains(words), "{message}");
    }
}

#[test]
fn a_401_with_the_right_time_is_not_repeated() {
    for off in [0, 4 * 60_000, -4 * 60_000] {
        let io = Fake::new([Does::Dated(401, off, r#"{"error":{"code":"Denied","message":"No."}}"#)]);
        let error = refusal(get(&client(), &io));
        assert_eq!(
            (error.code.as_deref(), error.message.as_str()),
            (
                Some("Denied"),
                "No. (https://contoso.communication.azure.com did not take the access key: is it of this resource, and the present one?)"
            )
        );
    }
}

#[test]
fn a_deleted_room_stays_deleted() {
    let client = client();
    let delete = request(&client, OperationName::DeleteRoom, ROOM_99);
    // The first attempt may have deleted it, so that the second finds nothing.
    for first in [Does::Fail, status(500), status(504)] {
        let io = Fake::new([first, status(404)]);
        assert_eq!(block_on(client.call(&io, &delete)).unwrap(), Output::default());
    }
    // After 429 nothing has happened yet.
    for script in [vec![status(404)], vec![status(429), status(404)]] {
        let io = Fake::new(script);
        assert_eq!(refusal(block_on(client.call(&io, &delete))).answer.unwrap().status, 404);
    }
}

#[test]
fn a_success_that_is_none() {
    for (does, words) in [
        (Does::Answer(200, &[], ""), "is not JSON"),
        (Does::Answer(200, &[], "<html>"), "is not JSON"),
        (Does::Answer(200, &[], "{}"), "has no id"),
        (Does::Answer(200, &[], r#"{"id":"9","createdAt":"x"}"#), "createdAt"),
        (Does::Answer(201, &[], ROOM), "201 where 200 belongs"),
        (Does::Answer(204, &[], ""), "204 where 200 belongs"),
    ] {
        let error = refusal(get(&client(), &Fake::new([does])));
        assert_eq!(error.code.as_deref(), Some("PARSE_ERROR"));
        assert!(error.message.contains(words), "{}", error.message);
    }
}

#[test]
fn a_change_is_done_when_the_answer_is_json_or_nothing() {
    let client = client();
    let change = request(
        &client,
        OperationName::AddOrUpdateParticipants,
        r#"{"roomId":"99","argument":[]}"#,
    );
    for (body, is_done) in [("{}", true), ("", true), ("<html>sign in</html>", false)] {
        let io = Fake::new([Does::Answer(200, &[], body)]);
        assert_eq!(block_on(client.call(&io, &change)).is_ok(), is_done, "{body}");
    }
}

#[test]
fn a_refusal_says_what_the_service_said() {
    for (does, code, message) in [
        (
            Does::Answer(404, &[], r#"{"error":{"code":"NotFound","message":"Gone."}}"#),
            Some("NotFound"),
            "Gone.",
        ),
        (
            Does::Answer(400, &[("x-ms-error-code", "BadRequest")], ""),
            Some("BadRequest"),
            "The service answered 400 without an error description",
        ),
        (
            Does::Answer(403, &[], "<html>no</html>"),
            None,
            "The service answered 403 without an error description: <html>no</html>",
        ),
        (
            Does::Answer(403, &[], r#"{"code":"Quota","message":"Out of call volume quota."}"#),
            Some("Quota"),
            "Out of call volume quota.",
        ),
        (
            Does::Answer(400, &[], r#"{"error":"odd"}"#),
            None,
            r#"The service answered 400 without an error description: {"error":"odd"}"#,
        ),
    ] {
        let error = refusal(get(&client(), &Fake::new([does])));
        assert_eq!((error.code.as_deref(), error.message.as_str()), (code, message));
    }
}

#[test]
fn no_answer_names_the_origin_the_attempts_and_the_cause() {
    let io = Fake::new([Does::Fail, Does::Fail, Does::Fail, Does::Fail]);
    let Err(CallError::Refused(refused)) = get(&client(), &io) else {
        panic!("must be refused");
    };
    assert_eq!(
        refused.refusal.message,
        "No answer from https://contoso.communication.azure.com in 4 attempts: connection reset"
    );
    assert_eq!(refused.refusal.code.as_deref(), Some("REQUEST_SEND_ERROR"));
    assert_eq!(refused.cause, Some("connection reset"));
}

#[test]
fn what_waiting_does_not_change_is_told_at_once_with_the_systems_code() {
    let client = client();
    let io = Fake::new([Does::Distrust]);
    let error = refusal(get(&client, &io));
    assert_eq!(error.code.as_deref(), Some(CERT));
    assert_eq!(
        error.message,
        "No answer from https://contoso.communication.azure.com in 1 attempt: the certificate is not trusted"
    );
    assert!(io.slept.borrow().is_empty());
    assert_eq!(client.memory.budget.tokens(), Budget::CAPACITY);
}

#[test]
fn nothing_is_sent_after_a_stop() {
    // Before the call, nothing is read and nobody hears of it.
    let io = Fake::new([]);
    io.stopped.set(true);
    assert!(matches!(get(&client(), &io), Err(CallError::Stopped("aborted"))));
    assert!(io.events.borrow().is_empty());
    let io = Fake::new([Does::Stop]);
    assert!(matches!(get(&client(), &io), Err(CallError::Stopped("aborted"))));
    let io = Fake {
        stop_in_sleep: true,
        ..Fake::new([status(500)])
    };
    assert!(matches!(get(&client(), &io), Err(CallError::Stopped("aborted"))));
    assert_eq!(io.sent(), 1);
}

#[test]
fn a_key_is_read_for_every_attempt() {
    let client = client();
    let io = Fake::new([OK, OK]);
    get(&client, &io).unwrap();
    *io.key.borrow_mut() = Some("c2Vjb25kIGtleQ==".to_owned());
    get(&client, &io).unwrap();
    let signatures = io.header("authorization");
    assert_ne!(signatures[0], signatures[1]);
    *io.key.borrow_mut() = Some("canary!".to_owned());
    let Err(CallError::Argument(error)) = get(&client, &io) else {
        panic!("must be refused");
    };
    assert!(!error.message.contains("canary"));
}

#[test]
fn a_token_is_kept_until_five_minutes_before_it_expires() {
    let client = client();
    let io = Fake::with_token([OK, OK, OK, OK]);
    get(&client, &io).unwrap();
    io.now_ms.set(START_MS + 55 * 60_000 - 1);
    get(&client, &io).unwrap();
    io.now_ms.set(START_MS + 55 * 60_000);
    get(&client, &io).unwrap();
    get(&client, &io).unwrap();
    assert_eq!(
        io.header("authorization"),
        ["Bearer token-1", "Bearer token-1", "Bearer token-2", "Bearer token-2"]
    );
    assert!(io.header("x-ms-date").is_empty() && io.header("x-ms-content-sha256").is_empty());
}

#[test]
fn an_old_token_does_until_it_expires_when_there_is_no_new_one() {
    let client = client();
    let io = Fake::with_token([OK, OK]);
    get(&client, &io).unwrap();
    io.token_fails.set(true);
    io.now_ms.set(START_MS + HOUR_MS - 1);
    get(&client, &io).unwrap();
    assert_eq!(io.header("authorization"), ["Bearer token-1"; 2]);
    // Once it has expired, or when the service asks for other claims, it does not.
    io.now_ms.set(START_MS + HOUR_MS);
    assert!(matches!(get(&client, &io), Err(CallError::Stopped("no token"))));
    let client = self::client();
    let io = Fake::with_token([OK, CHALLENGE]);
    get(&client, &io).unwrap();
    io.token_fails.set(true);
    assert!(matches!(get(&client, &io), Err(CallError::Stopped("no token"))));
}

/// Lets ten calls run at the same time, and tells how many succeed.
fn ten_calls(client: &Client, io: &Fake) -> usize {
    let get_request = request(client, OperationName::GetRoom, ROOM_99);
    let mut calls: Vec<_> = (0..10).map(|_| Box::pin(client.call(io, &get_request))).collect();
    let (mut succeeded, mut left) = (0, 100);
    while !calls.is_empty() && left > 0 {
        left -= 1;
        calls.retain_mut(|call| {
            let result = call.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            succeeded += usize::from(matches!(result, Poll::Ready(Ok(_))));
            result.is_pending()
        });
    }
    assert!(calls.is_empty(), "a call waits for ever");
    succeeded
}

#[test]
fn calls_at_the_same_time_ask_for_one_token_and_share_a_failure() {
    let (client, io) = (client(), Fake::with_token(vec![OK; 20]));
    assert_eq!(ten_calls(&client, &io), 10);
    assert_eq!(io.tokens_fetched.borrow().len(), 1);
    let (client, io) = (self::client(), Fake::with_token(vec![OK; 20]));
    io.token_fails.set(true);
    assert_eq!(ten_calls(&client, &io), 0);
    assert_eq!(io.tokens_fetched.borrow().len(), 1);
    // Those who come later ask again.
    io.token_fails.set(false);
    assert_eq!(ten_calls(&client, &io), 10);
    assert_eq!(io.tokens_fetched.borrow().len(), 2);
    // A challenge that all of them meet is answered once.
    let (client, io) = (
        self::client(),
        Fake::with_token([vec![CHALLENGE; 10], vec![OK; 10]].concat()),
    );
    io.hold_answers.set(true);
    assert_eq!(ten_calls(&client, &io), 10);
    assert_eq!(*io.tokens_fetched.borrow(), ["", r#"{"a":1}"#]);
    // Nobody waited by a timer.
    assert!(io.slept.borrow().is_empty());
}

#[test]
fn a_token_fetch_that_never_ends_is_taken_over() {
    let client = client();
    let io = Fake::with_token([OK]);
    client.question.replace(Some((START_MS, String::new())));
    get(&client, &io).unwrap();
    assert_eq!(io.now_ms.get(), START_MS + TOKEN_FETCH_LIMIT_MS);
}

#[test]
fn a_token_fetch_that_is_taken_over_leaves_the_later_question_to_all() {
    let client = client();
    let io = Fake::with_token([OK]);
    let get = request(&client, OperationName::GetRoom, ROOM_99);
    let mut call = Box::pin(client.call(&io, &get));
    assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    let later = Some((START_MS + TOKEN_FETCH_LIMIT_MS, String::new()));
    client.question.replace(later.clone());
    block_on(call).unwrap();
    assert_eq!(*client.question.borrow(), later);
}

#[test]
fn a_claims_challenge_is_answered_once() {
    let client = client();
    let io = Fake::with_token([OK, CHALLENGE, OK]);
    get(&client, &io).unwrap();
    get(&client, &io).unwrap();
    assert_eq!(*io.tokens_fetched.borrow(), ["", r#"{"a":1}"#]);
    let io = Fake::with_token([CHALLENGE, CHALLENGE]);
    assert_eq!(refusal(get(&client, &io)).answer.unwrap().status, 401);
    let io = Fake::with_token([Does::Answer(401, &[("www-authenticate", "Bearer")], "")]);
    assert_eq!(refusal(get(&client, &io)).answer.unwrap().status, 401);
}

#[test]
fn claims_are_read_in_every_form_of_base64() {
    // `{"a":"~~?>"}`
    for value in [
        r#"claims="eyJhIjoifn4/PiJ9""#,
        r#"claims="eyJhIjoifn4_PiJ9""#,
        r#"error=insufficient_claims, claims=eyJhIjoifn4/PiJ9"#,
        r#"Claims = "eyJhIjoifn4_PiJ9", x="y""#,
        // `{"a":"~~?>" }` and `{"a":"~~?>"  }`, which need one and two of padding.
        r#"claims="eyJhIjoifn4/PiIgfQ==""#,
        r#"claims="eyJhIjoifn4/PiIgfQ""#,
        r#"claims="eyJhIjoifn4_PiIgfQ=""#,
        r#"claims=eyJhIjoifn4_PiIgIH0="#,
        r#"claims=eyJhIjoifn4_PiIgIH0"#,
    ] {
        let header: &'static str = Box::leak(format!("Bearer realm=\"\", {value}").into_boxed_str());
        let headers: &'static [_] = Box::leak(Box::new([("www-authenticate", header)]));
        let io = Fake::with_token([Does::Answer(401, headers, ""), OK]);
        get(&client(), &io).expect(value);
        let claims = io.tokens_fetched.borrow()[1].replace(' ', "");
        assert_eq!(claims, r#"{"a":"~~?>"}"#, "{value}");
    }
}

#[test]
fn what_becomes_text_has_no_secret() {
    let io = Fake::new([Does::Answer(
        400,
        &[
            ("set-cookie", "canary"),
            ("ms-cv", "abc.0"),
            ("x-ms-error-code", "BadRequest"),
        ],
        r#"{"error":{"code":"BadRequest","message":"No."}}"#,
    )]);
    let client = client();
    let list = request(
        &client,
        OperationName::ListRooms,
        r#"{"argument":"/rooms?nextLink=canary&api-version=2025-03-13"}"#,
    );
    let Err(CallError::Refused(refused)) = block_on(client.call(&io, &list)) else {
        panic!("must be refused");
    };
    let json = refused.to_json(&client, &list);
    let signature = io.header("authorization")[0]
        .rsplit_once("Signature=")
        .unwrap()
        .1
        .to_owned();
    for secret in ["canary", KEY, &signature] {
        assert!(!json.contains(secret), "{secret} in {json}");
    }
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        value["request"]["url"],
        "https://contoso.communication.azure.com/rooms?nextLink=REDACTED&api-version=2025-03-13"
    );
    assert_eq!(value["request"]["headers"]["authorization"], "REDACTED");
    assert_eq!(value["response"]["headers"]["set-cookie"], "REDACTED");
    let headers = &value["response"]["headers"];
    assert_eq!(
        (&headers["ms-cv"], &headers["x-ms-error-code"]),
        (&"abc.0".into(), &"BadRequest".into())
    );
    let debug = format!(
        "{client:?} {:?} {:?}",
        client.key.borrow(),
        Proof::Token(Zeroizing::new("canary".to_owned()))
    );
    assert!(!debug.contains(KEY) && !debug.contains("canary"));
}

/// The error of a call as JSON, and what was sent as its proof.
fn refused_json(io: &Fake, link: &str) -> (serde_json::Value, String) {
    let mut client = client();
    client.options.retry.max_retries = 0;
    let list = request(
        &client,
        OperationName::ListRooms,
        &format!(r#"{{"argument":"{link}"}}"#),
    );
    let Err(CallError::Refused(refused)) = block_on(client.call(io, &list)) else {
        panic!("must be refused");
    };
    let sent = io.header("authorization");
    let (_, proof) = sent[0].rsplit_once("Signature=").unwrap_or(("", &sent[0]));
    let json = refused.to_json(&client, &list);
    (
        serde_json::from_str(&json).expect("the error is JSON"),
        proof.trim_start_matches("Bearer ").to_owned(),
    )
}

fn fetching(token: &'static str, script: impl IntoIterator<Item = Does>) -> Fake {
    Fake {
        token: Some(token),
        ..Fake::with_token(script)
    }
}

#[test]
fn what_an_answer_or_the_platform_repeats_is_hidden_in_values() {
    const LINK: &str = "/rooms?nextLink=SECRETTOKEN&api-version=2025-03-13";
    let (_, signature) = refused_json(&Fake::new([status(404)]), LINK);
    for (make, proof) in [
        (&(|| Fake::new([])) as &dyn Fn() -> Fake, &*signature),
        (&|| fetching("canary-1", []), "canary-1"),
    ] {
        let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
        let echo = leak(format!("{proof} https://contoso.communication.azure.com{LINK}"));
        let json = leak(format!(
            r#"{{"error":{{"code":"{echo}","message":"No {echo}","details":["{echo}"]}}}}"#
        ));
        let page = leak(format!("<p>{echo}"));
        let headers = [
            ("ms-cv", echo),
            ("x-ms-error-code", echo),
            ("x-ms-request-id", echo),
            ("location", echo),
        ];
        let headers: &'static [_] = Box::leak(Box::new(headers));
        for does in [
            Does::Answer(400, headers, json),
            Does::Answer(400, headers, page),
            Does::Answer(200, headers, json),
            Does::Answer(202, headers, json),
            Does::Says(echo),
        ] {
            let mut io = make();
            io.script = RefCell::new([does].into());
            let (error, _) = refused_json(&io, LINK);
            let text = error.to_string();
            for secret in [proof, "SECRETTOKEN"] {
                assert!(!text.contains(secret), "{text}");
            }
        }
    }
    let (error, _) = refused_json(
        &Fake::new([Does::Says("url (/rooms?nextLink=SECRETTOKEN&api-version=2025-03-13)")]),
        LINK,
    );
    assert_eq!(
        error["message"],
        "No answer from https://contoso.communication.azure.com in 1 attempt: url (/rooms?nextLink=REDACTED&api-version=2025-03-13) (GET /rooms)"
    );
}

#[test]
fn a_token_that_is_a_common_text_changes_no_name_and_no_number() {
    const BODY: &str = r#"{"error":{"code":"NotFound","message":"Not found, 404 times."}}"#;
    let does = || Does::Answer(404, &[("ms-cv", "t1")], BODY);
    for token in [
        "t",
        "1",
        "4",
        "\"",
        ".",
        "code",
        "headers",
        "statusCode",
        "requestId",
        "clientRequestId",
        "bodyAsText",
    ] {
        let (error, _) = refused_json(&fetching(token, [does()]), "/rooms?x");
        assert_eq!(error["message"], "Not found, 404 times. (GET /rooms)", "{token}");
        assert_eq!(
            (&error["response"]["status"], &error["code"]),
            (&404.into(), &"NotFound".into()),
            "{token}"
        );
        assert_eq!(
            (
                &error["response"]["headers"]["ms-cv"],
                &error["request"]["headers"]["x-ms-client-request-id"]
            ),
            (&"t1".into(), &"id-1".into()),
            "{token}"
        );
        assert_eq!(error["response"]["bodyAsText"], BODY, "{token}");
    }
}

#[test]
fn custom_headers_replace_defaults_but_never_the_proof() {
    let client = client();
    let mut request = request(&client, OperationName::GetRoom, ROOM_99);
    for name in ["accept", "authorization", "x-ms-date", "host", "x-trace"] {
        request.call.custom_headers.push(name, "mine");
    }
    let (endpoint, options) = (&client.endpoint, &client.options);
    let key = Key::from_base64(KEY).unwrap();
    for (proof, mine) in [
        (Proof::Key(Rc::new(key)), vec!["accept", "x-trace"]),
        (Proof::Token(Zeroizing::new("t".to_owned())), vec!["accept", "x-trace"]),
        // Towards a proxy there is no proof of ours, and the page's own may be needed.
        (Proof::None, vec!["accept", "authorization", "x-ms-date", "x-trace"]),
    ] {
        let headers = request.headers(endpoint, options, &proof, START_MS, START_MS);
        let kept = headers.iter().filter(|(_, value)| *value == "mine");
        assert_eq!(kept.map(|(name, _)| name).collect::<Vec<_>>(), mine);
        assert_eq!(headers.iter().filter(|(name, _)| *name == "accept").count(), 1);
    }
}
