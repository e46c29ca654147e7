//! Between JavaScript values and the core's structs.

use serde::Serialize;
use serde_json::{Map, Value};
use wasm_bindgen::prelude::*;

use crate::http::Request;

#[wasm_bindgen(module = "/src/js/data.js")]
extern "C" {
    #[wasm_bindgen(js_name = dataText, catch)]
    fn data_text(value: &JsValue) -> Result<String, JsValue>;
}

/// Reads options or a fault as data; absent means an empty object.
pub fn data(value: &JsValue) -> Result<Value, JsValue> {
    if value.is_null() || value.is_undefined() {
        return Ok(Value::Object(Map::new()));
    }
    // What `JSON.stringify` wrote is read.
    Ok(serde_json::from_str(&data_text(value)?).unwrap_or_default())
}

/// Reads a request, which holds bytes. The error names the field.
pub fn request(value: JsValue) -> Result<Request, JsValue> {
    serde_path_to_error::deserialize(serde_wasm_bindgen::Deserializer::from(value))
        .map_err(|error| type_error(&format!("request: {}: {}", error.path(), error.inner())))
}

/// Plain objects and arrays; bytes become `Uint8Array`.
pub fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    Ok(value.serialize(&serde_wasm_bindgen::Serializer::new())?)
}

/// A `TypeError`.
pub fn type_error(message: &str) -> JsValue {
    js_sys::TypeError::new(message).into()
}

/// A `RangeError`.
pub fn range_error(message: &str) -> JsValue {
    js_sys::RangeError::new(message).into()
}
