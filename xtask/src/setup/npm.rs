//! npm packages of a folder, exactly as its lock file says.

use super::provide;
use crate::fingerprint;
use crate::shell::{Result, command, root, run};

/// Runs `npm ci` in a folder of the repository unless that was done for this lock file.
pub fn install(folder: &str, why: &str) -> Result<()> {
    let dir = root().join(folder);
    let stamp = dir.join("node_modules/.installed");
    let lock = fingerprint::of("", &[dir.join("package.json"), dir.join("package-lock.json")])?;
    provide(
        &format!("the npm packages of {folder}/"),
        why,
        || fingerprint::matches(&stamp, &lock),
        || {
            let mut npm = command("npm");
            npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
                .current_dir(&dir);
            run(
                &mut npm,
                "see whether Node 20 or later is installed and the npm registry can be reached, then repeat",
            )?;
            fingerprint::keep(&stamp, &lock)
        },
    )
}
