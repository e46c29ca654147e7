//! Builds and signs requests natively, so that callgrind can count the instructions: `signing <case> <count>`.

#![allow(clippy::unwrap_used, reason = "it only ever gets what is written here")]

use std::hint::black_box;
use std::process::ExitCode;
use std::rc::Rc;

use acs_rooms::core::connection::Endpoint;
use acs_rooms::core::json::Json;
use acs_rooms::core::operation::OperationName;
use acs_rooms::core::options::ClientOptions;
use acs_rooms::core::request::{Proof, Request};
use acs_rooms::core::sign::Key;

/// base64 of the 32 ASCII bytes `0123456789abcdef0123456789abcdef`: a made-up key.
const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const NOW_MS: i64 = 1_741_292_982_000;
const ID: &str = "9a1b2c3d-0000-4000-8000-000000000000";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [case, count] = args.as_slice() else {
        eprintln!("usage: signing get|create-2|create-350|key <count>");
        return ExitCode::from(2);
    };
    let count: u32 = count.parse().unwrap();
    match case.as_str() {
        "get" => requests(OperationName::GetRoom, r#"{"roomId":"99480215317774646"}"#, count),
        "create-2" => requests(OperationName::CreateRoom, &creation(2), count),
        "create-350" => requests(OperationName::CreateRoom, &creation(350), count),
        "key" => (0..count).for_each(|_| drop(black_box(Key::from_base64(black_box(KEY))))),
        other => {
            eprintln!("there is no case {other}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

/// What the JavaScript side hands over for `createRoom`.
fn creation(participants: usize) -> String {
    let participants: Vec<String> = (0..participants)
        .map(|n| {
            format!(
                r#"{{"id":{{"communicationUserId":"8:acs:11111111-2222-4333-8444-555555555555_66666666-7777-4888-9999-{n:012}"}},"role":"Presenter"}}"#
            )
        })
        .collect();
    format!(
        r#"{{"options":{{"validFrom":"2026-02-19T07:29:27.000Z","validUntil":"2026-08-18T07:29:27.000Z","participants":[{}]}}}}"#,
        participants.join(",")
    )
}

/// From the arguments as text to the headers with the signature.
fn requests(name: OperationName, call: &str, count: u32) {
    let endpoint = Endpoint::of_url("https://contoso.communication.azure.com").unwrap();
    let client = ClientOptions::read(&Json::parse("{}").unwrap()).unwrap();
    let proof = Proof::Key(Rc::new(Key::from_base64(KEY).unwrap()));
    for _ in 0..count {
        let json = Json::parse(black_box(call)).unwrap();
        let request = Request::read(name, &json, &endpoint, &client, &ID.repeat(2), |_| None).unwrap();
        let headers = request.headers(&endpoint, &client, &proof, NOW_MS, NOW_MS);
        assert!(headers.get("authorization").is_some());
        black_box(headers);
    }
}
