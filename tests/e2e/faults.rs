//! Storage that is full, forbidden, broken or holds what cannot be read: the page says so, works on, gives
//! the work away, and writes over nothing.

use crate::aid::{
    self, DENIAL, QUOTE, SOURCE, before_load, database, downloaded, label, open, opened, put,
    stored_layer, unbreak, wait_state,
};
use crate::harness::{Page, Setup, run};
use serde_json::{Value, json};

/// The real functions are kept in `window.real`, so that a test can put them back.
const FULL: &str = "window.real = Storage.prototype.setItem; \
    Storage.prototype.setItem = function () { throw new DOMException('no room', 'QuotaExceededError') };";
const FORBIDDEN: &str = "Object.defineProperty(window, 'localStorage', \
    { get() { throw new DOMException('forbidden', 'SecurityError') } });";
const NO_OPEN: &str = "window.unbrokenDB = { open: IDBFactory.prototype.open.bind(indexedDB) }; \
    IDBFactory.prototype.open = function () { throw new DOMException('forbidden', 'SecurityError') };";
/// The database opens when `openNow` is called.
const SLOW_OPEN: &str = "const open = IDBFactory.prototype.open; \
    window.openNow = []; \
    IDBFactory.prototype.open = function (...args) { \
        const request = open.apply(this, args); \
        let heard; \
        Object.defineProperty(request, 'readyState', { get: () => window.openNow ? 'pending' : 'done' }); \
        Object.defineProperty(request, 'onsuccess', { set(it) { heard = it; } }); \
        request.addEventListener('success', (event) => { \
            if (window.openNow) window.openNow.push(() => heard?.call(request, event)); else heard?.call(request, event); \
        }); \
        return request; \
    };";
const NO_DATABASE: &str = "Object.defineProperty(window, 'indexedDB', { value: undefined });";

async fn notice(page: &Page, part: &str) {
    let found = format!(
        "[...document.querySelectorAll('.notice p')].some(p => p.innerText.includes({}))",
        json!(part)
    );
    page.wait_until(&found).await;
}

/// Another document of the same origin, where nothing of the page runs.
async fn elsewhere(page: &Page) {
    page.goto_elsewhere().await;
}

/// The session goes on, and the export holds what was labelled.
async fn works_on(page: &Page) {
    label(page, SOURCE, "3").await;
    page.press("Ctrl+z").await;
    page.wait_eq("document.querySelectorAll('[data-span-id]').length", 1)
        .await;
    page.press("Ctrl+y").await;
    page.wait_eq("document.querySelectorAll('[data-span-id]').length", 2)
        .await;
    page.press("e").await;
    page.click("[data-export=project]").await;
    let file = downloaded(page).await;
    let lines: Vec<Value> = file
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let texts: Vec<&str> = lines
        .iter()
        .filter(|line| line["schema"] == "isnad/annotations/1")
        .flat_map(|line| line["spans"].as_array().unwrap())
        .map(|span| span["text"].as_str().unwrap())
        .collect();
    for text in [DENIAL, SOURCE] {
        assert!(texts.contains(&text), "{text} is not in {texts:?}");
    }
    assert!(lines[1]["text"].as_str().unwrap().contains(DENIAL));
}

#[test]
fn full_local_storage_is_said_and_comes_back() {
    run(Setup::wide_english(), |page| async move {
        let broken = before_load(&page, FULL).await;
        open(&page).await;
        label(&page, DENIAL, "2").await;
        wait_state(&page, "failed").await;
        notice(&page, "Local storage is full").await;
        works_on(&page).await;
        wait_state(&page, "failed").await;
        assert_eq!(
            page.eval("Object.keys(localStorage).length").await,
            json!(0)
        );
        let layers = database(&page).await["layers"].clone();
        assert_eq!(layers.as_object().unwrap().len(), 1);
        // There is room again.
        page.eval("void (Storage.prototype.setItem = window.real)")
            .await;
        page.click_named(".notice button", "Try to save again")
            .await;
        wait_state(&page, "saved").await;
        let (key, layer) = stored_layer(&page).await;
        assert_eq!(layer["spans"].as_array().unwrap().len(), 2);
        page.wait_until("!document.querySelector('.notice.error')")
            .await;
        unbreak(&page, &broken).await;
        page.reload().await;
        opened(&page).await;
        page.wait_eq("document.querySelectorAll('[data-span-id]').length", 2)
            .await;
        assert_eq!(stored_layer(&page).await.0, key);
    });
}

