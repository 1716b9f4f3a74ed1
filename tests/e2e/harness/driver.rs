//! The driver's process: one for one test; it dies with its owner. Not here: which capabilities it is asked for.

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

#[derive(Debug)]
pub struct Driver {
    process: Child,
    pub port: u16,
}

impl Driver {
    /// A driver that picks its own port and says so, after `before`.
    pub fn that_says(program: &str, args: &[&str], before: &str) -> Self {
        let mut said = String::new();
        // Seen once in some hundred starts on a busy machine: it ended before it named a port (perhaps
        // the one it chose was taken meanwhile). This repeats its start, never a test.
        for _ in 0..3 {
            let mut process = spawn(Command::new(program).args(args).stdout(Stdio::piped()));
            let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
            while let Some(Ok(line)) = lines.next() {
                if let Some((_, port)) = line.split_once(before)
                    && let Ok(port) = port.trim_end_matches('.').parse()
                {
                    // A full pipe would stop the driver: read on to the end.
                    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
                    return Self { process, port };
                }
                said = line;
            }
            let _ = process.kill();
            let _ = process.wait();
        }
        panic!("{program} does not start; it said last: {said}");
    }

    /// A driver that is told its port and says nothing.
    pub fn that_is_silent(program: &str) -> Self {
        for _ in 0..3 {
            let free = TcpListener::bind("127.0.0.1:0").expect("no free port");
            let port = free.local_addr().unwrap().port();
            drop(free);
            let mut command = Command::new(program);
            command.arg(format!("--port={port}")).stdout(Stdio::null());
            let mut process = spawn(&mut command);
            let deadline = Instant::now() + Duration::from_secs(20);
            while Instant::now() < deadline && matches!(process.try_wait(), Ok(None)) {
                if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                    return Self { process, port };
                }
                std::thread::sleep(Duration::from_millis(10));
            }
            let _ = process.kill();
            let _ = process.wait();
        }
        panic!("{program} does not start");
    }
}

fn spawn(command: &mut Command) -> Child {
    command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|e| panic!("cannot start {command:?}: {e}"))
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
