//! The harness on a small page of its own: what it must catch it catches, what it promises of a browser
//! holds. Nothing here concerns the product.

mod pointing;

use crate::harness::run::is_left_out;
use crate::harness::server::SUB_PATH;
use crate::harness::temp::TempDir;
use crate::harness::{Engine, Need, Setup, run, try_run};
use serde_json::json;
use std::time::Duration;

const FIRST: &str = "قالَ الوزير: «لن نرفع الأسعار» 📈";
const SECOND: &str = "ونفى مصدر مسؤول ذلك.";
const DENIAL: (usize, usize) = (34, 52);

/// A page under a strict policy: the two lines as blocks, something to save, a record of events.
fn page_with(script: &str) -> TempDir {
    let folder = TempDir::new("page");
    let second = FIRST.chars().count() + 1;
    folder.write(
        "index.html",
        format!(
            r#"<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'self'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="icon.svg"><link rel="stylesheet" href="page.css"><title>اختبار</title>
</head><body><main><h1>اختبار</h1><article data-article-id="a1">
<p data-start="0">{FIRST}</p><p data-start="{second}">{SECOND}</p></article>
<label for="field">حقل</label> <input id="field"> <button id="save">حفظ</button>
</main><script src="page.js"></script></body></html>"#
        ),
    );
    folder.write("icon.svg", r#"<svg xmlns="http://www.w3.org/2000/svg"/>"#);
    folder.write(
        "page.css",
        "p { font-size: 22px } ::highlight(isnad-denial) { background-color: #fc0 }",
    );
    folder.write(
        "page.js",
        format!(
            r#"window.seen = [];
for (const type of ["pointerdown", "keydown", "click", "dblclick"])
  addEventListener(type, (e) => seen.push(
    [type, e.pointerType ?? null, e.key ?? null, e.ctrlKey, e.shiftKey, e.altKey, e.isTrusted]));
document.querySelector("button").onclick = () => {{
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["{{}}\n"]));
  link.download = "عمل.isnad.jsonl";
  link.click();
}};
{script}"#
        ),
    );
    folder
}

fn short(folder: &TempDir) -> Setup {
    Setup::wide_arabic()
        .folder(folder.path())
        .patience(Duration::from_secs(1))
}

/// Opens a page with this script and gives the report that must come of it.
fn report_of(script: &str) -> String {
    let folder = page_with(script);
    try_run(short(&folder), |page| async move { page.goto_root().await }).unwrap_err()
}

#[test]
fn console_messages_and_uncaught_errors_are_caught() {
    let report = report_of(
        "console.log('harmless'); console.warn('a warning'); console.error('an error');
         setTimeout(() => { throw new Error('uncaught') }); Promise.reject(new Error('unhandled'));",
    );
    let (problems, rest) = report.split_once("steps:").unwrap();
    for text in ["a warning", "an error", "uncaught", "unhandled"] {
        assert!(problems.contains(text), "{text} is missing:\n{report}");
    }
    assert!(!problems.contains("harmless"), "{report}");
    assert!(
        rest.contains("harmless") && rest.contains("screenshot: /"),
        "{report}"
    );
}

#[test]
fn workers_are_watched_as_well() {
    let folder = page_with("navigator.serviceWorker.register('sw.js'); new Worker('worker.js')");
    let html = std::fs::read_to_string(folder.path().join("index.html")).unwrap();
    folder.write(
        "index.html",
        html.replace("default-src 'self'", "default-src *"),
    );
    let script = "fetch('http://127.0.0.2:9999/worker').catch(() => 0);
        setTimeout(() => { throw new Error('from the worker') })";
    folder.write("worker.js", script);
    folder.write(
        "sw.js",
        "fetch('http://127.0.0.2:9999/service').catch(() => 0)",
    );
    let setup = short(&folder).needs(Need::WatchedWorkers);
    if is_left_out(&setup, "harness_works-workers_are_watched_as_well") {
        return;
    }
    let report = try_run(setup, |page| async move {
        page.goto_root().await;
        page.poll("all to be seen", async || match page.problems().await {
            seen if seen.len() >= 3 => Ok(()),
            seen => Err(format!("{seen:?}")),
        })
        .await;
    })
    .unwrap_err();
    assert!(report.starts_with("the page is not clean"), "{report}");
    for text in [
        "Error: from the worker",
        "127.0.0.2:9999/worker",
        "127.0.0.2:9999/service",
    ] {
        assert!(report.contains(text), "{text} is missing:\n{report}");
    }
}

#[test]
fn requests_to_other_origins_are_caught() {
    let report = report_of(
        "fetch('data:,x').catch(() => 0); fetch('http://127.0.0.2:9999/elsewhere').catch(() => 0);
         new Image().src = 'http://no-such-host.invalid/pixel.png';",
    );
    // Refused by the policy, both are still wishes of the page.
    assert!(
        report.contains("http://127.0.0.2:9999/elsewhere"),
        "{report}"
    );
    assert!(
        report.contains("no-such-host.invalid/pixel.png"),
        "{report}"
    );

    // Refused by nobody: the driver's log knows the one that the trap leaves to it as well.
    let folder = page_with(
        "fetch('http://127.0.0.2:9999/elsewhere').catch(() => 0);
         fetch('http://stray.google.com/').catch(() => 0)",
    );
    let html = std::fs::read_to_string(folder.path().join("index.html")).unwrap();
    folder.write(
        "index.html",
        html.replace("default-src 'self'", "default-src *"),
    );
    let report = try_run(short(&folder), |page| async move { page.goto_root().await }).unwrap_err();
    for url in [
        "http://127.0.0.2:9999/elsewhere",
        "http://stray.google.com/",
    ] {
        let wanted = format!("request to another origin: {url}");
        assert!(report.contains(&wanted), "{wanted} is missing:\n{report}");
    }
}

