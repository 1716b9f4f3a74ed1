//! JSON Lines of spaCy and Prodigy, in and out.

use isnad::format::exchange::kind::Kind;
use isnad::format::losses::Lost;
use isnad::model::layer::Status;
use proptest::proptest;

use super::kit::{
    articles, as_is, assert_wrong_lines, choices, fixture, golden, links, losses, odd, only,
    read_all, read_whole, spans, write_all,
};
use crate::format::fixture::TEXT;

#[test]
fn the_fixture_is_the_golden_file() {
    let file = only(&write_all(Kind::Prodigy, &[fixture(), odd()], &choices()));
    golden("prodigy.jsonl", file.as_bytes());
    let line: serde_json::Value = serde_json::from_str(file.lines().next().unwrap()).unwrap();
    let tokens = line["tokens"].as_array().unwrap();
    let token = |n: &serde_json::Value| tokens[n.as_u64().unwrap() as usize].clone();
    for span in line["spans"].as_array().unwrap() {
        assert_eq!(token(&span["token_start"])["start"], span["start"]);
        assert_eq!(
            token(&span["token_end"])["end"],
            span["end"],
            "the last token, not the one after"
        );
    }
    let relation = &line["relations"][0];
    assert_eq!(relation["head_span"]["start"], 34);
    assert_eq!(relation["child_span"]["end"], 48);
}

#[test]
fn what_it_carries_comes_back() {
    let items = [fixture(), odd()];
    let back = read_whole(Kind::Prodigy, &write_all(Kind::Prodigy, &items, &choices()));
    for (item, back) in items.iter().zip(&back) {
        assert_eq!(spans(back), spans(item));
        assert_eq!(links(back), links(item));
        assert_eq!(back.article.id, item.article.id);
        assert_eq!(back.article.metadata, item.article.metadata);
        let (one, other) = (&item.layers[0], &back.layers[0]);
        assert_eq!(one.meta(), other.meta());
        assert_eq!(one.key().annotator, other.key().annotator);
        for (span, other) in one.in_order().zip(other.in_order()) {
            assert_eq!(
                (&span.id, &span.note, &span.attributes),
                (&other.id, &other.note, &other.attributes)
            );
        }
    }
}

#[test]
fn files_of_prodigy_itself() {
    let text = serde_json::to_string(TEXT).unwrap();
    let file = format!(
        r#"{{"text":{text},"_input_hash":-1,"_task_hash":5,"_view_id":"relations","answer":"reject","_session_id":"x-salma",
        "spans":[{{"start":34,"end":52,"label":"DENIAL","token_start":9,"token_end":12}},{{"start":14,"end":29}}],
        "relations":[{{"head":12,"child":11,"label":"said_by","color":"red",
        "head_span":{{"start":34,"end":52,"label":"DENIAL","token_start":9,"token_end":12}},
        "child_span":{{"start":38,"end":48,"label":"SOURCE","token_start":10,"token_end":11}}}}],
        "meta":{{"source":"x","score":0.5,"none":null}},"cats":{{"a":1.0}}}}"#
    );
    let found = read_all(Kind::Prodigy, file.replace('\n', "").as_bytes(), &as_is());
    let [Ok(item)] = &found[..] else {
        panic!("{found:?}")
    };
    let layer = &item.layers[0];
    assert_eq!(layer.key().annotator.as_str(), "x-salma");
    assert_eq!(layer.meta().status, Status::Discuss);
    let [link] = &links(item)[..] else { panic!() };
    assert_eq!(
        (&*link.1.2, &*link.2.2),
        ("نفى مصدر مسؤول ذلك", "مصدر مسؤول")
    );
    let known: Vec<_> = item
        .article
        .metadata
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    assert_eq!(known, [r#"cats={"a":1.0}"#, "score=0.5", "source=x"]);
    assert_eq!(spans(item)[0].0, "", "a span without a label keeps none");
}

#[test]
fn what_is_wrong_is_said_and_the_rest_comes_in() {
    let table = [
        (r#"{"spans":[]}"#, "f:1: there is no `text`"),
        (
            r#"{"text":"ab","spans":[{"start":0}]}"#,
            "f:1: there is no `end`",
        ),
        (
            r#"{"text":"ab","spans":[{"start":0,"end":"1"}]}"#,
            "f:1: `end` may not be «\"1\"»",
        ),
        (
            r#"{"text":"ab","spans":[{"start":1,"end":3,"label":"x"}]}"#,
            "f:1: the span «s1»: there is no code-point 3 in the text",
        ),
        (
            r#"{"text":"ab","relations":[{"head_span":{"start":0,"end":1}}]}"#,
            "f:1: there is no `child_span`",
        ),
        (
            r#"{"text":"ab","spans":{}}"#,
            "f:1: line 1, column 22, at «spans»: expected a list",
        ),
        (
            r#"{"text":"ab","spans":[{"start":0,"end":1,"label":"x","text":"b"}]}"#,
            "f:1: the span «s1» quotes «b», the text has «a»",
        ),
    ];
    assert_wrong_lines(Kind::Prodigy, r#"{"text":"ab"}"#, &table);
}

#[test]
fn what_is_lost_is_listed() {
    assert_eq!(
        losses(Kind::Prodigy, &odd(), &choices()),
        [(Lost::SplitSpans, 1)]
    );
    assert_eq!(
        losses(Kind::Prodigy, &fixture(), &choices()),
        [(Lost::Seconds, 1)]
    );
}

proptest! {
    #[test]
    fn any_article_comes_back(items in articles()) {
        let back = read_whole(Kind::Prodigy, &write_all(Kind::Prodigy, &items, &choices()));
        assert_eq!(back.len(), items.len());
        for (item, back) in items.iter().zip(&back) {
            assert_eq!((spans(item), links(item)), (spans(back), links(back)));
            assert_eq!((&item.text, &item.article.id), (&back.text, &back.article.id));
        }
    }
}
