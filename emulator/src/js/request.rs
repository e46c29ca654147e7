//! Reads what `fetch` was given, as loosely as `fetch` does: objects of other realms and of ponyfills count by
//! their members, not by their class.

use gloo_net::http::Headers;
use js_sys::{ArrayBuffer, Promise, Reflect, Uint8Array};
use url::Url;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::convert::type_error;
use crate::http::{Request, Scheme};

/// Methods that `fetch` turns into upper case; others go out as they are.
const NORMALISED: [&str; 6] = ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"];

#[wasm_bindgen]
extern "C" {
    /// The platform's `Response`, here only to turn any kind of body into bytes and a content type. A `Request`
    /// has the same members.
    type Response;

    #[wasm_bindgen(constructor, catch)]
    fn new(body: &JsValue) -> Result<Response, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn headers(this: &Response) -> web_sys::Headers;

    #[wasm_bindgen(method, catch, js_name = arrayBuffer)]
    fn array_buffer(this: &Response) -> Result<Promise, JsValue>;
}

/// The `signal` that belongs to a call of `fetch`, or undefined.
pub fn signal(input: &JsValue, init: &JsValue) -> JsValue {
    member(init, "signal")
        .or_else(|| member(input, "signal"))
        .unwrap_or(JsValue::UNDEFINED)
}

/// The request, its body read.
pub async fn read(input: &JsValue, init: &JsValue) -> Result<Request, JsValue> {
    let url = url(input)?;
    let method = member(init, "method").or_else(|| member(input, "method"));
    let method = normalised(
        method
            .and_then(|method| method.as_string())
            .unwrap_or_else(|| "GET".into()),
    );

    let raw = match member(init, "headers").or_else(|| member(input, "headers")) {
        Some(given) => web_sys::Headers::new_with_str_sequence_sequence(&given)?,
        None => web_sys::Headers::new()?,
    };
    let headers = Headers::from_raw(raw);

    let bodiless = method == "GET" || method == "HEAD";
    let body = match member(init, "body") {
        Some(_) if bodiless => return Err(type_error("fetch: a request with method GET or HEAD has no body")),
        Some(body) => {
            let response = Response::new(&body)?;
            if let (None, Ok(Some(content_type))) =
                (headers.get("content-type"), response.headers().get("content-type"))
            {
                headers.set("content-type", &content_type);
            }
            bytes(response.array_buffer()?).await?
        }
        None if bodiless => Vec::new(),
        None if member(input, "arrayBuffer").is_some() => {
            bytes(input.unchecked_ref::<Response>().array_buffer()?).await?
        }
        None => Vec::new(),
    };

    let mut headers: Vec<(String, String)> = headers.entries().collect();
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        headers.push(("host".into(), host(&url)));
    }
    Ok(Request {
        method,
        target: target(&url),
        scheme: if url.scheme() == "http" {
            Scheme::Http
        } else {
            Scheme::Https
        },
        headers,
        body,
    })
}

/// A text, a `URL` or a `Request`.
fn url(input: &JsValue) -> Result<Url, JsValue> {
    let text = input
        .as_string()
        .or_else(|| member(input, "url")?.as_string())
        .or_else(|| member(input, "href")?.as_string())
        .ok_or_else(|| type_error("fetch: the first argument must be a URL or a Request"))?;
    let url = Url::parse(&text).map_err(|_| type_error("fetch: the URL must be absolute"))?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        _ => Err(type_error("fetch: the URL must begin with http:// or https://")),
    }
}

fn host(url: &Url) -> String {
    let name = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{name}:{port}"),
        None => name.into(),
    }
}

fn target(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().into(),
    }
}

fn normalised(method: String) -> String {
    let upper = method.to_ascii_uppercase();
    if NORMALISED.contains(&upper.as_str()) {
        upper
    } else {
        method
    }
}

/// A member that is there.
fn member(object: &JsValue, name: &str) -> Option<JsValue> {
    if !object.is_object() {
        return None;
    }
    Reflect::get(object, &name.into())
        .ok()
        .filter(|value| !value.is_undefined() && !value.is_null())
}

async fn bytes(buffer: Promise) -> Result<Vec<u8>, JsValue> {
    let buffer: ArrayBuffer = JsFuture::from(buffer).await?.unchecked_into();
    Ok(Uint8Array::new(&buffer).to_vec())
}
