//! `cargo xtask simulate`: clients and the emulator under simulated time. The program is `tests/simulation`.

mod mutation;
mod mutations;

use crate::shell::{Result, command, run, typed};

/// `cargo xtask simulate [--seed N | --seeds N..M | --minutes N] [--jobs N]`, `cargo xtask simulate --mutations [WORD…]`
pub fn command_line(args: &[String]) -> Result<()> {
    match args {
        [] => simulate(&["--minutes", "1"]),
        [option, words @ ..] if option == "--mutations" => mutations::all(words),
        _ => simulate(&args.iter().map(String::as_str).collect::<Vec<_>>()),
    }
}

/// Builds the program, optimised and with the checks that a release build leaves out, and runs it.
pub fn simulate(args: &[&str]) -> Result<()> {
    let mut simulation = command("cargo");
    simulation.args("run --quiet --profile properties --package acs-rooms-simulation --".split(' '));
    simulation.args(args);
    println!("--- {}", typed(&simulation));
    run(
        &mut simulation,
        "read its story above; once it is mended, put the seed into tests/simulation/seeds.txt",
    )
}
