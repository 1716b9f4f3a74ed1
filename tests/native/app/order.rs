//! What the page and its worker say to each other arrives as it was sent, and nothing else is taken for it.

use isnad::app::exchange::order::{Back, Opened, Order, Survey, Told};
use isnad::app::exchange::pack::Packed;
use isnad::app::figures::FiguresPage;
use isnad::app::msg::{FileBytes, Gathered, MergedIn, OpenError};
use isnad::app::ports::StorageError;
use isnad::app::state::Records;
use isnad::app::storage::gather::Here;
use isnad::app::storage::incoming::CameIn;
use isnad::format::exchange::fault::{LineFault, XmlFault, ZipFault};
use isnad::format::exchange::kind::Kind;
use isnad::format::exchange::reject::{Place, Reason, Rejected};
use isnad::format::exchange::units::OffsetUnit;
use isnad::format::layer::{Misfit, QuoteMismatch, read_layer};
use isnad::format::project::{ProjectError, RejectReason};
use isnad::format::records::read_article;
use isnad::format::summary::Summary;
use isnad::model::article::Sha256;
use isnad::model::change::Change;
use isnad::model::diff;
use isnad::model::layer::{Layer, Status};
use isnad::model::text::TooLong;
use proptest::prelude::*;

use crate::format::fixture;
use crate::model::edits::{NOW, any_edit, change_of, key};

fn there(told: Told) -> Told {
    match Back::unpack(&Back::Told(told).pack().unwrap()) {
        Some(Back::Told(told)) => told,
        other => panic!("{other:?}"),
    }
}

fn asked(order: &Order) -> Order {
    Order::unpack(&order.pack(&[]).unwrap()).unwrap().0
}

fn changes_there(changes: Vec<Change>) -> Vec<Change> {
    let changes = changes.into_iter().map(|change| (key(), change));
    let came = CameIn {
        merged: MergedIn {
            changes: changes.collect(),
            ..MergedIn::default()
        },
        ..CameIn::default()
    };
    let Told::Came(7, came) = there(Told::Came(7, Box::new(came))) else {
        panic!("something else");
    };
    let changes = came.merged.changes.into_iter();
    changes
        .map(|(of, change)| {
            assert_eq!(of, key());
            change
        })
        .collect()
}

proptest! {
    #[test]
    fn changes_arrive(edits in prop::collection::vec(any_edit(), 0..20)) {
        let mut layer = Layer::empty(key());
        let mut number = 0;
        let mut fresh = || { number += 1; format!("k-{number}") };
        let mut all = Vec::new();
        for edit in &edits {
            if let Some(change) = change_of(&layer, edit, &mut fresh) {
                layer.apply(&change, &"k".into(), NOW);
                all.push(change.inverse());
                all.push(change);
            }
        }
        prop_assert_eq!(changes_there(all.clone()), all);
    }

    #[test]
    fn other_bytes_are_refused_or_are_some_order(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        // Neither panics, whatever they are.
        let _ = (Order::unpack(&bytes), Back::unpack(&bytes));
    }
}

#[test]
fn a_whole_layer_arrives_as_a_change() {
    let layer = fixture::layer();
    let change = diff::between(&Layer::empty(layer.key().clone()), &layer);
    assert!(change.ops.len() > 4);
    assert_eq!(changes_there(vec![change.clone()]), [change]);
}

#[test]
fn what_came_in_arrives() {
    let before = fixture::project();
    let mut after = before.clone();
    after.guidelines = "# إرشادات".to_owned();
    let records = |project, articles| Records {
        project: Some(project),
        articles,
    };
    let summary = Summary {
        status: Status::Discuss,
        spans: 3,
        labels: [("quote".into(), 2), ("denial".into(), 1)].into(),
        problems: 1,
        seconds: 77,
    };
    let came = CameIn {
        articles: vec![(fixture::article(), summary.clone())],
        summaries: vec![("a2".into(), summary.clone())],
        layers: 4,
        records: Some(Box::new([
            records(before, Vec::new()),
            records(after, vec![fixture::article()]),
        ])),
        ..CameIn::default()
    };
    let Told::Came(1, there) = there(Told::Came(1, Box::new(came.clone()))) else {
        panic!("something else");
    };
    assert_eq!(there.articles, came.articles);
    assert_eq!(there.summaries, came.summaries);
    assert_eq!((there.layers, there.records), (4, came.records));
}

