//! One check for each parser. It panics when something that must hold does not; it returns whether the text was accepted.

use acs_rooms::core::answer::{Answer, Output, Refusal};
use acs_rooms::core::arguments::read_room_id;
use acs_rooms::core::base64::{decode, encode};
use acs_rooms::core::connection::{ConnectionString, Endpoint};
use acs_rooms::core::error::ArgumentError;
use acs_rooms::core::headers::Headers;
use acs_rooms::core::identifier::{Identifier, Kind, raw_id_of};
use acs_rooms::core::json::Json;
use acs_rooms::core::operation::OperationName;
use acs_rooms::core::options::{CallOptions, ClientOptions};
use acs_rooms::core::page::follow_link;
use acs_rooms::core::request::{Expect, Proof, Request};
use acs_rooms::core::retry::{Failure, RetryPolicy, asked_wait_ms, next_wait};
use acs_rooms::core::sign::Key;
use acs_rooms::core::time::{Timestamp, from_http_date, to_http_date};
use acs_rooms_emulator::access_key::AccessKey;
use acs_rooms_emulator::auth::{Policy, authenticate};
use acs_rooms_emulator::http::{Request as Received, Scheme};
use acs_rooms_emulator::time::Ticks;
use serde_json::Value;
use std::rc::Rc;
use std::sync::LazyLock;

/// `Thu, 06 Mar 2025 20:29:42 GMT`
const NOW_MS: i64 = 1_741_292_982_000;
const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const EMPTY_HASH: &str = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
static CONTOSO: LazyLock<Endpoint> =
    LazyLock::new(|| Endpoint::of_url("https://contoso.communication.azure.com").unwrap());
static PROXY: LazyLock<Endpoint> =
    LazyLock::new(|| Endpoint::of_url("https://contoso.communication.azure.com/api").unwrap());

fn absolute_url(url: &str) -> Option<String> {
    url::Url::parse(url).ok().map(String::from)
}

fn oracle(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

/// What an error says never repeats a longer part of the text, which may be the key.
pub fn connection_string(text: &str) -> bool {
    let said = match ConnectionString::parse(text) {
        Err(error) => error.message.clone(),
        Ok(parts) => {
            assert!(!parts.endpoint.is_empty() && !parts.access_key.is_empty());
            assert!(text.contains(parts.endpoint) && text.contains(parts.access_key));
            assert!(
                !format!("{parts:?}").contains(parts.access_key)
                    || parts.endpoint.contains(parts.access_key)
                    || parts.access_key.len() < 20
            );
            let endpoint = Endpoint::parse(parts.endpoint, absolute_url).map(|_| ());
            let key = Key::from_base64(parts.access_key).map(|_| ());
            match endpoint.and(key) {
                Ok(()) => return true,
                Err(error) => error.message.clone(),
            }
        }
    };
    // Shorter words, and words with blanks between them, are in the messages themselves.
    let is_key_like = |value: &&str| {
        value.len() >= 24
            && value
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(&byte))
    };
    for value in text.split([';', '=']).map(str::trim).filter(is_key_like) {
        assert!(!said.contains(value), "{said}");
    }
    false
}

/// An endpoint is a fixed point of its own reading, and leads where the URL parser says.
pub fn endpoint(text: &str) -> bool {
    let Ok(read) = Endpoint::parse(text, absolute_url) else {
        return false;
    };
    let origin = read.origin();
    assert_eq!(
        Endpoint::parse(&origin, absolute_url).map(|again| again.origin()),
        Ok(origin.clone())
    );
    assert!(!origin.contains(['@', '?', '#', '\\', ' ', '\n']) && origin.is_ascii());
    assert_eq!(
        read.require_secure(false).is_ok(),
        read.is_secure() || read.is_loopback()
    );
    let url = url::Url::parse(&origin).unwrap();
    assert_eq!(url.origin().ascii_serialization(), origin);
    assert_eq!(url.scheme() == "https", read.is_secure());
    assert_eq!((url.username(), url.path(), url.query()), ("", "/", None));
    if read.is_loopback() {
        let host = url.host_str().unwrap_or_default();
        let is_loopback = host == "[::1]" || host.starts_with("127.") || host.ends_with("localhost");
        assert!(is_loopback, "{host} is no loopback");
    }
    true
}

