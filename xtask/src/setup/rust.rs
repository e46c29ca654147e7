//! Parts of the Rust toolchain, and programs from crates.io.

use super::provide;
use crate::shell::{Failure, Result, at, command, read, root, run};
use std::path::PathBuf;

/// A program from crates.io.
pub struct CargoTool {
    crate_name: &'static str,
    program: &'static str,
    version: Version,
    why: &'static str,
}

enum Version {
    Fixed(&'static str),
    /// The same as the `wasm-bindgen` crate, to the last digit.
    Bindgen,
}

pub const BINDGEN_CLI: CargoTool = CargoTool {
    crate_name: "wasm-bindgen-cli",
    program: "wasm-bindgen",
    version: Version::Bindgen,
    why: "makes the JavaScript glue of the wasm (about 4 minutes)",
};
pub const WASM_PACK: CargoTool = CargoTool {
    crate_name: "wasm-pack",
    program: "wasm-pack",
    version: Version::Fixed("0.15.1"),
    why: "runs the browser tests (about 4 minutes)",
};
pub const GECKODRIVER: CargoTool = CargoTool {
    crate_name: "geckodriver",
    program: "geckodriver",
    version: Version::Fixed("0.37.1"),
    why: "drives Firefox in the browser tests (about 2 minutes)",
};

/// Installs the program in the version this repository works with.
pub fn cargo_tool(tool: &CargoTool) -> Result<()> {
    let version = match tool.version {
        Version::Fixed(version) => version.to_owned(),
        Version::Bindgen => bindgen_version()?,
    };
    let package = format!("{}@{version}", tool.crate_name);
    let is_there = || {
        command(tool.program).arg("--version").output().is_ok_and(|output| {
            let text = String::from_utf8_lossy(&output.stdout);
            text.lines()
                .next()
                .unwrap_or_default()
                .split_whitespace()
                .any(|word| word == version)
        })
    };
    provide(&package, tool.why, is_there, || {
        // Not `--locked`: the lock file of wasm-bindgen-cli names a version that registries may not have.
        let mut install = command("cargo");
        install.args(["install", "--quiet", "--force", &package]);
        run(
            &mut install,
            "see whether crates.io can be reached and a C compiler is installed, then repeat",
        )
    })
}

/// The version of the `wasm-bindgen` crate that the workspace pins.
pub fn bindgen_version() -> Result<String> {
    let manifest = root().join("Cargo.toml");
    let text = at(&manifest, std::fs::read_to_string(&manifest))?;
    text.lines()
        .find_map(|line| line.strip_prefix("wasm-bindgen = \"=")?.strip_suffix('"'))
        .map(str::to_owned)
        .ok_or_else(|| {
            Failure::new(
                "Cargo.toml does not pin wasm-bindgen",
                "write `wasm-bindgen = \"=<version>\"` in [workspace.dependencies]",
            )
        })
}

/// Installs the target that wasm is compiled for.
pub fn wasm_target() -> Result<()> {
    let lib = sysroot()?.join("lib/rustlib/wasm32-unknown-unknown/lib");
    provide(
        "the Rust target wasm32-unknown-unknown",
        "everything that runs in JavaScript is compiled for it",
        || lib.is_dir(),
        || rustup(&["target", "add", "wasm32-unknown-unknown"]),
    )
}

/// Installs components of the Rust toolchain: `rust-src`, `rustfmt`, `clippy`.
pub fn components(names: &[&str]) -> Result<()> {
    let sysroot = sysroot()?;
    for name in names {
        let (file, why) = match *name {
            "rust-src" => (
                "lib/rustlib/src/rust/library/Cargo.lock",
                "the size build compiles the standard library",
            ),
            "rustfmt" => ("bin/cargo-fmt", "the tests check the formatting"),
            "clippy" => ("bin/cargo-clippy", "the tests check the lints"),
            other => return Err(Failure::new(format!("unknown component {other}"), "")),
        };
        let file = sysroot.join(file);
        provide(
            &format!("the Rust component {name}"),
            why,
            || file.is_file(),
            || rustup(&["component", "add", name]),
        )?;
    }
    Ok(())
}

fn rustup(args: &[&str]) -> Result<()> {
    run(
        command("rustup").args(args),
        "install Rust with rustup (https://rustup.rs), then repeat",
    )
}

fn sysroot() -> Result<PathBuf> {
    let text = read(
        command("rustc").args(["--print", "sysroot"]),
        "install Rust with rustup (https://rustup.rs)",
    )?;
    Ok(PathBuf::from(text.trim()))
}
