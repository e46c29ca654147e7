//! The table of sizes at the end of a build.

use super::wasm::node_tool;
use crate::shell::{Result, at, command, read, root};
use std::path::Path;

/// Prints the sizes of what a page downloads, raw and compressed with gzip.
pub fn print(package: &Path) -> Result<()> {
    let dist = package.join("dist");
    let out = root().join("target/sizes");
    at(&out, std::fs::create_dir_all(&out))?;
    let import = |from: &str, names: &str| format!("export {{ {names} }} from '{}';", dist.join(from).display());
    let slim = out.join("slim.min.js");
    let inline = out.join("inline.min.js");
    for (file, source) in [
        (&slim, import("slim.js", "init, RoomsClient")),
        (&inline, import("client-inline.js", "RoomsClient")),
    ] {
        let entry = file.with_extension("entry.js");
        at(&entry, std::fs::write(&entry, source))?;
        let mut esbuild = node_tool("esbuild");
        esbuild.arg(&entry).args([
            "--bundle",
            "--minify",
            "--format=esm",
            "--platform=browser",
            "--log-level=warning",
        ]);
        read(
            esbuild.arg(format!("--outfile={}", file.display())),
            "mend what esbuild complains about",
        )?;
    }
    let rows = [
        ("client.wasm", vec![dist.join("client.wasm")]),
        ("client glue, minified", vec![slim.clone()]),
        ("client: wasm + glue", vec![dist.join("client.wasm"), slim]),
        ("client, all in one file, minified", vec![inline]),
        ("emulator.wasm", vec![dist.join("emulator.wasm")]),
    ];
    println!("{:<36}{:>10}{:>10}", "bytes", "raw", "gzip");
    for (what, files) in rows {
        let script = "const fs = require('fs'), zlib = require('zlib');
            const all = process.argv.slice(1).map((f) => fs.readFileSync(f));
            const sum = (f) => all.reduce((n, b) => n + f(b), 0);
            console.log(sum((b) => b.length), sum((b) => zlib.gzipSync(b, { level: 9 }).length))";
        let counted = read(
            command("node").args(["-e", script]).args(&files),
            "install Node 20 or later",
        )?;
        let mut numbers = counted.split_whitespace();
        let mut next = || numbers.next().unwrap_or_default();
        println!("{what:<36}{:>10}{:>10}", next(), next());
    }
    Ok(())
}