#[test]
fn what_is_awaited_in_vain_is_named() {
    let folder = page_with("");
    let report = try_run(short(&folder), |page| async move {
        page.goto_root().await;
        page.wait_eq("document.querySelectorAll('p').length", 3)
            .await;
    });
    let report = report.unwrap_err();
    assert!(
        report.contains("in vain for document.querySelectorAll('p').length to be 3; last seen: 2"),
        "{report}"
    );
    assert!(report.contains("goto \"\""), "{report}");
}

#[test]
fn preferences_hold_over_reloads_tabs_and_restarts() {
    let folder = page_with("");
    let setup = Setup::wide_english()
        .folder(folder.path())
        .dark()
        .forced_colors()
        .reduced_motion()
        .size(1000, 700);
    run(setup.needs(Need::LastingProfile), |page| async move {
        let seen = "[navigator.language, innerWidth, innerHeight, isSecureContext, \
            matchMedia('(prefers-color-scheme: dark)').matches, \
            matchMedia('(forced-colors: active)').matches, \
            matchMedia('(prefers-reduced-motion: reduce)').matches]";
        // Firefox takes the scheme from the colours that are forced.
        let dark = page.engine() != Engine::Firefox;
        let expected = json!(["en", 1000, 700, true, dark, true, true]);
        page.goto_root().await;
        page.wait_eq(seen, expected.clone()).await;
        page.reload().await;
        page.wait_eq(seen, expected.clone()).await;
        page.js("localStorage.setItem('kept', '[1]')", vec![]).await;
        let first = page.tab().await;
        page.open_tab().await;
        page.goto_root().await;
        page.wait_eq(seen, expected.clone()).await;
        page.switch_to(&first).await;
        page.restart().await;
        page.goto_root().await;
        page.wait_eq(seen, expected.clone()).await;
        assert_eq!(json!(page.local_storage().await), json!({ "kept": [1] }));
        page.kill_and_restart().await;
        page.goto_root().await;
        page.wait_eq(seen, expected).await;
    });
}

#[test]
fn files_and_an_absent_server_and_plain_http() {
    let folder = page_with("");
    run(
        Setup::wide_arabic().folder(folder.path()).plain_http(),
        |page| async move {
            page.goto_root().await;
            page.wait_eq(
                "[navigator.language, Intl.DateTimeFormat().resolvedOptions().locale, isSecureContext]",
                json!(["ar", "ar", false]),
            )
            .await;
            for _ in 0..2 {
                page.click_named("button", "حفظ").await;
                let file = page.download().await;
                assert_eq!(file.file_name().unwrap(), "عمل.isnad.jsonl");
                assert_eq!(std::fs::read_to_string(file).unwrap(), "{}\n");
            }
            page.server().switch_off();
            page.allow("ERR_EMPTY_RESPONSE");
            let failed = "await fetch('page.css').then(r => r.status, e => e.name)";
            page.wait_eq(failed, "TypeError").await;
            page.server().switch_on();
            page.wait_eq(failed, 200).await;
            assert!(
                page.server()
                    .requests()
                    .contains(&format!("{SUB_PATH}page.js"))
            );
        },
    );
}

#[test]
fn axe_names_rule_and_element() {
    let folder = page_with("");
    run(
        Setup::wide_arabic().folder(folder.path()),
        |page| async move {
            page.goto_root().await;
            page.axe().await;
            page.js("document.querySelector('label').remove()", vec![])
                .await;
            let report = page.axe_report(&[]).await;
            assert!(
                report.contains("label (critical)") && report.contains("<input id=\"field\">"),
                "{report}"
            );
            assert_eq!(page.axe_report(&["label"]).await, "");
        },
    );
}

#[test]
fn pixels_can_be_compared() {
    let folder = page_with("");
    run(
        Setup::wide_arabic().folder(folder.path()),
        |page| async move {
            page.goto_root().await;
            let before = page.pixels_of("article").await;
            assert_eq!(before.difference(&page.pixels_of("article").await, 0), 0);
            page.select_by_script(DENIAL.0, DENIAL.1).await;
            page.js(
                "CSS.highlights.set('isnad-denial', new Highlight(getSelection().getRangeAt(0).cloneRange())); \
                 getSelection().empty()",
                vec![],
            )
            .await;
            let after = page.pixels_of("article").await;
            assert!(before.difference(&after, 8) > 1000);
            assert_eq!(before.count([0xff, 0xcc, 0], 2), 0);
            assert!(after.count([0xff, 0xcc, 0], 2) > 1000);
        },
    );
}
