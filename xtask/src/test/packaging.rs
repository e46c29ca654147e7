//! The packed package in every runtime, browser, bundler and framework it is said to run in: `tests/packaging/run.mjs`.

use super::count::{self, Count, counted};
use crate::shell::{Failure, Result, command, read, run};
use crate::{package, setup};
use std::process::Command;

/// All rows.
pub fn run_suite() -> Result<Count> {
    run_rows(&[])
}

/// The rows that `--only NAME` picks; `--list` names them.
pub fn run_rows(options: &[String]) -> Result<Count> {
    if options.iter().any(|option| option == "--list") {
        run(matrix().args(options), "node tests/packaging/run.mjs --list")?;
        std::process::exit(0);
    }
    let needs = needs(options)?;
    package::build(package::Mode::Size)?;
    let mut rows = matrix();
    rows.args(options);
    Ok(Count::default())
}
