//! The page after its WebAssembly has stopped: a screen by plain script that gives everything away.

use crate::aid::{self, DENIAL, before_load, downloaded, file, give, label, open, unbreak};
use crate::harness::temp::TempDir;
use crate::harness::{Page, Setup, run};
use isnad::app::ports::Store;
use serde_json::Value;

/// The stop of the page is expected, and nothing else.
fn stopping() -> Setup {
    Setup::wide_english()
        .allow("broken for a test")
        // Chromium and Firefox, then WebKit.
        .allow("RuntimeError: unreachable")
        .allow("RuntimeError: Unreachable code should not be executed")
}

/// The screen is there, its file holds the text and the labels, and a reload brings the work back.
async fn recovers(page: &Page) {
    page.wait_for("#recovery[open]").await;
    let (key, layer) = aid::stored_layer(page).await;
    assert_eq!(layer["spans"].as_array().unwrap().len(), 1, "{layer}");
    page.wait_eq("document.activeElement.className", "primary")
        .await;
    page.click_named("#recovery button", "Download everything stored")
        .await;
    let raw: Value = serde_json::from_str(&downloaded(page).await).unwrap();
    assert_eq!(raw["schema"], "isnad/raw/1");
    let local = raw["localStorage"][&key].as_str().unwrap();
    assert_eq!(serde_json::from_str::<Value>(local).unwrap(), layer);
    assert_eq!(raw["indexedDB"]["layers"][&key], local);
    let texts = raw["indexedDB"]["texts"].as_object().unwrap();
    assert!(texts.values().any(|t| t.as_str().unwrap().contains(DENIAL)));
    // It is above everything and does not go away.
    page.press("Escape").await;
    page.press("Escape").await;
    page.wait_for("#recovery[open]").await;
    page.click_named("#recovery button", "Reload").await;
    page.wait_for_gone("#recovery").await;
    aid::opened(page).await;
    page.wait_for("[data-span-id][data-label=denial]").await;
    aid::wait_state(page, "saved").await;
}

async fn labelled(page: &Page) {
    open(page).await;
    label(page, DENIAL, "2").await;
    aid::settled(page).await;
}

#[test]
fn a_panic_leaves_a_way_to_the_work() {
    run(stopping(), |page| async move {
        labelled(&page).await;
        // With a dialog up, which would lie over anything but another dialog.
        page.press("?").await;
        page.wait_for("dialog.wide[open]").await;
        page.eval("void dispatchEvent(new Event('isnad-break-for-test'))")
            .await;
        recovers(&page).await;
    });
}

#[test]
fn a_panic_in_a_future_leaves_a_way_to_the_work() {
    run(stopping(), |page| async move {
        labelled(&page).await;
        page.eval("void dispatchEvent(new CustomEvent('isnad-break-for-test', { detail: 1 }))")
            .await;
        recovers(&page).await;
    });
}

/// Every store of the database is in the file, also those that no screen shows, and a reload leaves them.
#[test]
fn the_file_holds_every_store_and_a_reload_loses_nothing() {
    run(stopping(), |page| async move {
        labelled(&page).await;
        for store in ["snapshots", "journal", "aside"] {
            let value = format!("{{\"only in\":\"{store} «\u{202e}»\"}}");
            aid::put(&page, store, &format!("test {store}"), &value).await;
        }
        let before = aid::database(&page).await;
        let names: Vec<_> = before.as_object().unwrap().keys().cloned().collect();
        let expected = Store::ALL.map(Store::name);
        assert!(
            expected.iter().all(|name| names.iter().any(|n| n == name)),
            "{names:?}"
        );
        page.eval("void dispatchEvent(new Event('isnad-break-for-test'))")
            .await;
        page.wait_for("#recovery[open]").await;
        page.click_named("#recovery button", "Download everything stored")
            .await;
        let raw: Value = serde_json::from_str(&downloaded(&page).await).unwrap();
        assert_eq!(raw["indexedDB"], before);
        page.click_named("#recovery button", "Reload").await;
        page.wait_for_gone("#recovery").await;
        aid::opened(&page).await;
        page.wait_for("[data-span-id][data-label=denial]").await;
        let after = aid::database(&page).await;
        for store in ["projects", "articles", "texts", "layers"] {
            assert_eq!(after[store], before[store], "{store}");
        }
        for store in ["snapshots", "aside"] {
            let key = format!("test {store}");
            assert_eq!(after[store][&key], before[store][&key], "{store}");
        }
        // A record of the journal that no page wrote may be moved to what is set aside, but not lost.
        let value = before["journal"]["test journal"].as_str().unwrap();
        let kept = |store: &str| {
            after[store]
                .as_object()
                .unwrap()
                .values()
                .any(|v| v == value)
        };
        assert!(kept("journal") || kept("aside"), "{after}");
    });
}

