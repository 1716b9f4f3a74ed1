//! The laws of the join, over three writers who merge now and then.

use std::collections::BTreeSet;

use isnad::model::annotation::{Annotation, AttributeValue, Link};
use isnad::model::change::{Change, Op};
use isnad::model::ids::SpanId;
use isnad::model::layer::{Layer, LinkRecord, MetaField, Parts, SpanRecord, Status};
use isnad::model::merge::MergeReport;
use isnad::model::span::Fragments;
use isnad::model::stamp::Stamp;
use proptest::prelude::*;

use super::edits::{Edit, NOW, any_edit, change_of, check_integrity, imported, key, replica, span};
use super::texts::{cases, extent};

fn apply(layer: &mut Layer, who: usize, change: &Change) {
    layer.apply(change, &replica(who), NOW);
}

fn joined(a: &Layer, b: &Layer) -> Layer {
    let mut joined = a.clone();
    joined.merge(b);
    check_integrity(&joined);
    joined
}

/// The three laws of a join, on everything that is saved.
fn check_laws(layers: &[Layer; 3]) {
    let [a, b, c] = layers;
    for (x, y) in [(a, b), (a, c), (b, c)] {
        let both = joined(x, y);
        assert_eq!(both.to_parts(), joined(y, x).to_parts(), "commutative");
        let mut again = both.clone();
        for part in [x, y, &both.clone()] {
            let report = again.merge(part);
            assert!(
                report.is_empty() && report.kept.is_empty(),
                "nothing new, yet {report:?}"
            );
            assert_eq!(again.to_parts(), both.to_parts(), "idempotent");
        }
    }
    let left = joined(&joined(a, b), c);
    assert_eq!(
        left.to_parts(),
        joined(a, &joined(b, c)).to_parts(),
        "associative"
    );
    assert_eq!(
        left.to_parts(),
        joined(&joined(c, a), b).to_parts(),
        "in any order"
    );
}

/// The report against what was there before and after.
fn check_report(before: &Layer, after: &Layer, report: &MergeReport) {
    let ids: BTreeSet<&SpanId> = before
        .in_order()
        .chain(after.in_order())
        .map(|span| &span.id)
        .collect();
    for id in ids {
        let (was, is) = (before.span(id), after.span(id));
        assert_eq!(
            report.added.contains(id),
            was.is_none() && is.is_some(),
            "added {id}"
        );
        assert_eq!(
            report.removed.contains(id),
            was.is_some() && is.is_none(),
            "removed {id}"
        );
        let changed = was.is_some() && is.is_some() && was != is;
        assert_eq!(report.changed.contains(id), changed, "changed {id}");
        assert!(!report.kept.contains(id) || is.is_some(), "kept {id}");
    }
}

#[derive(Clone, Debug)]
enum Action {
    Edit(usize, Edit),
    Merge(usize, usize),
    /// Takes back one of the changes made so far, whoever made it: revivals and the rest.
    Undo(usize, prop::sample::Index),
    Reload(usize),
}

fn any_action() -> impl Strategy<Value = Action> {
    prop_oneof![
        6 => (0..3_usize, any_edit()).prop_map(|(who, edit)| Action::Edit(who, edit)),
        2 => (0..3_usize, 0..3_usize).prop_map(|(into, from)| Action::Merge(into, from)),
        2 => (0..3_usize, any::<prop::sample::Index>()).prop_map(|(who, which)| Action::Undo(who, which)),
        1 => (0..3_usize).prop_map(Action::Reload),
    ]
}

