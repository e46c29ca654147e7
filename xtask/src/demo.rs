//! `cargo xtask demo`: the admin page with the embedded emulator, from nothing.

use crate::fingerprint;
use crate::shell::{Failure, Result, command, root, run};
use crate::{package, serve, setup};
use std::path::PathBuf;

const DEFAULT_PORT: u16 = 7081;

/// `cargo xtask demo [--port N]`
pub fn command_line(args: &[String]) -> Result<()> {
    let port = match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => DEFAULT_PORT,
        ["--port", text] => text.parse().map_err(|_| {
            Failure::new(
                format!("--port is `{text}`, not a number from 0 to 65535"),
                "cargo xtask demo --port 7081",
            )
        })?,
        other => {
            return Err(Failure::new(
                format!("demo does not know `{}`", other.join(" ")),
                "cargo xtask demo [--port N]",
            ));
        }
    };
    serve::forever(&build_page()?, port)
}

/// Builds the admin page unless nothing has changed, and returns its folder.
pub fn build_page() -> Result<PathBuf> {
    package::build(package::Mode::Size)?;
    setup::npm("www", "the admin page")?;
    let www = root().join("www");
    let dist = www.join("dist");
    let stamp = root().join("target/www-built");
    let inputs = fingerprint::of("", &[www, root().join("target/npm/built")])?;
    if !dist.is_dir() || !fingerprint::matches(&stamp, &inputs) {
        println!("building the admin page");
        run(
            command("npm")
                .args(["run", "--silent", "build"])
                .current_dir(root().join("www")),
            "mend what the build says above",
        )?;
        fingerprint::keep(&stamp, &inputs)?;
    }
    Ok(dist)
}
