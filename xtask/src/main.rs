//! The commands of this repository: `cargo xtask <command>`.
//!
//! Every command installs what it needs and is missing, so that a machine with Rust and Node is enough.

mod bench;
mod demo;
mod emulator;
mod fingerprint;
mod package;
mod screenshots;
mod serve;
mod setup;
mod shell;
mod simulate;
mod size;
mod test;

use std::process::ExitCode;

const HELP: &str = "\
usage: cargo xtask <command>

  setup                 install everything that the commands below need
  build [--stock]       make the ready-to-publish package in target/npm/acs-rooms
                        --stock: without rebuilding the standard library (larger wasm)
  demo [--port N]       build the admin page and serve it on loopback (default port 7081, 0 = any)
  screenshots           pictures of every view of the admin page, in target/screenshots
  emulator [args…]      run the emulator over HTTP; the arguments go to `acs-rooms emulator`
  test [suite…]         run the tests, all or the named suites; --list names them
  soak [--minutes N]    many operations at once while a fifth of the requests goes wrong (default 5 minutes)
  simulate [--minutes N | --seed N]
                        clients and the emulator in one process, under simulated time (default 1 minute)
                        --mutations: whether it finds what is broken on purpose
  size [--all]          where the bytes of the client are, and whether they are more than the budget
                        --accept: make the present sizes the budget
  bench [--quick] [--only CASE…]
                        size, cold start, speed and memory beside the official package (about 15 minutes)
                        --write-docs: put the last results into docs/performance.md
  help                  this text
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some((command, rest)) = args.split_first() else {
        print!("{HELP}");
        return ExitCode::from(2);
    };
    let result = match command.as_str() {
        "setup" => setup::everything(),
        "build" => package::command_line(rest),
        "demo" => demo::command_line(rest),
        "screenshots" => screenshots::command_line(rest),
        "emulator" => emulator::command_line(rest),
        "test" => test::command_line(rest),
        "soak" => test::soak(rest),
        "simulate" => simulate::command_line(rest),
        "bench" => bench::command_line(rest),
        "size" => size::command_line(rest),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        unknown => {
            eprint!("unknown command `{unknown}`\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nerror: {failure}");
            ExitCode::FAILURE
        }
    }
}