/// What each writer got from a file without stamps: the same ids, not always the same content.
fn imports(differ: bool) -> [Layer; 3] {
    std::array::from_fn(|who| {
        let shift = if differ { who } else { 0 };
        let mut first = span("i1", ["quote", "denial", "source"][shift], 2, 9 + shift);
        first.note = ["", "b", "a"][shift].to_owned();
        first.extra.insert("score".to_owned(), shift.to_string());
        let mut second = span("i2", "denial", 10 + shift, 30);
        if shift != 1 {
            second
                .attributes
                .insert("kind".into(), AttributeValue::Text(shift.to_string()));
        }
        let mut parts = imported(&[first, second]).to_parts();
        parts.links.push(LinkRecord {
            link: Link {
                id: "il".into(),
                kind: "said_by".into(),
                from: "i1".into(),
                to: ["i2", "i1", "i2"][shift].into(),
                extra: [("n".to_owned(), shift.to_string())].into(),
            },
            stamp: Stamp::unknown(),
            removed: None,
        });
        if shift == 2 {
            // A file may write out the stamp of what was never stamped.
            parts.meta_stamps.insert(MetaField::Note, Stamp::unknown());
        }
        Layer::from_parts(parts).unwrap()
    })
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn three_writers(actions in prop::collection::vec(any_action(), 1..40), differ: bool) {
        let mut layers = imports(differ);
        let mut added: BTreeSet<SpanId> = ["i1", "i2"].map(SpanId::from).into();
        let mut removed: BTreeSet<SpanId> = BTreeSet::new();
        let mut changes: Vec<Change> = Vec::new();
        let mut made = 0;
        for action in &actions {
            let change = match action {
                Action::Merge(into, from) => {
                    let before = layers[*into].clone();
                    let other = layers[*from].clone();
                    let report = layers[*into].merge(&other);
                    check_report(&before, &layers[*into], &report);
                    check_integrity(&layers[*into]);
                    continue;
                }
                Action::Reload(who) => {
                    layers[*who] = Layer::from_parts(layers[*who].to_parts()).unwrap();
                    continue;
                }
                Action::Edit(who, edit) => {
                    let mut fresh = || { made += 1; format!("{}-{made}", replica(*who)) };
                    change_of(&layers[*who], edit, &mut fresh).map(|change| (*who, change))
                }
                Action::Undo(who, which) if !changes.is_empty() => {
                    Some((*who, changes[which.index(changes.len())].inverse()))
                }
                Action::Undo(..) => None,
            };
            let Some((who, change)) = change else { continue };
            for op in &change.ops {
                match op {
                    Op::Span { before: None, after: Some(span) } => drop(added.insert(span.id.clone())),
                    Op::Span { before: Some(span), after: None } => drop(removed.insert(span.id.clone())),
                    _ => {}
                }
            }
            apply(&mut layers[who], who, &change);
            layers[who].add_seconds(&replica(who), 5);
            changes.push(change);
        }
        check_laws(&layers);
        let all = joined(&joined(&layers[0], &layers[1]), &layers[2]);
        for id in added.difference(&removed) {
            prop_assert!(all.span(id).is_some(), "{} was added, and nobody removed it", id);
        }
        // The writers end up with the same, and a later write of any of them wins.
        let mut last = all.clone();
        let mut writer = all.clone();
        let name: SpanId = "last".into();
        apply(&mut writer, 2, &Change::of(Op::add(span("last", "quote", 1, 2))));
        last.merge(&writer);
        prop_assert!(last.span(&name).is_some());
    }

    #[test]
    fn a_change_that_the_remover_had_not_seen_is_kept(
        before in prop::collection::vec(any_edit(), 0..12),
        which: prop::sample::Index,
        field in 0..4_usize,
    ) {
        let mut a = imports(false)[0].clone();
        let mut made = 0;
        let mut fresh = || { made += 1; format!("k1-{made}") };
        for edit in &before {
            if let Some(change) = change_of(&a, edit, &mut fresh) {
                apply(&mut a, 0, &change);
            }
        }
        let ids: Vec<SpanId> = a.in_order().map(|span| span.id.clone()).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let id = &ids[which.index(ids.len())];
        let mut b = a.clone();
        let found = a.span(id).unwrap().clone();
        apply(&mut a, 0, &Change::of(Op::remove(found.clone())));
        let mut after = Annotation::clone(&found);
        write(&mut after, field);
        apply(&mut b, 1, &Change::of(Op::alter(found, after.clone())));
        check_laws(&[a.clone(), b.clone(), imports(true)[1].clone()]);
        for (mut into, from) in [(a.clone(), &b), (b.clone(), &a)] {
            let report = into.merge(from);
            prop_assert_eq!(into.span(id).map(AsRef::as_ref), Some(&after));
            prop_assert_eq!(&report.kept, &vec![id.clone()]);
            prop_assert_eq!(into.merge(from), MergeReport::default(), "said once");
        }
    }
}