#[test]
fn each_reason_arrives() {
    let layer = |json: &str| read_layer(json).unwrap_err();
    let schema = r#""schema":"isnad-annotations/1""#;
    let reasons: Vec<Reason> = vec![
        Reason::Io("gone".to_owned()),
        Reason::Encoding {
            offset: 7,
            encoding: "windows-1256",
        },
        Reason::Empty,
        Reason::NotRead(Kind::Html),
        layer("{").into(),
        layer(&format!("{{{schema}}}")).into(),
        layer(r#"{"schema":"isnad-annotations/99"}"#).into(),
        Reason::Xml(XmlFault::NoElement("text")),
        Reason::Xml(XmlFault::Crossed {
            expected: "p".to_owned(),
            found: "div".to_owned(),
        }),
        Reason::Cell(3),
        Reason::Value {
            name: "label".to_owned(),
            found: "قول".to_owned(),
        },
        LineFault::Other {
            format: "CoNLL",
            line: "?".to_owned(),
        }
        .into(),
        Reason::TooLarge { most: 9 },
        TooLong { code_points: 5 }.into(),
        Reason::Offset {
            span: "s1".to_owned(),
            found: 99,
            unit: OffsetUnit::Utf16,
            others: vec![OffsetUnit::Utf8, OffsetUnit::Grapheme],
        },
        Reason::Quote {
            span: "s1".to_owned(),
            quoted: "قال".to_owned(),
            found: "نفى".to_owned(),
        },
        ProjectError::TextChanged {
            line: 2,
            article: "a1".into(),
            expected: Sha256::of("a"),
            found: Sha256::of("b"),
        }
        .into(),
        RejectReason::Article(read_article("{}").unwrap_err()).into(),
        RejectReason::Stored {
            key: "k".to_owned(),
            reason: Box::new(RejectReason::SecondProject),
        }
        .into(),
        RejectReason::Misfit(Misfit::Quotes(vec![QuoteMismatch {
            span: "s1".into(),
            quoted: "قال".to_owned(),
            found: None,
        }]))
        .into(),
        Reason::Zip(ZipFault::Encrypted("a.txt".to_owned())),
    ];
    let broken = reasons.into_iter().enumerate();
    let broken = broken.map(|(n, reason)| Rejected::new(Place::line("f.jsonl", n as u64), reason));
    let broken: Vec<Rejected> = broken.collect();
    let opened = Opened {
        title: "ملفات".to_owned(),
        broken: broken.clone(),
        groups: Vec::new(),
    };
    let Told::Opened(there) = there(Told::Opened(opened)) else {
        panic!("something else");
    };
    assert_eq!(there.broken, broken);
    assert_eq!(there.title, "ملفات");
}

#[test]
fn files_arrive_whole() {
    let file = |name: &str, bytes: Vec<u8>| FileBytes {
        name: name.to_owned(),
        bytes,
    };
    let files = vec![file("a.txt", vec![0, 255, 7]), file("b/ج.zip", Vec::new())];
    let Order::Open(opened) = asked(&Order::Open(files.clone())) else {
        panic!("something else");
    };
    assert_eq!(opened, files);
    let packed = Packed {
        name: "k.zip".to_owned(),
        bytes: vec![200; 300],
        articles: 2,
    };
    let Told::Written(Ok(there)) = there(Told::Written(Ok(packed))) else {
        panic!("something else");
    };
    assert_eq!((there.bytes, there.articles), (vec![200; 300], 2));
}

#[test]
fn what_local_storage_holds_goes_along_and_comes_back() {
    let pairs = vec![("isnad:annotations:p/a/salma".to_owned(), "{}".to_owned())];
    let order = Order::Open(Vec::new());
    assert!(!order.is_of_storage());
    let (_, local) = Order::unpack(&order.pack(&pairs).unwrap()).unwrap();
    assert_eq!(local, pairs);
    let back = Back::Copies(pairs.clone()).pack().unwrap();
    let Some(Back::Copies(copies)) = Back::unpack(&back) else {
        panic!("something else");
    };
    assert_eq!(copies, pairs);
}

#[test]
fn what_the_page_has_goes_along() {
    let here = Here {
        article: fixture::article(),
        text: fixture::text(),
        layer: fixture::layer(),
    };
    let order = Order::Gather {
        articles: vec![fixture::article()],
        project: "p-7f3k".into(),
        here: vec![here],
    };
    assert!(order.is_of_storage());
    let Order::Gather { articles, here, .. } = asked(&order) else {
        panic!("something else");
    };
    assert_eq!(articles, [fixture::article()]);
    assert_eq!(here[0].text.as_str(), fixture::TEXT);
    assert_eq!(
        here[0].layer.to_parts(),
        fixture::layer().to_parts(),
        "with what a merge needs"
    );
}

#[test]
fn what_there_is_to_go_out_arrives() {
    let survey = Survey {
        articles: [("a1".into(), vec![("salma".into(), 4)])].into(),
        metadata: ["source".to_owned()].into(),
    };
    let missing = vec![("خبر".to_owned(), OpenError::NoText)];
    let Told::Gathered(there_is, missing_there) = there(Told::Gathered(survey, missing.clone()))
    else {
        panic!("something else");
    };
    assert_eq!(
        there_is.articles.get("a1"),
        Some(&vec![("salma".into(), 4)])
    );
    assert!(there_is.metadata.contains("source"));
    assert_eq!(missing_there, missing);
    let Told::NotStored(error) = there(Told::NotStored(StorageError::Full)) else {
        panic!("something else");
    };
    assert_eq!(error, StorageError::Full);
}

#[test]
fn what_was_counted_arrives() {
    let layer = fixture::layer();
    let annotator = layer.key().annotator.clone();
    let item = Gathered {
        article: fixture::article(),
        text: fixture::text(),
        layers: vec![layer],
        unreadable: Vec::new(),
    };
    let page = FiguresPage::of(&[item], 3);
    assert_eq!(page.all[1].0, Some(annotator));
    assert!(page.all[1].1.spans > 1 && !page.all[1].1.labels.is_empty());
    let Told::Figures(there) = there(Told::Figures(Box::new(page.clone()))) else {
        panic!("something else");
    };
    assert_eq!(*there, page);
}