/// What was read is written and read again the same, and the emulator's reader, which is another crate's, agrees.
pub fn rfc3339(text: &str) -> bool {
    let Ok(time) = Timestamp::from_rfc3339(text) else {
        return false;
    };
    assert!(time.sub_ms_nanos < 1_000_000);
    assert_eq!(Timestamp::from_rfc3339(&time.to_rfc3339()), Ok(time));
    if let Some(theirs) = Ticks::parse_rfc3339(text) {
        assert_eq!(theirs.as_ms(), time.unix_ms);
    }
    true
}

/// The same for the dates of headers.
pub fn http_date(text: &str) -> bool {
    let Some(unix_ms) = from_http_date(text) else {
        return false;
    };
    assert_eq!(from_http_date(&to_http_date(unix_ms)), Some(unix_ms));
    if let Some(theirs) = Ticks::parse_http_date(text) {
        assert_eq!(theirs.as_ms(), unix_ms);
    }
    true
}

/// A link that is followed stays in its list, and is sent exactly as it is signed.
pub fn next_link(text: &str) -> bool {
    let mut followed = false;
    for (endpoint, list) in [
        (&*CONTOSO, "/rooms"),
        (&*CONTOSO, "/rooms/99480215317774646/participants"),
        (&*PROXY, "/api/rooms"),
    ] {
        let follow = |link: &str| {
            let mut path = list.to_owned();
            follow_link(&mut path, link, endpoint, absolute_url).map(|()| path)
        };
        let Ok(path) = follow(text) else {
            continue;
        };
        followed = true;
        let sent = format!("{}{path}", endpoint.origin());
        let url = url::Url::parse(&sent).unwrap();
        assert_eq!(url.as_str(), sent);
        assert_eq!(url.origin().ascii_serialization(), endpoint.origin());
        assert_eq!(url.path(), list);
        assert_eq!(follow(&path).as_ref(), Ok(&path));
        assert_eq!(follow(&sent), Ok(path));
    }
    followed
}

/// No wait is longer than allowed, and a longer one is not begun.
pub fn retry_after(text: &str) -> bool {
    let policy = RetryPolicy::default();
    let mut understood = false;
    for name in ["retry-after", "retry-after-ms", "x-ms-retry-after-ms"] {
        let answer = Answer {
            status: 503,
            headers: Headers::from_lines(format!("{name}:{text}\n")),
            body: String::new(),
        };
        let asked = asked_wait_ms(&answer, NOW_MS);
        understood |= asked.is_some();
        let wait = next_wait(&policy, Failure::Status(503, asked), 0, 0.5);
        match asked {
            Some(ms) if ms > policy.max_delay_ms => assert_eq!(wait, None),
            Some(ms) => assert_eq!(wait, Some(ms)),
            None => assert_eq!(wait, Some(policy.delay_ms / 2)),
        }
        // `Headers` trims, as HTTP does, and a header ends with its line.
        let line = text.lines().next().unwrap_or_default().trim_ascii();
        // Rust reads a plus, which RFC 9110 does not allow.
        if let (Ok(number), false) = (line.parse::<u64>(), line.starts_with('+')) {
            let unit = if name == "retry-after" { 1000 } else { 1 };
            // Of what is longer than a century only that it is long.
            match number.saturating_mul(unit) {
                exact @ 0..=4_000_000_000_000 => assert_eq!(asked, Some(exact)),
                _ => assert!(asked > Some(4_000_000_000_000)),
            }
        }
    }
    understood
}

fn depth(value: &Json<'_>) -> usize {
    match value {
        Json::List(items) => 1 + items.iter().map(|(_, item)| depth(item)).max().unwrap_or(0),
        Json::Object(members) => 1 + members.iter().map(|(_, value)| depth(value)).max().unwrap_or(0),
        _ => 0,
    }
}

