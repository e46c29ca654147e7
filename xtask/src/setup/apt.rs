//! Browsers and other programs from the Debian distribution.

use super::provide;
use crate::shell::{Failure, Result, command, read, succeeds, typed, which};
use std::path::PathBuf;
use std::process::Command;

/// The Chromium to test with.
pub fn chromium() -> Result<PathBuf> {
    program(
        &["chromium", "chromium-browser", "google-chrome"],
        "chromium",
        "the tests run in it",
    )
}

/// The driver of Chromium.
pub fn chromedriver() -> Result<PathBuf> {
    program(
        &["chromedriver"],
        "chromium-driver",
        "drives Chromium in the browser tests",
    )
}

/// The Firefox to test with.
pub fn firefox() -> Result<PathBuf> {
    program(&["firefox-esr", "firefox"], "firefox-esr", "the tests run in it")
}

/// WebKitGTK with its driver, and the display it needs.
pub fn webkit() -> Result<()> {
    program(
        &["WebKitWebDriver"],
        "webkit2gtk-driver",
        "drives WebKitGTK, which stands in for Safari",
    )?;
    program(&["Xvfb"], "xvfb", "WebKitGTK has no headless mode").map(drop)
}

/// Makes the certificate of the https tests.
pub fn openssl() -> Result<PathBuf> {
    program(
        &["openssl"],
        "openssl",
        "makes a certificate for the emulator's https tests",
    )
}

/// Counts the instructions of the signing path.
pub fn valgrind() -> Result<PathBuf> {
    program(
        &["valgrind"],
        "valgrind",
        "its callgrind counts the instructions of the signing path",
    )
}

/// Runs the independent signer.
pub fn python() -> Result<PathBuf> {
    program(
        &["python3"],
        "python3",
        "an independent signer checks the client's signatures",
    )
}

fn program(names: &[&str], package: &str, why: &str) -> Result<PathBuf> {
    let find = || names.iter().find_map(|name| which(name));
    provide(package, why, || find().is_some(), || install(package))?;
    find().ok_or_else(|| {
        Failure::new(
            format!("{package} is not found"),
            format!("install it: apt-get install {package}"),
        )
    })
}

/// Installs a Debian package.
pub fn install(package: &str) -> Result<()> {
    let by_hand =
        || format!("install it by hand, then repeat: sudo apt-get update && sudo apt-get install -y {package}");
    if which("apt-get").is_none() {
        return Err(Failure::new(
            format!("{package} is missing, and there is no apt-get to install it with"),
            format!("install what {package} is called on this system, so that it is in PATH"),
        ));
    }
    let is_root = read(command("id").arg("-u"), "")?.trim() == "0";
    if !is_root && !succeeds(command("sudo").args(["-n", "true"])) {
        return Err(Failure::new(
            format!("{package} is missing, and installing it needs root"),
            by_hand(),
        ));
    }
    for args in [
        vec!["update", "-qq"],
        vec!["install", "-y", "-qq", "--no-install-recommends", package],
    ] {
        let mut apt = apt_get(is_root);
        apt.args(args).env("DEBIAN_FRONTEND", "noninteractive");
        println!("  {}", typed(&apt));
        read(&mut apt, &by_hand())?;
    }
    Ok(())
}

fn apt_get(is_root: bool) -> Command {
    if is_root {
        return command("apt-get");
    }
    let mut sudo = command("sudo");
    sudo.args(["-n", "--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
    sudo
}

/// Makes sure that `python3 -m venv` works; Debian packs its heart separately.
pub fn python_venv() -> Result<()> {
    let works = || succeeds(command("python3").args(["-c", "import ensurepip, venv"]));
    provide(
        "python3-venv",
        "the official Python client is tested against the emulator",
        works,
        || install("python3-venv"),
    )
}
