//! Labelling with the mouse: what is selected is what gets the label, is painted, listed and kept.

use crate::harness::{Engine, Mod, Page, Setup, run};
use crate::support::{
    ARTICLE, DENIAL, DENIAL_TEXT, FOCUSED, SOURCE, SOURCE_TEXT, digit, label, label_by_script,
    layer, open, overlap, painted, rect, reload, saved, slice, spans_of, wait_rows, wait_said,
    wait_selection, wait_spans,
};
use serde_json::json;

/// The span by a drag and its label by the button of the bar.
async fn label_by_bar(page: &Page, (name, start, end): crate::support::Span) {
    page.drag_select(start, end).await;
    page.wait_for(".label-bar.is-up").await;
    page.click(&format!("button[data-label={name}]")).await;
    page.wait_for(&format!(".card.is-focused[data-label={name}]"))
        .await;
}

#[test]
fn a_denial_and_the_source_in_it() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        let text = page.article_text().await;
        assert_eq!(slice(&text, DENIAL.1, DENIAL.2), DENIAL_TEXT);
        assert!(page.highlights().await.values().all(Vec::is_empty));

        page.drag_select(DENIAL.1, DENIAL.2).await;
        page.press("2").await;
        wait_spans(&page, &[DENIAL]).await;
        page.drag_select(SOURCE.1, SOURCE.2).await;
        page.press("3").await;
        wait_spans(&page, &[DENIAL, SOURCE]).await;
        wait_rows(&page, &[("denial", DENIAL_TEXT), ("source", SOURCE_TEXT)]).await;
        page.wait_eq(FOCUSED, json!(["source", SOURCE_TEXT])).await;

        let kept = layer(&page).await.unwrap();
        assert_eq!(kept["schema"], "isnad/annotations/1");
        assert_eq!(kept["offset_unit"], "code_point");
        assert_eq!(kept["article"]["length"], 2479);
        let sha = "crypto.subtle.digest('SHA-256', new TextEncoder().encode(arguments[0])) \
            .then(d => [...new Uint8Array(d)].map(b => b.toString(16).padStart(2, '0')).join(''))";
        let sha = page
            .settled(&format!("return await {sha}"), vec![json!(ARTICLE)])
            .await;
        assert_eq!(Ok(kept["article"]["sha256"].clone()), sha);
        let span = &kept["spans"][0];
        assert_eq!(span["label"], "denial");
        assert_eq!(span["fragments"], json!([[109, 210]]));
        assert_eq!(span["text"], DENIAL_TEXT);
        assert_eq!(span["origin"], "manual");
        assert_eq!(kept["spans"][1]["fragments"], json!([[117, 137]]));
        assert_eq!(kept["spans"][1]["text"], SOURCE_TEXT);
        assert_eq!(kept["status"], "in_progress");

        // One denial, one source, two in all; in Arabic digits, as the interface is Arabic.
        let counts = "[...document.querySelectorAll('.chip')].map(c => [c.dataset.filter, c.querySelector('.chip-count').textContent])";
        page.wait_eq(
            counts,
            json!([["quote", "٠"], ["denial", "١"], ["source", "١"]]),
        )
        .await;
        page.wait_eq(
            "document.querySelector('.annotations .panel-count').textContent",
            "٢",
        )
        .await;
    });
}

#[test]
fn by_the_buttons_of_the_bar() {
    run(Setup::wide_english(), |page| async move {
        open(&page).await;
        label_by_bar(&page, DENIAL).await;
        wait_spans(&page, &[DENIAL]).await;
        label_by_bar(&page, SOURCE).await;
        wait_spans(&page, &[DENIAL, SOURCE]).await;
        label_by_bar(&page, ("quote", 265, 418)).await;
        wait_spans(&page, &[DENIAL, SOURCE, ("quote", 265, 418)]).await;
        page.wait_for_gone(".label-bar.is-up").await;
    });
}

