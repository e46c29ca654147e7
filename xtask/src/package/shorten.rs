//! Short names for what wasm and glue call each other: -1.2 kB gzipped, because wasm-bindgen's end with a hash each.

use super::wasm::{FEATURES, node_tool};
use crate::shell::{Failure, Result, at, read};
use std::path::Path;

/// Renames the imports and exports of the wasm, and the same names in its glue.
pub fn shorten(wasm: &Path, glue: &Path) -> Result<()> {
    let renamed = read(
        node_tool("wasm-opt")
            .arg("--minify-imports-and-exports-and-modules")
            .args(FEATURES)
            .arg(wasm)
            .arg("-o")
            .arg(wasm),
        "",
    )?;
    let mut text = at(glue, std::fs::read_to_string(glue))?;
    let mut is_import = true;
    for line in renamed.lines() {
        is_import &= !line.starts_with("\"exports\"");
        // `["./glue_bg.js", "old", "new"],` of an import, `["old", "new"],` of an export.
        let names: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
        match names.as_slice() {
            [_, old, new] if is_import => {
                let member = format!("        {old}: ");
                if !text.contains(&member) {
                    return Err(Failure::new(
                        format!("wasm imports `{old}`, which its glue does not give"),
                        "see how this version of wasm-bindgen writes its imports, and mend xtask/src/package/shorten.rs",
                    ));
                }
                text = text.replace(&member, &format!("        {new}: "));
            }
            [old, new] if !is_import => text = replace_name(&text, &format!("wasm.{old}"), &format!("wasm.{new}")),
            _ => {}
        }
    }
    // All imports are of one module, which gets the first name.
    at(
        glue,
        std::fs::write(glue, text.replace("\"./glue_bg.js\": ", "\"a\": ")),
    )
}

/// Replaces `old` where no further letter of a name follows.
fn replace_name(text: &str, old: &str, new: &str) -> String {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '$';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(old) {
        out.push_str(before);
        out.push_str(if after.starts_with(is_name) { old } else { new });
        rest = after;
    }
    out.push_str(rest);
    out
}
