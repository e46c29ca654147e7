//! Clients and the emulator in one process, with simulated time and a hostile network: about a minute of stories.

use super::count::Count;
use crate::shell::Result;
use crate::simulate::simulate;

/// Seeds that found something, the same ones every time, and fresh ones. The program fails when it has simulated nothing.
const RUNS: [&[&str]; 3] = [&["--found"], &["--seeds", "0..5000"], &["--minutes", "0.5"]];

/// Each run counts as a test.
pub fn run_suite() -> Result<Count> {
    let mut sum = Count::default();
    for args in RUNS {
        match simulate(args) {
            Ok(()) => sum.passed += 1,
            Err(failure) => {
                eprintln!("\n{failure}");
                sum.failed += 1;
            }
        }
    }
    Ok(sum)
}
