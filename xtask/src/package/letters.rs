//! The wasm as letters in a script.
//!
//! Bytes that are frequent are one letter, the others two. Compressed, as it travels, that is 0.1 kB more than the wasm
//! itself; hex is 3 kB more, because a match within the compressor's 32 kB window is half as far away, and base64 8 kB.

use std::cmp::Reverse;

/// All that a text in double quotes may hold as it is. Without `!` it cannot hold `<!--`, which a page's `<script>` may
/// not.
fn letters() -> impl Iterator<Item = char> {
    ('#'..='~').filter(|letter| *letter != '\\')
}

/// So many of the letters begin a pair: two, for the 167 bytes that are not among the 89 most frequent.
const LEADS: usize = 2;

/// `<name>-bytes.js`; pkg-template/entries/letters.js reads it back.
pub fn module(name: &str, bytes: &[u8]) -> String {
    let (singles, text) = encode(bytes);
    let size = bytes.len();
    format!(
        r#"// Made by `cargo xtask build` from {name}.wasm.
import {{ bytesOf }} from "./letters.js";

const text = "{text}";

/** The bytes of {name}.wasm. */
export const wasmBytes = () => bytesOf({size}, "{singles}", text);
"#
    )
}

/// A hex digit for each four byte values, the lowest first, with a bit for each that is one letter; and the letters.
fn encode(bytes: &[u8]) -> (String, String) {
    let one_letter = letters().count() - LEADS;
    let mut by_frequency: Vec<u8> = (0..=255).collect();
    by_frequency.sort_by_cached_key(|byte| Reverse(bytes.iter().filter(|other| *other == byte).count()));
    by_frequency.truncate(one_letter);
    let is_single = |byte: u8| by_frequency.contains(&byte);

    let mut singles = letters().map(String::from);
    let leads = letters().skip(one_letter);
    let mut pairs = leads.flat_map(|lead| letters().map(move |letter| String::from_iter([lead, letter])));
    let code_of = |byte| if is_single(byte) { singles.next() } else { pairs.next() };
    let codes: Vec<String> = (0..=255).filter_map(code_of).collect();

    let digit = |first: u8| (0..4).map(|bit| u32::from(is_single(first + bit)) << bit).sum();
    let mask = (0..=255)
        .step_by(4)
        .filter_map(|first| char::from_digit(digit(first), 16));
    let text = bytes.iter().filter_map(|byte| codes.get(usize::from(*byte)));
    (mask.collect(), text.map(String::as_str).collect())
}
