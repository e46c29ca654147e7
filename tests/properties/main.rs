//! What must hold for every text that a parser is given, tried on many generated ones. The same checks run under
//! cargo-fuzz, in `fuzz/`.
//!
//! `PROPERTY_INPUTS=1000000 cargo test --profile properties --test properties` tries a million for each.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a check fails by panicking"
)]

mod checks;
mod generate;
mod samples;

use generate::Generator;

/// Generated for each parser when nothing else is asked for.
const INPUTS: usize = 20_000;

/// Shows the text at which a check failed.
struct Trying<'a>(&'a str);

impl Drop for Trying<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the text was {:?}", self.0);
        }
    }
}

/// Runs a check on every sample, then on texts made of them. `least_accepted` of a thousand must be accepted, or the
/// samples are too far from what the parser takes for the generated ones to reach its later parts.
fn try_all(name: &str, samples: &[&str], least_accepted: usize, check: fn(&str) -> bool) {
    let inputs =
        std::env::var("PROPERTY_INPUTS").map_or(INPUTS, |text| text.parse().expect("PROPERTY_INPUTS is a number"));
    let begin = std::time::Instant::now();
    let mut accepted = 0;
    for sample in samples {
        let _trying = Trying(sample);
        check(sample);
    }
    let mut generator = Generator::new(name, samples);
    for _ in 0..inputs {
        let text = generator.next_text();
        let _trying = Trying(&text);
        accepted += usize::from(check(&text));
    }
    println!(
        "{name}: {inputs} inputs, {accepted} accepted, {:.1} s",
        begin.elapsed().as_secs_f64()
    );
    assert!(
        accepted * 1000 >= least_accepted * inputs,
        "only {accepted} of {inputs} were accepted"
    );
    assert!(accepted < inputs, "none was refused");
}

macro_rules! properties {
    ($($name:ident: $samples:ident, $least:literal;)*) => {
        $(
            #[test]
            fn $name() {
                try_all(stringify!($name), samples::$samples, $least, checks::$name);
            }
        )*
    };
}

properties! {
    connection_string: CONNECTION_STRINGS, 100;
    endpoint: ENDPOINTS, 100;
    rfc3339: TIMES, 50;
    http_date: HTTP_DATES, 50;
    next_link: LINKS, 100;
    retry_after: RETRY_AFTERS, 100;
    json: JSON, 100;
    answer: ANSWERS, 50;
    identifier: RAW_IDS, 300;
    base64: BASE64, 50;
    options: OPTIONS, 50;
    operation: CALLS, 50;
    authorization: AUTHORIZATIONS, 1;
}
