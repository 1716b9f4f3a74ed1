//! Generators of layers with everything that a file must carry.

use std::collections::BTreeMap;
use std::sync::Arc;

use isnad::model::annotation::{Annotation, AttributeValue, Extra, Link, Origin};
use isnad::model::ids::{LayerKey, Replica};
use isnad::model::layer::{Field, LinkRecord, Meta, MetaField, Parts, SpanRecord, Stamps, Status};
use isnad::model::sorted::Map;
use isnad::model::span::Fragments;
use isnad::model::stamp::Stamp;
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;

use super::fixture::extent;

/// The model's own map.
fn sorted<K: Ord, V>(map: BTreeMap<K, V>) -> Map<K, V> {
    map.into_iter().collect()
}

pub fn name() -> impl Strategy<Value = String> {
    let odd = [
        "s1",
        "s2",
        "s3",
        "a/b",
        "~1",
        "",
        "<script>",
        "سلمى",
        "a@b",
        "\"\\",
        "📈\n\u{2028}",
    ];
    prop_oneof![4 => select(odd.to_vec()).prop_map(str::to_owned), 1 => any::<String>()]
}

fn json() -> impl Strategy<Value = String> {
    let odd = [
        "1",
        "1.50",
        "1e400",
        "null",
        r#""\ud800""#,
        r#"{"a":[1,{}]}"#,
        "[]",
        r#"" \n""#,
        r#"{"a":1,"a":2}"#,
    ];
    select(odd.to_vec()).prop_map(str::to_owned)
}

fn extra(names: &'static [&'static str]) -> impl Strategy<Value = Extra> {
    btree_map(select(names).prop_map(str::to_owned), json(), 0..3).prop_map(sorted)
}

/// Names that a layer holds for the places inside it, some of which are not there.
fn layer_extra() -> impl Strategy<Value = Extra> {
    let inner = [
        "zzz",
        "/sync/foo",
        "/article/bar",
        "/sync/stamps/s1/colour",
        "/sync/stamps/ghost",
        "/sync/stamps/s1",
        "/sync/seen/s2/shape",
        "/sync/seen/s1",
        "/sync/meta/mood",
        "/sync/revived/x",
        "/sync/links/ghost",
        "/sync/links/s1",
        "/sync/seen links/ghost",
        "/weird/x/y",
        "/",
        "/sync/",
        "/article/id",
        "/sync/stamps/a~1b/hue",
        "/sync/stamps/s1/label",
    ];
    let removed = r#"{"attribute":{"id":1},"seen":"1@a"}"#;
    let name = select(inner.to_vec()).prop_map(str::to_owned);
    (btree_map(name, json(), 0..6), any::<bool>()).prop_map(move |(extra, more)| {
        let mut extra = sorted(extra);
        if more {
            extra.insert(format!("/sync/removed/{removed}"), removed.to_owned());
        }
        extra
    })
}

pub fn stamp() -> impl Strategy<Value = Stamp> {
    (prop_oneof![0..5u64, any::<u64>()], name()).prop_map(|(count, replica)| Stamp {
        count,
        replica: Replica::new(replica),
    })
}

pub fn fragments() -> impl Strategy<Value = Fragments> {
    // Gaps and lengths, so that the pieces never overlap; they may touch.
    let pieces = vec((0..20u32, 1..9u32), 1..4);
    pieces.prop_map(|pieces| {
        let mut at = 0;
        let mut extents = Vec::new();
        for (gap, length) in pieces {
            extents.push(extent(at + gap, at + gap + length));
            at += gap + length;
        }
        Fragments::new(extents).unwrap()
    })
}

