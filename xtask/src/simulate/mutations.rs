//! Whether the simulation finds what is broken on purpose. Each mutation is made in a copy of the sources, by an exact
//! replacement, so that nothing of it is ever in what ships.

use super::mutation::{MUTATIONS, Mutation};
use crate::fingerprint;
use crate::shell::{Failure, Result, at, command, replace_in, root, run, tee};
use std::path::{Path, PathBuf};

/// Seeds that each mutation may take to be found.
const SEEDS: &str = "0..60000";
/// What the copy needs.
const SOURCES: [&str; 6] = [
    "Cargo.toml",
    "Cargo.lock",
    "src",
    "emulator",
    "tests/simulation",
    "tests/bench/signing.rs",
];

/// Makes those whose name has one of the words, or all, one after the other, and prints a table.
pub fn all(words: &[String]) -> Result<()> {
    let tree = root().join("target/mutations/tree");
    let mut lines = Vec::new();
    let mut missed = 0;
    let chosen =
        |mutation: &&Mutation| words.is_empty() || words.iter().any(|word| mutation.name.contains(word.as_str()));
    for mutation in MUTATIONS.iter().filter(chosen) {
        println!("--- {}", mutation.name);
        copy(&tree)?;
        for (file, old, new) in mutation.replacements {
            let next = "the code has changed: change the mutation in xtask/src/simulate/mutation.rs with it";
            replace_in(&tree.join(file), old, new, next)?;
        }
        let found = found_by(&tree)?;
        missed += usize::from(found.is_none());
        lines.push(format!(
            "{:<58}{}",
            mutation.name,
            found.unwrap_or_else(|| "NOT FOUND".to_owned())
        ));
    }
    println!("\n{}", lines.join("\n"));
    match (missed, lines.len()) {
        (0, 1..) => Ok(()),
        (0, _) => Err(Failure::new(
            "there is no such mutation",
            "give a word of its name, or none for all",
        )),
        _ => Err(Failure::new(
            format!("{missed} mutations were not found"),
            "an invariant is missing, or what happens is too tame",
        )),
    }
}

/// What finds it, and after how many stories.
fn found_by(tree: &Path) -> Result<Option<String>> {
    let mut cargo = command("cargo");
    cargo
        .args("build --quiet --profile properties --package acs-rooms-simulation".split(' '))
        .current_dir(tree)
        .env("CARGO_TARGET_DIR", target())
        // What a mutation leaves unused is no matter.
        .env("RUSTFLAGS", "--cap-lints warn");
    run(&mut cargo, "the mutation does not compile: change it with the code")?;
    let mut simulation = command(target().join("properties/acs-rooms-simulation"));
    let (succeeded, text) = tee(simulation.args(["--jobs", "1", "--brief", "--seeds", SEEDS]))?;
    if succeeded {
        return Ok(None);
    }
    let line = text.lines().find_map(|line| line.strip_prefix("found "));
    let line = line.ok_or_else(|| Failure::new("the simulation failed otherwise", "read what it says above"))?;
    Ok(Some(line.to_owned()))
}

fn target() -> PathBuf {
    root().join("target/mutations/build")
}

/// The sources as they are. Files that are the same are left alone, so that little is compiled anew.
fn copy(tree: &Path) -> Result<()> {
    for source in SOURCES {
        for file in fingerprint::files(&[root().join(source)])? {
            let to = tree.join(file.strip_prefix(root()).unwrap_or(&file));
            let text = at(&file, std::fs::read(&file))?;
            if std::fs::read(&to).is_ok_and(|present| present == text) {
                continue;
            }
            if let Some(folder) = to.parent() {
                at(folder, std::fs::create_dir_all(folder))?;
            }
            at(&to, std::fs::write(&to, text))?;
        }
    }
    replace_in(
        &tree.join("Cargo.toml"),
        ", \"xtask\"]",
        "]",
        "mend the copy of the workspace",
    )
}
