//! What can be marked, edited in its dialog: shown at once in bar, cards, highlights and keys, and taken back.

use crate::aid::{self, DENIAL, fits, label, open, opened, settled};
use crate::harness::{Page, Setup, run};

/// A field of a label's row by its name.
fn field(label: &str, name: &str) -> String {
    format!(
        "[...document.querySelectorAll('[data-scheme-label={label}] label')] \
         .find(label => label.innerText.trim().startsWith('{name}')).querySelector('input, select')"
    )
}

async fn edit_scheme(page: &Page) {
    page.click(".edit-scheme").await;
    page.wait_for("dialog .scheme").await;
}

async fn close(page: &Page) {
    page.press("Escape").await;
    page.wait_for_gone("dialog").await;
}

/// Types over what a field holds.
async fn fill(page: &Page, field: &str, text: &str) {
    page.eval(&format!("({field}.focus(), {field}.select())"))
        .await;
    page.keys(text).await;
    page.wait_eq(&format!("{field}.value"), text).await;
    // It stays so when all is drawn that was asked for.
    page.wait_eq(
        "document.querySelector('[data-scheme-label=denial] h4').innerText",
        text.trim(),
    )
    .await;
}

#[test]
fn a_new_label_is_given_by_its_key_and_survives_a_reload() {
    run(Setup::wide_english(), |page| async move {
        open(&page).await;
        edit_scheme(&page).await;
        let form = ".scheme-new";
        page.fill(&format!("{form} input[lang=ar]"), "موقف").await;
        page.fill(&format!("{form} input[lang=en]"), "Stance").await;
        page.press("Enter").await;
        page.wait_for("[data-scheme-label=stance]").await;
        page.wait_eq("document.querySelector('.scheme-new input').value", "")
            .await;
        close(&page).await;
        label(&page, DENIAL, "4").await;
        page.wait_for("[data-span-id][data-label=stance]").await;
        page.wait_for("button[data-label=stance]").await;
        let painted = "CSS.highlights.get('isnad-stance-1')?.size";
        page.wait_eq(painted, 1).await;
        settled(&page).await;
        page.reload().await;
        opened(&page).await;
        page.wait_for("[data-span-id][data-label=stance]").await;
        page.wait_eq(painted, 1).await;
    });
}

#[test]
fn a_label_is_renamed_and_recoloured_where_it_is_in_use() {
    run(Setup::wide_english(), |page| async move {
        open(&page).await;
        label(&page, DENIAL, "2").await;
        let ink = "getComputedStyle(document.querySelector('[data-span-id] .sign-of')).color";
        let before = page.eval(ink).await;
        edit_scheme(&page).await;
        let name = field("denial", "Name in English");
        fill(&page, &name, "Refutation ").await;
        page.click("[data-scheme-label=denial] .colour input[aria-label=Green]")
            .await;
        page.wait_until(&format!("{ink} !== '{}'", before.as_str().unwrap()))
            .await;
        let key = field("denial", "Key");
        let choose = |value: &str| {
            format!(
                "(select => {{ select.value = '{value}'; \
                 select.dispatchEvent(new Event('change', {{ bubbles: true }})) }})({key})"
            )
        };
        // Another label's digit is refused in its place.
        page.eval(&choose("1")).await;
        page.wait_until(&format!(
            "{key}.getAttribute('aria-invalid') === 'true' && {key}.value === '1'"
        ))
        .await;
        page.eval(&choose("8")).await;
        page.wait_until(&format!("!{key}.hasAttribute('aria-invalid')"))
            .await;
        close(&page).await;
        page.wait_eq(
            "document.querySelector('.card-label').innerText",
            "Refutation",
        )
        .await;
        let kbd = "document.querySelector('button[data-label=denial] kbd').textContent";
        page.wait_eq(kbd, "8").await;
        for _ in 0..3 {
            page.press("Ctrl+z").await;
        }
        page.wait_eq(kbd, "2").await;
        page.wait_eq("document.querySelector('.card-label').innerText", "Denial")
            .await;
        assert_eq!(page.eval(ink).await, before);
    });
}

#[test]
fn a_retired_label_keeps_its_annotations() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        label(&page, DENIAL, "2").await;
        edit_scheme(&page).await;
        page.click("[data-scheme-label=denial] .retire").await;
        page.wait_for("[data-scheme-label=denial].is-retired").await;
        close(&page).await;
        page.wait_for_gone("button[data-label=denial]").await;
        assert_eq!(page.count("[data-span-id][data-label=denial]").await, 1);
        page.wait_eq("CSS.highlights.get('isnad-denial-1').size", 1)
            .await;
        settled(&page).await;
        let (_, stored) = aid::stored_layer(&page).await;
        assert_eq!(stored["spans"][0]["label"], "denial");
    });
}

#[test]
fn the_dialog_is_accessible_and_fits_a_phone() {
    for setup in [Setup::wide_arabic(), Setup::phone_english().dark()] {
        run(setup, |page| async move {
            open(&page).await;
            if page.count(".fold-articles[aria-expanded=false]").await > 0 {
                page.click(".fold-articles").await;
            }
            edit_scheme(&page).await;
            page.axe().await;
            fits(&page, "the scheme").await;
            let body = "document.querySelector('dialog .dialog-body')";
            page.wait_until(&format!("{body}.scrollWidth <= {body}.clientWidth"))
                .await;
        });
    }
}
