//! Changing what is labelled: focus, label, ends, note, kind, deletion, and taking all of it back.

use crate::harness::{Page, Setup, run};
use crate::support::{
    DENIAL, DENIAL_TEXT, FOCUSED, SOURCE, SOURCE_TEXT, Span, label_by_script, layer, open, rect,
    reload, saved, slice, wait_rows, wait_said, wait_spans,
};
use serde_json::json;

const QUOTE: Span = ("quote", 166, 209);

async fn with(page: &Page, spans: &[Span]) {
    open(page).await;
    for span in spans {
        label_by_script(page, *span).await;
    }
    page.press("Escape").await;
    page.wait_for_gone(".card.is-focused").await;
    wait_spans(page, spans).await;
}

#[test]
fn clicks_focus_and_go_through_what_overlaps() {
    run(Setup::wide_arabic(), |page| async move {
        with(&page, &[DENIAL, SOURCE]).await;
        let inside = SOURCE.1 + 4;
        // The shortest first. Each click waits for its effect: two at once would be a double click.
        for expected in [
            ["source", SOURCE_TEXT],
            ["denial", DENIAL_TEXT],
            ["source", SOURCE_TEXT],
        ] {
            page.click_at(inside).await;
            page.wait_eq(FOCUSED, json!(expected)).await;
            page.js("window.clicked = performance.now()", vec![]).await;
            assert!(page.count(".overlay .ring").await > 0);
            assert_eq!(page.count(".overlay .handle").await, 2);
            page.wait_until("performance.now() - window.clicked > 600")
                .await;
        }
        // Beside it, but still in the denial.
        page.click_at(SOURCE.2 + 4).await;
        page.wait_eq(FOCUSED, json!(["denial", DENIAL_TEXT])).await;
        // Outside: nothing is focused.
        page.click_at(300).await;
        page.wait_for_gone(".card.is-focused").await;
        assert_eq!(page.count(".overlay .ring, .overlay .handle").await, 0);
        // From the list to the text.
        page.js("document.querySelector('#reader').scrollTop = 1e6", vec![])
            .await;
        page.click(".card[data-label=source] .card-main").await;
        page.wait_eq(FOCUSED, json!(["source", SOURCE_TEXT])).await;
        page.wait_until(
            "(r => r.top >= 0 && r.bottom <= innerHeight)(document.querySelector('.ring').getBoundingClientRect())",
        )
        .await;
    });
}

#[test]
fn relabel_and_delete_from_the_card() {
    run(Setup::wide_arabic(), |page| async move {
        with(&page, &[DENIAL, SOURCE]).await;
        page.click_at(SOURCE.1 + 2).await;
        page.click("[data-relabel=quote]").await;
        let quote = ("quote", SOURCE.1, SOURCE.2);
        wait_spans(&page, &[DENIAL, quote]).await;
        page.wait_eq(FOCUSED, json!(["quote", SOURCE_TEXT])).await;
        page.click("[data-relabel=quote]").await;
        wait_spans(&page, &[DENIAL, quote]).await;
        page.click(".card .delete").await;
        wait_spans(&page, &[DENIAL]).await;
        wait_said(&page, "حُذف: اقتباس").await;
        page.click(".notice .offer").await;
        wait_spans(&page, &[DENIAL, quote]).await;
        page.press("Ctrl+z").await;
        wait_spans(&page, &[DENIAL, SOURCE]).await;
    });
}

/// The middle of the handle's knob, where a person takes it.
async fn knob(page: &Page, edge: &str) -> (f64, f64) {
    let [left, _, right, bottom] = rect(page, &format!(".handle[data-edge={edge}]")).await;
    (f64::midpoint(left, right), bottom - 8.0)
}

#[test]
fn both_handles_can_be_dragged() {
    run(Setup::wide_arabic(), |page| async move {
        with(&page, &[DENIAL, SOURCE]).await;
        let text = page.article_text().await;
        // While no handle lies over it.
        let inner = page.points(&[(SOURCE.1 + 1, "start")]).await[0];
        page.click_at(SOURCE.1 + 4).await;
        page.wait_for(".handle[data-edge=end]").await;
        // The end into the middle of «تناقلته»: the word comes whole.
        let word = page.find_text("تناقلته").await;
        let at = page.points(&[(word.0 + 3, "middle")]).await[0];
        page.drag(knob(&page, "end").await, at, &[]).await;
        let longer = ("source", SOURCE.1, word.1);
        wait_spans(&page, &[DENIAL, longer]).await;
        // The start inwards by a letter with Alt.
        page.drag(
            knob(&page, "start").await,
            inner,
            &[crate::harness::Mod::Alt],
        )
        .await;
        let cut = ("source", SOURCE.1 + 1, word.1);
        wait_spans(&page, &[DENIAL, cut]).await;
        wait_rows(
            &page,
            &[
                ("denial", DENIAL_TEXT),
                ("source", &slice(&text, cut.1, cut.2)),
            ],
        )
        .await;
        // Beyond the other end: nothing happens.
        let at = page.points(&[(300, "middle")]).await[0];
        page.drag(knob(&page, "start").await, at, &[]).await;
        wait_spans(&page, &[DENIAL, cut]).await;
        page.press("Ctrl+z").await;
        page.press("Ctrl+z").await;
        wait_spans(&page, &[DENIAL, SOURCE]).await;
    });
}

