//! `cargo xtask demo`: the admin page with the embedded emulator, from nothing.

use crate::shell::{Failure, Result};
use crate::{package, serve};

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
    serve::forever(&package::complete(package::Mode::Size)?, port)
}
