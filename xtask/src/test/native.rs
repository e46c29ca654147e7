//! What needs no JavaScript: format, lints, Rust tests and docs.

use super::count::{self, Count, counted};
use crate::setup;
use crate::shell::{Result, command, run, typed};
use std::process::Command;

const CHECKS: [(&str, &str); 4] = [
    ("fmt --check", "run `cargo fmt`"),
    (
        "clippy --quiet --workspace --all-targets -- -D warnings",
        "mend what clippy says above",
    ),
    // What ships is compiled for this target, with code that the host does not see.
    (
        "clippy --quiet --package acs-rooms --package acs-rooms-emulator --all-targets --target wasm32-unknown-unknown -- -D warnings",
        "mend what clippy says above",
    ),
    ("doc --quiet --workspace --no-deps", "mend what rustdoc says above"),
];

/// Runs all, also when one fails: each check counts as a test.
pub fn run_suite() -> Result<Count> {
    setup::for_native_tests()?;
    let mut sum = Count::default();
    for (check, next) in CHECKS {
        match run(cargo(check).env("RUSTDOCFLAGS", "-D warnings"), next) {
            Ok(()) => sum.passed += 1,
            Err(failure) => {
                eprintln!("\n{failure}");
                sum.failed += 1;
            }
        }
    }
    sum.add(counted(&mut cargo("test --quiet --workspace"), count::cargo)?);
    Ok(sum)
}

fn cargo(args: &str) -> Command {
    let mut cargo = command("cargo");
    cargo.args(args.split(' '));
    println!("--- {}", typed(&cargo));
    cargo
}
