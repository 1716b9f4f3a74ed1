//! Accessibility: axe on every screen and dialog, in both languages and both themes, and what axe cannot
//! see: where the keyboard goes, what is announced, forced colours, narrow and enlarged pages.

use crate::aid::{
    self, DENIAL, SOURCE, file, fits, give, label, media, open, three_labels, wait_focus,
};
use crate::harness::temp::TempDir;
use crate::harness::{Page, Setup, run};
use serde_json::json;

/// Axe on the page as it is, light and dark. With ISNAD_LOOKS set also screenshots, to be looked at.
async fn look(page: &Page, name: &str) {
    let setup = page.setup();
    let size = if setup.touch { "phone" } else { "wide" };
    for dark in [false, true] {
        media(page, dark, false).await;
        let theme = if dark { "dark" } else { "light" };
        let name = format!("{name}-{}-{theme}-{size}", setup.lang);
        page.step(format!("look {name}"));
        if std::env::var_os("ISNAD_LOOKS").is_some() {
            page.screenshot(&name).await;
        }
        let report = page.axe_report(&[]).await;
        if std::env::var_os("ISNAD_LOOKS").is_some() {
            if !report.is_empty() {
                println!("== {name}\n{report}");
            }
        } else {
            assert!(report.is_empty(), "axe found in {name}:\n{report}");
        }
    }
    fits(page, name).await;
}

async fn walk(page: Page) {
    let phone = page.setup().touch;
    let folder = TempDir::new("walk");
    let (good, bad) = (
        file(&folder, "جيد.txt", "نفت الوزارة الخبر\r\nوقال مصدر."),
        file(&folder, "bad.txt", [0x89, b'P', b'N', b'G', 0, 1]),
    );
    open(&page).await;
    look(&page, "first").await;
    if phone {
        page.click(".fold-articles").await;
        look(&page, "sheet-articles").await;
        page.click(".fold-articles").await;
        page.click(".fold-annotations").await;
        look(&page, "sheet-empty").await;
        page.click(".fold-annotations").await;
    }
    three_labels(&page).await;
    aid::select(&page, "لافروف").await;
    look(&page, "labelled").await;
    page.press("Escape").await;
    if phone {
        page.click(".fold-annotations").await;
    }
    page.click("[data-label=denial] .card-main").await;
    page.fill("#note", "نفي صريح، والمصدر <b>رسمي</b> — see line 2")
        .await;
    look(&page, "focused").await;
    if phone {
        page.click(".fold-annotations").await;
    }

    for (name, key) in [("help", "?"), ("export", "e")] {
        page.eval("document.getElementById('article').focus()")
            .await;
        page.press(key).await;
        page.wait_for("dialog[open]").await;
        look(&page, name).await;
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
    }
    page.click(".who").await;
    page.wait_for("dialog[open]").await;
    look(&page, "name").await;
    page.press("Escape").await;
    page.wait_for_gone("dialog").await;
    give(&page, &[good, bad]).await;
    page.wait_for("#files-take:enabled").await;
    look(&page, "import").await;
    page.click("#files-take").await;
    page.wait_for_gone("#files-take").await;
    page.wait_for_gone("dialog").await;
    page.wait_until("document.querySelector('article').textContent.startsWith('نفت الوزارة')")
        .await;
    if phone {
        page.click(".fold-articles").await;
        // It lies over the sheet, and goes by itself.
        page.wait_for_gone(".notice.info").await;
        look(&page, "sheet-articles-two").await;
        page.click(".fold-articles").await;
    }

    // The clock of passing notices stands still.
    page.eval("(() => { window.realTimeout = setTimeout; window.setTimeout = (f, t) => t > 5000 ? 0 : realTimeout(f, t) })()").await;
    label(&page, "الوزارة", "3").await;
    aid::wait_state(&page, "saved").await;
    page.press("Delete").await;
    page.wait_for(".notice.info").await;
    page.eval(
        "(() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') } })()",
    )
    .await;
    label(&page, "الخبر", "1").await;
    page.wait_for(".notice.error").await;
    page.wait_for(".notice.warning").await;
    look(&page, "notices").await;
    page.reload().await;
    aid::opened(&page).await;

    while page.count(".listed").await > 0 {
        let left = page.count(".listed").await;
        page.eval("document.querySelector('.listed-remove').click()")
            .await;
        page.wait_eq("document.querySelectorAll('.listed').length", left - 1)
            .await;
    }
    page.wait_for(".no-article").await;
    look(&page, "empty").await;

    page.allow("broken for a test");
    page.allow("RuntimeError");
    page.eval("void dispatchEvent(new Event('isnad-break-for-test'))")
        .await;
    page.wait_for("#recovery[open]").await;
    look(&page, "recovery").await;
}

