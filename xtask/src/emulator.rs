//! `cargo xtask emulator`: the emulator over HTTP, as a user of the package starts it.

use crate::package;
use crate::shell::{Result, command, hand_over_to};

/// Builds the package and runs its program with these arguments.
pub fn command_line(args: &[String]) -> Result<()> {
    package::build(package::Mode::Size)?;
    let mut node = command("node");
    node.arg(package::directory().join("bin/acs-rooms.js"))
        .arg("emulator")
        .args(args);
    hand_over_to(&mut node)
}
