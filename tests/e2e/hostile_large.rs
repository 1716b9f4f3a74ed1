//! Hostile names and hostile sizes in a real browser: no name turns the words around it, and a project of a
//! hundred thousand spans opens with a list that the page can bear.

use crate::aid::{self, file, fits, give, open};
use crate::harness::temp::TempDir;
use crate::harness::{Need, Page, Setup, run};
use isnad::model::article::Sha256;
use serde_json::{Value, json};

const PROJECT: &str = include_str!("../golden/project-1.isnad.jsonl");

/// Names that end the isolation they stand in, then turn what comes: in Chromium an element `bdi` does not hold
/// them.
const TURNING: [&str; 3] = [
    "a\u{2069}\u{202e}b",
    "a\u{2029}\u{202e}b",
    "a\u{202c}\u{202c}\u{2069}\u{2069}\u{202e}\u{2067}b",
];

/// The words of the interface all run from left to right where it is in English, whatever name stands among them.
async fn nothing_is_turned(page: &Page, what: &str) {
    let body = "const out = []; let n = 0; const range = document.createRange(); \
        const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); \
        const at = (node, i) => { range.setStart(node, i); range.setEnd(node, i + 1); return range.getBoundingClientRect(); }; \
        for (let node; node = walk.nextNode();) { \
          if (node.parentElement.closest('bdi, article, #announcer, option, textarea, script, [aria-hidden=true]')) continue; \
          let deep = 0; \
          for (let i = 0; i + 1 < node.data.length; i++) { \
            if (node.data[i] === '\\u2068') deep++; \
            if (node.data[i] === '\\u2069') deep = Math.max(0, deep - 1); \
            if (deep || !/[A-Za-z]{2}/.test(node.data.slice(i, i + 2))) continue; \
            const [a, b] = [at(node, i), at(node, i + 1)]; \
            if (!a.width || !b.width || a.bottom <= b.top || b.bottom <= a.top) continue; \
            n++; if (b.left < a.left) { out.push(node.data); break; } \
          } } return { n, out }";
    let found = page.settled(body, vec![]).await.unwrap();
    assert_eq!(found["out"], json!([]), "{what}");
    assert!(found["n"].as_u64().unwrap() > 20, "{what}: no words");
}

fn turning_project(evil: &str, number: usize) -> String {
    let mut lines: Vec<Value> = PROJECT
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    lines[0]["id"] = json!(format!("p-{number}"));
    lines[0]["name"] = json!(evil);
    for label in lines[0]["scheme"]["labels"].as_array_mut().unwrap() {
        label["names"] = json!({ "ar": evil, "en": evil });
    }
    lines[1]["title"] = json!(evil);
    // A layer that does not come in, with an id that the report names.
    lines[2]["project"] = json!(evil);
    lines
        .iter()
        .fold(String::new(), |all, line| all + &line.to_string() + "\n")
}

#[test]
fn no_name_turns_the_words_around_it() {
    run(Setup::wide_english(), |page| async move {
        let folder = TempDir::new("turning");
        open(&page).await;
        for (number, evil) in TURNING.iter().enumerate() {
            let name = format!("{number}{evil}.isnad.jsonl");
            give(
                &page,
                &[file(&folder, &name, turning_project(evil, number))],
            )
            .await;
            page.wait_for("dialog[open] .file.good").await;
            nothing_is_turned(&page, "the report").await;
            page.press("Escape").await;
            page.wait_for_gone("dialog").await;
            page.wait_until("document.querySelector('article').textContent.includes('الأسعار')")
                .await;
            aid::label(&page, "الوزير", "1").await;
            page.fill("#note", evil).await;
            page.press("Escape").await;
            nothing_is_turned(&page, "the page").await;
            page.eval("document.querySelector('.listed-remove').click()")
                .await;
            page.wait_for(".notice").await;
            nothing_is_turned(&page, "a notice").await;
            page.eval("document.querySelectorAll('.notice .dismiss').forEach(b => b.click())")
                .await;
            page.wait_for_gone(".notice").await;
        }
    });
}

/// Spans of a word each.
fn large_project(spans: usize) -> String {
    let text = "نفى مصدر ".repeat(spans);
    let sha256 = Sha256::of(&text);
    let head = PROJECT.lines().next().unwrap();
    let article = json!({ "schema": "isnad/article/1", "id": "a1", "title": "طويل", "sha256": sha256.as_hex(),
        "length": spans * 9, "text": text });
    let all: Vec<Value> = (0..spans)
        .map(|n| json!({ "id": format!("k-{n}"), "label": "quote", "fragments": [[n * 9, n * 9 + 3]] }))
        .collect();
    let layer = json!({ "schema": "isnad/annotations/1", "project": "p-7f3k", "annotator": "salma",
        "article": { "id": "a1", "sha256": sha256.as_hex(), "length": spans * 9 }, "offset_unit": "code_point",
        "spans": all });
    format!("{head}\n{article}\n{layer}\n")
}

