//! What the checks find, and where they find nothing.

use isnad::model::annotation::Annotation;
use isnad::model::check::{Problem, problems};
use isnad::model::scheme::Scheme;
use isnad::model::span::{Extent, Fragments};

use super::texts::{FIXTURE, Page, extent, find};

fn found(string: &str, label: &str, extents: &[Extent]) -> Vec<Problem> {
    let page = Page::of(string);
    let fragments = Fragments::new(extents.to_vec()).unwrap();
    let span = Annotation::new("s".into(), label.into(), fragments);
    problems(&span, &page.ground(), &Scheme::attribution())
}

#[test]
fn the_spans_of_the_fixture_are_sound() {
    for (label, words) in [
        ("source", "الوزير"),
        ("quote", "لن نرفع الأسعار"),
        ("denial", "نفى مصدر مسؤول ذلك"),
        ("source", "مصدر مسؤول"),
    ] {
        assert_eq!(
            found(FIXTURE, label, &[find(FIXTURE, words)]),
            [],
            "{words}"
        );
    }
    let two = [find(FIXTURE, "لن نرفع"), find(FIXTURE, "مسؤول")];
    assert_eq!(found(FIXTURE, "quote", &two), []);
}

#[test]
fn each_problem() {
    type Case = (
        &'static str,
        &'static str,
        (usize, usize),
        &'static [Problem],
    );
    use Problem::{CutsCluster, EdgeSpace, OutsideText, UnknownLabel};
    let family = "قال 👨\u{200d}👩\u{200d}👧 نعم";
    let cases: &[Case] = &[
        (FIXTURE, "rumour", (5, 11), &[UnknownLabel]),
        (FIXTURE, "quote", (48, 54), &[OutsideText]),
        (FIXTURE, "quote", (53, 54), &[OutsideText]),
        (FIXTURE, "rumour", (60, 70), &[UnknownLabel, OutsideText]),
        // The fatha of قالَ.
        (FIXTURE, "quote", (0, 3), &[CutsCluster]),
        (FIXTURE, "quote", (3, 11), &[CutsCluster]),
        (FIXTURE, "quote", (4, 11), &[EdgeSpace]),
        (FIXTURE, "quote", (5, 12), &[]),
        (FIXTURE, "quote", (5, 13), &[EdgeSpace]),
        (FIXTURE, "quote", (31, 33), &[EdgeSpace]),
        (FIXTURE, "quote", (4, 5), &[EdgeSpace]),
        (family, "quote", (0, 5), &[CutsCluster]),
        (family, "quote", (4, 9), &[]),
        ("نفى\u{a0}ذلك", "quote", (0, 4), &[EdgeSpace]),
        ("نفى\r\nذلك", "quote", (0, 4), &[CutsCluster]),
        ("نفى\r\nذلك", "quote", (4, 8), &[CutsCluster]),
        ("نفى\r\nذلك", "quote", (0, 5), &[EdgeSpace]),
        ("نفى\r\nذلك", "quote", (0, 8), &[]),
    ];
    for (string, label, (start, end), expected) in cases {
        assert_eq!(
            found(string, label, &[extent(*start, *end)]),
            *expected,
            "{start}–{end} of {string:?}"
        );
    }
}

#[test]
fn a_problem_of_two_fragments_is_said_once() {
    let both = [extent(4, 11), extent(11, 13)];
    assert_eq!(found(FIXTURE, "quote", &both), [Problem::EdgeSpace]);
    let middle = [extent(0, 2), extent(12, 14), extent(34, 37)];
    assert_eq!(
        found(FIXTURE, "quote", &middle),
        [Problem::EdgeSpace],
        "inner fragments count too"
    );
}
