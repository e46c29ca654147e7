//! `fetch` in-process: reads the request, lets the core answer, and carries the answer as its delivery says.
//! The platform's `fetch` is never called.

use std::rc::Rc;

use gloo_net::http::{Headers, Response};
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::ReadableStream;

use super::journal::Journal;
use super::{Shared, request};
use crate::faults::Delivery;

// `catch` on all of them also keeps wasm-bindgen from writing one import of the module for each.
#[wasm_bindgen(module = "/src/js/delivery.js")]
extern "C" {
    #[wasm_bindgen(js_name = throwIfAborted, catch)]
    fn throw_if_aborted(signal: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(js_name = unlessAborted, catch)]
    fn unless_aborted(work: &Promise, signal: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch)]
    fn wait(ms: u32) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_name = connectionReset, catch)]
    fn connection_reset() -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = truncatedBody, catch)]
    fn truncated_body(bytes: &Uint8Array) -> Result<ReadableStream, JsValue>;

    #[wasm_bindgen(js_name = slowBody, catch)]
    fn slow_body(bytes: &Uint8Array, ms: u32, signal: &JsValue) -> Result<ReadableStream, JsValue>;
}

/// One call of `fetch`.
pub fn start(shared: Rc<Shared>, input: JsValue, init: JsValue) -> Promise {
    let signal = request::signal(&input, &init);
    let for_work = signal.clone();
    let work = future_to_promise(async move { answer(&shared, &input, &init, &for_work).await });
    if signal.is_undefined() {
        return work;
    }
    unless_aborted(&work, &signal).unwrap_or_else(|error| Promise::reject(&error))
}

async fn answer(shared: &Shared, input: &JsValue, init: &JsValue, signal: &JsValue) -> Result<JsValue, JsValue> {
    throw_if_aborted(signal)?;
    let request = request::read(input, init).await?;
    // What was aborted while its body was read must not change anything.
    throw_if_aborted(signal)?;
    let exchange = shared.handle(&request)?;
    // Also an answer that changed nothing may show what is not kept yet.
    if let Some(pending) = shared.journal.as_ref().and_then(Journal::pending_promise) {
        JsFuture::from(pending).await?;
    }
    let response = exchange.response;

    match exchange.delivery {
        Delivery::Reset => return Err(connection_reset()?),
        Delivery::SlowHeaders { delay_in_ms } => {
            JsFuture::from(wait(delay_in_ms)?).await?;
        }
        Delivery::Whole | Delivery::Truncated | Delivery::SlowBody { .. } => {}
    }

    let headers = Headers::new();
    for (name, value) in &response.headers {
        headers.append(name, value);
    }
    let builder = Response::builder().status(response.status).headers(headers);
    let built = if response.body.is_empty() {
        builder.body(None::<&str>)
    } else {
        let bytes = Uint8Array::from(response.body.as_slice());
        match exchange.delivery {
            Delivery::Truncated => builder.body(Some(&truncated_body(&bytes)?)),
            Delivery::SlowBody { delay_in_ms } => builder.body(Some(&slow_body(&bytes, delay_in_ms, signal)?)),
            _ => builder.body(Some(bytes.unchecked_ref::<js_sys::Object>())),
        }
    };
    built
        .map(|response| web_sys::Response::from(response).into())
        .map_err(|error| JsError::new(&error.to_string()).into())
}
