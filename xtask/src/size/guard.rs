//! What must not come back into the client's wasm: the first use of each brings kilobytes.

use super::names::short;
use super::wasm::Module;
use crate::shell::Failure;

/// A part of a function's name, what it is, and what to do instead.
const FORBIDDEN: [(&str, &str, &str); 6] = [
    (
        "::fmt::",
        "formatting of texts",
        "concatenate, `core::json::write_integer` writes numbers",
    ),
    (
        "::num::dec2flt",
        "parsing of floating point numbers",
        "JSON numbers are read by src/core/json.rs",
    ),
    (
        "::num::flt2dec",
        "printing of floating point numbers",
        "`core::json::write_integer` writes numbers",
    ),
    ("serde", "serde", "JSON is read and written by src/core/json.rs"),
    (
        "::panicking::panic_fmt",
        "panics with a text",
        "see that the size build uses panic=immediate-abort",
    ),
    (
        "dlmalloc",
        "the standard library's allocator",
        "see that src/js/mod.rs still sets the small one",
    ),
];

/// What was looked for, and what is wrong if it was found.
pub fn check(client: &Module) -> (String, Option<Failure>) {
    let line = format!(
        "no {} in the {} functions of the client's wasm",
        FORBIDDEN.map(|(_, what, _)| what).join(", "),
        client.functions.len()
    );
    let found = client.functions.iter().find_map(|function| {
        let name = short(&function.name);
        let (_, what, instead) = FORBIDDEN.iter().find(|(part, ..)| name.contains(part))?;
        Some(Failure::new(
            format!("the client's wasm contains {what}: {name} ({} bytes)", function.bytes),
            format!("{instead}; `cargo xtask size --all` shows all functions"),
        ))
    });
    // Without names nothing would be found, ever.
    let named = client
        .functions
        .iter()
        .any(|function| function.name.contains("acs_rooms"));
    let failure = found.or_else(|| {
        (!named).then(|| {
            Failure::new(
                "the client's wasm with names has no names",
                "see whether wasm-opt still gets -g in xtask/src/package/wasm.rs",
            )
        })
    });
    (line, failure)
}

#[cfg(test)]
mod tests {
    use super::super::wasm::Function;
    use super::*;

    fn module(names: &[&str]) -> Module {
        let functions = names.iter().map(|name| Function {
            name: (*name).to_owned(),
            bytes: 1,
        });
        Module {
            functions: functions.collect(),
            ..Module::default()
        }
    }

    #[test]
    fn finds_each() {
        let own = "acs_rooms[6a4302f0d48f8002]::client::call";
        assert!(check(&module(&[own])).1.is_none());
        for name in [
            "core[641134fb57596b42]::fmt::write",
            "<f64 as core[641134fb57596b42]::fmt::Display>::fmt",
            "core[641134fb57596b42]::num::dec2flt::dec2flt",
            "<serde_json[641134fb57596b42]::Value>::get",
        ] {
            assert!(check(&module(&[own, name])).1.is_some(), "{name}");
        }
        assert!(check(&module(&["function 1"])).1.is_some(), "no names");
    }
}
