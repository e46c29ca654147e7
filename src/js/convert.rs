//! JavaScript values to arguments, results to JavaScript values.

use wasm_bindgen::prelude::*;

use crate::client::{CallError, Client};
use crate::core::answer::Output;
use crate::core::error::{ArgumentError, ArgumentKind};
use crate::core::json::Json;
use crate::core::request::Request;

use super::support;

/// A `TypeError` or `RangeError`.
pub fn argument_error(error: ArgumentError) -> JsValue {
    let kind = match error.kind {
        ArgumentKind::Type => 1,
        ArgumentKind::Range => 2,
    };
    support::failure(kind, &error.message)
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
    if output.json.is_empty() {
        JsValue::UNDEFINED
    } else {
        support::revive(&output.json, output.next_link.as_deref())
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
