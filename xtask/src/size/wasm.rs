//! What a WebAssembly module is made of, and how many bytes each part has.
//!
//! The little of the format that this takes: <https://webassembly.github.io/spec/core/binary/modules.html>

use crate::shell::{Failure, Result, at};
use std::collections::HashMap;
use std::path::Path;

/// A module, taken apart. Sizes are bytes in the file.
#[derive(Debug, Default)]
pub struct Module {
    /// Functions of the module itself, in the order of the file.
    pub functions: Vec<Function>,
    /// `module.name` of what is imported.
    pub imports: Vec<String>,
    /// Names of what is exported.
    pub exports: Vec<String>,
    /// Sizes of the data segments.
    pub data: Vec<usize>,
    /// All sections with their names and sizes, in the order of the file.
    pub sections: Vec<(String, usize)>,
}

/// A function.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// From the name section; `function <index>` if it has none.
    pub name: String,
    /// Size of its body.
    pub bytes: usize,
}

const SECTIONS: [&str; 14] = [
    "custom",
    "types",
    "imports",
    "function types",
    "tables",
    "memories",
    "globals",
    "exports",
    "start",
    "elements",
    "code",
    "data",
    "data count",
    "tags",
];

/// Reads a file.
pub fn read(file: &Path) -> Result<Module> {
    let bytes = at(file, std::fs::read(file))?;
    parse(&bytes).ok_or_else(|| {
        Failure::new(
            format!("{} is not a WebAssembly module that this reader knows", file.display()),
            "build it anew with `cargo xtask build`; if it uses a new part of the format, teach xtask/src/size/wasm.rs",
        )
    })
}

fn parse(bytes: &[u8]) -> Option<Module> {
    let mut file = Bytes(bytes);
    if file.take(8)? != b"\0asm\x01\0\0\0" {
        return None;
    }
    let mut module = Module::default();
    let mut bodies = Vec::new();
    let mut names = HashMap::new();
    let mut imported = 0;
    while !file.0.is_empty() {
        let before = file.0.len();
        let id = file.byte()?;
        let size = file.number()?;
        let mut section = Bytes(file.take(size)?);
        let mut title = SECTIONS.get(usize::from(id))?.to_string();
        match id {
            0 => {
                title = section.text()?;
                if title == "name" {
                    names = function_names(section)?;
                }
            }
            2 => (module.imports, imported) = imports(section)?,
            7 => {
                for _ in 0..section.number()? {
                    module.exports.push(section.text()?);
                    section.byte()?;
                    section.number()?;
                }
            }
            10 => {
                for _ in 0..section.number()? {
                    let size = section.number()?;
                    section.take(size)?;
                    bodies.push(size);
                }
            }
            11 => module.data = data(section)?,
            _ => {}
        }
        module.sections.push((title, before - file.0.len()));
    }
    module.functions = (imported..)
        .zip(bodies)
        .map(|(index, bytes)| Function {
            name: names.remove(&index).unwrap_or_else(|| format!("function {index}")),
            bytes,
        })
        .collect();
    Some(module)
}

/// The names of all imports, and how many of them are functions.
fn imports(mut section: Bytes<'_>) -> Option<(Vec<String>, usize)> {
    let mut names = Vec::new();
    let mut functions = 0;
    for _ in 0..section.number()? {
        names.push([section.text()?, section.text()?].join("."));
        match section.byte()? {
            0 => {
                section.number()?;
                functions += 1;
            }
            1 => {
                section.byte()?;
                section.limits()?;
            }
            2 => section.limits()?,
            3 => {
                section.take(2)?;
            }
            _ => return None,
        }
    }
    Some((names, functions))
}

fn data(mut section: Bytes<'_>) -> Option<Vec<usize>> {
    const I32_CONST: u8 = 0x41;
    const END: u8 = 0x0b;
    let mut sizes = Vec::new();
    for _ in 0..section.number()? {
        // 1 is a segment without a place of its own.
        if section.number()? != 1 {
            if section.byte()? != I32_CONST {
                return None;
            }
            section.number()?;
            if section.byte()? != END {
                return None;
            }
        }
        let size = section.number()?;
        section.take(size)?;
        sizes.push(size);
    }
    Some(sizes)
}

fn function_names(mut section: Bytes<'_>) -> Option<HashMap<usize, String>> {
    const FUNCTIONS: u8 = 1;
    let mut names = HashMap::new();
    while !section.0.is_empty() {
        let kind = section.byte()?;
        let size = section.number()?;
        let mut part = Bytes(section.take(size)?);
        if kind == FUNCTIONS {
            for _ in 0..part.number()? {
                names.insert(part.number()?, part.text()?);
            }
        }
    }
    Some(names)
}

/// What is left to read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    /// LEB128. Of signed numbers only the length is right.
    fn number(&mut self) -> Option<usize> {
        let mut value = 0u64;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return usize::try_from(value).ok();
            }
        }
        None
    }

    fn text(&mut self) -> Option<String> {
        let size = self.number()?;
        String::from_utf8(self.take(size)?.to_vec()).ok()
    }

    fn limits(&mut self) -> Option<()> {
        let has_maximum = self.byte()? & 1 == 1;
        self.number()?;
        if has_maximum {
            self.number()?;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(id: u8, content: &[u8]) -> Vec<u8> {
        [&[id, content.len() as u8], content].concat()
    }

    /// An imported function `a.b`, a function `f` of two bytes and one of three without a name, an export `go`,
    /// and a data segment of four bytes.
    fn module() -> Vec<u8> {
        [
            b"\0asm\x01\0\0\0".to_vec(),
            section(1, &[1, 0x60, 0, 0]),
            section(2, &[1, 1, b'a', 1, b'b', 0, 0]),
            section(3, &[2, 0, 0]),
            section(5, &[1, 0, 1]),
            section(7, &[1, 2, b'g', b'o', 0, 1]),
            section(10, &[2, 2, 0, 0x0b, 3, 0, 1, 0x0b]),
            section(11, &[1, 0, 0x41, 0x80, 0x80, 0xc0, 0, 0x0b, 4, 1, 2, 3, 4]),
            section(0, &[4, b'n', b'a', b'm', b'e', 1, 4, 1, 1, 1, b'f']),
        ]
        .concat()
    }

    #[test]
    fn takes_a_module_apart() {
        let module = parse(&module()).unwrap();
        let named = |name: &str, bytes| Function {
            name: name.to_owned(),
            bytes,
        };
        assert_eq!(module.functions, [named("f", 2), named("function 2", 3)]);
        assert_eq!(module.imports, ["a.b"]);
        assert_eq!(module.exports, ["go"]);
        assert_eq!(module.data, [4]);
        assert_eq!(module.sections.last(), Some(&("name".to_owned(), 13)));
        let sum: usize = module.sections.iter().map(|(_, bytes)| bytes).sum();
        assert_eq!(sum + 8, super::tests::module().len());
    }

    #[test]
    fn refuses_what_is_cut_off() {
        let whole = module();
        assert!(parse(b"\0asm\x01\0\0\0\x01").is_none());
        assert!(parse(b"not wasm").is_none());
        assert!(parse(&whole[..whole.len() - 1]).is_none());
    }
}
