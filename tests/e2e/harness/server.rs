//! A static file server for one folder, below a sub-path, on a free port of 127.0.0.1. It is a few
//! lines of std because that compiles at once, can be switched off in mid-test, and remembers what
//! it was asked for. It can put scripts before those of a
//! page, where the driver cannot. Not here: anything else that a static host would not do.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// Where the page lives: a page that assumes the root of its host fails here.
pub const SUB_PATH: &str = "/some/where/";
/// Below this stand the scripts that go before those of the page, and here it says what it had not said.
const BEFORE: &str = "/some/where/before-load/";
const SAID: &str = "/some/where/before-load/said";

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
    /// Scripts that run in every page before its own, by their names.
    before: Mutex<Vec<(String, String)>>,
    said: Mutex<Vec<String>>,
}

/// The address that this machine has in its network, if it is in any. Nothing is sent: the system only says from where
/// it would go to an address that is kept for examples.
pub fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((Ipv4Addr::new(198, 51, 100, 1), 9)).ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}

/// The head of a request, as far as it matters here.
#[derive(Debug, Default)]
struct Head {
    method: String,
    path: String,
    length: usize,
    /// Asked for to be shown, not by a script of the page.
    shown: bool,
}

impl Server {
    pub fn start(folder: &Path) -> Self {
        Self::start_at(folder, Ipv4Addr::LOCALHOST.into())
    }

    /// The same at another address of this machine.
    pub fn start_at(folder: &Path, address: IpAddr) -> Self {
        assert!(folder.is_dir(), "no folder {} to serve", folder.display());
        let listener = TcpListener::bind((address, 0)).expect("no free port");
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            folder: folder.to_owned(),
            off: AtomicBool::new(false),
            withheld: Mutex::default(),
            stopped: AtomicBool::new(false),
            requests: Mutex::default(),
            before: Mutex::default(),
            said: Mutex::default(),
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

    /// Host and port.
    pub const fn address(&self) -> SocketAddr {
        self.address
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

    /// Has a script run in every page that is opened from now on, before its own.
    pub fn run_before(&self, name: &str, script: &str) {
        let script = script.replace("SAID", SAID);
        let mut before = self.shared.before.lock().unwrap();
        before.push((name.to_owned(), script));
    }

    pub fn run_no_more(&self, name: &str) {
        let mut before = self.shared.before.lock().unwrap();
        before.retain(|(known, _)| known != name);
    }

    /// What pages sent when they went, and was not asked for yet.
    pub fn said(&self) -> Vec<String> {
        std::mem::take(&mut *self.shared.said.lock().unwrap())
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

fn answer(stream: &TcpStream, shared: &Shared) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let mut reader = BufReader::new(stream);
    let Some(head) = read_head(&mut reader)? else {
        return Ok(());
    };
    if head.path.starts_with(BEFORE) {
        return answer_harness(stream, reader, &head, shared);
    }
    if shared.off.load(Ordering::SeqCst) {
        return Ok(());
    }
    let path = &head.path;
    shared.requests.lock().unwrap().push(path.clone());
    let withheld = shared.withheld.lock().unwrap().clone();
    if withheld.is_some_and(|part| path.contains(&part)) {
        return Ok(());
    }
    let file = match (head.method.as_str(), file_of(&shared.folder, path)) {
        ("GET" | "HEAD", Some(file)) => std::fs::read(&file).ok().map(|bytes| (bytes, file)),
        _ => None,
    };
    let (status, mime, mut bytes) = match file {
        Some((bytes, file)) => ("200 OK", mime_of(&file), bytes),
        None => ("404 Not Found", "text/plain", b"not here".to_vec()),
    };
    if head.shown && mime.starts_with("text/html") {
        bytes = with_scripts(bytes, &shared.before.lock().unwrap());
    }
    let body = if head.method == "HEAD" {
        &[]
    } else {
        &bytes[..]
    };
    send(stream, status, mime, bytes.len(), body)
}

fn read_head(reader: &mut impl BufRead) -> std::io::Result<Option<Head>> {
    let mut lines = reader.lines();
    let Some(first) = lines.next().transpose()? else {
        return Ok(None);
    };
    let mut words = first.split(' ').map(str::to_owned);
    let (method, target) = (words.next(), words.next().unwrap_or_default());
    let mut head = Head {
        method: method.unwrap_or_default(),
        path: target.split(['?', '#']).next().unwrap_or("").to_owned(),
        length: 0,
        // Over plain http browsers do not say what for.
        shown: true,
    };
    while let Some(line) = lines.next().transpose()?.filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':').unwrap_or((&line, ""));
        match name.to_ascii_lowercase().as_str() {
            "content-length" => head.length = value.trim().parse().unwrap_or(0),
            "sec-fetch-dest" => head.shown = value.trim() == "document",
            _ => {}
        }
    }
    Ok(Some(head))
}

/// What belongs to the harness and not to the page: it is never off, and not noted.
fn answer_harness(
    stream: &TcpStream,
    mut reader: impl BufRead,
    head: &Head,
    shared: &Shared,
) -> std::io::Result<()> {
    let mut script = Vec::new();
    if head.path == SAID {
        let mut body = vec![0; head.length];
        reader.read_exact(&mut body)?;
        let body = String::from_utf8_lossy(&body).into_owned();
        shared.said.lock().unwrap().push(body);
    } else {
        let before = shared.before.lock().unwrap();
        let name = head.path.strip_prefix(BEFORE);
        let name = name.and_then(|name| name.strip_suffix(".js"));
        let found = before
            .iter()
            .find(|(known, _)| Some(known.as_str()) == name);
        script.extend(
            found
                .map(|(_, script)| script.as_bytes())
                .unwrap_or_default(),
        );
    }
    send(
        stream,
        "200 OK",
        "text/javascript; charset=utf-8",
        script.len(),
        &script,
    )
}

/// The page with further scripts before its own.
fn with_scripts(html: Vec<u8>, scripts: &[(String, String)]) -> Vec<u8> {
    let Ok(html) = std::str::from_utf8(&html) else {
        return html;
    };
    let tags: String = scripts
        .iter()
        .map(|(name, _)| format!("<script src=\"{BEFORE}{name}.js\"></script>"))
        .collect();
    html.replacen("<head>", &format!("<head>{tags}"), 1)
        .into_bytes()
}

fn send(
    mut stream: &TcpStream,
    status: &str,
    mime: &str,
    length: usize,
    body: &[u8],
) -> std::io::Result<()> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {mime}\r\nContent-Length: {length}\r\n\
         Cache-Control: no-cache\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)
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
