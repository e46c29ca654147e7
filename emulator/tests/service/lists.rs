//! Pages and links of the list of rooms.

use acs_rooms_emulator::http::Scheme;

use crate::support::{Client, json, message};

/// Follows links; the rooms of each page.
fn pages(client: &mut Client) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut path = "/rooms".to_string();
    loop {
        let answer = client.send("GET", &path, "");
        assert_eq!(answer.status, 200);
        let body = json(&answer);
        pages.push(
            body["value"]
                .as_array()
                .unwrap()
                .iter()
                .map(|room| room["id"].as_str().unwrap().to_string())
                .collect(),
        );
        match body.get("nextLink") {
            None => return pages,
            Some(link) => {
                path = link
                    .as_str()
                    .unwrap()
                    .strip_prefix("https://emulator.localhost")
                    .unwrap()
                    .to_string()
            }
        }
    }
}

fn lengths(pages: &[Vec<String>]) -> Vec<usize> {
    pages.iter().map(Vec::len).collect()
}

#[test]
fn pages_are_irregular_and_hold_every_room_newest_first() {
    for (options, count, expected) in [
        ("{}", 0, vec![0]),
        ("{}", 5, vec![5]),
        ("{}", 6, vec![5, 1]),
        ("{}", 14, vec![5, 3, 4, 2]),
        (r#"{"fullPages":true}"#, 30, vec![30]),
        (r#"{"fullPages":true}"#, 61, vec![30, 30, 1]),
        (r#"{"pageSizes":[0,2]}"#, 3, vec![0, 2, 0, 1]),
    ] {
        let mut client = Client::with(options);
        let mut made: Vec<String> = (0..count).map(|_| client.create("{}")).collect();
        made.reverse();
        let pages = pages(&mut client);
        assert_eq!(lengths(&pages), expected, "{options} {count}");
        assert_eq!(pages.concat(), made, "{options} {count}");
    }
}

#[test]
fn ten_thousand_rooms_have_ten_thousand_ids() {
    let mut client = Client::with(r#"{"fullPages":true}"#);
    for _ in 0..10_000 {
        client.create("{}");
    }
    let ids: std::collections::HashSet<String> = pages(&mut client).concat().into_iter().collect();
    assert_eq!(ids.len(), 10_000);
}

#[test]
fn a_link_survives_what_happens_between_pages() {
    let mut client = Client::new();
    let made: Vec<String> = (0..10).map(|_| client.create("{}")).collect();
    let first = json(&client.send("GET", "/rooms", ""));
    let link = first["nextLink"]
        .as_str()
        .unwrap()
        .strip_prefix("https://emulator.localhost")
        .unwrap()
        .to_string();
    // The next page would have begun with room 4; a new room goes before the first page.
    client.send("DELETE", &format!("/rooms/{}", made[4]), "");
    client.create("{}");
    let second = json(&client.send("GET", &link, ""));
    let ids: Vec<&str> = second["value"]
        .as_array()
        .unwrap()
        .iter()
        .map(|room| room["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, [&made[3], &made[2], &made[1]]);
}

#[test]
fn links_use_the_clients_scheme_host_and_version() {
    for (scheme, host, version, expected) in [
        (
            Scheme::Http,
            "127.0.0.1:7080",
            "2024-04-15",
            ("http://127.0.0.1:7080/rooms?nextLink=", "&api-version=2024-04-15"),
        ),
        (
            Scheme::Https,
            "[::1]:9443",
            "2025-03-13",
            ("https://[::1]:9443/rooms?nextLink=", "&api-version=2025-03-13"),
        ),
        (
            Scheme::Http,
            "localhost:7080:7080",
            "2025-03-13",
            ("http://localhost:7080/rooms?nextLink=", "&api-version=2025-03-13"),
        ),
        (
            Scheme::Http,
            "localhost:7080",
            "ApiVersion.V2025_03_13",
            ("http://localhost:7080/rooms?nextLink=", "&api-version=2025-03-13"),
        ),
    ] {
        let mut client = Client::new();
        for _ in 0..6 {
            client.create("{}");
        }
        let mut request = client.unsigned("GET", &format!("/rooms?api-version={version}"), "");
        request.scheme = scheme;
        request.headers = vec![("host".into(), host.into())];
        client.sign(&mut request);
        let answer = client.exchange(&request).response;
        let body = json(&answer);
        let link = body["nextLink"].as_str().unwrap();
        assert!(link.starts_with(expected.0) && link.ends_with(expected.1), "{link}");
        assert!(link.len() > 2_200);
    }
}

#[test]
fn a_spoilt_token_is_refused() {
    let mut client = Client::new();
    for token in ["", "x", "%2B%2F", "W10"] {
        let answer = client.send("GET", &format!("/rooms?nextLink={token}&api-version=2025-03-13"), "");
        assert_eq!(
            (answer.status, message(&answer)),
            (400, "The continuation token of nextLink is invalid.".into()),
            "{token}"
        );
    }
}
