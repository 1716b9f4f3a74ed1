//! The worker that does long work: that it does it, what happens without one, and when it breaks down.

use std::path::PathBuf;

use serde_json::json;

use crate::aid::{choose, file, give};
use crate::harness::temp::TempDir;
use crate::harness::{Need, Page, Setup, run};
use crate::safety::{PICKER, wait_content};
use crate::support::{DENIAL, TITLES, label_by_script, open, reload, wait_said, wait_spans};

const TABLE: &str = "text\nقال الوزير إن الأسعار لن ترتفع\nونفى مصدر ذلك أمس\n";

/// Counts the workers that the page makes, and the orders that those of dialogs are given, and the keeper, and how often it is
/// let go of; and breaks the last one.
const WATCH: &str = "window.made = 0; window.orders = 0; const Real = window.Worker; let last, bridge; \
    window.Worker = function (...how) { made += 1; return last = new Real(...how); }; \
    window.breakWorker = (why) => last.onmessage({ data: why }); \
    window.kept = 0; window.letGo = 0; \
    Object.defineProperty(window, 'isnadWorkers', { get: () => bridge, set: (real) => { \
      const { order, dismiss } = real; \
      real.order = (crew, said) => { crew ? kept += 1 : orders += 1; return order(crew, said); }; \
      real.dismiss = (crew) => { letGo += crew; return dismiss(crew); }; \
      bridge = real; } });";

/// Counts how often the page itself writes the file that is kept up to date.
const WATCH_FILE: &str = "window.byPage = 0; const write = FileSystemFileHandle.prototype.createWritable; \
    FileSystemFileHandle.prototype.createWritable = function (...how) { byPage += 1; return write.apply(this, how); };";

/// Lines enough that the worker is still at it when the next step of a test is done.
fn long() -> String {
    let words = "قال الوزير إن الأسعار لن ترتفع ونفى مصدر ذلك ".repeat(30);
    let line = |n| format!("{{\"text\":\"خبر {n} {words}\",\"label\":[[0,3,\"quote\"]]}}\n");
    (0..12_000).map(line).collect()
}

async fn take_table_in(page: &Page) {
    let folder = TempDir::new("table");
    give(page, &[file(&folder, "t.csv", TABLE)]).await;
    page.wait_for("#files-take:enabled").await;
    page.click("#files-take").await;
    page.wait_for_gone("dialog").await;
    page.wait_eq(&format!("{TITLES}.length"), 3).await;
}

async fn write_csv(page: &Page) {
    page.press("e").await;
    choose(page, "#export-kind", "csv").await;
    page.wait_for("#export-write:enabled").await;
    page.click("#export-write").await;
    let path = page.download().await;
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains("ونفى مصدر ذلك أمس"), "{text}");
    page.wait_for_gone("dialog").await;
}

#[test]
fn files_are_read_taken_in_and_written_in_a_worker() {
    run(Setup::wide_english(), |page| async move {
        page.before_load(WATCH).await;
        open(&page).await;
        label_by_script(&page, DENIAL).await;
        take_table_in(&page).await;
        assert_eq!(
            page.eval("[made, orders]").await,
            json!([1, 3]),
            "open, look, take"
        );
        write_csv(&page).await;
        assert_eq!(
            page.eval("[made, orders]").await,
            json!([2, 6]),
            "gather, count, write"
        );
        reload(&page).await;
        page.wait_eq(&format!("{TITLES}.length"), 3).await;
    });
}

#[test]
fn without_a_worker_the_page_does_it() {
    run(Setup::wide_english(), |page| async move {
        page.before_load(
            "window.made = 0; window.Worker = function () { made += 1; throw new Error('none'); };",
        )
        .await;
        open(&page).await;
        take_table_in(&page).await;
        write_csv(&page).await;
        assert_eq!(page.eval("made").await, 1, "it is not tried again");
        page.press("Ctrl+z").await;
        page.wait_eq(&format!("{TITLES}.length"), 1).await;
    });
}