#[test]
fn axe_is_content_everywhere_in_arabic() {
    run(Setup::wide_arabic().reduced_motion(), walk);
}

#[test]
fn axe_is_content_everywhere_in_english() {
    run(Setup::wide_english().reduced_motion(), walk);
}

#[test]
fn axe_is_content_everywhere_on_an_arabic_phone() {
    run(Setup::phone_arabic().reduced_motion(), walk);
}

#[test]
fn axe_is_content_everywhere_on_an_english_phone() {
    run(Setup::phone_english().reduced_motion(), walk);
}

/// The keyboard is where it can go on, never at the page's body.
async fn pressed(page: &Page, css: &str) {
    page.eval(&format!("document.querySelector({}).focus()", json!(css)))
        .await;
    wait_focus(page, css).await;
    page.press("Enter").await;
}

#[test]
fn the_keyboard_is_never_lost() {
    run(Setup::wide_english(), |page| async move {
        let folder = TempDir::new("keyboard");
        open(&page).await;
        wait_focus(&page, "article").await;
        // The skip link comes first, shows, and leads to the text.
        page.eval("document.activeElement.blur()").await;
        page.eval("document.querySelector('.skip').focus()").await;
        page.wait_until("document.querySelector('.skip').getBoundingClientRect().top >= 0")
            .await;
        page.press("Enter").await;
        wait_focus(&page, "article").await;

        three_labels(&page).await;
        // Dialogs give it back to where it was.
        for close in ["Escape", "button"] {
            for (opener, key) in [("article", "?"), (".export", "Enter"), (".who", "Enter")] {
                page.eval(&format!("document.querySelector('{opener}').focus()"))
                    .await;
                page.press(key).await;
                page.wait_for("dialog[open]").await;
                page.wait_until("!!document.activeElement.closest('dialog')")
                    .await;
                match close {
                    "Escape" => page.press("Escape").await,
                    _ => pressed(&page, ".dialog-head button").await,
                }
                page.wait_for_gone("dialog").await;
                wait_focus(&page, opener).await;
            }
        }
        // An export closes its dialog itself.
        page.press("e").await;
        pressed(&page, "[data-export=project]").await;
        aid::downloaded(&page).await;
        page.wait_for_gone("dialog").await;
        page.wait_until("document.activeElement !== document.body")
            .await;
        // The name, given in a dialog and in passing.
        pressed(&page, ".name-form .quiet-button").await;
        page.wait_for_gone(".name-form").await;
        wait_focus(&page, "article").await;
        // A notice that is put away.
        pressed(&page, ".dismiss").await;
        page.wait_until("document.activeElement !== document.body")
            .await;
        // A span that is deleted, from its card and by its key; and undone, until nothing is left to undo.
        page.click("[data-label=source] .card-main").await;
        pressed(&page, ".card.is-focused .delete").await;
        page.wait_for_gone("[data-label=source].card").await;
        wait_focus(&page, ".card-main").await;
        pressed(&page, ".toolbar button[aria-label=Undo]").await;
        page.wait_for("[data-label=source].card").await;
        for _ in 0..3 {
            page.press("Enter").await;
        }
        page.wait_eq("document.querySelectorAll('.card').length", 0)
            .await;
        wait_focus(&page, "[aria-label=Undo][aria-disabled=true]").await;
        // A label given from the bar by the keyboard.
        aid::select(&page, SOURCE).await;
        pressed(&page, "button[data-label=source]").await;
        page.wait_for("[data-label=source].card").await;
        wait_focus(&page, "article").await;
        // Articles that are removed: the next one, then the first, then what opens others.
        let files = ["a", "b"].map(|name| file(&folder, &format!("{name}.txt"), name));
        give(&page, &files).await;
        page.wait_eq("document.querySelectorAll('.listed').length", 3)
            .await;
        page.wait_eq("document.querySelector('article').textContent", "a")
            .await;
        for (left, open) in [(2, "a"), (1, "b")] {
            pressed(&page, ".listed:first-child .listed-remove").await;
            page.wait_eq("document.querySelectorAll('.listed').length", left)
                .await;
            // The next article takes the keyboard when it is there.
            page.wait_eq("document.querySelector('article').textContent", open)
                .await;
            page.wait_until("document.activeElement.matches('.listed-remove, article')")
                .await;
        }
        pressed(&page, ".listed-remove").await;
        page.wait_for(".no-article").await;
        page.wait_until("document.activeElement.matches('button')")
            .await;
    });
}