fn is_same(ours: &Json<'_>, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Json::Null, Value::Null) => true,
        (Json::Bool(a), Value::Bool(b)) => a == b,
        (Json::Number(text), Value::Number(_)) => oracle(text).as_ref() == Some(theirs),
        (Json::Text(a), Value::String(b)) => a == b,
        (Json::List(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|((_, a), b)| is_same(a, b)),
        (Json::Object(a), Value::Object(b)) => {
            // The last of members of the same name counts.
            a.iter().all(|(name, _)| b.contains_key(name.as_ref()))
                && b.iter().all(|(name, theirs)| {
                    a.iter()
                        .rev()
                        .find(|(ours, _)| ours == name)
                        .is_some_and(|(_, ours)| is_same(ours, theirs))
                })
        }
        _ => false,
    }
}

/// `serde_json` is the oracle. It refuses lone surrogates and numbers beyond a double, which JavaScript does not.
pub fn json(text: &str) -> bool {
    match (Json::parse(text), oracle(text)) {
        (Some(ours), Some(theirs)) => {
            assert!(is_same(&ours, &theirs), "{ours:?} {theirs}");
            assert!(depth(&ours) <= 64);
            true
        }
        (Some(_), None) => {
            let is_surrogate = text.contains("\\u");
            let is_large = text.contains(['e', 'E']) || text.len() > 300;
            assert!(is_surrogate || is_large, "only we accept it");
            true
        }
        (None, Some(_)) => {
            assert!(
                text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count() > 64,
                "only we refuse it"
            );
            false
        }
        (None, None) => false,
    }
}

fn request(name: OperationName, call: &Json<'_>) -> Result<Request, ArgumentError> {
    Request::read(name, call, &CONTOSO, &ClientOptions::default(), "idid", absolute_url)
}

/// What is read of an answer is what serde_json reads, and what is made of it is JSON again.
pub fn answer(text: &str) -> bool {
    let theirs = oracle(text);
    let mut read = false;
    for expect in [Expect::Room, Expect::Rooms, Expect::Participants] {
        let Ok(output) = Output::read(expect, text) else {
            continue;
        };
        read = true;
        let written = oracle(&output.json).expect("the output is JSON");
        let Some(theirs) = &theirs else { continue };
        match expect {
            Expect::Room => assert_eq!(written["id"], theirs["id"]),
            _ => {
                let items = theirs["value"].as_array().map(Vec::len);
                assert_eq!(written.as_array().map(Vec::len), items);
                let link = theirs["nextLink"].as_str().filter(|link| !link.is_empty());
                assert_eq!(output.next_link.as_deref(), link);
            }
        }
    }
    let refused = Answer {
        status: 400,
        headers: Headers::from_lines(format!("ms-cv:{}\n", text.replace('\n', " "))),
        body: text.to_owned(),
    };
    let refusal = Refusal::from_answer(refused, "The service", Some(u64::MAX));
    assert!(!refusal.message.is_empty());
    let request = request(OperationName::ListRooms, &Json::Null).unwrap();
    let written = refusal.to_json(&CONTOSO.origin(), &request, &Headers::default());
    let written = oracle(&written).expect("the error is JSON");
    assert_eq!(written["response"]["bodyAsText"], text);
    read
}

/// Every text is an identifier of some kind, and none is lost on the way to an object and back.
pub fn identifier(text: &str) -> bool {
    let identifier = Identifier::from_raw_id(text);
    assert_eq!(identifier.raw_id(), text);
    let mut written = String::new();
    identifier.write(&mut written);
    assert!(oracle(&written).is_some(), "{written}");
    let object = Json::parse(&written).unwrap();
    assert_eq!(raw_id_of(&object).as_deref(), Ok(text));
    // An anonymous visitor's `kind` comes of its prefix, so only what is not empty can be read back.
    if let Ok(read) = Identifier::read(&object) {
        assert_eq!(read.raw_id(), text);
        assert_eq!(read.kind, identifier.kind);
    }
    identifier.kind != Kind::Unknown
}

/// The base64 crate is the oracle.
pub fn base64(text: &str) -> bool {
    use ::base64::Engine;
    let ours = decode(text);
    assert_eq!(ours, ::base64::engine::general_purpose::STANDARD.decode(text).ok());
    if let Some(bytes) = &ours {
        assert_eq!(encode(bytes), text);
    }
    ours.is_some()
}

