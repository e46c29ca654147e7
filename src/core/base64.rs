//! Standard base64 with padding, as the service's keys, hashes and signatures have it.
//!
//! The base64 crate is the oracle in the tests; in the shipped wasm its configurable engine costs 1.4 kB gzipped,
//! these lines a tenth of that.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Encodes with padding.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let at = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for position in 0..4 {
            let index = (bits >> (18 - 6 * position)) as usize & 63;
            let letter = ALPHABET.get(index).filter(|_| position <= chunk.len());
            text.push(letter.map_or('=', |&byte| char::from(byte)));
        }
    }
    text
}

/// Decodes; `None` unless the text is padded base64 of the standard alphabet with nothing around it.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let unpadded = text.strip_suffix('=').unwrap_or(text);
    let unpadded = unpadded.strip_suffix('=').unwrap_or(unpadded);
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in unpadded.bytes() {
        let value = ALPHABET.iter().position(|letter| *letter == byte)?;
        bits = bits << 6 | value as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    // Bits left over must be zero, or two texts would stand for the same bytes.
    (bits & ((1 << count) - 1) == 0 && count < 6).then_some(bytes)
}

/// Decodes as platforms do: of either alphabet, padded or not.
pub fn decode_any(text: &str) -> Option<Vec<u8>> {
    let mut standard = String::with_capacity(text.len() + 3);
    for byte in text.bytes() {
        match byte {
            b'-' => standard.push('+'),
            b'_' => standard.push('/'),
            b'=' => {}
            _ => standard.push(char::from(byte)),
        }
    }
    while !standard.len().is_multiple_of(4) {
        standard.push('=');
    }
    decode(&standard)
}

#[cfg(test)]
mod tests {
    use ::base64::{Engine, engine::general_purpose::STANDARD};

    use super::*;

    #[test]
    fn agrees_with_the_base64_crate_on_all_lengths() {
        let bytes: Vec<u8> = (0..=255).map(|byte: u8| byte.wrapping_mul(197)).collect();
        for length in 0..bytes.len() {
            let text = STANDARD.encode(&bytes[..length]);
            assert_eq!(encode(&bytes[..length]), text);
            assert_eq!(decode(&text).as_deref(), Some(&bytes[..length]));
        }
    }

    #[test]
    fn either_alphabet_is_decoded_padded_or_not() {
        let bytes: Vec<u8> = (0..=255).map(|byte: u8| byte.wrapping_mul(197)).collect();
        for length in 0..bytes.len() {
            let padded = STANDARD.encode(&bytes[..length]);
            let url_safe = padded.replace('+', "-").replace('/', "_");
            for text in [&padded, &url_safe] {
                for text in [text, text.trim_end_matches('=')] {
                    assert_eq!(decode_any(text).as_deref(), Some(&bytes[..length]), "{text}");
                }
            }
        }
        for text in ["p", "pw!", "p w", "é", "px", "pw\n"] {
            assert_eq!(decode_any(text), None, "{text}");
        }
    }

    #[test]
    fn refuses_what_the_base64_crate_refuses() {
        for text in [
            "K", "KK", "KKK", "pw=", "pw", "p===", "====", "=", "pw==pw==", " pw==", "pw== ", "p-_=", "px==", "pw=\n",
            "é===", "AA=A",
        ] {
            assert!(STANDARD.decode(text).is_err(), "{text}");
            assert_eq!(decode(text), None, "{text}");
        }
        assert_eq!(decode("pw=="), Some(vec![0xa7]));
        assert_eq!(decode(""), Some(vec![]));
    }
}
