//! A project as its lead has it: scheme with a link type and an attribute, name and guidelines, handed out, labelled and
//! linked by somebody else, brought home and merged; another project beside it.

use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::aid::{self, DENIAL, SOURCE, fits, label, open, opened, settled};
use crate::harness::page::dist;
use crate::harness::temp::{TempDir, copy_folder};
use crate::harness::{Page, Setup, run};

async fn close(page: &Page) {
    page.press("Escape").await;
    page.wait_for_gone("dialog").await;
}

/// Brings the list of articles up, where it is folded away.
async fn list(page: &Page) {
    page.wait_for(".edit-scheme").await;
    if page.count(".fold-articles[aria-expanded=false]").await > 0 {
        page.click(".fold-articles").await;
    }
}

async fn export(page: &Page) -> String {
    page.eval("document.getElementById('article').focus()")
        .await;
    page.press("e").await;
    page.click("[data-export=project]").await;
    let text = aid::downloaded(page).await;
    page.wait_for_gone("dialog").await;
    text
}

/// Fills one of the forms for what is new in the scheme.
async fn add(page: &Page, which: &str, ar: &str, en: &str) {
    let form = format!("dialog form[data-new={which}]");
    page.fill(&format!("{form} input[lang=ar]"), ar).await;
    page.fill(&format!("{form} input[lang=en]"), en).await;
    page.press("Enter").await;
    page.wait_eq(
        &format!("document.querySelector('{form} input[lang=ar]').value"),
        "",
    )
    .await;
}

/// The dialog that is open can be used by everybody, and fits.
async fn sound(page: &Page, what: &str) {
    page.wait_for("dialog[open]").await;
    page.screenshot(&format!("{what}-{}", view(page).await))
        .await;
    page.axe().await;
    fits(page, what).await;
    let body = "document.querySelector('dialog .dialog-body')";
    page.wait_until(&format!("{body}.scrollWidth <= {body}.clientWidth"))
        .await;
}

/// Language, light or dark, and width, for the name of a picture.
async fn view(page: &Page) -> String {
    let view = "document.documentElement.lang + \
        (matchMedia('(prefers-color-scheme: dark)').matches ? '-dark' : '-light') + (innerWidth < 760 ? '-narrow' : '')";
    page.eval(view).await.as_str().unwrap().to_owned()
}

const VERB: &str = "[data-attribute=verb] input";

/// Name, guidelines, a link type and two attributes; the project as a file.
async fn lead(page: &Page) -> String {
    open(page).await;
    list(page).await;
    page.click(".edit-project").await;
    page.fill("dialog .project-called", "أخبار النفي").await;
    page.fill("dialog .project-guidelines", "# دليلنا").await;
    page.click("dialog .project-preview summary").await;
    page.wait_eq(
        "document.querySelector('dialog .guidelines h3')?.textContent",
        "دليلنا",
    )
    .await;
    sound(page, "project").await;
    close(page).await;
    page.click(".edit-scheme").await;
    add(page, "link", "يرد على", "Answers").await;
    page.wait_for("[data-scheme-item=answers]").await;
    let from = "dialog [data-scheme-item=answers] [aria-label=From]";
    page.click(&format!("{from} [data-tone=denial]")).await;
    page.wait_for(&format!("{from} [data-tone=denial][aria-pressed=true]"))
        .await;
    add(page, "attribute", "الموقف", "Stance").await;
    let stance = "dialog [data-scheme-item=stance]";
    page.click(&format!("{stance} summary")).await;
    for (ar, en) in [("مؤيد", "For"), ("معارض", "Against")] {
        let form = format!("{stance} form[data-new=value]");
        page.fill(&format!("{form} input[lang=ar]"), ar).await;
        page.fill(&format!("{form} input[lang=en]"), en).await;
        page.press("Enter").await;
        let id = en.to_lowercase();
        page.wait_for(&format!("{stance} [data-scheme-item={id}]"))
            .await;
    }
    let kind = "document.querySelector('dialog form[data-new=attribute] select')";
    page.eval(&format!(
        "({kind}.value = 'text', {kind}.dispatchEvent(new Event('change', {{ bubbles: true }})))"
    ))
    .await;
    add(page, "attribute", "الفعل", "Verb").await;
    page.wait_for("[data-scheme-item=verb]").await;
    sound(page, "scheme").await;
    close(page).await;
    settled(page).await;
    export(page).await
}