/// Writes something new into one field.
fn write(span: &mut Annotation, field: usize) {
    match field {
        0 => span.label = "new".into(),
        1 => span.note.push('z'),
        2 => span.fragments = Fragments::one(extent(90, 95)),
        _ => drop(
            span.attributes
                .insert("new".into(), AttributeValue::Flag(true)),
        ),
    }
}

/// Two copies of one stamped span, `s1`.
fn two_copies() -> (Layer, Layer) {
    let mut a = Layer::empty(key());
    apply(&mut a, 0, &Change::of(Op::add(span("s1", "quote", 3, 7))));
    (a.clone(), a)
}

fn remove(layer: &mut Layer, who: usize) -> Change {
    let change = Change::of(Op::remove(layer.span(&"s1".into()).unwrap().clone()));
    apply(layer, who, &change);
    change
}

fn set(layer: &mut Layer, who: usize, field: usize) {
    let before = layer.span(&"s1".into()).unwrap().clone();
    let mut after = Annotation::clone(&before);
    write(&mut after, field);
    apply(layer, who, &Change::of(Op::alter(before, after)));
}

fn report(added: bool, changed: bool, removed: bool, kept: bool) -> MergeReport {
    let ids = |yes: bool| if yes { vec!["s1".into()] } else { vec![] };
    MergeReport {
        added: ids(added),
        changed: ids(changed),
        removed: ids(removed),
        kept: ids(kept),
        touched: Vec::new(),
    }
}

#[test]
fn what_a_merge_reports() {
    let check = |mut a: Layer, mut b: Layer, expected_a: MergeReport, expected_b: MergeReport| {
        let was_b = b.clone();
        let plain = |report: MergeReport| MergeReport {
            touched: Vec::new(),
            ..report
        };
        assert_eq!(plain(b.merge(&a)), expected_b, "into the other");
        assert_eq!(plain(a.merge(&was_b)), expected_a, "into this one");
        assert_eq!(a.to_parts(), b.to_parts());
        assert_eq!(a.merge(&b), MergeReport::default());
    };
    let none = MergeReport::default;

    let (a, b) = two_copies();
    check(a, b, none(), none());

    let (a, _) = two_copies();
    check(
        a,
        Layer::empty(key()),
        none(),
        report(true, false, false, false),
    );

    let (mut a, b) = two_copies();
    set(&mut a, 0, 0);
    check(a, b, none(), report(false, true, false, false));

    let (mut a, b) = two_copies();
    remove(&mut a, 0);
    check(a, b, none(), report(false, false, true, false));

    let (mut a, mut b) = two_copies();
    remove(&mut a, 0);
    remove(&mut b, 1);
    check(a, b, none(), none());

    for field in 0..4 {
        let (mut a, mut b) = two_copies();
        remove(&mut a, 0);
        set(&mut b, 1, field);
        check(
            a,
            b,
            report(true, false, false, true),
            report(false, false, false, true),
        );
    }

    // The one who removed hears of it through a third, too, who had both already.
    let (mut a, mut b) = two_copies();
    remove(&mut a, 0);
    set(&mut b, 1, 1);
    b.merge(&a);
    check(a, b, report(true, false, false, true), none());

    // A removal that its maker took back is no dispute.
    let (mut a, mut b) = two_copies();
    let gone = remove(&mut a, 0);
    b.merge(&a);
    apply(&mut a, 0, &gone.inverse());
    check(a, b, none(), report(true, false, false, false));

    // Nor is one that the other had seen and undone before it was heard of a second time.
    let (mut a, mut b) = two_copies();
    let gone = remove(&mut a, 0);
    b.merge(&a);
    apply(&mut b, 1, &gone.inverse());
    set(&mut b, 1, 1);
    check(a, b, report(true, false, false, false), none());

    // A removal after the change was seen holds.
    let (mut a, mut b) = two_copies();
    set(&mut b, 1, 0);
    a.merge(&b);
    remove(&mut a, 0);
    check(a, b, none(), report(false, false, true, false));
}

