//! A project of many articles beside a project of one: opening the page, going from article to article, searching and
//! filtering. The issue's own limits are times: these gates are, too.

use super::corpus::Size;
use super::e2e::harness::temp::TempDir;
use super::e2e::harness::{Page, Setup};
use super::limits::Kind;
use super::options::Options;
use super::visit::{WATCH, devtools};
use serde_json::json;
use std::time::Duration;

#[path = "../native/app/corpus.rs"]
mod made;

const SPANS: u32 = 20;
/// To take all of them in takes its time.
pub const PATIENCE: Duration = Duration::from_secs(400);
/// The most milliseconds of an act.
const MOST: f64 = 100.0;
/// How many times the start with one article the start with all may take.
const MOST_TIMES: f64 = 1.3;

#[derive(Default)]
struct Times {
    load: [Vec<f64>; 2],
    next: [Vec<f64>; 2],
    search: Vec<f64>,
    filter: Vec<f64>,
}

/// Measures, prints, and gives a line for each gate that is missed.
pub async fn measured(options: &Options, folder: &TempDir) -> Vec<String> {
    let many = options.articles;
    let files = TempDir::new("bench-many");
    let mut pages = Vec::new();
    for count in [2, many] {
        eprintln!("bench: storing {count} articles");
        pages.push(stored(count, folder, &files).await);
    }
    let mut times = Times::default();
    for round in 0..options.rounds {
        eprintln!(
            "bench: round {} of {}, many articles",
            round + 1,
            options.rounds
        );
        for (which, page) in pages.iter().enumerate() {
            times.load[which].push(load(page).await);
            for _ in 0..options.acts {
                times.next[which].push(next(page).await);
            }
        }
        if let Some(page) = pages.last() {
            times.search.extend(search(page, many, round).await);
            times.filter.extend(filter(page).await);
        }
    }
    for page in &pages {
        page.quit().await;
    }
    report(&times, many)
}

/// A page that holds so many articles.
async fn stored(count: u32, folder: &TempDir, files: &TempDir) -> Page {
    let setup = Setup::wide_arabic()
        .folder(folder.path())
        .patience(PATIENCE);
    let page = Page::open(setup).await;
    let file = files.write("many.isnad.jsonl", made::project(count, SPANS));
    page.goto(&Kind::Isnad.path(Size::S)).await;
    page.wait_for("article[data-article-id] [data-start]").await;
    page.wait_for_gone(".is-starting").await;
    page.click(".who").await;
    page.fill("dialog input", "salma").await;
    page.press("Enter").await;
    page.wait_for_gone("dialog").await;
    page.choose_file("input[type=file]", &file).await;
    page.wait_for("dialog[open] .file.good").await;
    page.press("Escape").await;
    page.wait_for_gone("dialog").await;
    page.wait_for("[data-save-state=saved]").await;
    // The sample gives way to what came in; with very many that takes longer than the word that they are there.
    page.wait_eq("+document.getElementById('listing').dataset.rows", count)
        .await;
    page.wait_for("[data-span-id]").await;
    page
}

/// Loads the page on a second visit; gives how long it took until the article can be labelled.
async fn load(page: &Page) -> f64 {
    // All of them are cut alike.
    let blocks = number(
        page,
        "document.querySelectorAll('article [data-start]').length",
    )
    .await;
    let want = json!({ "kind": "Isnad", "spans": SPANS, "painted": SPANS, "blocks": blocks });
    let source = json!({ "source": format!("const WANT = {want};\n{WATCH}") });
    let script = devtools(page, "Page.addScriptToEvaluateOnNewDocument", source).await;
    page.goto(&Kind::Isnad.path(Size::S)).await;
    page.wait_until("bench.ready !== null").await;
    devtools(page, "Page.removeScriptToEvaluateOnNewDocument", script).await;
    page.wait_for(".listed-main").await;
    number(page, "bench.ready").await
}

async fn number(page: &Page, expression: &str) -> f64 {
    let value = page.eval(expression).await;
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{expression} is {value}"))
}

