//! Two tabs of one browser at work on the same article: what is done in one is seen in the other, what is done in
//! both at the same moment is all there, and storage has it. On plain http as well, where there are no locks.

use crate::aid::{self, DENIAL, QUOTE, SOURCE, label, open, opened, settled, wait_state};
use crate::harness::temp::TempDir;
use crate::harness::{Page, Setup, run};
use fantoccini::wd::WindowHandle;
use serde_json::{Value, json};

/// The two tabs of a test, the second one in front.
struct Tabs {
    first: WindowHandle,
    second: WindowHandle,
}

async fn two_tabs(page: &Page) -> Tabs {
    open(page).await;
    let first = page.client().window().await.unwrap();
    let second = page.open_tab().await;
    open(page).await;
    Tabs { first, second }
}

async fn wait_spans(page: &Page, n: usize) {
    page.wait_eq("document.querySelectorAll('[data-span-id]').length", n)
        .await;
}

/// Labels by a script that does not wait: on the signal of the other tab, so that both are at work at once.
async fn arm(page: &Page, texts: &[&str], digit: &str) {
    let body = "const [texts, digit] = arguments; \
        const find = (text) => { for (const block of document.querySelectorAll('article [data-start]')) { \
          const node = block.firstChild, at = node.data.indexOf(text); \
          if (at >= 0) return [node, at, at + text.length]; } }; \
        window.done = 0; \
        new BroadcastChannel('test').onmessage = async () => { for (const text of texts) { \
          const [node, start, end] = find(text); \
          const seen = () => [...CSS.highlights.get('isnad-selection') ?? []].some(r => r.startOffset === start && r.endOffset === end); \
          while (!seen()) { \
            document.querySelector('article').focus(); \
            getSelection().setBaseAndExtent(node, start, node, end); \
            await new Promise(ok => setTimeout(ok)); } \
          document.querySelector('article').dispatchEvent(new KeyboardEvent('keydown', \
            { key: digit, code: 'Digit' + digit, bubbles: true, cancelable: true })); \
          const labelled = () => document.querySelector('.card.is-focused .card-text')?.textContent.trim() === text; \
          while (!labelled()) await new Promise(ok => setTimeout(ok)); \
          window.done += 1; } }";
    page.js(body, vec![json!(texts), json!(digit)]).await;
}

/// Both tabs label at the same moment; all of it is in both, and after a reload.
async fn at_once(page: Page) {
    let tabs = two_tabs(&page).await;
    let in_second = ["وزير الخارجية الروسي", "العلاقات الروسية"];
    let in_first = ["وسائل إعلام", "مؤتمر صحفي"];
    arm(&page, &in_second, "3").await;
    page.switch_to(&tabs.first).await;
    arm(&page, &in_first, "1").await;
    // Heard by both: a channel does not hear itself, so a third one calls.
    page.eval("void new BroadcastChannel('test').postMessage(1)")
        .await;
    for tab in [&tabs.first, &tabs.second] {
        page.switch_to(tab).await;
        page.wait_eq("window.done", 2).await;
        wait_spans(&page, 4).await;
        wait_state(&page, "saved").await;
    }
    for tab in [&tabs.first, &tabs.second] {
        page.switch_to(tab).await;
        settled(&page).await;
    }
    let layers = aid::database(&page).await["layers"].clone();
    let layers = layers.as_object().unwrap();
    assert_eq!(layers.len(), 1);
    let stored: Value =
        serde_json::from_str(layers.values().next().unwrap().as_str().unwrap()).unwrap();
    assert_eq!(stored["spans"].as_array().unwrap().len(), 4);
    for tab in [&tabs.first, &tabs.second] {
        page.switch_to(tab).await;
        page.reload().await;
        opened(&page).await;
        wait_spans(&page, 4).await;
    }
}

#[test]
fn edits_of_both_tabs_at_the_same_moment_are_all_there() {
    run(Setup::wide_arabic(), at_once);
}

#[test]
fn the_same_on_plain_http() {
    run(Setup::wide_arabic().plain_http(), |page| async move {
        open(&page).await;
        assert_eq!(
            page.eval("isSecureContext || !!navigator.locks").await,
            json!(false)
        );
        at_once(page).await;
    });
}

