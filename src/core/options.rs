//! Options of the client and of a single call.

use super::arguments::read_bool;
use super::error::ArgumentError;
use super::headers::Headers;
use super::json::Json;
use super::retry::RetryPolicy;
use super::text::{cut_before, is_one_of, whole_number};

/// The newest api-version of Rooms, and the last: the service retires in 2028.
pub const API_VERSION: &str = "2025-03-13";

/// Options of the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientOptions {
    /// REST api-version. Default that of the service that is called, for Rooms [`API_VERSION`].
    pub api_version: Option<String>,
    /// How failed requests are repeated.
    pub retry: RetryPolicy,
    /// What the client calls itself.
    pub user_agent: String,
    /// Whether plain `http:` is allowed beyond loopback. Default false.
    pub allow_insecure_connection: bool,
    /// Limit of one call in milliseconds; 0 for none. Default 0.
    pub request_timeout_ms: u64,
}

/// Options of one call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallOptions {
    /// Headers to add.
    pub custom_headers: Headers,
    /// Limit of this call in milliseconds, 0 for none.
    pub timeout_ms: u64,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            api_version: None,
            retry: RetryPolicy::default(),
            user_agent: concat!("acs-rooms/", env!("CARGO_PKG_VERSION")).to_owned(),
            allow_insecure_connection: false,
            request_timeout_ms: 0,
        }
    }
}

impl ClientOptions {
    /// Reads the options that are data; functions and credentials are the platform's business.
    pub fn read(options: &Json<'_>) -> Result<Self, ArgumentError> {
        let mut read = Self::default();
        require_object(options)?;
        const VERSION: &str = "must be a version such as \"2025-03-13\"";
        read.api_version = text(options, "", "apiVersion", is_version, VERSION)?.map(str::to_owned);
        const PREFIX: &str = "must be a string that a header can carry";
        if let Some(prefix) = text(options, "userAgentOptions", "userAgentPrefix", is_header_value, PREFIX)? {
            read.user_agent.insert(0, ' ');
            read.user_agent.insert_str(0, prefix);
        }
        read.allow_insecure_connection = read_bool(options, "allowInsecureConnection")?.unwrap_or(false);
        count(options, "", "requestTimeoutInMs", &mut read.request_timeout_ms)?;
        count(options, "retryOptions", "maxRetries", &mut read.retry.max_retries)?;
        count(options, "retryOptions", "retryDelayInMs", &mut read.retry.delay_ms)?;
        count(
            options,
            "retryOptions",
            "maxRetryDelayInMs",
            &mut read.retry.max_delay_ms,
        )?;
        Ok(read)
    }
}

impl CallOptions {
    /// Reads `requestOptions` and `traceContext` of an operation's options. What is not given is left as it is.
    pub fn read(&mut self, options: &Json<'_>) -> Result<(), ArgumentError> {
        require_object(options)?;
        count(options, "requestOptions", "timeout", &mut self.timeout_ms)?;
        match member(options, "requestOptions", "customHeaders")? {
            None => {}
            Some(Json::Object(headers)) => {
                for (name, value) in headers {
                    match value {
                        Json::Text(value) if is_token(name) && is_header_value(value) => {
                            self.custom_headers.push(&name.to_ascii_lowercase(), value);
                        }
                        _ => {
                            return Err(ArgumentError::of_type(
                                "requestOptions.customHeaders",
                                "has a name or a value that a header cannot carry",
                            ));
                        }
                    }
                }
            }
            Some(_) => {
                return Err(ArgumentError::of_type(
                    "requestOptions.customHeaders",
                    "must be an object of header names and values",
                ));
            }
        }
        for (name, is_valid) in [
            ("traceparent", is_traceparent as fn(&str) -> bool),
            ("tracestate", is_header_value),
        ] {
            let advice = "must be a header of W3C Trace Context, as in 00-<32 hex digits>-<16 hex digits>-01";
            if let Some(value) = text(options, "traceContext", name, is_valid, advice)? {
                self.custom_headers.push(name, value);
            }
        }
        Ok(())
    }
}

fn require_object(options: &Json<'_>) -> Result<(), ArgumentError> {
    match options {
        Json::Object(_) | Json::Null => Ok(()),
        _ => Err(ArgumentError::of_type("options", "must be an object")),
    }
}

