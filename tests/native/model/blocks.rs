//! Layout blocks: nothing lost, nothing too long, no cluster cut.

use std::collections::BTreeSet;

use isnad::model::blocks::{BlockKind, Blocks, Direction};
use isnad::model::offset::CodePoint;
use proptest::prelude::*;

use super::texts::{cases, cluster_bounds, long, nasty, text};
use BlockKind::{Blank, Continuation, Paragraph, Title};

const LINE_ENDS: [char; 7] = [
    '\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}',
];
const MOST: usize = 4_000;

/// What must hold of the blocks of any text.
fn check_laws(string: &str) -> Blocks {
    let text = text(string);
    let blocks = Blocks::of(&text);
    let clusters = cluster_bounds(string);
    let bounds: BTreeSet<usize> = clusters.iter().copied().collect();
    let chars: Vec<char> = string.chars().collect();
    let mut done = 0;
    for (number, block) in blocks.iter().enumerate() {
        let (start, end) = (block.extent.start().index(), block.extent.end().index());
        assert!(done <= start, "blocks are in order");
        let between = &chars[done..start];
        assert!(
            between.iter().all(|c| LINE_ENDS.contains(c)),
            "only line ends lie between blocks"
        );
        let inside = &chars[start..end];
        assert!(
            !inside.iter().any(|c| LINE_ENDS.contains(c)),
            "no line end lies in a block"
        );
        assert!(
            bounds.contains(&start) && bounds.contains(&end),
            "{start}–{end} cuts a cluster"
        );
        if end - start > MOST {
            let place = clusters.binary_search(&start).unwrap();
            assert_eq!(
                clusters[place + 1],
                end,
                "more than {MOST} code points, and not one cluster"
            );
        }
        let continues = start > 0 && start == done;
        if block.kind != Blank {
            assert_eq!(
                block.kind == Continuation,
                continues,
                "block {number} at {start}"
            );
        }
        assert_eq!(blocks.number_at(block.extent.start()), Some(number));
        assert_eq!(blocks.number_at(block.extent.end().minus(1)), Some(number));
        done = end;
    }
    assert!(
        chars[done..].iter().all(|c| LINE_ENDS.contains(c)),
        "only line ends come last"
    );
    blocks
}

fn check(string: &str, expected: &[(&str, BlockKind)]) {
    let blocks = check_laws(string);
    let text = text(string);
    let found: Vec<_> = blocks
        .iter()
        .map(|block| (text.get(block.extent).unwrap(), block.kind))
        .collect();
    assert_eq!(found, expected, "{string:?}");
}

#[test]
fn lines_and_titles() {
    check("", &[]);
    check("\n\r\n\n", &[]);
    check("خبر", &[("خبر", Paragraph)]);
    check("عنوان\nخبر", &[("عنوان", Title), ("خبر", Paragraph)]);
    check("عنوان\r\nخبر\r\n", &[("عنوان", Title), ("خبر", Paragraph)]);
    check(
        "\n \nعنوان\nخبر",
        &[(" ", Blank), ("عنوان", Title), ("خبر", Paragraph)],
    );
    check(
        "أ\u{2028}ب\u{2029}ج\u{85}د\re",
        &[
            ("أ", Title),
            ("ب", Paragraph),
            ("ج", Paragraph),
            ("د", Paragraph),
            ("e", Paragraph),
        ],
    );
    check(
        "جملة كاملة.\nخبر",
        &[("جملة كاملة.", Paragraph), ("خبر", Paragraph)],
    );
    check(
        "موسكو: \nخبر",
        &[("موسكو: ", Paragraph), ("خبر", Paragraph)],
    );
    check(
        "هل نفت روسيا؟\nخبر",
        &[("هل نفت روسيا؟", Title), ("خبر", Paragraph)],
    );
    check(
        "عنوان\n \u{a0}",
        &[("عنوان", Paragraph), (" \u{a0}", Blank)],
    );
    let line = "م".repeat(251);
    check(
        &format!("{line}\nخبر"),
        &[(&line, Paragraph), ("خبر", Paragraph)],
    );
}

