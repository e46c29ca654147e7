//! Identifiers and connection strings for JavaScript.

use wasm_bindgen::prelude::*;

use crate::core::connection::ConnectionString;
use crate::core::identifier::{Identifier, raw_id_of};
use crate::core::json::write_member;

use super::convert::{argument_error, read, text};
use super::support;

/// Reads a raw id.
#[wasm_bindgen(js_name = createIdentifierFromRawId)]
pub fn create_identifier_from_raw_id(raw_id: JsValue) -> Result<JsValue, JsValue> {
    let mut json = String::new();
    Identifier::from_raw_id(&text(&raw_id, "rawId")?).write(&mut json);
    js_sys::JSON::parse(&json)
}

/// The raw id of an identifier.
#[wasm_bindgen(js_name = getIdentifierRawId)]
pub fn get_identifier_raw_id(identifier: JsValue) -> Result<String, JsValue> {
    read(&support::value_text(&identifier)?, |json| raw_id_of(json, "identifier"))
}

/// The kind of an identifier.
#[wasm_bindgen(js_name = identifierKind)]
pub fn identifier_kind(identifier: JsValue) -> Result<String, JsValue> {
    read(&support::value_text(&identifier)?, |json| {
        Identifier::read(json, "identifier").map(|identifier| identifier.kind().to_owned())
    })
}

/// Takes a connection string apart.
#[wasm_bindgen(js_name = parseConnectionString)]
pub fn parse_connection_string(connection_string: JsValue) -> Result<JsValue, JsValue> {
    let given = text(&connection_string, "connectionString")?;
    let parts = ConnectionString::parse(&given).map_err(argument_error)?;
    let mut json = String::from("{");
    write_member(&mut json, "endpoint", parts.endpoint);
    json.push_str(",\"credential\":{");
    write_member(&mut json, "key", parts.access_key);
    json.push_str("}}");
    js_sys::JSON::parse(&json)
}
