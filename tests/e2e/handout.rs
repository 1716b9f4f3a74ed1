//! A project handed out beside the page, files that come home, figures, what is known of an article.

use crate::aid::{self, DENIAL, fits, label, open, opened, settled};
use crate::harness::page::dist;
use crate::harness::temp::{TempDir, copy_folder};
use crate::harness::{Page, Setup, run};

const PROJECT: &str = include_str!("../golden/project-1.isnad.jsonl");

/// A server's folder in which this is handed out.
fn handing_out(text: &str) -> (TempDir, Setup) {
    let folder = TempDir::new("handout");
    copy_folder(&dist(), folder.path());
    folder.write("project.isnad.jsonl", text);
    let setup = Setup::wide_english().hosted().folder(folder.path());
    (folder, setup)
}

async fn wait_titles(page: &Page, wanted: &[&str]) {
    let titles = "[...document.querySelectorAll('.listed-title')] \
        .map(title => title.textContent.replace(/[\\u2066-\\u2069]/g, '').split(/[ :]/)[0]).join()";
    page.wait_eq(titles, wanted.join(",")).await;
}

#[test]
fn what_lies_beside_the_page_is_offered_and_a_newer_one_again() {
    let (folder, setup) = handing_out(PROJECT);
    run(setup, move |page| async move {
        page.goto_root().await;
        page.wait_for("dialog .take-in").await;
        page.axe().await;
        page.click("dialog .take-in").await;
        page.wait_for_gone("dialog .take-in").await;
        wait_titles(&page, &["قالَ"]).await;
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
        aid::kept(&page).await;
        settled(&page).await;
        // Another article is handed out: it is asked of the server, whatever the page keeps of itself.
        let more = PROJECT.to_owned() + &article("تقرير ثالث");
        folder.write("project.isnad.jsonl", more);
        page.reload().await;
        opened(&page).await;
        page.wait_for(".handed-out:not([hidden])").await;
        page.click(".handed-out button").await;
        page.click("dialog .take-in").await;
        wait_titles(&page, &["قالَ", "تقرير"]).await;
        // Without a network nothing is offered, and nothing is said.
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
        settled(&page).await;
        page.server().switch_off();
        page.reload().await;
        opened(&page).await;
        page.wait_for(".edit-scheme").await;
        assert_eq!(page.count(".handed-out:not([hidden])").await, 0);
        assert_eq!(page.count("dialog").await, 0);
    });
}

#[test]
fn a_large_hand_out_is_read_under_a_bar_and_once() {
    let words = "قال الوزير إن الأسعار لن ترتفع ونفى مصدر ذلك ".repeat(200);
    let lines = (0..1_600).map(|n| article(&format!("خبر {n} {words}")));
    let lines = lines.enumerate();
    let lines = lines.map(|(n, line)| line.replacen("\"more\"", &format!("\"more-{n}\""), 1));
    let (folder, setup) = handing_out(&format!("{PROJECT}{}", lines.collect::<String>()));
    run(setup, move |page| async move {
        // Kept for as long as the page needs what is in it.
        let _folder = folder;
        page.goto_root().await;
        // Who came for it sees how far it is, and can do without.
        page.click("#project-cancel").await;
        page.wait_for_gone("dialog").await;
        page.wait_for(".handed-out:not([hidden])").await;
        page.click(".handed-out button").await;
        page.wait_for("dialog .take-in").await;
        page.screenshot("hand-out-asks").await;
        page.click("dialog .take-in").await;
        page.wait_for("dialog[open] .files").await;
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
        let rows = "+document.getElementById('listing').dataset.rows";
        page.wait_eq(rows, 1_601).await;
        settled(&page).await;
        page.reload().await;
        opened(&page).await;
        page.wait_eq(rows, 1_601).await;
        assert_eq!(page.count(".handed-out:not([hidden])").await, 0);
        assert_eq!(page.count("dialog").await, 0);
    });
}

/// A line of a project file.
pub fn article(text: &str) -> String {
    use isnad::model::article::Sha256;
    let sum = Sha256::of(text);
    let (hex, length) = (sum.as_hex(), text.chars().count());
    let article = serde_json::json!({
        "schema": "isnad/article/1", "id": "more", "title": text, "sha256": hex, "length": length,
        "metadata": {}, "position": 9, "deleted": false, "text": text,
    });
    format!("{article}\n")
}

#[test]
fn a_link_names_what_lies_beside_the_page_and_nothing_else() {
    let (folder, setup) = handing_out("");
    folder.write("batch-2.jsonl", PROJECT);
    run(setup, |page| async move {
        open(&page).await;
        page.wait_for(".edit-scheme").await;
        assert_eq!(
            page.count("dialog").await,
            0,
            "an empty file hands out nothing"
        );
        page.goto("?project=batch-2.jsonl").await;
        page.wait_for("dialog .take-in").await;
        for elsewhere in [
            "https://example.org/a.jsonl",
            "//example.org/a.jsonl",
            "../a.jsonl",
        ] {
            page.goto(&format!("index.html?project={elsewhere}")).await;
            page.wait_for(".notice").await;
            let said = page.text_of(".notice").await;
            assert!(said.contains("beside the page"), "{said}");
        }
    });
}