#[test]
fn a_long_line_is_cut_behind_a_sentence_or_else_behind_a_space() {
    let cases = [
        // A sentence ends in the window, spaces come after it.
        (
            format!("{}. {}", "م".repeat(3_500), "نص ".repeat(1_000)),
            3_502,
        ),
        // The last space of the window.
        (format!("{} {}", "م".repeat(3_990), "ن".repeat(500)), 3_991),
        // A space before a mark belongs to the mark.
        (
            format!("{} \u{301}{}", "م".repeat(3_990), "ن".repeat(500)),
            4_000,
        ),
        // Spaces too early to be of use.
        (
            format!("{} {}", "م".repeat(2_000), "ن".repeat(3_000)),
            4_000,
        ),
        // A family of seven code points over the limit goes to the next block whole.
        (
            format!(
                "{}👨\u{200d}👩\u{200d}👧\u{200d}👦{}",
                "م".repeat(3_997),
                "ن".repeat(9)
            ),
            3_997,
        ),
        // A flag too, and the pairing of flags is kept.
        (format!("م{}", "🇸🇦".repeat(3_000)), 3_999),
        // A cluster longer than a block is one block.
        (format!("م{}نص", "\u{301}".repeat(5_000)), 5_001),
        (
            format!("{}{}نص", "م".repeat(10), "\u{301}".repeat(5_000)),
            9,
        ),
        ("م".repeat(4_001), 4_000),
        ("م".repeat(4_000), 4_000),
    ];
    for (string, first) in cases {
        let blocks = check_laws(&string);
        assert_eq!(blocks.get(0).unwrap().extent.len(), first);
    }
}

#[test]
fn a_million_characters_in_one_line() {
    let word = "قال وزير الخارجية الروسي إن بلاده لم توجه أي ضربة ";
    for unit in [word, "م", " ", "م ", "📈", "🇸🇦", "\u{301}", "\u{600}", ". "] {
        let string = unit.repeat(1_000_000 / unit.chars().count());
        let text = text(&string);
        let blocks = Blocks::of(&text);
        let total: u32 = blocks.iter().map(|block| block.extent.len()).sum();
        assert_eq!(total, text.end().get());
        let clusters_are_short = !["\u{301}", "\u{600}"].contains(&unit);
        assert_eq!(
            blocks.len() > 200,
            clusters_are_short,
            "{unit:?} in {} blocks",
            blocks.len()
        );
    }
}

#[test]
fn the_block_of_a_position() {
    let blocks = check_laws("\nab\r\n\ncd\n");
    let cases = [
        (0, None),
        (1, Some(0)),
        (2, Some(0)),
        (3, Some(0)),
        (4, Some(0)),
        (5, Some(0)),
    ];
    for (at, number) in cases
        .into_iter()
        .chain([(6, Some(1)), (8, Some(1)), (99, Some(1))])
    {
        assert_eq!(blocks.number_at(CodePoint::new(at)), number, "at {at}");
    }
}

#[test]
fn direction_by_letters() {
    let cases = [
        ("", Direction::RightToLeft),
        ("2017 📈", Direction::RightToLeft),
        (
            "قال Reuters إن NATO لم يعلق على الخبر أمس",
            Direction::RightToLeft,
        ),
        ("The word وزارة means ministry", Direction::LeftToRight),
        (
            "Reuters: قال الوزير إن بلاده لن ترفع الأسعار",
            Direction::RightToLeft,
        ),
        ("٢٠١٧ ٢٠١٧ English", Direction::LeftToRight),
        ("עברית", Direction::RightToLeft),
        ("Русский", Direction::LeftToRight),
    ];
    for (string, expected) in cases {
        assert_eq!(Blocks::of(&text(string)).direction(), expected, "{string}");
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn blocks_of_short_texts(string in nasty()) {
        check_laws(&string);
    }
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn blocks_of_long_texts(string in long()) {
        check_laws(&string);
    }
}
