//! `cargo xtask bench`: both packages side by side. The measuring is in `tests/bench`; here is what it needs.

use crate::shell::{Result, command, run};
use crate::{package, setup};

/// `cargo xtask bench [--quick] [--only CASE…] [--write-docs]`; what the arguments mean, `tests/bench/run.mjs` knows.
pub fn command_line(args: &[String]) -> Result<()> {
    package::build(package::Mode::Size)?;
    setup::npm("tests", "the official package, to compare with")?;
    let mut node = command("node");
    node.arg("tests/bench/run.mjs")
        .args(args)
        .env("CHROMIUM", setup::chromium()?);
    setup::valgrind()?;
    run(
        &mut node,
        "read what it says above; `cargo xtask bench --quick --only <case>` repeats one case",
    )
}
