//! JavaScript values to arguments, results to JavaScript values.

use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

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

/// A text argument, which may be a secret or have one in it.
pub fn text(value: &JsValue, name: &str) -> Result<Zeroizing<String>, JsValue> {
    support::text(value, name).map(Zeroizing::new)
}

/// The arguments of a call as JSON. The host is undefined where no client is called.
pub fn arguments_text(
    room_id: &JsValue,
    argument: &JsValue,
    options: &JsValue,
    host: &JsValue,
) -> Result<Zeroizing<String>, JsValue> {
    support::arguments_text(room_id, argument, options, host).map(Zeroizing::new)
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
            let cause = refused.cause.unwrap_or(JsValue::UNDEFINED);
            support::rest_error(&json, &cause).unwrap_or_else(|thrown| thrown)
        }
    }
}
