//! Where selections are rounded to and where the caret goes. In the cases, ⟦ ⟧ stand around a range and ‸ at
//! a position.

use std::collections::BTreeSet;

use isnad::model::boundary::{Snap, Toward, Unit};
use isnad::model::offset::CodePoint;
use isnad::model::span::Extent;
use proptest::prelude::*;

use super::texts::{FIXTURE, Page, at, cases, cluster_bounds, extent, find, long, nasty};

const UNITS: [Unit; 4] = [Unit::Grapheme, Unit::Word, Unit::Sentence, Unit::Paragraph];

/// The text without the signs, and where they stood.
fn unmark(marked: &str) -> (String, Vec<usize>) {
    let mut string = String::new();
    let mut places = Vec::new();
    for c in marked.chars() {
        match c {
            '⟦' | '⟧' | '‸' => places.push(string.chars().count()),
            c => string.push(c),
        }
    }
    (string, places)
}

fn mark(string: &str, extent: Option<Extent>) -> String {
    let Some(extent) = extent else {
        return "nothing".to_owned();
    };
    let mut chars: Vec<char> = string.chars().collect();
    chars.insert(extent.end().index(), '⟧');
    chars.insert(extent.start().index(), '⟦');
    chars.into_iter().collect()
}

fn check_snap(snap: Snap, marked: &str, expected: &str) {
    let (string, places) = unmark(marked);
    let page = Page::of(&string);
    for (a, b) in [(places[0], places[1]), (places[1], places[0])] {
        let found = page.ground().snap(at(a), at(b), snap);
        assert_eq!(mark(&string, found), expected, "{snap:?} of {marked:?}");
    }
}

#[test]
fn whole_words() {
    let cases = [
        (
            "قالت وزا⟦رة الدفاع الرو⟧سية أمس",
            "قالت ⟦وزارة الدفاع الروسية⟧ أمس",
        ),
        (
            "قالت⟦ وزارة الدفاع الروسية ⟧أمس",
            "قالت ⟦وزارة الدفاع الروسية⟧ أمس",
        ),
        ("⟦ن⟧فى", "⟦نفى⟧"),
        // The attached conjunction belongs to the word.
        ("ثم و⟦نفى⟧ ذلك", "ثم ⟦ونفى⟧ ذلك"),
        // Marks stay outside.
        ("قال: «⟦لن نرفع الأسعار⟧»", "قال: «⟦لن نرفع الأسعار⟧»"),
        ("قال: «ل⟦ن نرفع الأسعا⟧ر».", "قال: «⟦لن نرفع الأسعار⟧»."),
        ("قال: ⟦«لن⟧ نرفع»", "قال: ⟦«لن⟧ نرفع»"),
        // White space and line ends at the edges, whatever they are.
        ("قال⟦\u{a0}نعم\u{a0}⟧ثم", "قال\u{a0}⟦نعم⟧\u{a0}ثم"),
        ("قال⟦\r\nنعم\r\n⟧ثم", "قال\r\n⟦نعم⟧\r\nثم"),
        ("قال\r⟦\nنعم\r⟧\nثم", "قال\r\n⟦نعم⟧\r\nثم"),
        (
            "قال⟦\u{2028}نعم\t \u{2003}⟧ثم",
            "قال\u{2028}⟦نعم⟧\t \u{2003}ثم",
        ),
        ("قال⟦ \n\n ⟧نعم", "nothing"),
        ("قال⟦\u{a0}⟧نعم", "nothing"),
        // Over a line end.
        ("عنو⟦ان\nخ⟧بر", "⟦عنوان\nخبر⟧"),
        // Diacritics of the first and last letter.
        ("قال م⟦ُحَمَّ⟧دٌ نعم", "قال ⟦مُحَمَّدٌ⟧ نعم"),
        ("⟦قال⟧َ الوزير", "⟦قالَ⟧ الوزير"),
        ("الـ⟦ــ⟧رئيس", "⟦الـــرئيس⟧"),
        ("می⟦\u{200c}رو⟧م", "⟦می\u{200c}روم⟧"),
        // Numbers of both kinds.
        ("في ٢⟦٠١⟧٧ أو 2017", "في ⟦٢٠١٧⟧ أو 2017"),
        ("في ٢٠١٧ أو 2⟦01⟧7", "في ٢٠١٧ أو ⟦2017⟧"),
        ("بلغ ٣⟦٫⟧٥ في المئة", "بلغ ⟦٣٫٥⟧ في المئة"),
        // Emoji beside words.
        ("نع⟦م⟧📈", "⟦نعم⟧📈"),
        (
            "نعم👨\u{200d}⟦👩\u{200d}👧⟧لا",
            "نعم⟦👨\u{200d}👩\u{200d}👧⟧لا",
        ),
        // No space after a full stop or a colon: two words all the same.
        ("نفى ⟦ذلك⟧.وأضاف أن", "نفى ⟦ذلك⟧.وأضاف أن"),
        ("وقال⟦:إن⟧ه يرفض", "وقال⟦:إنه⟧ يرفض"),
        ("في ⟦أُ⟧:ب", "في ⟦أُ⟧:ب"),
        ("وكالة ⟦أ⟧.ف.ب للأنباء", "وكالة ⟦أ.ف.ب⟧ للأنباء"),
        ("قال د.⟦مح⟧مد", "قال ⟦د.محمد⟧"),
        // But not inside an address, a number or a Latin word.
        ("موقع sput⟦nik⟧.com الروسي", "موقع ⟦sputnik.com⟧ الروسي"),
        ("عند ٣⟦.٥⟧ و don't", "عند ⟦٣.٥⟧ و don't"),
        ("do⟦n⟧'t", "⟦don't⟧"),
        // A sign that is put before its digits is one cluster with the first.
        ("الآية \u{6dd}⟦٢⟧٣", "الآية ⟦\u{6dd}٢٣⟧"),
    ];
    for (marked, expected) in cases {
        check_snap(Snap::Words, marked, expected);
    }
}

