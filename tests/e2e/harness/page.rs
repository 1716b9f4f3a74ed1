//! `Page`: one browser with one server behind it, as a test sees them. Here: going places, waiting,
//! reading, storage, tabs, restarts. Input is in `input`, the article's text in `text`.

use super::browser::{Browser, PLAIN_HOST, prepare_tab};
use super::downloads::Downloads;
use super::engine::{Engine, Need};
use super::raw::Raw;
use super::server::{SUB_PATH, Server, own_address};
use super::setup::Setup;
use super::watch::Log;
use super::webkit;
use fantoccini::elements::Element;
use fantoccini::wd::WindowHandle;
use fantoccini::{Client, Locator};
use serde_json::{Map, Value, json};
use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

const POLL: Duration = Duration::from_millis(25);

/// Cheap to clone; all clones are the same browser.
#[derive(Clone, Debug)]
pub struct Page(Rc<Inner>);

#[derive(Debug)]
struct Inner {
    setup: Setup,
    server: Server,
    downloads: Downloads,
    /// `None` only while it is being restarted.
    browser: RefCell<Option<Browser>>,
    alive: Cell<bool>,
    allowed: RefCell<Vec<String>>,
    log: RefCell<Log>,
    steps: RefCell<Vec<String>>,
}

impl Page {
    pub async fn open(setup: Setup) -> Self {
        let folder = setup.folder.clone().unwrap_or_else(dist);
        let server = match own_address().filter(|_| setup.own_address) {
            Some(address) => Server::start_at(&folder, address),
            None => Server::start(&folder),
        };
        if setup.engine == Engine::WebKit {
            server.run_before("recorder", webkit::RECORDER);
        }
        let downloads = Downloads::new();
        let browser = Browser::start(&setup, &server, downloads.folder()).await;
        Self(Rc::new(Inner {
            allowed: RefCell::new(setup.allowed.clone()),
            setup,
            server,
            downloads,
            browser: RefCell::new(Some(browser)),
            alive: Cell::new(true),
            log: RefCell::default(),
            steps: RefCell::default(),
        }))
    }

    // --- what is behind the page ---

    /// For what has no helper here.
    pub fn client(&self) -> Client {
        let browser = self.0.browser.borrow();
        browser.as_ref().expect("no browser").client.clone()
    }

    pub fn setup(&self) -> &Setup {
        &self.0.setup
    }

    pub fn server(&self) -> &Server {
        &self.0.server
    }

    pub fn log(&self) -> &RefCell<Log> {
        &self.0.log
    }

    /// Every address elsewhere that any part of the browser asked for so far, workers included.
    pub fn strayed(&self) -> Vec<String> {
        self.0
            .browser
            .borrow()
            .as_ref()
            .map(Browser::strayed)
            .unwrap_or_default()
    }

    /// Scheme, host and port; of a page on the disk its whole address, for no other file is its own.
    pub fn origin(&self) -> String {
        if let Some(file) = self.0.setup.on_disk() {
            return address_of(&file);
        }
        let port = self.0.server.port();
        if self.0.setup.own_address {
            return format!("http://{}", self.0.server.address());
        }
        match self.0.setup.plain_http {
            true => format!("http://{PLAIN_HOST}:{port}"),
            false => format!("http://127.0.0.1:{port}"),
        }
    }

    pub fn root(&self) -> String {
        match self.0.setup.on_disk() {
            Some(file) => address_of(&file),
            None => format!("{}{SUB_PATH}", self.origin()),
        }
    }

    /// Console messages that contain `part` are expected from now on.
    pub fn allow(&self, part: &str) {
        self.0.allowed.borrow_mut().push(part.to_owned());
    }

    pub fn allowed(&self) -> Vec<String> {
        self.0.allowed.borrow().clone()
    }

    /// Notes what is done, for the report of a test that fails.
    pub fn step(&self, step: impl Into<String>) {
        self.0.steps.borrow_mut().push(step.into());
    }