#[test]
fn a_worker_that_breaks_down_is_said_and_nothing_comes_in() {
    run(Setup::wide_arabic(), |page| async move {
        page.before_load(WATCH).await;
        open(&page).await;
        label_by_script(&page, DENIAL).await;
        let folder = TempDir::new("broken");
        give(&page, &[file(&folder, "long.jsonl", long())]).await;
        page.wait_until("document.querySelector('.under-way progress')?.value > 0")
            .await;
        page.js("breakWorker('out of memory')", vec![]).await;
        page.wait_for_gone("#files-take").await;
        wait_said(&page, "out of memory").await;
        page.screenshot("import-broken").await;
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
        page.wait_eq(&format!("{TITLES}.length"), 1).await;
        wait_spans(&page, &[DENIAL]).await;
        // The next one is a new one.
        take_table_in(&page).await;
        assert_eq!(page.eval("made").await, 2);
    });
}

#[test]
fn what_is_called_off_while_it_is_stored_leaves_nothing() {
    run(Setup::wide_english(), |page| async move {
        page.before_load(WATCH).await;
        open(&page).await;
        let folder = TempDir::new("off");
        give(&page, &[file(&folder, "long.jsonl", long())]).await;
        page.wait_for("#files-take:enabled").await;
        page.click("#files-take").await;
        wait_said(&page, "The articles are stored").await;
        page.click("#files-cancel").await;
        page.wait_for_gone("dialog").await;
        wait_said(&page, "Called off: nothing came in").await;
        page.wait_eq(&format!("{TITLES}.length"), 1).await;
        // The database has its turn before anything is looked at.
        reload(&page).await;
        page.wait_eq(&format!("{TITLES}.length"), 1).await;
        take_table_in(&page).await;
    });
}

/// So many articles that whatever is done with all of them takes its time.
async fn take_many_in(page: &Page, folder: &TempDir) {
    let words = "قال الوزير إن الأسعار لن ترتفع ونفى مصدر ذلك ".repeat(200);
    let line = |n| format!("{{\"text\":\"خبر {n} {words}\",\"label\":[[0,3,\"quote\"]]}}\n");
    let lines: String = (0..250).map(line).collect();
    give(page, &[file(folder, "l.jsonl", lines)]).await;
    page.wait_for("#files-take:enabled").await;
    page.click("#files-take").await;
    page.wait_for_gone("dialog").await;
    page.wait_eq(ROWS, 251).await;
}

/// A project file of them.
async fn large_project(page: &Page, folder: &TempDir) -> PathBuf {
    take_many_in(page, folder).await;
    page.press("e").await;
    page.click("[data-export=project]").await;
    let path = page.download().await;
    page.wait_for_gone("dialog").await;
    path
}

const ROWS: &str = "+document.getElementById('listing').dataset.rows";

#[test]
fn a_large_project_file_is_written_read_and_taken_in_by_a_worker() {
    run(Setup::wide_arabic(), |page| async move {
        page.before_load(WATCH).await;
        open(&page).await;
        let folder = TempDir::new("large");
        let project = large_project(&page, &folder).await;
        assert_eq!(
            page.eval("[made, orders]").await,
            json!([2, 4]),
            "open, look, take; write"
        );
        let text = std::fs::read_to_string(&project).unwrap();
        assert_eq!(text.matches("isnad/article/1").count(), 251);
        page.js(
            "document.querySelector('.listed.is-open .listed-remove').click()",
            vec![],
        )
        .await;
        page.wait_eq(ROWS, 250).await;
        give(&page, &[project]).await;
        page.wait_for("dialog .take-in").await;
        page.screenshot("large-project-asks").await;
        page.click("dialog .bring-back input").await;
        page.click("dialog .take-in").await;
        page.wait_for("dialog[open] .files").await;
        page.screenshot("large-project-came").await;
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
        page.wait_eq(ROWS, 251).await;
        assert_eq!(
            page.eval("[made, orders]").await,
            json!([3, 6]),
            "read, take"
        );
        reload(&page).await;
        page.wait_eq(ROWS, 251).await;
    });
}

