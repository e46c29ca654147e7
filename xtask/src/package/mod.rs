//! `cargo xtask build`: the ready-to-publish package in `target/npm/acs-rooms`.

mod assemble;
mod letters;
mod page;
mod pages;
mod shorten;
mod wasm;

pub use page::complete;

use crate::fingerprint;
use crate::setup;
use crate::shell::{Failure, Result, at, command, read, root};
use crate::size;
use std::path::PathBuf;
use std::time::Instant;

/// How the client's wasm is compiled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// What is published: the standard library is compiled along, for size.
    Size,
    /// The ordinary release build, larger by about a tenth.
    Stock,
}

/// One of the two wasm modules of the package.
struct Part {
    /// Name of its files in `dist`.
    name: &'static str,
    crate_name: &'static str,
    mode: Mode,
    /// Passes of wasm-opt.
    passes: &'static [&'static str],
}

fn parts(mode: Mode) -> [Part; 2] {
    [
        Part {
            name: "client",
            crate_name: "acs-rooms",
            mode,
            // Taking the code apart first: -0.3 kB gzipped against one -Oz. Constants are folded into the offsets of
            // loads and stores, -0.3 kB, which is right as long as nothing lies in the first kilobyte: it is the far end
            // of the stack, below which a call traps.
            passes: &["--low-memory-unused", "--flatten", "--rereloop", "-O2", "-Oz"],
        },
        // Nobody downloads the emulator to save bytes.
        Part {
            name: "emulator",
            crate_name: "acs-rooms-emulator",
            mode: Mode::Stock,
            passes: &["-O"],
        },
    ]
}

/// `cargo xtask build [--stock]`
pub fn command_line(args: &[String]) -> Result<()> {
    let mode = match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => Mode::Size,
        ["--stock"] => Mode::Stock,
        other => {
            return Err(Failure::new(
                format!("build does not know `{}`", other.join(" ")),
                "cargo xtask build [--stock]",
            ));
        }
    };
    complete(mode)?;
    size::print_downloads()
}

/// Where the built package is.
pub fn directory() -> PathBuf {
    root().join("target/npm/acs-rooms")
}

/// Builds the package without the admin page, unless nothing has changed since the last time.
pub fn build(mode: Mode) -> Result<()> {
    setup::for_build()?;
    let npm = root().join("target/npm");
    at(&npm, std::fs::create_dir_all(&npm))?;
    // Two builds at once would write the same files.
    let lock_path = npm.join("lock");
    let lock = at(&lock_path, std::fs::File::create(&lock_path))?;
    at(&lock_path, lock.lock())?;

    let stamp = npm.join("built");
    let inputs = inputs(mode)?;
    if directory().is_dir() && fingerprint::matches(&stamp, &inputs) {
        return Ok(());
    }
    // Failing half-way must not leave a stamp that says all is well.
    at(&stamp, std::fs::write(&stamp, ""))?;
    let begin = Instant::now();
    println!("building the package");
    let staging = npm.join("staging");
    assemble::start(&staging)?;
    for part in parts(mode) {
        wasm::compile(&part, &staging.join("dist"))?;
    }
    assemble::finish(&staging, &directory())?;
    fingerprint::keep(&stamp, &inputs)?;
    println!(
        "built {} in {:.0} s",
        directory().display(),
        begin.elapsed().as_secs_f64()
    );
    Ok(())
}

/// What the package is made of.
fn inputs(mode: Mode) -> Result<String> {
    let rustc = read(
        command("rustc").arg("--version"),
        "install Rust with rustup (https://rustup.rs)",
    )?;
    let sources = [
        "Cargo.toml",
        "Cargo.lock",
        "src",
        "emulator",
        "pkg-template",
        "README.md",
        "docs",
        "examples",
        "LICENSE",
        "xtask/src/package",
        "xtask/package-lock.json",
    ];
    fingerprint::of(
        &format!("{rustc}{}", mode == Mode::Stock),
        &sources.map(|source| root().join(source)),
    )
}
