//! A client of the tests' own: a clock to set, seeded randomness, and its own signing.

use acs_rooms_emulator::faults::FaultInput;
use acs_rooms_emulator::http::{Request, Response, Scheme};
use acs_rooms_emulator::model::Change;
use acs_rooms_emulator::options::{DEFAULT_PRIMARY_KEY, Options};
use acs_rooms_emulator::time::Ticks;
use acs_rooms_emulator::{Emulator, Exchange, NotKept, Platform};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::{Digest, Sha256};

pub const HOST: &str = "emulator.localhost";
const RESOURCE: &str = "11111111-2222-4333-8444-555555555555";

/// The raw id of a user of that name, up to 16 small letters and digits.
pub fn user(name: &str) -> String {
    let digits: String = name.bytes().map(|byte| format!("{byte:02x}")).collect();
    let digits = format!("{digits:0<32}");
    let [a, b, c, d] = [8, 12, 16, 20].map(|end| &digits[..end]);
    format!(
        "8:acs:{RESOURCE}_{a}-{}-{}-{}-{}",
        &b[8..],
        &c[12..],
        &d[16..],
        &digits[20..]
    )
}

/// The text with raw ids in the place of names such as `@alice`.
pub fn with_users(text: &str) -> String {
    let mut parts = text.split('@');
    let mut whole = parts.next().unwrap().to_string();
    for part in parts {
        let end = part.find(|ch: char| !ch.is_ascii_alphanumeric()).unwrap_or(part.len());
        whole.push_str(&user(&part[..end]));
        whole.push_str(&part[end..]);
    }
    whole
}

pub struct World {
    pub now_in_ms: i64,
    pub seed: u64,
    pub journal: Vec<String>,
    /// Nothing can be kept any more.
    pub disk_is_full: bool,
}

impl Platform for World {
    fn now_in_ms(&mut self) -> i64 {
        self.now_in_ms
    }

    fn random_u64(&mut self) -> u64 {
        self.seed = self
            .seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.seed ^ (self.seed >> 29)
    }

    fn keep(&mut self, change: &Change) -> Result<(), NotKept> {
        if self.disk_is_full {
            return Err(NotKept);
        }
        self.journal.push(serde_json::to_string(change).unwrap());
        Ok(())
    }
}

pub struct Client {
    pub emulator: Emulator,
    pub world: World,
    pub version: &'static str,
}

impl Client {
    pub fn new() -> Self {
        Self::with("{}")
    }

    pub fn with(options: &str) -> Self {
        Client {
            emulator: Emulator::new(Options::read(&serde_json::from_str(options).unwrap()).unwrap()),
            world: World {
                now_in_ms: 1_741_292_982_000,
                seed: 42,
                journal: Vec::new(),
                disk_is_full: false,
            },
            version: "2025-03-13",
        }
    }

    pub fn at(text: &str) -> Self {
        let mut client = Self::new();
        client.world.now_in_ms = Ticks::parse_rfc3339(text).unwrap().as_ms();
        client
    }

    /// The clients' time, later by so many milliseconds, as a body says it.
    pub fn time(&self, later_in_ms: i64) -> String {
        Ticks::from_ms(self.world.now_in_ms + later_in_ms).to_json_text()
    }

    /// In the body, `@alice` stands for the raw id of Alice.
    pub fn unsigned(&self, method: &str, path: &str, body: &str) -> Request {
        let mut headers = vec![
            ("Host".into(), HOST.into()),
            ("Accept".into(), "application/json".into()),
        ];
        match method {
            "POST" => headers.push(("Content-Type".into(), "application/json".into())),
            "PATCH" => headers.push(("Content-Type".into(), "application/merge-patch+json".into())),
            _ => {}
        }
        let target = if path.contains('?') {
            path.to_string()
        } else {
            format!("{path}?api-version={}", self.version)
        };
        Request {
            method: method.into(),
            target,
            scheme: Scheme::Https,
            headers,
            body: with_users(body).into(),
        }
    }

    pub fn sign(&self, request: &mut Request) {
        self.sign_with(request, DEFAULT_PRIMARY_KEY, self.world.now_in_ms);
    }

    pub fn sign_with(&self, request: &mut Request, key: &str, at_in_ms: i64) {
        let date = Ticks::from_ms(at_in_ms).to_http_date();
        let hash = STANDARD.encode(Sha256::digest(&request.body));
        let host = request.header("host").unwrap().to_string();
        let text = format!("{}\n{}\n{date};{host};{hash}", request.method, request.target);
        let mut mac = Hmac::<Sha256>::new_from_slice(&STANDARD.decode(key).unwrap()).unwrap();
        mac.update(text.as_bytes());
        let signature = STANDARD.encode(mac.finalize().into_bytes());
        request.headers.push(("x-ms-date".into(), date));
        request.headers.push(("x-ms-content-sha256".into(), hash));
        request.headers.push((
            "Authorization".into(),
            format!("HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}"),
        ));
    }

    pub fn inject(&mut self, fault: &str) {
        let given = serde_json::from_str(fault).unwrap_or_else(|error| panic!("{error} in {fault}"));
        self.emulator.inject_fault(FaultInput::read(&given).unwrap());
    }

    pub fn exchange(&mut self, request: &Request) -> Exchange {
        self.emulator.handle(request, &mut self.world)
    }

    pub fn advance_time(&mut self, by_in_ms: i64) {
        self.emulator.advance_time(by_in_ms, &mut self.world).unwrap();
    }

    pub fn send(&mut self, method: &str, path: &str, body: &str) -> Response {
        self.send_with(method, path, body, &[])
    }

    pub fn send_with(&mut self, method: &str, path: &str, body: &str, headers: &[(&str, &str)]) -> Response {
        let mut request = self.unsigned(method, path, body);
        for (name, value) in headers {
            request.headers.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
            request.headers.push(((*name).into(), (*value).into()));
        }
        self.sign(&mut request);
        self.exchange(&request).response
    }

    pub fn create(&mut self, body: &str) -> String {
        let response = self.send("POST", "/rooms", body);
        assert_eq!(response.status, 201, "{}", text(&response));
        json(&response)["id"].as_str().unwrap().to_string()
    }

    pub fn participants(&mut self, id: &str) -> Vec<(String, String)> {
        let response = self.send("GET", &format!("/rooms/{id}/participants"), "");
        assert_eq!(response.status, 200, "{}", text(&response));
        json(&response)["value"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| {
                (
                    entry["rawId"].as_str().unwrap().into(),
                    entry["role"].as_str().unwrap().into(),
                )
            })
            .collect()
    }
}

pub fn json(response: &Response) -> Value {
    serde_json::from_slice(&response.body).unwrap_or_else(|error| panic!("{error} in {}", text(response)))
}

pub fn text(response: &Response) -> String {
    format!("{} {}", response.status, String::from_utf8_lossy(&response.body))
}

pub fn code(response: &Response) -> String {
    json(response)["error"]["code"].as_str().unwrap_or_default().to_string()
}

pub fn message(response: &Response) -> String {
    json(response)["error"]["message"]
        .as_str()
        .unwrap_or_default()
        .to_string()
}
