//! The admin page: its types, its decisions in Node, and the page itself in a browser.

use super::count::{self, Count, counted};
use crate::shell::{Result, command, root, run, typed};
use crate::{package, setup};
use std::process::Command;

pub fn run_suite() -> Result<Count> {
    package::complete(package::Mode::Size)?;
    setup::for_admin_tests()?;
    run(&mut script("check"), "mend what svelte-check says above")?;
    let mut sum = counted(&mut script("test"), count::node)?;
    let mut e2e = script("e2e");
    e2e.env("CHROMIUM", setup::chromium()?)
        .env("FIREFOX", setup::firefox()?);
    sum.add(counted(&mut e2e, count::node)?);
    Ok(sum)
}

/// A script of `www/package.json`.
fn script(name: &str) -> Command {
    let mut npm = command("npm");
    npm.args(["run", "--silent", name]).current_dir(root().join("www"));
    println!("--- {}", typed(&npm));
    npm
}