#[test]
fn a_file_that_comes_home_is_looked_at_first() {
    run(Setup::phone_english(), |page| async move {
        let folder = TempDir::new("home");
        open(&page).await;
        let first = aid::file(&folder, "a.isnad.jsonl", PROJECT);
        aid::give(&page, &[first]).await;
        page.wait_for("dialog").await;
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
        let theirs = PROJECT.replace("\"salma\"", "\"ahmad\"");
        let second = aid::file(&folder, "b.isnad.jsonl", theirs);
        aid::give(&page, &[second]).await;
        page.wait_for("dialog .take-in").await;
        let row = page.text_of("dialog .figures tbody tr").await;
        assert!(row.contains("ahmad") && row.contains('1'), "{row}");
        page.axe().await;
        fits(&page, "what would come in").await;
        page.click("dialog .take-in").await;
        page.wait_for("dialog[open] .files").await;
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
        page.wait_for(".whose").await;
        // Who leads looks at the work of each.
        page.press("Escape").await;
        aid::sign_as(&page, "salma").await;
        page.click(".who").await;
        page.wait_for(".other-name").await;
        page.axe().await;
        fits(&page, "the names of others").await;
        page.click(".other-name").await;
        page.wait_for_gone("dialog").await;
        page.wait_until("document.querySelector('.who').textContent.includes('ahmad')")
            .await;
    });
}

#[test]
fn only_what_is_given_to_the_annotator_is_shown_when_asked() {
    run(Setup::wide_arabic(), |page| async move {
        let given = |id: &str, title: &str, to: &str| {
            let given = format!("\"assigned\":[\"{to}\"],\"deleted\":false");
            article(title)
                .replace("\"deleted\":false", &given)
                .replace("\"more\"", &format!("\"{id}\""))
        };
        let lines = given("m-1", "أول", "salma") + &given("m-2", "ثان", "ahmad");
        let folder = TempDir::new("mine");
        let file = aid::file(&folder, "a.isnad.jsonl", PROJECT.to_owned() + &lines);
        open(&page).await;
        aid::sign_as(&page, "salma").await;
        aid::give(&page, &[file]).await;
        page.wait_for("dialog[open] .file.good").await;
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
        wait_titles(&page, &["قالَ", "أول", "ثان"]).await;
        page.click(".by-mine").await;
        page.wait_for(".by-mine[aria-pressed=true]").await;
        wait_titles(&page, &["قالَ", "أول"]).await;
        settled(&page).await;
        page.reload().await;
        opened(&page).await;
        wait_titles(&page, &["قالَ", "أول"]).await;
        page.click(".by-mine").await;
        wait_titles(&page, &["قالَ", "أول", "ثان"]).await;
    });
}

#[test]
fn figures_are_drawn_with_their_tables_and_taken_away() {
    for setup in [Setup::wide_english(), Setup::phone_arabic().dark()] {
        run(setup, |page| async move {
            open(&page).await;
            label(&page, DENIAL, "2").await;
            if page.count(".fold-articles[aria-expanded=false]").await > 0 {
                page.click(".fold-articles").await;
            }
            page.click(".show-figures").await;
            page.wait_for("dialog [data-figures=labels]").await;
            page.wait_eq("document.querySelectorAll('dialog table').length", 5)
                .await;
            let bar = "document.querySelector('[data-figures=labels] tr:nth-child(2) rect') \
                .getBoundingClientRect().width";
            page.wait_eq(bar, 160).await;
            page.axe().await;
            fits(&page, "the figures").await;
            page.click("dialog .ways button").await;
            let csv = aid::downloaded(&page).await;
            assert!(csv.contains("*,labels,denial,spans,1\r\n"), "{csv}");
        });
    }
}

#[test]
fn what_is_known_of_an_article_is_edited_and_taken_back() {
    run(Setup::wide_english(), |page| async move {
        open(&page).await;
        page.click(".about-article summary").await;
        page.fill("[data-fact=source]", "رويترز").await;
        page.fill("[data-fact=assigned]", "salma, ahmad").await;
        page.wait_eq(
            "document.querySelector('[data-fact=assigned]').value",
            "salma, ahmad",
        )
        .await;
        settled(&page).await;
        page.reload().await;
        opened(&page).await;
        page.click(".about-article summary").await;
        page.wait_eq(
            "document.querySelector('[data-fact=source]').value",
            "رويترز",
        )
        .await;
        page.wait_eq(
            "document.querySelector('[data-fact=assigned]').value",
            "salma, ahmad",
        )
        .await;
        page.fill("[data-fact=source]", "سانا").await;
        page.eval("document.getElementById('article').focus()")
            .await;
        page.press("Ctrl+z").await;
        page.wait_eq(
            "document.querySelector('[data-fact=source]').value",
            "رويترز",
        )
        .await;
    });
}
