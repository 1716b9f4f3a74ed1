//! The article's text by code points: find it, point at it, select it, see what is marked in it. The
//! conversion to UTF-16 and to pixels happens in the page (`probe.js`), through the hooks alone.
//!
//! Positions are half-open spans of code points of the whole article. A position inside a grapheme
//! cluster is taken to the cluster's edge, as no pointer can hit its inside.

use super::input::Point;
use super::keys::Mod;
use super::page::Page;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const PROBE: &str = include_str!("probe.js");

impl Page {
    /// Runs the BODY of an async function that may use `probe`.
    async fn probe(&self, body: &str, args: Vec<Value>) -> Value {
        let found = self.try_probe(body, args).await;
        found.unwrap_or_else(|e| panic!("{e}"))
    }

    /// The same where the page may be gone any moment.
    pub async fn try_probe(&self, body: &str, args: Vec<Value>) -> Result<Value, String> {
        self.settled(&format!("{PROBE}\n{body}"), args).await
    }

    /// The text of the blocks; what lies between two blocks is given as newlines.
    pub async fn article_text(&self) -> String {
        let text = self.probe("return probe.text()", vec![]).await;
        text.as_str().unwrap().to_owned()
    }

    /// Where the first occurrence of a text is. It is sought within single blocks.
    pub async fn find_text(&self, needle: &str) -> (usize, usize) {
        self.find_nth(needle, 0).await
    }

    /// `nth` counts from 0, overlapping ones included.
    pub async fn find_nth(&self, needle: &str, nth: usize) -> (usize, usize) {
        let body = "return probe.find(arguments[0], arguments[1])";
        serde_json::from_value(self.probe(body, vec![json!(needle), json!(nth)]).await).unwrap()
    }

    /// Scrolls if need be and gives the points of places, `side` being `start`, `end` or `middle`.
    pub async fn points(&self, places: &[(usize, &str)]) -> Vec<Point> {
        let body = "return await probe.reach(arguments[0])";
        serde_json::from_value(self.probe(body, vec![json!(places)]).await).unwrap()
    }

    /// Drags the mouse over `start..end`. With `start > end` it drags backwards over `end..start`.
    pub async fn drag_select(&self, start: usize, end: usize) {
        self.drag_select_with(start, end, &[]).await;
    }

    pub async fn drag_select_with(&self, start: usize, end: usize, mods: &[Mod]) {
        self.step(format!("drag_select {start}..{end} {mods:?}"));
        assert_ne!(start, end, "nothing to drag over");
        let body = "const [from, to] = arguments; \
                    const places = probe.edges(Math.min(from, to), Math.max(from, to)); \
                    return await probe.reach(from < to ? places : places.reverse())";
        let points = self.probe(body, vec![json!(start), json!(end)]).await;
        let points: [Point; 2] = serde_json::from_value(points).unwrap();
        self.drag(points[0], points[1], mods).await;
    }

    /// Clicks the middle of the character at a code point.
    pub async fn click_at(&self, cp: usize) {
        self.click_at_with(cp, 1, &[]).await;
    }

    pub async fn double_click_at(&self, cp: usize) {
        self.click_at_with(cp, 2, &[]).await;
    }

    /// `times` clicks in a row: 2 selects a word, 3 a paragraph.
    pub async fn click_at_with(&self, cp: usize, times: usize, mods: &[Mod]) {
        self.step(format!("click_at {cp} ×{times} {mods:?}"));
        let points = self.points(&[(cp, "middle")]).await;
        self.click_point(points[0], times, mods).await;
    }

    pub async fn tap_at(&self, cp: usize) {
        self.step(format!("tap_at {cp}"));
        let points = self.points(&[(cp, "middle")]).await;
        self.touch_point(points[0], false).await;
    }

    pub async fn long_press_at(&self, cp: usize) {
        self.step(format!("long_press_at {cp}"));
        let points = self.points(&[(cp, "middle")]).await;
        self.touch_point(points[0], true).await;
    }

    /// Selects without a pointer (`setBaseAndExtent`); the page sees a `selectionchange` only.
    pub async fn select_by_script(&self, start: usize, end: usize) {
        self.step(format!("select_by_script {start}..{end}"));
        let body = "probe.select(arguments[0], arguments[1])";
        self.probe(body, vec![json!(start), json!(end)]).await;
    }

    /// The browser's own selection, if it is not empty.
    pub async fn selected(&self) -> Option<(usize, usize)> {
        serde_json::from_value(self.probe("return probe.selected()", vec![]).await).unwrap()
    }

    pub async fn selected_text(&self) -> String {
        self.eval("getSelection().toString()")
            .await
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Every custom highlight by name, with its spans in order.
    pub async fn highlights(&self) -> BTreeMap<String, Vec<(usize, usize)>> {
        serde_json::from_value(self.probe("return probe.highlights()", vec![]).await).unwrap()
    }

    /// The spans of all highlights of one label, whatever their depth.
    pub async fn highlighted(&self, label: &str) -> Vec<(usize, usize)> {
        let prefix = format!("isnad-{label}");
        let mut spans: Vec<_> = self
            .highlights()
            .await
            .into_iter()
            .filter(|(name, _)| {
                name.strip_prefix(&prefix)
                    .is_some_and(|r| r.is_empty() || r.starts_with('-'))
            })
            .flat_map(|(_, spans)| spans)
            .collect();
        spans.sort_unstable();
        spans
    }

    /// Waits until exactly these spans are painted for a label.
    pub async fn wait_highlighted(&self, label: &str, expected: &[(usize, usize)]) {
        self.step(format!("wait_highlighted {label} {expected:?}"));
        self.poll(
            &format!("the highlights of {label} to be {expected:?}"),
            async || {
                let spans = self.highlighted(label).await;
                if spans == expected {
                    Ok(())
                } else {
                    Err(format!("{spans:?}"))
                }
            },
        )
        .await;
    }
}
