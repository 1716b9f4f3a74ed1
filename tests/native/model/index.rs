//! The index of spans against a sorted list.

use std::cmp::Reverse;

use isnad::model::index::{Entry, SpanIndex};

use proptest::prelude::*;

use super::texts::{at, cases, extent};

fn entry(start: usize, len: usize, id: usize) -> Entry {
    Entry {
        hull: extent(start, start + len),
        id: format!("s{id}").as_str().into(),
    }
}

/// The same answers from a list that is looked at whole.
#[derive(Default)]
struct Naive(Vec<Entry>);

impl Naive {
    fn insert(&mut self, entry: Entry) {
        if !self.0.contains(&entry) {
            self.0.push(entry);
            self.0
                .sort_by_key(|e| (e.hull.start(), Reverse(e.hull.end()), e.id.clone()));
        }
    }
}

fn check(index: &SpanIndex, naive: &Naive) {
    assert_eq!(index.len(), naive.0.len());
    assert_eq!(index.is_empty(), naive.0.is_empty());
    assert!(index.iter().eq(naive.0.iter()));
    assert!(index.iter().rev().eq(naive.0.iter().rev()));
    for place in [0, 1, naive.0.len() / 2, naive.0.len(), naive.0.len() + 1] {
        assert!(index.iter_from(place).eq(naive.0.iter().skip(place)));
    }
    for (place, entry) in naive.0.iter().enumerate() {
        assert_eq!(index.place_of(entry), Some(place));
    }
}

fn check_places(index: &SpanIndex, naive: &Naive, probe: &Entry) {
    let list = &naive.0;
    let there = list.iter().position(|entry| entry == probe);
    assert_eq!(index.place_of(probe), there);
    let shared: Vec<_> = list
        .iter()
        .filter(|e| e.hull.overlaps(probe.hull))
        .collect();
    assert_eq!(index.overlapping(probe.hull).collect::<Vec<_>>(), shared);
    assert_eq!(
        index.after(probe),
        list.iter().find(|e| *e > probe),
        "after {probe:?}"
    );
    assert_eq!(
        index.before(probe),
        list.iter().rfind(|e| *e < probe),
        "before {probe:?}"
    );
    let start = probe.hull.start();
    assert_eq!(
        index.first_from(start),
        list.iter().find(|e| e.hull.start() >= start)
    );
    assert_eq!(
        index.last_until(start),
        list.iter().rfind(|e| e.hull.start() < start)
    );
}

#[test]
fn order_is_start_then_longer_then_name() {
    let sorted = [
        entry(1, 9, 5),
        entry(1, 4, 1),
        entry(1, 4, 2),
        entry(2, 9, 0),
    ];
    let index = SpanIndex::build(sorted.iter().rev().cloned().collect());
    assert!(index.iter().eq(sorted.iter()));
    let twice = SpanIndex::build([sorted.as_slice(), sorted.as_slice()].concat());
    assert_eq!(twice.len(), 4);
}

#[test]
fn one_long_span_among_thousands() {
    let mut index = SpanIndex::default();
    let whole = entry(0, 20_000, 0);
    index.insert(whole.clone());
    for n in 1..5_000 {
        index.insert(entry(n * 4, 2, n));
    }
    let at_the_end: Vec<_> = index.overlapping(extent(19_996, 19_998)).cloned().collect();
    assert_eq!(at_the_end, [whole.clone(), entry(19_996, 2, 4_999)]);
    assert!(index.remove(&whole));
    assert!(!index.remove(&whole));
    assert_eq!(index.overlapping(extent(19_996, 19_998)).count(), 1);
    for n in 1..5_000 {
        assert!(index.remove(&entry(n * 4, 2, n)));
    }
    assert!(index.is_empty() && index.iter().next().is_none());
    assert_eq!(index.after(&whole), None);
    assert_eq!(index.before(&whole), None);
    assert_eq!(index.first_from(at(0)), None);
    assert_eq!(index.last_until(at(9)), None);
}

#[derive(Clone, Debug)]
enum Step {
    Insert(Vec<(usize, usize, usize)>),
    /// Everything that starts in a range, so that chunks run empty.
    RemoveFrom(usize, usize),
    RemoveSome(Vec<prop::sample::Index>),
    Rebuild,
}

fn a_hull() -> impl Strategy<Value = (usize, usize, usize)> {
    let len = prop_oneof![9 => 1..30_usize, 1 => 1..3000_usize];
    (0..3_000_usize, len, 0..4_usize)
}

fn a_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => prop::collection::vec(a_hull(), 1..500).prop_map(Step::Insert),
        2 => (0..3_000_usize, 1..900_usize).prop_map(|(a, len)| Step::RemoveFrom(a, a + len)),
        2 => prop::collection::vec(any::<prop::sample::Index>(), 1..200).prop_map(Step::RemoveSome),
        1 => Just(Step::Rebuild),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 200, ..cases(16) })]

    #[test]
    fn like_a_sorted_list(steps in prop::collection::vec(a_step(), 1..16), probes in prop::collection::vec(a_hull(), 12)) {
        let (mut index, mut naive) = (SpanIndex::default(), Naive::default());
        for step in steps {
            match step {
                Step::Insert(hulls) => {
                    let mut all = std::mem::take(&mut naive.0);
                    for (start, len, id) in hulls {
                        index.insert(entry(start, len, id));
                        all.push(entry(start, len, id));
                    }
                    all.sort_by_key(|e| (e.hull.start(), Reverse(e.hull.end()), e.id.clone()));
                    all.dedup();
                    naive.0 = all;
                }
                Step::RemoveFrom(start, end) => {
                    let range = extent(start, end);
                    for gone in naive.0.iter().filter(|e| range.contains(e.hull.start())) {
                        prop_assert!(index.remove(gone));
                        prop_assert!(!index.remove(gone));
                    }
                    naive.0.retain(|e| !range.contains(e.hull.start()));
                }
                Step::RemoveSome(picks) => for pick in picks {
                    if !naive.0.is_empty() {
                        let gone = naive.0.remove(pick.index(naive.0.len()));
                        prop_assert!(index.remove(&gone));
                    }
                },
                Step::Rebuild => {
                    let mut entries = naive.0.clone();
                    entries.reverse();
                    index = SpanIndex::build(entries);
                }
            }
            check(&index, &naive);
            for (start, len, id) in &probes {
                check_places(&index, &naive, &entry(*start, *len, *id));
            }
            for known in naive.0.iter().step_by(97) {
                check_places(&index, &naive, known);
            }
        }
    }
}

#[test]
fn inserting_twice_changes_nothing() {
    let (mut index, mut naive) = (SpanIndex::default(), Naive::default());
    for n in 0..300 {
        let entry = entry(n * 7 % 50, 1 + n % 5, n % 3);
        index.insert(entry.clone());
        naive.insert(entry);
        check(&index, &naive);
    }
}
