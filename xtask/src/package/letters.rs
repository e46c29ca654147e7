//! The wasm as letters in a script.
//!
//! Bytes that are frequent are one letter, the others two. Compressed, as it travels, that is 0.1 kB more than the wasm
//! itself; hex is 3 kB more, because a match within the compressor's 32 kB window is half as far away, and base64 8 kB.

/// All that a text in double quotes may hold as it is, in a page's `<script>` too.
const LETTERS: &str = " !#%&'()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~";

/// So many of the letters begin a pair: two, for the 168 bytes that are not among the 88 most frequent.
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
export const wasmBytes = () => bytesOf({size}, "{LETTERS}", "{singles}", text);
"#
    )
}

/// A hex digit for each four byte values, the lowest first, with a bit for each that is one letter; and the letters.
fn encode(bytes: &[u8]) -> (String, String) {
    let mut count = [0_usize; 256];
    for byte in bytes {
        count[usize::from(*byte)] += 1;
    }
    let mut by_frequency: Vec<usize> = (0..256).collect();
    by_frequency.sort_by_key(|&byte| std::cmp::Reverse(count[byte]));
    let one_letter = LETTERS.len() - LEADS;
    let is_single = |byte: usize| by_frequency[..one_letter].contains(&byte);
    let (singles, pairs): (Vec<usize>, Vec<usize>) = (0..256).partition(|&byte| is_single(byte));
    let letters: Vec<char> = LETTERS.chars().collect();
    let mut code = vec![String::new(); 256];
    for (number, &byte) in singles.iter().enumerate() {
        code[byte].push(letters[number]);
    }
    for (number, &byte) in pairs.iter().enumerate() {
        code[byte].extend([
            letters[one_letter + number / letters.len()],
            letters[number % letters.len()],
        ]);
    }
    let digit = |first: usize| (0..4).map(|bit| u32::from(is_single(first + bit)) << bit).sum();
    let mask = (0..256)
        .step_by(4)
        .filter_map(|first| char::from_digit(digit(first), 16))
        .collect();
    (
        mask,
        bytes.iter().map(|&byte| code[usize::from(byte)].as_str()).collect(),
    )
}
