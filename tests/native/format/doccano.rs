//! What doccano gets, sliced by code points from its own text.

use isnad::format::doccano::{Layout, carries, write_doccano};
use isnad::format::export::{ExportError, ExportItem};
use isnad::format::losses::{Losses, Lost};
use isnad::model::annotation::Annotation;
use isnad::model::layer::{Layer, Parts, SpanRecord};
use isnad::model::span::Fragments;

use super::fixture::{article, extent, key, layer, link, span, text};

fn with(change: impl FnOnce(&mut Parts)) -> Layer {
    let mut parts = layer().to_parts();
    change(&mut parts);
    Layer::from_parts(parts).unwrap()
}

fn write(layers: Vec<&Layer>, layout: Layout) -> Result<(String, Vec<(Lost, usize)>), ExportError> {
    let (article, text) = (article(), text());
    let item = ExportItem {
        article: &article,
        text: &text,
        layers,
    };
    let mut losses = Losses::default();
    losses.add(&item, &carries(layout));
    let text = write_doccano([item].into_iter(), layout)?;
    Ok((text, losses.iter().collect()))
}

fn slices(line: &str) -> Vec<(String, String)> {
    let json: serde_json::Value = serde_json::from_str(line).unwrap();
    let chars: Vec<char> = json["text"].as_str().unwrap().chars().collect();
    let entry = |entry: &serde_json::Value| {
        let at = |n: usize| entry[n].as_u64().unwrap() as usize;
        let label = entry[2].as_str().unwrap().to_owned();
        (label, chars[at(0)..at(1)].iter().collect())
    };
    json["label"]
        .as_array()
        .unwrap()
        .iter()
        .map(entry)
        .collect()
}

fn two_pieces() -> Annotation {
    let mut two = span("two", "quote", 0, 1);
    two.fragments = Fragments::new(vec![extent(14, 16), extent(31, 32)]).unwrap();
    two.note = "انظر".to_owned();
    two
}

fn record(span: Annotation) -> SpanRecord {
    SpanRecord {
        span: span.into(),
        stamps: Default::default(),
        removed: None,
    }
}

#[test]
fn spans_are_what_was_marked() {
    let (text, losses) = write(vec![&layer()], Layout::Spans).unwrap();
    let owned = |(label, text): (&str, &str)| (label.to_owned(), text.to_owned());
    let expected = [
        ("source", "الوزير"),
        ("quote", "لن نرفع الأسعار"),
        ("denial", "نفى مصدر مسؤول ذلك"),
        ("source", "مصدر مسؤول"),
    ];
    assert_eq!(slices(text.trim_end()), expected.map(owned));
    let lost = [
        (Lost::ArticleIds, 1),
        (Lost::Metadata, 1),
        (Lost::Annotators, 1),
        (Lost::SpanIds, 4),
        (Lost::Attributes, 1),
        (Lost::Links, 1),
        (Lost::Statuses, 1),
        (Lost::Seconds, 1),
    ];
    assert_eq!(losses, lost);
}

#[test]
fn pieces_become_entries_and_links_go_to_the_first() {
    let split = with(|parts| {
        parts.spans.push(record(two_pieces()));
        let mut more = parts.links[0].clone();
        more.link = link();
        more.link.id = "l2".into();
        more.link.to = "two".into();
        parts.links.push(more);
        parts.meta.labels = ["a".to_owned(), "b".to_owned()].into();
        parts.meta.note = "x".to_owned();
    });
    let (text, losses) = write(vec![&split], Layout::Relations).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let entities = json["entities"].as_array().unwrap();
    assert_eq!(entities.len(), 6);
    let entity = |id: &serde_json::Value| entities.iter().find(|e| e["id"] == *id).unwrap();
    let relations = json["relations"].as_array().unwrap();
    let ends = |n: usize| {
        let relation: &serde_json::Value = &relations[n];
        let at = |id| entity(&relation[id])["start_offset"].as_u64().unwrap();
        (at("from_id"), at("to_id"))
    };
    assert_eq!((relations.len(), ends(0), ends(1)), (2, (34, 38), (34, 14)));
    assert!(losses.contains(&(Lost::SplitSpans, 1)) && losses.contains(&(Lost::Notes, 1)));
    assert!(
        losses.contains(&(Lost::ArticleLabels, 2)) && losses.contains(&(Lost::ArticleNotes, 1))
    );
    assert!(!losses.iter().any(|(what, _)| *what == Lost::Links));
}

#[test]
fn ids_are_whole_numbers_unique_in_the_file() {
    let other = layer().renamed(isnad::model::ids::LayerKey {
        annotator: "omar".into(),
        ..key()
    });
    let (text, _) = write(vec![&layer(), &other], Layout::Relations).unwrap();
    let mut ids = Vec::new();
    for line in text.lines() {
        let json: serde_json::Value = serde_json::from_str(line).unwrap();
        ids.extend(
            json["entities"]
                .as_array()
                .unwrap()
                .iter()
                .map(|e| e["id"].as_u64().unwrap()),
        );
    }
    assert_eq!(ids, (1..=8).collect::<Vec<_>>());
    let (text, losses) = write(vec![], Layout::Spans).unwrap();
    assert!(text.ends_with("\"label\":[]}\n"), "{text}");
    assert_eq!(losses, [(Lost::ArticleIds, 1), (Lost::Metadata, 1)]);
}

#[test]
fn a_span_past_the_end_stops_the_file() {
    let outside = with(|parts| parts.spans.push(record(span("past", "quote", 52, 54))));
    let expected = ExportError::OutsideText {
        article: "a1".into(),
        span: "past".into(),
    };
    for layout in [Layout::Spans, Layout::Relations] {
        assert_eq!(write(vec![&outside], layout).unwrap_err(), expected);
    }
}
