//! The page by keyboard alone: no pointer and no script selects anything here.

use crate::harness::{Page, Setup, run};
use crate::support::{
    FOCUSED, SOURCE, SOURCE_TEXT, Span, digit, label_by_script, layer, open, ready, reload, saved,
    slice, wait_caret, wait_said, wait_selection, wait_spans,
};
use serde_json::{Value, json};

/// What has the keyboard: its id, else its class, else its tag.
const ACTIVE: &str = "(e => e.id || e.className || e.tagName)(document.activeElement)";

/// Twelve of the annotations that two people agreed on, in the bundled article.
const AGREED: [Span; 12] = [
    ("source", 0, 6),
    ("quote", 8, 100),
    ("denial", 109, 210),
    ("source", 117, 137),
    ("source", 149, 160),
    ("quote", 166, 209),
    ("source", 217, 250),
    ("quote", 265, 418),
    ("source", 425, 431),
    ("quote", 497, 634),
    ("quote", 644, 746),
    ("source", 754, 760),
];

/// Goes word by word until the caret has come to `at`, from a place before it. How often, is counted in
/// the text: a step goes to the next word's end.
async fn forward(page: &Page, text: &str, from: usize, at: usize, extend: bool) {
    let mods = if extend { "Shift+" } else { "" };
    let mut here = from;
    while here < at {
        let next = word_end(text, here);
        if next > at {
            break;
        }
        page.press(&format!("{mods}Ctrl+ArrowLeft")).await;
        here = next;
    }
    for _ in here..at {
        page.press(&format!("{mods}ArrowLeft")).await;
    }
}

/// The end of the first word that ends after `from`, for text without marks inside its words.
fn word_end(text: &str, from: usize) -> usize {
    let chars: Vec<char> = text.chars().collect();
    let in_word = |c: char| c.is_alphanumeric() || ('\u{64b}'..='\u{652}').contains(&c);
    let mut at = from;
    while at < chars.len() && !in_word(chars[at]) {
        at += 1;
    }
    while at < chars.len() && in_word(chars[at]) {
        at += 1;
    }
    at
}

#[test]
fn a_whole_article_from_load_to_export() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        let text = page.article_text().await;
        // The first key that moves shows the caret, wherever the keyboard was.
        page.press("ArrowLeft").await;
        page.press("ArrowRight").await;
        page.wait_eq(ACTIVE, "article").await;
        page.wait_eq(
            "getComputedStyle(document.querySelector('#caret')).visibility",
            "visible",
        )
        .await;
        wait_caret(&page, 0).await;

        let mut done: Vec<Span> = Vec::new();
        let mut here = 0;
        for (label, start, end) in AGREED {
            if start < here {
                page.press("Escape").await;
                // Nested: back by words to before it, then on.
                while here > start {
                    page.press("Ctrl+ArrowRight").await;
                    here = word_start(&text, here);
                }
            }
            forward(&page, &text, here, start, false).await;
            wait_caret(&page, start).await;
            forward(&page, &text, start, end, true).await;
            wait_selection(&page, Some((start, end))).await;
            page.press(digit(label)).await;
            done.push((label, start, end));
            here = end;
        }
        wait_spans(&page, &done).await;

        page.press("e").await;
        page.wait_for("dialog[open] [data-export=project]").await;
        tab_to(
            &page,
            "document.activeElement?.dataset?.export === 'project'",
        )
        .await;
        page.press("Enter").await;
        let file = std::fs::read_to_string(page.download().await).unwrap();
        let lines: Vec<Value> = file
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines[0]["schema"], "isnad/project/1");
        let spans = lines.iter().find_map(|line| line.get("spans")).unwrap();
        assert_eq!(spans.as_array().unwrap().len(), AGREED.len());
        page.wait_for_gone("dialog[open]").await;
        page.wait_eq(ACTIVE, "article").await;
    });
}

fn word_start(text: &str, before: usize) -> usize {
    let chars: Vec<char> = text.chars().collect();
    let in_word = |c: char| c.is_alphanumeric() || ('\u{64b}'..='\u{652}').contains(&c);
    let mut at = before;
    while at > 0 && !in_word(chars[at - 1]) {
        at -= 1;
    }
    while at > 0 && in_word(chars[at - 1]) {
        at -= 1;
    }
    at
}