#[test]
fn single_letters() {
    let cases = [
        ("ثم و⟦نفى⟧ ذلك", "ثم و⟦نفى⟧ ذلك"),
        ("و⟦لِ⟧لوزير", "و⟦لِ⟧لوزير"),
        ("و⟦ل⟧ِلوزير", "و⟦لِ⟧لوزير"),
        ("قال⟦َ ال⟧وزير", "قا⟦لَ ال⟧وزير"),
        ("ثم⟦ \u{a0}ونفى \r\n⟧ذلك", "ثم \u{a0}⟦ونفى⟧ \r\nذلك"),
        ("👨\u{200d}⟦👩⟧\u{200d}👧", "⟦👨\u{200d}👩\u{200d}👧⟧"),
        ("🇸🇦🇷⟦🇺⟧", "🇸🇦⟦🇷🇺⟧"),
        ("نفى\r⟦\n⟧ذلك", "nothing"),
    ];
    for (marked, expected) in cases {
        check_snap(Snap::Letters, marked, expected);
    }
}

#[test]
fn an_empty_range_is_nothing() {
    let page = Page::of(FIXTURE);
    for snap in [Snap::Words, Snap::Letters] {
        assert_eq!(page.ground().snap(at(7), at(7), snap), None);
        assert_eq!(
            page.ground().snap(at(60), at(70), snap),
            None,
            "past the end"
        );
        let over = page.ground().snap(at(49), at(70), snap);
        assert_eq!(over, Some(extent(49, 53)), "cut at the end");
    }
    let empty = Page::of("");
    assert_eq!(empty.ground().snap(at(0), at(9), Snap::Words), None);
    assert_eq!(empty.ground().word_at(at(0)), None);
}

fn check_word(marked: &str, expected: &str) {
    let (string, places) = unmark(marked);
    let page = Page::of(&string);
    assert_eq!(
        mark(&string, page.ground().word_at(at(places[0]))),
        expected,
        "at {marked:?}"
    );
}