#[test]
fn a_revival_beats_the_removal_it_takes_back() {
    let (mut a, mut b) = two_copies();
    let gone = remove(&mut a, 0);
    b.merge(&a);
    assert!(b.is_empty());
    apply(&mut b, 1, &gone.inverse());
    a.merge(&b);
    assert_eq!(a.len(), 1);
    remove(&mut a, 0);
    b.merge(&a);
    assert!(b.is_empty(), "and can be removed again");
}

#[test]
fn an_unstamped_import_stays_removed() {
    let file = imported(&[span("s1", "quote", 3, 7)]);
    let mut a = file.clone();
    remove(&mut a, 0);
    a.merge(&file);
    assert!(a.is_empty());
    a.merge(&file);
    assert!(a.is_empty());
}

#[test]
fn meta_seconds_and_unknown_members() {
    let mut a = Layer::empty(key());
    let mut parts = Parts {
        revision: 7,
        updated: "2026-11-24T00:00:00Z".to_owned(),
        ..a.to_parts()
    };
    parts.extra.insert("x".to_owned(), "1".to_owned());
    let mut b = Layer::from_parts(parts).unwrap();
    let meta = |layer: &Layer, write: &dyn Fn(&mut isnad::model::layer::Meta)| {
        let before = Box::new(layer.meta().clone());
        let mut after = before.clone();
        write(&mut after);
        Change::of(Op::Meta { before, after })
    };
    let change = meta(&a, &|meta| meta.status = Status::Done);
    apply(&mut a, 0, &change);
    let change = meta(&b, &|meta| meta.note.push('n'));
    apply(&mut b, 1, &change);
    a.add_seconds(&replica(0), 5);
    b.add_seconds(&replica(0), 3);
    b.add_seconds(&replica(1), 10);
    check_laws(&[a.clone(), b.clone(), Layer::empty(key())]);
    a.merge(&b);
    assert_eq!(
        (a.meta().status, a.meta().note.as_str()),
        (Status::Done, "n")
    );
    assert_eq!(
        a.seconds(),
        15,
        "the most of each writer, all writers together"
    );
    assert_eq!((a.revision(), a.updated()), (8, NOW.max(b.updated())));
    assert_eq!(a.extra().get("x").map(String::as_str), Some("1"));
}

#[test]
fn two_records_of_one_name_are_refused() {
    let twice = |parts: Parts| Layer::from_parts(parts).unwrap_err().0;
    let (a, _) = two_copies();
    let mut parts = a.to_parts();
    parts.spans.push(SpanRecord {
        removed: None,
        ..parts.spans[0].clone()
    });
    assert_eq!(twice(parts), "s1");
    let mut parts = imports(false)[0].to_parts();
    parts.links.push(parts.links[0].clone());
    assert_eq!(twice(parts), "il");
}

#[test]
fn stamps_as_text() {
    let stamp: Stamp = "12@k3".parse().unwrap();
    assert_eq!(
        (
            stamp.count,
            stamp.replica.as_str(),
            stamp.to_string().as_str()
        ),
        (12, "k3", "12@k3")
    );
    assert_eq!("0@".parse(), Ok(Stamp::unknown()));
    for wrong in ["", "12", "@k", "x@k", "-1@k", "99999999999999999999@k"] {
        assert!(wrong.parse::<Stamp>().is_err(), "{wrong}");
    }
    let order: Vec<Stamp> = ["0@", "0@a", "1@a", "1@b", "2@a"]
        .iter()
        .map(|s| s.parse().unwrap())
        .collect();
    assert!(order.is_sorted());
}
