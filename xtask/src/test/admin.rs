//! The admin page in a browser.

use super::count::{self, Count, counted};
use crate::shell::{Result, command, root};
use crate::{demo, setup};

pub fn run_suite() -> Result<Count> {
    demo::build_page()?;
    let mut npm = command("npm");
    npm.args(["run", "--silent", "e2e"])
        .current_dir(root().join("www"))
        .env("CHROMIUM", setup::chromium()?)
        .env("FIREFOX", setup::firefox()?);
    counted(&mut npm, count::node)
}
