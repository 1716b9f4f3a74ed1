//! What keeps the work safe in a real browser: the journal is strict and is waited for, storage that is cleared is
//! filled again, copies are restored, a chosen file follows the work.

use crate::aid::{
    self, DENIAL, QUOTE, SOURCE, before_load, label, open, opened, settled, wait_state,
};
use crate::harness::{Need, Page, Setup, run};
use serde_json::{Value, json};

async fn wait_spans(page: &Page, n: usize) {
    page.wait_eq("document.querySelectorAll('[data-span-id]').length", n)
        .await;
}

/// Notes every writing transaction, and holds the journal's end back while `window.hold` is set.
const WATCH: &str = "window.seen = []; window.late = []; \
    const begin = IDBDatabase.prototype.transaction; \
    IDBDatabase.prototype.transaction = function (names, mode, options) { \
      const made = begin.call(this, names, mode, options); \
      if (mode === 'readwrite') { \
        const list = [...made.objectStoreNames]; window.seen.push([list, made.durability]); \
        made.isJournal = list.length === 1 && list[0] === 'journal'; } \
      return made; }; \
    const listen = EventTarget.prototype.addEventListener; \
    const held = (listener) => function (event) { \
      const run = () => typeof listener === 'function' ? listener.call(this, event) : listener.handleEvent(event); \
      if (this.isJournal && window.hold) window.late.push(run); else run(); }; \
    IDBTransaction.prototype.addEventListener = function (name, listener, options) { \
      return listen.call(this, name, name === 'complete' ? held(listener) : listener, options); }; \
    const complete = Object.getOwnPropertyDescriptor(IDBTransaction.prototype, 'oncomplete'); \
    Object.defineProperty(IDBTransaction.prototype, 'oncomplete', { ...complete, \
      set(listener) { complete.set.call(this, listener && held(listener)); } });";

#[test]
fn the_journal_is_strict_and_saved_waits_for_it_but_nothing_else_does() {
    run(Setup::wide_english(), |page| async move {
        before_load(&page, WATCH).await;
        open(&page).await;
        page.eval("void (window.hold = true)").await;
        label(&page, DENIAL, "2").await;
        wait_spans(&page, 1).await;
        page.wait_until("[...CSS.highlights.keys()].some(k => k.startsWith('isnad-denial'))")
            .await;
        // Local storage has it, which is not enough.
        page.wait_until("Object.keys(localStorage).some(k => k.startsWith('isnad:annotations:'))")
            .await;
        page.wait_until("window.late.length > 0").await;
        wait_state(&page, "saving").await;
        page.eval("void (window.hold = false, window.late.splice(0).forEach(run => run()))")
            .await;
        wait_state(&page, "saved").await;
        settled(&page).await;
        let seen = page.eval("window.seen").await;
        let seen = seen.as_array().unwrap();
        assert!(seen.iter().any(|t| t[0] == json!(["journal"])), "{seen:?}");
        for transaction in seen {
            assert_eq!(transaction[1], "strict", "{transaction}");
        }
    });
}

#[test]
fn storage_that_is_cleared_is_said_and_filled_again() {
    let setup = Setup::wide_english().needs(Need::ClearedStorage);
    run(setup, |page| async move {
        open(&page).await;
        label(&page, DENIAL, "2").await;
        settled(&page).await;
        page.clear_storage().await;
        label(&page, SOURCE, "3").await;
        page.wait_until(
            "[...document.querySelectorAll('.notice p')].some(p => p.innerText.includes('was cleared while'))",
        )
        .await;
        settled(&page).await;
        page.reload().await;
        opened(&page).await;
        wait_spans(&page, 2).await;
        assert!(page.article_text().await.contains(DENIAL));
    });
}

/// Time that can be pushed on.
const CLOCK: &str = "window.ahead = 0; const Real = Date; \
    window.Date = class extends Real { \
      constructor(...given) { if (given.length) super(...given); else super(Real.now() + window.ahead); } \
      static now() { return Real.now() + window.ahead; } };";

