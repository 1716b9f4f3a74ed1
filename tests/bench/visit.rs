//! One browser with the work of one size stored in it: loads the three pages, acts on them as a person does, and
//! notes how long it took. The clock is the page's own (`watch.js`).

use super::corpus::{Corpus, Size};
use super::e2e::harness::chromium::cdp;
use super::e2e::harness::temp::TempDir;
use super::e2e::harness::{Page, Setup, browser, input::Point, server::SUB_PATH};
use super::figures::{Figures, Measure};
use super::limits::Kind;
use super::options::Options;
use serde_json::{Value, json};
use std::cell::Cell;
use std::time::Duration;

pub const WATCH: &str = include_str!("watch.js");
const NAME: &str = "salma";
const PATIENCE: Duration = Duration::from_secs(90);
/// Opens the page's database.
const DATABASE: &str = "const wait = (r) => new Promise((ok, no) => { r.onsuccess = () => ok(r.result); r.onerror = () => no(r.error); }); \
    const db = await wait(indexedDB.open('isnad'));";
/// How long a visit lasts before the next one. Browsers keep compiled code when nothing more has been compiled for a while, two
/// seconds in Chromium.
const VISIT: Duration = Duration::from_secs(4);
/// How far and how fast the fixed scroll goes, in pixels and pixels a second.
const SCROLL: (i32, i32) = (16_000, 8_000);

pub struct Bench {
    page: Page,
    corpus: Corpus,
    blocks: usize,
    /// The text in UTF-8 and the stored layer.
    json_bytes: Cell<f64>,
    /// Project files that are given to the page.
    files: TempDir,
}

impl Bench {
    /// Starts a browser.
    pub async fn open(corpus: Corpus, folder: &TempDir) -> Self {
        let setup = Setup::wide_arabic()
            .folder(folder.path())
            .patience(PATIENCE);
        Self {
            page: Page::open(setup).await,
            blocks: corpus.blocks(),
            corpus,
            json_bytes: Cell::new(0.0),
            files: TempDir::new("bench-files"),
        }
    }

    /// Has the page store the work, as it would that of a person.
    pub async fn store(&self) {
        let Self { page, corpus, .. } = self;
        let work = corpus.project_file(&corpus.spans, "k", NAME);
        let work = self.files.write("work.isnad.jsonl", work);
        page.goto(&Kind::Isnad.path(corpus.size)).await;
        page.wait_for("article[data-article-id] [data-start]").await;
        page.wait_for_gone(".is-starting").await;
        page.click(".who").await;
        page.fill("dialog input", NAME).await;
        page.press("Enter").await;
        page.wait_for_gone("dialog").await;
        page.choose_file("input[type=file]", &work).await;
        page.wait_for("dialog[open] .file.good").await;
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
        page.wait_for("[data-save-state=saved]").await;
        let stored = format!(
            "{DATABASE} const all = await wait(db.transaction('layers').objectStore('layers').getAll()); db.close(); \
             return Math.max(...all.map(layer => new TextEncoder().encode(layer).length))"
        );
        let stored = page.settled(&stored, vec![]).await.unwrap();
        self.json_bytes
            .set(stored.as_f64().unwrap() + corpus.text.len() as f64);
    }

    pub fn size(&self) -> Size {
        self.corpus.size
    }

    pub async fn quit(&self) {
        self.page.quit().await;
    }

    /// All of one round on one page.
    pub async fn measure(&self, kind: Kind, round: usize, options: &Options, to: &mut Figures) {
        let size = self.size();
        if !kind.is_measured(size) {
            return;
        }
        let mut note = |measure, value| to.add(measure, size, kind, round, value);
        let mut to_warm = 0.0;
        let cold = self.load(kind, true).await;
        note(Measure::Cold, cold);
        note(Measure::Text, self.number("bench.text").await);
        let before =
            format!("bench.long.reduce((sum, [at, took]) => at < {cold} ? sum + took : sum, 0)");
        note(Measure::LongLoading, self.number(&before).await);
        // As it is day after day: the second visit finds the files where the worker has put them, from the third on
        // browsers have them compiled.
        for _ in 0..2 {
            tokio::time::sleep(VISIT).await;
            to_warm = self.load(kind, false).await;
        }
        note(Measure::Warm, to_warm);
        self.scroll(&mut note).await;
        if kind != Kind::Plain {
            self.page.js("bench.long.length = 0", vec![]).await;
            for act in 0..options.acts {
                self.act(act, &mut note).await;
            }
            if kind == Kind::Isnad {
                note(Measure::Save, self.save().await);
            }
            let longest = self
                .number("Math.max(0, ...bench.long.map(([, took]) => took))")
                .await;
            note(Measure::LongEditing, longest);
        }
        let memory = self.memory().await;
        note(Measure::Memory, memory / 1e6);
        note(Measure::MemoryRatio, memory / self.json_bytes.get());
        if kind != Kind::Plain && size != Size::S {
            note(Measure::UndoMany, self.undo_many(kind, round).await);
        }
        if kind == Kind::Isnad {
            note(Measure::Export, self.export().await);
            note(Measure::MemoryAfter, self.memory().await / 1e6);
        }
    }

