//! Changes and their inverses, alone and with another writer in between.

use std::sync::Arc;

use isnad::model::annotation::{Annotation, AttributeValue, Link};
use isnad::model::change::{Change, Left, Op, Outcome};
use isnad::model::ids::SpanId;
use isnad::model::layer::{Field, Layer, Meta, MetaField, Status};
use proptest::prelude::*;

use super::edits::{Edit, NOW, any_edit, change_of, check_integrity, imported, key, replica, span};
use super::texts::{at, cases, extent};

fn apply(layer: &mut Layer, who: usize, change: &Change) -> Outcome {
    layer.apply(change, &replica(who), NOW)
}

fn alter(layer: &Layer, id: &str, write: impl Fn(&mut Annotation)) -> Change {
    let before = layer.span(&id.into()).unwrap().clone();
    let mut after = Annotation::clone(&before);
    write(&mut after);
    Change::of(Op::alter(before, after))
}

fn remove(layer: &Layer, id: &str) -> Change {
    Change::of(Op::remove(layer.span(&id.into()).unwrap().clone()))
}

fn link(id: &str, from: &str, to: &str) -> Link {
    Link {
        id: id.into(),
        kind: "said_by".into(),
        from: from.into(),
        to: to.into(),
        extra: [].into(),
    }
}

/// Two layers with the same three spans, as two tabs have them open.
fn two_tabs() -> (Layer, Layer) {
    let mut a = Layer::empty(key());
    for (id, label, start) in [
        ("s1", "quote", 3),
        ("s2", "source", 10),
        ("s3", "denial", 20),
    ] {
        apply(
            &mut a,
            0,
            &Change::of(Op::add(span(id, label, start, start + 4))),
        );
    }
    (a.clone(), a)
}

#[test]
fn what_a_change_says_of_itself() {
    let mut layer = Layer::empty(key());
    let add = Change::of(Op::add(span("s1", "quote", 3, 7)));
    let outcome = apply(&mut layer, 0, &add);
    assert_eq!(outcome.left, []);
    assert_eq!(outcome.touched.len(), 1);
    assert_eq!(outcome.touched[0].before, None);
    assert_eq!(outcome.touched[0].after.as_ref(), layer.span(&"s1".into()));
    assert_eq!(
        (layer.revision(), layer.updated(), layer.len()),
        (1, NOW, 1)
    );

    let outcome = apply(&mut layer, 0, &add.inverse());
    assert_eq!(outcome.touched[0].after, None);
    assert_eq!((layer.revision(), layer.len()), (2, 0));
    assert!(!layer.is_untouched(), "the removal is remembered");
}

