//! Label Studio's tasks, in and out.

use isnad::format::exchange::item::ItemFinding;
use isnad::format::exchange::kind::Kind;
use isnad::format::exchange::read::{Columns, ReadOptions};
use isnad::format::exchange::units::OffsetUnit;
use isnad::format::losses::Lost;
use isnad::model::annotation::{AttributeValue, Origin};
use isnad::model::layer::Status;
use proptest::proptest;

use super::kit::{
    articles, as_is, choices, fixture, golden, links, losses, odd, only, pieces, read_all,
    read_whole, said, spans, write_all,
};
use crate::format::fixture::TEXT;

#[test]
fn the_fixture_is_the_golden_file() {
    let file = only(&write_all(
        Kind::LabelStudio,
        &[fixture(), odd()],
        &choices(),
    ));
    golden("label-studio.json", file.as_bytes());
    let tasks: serde_json::Value = serde_json::from_str(&file).unwrap();
    assert_eq!(tasks.as_array().unwrap().len(), 2);
    assert_eq!(only(&write_all(Kind::LabelStudio, &[], &choices())), "[]\n");
}

#[test]
fn what_it_carries_comes_back() {
    let items = [fixture(), odd()];
    let back = read_whole(
        Kind::LabelStudio,
        &write_all(Kind::LabelStudio, &items, &choices()),
    );
    for (item, back) in items.iter().zip(&back) {
        assert_eq!(pieces(back), pieces(item));
        assert_eq!(links(back), links(item));
        assert_eq!(back.article.id, item.article.id);
        assert_eq!(back.article.metadata, item.article.metadata);
        let (one, other) = (&item.layers[0], &back.layers[0]);
        assert_eq!(one.meta().labels, other.meta().labels);
        assert_eq!(one.meta().note, other.meta().note);
        assert_eq!(one.key().annotator, other.key().annotator);
        // Further pieces are spans of their own.
        let back = said(back);
        assert!(said(item).iter().all(|span| back.contains(span)));
    }
}

/// A file as Label Studio exports it: pretty-printed, UTF-16 offsets of an older version, predictions, two labels on a
/// region, choices and a text area on a region and on the task.
fn exported() -> String {
    let text = serde_json::to_string(TEXT).unwrap();
    format!(
        r#"[
  {{
    "id": 17,
    "data": {{"text": {text}, "source": "x"}},
    "annotations": [
      {{
        "id": 3, "completed_by": {{"id": 1, "email": "salma@example.org"}}, "was_cancelled": true,
        "result": [
          {{"id": "r1", "from_name": "label", "to_name": "text", "type": "labels",
            "value": {{"start": 35, "end": 53, "text": "نفى مصدر مسؤول ذلك", "labels": ["Denial", "Other"]}},
            "meta": {{"text": ["a", "b"]}}}},
          {{"id": "r2", "type": "labels", "value": {{"start": 39, "end": 49, "text": "مصدر مسؤول", "labels": ["Source"]}}}},
          {{"id": "r3", "type": "labels", "value": {{"start": 31, "end": 38, "text": "📈\\nونفى", "labels": ["X"]}}}},
          {{"id": "r1", "from_name": "sure", "type": "choices", "value": {{"choices": ["yes"]}}}},
          {{"from_name": "topic", "type": "choices", "value": {{"choices": ["news", "old"]}}}},
          {{"from_name": "why", "type": "textarea", "value": {{"text": ["so"]}}}},
          {{"type": "relation", "from_id": "r2", "to_id": "r1", "direction": "left", "labels": ["said_by"]}},
          {{"type": "rating", "value": {{"rating": 3}}}}
        ]
      }}
    ],
    "predictions": [
      {{"model_version": "m1", "result": [
        {{"id": "p", "type": "labels", "value": {{"start": 5, "end": 11, "text": "الوزير", "labels": ["Source"]}}}}]}}
    ]
  }}
]"#
    )
}

