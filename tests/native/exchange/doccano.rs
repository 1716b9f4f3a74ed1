//! doccano's layouts, in and out.

use isnad::format::exchange::kind::Kind;
use isnad::format::exchange::write::WriteOptions;
use proptest::proptest;

use isnad::format::losses::Lost;

use super::kit::{
    articles, as_is, choices, fixture, links, losses, odd, only, pieces, read_all, read_whole,
    spans, write_all,
};
use crate::format::fixture::TEXT;

#[test]
fn all_layouts_give_the_same_spans() {
    let text = serde_json::to_string(TEXT).unwrap();
    let triples = r#"[[5,11,"source"],[14,29,"quote"],[34,52,"denial"],[38,48,"source"]]"#;
    let objects = r#"[{"id":7,"start_offset":5,"end_offset":11,"label":"source"},
        {"id":8,"start_offset":14,"end_offset":29,"label":"quote"},
        {"id":9,"start_offset":34.0,"end_offset":52,"label":"denial"},
        {"id":"x","start_offset":38,"end_offset":48,"label":"source"}]"#;
    let lines = [
        format!(r#"{{"id":1,"text":{text},"label":{triples}}}"#),
        format!(r#"{{"text":{text},"labels":{triples}}}"#),
        format!(r#"{{"data":{text},"entities":{triples},"cats":["a"]}}"#),
        format!(
            r#"{{"text":{text},"entities":{objects},"relations":[{{"id":0,"from_id":9,"to_id":"x","type":"said_by"}}]}}"#
        ),
        format!(
            r#"{{"text":{text},"annotations":{objects},"meta":{{"source":"x"}},"annotation_approver":null}}"#
        ),
    ];
    let expected = spans(&fixture());
    for line in &lines {
        for file in [line.clone(), line.replace('\n', ""), format!("[{line}]")] {
            let found = read_all(Kind::Doccano, file.as_bytes(), &as_is());
            if file.contains('\n') && !file.starts_with('[') {
                continue; // Over several lines, and not broken where pretty-printers break.
            }
            let [Ok(item)] = &found[..] else {
                panic!("{found:?}")
            };
            assert_eq!(spans(item), expected, "{file}");
        }
    }
    let item = read_all(
        Kind::Doccano,
        lines[3].replace('\n', "").as_bytes(),
        &as_is(),
    )
    .remove(0)
    .unwrap();
    assert_eq!(links(&item), links(&fixture()));
    let item = read_all(
        Kind::Doccano,
        lines[4].replace('\n', "").as_bytes(),
        &as_is(),
    )
    .remove(0)
    .unwrap();
    assert_eq!(
        item.article.metadata.get("source").map(|value| &**value),
        Some("x")
    );
    let item = read_all(Kind::Doccano, lines[2].as_bytes(), &as_is())
        .remove(0)
        .unwrap();
    assert!(item.layers[0].meta().labels.contains("a"));
}

#[test]
fn what_is_wrong_is_said_and_the_rest_comes_in() {
    let table = [
        (
            r#"{"text":"ab","label":[[0,1]]}"#,
            "f:1: there is no `label`",
        ),
        (
            r#"{"text":"ab","label":[[0,"x","q"]]}"#,
            "f:1: `end` may not be «\"x\"»",
        ),
        (
            r#"{"text":"ab","label":[[-1,1,"q"]]}"#,
            "f:1: `start` may not be «-1»",
        ),
        (
            r#"{"text":"ab","label":[[0,3,"q"]]}"#,
            "f:1: the span «s1»: there is no code-point 3 in the text",
        ),
        (r#"{"label":[[0,1,"q"]]}"#, "f:1: there is no `text`"),
        (
            r#"{"text":"ab","label":[[0,1,"q"]]"#,
            "f:1: line 1, column 33, at «label»: no JSON",
        ),
        (
            r#"{"text":1}"#,
            "f:1: line 1, column 9, at «text»: expected a string",
        ),
        (r#"{"text":"","label":[]}"#, "f:1: the article has no text"),
        (
            r#"{"text":"a","entities":[{"id":1,"label":"x","start_offset":0,"end_offset":1},{"id":1,"label":"x","start_offset":0,"end_offset":1}]}"#,
            "f:1: the id «1» stands twice",
        ),
        (r#"[1]"#, "f:1: line 1, column 1, at «»: expected an object"),
    ];
    for (line, message) in table {
        let file = match line.starts_with('[') {
            true => line.to_owned(),
            false => format!("{line}\n{}\n", r#"{"text":"ab","label":[[0,1,"q"]]}"#),
        };
        let found = read_all(Kind::Doccano, file.as_bytes(), &as_is());
        assert_eq!(found[0].as_ref().unwrap_err(), message, "{line}");
        if !line.starts_with('[') {
            assert_eq!(found.len(), 2, "{line}");
            assert!(found[1].is_ok(), "{line}");
        }
    }
}

fn relations() -> WriteOptions {
    WriteOptions {
        relations: true,
        ..choices()
    }
}

#[test]
fn the_fixture_is_the_golden_file() {
    let kept = include_str!("../../golden/doccano-relations.jsonl");
    assert_eq!(
        only(&write_all(Kind::Doccano, &[fixture()], &relations())),
        kept
    );
    let kept = include_str!("../../golden/doccano-spans.jsonl");
    assert_eq!(
        only(&write_all(Kind::Doccano, &[fixture()], &choices())),
        kept
    );
}

#[test]
fn pieces_come_back() {
    for options in [choices(), relations()] {
        let files = write_all(Kind::Doccano, &[fixture(), odd()], &options);
        let back = read_whole(Kind::Doccano, &files);
        assert_eq!(pieces(&back[0]), pieces(&fixture()));
        assert_eq!(pieces(&back[1]), pieces(&odd()));
        assert_eq!(back[1].text, odd().text);
    }
}

proptest! {
    #[test]
    fn any_article_comes_back_in_pieces(items in articles()) {
        let back = read_whole(Kind::Doccano, &write_all(Kind::Doccano, &items, &relations()));
        assert_eq!(back.len(), items.len());
        for (item, back) in items.iter().zip(&back) {
            assert_eq!(pieces(item), pieces(back));
            assert_eq!(item.text, back.text);
            assert_eq!(links(item).len(), links(back).len());
        }
    }
}

#[test]
fn what_is_lost_is_listed() {
    let all = [
        (Lost::ArticleIds, 1),
        (Lost::Metadata, 2),
        (Lost::Annotators, 1),
        (Lost::SpanIds, 6),
        (Lost::SplitSpans, 1),
        (Lost::Attributes, 2),
        (Lost::Notes, 1),
        (Lost::Suggestions, 1),
        (Lost::Links, 1),
        (Lost::ArticleLabels, 1),
        (Lost::ArticleNotes, 1),
        (Lost::Statuses, 1),
    ];
    assert_eq!(losses(Kind::Doccano, &odd(), &choices()), all);
    let but_links: Vec<_> = all
        .into_iter()
        .filter(|(what, _)| *what != Lost::Links)
        .collect();
    assert_eq!(losses(Kind::Doccano, &odd(), &relations()), but_links);
}