#[test]
fn forbidden_local_storage_is_said_and_the_work_lives_in_the_database() {
    run(Setup::wide_arabic(), |page| async move {
        before_load(&page, FORBIDDEN).await;
        open(&page).await;
        label(&page, DENIAL, "2").await;
        wait_state(&page, "failed").await;
        notice(&page, "المتصفح لا يسمح بالتخزين المحلي").await;
        works_on(&page).await;
        // The name under which the work is kept lies in local storage: it is found all the same.
        page.reload().await;
        opened(&page).await;
        page.wait_eq("document.querySelectorAll('[data-span-id]').length", 2)
            .await;
    });
}

#[test]
fn a_slow_database_is_waited_for_with_a_word() {
    run(Setup::wide_english(), |page| async move {
        before_load(&page, SLOW_OPEN).await;
        page.goto_root().await;
        page.wait_until(
            "document.querySelector('.is-starting > #loading')?.innerText.includes('stored')",
        )
        .await;
        page.wait_until("getComputedStyle(document.querySelector('#loading')).opacity === '1'")
            .await;
        page.screenshot("slow-start").await;
        page.wait_until("window.openNow.length > 0").await;
        page.eval("void ((held) => { window.openNow = null; held.forEach((go) => go()); })(window.openNow)")
            .await;
        opened(&page).await;
        wait_state(&page, "saved").await;
    });
}

async fn without_database(page: Page, script: &str) {
    let broken = before_load(&page, script).await;
    open(&page).await;
    let key = carried_by_local_storage(&page).await;
    unbreak(&page, &broken).await;
    back_with_database(&page, &key).await;
}

/// The page says that there is no database, and local storage brings all back; gives the layer's key.
async fn carried_by_local_storage(page: &Page) -> String {
    notice(page, "does not allow the database").await;
    label(page, DENIAL, "2").await;
    wait_state(page, "failed").await;
    notice(page, "This article is kept in local storage").await;
    works_on(page).await;
    let (key, layer) = stored_layer(page).await;
    assert_eq!(layer["spans"].as_array().unwrap().len(), 2);
    page.reload().await;
    opened(page).await;
    page.wait_eq("document.querySelectorAll('[data-span-id]').length", 2)
        .await;
    assert!(page.article_text().await.contains(DENIAL));
    key
}

/// With the database again nothing is lost.
async fn back_with_database(page: &Page, key: &str) {
    open(page).await;
    page.wait_eq("document.querySelectorAll('[data-span-id]').length", 2)
        .await;
    label(page, QUOTE, "1").await;
    aid::settled(page).await;
    let stored = database(page).await;
    let stored: Value = serde_json::from_str(stored["layers"][key].as_str().unwrap()).unwrap();
    assert_eq!(stored["spans"].as_array().unwrap().len(), 3);
}

#[test]
fn a_database_that_may_not_be_opened_is_said() {
    run(Setup::wide_english(), |page| {
        without_database(page, NO_OPEN)
    });
}

const RAISE: &str = "await new Promise((ok, no) => { const open = indexedDB.open('isnad', 7); \
    open.onupgradeneeded = () => { if (!open.result.objectStoreNames.contains('newer')) open.result.createObjectStore('newer'); }; \
    open.onsuccess = () => ok(open.result.close()); open.onerror = no; })";

/// A newer page made it: it does not open, and is not touched.
#[test]
fn a_database_of_a_newer_page_is_read_only() {
    run(Setup::wide_english(), |page| async move {
        elsewhere(&page).await;
        page.eval(&format!("(async () => {{ {RAISE} }})()")).await;
        open(&page).await;
        notice(&page, "A newer version of this page is open").await;
        aid::select(&page, DENIAL).await;
        page.press("2").await;
        notice(&page, "Changes are not taken now").await;
        assert_eq!(page.count("[data-span-id]").await, 0);
        let stores = database(&page).await;
        assert_eq!(stores, json!({ "newer": {} }));
    });
}

/// A newer page opens beside this one and changes the database: this one lets go of it, and says so.
#[test]
fn a_page_left_open_over_an_update_becomes_read_only() {
    run(Setup::wide_english(), |page| async move {
        open(&page).await;
        label(&page, DENIAL, "2").await;
        aid::settled(&page).await;
        let before = database(&page).await;
        page.eval(&format!("(async () => {{ {RAISE} }})()")).await;
        notice(&page, "A newer version of this page is open").await;
        aid::select(&page, SOURCE).await;
        page.press("3").await;
        notice(&page, "Changes are not taken now").await;
        assert_eq!(page.count("[data-span-id]").await, 1);
        let mut after = database(&page).await;
        after.as_object_mut().unwrap().remove("newer");
        assert_eq!(after, before);
        page.click_named(".notice button", "Reload").await;
        page.wait_until("!!document.querySelector('.notice.error')")
            .await;
    });
}

