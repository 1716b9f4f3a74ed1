//! The proxy for every address but the server's own. It answers nobody and remembers who asked:
//! so nothing leaves the machine, and what a worker, a service worker or a pop-up asks for is seen
//! too, of which the driver's log of the page says nothing. To a browser that cannot be told where a name leads, it
//! leads to the test's own server.

use super::browser::PLAIN_HOST;
use super::engine::Engine;
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Hosts of the browser's own errands (clock, updates, Debian's start page), which it runs whatever
/// page is open. Asked for by a page they are in the driver's log; by a worker they would go unseen.
const fn errands(engine: Engine) -> &'static [&'static str] {
    match engine {
        Engine::Chromium => &[
            ".google.com",
            ".googleapis.com",
            ".gvt1.com",
            "start.duckduckgo.com",
        ],
        Engine::Firefox => &[
            ".mozilla.com",
            ".mozilla.org",
            ".firefox.com",
            ".duckduckgo.com",
        ],
        Engine::WebKit => &[],
    }
}

#[derive(Debug)]
pub struct Trap {
    address: SocketAddr,
    stopped: Arc<AtomicBool>,
    caught: Arc<Mutex<Vec<String>>>,
}

impl Trap {
    pub fn start(engine: Engine, server: u16) -> Self {
        let errands = errands(engine);
        let listener = TcpListener::bind("127.0.0.1:0").expect("no free port");
        let trap = Self {
            address: listener.local_addr().unwrap(),
            stopped: Arc::default(),
            caught: Arc::default(),
        };
        let (stopped, caught) = (Arc::clone(&trap.stopped), Arc::clone(&trap.caught));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if stopped.load(Ordering::SeqCst) {
                    return;
                }
                let caught = Arc::clone(&caught);
                std::thread::spawn(move || note(stream, &caught, server, errands));
            }
        });
        trap
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// What was asked for: an address, or `host:port` if it is to be encrypted or a web socket.
    pub fn caught(&self) -> Vec<String> {
        self.caught.lock().unwrap().clone()
    }
}

fn note(stream: TcpStream, caught: &Mutex<Vec<String>>, server: u16, errands: &[&str]) {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(60)));
    let mut line = String::new();
    let Ok(mut reader) = stream.try_clone().map(BufReader::new) else {
        return;
    };
    if reader.read_line(&mut line).is_err() {
        return;
    }
    let Some(target) = line.split(' ').nth(1) else {
        return;
    };
    let home = format!("http://{PLAIN_HOST}:{server}");
    if target.starts_with(&home) {
        let _ = hand_on(stream, reader, &line.replacen(&home, "", 1), server);
        return;
    }
    if !errands.iter().any(|errand| host(target).ends_with(errand)) {
        caught.lock().unwrap().push(target.to_owned());
    }
}

/// To our own server, by a name that this browser could not find by itself. One request, as the server answers one.
fn hand_on(
    mut browser: TcpStream,
    mut from: BufReader<TcpStream>,
    first: &str,
    server: u16,
) -> std::io::Result<()> {
    let mut to = TcpStream::connect(("127.0.0.1", server))?;
    to.write_all(first.as_bytes())?;
    let mut back = to.try_clone()?;
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut back, &mut browser);
        let _ = browser.shutdown(Shutdown::Both);
    });
    std::io::copy(&mut from, &mut to).map(drop)
}

/// The host of `http://host:port/path` or `host:port`.
fn host(target: &str) -> &str {
    let rest = target.split_once("://").map_or(target, |(_, rest)| rest);
    rest.split(['/', ':', '?']).next().unwrap_or("")
}

impl Drop for Trap {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}
