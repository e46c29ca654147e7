//! The examples, each installed as its reader installs it, and the servers of the docs, with the packed tarball.

use super::count::Count;
use super::node;
use crate::setup;
use crate::shell::Result;

pub fn run_suite() -> Result<Count> {
    node::prepare()?;
    // Deno, Bun and openssl are there.
    setup::for_emulator_tests()?;
    setup::for_server_tests()?;
    let mut sum = node::node_tests("tests/examples")?;
    sum.add(node::node_tests("tests/servers")?);
    Ok(sum)
}
