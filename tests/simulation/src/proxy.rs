//! The proxy of pages: its client signs and sends what they ask, once, and the answer goes back to them.
//!
//! It passes on the same headers as `proxy-request.js` and `proxy-answer.js`.

use std::rc::Rc;

use acs_rooms::client::CallError;
use acs_rooms::core::answer::Answer;
use acs_rooms::core::json::Json;
use acs_rooms::core::operation::OperationName;
use acs_rooms::core::request::Request;
use acs_rooms::core::time::to_http_date;

use crate::answer::Carried;
use crate::clock::START_MS;
use crate::facts::Facts;
use crate::invariant::Invariant;
use crate::network::{Way, sets_out};
use crate::party::absolute_url;
use crate::transport::{Failure, Flight, stop};

const REQUEST_HEADERS: [&str; 5] = [
    "content-type",
    "repeatability-first-sent",
    "repeatability-request-id",
    "x-ms-client-request-id",
    "x-ms-useragent",
];
const ANSWER_HEADERS: [&str; 6] = [
    "content-type",
    "date",
    "repeatability-result",
    "retry-after",
    "retry-after-ms",
    "x-ms-retry-after-ms",
];

/// Asks the service for a page.
pub fn relay(way: &Rc<Way>, is_answered: bool) {
    let world = Rc::clone(&way.world);
    let facts = Rc::new(Facts::of_proxy(&way.facts, way.number, Rc::clone(&world.proxy)));
    let flight = Rc::new(Flight::new(&world, &facts));
    let stopped = Rc::downgrade(&flight);
    world.executor.after(facts.limit_ms(), move || {
        if let Some(flight) = stopped.upgrade() {
            stop(&flight, Failure::TimedOut);
        }
    });
    world.tell(|| format!("the proxy asks for caller {}", facts.caller));
    let way = Rc::clone(way);
    world.executor.spawn(async move {
        let client = &facts.party.client;
        let call = arguments(&way);
        let json = Json::parse(&call).unwrap_or(Json::Null);
        let request = Request::read(
            OperationName::Relay,
            &json,
            &client.endpoint,
            &client.options,
            "",
            absolute_url,
        );
        let answer = match request {
            Ok(request) => match client.call(&*flight, &request).await {
                Ok(_) => Some(Answer::read(&flight.heard.take())),
                // Without what was sent.
                Err(CallError::Refused(refused)) => refused.refusal.answer,
                Err(_) => None,
            },
            Err(error) => {
                let what = format!("the proxy cannot read {call}: {error}");
                return way.world.judge(Err(Invariant::AsMeant.broken(what)));
            }
        };
        let carried = carried(&way, &facts, answer);
        sets_out(&way, carried, is_answered);
    });
}

fn arguments(way: &Way) -> String {
    let header = |name: &&str| Some(((*name).to_owned(), way.request.header(name)?.into()));
    let headers: serde_json::Map<String, serde_json::Value> = REQUEST_HEADERS.iter().filter_map(header).collect();
    serde_json::json!({
        "argument": {
            "method": way.request.method,
            "path": way.request.target,
            "body": String::from_utf8_lossy(&way.request.body),
        },
        "options": { "requestOptions": { "customHeaders": headers } },
    })
    .to_string()
}

fn carried(way: &Way, facts: &Facts, answer: Option<Answer>) -> Carried {
    match answer.filter(|answer| (200..600).contains(&answer.status)) {
        Some(answer) => {
            let headers = answer.headers.iter().filter(|(name, _)| ANSWER_HEADERS.contains(name));
            Carried {
                status: answer.status,
                headers: headers
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .collect(),
                body: answer.body.clone(),
                asked: facts.log.borrow().ended.and_then(|ended| ended.asked),
            }
        }
        None => Carried {
            status: 502,
            headers: vec![(
                "Date".to_owned(),
                to_http_date(START_MS + way.world.executor.now_ms() as i64),
            )],
            body: r#"{"error":{"code":"UpstreamUnreachable","message":"The service cannot be reached."}}"#.to_owned(),
            asked: None,
        },
    }
}
