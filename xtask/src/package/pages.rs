//! The README, the docs and the examples as the package has them: for those who have nothing of the repository but that.

use crate::fingerprint::files;
use crate::shell::{Failure, Result, at};
use std::path::Path;

/// What stands between these lines is for those who have the repository: how it is built, and pictures.
const BEGIN: &str = "<!-- repository -->\n";
const END: &str = "<!-- /repository -->\n";

/// Whether only the repository needs a file, or one machine: what begins with a dot may be the secrets of who tried an
/// example, or what a tool left there.
fn is_left_out(file: &Path) -> bool {
    let mut names = file.iter().filter_map(|name| name.to_str());
    names.any(|name| name.starts_with('.') || name == "package-lock.json")
}

/// Files that have another place in the package.
const MOVED: [(&str, &str); 1] = [("](pkg-template/types/", "](dist/")];

/// Rewrites the pages of a package folder, and takes out what nobody reads there.
pub fn for_readers_of_the_package(package: &Path) -> Result<()> {
    let images = package.join("docs/images");
    at(&images, std::fs::remove_dir_all(&images))?;
    for file in files(&["README.md", "docs", "examples"].map(|name| package.join(name)))? {
        if is_left_out(file.strip_prefix(package).unwrap_or(&file)) {
            at(&file, std::fs::remove_file(&file))?;
        } else if file.extension().is_some_and(|extension| extension == "md") {
            let text = at(&file, std::fs::read_to_string(&file))?;
            let page = packed(&text).ok_or_else(|| {
                Failure::new(
                    format!("{} has `{}` without its other half", file.display(), BEGIN.trim()),
                    format!("end each such part with `{}`, on a line of its own", END.trim()),
                )
            })?;
            // A page that is for the repository as a whole.
            if page.trim().is_empty() {
                at(&file, std::fs::remove_file(&file))?;
            } else {
                at(&file, std::fs::write(&file, page))?;
            }
        }
    }
    Ok(())
}

/// The page without the repository's parts and without comments; nothing when one of them has no end, or an end no beginning.
fn packed(page: &str) -> Option<String> {
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, after)) = rest.split_once(BEGIN) {
        let (_, after) = after.split_once(END)?;
        out.push_str(before);
        rest = after;
    }
    out.push_str(rest);
    if out.contains(END) {
        return None;
    }
    for (here, there) in MOVED {
        out = out.replace(here, there);
    }
    // Marks of the programs that write into a page.
    let is_mark = |line: &&str| line.starts_with("<!--") && line.trim_end().ends_with("-->");
    Some(out.split_inclusive('\n').filter(|line| !is_mark(line)).collect())
}

#[cfg(test)]
mod tests {
    use super::{is_left_out, packed};
    use std::path::Path;

    #[test]
    fn secrets_and_locks_stay() {
        let cases = [
            ("examples/worker/.dev.vars", true),
            ("examples/next/.next/server.js", true),
            ("examples/next/package-lock.json", true),
            ("examples/next/package.json", false),
            ("docs/admin.md", false),
        ];
        for (file, wanted) in cases {
            assert_eq!(is_left_out(Path::new(file)), wanted, "{file}");
        }
    }

    #[test]
    fn the_parts_of_the_repository_go() {
        let cases = [
            ("a\n", Some("a\n")),
            ("a\n<!-- repository -->\nb\n<!-- /repository -->\nc\n", Some("a\nc\n")),
            (
                "<!-- repository -->\n<!-- /repository -->\nb\n<!-- repository -->\nc\n<!-- /repository -->\n",
                Some("b\n"),
            ),
            (
                "[types](pkg-template/types/index.d.ts)",
                Some("[types](dist/index.d.ts)"),
            ),
            ("a\n<!-- figures: written by a program -->\nb\n", Some("a\nb\n")),
            ("a\n<!-- repository -->\nb\n", None),
            ("a\n<!-- /repository -->\nb\n", None),
        ];
        for (page, wanted) in cases {
            assert_eq!(packed(page).as_deref(), wanted, "{page}");
        }
    }
}
