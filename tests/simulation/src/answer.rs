//! The answers that a client gets: the service's, spoiled or not, and those of gateways in its place.

use acs_rooms::core::time::to_http_date;
use acs_rooms_emulator::http::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::accident::{Accident, Body, Instead, Wait};
use crate::clock::START_MS;
use crate::facts::Asked;
use crate::network::Way;

/// An answer on its way.
#[derive(Clone, Debug)]
pub struct Carried {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// The wait that it asks for.
    pub asked: Option<Asked>,
}

/// As the transport hands it over.
pub fn text_of(carried: &Carried) -> String {
    let mut text = format!("{}\0", carried.status);
    for (name, value) in &carried.headers {
        text += &format!("{}:{value}\n", name.to_ascii_lowercase());
    }
    text + "\0" + &carried.body
}

/// The service's answer.
pub fn carried_of(response: &Response) -> Carried {
    let headers = response.headers.iter();
    Carried {
        status: response.status,
        headers: headers.map(|(name, value)| (name.to_string(), value.clone())).collect(),
        body: String::from_utf8_lossy(&response.body).into_owned(),
        asked: None,
    }
}

/// What the accident makes of an answer.
pub fn spoiled(way: &Way, mut carried: Carried) -> Carried {
    match &way.accident {
        Accident::CutText => carried
            .body
            .truncate(carried.body.floor_char_boundary(carried.body.len() / 2)),
        Accident::BrokenJson => carried.body.push_str("\"}}<"),
        Accident::WrongLink(link) => {
            if let Ok(mut value) = serde_json::from_str::<serde_json::Value>(&carried.body)
                && value["value"].is_array()
            {
                value["nextLink"] = (*link).into();
                carried.body = value.to_string();
            }
        }
        Accident::OtherSuccess if carried.status < 300 => carried.status = 203,
        Accident::Redirect => {
            carried.status = 0;
            carried.headers.clear();
            carried.body.clear();
        }
        _ => {}
    }
    carried
}

/// That of a gateway.
pub fn gateway(way: &Way, instead: &Instead) -> Carried {
    let now_ms = way.world.executor.now_ms();
    let mut headers = vec![("Content-Type".to_owned(), "text/html".to_owned())];
    let now = START_MS + now_ms as i64;
    if instead.is_dated {
        headers.push(("Date".to_owned(), to_http_date(now)));
    }
    let (name, value, asked) = match instead.wait {
        Wait::None => ("", String::new(), None),
        Wait::Seconds(s) => ("Retry-After", s.to_string(), Some(Asked::For(s * 1000))),
        Wait::Ms(ms) => ("retry-after-ms", ms.to_string(), Some(Asked::For(ms))),
        Wait::XMs(ms) => ("x-ms-retry-after-ms", ms.to_string(), Some(Asked::For(ms))),
        Wait::Twice(one, two) => (
            "Retry-After",
            format!("{one}, {two}"),
            Some(Asked::For(one.max(two) * 1000)),
        ),
        Wait::Date(ms) => {
            let date = now + ms as i64;
            let whole_ms = (date - START_MS) as u64 / 1000 * 1000;
            ("Retry-After", to_http_date(date), Some(Asked::Until(whole_ms)))
        }
        Wait::Nonsense => ("Retry-After", "soon".to_owned(), None),
    };
    if !name.is_empty() {
        headers.push((name.to_owned(), value));
    }
    let status = instead.status;
    let body = match instead.body {
        Body::Empty => String::new(),
        Body::Html => format!("<!DOCTYPE html><html><title>{status}</title><h1>{status}</h1></html>"),
        Body::Json => format!("{{\"error\":{{\"code\":\"Gateway\",\"message\":\"{status}\"}}}}"),
        Body::Echo => echo(way),
    };
    Carried {
        status,
        headers,
        body,
        asked,
    }
}

fn echo(way: &Way) -> String {
    let headers = way
        .request
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\n"));
    format!(
        "{} {}\n{}",
        way.request.method,
        way.request.target,
        headers.collect::<String>()
    )
}

/// The service wants a token of its generation.
pub fn challenge(way: &Way) -> Carried {
    let claims = format!("{{\"generation\":{}}}", way.facts.party.generation.get());
    let claims = STANDARD.encode(claims);
    let value = format!("Bearer realm=\"\", error=\"insufficient_claims\", claims=\"{claims}\"");
    Carried {
        status: 401,
        headers: vec![("WWW-Authenticate".to_owned(), value)],
        body: String::new(),
        asked: None,
    }
}