#[test]
fn modal_dialogs_keep_the_keyboard() {
    run(Setup::wide_english(), |page| async move {
        open(&page).await;
        for key in ["?", "e"] {
            page.press(key).await;
            page.wait_for("dialog[open]").await;
            for back in [false, true] {
                for _ in 0..8 {
                    page.press(if back { "Shift+Tab" } else { "Tab" }).await;
                    // At its end the browser's own controls come, never the page behind.
                    let at = "document.activeElement === document.body || !!document.activeElement.closest('dialog')";
                    assert_eq!(page.eval(at).await, json!(true));
                }
            }
            page.press("2").await;
            page.press("Escape").await;
            page.wait_for_gone("dialog").await;
        }
    });
}

#[test]
fn what_happens_is_announced() {
    run(Setup::wide_english(), |page| async move {
        let plain = "document.getElementById('announcer').textContent.replace(/[\\u2066-\\u2069\\u200b]/g, '')";
        open(&page).await;
        assert_eq!(
            page.attr("#announcer", "aria-live").await.unwrap(),
            "polite"
        );
        label(&page, SOURCE, "3").await;
        page.wait_eq(plain, format!("Labelled Source: {SOURCE}"))
            .await;
        label(&page, DENIAL, "2").await;
        page.press(".").await;
        page.wait_eq(plain, format!("Source: {SOURCE}")).await;
        page.press("1").await;
        page.wait_eq(plain, "The label is now Quote").await;
        page.press("Ctrl+z").await;
        page.wait_eq(plain, "Undone.").await;
        page.press("Ctrl+y").await;
        page.wait_eq(plain, "Redone.").await;
        page.press("Delete").await;
        page.wait_eq(plain, "Deleted: Quote").await;
        // The same words twice are a change, or nobody would hear them.
        let exact = "document.getElementById('announcer').textContent";
        page.press("Ctrl+z").await;
        page.wait_eq(plain, "Undone.").await;
        let first = page.eval(exact).await;
        page.press("Ctrl+z").await;
        page.wait_until(&format!("{exact} !== {first}")).await;
        page.wait_eq(plain, "Undone.").await;
        page.click(".other-language").await;
        page.wait_eq("document.documentElement.lang", "ar").await;
        label(&page, "لافروف", "1").await;
        page.wait_eq(plain, "وُسم: اقتباس، لافروف").await;
    });
}

