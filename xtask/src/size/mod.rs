//! `cargo xtask size`: where the bytes of the client are, and whether there are more of them than there should be.

mod budget;
mod downloads;
mod guard;
mod names;
mod wasm;

use crate::package::{self, Mode};
use crate::shell::{Failure, Result, root};
use std::collections::BTreeMap;
use wasm::Module;

const TOP: usize = 40;

/// `cargo xtask size [--all | --top N] [--accept]`
pub fn command_line(args: &[String]) -> Result<()> {
    let mut top = TOP;
    let mut accept = false;
    let mut args = args.iter().map(String::as_str);
    while let Some(arg) = args.next() {
        match arg {
            "--all" => top = usize::MAX,
            "--top" => {
                top = args
                    .next()
                    .and_then(|number| number.parse().ok())
                    .ok_or_else(|| Failure::new("--top needs a number", "cargo xtask size --top 100"))?;
            }
            "--accept" => accept = true,
            other => {
                return Err(Failure::new(
                    format!("size does not know `{other}`"),
                    "cargo xtask size [--all | --top N] [--accept]",
                ));
            }
        }
    }
    package::build(Mode::Size)?;
    let client = named_client()?;
    print_sections(&client)?;
    print_crates(&client);
    print_functions(&client, top);
    let downloads = downloads::measure(true)?;
    downloads::print(&downloads);
    if accept {
        return budget::accept(&downloads);
    }
    println!();
    for (line, failure) in checks_of(&client, &downloads)? {
        println!("{line}");
        if let Some(failure) = failure {
            println!("  {failure}");
        }
    }
    Ok(())
}

/// The downloads of the built package.
pub fn print_downloads() -> Result<()> {
    downloads::print(&downloads::measure(false)?);
    Ok(())
}

/// What the tests check: each line with what is wrong, if anything is.
pub fn checks() -> Result<Vec<(String, Option<Failure>)>> {
    checks_of(&named_client()?, &downloads::measure(false)?)
}

fn checks_of(client: &Module, downloads: &[downloads::Download]) -> Result<Vec<(String, Option<Failure>)>> {
    let mut checks = budget::compare(downloads)?;
    checks.push(guard::check(client));
    Ok(checks)
}

/// The twin of what is published: the same code, with names.
fn named_client() -> Result<Module> {
    wasm::read(&root().join("target/npm/client.named.wasm"))
}

fn print_sections(named: &Module) -> Result<()> {
    let published = wasm::read(&package::directory().join("dist/client.wasm"))?;
    println!("{:<20}{:>8}", "client.wasm", "bytes");
    for (section, bytes) in &published.sections {
        println!("{section:<20}{bytes:>8}");
    }
    let longest_first = |mut names: Vec<String>| {
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        names.join("\n  ")
    };
    println!(
        "\n{} imports\n  {}",
        published.imports.len(),
        longest_first(published.imports.clone())
    );
    println!(
        "{} exports\n  {}",
        published.exports.len(),
        longest_first(published.exports.clone())
    );
    let data: Vec<String> = published.data.iter().map(usize::to_string).collect();
    println!("data segments: {} bytes", data.join(", "));
    if published.functions.len() != named.functions.len() {
        return Err(Failure::new(
            "the wasm with names has other functions than the published one",
            "`cargo xtask build` makes both",
        ));
    }
    Ok(())
}

fn print_crates(client: &Module) {
    let mut crates: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for function in &client.functions {
        let (bytes, count) = crates.entry(names::crate_of(&function.name)).or_default();
        *bytes += function.bytes;
        *count += 1;
    }
    let mut crates: Vec<_> = crates.into_iter().collect();
    crates.sort_by_key(|(_, (bytes, _))| std::cmp::Reverse(*bytes));
    println!("\n{:<20}{:>8}{:>11}", "code by crate", "bytes", "functions");
    for (name, (bytes, count)) in crates {
        println!("{name:<20}{bytes:>8}{count:>11}");
    }
    println!("what is inlined counts where it was inlined to; without a crate is what wasm-bindgen adds");
}

fn print_functions(client: &Module, top: usize) {
    let mut functions: Vec<_> = client.functions.iter().collect();
    functions.sort_by_key(|function| std::cmp::Reverse(function.bytes));
    println!("\n{:>8}  function", "bytes");
    for function in functions.iter().take(top) {
        println!("{:>8}  {}", function.bytes, names::short(&function.name));
    }
    let rest = functions.get(top..).unwrap_or_default();
    if !rest.is_empty() {
        let bytes: usize = rest.iter().map(|function| function.bytes).sum();
        println!("{bytes:>8}  in {} smaller ones (--all shows them)", rest.len());
    }
}
