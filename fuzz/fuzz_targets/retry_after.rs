#![no_main]

#[path = "../../tests/properties/checks.rs"]
#[allow(dead_code, reason = "each target runs one check")]
mod checks;

libfuzzer_sys::fuzz_target!(|text: &str| {
    checks::retry_after(text);
});