/// Presses a key and gives how long it took until `outcome` was on the screen.
async fn timed(page: &Page, key: &str, before: &str, outcome: &str) -> f64 {
    page.js(&format!("{before}; bench.arm(() => {outcome})"), vec![])
        .await;
    page.press(key).await;
    page.wait_until("bench.took !== null").await;
    number(page, "bench.took").await
}

/// To the next article, and back.
async fn next(page: &Page) -> f64 {
    page.js("document.querySelector('article').focus()", vec![])
        .await;
    let before = "const was = document.querySelector('article').dataset.articleId";
    let outcome = format!(
        "document.querySelector('article').dataset.articleId !== was && bench.marks().all >= {SPANS} && bench.count() === {SPANS}"
    );
    let there = timed(page, "j", before, &outcome).await;
    timed(page, "k", before, &outcome).await;
    there
}

/// Types the number of one of them, letter by letter.
async fn search(page: &Page, many: u32, round: usize) -> Vec<f64> {
    let mut times = Vec::new();
    let wanted = (many / 2 + u32::try_from(round).unwrap() * 7).to_string();
    page.click("#search").await;
    page.keys("رقم ").await;
    for (typed, digit) in wanted.char_indices() {
        let part = &wanted[..=typed];
        let found = (0..many)
            .filter(|n| n.to_string().starts_with(part))
            .count();
        // «رقم 5» is in «رقم 50» as well, and in nothing else.
        let outcome = format!("+document.getElementById('listing').dataset.rows === {found}");
        times.push(timed(page, &digit.to_string(), "", &outcome).await);
    }
    page.fill("#search", "").await;
    page.wait_eq("+document.getElementById('listing').dataset.rows", many)
        .await;
    times
}

/// Chooses a status, and all again.
async fn filter(page: &Page) -> Vec<f64> {
    const CHOSEN: &str = "const select = document.querySelector('.by-status'), rows = () => document.getElementById('listing').dataset.rows; \
        const was = rows(), begun = performance.now(); \
        select.value = [...select.options].map((o) => o.value).find((v) => (v === '') !== (select.value === '') && v !== arguments[0]); \
        select.dispatchEvent(new Event('change', { bubbles: true })); \
        do { await new Promise(requestAnimationFrame); } while (rows() === was); \
        await new Promise(requestAnimationFrame); return performance.now() - begun";
    let mut times = Vec::new();
    for _ in 0..2 {
        let took = page.settled(CHOSEN, vec![json!("todo")]).await.unwrap();
        times.push(took.as_f64().unwrap());
    }
    times
}

fn median(times: &[f64]) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

fn report(times: &Times, many: u32) -> Vec<String> {
    let [few_load, many_load] = [&times.load[0], &times.load[1]].map(|times| median(times));
    let ratios: Vec<f64> = times.load[1]
        .iter()
        .zip(&times.load[0])
        .map(|(a, b)| a / b)
        .collect();
    println!("\nA project of {many} articles with {SPANS} spans each, medians in milliseconds:\n");
    println!("| | 2 articles | {many} articles | × |\n|---|---|---|---|");
    println!(
        "| usable, second visit | {few_load:.0} | {many_load:.0} | {:.2} |",
        median(&ratios)
    );
    println!(
        "| to the next article | {:.0} | {:.0} | |",
        median(&times.next[0]),
        median(&times.next[1])
    );
    println!(
        "| search, each letter | – | {:.0} (most {:.0}) | |",
        median(&times.search),
        times.search.iter().copied().fold(0.0, f64::max)
    );
    println!("| filter | – | {:.0} | |\n", median(&times.filter));
    let acts = [
        ("to the next article", median(&times.next[1])),
        ("search, each letter", median(&times.search)),
        ("filter", median(&times.filter)),
    ];
    let mut missed: Vec<String> = acts
        .iter()
        .filter(|(_, time)| *time > MOST)
        .map(|(name, time)| format!("{name} of {many}: {time:.0} ms, may be {MOST:.0}"))
        .collect();
    if median(&ratios) > MOST_TIMES {
        missed.push(format!(
            "usable with {many} articles: {:.2} times, may be {MOST_TIMES}",
            median(&ratios)
        ));
    }
    missed
}