    pub fn steps(&self) -> Vec<String> {
        self.0.steps.borrow().clone()
    }

    pub fn engine(&self) -> Engine {
        self.0.setup.engine
    }

    // --- going places ---

    pub async fn goto_root(&self) {
        self.goto("").await;
    }

    /// `path` is relative to the root of the page, or a whole address.
    pub async fn goto(&self, path: &str) {
        self.step(format!("goto {path:?}"));
        let url = match path.contains("://") {
            true => path.to_owned(),
            false => format!("{}{path}", self.root()),
        };
        self.client()
            .goto(&url)
            .await
            .unwrap_or_else(|e| panic!("cannot go to {url}: {e}"));
    }

    /// Goes to another document that has the same storage, where nothing of the page runs.
    pub async fn goto_elsewhere(&self) {
        self.allow("favicon.ico");
        if self.engine() == Engine::WebKit {
            // WebKit keeps a page that is left, with a transaction that it did not end: another document would wait
            // for it.
            self.restart().await;
        }
        let path = "fonts/OFL.txt";
        match self.0.setup.on_disk() {
            Some(_) => self.goto(&address_of(&dist().join(path))).await,
            None => self.goto(path).await,
        }
    }

    pub async fn reload(&self) {
        self.step("reload");
        if self.engine() == Engine::Firefox {
            // The driver's own command is the reload of who holds Shift: past the service worker.
            let began = self.eval("performance.timeOrigin").await;
            self.js("location.reload()", vec![]).await;
            let done = "document.readyState === 'complete'";
            self.wait_until(&format!("{done} && performance.timeOrigin !== {began}"))
                .await;
            return;
        }
        self.client().refresh().await.expect("cannot reload");
    }

    /// Quits the browser and starts it again on the same profile, at no page. Where the profile ends with the
    /// process, only the tab is closed and another one opened.
    pub async fn restart(&self) {
        self.step("restart");
        let _ = self.collect_log().await;
        if self.engine().lacks(Need::LastingProfile).is_some() {
            let old = self.tab().await;
            let new = self.open_tab().await;
            self.switch_to(&old).await;
            self.client()
                .close_window()
                .await
                .expect("cannot close the tab");
            self.switch_to(&new).await;
            return;
        }
        let browser = self.0.browser.borrow_mut().take().expect("no browser");
        browser.quit().await;
        self.reopen(browser).await;
    }

    /// Kills the browser with SIGKILL and starts it again on the same profile, at no page.
    pub async fn kill_and_restart(&self) {
        self.step("kill_and_restart");
        let _ = self.collect_log().await;
        let browser = self.0.browser.borrow_mut().take().expect("no browser");
        assert!(browser.kill(), "there was no browser to kill");
        browser.quit().await;
        self.reopen(browser).await;
    }

    /// The process to kill while something else is under way, before [`Self::revive`].
    pub fn pid(&self) -> u64 {
        let browser = self.0.browser.borrow();
        let pid = browser.as_ref().and_then(Browser::pid);
        pid.expect("the driver does not name the browser's process")
    }

    /// Starts a browser again, on the same profile and at no page, that was killed meanwhile.
    pub async fn revive(&self) {
        self.step("revive");
        let browser = self.0.browser.borrow_mut().take().expect("no browser");
        browser.quit().await;
        self.reopen(browser).await;
    }

    async fn reopen(&self, browser: Browser) {
        let folder = self.0.downloads.folder();
        let browser = browser.reopened(&self.0.setup, &self.0.server, folder);
        let browser = browser.await;
        *self.0.browser.borrow_mut() = Some(browser);
    }

    /// Ends the browser; `run` does it.
    pub async fn quit(&self) {
        if self.0.alive.replace(false) {
            let browser = self.0.browser.borrow_mut().take();
            if let Some(browser) = browser {
                browser.quit().await;
            }
        }
    }

