//! A static file server on loopback, with the headers that the page asks for.

use crate::shell::{Failure, Result, at};
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Serves the folder until the process is stopped.
pub fn forever(folder: &Path, port: u16) -> Result<()> {
    let in_use = |e: std::io::Error| {
        Failure::new(
            format!("could not listen on 127.0.0.1:{port}: {e}"),
            "choose another port with `--port N` (0 = any)",
        )
    };
    let headers = headers(&at(
        &folder.join("_headers"),
        std::fs::read_to_string(folder.join("_headers")),
    )?);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(in_use)?;
    let port = listener.local_addr().map_err(in_use)?.port();
    println!("\nthe admin page is at\n\nhttp://127.0.0.1:{port}/\n\nstop with Ctrl-C");
    serve(&listener, folder, &headers);
    Ok(())
}

/// The headers of a `_headers` file, which the build of the page writes: all of ours are for every path.
fn headers(file: &str) -> String {
    file.lines()
        .filter(|line| line.starts_with(' '))
        .fold(String::new(), |all, line| all + line.trim() + "\r\n")
}

fn serve(listener: &TcpListener, folder: &Path, headers: &str) {
    for stream in listener.incoming().flatten() {
        let (folder, headers) = (folder.to_path_buf(), headers.to_string());
        std::thread::spawn(move || {
            // A browser that went away is no trouble of ours.
            let _ = answer(stream, &folder, &headers);
        });
    }
}

fn answer(mut stream: TcpStream, folder: &Path, headers: &str) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    while lines.next().transpose()?.is_some_and(|header| !header.is_empty()) {}
    let mut words = request.split(' ');
    let method = words.next().unwrap_or_default();
    let file = words.next().and_then(|target| find(folder, target));
    let (status, kind, body) = match (method, file) {
        ("GET" | "HEAD", Some(file)) => ("200 OK", mime(&file), std::fs::read(file)?),
        ("GET" | "HEAD", None) => ("404 Not Found", "text/plain; charset=utf-8", b"not found\n".to_vec()),
        _ => (
            "405 Method Not Allowed",
            "text/plain; charset=utf-8",
            b"only GET and HEAD\n".to_vec(),
        ),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n{headers}Connection: close\r\n\r\n",
        body.len(),
    )?;
    if method != "HEAD" {
        stream.write_all(&body)?;
    }
    Ok(())
}

/// The file that a request's target names, if it is inside the folder.
fn find(folder: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    // Our file names need no percent-encoding, and nothing above the folder is served.
    if path.starts_with('/')
        || path
            .split('/')
            .any(|part| part == ".." || part.contains(['\\', '%', ':']))
    {
        return None;
    }
    let file = folder.join(path);
    let file = if file.is_dir() { file.join("index.html") } else { file };
    file.is_file().then_some(file)
}

fn mime(file: &Path) -> &'static str {
    match file
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
    {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "woff2" => "font/woff2",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn answers_over_a_connection() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let headers = headers("/*\n  Content-Security-Policy: default-src 'none'\n  X-Frame-Options: DENY\n");
        std::thread::spawn(move || serve(&listener, &folder, &headers));
        let ask = |request: &str| {
            let mut stream = TcpStream::connect(address).unwrap();
            write!(stream, "{request} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
            let mut text = String::new();
            stream.read_to_string(&mut text).unwrap();
            text
        };
        let file = ask("GET /main.rs");
        assert!(file.starts_with("HTTP/1.1 200 OK\r\n"), "{file}");
        assert!(file.contains("\r\nContent-Security-Policy: default-src 'none'\r\nX-Frame-Options: DENY\r\n"));
        assert!(file.ends_with(include_str!("main.rs")));
        let head = ask("HEAD /main.rs");
        assert!(
            head.starts_with("HTTP/1.1 200 OK\r\n") && head.ends_with("\r\n\r\n"),
            "{head}"
        );
        assert!(ask("GET /missing.rs").starts_with("HTTP/1.1 404 "));
        assert!(ask("POST /main.rs").starts_with("HTTP/1.1 405 "));
    }

    #[test]
    fn files_have_their_types() {
        for (file, kind) in [
            ("index.html", "text/html; charset=utf-8"),
            ("assets/a.js", "text/javascript; charset=utf-8"),
            ("client.wasm", "application/wasm"),
            ("inter.woff2", "font/woff2"),
            ("LICENSE", "application/octet-stream"),
        ] {
            assert_eq!(mime(Path::new(file)), kind, "{file}");
        }
    }

    #[test]
    fn nothing_outside_the_folder_is_found() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        for (target, found) in [
            ("/main.rs", true),
            ("/main.rs?x=1", true),
            ("/setup/mod.rs", true),
            ("/setup", false),
            ("/missing.rs", false),
            ("/../Cargo.toml", false),
            ("/setup/../../Cargo.toml", false),
            ("/%2e%2e/Cargo.toml", false),
            ("//etc/passwd", false),
            ("main.rs", false),
        ] {
            assert_eq!(find(&folder, target).is_some(), found, "{target}");
        }
    }
}
