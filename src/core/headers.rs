//! Headers as one text of `name:value` lines: how they cross to and from JavaScript, and a tenth of the code that a
//! list of pairs needs.

use zeroize::Zeroizing;

use super::text::{cut, parts};

/// Headers. Names are in lower case. The memory is wiped, since a token may be among them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers(Zeroizing<String>);

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
        Self(Zeroizing::new(lines))
    }

    /// As `name:value` lines.
    pub fn as_lines(&self) -> &str {
        &self.0
    }

    /// Adds one. Neither part has a line break: arguments are checked, and answers come from an HTTP parser.
    pub fn push(&mut self, name: &str, value: &str) {
        // A String that grows leaves a copy behind.
        self.0 = Zeroizing::new([&self.0, name, ":", value, "\n"].concat());
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