#[test]
fn the_same_at_the_machines_own_address() {
    run(Setup::wide_arabic().at_own_address(), |page| async move {
        open(&page).await;
        assert_eq!(
            page.eval("isSecureContext || location.hostname.startsWith('127.')")
                .await,
            json!(false)
        );
        at_once(page).await;
    });
}

#[test]
fn an_edit_in_one_tab_appears_in_the_other_and_is_undone_there() {
    run(Setup::wide_english(), |page| async move {
        let tabs = two_tabs(&page).await;
        label(&page, DENIAL, "2").await;
        page.switch_to(&tabs.first).await;
        wait_spans(&page, 1).await;
        label(&page, SOURCE, "3").await;
        page.switch_to(&tabs.second).await;
        wait_spans(&page, 2).await;
        page.wait_until("[...CSS.highlights.keys()].some(k => k.startsWith('isnad-source'))")
            .await;
        // Each tab takes back what was done in it.
        page.press("Ctrl+z").await;
        page.wait_for_gone("[data-span-id][data-label=denial]")
            .await;
        page.switch_to(&tabs.first).await;
        page.wait_for_gone("[data-span-id][data-label=denial]")
            .await;
        wait_spans(&page, 1).await;
    });
}

#[test]
fn a_span_changed_in_one_tab_and_removed_in_the_other_stays_and_it_is_said() {
    run(Setup::wide_english(), |page| async move {
        let tabs = two_tabs(&page).await;
        label(&page, DENIAL, "2").await;
        settled(&page).await;
        page.switch_to(&tabs.first).await;
        wait_spans(&page, 1).await;
        page.click("[data-label=denial] .card-main").await;
        page.wait_for("#note").await;
        // Both at once: a script in each, on one signal.
        let armed = "new BroadcastChannel('test').onmessage = () => { ACT }";
        let note = "const note = document.querySelector('#note'); note.value = 'kept'; \
            note.dispatchEvent(new InputEvent('input', { bubbles: true }))";
        page.eval(&format!("void ({})", armed.replace("ACT", note)))
            .await;
        page.switch_to(&tabs.second).await;
        page.wait_for("[data-label=denial] .delete").await;
        let delete = "document.querySelector('[data-label=denial] .delete').click()";
        page.eval(&format!("void ({})", armed.replace("ACT", delete)))
            .await;
        page.eval("void new BroadcastChannel('test').postMessage(1)")
            .await;
        for tab in [&tabs.first, &tabs.second] {
            page.switch_to(tab).await;
            wait_state(&page, "saved").await;
            wait_spans(&page, 1).await;
            page.wait_until("document.querySelector('.card-note, #note') && \
                (document.querySelector('#note')?.value ?? document.querySelector('.card-note').textContent) === 'kept'")
                .await;
        }
        let mut said = 0;
        for tab in [&tabs.first, &tabs.second] {
            page.switch_to(tab).await;
            let notices = page.texts_of(".notice p").await.join("\n");
            said += usize::from(notices.contains("it stays"));
        }
        assert!(said > 0, "somebody is told");
        page.reload().await;
        opened(&page).await;
        wait_spans(&page, 1).await;
    });
}

#[test]
fn an_article_that_comes_into_one_tab_is_listed_in_the_other() {
    run(Setup::wide_english(), |page| async move {
        let tabs = two_tabs(&page).await;
        let folder = TempDir::new("tabs");
        aid::give(&page, &[aid::file(&folder, "b.txt", "ونفى مصدر مسؤول ذلك")]).await;
        page.wait_eq("document.querySelectorAll('.listed').length", 2)
            .await;
        page.wait_until("document.querySelector('article').textContent.startsWith('ونفى')")
            .await;
        label(&page, "مصدر مسؤول", "3").await;
        page.switch_to(&tabs.first).await;
        page.wait_eq("document.querySelectorAll('.listed').length", 2)
            .await;
        page.wait_until("document.querySelectorAll('.listed')[1].innerText.includes('1')")
            .await;
        label(&page, QUOTE, "1").await;
        wait_state(&page, "saved").await;
    });
}
