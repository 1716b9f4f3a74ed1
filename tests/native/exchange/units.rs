//! Offsets in any unit come out as code points, and the unit is found by the quoted texts.

use isnad::format::exchange::draft::{Draft, RawMarks, RawSpan};
use isnad::format::exchange::item::{Item, ItemFinding};
use isnad::format::exchange::read::{ReadOptions, TitleAs};
use isnad::format::exchange::units::OffsetUnit;

use super::kit::{as_is, spans};
use crate::format::fixture::TEXT;

/// The table of formats.md.
const TABLE: [(&str, &str, [(u64, u64); 4]); 4] = [
    ("source", "الوزير", [(5, 11), (5, 11), (9, 21), (4, 10)]),
    (
        "quote",
        "لن نرفع الأسعار",
        [(14, 29), (14, 29), (25, 53), (13, 28)],
    ),
    (
        "denial",
        "نفى مصدر مسؤول ذلك",
        [(34, 52), (35, 53), (63, 96), (33, 51)],
    ),
    (
        "source",
        "مصدر مسؤول",
        [(38, 48), (39, 49), (70, 89), (37, 47)],
    ),
];

fn draft(unit: usize, quoted: bool) -> Draft {
    let spans = TABLE.iter().map(|(label, text, offsets)| {
        let (start, end) = offsets[unit];
        RawSpan {
            quoted: quoted.then(|| (*text).to_owned()),
            ..RawSpan::new(label, start, end)
        }
    });
    Draft {
        text: TEXT.to_owned(),
        marks: vec![RawMarks {
            spans: spans.collect(),
            ..RawMarks::default()
        }],
        ..Draft::default()
    }
}

fn marked(item: &Item) -> Vec<(String, String)> {
    let mut all: Vec<_> = spans(item)
        .into_iter()
        .map(|(label, _, text)| (label, text))
        .collect();
    all.sort();
    all
}

fn expected() -> Vec<(String, String)> {
    let mut all: Vec<_> = TABLE
        .iter()
        .map(|row| (row.0.to_owned(), row.1.to_owned()))
        .collect();
    all.sort();
    all
}

#[test]
fn the_unit_is_the_one_in_which_all_quotes_fit() {
    for (number, unit) in OffsetUnit::ALL.into_iter().enumerate() {
        let item = draft(number, true).settle(&as_is()).unwrap();
        assert_eq!(marked(&item), expected(), "{unit:?}");
        let told = item.findings.contains(&ItemFinding::Unit(unit));
        assert_eq!(told, unit != OffsetUnit::CodePoint, "{unit:?}");
        let said = ReadOptions {
            unit: Some(unit),
            ..as_is()
        };
        let item = draft(number, false).settle(&said).unwrap();
        assert_eq!(marked(&item), expected(), "{unit:?}");
        assert_eq!(item.findings, []);
    }
}

#[test]
fn an_unsaid_unit_is_told_where_it_matters() {
    let item = draft(0, false).settle(&as_is()).unwrap();
    let unsure = ItemFinding::UnitUnsure(OffsetUnit::CodePoint);
    assert_eq!(item.findings, [unsure]);
    let mut plain = draft(0, false);
    plain.text = "a".repeat(60);
    let item = plain.settle(&as_is()).unwrap();
    assert_eq!(item.findings, []);
}

#[test]
fn what_fits_in_no_unit_is_refused_whole() {
    let table: [(fn(&mut Draft), &str); 6] = [
        (
            |draft| draft.marks[0].spans[1].quoted = Some("لن نرفع الأسعا".to_owned()),
            "the input: the span «s2» quotes «لن نرفع الأسعا», the text has «لن نرفع الأسعار»",
        ),
        (
            |draft| draft.marks[0].spans[1].fragments = vec![(14, 54)],
            "the input: the span «s2»: there is no code-point 54 in the text",
        ),
        (
            |draft| draft.marks[0].spans[1].fragments = vec![(29, 14)],
            "the input: the span «s2» begins at 29 and ends at 14",
        ),
        (
            |draft| {
                draft.marks[0].spans[1].quoted = None;
                draft.marks[0].spans[1].fragments = vec![(14, 29), (20, 30)];
            },
            "the input: the span «s2»: two of its pieces overlap",
        ),
        (
            |draft| draft.marks[0].spans[0].id = Some("s".to_owned()),
            "",
        ),
        (
            |draft| draft.text = " \n".to_owned(),
            "the input: the article has no text",
        ),
    ];
    for (change, message) in table {
        let mut draft = draft(0, true);
        change(&mut draft);
        match draft.settle(&as_is()) {
            Ok(_) => assert_eq!(message, ""),
            Err(rejected) => assert_eq!(rejected.to_string(), message),
        }
    }
    let past = |draft: &mut Draft| draft.marks[0].spans = vec![RawSpan::new("quote", 14, 54)];
    let mut draft = draft(0, false);
    past(&mut draft);
    let message = "the input: the span «s1»: there is no code-point 54 in the text; \
                   all would fit, counted in utf-16";
    assert_eq!(draft.settle(&as_is()).unwrap_err().to_string(), message);
}

#[test]
fn what_marks_nothing_is_left_out_and_said() {
    let mut draft = draft(0, true);
    draft.marks[0].spans[1].fragments = vec![(14, 14)];
    draft.marks[0].spans[1].quoted = None;
    let item = draft.settle(&as_is()).unwrap();
    assert_eq!(spans(&item).len(), 3);
    assert_eq!(item.findings, [ItemFinding::EmptySpan("s2".to_owned())]);
    assert!(item.findings[0].is_loss());
}

#[test]
fn a_title_is_joined_or_kept() {
    let with_title = || Draft {
        title: Some("عنوان 📈".to_owned()),
        ..draft(1, true)
    };
    let kept = with_title().settle(&as_is()).unwrap();
    assert_eq!(kept.text.as_str(), TEXT);
    assert_eq!(
        kept.article.metadata.get("title").map(|title| &**title),
        Some("عنوان 📈")
    );
    let options = ReadOptions {
        title: TitleAs::Joined,
        ..as_is()
    };
    let joined = with_title().settle(&options).unwrap();
    assert_eq!(joined.text.as_str(), format!("عنوان 📈\n\n{TEXT}"));
    assert!(joined.article.metadata.is_empty());
    for item in [kept, joined] {
        assert_eq!(marked(&item), expected());
        assert_eq!(item.article.title, "عنوان 📈");
    }
}

#[test]
fn a_line_end_may_be_quoted_as_a_space() {
    let text = "أ\r\nب\nج";
    let spans = [(0, 4, "أ ب"), (3, 6, "ب ج")];
    let marks = RawMarks {
        spans: spans
            .map(|(start, end, quoted)| RawSpan {
                quoted: Some(quoted.to_owned()),
                ..RawSpan::new("quote", start, end)
            })
            .into(),
        ..RawMarks::default()
    };
    let draft = Draft {
        text: text.to_owned(),
        marks: vec![marks],
        ..Draft::default()
    };
    let item = draft.settle(&as_is()).unwrap();
    assert_eq!(marked(&item).len(), 2);
}