/// The member `name` of the options, or of the object `group` in them.
fn member<'j, 'a>(options: &'j Json<'a>, group: &str, name: &str) -> Result<Option<&'j Json<'a>>, ArgumentError> {
    let members = if group.is_empty() {
        Some(options)
    } else {
        options.get(group)
    };
    match members {
        Some(Json::Object(_)) => Ok(members.and_then(|members| members.get(name))),
        Some(Json::Null) | None => Ok(None),
        Some(_) => Err(ArgumentError::of_type(group, "must be an object")),
    }
}

fn text<'j>(
    options: &'j Json<'_>,
    group: &str,
    name: &str,
    is_valid: fn(&str) -> bool,
    advice: &str,
) -> Result<Option<&'j str>, ArgumentError> {
    match member(options, group, name)? {
        None => Ok(None),
        Some(Json::Text(text)) if is_valid(text) => Ok(Some(text)),
        Some(_) => Err(ArgumentError::of_type(name, advice).within(group)),
    }
}

/// Milliseconds and counts.
fn count(options: &Json<'_>, group: &str, name: &str, into: &mut u64) -> Result<(), ArgumentError> {
    match member(options, group, name)? {
        None => Ok(()),
        Some(Json::Number(text)) => match rounded_up(text) {
            Some(number) => {
                *into = number;
                Ok(())
            }
            None => Err(ArgumentError::of_range(name, "must be a number that is not negative").within(group)),
        },
        Some(_) => Err(ArgumentError::of_type(name, "must be a number").within(group)),
    }
}

/// A number as JavaScript writes it, rounded up, so that what is more than nothing stays that; above 10^18 as much as
/// there is. A parser of floating point numbers would cost kilobytes in the wasm.
fn rounded_up(text: &str) -> Option<u64> {
    let (decimal, exponent) = cut_before(text, b"e");
    let (whole, fraction) = cut_before(decimal, b".");
    let number = whole_number(whole)?;
    match exponent.as_bytes() {
        [] if fraction.bytes().all(|byte| is_one_of(byte, b".0")) => Some(number),
        [] => number.checked_add(1),
        // From 1e+21 on, and below 1e-6.
        [b'e', b'+', ..] => Some(1_000_000_000_000_000_000),
        [b'e', b'-', ..] => Some(1),
        _ => None,
    }
}

/// <https://www.w3.org/TR/trace-context/#traceparent-header>
fn is_traceparent(text: &str) -> bool {
    // A later version may have more behind another hyphen.
    let mut first = text.bytes().take(56).enumerate();
    text.len() >= 55
        && first.all(|(at, byte)| match at {
            2 | 35 | 52 | 55 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        })
}

fn is_version(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || is_one_of(byte, b"-._"))
}

/// RFC 9110's token, of which header names are made.
fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || is_one_of(byte, b"!#$%&'*+-.^_`|~"))
}