#[test]
fn a_project_of_a_hundred_thousand_spans_opens() {
    let setup = Setup::wide_english().needs(Need::GreatSize);
    run(setup, |page| async move {
        let folder = TempDir::new("large");
        open(&page).await;
        aid::sign_as(&page, "salma").await;
        give(
            &page,
            &[file(&folder, "large.isnad.jsonl", large_project(100_000))],
        )
        .await;
        page.wait_for("dialog[open] .file.good").await;
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
        page.wait_eq(
            "document.querySelector('.annotations .panel-count').textContent",
            "100,000",
        )
        .await;
        // Only the rows that are seen and some more are there, but each says where it is among all.
        let ends = "[...document.querySelectorAll('[data-span-id]')].filter((row, i, all) => i === 0 || i === all.length - 1) \
            .map(row => [row.dataset.spanId, row.getAttribute('aria-posinset'), row.getAttribute('aria-setsize')])";
        page.wait_eq(
            ends,
            json!([["k-0", "1", "100000"], ["k-59", "60", "100000"]]),
        )
        .await;
        // The list is as high as all of them, and whatever row it is scrolled to comes.
        page.wait_until("document.querySelector('#annotations').scrollHeight > 100000 * 50")
            .await;
        page.eval("document.querySelector('#annotations').scrollTop = 1e9")
            .await;
        page.wait_for("[data-span-id=k-99999]").await;
        let in_view = "(r => r.top > 0 && r.bottom <= innerHeight)(document.querySelector('[data-span-id=k-99999]').getBoundingClientRect())";
        page.wait_until(in_view).await;
        page.eval("document.querySelector('#annotations').scrollTop = document.querySelector('#annotations').scrollHeight / 2")
            .await;
        page.wait_until(
            "[...document.querySelectorAll('[data-span-id]')].some(row => { const r = row.getBoundingClientRect(); \
             return Math.abs(row.getAttribute('aria-posinset') - 50000) < 200 && r.top > 0 && r.bottom < innerHeight; })",
        )
        .await;
        // The keyboard goes from row to row, over the end of what was there when it set out.
        page.eval("document.querySelectorAll('[data-span-id] .card-main')[30].focus()")
            .await;
        let row = "Number(document.activeElement.closest('[data-span-id]')?.getAttribute('aria-posinset'))";
        let first = page.eval(row).await.as_u64().unwrap();
        for step in 1..=45 {
            page.press("Tab").await;
            page.wait_eq(row, first + step).await;
        }
        // A span that is focused in the text brings its row.
        page.eval("document.getElementById('article').focus()")
            .await;
        page.press(".").await;
        page.wait_for("[data-span-id].is-focused").await;
        page.wait_until("document.querySelector('.is-focused').getAttribute('aria-posinset') < 5")
            .await;
        fits(&page, "a long list").await;
        // And it can be worked on.
        page.press("Delete").await;
        page.wait_eq(
            "document.querySelector('.annotations .panel-count').textContent",
            "99,999",
        )
        .await;
    });
}

#[test]
fn of_thousands_of_spans_those_near_the_screen_are_painted_and_all_on_paper() {
    const SPANS: usize = 6_000;
    run(Setup::wide_arabic(), |page| async move {
        let folder = TempDir::new("thousands");
        open(&page).await;
        aid::sign_as(&page, "salma").await;
        let project = file(&folder, "p.isnad.jsonl", large_project(SPANS));
        give(&page, &[project]).await;
        page.wait_for("dialog[open] .file.good").await;
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
        let span = |n: usize| (n * 9, n * 9 + 3);
        let (first, last) = (span(0), span(SPANS - 1));
        let size = "[...CSS.highlights].filter(([name]) => name.startsWith('isnad-quote')) \
            .reduce((sum, [, highlight]) => sum + highlight.size, 0)";
        page.wait_until(&format!("{size} > 500 && {size} < {SPANS} / 2"))
            .await;
        let painted = page.highlighted("quote").await;
        assert!(painted.contains(&first) && !painted.contains(&last));
        // To the end, and what was painted at the beginning is let go of.
        page.eval("document.getElementById('reader').scrollTop = 1e9")
            .await;
        let far = "(CSS.highlights.get('isnad-quote-1') ?? []).values().some(range => \
            range.startContainer.parentNode.nextElementSibling === null && !range.startContainer.parentNode.parentNode.nextElementSibling)";
        page.wait_until(far).await;
        page.screenshot("thousands-at-the-end").await;
        let painted = page.highlighted("quote").await;
        assert!(painted.contains(&last) && !painted.contains(&first));
        page.eval("dispatchEvent(new Event('beforeprint'))").await;
        page.wait_eq(size, SPANS).await;
        page.eval("dispatchEvent(new Event('afterprint'))").await;
        page.wait_until(&format!("{size} < {SPANS} / 2")).await;
        // An edit far from the beginning.
        page.eval("document.getElementById('article').focus()")
            .await;
        page.click("[data-span-id=k-0] .card-main").await;
        page.wait_until("document.getElementById('reader').scrollTop < 100")
            .await;
        page.press("2").await;
        page.wait_eq("CSS.highlights.get('isnad-denial-1')?.size", 1)
            .await;
        assert_eq!(page.highlighted("denial").await, [first]);
    });
}
