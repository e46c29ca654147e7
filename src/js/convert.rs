//! JavaScript values to arguments, results to JavaScript values.

use js_sys::{RangeError, Reflect, TypeError};
use wasm_bindgen::prelude::*;

use crate::client::{CallError, Client};
use crate::core::answer::Output;
use crate::core::error::{ArgumentError, ArgumentKind};
use crate::core::json::Json;
use crate::core::request::Request;

use super::support;

/// A member of an object; undefined if `value` is no object or has none.
///
/// Reflect throws at what is no object, and wasm-bindgen keeps a slot of its table for ever for each exception that it
/// catches: a call without options would cost memory.
pub fn member(value: &JsValue, name: &str) -> JsValue {
    if !value.is_object() && !value.is_function() {
        return JsValue::UNDEFINED;
    }
    Reflect::get(value, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// A member of the options that must be a function if it is given.
pub fn function(options: &JsValue, name: &str) -> Result<Option<js_sys::Function>, JsValue> {
    let value = member(options, name);
    if value.is_undefined() || value.is_null() {
        return Ok(None);
    }
    value
        .dyn_into()
        .map(Some)
        .map_err(|_| argument_error(ArgumentError::of_type(name, "must be a function")))
}

/// A `TypeError` or `RangeError`.
pub fn argument_error(error: ArgumentError) -> JsValue {
    match error.kind {
        ArgumentKind::Type => TypeError::new(&error.message).into(),
        ArgumentKind::Range => RangeError::new(&error.message).into(),
    }
}

/// A text argument.
pub fn text(value: &JsValue, name: &str) -> Result<String, JsValue> {
    value
        .as_string()
        .ok_or_else(|| argument_error(ArgumentError::of_type(name, "must be a string")))
}

/// Reads what `support.js` wrote.
pub fn read<T>(text: &str, read: impl Fn(&Json<'_>) -> Result<T, ArgumentError>) -> Result<T, JsValue> {
    // JSON.stringify wrote it; only nesting beyond the reader's limit can fail.
    let json =
        Json::parse(text).ok_or_else(|| argument_error(ArgumentError::of_range("options", "are nested too deeply")))?;
    read(&json).map_err(argument_error)
}

/// What the caller gets for a success.
pub fn output(output: &Output) -> JsValue {
    match output {
        Output::Nothing => JsValue::UNDEFINED,
        _ => support::revive(&output.to_json(), output.next_link()),
    }
}

/// What the caller gets for a failure.
pub fn call_error(client: &Client, request: &Request, error: CallError<JsValue>) -> JsValue {
    match error {
        CallError::Argument(error) => argument_error(error),
        CallError::Stopped(thrown) => thrown,
        CallError::Refused(refused) => {
            let json = refused.to_json(client, request);
            support::rest_error(&json, refused.cause.as_ref().unwrap_or(&JsValue::UNDEFINED))
        }
    }
}
