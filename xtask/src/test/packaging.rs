//! The packed package in every runtime, browser, bundler and framework that it is said to run in. The rows are in
//! `tests/packaging`.

use super::count::{self, Count, counted};
use super::node;
use crate::setup;
use crate::shell::{Failure, Result, command, read, root, run};
use std::process::Command;

/// All rows.
pub fn run_suite() -> Result<Count> {
    rows(&[])
}

/// What all rows need besides the package.
pub fn set_up() -> Result<()> {
    install(&needs(&[])?)
}

/// `cargo xtask test packaging [--list] [--only ROW…]`
pub fn command_line(options: &[String]) -> Result<()> {
    if let [only] = options
        && only == "--list"
    {
        for_matrix()?;
        return run(&mut matrix(options), "");
    }
    match rows(options)? {
        Count { passed: 1.., failed: 0 } => Ok(()),
        Count { failed, .. } => Err(Failure::new(
            format!("{failed} rows failed"),
            "run one alone with `cargo xtask test packaging --only ROW`, and read what it prints",
        )),
    }
}

fn rows(options: &[String]) -> Result<Count> {
    let needs = needs(options)?;
    node::prepare()?;
    install(&needs)?;
    let mut rows = matrix(options);
    if needs.contains("chromium\n") {
        rows.env("CHROMIUM", setup::chromium()?);
    }
    if needs.contains("firefox\n") {
        rows.env("FIREFOX", setup::firefox()?);
    }
    counted(&mut rows, count::rows)
}

/// A line for each thing that the rows need.
fn needs(options: &[String]) -> Result<String> {
    for_matrix()?;
    read(
        matrix(options).arg("--needs"),
        "`cargo xtask test packaging --list` names the rows",
    )
}

/// Installs what the lines name: folders with npm packages, and browsers.
fn install(needs: &str) -> Result<()> {
    for need in needs.lines() {
        match need {
            "chromium" => setup::chromium().map(drop)?,
            "firefox" => setup::firefox().map(drop)?,
            "webkit" => setup::webkit()?,
            folder => setup::npm(folder, "tools that the package is tried in")?,
        }
    }
    Ok(())
}

/// What even a list of the rows needs.
fn for_matrix() -> Result<()> {
    setup::npm("tests", "tests of the package and conformance tests")
}

fn matrix(options: &[String]) -> Command {
    let mut node = command("node");
    node.arg(root().join("tests/packaging/run.mjs")).args(options);
    node
}
