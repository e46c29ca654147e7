//! Endpoints and connection strings.

use super::error::ArgumentError;

/// Where requests go: `https://host[:port]`, and behind a proxy a base path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    secure: bool,
    authority: String,
    base_path: String,
}

impl Endpoint {
    /// Reads the endpoint of a resource. Without a scheme `https:` is meant, as in the Python client; trailing slashes
    /// are dropped. Nothing but scheme, host and port may be in it.
    pub fn parse(text: &str) -> Result<Self, ArgumentError> {
        let endpoint = Self::parse_with_path(text)?;
        if endpoint.base_path.is_empty() {
            Ok(endpoint)
        } else {
            Err(wrong(
                "must not have a path: give https://<resource>.communication.azure.com",
            ))
        }
    }

    /// Reads the base of a proxy, which may have a path.
    pub fn parse_with_path(text: &str) -> Result<Self, ArgumentError> {
        let text = text.trim_ascii();
        let (scheme, rest) = split_scheme(text).unwrap_or(("https", text));
        let secure = scheme.eq_ignore_ascii_case("https");
        if !secure && !scheme.eq_ignore_ascii_case("http") {
            return Err(wrong("must begin with https://"));
        }
        if rest.contains(['?', '#']) {
            return Err(wrong("must not have a query or a fragment"));
        }
        let path_from = rest.find('/').unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(path_from).unwrap_or_default();
        if authority.contains('@') {
            return Err(wrong("must not have a user or password in it"));
        }
        Ok(Self {
            secure,
            authority: parse_authority(authority, secure)?,
            base_path: path.trim_end_matches('/').to_owned(),
        })
    }

    /// `https://host[:port]`
    pub fn origin(&self) -> String {
        [if self.secure { "https://" } else { "http://" }, &self.authority].concat()
    }

    /// Host and, unless it is the scheme's default, port: what the `Host` header says and what is signed.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Empty, or the proxy's path without a slash at its end.
    pub fn base_path(&self) -> &str {
        &self.base_path
    }

    /// Whether it is `https:`.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// Puts the authority in the form in which the platform's own URL parser will send it (`[0:0::1]` is sent as
    /// `[::1]`, `127.1` as `127.0.0.1`): what is signed must be what is sent.
    #[must_use]
    pub fn with_authority(self, authority: String) -> Self {
        Self { authority, ..self }
    }

    /// Whether requests stay on this machine.
    pub fn is_loopback(&self) -> bool {
        let host = match self.authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => host,
            _ => &self.authority,
        };
        let is_ipv4 = host.split('.').count() == 4 && host.bytes().all(|byte| byte == b'.' || byte.is_ascii_digit());
        host == "localhost" || host.ends_with(".localhost") || host == "[::1]" || (is_ipv4 && host.starts_with("127."))
    }

    /// Refuses plain `http:` that would leave the machine, unless the caller allowed it.
    pub fn require_secure(&self, allow_insecure_connection: bool) -> Result<(), ArgumentError> {
        if self.secure || allow_insecure_connection || self.is_loopback() {
            Ok(())
        } else {
            Err(wrong(
                "uses http:, which everyone on the way can read and change: use https:, or set allowInsecureConnection: true",
            ))
        }
    }
}

/// `https://host` as `https` and `host`.
pub fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    Some((scheme, rest.strip_prefix("//")?))
}

fn wrong(advice: &str) -> ArgumentError {
    ArgumentError::of_type("endpoint", advice)
}

