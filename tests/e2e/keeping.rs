//! What is remembered of a person, and what a very long text is like.

use crate::harness::temp::TempDir;
use crate::harness::{Setup, run};
use crate::support::{
    DENIAL, SOURCE, choose_files, label_by_script, layer, open, reload, saved, wait_said,
    wait_selection, wait_spans,
};
use serde_json::json;

const DRESS: &str = "[document.documentElement.lang, document.documentElement.dir, \
    document.querySelector('article').dir, getComputedStyle(document.querySelector('article')).direction]";

#[test]
fn the_language_is_chosen_and_remembered() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        page.wait_eq(DRESS, json!(["ar", "rtl", "rtl", "rtl"]))
            .await;
        label_by_script(&page, SOURCE).await;
        wait_spans(&page, &[SOURCE]).await;
        let count = "document.querySelector('.annotations .panel-count').textContent";
        page.wait_eq(count, "١").await;
        wait_said(&page, "١ من ١").await;
        page.wait_eq("document.querySelector('.other-language').lang", "en")
            .await;

        page.click(".other-language").await;
        page.wait_eq(DRESS, json!(["en", "ltr", "rtl", "rtl"]))
            .await;
        page.wait_eq(count, "1").await;
        wait_said(&page, "1 of 1").await;
        page.wait_eq(
            "document.querySelector('.card-label').textContent",
            "Source",
        )
        .await;
        page.wait_eq("document.title.endsWith('Isnad')", true).await;
        // Not a word of the other language is left, but for its own name and the text.
        let left = "[...document.querySelectorAll('.app *:not(article *)')].filter(e => !e.closest('[translate=no], .other-language, [aria-live]')) \
            .flatMap(e => [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data).concat(['title', 'aria-label', 'placeholder'].map(a => e.getAttribute(a) ?? ''))) \
            .filter(t => /[\\u0620-\\u064a]/.test(t) && !t.includes('لافروف'))";
        page.wait_eq(left, json!([])).await;
        reload(&page).await;
        page.wait_eq(DRESS, json!(["en", "ltr", "rtl", "rtl"]))
            .await;
        wait_spans(&page, &[SOURCE]).await;
        page.screenshot("wide-english").await;

        page.click(".other-language").await;
        page.wait_eq(DRESS, json!(["ar", "rtl", "rtl", "rtl"]))
            .await;
        reload(&page).await;
        page.wait_eq(DRESS, json!(["ar", "rtl", "rtl", "rtl"]))
            .await;
    });
}

#[test]
fn light_and_dark() {
    run(Setup::wide_arabic().dark(), |page| async move {
        open(&page).await;
        let dark = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).every(c => c < 90)";
        page.wait_eq(dark, true).await;
        for span in [DENIAL, SOURCE] {
            label_by_script(&page, span).await;
        }
        page.screenshot("wide-arabic-dark").await;
        page.click(".theme").await;
        page.wait_eq(dark, false).await;
        reload(&page).await;
        page.wait_eq(dark, false).await;
        page.screenshot("wide-arabic-light").await;
        page.click(".theme").await;
        page.wait_eq(dark, true).await;
        page.click(".theme").await;
        page.wait_eq("document.documentElement.dataset.theme", "system")
            .await;
        page.wait_eq(dark, true).await;
    });
}

#[test]
fn the_name_is_asked_in_passing_and_renames_the_layer() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        assert_eq!(page.count(".name-form").await, 0);
        label_by_script(&page, SOURCE).await;
        wait_spans(&page, &[SOURCE]).await;
        page.wait_for(".name-form").await;
        // It does not take the keyboard.
        page.wait_eq("document.activeElement.closest('.name-form')", json!(null))
            .await;
        page.fill(".name-form input", "سلمى <ب>/1").await;
        page.press("Enter").await;
        page.wait_for_gone(".name-form").await;
        wait_said(&page, "المعلّق: سلمى <ب>/1").await;
        let keys = "Object.keys(localStorage).filter(k => k.startsWith('isnad:annotations:')) \
            .map(k => decodeURIComponent(k.split('/').at(-1)))";
        page.wait_eq(keys, json!(["سلمى <ب>/1"])).await;
        assert_eq!(layer(&page).await.unwrap()["annotator"], "سلمى <ب>/1");
        wait_spans(&page, &[SOURCE]).await;
        reload(&page).await;
        wait_spans(&page, &[SOURCE]).await;
        assert_eq!(page.count(".name-form").await, 0);
        page.wait_eq(keys, json!(["سلمى <ب>/1"])).await;
    });
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        label_by_script(&page, SOURCE).await;
        page.click_named(".name-form button", "لاحقًا").await;
        page.wait_for_gone(".name-form").await;
        reload(&page).await;
        wait_spans(&page, &[SOURCE]).await;
        assert_eq!(page.count(".name-form").await, 0);
    });
}

#[test]
fn a_line_of_a_million_characters() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        let text: String = "قال الوزير ونفى المصدر ذلك ثم صمت "
            .chars()
            .cycle()
            .take(999_993)
            .collect();
        let text = format!("{text} خاتمة");
        assert_eq!(text.chars().count(), 999_999);
        let folder = TempDir::new("long");
        let file = folder.write("long.txt", format!("{text}."));
        choose_files(&page, &[&file]).await;
        page.wait_until("document.querySelectorAll('article .block').length > 100")
            .await;
        page.wait_until(
            "[...document.querySelectorAll('article .block')].at(-1).textContent.endsWith('خاتمة.')",
        )
        .await;
        // No block is longer than the bound.
        page.wait_until(
            "Math.max(...[...document.querySelectorAll('article .block')].map(b => b.textContent.length)) <= 4500",
        )
        .await;
        let (start, end) = (999_994, 999_999);
        page.double_click_at(start + 2).await;
        wait_selection(&page, Some((start, end))).await;
        page.press("1").await;
        wait_spans(&page, &[("quote", start, end)]).await;
        let kept = layer(&page).await.unwrap();
        assert_eq!(kept["spans"][0]["text"], "خاتمة");
        assert_eq!(kept["article"]["length"], 1_000_000);
        reload(&page).await;
        wait_spans(&page, &[("quote", start, end)]).await;
        saved(&page).await;
        page.wait_until("(r => r.top >= 0 && r.bottom <= innerHeight)(document.querySelector('.ring').getBoundingClientRect())").await;
    });
}
