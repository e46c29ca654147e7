//! Names of functions as wasm-bindgen leaves them: `<acs_rooms[6a43…]::core::json::Reader>::value`.

/// The name without the hashes of crates.
pub fn short(name: &str) -> String {
    let mut short = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('[') {
        short.push_str(before);
        match after.split_once(']') {
            Some((inside, behind)) if is_hash(inside) => rest = behind,
            _ => {
                short.push('[');
                rest = after;
            }
        }
    }
    short.push_str(rest);
    short
}

fn is_hash(text: &str) -> bool {
    text.len() > 8 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The crate whose code a function is: that of the path before its arguments.
/// What belongs to none, as glue that wasm-bindgen adds, is `(none)`.
pub fn crate_of(name: &str) -> &str {
    let end = name.find("::<").filter(|&at| at > 0).unwrap_or(name.len());
    let mut rest = name.get(..end).unwrap_or(name);
    while let Some((before, after)) = rest.split_once('[') {
        if after.split_once(']').is_some_and(|(inside, _)| is_hash(inside)) {
            let start = before.rfind(|c: char| !c.is_alphanumeric() && c != '_');
            return before.get(start.map_or(0, |at| at + 1)..).unwrap_or(before);
        }
        rest = after;
    }
    // Methods of built-in types: `<str>::parse`, `<[u8]>::concat`.
    if name.starts_with('<') { "core" } else { "(none)" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_go_and_slices_stay() {
        for (given, expected) in [
            ("<[u8] as core[641134fb57596b42]::x::Y>::z", "<[u8] as core::x::Y>::z"),
            (
                "acs_rooms[6a4302f0d48f8002]::js::call::start",
                "acs_rooms::js::call::start",
            ),
            ("<[char; 2usize]>::f", "<[char; 2usize]>::f"),
            ("odd [", "odd ["),
        ] {
            assert_eq!(short(given), expected);
        }
    }

    #[test]
    fn the_crate_is_where_the_code_is_written() {
        for (name, expected) in [
            ("acs_rooms[6a4302f0d48f8002]::js::call::start", "acs_rooms"),
            (
                "<sha2[f4f3d23596157525]::Sha256 as digest[4b3216095877f479]::Digest>::digest::<&[u8]>",
                "sha2",
            ),
            (
                "core[641134fb57596b42]::ptr::drop_in_place::<acs_rooms[6a4302f0d48f8002]::core::Json>",
                "core",
            ),
            ("<str>::parse::<u64>", "core"),
            ("Ref(String) -> Externref", "(none)"),
        ] {
            assert_eq!(crate_of(name), expected, "{name}");
        }
    }
}