#[test]
fn the_word_under_a_double_click() {
    let cases = [
        ("قال «ل‸ن نرفع»", "قال «⟦لن⟧ نرفع»"),
        ("قال «‸لن نرفع»", "قال «⟦لن⟧ نرفع»"),
        ("قال «لن نرفع‸»", "قال «لن ⟦نرفع⟧»"),
        ("قال ‸«لن نرفع»", "قال ⟦«⟧لن نرفع»"),
        ("قال‸ نعم", "⟦قال⟧ نعم"),
        ("قال ‸ نعم", "nothing"),
        ("قال نعم‸", "قال ⟦نعم⟧"),
        ("قال نعم‸\r\nثم", "قال ⟦نعم⟧\r\nثم"),
        ("قال ‸📈 نعم", "قال ⟦📈⟧ نعم"),
        ("م‸ُحَمَّدٌ", "⟦مُحَمَّدٌ⟧"),
        ("عام ٢٠‸١٧م", "عام ⟦٢٠١٧م⟧"),
        ("نفى‸ \u{64e}ذلك", "⟦نفى⟧ \u{64e}ذلك"),
        ("نفى\t‸\t\u{64e}ذلك", "nothing"),
        ("نفى‸\u{202f}ذلك", "⟦نفى⟧\u{202f}ذلك"),
        ("نفى\u{202f}‸ذلك", "نفى\u{202f}⟦ذلك⟧"),
        ("نفى ذل‸ك.وأضاف", "نفى ⟦ذلك⟧.وأضاف"),
        ("نفى ذلك.‸وأضاف", "نفى ذلك.⟦وأضاف⟧"),
    ];
    for (marked, expected) in cases {
        check_word(marked, expected);
    }
}

/// Every stop of the caret from one end of the text to the other.
fn stops(page: &Page, unit: Unit, toward: Toward) -> Vec<usize> {
    let last = match toward {
        Toward::End => page.text.end(),
        Toward::Start => CodePoint::ZERO,
    };
    let mut here = match toward {
        Toward::End => CodePoint::ZERO,
        Toward::Start => page.text.end(),
    };
    let mut stops = vec![here.index()];
    while here != last {
        let next = page.ground().step(here, unit, toward);
        let onward = match toward {
            Toward::End => next > here,
            Toward::Start => next < here,
        };
        assert!(onward, "{unit:?} {toward:?} goes from {here} to {next}");
        here = next;
        stops.push(here.index());
    }
    assert_eq!(
        page.ground().step(last, unit, toward),
        last,
        "stays at the end"
    );
    stops
}

fn check_stops(unit: Unit, toward: Toward, marked: &str) {
    let (string, mut places) = unmark(marked);
    if toward == Toward::Start {
        places.reverse();
    }
    assert_eq!(
        stops(&Page::of(&string), unit, toward),
        places,
        "{unit:?} {toward:?} {marked:?}"
    );
}

#[test]
fn stops_of_the_caret() {
    use Toward::{End, Start};
    let cases = [
        (
            Unit::Grapheme,
            End,
            "‸ق‸ا‸لَ‸ ‸👨\u{200d}👩\u{200d}👧‸🇸🇦‸\r\n‸ن‸",
        ),
        (
            Unit::Grapheme,
            Start,
            "‸ق‸ا‸لَ‸ ‸👨\u{200d}👩\u{200d}👧‸🇸🇦‸\r\n‸ن‸",
        ),
        (Unit::Word, End, "‸قال‸: «لن‸ نرفع‸» 📈\r\nونفى‸ ذلك‸.‸"),
        (Unit::Word, Start, "‸قال: «‸لن ‸نرفع» 📈\r\n‸ونفى ‸ذلك.‸"),
        (Unit::Word, End, "‸نفى‸ ذلك‸.وأضاف‸ أن‸"),
        (
            Unit::Sentence,
            End,
            "‸نفى ذلك. ‸وقال: لا! ‸نعم؟ ‸حسنا\n‸ثم.‸",
        ),
        (
            Unit::Sentence,
            Start,
            "‸نفى ذلك. ‸وقال: لا! ‸نعم؟ ‸حسنا\n‸ثم.‸",
        ),
        (
            Unit::Paragraph,
            End,
            "‸عنوان\r\n\r\n‸نفى ذلك. وقال\n \n‸ثم.\n‸",
        ),
        (
            Unit::Paragraph,
            Start,
            "‸عنوان\r\n\r\n‸نفى ذلك. وقال\n \n‸ثم.\n‸",
        ),
    ];
    for (unit, toward, marked) in cases {
        check_stops(unit, toward, marked);
    }
}

