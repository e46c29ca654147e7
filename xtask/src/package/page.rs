//! The admin page: built on the package, and then a part of it.

use super::{Mode, build, directory};
use crate::shell::{Result, command, root, run};
use crate::{fingerprint, setup};
use std::path::PathBuf;

/// Builds the package with the admin page in it, unless nothing has changed, and returns the page's folder.
pub fn complete(mode: Mode) -> Result<PathBuf> {
    build(mode)?;
    setup::npm("www", "the admin page")?;
    let www = root().join("www");
    let dist = www.join("dist");
    let shipped = directory().join("dist/admin");
    let stamp = root().join("target/www-built");
    let inputs = fingerprint::of("", &[www.clone(), root().join("target/npm/built")])?;
    if dist.is_dir() && shipped.is_dir() && fingerprint::matches(&stamp, &inputs) {
        return Ok(dist);
    }
    println!("building the admin page");
    run(
        command("npm").args(["run", "--silent", "build"]).current_dir(&www),
        "mend what the build says above",
    )?;
    // The build also puts the page into the package.
    fingerprint::keep(&stamp, &inputs)?;
    Ok(dist)
}
