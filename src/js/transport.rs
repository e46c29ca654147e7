//! The transport over `fetch`.

use std::rc::Rc;

use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::client::{Attempt, Event, Secret, Transport};
use crate::core::answer::write_exchange;
use crate::core::json::{write_integer, write_member, write_name};

use super::call::Shared;
use super::support::{Flight, Host};
use super::task::Step;

/// Scope of the tokens. The two slashes are right: all official clients ask for it so.
const SCOPE: &str = "https://communication.azure.com//.default";

/// The credential.
pub enum Given {
    /// An access key from a connection string.
    Text(Zeroizing<String>),
    /// `{ key }`, read for every request.
    Key,
    /// `{ getToken }`
    Token,
    /// None: a proxy signs.
    Nothing,
}

impl Given {
    /// The access key, if there is one.
    pub fn key(&self, host: &Host) -> Result<Option<Zeroizing<String>>, JsValue> {
        Ok(match self {
            Self::Text(key) => Some(key.clone()),
            Self::Key => Some(Zeroizing::new(host.key()?)),
            _ => None,
        })
    }
}

/// One call.
pub struct Call {
    pub shared: Rc<Shared>,
    pub flight: Flight,
    pub step: Step,
}

impl Transport for Call {
    type Failure = JsValue;
    /// JavaScript remembers the promise.
    type Begun = ();

    fn now_ms(&self) -> i64 {
        self.step.now_ms() as i64
    }

    fn random(&self) -> f64 {
        self.step.random()
    }

    fn secret(&self) -> Result<Secret, JsValue> {
        let given = &self.shared.given;
        Ok(match given.key(&self.shared.host)? {
            Some(key) => Secret::Key(key),
            None if matches!(given, Given::Token) => Secret::Token,
            None => Secret::Nothing,
        })
    }

    fn fetch_token(&self, claims: &str) {
        self.flight.token(SCOPE, claims);
    }

    fn join_token(&self, limit_ms: i64) {
        self.flight.join(limit_ms as f64);
    }

    fn send(&self, attempt: &Attempt<'_>) {
        let request = attempt.request;
        let url = [attempt.origin, &request.path].concat();
        let headers = attempt.headers.as_lines();
        self.flight
            .send(&url, request.method, headers, &request.body, request.success);
    }

    fn sleep(&self, ms: u64) {
        self.flight.sleep(ms as f64);
    }

    async fn end(&self, (): ()) -> Result<String, JsValue> {
        let value = self.step.settled().await?;
        Ok(value.as_string().unwrap_or_default())
    }

    fn stopped(&self) -> Option<JsValue> {
        Some(self.flight.error()).filter(|error| !error.is_undefined())
    }

    fn describe(&self, failure: &JsValue) -> String {
        let is_signed = !matches!(self.shared.given, Given::Nothing);
        self.flight.describe(failure, is_signed)
    }

    fn observe(&self, attempt: &Attempt<'_>, event: &Event<'_>) {
        let (hook, bit) = match event {
            Event::Request => ("onRequest", 1),
            Event::Response { .. } => ("onResponse", 2),
            Event::Retry { .. } => ("onRetry", 4),
        };
        // What nobody hears is not written.
        if self.flight.hears() & bit == 0 {
            return;
        }
        let mut json = String::from("{");
        let answer = match event {
            Event::Response { answer } => {
                let mut mask = attempt.mask();
                if answer.status == attempt.request.success {
                    mask = mask.for_success();
                }
                Some(answer.hidden(&mask, attempt.request.expect))
            }
            _ => None,
        };
        write_exchange(
            &mut json,
            attempt.origin,
            attempt.request,
            attempt.headers,
            answer.as_ref(),
        );
        if let Event::Retry {
            status,
            failure,
            delay_ms,
        } = event
        {
            write_name(&mut json, "delayInMs");
            write_integer(&mut json, *delay_ms as i64);
            match status {
                Some(status) => {
                    write_name(&mut json, "statusCode");
                    write_integer(&mut json, i64::from(*status));
                }
                None => write_member(&mut json, "error", failure),
            }
        }
        json.push('}');
        self.flight.tell(hook, &json);
    }
}
