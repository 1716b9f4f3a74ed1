//! What the tests of faults and looks share: breaking the browser before the page loads, dumping what
//! is stored, walking to a state. Not here: driving in general (`harness`), labelling as people do it
//! (`support`).

use crate::harness::Page;
use crate::harness::setup::Media;
use crate::harness::temp::TempDir;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Where the spans of these tests lie in the sample article.
pub const DENIAL: &str = "نفت فيه وزارة الدفاع الروسية ما تناقلته وسائل إعلام";
pub const SOURCE: &str = "وزارة الدفاع الروسية";
pub const QUOTE: &str = "وزارة الدفاع الروسية ما تناقلته وسائل";

/// Opens the page and waits until it can be worked with.
pub async fn open(page: &Page) {
    page.goto_root().await;
    opened(page).await;
}

pub async fn opened(page: &Page) {
    page.wait_until(
        "!!document.querySelector('article[data-article-id] [data-start]') \
         && !document.querySelector('#loading, .is-starting')",
    )
    .await;
}

/// Waits until the page is kept for use without a network; one that is a file on the disk is.
pub async fn kept(page: &Page) {
    if page.setup().on_disk().is_none() {
        page.wait_until("!!navigator.serviceWorker.controller")
            .await;
    }
}

/// Has a script run in every new document before anything of the page; gives its name, for `unbreak`.
pub async fn before_load(page: &Page, script: &str) -> String {
    page.before_load(script).await
}

/// From the next load on the script does not run any more.
pub async fn unbreak(page: &Page, name: &str) {
    page.not_before_load(name).await;
}

/// Gives the annotator's name.
pub async fn sign_as(page: &Page, name: &str) {
    page.click(".who").await;
    page.fill("dialog input", name).await;
    page.press("Enter").await;
    page.wait_for_gone("dialog").await;
}

/// Selects a text of the article without a pointer and presses a key.
pub async fn label(page: &Page, text: &str, key: &str) {
    let before = page.count("[data-span-id]").await;
    select(page, text).await;
    page.press(key).await;
    page.wait_eq(
        "document.querySelectorAll('[data-span-id]').length",
        before + 1,
    )
    .await;
}

pub async fn select(page: &Page, text: &str) {
    page.eval("document.getElementById('article').focus()")
        .await;
    let (start, end) = page.find_text(text).await;
    page.select_by_script(start, end).await;
    page.wait_for(".label-bar.is-up").await;
}

/// The three overlapping spans of the tests.
pub async fn three_labels(page: &Page) {
    label(page, DENIAL, "2").await;
    label(page, SOURCE, "3").await;
    label(page, QUOTE, "1").await;
}

pub async fn wait_state(page: &Page, state: &str) {
    page.wait_eq(
        "document.querySelector('[data-save-state]').dataset.saveState",
        state,
    )
    .await;
}

/// Waits until the page has paused: the layer is stored whole, and the journal is empty.
pub async fn settled(page: &Page) {
    wait_state(page, "saved").await;
    page.step("settled");
    page.poll("an empty journal", async || {
        let left = database(page).await["journal"].clone();
        if left == json!({}) {
            Ok(())
        } else {
            Err(left.to_string())
        }
    })
    .await;
}

/// Everything in IndexedDB: store, key, value. `window.unbrokenDB` is used if a test has put the real
/// one there.
pub async fn database(page: &Page) -> Value {
    let body = "const idb = window.unbrokenDB ?? indexedDB; \
        const wait = (r) => new Promise((ok, no) => { r.onsuccess = () => ok(r.result); r.onerror = () => no(r.error); }); \
        const db = await wait(idb.open('isnad')); const all = {}; \
        for (const name of db.objectStoreNames) { \
          const store = db.transaction(name).objectStore(name); \
          const [keys, values] = await Promise.all([wait(store.getAllKeys()), wait(store.getAll())]); \
          all[name] = Object.fromEntries(keys.map((key, i) => [key, values[i]])); } \
        db.close(); return all";
    page.settled(body, vec![])
        .await
        .unwrap_or_else(|e| panic!("{e}"))
}

/// Puts a value into a store of IndexedDB.
pub async fn put(page: &Page, store: &str, key: &str, value: &str) {
    let body = "const [store, key, value] = arguments; \
        const wait = (r) => new Promise((ok, no) => { r.onsuccess = () => ok(r.result); r.onerror = () => no(r.error); }); \
        const db = await wait(indexedDB.open('isnad')); \
        await wait(db.transaction(store, 'readwrite').objectStore(store).put(value, key)); db.close()";
    page.settled(body, vec![json!(store), json!(key), json!(value)])
        .await
        .unwrap_or_else(|e| panic!("{e}"));
}

