//! How large each download may be: `xtask/size-budget.toml`, changed only on purpose.

use super::downloads::Download;
use crate::shell::{Failure, Result, at, root};
use std::path::PathBuf;

/// Growth beyond this share of the budget fails.
const TOLERANCE_PERCENT: usize = 3;

/// What the budget covers.
const NAMES: [&str; 4] = ["page", "page-in-one-file", "worker", "node"];

const HEAD: &str = "\
# What each place downloads, in bytes after gzip -9: the size at which `cargo xtask size --accept` was run last.
# The tests fail when one has grown by more than 3 %.
";

fn file() -> PathBuf {
    root().join("xtask/size-budget.toml")
}

/// Writes the present sizes.
pub fn accept(downloads: &[Download]) -> Result<()> {
    let mut text = HEAD.to_owned();
    for name in NAMES {
        text.push_str(&format!("{name} = {}\n", find(downloads, name)?.gzip));
    }
    at(&file(), std::fs::write(file(), text))?;
    println!("\nwrote {}: commit it, and say why it changed", file().display());
    Ok(())
}

/// One line for each download, with what is wrong if it has grown too much.
pub fn compare(downloads: &[Download]) -> Result<Vec<(String, Option<Failure>)>> {
    let text = at(&file(), std::fs::read_to_string(file()))?;
    NAMES
        .iter()
        .map(|name| Ok(judge(name, find(downloads, name)?.gzip, budget_of(&text, name)?)))
        .collect()
}

fn judge(name: &str, size: usize, budget: usize) -> (String, Option<Failure>) {
    let change = 100.0 * (size as f64 / budget as f64 - 1.0);
    let line = format!("{name}: {size} bytes, {change:+.1} % of the budget of {budget}");
    let failure = (size * 100 > budget * (100 + TOLERANCE_PERCENT)).then(|| {
        Failure::new(
            format!("{name} has grown by {change:.1} %, more than {TOLERANCE_PERCENT} %"),
            "`cargo xtask size` shows where the bytes are; if it is worth it, `cargo xtask size --accept`",
        )
    });
    (line, failure)
}

fn find<'a>(downloads: &'a [Download], name: &str) -> Result<&'a Download> {
    downloads.iter().find(|download| download.name == name).ok_or_else(|| {
        Failure::new(
            format!("xtask/downloads.mjs does not measure {name}"),
            "name it alike in both",
        )
    })
}

fn budget_of(text: &str, name: &str) -> Result<usize> {
    text.lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(" = ")?.parse().ok())
        .filter(|&budget| budget > 0)
        .ok_or_else(|| {
            Failure::new(
                format!("{} has no line `{name} = <bytes>`", file().display()),
                "`cargo xtask size --accept` writes it",
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_percent_pass_and_more_fails() {
        assert!(judge("page", 1030, 1000).1.is_none());
        assert!(judge("page", 1031, 1000).1.is_some());
        assert!(judge("page", 500, 1000).1.is_none());
    }

    #[test]
    fn a_name_is_the_whole_name() {
        let text = "# page = 1\npage-in-one-file = 2\npage = 3\nworker = x\n";
        assert_eq!(budget_of(text, "page").ok(), Some(3));
        assert!(budget_of(text, "worker").is_err());
        assert!(budget_of(text, "node").is_err());
    }
}