/// Labels, links, and sets attributes; the project as a file.
async fn annotate(page: &Page) -> String {
    page.goto_root().await;
    page.wait_for("dialog .take-in").await;
    sound(page, "handed-out").await;
    page.click("dialog .take-in").await;
    page.wait_for("dialog[open] .files").await;
    close(page).await;
    label(page, DENIAL, "2").await;
    label(page, SOURCE, "3").await;
    // From the source, which has the focus, by key; to the denial by a press of its card.
    page.press("l").await;
    page.wait_for(".notice").await;
    page.click("[data-span-id][data-label=denial] .card-main")
        .await;
    page.wait_for("[data-label=source].is-focused [data-link]")
        .await;
    // Seen on the card of the other end as well.
    page.wait_for("[data-label=denial] .card-links .link-text")
        .await;
    page.screenshot(&format!("links-{}", view(page).await))
        .await;
    page.click("[data-span-id][data-label=denial] .card-main")
        .await;
    let kind = "document.querySelector('.is-focused select.link-kind')";
    page.wait_until(&format!("!!{kind}")).await;
    page.eval(&format!(
        "({kind}.value = 'answers', {kind}.dispatchEvent(new Event('change', {{ bubbles: true }})))"
    ))
    .await;
    page.wait_until(&format!(
        "[...{kind}.selectedOptions].some(option => option.value === 'answers')"
    ))
    .await;
    page.click("[data-label=denial] [data-attribute=stance] .choice:nth-of-type(2)")
        .await;
    page.fill(VERB, "نفت").await;
    page.wait_eq(&format!("document.querySelector('{VERB}').value"), "نفت")
        .await;
    page.screenshot(&format!("card-{}", view(page).await)).await;
    page.axe().await;
    fits(page, "cards with links").await;
    settled(page).await;
    // Escape gives a link up, and nothing else.
    page.eval("document.getElementById('article').focus()")
        .await;
    page.press("l").await;
    page.wait_for(".begin-link[aria-pressed=true]").await;
    page.press("Escape").await;
    page.wait_for(".is-focused .begin-link[aria-pressed=false]")
        .await;
    page.fill(".name-form input", "أحمد").await;
    page.press("Enter").await;
    page.wait_for_gone(".name-form").await;
    settled(page).await;
    export(page).await
}

/// The layer with work in it, of a project file.
fn layer_of(file: &str) -> Value {
    let lines = file.lines().map(|line| serde_json::from_str(line).unwrap());
    let worked = |line: &Value| {
        line["spans"]
            .as_array()
            .is_some_and(|spans| !spans.is_empty())
    };
    lines.into_iter().find(worked).expect("a layer")
}

#[test]
fn a_project_is_made_handed_out_labelled_and_brought_home() {
    let made = Arc::new(Mutex::new(String::new()));
    let out = made.clone();
    run(Setup::wide_english(), move |page| async move {
        *out.lock().unwrap() = lead(&page).await;
    });
    let made = made.lock().unwrap().clone();
    let folder = TempDir::new("leading");
    copy_folder(&dist(), folder.path());
    folder.write("project.isnad.jsonl", &made);
    let back = Arc::new(Mutex::new(String::new()));
    let out = back.clone();
    let setup = Setup::wide_arabic().hosted().folder(folder.path());
    run(setup, move |page| async move {
        *out.lock().unwrap() = annotate(&page).await;
    });
    let back = back.lock().unwrap().clone();
    if back.is_empty() {
        // The page as one file is handed out by nobody.
        return;
    }
    let layer = layer_of(&back);
    let link = &layer["links"][0];
    let id = |label: &str| {
        let spans = layer["spans"].as_array().unwrap().iter();
        let mut spans = spans.filter(|span| span["label"] == label);
        spans.next().unwrap().clone()
    };
    assert_eq!(link["type"], "answers");
    assert_eq!(
        (&link["from"], &link["to"]),
        (&id("denial")["id"], &id("source")["id"])
    );
    let attributes = &id("denial")["attributes"];
    assert_eq!(attributes["stance"], "against");
    assert_eq!(attributes["verb"], "نفت");
    for setup in [Setup::wide_english().dark(), Setup::phone_arabic()] {
        let (made, back) = (made.clone(), back.clone());
        run(setup, move |page| async move {
            bring_home(&page, &made, &back).await;
        });
    }
}