/// The file can be opened like any other: here as another project, as on another machine.
#[test]
fn what_was_downloaded_can_be_opened() {
    run(Setup::wide_english(), |page| async move {
        labelled(&page).await;
        let (key, layer) = aid::stored_layer(&page).await;
        page.eval("isnadRecovery.download()").await;
        let raw = downloaded(&page).await;
        let project = layer["project"].as_str().unwrap();
        let folder = TempDir::new("raw");
        let moved = file(&folder, "isnad-raw.json", raw.replace(project, "p-back"));
        give(&page, &[moved]).await;
        page.wait_for("dialog[open] .file.good").await;
        let said = page.text_of("dialog[open] .file.good").await;
        assert!(said.contains("1 new article"), "{said}");
        assert!(!said.contains("did not come in"), "{said}");
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
        aid::opened(&page).await;
        page.wait_for("[data-span-id][data-label=denial]").await;
        let stored = aid::database(&page).await;
        let back = stored["layers"][key.replace(project, "p-back")]
            .as_str()
            .unwrap();
        let back: Value = serde_json::from_str(back).unwrap();
        assert_eq!(back["spans"], layer["spans"]);
        assert!(stored["projects"]["p-back"].is_string());
    });
}

#[test]
fn an_abort_without_the_hook_is_seen_by_its_trap() {
    run(stopping(), |page| async move {
        labelled(&page).await;
        page.eval("(() => { isnadRecovery.show = () => {} })()")
            .await;
        page.eval("void dispatchEvent(new Event('isnad-break-for-test'))")
            .await;
        recovers(&page).await;
    });
}

#[test]
fn a_trap_in_a_promise_is_seen() {
    run(stopping(), |page| async move {
        labelled(&page).await;
        // (module (func (export "f") unreachable))
        let trap = "(() => { const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, \
                    3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11]); \
                    window.WebAssembly.instantiate(bytes).then(m => m.instance.exports.f()) })()";
        page.eval(trap).await;
        recovers(&page).await;
    });
}

#[test]
fn other_errors_do_not_stop_the_page() {
    run(
        Setup::wide_english().allow("somebody else's"),
        |page| async move {
            open(&page).await;
            page.eval(
                "(() => { setTimeout(() => { throw new Error(\"somebody else's\") }); \
                 Promise.reject(new Error(\"somebody else's\")) })()",
            )
            .await;
            page.expect_console("somebody else's").await;
            page.wait_for_gone("#recovery").await;
        },
    );
}

#[test]
fn a_page_that_cannot_start_says_so() {
    run(
        Setup::wide_english()
            .allow("WebAssembly")
            .allow("CompileError")
            .allow("no wasm"),
        |page| async move {
            let name = before_load(
                &page,
                "WebAssembly.instantiateStreaming = WebAssembly.instantiate = () => Promise.reject(new WebAssembly.CompileError('no wasm'))",
            )
            .await;
            page.goto_root().await;
            page.wait_for("#recovery[open]").await;
            unbreak(&page, &name).await;
            page.reload().await;
            aid::opened(&page).await;
        },
    );
}