fn parse_authority(authority: &str, secure: bool) -> Result<String, ArgumentError> {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port),
        _ => (authority, ""),
    };
    let host_is_valid = match host.strip_prefix('[') {
        Some(inner) => inner.strip_suffix(']').is_some_and(|address| {
            address.contains(':') && address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':' || b == b'.')
        }),
        // A name may end with the dot of the root; no other label may be empty.
        None => host.strip_suffix('.').unwrap_or(host).split('.').all(|label| {
            !label.is_empty()
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        }),
    };
    if !host_is_valid {
        return Err(wrong(
            "must have a host, as in https://<resource>.communication.azure.com (international names in their xn-- form)",
        ));
    }
    let port_text = port.trim_start_matches('0');
    let port_is_valid = port.is_empty() || port_text.parse::<u16>().is_ok_and(|port| port > 0);
    if !port_is_valid || authority.ends_with(':') {
        return Err(wrong("has a port that is not a number from 1 to 65535"));
    }
    let default_port = if secure { "443" } else { "80" };
    let mut authority = host.to_ascii_lowercase();
    if !port.is_empty() && port_text != default_port {
        authority.push(':');
        authority.push_str(port_text);
    }
    Ok(authority)
}

/// The two parts of a connection string.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ConnectionString<'a> {
    /// As it is written.
    pub endpoint: &'a str,
    /// The access key in base64.
    pub access_key: &'a str,
}

// Written by hand so that the key cannot be printed.
impl std::fmt::Debug for ConnectionString<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("ConnectionString")
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

