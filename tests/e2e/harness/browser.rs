//! Starts a driver and a browser on a profile of its own, and ends both. Every program is ended by
//! the id of its own process. What differs between the engines is in `chromium`, `firefox`, `webkit`. Not here:
//! anything about the page inside (`page`).

use super::driver::Driver;
use super::engine::Engine;
use super::server::Server;
use super::setup::{Media, Setup};
use super::temp::TempDir;
use super::trap::Trap;
use super::watch::Log;
use super::{chromium, firefox, webkit};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use std::net::IpAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// A name that the browser resolves to 127.0.0.1 and that is no secure context.
pub const PLAIN_HOST: &str = "isnad.test";

const START: Duration = Duration::from_secs(60);
const QUIT: Duration = Duration::from_secs(15);

#[derive(Debug)]
pub struct Browser {
    pub client: Client,
    /// The browser's own process.
    pid: Option<u64>,
    driver: Driver,
    profile: TempDir,
    trap: Trap,
}

/// What is around a browser: the ports it may and may not go to, the folders it writes.
#[derive(Debug)]
pub struct Place<'a> {
    pub server: u16,
    /// Where it is: the machine itself, but for a test that asks for another address.
    pub host: IpAddr,
    pub trap: u16,
    pub profile: &'a Path,
    pub downloads: &'a Path,
}

impl Browser {
    pub async fn start(setup: &Setup, server: &Server, downloads: &Path) -> Self {
        let profile = TempDir::new("profile");
        let trap = Trap::start(setup.engine, server.port());
        let place = Place {
            server: server.port(),
            host: server.address().ip(),
            trap: trap.port(),
            profile: profile.path(),
            downloads,
        };
        let (driver, client, pid) = session(setup, &place).await;
        Self {
            client,
            pid,
            driver,
            profile,
            trap,
        }
    }

    /// Starts again on the same profile, with a driver that knows nothing of the browser before.
    pub async fn reopened(mut self, setup: &Setup, server: &Server, downloads: &Path) -> Self {
        let place = Place {
            server: server.port(),
            host: server.address().ip(),
            trap: self.trap.port(),
            profile: self.profile.path(),
            downloads,
        };
        (self.driver, self.client, self.pid) = session(setup, &place).await;
        self
    }

    /// Every address elsewhere that any part of the browser asked for so far.
    pub fn strayed(&self) -> Vec<String> {
        self.trap.caught()
    }

    /// Quits as a person would. A browser that does not go is killed.
    pub async fn quit(&self) {
        let closed = tokio::time::timeout(QUIT, self.client.clone().close()).await;
        if !matches!(closed, Ok(Ok(()))) {
            self.kill();
        }
    }

    /// The browser's own process.
    pub const fn pid(&self) -> Option<u64> {
        self.pid
    }

    /// SIGKILL, as when the machine loses power. False if there was no process to kill.
    pub fn kill(&self) -> bool {
        self.pid.is_some_and(kill)
    }
}