#[test]
fn undo_and_redo_by_keys_and_buttons() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        label(&page, DENIAL).await;
        label(&page, SOURCE).await;
        wait_spans(&page, &[DENIAL, SOURCE]).await;
        page.press("Ctrl+z").await;
        wait_spans(&page, &[DENIAL]).await;
        page.press("Ctrl+z").await;
        wait_spans(&page, &[]).await;
        wait_rows(&page, &[]).await;
        page.press("Ctrl+Shift+z").await;
        wait_spans(&page, &[DENIAL]).await;
        page.press("Ctrl+y").await;
        wait_spans(&page, &[DENIAL, SOURCE]).await;
        page.click_named(".toolbar button", "تراجع").await;
        wait_spans(&page, &[DENIAL]).await;
        page.click_named(".toolbar button", "تراجع").await;
        wait_spans(&page, &[]).await;
        let disabled = "[...document.querySelectorAll('.toolbar button')] \
            .filter(b => ['تراجع', 'إعادة'].includes(b.ariaLabel)).map(b => b.disabled || b.ariaDisabled === 'true')";
        page.wait_eq(disabled, json!([true, false])).await;
        page.click_named(".toolbar button", "إعادة").await;
        page.click_named(".toolbar button", "إعادة").await;
        wait_spans(&page, &[DENIAL, SOURCE]).await;
        page.wait_eq(disabled, json!([false, true])).await;
        // The redone spans are the same ones, not new ones.
        let ids = "[...document.querySelectorAll('[data-span-id]')].map(e => e.dataset.spanId)";
        let before = page.eval(ids).await;
        page.press("Ctrl+z").await;
        wait_spans(&page, &[DENIAL]).await;
        page.press("Ctrl+y").await;
        page.wait_eq(ids, before).await;
        // A new label ends what could be made again.
        page.press("Ctrl+z").await;
        wait_spans(&page, &[DENIAL]).await;
        page.press("Escape").await;
        label(&page, ("quote", 265, 418)).await;
        page.wait_eq(disabled, json!([false, true])).await;
    });
}

#[test]
fn a_reload_brings_everything_back() {
    run(Setup::wide_arabic().size(1280, 600), |page| async move {
        open(&page).await;
        let last = ("quote", 2375, 2440);
        label(&page, DENIAL).await;
        label(&page, SOURCE).await;
        label_by_script(&page, last).await;
        wait_spans(&page, &[DENIAL, SOURCE, last]).await;
        let rows = crate::support::rows(&page).await;
        let focused = page.eval(FOCUSED).await;
        assert_eq!(focused[0], "quote");
        // The place is that of the text: a block further up may be taller once it was on the screen.
        let place = "Math.round(document.querySelector('article .block:nth-child(5)') \
            .getBoundingClientRect().top)";
        page.js("document.querySelector('#reader').scrollTop = 520", vec![])
            .await;
        let scrolled = page.eval(place).await.as_i64().unwrap();
        assert!((0..600).contains(&scrolled), "{scrolled}");
        // At once: the place is also remembered when the page is left.
        reload(&page).await;
        wait_spans(&page, &[DENIAL, SOURCE, last]).await;
        page.wait_eq(FOCUSED, focused.clone()).await;
        let same = format!("Math.abs({place} - {scrolled}) <= 2");
        page.wait_until(&same).await;
        let marked = "document.querySelectorAll('.overlay .sign').length >= 2";
        page.wait_until(marked).await;
        assert_eq!(crate::support::rows(&page).await, rows);

        page.restart().await;
        open(&page).await;
        wait_spans(&page, &[DENIAL, SOURCE, last]).await;
        page.wait_eq(FOCUSED, focused).await;
        page.wait_until(&same).await;
        page.wait_until(marked).await;
        assert_eq!(crate::support::rows(&page).await, rows);
    });
}