    async fn number(&self, expression: &str) -> f64 {
        let value = self.page.js(&format!("return {expression}"), vec![]).await;
        value
            .as_f64()
            .unwrap_or_else(|| panic!("{expression} is {value}"))
    }

    /// Loads a page in a new process; gives how long it took until all was shown and usable.
    async fn load(&self, kind: Kind, cold: bool) -> f64 {
        let page = &self.page;
        let want = json!({ "kind": kind.name(), "spans": self.corpus.spans.len(),
            "painted": self.corpus.painted(), "blocks": match kind {
            Kind::Isnad => self.blocks,
            _ => self.corpus.text.split('\n').count(),
        }});
        // Another site: the page's process is left, and what it holds with it.
        let port = page.server().port();
        let elsewhere = format!(
            "http://{}:{port}{SUB_PATH}elsewhere.html",
            browser::PLAIN_HOST
        );
        page.goto(&elsewhere).await;
        if cold {
            // The browser's caches, those of compiled code too, and the worker with its own; the work stays.
            devtools(page, "Network.clearBrowserCache", json!({})).await;
            let kinds = "service_workers,cache_storage";
            let params = json!({ "origin": page.origin(), "storageTypes": kinds });
            devtools(page, "Storage.clearDataForOrigin", params).await;
        }
        let source = json!({ "source": format!("const WANT = {want};\n{WATCH}") });
        let script = devtools(page, "Page.addScriptToEvaluateOnNewDocument", source).await;
        page.goto(&kind.path(self.size())).await;
        let took = self.awaited("ready").await;
        devtools(page, "Page.removeScriptToEvaluateOnNewDocument", script).await;
        let took = took.unwrap_or_else(|e| panic!("{kind:?} {:?} is not ready: {e}", self.size()));
        // Not a letter is missing, nor any mark.
        let length = self
            .number("document.querySelector('article').textContent.length")
            .await;
        let breaks = self.corpus.text.matches('\n').count();
        let wanted = self.corpus.text.chars().count();
        assert!(
            (wanted - breaks..=wanted).contains(&(length as usize)),
            "{kind:?}: {length} characters of {wanted}"
        );
        if kind == Kind::Isnad {
            page.wait_until("!!navigator.serviceWorker.controller")
                .await;
        }
        took
    }

    /// Presses a key and gives how long it took until `outcome` was on the screen.
    async fn timed(&self, key: &str, outcome: &str) -> f64 {
        let page = &self.page;
        let focus = "const marks = bench.marks(), focus = bench.focus(), count = bench.count(); ";
        page.js(&format!("{focus} bench.arm(() => {outcome})"), vec![])
            .await;
        page.press(key).await;
        self.took().await
    }

    async fn took(&self) -> f64 {
        self.awaited("took")
            .await
            .unwrap_or_else(|e| panic!("in vain: {e}"))
    }

    /// Waits for a time that the page notes.
    async fn awaited(&self, time: &str) -> Result<f64, String> {
        let body = format!(
            "const begun = performance.now(); while (bench.{time} === null) {{ \
               if (performance.now() - begun > 50000) throw new Error(bench.state()); \
               await new Promise(requestAnimationFrame); }} return bench.{time}"
        );
        let time = self.page.settled(&body, vec![]).await?;
        Ok(time.as_f64().unwrap())
    }

    /// Labels two words on the screen, and undoes it in several ways.
    async fn act(&self, n: usize, note: &mut impl FnMut(Measure, f64)) {
        let page = &self.page;
        let words = page
            .js("return bench.words(arguments[0])", vec![json!(n)])
            .await;
        let points: [Point; 2] = serde_json::from_value(words).expect("no words to label");
        page.drag(points[0], points[1], &[]).await;
        page.wait_until(
            "getSelection().toString().length > 3 || !!CSS.highlights.get('isnad-selection')?.size",
        )
        .await;
        let gone = |label: &str, by: i32| {
            format!(
                "bench.marks().{label} === marks.{label} + {by} && bench.marks().all === marks.all + {by} \
                && (count === null || bench.count() === count + {by})"
            )
        };
        note(Measure::Add, self.timed("1", &gone("quote", 1)).await);
        let moved = |from: &str, to: &str| {
            format!(
                "bench.marks().{from} === marks.{from} - 1 && bench.marks().{to} === marks.{to} + 1"
            )
        };
        note(
            Measure::Relabel,
            self.timed("2", &moved("quote", "denial")).await,
        );
        note(
            Measure::Undo,
            self.timed("Ctrl+z", &moved("denial", "quote")).await,
        );
        note(
            Measure::Next,
            self.timed(".", "bench.focus() !== focus").await,
        );
        note(
            Measure::Next,
            self.timed(",", "bench.focus() !== focus").await,
        );
        note(
            Measure::Remove,
            self.timed("Delete", &gone("quote", -1)).await,
        );
        note(Measure::Undo, self.timed("Ctrl+z", &gone("quote", 1)).await);
        self.timed("Delete", &gone("quote", -1)).await;
    }

