//! The folder of the package: what is copied, what is made of it, and whether all is there.

use super::pages;
use super::wasm::node_tool;
use crate::fingerprint::files;
use crate::shell::{Failure, Result, at, command, read, replace_in, root, run};
use std::path::Path;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Parts of the package, each with entries for Node's `import`, Node's `require` and any other `require`.
const PARTS: [&str; 4] = ["client", "emulator", "proxy", "identity"];
const ENTRIES: [&str; 3] = ["node.js", "node.cjs", "inline.cjs"];
/// Modules for Node, of which each is one file for `require`.
const COMMON_JS: [&str; 2] = ["node-handler", "node"];

/// Entries whose types also exist for `require`.
const COMMON_JS_TYPES: [&str; 7] = [
    "index",
    "platform",
    "emulator",
    "proxy",
    "node-handler",
    "node",
    "identity",
];

/// A package folder with everything that is only copied. Before the wasm, so that what is missing is known at once.
pub fn start(package: &Path) -> Result<()> {
    if package.exists() {
        at(package, std::fs::remove_dir_all(package))?;
    }
    let template = root().join("pkg-template");
    let dist = package.join("dist");
    for folder in ["entries", "emulator", "identity", "proxy", "node", "admin", "types"] {
        copy(&template.join(folder), &dist)?;
    }
    copy(&template.join("bin"), &package.join("bin"))?;
    copy(&template.join("without-exports"), package)?;
    // The README leads to the docs and the examples.
    for file in ["README.md", "LICENSE", "docs", "examples"] {
        copy(&root().join(file), &package.join(file))?;
    }
    pages::for_readers_of_the_package(package)?;
    write_manifest(&template.join("package.json"), &package.join("package.json"))
}

/// Makes the files for Node and for `require`, once wasm and glue are there, and puts the package in its place.
pub fn finish(staging: &Path, package: &Path) -> Result<()> {
    let dist = staging.join("dist");
    for part in PARTS {
        bundle_part(&dist, part)?;
    }
    for name in COMMON_JS {
        bundle(&dist, &format!("{name}.js"), &format!("{name}.cjs"), &[])?;
    }
    for name in COMMON_JS_TYPES {
        common_js_types(&dist, name)?;
    }
    check(staging)?;
    if package.exists() {
        at(package, std::fs::remove_dir_all(package))?;
    }
    at(package, std::fs::rename(staging, package))
}

/// Copies a file, or the files of a folder.
fn copy(from: &Path, to: &Path) -> Result<()> {
    let found = files(&[from.to_path_buf()])?;
    if found.is_empty() {
        return Err(Failure::new(
            format!("{} is missing, the package needs it", from.display()),
            "restore it",
        ));
    }
    for file in found {
        let below = file.strip_prefix(from).unwrap_or(Path::new(""));
        let target = if below.as_os_str().is_empty() {
            to.to_path_buf()
        } else {
            to.join(below)
        };
        if let Some(dir) = target.parent() {
            at(dir, std::fs::create_dir_all(dir))?;
        }
        at(&file, std::fs::copy(&file, &target))?;
    }
    Ok(())
}

fn write_manifest(template: &Path, to: &Path) -> Result<()> {
    at(to, std::fs::copy(template, to))?;
    replace_in(
        to,
        "\"version\": \"0.0.0\"",
        &format!("\"version\": \"{VERSION}\""),
        "the version is written in Cargo.toml only; put the placeholder back into pkg-template/package.json",
    )
}

/// Puts each of the part's entries into one file with what it imports, but for the letters of the wasm and other
/// entries: `require` must not meet an ES module, and Node starts quicker with one file than with six.
fn bundle_part(dist: &Path, part: &str) -> Result<()> {
    let mut options = vec![
        format!("--define:VERSION=\"{VERSION}\""),
        String::from("--external:./*-bytes.js"),
        String::from("--external:./*-bytes.cjs"),
    ];
    let wasm = dist.join(format!("{part}.wasm"));
    if wasm.is_file() {
        let size = at(&wasm, std::fs::metadata(&wasm))?.len();
        options.push(format!("--define:WASM_SIZE={size}"));
        bundle(dist, &format!("{part}-bytes.js"), &format!("{part}-bytes.cjs"), &[])?;
    } else {
        options.extend(ENTRIES.map(|entry| format!("--external:./client-{entry}")));
    }
    ENTRIES.iter().try_for_each(|entry| {
        let file = format!("{part}-{entry}");
        bundle(dist, &file, &file, &options)
    })
}

fn bundle(dist: &Path, from: &str, to: &str, options: &[String]) -> Result<()> {
    let format = if to.ends_with(".cjs") { "cjs" } else { "esm" };
    let mut esbuild = node_tool("esbuild");
    esbuild
        .arg(dist.join(from))
        .args([
            "--bundle",
            "--platform=node",
            "--target=es2022",
            "--legal-comments=none",
            "--log-level=warning",
            "--allow-overwrite",
        ])
        .args(options)
        .arg(format!("--format={format}"))
        .arg(format!("--outfile={}", dist.join(to).display()));
    run(
        &mut esbuild,
        "see whether pkg-template has the entry, and mend what esbuild complains about",
    )
}

/// TypeScript wants the types of a CommonJS entry in a file of their own.
fn common_js_types(dist: &Path, name: &str) -> Result<()> {
    let from = dist.join(format!("{name}.d.ts"));
    let mut text = at(&from, std::fs::read_to_string(&from))?;
    for other in COMMON_JS_TYPES {
        text = text.replace(&format!("\"./{other}.js\""), &format!("\"./{other}.cjs\""));
    }
    let to = dist.join(format!("{name}.d.cts"));
    at(&to, std::fs::write(&to, text))
}

/// Every file that package.json names must be there.
fn check(package: &Path) -> Result<()> {
    let list = "const collect = (v) => typeof v === 'string' ? [v] : Object.values(v).flatMap(collect);
        const p = JSON.parse(require('fs').readFileSync(process.argv[1]));
        console.log([p.main, p.module, p.types, ...p.sideEffects, p.bin, p.exports].flatMap(collect).join('\\n'))";
    let named = read(
        command("node").args(["-e", list]).arg(package.join("package.json")),
        "see whether package.json is valid",
    )?;
    let missing: Vec<&str> = named.lines().filter(|file| !package.join(file).is_file()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::new(
        format!("the package lacks {}", missing.join(", ")),
        format!(
            "add them to pkg-template, or take them out of its package.json (so far: {})",
            package.display()
        ),
    ))
}
