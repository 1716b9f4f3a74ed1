//! What the tests of the page share: the bundled article's spans, the saved work as tuples, geometry.
//! Not here: anything that a browser test of another page could use as well (that is `harness`).

use crate::harness::Page;
use serde_json::{Value, json};
use std::path::Path;

/// Label and extent in code points.
pub type Span = (&'static str, usize, usize);

/// The bundled article as it is, 2,479 code points.
pub const ARTICLE: &str = include_str!("../../src/app/sample.txt");
/// نفت فيه وزارة الدفاع الروسية … إدلب»
pub const DENIAL: Span = ("denial", 109, 210);
/// وزارة الدفاع الروسية, inside the denial.
pub const SOURCE: Span = ("source", 117, 137);
pub const DENIAL_TEXT: &str = "نفت فيه وزارة الدفاع الروسية ما تناقلته وسائل إعلام حول \
    «تنفيذ سلاح الجو الروسي\u{a0} غارات في مدينة إدلب»";
pub const SOURCE_TEXT: &str = "وزارة الدفاع الروسية";

/// Opens the page and waits until it can be worked with.
pub async fn open(page: &Page) {
    page.goto_root().await;
    ready(page).await;
}

/// Waits until an article is there, and until what was kept is back.
pub async fn ready(page: &Page) {
    page.wait_for("article[data-article-id] [data-start]").await;
    page.wait_for_gone(".is-starting").await;
    saved(page).await;
}

pub async fn reload(page: &Page) {
    page.reload().await;
    ready(page).await;
}

/// Waits until the status line says that all is kept.
pub async fn saved(page: &Page) {
    page.wait_for("[data-save-state=saved]").await;
}

/// Selects by dragging and gives the label by its digit; the span is not focused afterwards, so that its
/// handles are not in the way of the next drag.
pub async fn label(page: &Page, (label, start, end): Span) {
    page.drag_select(start, end).await;
    wait_selection(page, Some((start, end))).await;
    page.press(digit(label)).await;
    page.wait_for(".card.is-focused").await;
    page.press("Escape").await;
    page.wait_for_gone(".card.is-focused").await;
}

/// The same without any pointer: for tests that are about something else.
pub async fn label_by_script(page: &Page, (label, start, end): Span) {
    page.select_by_script(start, end).await;
    wait_selection(page, Some((start, end))).await;
    page.press(digit(label)).await;
    page.wait_for(".card.is-focused").await;
    // The page gives the selection up a moment later, and would take the next one with it.
    page.wait_until("getSelection().isCollapsed").await;
}

pub fn digit(label: &str) -> &'static str {
    match label {
        "quote" => "1",
        "denial" => "2",
        "source" => "3",
        other => panic!("no key for {other}"),
    }
}

/// The selection as the page paints it.
pub async fn selection(page: &Page) -> Option<(usize, usize)> {
    let spans = page.highlights().await;
    let all: Vec<_> = spans
        .get("isnad-selection")
        .into_iter()
        .flatten()
        .copied()
        .collect();
    // A selection over several blocks is a range in each.
    Some((all.first()?.0, all.last()?.1))
}

pub async fn wait_selection(page: &Page, expected: Option<(usize, usize)>) {
    page.step(format!("wait_selection {expected:?}"));
    page.poll(&format!("the selection {expected:?}"), async || {
        let seen = selection(page).await;
        if seen == expected {
            Ok(())
        } else {
            Err(format!("{seen:?}"))
        }
    })
    .await;
}

/// Waits until the caret stands before the character at a code point, which is on the screen.
pub async fn wait_caret(page: &Page, at: usize) {
    page.step(format!("wait_caret {at}"));
    page.poll(&format!("the caret before {at}"), async || {
        let [(x, y)] = page.points(&[(at, "start")]).await[..] else {
            return Err("no point".to_owned());
        };
        let [left, top, right, bottom] = rect(page, "#caret").await;
        let near = (f64::midpoint(left, right) - x).abs() < 4.0 && top <= y && y <= bottom;
        let seen = format!("the caret at {left} {top} {bottom}, the character at {x} {y}");
        if near { Ok(()) } else { Err(seen) }
    })
    .await;
}

/// The saved layer of the open article, as it stands in local storage.
pub async fn layer(page: &Page) -> Option<Value> {
    let article = page.attr("article", "data-article-id").await;
    let all = page.local_storage().await;
    all.into_iter()
        .filter(|(key, _)| key.starts_with("isnad:annotations:"))
        .map(|(_, value)| value)
        .find(|value| value["article"]["id"].as_str() == article.as_deref())
}

