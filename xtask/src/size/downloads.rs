//! What each place downloads.

use crate::shell::{Failure, Result, command, read};
use crate::{package, setup};

/// Bytes of what one place downloads.
#[derive(Debug)]
pub struct Download {
    pub name: String,
    pub raw: usize,
    pub gzip: usize,
    pub brotli: usize,
}

/// Measures the built package, and beside it the official one if `official`.
pub fn measure(official: bool) -> Result<Vec<Download>> {
    let mut node = command("node");
    node.arg("xtask/downloads.mjs");
    if official {
        setup::npm("tests", "the official package, to compare with")?;
        node.arg("--official");
    }
    let text = read(&mut node, "mend what esbuild complains about")?;
    let found: Option<Vec<Download>> = text.lines().map(row).collect();
    found.filter(|rows| !rows.is_empty()).ok_or_else(|| {
        Failure::new(
            "xtask/downloads.mjs printed something else than sizes",
            format!("see what it prints; it measures {}", package::directory().display()),
        )
    })
}

fn row(line: &str) -> Option<Download> {
    let mut cells = line.split('\t');
    let name = cells.next()?.to_owned();
    let mut number = || cells.next()?.parse().ok();
    Some(Download {
        name,
        raw: number()?,
        gzip: number()?,
        brotli: number()?,
    })
}

/// The table.
pub fn print(downloads: &[Download]) {
    println!(
        "\n{:<20}{:>10}{:>10}{:>10}{:>12}",
        "bytes", "raw", "gzip", "brotli", "x official"
    );
    for Download {
        name,
        raw,
        gzip,
        brotli,
    } in downloads
    {
        // The page has two shapes, and one to compare with.
        let place = name.strip_suffix("-in-one-file").unwrap_or(name);
        let theirs = downloads
            .iter()
            .find(|other| other.name == ["official-", place].concat());
        let ratio = theirs.map_or(String::new(), |theirs| {
            format!("{:.2}", *gzip as f64 / theirs.gzip as f64)
        });
        println!("{name:<20}{raw:>10}{gzip:>10}{brotli:>10}{ratio:>12}");
    }
}