/// SIGKILL for one process. False if there was none.
pub fn kill(pid: u64) -> bool {
    Command::new("kill")
        .args(["-KILL", &pid.to_string()])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn driver(engine: Engine) -> Driver {
    match engine {
        Engine::Chromium => chromium::driver(),
        Engine::Firefox => firefox::driver(),
        Engine::WebKit => webkit::driver(),
    }
}

async fn session(setup: &Setup, place: &Place<'_>) -> (Driver, Client, Option<u64>) {
    let mut wanted = match setup.engine {
        Engine::Chromium => chromium::capabilities(setup, place),
        Engine::Firefox => firefox::capabilities(setup, place),
        Engine::WebKit => webkit::capabilities(setup, place),
    };
    wanted["timeouts"] = json!({ "script": 60_000, "pageLoad": 60_000, "implicit": 0 });
    let wanted: Map<String, Value> = serde_json::from_value(wanted).unwrap();
    let (driver, client) = connected(setup.engine, place, &wanted).await;
    let named = |name: &str| client.capabilities()?.get(name)?.as_u64();
    let pid = match setup.engine {
        Engine::Chromium => named("goog:processID"),
        Engine::Firefox => named("moz:processID"),
        Engine::WebKit => webkit::pid(place),
    };
    match setup.engine {
        Engine::Chromium => chromium::receive(&client, place.downloads).await,
        Engine::Firefox => firefox::prepare_browser(&client).await,
        Engine::WebKit => {}
    }
    prepare_tab(&client, setup).await;
    if setup.engine == Engine::Chromium && !setup.touch {
        fit_window(&client, setup.size).await;
    }
    (driver, client, pid)
}

/// A driver with its browser. Seen of WebKit once in some hundred starts on a busy machine: its browser ended, and the
/// driver went on waiting for it. This repeats the start, never a test.
async fn connected(
    engine: Engine,
    place: &Place<'_>,
    wanted: &Map<String, Value>,
) -> (Driver, Client) {
    let mut said = String::new();
    for _ in 0..3 {
        let driver = driver(engine);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let address = format!("http://127.0.0.1:{}", driver.port);
        let client = builder.capabilities(wanted.clone());
        match tokio::time::timeout(START, client.connect(&address)).await {
            Ok(Ok(client)) => return (driver, client),
            Ok(Err(error)) => said = error.to_string(),
            Err(_) => said = format!("nothing for {START:?}"),
        }
        if engine == Engine::WebKit {
            webkit::pid(place).map(kill);
        }
    }
    panic!("the browser did not start; the driver said {said}");
}

/// What belongs to a tab rather than to the browser: preferences that cannot be set at the start.
pub async fn prepare_tab(client: &Client, setup: &Setup) {
    match setup.engine {
        Engine::Chromium => chromium::prepare_tab(client, setup).await,
        Engine::Firefox => firefox::prepare_tab(client, setup).await,
        Engine::WebKit => webkit::prepare_tab(client, setup).await,
    }
}

/// What the person prefers, from now on.
pub async fn set_media(client: &Client, engine: Engine, media: Media) {
    match engine {
        Engine::Chromium => chromium::set_media(client, media).await,
        Engine::Firefox => firefox::set_media(client, media).await,
        // GTK reads its settings at the start alone: the page's own choice of a theme takes their place.
        Engine::WebKit => {
            let theme = if media.dark { "dark" } else { "light" };
            let body = "document.documentElement.dataset.theme = arguments[0]";
            let done = client.execute(body, vec![json!(theme)]).await;
            done.expect("cannot set the theme");
        }
    }
}

/// The viewport from now on, and how many of the device's pixels are one of its own.
pub async fn set_viewport(client: &Client, engine: Engine, size: (u32, u32), ratio: u32) {
    match engine {
        Engine::Chromium => chromium::set_viewport(client, size, ratio).await,
        Engine::Firefox => firefox::set_viewport(client, size, ratio).await,
        // For what the page lays out the device's pixels are nothing.
        Engine::WebKit => fit_window(client, size).await,
    }
}

/// What the browser has kept of the page since the last time.
pub async fn log(client: &Client, engine: Engine, server: &Server) -> Result<Log, String> {
    match engine {
        Engine::Chromium => chromium::log(client).await,
        Engine::Firefox => firefox::log(client).await,
        Engine::WebKit => webkit::log(client, server).await,
    }
}

/// Makes the viewport, not the window, as large as was asked for.
pub async fn fit_window(client: &Client, (width, height): (u32, u32)) {
    const FRAME: &str = "return [outerWidth - innerWidth, outerHeight - innerHeight]";
    let frame = client.execute(FRAME, vec![]).await.unwrap();
    let of = |i: usize| u32::try_from(frame[i].as_i64().unwrap_or(0)).unwrap_or(0);
    client
        .set_window_size(width + of(0), height + of(1))
        .await
        .expect("cannot size the window");
}