    // --- tabs ---

    pub async fn tab(&self) -> WindowHandle {
        self.client().window().await.expect("no tab")
    }

    /// A second tab of the same browser, at no page; it becomes the current one.
    pub async fn open_tab(&self) -> WindowHandle {
        self.step("open_tab");
        let client = self.client();
        let opened = client.new_window(true).await.expect("cannot open a tab");
        self.switch_to(&opened.handle).await;
        prepare_tab(&client, &self.0.setup).await;
        opened.handle
    }

    pub async fn switch_to(&self, tab: &WindowHandle) {
        self.step(format!("switch_to {tab:?}"));
        self.client()
            .switch_to_window(tab.clone())
            .await
            .expect("no such tab");
    }

    // --- waiting ---

    /// Asks `check` again and again until it is content, at most for the patience of the setup.
    /// The error of `check` says what it saw instead.
    pub async fn poll<T>(
        &self,
        what: &str,
        mut check: impl AsyncFnMut() -> Result<T, String>,
    ) -> T {
        let patience = self.0.setup.patience;
        let deadline = Instant::now() + patience;
        loop {
            match check().await {
                Ok(value) => return value,
                Err(saw) if Instant::now() > deadline => {
                    panic!("waited {patience:?} in vain for {what}; last seen: {saw}")
                }
                Err(_) => tokio::time::sleep(POLL).await,
            }
        }
    }

    /// Waits until an element is there; whether it can be seen is not asked.
    pub async fn wait_for(&self, css: &str) -> Element {
        self.step(format!("wait_for {css}"));
        let client = self.client();
        self.poll(&format!("the element {css}"), async || {
            client.find(Locator::Css(css)).await.map_err(|e| short(&e))
        })
        .await
    }

    pub async fn wait_for_gone(&self, css: &str) {
        let condition = format!("!document.querySelector({})", json!(css));
        self.wait_until(&condition).await;
    }

    /// Waits until a JavaScript EXPRESSION is true. One that throws counts as not yet.
    pub async fn wait_until(&self, condition: &str) {
        self.step(format!("wait_until {condition}"));
        self.poll(condition, async || match self.try_eval(condition).await? {
            Value::Bool(true) => Ok(()),
            other => Err(other.to_string()),
        })
        .await;
    }

    /// Waits until a JavaScript EXPRESSION has this value (as JSON).
    pub async fn wait_eq(&self, expression: &str, expected: impl Into<Value>) {
        let expected = expected.into();
        self.step(format!("wait_eq {expression} = {expected}"));
        self.poll(&format!("{expression} to be {expected}"), async || {
            let value = self.try_eval(expression).await?;
            if value == expected {
                Ok(())
            } else {
                Err(value.to_string())
            }
        })
        .await;
    }

    /// Waits for a file that the page saves, and gives its path.
    pub async fn download(&self) -> PathBuf {
        self.step("download");
        let folder = self.0.downloads.folder().to_owned();
        self.poll("a finished download", async || {
            self.0
                .downloads
                .take()
                .ok_or_else(|| match std::fs::read_dir(&folder) {
                    Ok(entries) => format!("{:?}", entries.flatten().collect::<Vec<_>>()),
                    Err(e) => e.to_string(),
                })
        })
        .await
    }

    // --- reading ---

    /// Runs a function BODY (with `return` and `arguments`) in the page.
    pub async fn js(&self, body: &str, args: Vec<Value>) -> Value {
        let value = self.client().execute(body, args).await;
        value.unwrap_or_else(|e| panic!("{e}\nin the script: {body}"))
    }

    /// The value of an EXPRESSION; a promise is awaited.
    pub async fn eval(&self, expression: &str) -> Value {
        let value = self.try_eval(expression).await;
        value.unwrap_or_else(|e| panic!("{e}\nin the expression: {expression}"))
    }

    pub async fn try_eval(&self, expression: &str) -> Result<Value, String> {
        self.settled(&format!("return ({expression})"), vec![])
            .await
    }

