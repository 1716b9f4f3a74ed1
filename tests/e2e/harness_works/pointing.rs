//! Mouse, finger and keys: what the harness does to a page a person could have done, also to text far
//! away, covered, or of both directions.

use super::{DENIAL, FIRST, SECOND, page_with, short};
use crate::harness::temp::TempDir;
use crate::harness::{Engine, Mod, Need, Page, Setup, run, try_run};
use serde_json::json;

#[test]
fn the_mouse_selects_what_it_is_told_to() {
    let folder = page_with("");
    run(
        Setup::wide_arabic().folder(folder.path()),
        |page| async move {
            page.goto_root().await;
            assert_eq!(page.article_text().await, format!("{FIRST}\n{SECOND}"));
            assert_eq!(page.find_text("نفى مصدر مسؤول ذلك").await, DENIAL);

            page.drag_select(DENIAL.0, DENIAL.1).await;
            assert_eq!(page.selected_text().await, "نفى مصدر مسؤول ذلك");
            assert_eq!(page.selected().await, Some(DENIAL));
            page.click_at(1).await;
            assert_eq!(page.selected().await, None);
            page.drag_select(DENIAL.1, DENIAL.0).await;
            assert_eq!(page.selected().await, Some(DENIAL));

            // In the middle of a word, over a diacritic, to the emoji outside of the basic plane.
            let quote = page.find_text("لن نرفع الأسعار").await;
            for span in [(0, 4), (1, 9), quote, (14, FIRST.chars().count()), (5, 45)] {
                page.click_at(40).await;
                page.drag_select(span.0, span.1).await;
                assert_eq!(page.selected().await, Some(span));
            }

            page.double_click_at(DENIAL.0 + 5).await;
            assert_eq!(page.selected_text().await.trim(), "مصدر");
            page.select_by_script(DENIAL.0, DENIAL.1).await;
            assert_eq!(page.selected().await, Some(DENIAL));
            page.js(
                "CSS.highlights.set('isnad-denial-1', new Highlight(getSelection().getRangeAt(0)))",
                vec![],
            )
            .await;
            page.wait_highlighted("denial", &[DENIAL]).await;

            page.drag_select_with(0, 4, &[Mod::Alt]).await;
            let last = "seen.findLast(e => e[0] === 'pointerdown')";
            page.wait_eq(
                last,
                json!(["pointerdown", "mouse", null, false, false, true, true]),
            )
            .await;
        },
    );
}

#[test]
fn keys_arrive_as_a_person_would_press_them() {
    let folder = page_with("");
    run(
        Setup::wide_arabic().folder(folder.path()),
        |page| async move {
            page.goto_root().await;
            let last = "seen.findLast(e => e[0] === 'keydown').slice(2)";
            let plus = if page.engine() == Engine::WebKit {
                "="
            } else {
                "+"
            };
            for (keys, key, ctrl, shift, alt) in [
                ("2", "2", false, false, false),
                ("م", "م", false, false, false),
                ("٣", "٣", false, false, false),
                ("Ctrl+Shift+z", "Z", true, true, false),
                ("Ctrl+y", "y", true, false, false),
                ("Alt+ArrowUp", "ArrowUp", false, false, true),
                // A person reaches the plus key of a US keyboard with Shift, and so does Chromium's driver.
                (
                    "Ctrl++",
                    plus,
                    true,
                    page.engine() == Engine::Chromium,
                    false,
                ),
            ] {
                page.press(keys).await;
                page.wait_eq(last, json!([key, ctrl, shift, alt, true]))
                    .await;
            }
            page.fill("#field", "كلام 1").await;
            page.wait_eq("document.querySelector('#field').value", "كلام 1")
                .await;
            page.named("input", "حقل").await;
        },
    );
}

#[test]
fn a_phone_has_touch_and_a_narrow_screen() {
    let folder = page_with("");
    run(
        Setup::phone_arabic()
            .folder(folder.path())
            .needs(Need::Touch),
        |page| async move {
            page.goto_root().await;
            page.wait_eq(
                "[innerWidth, innerHeight, matchMedia('(pointer: coarse)').matches]",
                json!([390, 844, true]),
            )
            .await;
            page.tap_at(DENIAL.0).await;
            page.wait_eq("seen.find(e => e[0] === 'pointerdown')[1]", "touch")
                .await;
            page.wait_until("seen.some(e => e[0] === 'click')").await;
            page.tap("#field").await;
            page.wait_eq("document.activeElement.id", "field").await;
        },
    );
}

