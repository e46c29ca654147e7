//! One call: its arguments are converted at once, so that the caller may change them afterwards; the loop runs in the
//! promise.

use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::client::Client;
use crate::core::operation::OperationName;
use crate::core::request::Request;

use super::convert::{arguments_text, call_error, output, read};
use super::support::{self, Flight, Promise};
use super::task::{Step, Task};
use super::transport::{Call, Given};

/// What the calls of a client share; a call in flight keeps it alive.
pub struct Shared {
    pub client: Client,
    pub given: Given,
    pub host: support::Host,
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
        let (request, flight) = prepare(&shared, name, room_id, argument, options)?;
        Ok((shared, request, flight))
    });
    let (shared, request, flight) = match prepared {
        Ok(prepared) => prepared,
        Err(error) => return Promise::reject(&error),
    };
    let io = Call {
        shared,
        flight: flight.clone(),
        step: Step::default(),
    };
    let task = Task::new(io.step.clone(), async move {
        match io.shared.client.call(&io, &request).await {
            Ok(result) => Ok(output(&result)),
            Err(error) => Err(call_error(&io.shared.client, &request, error)),
        }
    });
    support::drive(task, &flight)
}

fn prepare(
    shared: &Shared,
    name: OperationName,
    room_id: &JsValue,
    argument: &JsValue,
    options: &JsValue,
) -> Result<(Request, Flight), JsValue> {
    let client = &shared.client;
    let text = arguments_text(room_id, argument, options, &shared.host)?;
    let request = read(&text, |call| {
        let ids = call.text("ids").unwrap_or_default();
        let absolute_url = support::absolute_url;
        Request::read(name, call, &client.endpoint, &client.options, ids, absolute_url)
    })?;
    let flight = Flight::new(
        &shared.host,
        options,
        request.call.timeout_ms as f64,
        &request.operation,
    )?;
    Ok((request, flight))
}
