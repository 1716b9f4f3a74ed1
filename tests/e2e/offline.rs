//! The page without a network, as an app, and over an update: what is kept, what waits, what is said.

use crate::aid::{self, DENIAL, QUOTE, SOURCE, kept, label, open, opened, wait_state};
use crate::harness::chromium::cdp;
use crate::harness::page::dist;
use crate::harness::temp::{TempDir, copy_folder};
use crate::harness::{Need, Page, Setup, run};
use serde_json::json;
use std::path::Path;
use std::process::Command;

/// The build that is shown, not the one that is kept.
const SHOWN: &str = "document.documentElement.dataset.testBuild";
const NEW: &str = "[...document.querySelectorAll('.notice p')].filter(p => p.innerText.includes('A new version')).length";
/// Asks for a new build, as the browser does at a visit, and waits for what becomes of it.
const LOOK: &str = "const registration = await navigator.serviceWorker.getRegistration(); \
    await registration.update(); const worker = registration.installing; \
    if (!worker) return registration.waiting ? 'installed' : 'nothing new'; \
    return new Promise(done => { worker.onstatechange = () => done(worker.state) })";

/// Writes a whole build that says its letter and has one file that no other build has.
fn write_build(folder: &Path, letter: &str) {
    copy_folder(&dist(), folder);
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.file_name().to_string_lossy().starts_with("lazy-") {
            std::fs::remove_file(entry.path()).unwrap();
        }
    }
    std::fs::write(folder.join(format!("lazy-{letter}.txt")), letter).unwrap();
    let page = folder.join("index.html");
    let html = std::fs::read_to_string(&page).unwrap();
    let html = html.replacen("<html", &format!("<html data-test-build=\"{letter}\""), 1);
    std::fs::write(page, html).unwrap();
    stamp(folder);
}

/// A server with builds. That a worker refuses one some browsers say as an error.
fn builds(folder: &TempDir) -> Setup {
    let setup = Setup::wide_english().hosted().folder(folder.path());
    setup.allow("is not the file of this build")
}

/// Names the build after its files, by what does it in a build.
fn stamp(folder: &Path) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/dev/offline-dist.mjs");
    let done = Command::new("node").arg(script).arg(folder).status();
    assert!(done.unwrap().success());
}

/// Of the builds that are kept, which lazily loaded file they have.
const KEPT: &str = "(async () => { const all = []; \
    for (const name of await caches.keys()) for (const { url } of await (await caches.open(name)).keys()) \
      if (url.includes('/lazy-')) all.push(url.at(-5)); return all.sort() })()";

async fn work_is_in(page: &Page) -> String {
    page.click("[data-save-state] button").await;
    page.wait_for("dialog .where-work p").await;
    let said = page.texts_of("dialog .where-work p").await.join("\n");
    page.press("Escape").await;
    page.wait_for_gone("dialog").await;
    said
}

#[test]
fn after_one_visit_it_opens_without_a_network() {
    run(Setup::wide_english().hosted(), |page| async move {
        open(&page).await;
        kept(&page).await;
        label(&page, DENIAL, "2").await;
        wait_state(&page, "saved").await;
        page.server().switch_off();
        let before = page.server().requests().len();
        page.reload().await;
        opened(&page).await;
        page.wait_eq("document.querySelectorAll('[data-span-id]').length", 1)
            .await;
        // Where the text is in another face it is not loaded unasked.
        page.wait_eq(
            "await document.fonts.load('16px \"Isnad Naskh\"', 'ق').then(all => all.length)",
            1,
        )
        .await;
        label(&page, SOURCE, "3").await;
        wait_state(&page, "saved").await;
        page.restart().await;
        // By another of its addresses, as from the installed app.
        page.goto("index.html?from=app").await;
        opened(&page).await;
        page.wait_eq("document.querySelectorAll('[data-span-id]').length", 2)
            .await;
        assert_eq!(page.server().requests().len(), before);
        let said = work_is_in(&page).await;
        assert!(said.contains("it opens without a network"), "{said}");
    });
}