/// Nothing gets into a header that could end it.
pub fn options(text: &str) -> bool {
    let Some(json) = Json::parse(text) else {
        return false;
    };
    let client = ClientOptions::read(&json);
    let mut call_options = CallOptions::default();
    let call = call_options.read(&json).map(|()| call_options);
    if let Ok(client) = &client {
        let is_version = |version: &String| !version.is_empty() && !version.contains(['\n', '&', ' ']);
        assert!(client.api_version.as_ref().is_none_or(is_version));
        assert!(!client.user_agent.contains(['\n', '\r']));
    }
    if let Ok(call) = &call {
        for (name, value) in call.custom_headers.iter() {
            assert!(!name.is_empty() && !name.contains([':', '\n', '\r', ' ']) && !value.contains(['\n', '\r']));
        }
    }
    client.is_ok() && call.is_ok()
}

/// Whatever arguments are accepted become a request that can be sent: JSON, and a path that stays as it is signed.
pub fn operation(text: &str) -> bool {
    use OperationName as Name;
    let Some(json) = Json::parse(text) else {
        return false;
    };
    let mut accepted = false;
    let proof = Proof::Key(Rc::new(Key::from_base64(KEY).unwrap()));
    for name in [
        Name::CreateRoom,
        Name::UpdateRoom,
        Name::GetRoom,
        Name::DeleteRoom,
        Name::ListRooms,
        Name::ListParticipants,
        Name::AddOrUpdateParticipants,
        Name::RemoveParticipants,
        Name::Relay,
    ] {
        let Ok(request) = request(name, &json) else {
            continue;
        };
        accepted = true;
        let sent = format!("{}{}", CONTOSO.origin(), request.path);
        assert_eq!(url::Url::parse(&sent).unwrap().as_str(), sent);
        if !request.body.is_empty() && name != Name::Relay {
            assert!(oracle(&request.body).is_some(), "{}", request.body);
        }
        let headers = request.headers(&CONTOSO, &ClientOptions::default(), &proof, NOW_MS, NOW_MS);
        assert_eq!(headers.iter().filter(|(name, _)| *name == "authorization").count(), 1);
        assert!(headers.iter().all(|(_, value)| !value.contains(['\r', '\n'])));
    }
    if let Some(room_id) = json.text("roomId") {
        let call = Json::Object(vec![("roomId".into(), Json::Text(room_id.into()))]);
        assert!(read_room_id(&call).is_err() || !room_id.contains('/'));
    }
    accepted
}

/// The emulator lets nobody in who has not signed, and does not tell what would have been right.
pub fn authorization(text: &str) -> bool {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let request = Received {
        method: "GET".to_owned(),
        target: "/rooms?api-version=2025-03-13".to_owned(),
        scheme: Scheme::Http,
        headers: vec![
            header("Host", "localhost:7080"),
            header("x-ms-date", "Thu, 06 Mar 2025 20:29:42 GMT"),
            header("Date", text),
            header("x-ms-content-sha256", EMPTY_HASH),
            header("Accept", text),
            header("Authorization", text),
        ],
        body: Vec::new(),
    };
    let keys = [AccessKey::from_base64(KEY).unwrap()];
    let policy = Policy {
        keys: &keys,
        now: Ticks::from_ms(NOW_MS),
        skew_window_in_ms: 900_000,
        tokens: None,
        strict: false,
    };
    // The right signature of this request, from the client's table of known answers.
    let right = "RecsY1aZ40P05RplvBZm+pckpfMpJIK+z6kgx4eTkcI=";
    match authenticate(&request, &policy) {
        Ok(key) => {
            let is_token = text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("bearer "));
            assert_eq!(key.is_none(), is_token, "let in as somebody else");
            assert!(is_token || text.contains(right), "let in without a signature");
            true
        }
        Err(refusal) => {
            let said = String::from_utf8_lossy(&refusal.into_response().body).into_owned();
            // A header that is missing is named as the request names it.
            assert!(!said.contains(right) || text.contains(right));
            false
        }
    }
}