impl<'a> ConnectionString<'a> {
    /// Reads `endpoint=…;accesskey=…`: any order, any case, spaces around names and values, empty parts and parts of
    /// other names tolerated. The messages never repeat any of the text, since the key is in it.
    pub fn parse(text: &'a str) -> Result<Self, ArgumentError> {
        let wrong = |advice| Err(ArgumentError::of_type("connectionString", advice));
        let (mut endpoint, mut access_key) = (None, None);
        for part in text.split(';') {
            let Some((name, value)) = part.split_once('=') else {
                continue;
            };
            let name = name.trim_ascii();
            let slot = if name.eq_ignore_ascii_case("endpoint") {
                &mut endpoint
            } else if name.eq_ignore_ascii_case("accesskey") {
                &mut access_key
            } else {
                continue;
            };
            if slot.replace(value.trim_ascii()).is_some() {
                return wrong("names the endpoint or the accesskey twice");
            }
        }
        match (endpoint.unwrap_or_default(), access_key.unwrap_or_default()) {
            ("", "") => {
                wrong("must have the form endpoint=https://<resource>.communication.azure.com/;accesskey=<key>")
            }
            ("", _) => wrong("has no endpoint: it must have the form endpoint=https://…;accesskey=…"),
            (_, "") => wrong("has no accesskey: it must have the form endpoint=https://…;accesskey=…"),
            (endpoint, access_key) => Ok(Self { endpoint, access_key }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints() {
        for (text, origin) in [
            (
                "https://contoso.communication.azure.com",
                "https://contoso.communication.azure.com",
            ),
            (
                "https://contoso.communication.azure.com/",
                "https://contoso.communication.azure.com",
            ),
            (
                " HTTPS://Contoso.Communication.Azure.com// ",
                "https://contoso.communication.azure.com",
            ),
            (
                "contoso.communication.azure.com",
                "https://contoso.communication.azure.com",
            ),
            ("https://h:443", "https://h"),
            ("https://h:0443", "https://h"),
            ("http://h:443", "http://h:443"),
            ("http://h:80/", "http://h"),
            ("https://h:80", "https://h:80"),
            ("http://localhost:7080/", "http://localhost:7080"),
            ("http://127.0.0.1:7080", "http://127.0.0.1:7080"),
            ("http://[::1]:7080/", "http://[::1]:7080"),
            ("http://[::1]", "http://[::1]"),
            ("https://[2001:DB8::7]:443/", "https://[2001:db8::7]"),
            ("https://host.", "https://host."),
            ("https://my_host-1", "https://my_host-1"),
        ] {
            assert_eq!(
                Endpoint::parse(text).map(|e| e.origin()),
                Ok(origin.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn endpoints_that_are_refused() {
        for (text, word) in [
            ("", "host"),
            ("https://", "host"),
            ("https:///", "host"),
            ("ftp://h", "https://"),
            ("https://h/path", "path"),
            ("https://h/path/", "path"),
            ("https://h/.", "path"),
            ("https://h?x=1", "query"),
            ("https://h/?", "query"),
            ("https://h#f", "fragment"),
            ("https://user@h", "user"),
            ("https://user:secret@h", "user"),
            ("https://h:", "port"),
            ("https://h:0", "port"),
            ("https://h:65536", "port"),
            ("https://h:x", "port"),
            ("https://h:1:2", "host"),
            ("https://a b", "host"),
            ("https://a..b", "host"),
            ("https://.a", "host"),
            ("https://a\\b", "host"),
            ("https://bücher.example", "host"),
            ("https://[::1", "host"),
            ("https://[]", "host"),
            ("https://[::g]", "host"),
            ("https://h%41", "host"),
            ("https://a\nb", "host"),
        ] {
            let message = Endpoint::parse(text).expect_err(text).message;
            assert!(
                message.starts_with("endpoint ") && message.contains(word),
                "{text}: {message}"
            );
            assert!(!message.contains("secret"));
        }
    }

    #[test]
    fn a_proxy_may_have_a_path() {
        let proxy = Endpoint::parse_with_path("https://example.com/api/rooms/").unwrap();
        assert_eq!(
            (proxy.origin().as_str(), proxy.base_path()),
            ("https://example.com", "/api/rooms")
        );
        assert!(Endpoint::parse_with_path("https://example.com/a?b").is_err());
    }

    #[test]
    fn plain_http_only_where_it_stays_on_the_machine_or_is_allowed() {
        for (text, loopback) in [
            ("http://localhost:7080", true),
            ("http://emulator.localhost", true),
            ("http://127.0.0.1", true),
            ("http://127.9.9.9:1", true),
            ("http://[::1]:7080", true),
            ("http://[::1]", true),
            ("http://example.com", false),
            ("http://127.example.com", false),
            ("http://127.0.0.1.example.com", false),
            ("http://localhost.example.com:80", false),
            ("http://notlocalhost", false),
            ("http://[::2]", false),
            ("http://10.0.0.1", false),
        ] {
            let endpoint = Endpoint::parse(text).unwrap();
            assert_eq!(endpoint.require_secure(false).is_ok(), loopback, "{text}");
            assert!(endpoint.require_secure(true).is_ok());
        }
        assert!(
            Endpoint::parse("https://example.com")
                .unwrap()
                .require_secure(false)
                .is_ok()
        );
    }

    #[test]
    fn connection_strings() {
        for text in [
            "endpoint=https://c.communication.azure.com/;accesskey=pw==",
            "Endpoint=https://c.communication.azure.com/;AccessKey=pw==",
            "accesskey=pw==;endpoint=https://c.communication.azure.com/",
            "  endpoint=https://c.communication.azure.com/;accesskey=pw==;",
            ";;endpoint=https://c.communication.azure.com/ ; foo=bar; accesskey = pw== ;nonsense",
        ] {
            let parts = ConnectionString::parse(text).expect(text);
            assert_eq!(
                (parts.endpoint, parts.access_key),
                ("https://c.communication.azure.com/", "pw==")
            );
        }
    }

    #[test]
    fn connection_strings_that_are_refused_never_show_the_key() {
        for (text, word) in [
            ("", "must have the form"),
            ("canary", "must have the form"),
            ("accesskey=canary", "no endpoint"),
            ("endpoint=;accesskey=canary", "no endpoint"),
            ("endpoint=https://h", "no accesskey"),
            ("endpoint=https://h;accesskey=", "no accesskey"),
            ("endpoint=https://h;accesskey=canary;accesskey=canary", "twice"),
            ("endpoint=https://h;ENDPOINT=https://canary;accesskey=canary", "twice"),
        ] {
            let message = ConnectionString::parse(text).expect_err(text).message;
            assert!(
                message.contains(word) && !message.contains("canary"),
                "{text}: {message}"
            );
        }
        let parts = ConnectionString::parse("endpoint=https://h;accesskey=canary").unwrap();
        assert!(!format!("{parts:?}").contains("canary"));
    }
}