#[test]
fn a_copy_is_looked_at_and_restored() {
    run(Setup::wide_arabic(), |page| async move {
        before_load(&page, CLOCK).await;
        open(&page).await;
        label(&page, DENIAL, "2").await;
        label(&page, SOURCE, "3").await;
        page.eval("void (window.ahead += 11 * 60000)").await;
        label(&page, QUOTE, "1").await;
        settled(&page).await;
        page.click("[data-label=denial] .card-main").await;
        page.click("[data-label=denial] .delete").await;
        wait_spans(&page, 2).await;
        settled(&page).await;
        page.click("[data-save-state] button").await;
        page.click_named("dialog button", "نسخ سابقة من تعليقات هذا المقال")
            .await;
        page.wait_for("dialog[open] [data-copy]").await;
        assert_eq!(page.count("[data-copy]").await, 1);
        let said = page.text_of("[data-copy]").await;
        assert!(said.contains("٣ تعليقات"), "{said}");
        page.click("[data-copy]").await;
        let fate = page.text_of("dialog .fate.returns").await;
        assert!(fate.contains("يعود") && fate.contains(DENIAL), "{fate}");
        assert_eq!(page.count("dialog .fate").await, 1);
        page.click("#restore").await;
        page.wait_for_gone("dialog").await;
        wait_spans(&page, 3).await;
        settled(&page).await;
        assert_eq!(
            aid::database(&page).await["snapshots"]
                .as_object()
                .unwrap()
                .len(),
            2
        );
        page.press("Ctrl+z").await;
        wait_spans(&page, 2).await;
    });
}

/// The picker gives a real file, of the browser's own file system.
pub const PICKER: &str = "window.showSaveFilePicker = async () => \
      (await navigator.storage.getDirectory()).getFileHandle('work.isnad.jsonl', { create: true }); \
    FileSystemHandle.prototype.requestPermission = async () => 'granted'; \
    window.content = async () => (await (await (await navigator.storage.getDirectory()) \
      .getFileHandle('work.isnad.jsonl', { create: true })).getFile()).text();";

/// What is in the file as soon as it has a part. While the browser puts a new file in the place of the old one it may not
/// be readable: then it is looked at again, and a wait that ends in that says so.
pub async fn wait_content(page: &Page, part: &str) -> String {
    page.poll(&format!("{part} in the file"), async || {
        let text = page.try_eval("content()").await?;
        let text = text.as_str().unwrap_or_default().to_owned();
        if text.contains(part) {
            Ok(text)
        } else {
            Err(text.chars().take(80).collect())
        }
    })
    .await
}

#[test]
fn a_chosen_file_is_kept_up_to_date_and_taken_up_again() {
    let setup = Setup::wide_english().needs(Need::MeasuredStorage);
    run(setup.hosted(), |page| async move {
        before_load(&page, PICKER).await;
        open(&page).await;
        label(&page, DENIAL, "2").await;
        page.click("[data-save-state] button").await;
        page.click_named("dialog button", "Choose a file").await;
        wait_content(&page, "\"fragments\":[[109,160]]").await;
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
        label(&page, SOURCE, "3").await;
        let text = wait_content(&page, "\"label\":\"source\"").await;
        for line in text.lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            assert!(line["schema"].as_str().unwrap().starts_with("isnad/"));
        }
        page.reload().await;
        opened(&page).await;
        page.click("[data-save-state] button").await;
        page.click_named(
            "dialog button",
            "Go on writing \u{2068}work.isnad.jsonl\u{2069}",
        )
        .await;
        page.wait_until(
            "document.querySelector('dialog').innerText.includes('is kept up to date')",
        )
        .await;
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
        label(&page, QUOTE, "1").await;
        wait_content(&page, "\"label\":\"quote\"").await;
    });
}

#[test]
fn storage_is_measured_and_asked_to_stay_and_nobody_waits() {
    let setup = Setup::wide_english().needs(Need::MeasuredStorage);
    run(setup, |page| async move {
        let never = "window.asked = 0; StorageManager.prototype.persist = () => { window.asked += 1; return new Promise(() => {}); };";
        before_load(&page, never).await;
        open(&page).await;
        assert_eq!(page.eval("window.asked").await, json!(0));
        label(&page, DENIAL, "2").await;
        label(&page, SOURCE, "3").await;
        wait_state(&page, "saved").await;
        page.wait_eq("window.asked", 1).await;
        page.click("[data-save-state] button").await;
        page.wait_until("document.querySelector('dialog meter')?.value > 0")
            .await;
        let said = page.text_of("dialog .room").await;
        assert!(said.contains("in use"), "{said}");
    });
}

#[test]
fn on_plain_http_it_is_said_that_storage_is_not_measured() {
    run(Setup::wide_english().plain_http(), |page| async move {
        open(&page).await;
        label(&page, DENIAL, "2").await;
        wait_state(&page, "saved").await;
        page.click("[data-save-state] button").await;
        page.wait_until(
            "document.querySelector('dialog')?.innerText.includes('does not say here how much storage')",
        )
        .await;
        assert_eq!(page.count("dialog meter").await, 0);
    });
}
