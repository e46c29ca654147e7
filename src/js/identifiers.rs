//! Identifiers and connection strings for JavaScript.

use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::core::connection::ConnectionString;
use crate::core::error::ArgumentError;
use crate::core::identifier::{Identifier, raw_id_of};
use crate::core::json::{Json, write_member};

use super::convert::{argument_error, arguments_text, read, text};
use super::support;

/// Reads a raw id.
#[wasm_bindgen(js_name = createIdentifierFromRawId)]
pub fn create_identifier_from_raw_id(raw_id: JsValue) -> Result<JsValue, JsValue> {
    let mut json = String::new();
    Identifier::from_raw_id(&text(&raw_id, "rawId")?).write(&mut json);
    Ok(support::revive(&json, None))
}

/// The raw id of an identifier.
#[wasm_bindgen(js_name = getIdentifierRawId)]
pub fn get_identifier_raw_id(identifier: JsValue) -> Result<JsValue, JsValue> {
    of_identifier(&identifier, raw_id_of)
}

/// The kind of an identifier.
#[wasm_bindgen(js_name = identifierKind)]
pub fn identifier_kind(identifier: JsValue) -> Result<JsValue, JsValue> {
    of_identifier(&identifier, |json| {
        Identifier::read(json).map(|identifier| identifier.kind_name().to_owned())
    })
}

fn of_identifier(
    identifier: &JsValue,
    act: fn(&Json<'_>) -> Result<String, ArgumentError>,
) -> Result<JsValue, JsValue> {
    let text = arguments_text(
        &JsValue::UNDEFINED,
        identifier,
        &JsValue::UNDEFINED,
        &JsValue::UNDEFINED,
    )?;
    read(&text, |json| {
        let made = act(json.get("argument").unwrap_or(&Json::Null));
        made.map(|text| text.into()).map_err(|error| error.within("identifier"))
    })
}

/// Takes a connection string apart.
#[wasm_bindgen(js_name = parseConnectionString)]
pub fn parse_connection_string(connection_string: JsValue) -> Result<JsValue, JsValue> {
    let given = text(&connection_string, "connectionString")?;
    let parts = ConnectionString::parse(&given).map_err(argument_error)?;
    // No longer text is written, so that it stays where it is wiped.
    let mut json = Zeroizing::new(String::with_capacity(given.len() * 6 + 64));
    json.push('{');
    write_member(&mut json, "endpoint", parts.endpoint);
    json.push_str(",\"credential\":{");
    write_member(&mut json, "key", parts.access_key);
    json.push_str("}}");
    Ok(support::revive(&json, None))
}
