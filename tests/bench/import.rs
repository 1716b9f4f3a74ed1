//! Very many articles that come in from one file, and go again by one undo: how long each step takes, and how long the
//! page does not answer meanwhile. That is what counts: no task may be longer than the gate.

use std::io::Cursor;
use std::time::Instant;

use isnad::format::exchange::files::Memory;
use isnad::format::exchange::zip::write_zip;
use serde_json::json;

use super::e2e::harness::temp::TempDir;
use super::e2e::harness::{Page, Setup};
use super::limits::Kind;
use super::many::PATIENCE;
use super::options::Options;
use crate::corpus::Size;

/// The most milliseconds of a task.
const MOST: f64 = 100.0;
/// How many characters an article has about: 25 MB of them in all, for Arabic letters are two bytes.
const LENGTH: usize = 1_250;

/// The longest task from here on. What is no longer than 50 ms is not told by the browser.
const WATCH: &str = "window.tasks = []; window.watching?.disconnect(); \
    window.watching = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((task) => task.duration))); \
    watching.observe({ type: 'longtask' })";
const LONGEST: &str = "watching.takeRecords().forEach((task) => tasks.push(task.duration)); return Math.max(0, ...tasks)";

struct Row {
    name: String,
    seconds: f64,
    longest: f64,
}

/// Measures, prints, and gives a line for each gate that is missed.
pub async fn measured(options: &Options, folder: &TempDir) -> Vec<String> {
    let files = TempDir::new("bench-import");
    let many = options.articles as usize;
    let given = [
        ("in.jsonl", jsonl(many)),
        ("in.csv", csv(many)),
        ("in.zip", zip(many)),
    ];
    let mut rows = Vec::new();
    for (name, bytes) in given {
        eprintln!("bench: taking {name} in");
        let megabytes = bytes.len() as f64 / 1e6;
        let path = files.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let setup = Setup::wide_arabic()
            .folder(folder.path())
            .patience(PATIENCE);
        let page = Page::open(setup).await;
        page.goto(&Kind::Isnad.path(Size::S)).await;
        page.wait_for("article[data-article-id] [data-start]").await;
        page.wait_for_gone(".is-starting").await;
        // What is loaded when it is first wanted is no part of this.
        page.wait_for(".open-asking").await;
        page.click(".open-asking").await;
        page.wait_for("#files-choose").await;
        let act = |what: &str| format!("{what} {name} ({megabytes:.0} MB)");
        let rows_are =
            |n: usize| format!("+document.getElementById('listing').dataset.rows === {n}");
        let begun = begin(&page).await;
        page.choose_file("#open-files", &path).await;
        page.wait_for("#files-take:enabled").await;
        rows.push(end(&page, act("look through"), begun).await);
        let begun = begin(&page).await;
        page.click("#files-take").await;
        page.wait_until(&rows_are(many + 1)).await;
        rows.push(end(&page, act("take in"), begun).await);
        page.js("document.querySelector('article').focus()", vec![])
            .await;
        let begun = begin(&page).await;
        page.press("Ctrl+z").await;
        page.wait_until(&rows_are(1)).await;
        page.wait_for("[data-save-state=saved]").await;
        rows.push(end(&page, act("undo"), begun).await);
        page.quit().await;
    }
    println!("\n{many} articles from one file:\n\n| | seconds | longest task, ms |\n|---|---|---|");
    for Row {
        name,
        seconds,
        longest,
    } in &rows
    {
        println!("| {name} | {seconds:.1} | {longest:.0} |");
    }
    println!();
    let missed = rows.iter().filter(|row| row.longest > MOST);
    missed
        .map(|row| {
            format!(
                "{}: a task of {:.0} ms, may be {MOST:.0}",
                row.name, row.longest
            )
        })
        .collect()
}

async fn begin(page: &Page) -> Instant {
    page.js(WATCH, vec![]).await;
    Instant::now()
}

async fn end(page: &Page, name: String, begun: Instant) -> Row {
    let seconds = begun.elapsed().as_secs_f64();
    let longest = page.js(LONGEST, vec![]).await;
    Row {
        name,
        seconds,
        longest: longest.as_f64().unwrap(),
    }
}

fn text(number: usize) -> String {
    let words = "قال الوزير إن الأسعار لن ترتفع ونفى مصدر مسؤول ما نشر عن ذلك أمس. ";
    let mut text = format!("خبر رقم {number}\n\n");
    while text.chars().count() < LENGTH {
        text.push_str(words);
    }
    text
}

fn jsonl(many: usize) -> Vec<u8> {
    let line = |n| {
        let line = json!({ "id": format!("a{n}"), "text": text(n), "label": [[0, 3, "quote"], [4, 7, "source"]] });
        format!("{line}\n")
    };
    (0..many).map(line).collect::<String>().into_bytes()
}

fn csv(many: usize) -> Vec<u8> {
    let row = |n| format!("a{n},\"{}\",سانا\r\n", text(n));
    let rows = (0..many).map(row).collect::<String>();
    format!("id,text,outlet\r\n{rows}").into_bytes()
}

fn zip(many: usize) -> Vec<u8> {
    let mut files = Memory::default();
    for n in 0..many {
        files.insert(&format!("texts/{n:05}.txt"), text(n));
    }
    write_zip(files, Cursor::new(Vec::new()))
        .unwrap()
        .into_inner()
}