/// Presses Tab until a condition holds, at most 40 times.
async fn tab_to(page: &Page, condition: &str) {
    for _ in 0..40 {
        if page.eval(condition).await == json!(true) {
            return;
        }
        page.press("Tab").await;
    }
    panic!("Tab never came to {condition}");
}

#[test]
fn tab_goes_through_the_page_and_shows_where_it_is() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        label_by_script(&page, SOURCE).await;
        saved(&page).await;
        page.wait_for(".listed-main").await;
        page.js(
            "document.activeElement.blur(); document.querySelector('.skip').focus()",
            vec![],
        )
        .await;
        // The way to the article comes first, and works.
        page.press("Enter").await;
        page.wait_eq("document.activeElement.id", "article").await;
        page.js("document.querySelector('.skip').focus()", vec![])
            .await;
        let mut seen: Vec<String> = Vec::new();
        for _ in 0..60 {
            page.press("Tab").await;
            let body = "const e = document.activeElement; const s = getComputedStyle(e); \
                const r = e.getBoundingClientRect(); \
                return [e.id || e.className || e.tagName, r.width > 0 && r.height > 0 && r.right > 0 && r.left < innerWidth, \
                  s.outlineStyle !== 'none' || e.id === 'article']";
            let here = page.js(body, vec![]).await;
            let name = here[0].as_str().unwrap().to_owned();
            if name == "BODY" {
                break;
            }
            assert_eq!(
                here[1], true,
                "{name} has the keyboard and is not seen, after {seen:?}"
            );
            assert_eq!(
                here[2], true,
                "{name} does not show that it has the keyboard"
            );
            seen.push(name);
        }
        for part in [
            "article",
            "tool",
            "note",
            "listed-main",
            "chip",
            "card-main",
            "delete",
            "mode",
        ] {
            let has = seen
                .iter()
                .any(|name| name.split(' ').any(|word| word == part));
            assert!(has, "no {part} in {seen:?}");
        }
        // In the order of the page: toolbar, articles, text, annotations, status line.
        let place = |part: &str| {
            seen.iter()
                .position(|name| name.split(' ').any(|word| word == part))
        };
        assert!(place("tool") < place("listed-main"));
        assert!(place("listed-main") < place("article"));
        assert!(place("article") < place("card-main"));
        assert!(place("card-main") < place("mode"));
    });
}

#[test]
fn the_caret_goes_by_letter_word_sentence_paragraph_and_line() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        let text = page.article_text().await;
        wait_caret(&page, 0).await;
        // Left goes on in a text that reads right to left.
        for _ in 0..3 {
            page.press("ArrowLeft").await;
        }
        wait_caret(&page, 3).await;
        page.press("ArrowRight").await;
        // Not between the first two letters: in some faces they are one sign.
        wait_caret(&page, 2).await;
        page.press("Ctrl+ArrowLeft").await;
        page.press("Shift+ArrowLeft").await;
        // The end of the first word, so the first letter after it is the colon.
        wait_selection(&page, Some((6, 7))).await;
        page.press("ArrowRight").await;
        page.press("Alt+ArrowLeft").await;
        page.press("Ctrl+ArrowRight").await;
        let (word, _) = page.find_text("علاقاتنا").await;
        wait_caret(&page, word).await;

        // Sentences and paragraphs.
        page.press("Ctrl+ArrowDown").await;
        let (second, _) = page.find_text("في وقت نفت").await;
        wait_caret(&page, second).await;
        page.press("Ctrl+ArrowDown").await;
        let (third, _) = page.find_text("وقال لافروف").await;
        wait_caret(&page, third).await;
        page.press("Ctrl+ArrowUp").await;
        wait_caret(&page, second).await;
        page.press("Alt+ArrowDown").await;
        wait_caret(&page, third).await;
        page.press("Alt+ArrowUp").await;
        wait_caret(&page, second).await;
        page.press("Shift+Alt+ArrowDown").await;
        let end = third - 1;
        wait_selection(&page, Some((second, end))).await;
        assert!(slice(&text, second, end).ends_with('.'));
        page.press("Escape").await;

        // Lines: down and up again is where it was, and Shift selects.
        page.press("Ctrl+ArrowUp").await;
        let top = "document.querySelector('#caret').getBoundingClientRect().top";
        wait_caret(&page, second).await;
        let before = page.eval(top).await.as_f64().unwrap();
        page.press("ArrowDown").await;
        page.wait_until(&format!("{top} > {before} + 20 && {top} < {before} + 60"))
            .await;
        page.press("ArrowUp").await;
        page.wait_until(&format!("Math.abs({top} - {before}) < 3"))
            .await;
        page.press("Shift+ArrowDown").await;
        page.poll(
            "a selected line",
            async || match crate::support::selection(&page).await {
                Some((start, end)) if start == second && end > second + 40 => Ok(()),
                other => Err(format!("{other:?}")),
            },
        )
        .await;
    });
}

