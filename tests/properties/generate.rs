//! Texts near to samples: the same ones in every run.

/// What is special to one of the parsers, and what is special to all.
const PIECES: [&str; 64] = [
    "",
    " ",
    "\t",
    "\n",
    "\r\n",
    "\0",
    "\u{7f}",
    "é",
    "😀",
    "\u{feff}",
    "\u{2028}",
    "ſ",
    "İ",
    "\"",
    "\\",
    "/",
    "//",
    "\\\\",
    ":",
    ";",
    "=",
    "==",
    ",",
    "[",
    "]",
    "{",
    "}",
    "@",
    "#",
    "?",
    "%",
    "%2e",
    "%00",
    "..",
    ".",
    "_",
    "-",
    "+",
    "0",
    "00",
    "9",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775808",
    "1e999",
    "-0",
    "0.1",
    "null",
    "true",
    "false",
    "\\u0000",
    "\\ud800",
    "\\udc00",
    "\\ud83d\\ude00",
    "https://",
    "http:",
    "localhost",
    "8:acs:",
    "4:",
    "T",
    "Z",
    "+23:59",
    "GMT",
    "endpoint=",
];

/// Makes texts out of samples.
pub struct Generator<'a> {
    samples: &'a [&'a str],
    state: u64,
}

impl<'a> Generator<'a> {
    /// The name is the seed.
    pub fn new(name: &str, samples: &'a [&'a str]) -> Self {
        let state = name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self { samples, state }
    }

    /// xorshift64*
    fn random(&mut self) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: usize) -> usize {
        ((self.random() >> 33) as usize) % end.max(1)
    }

    fn sample(&mut self) -> &'a str {
        self.samples[self.below(self.samples.len())]
    }

    /// A sample with up to five changes, or now and then noise.
    pub fn next_text(&mut self) -> String {
        if self.below(50) == 0 {
            return self.noise();
        }
        let mut text: Vec<char> = self.sample().chars().collect();
        // Half of them have one change: those get furthest.
        let changes = if self.below(2) == 0 { 1 } else { self.below(6) };
        for _ in 0..changes {
            self.change(&mut text);
        }
        text.into_iter().collect()
    }

    fn noise(&mut self) -> String {
        let length = self.below(40);
        let mut text = String::new();
        for _ in 0..length {
            text.extend(self.any_char());
        }
        text
    }

    fn any_char(&mut self) -> Option<char> {
        match self.below(4) {
            0 => char::from_u32((self.random() >> 40) as u32 % 0x11_0000),
            1 => char::from_u32(self.below(256) as u32),
            _ => char::from_u32(0x20 + self.below(0x5f) as u32),
        }
    }

    fn change(&mut self, text: &mut Vec<char>) {
        let at = self.below(text.len() + 1);
        let length = self.below(text.len() - at + 1).min(1 << self.below(8));
        match self.below(8) {
            0 => {
                text.drain(at..at + length);
            }
            1 => {
                let part: Vec<char> = text[at..at + length].to_vec();
                let to = self.below(text.len() + 1);
                text.splice(to..to, part);
            }
            2 => text.truncate(at),
            3 => {
                let other: Vec<char> = self.sample().chars().collect();
                let from = self.below(other.len() + 1);
                text.splice(at.., other[from..].iter().copied());
            }
            4 => {
                let piece = PIECES[self.below(PIECES.len())];
                text.splice(at..at + length.min(1), piece.chars());
            }
            5 => {
                let piece = PIECES[self.below(PIECES.len())];
                text.splice(at..at, piece.chars());
            }
            6 => {
                // A digit becomes another, so that numbers stay numbers.
                let digits: Vec<usize> = (0..text.len()).filter(|&n| text[n].is_ascii_digit()).collect();
                if let Some(&digit) = digits.get(self.below(digits.len())) {
                    text[digit] = char::from(b'0' + self.below(10) as u8);
                }
            }
            _ => {
                let char = self.any_char();
                text.splice(at..at + length.min(1), char);
            }
        }
    }
}
