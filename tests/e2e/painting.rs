//! How the text looks with its highlights: never cut, letters joined, both directions in order.

use crate::harness::pixels::Pixels;
use crate::harness::temp::TempDir;
use crate::harness::{Need, Page, Setup, run};
use crate::support::{
    DENIAL, SOURCE, choose_files, label, label_by_script, open, reload, wait_caret, wait_selection,
    wait_spans,
};
use serde_json::json;

/// Opens a text as a file and waits until it is shown.
async fn open_text(page: &Page, text: &str) {
    let folder = TempDir::new("text");
    let file = folder.write("text.txt", text);
    choose_files(page, &[&file]).await;
    let first = text.lines().next().unwrap();
    page.wait_eq(
        "document.querySelector('article .block')?.textContent",
        first,
    )
    .await;
}

#[test]
fn text_nodes_are_never_split() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        page.js(
            "window.nodes = [...document.querySelectorAll('article [data-start]')].map(b => b.firstChild)",
            vec![],
        )
        .await;
        let whole = "[...document.querySelectorAll('article [data-start]')].every((b, i) => \
            b.childNodes.length === 1 && b.firstChild.nodeType === 3 && b.firstChild === nodes[i])";
        page.wait_eq(whole, true).await;
        let text = page.article_text().await;
        let across = ("quote", 150, 520);
        for span in [DENIAL, SOURCE, ("source", 149, 160), ("quote", 166, 209)] {
            label_by_script(&page, span).await;
        }
        page.press("w").await;
        label_by_script(&page, across).await;
        label(&page, ("denial", 131, 134)).await;
        page.wait_highlighted("denial", &[(109, 210), (131, 134)])
            .await;
        page.wait_eq(whole, true).await;
        page.press("Ctrl+z").await;
        page.press("Ctrl+z").await;
        page.wait_highlighted("denial", &[(109, 210)]).await;
        page.wait_eq(whole, true).await;
        assert_eq!(page.article_text().await, text);
        assert_eq!(page.count("article [data-start] *").await, 0);
    });
}

/// How many pixels are ink in one picture and not in the other, and how many are ink in the first.
fn other_ink(a: &Pixels, b: &Pixels) -> (usize, usize) {
    assert_eq!((a.width, a.height), (b.width, b.height));
    let ink = |p: &[u8; 4]| u32::from(p[0]) + u32::from(p[1]) + u32::from(p[2]) < 330;
    let unlike = a
        .rgba
        .iter()
        .zip(&b.rgba)
        .filter(|(a, b)| ink(a) != ink(b))
        .count();
    (unlike, a.rgba.iter().filter(|p| ink(p)).count())
}

#[test]
fn letters_stay_joined_in_a_span_within_a_word() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        const BLOCK: &str = "article .block:nth-child(2)";
        // Only the highlights: no underline, nothing of the overlay, no caret.
        page.js(
            "const sheet = new CSSStyleSheet(); \
             sheet.replaceSync(`.overlay, .caret { display: none !important } \
               ::highlight(isnad-source-1) { background-color: #f4e3b0; text-decoration: none }`); \
             document.adoptedStyleSheets.push(sheet)",
            vec![],
        )
        .await;
        let (start, end) = page.find_text("الروسية").await;
        let before = page.pixels_of(BLOCK).await;
        page.press("w").await;
        label(&page, ("source", start + 2, end - 2)).await;
        wait_spans(&page, &[("source", start + 2, end - 2)]).await;
        let after = page.pixels_of(BLOCK).await;
        let painted = after.count([0xf4, 0xe3, 0xb0], 2);
        assert!(painted > 300, "only {painted} pixels are painted");
        let (unlike, ink) = other_ink(&before, &after);
        assert!(ink > 3000, "only {ink} pixels of ink");
        // Firefox smooths a letter's edge a little otherwise over a colour.
        assert!(
            unlike * 200 < ink,
            "{unlike} of {ink} pixels of ink are others"
        );

        // What a cut does to a word is well above that.
        page.js(
            "const node = document.querySelector(arguments[0]).firstChild; const at = node.data.indexOf('الروسية') + 2; \
             node.splitText(at); const rest = node.nextSibling; rest.splitText(3); \
             const cut = document.createElement('span'); cut.style.display = 'inline-block'; \
             rest.replaceWith(cut); cut.append(rest)",
            vec![json!(BLOCK)],
        )
        .await;
        let (cut, _) = other_ink(&before, &page.pixels_of(BLOCK).await);
        assert!(
            cut > 10 * unlike.max(5),
            "a cut changes only {cut} pixels, a highlight {unlike}"
        );
    });
}

#[test]
fn latin_and_numbers_in_an_arabic_article() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        open_text(
            &page,
            "قالت شركة Open Labs في 15 أيار 2024 إن GPT-4 متاح.\n",
        )
        .await;
        let x = async |word: &str| {
            let (start, _) = page.find_text(word).await;
            page.points(&[(start, "middle")]).await[0].0
        };
        let order = [
            "قالت",
            "شركة",
            "Labs",
            "Open",
            "في",
            "5 أيار",
            "15",
            "أيار",
            "24",
            "2024",
            "إن",
            "4",
            "GPT",
        ];
        let mut xs = Vec::new();
        for word in order {
            if word != "4" {
                xs.push(x(word).await);
            }
        }
        assert!(
            xs.windows(2).all(|pair| pair[0] > pair[1]),
            "{order:?} at {xs:?}"
        );
        for name in ["Open Labs", "2024", "15 أيار 2024", "شركة Open Labs"] {
            let (start, end) = page.find_text(name).await;
            page.drag_select(start, end).await;
            wait_selection(&page, Some((start, end))).await;
            page.press("Escape").await;
            wait_selection(&page, None).await;
        }
        let (start, end) = page.find_text("شركة Open Labs").await;
        label(&page, ("source", start, end)).await;
        wait_spans(&page, &[("source", start, end)]).await;
        page.screenshot("latin-in-arabic").await;
    });
}

