//! What may leave the client as text: an allow-list, so that a header nobody thought of stays inside.
//!
//! The list is that of the Azure SDKs' loggers, with the service's own diagnostic headers.

use super::headers::Headers;
use super::json::{Json, write_member, write_name, write_text};
use super::request::Request;
use super::text::{cut, cut_before, parts};

/// One name a line: a tenth of the code that an array needs.
const HEADERS: &str = "\
    accept\n\
    access-control-allow-origin\n\
    api-deprecated-versions\n\
    api-supported-versions\n\
    cache-control\n\
    connection\n\
    content-length\n\
    content-type\n\
    date\n\
    etag\n\
    expires\n\
    last-modified\n\
    location\n\
    ms-cv\n\
    repeatability-result\n\
    request-context\n\
    request-id\n\
    retry-after\n\
    retry-after-ms\n\
    traceparent\n\
    user-agent\n\
    x-azure-ref\n\
    x-ms-client-request-id\n\
    x-ms-error-code\n\
    x-ms-request-id\n\
    x-ms-retry-after-ms\n\
    x-ms-useragent";

const REDACTED: &str = "REDACTED";

/// The value if `name`, in lower case, is on the list.
pub fn header<'a>(name: &str, value: &'a str) -> &'a str {
    if parts(HEADERS, b'\n').any(|known| known == name) {
        value
    } else {
        REDACTED
    }
}

/// Appends headers as an object.
pub fn write_headers(out: &mut String, headers: &Headers) {
    out.push('{');
    for (name, value) in headers.iter() {
        write_member(out, name, header(name, value));
    }
    out.push('}');
}

/// The path with its query hidden, but for `api-version` and the names of values: a continuation token names partitions
/// of somebody's database.
pub fn path(path_and_query: &str) -> String {
    let Some((path, query)) = cut(path_and_query, b'?') else {
        return path_and_query.to_owned();
    };
    let mut out = [path, "?"].concat();
    for part in parts(query, b'&') {
        if !out.ends_with('?') {
            out.push('&');
        }
        let (shown, secret) = secret_of(part);
        out.push_str(shown);
        if !secret.is_empty() {
            out.push_str(REDACTED);
        }
    }
    out
}

/// A part of a query as what may be shown of it, and what may not. A part without a value is no name: it may be a token,
/// with the `=` of base64 at its end.
fn secret_of(part: &str) -> (&str, &str) {
    let (name, value) = cut(part, b'=').unwrap_or_default();
    let shown = match name {
        "api-version" => part.len(),
        _ if value.bytes().any(|byte| byte != b'=') => name.len() + 1,
        _ => 0,
    };
    part.split_at_checked(shown).unwrap_or_default()
}

/// What no text from outside may repeat on its way into an error or to a hook: the signature or the token that was
/// sent, and the continuation token in the URL.
///
/// It is hidden in values, before they are written: hidden in finished JSON, a token such as `statusCode`, as tests have
/// them, takes names and numbers with it.
#[derive(Debug)]
pub struct Mask<'a> {
    proof: &'a str,
    path: &'a str,
    secret: &'a str,
}

impl<'a> Mask<'a> {
    /// What is shorter is no secret, and stands in every text.
    const LEAST: usize = 8;
    /// Proofs are longer, and names in JSON are shorter.
    const LONG: usize = 32;

    /// Of a secret alone.
    pub fn of_secret(secret: &'a str) -> Self {
        Self {
            proof: "",
            path: "",
            secret,
        }
    }

    /// Of the headers that were sent, of the path and query, and of a secret in the body; an empty one is none.
    pub fn new(sent_headers: &'a Headers, path: &'a str, secret: &'a str) -> Self {
        let value = sent_headers.get("authorization").unwrap_or_default();
        // `Bearer <token>`, or `HMAC-SHA256 SignedHeaders=<names>&Signature=<signature>`.
        let (_, proof) = cut(value, b' ').unwrap_or(("", value));
        let signature = cut(proof, b'&').and_then(|(_, rest)| rest.strip_prefix("Signature="));
        Self {
            proof: signature.unwrap_or(proof),
            path,
            secret,
        }
    }

    /// The same for a success, which is the caller's data: of it nothing is hidden but what is too long to be a part of it,
    /// and no link.
    #[must_use]
    pub fn for_success(self) -> Self {
        let is_long = self.proof.len() >= Self::LONG;
        Self {
            proof: if is_long { self.proof } else { "" },
            path: "",
            secret: self.secret,
        }
    }