    /// Runs the BODY of an async function; what it throws comes back as the error.
    pub async fn settled(&self, body: &str, args: Vec<Value>) -> Result<Value, String> {
        let script = format!(
            "const done = arguments[arguments.length - 1]; \
             (async function () {{ {body} }}).apply(null, [...arguments].slice(0, -1)) \
             .then(value => done({{ value }}), error => done({{ error: String(error) }}))"
        );
        let mut outcome = self
            .client()
            .execute_async(&script, args)
            .await
            .map_err(|e| short(&e))?;
        match outcome["error"].as_str() {
            Some(error) => Err(error.to_owned()),
            None => Ok(outcome["value"].take()),
        }
    }

    pub async fn count(&self, css: &str) -> usize {
        // By a script: an element may go away while a driver makes its list.
        let found = self.js(
            "return document.querySelectorAll(arguments[0]).length",
            vec![json!(css)],
        );
        found.await.as_u64().expect("no number") as usize
    }

    /// The text as shown, of the first element found (which is waited for).
    pub async fn text_of(&self, css: &str) -> String {
        self.wait_for(css).await.text().await.unwrap()
    }

    /// The texts as shown, of all that are there now.
    pub async fn texts_of(&self, css: &str) -> Vec<String> {
        let body = "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText)";
        serde_json::from_value(self.js(body, vec![json!(css)]).await).unwrap()
    }

    pub async fn attr(&self, css: &str, name: &str) -> Option<String> {
        self.wait_for(css).await.attr(name).await.unwrap()
    }

    /// The accessible name as the browser computes it, without the marks that isolate directions: not every browser
    /// keeps them.
    pub async fn name_of(&self, element: &Element) -> String {
        let path = format!("element/{}/computedlabel", &*element.element_id());
        let label = self.client().issue_cmd(Raw::get(&path)).await;
        let name = label.ok().and_then(|l| Some(l.as_str()?.to_owned()));
        unmarked(&name.unwrap_or_default())
    }

    /// Waits for the one element among `css` whose accessible name is `name`.
    pub async fn named(&self, css: &str, name: &str) -> Element {
        let name = &unmarked(name);
        self.step(format!("named {css} {name:?}"));
        let what = format!("the {css} with the accessible name {name:?}");
        self.poll(&what, async || {
            let found = self.client().find_all(Locator::Css(css)).await;
            let mut names = Vec::new();
            for element in found.map_err(|e| short(&e))? {
                let found = self.name_of(&element).await;
                if found == *name {
                    return Ok(element);
                }
                names.push(found);
            }
            Err(format!("the names {names:?}"))
        })
        .await
    }

    /// Local storage: every value that is JSON as JSON, any other as a string.
    pub async fn local_storage(&self) -> Map<String, Value> {
        let Value::Object(map) = self.eval("({ ...localStorage })").await else {
            panic!("local storage is not an object");
        };
        let parsed = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| json!(text));
        map.into_iter()
            .map(|(key, value)| (key, parsed(value.as_str().unwrap_or(""))))
            .collect()
    }
}

fn unmarked(name: &str) -> String {
    let mark = |c: &char| ('\u{2066}'..='\u{2069}').contains(c);
    name.chars().filter(|c| !mark(c)).collect()
}

/// The folder of the built page.
pub fn dist() -> PathBuf {
    let dist = std::env::var_os("ISNAD_DIST");
    dist.expect("ISNAD_DIST is not set: the folder of the built page")
        .into()
}

/// The address of a file on the disk.
pub fn address_of(file: &Path) -> String {
    let address = url::Url::from_file_path(file);
    String::from(address.expect("the path is not absolute"))
}

/// An error of the driver without its stack of addresses.
fn short(error: &fantoccini::error::CmdError) -> String {
    error.to_string().lines().next().unwrap_or("").to_owned()
}
