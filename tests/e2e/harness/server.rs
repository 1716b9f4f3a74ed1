//! A static file server for one folder, below a sub-path, on a free port of 127.0.0.1. It is a few
//! lines of std because that compiles at once, can be switched off in mid-test, and remembers what
//! it was asked for. Not here: anything a static host would not do.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// Where the page lives: a page that assumes the root of its host fails here.
pub const SUB_PATH: &str = "/some/where/";

#[derive(Debug)]
pub struct Server {
    shared: Arc<Shared>,
    address: SocketAddr,
    acceptor: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    folder: PathBuf,
    off: AtomicBool,
    /// Part of the paths that get no answer.
    withheld: Mutex<Option<String>>,
    stopped: AtomicBool,
    requests: Mutex<Vec<String>>,
}

impl Server {
    pub fn start(folder: &Path) -> Self {
        assert!(folder.is_dir(), "no folder {} to serve", folder.display());
        let listener = TcpListener::bind("127.0.0.1:0").expect("no free port");
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            folder: folder.to_owned(),
            off: AtomicBool::new(false),
            withheld: Mutex::default(),
            stopped: AtomicBool::new(false),
            requests: Mutex::default(),
        });
        let served = Arc::clone(&shared);
        let acceptor = std::thread::spawn(move || accept(&listener, &served));
        Self {
            shared,
            address,
            acceptor: Some(acceptor),
        }
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// From now on every connection is cut without an answer.
    pub fn switch_off(&self) {
        self.shared.off.store(true, Ordering::SeqCst);
    }

    pub fn switch_on(&self) {
        self.shared.off.store(false, Ordering::SeqCst);
    }

    /// From now on what has this in its path is cut without an answer, or nothing any more.
    pub fn withhold(&self, part: Option<&str>) {
        *self.shared.withheld.lock().unwrap() = part.map(str::to_owned);
    }

    /// Every path asked for so far (`/some/where/app.css`), in order, found or not.
    pub fn requests(&self) -> Vec<String> {
        self.shared.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        // Wakes the acceptor, which then sees the flag.
        let _ = TcpStream::connect(self.address);
        if let Some(acceptor) = self.acceptor.take() {
            let _ = acceptor.join();
        }
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.stopped.load(Ordering::SeqCst) {
            return;
        }
        let (Ok(stream), shared) = (stream, Arc::clone(shared)) else {
            continue;
        };
        // One short-lived thread per connection: a browser opens some that it never uses.
        std::thread::spawn(move || {
            let _ = answer(&stream, &shared);
        });
    }
}

fn answer(mut stream: &TcpStream, shared: &Shared) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let mut lines = BufReader::new(stream).lines();
    let Some(first) = lines.next().transpose()? else {
        return Ok(());
    };
    while lines
        .next()
        .transpose()?
        .is_some_and(|line| !line.is_empty())
    {}
    if shared.off.load(Ordering::SeqCst) {
        return Ok(());
    }
    let mut words = first.split(' ');
    let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let path = target.split(['?', '#']).next().unwrap_or("");
    shared.requests.lock().unwrap().push(path.to_owned());
    let withheld = shared.withheld.lock().unwrap().clone();
    if withheld.is_some_and(|part| path.contains(&part)) {
        return Ok(());
    }
    let file = match (method, file_of(&shared.folder, path)) {
        ("GET" | "HEAD", Some(file)) => std::fs::read(&file).ok().map(|bytes| (bytes, file)),
        _ => None,
    };
    let (status, mime, bytes) = match file {
        Some((bytes, file)) => ("200 OK", mime_of(&file), bytes),
        None => ("404 Not Found", "text/plain", b"not here".to_vec()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {mime}\r\nContent-Length: {}\r\n\
         Cache-Control: no-cache\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        bytes.len()
    );
    stream.write_all(head.as_bytes())?;
    if method != "HEAD" {
        stream.write_all(&bytes)?;
    }
    Ok(())
}

/// The file for a path below the sub-path; a folder stands for its index.html.
fn file_of(folder: &Path, path: &str) -> Option<PathBuf> {
    let relative = percent_decoded(path.strip_prefix(SUB_PATH)?)?;
    if relative.split('/').any(|part| part == "..") {
        return None;
    }
    let file = folder.join(relative.trim_start_matches('/'));
    Some(if file.is_dir() {
        file.join("index.html")
    } else {
        file
    })
}

fn percent_decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

fn mime_of(file: &Path) -> &'static str {
    match file.extension().and_then(|e| e.to_str()).unwrap_or("") {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
