//! The policy of the built page, and that it needs nobody: no other origin, no network after the load.

use crate::aid::{self, DENIAL, downloaded, label, open};
use crate::harness::page::dist;
use crate::harness::server::SUB_PATH;
use crate::harness::setup::single;
use crate::harness::temp::{TempDir, copy_folder};
use crate::harness::{Setup, run};
use serde_json::json;
use std::collections::BTreeMap;

fn policy(html: &str) -> BTreeMap<String, Vec<String>> {
    let (_, rest) = html
        .split_once("http-equiv=\"Content-Security-Policy\"")
        .expect("no policy");
    let content = rest.split('"').nth(1).unwrap();
    content
        .split(';')
        .filter_map(|directive| {
            let mut words = directive.split_whitespace().map(str::to_owned);
            Some((words.next()?, words.collect()))
        })
        .collect()
}

#[test]
fn the_policy_allows_nothing_foreign_inline_or_evaluated() {
    let html = std::fs::read_to_string(dist().join("index.html")).unwrap();
    let policy = policy(&html);
    assert_eq!(policy["default-src"], ["'none'"]);
    assert_eq!(policy["script-src"], ["'self'", "'wasm-unsafe-eval'"]);
    assert_eq!(policy["style-src"], ["'self'"]);
    for (directive, sources) in &policy {
        for source in sources {
            let fine = match directive.as_str() {
                "script-src" => ["'self'", "'wasm-unsafe-eval'"].contains(&source.as_str()),
                "img-src" => ["'self'", "data:", "blob:"].contains(&source.as_str()),
                "worker-src" => ["'self'", "blob:"].contains(&source.as_str()),
                _ => ["'self'", "'none'"].contains(&source.as_str()),
            };
            assert!(fine, "{directive} {source}");
        }
    }
    for directive in ["base-uri", "form-action"] {
        assert_eq!(policy[directive], ["'none'"]);
    }
    // The policy stands before whatever it is to govern.
    let first = ["<script", "<link", "<style"].map(|tag| html.find(tag).unwrap_or(html.len()));
    assert!(html.find("Content-Security-Policy").unwrap() < first.into_iter().min().unwrap());
    let lower = html.to_lowercase();
    assert!(!lower.contains("<style") && !lower.contains(" style="));
    for tag in lower.split('<').filter(|tag| tag.starts_with("script")) {
        assert!(tag.contains(" src="), "inline script: {tag}");
    }
    let handler = lower
        .split(|c: char| c.is_whitespace())
        .find(|word| word.starts_with("on") && word.contains('='));
    assert_eq!(handler, None);
}

/// The page as one file may load nothing at all, and runs nothing but its own.
#[test]
fn the_policy_of_the_one_file_allows_no_request() {
    let Some(file) = single() else { return };
    let html = std::fs::read_to_string(file).unwrap();
    let policy = policy(&html);
    let mut scripts = 0;
    for (directive, sources) in &policy {
        for source in sources {
            let hash = source.starts_with("'sha256-");
            let fine = match directive.as_str() {
                "script-src" => hash || source == "'wasm-unsafe-eval'",
                "style-src" => hash,
                "img-src" => ["data:", "blob:"].contains(&source.as_str()),
                "font-src" => source == "data:",
                "worker-src" => source == "blob:",
                _ => source == "'none'",
            };
            assert!(fine, "{directive} {source}");
            scripts += usize::from(directive == "script-src" && hash);
        }
    }
    assert_eq!(policy["default-src"], ["'none'"]);
    assert!(!policy.contains_key("connect-src"), "nothing is fetched");
    // Each hash is for a script that is there; the WebAssembly is data.
    assert_eq!(html.matches("<script").count(), scripts + 1);
    assert_eq!(html.matches("<style").count(), policy["style-src"].len());
}

#[test]
fn the_browser_refuses_what_is_injected() {
    run(
        Setup::wide_arabic()
            .allow("Content Security Policy")
            .allow("Content-Security-Policy"),
        |page| async move {
            open(&page).await;
            let body = "window.ran = []; const said = []; \
                document.addEventListener('securitypolicyviolation', e => said.push(e.effectiveDirective)); \
                const script = document.createElement('script'); script.textContent = 'ran.push(1)'; \
                document.head.append(script); \
                const style = document.createElement('style'); style.textContent = 'body { opacity: 0.5 }'; \
                document.head.append(style); \
                const holder = document.createElement('div'); \
                holder.innerHTML = '<img src=\"data:image/png,x\" onerror=\"ran.push(2)\"><p style=\"color: red\">x</p>'; \
                const failed = new Promise(done => holder.querySelector('img').addEventListener('error', done)); \
                document.body.append(holder); \
                setTimeout('ran.push(3)'); \
                await fetch('http://127.0.0.2:9/').catch(e => said.push('fetch')); \
                await failed; \
                await new Promise(done => setTimeout(done)); \
                const looks = [getComputedStyle(document.body).opacity, getComputedStyle(holder.querySelector('p')).color === 'rgb(255, 0, 0)']; \
                holder.remove(); return { ran, looks, said: [...new Set(said)].sort() }";
            let seen = page.settled(body, vec![]).await.unwrap();
            assert_eq!(seen["ran"], json!([]));
            assert_eq!(seen["looks"], json!(["1", false]));
            let wanted = json!([
                "connect-src",
                "fetch",
                "script-src",
                "script-src-attr",
                "script-src-elem",
                "style-src-attr",
                "style-src-elem"
            ]);
            assert_eq!(seen["said"], wanted);
        },
    );
}

#[test]
fn a_deep_sub_path_serves_as_well() {
    let folder = TempDir::new("deep");
    copy_folder(&dist(), &folder.path().join("فريق التحرير/v1.2/isnad"));
    let path = folder.path().to_owned();
    run(
        Setup::wide_arabic().hosted().folder(path),
        |page| async move {
            let _folder = &folder;
            page.goto("%D9%81%D8%B1%D9%8A%D9%82%20%D8%A7%D9%84%D8%AA%D8%AD%D8%B1%D9%8A%D8%B1/v1.2/isnad/index.html")
            .await;
            aid::opened(&page).await;
            label(&page, DENIAL, "2").await;
            aid::wait_state(&page, "saved").await;
            aid::kept(&page).await;
            let deep = format!("{SUB_PATH}%D9%81%D8%B1%D9%8A%D9%82");
            for path in page.server().requests() {
                assert!(path.starts_with(&deep), "asked for {path}");
            }
        },
    );
}

#[test]
fn once_loaded_the_page_needs_no_network() {
    run(Setup::wide_english(), |page| async move {
        open(&page).await;
        page.wait_eq("document.fonts.status", "loaded").await;
        aid::kept(&page).await;
        page.server().switch_off();
        let before = page.server().requests().len();
        label(&page, DENIAL, "2").await;
        aid::wait_state(&page, "saved").await;
        page.press("e").await;
        page.click("[data-export=project]").await;
        let file = downloaded(&page).await;
        assert!(file.contains(DENIAL) && file.contains("\"denial\""));
        page.press("?").await;
        page.wait_for("dialog[open]").await;
        page.press("Escape").await;
        page.click(".other-language").await;
        page.wait_eq("document.documentElement.lang", "ar").await;
        let folder = TempDir::new("offline");
        aid::give(&page, &[aid::file(&folder, "b.txt", "خبر جديد.")]).await;
        page.wait_eq("document.querySelectorAll('.listed').length", 2)
            .await;
        assert_eq!(page.server().requests().len(), before);
    });
}