#[test]
fn a_double_click_takes_the_word_without_its_marks() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        for word in ["داعش", "سبوتنيك", "سورية", "الأزمة", "إدلب"] {
            let (start, end) = page.find_text(word).await;
            page.double_click_at(start + 1).await;
            wait_selection(&page, Some((start, end))).await;
            assert_eq!(page.selected_text().await, word);
            page.press("Escape").await;
            wait_selection(&page, None).await;
        }
        // On either half of the last letter, where the browser itself would take the space behind it.
        let (start, end) = page.find_text("سورية").await;
        let points = page.points(&[(end - 1, "middle"), (end - 1, "end")]).await;
        for x in [points[0].0, points[1].0, 2.0 * points[0].0 - points[1].0] {
            page.click_point((x, points[0].1), 2, &[]).await;
            wait_selection(&page, Some((start, end))).await;
            page.press("Escape").await;
            wait_selection(&page, None).await;
        }
    });
}

#[test]
fn alt_or_letter_mode_cuts_off_an_attached_letter() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        let (start, end) = page.find_text("وقال لافروف").await;
        page.drag_select(start + 1, end).await;
        wait_selection(&page, Some((start, end))).await;
        page.drag_select_with(start + 1, end, &[Mod::Alt]).await;
        wait_selection(&page, Some((start + 1, end))).await;
        page.press("1").await;
        wait_spans(&page, &[("quote", start + 1, end)]).await;
        page.press("Ctrl+z").await;
        wait_spans(&page, &[]).await;

        page.press("w").await;
        page.wait_for(".mode[aria-pressed=true]").await;
        page.drag_select(start + 1, end).await;
        wait_selection(&page, Some((start + 1, end))).await;
        page.press("3").await;
        wait_spans(&page, &[("source", start + 1, end)]).await;
        reload(&page).await;
        page.wait_for(".mode[aria-pressed=true]").await;
        page.click(".mode").await;
        page.wait_for(".mode[aria-pressed=false]").await;
        page.press("Escape").await;
        let (start, end) = page.find_text("وأشار").await;
        page.drag_select(start + 1, end).await;
        wait_selection(&page, Some((start, end))).await;
    });
}

#[test]
fn drags_of_every_kind() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        // Backwards.
        page.drag_select(DENIAL.2, DENIAL.1).await;
        wait_selection(&page, Some((DENIAL.1, DENIAL.2))).await;
        page.press("2").await;
        wait_spans(&page, &[DENIAL]).await;
        page.press("Escape").await;

        // From the middle of a word to the middle of another: both whole.
        let (start, _) = page.find_text("منحى أفضل بعد").await;
        let (_, end) = page.find_text("لحل الأزمة").await;
        page.drag_select(start + 2, end - 3).await;
        wait_selection(&page, Some((start, end))).await;

        // Over paragraphs, both ways.
        let (start, _) = page.find_text("بالشأن").await;
        let (_, end) = page.find_text("باراك أوباما").await;
        for (from, to) in [(start + 3, end - 2), (end - 2, start + 3)] {
            page.press("Escape").await;
            wait_selection(&page, None).await;
            page.drag_select(from, to).await;
            wait_selection(&page, Some((start, end))).await;
        }
        page.press("1").await;
        wait_spans(&page, &[DENIAL, ("quote", start, end)]).await;
        let text = page.article_text().await;
        let kept = layer(&page).await.unwrap();
        assert_eq!(kept["spans"][1]["text"], slice(&text, start, end));
        assert!(slice(&text, start, end).contains('\n'));
    });
}

#[test]
fn a_selection_by_other_means_takes_a_key_and_a_button() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        page.select_by_script(DENIAL.1, DENIAL.2).await;
        wait_selection(&page, Some((DENIAL.1, DENIAL.2))).await;
        page.press("2").await;
        wait_spans(&page, &[DENIAL]).await;
        // White space at the ends is not taken along, half words are made whole.
        page.select_by_script(SOURCE.1 - 1, SOURCE.2 - 2).await;
        wait_selection(&page, Some((SOURCE.1, SOURCE.2))).await;
        page.click("button[data-label=source]").await;
        wait_spans(&page, &[DENIAL, SOURCE]).await;
    });
}

