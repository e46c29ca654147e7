//! Skipping work whose inputs have not changed.

use crate::shell::{Result, at};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// A number that changes when the text, or the name or content of a file under `paths`, changes.
/// A path that does not exist counts as one without files.
pub fn of(text: &str, paths: &[PathBuf]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    for file in files(paths)? {
        file.hash(&mut hasher);
        at(&file, std::fs::read(&file))?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// All files under `paths`, sorted, without what a build or `npm` puts there.
pub fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = paths.to_vec();
    while let Some(path) = open.pop() {
        if path.is_file() {
            found.push(path);
        } else if path.is_dir() && !is_generated(&path) {
            for entry in at(&path, std::fs::read_dir(&path))? {
                open.push(at(&path, entry)?.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

fn is_generated(dir: &Path) -> bool {
    dir.file_name().is_some_and(|name| {
        ["node_modules", "target", "dist", "__pycache__"]
            .iter()
            .any(|g| name == *g)
    })
}

/// Whether the stamp file holds this fingerprint.
pub fn matches(stamp: &Path, fingerprint: &str) -> bool {
    std::fs::read_to_string(stamp).is_ok_and(|text| text == fingerprint)
}

/// Remembers the fingerprint in the stamp file.
pub fn keep(stamp: &Path, fingerprint: &str) -> Result<()> {
    if let Some(dir) = stamp.parent() {
        at(dir, std::fs::create_dir_all(dir))?;
    }
    at(stamp, std::fs::write(stamp, fingerprint))
}
