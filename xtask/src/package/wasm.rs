//! From a crate to `<part>.wasm`, its glue and its bytes as a JavaScript module.

use super::letters;
use super::shorten::shorten;
use super::{Mode, Part};
use crate::setup::bindgen_version;
use crate::shell::{Failure, Result, at, command, read, replace_in, root, run};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a current engine has. `--all-features` would use proposals that none has, and the module would not load.
pub const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Writes `<name>.wasm`, `<name>-glue.js` and `<name>-bytes.js` to `dist`, and the wasm with names beside the package.
pub fn compile(part: &Part, dist: &Path) -> Result<()> {
    let module = cargo(part)?;
    let out = root().join("target/bindgen").join(part.name);
    bindgen(&module, &out)?;
    let wasm = dist.join(format!("{}.wasm", part.name));
    optimise(part, &out.join("glue_bg.wasm"), &wasm)?;
    if part.name == "client" {
        shorten(&wasm, &out.join("glue.js"))?;
    }
    mend_glue(&out.join("glue.js"))?;
    bundle_glue(part, &out, &dist.join(format!("{}-glue.js", part.name)))?;
    let bytes = at(&wasm, std::fs::read(&wasm))?;
    let js = dist.join(format!("{}-bytes.js", part.name));
    at(&js, std::fs::write(&js, letters::module(part.name, &bytes)))
}

fn cargo(part: &Part) -> Result<PathBuf> {
    let folder = match part.mode {
        Mode::Size => "target/wasm-size",
        Mode::Stock => "target/wasm",
    };
    let target_dir = root().join(folder);
    let mut cargo = command("cargo");
    cargo
        .args([
            "rustc",
            "--quiet",
            "--release",
            "--lib",
            "--target",
            "wasm32-unknown-unknown",
        ])
        // The crates are also an rlib, for tests; cargo optimises at link time (`lto`) only when it makes
        // nothing but a cdylib (-5 kB gzipped).
        .args(["--crate-type", "cdylib", "--package", part.crate_name])
        .arg("--target-dir")
        .arg(&target_dir);
    if part.mode == Mode::Size {
        // Panics become traps without a message, the standard library is compiled for size, SHA-256 is a loop instead
        // of unrolled code (-1.9 kB gzipped; hashing 22 kB takes 30 µs longer), and wasm-bindgen keeps JavaScript's
        // values in an array of its glue instead of a table (-0.6 kB).
        cargo
            .args([
                "-Z",
                "build-std=std,panic_abort",
                "-Z",
                "build-std-features=optimize_for_size",
            ])
            .env("RUSTC_BOOTSTRAP", "1")
            .env(
                "RUSTFLAGS",
                // No source locations: nothing prints them, and they name folders of the machine that built it.
                "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none --cfg sha2_backend_soft=\"compact\" \
                 -Ctarget-feature=-reference-types,-multivalue",
            );
    } else {
        cargo.env_remove("RUSTFLAGS");
    }
    run(
        &mut cargo,
        "mend what the compiler says above; `cargo xtask build --stock` does without the size build",
    )?;
    let file = format!(
        "wasm32-unknown-unknown/release/{}.wasm",
        part.crate_name.replace('-', "_")
    );
    Ok(target_dir.join(file))
}

fn bindgen(module: &Path, out: &Path) -> Result<()> {
    let wanted = bindgen_version()?;
    let version = read(command("wasm-bindgen").arg("--version"), "run `cargo xtask setup`")?;
    if version.split_whitespace().nth(1) != Some(wanted.as_str()) {
        return Err(Failure::new(
            format!(
                "wasm-bindgen's program is `{}`, its crate is pinned to {wanted}",
                version.trim()
            ),
            "run `cargo xtask setup`",
        ));
    }
    if out.is_dir() {
        at(out, std::fs::remove_dir_all(out))?;
    }
    let mut bindgen = command("wasm-bindgen");
    bindgen
        .arg(module)
        .args([
            "--target",
            "web",
            "--omit-default-module-path",
            "--no-typescript",
            "--remove-producers-section",
            // Every runtime of the last years has it.
            "--encode-into",
            "always",
        ])
        .args(["--out-name", "glue", "--out-dir"])
        .arg(out);
    run(
        &mut bindgen,
        "see whether the crate depends on wasm-bindgen and is a cdylib",
    )
}

