//! The emulator of the built package: as a program, as a library, and under load.

use super::count::Count;
use super::node;
use crate::setup;
use crate::shell::Result;

/// Long runs are a matter of `ACS_ROOMS_KILLS`, `ACS_ROOMS_LOAD_SECONDS` and `ACS_ROOMS_FUZZ`.
pub fn run_suite() -> Result<Count> {
    node::prepare()?;
    setup::for_emulator_tests()?;
    let mut sum = node::node_tests("emulator/tests/package")?;
    sum.add(node::node_tests("tests/emulator")?);
    Ok(sum)
}
