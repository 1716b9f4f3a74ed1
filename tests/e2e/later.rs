//! The part of the page that is loaded later, when it cannot be loaded: one can label all the same, is told what
//! did not happen, and can try again.

use crate::harness::{Page, Setup, run};
use crate::support::{self, Span, wait_spans};
use serde_json::Value;

const DENIAL: Span = support::DENIAL;
/// What its file is called, without the sum.
const FILE: &str = "/later-";

/// A request that comes to nothing is told by the browser itself in the console. Where there is a service worker
/// it has the file; plain http has none.
fn setup(setup: Setup) -> Setup {
    setup.allow(FILE).plain_http().hosted()
}

async fn said(page: &Page, part: &str) {
    page.wait_until(&format!(
        "document.querySelector('.notice.error p')?.innerText.includes('{part}')"
    ))
    .await;
}

/// Waits until the file was asked for so many times.
async fn asked(page: &Page, times: usize) {
    page.poll(&format!("{times} requests for {FILE}"), async || {
        let all = page.server().requests();
        let seen = all.iter().filter(|path| path.contains(FILE)).count();
        if seen == times {
            Ok(())
        } else {
            Err(format!("{seen}"))
        }
    })
    .await;
}

/// The spans of every layer in local storage, by its key.
async fn spans(page: &Page) -> Vec<(String, Value)> {
    let all = page.local_storage().await.into_iter();
    all.filter(|(key, _)| key.starts_with("isnad:annotations:"))
        .map(|(key, layer)| (key, layer["spans"].clone()))
        .collect()
}

#[test]
fn it_is_loaded_without_being_asked_for_and_once() {
    run(
        Setup::wide_english().plain_http().hosted(),
        |page| async move {
            support::open(&page).await;
            asked(&page, 1).await;
            page.press("?").await;
            page.wait_for("dialog[open]").await;
            page.press("Escape").await;
            page.wait_for_gone("dialog[open]").await;
            page.press("e").await;
            page.wait_for("dialog[open] [data-export=project]").await;
            asked(&page, 1).await;
        },
    );
}

#[test]
fn without_it_one_labels_and_dialogs_open_after_another_try() {
    run(setup(Setup::wide_english()), |page| async move {
        page.server().withhold(Some(FILE));
        support::open(&page).await;
        asked(&page, 1).await;
        support::label(&page, DENIAL).await;
        support::saved(&page).await;
        wait_spans(&page, &[DENIAL]).await;
        assert_eq!(page.count(".notice.error").await, 0, "nobody asked for it");

        page.press("?").await;
        said(&page, "could not be loaded").await;
        asked(&page, 2).await;
        assert_eq!(page.count("dialog").await, 0);
        page.click_named(".notice button", "Try again").await;
        asked(&page, 3).await;
        said(&page, "could not be loaded").await;

        page.server().withhold(None);
        page.click_named(".notice button", "Try again").await;
        page.wait_for("dialog[open] .keys-table").await;
        page.wait_for_gone(".notice.error").await;
        page.press("Escape").await;
        page.wait_for_gone("dialog[open]").await;
        support::label(&page, support::SOURCE).await;
        wait_spans(&page, &[DENIAL, support::SOURCE]).await;
    });
}

/// Work that is stored is read by the part: without it nothing may be taken for a first visit.
#[test]
fn work_that_is_stored_waits_for_it() {
    run(setup(Setup::wide_arabic()), |page| async move {
        support::open(&page).await;
        support::label(&page, DENIAL).await;
        support::saved(&page).await;
        let stored = spans(&page).await;
        assert_eq!(stored.len(), 1);

        page.server().withhold(Some(FILE));
        page.reload().await;
        said(&page, "تعذّر تحميل جزء من الصفحة").await;
        assert_eq!(page.count("article[data-article-id]").await, 0);
        assert_eq!(spans(&page).await, stored);

        page.server().withhold(None);
        page.click_named(".notice button", "المحاولة من جديد").await;
        support::ready(&page).await;
        wait_spans(&page, &[DENIAL]).await;
        page.wait_for_gone(".notice.error").await;
    });
}
