//! On a phone, by touch alone.

use crate::aid::{file, give};
use crate::harness::temp::TempDir;
use crate::harness::{Need, Page, Setup, run};
use crate::support::{
    DENIAL, DENIAL_TEXT, FOCUSED, SOURCE, SOURCE_TEXT, layer, open, overlap, painted, rect, reload,
    wait_rows, wait_selection, wait_spans,
};
use serde_json::json;

async fn label_by_taps(page: &Page, (name, start, end): crate::support::Span) {
    page.tap_at(start + 1).await;
    page.tap_at(end - 2).await;
    wait_selection(page, Some((start, end))).await;
    page.tap(&format!("button[data-label={name}]")).await;
    page.wait_for_gone(".label-bar.is-up").await;
}

#[test]
fn first_word_last_word_label() {
    run(
        Setup::phone_arabic().needs(Need::Touch),
        |page| async move {
            open(&page).await;
            page.tap_at(SOURCE.1 + 1).await;
            wait_selection(&page, Some((117, 122))).await;
            page.wait_eq(
                "document.querySelector('.bar-hint').textContent",
                "المس الكلمة الأخيرة، أو اختر الوسم",
            )
            .await;
            page.tap_at(SOURCE.2 - 2).await;
            wait_selection(&page, Some((SOURCE.1, SOURCE.2))).await;
            page.tap("button[data-label=source]").await;
            wait_spans(&page, &[SOURCE]).await;
            page.tap_at(300).await;
            page.tap_at(300).await;
            // The denial ends with «إدلب»; its guillemet cannot be tapped as a word, so the end is «إدلب».
            label_by_taps(&page, ("denial", DENIAL.1, DENIAL.2 - 1)).await;
            let denial = ("denial", DENIAL.1, DENIAL.2 - 1);
            wait_spans(&page, &[denial, SOURCE]).await;
            assert_eq!(layer(&page).await.unwrap()["spans"][1]["text"], SOURCE_TEXT);
            reload(&page).await;
            wait_spans(&page, &[denial, SOURCE]).await;
        },
    );
}

#[test]
fn taps_go_through_spans() {
    run(
        Setup::phone_arabic().needs(Need::Touch),
        |page| async move {
            open(&page).await;
            for (name, start, end) in [DENIAL, SOURCE] {
                page.select_by_script(start, end).await;
                wait_selection(&page, Some((start, end))).await;
                page.tap(&format!("button[data-label={name}]")).await;
            }
            wait_spans(&page, &[DENIAL, SOURCE]).await;
            page.tap_at(300).await;
            page.tap_at(300).await;
            page.wait_for_gone(".handle").await;
            let inside = SOURCE.1 + 8;
            page.tap_at(inside).await;
            page.wait_eq(FOCUSED, json!(["source", SOURCE_TEXT])).await;
            page.tap_at(inside).await;
            page.wait_eq(FOCUSED, json!(["denial", DENIAL_TEXT])).await;
            wait_selection(&page, None).await;
        },
    );
}

#[test]
fn the_lists_are_sheets() {
    run(
        Setup::phone_arabic().needs(Need::Touch),
        |page| async move {
            open(&page).await;
            label_by_taps(&page, SOURCE).await;
            let covers = "(css => { const e = document.querySelector(css); const r = e.getBoundingClientRect(); \
            return r.width > 200 && r.height > 100 && r.top < innerHeight - 50 \
              && getComputedStyle(e).visibility !== 'hidden' \
              && e.contains(document.elementFromPoint(r.left + r.width / 2, Math.min(r.top + 20, innerHeight - 1))); })";
            for (button, sheet, other) in [
                (".fold-annotations", ".panel.annotations", ".panel.articles"),
                (".fold-articles", ".panel.articles", ".panel.annotations"),
            ] {
                page.wait_eq(&format!("{covers}('{sheet}')"), false).await;
                page.tap(button).await;
                page.wait_eq(&format!("{covers}('{sheet}')"), true).await;
                page.wait_eq(&format!("{covers}('{other}')"), false).await;
                page.wait_for(&format!("{button}[aria-expanded=true]"))
                    .await;
                page.tap(button).await;
                page.wait_eq(&format!("{covers}('{sheet}')"), false).await;
            }
            page.tap(".fold-annotations").await;
            wait_rows(&page, &[("source", SOURCE_TEXT)]).await;
            page.screenshot("phone-annotations").await;
            page.tap(".card-main").await;
            page.wait_eq(FOCUSED, json!(["source", SOURCE_TEXT])).await;
        },
    );
}

#[test]
fn the_bar_covers_nothing_that_was_tapped() {
    for (name, setup) in [
        ("ar", Setup::phone_arabic()),
        ("en", Setup::phone_english()),
    ] {
        run(setup.needs(Need::Touch), move |page| async move {
            open(&page).await;
            page.screenshot(&format!("phone-{name}")).await;
            // Nothing sticks out at a side.
            page.wait_until("document.documentElement.scrollWidth <= innerWidth")
                .await;
            for at in [1, SOURCE.1 + 1, 1000, 2376, 2430] {
                page.tap_at(at).await;
                page.poll("a selection that is not covered", async || {
                    let lines = painted(&page, "isnad-selection").await;
                    let bar = rect(&page, ".label-bar").await;
                    match lines.first() {
                        Some(line) if overlap(*line, bar) => Err(format!("{bar:?} over {line:?}")),
                        Some(_) => Ok(()),
                        None => Err("nothing selected".to_owned()),
                    }
                })
                .await;
                page.tap_at(at).await;
                wait_selection(&page, None).await;
            }
            // The end of the text can be scrolled above the bar.
            page.js("document.querySelector('#reader').scrollTop = 1e6", vec![])
                .await;
            page.wait_until(
                "document.querySelector('article').getBoundingClientRect().bottom \
                    <= document.querySelector('.label-bar').getBoundingClientRect().top",
            )
            .await;
            // The bar's buttons are large enough for a finger, and lie apart.
            let sizes = "[...document.querySelectorAll('button[data-label]')].every(b => \
                b.getBoundingClientRect().height >= 44 && b.getBoundingClientRect().width >= 44)";
            page.wait_until(sizes).await;
        });
    }
}

#[test]
fn a_phone_goes_from_article_to_article() {
    for setup in [Setup::phone_arabic(), Setup::phone_english().dark()] {
        run(setup, |page| async move {
            open(&page).await;
            let folder = TempDir::new("way");
            give(&page, &[file(&folder, "b.txt", "ونفى مصدر ذلك أمس")]).await;
            let shows =
                |text| format!("document.querySelector('article').textContent.includes('{text}')");
            page.wait_until(&shows("ونفى مصدر ذلك أمس")).await;
            page.click(".way .turn:first-child").await;
            page.wait_until(&shows("لافروف")).await;
            page.click(".way .turn:last-child").await;
            page.wait_until(&shows("ونفى مصدر ذلك أمس")).await;
        });
    }
}