#[test]
fn the_buttons_of_the_card_move_the_ends() {
    run(Setup::wide_arabic(), |page| async move {
        with(&page, &[SOURCE]).await;
        page.click_at(SOURCE.1 + 2).await;
        let (_, start, end) = SOURCE;
        page.click_named(".nudge", "تحريك البداية إلى اليمين").await;
        wait_spans(&page, &[("source", 113, end)]).await;
        page.click_named(".nudge", "تحريك البداية إلى اليسار").await;
        wait_spans(&page, &[SOURCE]).await;
        page.click_named(".nudge", "تحريك النهاية إلى اليسار").await;
        wait_spans(&page, &[("source", start, end + 3)]).await;
        page.click_named(".nudge", "تحريك النهاية إلى اليمين").await;
        wait_spans(&page, &[SOURCE]).await;
        // By letters in letter mode: a first letter is cut off.
        page.click(".mode").await;
        page.click_named(".nudge", "تحريك البداية إلى اليسار").await;
        wait_spans(&page, &[("source", start + 1, end)]).await;
    });
}

#[test]
fn a_note_survives_and_is_one_step() {
    run(Setup::wide_arabic(), |page| async move {
        with(&page, &[SOURCE]).await;
        page.click_at(SOURCE.1 + 2).await;
        page.click("#note").await;
        let note = "وقال: «لا» و\"نعم\" <b>&amp; 123";
        page.keys(note).await;
        page.wait_eq("document.querySelector('#note').value", note)
            .await;
        saved(&page).await;
        page.poll("the note to be kept", async || {
            match layer(&page).await.unwrap()["spans"][0]["note"].as_str() {
                Some(kept) if kept == note => Ok(()),
                other => Err(format!("{other:?}")),
            }
        })
        .await;
        // None of it was a command, none of it became an element.
        wait_spans(&page, &[SOURCE]).await;
        assert_eq!(page.count(".card b, dialog").await, 0);
        page.press("Escape").await;
        page.wait_eq("document.activeElement.id", "article").await;
        page.press("Escape").await;
        page.wait_eq("document.querySelector('.card-note').textContent", note)
            .await;
        reload(&page).await;
        page.wait_eq("document.querySelector('.card-note').textContent", note)
            .await;

        // Typed anew in one go, it is one step back.
        page.click(".card-main").await;
        page.fill("#note", "ثانية").await;
        page.press("Escape").await;
        page.press("Ctrl+z").await;
        page.wait_eq("document.querySelector('#note')?.value", note)
            .await;
        wait_spans(&page, &[SOURCE]).await;
        page.press("Ctrl+y").await;
        page.wait_eq("document.querySelector('#note')?.value", "ثانية")
            .await;
    });
}

#[test]
fn the_kind_of_a_quote_is_set_and_taken_away() {
    run(Setup::wide_english(), |page| async move {
        with(&page, &[DENIAL, QUOTE]).await;
        page.click_at(QUOTE.1 + 2).await;
        page.wait_eq(
            FOCUSED,
            json!(["quote", slice(&page.article_text().await, QUOTE.1, QUOTE.2)]),
        )
        .await;
        let kind = async || layer(&page).await.unwrap()["spans"][1]["attributes"].clone();
        let wait_kind = async |expected: serde_json::Value| {
            page.poll(&format!("the attributes {expected}"), async || {
                let seen = kind().await;
                if seen == expected {
                    Ok(())
                } else {
                    Err(seen.to_string())
                }
            })
            .await;
        };
        page.click_named(".card .choice", "direct").await;
        wait_kind(json!({ "kind": "direct" })).await;
        page.wait_eq(
            "document.querySelector('.card-head .kind')?.textContent",
            "direct",
        )
        .await;
        page.click_named(".card .choice", "indirect").await;
        wait_kind(json!({ "kind": "indirect" })).await;
        page.click_named(".card .choice", "indirect").await;
        wait_kind(json!({})).await;
        page.press("Ctrl+z").await;
        wait_kind(json!({ "kind": "indirect" })).await;
        // A denial has no kind.
        page.click_at(DENIAL.1 + 1).await;
        page.wait_for(".card.is-focused[data-label=denial]").await;
        let choices = page.texts_of(".card .choice").await;
        assert!(!choices.contains(&"direct".to_owned()), "{choices:?}");
    });
}

#[test]
fn the_list_is_filtered_by_label() {
    run(Setup::wide_arabic(), |page| async move {
        with(&page, &[DENIAL, SOURCE]).await;
        page.click(".chip[data-filter=source]").await;
        wait_rows(&page, &[("denial", DENIAL_TEXT)]).await;
        page.wait_for(".chip[data-filter=source][aria-pressed=false]")
            .await;
        page.click(".chip[data-filter=denial]").await;
        wait_rows(&page, &[]).await;
        wait_said(&page, "كل التعليقات مخفية").await;
        // Only the list is filtered: all is still painted and kept.
        wait_spans(&page, &[DENIAL, SOURCE]).await;
        page.click(".chip[data-filter=source]").await;
        wait_rows(&page, &[("source", SOURCE_TEXT)]).await;
    });
}