fn is_header_value(text: &str) -> bool {
    text.bytes().all(|byte| byte == b'\t' || (b' '..=b'~').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(text: &str) -> Result<ClientOptions, ArgumentError> {
        ClientOptions::read(&Json::parse(text).expect(text))
    }

    #[test]
    fn defaults_are_azures() {
        let options = client("{}").unwrap();
        assert_eq!(options, ClientOptions::default());
        assert_eq!(options.api_version, None);
        assert!(options.user_agent.starts_with("acs-rooms/"));
        let retry = options.retry;
        assert_eq!(
            (retry.max_retries, retry.delay_ms, retry.max_delay_ms),
            (3, 800, 60_000)
        );
    }

    #[test]
    fn everything_can_be_set() {
        let options = client(
            r#"{"apiVersion":"2024-04-15","userAgentOptions":{"userAgentPrefix":"my/1"},"allowInsecureConnection":true,
                "requestTimeoutInMs":5000.7,"retryOptions":{"maxRetries":0,"retryDelayInMs":1,"maxRetryDelayInMs":2}}"#,
        )
        .unwrap();
        assert_eq!(options.api_version.as_deref(), Some("2024-04-15"));
        assert!(options.user_agent.starts_with("my/1 acs-rooms/"));
        assert!(options.allow_insecure_connection);
        assert_eq!(options.request_timeout_ms, 5001);
        let retry = options.retry;
        assert_eq!((retry.max_retries, retry.delay_ms, retry.max_delay_ms), (0, 1, 2));
    }

    #[test]
    fn numbers_are_rounded_up() {
        for (text, number) in [
            ("0", Some(0)),
            ("0.0", Some(0)),
            ("7", Some(7)),
            ("7.0", Some(7)),
            ("7.01", Some(8)),
            ("0.5", Some(1)),
            ("0.000001", Some(1)),
            ("1e-7", Some(1)),
            ("2.5e-300", Some(1)),
            ("9007199254740991", Some(9_007_199_254_740_991)),
            ("1e+21", Some(1_000_000_000_000_000_000)),
            ("1.7976931348623157e+308", Some(1_000_000_000_000_000_000)),
            ("-1", None),
            ("-0.5", None),
            ("-1e-7", None),
            ("-1.7976931348623157e+308", None),
        ] {
            assert_eq!(rounded_up(text), number, "{text}");
            // What JavaScript writes is what it reads.
            assert!(serde_json::from_str::<f64>(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn bad_options_name_the_field() {
        for (text, start) in [
            ("[]", "options must be"),
            (r#"{"apiVersion":""}"#, "apiVersion must be"),
            (r#"{"apiVersion":"a b"}"#, "apiVersion must be"),
            (r##"{"apiVersion":"2025-03-13#"}"##, "apiVersion must be"),
            (r#"{"apiVersion":"2025-03-13%20"}"#, "apiVersion must be"),
            (r#"{"apiVersion":5}"#, "apiVersion must be"),
            (r#"{"userAgentOptions":"x"}"#, "userAgentOptions must be an object"),
            (
                r#"{"userAgentOptions":{"userAgentPrefix":"a\nb"}}"#,
                "userAgentOptions.userAgentPrefix must",
            ),
            (r#"{"allowInsecureConnection":"no"}"#, "allowInsecureConnection must be"),
            (
                r#"{"requestTimeoutInMs":-1}"#,
                "requestTimeoutInMs must be a number that is not negative",
            ),
            (r#"{"requestTimeoutInMs":"1"}"#, "requestTimeoutInMs must be a number"),
            (
                r#"{"retryOptions":{"maxRetries":-1}}"#,
                "retryOptions.maxRetries must be",
            ),
            (
                r#"{"retryOptions":{"retryDelayInMs":1e3}}"#,
                "retryOptions.retryDelayInMs must be",
            ),
            (
                r#"{"retryOptions":{"maxRetryDelayInMs":true}}"#,
                "retryOptions.maxRetryDelayInMs must be a number",
            ),
        ] {
            let message = client(text).expect_err(text).message.clone();
            assert!(message.starts_with(start), "{text}: {message}");
        }
    }

    #[test]
    fn call_options() {
        let read = |text: &str| {
            let mut options = CallOptions::default();
            options.read(&Json::parse(text).unwrap()).map(|()| options)
        };
        assert_eq!(read("{}"), Ok(CallOptions::default()));
        let options = read(r#"{"requestOptions":{"timeout":7,"customHeaders":{"X-Trace":"a b"}}}"#).unwrap();
        assert_eq!(options.timeout_ms, 7);
        assert_eq!(options.custom_headers.iter().collect::<Vec<_>>(), [("x-trace", "a b")]);
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let traced = [
            r#"{"traceContext":{"traceparent":""#,
            parent,
            r#"","tracestate":"a=1"}}"#,
        ]
        .concat();
        let options = read(&traced).unwrap();
        assert_eq!(options.custom_headers.get("traceparent"), Some(parent));
        assert_eq!(options.custom_headers.get("tracestate"), Some("a=1"));
        for text in [
            r#"{"traceContext":{"traceparent":"x"}}"#,
            r#"{"traceContext":{"traceparent":"00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}}"#,
            r#"{"traceContext":{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0"}}"#,
            r#"{"traceContext":{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01x"}}"#,
            r#"{"traceContext":{"traceparent":"000af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-0"}}"#,
            r#"{"traceContext":{"tracestate":5}}"#,
        ] {
            assert!(read(text).unwrap_err().message.starts_with("traceContext."), "{text}");
        }
        for text in [
            r#"{"requestOptions":1}"#,
            r#"{"requestOptions":{"timeout":"1"}}"#,
            r#"{"requestOptions":{"customHeaders":[]}}"#,
            r#"{"requestOptions":{"customHeaders":{"a b":"x"}}}"#,
            r#"{"requestOptions":{"customHeaders":{"a":"x\r\nb: c"}}}"#,
            r#"{"requestOptions":{"customHeaders":{"a":1}}}"#,
            r#"{"requestOptions":{"customHeaders":{"":"x"}}}"#,
        ] {
            assert!(read(text).unwrap_err().message.starts_with("requestOptions"), "{text}");
        }
    }
}