#[test]
fn digits_of_both_scripts_and_keys_of_both_layouts() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        for (key, name) in [
            ("١", "quote"),
            ("٢", "denial"),
            ("٣", "source"),
            ("۲", "denial"),
            ("1", "quote"),
        ] {
            page.press("Ctrl+ArrowUp").await;
            page.press("Escape").await;
            page.press("Escape").await;
            page.press("Shift+Ctrl+ArrowLeft").await;
            wait_selection(&page, Some((0, 6))).await;
            page.press(key).await;
            wait_spans(&page, &[(name, 0, 6)]).await;
            page.press("Ctrl+z").await;
            wait_spans(&page, &[]).await;
        }
        // W under an Arabic keyboard types ص, and stands at the same place.
        key_event(&page, "ص", "KeyW").await;
        page.wait_for(".mode[aria-pressed=true]").await;
        key_event(&page, "ص", "KeyW").await;
        page.wait_for(".mode[aria-pressed=false]").await;
        // The question mark of Arabic.
        page.press("؟").await;
        page.wait_for("dialog[open]").await;
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
    });
}

/// A key whose place and character come apart, as under another layout; no driver can say that, so a script does.
async fn key_event(page: &Page, key: &str, code: &str) {
    let body = "const [key, code] = arguments; for (const type of ['keydown', 'keyup']) document.activeElement \
        .dispatchEvent(new KeyboardEvent(type, { key, code, bubbles: true, cancelable: true }))";
    page.js(body, vec![json!(key), json!(code)]).await;
}

#[test]
fn spans_are_visited_moved_noted_and_deleted() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        let text = page.article_text().await;
        let (denial, quote) = (("denial", 109, 210), ("quote", 265, 418));
        for span in [denial, SOURCE, quote] {
            label_by_script(&page, span).await;
        }
        wait_spans(&page, &[denial, SOURCE, quote]).await;
        let texts = [denial, SOURCE, quote].map(|(label, s, e)| json!([label, slice(&text, s, e)]));
        // From the focused last one backwards, and on again.
        page.wait_eq(FOCUSED, texts[2].clone()).await;
        page.press(",").await;
        page.wait_eq(FOCUSED, texts[1].clone()).await;
        page.press(",").await;
        page.wait_eq(FOCUSED, texts[0].clone()).await;
        page.press(",").await;
        wait_said(&page, "هذا أول تعليق.").await;
        page.press(".").await;
        page.wait_eq(FOCUSED, texts[1].clone()).await;
        // The caret inside a span focuses it; c goes to the one around it.
        page.press("c").await;
        page.wait_eq(FOCUSED, texts[0].clone()).await;
        page.press("c").await;
        page.wait_eq(FOCUSED, texts[1].clone()).await;

        // Boundaries by word: the start out and in, the end out and in.
        let (_, start, end) = SOURCE;
        page.press("]").await;
        wait_spans(&page, &[denial, ("source", 113, end), quote]).await;
        page.press("[").await;
        wait_spans(&page, &[denial, SOURCE, quote]).await;
        page.press(";").await;
        let further = word_end(&text, end);
        wait_spans(&page, &[denial, ("source", start, further), quote]).await;
        page.press("'").await;
        page.press("'").await;
        let shorter = end - " الروسية".chars().count();
        wait_spans(&page, &[denial, ("source", start, shorter), quote]).await;
        // By letter with Alt.
        page.press("Alt+[").await;
        wait_spans(&page, &[denial, ("source", start + 1, shorter), quote]).await;
        for _ in 0..5 {
            page.press("Ctrl+z").await;
        }
        wait_spans(&page, &[denial, ("source", 113, end), quote]).await;
        page.press("Ctrl+z").await;
        wait_spans(&page, &[denial, SOURCE, quote]).await;

        // A note, with letters and digits that would be commands elsewhere.
        page.press("n").await;
        page.wait_eq("document.activeElement.id", "note").await;
        page.keys("و 12 \"new\" e?").await;
        page.press("Escape").await;
        page.wait_eq("document.activeElement.id", "article").await;
        saved(&page).await;
        let kept = layer(&page).await.unwrap();
        assert_eq!(kept["spans"][1]["note"], "و 12 \"new\" e?");
        wait_spans(&page, &[denial, SOURCE, quote]).await;

        // A digit relabels the focused one; Delete takes it away.
        page.press("1").await;
        wait_spans(&page, &[denial, ("quote", start, end), quote]).await;
        page.press("Delete").await;
        wait_spans(&page, &[denial, quote]).await;
        wait_said(&page, "حُذف: اقتباس").await;
        page.press("Ctrl+z").await;
        page.press("Ctrl+z").await;
        wait_spans(&page, &[denial, SOURCE, quote]).await;
        page.wait_eq(FOCUSED, json!(["source", SOURCE_TEXT])).await;
    });
}