#[test]
fn a_large_project_file_is_called_off_by_a_button() {
    for setup in [Setup::phone_arabic(), Setup::wide_english().dark()] {
        run(setup, |page| async move {
            page.before_load(WATCH).await;
            open(&page).await;
            let folder = TempDir::new("large-off");
            let project = large_project(&page, &folder).await;
            let text = std::fs::read_to_string(project).unwrap();
            let (head, lines) = text.split_once('\n').unwrap();
            // The same project many times as long: whoever reads it is still at it.
            let long = format!("{head}\n{}", lines.repeat(8));
            give(&page, &[file(&folder, "long.isnad.jsonl", long)]).await;
            page.wait_until("document.querySelector('.project-under-way progress')?.value > 0")
                .await;
            page.screenshot("large-project-under-way").await;
            page.click("#project-cancel").await;
            page.wait_for_gone("dialog").await;
            assert_eq!(page.eval("[made, orders]").await, json!([3, 5]));
            // The next one is read by a new worker.
            let again = file(&folder, "again.isnad.jsonl", &text);
            give(&page, &[again]).await;
            page.wait_for("dialog[open] .file.good").await;
            assert_eq!(
                page.eval("[made, orders]").await,
                json!([4, 7]),
                "read, take"
            );
        });
    }
}

#[test]
fn figures_of_many_articles_are_counted_by_a_worker() {
    run(Setup::wide_arabic().dark(), |page| async move {
        page.before_load(WATCH).await;
        open(&page).await;
        let folder = TempDir::new("figures");
        take_many_in(&page, &folder).await;
        page.click(".show-figures").await;
        page.wait_for("dialog [data-figures=labels]").await;
        assert_eq!(
            page.eval("[made, orders]").await,
            json!([2, 4]),
            "open, look, take; count"
        );
        let totals = page.text_of("dialog [data-figures=totals] tbody tr").await;
        assert!(totals.contains("٢٥١"), "{totals}");
        page.screenshot("figures-of-many").await;
    });
}

async fn keep_up_to_date(page: &Page) {
    page.click("[data-save-state] button").await;
    page.click_named("dialog button", "Choose a file").await;
    page.wait_until("document.querySelector('dialog').innerText.includes('is kept up to date')")
        .await;
    page.press("Escape").await;
    page.wait_for_gone("dialog").await;
}

#[test]
fn the_file_of_many_articles_is_kept_up_to_date_by_a_worker_of_its_own() {
    let setup = Setup::wide_english().needs(Need::MeasuredStorage);
    run(setup.hosted(), |page| async move {
        for script in [WATCH, WATCH_FILE, PICKER] {
            page.before_load(script).await;
        }
        open(&page).await;
        let folder = TempDir::new("kept");
        take_many_in(&page, &folder).await;
        keep_up_to_date(&page).await;
        let text = wait_content(&page, "isnad/article/1").await;
        assert_eq!(text.matches("isnad/article/1").count(), 251);
        label_by_script(&page, ("denial", 0, 3)).await;
        // A dialog that is closed lets go of its worker; the keeper goes on.
        page.press("e").await;
        page.wait_for("#export-kind").await;
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
        wait_content(&page, "\"label\":\"denial\"").await;
        page.wait_until("letGo === kept").await;
        assert_eq!(page.eval("[kept, byPage]").await, json!([2, 0]));
    });
}

#[test]
fn without_a_worker_the_page_keeps_the_file_of_many_articles_up_to_date() {
    let setup = Setup::wide_english().needs(Need::MeasuredStorage);
    run(setup.hosted(), |page| async move {
        let none = "window.Worker = function () { throw new Error('none'); };";
        for script in [none, WATCH_FILE, PICKER] {
            page.before_load(script).await;
        }
        open(&page).await;
        let folder = TempDir::new("kept-here");
        take_many_in(&page, &folder).await;
        keep_up_to_date(&page).await;
        let text = wait_content(&page, "isnad/article/1").await;
        assert_eq!(text.matches("isnad/article/1").count(), 251);
        assert_eq!(page.eval("byPage").await, 1);
    });
}
