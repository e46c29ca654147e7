//! The suites that run in Node against the built package: `package` and `conformance`, and what others need of them.

use super::count::{self, Count, counted};
use crate::shell::{Failure, Result, command, root};
use crate::{fingerprint, package as built, setup, size};

/// The packed tarball in every place it runs.
pub fn package() -> Result<Count> {
    prepare()?;
    // The tarball has it.
    built::complete(built::Mode::Size)?;
    let mut sum = sizes()?;
    sum.add(node_tests("tests/package")?);
    Ok(sum)
}

/// What is downloaded has not grown, and nothing large has come back.
fn sizes() -> Result<Count> {
    let mut sum = Count::default();
    for (line, failure) in size::checks()? {
        println!("{line}");
        match failure {
            None => sum.passed += 1,
            Some(failure) => {
                eprintln!("\n{failure}");
                sum.failed += 1;
            }
        }
    }
    Ok(sum)
}

/// Official clients against the emulator.
pub fn conformance() -> Result<Count> {
    prepare()?;
    let python = setup::venv()?;
    let mut sum = node_tests("tests/conformance")?;
    let mut unittest = command(python);
    unittest
        .args([
            "-W",
            "error::ResourceWarning",
            "-m",
            "unittest",
            "discover",
            "--start-directory",
            "tests/conformance",
        ])
        .args(["--pattern", "test_*.py"])
        .env("PYTHONDONTWRITEBYTECODE", "1");
    sum.add(counted(&mut unittest, count::unittest)?);
    Ok(sum)
}

pub fn prepare() -> Result<()> {
    built::build(built::Mode::Size)?;
    setup::npm("tests", "tests of the package and conformance tests")
}

/// Runs the files `*.test.mjs` of a folder.
pub fn node_tests(folder: &str) -> Result<Count> {
    let files: Vec<_> = fingerprint::files(&[root().join(folder)])?
        .into_iter()
        .filter(|file| file.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    if files.is_empty() {
        return Err(Failure::new(
            format!("{folder} has no file *.test.mjs"),
            "write the tests",
        ));
    }
    let mut node = command("node");
    // A test that hangs fails, instead of holding up the run for ever.
    node.args(["--test", "--test-reporter=spec", "--test-timeout=600000"])
        .args(files)
        .env("CHROMIUM", setup::chromium()?);
    counted(&mut node, count::node)
}
