//! Taking text apart at ASCII characters.
//!
//! The standard library's patterns take needles of every kind, and a dozen uses of them cost 1.5 kB gzipped in the
//! shipped wasm.

/// What is before the first `at` and what is behind it.
#[inline(never)]
pub fn cut(text: &str, at: u8) -> Option<(&str, &str)> {
    let index = text.bytes().position(|byte| byte == at)?;
    Some((text.get(..index)?, text.get(index + 1..)?))
}

/// What is before the last `at` and what is behind it.
#[inline(never)]
pub fn cut_last(text: &str, at: u8) -> Option<(&str, &str)> {
    let index = text.bytes().rposition(|byte| byte == at)?;
    Some((text.get(..index)?, text.get(index + 1..)?))
}

/// What is before the first character that is one of `any`, and all from there.
#[inline(never)]
pub fn cut_before<'a>(text: &'a str, any: &[u8]) -> (&'a str, &'a str) {
    let index = text.bytes().position(|byte| is_one_of(byte, any));
    index
        .and_then(|index| text.split_at_checked(index))
        .unwrap_or((text, ""))
}

/// The parts between all `at`; one if there is none.
pub fn parts(text: &str, at: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let (part, after) = match cut(text, at) {
            Some((part, after)) => (part, Some(after)),
            None => (text, None),
        };
        rest = after;
        Some(part)
    })
}

/// Whether one of the characters is in it.
#[inline(never)]
pub fn has_any(text: &str, any: &[u8]) -> bool {
    text.bytes().any(|byte| is_one_of(byte, any))
}

/// Whether a character is one of a few. `contains` is made for many.
#[inline(never)]
#[allow(clippy::manual_contains, reason = "see above")]
pub fn is_one_of(byte: u8, any: &[u8]) -> bool {
    any.iter().any(|other| *other == byte)
}

/// A whole number in decimal digits and nothing else. Of one above 10^18 only the size is right.
#[inline(never)]
pub fn whole_number(text: &str) -> Option<u64> {
    const LARGE: u64 = 100_000_000_000_000_000;
    if text.is_empty() {
        return None;
    }
    text.bytes().try_fold(0, |value: u64, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit < 10).then(|| value.min(LARGE) * 10 + u64::from(digit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_as_the_standard_library_does() {
        for text in ["", ":", "a", "a:", ":a", "a:b", "a:b:c", "é:ü:😀", "::"] {
            assert_eq!(cut(text, b':'), text.split_once(':'), "{text}");
            assert_eq!(cut_last(text, b':'), text.rsplit_once(':'), "{text}");
            assert_eq!(
                parts(text, b':').collect::<Vec<_>>(),
                text.split(':').collect::<Vec<_>>(),
                "{text}"
            );
            assert_eq!(has_any(text, b";:"), text.contains([';', ':']), "{text}");
            let index = text.find([':', 'b']).unwrap_or(text.len());
            assert_eq!(cut_before(text, b":b"), text.split_at(index), "{text}");
        }
    }

    #[test]
    fn reads_whole_numbers() {
        for (text, value) in [
            ("0", Some(0)),
            ("007", Some(7)),
            ("999999999999999999", Some(999_999_999_999_999_999)),
            ("99999999999999999999", Some(1_000_000_000_000_000_009)),
            ("", None),
            ("+1", None),
            ("-1", None),
            ("1.5", None),
            (" 1", None),
            ("1e3", None),
            ("١", None),
        ] {
            assert_eq!(whole_number(text), value, "{text}");
        }
    }
}
