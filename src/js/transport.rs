//! The transport over `fetch`.

use std::cell::RefCell;

use js_sys::{Date, Function, JSON, Math, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use zeroize::Zeroizing;

use crate::client::{Attempt, Event, Secret, SendError, Token, Transport};
use crate::core::answer::Answer;
use crate::core::headers::Headers;
use crate::core::json::{write_integer, write_member, write_name};
use crate::core::redact;

use super::convert::{function, member};
use super::support::{self, Credential, Limit};

/// Scope of the tokens. The two slashes are right: all official clients ask for it so.
const SCOPE: &str = "https://communication.azure.com//.default";

/// What a client was given that is not data.
pub struct Host {
    pub credential: Given,
    pub fetch: Option<Function>,
    pub hooks: Hooks,
}

/// The credential.
pub enum Given {
    /// From a connection string.
    Text(Zeroizing<String>),
    /// `{ key }`, read for every request.
    Key(Credential),
    /// `{ getToken }`
    Token(Credential),
    /// None: a proxy signs.
    Nothing,
}

/// Functions of the caller that are told what happens.
pub struct Hooks {
    on_request: Option<Function>,
    on_response: Option<Function>,
    on_retry: Option<Function>,
}

impl Hooks {
    pub fn read(options: &JsValue) -> Result<Self, JsValue> {
        Ok(Self {
            on_request: function(options, "onRequest")?,
            on_response: function(options, "onResponse")?,
            on_retry: function(options, "onRetry")?,
        })
    }
}

/// One call: the client's things and the call's own limit.
pub struct Call<'a> {
    pub host: &'a Host,
    pub limit: Option<Limit>,
    /// The caller's `onResponse` for this call.
    pub on_response: Option<Function>,
    /// The last answer, as that function gets it.
    pub last_answer: RefCell<String>,
}

impl Call<'_> {
    async fn settle(&self, promise: &JsValue) -> Result<JsValue, JsValue> {
        // What fetch gave may be any thenable, or a promise of another realm.
        let promise = Promise::resolve(promise);
        JsFuture::from(match &self.limit {
            Some(limit) => limit.race(&promise),
            None => promise,
        })
        .await
    }

    /// The error of a stopped call, if it was stopped.
    fn stopped(&self) -> Option<JsValue> {
        let error = self.limit.as_ref()?.error();
        (!error.is_undefined()).then_some(error)
    }

    async fn perform(&self, attempt: &Attempt<'_>) -> Result<Answer, JsValue> {
        let fetch = match &self.host.fetch {
            Some(fetch) => fetch.clone(),
            None => function(&js_sys::global(), "fetch")?
                .ok_or_else(|| js_sys::TypeError::new("there is no global fetch: give one in the options"))?,
        };
        let init = self.init(attempt)?;
        let url = [attempt.origin, &attempt.request.path].concat();
        let answered = fetch.call2(&js_sys::global(), &url.into(), &init)?;
        let response = self.settle(&answered).await?;
        let (Some(status), Ok(text)) = (
            member(&response, "status").as_f64(),
            member(&response, "text").dyn_into::<Function>(),
        ) else {
            return Err(js_sys::TypeError::new(
                "fetch gave something that is no Response: it needs status, headers and text()",
            )
            .into());
        };
        let body = self.settle(&text.call0(&response)?).await?;
        let status = status as u16;
        // Of a success nobody reads the headers, unless somebody listens.
        let heard = self.host.hooks.on_response.is_some() || self.on_response.is_some();
        let lines = if status == attempt.request.success && !heard {
            String::new()
        } else {
            support::header_lines(&response)?
        };
        Ok(Answer {
            status,
            headers: Headers::from_lines(lines),
            body: body.as_string().unwrap_or_default(),
        })
    }

    /// One JSON text makes the object in a third of the time that setting each header takes. Only these members: some
    /// workers throw on `mode`, `cache` or `credentials`.
    fn init(&self, attempt: &Attempt<'_>) -> Result<JsValue, JsValue> {
        let mut json = String::from("{");
        write_member(&mut json, "method", attempt.request.method);
        // A redirect would carry the signature elsewhere; the service never answers with one.
        write_member(&mut json, "redirect", "manual");
        write_name(&mut json, "headers");
        json.push('{');
        for (name, value) in attempt.headers.iter() {
            write_member(&mut json, name, value);
        }
        json.push_str("}}");
        let init = JSON::parse(&json)?;
        let set = |name: &str, value: &JsValue| Reflect::set(&init, &name.into(), value);
        if !attempt.request.body.is_empty() {
            set("body", &attempt.request.body.as_str().into())?;
        }
        if let Some(limit) = &self.limit {
            set("signal", &limit.controller().signal())?;
        }
        Ok(init)
    }

    fn token_error(why: &str, cause: &JsValue) -> JsValue {
        let mut json = String::from("{");
        write_member(&mut json, "message", &["The credential gave no token: ", why].concat());
        write_member(&mut json, "code", "CREDENTIAL_ERROR");
        json.push('}');
        support::rest_error(&json, cause)
    }
}

