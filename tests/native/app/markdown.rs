//! Guidelines in Markdown: what they become, and that they become nothing else.

use isnad::app::markdown::{Part, Piece, parts};
use isnad::app::prefs::Lang;
use proptest::prelude::*;

fn text(words: &str) -> Piece {
    Piece::Text(words.to_owned())
}

fn paragraph(words: &str) -> Part {
    Part::Paragraph(vec![text(words)])
}

#[test]
fn parts_and_pieces() {
    let check = |markdown: &str, wanted: Part| assert_eq!(parts(markdown), [wanted], "{markdown}");
    check("## المصدر", Part::Heading(2, vec![text("المصدر")]));
    check("سطر\nوآخر", paragraph("سطر وآخر"));
    check(
        "سطر  \nوآخر",
        Part::Paragraph(vec![text("سطر"), Piece::Break, text("وآخر")]),
    );
    check(
        "**قال** *ثم* `نفى` ~~ما~~",
        Part::Paragraph(vec![
            Piece::Strong(vec![text("قال")]),
            text(" "),
            Piece::Emphasis(vec![text("ثم")]),
            text(" "),
            Piece::Code("نفى".to_owned()),
            text(" "),
            Piece::Struck(vec![text("ما")]),
        ]),
    );
    check(
        "- أ\n- ب",
        Part::List(None, vec![vec![paragraph("أ")], vec![paragraph("ب")]]),
    );
    check("3. أ", Part::List(Some(3), vec![vec![paragraph("أ")]]));
    check("> قول", Part::Quote(vec![paragraph("قول")]));
    check("```\nكما هو\n```", Part::Code("كما هو\n".to_owned()));
    check(
        "| أ |\n|---|\n| ب |",
        Part::Table(vec![vec![vec![text("أ")]], vec![vec![text("ب")]]]),
    );
    check("---", Part::Rule);
    let link = Piece::Link("https://example.org/".to_owned(), vec![text("هنا")]);
    check("[هنا](https://example.org/)", Part::Paragraph(vec![link]));
}

#[test]
fn nothing_in_it_is_run_or_fetched() {
    let check = |markdown: &str, wanted: &str| {
        assert_eq!(parts(markdown), [paragraph(wanted)], "{markdown}")
    };
    check("[هنا](javascript:alert(1))", "هنا");
    check("[هنا](data:text/html,x)", "هنا");
    check("[هنا](file:///etc/passwd)", "هنا");
    check("![صورة](https://example.org/x.png)", "صورة");
    check("أ <b onclick=x>ب</b>", "أ <b onclick=x>ب</b>");
    check("<script>alert(1)</script>", "<script>alert(1)</script>");
}

#[test]
fn what_is_too_deep_is_left_out() {
    assert!(depth(&parts(&">".repeat(10_000))) < 20);
    let deep = parts(&format!("{}x", "> ".repeat(1_000)));
    assert!(depth(&deep) < 20, "{}", depth(&deep));
}

fn depth(parts: &[Part]) -> usize {
    let below = |part: &Part| match part {
        Part::Quote(parts) => depth(parts),
        Part::List(_, items) => items
            .iter()
            .map(|parts| depth(parts))
            .max()
            .unwrap_or_default(),
        _ => 0,
    };
    parts.iter().map(below).max().map_or(0, |most| most + 1)
}

/// The guidelines that come with the page have the three labels as headings, in both languages.
#[test]
fn the_shipped_guidelines_are_whole() {
    for lang in [Lang::Ar, Lang::En] {
        let all = parts(isnad::app::guidelines::shipped(lang));
        let count = |rank: u8| {
            all.iter()
                .filter(|part| matches!(part, Part::Heading(r, _) if *r == rank))
                .count()
        };
        assert_eq!((count(1), count(2)), (1, 4), "{lang:?}");
        let items: Vec<usize> = all
            .iter()
            .filter_map(|part| match part {
                Part::List(None, items) => Some(items.len()),
                _ => None,
            })
            .collect();
        assert_eq!(items, [6, 9, 6, 3], "{lang:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_taken_apart(markdown in "[-*#>`|\\[\\]()<! \\nاب0-9.:/]{0,80}") {
        parts(&markdown);
    }
}