#[test]
fn every_control_has_a_name() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        three_labels(&page).await;
        // What is folded away has no name yet.
        page.click(".about-article summary").await;
        page.eval("document.getElementById('article').focus()")
            .await;
        for key in ["Escape", "?"] {
            page.press(key).await;
            if key == "?" {
                page.wait_for("dialog[open]").await;
            }
            // What goes away by itself would be gone while it is asked.
            page.wait_for_gone(".notice.info").await;
            let all = page
                .client()
                .find_all(fantoccini::Locator::Css(
                    ":is(button, input, textarea, select):not([hidden] *)",
                ))
                .await
                .unwrap();
            assert!(all.len() > 20);
            for element in all {
                if page.name_of(&element).await.is_empty() {
                    let html = element.html(false).await.unwrap();
                    assert!(html.contains("disabled") || key == "?", "no name: {html}");
                }
            }
            let twice = "(ids => ids.filter((id, i) => ids.indexOf(id) !== i))([...document.querySelectorAll('[id]')].map(e => e.id))";
            assert_eq!(page.eval(twice).await, json!([]));
        }
    });
}

#[test]
fn without_colours_and_motion_the_letters_tell_labels_apart() {
    run(
        Setup::wide_english().forced_colors().reduced_motion(),
        |page| async move {
            open(&page).await;
            three_labels(&page).await;
            page.press("Escape").await;
            page.wait_eq(
                "[...document.querySelectorAll('.overlay .sign')].map(e => e.textContent).sort().join('')",
                "DQS",
            )
            .await;
            let seen = "[...document.querySelectorAll('.overlay .sign')].every(e => \
                (c => c.color !== c.backgroundColor && c.visibility === 'visible')(getComputedStyle(e)))";
            assert_eq!(page.eval(seen).await, json!(true));
            assert_eq!(page.eval("document.getAnimations().length").await, json!(0));
            let moving = "[...document.querySelectorAll('*')].filter(e => (c => \
                c.animationName !== 'none' || c.transitionDuration.split(', ').some(d => parseFloat(d) > 0))\
                (getComputedStyle(e))).map(e => e.outerHTML.slice(0, 80))";
            assert_eq!(page.eval(moving).await, json!([]));
            page.axe().await;
        },
    );
}

#[test]
fn enlarged_twice_and_at_320_pixels_nothing_is_cut_off() {
    run(Setup::wide_english().reduced_motion(), |page| async move {
        open(&page).await;
        three_labels(&page).await;
        for (width, height, ratio) in [(640, 450, 2), (320, 568, 1)] {
            for lang in ["en", "ar"] {
                page.set_viewport((width, height), ratio).await;
                page.wait_eq("innerWidth", width).await;
                let what = format!("{width} {lang}");
                let shown = std::env::var_os("ISNAD_LOOKS").is_some();
                if shown {
                    page.screenshot(&format!("small-{width}-{lang}")).await;
                }
                fits(&page, &what).await;
                let cut = "[...document.querySelectorAll('.label-button .name')].filter(e => e.scrollWidth > e.clientWidth).map(e => e.textContent)";
                assert_eq!(page.eval(cut).await, json!([]), "{what}");
                for sheet in [".fold-articles", ".fold-annotations"] {
                    page.click(sheet).await;
                    fits(&page, &format!("{what} {sheet}")).await;
                    page.axe().await;
                    page.click(sheet).await;
                }
                for key in ["?", "e"] {
                    page.eval("document.getElementById('article').focus()")
                        .await;
                    page.press(key).await;
                    page.wait_for("dialog[open]").await;
                    if shown {
                        page.screenshot(&format!(
                            "small-{width}-{lang}-{}",
                            if key == "?" { "help" } else { "export" }
                        ))
                        .await;
                    }
                    fits(&page, &format!("{what} {key}")).await;
                    page.axe().await;
                    page.press("Escape").await;
                    page.wait_for_gone("dialog").await;
                }
                page.click(".other-language").await;
                page.wait_until(&format!("document.documentElement.lang !== '{lang}'"))
                    .await;
            }
        }
    });
}