#[test]
fn a_browser_without_a_database_is_said() {
    run(Setup::wide_english(), |page| {
        without_database(page, NO_DATABASE)
    });
}

#[test]
fn with_no_storage_at_all_the_window_holds_the_work() {
    run(Setup::wide_english(), |page| async move {
        before_load(&page, &format!("{FORBIDDEN}{NO_DATABASE}")).await;
        open(&page).await;
        notice(&page, "does not allow the database").await;
        label(&page, DENIAL, "2").await;
        wait_state(&page, "failed").await;
        notice(&page, "The work is in this window alone").await;
        works_on(&page).await;
        wait_state(&page, "failed").await;
    });
}

#[test]
fn a_database_that_fails_for_a_while_catches_up() {
    run(Setup::wide_english(), |page| async move {
        open(&page).await;
        label(&page, DENIAL, "2").await;
        wait_state(&page, "saved").await;
        page.eval(
            "(() => { window.real = IDBDatabase.prototype.transaction; IDBDatabase.prototype.transaction = \
             function () { throw new DOMException('gone', 'InvalidStateError') } })()",
        )
        .await;
        label(&page, SOURCE, "3").await;
        wait_state(&page, "failed").await;
        notice(&page, "database does not answer").await;
        page.click_named(".notice button", "Download a backup")
            .await;
        assert!(downloaded(&page).await.contains(SOURCE));
        // It answers again with the click and not before: a write of the page's own would take the button away.
        page.eval(
            "addEventListener('click', () => { IDBDatabase.prototype.transaction = window.real }, { capture: true, once: true })",
        )
        .await;
        page.click_named(".notice button", "Try to save again")
            .await;
        wait_state(&page, "saved").await;
        let (key, layer) = stored_layer(&page).await;
        let stored = database(&page).await["layers"][&key].clone();
        assert_eq!(
            serde_json::from_str::<Value>(stored.as_str().unwrap()).unwrap(),
            layer
        );
    });
}

/// The layer is spoilt in one place or both. Gives its key and what stands there now.
async fn spoilt_layer(
    page: &Page,
    spoil: fn(&str) -> String,
    in_local: bool,
    in_database: bool,
) -> (String, String) {
    open(page).await;
    label(page, DENIAL, "2").await;
    aid::settled(page).await;
    let (key, layer) = stored_layer(page).await;
    let spoilt = spoil(&layer.to_string());
    elsewhere(page).await;
    if in_local {
        page.js(
            "localStorage.setItem(arguments[0], arguments[1])",
            vec![json!(key), json!(spoilt)],
        )
        .await;
    }
    if in_database {
        put(page, "layers", &key, &spoilt).await;
    }
    open(page).await;
    let both = in_local && in_database;
    let spans = if both { 0 } else { 1 };
    page.wait_eq("document.querySelectorAll('[data-span-id]').length", spans)
        .await;
    (key, spoilt)
}

async fn raw(page: &Page) -> Value {
    page.click_named(".notice button", "Download storage as it is")
        .await;
    serde_json::from_str(&downloaded(page).await).unwrap()
}

/// What cannot be read is set aside to the letter, can be downloaded, and work goes on in its place.
async fn unreadable(page: Page, in_local: bool, in_database: bool) {
    let (key, spoilt) = spoilt_layer(&page, garbage, in_local, in_database).await;
    notice(&page, "cannot be read").await;
    if in_local && in_database {
        label(&page, DENIAL, "2").await;
    }
    works_on(&page).await;
    aid::settled(&page).await;
    let raw = raw(&page).await;
    let aside = raw["indexedDB"]["aside"].as_object().unwrap();
    assert_eq!(aside.len(), 1);
    let (name, kept) = aside.iter().next().unwrap();
    assert!(name.starts_with(&key), "{name}");
    assert_eq!(kept, &json!(spoilt));
    for place in [
        &raw["localStorage"][&key],
        &raw["indexedDB"]["layers"][&key],
    ] {
        let layer: Value = serde_json::from_str(place.as_str().unwrap()).unwrap();
        assert_eq!(layer["spans"].as_array().unwrap().len(), 2);
    }
    page.reload().await;
    opened(&page).await;
    page.wait_eq("document.querySelectorAll('[data-span-id]').length", 2)
        .await;
    assert_eq!(page.count(".notice").await, 0);
}

