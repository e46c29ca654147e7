//! What must hold when things go wrong: the packed tarball over real connections with faults, and generated texts.

use super::count::{self, Count, counted};
use crate::shell::{Failure, Result, command, run, typed};
use crate::{package, setup};
use std::process::Command;

/// Generated for each parser; a million are a matter of `PROPERTY_INPUTS=1000000`.
const PROPERTY_INPUTS: &str = "200000";

pub fn run_suite() -> Result<Count> {
    prepare()?;
    let mut sum = counted(&mut node(&[]), count::node)?;
    let mut properties = command("cargo");
    properties.args("test --profile properties --package acs-rooms --test properties -- --nocapture".split(' '));
    if std::env::var_os("PROPERTY_INPUTS").is_none() {
        properties.env("PROPERTY_INPUTS", PROPERTY_INPUTS);
    }
    println!("--- {}", typed(&properties));
    sum.add(counted(&mut properties, count::cargo)?);
    Ok(sum)
}

/// `cargo xtask soak [--minutes N]`
pub fn soak(args: &[String]) -> Result<()> {
    let minutes = match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => "5",
        ["--minutes", minutes] => minutes,
        other => {
            return Err(Failure::new(
                format!("soak does not know `{}`", other.join(" ")),
                "cargo xtask soak --minutes 5",
            ));
        }
    };
    prepare()?;
    run(
        &mut node(&["--soak", "--minutes", minutes]),
        "read above which of its promises the client broke",
    )
}

fn prepare() -> Result<()> {
    package::build(package::Mode::Size)?;
    setup::for_reliability_tests()?;
    setup::npm("tests", "tests of the package")
}

fn node(args: &[&str]) -> Command {
    let mut node = command("node");
    node.arg("tests/reliability/run.mjs").args(args);
    node
}
