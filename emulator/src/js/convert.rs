//! Between JavaScript values and the core's structs.

use js_sys::Object;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

/// Reads an object; absent means empty. The error names the argument and the field.
pub fn from_js<T: DeserializeOwned>(name: &str, value: &JsValue) -> Result<T, JsValue> {
    let value = if value.is_null() || value.is_undefined() {
        Object::new().into()
    } else {
        value.clone()
    };
    if !value.is_object() {
        return Err(type_error(&format!("{name} must be an object")));
    }
    for key in Object::keys(value.unchecked_ref::<Object>()).iter() {
        refuse_unknown::<T>(name, &key.as_string().unwrap_or_default())?;
    }
    serde_path_to_error::deserialize(serde_wasm_bindgen::Deserializer::from(value)).map_err(|error| {
        let field = match error.path().to_string().as_str() {
            "." => name.to_string(),
            field => format!("{name}.{field}"),
        };
        let reason = error.inner().to_string();
        let reason = reason.strip_prefix("Error: ").unwrap_or(&reason);
        match wanted(reason) {
            Some(wanted) => type_error(&format!("{field} must be {wanted}")),
            None => type_error(&format!("{field}: {reason}")),
        }
    })
}

/// What a value of the wrong type should have been, in JavaScript's words.
fn wanted(reason: &str) -> Option<&str> {
    // What serde-wasm-bindgen says of a number or a text in place of a list.
    if reason.contains("Reflect.get called on non-object") {
        return Some("an array");
    }
    if !(reason.starts_with("invalid type") || reason.starts_with("invalid value")) {
        return None;
    }
    let (_, wanted) = reason.rsplit_once(", expected ")?;
    Some(match wanted {
        "a sequence" => "an array",
        "f64" => "a number",
        "i64" => "a whole number",
        "u16" => "a whole number from 0 to 65535",
        "u32" | "u64" | "usize" => "a whole number, 0 or more",
        name if name.starts_with("struct ") => "an object",
        name if name.starts_with("enum ") => "a string",
        other => other,
    })
}

/// Plain objects and arrays; bytes become `Uint8Array`.
pub fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    Ok(value.serialize(&serde_wasm_bindgen::Serializer::new())?)
}

/// serde-wasm-bindgen only looks at the fields it wants, so a misspelt one would pass unseen. serde_json does
/// refuse it, and tells what there is.
fn refuse_unknown<T: DeserializeOwned>(name: &str, key: &str) -> Result<(), JsValue> {
    let probe = serde_json::json!({ key: null });
    match serde_json::from_value::<T>(probe) {
        Err(error) if error.to_string().starts_with("unknown field") => Err(type_error(&format!("{name}: {error}"))),
        _ => Ok(()),
    }
}

/// A `TypeError`.
pub fn type_error(message: &str) -> JsValue {
    js_sys::TypeError::new(message).into()
}

/// A `RangeError`.
pub fn range_error(message: &str) -> JsValue {
    js_sys::RangeError::new(message).into()
}
