//! The client's wasm in real browsers: `wasm-pack test` with Chromium, then with Firefox.

use super::count::{self, Count, counted};
use crate::setup;
use crate::shell::{Failure, Result, at, command, root, which};
use std::path::Path;

pub fn run_suite() -> Result<Count> {
    setup::for_browser_tests()?;
    write_driver_options(&setup::chromium()?, &setup::firefox()?)?;
    let written = written_tests()?;
    let mut sum = Count::default();
    let chrome = [("--chrome", "--chromedriver", setup::chromedriver()?)];
    let firefox = [("--firefox", "--geckodriver", which("geckodriver").unwrap_or_default())];
    for (browser, driver_option, driver) in chrome.into_iter().chain(firefox) {
        println!("--- wasm-pack test {browser}");
        let mut pack = command("wasm-pack");
        pack.args(["test", "--headless", "--mode", "no-install", browser, driver_option])
            .arg(&driver);
        let count = counted(&mut pack, count::cargo)?;
        // wasm-pack succeeds when it skips every test.
        let ran = count.passed + count.failed;
        if ran < written {
            return Err(Failure::new(
                format!("{ran} tests ran in {browser}, but {written} are written"),
                "see whether each file with tests has `wasm_bindgen_test_configure!(run_in_browser)`",
            ));
        }
        sum.add(count);
    }
    Ok(sum)
}

/// How many functions of the client crate are marked as tests for the browser.
fn written_tests() -> Result<usize> {
    let mut written = 0;
    for file in crate::fingerprint::files(&[root().join("src"), root().join("tests")])? {
        if file.extension().is_some_and(|extension| extension == "rs") {
            let text = at(&file, std::fs::read_to_string(&file))?;
            written += text
                .lines()
                .filter(|line| line.trim_start().starts_with("#[wasm_bindgen_test"))
                .count();
        }
    }
    if written == 0 {
        return Err(Failure::new(
            "no browser test is written",
            "put #[wasm_bindgen_test] functions in tests/browser.rs",
        ));
    }
    Ok(written)
}

/// wasm-bindgen's runner reads the browsers' options from this file in the crate's folder.
fn write_driver_options(chromium: &Path, firefox: &Path) -> Result<()> {
    let file = root().join("webdriver.json");
    let text = format!(
        r#"{{
  "goog:chromeOptions": {{
    "binary": "{}",
    "args": [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", "--no-first-run"
    ]
  }},
  "moz:firefoxOptions": {{
    "binary": "{}",
    "args": ["-headless"]
  }}
}}
"#,
        chromium.display(),
        firefox.display(),
    );
    at(&file, std::fs::write(&file, text))
}
