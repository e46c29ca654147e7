//! What `support.js` and `arguments.js` provide.

use wasm_bindgen::prelude::*;

use super::task::Task;

#[wasm_bindgen(module = "/src/js/support.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = credentialKind)]
    pub fn credential_kind(credential: &JsValue) -> Result<u8, JsValue>;
    /// The core's `AbsoluteUrl`.
    #[wasm_bindgen(js_name = absoluteUrl)]
    pub fn absolute_url(url: &str) -> Option<String>;
    pub fn failure(kind: u8, message: &str) -> JsValue;
    #[wasm_bindgen(catch, js_name = restError)]
    pub fn rest_error(json: &str, cause: &JsValue) -> Result<JsValue, JsValue>;
    pub fn revive(json: &str, continuation_token: Option<&str>) -> JsValue;
    pub fn drive(task: Task, flight: &Flight) -> Promise;

    pub type Host;
    #[wasm_bindgen(constructor, catch)]
    pub fn new(credential: &JsValue, options: &JsValue) -> Result<Host, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn key(this: &Host) -> Result<String, JsValue>;

    #[derive(Clone)]
    pub type Flight;
    #[wasm_bindgen(constructor, catch)]
    pub fn new(host: &Host, options: &JsValue, limit_in_ms: f64, operation: &str) -> Result<Flight, JsValue>;
    #[wasm_bindgen(method, getter)]
    pub fn hears(this: &Flight) -> u8;
    #[wasm_bindgen(method, getter)]
    pub fn error(this: &Flight) -> JsValue;
    #[wasm_bindgen(method)]
    pub fn describe(this: &Flight, thrown: &JsValue, is_signed: bool) -> String;
    #[wasm_bindgen(method)]
    pub fn send(this: &Flight, url: &str, method: &str, header_lines: &str, body: &str, success: u16);
    #[wasm_bindgen(method)]
    pub fn token(this: &Flight, scope: &str, claims: &str);
    #[wasm_bindgen(method)]
    pub fn join(this: &Flight, ms: f64);
    #[wasm_bindgen(method)]
    pub fn sleep(this: &Flight, ms: f64);
    #[wasm_bindgen(method)]
    pub fn tell(this: &Flight, hook: &str, json: &str);
}

#[wasm_bindgen(module = "/src/js/arguments.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = argumentsText)]
    pub fn arguments_text(
        room_id: &JsValue,
        argument: &JsValue,
        options: &JsValue,
        host: &JsValue,
    ) -> Result<String, JsValue>;
    #[wasm_bindgen(catch)]
    pub fn text(value: &JsValue, name: &str) -> Result<String, JsValue>;
}

#[wasm_bindgen]
extern "C" {
    pub type Promise;
    #[wasm_bindgen(static_method_of = Promise)]
    pub fn reject(error: &JsValue) -> Promise;
}