/// Label and extent of every span of a saved layer, in text order, longer ones first.
pub fn spans_of(layer: &Value) -> Vec<(String, usize, usize)> {
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    let mut spans: Vec<_> = layer["spans"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|span| {
            let fragments = span["fragments"].as_array().unwrap();
            let start = number(&fragments[0][0]);
            let end = number(&fragments[fragments.len() - 1][1]);
            (span["label"].as_str().unwrap().to_owned(), start, end)
        })
        .collect();
    spans.sort_by(|a, b| (a.1, b.2, &a.0).cmp(&(b.1, a.2, &b.0)));
    spans
}

/// Waits until exactly these spans are kept in local storage and painted.
pub async fn wait_spans(page: &Page, expected: &[Span]) {
    page.step(format!("wait_spans {expected:?}"));
    let mut wanted: Vec<_> = expected
        .iter()
        .map(|(label, start, end)| ((*label).to_owned(), *start, *end))
        .collect();
    wanted.sort_by(|a, b| (a.1, b.2, &a.0).cmp(&(b.1, a.2, &b.0)));
    page.poll(&format!("the spans {expected:?} to be kept"), async || {
        let seen = layer(page).await.map(|layer| spans_of(&layer));
        let seen = seen.unwrap_or_default();
        if seen == wanted {
            Ok(())
        } else {
            Err(format!("{seen:?}"))
        }
    })
    .await;
    let mut labels: Vec<_> = expected.iter().map(|(label, ..)| *label).collect();
    labels.extend(["quote", "denial", "source"]);
    labels.sort_unstable();
    labels.dedup();
    for label in labels {
        let mut these: Vec<_> = expected
            .iter()
            .filter(|span| span.0 == label)
            .map(|span| (span.1, span.2))
            .collect();
        these.sort_unstable();
        page.wait_highlighted(label, &these).await;
    }
    saved(page).await;
}

/// Label and text of the rows of the list, from top to bottom.
pub async fn rows(page: &Page) -> Vec<(String, String)> {
    let script = "[...document.querySelectorAll('[data-span-id][data-label]')] \
        .map(row => [row.dataset.label, row.querySelector('.card-text').textContent])";
    serde_json::from_value(page.eval(script).await).unwrap()
}

pub async fn wait_rows(page: &Page, expected: &[(&str, &str)]) {
    let script = "[...document.querySelectorAll('[data-span-id][data-label]')] \
        .map(row => [row.dataset.label, row.querySelector('.card-text').textContent])";
    page.wait_eq(script, json!(expected)).await;
}

/// The label and text of the focused row.
pub const FOCUSED: &str = "(row => row && [row.dataset.label, row.querySelector('.card-text').textContent]) \
    (document.querySelector('.card:has([aria-current=true])'))";

/// `text[start..end]` in code points.
pub fn slice(text: &str, start: usize, end: usize) -> String {
    text.chars().skip(start).take(end - start).collect()
}

/// Left, top, right, bottom in the viewport, of the first element found.
pub async fn rect(page: &Page, css: &str) -> [f64; 4] {
    let body = "const r = document.querySelector(arguments[0]).getBoundingClientRect(); \
                return [r.left, r.top, r.right, r.bottom]";
    serde_json::from_value(page.js(body, vec![json!(css)]).await).unwrap()
}

/// The rectangles of what a highlight paints.
pub async fn painted(page: &Page, highlight: &str) -> Vec<[f64; 4]> {
    let body = "return [...(CSS.highlights.get(arguments[0]) ?? [])].flatMap(part => { \
        const range = document.createRange(); \
        range.setStart(part.startContainer, part.startOffset); \
        range.setEnd(part.endContainer, part.endOffset); \
        return [...range.getClientRects()].map(r => [r.left, r.top, r.right, r.bottom]); })";
    serde_json::from_value(page.js(body, vec![json!(highlight)]).await).unwrap()
}

pub fn overlap(a: [f64; 4], b: [f64; 4]) -> bool {
    a[0] < b[2] - 0.5 && b[0] < a[2] - 0.5 && a[1] < b[3] - 0.5 && b[1] < a[3] - 0.5
}

/// Gives several files at once to the page's file input.
pub async fn choose_files(page: &Page, files: &[&Path]) {
    let paths: Vec<_> = files.iter().map(|file| file.to_str().unwrap()).collect();
    page.step(format!("choose_files {paths:?}"));
    let input = page.wait_for("input[type=file]").await;
    input.send_keys(&paths.join("\n")).await.unwrap();
}

/// The titles in the list of articles.
pub const TITLES: &str =
    "[...document.querySelectorAll('.listed-title')].map(title => title.textContent)";

/// Waits until something is to be read on the page, whatever invisible marks isolate its parts.
pub async fn wait_said(page: &Page, text: &str) {
    let text = json!(text);
    page.wait_until(&format!(
        "document.body.innerText.replace(/[\\u2066-\\u2069]/g, '').includes({text})"
    ))
    .await;
}
