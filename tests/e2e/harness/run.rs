//! Runs one test: starts what it needs, lets it act, reports, and ends all of it whatever happened.

use super::engine::{Engine, Need};
use super::page::Page;
use super::server::own_address;
use super::setup::{Setup, single};
use std::any::Any;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::sync::{Condvar, Mutex};
use std::time::Duration;

/// No test takes this long; a browser that hangs must not hang the suite.
const LIMIT: Duration = Duration::from_secs(300);
const SCREENSHOT: Duration = Duration::from_secs(15);

/// Runs `test` with a page of its own and fails with a full report. The page is not opened yet.
#[track_caller]
pub fn run<T, F>(setup: Setup, test: T)
where
    T: FnOnce(Page) -> F + 'static,
    F: Future<Output = ()> + 'static,
{
    if let Err(report) = try_run(setup, test) {
        panic!("{report}");
    }
}

/// The same, but a failure is the report.
pub fn try_run<T, F>(setup: Setup, test: T) -> Result<(), String>
where
    T: FnOnce(Page) -> F + 'static,
    F: Future<Output = ()> + 'static,
{
    let name = test_name(std::any::type_name::<T>());
    if is_left_out(&setup, &name) {
        return Ok(());
    }
    let _turn = Turn::take();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, async move {
        let page = Page::open(setup).await;
        let outcome = acted(&page, test).await;
        let outcome = match outcome {
            Ok(()) => cleanliness(&page).await,
            failure => failure,
        };
        let report = match outcome {
            Ok(()) => Ok(()),
            Err(why) => Err(report(&page, &name, &why).await),
        };
        page.quit().await;
        report
    })
}

/// Whether a test of this name does not run here; says so, with the reason.
pub fn is_left_out(setup: &Setup, name: &str) -> bool {
    let why = left_out(setup);
    if let Some(why) = why {
        tell_left_out(&format!("left out in {}: {why}: {name}\n", setup.engine));
    }
    why.is_some()
}

/// Why this test does not run here, if it does not.
fn left_out(setup: &Setup) -> Option<&'static str> {
    let single = single().is_some();
    if setup.hosted && single {
        return Some("needs a server");
    }
    if setup.only_on_disk && !single {
        return Some("is about the page as one file");
    }
    if setup.own_address && own_address().is_none() {
        return Some("this machine is in no network");
    }
    if setup.own_address && setup.engine != Engine::Chromium {
        return Some("its proxy is told of one host");
    }
    let lacks = |need: &Need| setup.engine.lacks(*need);
    let needs = setup.needs.iter();
    let mut needs = needs.filter(|need| **need != Need::ScriptOnDisk || setup.on_disk().is_some());
    needs.find_map(lacks)
}

/// To the terminal, which a test's own output does not reach while it passes, and to the file that `./dev e2e` counts.
fn tell_left_out(line: &str) {
    let _ = std::io::stderr().write_all(line.as_bytes());
    if let Some(file) = std::env::var_os("ISNAD_LEFT_OUT") {
        let file = OpenOptions::new().append(true).create(true).open(file);
        let written = file.and_then(|mut file| file.write_all(line.as_bytes()));
        written.expect("cannot note what is left out");
    }
}

async fn acted<T, F>(page: &Page, test: T) -> Result<(), String>
where
    T: FnOnce(Page) -> F + 'static,
    F: Future<Output = ()> + 'static,
{
    // A task of its own, so that a panic comes back as a value.
    let its_page = page.clone();
    let task = tokio::task::spawn_local(async move { test(its_page).await });
    let abort = task.abort_handle();
    match tokio::time::timeout(LIMIT, task).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(match error.try_into_panic() {
            Ok(panic) => panic_text(&*panic),
            Err(error) => error.to_string(),
        }),
        Err(_) => {
            abort.abort();
            Err(format!("the test took more than {LIMIT:?}"))
        }
    }
}

async fn cleanliness(page: &Page) -> Result<(), String> {
    let problems = page.problems().await;
    if problems.is_empty() {
        return Ok(());
    }
    Err(format!("the page is not clean:\n{}", problems.join("\n")))
}

async fn report(page: &Page, name: &str, why: &str) -> String {
    let mut report = format!("{why}\n\nsteps:\n");
    for step in page.steps() {
        let _ = writeln!(report, "  {step}");
    }
    let file = format!("FAILED-{name}");
    let shot = page.clone();
    let shot = tokio::task::spawn_local(async move { shot.screenshot(&file).await });
    match tokio::time::timeout(SCREENSHOT, shot).await {
        Ok(Ok(path)) => _ = writeln!(report, "screenshot: {}", path.display()),
        _ => report.push_str("no screenshot could be taken\n"),
    }
    let _ = tokio::time::timeout(SCREENSHOT, page.collect_log()).await;
    report.push_str("console:\n");
    for message in &page.log().borrow().messages {
        let _ = writeln!(report, "  {message}");
    }
    report
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(text), _) => (*text).to_owned(),
        (_, Some(text)) => text.clone(),
        _ => "a panic without a message".to_owned(),
    }
}

/// `e2e::labels::a_denial::{{closure}}` is the test `labels-a_denial`.
fn test_name(closure: &str) -> String {
    let parts: Vec<_> = closure
        .split("::")
        .filter(|part| !part.contains('{'))
        .skip(1)
        .collect();
    parts.join("-")
}

/// Leave to run a browser: not more at a time than the machine bears, whatever the test threads.
struct Turn;

static RUNNING: Mutex<usize> = Mutex::new(0);
static ENDED: Condvar = Condvar::new();

impl Turn {
    fn take() -> Self {
        let limit = std::env::var("ISNAD_E2E_JOBS")
            .ok()
            .and_then(|n| n.parse().ok())
            .unwrap_or(2);
        let mut running = RUNNING.lock().unwrap();
        while *running >= limit {
            running = ENDED.wait(running).unwrap();
        }
        *running += 1;
        Self
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *RUNNING.lock().unwrap() -= 1;
        ENDED.notify_one();
    }
}
