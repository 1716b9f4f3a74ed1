//! A project of several articles: the list with its search and filters, the way from one to the next, what is said of
//! an article as a whole, the guidelines.

use crate::aid::{self, SOURCE, label, open, opened, settled, wait_focus};
use crate::harness::temp::TempDir;
use crate::harness::{Page, Setup, run};

const TEXTS: [(&str, &str); 3] = [
    ("a.txt", "البيان الأول\n\nقال الوزير إنّ الأسعارَ لن ترتفع."),
    ("b.txt", "خبر عن المدرسة\n\nنفى مصدر مسؤول ذلك في بيان."),
    ("c.txt", "تقرير ثالث\n\nنقلت وكالة رويترز الخبر."),
];

/// The bundled article and three more, the first of which is open.
async fn four(page: &Page, folder: &TempDir) {
    open(page).await;
    let files = TEXTS.map(|(name, text)| aid::file(folder, name, text));
    aid::give(page, &files).await;
    wait_titles(page, &["لافروف", "البيان", "خبر", "تقرير"]).await;
    wait_open(page, "البيان").await;
}

async fn wait_titles(page: &Page, wanted: &[&str]) {
    let titles = "[...document.querySelectorAll('.listed-title')] \
        .map(title => title.textContent.replace(/[\\u2066-\\u2069]/g, '').split(/[ :]/)[0]).join()";
    page.wait_eq(titles, wanted.join(",")).await;
}

async fn wait_open(page: &Page, first: &str) {
    page.wait_until(&format!(
        "document.querySelector('article').textContent.startsWith('{first}')"
    ))
    .await;
}

async fn choose(page: &Page, css: &str, value: &str) {
    page.eval(&format!(
        "(select => {{ select.value = '{value}'; select.dispatchEvent(new Event('change', {{ bubbles: true }})) }}) \
         (document.querySelector('{css}'))"
    ))
    .await;
}

#[test]
fn search_and_filters_narrow_the_list() {
    run(Setup::wide_arabic(), |page| async move {
        let folder = TempDir::new("articles");
        four(&page, &folder).await;
        page.press("f").await;
        wait_focus(&page, "#search").await;
        // As it is typed, in titles and texts, however it is spelt.
        page.keys("الاسعار").await;
        wait_titles(&page, &["البيان"]).await;
        let count = page.text_of(".articles .panel-count").await;
        assert!(count.contains('١') && count.contains('٤'), "{count}");
        page.fill("#search", "لا شيء كهذا").await;
        page.wait_until("document.querySelector('.none-found').innerText !== ''")
            .await;
        wait_focus(&page, "#search").await;
        page.click_named(".list-tools button", "اعرض الكل").await;
        wait_titles(&page, &["لافروف", "البيان", "خبر", "تقرير"]).await;
        wait_focus(&page, "#search").await;
        choose(&page, ".status-choice", "discuss").await;
        choose(&page, ".by-status", "discuss").await;
        wait_titles(&page, &["البيان"]).await;
        choose(&page, ".by-status", "").await;
        choose(&page, ".by-order", "1").await;
        wait_titles(&page, &["البيان", "تقرير", "خبر", "لافروف"]).await;
    });
}

#[test]
fn an_article_is_done_and_the_next_one_opens() {
    run(Setup::wide_arabic(), |page| async move {
        let folder = TempDir::new("articles");
        four(&page, &folder).await;
        page.press("Ctrl+Enter").await;
        wait_open(&page, "خبر").await;
        page.click(".finish").await;
        wait_open(&page, "تقرير").await;
        page.press("u").await;
        wait_open(&page, "لافروف").await;
        page.wait_eq("document.querySelectorAll('.status.done').length", 2)
            .await;
        page.wait_eq("document.querySelector('.progress').value", 2)
            .await;
        settled(&page).await;
        page.reload().await;
        opened(&page).await;
        page.wait_eq("document.querySelectorAll('.status.done').length", 2)
            .await;
        // What was done is undone where it was done.
        page.press("k").await;
        wait_open(&page, "لافروف").await;
    });
}