/// The bar is on the screen and over nothing that is selected.
async fn bar_is_clear(page: &Page, what: &str) {
    page.wait_for(".label-bar.is-up").await;
    let what = format!("{what}: the bar to be on the screen and to cover nothing");
    page.poll(&what, async || {
        let bar = rect(page, ".label-bar").await;
        let view = rect(page, "#reader").await;
        let lines = painted(page, "isnad-selection").await;
        if lines.is_empty() {
            return Err("nothing is selected".to_owned());
        }
        if bar[3] - bar[1] < 20.0 || bar[1] < view[1] || bar[3] > view[3] {
            return Err(format!("the bar at {bar:?} in {view:?}"));
        }
        match lines.iter().find(|line| overlap(**line, bar)) {
            Some(line) => Err(format!("the bar at {bar:?} covers {line:?}")),
            None => Ok(()),
        }
    })
    .await;
}

#[test]
fn the_bar_never_covers_the_selection() {
    run(Setup::wide_arabic().size(1280, 640), |page| async move {
        open(&page).await;
        let text = page.article_text().await;
        // A number where a drag begins is left out by WebKit: its right edge is its end as well.
        let low = match page.engine() {
            Engine::WebKit => 2378,
            Engine::Chromium | Engine::Firefox => 2375,
        };
        for (start, end) in [(0, 6), (8, 100), (109, 210), (265, 418), (low, 2440)] {
            page.drag_select(start, end).await;
            wait_selection(&page, Some((start, end))).await;
            bar_is_clear(&page, &slice(&text, start, end.min(start + 20))).await;
            page.press("Escape").await;
            wait_selection(&page, None).await;
        }
        // Words at the very bottom and the very top of the window.
        page.js("document.querySelector('#reader').scrollTop = 300", vec![])
            .await;
        // The first and the last letter that is wholly on the screen.
        let edges = "const view = document.querySelector('#reader').getBoundingClientRect(); \
            const range = document.createRange(); const seen = []; \
            for (const block of document.querySelectorAll('article [data-start]')) { \
              const node = block.firstChild; let at = Number(block.dataset.start); \
              for (let i = 0; node && i < node.length; i++, at++) { \
                range.setStart(node, i); range.setEnd(node, i + 1); \
                const r = range.getBoundingClientRect(); \
                if (r.width > 3 && r.top > view.top + 4 && r.bottom < view.bottom - 4 \
                  && /\\p{L}/u.test(node.data[i])) seen.push(at); } } \
            return [seen[0], seen.at(-1)]";
        let edges: Vec<usize> = serde_json::from_value(page.js(edges, vec![]).await).unwrap();
        for at in edges {
            page.double_click_at(at).await;
            page.wait_for(".label-bar.is-up").await;
            bar_is_clear(&page, &format!("the word at {at}")).await;
            page.press("Escape").await;
            page.wait_for_gone(".label-bar.is-up").await;
        }
    });
}

#[test]
fn two_labels_on_one_extent_but_no_label_twice() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        let (_, start, end) = SOURCE;
        label_by_script(&page, SOURCE).await;
        page.press("s").await;
        wait_selection(&page, Some((start, end))).await;
        page.press("1").await;
        wait_spans(&page, &[SOURCE, ("quote", start, end)]).await;
        let both = [("quote", SOURCE_TEXT), ("source", SOURCE_TEXT)];
        let mut rows = crate::support::rows(&page).await;
        rows.sort();
        assert_eq!(rows, both.map(|(l, t)| (l.to_owned(), t.to_owned())));
        // Both letters can be seen: they do not lie on each other.
        let signs = "[...document.querySelectorAll('.overlay .sign')].map(s => s.getBoundingClientRect()).map(r => [r.left, r.top, r.right, r.bottom])";
        let signs: Vec<[f64; 4]> = serde_json::from_value(page.eval(signs).await).unwrap();
        assert_eq!(signs.len(), 2);
        assert!(!overlap(signs[0], signs[1]), "{signs:?}");

        for name in ["quote", "source"] {
            page.select_by_script(start, end).await;
            wait_selection(&page, Some((start, end))).await;
            page.press(digit(name)).await;
            page.wait_for(&format!(".card.is-focused[data-label={name}]"))
                .await;
            wait_selection(&page, None).await;
        }
        wait_spans(&page, &[SOURCE, ("quote", start, end)]).await;
        assert_eq!(page.count("[data-span-id]").await, 2);
        wait_said(&page, "هذه الكلمات موسومة بهذا الوسم من قبل.").await;
        assert_eq!(spans_of(&layer(&page).await.unwrap()).len(), 2);
    });
}