#[test]
fn an_english_article_reads_left_to_right() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        open_text(
            &page,
            "Moscow denies the report\n\nThe ministry denied on Monday “any strike” on Idlib, Interfax said.\n",
        )
        .await;
        let at = "(e => [e.dir, getComputedStyle(e).direction, document.documentElement.dir])(document.querySelector('article'))";
        page.wait_eq(at, json!(["ltr", "ltr", "rtl"])).await;
        page.wait_eq("document.querySelector('.cards').dir", "ltr")
            .await;
        wait_caret(&page, 0).await;
        page.press("ArrowRight").await;
        page.press("ArrowRight").await;
        wait_caret(&page, 2).await;
        page.press("ArrowLeft").await;
        wait_caret(&page, 1).await;
        page.press("Ctrl+ArrowRight").await;
        page.press("Ctrl+Shift+ArrowRight").await;
        wait_selection(&page, Some((7, 13))).await;
        page.press("2").await;
        wait_spans(&page, &[("denial", 7, 13)]).await;
        page.press("Escape").await;
        let strike = page.find_text("any strike").await;
        page.drag_select(strike.0, strike.1).await;
        page.press("1").await;
        wait_spans(&page, &[("denial", 7, 13), ("quote", strike.0, strike.1)]).await;
        // The start is on the left here.
        page.press("[").await;
        wait_spans(
            &page,
            &[("denial", 7, 13), ("quote", strike.0 - 1, strike.1)],
        )
        .await;
        page.screenshot("english-in-arabic").await;
        reload(&page).await;
        page.wait_eq(at, json!(["ltr", "ltr", "rtl"])).await;
    });
}

/// The topmost row of ink within two columns of a place.
fn top_of_ink(picture: &Pixels, x: usize) -> usize {
    let ink = |p: &[u8; 4]| u32::from(p[0]) + u32::from(p[1]) + u32::from(p[2]) < 330;
    let row = |y: usize| &picture.rgba[y * picture.width + x - 2..=y * picture.width + x + 2];
    let top = (0..picture.height).find(|y| row(*y).iter().any(ink));
    top.expect("no ink at all")
}

#[test]
fn words_that_end_with_dots_or_marks_stand_on_the_line() {
    run(Setup::wide_arabic(), |page| async move {
        open(&page).await;
        // Without a title's bold, and from the second block on without the caret.
        open_text(&page, "عنوان\n\nال لان الات الاي الَ الاب ال\n").await;
        page.js(
            "const sheet = new CSSStyleSheet(); sheet.replaceSync(`.caret, .overlay { display: none !important }`); \
             document.adoptedStyleSheets.push(sheet)",
            vec![],
        )
        .await;
        const BLOCK: &str = "article .block:nth-child(2)";
        let [left, ..] = crate::support::rect(&page, BLOCK).await;
        let picture = page.pixels_of(BLOCK).await;
        let text = page.article_text().await;
        let mut tops = Vec::new();
        // Every word that begins with an alef: its top is the same everywhere.
        for (at, _) in text.match_indices(" ا") {
            let alef = text[..at].chars().count() + 1;
            let (x, _) = page.points(&[(alef, "middle")]).await[0];
            tops.push(top_of_ink(&picture, (x - left).round() as usize));
        }
        assert_eq!(tops.len(), 5, "{tops:?}");
        let (low, high) = (tops.iter().min().unwrap(), tops.iter().max().unwrap());
        assert!(high - low <= 1, "the words stand at {tops:?}");
    });
}

/// Nothing has moved so far that anybody would see: where fonts have other heights it may be some pixels.
async fn still(page: &Page) {
    // Two frames later what has moved is told.
    let frames = "for (const _ of [1, 2]) await new Promise(requestAnimationFrame); return moved";
    let moved = page.settled(frames, vec![]).await.unwrap();
    let moves = moved.as_array().unwrap().iter();
    let sum: f64 = moves.map(|entry| entry[0].as_f64().unwrap()).sum();
    assert!(sum < 0.002, "{moved}");
}

#[test]
fn nothing_moves_when_the_rest_of_the_page_comes() {
    for setup in [
        Setup::wide_arabic(),
        Setup::wide_english(),
        Setup::phone_arabic(),
    ] {
        run(setup.needs(Need::LayoutShifts), |page| async move {
            let watch = "window.moved = []; new PerformanceObserver((list) => list.getEntries().forEach((entry) => \
                moved.push([entry.value, entry.sources.map((source) => source.node?.className)]))) \
                .observe({ type: 'layout-shift', buffered: true });";
            page.before_load(watch).await;
            open(&page).await;
            page.wait_for(".about-article").await;
            // Two frames later what has moved is told.
            let frames =
                "for (const _ of [1, 2]) await new Promise(requestAnimationFrame); return moved";
            assert_eq!(page.settled(frames, vec![]).await, Ok(json!([])));
            page.eval("document.getElementById('article').focus()")
                .await;
            page.press("e").await;
            page.wait_for(".formats-out").await;
            still(&page).await;
        });
    }
}
