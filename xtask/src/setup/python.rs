//! The Python environment of the conformance tests.

use super::{apt, provide};
use crate::fingerprint;
use crate::shell::{Result, command, root, run};
use std::path::PathBuf;

/// The Python interpreter of an environment that has what `tests/conformance/requirements.txt` lists.
pub fn venv() -> Result<PathBuf> {
    let dir = root().join("target/python");
    let python = dir.join("bin/python");
    let requirements = root().join("tests/conformance/requirements.txt");
    let stamp = dir.join("installed");
    let wanted = fingerprint::of("", std::slice::from_ref(&requirements))?;
    let is_there = || python.exists() && fingerprint::matches(&stamp, &wanted);
    if !is_there() {
        apt::python_venv()?;
    }
    provide(
        "the Python packages of tests/conformance/",
        "the official Python client is tested against the emulator",
        is_there,
        || {
            run(
                command("python3").args(["-m", "venv", "--clear"]).arg(&dir),
                "see whether python3 and its venv module are installed",
            )?;
            let mut pip = command(&python);
            pip.args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--no-deps",
                "--requirement",
            ])
            .arg(&requirements);
            run(&mut pip, "see whether PyPI can be reached, then repeat")?;
            fingerprint::keep(&stamp, &wanted)
        },
    )?;
    Ok(python)
}
