//! Random edits of a layer, for the tests of changes and of merges: each looks at the layer as it is and makes
//! the change that a command would make.

use isnad::model::annotation::{Annotation, AttributeValue, Link, Origin};
use isnad::model::change::{Change, Op};
use isnad::model::ids::{LayerKey, Replica, SpanId};
use isnad::model::index::SpanIndex;
use isnad::model::layer::{Layer, Parts, SpanRecord, Status};
use isnad::model::span::Fragments;
use proptest::prelude::*;
use proptest::sample::Index;

use super::texts::extent;

pub const LABELS: [&str; 3] = ["quote", "denial", "source"];
pub const NOW: &str = "2026-11-23T15:00:00Z";

pub fn key() -> LayerKey {
    LayerKey {
        project: "p".into(),
        article: "a".into(),
        annotator: "salma".into(),
    }
}

pub fn span(id: &str, label: &str, start: usize, end: usize) -> Annotation {
    Annotation::new(id.into(), label.into(), Fragments::one(extent(start, end)))
}

/// A layer with these spans and no stamps, as a file brings it that knows of none.
pub fn imported(spans: &[Annotation]) -> Layer {
    let record = |span: &Annotation| SpanRecord {
        span: span.clone().into(),
        stamps: [].into(),
        removed: None,
    };
    let spans = spans.iter().map(record).collect();
    let empty = Layer::empty(key()).to_parts();
    Layer::from_parts(Parts { spans, ..empty }).unwrap()
}