fn value() -> impl Strategy<Value = AttributeValue> {
    let other = ["1", "1.0", "null", "[true]", r#"{"a":"b"}"#, r#""\udc00""#];
    prop_oneof![
        any::<bool>().prop_map(AttributeValue::Flag),
        any::<String>().prop_map(AttributeValue::Text),
        select(other.to_vec()).prop_map(|json| AttributeValue::Other(json.to_owned())),
    ]
}

fn annotation() -> impl Strategy<Value = Annotation> {
    let origin = select(vec![Origin::Manual, Origin::Suggested, Origin::Imported]);
    let names: &[&str] = &["x", "/item/x", "/item/seen", "seen", "text2", "ملاحظة"];
    let attributes = btree_map(name(), value(), 0..3);
    let all = (
        name(),
        fragments(),
        attributes,
        any::<String>(),
        origin,
        extra(names),
    );
    all.prop_map(|(label, fragments, attributes, note, origin, extra)| {
        let attributes = attributes
            .into_iter()
            .map(|(name, value)| ((&*name).into(), value));
        Annotation {
            attributes: attributes.collect(),
            note,
            origin,
            extra,
            ..Annotation::new("".into(), (&*label).into(), fragments)
        }
    })
}

fn stamps(span: &Annotation) -> impl Strategy<Value = Stamps> + use<> {
    let own = [Field::Label, Field::Fragments, Field::Note];
    let there = span.attributes.keys().cloned().map(Field::Attribute);
    let all: Vec<_> = own.into_iter().chain(there).collect();
    let gone = Field::Attribute("gone.attribute".into());
    let some: Vec<_> = all.iter().cloned().chain([gone.clone()]).collect();
    // One stamp for all, and for an attribute that is no more.
    let one = (stamp(), any::<bool>()).prop_map(move |(stamp, more)| {
        let fields = all.iter().cloned().chain(more.then(|| gone.clone()));
        fields.map(|field| (field, stamp.clone())).collect()
    });
    prop_oneof![one, btree_map(select(some), stamp(), 0..4).prop_map(sorted)]
}

fn span_record() -> impl Strategy<Value = SpanRecord> {
    annotation().prop_flat_map(|span| {
        let stamps = (stamps(&span), option::of(stamps(&span)));
        (Just(Arc::new(span)), stamps).prop_map(|(span, (stamps, removed))| SpanRecord {
            span,
            stamps,
            removed,
        })
    })
}

fn link_record() -> impl Strategy<Value = LinkRecord> {
    let names: &[&str] = &["x", "/item/x", "/item/link", "stamp"];
    let stamp_or_none = prop_oneof![1 => Just(Stamp::unknown()), 3 => stamp()];
    let all = (
        name(),
        name(),
        name(),
        extra(names),
        stamp_or_none,
        option::of(stamp()),
    );
    all.prop_map(|(kind, from, to, extra, stamp, removed)| LinkRecord {
        link: Link {
            id: "".into(),
            kind: (&*kind).into(),
            from: (&*from).into(),
            to: (&*to).into(),
            extra,
        },
        stamp,
        removed,
    })
}

fn meta() -> impl Strategy<Value = Meta> {
    let status = select(vec![
        Status::Todo,
        Status::InProgress,
        Status::Done,
        Status::Skipped,
        Status::Discuss,
    ]);
    let all = (
        btree_set(name(), 0..3),
        any::<String>(),
        status,
        btree_set(name(), 0..3),
    );
    all.prop_map(|(labels, note, status, dismissed)| Meta {
        labels: labels.into_iter().collect(),
        note,
        status,
        dismissed: dismissed.into_iter().collect(),
    })
}

/// A layer's parts, spans and links by id, as the layer itself would give them.
pub fn parts() -> impl Strategy<Value = Parts> {
    let fields = select(vec![
        MetaField::Labels,
        MetaField::Note,
        MetaField::Status,
        MetaField::Dismissed,
    ]);
    let key = (name(), name(), name()).prop_map(|(project, article, annotator)| LayerKey {
        project: (&*project).into(),
        article: (&*article).into(),
        annotator: (&*annotator).into(),
    });
    let seconds = btree_map(name().prop_map(Replica::new), any::<u32>(), 0..3);
    let content = (
        btree_map(name(), span_record(), 0..6),
        btree_map(name(), link_record(), 0..4),
    );
    let meta = (meta(), btree_map(fields, stamp(), 0..4));
    let rest = (seconds, any::<u64>(), any::<String>(), layer_extra());
    (key, content, meta, rest).prop_map(|(key, (spans, links), (meta, meta_stamps), rest)| {
        let (seconds, revision, updated, extra) = rest;
        Parts {
            key,
            spans: named_spans(spans),
            links: named_links(links),
            meta,
            meta_stamps: sorted(meta_stamps),
            seconds: sorted(seconds),
            revision,
            updated,
            extra,
        }
    })
}

fn named_spans(spans: BTreeMap<String, SpanRecord>) -> Vec<SpanRecord> {
    let named = spans.into_iter().map(|(id, record)| SpanRecord {
        span: Arc::new(Annotation {
            id: (&*id).into(),
            ..(*record.span).clone()
        }),
        ..record
    });
    named.collect()
}

fn named_links(links: BTreeMap<String, LinkRecord>) -> Vec<LinkRecord> {
    let named = links.into_iter().map(|(id, record)| LinkRecord {
        link: Link {
            id: (&*id).into(),
            ..record.link
        },
        ..record
    });
    named.collect()
}