#[test]
fn a_caret_settles_outside_clusters() {
    let cases = [
        ("قال‸َ", 2),
        ("قالَ‸ ", 4),
        ("أ👨\u{200d}👩\u{200d}‸👧", 1),
        ("نعم\r‸\nثم", 3),
        ("نعم\r\n‸ثم", 5),
        ("\r‸\n", 0),
    ];
    for (marked, expected) in cases {
        let (string, places) = unmark(marked);
        assert_eq!(
            Page::of(&string).ground().settle(at(places[0])),
            at(expected),
            "{marked:?}"
        );
    }
    assert_eq!(Page::of(FIXTURE).ground().settle(at(99)), at(53));
}

#[test]
fn a_word_of_the_fixture_and_back() {
    let page = Page::of(FIXTURE);
    let ground = page.ground();
    for words in ["الوزير", "لن نرفع الأسعار", "مصدر مسؤول"] {
        let span = find(FIXTURE, words);
        assert_eq!(
            ground.snap(span.start(), span.end(), Snap::Words),
            Some(span)
        );
        let inner = (span.start().plus(1), span.end().minus(1));
        assert_eq!(ground.snap(inner.0, inner.1, Snap::Words), Some(span));
        let end = ground.step(span.start(), Unit::Word, Toward::End);
        assert_eq!(ground.step(end, Unit::Word, Toward::Start), span.start());
    }
    let denial = find(FIXTURE, "نفى مصدر مسؤول ذلك");
    assert_eq!(
        ground.snap(denial.start(), denial.end(), Snap::Letters),
        Some(denial)
    );
}

/// What must hold of rounding any range of any text.
fn check_snap_laws(page: &Page, bounds: &BTreeSet<usize>, chars: &[char], a: usize, b: usize) {
    let ground = page.ground();
    for snap in [Snap::Letters, Snap::Words] {
        let found = ground.snap(at(a), at(b), snap);
        assert_eq!(found, ground.snap(at(b), at(a), snap));
        let Some(found) = found else {
            // A mark on a space is white space.
            let solid = |n: &usize| bounds.contains(n) && !chars[*n].is_whitespace();
            assert!(!(a..b).any(|n| solid(&n)), "{a}–{b} is lost");
            continue;
        };
        let (start, end) = (found.start().index(), found.end().index());
        assert!(end <= chars.len());
        assert!(
            bounds.contains(&start) && bounds.contains(&end),
            "{snap:?} {a}–{b} cuts a cluster"
        );
        assert!(ground.is_whole(found));
        assert!(!chars[start].is_whitespace(), "starts in white space");
        let last = *bounds.range(..end).next_back().unwrap();
        assert!(!chars[last].is_whitespace(), "ends in white space");
        for n in a..b {
            let cluster = *bounds.range(..=n).next_back().unwrap();
            let inside = start <= n && n < end;
            assert!(
                inside || chars[cluster].is_whitespace(),
                "{snap:?} {a}–{b} loses {n}"
            );
        }
        assert_eq!(
            ground.snap(found.start(), found.end(), snap),
            Some(found),
            "again"
        );
        if snap == Snap::Letters {
            let wide = (
                *bounds.range(..=a).next_back().unwrap(),
                *bounds.range(b..).next().unwrap(),
            );
            assert!(
                wide.0 <= start && end <= wide.1,
                "no more than the clusters touched"
            );
        }
    }
}