    /// `text` without them, in any spelling. The URL becomes what [`path`] makes of it.
    pub fn hide(&self, text: &str) -> String {
        let mut text = text.to_owned();
        let mut hide = |secret: &str, shown: &str| {
            if secret.len() >= Self::LEAST {
                text = replace(&text, secret, shown);
            }
        };
        if let Some((_, query)) = cut(self.path, b'?') {
            hide(self.path, path(self.path).strip_prefix('/').unwrap_or_default());
            for part in parts(query, b'&') {
                hide(secret_of(part).1, REDACTED);
            }
        }
        for proof in [self.proof, self.secret] {
            hide(proof, REDACTED);
            // The parts of a JWT are secret by themselves.
            for part in parts(proof, b'.') {
                if part.len() >= Self::LONG {
                    hide(part, REDACTED);
                }
            }
        }
        text
    }

    /// A body without them. Of JSON only the texts are changed, so that it stays what it is.
    pub fn hide_in_body(&self, body: &str) -> String {
        let mut hidden = self.hide(body);
        if hidden != body
            && let Some(json) = Json::parse(body)
        {
            hidden.clear();
            self.write_hidden(&mut hidden, &json);
        }
        hidden
    }

    fn write_hidden(&self, out: &mut String, value: &Json<'_>) {
        let (members, open, close) = match value {
            Json::Null => return out.push_str("null"),
            Json::Bool(value) => return out.push_str(if *value { "true" } else { "false" }),
            Json::Number(text) => return out.push_str(text),
            Json::Text(text) => return write_text(out, &self.hide(text)),
            Json::List(members) => (members, '[', ']'),
            Json::Object(members) => (members, '{', '}'),
        };
        out.push(open);
        for (name, value) in members {
            if !out.ends_with(open) {
                out.push(',');
            }
            if open == '{' {
                let is_proof = self.proof.len() >= Self::LONG;
                write_text(out, &if is_proof { self.hide(name) } else { name.to_string() });
                out.push(':');
            }
            self.write_hidden(out, value);
        }
        out.push(close);
    }
}

/// `text` with `shown` in the place of each `secret`, from its first letter or digit to its last.
///
/// JSON, HTML and URLs write what is no letter or digit in several ways, and one in the other: whatever stands in its
/// place is as good.
fn replace(text: &str, secret: &str, shown: &str) -> String {
    let mut runs = String::with_capacity(secret.len());
    let mut bytes = secret.bytes();
    while let Some(byte) = bytes.next() {
        // Of `%2B` no part is the secret's own.
        if byte == b'%' {
            bytes.nth(1);
        }
        runs.push(if byte.is_ascii_alphanumeric() {
            char::from(byte)
        } else {
            ' '
        });
    }
    let runs = runs.trim_ascii();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // A plain search: the standard library's is made for long texts and costs two kilobytes.
    while let Some(first) = runs.as_bytes().first() {
        let (before, from) = cut_before(rest, &[*first]);
        out.push_str(before);
        rest = match behind(from, runs) {
            Some(after) => {
                out.push_str(shown);
                after
            }
            None if from.is_empty() => return out,
            None => {
                out.push(char::from(*first));
                from.get(1..).unwrap_or_default()
            }
        };
    }
    out.push_str(rest);
    out
}

/// What follows the runs of letters and digits, if `text` begins with them, whatever stands between them.
fn behind<'t>(mut text: &'t str, runs: &str) -> Option<&'t str> {
    /// `&amp;#x2F;`, and a little more.
    const LONGEST_ESCAPE: usize = 12;
    let mut most = 0;
    for run in parts(runs, b' ') {
        text = (0..=most).find_map(|skipped| text.get(skipped..)?.strip_prefix(run))?;
        most = LONGEST_ESCAPE;
    }
    Some(text)
}

