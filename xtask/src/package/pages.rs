//! The README, the docs and the examples as the package has them: for those who have nothing of the repository but that.

use crate::fingerprint::files;
use crate::shell::{Failure, Result, at};
use std::path::Path;

/// What stands between these lines is for those who have the repository: how it is built, and pictures.
const BEGIN: &str = "<!-- repository -->\n";
const END: &str = "<!-- /repository -->\n";

/// Files that only the repository needs.
const LEFT_OUT: [&str; 2] = ["package-lock.json", ".gitignore"];

/// Files that have another place in the package.
const MOVED: [(&str, &str); 1] = [("](pkg-template/types/", "](dist/")];

/// Rewrites the pages of a package folder, and takes out what nobody reads there.
pub fn for_readers_of_the_package(package: &Path) -> Result<()> {
    let images = package.join("docs/images");
    at(&images, std::fs::remove_dir_all(&images))?;
    for file in files(&["README.md", "docs", "examples"].map(|name| package.join(name)))? {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if LEFT_OUT.contains(&name) {
            at(&file, std::fs::remove_file(&file))?;
        } else if file.extension().is_some_and(|extension| extension == "md") {
            let text = at(&file, std::fs::read_to_string(&file))?;
            let page = packed(&text).ok_or_else(|| {
                Failure::new(
                    format!("{} has `{}` without its other half", file.display(), BEGIN.trim()),
                    format!("end each such part with `{}`, on a line of its own", END.trim()),
                )
            })?;
            at(&file, std::fs::write(&file, page))?;
        }
    }
    Ok(())
}

/// The page without the repository's parts; nothing when one of them has no end, or an end no beginning.
fn packed(page: &str) -> Option<String> {
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, after)) = rest.split_once(BEGIN) {
        let (_, after) = after.split_once(END)?;
        out.push_str(before);
        rest = after;
    }
    out.push_str(rest);
    for (here, there) in MOVED {
        out = out.replace(here, there);
    }
    (!out.contains(END)).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::packed;

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
            ("a\n<!-- repository -->\nb\n", None),
            ("a\n<!-- /repository -->\nb\n", None),
        ];
        for (page, wanted) in cases {
            assert_eq!(packed(page).as_deref(), wanted, "{page}");
        }
    }
}