fn check_place_laws(page: &Page, bounds: &BTreeSet<usize>, n: usize) {
    let ground = page.ground();
    let floor = *bounds
        .range(..=n.min(page.text.end().index()))
        .next_back()
        .unwrap();
    assert_eq!(ground.settle(at(n)), at(floor));
    if let Some(word) = ground.word_at(at(n)) {
        assert!(bounds.contains(&word.start().index()) && bounds.contains(&word.end().index()));
        assert!(
            word.contains(at(n)) || word.end() <= at(n),
            "at {n}: {word:?}"
        );
    }
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn rounding(string in nasty(), picks in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 12)) {
        let page = Page::of(&string);
        let chars: Vec<char> = string.chars().collect();
        let bounds = cluster_bounds(&string).into_iter().collect();
        for (a, b) in picks {
            let (a, b) = (a.index(chars.len() + 1), b.index(chars.len() + 1));
            let (a, b) = (a.min(b), a.max(b));
            if a < b {
                check_snap_laws(&page, &bounds, &chars, a, b);
            }
            for n in [a, b] {
                check_place_laws(&page, &bounds, n);
                if n + 1 < chars.len() {
                    let whole = bounds.contains(&n) && bounds.contains(&(n + 1));
                    prop_assert_eq!(page.ground().is_whole(extent(n, n + 1)), whole, "at {}", n);
                }
            }
        }
    }

    #[test]
    fn the_caret_gets_through(string in nasty()) {
        let page = Page::of(&string);
        let bounds: BTreeSet<usize> = cluster_bounds(&string).into_iter().collect();
        for unit in UNITS {
            for toward in [Toward::End, Toward::Start] {
                for stop in stops(&page, unit, toward) {
                    prop_assert!(bounds.contains(&stop), "{:?} {:?} stops inside a cluster at {}", unit, toward, stop);
                }
            }
        }
        let mut forth = stops(&page, Unit::Grapheme, Toward::End);
        forth.reverse();
        prop_assert_eq!(forth, stops(&page, Unit::Grapheme, Toward::Start), "the same stops both ways");
    }
}

proptest! {
    #![proptest_config(cases(4))]

    #[test]
    fn rounding_and_steps_in_long_lines(string in long(), picks in prop::collection::vec(any::<prop::sample::Index>(), 8)) {
        let page = Page::of(&string);
        let chars: Vec<char> = string.chars().collect();
        let bounds = cluster_bounds(&string).into_iter().collect();
        for pick in picks {
            let a = pick.index(chars.len());
            check_snap_laws(&page, &bounds, &chars, a, (a + 40).min(chars.len()));
            check_place_laws(&page, &bounds, a);
            for unit in UNITS {
                let next = page.ground().step(at(a), unit, Toward::End);
                prop_assert!(next > at(a) && bounds.contains(&next.index()));
                let last = page.ground().step(next, unit, Toward::Start);
                prop_assert!(last < next && bounds.contains(&last.index()));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2048) })]

    /// Our own rules for sentences against those of the standard, over what stands in Arabic news. Without line
    /// separators: a block ends at one before any sentence is looked for.
    #[test]
    fn sentences_are_those_of_the_standard(
        pieces in proptest::collection::vec(proptest::sample::select(vec![
            "نفى", " ", " ", "ذلك", ".", ".", "!", "؟", "۔", "…", "،", ":", "«", "»", "(", ")", "\"", "3", "٣", "a", "B",
            "é", "\u{a0}", "\u{64e}", "\u{200f}", "-", "📈", "َ", "%", "د.", "م. ", "ـ", "\u{202f}",
        ]), 1..24)
    ) {
        use unicode_segmentation::UnicodeSegmentation;
        let string = pieces.concat();
        prop_assume!(!string.trim().is_empty());
        let page = Page::of(&string);
        let mut at_standard = 0;
        let mut wanted = Vec::new();
        for sentence in string.split_sentence_bounds() {
            if !sentence.starts_with(char::is_whitespace) && at_standard > 0 {
                wanted.push(at_standard);
            }
            at_standard += sentence.chars().count();
        }
        let clusters = cluster_bounds(&string);
        wanted.retain(|place| clusters.contains(place));
        let mut found = Vec::new();
        let mut place = at(0);
        loop {
            place = page.ground().step(place, Unit::Sentence, Toward::End);
            if place.index() == string.chars().count() {
                break;
            }
            found.push(place.index());
        }
        prop_assert_eq!(found, wanted, "{:?}", string);
    }
}