async fn bring_home(page: &Page, made: &str, back: &str) {
    let folder = TempDir::new("home");
    open(page).await;
    let made = aid::file(&folder, "made.isnad.jsonl", made);
    aid::give(page, &[made]).await;
    page.wait_for("dialog").await;
    close(page).await;
    let back = aid::file(&folder, "back.isnad.jsonl", back);
    aid::give(page, &[back]).await;
    page.wait_for("dialog .take-in").await;
    let row = page.text_of("dialog .figures tbody tr").await;
    assert!(row.contains("أحمد"), "{row}");
    sound(page, "home").await;
    page.click("dialog .take-in").await;
    page.wait_for("dialog[open] .files").await;
    sound(page, "report").await;
    close(page).await;
    let merged = export(page).await;
    let layer = layer_of(&merged);
    assert_eq!(layer["annotator"], "أحمد");
    assert_eq!(layer["links"][0]["type"], "answers");
    assert!(merged.contains("# دليلنا") && merged.contains("أخبار النفي"));
}

#[test]
fn what_was_removed_is_brought_back_by_a_check_box() {
    for setup in [Setup::wide_arabic(), Setup::phone_english().dark()] {
        run(setup, |page| async move {
            let folder = TempDir::new("removed");
            open(&page).await;
            let second = aid::file(&folder, "b.txt", "ونفى مصدر مسؤول ذلك");
            aid::give(&page, &[second]).await;
            page.wait_until("document.querySelector('article').textContent.includes('ونفى مصدر')")
                .await;
            settled(&page).await;
            let file = export(&page).await;
            list(&page).await;
            page.eval("document.querySelector('.listed.is-open .listed-remove').click()")
                .await;
            page.wait_until("!document.querySelector('article').textContent.includes('ونفى مصدر')")
                .await;
            settled(&page).await;
            let file = aid::file(&folder, "p.isnad.jsonl", file);
            aid::give(&page, &[file]).await;
            page.click("dialog .bring-back input").await;
            sound(&page, "bring-back").await;
            page.click("dialog .take-in").await;
            page.wait_until("document.querySelector('article').textContent.includes('ونفى مصدر')")
                .await;
        });
    }
}

#[test]
fn the_dialogs_of_a_lead_can_be_used_by_everybody() {
    for setup in [
        Setup::wide_arabic(),
        Setup::wide_english().dark(),
        Setup::phone_arabic().dark(),
        Setup::phone_english(),
    ] {
        run(setup, |page| async move {
            open(&page).await;
            for (button, what) in [(".edit-project", "project"), (".edit-scheme", "scheme")] {
                list(&page).await;
                page.click(button).await;
                page.wait_for("dialog[open]").await;
                // All that can be unfolded.
                page.eval(
                    "document.querySelectorAll('dialog details').forEach(part => part.open = true)",
                )
                .await;
                sound(&page, what).await;
                close(&page).await;
            }
            let folder = TempDir::new("shared");
            let second = aid::file(&folder, "b.txt", "ونفى مصدر مسؤول ذلك");
            aid::give(&page, &[second]).await;
            page.wait_until("document.querySelector('article').textContent.includes('ونفى مصدر')")
                .await;
            // On a phone it lies over what is pressed next.
            page.click(".notice .dismiss").await;
            page.wait_for_gone(".notice").await;
            list(&page).await;
            page.click(".share summary").await;
            page.fill(".share input", "سلمى، أحمد").await;
            page.screenshot(&format!("share-{}", view(&page).await))
                .await;
            page.axe().await;
            fits(&page, "sharing out").await;
        });
    }
}

#[test]
fn a_new_project_begins_beside_the_old_one() {
    run(Setup::wide_english(), |page| async move {
        open(&page).await;
        label(&page, DENIAL, "2").await;
        settled(&page).await;
        page.click(".edit-project").await;
        page.fill("dialog .project-new input", "Second task").await;
        page.press("Enter").await;
        page.wait_for_gone("dialog").await;
        page.wait_for("select.projects").await;
        let shown = "document.querySelector('select.projects').selectedOptions[0].textContent";
        page.wait_until(&format!("{shown}.includes('Second task')"))
            .await;
        page.wait_eq("document.querySelectorAll('.listed').length", 0)
            .await;
        page.screenshot("new-project").await;
        page.axe().await;
        let folder = TempDir::new("second");
        let first = aid::file(&folder, "b.txt", "ونفى مصدر مسؤول ذلك");
        aid::give(&page, &[first]).await;
        opened(&page).await;
        page.wait_eq("document.querySelectorAll('.listed').length", 1)
            .await;
        settled(&page).await;
        page.eval(
            "(select => { select.value = [...select.options].find(option => !option.selected).value; \
             select.dispatchEvent(new Event('change', { bubbles: true })) })(document.querySelector('select.projects'))",
        )
        .await;
        page.wait_for("[data-span-id][data-label=denial]").await;
    });
}