/// Appends what was sent as `{ url, method, headers }`.
pub fn write_request(out: &mut String, origin: &str, request: &Request, sent_headers: &Headers) {
    out.push('{');
    write_member(out, "url", &[origin, &path(&request.path)].concat());
    write_member(out, "method", request.method);
    write_name(out, "headers");
    write_headers(out, sent_headers);
    out.push('}');
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNATURE: &str = "abcdefgh+12345678/ijklmnopqrstuvwxyz=";

    fn sent(authorization: &str) -> Headers {
        let mut sent = Headers::default();
        sent.push("authorization", authorization);
        sent
    }

    #[test]
    fn secrets_are_replaced_wherever_they_stand() {
        for (text, secret, hidden) in [
            ("a canary in a mine", "canary", "a HIDDEN in a mine"),
            ("canarycanary", "canary", "HIDDENHIDDEN"),
            ("cacanary c", "canary", "caHIDDEN c"),
            ("é+/a=", "+/a=", "é+/HIDDEN="),
            (
                "a b, a--b, a&#x2F;&amp;b, a.............b",
                "a+b",
                "HIDDEN, HIDDEN, HIDDEN, a.............b",
            ),
            ("xa+b/c, a b c, abc", "%2Fa%2bb/c%", "xHIDDEN, HIDDEN, HIDDEN"),
            ("aé1é2b ", "a1é2b", "aé1é2b "),
            ("a1é2b ", "a1é2b", "HIDDEN "),
            ("nothing", "", "nothing"),
            ("no+=thing", "+=", "no+=thing"),
            ("100%", "%41%4", "100%"),
            ("", "canary", ""),
        ] {
            assert_eq!(replace(text, secret, "HIDDEN"), hidden, "{text} {secret}");
        }
    }

    #[test]
    fn a_proof_is_hidden_in_every_spelling() {
        for authorization in [
            ["HMAC-SHA256 SignedHeaders=x&Signature=", SIGNATURE].concat(),
            ["Bearer ", SIGNATURE].concat(),
            SIGNATURE.to_owned(),
        ] {
            let sent = sent(&authorization);
            for spelling in [
                SIGNATURE,
                "abcdefgh+12345678/ijklmnopqrstuvwxyz",
                "abcdefgh\\u002B12345678\\/ijklmnopqrstuvwxyz\\u003D",
                "abcdefgh&#43;12345678&#x2F;ijklmnopqrstuvwxyz=",
                "abcdefgh&amp;#43;12345678&amp;#x2F;ijklmnopqrstuvwxyz=",
                "abcdefgh%2B12345678%2Fijklmnopqrstuvwxyz%3D",
                "abcdefgh%252B12345678%252Fijklmnopqrstuvwxyz%253D",
                "abcdefgh 12345678/ijklmnopqrstuvwxyz=",
                "abcdefgh-12345678_ijklmnopqrstuvwxyz",
            ] {
                let hidden = Mask::new(&sent, "", "").hide(&["you sent ", spelling, " to me"].concat());
                assert!(
                    hidden.starts_with("you sent REDACTED") && hidden.ends_with(" to me"),
                    "{hidden}"
                );
                for part in ["abcdefgh", "12345678", "ijklmnopq"] {
                    assert!(!hidden.contains(part), "{hidden}");
                }
            }
        }
        assert_eq!(Mask::new(&Headers::default(), "", "").hide("as it is"), "as it is");
        // Of a JWT each part by itself; headers of a page's own may hold anything.
        let part = "0123456789abcdef0123456789abcdef";
        let jwt = sent(&["Bearer ", part, ".", part, "0.short"].concat());
        assert_eq!(
            Mask::new(&jwt, "", "").hide(&["[short,", part, "0,", part, "]"].concat()),
            "[short,REDACTED0,REDACTED]"
        );
        let odd = sent("Own abcdefgh:12345678&ijklmnop qrstuvwx,é,yzabcdef");
        let spelled = "abcdefgh%3A12345678&amp;ijklmnop+qrstuvwx%2C%C3%A9,yzabcdef!";
        assert_eq!(Mask::new(&odd, "", "").hide(spelled), "REDACTED!");
    }

    #[test]
    fn what_is_short_is_no_secret() {
        for token in ["t", "1", "4", "\"", ".", "seven77"] {
            let sent = sent(&["Bearer ", token].concat());
            let text = ["seven77 t14\" ", token].concat();
            assert_eq!(Mask::new(&sent, "/rooms?t=1&4", "").hide(&text), text, "{token}");
        }
        assert_eq!(
            Mask::new(&sent("Bearer eight888"), "", "").hide("eight888!"),
            "REDACTED!"
        );
    }

    #[test]
    fn of_a_body_in_json_only_the_texts_are_changed() {
        const BODY: &str = r#"{ "value": [{"validFrom":"validFrom","n":12345678,"b":[true,false,null,{}]}], "12345678":"at 12345678\u0021" }"#;
        for (token, hidden) in [
            (
                "validFrom",
                r#"{"value":[{"validFrom":"REDACTED","n":12345678,"b":[true,false,null,{}]}],"12345678":"at 12345678!"}"#,
            ),
            (
                "12345678",
                r#"{"value":[{"validFrom":"validFrom","n":12345678,"b":[true,false,null,{}]}],"12345678":"at REDACTED!"}"#,
            ),
            ("not-there", BODY),
            ("value", BODY),
        ] {
            let sent = sent(&["Bearer ", token].concat());
            assert_eq!(Mask::new(&sent, "", "").hide_in_body(BODY), hidden, "{token}");
        }
        // The letter of an escape is none of the text.
        let escaped = r#"{"a":"line\nabcdefgh","b":"nabcdefgh"}"#;
        assert_eq!(
            Mask::new(&sent("Bearer nabcdefgh"), "", "").hide_in_body(escaped),
            r#"{"a":"line\nabcdefgh","b":"REDACTED"}"#
        );
        let sent = sent(&["Bearer ", SIGNATURE].concat());
        let mask = Mask::new(&sent, "", "");
        // No name of the API is as long as a proof.
        let body =
            r#"{"abcdefgh+12345678/ijklmnopqrstuvwxyz=":{"a":"abcdefgh\u002b12345678\/ijklmnopqrstuvwxyz="},"b":1}"#;
        assert_eq!(mask.hide_in_body(body), r#"{"REDACTED=":{"a":"REDACTED="},"b":1}"#);
        let page = ["<p>", SIGNATURE, "</p>"].concat();
        assert_eq!(mask.hide_in_body(&page), "<p>REDACTED=</p>");
        assert_eq!(mask.for_success().hide_in_body(&page), "<p>REDACTED=</p>");
        let sent = self::sent("Bearer nextLink");
        let link = r#"{"nextLink":"/rooms?nextLink=bmV4dA==bmV4dA=="}"#;
        let mask = Mask::new(&sent, "/rooms?nextLink=bmV4dA==bmV4dA==", "");
        assert_eq!(mask.for_success().hide_in_body(link), link);
    }

    #[test]
    fn the_url_is_shown_without_its_continuation_token() {
        let path = "/rooms?nextLink=SECRET%2BTOKEN+x==&api-version=2025-03-13";
        let hide = |text: &str| Mask::new(&Headers::default(), path, "").hide(text);
        let shown = "/rooms?nextLink=REDACTED&api-version=2025-03-13";
        assert_eq!(
            hide(&["error for url (https://h:1", path, "): refused"].concat()),
            ["error for url (https://h:1", shown, "): refused"].concat()
        );
        assert_eq!(hide(&["GET ", path].concat()), ["GET ", shown].concat());
        assert_eq!(hide("token SECRET+TOKEN x="), "token REDACTED=");
        assert_eq!(hide("token SECRET%2BTOKEN+x%3D"), "token REDACTED%3D");
        assert_eq!(hide("fetch failed"), "fetch failed");
        // Short ones are hidden where they stand in the URL.
        assert_eq!(
            Mask::new(&Headers::default(), "/rooms?ab&c=d", "").hide("ab c=d at /rooms?ab&c=d"),
            "ab c=d at /rooms?REDACTED&c=REDACTED"
        );
        let plain = "/rooms/99?api-version=2025-03-13";
        assert_eq!(Mask::new(&Headers::default(), plain, "").hide(plain), plain);
    }

    #[test]
    fn only_what_is_on_the_list_is_shown() {
        assert_eq!(header("ms-cv", "x"), "x");
        for name in [
            "authorization",
            "x-ms-date",
            "x-ms-content-sha256",
            "cookie",
            "x-anything",
            "repeatability-request-id",
        ] {
            assert_eq!(header(name, "x"), "REDACTED");
        }
        for (sent, shown) in [
            (
                "/rooms?nextLink=abc&api-version=v",
                "/rooms?nextLink=REDACTED&api-version=v",
            ),
            ("/rooms?SECRET", "/rooms?REDACTED"),
            ("/rooms?SECRET=&api-version=v", "/rooms?REDACTED&api-version=v"),
            ("/rooms?SECRET==&a=b=", "/rooms?REDACTED&a=REDACTED"),
            ("/rooms?api-version=v&SECRET", "/rooms?api-version=v&REDACTED"),
            ("/rooms?api-version&api-version=", "/rooms?REDACTED&api-version="),
            ("/rooms?&&x=1", "/rooms?x=REDACTED"),
            ("/rooms?", "/rooms?"),
            ("/rooms", "/rooms"),
        ] {
            assert_eq!(path(sent), shown);
        }
    }
}