#[test]
fn the_browser_would_install_it() {
    let setup = Setup::wide_english().hosted();
    run(setup.needs(Need::Installability), |page| async move {
        open(&page).await;
        kept(&page).await;
        let found = cdp(&page.client(), "Page.getInstallabilityErrors", json!({}))
            .await
            .unwrap();
        assert_eq!(found["installabilityErrors"], json!([]), "{found}");
        let manifest = cdp(&page.client(), "Page.getAppManifest", json!({}))
            .await
            .unwrap();
        assert_eq!(manifest["errors"], json!([]), "{manifest}");
        let read: serde_json::Value =
            serde_json::from_str(manifest["data"].as_str().unwrap()).unwrap();
        assert_eq!(read["display"], "standalone");
        for icon in read["icons"].as_array().unwrap() {
            let side = "(src => new Promise((done, no) => { const image = new Image(); \
                image.onload = () => done(image.naturalWidth); image.onerror = no; image.src = src }))";
            let side = page
                .eval(&format!("{side}({})", icon["src"]))
                .await
                .as_u64()
                .unwrap();
            let sizes = icon["sizes"].as_str().unwrap();
            assert!(
                sizes == "any" || sizes == format!("{side}x{side}"),
                "{icon}"
            );
        }
    });
}

#[test]
fn a_new_build_waits_until_it_is_wanted_and_comes_whole() {
    let folder = TempDir::new("builds");
    write_build(folder.path(), "A");
    let setup = builds(&folder);
    run(setup, move |page| async move {
        open(&page).await;
        kept(&page).await;
        label(&page, DENIAL, "2").await;
        wait_state(&page, "saved").await;
        write_build(folder.path(), "B");
        // A visit finds it, and goes on with what it has.
        page.reload().await;
        opened(&page).await;
        page.wait_eq(NEW, 1).await;
        page.wait_eq(SHOWN, "A").await;
        page.wait_eq("fetch('lazy-A.txt').then(r => r.text())", "A")
            .await;
        page.reload().await;
        opened(&page).await;
        page.wait_eq(SHOWN, "A").await;
        page.wait_eq(NEW, 1).await;
        // An edit that is not saved yet when the reload is asked for: saving begins a frame later.
        aid::select(&page, SOURCE).await;
        page.eval("(() => { window.old = true; document.querySelector('button[data-label=source]').click(); \
            document.querySelector('.notice .offer').click() })()")
            .await;
        page.wait_eq(SHOWN, "B").await;
        opened(&page).await;
        page.wait_eq("window.old ?? null", json!(null)).await;
        page.wait_eq("document.querySelectorAll('[data-span-id]').length", 2)
            .await;
        page.wait_eq("fetch('lazy-B.txt').then(r => r.text())", "B")
            .await;
        assert_eq!(page.eval(NEW).await, 0);
        // The old one is let go of, and the new one is whole without a network.
        page.wait_eq(KEPT, json!(["B"])).await;
        page.server().switch_off();
        page.reload().await;
        opened(&page).await;
        page.wait_eq(SHOWN, "B").await;
        page.wait_eq("document.querySelectorAll('[data-span-id]').length", 2)
            .await;
    });
}

#[test]
fn a_new_build_in_one_tab_leaves_the_other_its_files() {
    let folder = TempDir::new("builds");
    write_build(folder.path(), "A");
    let setup = builds(&folder);
    run(setup, move |page| async move {
        open(&page).await;
        kept(&page).await;
        let first = page.tab().await;
        page.eval("(() => { window.old = true })()").await;
        page.open_tab().await;
        open(&page).await;
        write_build(folder.path(), "B");
        page.settled(LOOK, vec![]).await.unwrap();
        page.wait_eq(NEW, 1).await;
        page.click(".notice .offer").await;
        page.wait_eq(SHOWN, "B").await;
        opened(&page).await;
        kept(&page).await;
        let second = page.tab().await;

        page.switch_to(&first).await;
        assert_eq!(page.eval("window.old").await, true);
        assert_eq!(page.eval(SHOWN).await, "A");
        label(&page, QUOTE, "1").await;
        wait_state(&page, "saved").await;
        // The server has it no more.
        assert_eq!(
            page.eval("fetch('lazy-A.txt').then(r => r.text())").await,
            "A"
        );
        assert_eq!(page.eval(KEPT).await, json!(["A", "B"]));
        page.wait_eq(NEW, 1).await;
        page.click(".notice .offer").await;
        page.wait_eq(SHOWN, "B").await;
        opened(&page).await;
        page.wait_eq("document.querySelectorAll('[data-span-id]').length", 1)
            .await;
        page.wait_eq(KEPT, json!(["B"])).await;
        page.switch_to(&second).await;
        page.wait_eq(SHOWN, "B").await;
    });
}

