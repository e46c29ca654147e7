//! What needs no JavaScript: format, lints, Rust tests and docs.

use super::count::{self, Count, counted};
use crate::setup;
use crate::shell::{Result, command, run};
use std::process::Command;

pub fn run_suite() -> Result<Count> {
    setup::for_native_tests()?;
    run(&mut cargo("fmt --check"), "run `cargo fmt`")?;
    for lint in [
        "clippy --quiet --workspace --all-targets --all-features -- -D warnings",
        // What ships is compiled for this target, with code that the host does not see.
        "clippy --quiet --package acs-rooms --package acs-rooms-emulator --all-targets --target wasm32-unknown-unknown -- -D warnings",
    ] {
        run(&mut cargo(lint), "mend what clippy says above")?;
    }
    let mut sum = Count::default();
    for tests in [
        "test --quiet --workspace",
        "test --quiet --package acs-rooms --all-features",
    ] {
        sum.add(counted(&mut cargo(tests), count::cargo)?);
    }
    run(
        cargo("doc --quiet --workspace --no-deps --all-features").env("RUSTDOCFLAGS", "-D warnings"),
        "mend the docs",
    )?;
    Ok(sum)
}

fn cargo(args: &str) -> Command {
    let mut cargo = command("cargo");
    cargo.args(args.split(' '));
    cargo
}