#[test]
fn spans_of_one_label_are_told_apart() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        let (outer, inner) = (("quote", 768, 1060), ("quote", 812, 832));
        label(&page, outer).await;
        let text = page.article_text().await;
        let inner_text = slice(&text, inner.1, inner.2);
        page.select_by_script(inner.1, inner.2).await;
        page.press("1").await;
        page.wait_for("[data-span-id] + [data-span-id]").await;
        saved(&page).await;
        let spans = spans_of(&layer(&page).await.unwrap());
        let (start, end) = (spans[1].1, spans[1].2);
        assert!(
            start <= inner.1 && inner.2 <= end,
            "{inner_text} in {spans:?}"
        );
        // Nested: another highlight, so that it is another colour.
        let all = page.highlights().await;
        assert_eq!(all["isnad-quote-1"], [(768, 1060)]);
        assert_eq!(all["isnad-quote-2"], [(start, end)]);
        page.press("Ctrl+z").await;
        page.wait_highlighted("quote", &[(768, 1060)]).await;
        page.press("Ctrl+z").await;

        // Touching, in the middle of a word even: each has a border of its own on both sides.
        let (start, end) = page.find_text("الروسية").await;
        page.press("w").await;
        label_by_script(&page, ("source", start, start + 2)).await;
        label_by_script(&page, ("source", start + 2, end)).await;
        wait_spans(
            &page,
            &[("source", start, start + 2), ("source", start + 2, end)],
        )
        .await;
        let edges = "[...document.querySelectorAll('.overlay .edge')].map(e => e.getBoundingClientRect()).map(r => [r.left, r.top, r.right, r.bottom])";
        let edges: Vec<[f64; 4]> = serde_json::from_value(page.eval(edges).await).unwrap();
        assert_eq!(edges.len(), 4);
        assert!(
            edges
                .iter()
                .all(|e| e[2] - e[0] >= 1.0 && e[3] - e[1] > 10.0),
            "{edges:?}"
        );
        let mut xs: Vec<_> = edges.iter().map(|e| e[0].round()).collect();
        xs.sort_by(f64::total_cmp);
        assert!((xs[1] - xs[2]).abs() <= 1.0, "{xs:?}");
        assert!(xs[1] - xs[0] > 5.0 && xs[3] - xs[2] > 5.0, "{xs:?}");
    });
}

#[test]
fn the_bar_is_in_reach_of_a_selection_longer_than_the_window() {
    run(Setup::wide_arabic().size(1280, 420), |page| async move {
        open(&page).await;
        page.select_by_script(8, 2440).await;
        wait_selection(&page, Some((8, 2440))).await;
        for top in [0, 500, 1_000_000] {
            let body = "document.querySelector('#reader').scrollTop = arguments[0]";
            page.js(body, vec![json!(top)]).await;
            page.poll("the bar on the screen", async || {
                let bar = rect(&page, ".label-bar.is-up").await;
                let view = rect(&page, "#reader").await;
                match bar[1] >= view[1] && bar[3] <= view[3] && bar[3] - bar[1] > 20.0 {
                    true => Ok(()),
                    false => Err(format!("{bar:?} in {view:?}, scrolled to {top}")),
                }
            })
            .await;
        }
        page.click("button[data-label=quote]").await;
        wait_spans(&page, &[("quote", 8, 2440)]).await;
    });
}