/// What a newer page wrote can be looked at, and is not touched.
async fn read_only(page: Page, in_local: bool, in_database: bool) {
    let (key, spoilt) = spoilt_layer(&page, newer, in_local, in_database).await;
    notice(&page, "A newer version of this page wrote this").await;
    let before = page.count("[data-span-id]").await;
    aid::select(&page, SOURCE).await;
    page.press("3").await;
    notice(&page, "Changes are not taken now").await;
    assert_eq!(page.count("[data-span-id]").await, before);
    let raw = raw(&page).await;
    let places = [
        (&raw["localStorage"][&key], in_local),
        (&raw["indexedDB"]["layers"][&key], in_database),
    ];
    for (place, is_newer) in places {
        assert_eq!(place == &json!(spoilt), is_newer);
    }
    assert_eq!(raw["indexedDB"]["aside"], json!({}));
    assert_eq!(raw["indexedDB"]["journal"], json!({}));
}

fn garbage(_: &str) -> String {
    "{\"schema\":\"isnad/anno".to_owned()
}

fn newer(layer: &str) -> String {
    layer.replace("isnad/annotations/1", "isnad/annotations/2")
}

#[test]
fn garbage_in_local_storage_is_set_aside() {
    run(Setup::wide_english(), |page| unreadable(page, true, false));
}

#[test]
fn garbage_in_the_database_is_set_aside() {
    run(Setup::wide_english(), |page| unreadable(page, false, true));
}

#[test]
fn garbage_in_both_places_is_set_aside() {
    run(Setup::wide_english(), |page| unreadable(page, true, true));
}

#[test]
fn a_newer_layer_in_both_places_is_read_only() {
    run(Setup::wide_english(), |page| read_only(page, true, true));
}

#[test]
fn a_newer_layer_in_local_storage_is_read_only() {
    run(Setup::wide_english(), |page| read_only(page, true, false));
}

#[test]
fn choices_that_cannot_be_read_are_the_defaults() {
    run(Setup::wide_english(), |page| async move {
        for prefs in [
            "{{{",
            "[]",
            "7",
            "{\"lang\":\"fr\",\"theme\":5,\"letters\":\"yes\"}",
        ] {
            open(&page).await;
            page.js(
                "addEventListener('pagehide', () => localStorage.setItem('isnad:prefs', arguments[0])); \
                 localStorage.setItem('isnad:view', '{{')",
                vec![json!(prefs)],
            )
            .await;
            open(&page).await;
            page.wait_eq(
                "[document.documentElement.lang, document.documentElement.dataset.theme]",
                json!(["en", "system"]),
            )
            .await;
            assert_eq!(page.count(".notice").await, 0, "{prefs}");
            assert_eq!(page.count(".listed").await, 1, "{prefs}");
            page.wait_until("!!JSON.parse(localStorage['isnad:prefs']).project")
                .await;
        }
        label(&page, DENIAL, "2").await;
        wait_state(&page, "saved").await;
    });
}

#[test]
fn without_highlights_the_page_still_labels() {
    run(Setup::wide_english(), |page| async move {
        before_load(&page, "delete CSS.highlights; delete CSS.constructor.prototype?.highlights; \
            Object.defineProperty(CSS, 'highlights', { value: undefined, configurable: true }); delete window.Highlight;").await;
        open(&page).await;
        notice(&page, "cannot colour text").await;
        aid::three_labels(&page).await;
        wait_state(&page, "saved").await;
        page.wait_eq("document.querySelectorAll('.overlay .sign').length", 3)
            .await;
        page.wait_until("document.querySelectorAll('.overlay .edge').length >= 6")
            .await;
        page.click("[data-label=source] .card-main").await;
        page.wait_for("[data-label=source].is-focused").await;
        page.wait_for(".overlay .ring").await;
        // What is selected must be seen: the browser's own selection shows.
        page.select_by_script(0, 6).await;
        let colour = "getComputedStyle(document.querySelector('article p, article h2'), '::selection').backgroundColor";
        assert_ne!(page.eval(colour).await, json!("rgba(0, 0, 0, 0)"));
        page.reload().await;
        opened(&page).await;
        page.wait_eq("document.querySelectorAll('[data-span-id]').length", 3)
            .await;
    });
}
