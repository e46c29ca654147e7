//! One call: its arguments are converted at once, so that the caller may change them afterwards; the loop runs in the
//! promise.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Date, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use crate::client::Client;
use crate::core::operation::{Operation, OperationName};
use crate::core::request::Request;

use super::convert::{argument_error, call_error, function, member, output, read};
use super::support::{self, Limit};
use super::transport::{Call, Host};

/// What the calls of a client share; a call in flight keeps it alive.
pub struct Shared {
    pub client: Client,
    pub host: Host,
}

/// Prepares a call and runs it. What the preparation refuses rejects the promise, as everything else does.
///
/// One function for all operations: eight copies of it were an eighth of the wasm.
pub fn start(
    shared: Result<Rc<Shared>, JsValue>,
    name: OperationName,
    room_id: &JsValue,
    argument: &JsValue,
    options: &JsValue,
) -> Promise {
    let prepared = shared.and_then(|shared| {
        let on_response = function(options, "onResponse")?;
        let (request, limit) = prepare(&shared.client, name, room_id, argument, options)?;
        Ok((shared, request, limit, on_response))
    });
    future_to_promise(async move {
        let (shared, request, limit, on_response) = prepared?;
        let io = Call {
            host: &shared.host,
            limit,
            on_response,
            last_answer: RefCell::default(),
        };
        let result = shared.client.call(&io, &request).await;
        if let Some(limit) = &io.limit {
            limit.end();
        }
        let result = match result {
            Ok(result) => Ok(output(&result)),
            Err(error) => Err(call_error(&shared.client, &request, error)),
        };
        if let Some(on_response) = &io.on_response {
            let (output, error) = match &result {
                Ok(output) => (output, &JsValue::UNDEFINED),
                Err(error) => (&JsValue::UNDEFINED, error),
            };
            support::respond(on_response, &io.last_answer.borrow(), output, error);
        }
        result
    })
}

fn prepare(
    client: &Client,
    name: OperationName,
    room_id: &JsValue,
    argument: &JsValue,
    options: &JsValue,
) -> Result<(Request, Option<Limit>), JsValue> {
    let text = support::call_text(room_id, argument, options)?;
    let (operation, call) = read(&text, |json| Operation::read(name, json))?;
    let limit_ms = call.timeout_ms.unwrap_or(client.options.request_timeout_ms);
    let now_ms = client.memory.service_time_ms(Date::now() as i64);
    let request = Request::build(
        &operation,
        &client.endpoint,
        &client.options,
        call,
        now_ms,
        support::new_id,
    )
    .map_err(argument_error)?;
    let signal = member(options, "abortSignal");
    // Most calls have neither signal nor limit, and are spared the extra promises.
    let limited = limit_ms > 0 || !(signal.is_undefined() || signal.is_null());
    let limit = limited.then(|| Limit::new(&signal, limit_ms as f64)).transpose()?;
    Ok((request, limit))
}
