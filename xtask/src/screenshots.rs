//! `cargo xtask screenshots`: a picture of every view of the admin page.

use crate::shell::{Failure, Result, command, root, run};
use crate::{package, setup};

/// `cargo xtask screenshots`
pub fn command_line(args: &[String]) -> Result<()> {
    if !args.is_empty() {
        return Err(Failure::new(
            format!("screenshots does not know `{}`", args.join(" ")),
            "cargo xtask screenshots",
        ));
    }
    package::complete(package::Mode::Size)?;
    run(
        command("npm")
            .args(["run", "--silent", "screenshots"])
            .current_dir(root().join("www"))
            .env("CHROMIUM", setup::chromium()?),
        "mend what is said above; `npm run screenshots` in www does it again",
    )
}