/// Local storage as it is, but for where the person was.
pub async fn local(page: &Page) -> Value {
    let mut all = page.eval("({ ...localStorage })").await;
    all.as_object_mut().unwrap().remove("isnad:view");
    all
}

/// The key of the open article's layer and its JSON in local storage.
pub async fn stored_layer(page: &Page) -> (String, Value) {
    let all = page.local_storage().await;
    let found = all
        .into_iter()
        .find(|(key, _)| key.starts_with("isnad:annotations:"));
    found.expect("no layer in local storage")
}

/// The JSON of the open article's layer in local storage, to the letter.
pub async fn stored_json(page: &Page) -> Option<String> {
    let body = "const key = Object.keys(localStorage).find(key => key.startsWith('isnad:annotations:')); \
        return key ? localStorage.getItem(key) : null";
    let found = page.js(body, vec![]).await;
    found.as_str().map(str::to_owned)
}

/// All that a bad file must not change.
pub async fn everything(page: &Page) -> Value {
    let listed = page.texts_of(".listed-title").await;
    json!({ "local": local(page).await, "database": database(page).await, "listed": listed })
}

/// Gives several files to the page's input at once.
pub async fn give(page: &Page, files: &[PathBuf]) {
    let names: Vec<_> = files.iter().map(|file| file.to_str().unwrap()).collect();
    page.step(format!("give {names:?}"));
    let input = page.wait_for("input[type=file]").await;
    page.js(
        "arguments[0].value = ''",
        vec![serde_json::to_value(&input).unwrap()],
    )
    .await;
    input.send_keys(&names.join("\n")).await.unwrap();
}

pub fn file(folder: &TempDir, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    folder.write(name, bytes);
    folder.path().join(name)
}

/// Whatever way a download is asked for, its text.
pub async fn downloaded(page: &Page) -> String {
    std::fs::read_to_string(page.download().await).unwrap()
}

/// Waits until the keyboard is at such an element.
pub async fn wait_focus(page: &Page, css: &str) {
    let at = format!(
        "document.activeElement.matches({}) || document.activeElement.outerHTML.slice(0, 200)",
        json!(css)
    );
    page.wait_eq(&at, true).await;
}

/// The system's colours as they would be if the person changed them now.
pub async fn media(page: &Page, dark: bool, forced_colors: bool) {
    let reduced_motion = true;
    page.set_media(Media {
        dark,
        forced_colors,
        reduced_motion,
    })
    .await;
}

/// The whole page, its dialogs and lists, needs no scrolling sideways and cuts off no control.
pub async fn fits(page: &Page, what: &str) {
    let body = "const out = []; const vw = document.documentElement.clientWidth; \
        for (const e of document.querySelectorAll('html, body, .app, .reader, .panel, dialog, .dialog-body')) \
          if (e.scrollWidth > e.clientWidth + 1 && e.getClientRects().length) \
            out.push(`${e.tagName}.${e.className} scrolls: ${e.scrollWidth} > ${e.clientWidth}`); \
        const top = document.querySelector('dialog[open]') ?? document.body; \
        for (const e of top.querySelectorAll('button, input:not(.unseen), select, textarea, [data-save-state]')) { \
          if (!e.checkVisibility({ visibilityProperty: true })) continue; \
          const r = e.getBoundingClientRect(); \
          if (r.left < -1 || r.right > vw + 1) out.push(`${e.outerHTML.slice(0, 120)} at ${r.left}..${r.right} of ${vw}`); \
          if (r.width < 24 || r.height < 24) if (e.matches('button, select')) out.push(`small ${r.width}x${r.height}: ${e.outerHTML.slice(0, 120)}`); \
          if (e.matches('button') && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).textOverflow !== 'ellipsis') out.push(`cut: ${e.outerHTML.slice(0, 120)}`); \
        } return out";
    let found = page.js(body, vec![]).await;
    assert_eq!(found, json!([]), "in {what}");
}

/// Sets a select as a person does.
pub async fn choose(page: &Page, css: &str, value: &str) {
    page.wait_for(css).await;
    let body = "const select = document.querySelector(arguments[0]); select.value = arguments[1]; \
        const set = select.value; select.dispatchEvent(new Event('change', { bubbles: true })); return set";
    let set = page.js(body, vec![json!(css), json!(value)]).await;
    assert_eq!(set, json!(value), "{css} has no {value}");
}