#[test]
fn spans_at_a_place() {
    let layer = imported(&[
        span("s1", "denial", 0, 20),
        span("s2", "source", 5, 8),
        span("s3", "quote", 8, 9),
    ]);
    let at_place = |n| {
        layer
            .spans_at(at(n))
            .iter()
            .map(|span| span.id.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(at_place(4), ["s1"]);
    assert_eq!(at_place(5), ["s2", "s1"]);
    assert_eq!(at_place(8), ["s3", "s1"]);
    assert_eq!(at_place(20), Vec::<String>::new());
    let over: Vec<_> = layer
        .overlapping(extent(7, 9))
        .map(|span| span.id.to_string())
        .collect();
    assert_eq!(over, ["s1", "s2", "s3"]);
}

#[test]
fn a_link_hides_with_its_span_and_comes_back_with_it() {
    let (mut layer, _) = two_tabs();
    apply(
        &mut layer,
        0,
        &Change::of(Op::Link {
            before: None,
            after: Some(link("l1", "s1", "s2")),
        }),
    );
    assert_eq!(layer.links().count(), 1);
    let gone = remove(&layer, "s2");
    apply(&mut layer, 0, &gone);
    assert_eq!(layer.links().count(), 0);
    apply(&mut layer, 0, &gone.inverse());
    assert_eq!(layer.links().count(), 1);
}

#[test]
fn a_span_made_twice_over_is_no_loss() {
    let (mut layer, _) = two_tabs();
    let again = Change::of(Op::Span {
        before: None,
        after: layer.span(&"s1".into()).cloned(),
    });
    assert_eq!(
        apply(&mut layer, 0, &again).left,
        [],
        "it is what it should become"
    );
    let other = Change::of(Op::add(span("s1", "denial", 3, 7)));
    assert_eq!(
        apply(&mut layer, 0, &other).left,
        [Left::Span("s1".into(), None)]
    );
    assert_eq!(layer.span(&"s1".into()).unwrap().label.as_str(), "quote");
    let absent = Change::of(Op::remove(span("s9", "quote", 1, 2).into()));
    assert_eq!(apply(&mut layer, 0, &absent), Outcome::default());
}

#[test]
fn steps_on_one_span_within_one_change() {
    let mut layer = Layer::empty(key());
    let new = span("s1", "quote", 3, 7);
    let change = Change {
        ops: vec![
            Op::add(new.clone()),
            Op::remove(new.clone().into()),
            Op::add(new.clone()),
        ],
    };
    assert_eq!(apply(&mut layer, 0, &change).left, []);
    assert_eq!(layer.span(&"s1".into()).map(Arc::as_ref), Some(&new));
    check_integrity(&layer);
    apply(&mut layer, 0, &change.inverse());
    assert_eq!(layer.len(), 0);
    check_integrity(&layer);
}

#[test]
fn a_span_made_anew_has_no_attributes_of_the_removed_one() {
    let mut old = span("s1", "quote", 3, 7);
    old.attributes
        .insert("no_source".into(), AttributeValue::Flag(true));
    let mut a = imported(&[old]);
    let b = a.clone();
    let gone = remove(&a, "s1");
    apply(&mut a, 0, &gone);
    apply(&mut a, 0, &Change::of(Op::add(span("s1", "denial", 3, 7))));
    a.merge(&b);
    let now = a.span(&"s1".into()).unwrap();
    assert_eq!((now.label.as_str(), now.attributes.len()), ("denial", 0));
}

/// One writer makes `mine`, another `theirs`, on copies of the same layer; both are merged and `mine` undone.
/// What is left must be `left`, and `expect` must hold of the result.
fn check_undo_after_merge(
    mine: impl Fn(&Layer) -> Change,
    theirs: impl Fn(&Layer) -> Change,
    left: &[Left],
    expect: impl Fn(&Layer),
) {
    let (mut a, mut b) = two_tabs();
    let change = mine(&a);
    apply(&mut a, 0, &change);
    // The other writes later, so that its writes win where both wrote.
    apply(&mut b, 1, &Change::default());
    let other = theirs(&b);
    apply(&mut b, 1, &other);
    a.merge(&b);
    let outcome = apply(&mut a, 0, &change.inverse());
    assert_eq!(outcome.left, left);
    expect(&a);
    check_integrity(&a);
    // A merge with what the other still has changes nothing more.
    let before = a.to_parts();
    a.merge(&b);
    assert_eq!(a.to_parts(), before);
}

#[test]
fn an_undo_after_a_merge_restores_what_is_still_ones_own() {
    let s1 = || SpanId::from("s1");
    let label =
        |to: &'static str| move |layer: &Layer| alter(layer, "s1", |span| span.label = to.into());
    let note = |to: &'static str| {
        move |layer: &Layer| alter(layer, "s1", |span| span.note = to.to_owned())
    };
    let flag = |to: bool| {
        move |layer: &Layer| {
            alter(layer, "s1", |span| {
                span.attributes
                    .insert("no_source".into(), AttributeValue::Flag(to));
            })
        }
    };
    let both = |layer: &Layer| {
        alter(layer, "s1", |span| {
            span.label = "denial".into();
            span.note = "x".to_owned();
        })
    };
    let of = |layer: &Layer| layer.span(&"s1".into()).unwrap().clone();

    // Different fields: mine goes back, theirs stays, nothing is left over.
    check_undo_after_merge(label("denial"), note("y"), &[], |layer| {
        assert_eq!(
            (of(layer).label.as_str(), of(layer).note.as_str()),
            ("quote", "y")
        );
    });
    // The same field: theirs stays and is reported.
    check_undo_after_merge(
        label("denial"),
        label("source"),
        &[Left::Span(s1(), Some(Field::Label))],
        |layer| {
            assert_eq!(of(layer).label.as_str(), "source");
        },
    );
    // One of two fields.
    check_undo_after_merge(
        both,
        label("source"),
        &[Left::Span(s1(), Some(Field::Label))],
        |layer| {
            assert_eq!(
                (of(layer).label.as_str(), of(layer).note.as_str()),
                ("source", "")
            );
        },
    );
    let attribute = Field::Attribute("no_source".into());
    check_undo_after_merge(
        flag(true),
        flag(false),
        &[Left::Span(s1(), Some(attribute))],
        |layer| {
            assert_eq!(
                of(layer).attributes.get("no_source"),
                Some(&AttributeValue::Flag(false))
            );
        },
    );
    check_undo_after_merge(flag(true), note("y"), &[], |layer| {
        assert_eq!(of(layer).attributes.len(), 0);
    });
    // What the other removed cannot be altered back.
    check_undo_after_merge(
        |layer| remove(layer, "s1"),
        |layer| remove(layer, "s1"),
        &[],
        |layer| {
            assert_eq!(of(layer).label.as_str(), "quote");
        },
    );
    check_undo_after_merge(
        |layer| remove(layer, "s1"),
        note("y"),
        &[Left::Span(s1(), None)],
        |layer| {
            assert_eq!(
                of(layer).note,
                "y",
                "the removal did not hold, and the change stays"
            );
        },
    );
    // Another span altogether.
    check_undo_after_merge(
        label("denial"),
        |layer| remove(layer, "s2"),
        &[],
        |layer| {
            assert_eq!((of(layer).label.as_str(), layer.len()), ("quote", 2));
        },
    );
}

#[test]
fn an_undo_leaves_a_span_that_another_changed_or_removed() {
    let (mut a, _) = two_tabs();
    let add = Change::of(Op::add(span("s9", "quote", 1, 5)));
    apply(&mut a, 0, &add);
    let mut b = a.clone();
    let noted = alter(&b, "s9", |span| span.note = "y".to_owned());
    apply(&mut b, 1, &noted);
    a.merge(&b);
    assert_eq!(
        apply(&mut a, 0, &add.inverse()).left,
        [Left::Span("s9".into(), None)]
    );
    assert_eq!(a.span(&"s9".into()).unwrap().note, "y");

    let relabelled = alter(&a, "s9", |span| span.label = "denial".into());
    apply(&mut a, 0, &relabelled);
    b.merge(&a);
    let gone = remove(&b, "s9");
    apply(&mut b, 1, &gone);
    a.merge(&b);
    assert_eq!(
        apply(&mut a, 0, &relabelled.inverse()).left,
        [Left::Span("s9".into(), None)]
    );
    assert!(a.span(&"s9".into()).is_none());
}

#[test]
fn an_undo_of_meta_and_links_after_a_merge() {
    let (mut a, mut b) = two_tabs();
    let meta = |layer: &Layer, note: &str, status| {
        let before = Box::new(layer.meta().clone());
        let after = Box::new(Meta {
            note: note.to_owned(),
            status,
            ..layer.meta().clone()
        });
        Change::of(Op::Meta { before, after })
    };
    let mine = meta(&a, "mine", Status::Done);
    let mine = Change {
        ops: [
            mine.ops,
            vec![Op::Link {
                before: None,
                after: Some(link("l1", "s1", "s2")),
            }],
        ]
        .concat(),
    };
    apply(&mut a, 0, &mine);
    b.merge(&a);
    let theirs = meta(&b, "theirs", Status::Done);
    let relinked = Op::Link {
        before: Some(link("l1", "s1", "s2")),
        after: Some(link("l1", "s3", "s2")),
    };
    apply(
        &mut b,
        1,
        &Change {
            ops: [theirs.ops, vec![relinked]].concat(),
        },
    );
    a.merge(&b);
    let outcome = apply(&mut a, 0, &mine.inverse());
    assert_eq!(
        outcome.left,
        [Left::Link("l1".into()), Left::Meta(MetaField::Note)]
    );
    assert_eq!(
        (a.meta().note.as_str(), a.meta().status),
        ("theirs", Status::Todo)
    );
    assert_eq!(a.links().next().unwrap().from.as_str(), "s3");
}

fn start(from_file: bool) -> Layer {
    if !from_file {
        return Layer::empty(key());
    }
    let mut flagged = span("i2", "denial", 10, 30);
    flagged
        .attributes
        .insert("no_source".into(), AttributeValue::Flag(true));
    flagged.extra.insert("score".to_owned(), "0.5".to_owned());
    imported(&[
        span("i1", "quote", 2, 9),
        flagged,
        span("i3", "source", 2, 9),
    ])
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn every_change_can_be_taken_back(edits in prop::collection::vec(any_edit(), 1..40), from_file: bool) {
        let mut layer = start(from_file);
        let mut made = 0;
        let mut fresh = || { made += 1; format!("k1-{made}") };
        let mut done: Vec<Change> = Vec::new();
        let mut states = vec![layer.clone()];
        for edit in &edits {
            let Some(change) = change_of(&layer, edit, &mut fresh) else { continue };
            let outcome = apply(&mut layer, 0, &change);
            prop_assert_eq!(outcome.left, vec![], "{:?}", edit);
            check_integrity(&layer);
            for touched in &outcome.touched {
                let id = &touched.after.as_ref().or(touched.before.as_ref()).unwrap().id;
                let last = outcome.touched.iter().rfind(|t| t.after.as_ref().or(t.before.as_ref()).unwrap().id == *id);
                prop_assert_eq!(last.unwrap().after.as_ref(), layer.span(id));
            }
            // At once: there, back and there again.
            let mut copy = layer.clone();
            prop_assert_eq!(apply(&mut copy, 0, &change.inverse()).left, vec![]);
            prop_assert!(copy.same_content(states.last().unwrap()), "{:?} is not taken back", edit);
            prop_assert_eq!(apply(&mut copy, 0, &change.inverse().inverse()).left, vec![]);
            prop_assert!(copy.same_content(&layer), "{:?} is not made again", edit);
            check_integrity(&copy);
            done.push(change);
            states.push(layer.clone());
        }
        // In the end: all of it back, step by step, and all of it again.
        for (number, change) in done.iter().enumerate().rev() {
            prop_assert_eq!(apply(&mut layer, 0, &change.inverse()).left, vec![]);
            prop_assert!(layer.same_content(&states[number]));
            check_integrity(&layer);
        }
        for (number, change) in done.iter().enumerate() {
            prop_assert_eq!(apply(&mut layer, 0, change).left, vec![]);
            prop_assert!(layer.same_content(&states[number + 1]));
        }
        prop_assert_eq!(layer.revision(), done.len() as u64 * 3);
    }

    #[test]
    fn an_undo_beside_another_writer_overwrites_nothing_of_theirs(
        mine in any_edit(),
        theirs in prop::collection::vec(any_edit(), 1..6),
    ) {
        let base = start(true);
        let (mut a, mut b) = (base.clone(), base);
        let mut made = 0;
        let mut fresh = || { made += 1; format!("k1-{made}") };
        let Some(change) = change_of(&a, &mine, &mut fresh) else { return Ok(()) };
        if matches!(mine, Edit::RemoveAll) {
            return Ok(());
        }
        apply(&mut a, 0, &change);
        b.merge(&a);
        for edit in &theirs {
            let mut made = 0;
            let mut fresh = || { made += 1; format!("k2-{made}-{edit:?}") };
            if let Some(other) = change_of(&b, edit, &mut fresh) {
                apply(&mut b, 1, &other);
            }
        }
        a.merge(&b);
        let merged = a.clone();
        let outcome = apply(&mut a, 0, &change.inverse());
        check_integrity(&a);
        // What the undo touched was still as the change had left it, or it is reported.
        for op in &change.ops {
            let Op::Span { before, after: Some(after) } = op else { continue };
            let Some(now) = merged.span(&after.id) else { continue };
            if change.ops.iter().filter(|op| op.span_id() == Some(&after.id)).count() > 1 {
                continue;
            }
            let reported = |field| outcome.left.contains(&Left::Span(after.id.clone(), field));
            match before {
                None => prop_assert_eq!(a.span(&after.id).is_some(), reported(None)),
                Some(before) if before.label != after.label && now.label != after.label => {
                    prop_assert_eq!(reported(Some(Field::Label)), now.label != before.label);
                    prop_assert_eq!(&a.span(&after.id).unwrap().label, &now.label);
                }
                Some(before) if before.label == after.label => {
                    prop_assert_eq!(&a.span(&after.id).unwrap().label, &now.label);
                }
                Some(_) => {}
            }
        }
        // Spans that are not this change's are untouched.
        for span in merged.in_order() {
            if !change.ops.iter().any(|op| op.span_id() == Some(&span.id)) {
                prop_assert_eq!(a.span(&span.id), Some(span));
            }
        }
    }
}