#[test]
fn files_of_label_studio_itself() {
    let found = read_all(Kind::LabelStudio, exported().as_bytes(), &as_is());
    let [Ok(item)] = &found[..] else {
        panic!("{found:?}")
    };
    assert!(
        item.findings
            .contains(&ItemFinding::Unit(OffsetUnit::Utf16))
    );
    assert!(
        item.findings
            .iter()
            .any(|f| f.to_string() == "left out: a result of the type «rating»")
    );
    assert_eq!(item.article.id.as_str(), "17");
    let texts: Vec<_> = spans(item)
        .into_iter()
        .map(|(label, _, text)| format!("{label} {text}"))
        .collect();
    let expected = [
        "Denial نفى مصدر مسؤول ذلك",
        "Other نفى مصدر مسؤول ذلك",
        "Source الوزير",
        "Source مصدر مسؤول",
        "X 📈\nونفى",
    ];
    assert_eq!(texts, expected);
    let layer = &item.layers[0];
    assert_eq!(layer.key().annotator.as_str(), "salma@example.org");
    assert_eq!(layer.meta().status, Status::Skipped);
    assert_eq!(layer.meta().note, "so");
    assert_eq!(layer.meta().labels.len(), 2);
    let span = layer.span(&"r1".into()).unwrap();
    assert_eq!(span.note, "a\nb");
    assert_eq!(
        span.attributes.get("sure"),
        Some(&AttributeValue::Text("yes".to_owned()))
    );
    assert_eq!(
        links(item)[0].1.2,
        "نفى مصدر مسؤول ذلك",
        "to the left: from the second"
    );
    let predicted = &item.layers[1];
    assert_eq!(predicted.key().annotator.as_str(), "m1");
    assert!(
        predicted
            .in_order()
            .all(|span| span.origin == Origin::Suggested)
    );
}

#[test]
fn what_is_wrong_is_said_and_the_rest_comes_in() {
    let region = |value: &str| {
        format!(
            r#"{{"data":{{"text":"ab"}},"annotations":[{{"result":[{{"type":"labels","value":{value}}}]}}]}}"#
        )
    };
    let table = [
        (r#"{"id":1}"#.to_owned(), "f:1: there is no `data`"),
        (r#"{"data":{"a":"x","b":"y"}}"#.to_owned(), "f:1: there is no `data.text`"),
        (region(r#"{"start":0,"end":2,"text":"ba","labels":["x"]}"#), "f:1: the span «s1» quotes «ba», the text has «ab»"),
        (region(r#"{"start":"/p[1]","end":2}"#), "f:1: `start` may not be «\"/p[1]\"»"),
        (region(r#"{"end":2}"#), "f:1: there is no `start`"),
        (r#"{"data":{"text":"ab"},"annotations":[{"result":[{"type":"relation","from_id":"x"}]}]}"#.to_owned(),
            "f:1: there is no `to_id`"),
    ];
    for (task, message) in table {
        let file = format!("[{task},\n{{\"data\":{{\"text\":\"ab\"}}}}]");
        let found = read_all(Kind::LabelStudio, file.as_bytes(), &as_is());
        assert_eq!(found[0].as_ref().unwrap_err(), message, "{task}");
        assert!(found[1].is_ok(), "{task}");
    }
}

#[test]
fn the_text_may_have_another_name() {
    let file = r#"[{"data":{"body":"ab","x":"y","n":"7"}}]"#;
    let columns = Columns {
        text: Some("body".to_owned()),
        id: Some("n".to_owned()),
        title: None,
    };
    let found = read_all(
        Kind::LabelStudio,
        file.as_bytes(),
        &ReadOptions { columns, ..as_is() },
    );
    let item = found[0].as_ref().unwrap();
    assert_eq!((item.text.as_str(), item.article.id.as_str()), ("ab", "7"));
    assert!(
        read_all(
            Kind::LabelStudio,
            r#"[{"data":{"body":"ab"}}]"#.as_bytes(),
            &as_is()
        )[0]
        .is_ok()
    );
}

#[test]
fn its_short_files_are_read_as_doccano() {
    let file =
        r#"[{"text":"نعم 📈 لا","id":1,"label":[{"start":7,"end":9,"text":"لا","labels":["x"]}]}]"#;
    let found = read_all(Kind::Doccano, file.as_bytes(), &as_is());
    assert_eq!(spans(found[0].as_ref().unwrap())[0].1, [(6, 8)]);
}

#[test]
fn what_is_lost_is_listed() {
    assert_eq!(
        losses(Kind::LabelStudio, &odd(), &choices()),
        [(Lost::SplitSpans, 1), (Lost::Statuses, 1)]
    );
}

proptest! {
    #[test]
    fn any_article_comes_back_in_pieces(items in articles()) {
        let back = read_whole(Kind::LabelStudio, &write_all(Kind::LabelStudio, &items, &choices()));
        assert_eq!(back.len(), items.len());
        for (item, back) in items.iter().zip(&back) {
            assert_eq!(pieces(item), pieces(back));
            assert_eq!((&item.text, &item.article.id), (&back.text, &back.article.id));
        }
    }
}