impl Transport for Call<'_> {
    type Failure = JsValue;

    fn now_ms(&self) -> i64 {
        Date::now() as i64
    }

    fn random(&self) -> f64 {
        Math::random()
    }

    fn secret(&self) -> Result<Secret, JsValue> {
        Ok(match &self.host.credential {
            Given::Text(key) => Secret::Key(key.clone()),
            Given::Key(credential) => Secret::Key(Zeroizing::new(credential.key()?.as_string().unwrap_or_default())),
            Given::Token(_) => Secret::Token,
            Given::Nothing => Secret::Nothing,
        })
    }

    async fn fetch_token(&self, claims: Option<&str>) -> Result<Token, JsValue> {
        let Given::Token(credential) = &self.host.credential else {
            return Err(Self::token_error("there is none", &JsValue::UNDEFINED));
        };
        let options = Object::new();
        if let Some(limit) = &self.limit {
            Reflect::set(&options, &"abortSignal".into(), &limit.controller().signal())?;
        }
        if let Some(claims) = claims {
            Reflect::set(&options, &"claims".into(), &claims.into())?;
        }
        let given = match credential.get_token(SCOPE, &options) {
            Ok(promise) => self.settle(&promise).await,
            Err(thrown) => Err(thrown),
        };
        if let Some(error) = self.stopped() {
            return Err(error);
        }
        let given = given.map_err(|thrown| Self::token_error(&support::describe(&thrown), &thrown))?;
        match (
            member(&given, "token").as_string(),
            member(&given, "expiresOnTimestamp").as_f64(),
        ) {
            (Some(token), Some(expires_on_ms)) if !token.is_empty() => Ok(Token {
                token: Zeroizing::new(token),
                expires_on_ms: expires_on_ms as i64,
            }),
            _ => Err(Self::token_error(
                "getToken must resolve to { token, expiresOnTimestamp }",
                &JsValue::UNDEFINED,
            )),
        }
    }

    async fn send(&self, attempt: &Attempt<'_>) -> Result<Answer, SendError<JsValue>> {
        if let Some(error) = self.stopped() {
            return Err(SendError::Stopped(error));
        }
        self.perform(attempt).await.map_err(|thrown| match self.stopped() {
            Some(error) => SendError::Stopped(error),
            None => SendError::NoAnswer(thrown),
        })
    }

    async fn sleep(&self, ms: u64) -> Result<(), JsValue> {
        JsFuture::from(support::sleep(ms as f64, self.limit.as_ref())).await?;
        Ok(())
    }

    fn describe(&self, failure: &JsValue) -> String {
        support::describe(failure)
    }

    fn observe(&self, event: &Event<'_>) {
        if let (Event::Response(attempt, answer, _), Some(_)) = (event, &self.on_response) {
            let mut json = String::new();
            answer.write(&mut json);
            json.pop();
            write_name(&mut json, "request");
            redact::write_request(&mut json, attempt.origin, attempt.request, attempt.headers);
            json.push('}');
            self.last_answer.replace(redact::hide_proof(json, attempt.headers));
        }
        let hooks = &self.host.hooks;
        let (hook, attempt) = match event {
            Event::Request(attempt) => (&hooks.on_request, attempt),
            Event::Response(attempt, ..) => (&hooks.on_response, attempt),
            Event::Retry(attempt, ..) => (&hooks.on_retry, attempt),
        };
        let Some(hook) = hook else { return };
        let mut json = String::from("{");
        let integer = |json: &mut String, name: &str, value: i64| {
            write_name(json, name);
            write_integer(json, value);
        };
        integer(&mut json, "attempt", attempt.number as i64);
        write_member(&mut json, "clientRequestId", &attempt.request.client_request_id);
        write_name(&mut json, "request");
        redact::write_request(&mut json, attempt.origin, attempt.request, attempt.headers);
        match event {
            Event::Request(..) => {}
            Event::Response(_, answer, duration_ms) => {
                integer(&mut json, "statusCode", i64::from(answer.status));
                integer(&mut json, "durationInMs", *duration_ms);
                write_name(&mut json, "headers");
                redact::write_headers(&mut json, &answer.headers);
            }
            Event::Retry(_, status, delay_ms) => {
                if let Some(status) = status {
                    integer(&mut json, "statusCode", i64::from(*status));
                }
                integer(&mut json, "delayInMs", *delay_ms as i64);
            }
        }
        json.push('}');
        support::notify(hook, &redact::hide_proof(json, attempt.headers));
    }
}