/// A reader as the product may have it: a box that scrolls below a header that covers its top, many
/// blocks that are not laid out while far away, words and numbers that run the other way.
fn long_page() -> (TempDir, String) {
    let line = "نشرت Reuters في 2024 تقريراً (عن 12.5 مليار) بعد ۱۲ يوما 📈 قال Khaled: «لا».";
    let text = vec![line; 300].join("\n");
    let folder = page_with(
        "const article = document.querySelector('article'); article.textContent = '';
         for (let i = 0; i < 300; i++) {
           const block = document.createElement('p');
           block.dataset.start = i * (LENGTH + 1);
           block.textContent = LINE;
           article.append(block);
         }"
        .replace("LENGTH", &line.chars().count().to_string())
        .replace("LINE", &json!(line).to_string())
        .as_str(),
    );
    folder.write(
        "page.css",
        "h1 { position: fixed; top: 0; margin: 0; inset-inline: 0; background: #eee; z-index: 1 }
         main { position: absolute; inset: 0; padding-top: 4rem; overflow-y: auto; width: 30rem }
         p { font-size: 20px; content-visibility: auto; contain-intrinsic-block-size: 10px }",
    );
    (folder, text)
}

/// Waits for what a drag selects: WebKit follows the pointer a moment later.
async fn wait_selected(page: &Page, span: (usize, usize), what: &str) {
    page.poll(what, async || match page.selected().await {
        selected if selected == Some(span) => Ok(()),
        other => Err(format!("{other:?}, not {span:?}")),
    })
    .await;
}

#[test]
fn text_far_away_and_text_of_both_directions_is_reached() {
    let (folder, text) = long_page();
    run(
        Setup::wide_arabic().folder(folder.path()),
        |page| async move {
            page.goto_root().await;
            assert_eq!(page.article_text().await, text);
            // Where the directions meet WebKit's pointer leaves out what any of the edges could be taken for, and Firefox's
            // takes the edge before Persian digits for that before their space.
            let both = page.engine() != Engine::WebKit;
            let firefox = page.engine() == Engine::Firefox;
            for (words, nth) in [
                ("Reuters", 0),
                ("2024", 299),
                ("euter", 150),
                ("(عن 12.5 مليار)", 7),
                ("12.5", 298),
                ("۱۲ يوما", 120),
                ("۲", 121),
                ("📈 قال", 250),
                ("قال Khaled", 41),
                ("Khaled: «لا»", 40),
                ("«لا».", 200),
            ] {
                if !both && words.contains(' ') || firefox && words == "۱۲ يوما" {
                    continue;
                }
                let span = page.find_nth(words, nth).await;
                page.click_at(span.0).await;
                page.drag_select(span.0, span.1).await;
                wait_selected(&page, span, &format!("{words} in block {nth}")).await;
            }
            // From a word of the other direction into one, both ways.
            let span = page.find_nth("Reuters في 2024", 60).await;
            for (from, to) in [(span.0, span.1), (span.1, span.0)] {
                if both {
                    page.drag_select(from, to).await;
                    wait_selected(&page, span, "both ways").await;
                }
            }
            // Over several blocks, backwards.
            let (from, to) = (
                page.find_nth("نشرت", 100).await.0,
                page.find_nth("قال", 103).await.1,
            );
            page.drag_select(to, from).await;
            wait_selected(&page, (from, to), "several blocks").await;
        },
    );
}

#[test]
fn text_that_is_covered_is_not_clicked_through() {
    let (folder, _) = long_page();
    let report = try_run(short(&folder), |page| async move {
        page.goto_root().await;
        page.js("document.querySelector('h1').style.bottom = 0", vec![])
            .await;
        page.drag_select(3, 9).await;
    });
    let report = report.unwrap_err();
    assert!(
        report.starts_with("Error: code point 3 is covered by <h1"),
        "{report}"
    );
}
