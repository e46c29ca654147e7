//! Deterministic simulation: clients and the emulator in one process, with simulated time, a hostile network and a seed
//! for every choice. `docs/simulation.md` tells what it is for.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "what is wrong in a test program fails by panicking"
)]

mod accident;
mod answer;
mod caller;
mod clock;
mod credential;
mod dice;
mod disk;
mod executor;
mod facts;
mod intent;
mod invariant;
mod machine;
mod memory;
mod model;
mod network;
mod party;
mod plan;
mod proxy;
mod run;
mod service;
mod shrink;
mod story;
mod transport;
mod world;

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run::command_line(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(text) => {
            eprintln!("{text}");
            ExitCode::FAILURE
        }
    }
}