#[test]
fn dialogs_close_by_escape_and_give_the_keyboard_back() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        for (key, title) in [("?", "المفاتيح وطرق العمل"), ("e", "تصدير العمل")]
        {
            page.wait_eq(ACTIVE, "article").await;
            page.press(key).await;
            page.wait_eq(
                "document.querySelector('dialog[open] h2')?.textContent",
                title,
            )
            .await;
            page.wait_until("document.querySelector('dialog').contains(document.activeElement)")
                .await;
            // What is a command outside is none here.
            page.press("w").await;
            page.press("Escape").await;
            page.wait_for_gone("dialog").await;
            page.wait_eq(ACTIVE, "article").await;
            page.wait_for(".mode[aria-pressed=false]").await;
        }
        // Opened from a button it goes back to the button.
        tab_to(&page, "document.activeElement.classList.contains('who')").await;
        page.press("Enter").await;
        page.wait_for("dialog[open]").await;
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
        page.wait_until("document.activeElement.classList.contains('who')")
            .await;

        // Escape gives up first the selection, then the focus.
        page.press("Shift+Tab").await;
        page.js("document.querySelector('article').focus()", vec![])
            .await;
        label_by_script(&page, SOURCE).await;
        page.press("Shift+Ctrl+ArrowLeft").await;
        page.wait_for(".label-bar.is-up").await;
        page.press("Escape").await;
        page.wait_for_gone(".label-bar.is-up").await;
        page.wait_for(".card.is-focused").await;
        page.press("Escape").await;
        page.wait_for_gone(".card.is-focused").await;
    });
}

#[test]
fn single_keys_can_be_switched_off() {
    run(Setup::wide_english(), |page| async move {
        open(&page).await;
        page.press("?").await;
        page.wait_for("dialog[open] input[type=checkbox]").await;
        tab_to(&page, "document.activeElement.type === 'checkbox'").await;
        page.press("Space").await;
        page.wait_until("!document.querySelector('dialog input[type=checkbox]').checked")
            .await;
        page.press("Escape").await;
        page.wait_for_gone("dialog").await;
        page.press("Shift+Ctrl+ArrowLeft").await;
        wait_selection(&page, Some((0, 6))).await;
        page.press("1").await;
        page.press("w").await;
        page.press("e").await;
        page.press("Shift+Ctrl+ArrowLeft").await;
        wait_selection(&page, Some((0, 16))).await;
        wait_spans(&page, &[]).await;
        assert_eq!(page.count("dialog, .mode[aria-pressed=true]").await, 0);
        reload(&page).await;
        ready(&page).await;
        page.press("w").await;
        page.press("Ctrl+s").await;
        wait_said(&page, "Everything is saved.").await;
        assert_eq!(page.count(".mode[aria-pressed=true]").await, 0);
    });
}
