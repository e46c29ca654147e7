//! Known quirks of the official SDKs, so that they can drive the emulator. Only these, and only where an SDK
//! has them; `strict` turns them off. The client in this repository needs none.

use percent_encoding::percent_decode_str;

/// The `Host` values a signature may have been made over, the one received first.
///
/// * Java signs the host without its port.
/// * `@azure/communication-common` up to 2.4 signs `host:port:port`.
pub fn signing_hosts(host: &str) -> Vec<String> {
    let mut hosts = vec![host.to_string()];
    if let Some((name, port)) = split_port(host) {
        hosts.push(name.to_string());
        hosts.push(format!("{host}:{port}"));
    }
    hosts
}

/// The targets a signature may have been made over, the one received first.
///
/// * Python signs path and query percent-decoded.
/// * JavaScript sends the query as it is, but signs it written anew as a form (space as `+`, `~` as `%7E`).
pub fn signing_targets(target: &str) -> Vec<String> {
    let mut targets = vec![target.to_string()];
    let mut add = |candidate: String| {
        if !targets.contains(&candidate) {
            targets.push(candidate);
        }
    };
    if let Ok(decoded) = percent_decode_str(target).decode_utf8() {
        add(decoded.into_owned());
    }
    if let Some((path, query)) = target.split_once('?') {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(form_urlencoded::parse(query.as_bytes()));
        add(format!("{path}?{}", form.finish()));
    }
    targets
}

/// The host for links. `@azure/communication-common` up to 2.4 sends `host:port:port` as `Host` from Node;
/// a link with it would lead nowhere.
pub fn link_host(host: &str) -> &str {
    match split_port(host) {
        Some((rest, port)) => match split_port(rest) {
            Some((_, again)) if again == port => rest,
            _ => host,
        },
        None => host,
    }
}

/// `azure-communication-rooms` 1.1.0 and 1.2.0 on Python 3.11 or newer write the enum member's name
/// (`ApiVersion.V2025_03_13`) into the query of every page after the first.
pub fn api_version(text: &str) -> String {
    match text.strip_prefix("ApiVersion.V") {
        Some(member) => member.replace('_', "-").to_ascii_lowercase(),
        None => text.to_string(),
    }
}

/// Host and port, when there is one. A bracketed IPv6 address has colons of its own.
fn split_port(host: &str) -> Option<(&str, &str)> {
    let (name, port) = host.rsplit_once(':')?;
    let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let inside_brackets = name.starts_with('[') && !name.contains(']');
    (is_port && !inside_brackets).then_some((name, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        let table: [(&str, &[&str]); 4] = [
            ("contoso.communication.azure.com", &["contoso.communication.azure.com"]),
            (
                "localhost:8080",
                &["localhost:8080", "localhost", "localhost:8080:8080"],
            ),
            ("[::1]:7080", &["[::1]:7080", "[::1]", "[::1]:7080:7080"]),
            ("[::1]", &["[::1]"]),
        ];
        for (host, expected) in table {
            assert_eq!(signing_hosts(host), expected, "{host}");
        }
    }

    #[test]
    fn targets() {
        assert_eq!(
            signing_targets("/rooms/a%20b?x=1%202~&y=a%3Db"),
            [
                "/rooms/a%20b?x=1%202~&y=a%3Db",
                "/rooms/a b?x=1 2~&y=a=b",
                "/rooms/a%20b?x=1+2%7E&y=a%3Db"
            ]
        );
        assert_eq!(signing_targets("/rooms?api-version=2025-03-13").len(), 1);
    }

    #[test]
    fn link_hosts() {
        for (host, expected) in [
            ("localhost:8080:8080", "localhost:8080"),
            ("localhost:8080", "localhost:8080"),
            ("[::1]:8080:8080", "[::1]:8080"),
            ("[::1]", "[::1]"),
            ("contoso.communication.azure.com", "contoso.communication.azure.com"),
        ] {
            assert_eq!(link_host(host), expected);
        }
    }

    #[test]
    fn python_enum_members() {
        for (text, expected) in [
            ("ApiVersion.V2025_03_13", "2025-03-13"),
            ("ApiVersion.V2023_10_30_PREVIEW", "2023-10-30-preview"),
            ("2024-04-15", "2024-04-15"),
            ("apiversion.v2025_03_13", "apiversion.v2025_03_13"),
        ] {
            assert_eq!(api_version(text), expected);
        }
    }
}
