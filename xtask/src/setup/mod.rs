//! Installing what a command needs and does not find. Quiet when all is there.

mod apt;
mod npm;
mod python;
mod rust;

pub use apt::{chromedriver, chromium, firefox, valgrind, webkit};
pub use npm::install as npm;
pub use python::venv;
pub use rust::bindgen_version;
use rust::{BINDGEN_CLI, GECKODRIVER, WASM_PACK, cargo_tool, components, wasm_target};

use crate::shell::{Failure, Result};
use std::time::Instant;

/// `cargo xtask setup`
pub fn everything() -> Result<()> {
    let begin = Instant::now();
    for_build()?;
    for_native_tests()?;
    for_browser_tests()?;
    for_reliability_tests()?;
    crate::package::build(crate::package::Mode::Size)?;
    npm("tests", "tests of the package and conformance tests")?;
    for_emulator_tests()?;
    for_server_tests()?;
    crate::test::set_up_packaging()?;
    npm("www", "the admin page")?;
    venv()?;
    valgrind()?;
    println!("everything is installed ({:.0} s)", begin.elapsed().as_secs_f64());
    Ok(())
}

/// What `cargo xtask build` needs.
pub fn for_build() -> Result<()> {
    wasm_target()?;
    components(&["rust-src"])?;
    cargo_tool(&BINDGEN_CLI)?;
    npm("xtask", "wasm-opt and esbuild make the package")
}

/// What the suite `native` needs.
pub fn for_native_tests() -> Result<()> {
    wasm_target()?;
    components(&["rustfmt", "clippy"])
}

/// What the suite `browser` needs.
pub fn for_browser_tests() -> Result<()> {
    wasm_target()?;
    cargo_tool(&BINDGEN_CLI)?;
    cargo_tool(&WASM_PACK)?;
    chromium()?;
    chromedriver()?;
    firefox()?;
    cargo_tool(&GECKODRIVER)
}

/// What the suite `emulator` needs besides the package.
pub fn for_emulator_tests() -> Result<()> {
    apt::openssl()?;
    npm("tests/emulator", "test runners the emulator is used in")
}

/// What the servers of the docs are made with.
pub fn for_server_tests() -> Result<()> {
    npm("tests/servers", "servers that the docs put the proxy into")
}

/// What the suite `reliability` needs besides the package.
pub fn for_reliability_tests() -> Result<()> {
    apt::python()?;
    apt::openssl()?;
    npm(
        "tests/emulator",
        "Deno and Bun, whose connections fail in their own words",
    )
}

/// What the suite `admin` needs besides the page and the browsers: commands that the page writes are run.
pub fn for_admin_tests() -> Result<()> {
    apt::openssl()?;
    apt::python().map(drop)
}

/// Installs one thing unless it is there, and says so.
fn provide(what: &str, why: &str, is_there: impl Fn() -> bool, install: impl FnOnce() -> Result<()>) -> Result<()> {
    if is_there() {
        return Ok(());
    }
    println!("installing {what}: {why}");
    let begin = Instant::now();
    install()?;
    if !is_there() {
        return Err(Failure::new(
            format!("{what} was installed, but is not found"),
            "see whether the directory it was installed to is in PATH",
        ));
    }
    println!("installed {what} in {:.0} s", begin.elapsed().as_secs_f64());
    Ok(())
}
