//! Endpoints and connection strings.

use super::error::ArgumentError;
use super::text::{cut, cut_before, cut_last, has_any, is_one_of, parts};

/// The platform's own parser of URLs: an absolute URL in the form in which it will be requested, `[0:0::1]` as `[::1]`
/// and `bücher.example` as `xn--bcher-kva.example`. What is signed must be what is sent, and no second parser agrees
/// with the platform's in every corner.
pub type AbsoluteUrl = fn(&str) -> Option<String>;

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
    pub fn parse(text: &str, absolute_url: AbsoluteUrl) -> Result<Self, ArgumentError> {
        let text = text.trim_ascii();
        let has_scheme = cut(text, b':').is_some_and(|(_, rest)| rest.starts_with("//"));
        let url = [if has_scheme { "" } else { "https://" }, text].concat();
        // URL parsers leave out line breaks and tabs.
        let url = absolute_url(&url).filter(|_| !has_any(text, b" \t\r\n"));
        let endpoint = Self::of_url(&url.ok_or_else(|| wrong("must be https://<resource>.communication.azure.com"))?)?;
        if endpoint.base_path.is_empty() {
            Ok(endpoint)
        } else {
            Err(wrong(
                "must not have a path: give https://<resource>.communication.azure.com",
            ))
        }
    }

    /// Reads the base of a proxy, which may have a path, as the platform's parser gives it.
    pub fn of_url(url: &str) -> Result<Self, ArgumentError> {
        let (scheme, rest) = cut(url, b':').unwrap_or_default();
        let secure = scheme == "https";
        if !secure && scheme != "http" {
            return Err(wrong("must begin with https://"));
        }
        if has_any(rest, b"?#") {
            return Err(wrong("must not have a query or a fragment"));
        }
        let (authority, path) = cut_before(rest.strip_prefix("//").unwrap_or_default(), b"/");
        if has_any(authority, b"@") {
            return Err(wrong("must not have a user or password in it"));
        }
        // URL parsers take more, for example a key that was put in the endpoint's place: it must not become a DNS query.
        let is_host = |byte: u8| byte.is_ascii_alphanumeric() || is_one_of(byte, b"-._:[]");
        if !authority.bytes().all(is_host) {
            return Err(wrong("must be https://<resource>.communication.azure.com"));
        }
        let mut base_path = path;
        while let Some(shorter) = base_path.strip_suffix('/') {
            base_path = shorter;
        }
        Ok(Self {
            secure,
            authority: authority.to_owned(),
            base_path: base_path.to_owned(),
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

    /// Whether requests stay on this machine.
    pub fn is_loopback(&self) -> bool {
        // The colons of an IPv6 address stand in brackets.
        let host = match cut_last(&self.authority, b':') {
            Some((host, port)) if !port.ends_with(']') => host,
            _ => &self.authority,
        };
        let is_ipv4 = parts(host, b'.').count() == 4 && host.bytes().all(|byte| byte == b'.' || byte.is_ascii_digit());
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

fn wrong(advice: &str) -> ArgumentError {
    ArgumentError::of_type("endpoint", advice)
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
        // Files of environment variables are read with their quotation marks by some.
        let mut text = text.trim_ascii();
        for quote in ["\"", "'"] {
            let inner = text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote));
            text = inner.unwrap_or(text);
        }
        for part in parts(text, b';') {
            let Some((name, value)) = cut(part, b'=') else {
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
            ("", "") if text.starts_with("http") => {
                wrong("is an endpoint, which needs a credential: { key }, or one of @azure/identity")
            }
            ("", "") => {
                wrong("must have the form endpoint=https://<resource>.communication.azure.com/;accesskey=<key>")
            }
            ("", _) => wrong("has no endpoint: it must have the form endpoint=https://…;accesskey=…"),
            (_, "") => wrong("has no accesskey: it must have the form endpoint=https://…;accesskey=…"),
            (endpoint, access_key) => Ok(Self { endpoint, access_key }),
        }
    }
}

/// An [`AbsoluteUrl`] for native tests.
#[cfg(test)]
pub fn absolute_url(url: &str) -> Option<String> {
    url::Url::parse(url).ok().map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Endpoint, ArgumentError> {
        Endpoint::parse(text, absolute_url)
    }

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
            ("https://bücher.example", "https://xn--bcher-kva.example"),
            ("http://127.1:7080", "http://127.0.0.1:7080"),
            ("http://[0:0::1]", "http://[::1]"),
            ("https://h:", "https://h"),
        ] {
            assert_eq!(parse(text).map(|e| e.origin()), Ok(origin.to_owned()), "{text}");
        }
    }

    #[test]
    fn endpoints_that_are_refused() {
        for (text, word) in [
            ("", "must be https://"),
            ("https://", "must be https://"),
            ("ftp://h", "must begin with https://"),
            ("https://h/path", "path"),
            ("https://h/path/", "path"),
            ("https://h?x=1", "query"),
            ("https://h/?", "query"),
            ("https://h#f", "fragment"),
            ("https://user@h", "user"),
            ("https://user:secret@h", "user"),
            ("https://h:65536", "must be https://"),
            ("https://h:x", "must be https://"),
            ("https://h:1:2", "must be https://"),
            ("https://a b", "must be https://"),
            ("https://a\\b", "path"),
            ("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "must be https://"),
            ("https://a+b", "must be https://"),
            ("https://[::1", "must be https://"),
            ("https://[]", "must be https://"),
            ("https://[::g]", "must be https://"),
            ("https://a\nb", "must be https://"),
        ] {
            let message = parse(text).expect_err(text).message.clone();
            assert!(
                message.starts_with("endpoint ") && message.contains(word),
                "{text}: {message}"
            );
            assert!(!message.contains("secret"));
        }
    }

    #[test]
    fn a_proxy_may_have_a_path() {
        let proxy = Endpoint::of_url("https://example.com/api/rooms/").unwrap();
        assert_eq!(
            (proxy.origin().as_str(), proxy.base_path()),
            ("https://example.com", "/api/rooms")
        );
        assert!(Endpoint::of_url("https://example.com/a?b").is_err());
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
            let endpoint = parse(text).unwrap();
            assert_eq!(endpoint.require_secure(false).is_ok(), loopback, "{text}");
            assert!(endpoint.require_secure(true).is_ok());
        }
        assert!(parse("https://example.com").unwrap().require_secure(false).is_ok());
    }

    #[test]
    fn connection_strings() {
        for text in [
            "endpoint=https://c.communication.azure.com/;accesskey=pw==",
            "\"endpoint=https://c.communication.azure.com/;accesskey=pw==\"",
            " 'endpoint=https://c.communication.azure.com/;accesskey=pw==' ",
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
            ("https://canary", "is an endpoint, which needs a credential"),
            ("accesskey=canary", "no endpoint"),
            ("endpoint=;accesskey=canary", "no endpoint"),
            ("endpoint=https://h", "no accesskey"),
            ("endpoint=https://h;accesskey=", "no accesskey"),
            ("endpoint=https://h;accesskey=canary;accesskey=canary", "twice"),
            ("endpoint=https://h;ENDPOINT=https://canary;accesskey=canary", "twice"),
        ] {
            let message = ConnectionString::parse(text).expect_err(text).message.clone();
            assert!(
                message.contains(word) && !message.contains("canary"),
                "{text}: {message}"
            );
        }
        let parts = ConnectionString::parse("endpoint=https://h;accesskey=canary").unwrap();
        assert!(!format!("{parts:?}").contains("canary"));
    }
}
