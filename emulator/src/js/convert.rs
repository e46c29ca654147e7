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
        let reason = error.inner().to_string();
        let reason = reason.strip_prefix("Error: ").unwrap_or(&reason);
        match error.path().to_string().as_str() {
            "." => type_error(&format!("{name}: {reason}")),
            field => type_error(&format!("{name}.{field}: {reason}")),
        }
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
