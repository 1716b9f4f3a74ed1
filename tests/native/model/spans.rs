//! The geometry of spans.

use isnad::model::offset::CodePoint;
use isnad::model::span::{Extent, Fragments, FragmentsError, Relation};
use proptest::prelude::*;

use super::texts::{at, cases, extent};

#[test]
fn extents_are_not_empty() {
    assert_eq!(Extent::new(at(3), at(3)), None);
    assert_eq!(Extent::new(at(4), at(3)), None);
    let one = extent(3, 4);
    assert_eq!((one.len(), one.is_empty()), (1, false));
    assert_eq!([2, 3, 4].map(|n| one.contains(at(n))), [false, true, false]);
}

#[test]
fn relations() {
    use Relation::{Embedded, Embeds, Equals, Overlaps, Precedes, Succeeds};
    let cases = [
        ((2, 4), (4, 6), Precedes),
        ((2, 4), (5, 6), Precedes),
        ((4, 6), (2, 4), Succeeds),
        ((2, 4), (2, 4), Equals),
        ((2, 6), (3, 4), Embeds),
        ((2, 6), (2, 4), Embeds),
        ((2, 6), (4, 6), Embeds),
        ((3, 4), (2, 6), Embedded),
        ((2, 4), (2, 6), Embedded),
        ((2, 5), (4, 6), Overlaps),
        ((4, 6), (2, 5), Overlaps),
    ];
    for ((a, b), (c, d), expected) in cases {
        assert_eq!(
            extent(a, b).relation(extent(c, d)),
            expected,
            "{a}–{b} to {c}–{d}"
        );
    }
}

#[test]
fn fragments_are_sorted_and_do_not_overlap() {
    let ok = Fragments::new(vec![extent(7, 9), extent(1, 3), extent(3, 5)]).unwrap();
    assert_eq!(
        ok.iter().collect::<Vec<_>>(),
        [extent(1, 3), extent(3, 5), extent(7, 9)]
    );
    assert_eq!(
        (ok.count(), ok.start(), ok.end(), ok.hull()),
        (3, at(1), at(9), extent(1, 9))
    );
    assert_eq!(
        [4, 5, 6, 7].map(|n| ok.contains(at(n))),
        [true, false, false, true]
    );

    assert_eq!(Fragments::new(vec![]), Err(FragmentsError::None));
    let cases = [((1, 3), (2, 4)), ((1, 9), (2, 4)), ((1, 3), (1, 3))];
    for ((a, b), (c, d)) in cases {
        let expected = FragmentsError::Overlap(extent(a, b), extent(c, d));
        assert_eq!(
            Fragments::new(vec![extent(c, d), extent(a, b)]),
            Err(expected)
        );
    }
}

#[test]
fn moved_ends() {
    let one = Fragments::one(extent(2, 5));
    let two = Fragments::new(vec![extent(2, 5), extent(7, 9)]).unwrap();
    let of = |pairs: &[(usize, usize)]| {
        Fragments::new(pairs.iter().map(|(a, b)| extent(*a, *b)).collect()).ok()
    };
    assert_eq!(one.with_start(at(0)), of(&[(0, 5)]));
    assert_eq!(one.with_start(at(5)), None);
    assert_eq!(one.with_end(at(3)), of(&[(2, 3)]));
    assert_eq!(one.with_end(at(2)), None);
    assert_eq!(two.with_start(at(4)), of(&[(4, 5), (7, 9)]));
    assert_eq!(
        two.with_start(at(5)),
        None,
        "the first fragment would be empty"
    );
    assert_eq!(two.with_end(at(12)), of(&[(2, 5), (7, 12)]));
    assert_eq!(
        two.with_end(at(7)),
        None,
        "the last fragment would be empty"
    );
}

#[test]
fn positions_stop_at_their_limits() {
    assert_eq!(at(2).minus(3), CodePoint::ZERO);
    assert_eq!(CodePoint::new(u32::MAX).plus(1).get(), u32::MAX);
    assert_eq!((at(5).since(at(3)), at(3).since(at(5))), (2, 0));
}

fn any_extent() -> impl Strategy<Value = Extent> {
    (0..12_usize, 1..6_usize).prop_map(|(start, len)| extent(start, start + len))
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn relations_agree_with_sets(a in any_extent(), b in any_extent()) {
        let set = |e: Extent| (0..20).filter(|n| e.contains(at(*n))).collect::<std::collections::BTreeSet<_>>();
        let (x, y) = (set(a), set(b));
        prop_assert_eq!(a.overlaps(b), !x.is_disjoint(&y));
        let expected = match (x.is_superset(&y), x.is_subset(&y)) {
            (true, true) => Relation::Equals,
            (true, false) => Relation::Embeds,
            (false, true) => Relation::Embedded,
            _ if !x.is_disjoint(&y) => Relation::Overlaps,
            _ if x < y => Relation::Precedes,
            _ => Relation::Succeeds,
        };
        prop_assert_eq!(a.relation(b), expected);
        prop_assert_eq!(set(a.hull(b)).len(), (x.last().max(y.last()).unwrap() - x.first().min(y.first()).unwrap()) + 1);
    }

    #[test]
    fn fragments_keep_all_or_refuse(extents in prop::collection::vec(any_extent(), 0..5)) {
        let clash = extents.iter().enumerate().any(|(i, a)| extents[i + 1..].iter().any(|b| a.overlaps(*b)));
        match Fragments::new(extents.clone()) {
            Ok(fragments) => {
                prop_assert!(!clash);
                let mut sorted = extents;
                sorted.sort();
                prop_assert_eq!(fragments.iter().collect::<Vec<_>>(), sorted);
            }
            Err(FragmentsError::None) => prop_assert!(extents.is_empty()),
            Err(FragmentsError::Overlap(a, b)) => prop_assert!(clash && a.overlaps(b)),
        }
    }
}