#[derive(Clone, Debug)]
pub enum Edit {
    Add(usize, usize, usize),
    AddInTwo(usize, usize),
    Relabel(Index, usize),
    MoveStart(Index, usize),
    MoveEnd(Index, usize),
    Note(Index, String),
    Attribute(Index, &'static str, Option<AttributeValue>),
    Remove(Index),
    Link(Index, Index),
    Relink(Index, Index),
    Unlink(Index),
    Meta(usize, String),
    Bulk(usize),
    RemoveAll,
}

pub fn any_edit() -> impl Strategy<Value = Edit> {
    let pick = any::<Index>;
    let note = "[ab]{0,2}";
    let value = prop_oneof![
        Just(None),
        any::<bool>().prop_map(|flag| Some(AttributeValue::Flag(flag))),
        "[ab]".prop_map(|text| Some(AttributeValue::Text(text))),
    ];
    prop_oneof![
        6 => (0..40_usize, 1..12_usize, 0..3_usize).prop_map(|(a, len, l)| Edit::Add(a, a + len, l)),
        1 => (0..40_usize, 0..3_usize).prop_map(|(a, l)| Edit::AddInTwo(a, l)),
        3 => (pick(), 0..3_usize).prop_map(|(i, l)| Edit::Relabel(i, l)),
        2 => (pick(), 0..50_usize).prop_map(|(i, n)| Edit::MoveStart(i, n)),
        2 => (pick(), 0..60_usize).prop_map(|(i, n)| Edit::MoveEnd(i, n)),
        2 => (pick(), note).prop_map(|(i, n)| Edit::Note(i, n)),
        3 => (pick(), prop::sample::select(vec!["kind", "no_source"]), value).prop_map(|(i, n, v)| Edit::Attribute(i, n, v)),
        3 => pick().prop_map(Edit::Remove),
        2 => (pick(), pick()).prop_map(|(i, j)| Edit::Link(i, j)),
        1 => (pick(), pick()).prop_map(|(i, j)| Edit::Relink(i, j)),
        1 => pick().prop_map(Edit::Unlink),
        2 => (0..4_usize, note).prop_map(|(i, n)| Edit::Meta(i, n)),
        1 => (0..3_usize).prop_map(Edit::Bulk),
        1 => Just(Edit::RemoveAll),
    ]
}

/// The change that an edit comes to on a layer; `None` if there is nothing to do it to. `fresh` makes a new name.
pub fn change_of(layer: &Layer, edit: &Edit, fresh: &mut dyn FnMut() -> String) -> Option<Change> {
    let spans: Vec<_> = layer.in_order().cloned().collect();
    let links: Vec<_> = layer.links().cloned().collect();
    let of = |i: &Index| (!spans.is_empty()).then(|| spans[i.index(spans.len())].clone());
    let with = |i: &Index, write: &dyn Fn(&mut Annotation)| {
        let before = of(i)?;
        let mut after = Annotation::clone(&before);
        write(&mut after);
        Some(Op::alter(before, after))
    };
    let op = match edit {
        Edit::Add(start, end, label) => Op::add(span(&fresh(), LABELS[*label], *start, *end)),
        Edit::AddInTwo(start, label) => {
            let fragments = Fragments::new(vec![
                extent(*start, start + 2),
                extent(start + 4, start + 9),
            ])
            .unwrap();
            let mut span =
                Annotation::new(fresh().as_str().into(), LABELS[*label].into(), fragments);
            span.attributes
                .insert("kind".into(), AttributeValue::Text("mixed".to_owned()));
            span.origin = Origin::Suggested;
            Op::add(span)
        }
        Edit::Relabel(i, label) => with(i, &|span| span.label = LABELS[*label].into())?,
        Edit::MoveStart(i, n) => with(i, &|span| {
            let moved = span.fragments.with_start(super::texts::at(*n));
            span.fragments = moved.unwrap_or(span.fragments.clone());
        })?,
        Edit::MoveEnd(i, n) => with(i, &|span| {
            let moved = span.fragments.with_end(super::texts::at(*n));
            span.fragments = moved.unwrap_or(span.fragments.clone());
        })?,
        Edit::Note(i, note) => with(i, &|span| span.note.clone_from(note))?,
        Edit::Attribute(i, name, value) => with(i, &|span| {
            match value {
                Some(value) => span.attributes.insert((*name).into(), value.clone()),
                None => span.attributes.remove(*name),
            };
        })?,
        Edit::Remove(i) => Op::remove(of(i)?),
        Edit::Link(i, j) => Op::Link {
            before: None,
            after: Some(Link {
                id: fresh().as_str().into(),
                kind: "said_by".into(),
                from: of(i)?.id.clone(),
                to: of(j)?.id.clone(),
                extra: [].into(),
            }),
        },
        Edit::Relink(i, j) if !links.is_empty() => {
            let before = links[i.index(links.len())].clone();
            let after = Link {
                to: of(j)?.id.clone(),
                ..before.clone()
            };
            Op::Link {
                before: Some(before),
                after: Some(after),
            }
        }
        Edit::Unlink(i) if !links.is_empty() => Op::Link {
            before: Some(links[i.index(links.len())].clone()),
            after: None,
        },
        Edit::Relink(..) | Edit::Unlink(_) => return None,
        Edit::Meta(which, note) => {
            let before = layer.meta().clone();
            let mut after = before.clone();
            match which {
                0 => after.note.clone_from(note),
                1 => {
                    after.status = if note.is_empty() {
                        Status::Done
                    } else {
                        Status::Discuss
                    }
                }
                2 => drop(after.labels.insert(note.clone())),
                _ => {
                    after.dismissed = [note.clone()].into();
                    after.note.push('!');
                }
            }
            Op::Meta {
                before: Box::new(before),
                after: Box::new(after),
            }
        }
        Edit::Bulk(label) => {
            // One change of many steps, some of them one after the other on the same span.
            let mut ops = Vec::new();
            for before in spans {
                let mut middle = Annotation::clone(&before);
                middle.label = LABELS[*label].into();
                let mut after = middle.clone();
                after.note.push('b');
                ops.push(Op::alter(before, middle.clone()));
                ops.push(Op::alter(middle.into(), after));
            }
            let new = span(&fresh(), LABELS[*label], 3, 8);
            let mut noted = new.clone();
            noted.note.push('n');
            ops.push(Op::add(new.clone()));
            ops.push(Op::alter(new.into(), noted));
            return Some(Change { ops });
        }
        Edit::RemoveAll => {
            return Some(Change {
                ops: spans.into_iter().map(Op::remove).collect(),
            });
        }
    };
    Some(Change::of(op))
}

/// What must hold of any layer: the index says what the records say, and a layer made from the parts is the same.
pub fn check_integrity(layer: &Layer) {
    let parts = layer.to_parts();
    let alive = parts.spans.iter().filter(|record| record.is_alive());
    let entries = alive.map(|record| isnad::model::index::Entry {
        hull: record.span.fragments.hull(),
        id: record.span.id.clone(),
    });
    let anew = SpanIndex::build(entries.collect());
    assert!(
        layer.index().iter().eq(anew.iter()),
        "the index is not that of the records"
    );
    assert_eq!(layer.len(), anew.len());
    assert_eq!(layer.is_empty(), layer.in_order().next().is_none());
    let ids: Vec<SpanId> = layer.in_order().map(|span| span.id.clone()).collect();
    assert!(
        ids.iter()
            .all(|id| layer.span(id).is_some_and(|span| span.id == *id))
    );
    for link in layer.links() {
        assert!(
            ids.contains(&link.from) && ids.contains(&link.to),
            "a link to nowhere"
        );
    }
    let again = Layer::from_parts(parts.clone()).unwrap();
    assert_eq!(again.to_parts(), parts);
    assert!(again.same_content(layer));
}

pub fn replica(n: usize) -> Replica {
    Replica::from(["k1", "k2", "k3"][n])
}
