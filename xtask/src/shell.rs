//! Running other programs: where they are looked for, and what is said when they fail.

use std::ffi::OsStr;
use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

/// What went wrong, and what to do about it.
#[derive(Debug)]
pub struct Failure {
    what: String,
    next: String,
}

impl Failure {
    pub fn new(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            next: next.into(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.what)?;
        if !self.next.is_empty() {
            write!(f, "\n  next: {}", self.next)?;
        }
        Ok(())
    }
}

pub type Result<T> = std::result::Result<T, Failure>;

/// Adds the path to an input/output error.
pub fn at<T>(path: &Path, result: std::io::Result<T>) -> Result<T> {
    result.map_err(|e| {
        Failure::new(
            format!("{}: {e}", path.display()),
            "check that the path exists and can be written",
        )
    })
}

/// The root of the repository.
pub fn root() -> &'static Path {
    // CARGO_MANIFEST_DIR is `<root>/xtask`.
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// A command that runs at the repository's root, without input, and also finds what `cargo install` installed.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(root())
        .stdin(Stdio::null())
        .env("PATH", search_path());
    command
}

/// Where the program of that name is, if it is installed.
pub fn which(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&search_path())
        .map(|dir| dir.join(name))
        .find(|file| file.is_file())
}

fn search_path() -> std::ffi::OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let cargo_home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")));
    let mut dirs: Vec<PathBuf> = std::env::split_paths(&path).collect();
    dirs.extend(cargo_home.map(|home| home.join("bin")));
    std::env::join_paths(dirs).unwrap_or(path)
}

/// Runs the command with its output on the terminal.
pub fn run(command: &mut Command, next: &str) -> Result<()> {
    let status = command.status().map_err(|e| not_started(command, &e))?;
    if status.success() {
        Ok(())
    } else {
        Err(failed(command, &status.to_string(), next))
    }
}

/// Runs the command in place of this program, so that it gets the signals that are meant for it.
#[cfg(unix)]
pub fn hand_over_to(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    Err(not_started(command, &error))
}

/// Runs the command as the last thing that this program does.
#[cfg(not(unix))]
pub fn hand_over_to(command: &mut Command) -> Result<()> {
    run(command, "read what it says above")
}

/// Runs the command silently and returns what it printed; shows that only if the command fails.
pub fn read(command: &mut Command, next: &str) -> Result<String> {
    let output = command.output().map_err(|e| not_started(command, &e))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let mut stderr = std::io::stderr().lock();
    for text in [&output.stdout, &output.stderr] {
        // Nothing can be done when the terminal is gone.
        let _ = stderr.write_all(text);
    }
    Err(failed(command, &output.status.to_string(), next))
}

/// Whether the command can be started and succeeds. Prints nothing.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs the command with its output on the terminal, and returns whether it succeeded and what it printed.
pub fn tee(command: &mut Command) -> Result<(bool, String)> {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| not_started(command, &e))?;
    let seen = Arc::new(Mutex::new(String::new()));
    let readers = [
        copy_lines(child.stdout.take(), &seen),
        copy_lines(child.stderr.take(), &seen),
    ];
    let status = child.wait().map_err(|e| not_started(command, &e))?;
    for reader in readers {
        // A reader only stops at the end of its pipe.
        let _ = reader.join();
    }
    let text = seen.lock().map(|text| text.clone()).unwrap_or_default();
    Ok((status.success(), text))
}

fn copy_lines(from: Option<impl Read + Send + 'static>, to: &Arc<Mutex<String>>) -> std::thread::JoinHandle<()> {
    let to = Arc::clone(to);
    std::thread::spawn(move || {
        let Some(from) = from else { return };
        let mut from = BufReader::new(from);
        let mut line = Vec::new();
        while from.read_until(b'\n', &mut line).is_ok_and(|n| n > 0) {
            let text = String::from_utf8_lossy(&line);
            print!("{text}");
            if let Ok(mut to) = to.lock() {
                to.push_str(&text);
            }
            line.clear();
        }
    })
}

/// The command as one would type it.
pub fn typed(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|arg| {
        let arg = arg.to_string_lossy();
        if arg.contains(' ') {
            format!("'{arg}'")
        } else {
            arg.into_owned()
        }
    }));
    let dir = command.get_current_dir().and_then(|dir| dir.strip_prefix(root()).ok());
    match dir.filter(|dir| !dir.as_os_str().is_empty()) {
        Some(dir) => format!("(cd {} && {})", dir.display(), words.join(" ")),
        None => words.join(" "),
    }
}

fn not_started(command: &Command, error: &std::io::Error) -> Failure {
    let next = match command.get_program().to_str() {
        Some("node" | "npm") => "install Node 20.19 or later",
        Some("rustup" | "rustc" | "cargo") => "install Rust with rustup (https://rustup.rs)",
        _ => "run `cargo xtask setup`",
    };
    Failure::new(format!("could not start `{}`: {error}", typed(command)), next)
}

fn failed(command: &Command, status: &str, next: &str) -> Failure {
    Failure::new(format!("`{}` failed ({status})", typed(command)), next)
}

/// Replaces `old` in a file, which must be there; `next` says what to do if it is not.
pub fn replace_in(file: &Path, old: &str, new: &str, next: &str) -> Result<()> {
    let text = at(file, std::fs::read_to_string(file))?;
    if !text.contains(old) {
        return Err(Failure::new(
            format!("{} does not contain `{old}`", file.display()),
            next,
        ));
    }
    at(file, std::fs::write(file, text.replace(old, new)))
}