/// The same code twice: with names beside the package, to find out what a trap's offset means, and without in the package.
fn optimise(part: &Part, from: &Path, to: &Path) -> Result<()> {
    let named = root().join(format!("target/npm/{}.named.wasm", part.name));
    run(
        node_tool("wasm-opt")
            .args(part.passes)
            .arg("-g")
            .args(FEATURES)
            .arg(from)
            .arg("-o")
            .arg(&named),
        "see whether the wasm uses a feature that is not in the list in xtask/src/package/wasm.rs",
    )?;
    run(
        node_tool("wasm-opt")
            .args(["--strip-debug", "--strip-producers", "--strip-target-features"])
            .args(FEATURES)
            .arg(named)
            .arg("-o")
            .arg(to),
        "",
    )
}

/// What wasm-bindgen's glue could do better.
fn mend_glue(glue: &Path) -> Result<()> {
    // It copies a text into the wasm character by character as long as it is ASCII. That is quick for short texts; for
    // long ones (the arguments of 350 participants, a page of a list) the encoder is up to 7 times as fast.
    replace_in(
        glue,
        "if (realloc === undefined) {",
        "if (realloc === undefined || arg.length > 200) {",
        "see how `passStringToWasm0` in it copies texts now, and mend xtask/src/package/wasm.rs",
    )?;
    // A warning of an old way to call it, which none of the package's entries uses.
    replace_in(
        glue,
        "console.warn('using deprecated parameters for `initSync()`; pass a single object instead')",
        "",
        "see what `initSync` in it takes now, and mend xtask/src/package/wasm.rs",
    )
}

/// Glue and the crate's own JavaScript in one file, which exports the names of both.
fn bundle_glue(part: &Part, out: &Path, to: &Path) -> Result<()> {
    let mut entry = String::from("export * from './glue.js';\nexport { default } from './glue.js';\n");
    for snippet in own_snippets(part, out)? {
        // Writing to a String cannot fail.
        let _ = writeln!(entry, "export * from './{snippet}';");
    }
    let entry_file = out.join("bundle.js");
    at(&entry_file, std::fs::write(&entry_file, entry))?;
    let mut esbuild = node_tool("esbuild");
    esbuild
        .arg(&entry_file)
        .args([
            "--bundle",
            "--format=esm",
            "--platform=neutral",
            "--target=es2022",
            "--legal-comments=none",
            "--log-level=warning",
            // wasm-bindgen names the same snippet once for each function that is imported from it.
            "--log-override:duplicate-object-key=silent",
        ])
        .arg(format!("--outfile={}", to.display()));
    run(&mut esbuild, "mend the JavaScript that esbuild complains about")
}

/// The JavaScript files that the crate itself imports, not those of its dependencies.
fn own_snippets(part: &Part, out: &Path) -> Result<Vec<String>> {
    let prefix = format!("{}-", part.crate_name);
    let files = crate::fingerprint::files(&[out.join("snippets")])?;
    Ok(files
        .iter()
        .filter_map(|file| file.strip_prefix(out).ok()?.to_str().map(str::to_owned))
        .filter(|file| {
            file.split('/')
                .nth(1)
                .and_then(|dir| dir.strip_prefix(&prefix))
                .is_some_and(|hash| !hash.contains('-'))
        })
        .collect())
}

/// A program of the npm packages in `xtask/`.
pub fn node_tool(name: &str) -> Command {
    command(root().join("xtask/node_modules/.bin").join(name))
}
