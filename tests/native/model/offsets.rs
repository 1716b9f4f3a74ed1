//! Positions in four units: there and back, and nothing for what lies inside a character.

use isnad::model::offset::{Byte, CodePoint, Grapheme, Utf16};
use isnad::model::text::{MAX_CODE_POINTS, Text};
use proptest::prelude::*;

use super::texts::{FIXTURE, cases, cluster_bounds, long, nasty, text};

/// One row of the table of design/formats.md.
fn check_row(
    words: &str,
    code_points: [u32; 2],
    utf16: [u32; 2],
    bytes: [u32; 2],
    graphemes: [u32; 2],
) {
    let text = text(FIXTURE);
    for i in 0..2 {
        let at = CodePoint::new(code_points[i]);
        assert_eq!(text.utf16_at(at), Some(Utf16::new(utf16[i])), "{words}");
        assert_eq!(text.byte_at(at), Some(Byte::new(bytes[i])), "{words}");
        assert_eq!(
            text.grapheme_at(at),
            Some(Grapheme::new(graphemes[i])),
            "{words}"
        );
        assert_eq!(
            text.code_point_at_utf16(Utf16::new(utf16[i])),
            Some(at),
            "{words}"
        );
        assert_eq!(
            text.code_point_at_byte(Byte::new(bytes[i])),
            Some(at),
            "{words}"
        );
        assert_eq!(
            text.code_point_at_grapheme(Grapheme::new(graphemes[i])),
            Some(at),
            "{words}"
        );
    }
    let slice = text.slice(
        CodePoint::new(code_points[0]),
        CodePoint::new(code_points[1]),
    );
    assert_eq!(slice, Some(words));
}

#[test]
fn the_fixture_to_the_number() {
    check_row("الوزير", [5, 11], [5, 11], [9, 21], [4, 10]);
    check_row("لن نرفع الأسعار", [14, 29], [14, 29], [25, 53], [13, 28]);
    check_row("نفى مصدر مسؤول ذلك", [34, 52], [35, 53], [63, 96], [33, 51]);
    check_row("مصدر مسؤول", [38, 48], [39, 49], [70, 89], [37, 47]);
    check_row(FIXTURE, [0, 53], [0, 54], [0, 97], [0, 52]);
}

/// Compares every position of a text, and some past its end, with what the standard library counts.
fn check_all(string: &str) {
    let text = text(string);
    let chars = string.chars().count();
    let units = string.encode_utf16().count();
    assert_eq!(text.end().index(), chars);
    assert_eq!(text.end_utf16().index(), units);
    assert_eq!(text.is_empty(), chars == 0);

    let mut bytes: Vec<usize> = string.char_indices().map(|(byte, _)| byte).collect();
    bytes.push(string.len());
    let mut utf16 = vec![0];
    for c in string.chars() {
        utf16.push(utf16[utf16.len() - 1] + c.len_utf16());
    }
    for n in 0..=chars + 2 {
        let at = CodePoint::new(n as u32);
        assert_eq!(
            text.byte_at(at).map(Byte::index),
            bytes.get(n).copied(),
            "byte of {n}"
        );
        assert_eq!(
            text.utf16_at(at).map(Utf16::index),
            utf16.get(n).copied(),
            "UTF-16 of {n}"
        );
    }
    let place = |list: &[usize], n| list.binary_search(&n).ok();
    for n in 0..=string.len() + 2 {
        let back = text.code_point_at_byte(Byte::new(n as u32));
        assert_eq!(
            back.map(CodePoint::index),
            place(&bytes, n),
            "code point at byte {n}"
        );
    }
    for n in 0..=units + 2 {
        let back = text.code_point_at_utf16(Utf16::new(n as u32));
        assert_eq!(
            back.map(CodePoint::index),
            place(&utf16, n),
            "code point at UTF-16 {n}"
        );
    }
    let clusters = cluster_bounds(string);
    for n in 0..=chars + 2 {
        let index = text.grapheme_at(CodePoint::new(n as u32));
        assert_eq!(
            index.map(Grapheme::index),
            place(&clusters, n),
            "grapheme of {n}"
        );
        let back = text.code_point_at_grapheme(Grapheme::new(n as u32));
        assert_eq!(
            back.map(CodePoint::index),
            clusters.get(n).copied(),
            "start of grapheme {n}"
        );
    }
}

#[test]
fn lengths_around_the_stride_of_the_marks() {
    for n in [0, 1, 63, 64, 65, 127, 128, 129, 192] {
        for c in ["a", "م", "ẛ", "📈"] {
            check_all(&c.repeat(n));
        }
    }
}

#[test]
fn slices_refuse_what_is_no_range() {
    let text = text("نفى");
    let slice = |a, b| text.slice(CodePoint::new(a), CodePoint::new(b));
    assert_eq!(slice(1, 3), Some("فى"));
    assert_eq!(slice(2, 2), Some(""));
    assert_eq!(slice(2, 1), None);
    assert_eq!(slice(2, 4), None);
}

#[test]
fn the_limit_counts_code_points_not_bytes() {
    let most = MAX_CODE_POINTS as usize;
    assert_eq!(text(&"م".repeat(most)).end().get(), MAX_CODE_POINTS);
    let error = Text::new("م".repeat(most + 1)).unwrap_err();
    assert_eq!(error.code_points, most + 1);
}

#[test]
fn the_text_stays_as_it_was() {
    let odd = "\u{feff}أ\u{301}\r\nﻻ\u{a0}\u{200f}e\u{301}";
    assert_eq!(text(odd).as_str(), odd);
    assert_eq!(text(odd), text(odd));
    assert!(!text(odd).is_same(&text(odd)));
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn every_position_there_and_back(string in nasty()) {
        check_all(&string);
    }
}

proptest! {
    #![proptest_config(cases(2))]

    #[test]
    fn every_position_of_a_long_text(string in long()) {
        let end = string.char_indices().nth(6000).map_or(string.len(), |(byte, _)| byte);
        check_all(&string[..end]);
    }
}