    async fn scroll(&self, note: &mut impl FnMut(Measure, f64)) {
        let page = &self.page;
        page.js("bench.watchFrames()", vec![]).await;
        let (far, fast) = SCROLL;
        let size = page.setup().size;
        for way in [-1, 1] {
            let gesture =
                json!({ "x": size.0 / 2, "y": size.1 / 2, "yDistance": way * far, "speed": fast });
            devtools(page, "Input.synthesizeScrollGesture", gesture).await;
        }
        let frames = page.js("return bench.watchFrames()", vec![]).await;
        let frames: Vec<f64> = serde_json::from_value(frames).unwrap();
        assert!(frames.len() > 20, "no frames while scrolling");
        let slow = frames.iter().filter(|frame| **frame > 50.0).count();
        note(Measure::SlowFrames, slow as f64);
        note(
            Measure::LongestFrame,
            frames.into_iter().fold(0.0, f64::max),
        );
    }

    /// Waits for the pause in which the layer is stored whole; gives how long storing takes, apart from the pause.
    async fn save(&self) -> f64 {
        let empty = format!(
            "{DATABASE} const begun = performance.now(); \
             for (;;) {{ const left = await wait(db.transaction('journal').objectStore('journal').count()); \
               if (!left) {{ db.close(); return performance.now() - begun; }} \
               if (performance.now() - begun > 60000) throw new Error('the journal is never empty'); \
               await new Promise(requestAnimationFrame); }}"
        );
        self.page.press("Ctrl+s").await;
        let took = self.page.settled(&empty, vec![]).await;
        self.page.wait_for("[data-save-state=saved]").await;
        took.unwrap_or_else(|e| panic!("{e}")).as_f64().unwrap()
    }

    /// Takes a thousand annotations in, in one step, and takes that back.
    async fn undo_many(&self, kind: Kind, round: usize) -> f64 {
        let page = &self.page;
        let spans = self.corpus.thousand_more();
        let more = spans.len();
        let all = self.corpus.spans.len() + more;
        match kind {
            Kind::Isnad => {
                // Other ids each time: those that were taken back stay away.
                let from = format!("n{round}");
                let file = self.corpus.project_file(&spans, &from, NAME);
                let file = self.files.write("more.isnad.jsonl", file);
                page.choose_file("input[type=file]", &file).await;
                page.click("dialog[open] .take-in").await;
                page.wait_for_gone("dialog .take-in").await;
                page.wait_for("dialog[open] .file.good").await;
                page.press("Escape").await;
                page.wait_for_gone("dialog").await;
                page.wait_eq("bench.count()", all).await;
            }
            _ => page.press("b").await,
        }
        if kind != Kind::Isnad {
            page.wait_until(&format!("bench.marks().all >= {all}"))
                .await;
        }
        page.js("document.querySelector('article').focus()", vec![])
            .await;
        let gone = match kind {
            // Of those far from the screen none was painted.
            Kind::Isnad => {
                format!("bench.marks().all < marks.all && bench.count() === count - {more}")
            }
            _ => format!("bench.marks().all <= marks.all - {more}"),
        };
        let took = self.timed("Ctrl+z", &gone).await;
        if kind == Kind::Isnad {
            page.wait_for("[data-save-state=saved]").await;
        }
        took
    }

    async fn export(&self) -> f64 {
        let page = &self.page;
        page.press("e").await;
        page.wait_for("dialog[open] [data-export=project]").await;
        let made = "bench.made = null; addEventListener('click', (event) => bench.asked = event.timeStamp, { capture: true, once: true })";
        page.js(made, vec![]).await;
        page.click("[data-export=project]").await;
        page.wait_until("bench.made !== null").await;
        let took = self.number("bench.made - bench.asked").await;
        let file = page.download().await;
        let length = std::fs::metadata(file).unwrap().len() as f64;
        assert!(
            length > self.corpus.text.len() as f64,
            "the file has {length} bytes"
        );
        page.wait_for_gone("dialog").await;
        took
    }

    /// The JavaScript heap after two collections, and the memory of the WebAssembly.
    async fn memory(&self) -> f64 {
        let page = &self.page;
        for _ in 0..2 {
            devtools(page, "HeapProfiler.collectGarbage", json!({})).await;
        }
        let used: Value = devtools(page, "Runtime.getHeapUsage", json!({})).await;
        let wasm = self.number("bench.memory?.buffer.byteLength ?? 0").await;
        used["usedSize"].as_f64().unwrap() + wasm
    }
}

/// Has the browser do what no script and no person can.
pub async fn devtools(page: &Page, command: &str, params: Value) -> Value {
    let done = cdp(&page.client(), command, params).await;
    done.unwrap_or_else(|error| panic!("{command}: {error}"))
}
