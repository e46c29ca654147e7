//! `cargo xtask test`: the suites, in order or by name, and the table at the end.

mod admin;
mod browser;
mod count;
mod emulator;
mod examples;
mod native;
mod node;
mod packaging;
mod reliability;
mod simulation;

use crate::shell::{Failure, Result};
use count::Count;
pub use packaging::set_up as set_up_packaging;
pub use reliability::soak;
use std::time::Instant;

struct Suite {
    name: &'static str,
    what: &'static str,
    run: fn() -> Result<Count>,
}

const SUITES: [Suite; 10] = [
    Suite {
        name: "native",
        what: "format, lints, Rust tests and docs",
        run: native::run_suite,
    },
    Suite {
        name: "browser",
        what: "the client's wasm in Chromium and Firefox, with wasm-pack",
        run: browser::run_suite,
    },
    Suite {
        name: "package",
        what: "the packed tarball: what is in it, its types, the proxy, loading the wasm oneself",
        run: node::package,
    },
    Suite {
        name: "packaging",
        what: "one suite in every runtime, browser, bundler and framework (--list: the rows, --only ROW: some of them)",
        run: packaging::run_suite,
    },
    Suite {
        name: "conformance",
        what: "the official JavaScript and Python clients against the emulator",
        run: node::conformance,
    },
    Suite {
        name: "emulator",
        what: "the emulator as a program and a library: crashes, load, many rooms, broken requests, test runners",
        run: emulator::run_suite,
    },
    Suite {
        name: "examples",
        what: "each example, installed and run; the servers of the docs, with the real frameworks",
        run: examples::run_suite,
    },
    Suite {
        name: "reliability",
        what: "faults, aborts, secrets, signatures and memory over real connections; generated texts",
        run: reliability::run_suite,
    },
    Suite {
        name: "simulation",
        what: "clients and the emulator in one process: thousands of stories under simulated time, from seeds",
        run: simulation::run_suite,
    },
    Suite {
        name: "admin",
        what: "the admin page in a browser",
        run: admin::run_suite,
    },
];

struct Outcome {
    name: &'static str,
    count: Count,
    failure: Option<Failure>,
    seconds: f64,
}

/// `cargo xtask test [--list] [suite…]`, and the rows of one suite
pub fn command_line(args: &[String]) -> Result<()> {
    if let [suite, options @ ..] = args
        && suite == "packaging"
        && options.iter().any(|option| option.starts_with("--"))
    {
        return packaging::command_line(options);
    }
    if args.iter().any(|arg| arg == "--list") {
        print!("{}", list());
        return Ok(());
    }
    if let Some(unknown) = args
        .iter()
        .find(|arg| SUITES.iter().all(|suite| suite.name != arg.as_str()))
    {
        return Err(Failure::new(
            format!("there is no suite `{unknown}`"),
            format!("name one or more of\n{}", list()),
        ));
    }
    let outcomes: Vec<Outcome> = SUITES
        .iter()
        .filter(|suite| args.is_empty() || args.iter().any(|arg| arg == suite.name))
        .map(run)
        .collect();
    report(&outcomes)
}

fn list() -> String {
    SUITES
        .iter()
        .map(|suite| format!("  {:<12}{}\n", suite.name, suite.what))
        .collect()
}

fn run(suite: &Suite) -> Outcome {
    println!("\n=== {}: {}", suite.name, suite.what);
    let begin = Instant::now();
    let result = (suite.run)();
    let (count, failure) = match result {
        Ok(count) if count.failed > 0 => (count, Some(Failure::new(format!("{} tests failed", count.failed), ""))),
        Ok(count) if count.passed == 0 => (count, Some(Failure::new("no test ran", ""))),
        Ok(count) => (count, None),
        Err(failure) => (Count { passed: 0, failed: 1 }, Some(failure)),
    };
    if let Some(failure) = &failure {
        eprintln!("\nsuite {} failed: {failure}", suite.name);
    }
    Outcome {
        name: suite.name,
        count,
        failure,
        seconds: begin.elapsed().as_secs_f64(),
    }
}

fn report(outcomes: &[Outcome]) -> Result<()> {
    println!(
        "\n{:<14}{:<8}{:>8}{:>8}{:>9}",
        "suite", "result", "passed", "failed", "seconds"
    );
    let mut total = Count::default();
    for outcome in outcomes {
        let result = if outcome.failure.is_some() { "FAILED" } else { "ok" };
        let Count { passed, failed } = outcome.count;
        println!(
            "{:<14}{result:<8}{passed:>8}{failed:>8}{:>9.1}",
            outcome.name, outcome.seconds
        );
        total.add(outcome.count);
    }
    let broken: Vec<String> = outcomes
        .iter()
        .filter_map(|outcome| Some(format!("  {}: {}", outcome.name, outcome.failure.as_ref()?)))
        .collect();
    for line in &broken {
        println!("{line}");
    }
    // A suite that ran no test has failed, though none of its tests did.
    total.failed = total.failed.max(broken.len());
    println!("\n{} passed, {} failed", total.passed, total.failed);
    if broken.is_empty() {
        return Ok(());
    }
    Err(Failure::new(
        "not all suites passed",
        "run the suite alone, `cargo xtask test <suite>`, and read what it prints",
    ))
}
