//! Starts a driver and a browser on a profile of its own, and ends both. Every program is ended by
//! the id of its own process. Not here: anything about the page inside (`page`).

use super::server::Server;
use super::setup::{BrowserKind, Setup};
use super::temp::TempDir;
use super::trap::Trap;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A name that the browser resolves to 127.0.0.1 and that is no secure context.
pub const PLAIN_HOST: &str = "isnad.test";

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

impl Browser {
    pub async fn start(setup: &Setup, server: &Server) -> Self {
        let driver = Driver::start(setup);
        let profile = TempDir::new("profile");
        let trap = Trap::start();
        let wanted = chromium(setup, server, &trap, profile.path());
        let (client, pid) = session(&driver, setup, wanted).await;
        Self {
            client,
            pid,
            driver,
            profile,
            trap,
        }
    }

    /// Stays the same when the browser is restarted.
    pub fn profile(&self) -> &Path {
        self.profile.path()
    }

    pub async fn reopened(mut self, setup: &Setup, server: &Server) -> Self {
        let wanted = chromium(setup, server, &self.trap, self.profile.path());
        (self.client, self.pid) = session(&self.driver, setup, wanted).await;
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

async fn session(
    driver: &Driver,
    setup: &Setup,
    wanted: Map<String, Value>,
) -> (Client, Option<u64>) {
    let client = ClientBuilder::new(HttpConnector::new())
        .capabilities(wanted)
        .connect(&format!("http://127.0.0.1:{}", driver.port))
        .await
        .unwrap_or_else(|e| panic!("the browser did not start: {e}"));
    let pid = client
        .capabilities()
        .and_then(|c| c.get("goog:processID"))
        .and_then(Value::as_u64);
    prepare_tab(&client, setup).await;
    if !setup.touch {
        fit_window(&client, setup.size).await;
    }
    (client, pid)
}

fn chromium(setup: &Setup, server: &Server, trap: &Trap, profile: &Path) -> Map<String, Value> {
    let (width, height) = setup.size;
    let port = server.port();
    let args = vec![
        "--headless=new".to_owned(),
        "--no-sandbox".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        "--no-first-run".to_owned(),
        "--no-default-browser-check".to_owned(),
        format!("--user-data-dir={}", profile.display()),
        format!("--window-size={width},{height}"),
        format!("--host-resolver-rules=MAP {PLAIN_HOST} 127.0.0.1"),
        // Whatever does not go to our server goes into the trap, this machine's other ports included.
        format!("--proxy-server=http://127.0.0.1:{}", trap.port()),
        format!("--proxy-bypass-list=<-loopback>;127.0.0.1:{port};{PLAIN_HOST}:{port}"),
    ];
    let mut options = json!({
        "args": args,
        "prefs": {
            "intl.accept_languages": setup.lang,
            "profile.default_content_setting_values.automatic_downloads": 1,
        },
        "perfLoggingPrefs": { "enableNetwork": true, "enablePage": false },
    });
    if let Ok(binary) = std::env::var("ISNAD_CHROMIUM") {
        options["binary"] = json!(binary);
    }
    if setup.touch {
        options["mobileEmulation"] = json!({ "deviceMetrics": {
            "width": width, "height": height, "pixelRatio": 2.0, "touch": true, "mobile": true,
        }});
    }
    let capabilities = json!({
        "browserName": "chrome",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        "timeouts": { "script": 60_000, "pageLoad": 60_000, "implicit": 0 },
    });
    match capabilities {
        Value::Object(map) => map,
        _ => unreachable!("built as an object"),
    }
}

/// What belongs to a tab rather than to the browser: preferences that only the protocol can set, and
/// where downloads go.
pub async fn prepare_tab(client: &Client, setup: &Setup) {
    let on = |on: bool, value: &str, other: &str| {
        if on {
            value.to_owned()
        } else {
            other.to_owned()
        }
    };
    let features = json!([
        { "name": "prefers-color-scheme", "value": on(setup.dark, "dark", "light") },
        { "name": "forced-colors", "value": on(setup.forced_colors, "active", "none") },
        { "name": "prefers-reduced-motion", "value": on(setup.reduced_motion, "reduce", "no-preference") },
    ]);
    cdp(
        client,
        "Emulation.setEmulatedMedia",
        json!({ "features": features }),
    )
    .await
    .expect("cannot set the media features");
    // The language of numbers and dates, which on Linux hangs on packages that are installed.
    let locale = json!({ "locale": setup.lang });
    cdp(client, "Emulation.setLocaleOverride", locale)
        .await
        .expect("cannot set the locale");
}

/// Makes the viewport, not the window, as large as was asked for.
async fn fit_window(client: &Client, (width, height): (u32, u32)) {
    const FRAME: &str = "return [outerWidth - innerWidth, outerHeight - innerHeight]";
    let frame = client.execute(FRAME, vec![]).await.unwrap();
    let of = |i: usize| u32::try_from(frame[i].as_i64().unwrap_or(0)).unwrap_or(0);
    client
        .set_window_size(width + of(0), height + of(1))
        .await
        .expect("cannot size the window");
}

/// A command of the DevTools protocol to the current tab.
pub async fn cdp(client: &Client, command: &str, params: Value) -> Result<Value, String> {
    let body = json!({ "cmd": command, "params": params });
    client
        .issue_cmd(Raw::post("goog/cdp/execute", body))
        .await
        .map_err(|e| format!("{command}: {e}"))
}

/// A command that fantoccini does not know, below `/session/{id}/`.
#[derive(Debug)]
pub struct Raw {
    path: String,
    body: Option<Value>,
}

impl Raw {
    pub fn post(path: &str, body: Value) -> Self {
        let (path, body) = (path.to_owned(), Some(body));
        Self { path, body }
    }

    pub fn get(path: &str) -> Self {
        let (path, body) = (path.to_owned(), None);
        Self { path, body }
    }
}

impl WebDriverCompatibleCommand for Raw {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or(""), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        match &self.body {
            Some(body) => (http::Method::POST, Some(body.to_string())),
            None => (http::Method::GET, None),
        }
    }
}

/// One driver process for one test; it picks its own port and dies with its owner.
#[derive(Debug)]
struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    fn start(setup: &Setup) -> Self {
        match setup.kind {
            BrowserKind::Chromium => Self::chromedriver(),
            BrowserKind::Firefox => panic!(
                "ISNAD_BROWSER=firefox is not driven yet: it wants geckodriver, moz:firefoxOptions \
                 and a console recorded inside the page"
            ),
            BrowserKind::WebKit => panic!(
                "ISNAD_BROWSER=webkit is not driven yet: it wants WebKitWebDriver and MiniBrowser \
                 under Xvfb"
            ),
        }
    }

    fn chromedriver() -> Self {
        let program = std::env::var("ISNAD_CHROMEDRIVER").unwrap_or("chromedriver".into());
        let mut said = String::new();
        // Seen once in some hundred starts on a busy machine: it ended before it named a port (perhaps
        // the one it chose was taken meanwhile). This repeats its start, never a test.
        for _ in 0..3 {
            let mut process = Command::new(&program)
                .arg("--port=0")
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap_or_else(|e| panic!("cannot start {program}: {e}"));
            let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
            while let Some(Ok(line)) = lines.next() {
                if let Some((_, port)) = line.split_once("started successfully on port ")
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
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
