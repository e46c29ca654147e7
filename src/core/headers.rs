//! Headers as one text of `name:value` lines: how they cross to and from JavaScript, and a tenth of the code that a
//! list of pairs needs.

use super::text::{cut, parts};

/// Headers. Names are in lower case.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers(String);

// Written by hand, since the values may be secret.
impl std::fmt::Debug for Headers {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_set()
            .entries(self.iter().map(|(name, _)| name))
            .finish()
    }
}

impl Headers {
    /// From `name:value` lines, as they are.
    pub fn from_lines(lines: String) -> Self {
        Self(lines)
    }

    /// As `name:value` lines.
    pub fn as_lines(&self) -> &str {
        &self.0
    }

    /// Adds one. Neither part has a line break: arguments are checked, and answers come from an HTTP parser.
    pub fn push(&mut self, name: &str, value: &str) {
        for part in [name, ":", value, "\n"] {
            self.0.push_str(part);
        }
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        parts(&self.0, b'\n').filter_map(|line| cut(line, b':'))
    }

    /// The first of that name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter()
            .find(|(present, _)| *present == name)
            .map(|(_, value)| value.trim_ascii())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pushed_can_be_read() {
        let mut headers = Headers::default();
        headers.push("date", "Thu, 06 Mar 2025 20:29:42 GMT");
        headers.push("x-empty", "");
        headers.push("date", "second");
        assert_eq!(headers.get("date"), Some("Thu, 06 Mar 2025 20:29:42 GMT"));
        assert_eq!(headers.get("x-empty"), Some(""));
        assert_eq!(headers.get("x"), None);
        assert_eq!(headers.iter().count(), 3);
        assert_eq!(format!("{headers:?}"), r#"{"date", "x-empty", "date"}"#);
    }
}