#[test]
fn the_list_is_gone_through_by_keyboard() {
    run(Setup::wide_arabic(), |page| async move {
        let folder = TempDir::new("articles");
        four(&page, &folder).await;
        page.eval("document.querySelector('.listed.is-open .listed-main').focus()")
            .await;
        page.press("ArrowDown").await;
        wait_focus(&page, "[aria-posinset='3'] .listed-main").await;
        page.press("End").await;
        wait_focus(&page, "[aria-posinset='4'] .listed-main").await;
        page.press("Home").await;
        wait_focus(&page, "[aria-posinset='1'] .listed-main").await;
        assert_eq!(page.count(".listed-main[tabindex='0']").await, 1);
        page.press("Enter").await;
        wait_open(&page, "لافروف").await;
    });
}

#[test]
fn what_is_said_of_an_article_is_kept() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        label(&page, SOURCE, "3").await;
        page.click(".about-article summary").await;
        page.fill(".add-label input", "سياسة").await;
        page.press("Enter").await;
        page.wait_for(".article-label").await;
        page.fill(".article-note", "للنقاش مع سلمى").await;
        page.wait_eq(
            "document.querySelector('.article-note').value",
            "للنقاش مع سلمى",
        )
        .await;
        settled(&page).await;
        let (_, stored) = aid::stored_layer(&page).await;
        assert_eq!(stored["labels"][0], "سياسة");
        assert_eq!(stored["note"], "للنقاش مع سلمى");
        page.reload().await;
        opened(&page).await;
        page.click(".about-article summary").await;
        page.wait_eq(
            "document.querySelector('.article-note').value",
            "للنقاش مع سلمى",
        )
        .await;
        page.click(".article-label button").await;
        page.wait_for_gone(".article-label").await;
        page.eval("document.getElementById('article').focus()")
            .await;
        page.press("Ctrl+z").await;
        page.wait_for(".article-label").await;
    });
}

#[test]
fn the_guidelines_are_at_hand_in_the_language_of_the_interface() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        page.press("g").await;
        page.wait_for("dialog .guidelines h3").await;
        let said = page.text_of("dialog .guidelines").await;
        assert!(said.contains("النفي") && !said.contains("##"), "{said}");
        let list = "getComputedStyle(document.querySelector('.guidelines ul')).direction";
        assert_eq!(page.eval(list).await, serde_json::json!("rtl"));
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
        page.click(".other-language").await;
        page.click(".open-guidelines").await;
        page.wait_until(
            "document.querySelector('dialog .guidelines').innerText.includes('Denial')",
        )
        .await;
    });
}

/// The letters over the text are placed for what is on the screen, which looks the same for articles of one shape.
#[test]
fn articles_of_one_shape_have_their_letters_whenever_they_are_opened() {
    run(Setup::wide_arabic(), |page| async move {
        let folder = TempDir::new("shape");
        let texts = ["قال الوزير ذلك أمس", "نفى المصدر هذا غدا"];
        let files = [("a.txt", texts[0]), ("b.txt", texts[1])];
        let files = files.map(|(name, text)| aid::file(&folder, name, text));
        open(&page).await;
        for (file, text) in files.into_iter().zip(texts) {
            aid::give(&page, &[file]).await;
            let first = text.split(' ').next().unwrap();
            page.wait_until(&format!(
                "document.querySelector('article').textContent.startsWith('{first}')"
            ))
            .await;
            label(&page, first, "1").await;
            page.wait_eq("document.querySelectorAll('#overlay .sign').length", 1)
                .await;
        }
        for key in ["k", "j", "k"] {
            let before = page
                .eval("document.querySelector('article').dataset.articleId")
                .await;
            page.press(key).await;
            page.wait_until(&format!(
                "document.querySelector('article').dataset.articleId !== {before}"
            ))
            .await;
            page.wait_eq("document.querySelectorAll('#overlay .sign').length", 1)
                .await;
        }
    });
}