#[test]
fn half_an_upload_changes_nothing() {
    let folder = TempDir::new("builds");
    write_build(folder.path(), "A");
    let setup = builds(&folder);
    run(setup, move |page| async move {
        open(&page).await;
        kept(&page).await;
        let lazy = folder.path().join("lazy-B.txt");
        write_build(folder.path(), "B");
        std::fs::remove_file(&lazy).unwrap();
        let outcome = page.settled(LOOK, vec![]).await.unwrap();
        assert_eq!(outcome, "redundant");
        // Of the same length, as from a disk that was full.
        std::fs::write(&lazy, "\0").unwrap();
        let outcome = page.settled(LOOK, vec![]).await.unwrap();
        assert_eq!(outcome, "redundant");
        page.reload().await;
        opened(&page).await;
        assert_eq!(page.eval(SHOWN).await, "A");
        page.wait_eq(KEPT, json!(["A"])).await;
        assert_eq!(page.eval(NEW).await, 0);
        page.server().switch_off();
        page.reload().await;
        opened(&page).await;
        assert_eq!(page.eval(SHOWN).await, "A");
        // The rest arrives.
        page.server().switch_on();
        std::fs::write(&lazy, "B").unwrap();
        let outcome = page.settled(LOOK, vec![]).await.unwrap();
        assert_eq!(outcome, "installed");
        page.wait_eq(NEW, 1).await;
        page.click(".notice .offer").await;
        page.wait_eq(SHOWN, "B").await;
        opened(&page).await;
    });
}

#[test]
fn a_page_that_cannot_be_kept_says_so_and_works() {
    let folder = TempDir::new("builds");
    write_build(folder.path(), "A");
    std::fs::write(folder.path().join("lazy-A.txt"), "other").unwrap();
    let setup = builds(&folder);
    run(setup, move |page| async move {
        let _folder = &folder;
        open(&page).await;
        label(&page, DENIAL, "2").await;
        wait_state(&page, "saved").await;
        page.poll("the page to say so", async || {
            let said = work_is_in(&page).await;
            if said.contains("could not be kept") {
                Ok(())
            } else {
                Err(said)
            }
        })
        .await;
        page.wait_eq(KEPT, json!([])).await;
    });
}

#[test]
fn over_plain_http_it_says_what_is_not_to_be_had() {
    run(
        Setup::wide_english().hosted().plain_http(),
        |page| async move {
            open(&page).await;
            label(&page, DENIAL, "2").await;
            wait_state(&page, "saved").await;
            let said = work_is_in(&page).await;
            assert!(said.contains("Over plain http"), "{said}");
            assert!(said.contains("cannot be installed"), "{said}");
            let asked = page.server().requests();
            assert!(
                !asked.iter().any(|path| path.contains("service-worker")),
                "{asked:?}"
            );
        },
    );
}

#[test]
fn a_file_on_the_disk_says_where_the_work_is_and_opens_the_backup() {
    let setup = Setup::wide_english().only_on_disk();
    run(setup, |page| async move {
        open(&page).await;
        let said = page.text_of(".first-steps .where-work").await;
        assert!(said.contains("dist-single/isnad.html"), "{said}");
        label(&page, DENIAL, "2").await;
        wait_state(&page, "saved").await;
        let said = work_is_in(&page).await;
        assert!(said.contains("dist-single/isnad.html"), "{said}");
        assert!(said.contains("without a network"), "{said}");
        assert!(said.contains("cannot be installed"), "{said}");
        page.press("e").await;
        page.click("[data-export=project]").await;
        let backup = page.download().await;

        // Another place on the disk: empty in some browsers. Here its storage is cleared.
        page.goto_elsewhere().await;
        page.eval("(() => { localStorage.clear(); indexedDB.deleteDatabase('isnad') })()")
            .await;
        open(&page).await;
        assert_eq!(page.count("[data-span-id]").await, 0);
        // The button opens the browser's own dialog, which a test cannot answer: the file goes to its input.
        page.eval("(() => { window.asked = 0; document.querySelector('input[type=file]').addEventListener('click', \
            event => { event.preventDefault(); window.asked += 1 }) })()")
            .await;
        page.click(".open-backup").await;
        page.wait_eq("window.asked", 1).await;
        aid::give(&page, &[backup]).await;
        page.wait_for("dialog[open]").await;
    });
}
