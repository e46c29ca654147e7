//! What `support.js` provides, and the shapes of the objects that callers give.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/support.js")]
extern "C" {
    #[wasm_bindgen(js_name = restError)]
    pub fn rest_error(json: &str, cause: &JsValue) -> JsValue;
    pub fn revive(json: &str, continuation_token: Option<&str>) -> JsValue;

    #[wasm_bindgen(catch, js_name = callText)]
    pub fn call_text(room_id: &JsValue, argument: &JsValue, options: &JsValue) -> Result<String, JsValue>;
    #[wasm_bindgen(catch, js_name = clientText)]
    pub fn client_text(options: &JsValue) -> Result<String, JsValue>;
    #[wasm_bindgen(catch, js_name = valueText)]
    pub fn value_text(value: &JsValue) -> Result<String, JsValue>;
    #[wasm_bindgen(catch, js_name = absoluteUrl)]
    pub fn absolute_url(url: &str) -> Result<String, JsValue>;

    pub type Limit;
    #[wasm_bindgen(constructor, catch)]
    pub fn new(signal: &JsValue, ms: f64) -> Result<Limit, JsValue>;
    #[wasm_bindgen(method, getter)]
    pub fn controller(this: &Limit) -> web_sys::AbortController;
    #[wasm_bindgen(method, getter)]
    pub fn error(this: &Limit) -> JsValue;
    #[wasm_bindgen(method)]
    pub fn race(this: &Limit, promise: &js_sys::Promise) -> js_sys::Promise;
    #[wasm_bindgen(method)]
    pub fn end(this: &Limit);

    pub fn sleep(ms: f64, limit: Option<&Limit>) -> js_sys::Promise;
    #[wasm_bindgen(catch, js_name = headerLines)]
    pub fn header_lines(response: &JsValue) -> Result<String, JsValue>;
    pub fn describe(thrown: &JsValue) -> String;
    #[wasm_bindgen(js_name = newId)]
    pub fn new_id() -> String;
    pub fn notify(hook: &JsValue, json: &str);
    pub fn respond(hook: &JsValue, json: &str, output: &JsValue, error: &JsValue);
    pub fn pager(pages: super::pages::Pages) -> JsValue;
}

#[wasm_bindgen]
extern "C" {
    /// An access key or a token credential, as the caller gave it.
    #[derive(Clone)]
    pub type Credential;
    #[wasm_bindgen(method, getter, catch)]
    pub fn key(this: &Credential) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getToken)]
    pub fn get_token(this: &Credential, scope: &str, options: &js_sys::Object) -> Result<JsValue, JsValue>;
}
