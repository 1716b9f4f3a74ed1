//! The text of formats.md in which every unit differs, with its spans.

use isnad::model::annotation::{Annotation, AttributeValue, Link};
use isnad::model::article::{Article, Project, Sha256};
use isnad::model::change::{Change, Op};
use isnad::model::ids::{Annotator, LayerKey, ProjectId, Replica, SpanId};
use isnad::model::layer::{Layer, Meta, Status};
use isnad::model::offset::CodePoint;
use isnad::model::span::{Extent, Fragments};
use isnad::model::text::Text;

pub const TEXT: &str = "قالَ الوزير: «لن نرفع الأسعار» 📈\nونفى مصدر مسؤول ذلك.";

pub fn text() -> Text {
    Text::new(TEXT).unwrap()
}

pub fn extent(start: u32, end: u32) -> Extent {
    Extent::new(CodePoint::new(start), CodePoint::new(end)).unwrap()
}

pub fn article() -> Article {
    Article {
        id: "a1".into(),
        title: isnad::format::title::title_of(TEXT, "a1.txt"),
        sha256: Sha256::of(TEXT),
        length: text().end(),
        metadata: [("file".to_owned(), "a1.txt".to_owned())].into(),
        position: 0,
        deleted: false,
        assigned: Vec::new(),
        changed: String::new(),
        extra: Default::default(),
    }
}

pub fn project() -> Project {
    let mut project = Project::new(ProjectId::from("p-7f3k"));
    project.name = "أخبار".to_owned();
    project
}

pub fn replica() -> Replica {
    Replica::from("k3")
}

pub fn key() -> LayerKey {
    LayerKey {
        project: "p-7f3k".into(),
        article: "a1".into(),
        annotator: Annotator::from("salma"),
    }
}

pub fn span(id: &str, label: &str, start: u32, end: u32) -> Annotation {
    Annotation::new(id.into(), label.into(), Fragments::one(extent(start, end)))
}

pub fn link() -> Link {
    Link {
        id: "l1".into(),
        kind: "said_by".into(),
        from: SpanId::from("k3-3"),
        to: SpanId::from("k3-4"),
        extra: Default::default(),
    }
}

/// With a removed span, a span of which one field was written later, times and a status.
pub fn layer() -> Layer {
    let mut layer = Layer::empty(key());
    let now = "2026-11-23T15:00:00Z";
    let mut apply = |op| {
        let outcome = layer.apply(&Change::of(op), &replica(), now);
        assert!(outcome.left.is_empty());
    };
    apply(Op::add(span("k3-1", "source", 5, 11)));
    apply(Op::add(span("k3-2", "quote", 14, 29)));
    apply(Op::add(span("k3-3", "denial", 34, 52)));
    apply(Op::add(span("k3-4", "source", 38, 48)));
    apply(Op::add(span("k3-5", "quote", 0, 3)));
    apply(Op::Link {
        before: None,
        after: Some(link()),
    });
    apply(Op::remove(span("k3-5", "quote", 0, 3).into()));
    let mut direct = span("k3-2", "quote", 14, 29);
    let kind = AttributeValue::Text("direct".to_owned());
    direct.attributes.insert("kind".into(), kind);
    apply(Op::alter(span("k3-2", "quote", 14, 29).into(), direct));
    let after = Meta {
        status: Status::InProgress,
        ..Meta::default()
    };
    apply(Op::Meta {
        before: Box::default(),
        after: Box::new(after),
    });
    layer.add_seconds(&replica(), 412);
    layer
}
