//! The whole client in a browser: `wasm-pack test --headless --chrome` (or `--firefox`).
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use acs_rooms::RoomsClient;
use js_sys::{Array, Date, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const CONNECTION: &str =
    "endpoint=https://contoso.communication.azure.com/;accesskey=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

#[wasm_bindgen(module = "/tests/browser/fakes.js")]
extern "C" {
    fn fake(name: &str) -> JsValue;
    fn sent(fetch: &JsValue) -> u32;
    fn sent_at(fetch: &JsValue, index: u32) -> JsValue;
    async fn error_of(promise: &JsValue) -> JsValue;
    #[wasm_bindgen(catch)]
    async fn collect(pager: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    async fn first_page(pager: &JsValue, settings: &JsValue) -> Result<JsValue, JsValue>;
    fn evaluate(source: &str) -> JsValue;
    fn after(ms: u32, act: &Function) -> u32;
    fn counting_signal() -> JsValue;
}

#[wasm_bindgen(module = "/pkg-template/entries/lists.js")]
extern "C" {
    #[wasm_bindgen(js_name = listsByPage)]
    fn lists_by_page(class: &JsValue);
}

/// The list that a method of the client gives. The package adds these methods to the class.
fn list(rooms: &JsValue, method: &str, arguments: &[&str]) -> JsValue {
    lists_by_page(&get(rooms, "constructor"));
    let arguments: Array = arguments.iter().map(|argument| JsValue::from(*argument)).collect();
    let method: Function = get(rooms, method).unchecked_into();
    method.apply(rooms, &arguments).expect("a list")
}

fn get(value: &JsValue, path: &str) -> JsValue {
    path.split('.').fold(value.clone(), |value, name| {
        Reflect::get(&value, &name.into()).unwrap_or_else(|_| panic!("no {name} of {path}"))
    })
}

fn text(value: &JsValue, path: &str) -> String {
    get(value, path)
        .as_string()
        .unwrap_or_else(|| panic!("{path} is no text"))
}

fn number(value: &JsValue, path: &str) -> f64 {
    get(value, path)
        .as_f64()
        .unwrap_or_else(|| panic!("{path} is no number"))
}

/// A client over a fake fetch, with further options written as JavaScript.
fn client(fetch: &JsValue, options: &str) -> RoomsClient {
    let all = evaluate(options);
    Reflect::set(&all, &"fetch".into(), fetch).unwrap();
    RoomsClient::new(CONNECTION.into(), all, JsValue::UNDEFINED).expect("a client")
}

const QUICK: &str = "{ retryOptions: { retryDelayInMs: 1 } }";

async fn done(promise: impl Into<JsValue>) -> JsValue {
    match JsFuture::from(promise.into().unchecked_into::<Promise>()).await {
        Ok(value) => value,
        Err(error) => panic!("rejected: {error:?}"),
    }
}

fn undefined() -> JsValue {
    JsValue::UNDEFINED
}

#[wasm_bindgen_test]
async fn creates_a_room_and_gives_dates() {
    let fetch = fake("room");
    let options = evaluate(
        "{ validFrom: new Date(1743465600500), validUntil: '2025-05-01T02:00:00+02:00', pstnDialOutEnabled: true,
           participants: [{ id: { communicationUserId: '8:acs:é😀' }, role: 'Presenter' }] }",
    );
    let room = done(client(&fetch, "{}").create_room(options)).await;
    assert_eq!(text(&room, "id"), "99480215317774646");
    assert_eq!(
        get(&room, "createdOn").unchecked_into::<Date>().get_time(),
        1_739_950_167_791.0
    );
    assert_eq!(get(&room, "pstnDialOutEnabled"), JsValue::FALSE);
    let init = sent_at(&fetch, 0);
    assert_eq!(
        text(&init, "body"),
        r#"{"validFrom":"2025-04-01T00:00:00.500Z","validUntil":"2025-05-01T00:00:00.000Z","pstnDialOutEnabled":true,"participants":{"8:acs:é😀":{"role":"Presenter"}}}"#
    );
    assert_eq!(text(&init, "method"), "POST");
    assert_eq!(
        text(&init, "url"),
        "https://contoso.communication.azure.com/rooms?api-version=2025-03-13"
    );
    assert_eq!(text(&init, "headers.content-type"), "application/json");
    assert!(
        text(&init, "headers.authorization")
            .starts_with("HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=")
    );
    assert_eq!(text(&init, "headers.repeatability-request-id").len(), 36);
    let now = Date::now();
    assert!((Date::parse(&text(&init, "headers.x-ms-date")) - now).abs() < 60_000.0);
}

#[wasm_bindgen_test]
async fn all_eight_operations_reach_fetch() {
    let fetch = fake("room");
    let rooms = client(&fetch, "{}");
    done(rooms.create_room(undefined())).await;
    done(rooms.update_room("99".into(), evaluate("{ pstnDialOutEnabled: true }"))).await;
    done(rooms.get_room("99".into(), undefined())).await;
    let people = evaluate("[{ id: { communicationUserId: '8:acs:a' } }]");
    done(rooms.add_or_update_participants("99".into(), people.clone(), undefined())).await;
    done(rooms.remove_participants("99".into(), people, undefined())).await;
    let lines: Vec<String> = (0..sent(&fetch))
        .map(|index| {
            let init = sent_at(&fetch, index);
            let url = text(&init, "url").replace("https://contoso.communication.azure.com", "");
            format!("{} {url}", text(&init, "method"))
        })
        .collect();
    assert_eq!(
        lines,
        [
            "POST /rooms?api-version=2025-03-13",
            "PATCH /rooms/99?api-version=2025-03-13",
            "GET /rooms/99?api-version=2025-03-13",
            "PATCH /rooms/99/participants?api-version=2025-03-13",
            "PATCH /rooms/99/participants?api-version=2025-03-13",
        ]
    );
    assert_eq!(
        text(&sent_at(&fetch, 1), "headers.content-type"),
        "application/merge-patch+json"
    );
    assert_eq!(
        text(&sent_at(&fetch, 4), "body"),
        r#"{"participants":{"8:acs:a":null}}"#
    );
    let fetch = fake("deleted");
    assert!(
        done(client(&fetch, "{}").delete_room("99".into(), undefined()))
            .await
            .is_undefined()
    );
    assert_eq!(text(&sent_at(&fetch, 0), "method"), "DELETE");
}

#[wasm_bindgen_test]
async fn the_global_fetch_is_used_over_a_real_connection() {
    // The test's own server has no rooms.
    let rooms = RoomsClient::through_proxy("/no-such/base".into(), undefined()).expect("a client");
    let error = error_of(&rooms.get_room("99".into(), undefined())).await;
    assert_eq!(text(&error, "name"), "RestError");
    assert_eq!(number(&error, "statusCode"), 404.0);
    assert!(text(&error, "request.url").ends_with("/no-such/base/rooms/99?api-version=2025-03-13"));
}

#[wasm_bindgen_test]
async fn lists_are_lazy_go_over_empty_pages_and_resume() {
    let fetch = fake("pages");
    let rooms: JsValue = client(&fetch, "{}").into();
    let lazy = list(&rooms, "listRooms", &[]);
    assert_eq!(sent(&fetch), 0);
    let all: Array = collect(&lazy).await.unwrap().unchecked_into();
    let ids: Vec<_> = all.iter().map(|room| text(&room, "id")).collect();
    assert_eq!(ids, ["900", "901", "920", "921"]);
    assert_eq!(sent(&fetch), 3);
    let page = first_page(&list(&rooms, "listRooms", &[]), &undefined()).await.unwrap();
    let settings = Object::new();
    Reflect::set(&settings, &"continuationToken".into(), &get(&page, "continuationToken")).unwrap();
    let second = first_page(&list(&rooms, "listRooms", &[]), &settings).await.unwrap();
    assert_eq!(number(&second, "length"), 0.0);
    let error = first_page(&list(&rooms, "listRooms", &[]), &evaluate("{ maxPageSize: 3 }"))
        .await
        .unwrap_err();
    assert_eq!(
        text(&error, "message"),
        "maxPageSize is not supported by this operation."
    );
}

#[wasm_bindgen_test]
async fn a_link_to_another_origin_is_not_followed() {
    let fetch = fake("foreign_link");
    let rooms = list(&client(&fetch, "{}").into(), "listRooms", &[]);
    let error = collect(&rooms).await.unwrap_err();
    assert_eq!(text(&error, "name"), "RangeError");
    assert!(text(&error, "message").contains("another origin"));
    assert_eq!(sent(&fetch), 1);
}

#[wasm_bindgen_test]
async fn participants_have_identifiers_with_kinds() {
    let participants = list(&client(&fake("participants"), "{}").into(), "listParticipants", &["99"]);
    let all: Array = collect(&participants).await.unwrap().unchecked_into();
    assert_eq!(text(&all.get(0), "id.kind"), "teamsExtensionUser");
    assert_eq!(text(&all.get(0), "id.userId"), "u");
    assert_eq!(text(&all.get(1), "id.phoneNumber"), "+1");
    assert_eq!(text(&all.get(1), "role"), "Attendee");
}

#[wasm_bindgen_test]
async fn a_failed_attempt_is_repeated_under_the_same_ids() {
    let fetch = fake("failing_first");
    done(client(&fetch, QUICK).create_room(undefined())).await;
    assert_eq!(sent(&fetch), 2);
    for header in [
        "repeatability-request-id",
        "x-ms-client-request-id",
        "repeatability-first-sent",
    ] {
        let path = format!("headers.{header}");
        assert_eq!(text(&sent_at(&fetch, 0), &path), text(&sent_at(&fetch, 1), &path));
    }
}

#[wasm_bindgen_test]
async fn a_refusal_is_a_rest_error() {
    let error = error_of(&client(&fake("not_found"), "{}").get_room("99".into(), undefined())).await;
    assert!(error.is_instance_of::<js_sys::Error>());
    assert_eq!(text(&error, "name"), "RestError");
    assert_eq!(text(&error, "message"), "No such room. (GET /rooms/99)");
    assert_eq!(text(&error, "code"), "NotFound");
    assert_eq!(number(&error, "statusCode"), 404.0);
    assert_eq!(text(&error, "details.error.details.0.target"), "x");
    assert_eq!(text(&error, "details.errorCode"), "NotFound");
    assert_eq!(text(&error, "response.headers.x-ms-error-code"), "NotFound");
    assert_eq!(text(&error, "requestId"), "abc.0");
    assert_eq!(text(&error, "request.headers.authorization"), "REDACTED");
    assert_eq!(text(&error, "clientRequestId").len(), 36);
}

#[wasm_bindgen_test]
async fn whatever_fetch_does_the_promise_settles_with_a_rest_error() {
    for (name, words) in [
        ("throws_text", "no network"),
        ("rejects_nothing", "undefined"),
        ("gives_text_that_throws", "stream locked"),
        ("html", "is not JSON"),
    ] {
        let fetch = fake(name);
        let error = error_of(&client(&fetch, QUICK).get_room("99".into(), undefined())).await;
        assert_eq!(text(&error, "name"), "RestError", "{name}");
        assert!(
            text(&error, "message").contains(words),
            "{name}: {}",
            text(&error, "message")
        );
    }
    let error = error_of(&client(&fake("throws_text"), QUICK).get_room("99".into(), undefined())).await;
    assert_eq!(text(&error, "cause"), "no network");
    assert_eq!(text(&error, "code"), "REQUEST_SEND_ERROR");
}

#[wasm_bindgen_test]
async fn a_fetch_that_gives_no_response_is_the_callers_mistake() {
    for name in ["gives_nothing", "gives_object"] {
        let fetch = fake(name);
        let error = error_of(&client(&fetch, QUICK).get_room("99".into(), undefined())).await;
        assert_eq!(
            (text(&error, "name"), sent(&fetch)),
            ("TypeError".to_owned(), 1),
            "{name}"
        );
        assert!(text(&error, "message").contains("no Response"), "{name}");
    }
}

#[wasm_bindgen_test]
async fn an_abort_works_everywhere() {
    // Before.
    let fetch = fake("room");
    let aborted = evaluate("{ abortSignal: AbortSignal.abort('enough') }");
    let error = error_of(&client(&fetch, "{}").get_room("99".into(), aborted)).await;
    assert_eq!((text(&error, "name"), sent(&fetch)), ("AbortError".to_owned(), 0));
    assert_eq!(text(&error, "cause"), "enough");
    // During the request, while the body is read, and in the wait before a retry.
    for name in ["never", "slow_body", "busy"] {
        let fetch = fake(name);
        let controller = web_sys::AbortController::new().unwrap();
        let options = Object::new();
        Reflect::set(&options, &"abortSignal".into(), &controller.signal()).unwrap();
        let promise = client(&fetch, "{}").get_room("99".into(), options.into());
        let abort = Closure::once_into_js(move || controller.abort());
        after(30, abort.unchecked_ref());
        let error = error_of(&promise).await;
        assert_eq!(
            (text(&error, "name"), sent(&fetch)),
            ("AbortError".to_owned(), 1),
            "{name}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_call_ends_when_its_time_is_up() {
    for (client_options, call_options) in [
        ("{ requestTimeoutInMs: 20 }", "{}"),
        ("{}", "{ requestOptions: { timeout: 20 } }"),
        ("{ requestTimeoutInMs: 100000 }", "{ requestOptions: { timeout: 20 } }"),
    ] {
        let rooms = client(&fake("never"), client_options);
        let error = error_of(&rooms.get_room("99".into(), evaluate(call_options))).await;
        assert_eq!(text(&error, "name"), "AbortError");
        assert!(text(&error, "message").contains("20 ms"));
    }
}

#[wasm_bindgen_test]
async fn no_listener_is_left_behind() {
    for name in ["room", "not_found", "failing_first"] {
        let signal = counting_signal();
        let options = Object::new();
        Reflect::set(&options, &"abortSignal".into(), &signal).unwrap();
        let promise = client(&fake(name), QUICK).get_room("99".into(), options.into());
        JsFuture::from(promise.unchecked_into::<Promise>()).await.ok();
        assert_eq!(number(&signal, "listeners"), 0.0, "{name}");
    }
}

#[wasm_bindgen_test]
async fn bad_arguments_reject_and_nothing_is_sent() {
    let fetch = fake("room");
    let rooms = client(&fetch, "{}");
    for (promise, class, start) in [
        (
            rooms.get_room(undefined(), undefined()),
            "TypeError",
            "roomId must be a string",
        ),
        (
            rooms.get_room("".into(), undefined()),
            "TypeError",
            "roomId must not be empty",
        ),
        (
            rooms.get_room("a/b".into(), undefined()),
            "RangeError",
            "roomId must be",
        ),
        (
            rooms.create_room(evaluate("7")),
            "TypeError",
            "options must be an object",
        ),
        (
            rooms.create_room(evaluate("{ validFrom: new Date(NaN) }")),
            "RangeError",
            "validFrom is not a valid time",
        ),
        (
            rooms.create_room(evaluate("{ validFrom: '2025-01-01T00:00:00' }")),
            "RangeError",
            "validFrom has no offset",
        ),
        (
            rooms.create_room(evaluate("{ validUntil: 5 }")),
            "TypeError",
            "validUntil must be",
        ),
        (
            rooms.create_room(evaluate("{ participants: [{}] }")),
            "TypeError",
            "participants[0] must be",
        ),
        (
            rooms.update_room("9".into(), evaluate("{ validFrom: new Date() }")),
            "TypeError",
            "validUntil is missing",
        ),
        (
            rooms.add_or_update_participants("9".into(), undefined(), undefined()),
            "TypeError",
            "participants must be an array",
        ),
        (
            rooms.remove_participants("9".into(), evaluate("[() => 1]"), undefined()),
            "TypeError",
            "participants[0] must be an identifier",
        ),
        (
            rooms.get_room("9".into(), evaluate("{ requestOptions: { timeout: -1 } }")),
            "RangeError",
            "requestOptions.timeout must",
        ),
    ] {
        let error = error_of(&promise).await;
        assert_eq!(text(&error, "name"), class, "{start}");
        assert!(
            text(&error, "message").starts_with(start),
            "{}",
            text(&error, "message")
        );
    }
    assert_eq!(sent(&fetch), 0);
}

#[wasm_bindgen_test]
fn bad_constructor_arguments_throw_without_the_key() {
    let refuse = |first: &str, second: &str, third: &str| {
        let made = RoomsClient::new(evaluate(first), evaluate(second), evaluate(third));
        text(&made.err().expect("must be refused"), "message")
    };
    for (first, second, third, start) in [
        (
            "undefined",
            "undefined",
            "undefined",
            "connectionString is undefined: is the environment variable or secret set?",
        ),
        ("''", "undefined", "undefined", "connectionString must have the form"),
        (
            "'endpoint=https://h/x;accesskey=pw=='",
            "undefined",
            "undefined",
            "endpoint must not have a path",
        ),
        (
            "'endpoint=http://h;accesskey=pw=='",
            "{}",
            "undefined",
            "endpoint uses http:",
        ),
        ("'https://h'", "{}", "{}", "credential must be { key }"),
        (
            "'https://h'",
            "{ key: 5 }",
            "undefined",
            "credential.key must be a string",
        ),
        ("5", "{ key: 'pw==' }", "undefined", "endpoint must be a string"),
        (
            "'http://localhost'",
            "{ getToken() {} }",
            "undefined",
            "endpoint uses http:, over which a token",
        ),
        (
            "'https://h'",
            "{ key: 'pw==' }",
            "{ fetch: 5 }",
            "fetch must be a function",
        ),
        (
            "'https://h'",
            "{ key: 'pw==' }",
            "{ apiVersion: '' }",
            "apiVersion must be",
        ),
        ("'https://h'", "{ key: 'pw==' }", "5", "options must be an object"),
    ] {
        let message = refuse(first, second, third);
        assert!(message.starts_with(start), "{first}: {message}");
        assert!(!message.contains("canary"));
    }
}

#[wasm_bindgen_test]
async fn a_key_that_cannot_sign_is_told_when_a_request_is_signed() {
    let fetch = fake("room");
    let options = Object::new();
    Reflect::set(&options, &"fetch".into(), &fetch).unwrap();
    let rooms = RoomsClient::new("https://h".into(), evaluate("({ key: 'canary!' })"), options.into());
    let error = error_of(&rooms.expect("a client").get_room("9".into(), undefined())).await;
    let message = text(&error, "message");
    assert!(message.starts_with("accesskey is not base64"), "{message}");
    assert!(!message.contains("canary"));
    assert_eq!(sent(&fetch), 0);
}

#[wasm_bindgen_test]
async fn credentials_are_asked_for_every_request_and_their_failures_are_kept() {
    let fetch = fake("room");
    let build = |credential: &str| {
        let options = Object::new();
        Reflect::set(&options, &"fetch".into(), &fetch).unwrap();
        RoomsClient::new(
            "https://contoso.communication.azure.com".into(),
            evaluate(credential),
            options.into(),
        )
        .expect("a client")
    };
    let rotating = build("(() => { let n = 0; return { get key() { return n++ < 2 ? 'pw==' : 'cHc='; } } })()");
    done(rotating.get_room("9".into(), undefined())).await;
    done(rotating.get_room("9".into(), undefined())).await;
    let signature = |index| text(&sent_at(&fetch, index), "headers.authorization");
    assert_ne!(signature(0), signature(1));
    let token = build("({ getToken: async (scope) => ({ token: scope, expiresOnTimestamp: Date.now() + 3600000 }) })");
    done(token.get_room("9".into(), undefined())).await;
    assert_eq!(signature(2), "Bearer https://communication.azure.com//.default");
    for (credential, words) in [
        (
            "({ getToken: async () => { throw new Error('login first') } })",
            "login first",
        ),
        ("({ getToken() { throw new Error('broken') } })", "broken"),
        ("({ getToken: async () => null })", "getToken must resolve"),
        ("({ getToken: async () => ({ token: '' }) })", "getToken must resolve"),
    ] {
        let error = error_of(&build(credential).get_room("9".into(), undefined())).await;
        assert!(text(&error, "message").contains(words), "{}", text(&error, "message"));
    }
    let failing = build("({ getToken: async () => { throw new Error('login first') } })");
    let error = error_of(&failing.get_room("9".into(), undefined())).await;
    assert_eq!(
        (text(&error, "name"), text(&error, "message")),
        ("Error".to_owned(), "login first".to_owned())
    );
    assert_eq!(sent(&fetch), 3);
}

#[wasm_bindgen_test]
async fn what_the_caller_changes_after_the_call_does_not_matter() {
    let fetch = fake("room");
    let options = evaluate("{ participants: [{ id: { communicationUserId: '8:acs:a' } }] }");
    let promise = client(&fetch, "{}").create_room(options.clone());
    get(&options, "participants").unchecked_into::<Array>().set_length(0);
    done(promise).await;
    assert!(text(&sent_at(&fetch, 0), "body").contains("8:acs:a"));
}

#[wasm_bindgen_test]
async fn a_client_may_be_freed_in_flight_twice_and_used_no_more() {
    let rooms = client(&fake("room"), "{}");
    let promise = rooms.get_room("99".into(), undefined());
    rooms.release();
    rooms.release();
    assert_eq!(text(&done(promise).await, "id"), "99480215317774646");
    let error = error_of(&rooms.get_room("99".into(), undefined())).await;
    assert!(text(&error, "message").contains("has been freed"));
    drop(rooms);
}

#[wasm_bindgen_test]
async fn hooks_hear_everything_but_secrets_and_cannot_break_the_call() {
    let heard = evaluate("globalThis.heard = []");
    let rooms = client(
        &fake("failing_first"),
        "{ retryOptions: { retryDelayInMs: 1 },
           onRequest: (e) => { heard.push(['request', e]); throw new Error('mine') },
           onResponse: async (e) => { heard.push(['response', e]); throw new Error('mine') },
           onRetry: (e) => { heard.push(['retry', e, e.request.headers.get('Accept')]) } }",
    );
    done(rooms.get_room("99".into(), undefined())).await;
    let names: Vec<_> = heard
        .unchecked_ref::<Array>()
        .iter()
        .map(|event| text(&event, "0"))
        .collect();
    assert_eq!(names, ["request", "retry", "request", "response"]);
    assert_eq!(text(&heard, "1.2"), "application/json");
    let response = heard.unchecked_ref::<Array>().get(3);
    assert_eq!(number(&response, "1.attempt"), 2.0);
    assert_eq!(number(&response, "1.statusCode"), 200.0);
    let all = js_sys::JSON::stringify(&heard).unwrap().as_string().unwrap();
    assert!(!all.contains("Signature=") && all.contains("REDACTED"));
}

#[wasm_bindgen_test]
async fn one_call_can_hear_of_its_answer() {
    let heard = evaluate("globalThis.answers = []");
    let options = || {
        evaluate(
            "{ onResponse: (raw, value, error) => { answers.push({ raw, value, error }); throw new Error('mine') },
               traceContext: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' } }",
        )
    };
    let fetch = fake("room");
    done(client(&fetch, "{}").get_room("99".into(), options())).await;
    error_of(&client(&fake("not_found"), "{}").get_room("99".into(), options())).await;
    assert_eq!(number(&heard, "0.raw.status"), 200.0);
    assert_eq!(text(&heard, "0.value.id"), "99480215317774646");
    assert!(text(&heard, "0.raw.bodyAsText").contains("createdAt"));
    let get_header: Function = get(&heard, "1.raw.headers.get").unchecked_into();
    let code = get_header.call1(&undefined(), &"X-MS-Error-Code".into()).unwrap();
    assert_eq!(code, JsValue::from("NotFound"));
    assert_eq!(text(&heard, "1.error.name"), "RestError");
    assert!(text(&sent_at(&fetch, 0), "headers.traceparent").starts_with("00-0af7"));
}
