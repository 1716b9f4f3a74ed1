//! W3C Web Annotation, in and out.

use isnad::format::exchange::files::Memory;
use isnad::format::exchange::kind::Kind;
use isnad::format::losses::Lost;
use proptest::proptest;

use super::kit::{
    articles, as_is, assert_same, assert_wrong, choices, fixture, golden, links, losses, odd, only,
    read_all, read_whole, said, second, spans, unique, write_all,
};
use crate::format::fixture::TEXT;

#[test]
fn the_fixture_is_the_golden_file() {
    let files = write_all(Kind::WebAnnotation, &[fixture()], &choices());
    golden("webannotation.jsonld", only(&files).as_bytes());
    assert_eq!(
        only(&write_all(Kind::WebAnnotation, &[], &choices())),
        "[]\n"
    );
}

#[test]
fn all_of_an_odd_article_comes_back() {
    let items = [fixture(), odd()];
    let back = read_whole(
        Kind::WebAnnotation,
        &write_all(Kind::WebAnnotation, &items, &choices()),
    );
    assert_same(&items, &back);
    let but_suggested = |mut said: Vec<(String, String, String, bool)>| {
        said.iter_mut().for_each(|said| said.3 = false);
        said
    };
    assert_eq!(said(&back[1]), but_suggested(said(&odd())));
    let (one, other) = (&odd().layers[0], &back[1].layers[0]);
    assert_eq!(one.key().annotator, other.key().annotator);
    assert_eq!(one.meta().labels, other.meta().labels);
    assert_eq!(one.meta().note, other.meta().note);
}

#[test]
fn annotators_stay_apart() {
    let items = [second(fixture()), fixture()];
    let back = read_whole(
        Kind::WebAnnotation,
        &write_all(Kind::WebAnnotation, &items[..1], &choices()),
    );
    let names: Vec<_> = back[0]
        .layers
        .iter()
        .map(|layer| layer.key().annotator.to_string())
        .collect();
    assert_eq!(names, ["salma", "b/c"]);
    assert_same(&items[..1], &back);
}

/// What programs write that have pages and collections, name their own texts, and count otherwise.
#[test]
fn a_file_of_other_programs() {
    let text = serde_json::to_string(TEXT).unwrap();
    let text = format!(r#"{{"id":"http://x/t","type":["Text"],"value":{text}}}"#);
    let units = r#"{"id":"http://x/1","type":"Annotation","body":{"type":"TextualBody","value":"denial","purpose":"tagging"},
        "target":{"source":"http://x/t","selector":[{"type":"TextPositionSelector","start":35,"end":53},
        {"type":"TextQuoteSelector","exact":"نفى مصدر مسؤول ذلك"}]}}"#;
    let quote = r#"{"id":"http://x/2","type":"Annotation","motivation":["highlighting"],"bodyValue":"x",
        "target":{"source":{"id":"http://x/t"},"selector":{"type":"TextQuoteSelector","exact":"مصدر","prefix":"نفى "}}}"#;
    let link = r#"{"id":"http://x/3","motivation":"linking","target":["http://x/1","http://x/2"]}"#;
    for (file, unit) in [
        (format!(r#"{{"@graph":[{units},{link},{text}]}}"#), true),
        (
            format!(r#"{{"type":"AnnotationCollection","first":{{"items":[{text},{units}]}}}}"#),
            true,
        ),
        (format!("{text}\n{}", quote.replace('\n', "")), false),
        (format!("[{text},{quote}]"), false),
    ] {
        let found = read_all(Kind::WebAnnotation, file.as_bytes(), &as_is());
        let [Ok(item)] = &found[..] else {
            panic!("{found:?}")
        };
        assert_eq!(item.article.id.as_str(), "http://x/t");
        let expected = match unit {
            true => (
                "denial".to_owned(),
                vec![(34, 52)],
                "نفى مصدر مسؤول ذلك".to_owned(),
            ),
            false => ("highlighting".to_owned(), vec![(38, 42)], "مصدر".to_owned()),
        };
        assert_eq!(spans(item), [expected], "{file}");
    }
    let both = units.replace("35", "34").replace("53", "52");
    let file = format!(r#"[{text},{both},{quote},{link}]"#);
    let item = read_all(Kind::WebAnnotation, file.as_bytes(), &as_is())
        .remove(0)
        .unwrap();
    let [(kind, from, to)] = &links(&item)[..] else {
        panic!()
    };
    assert_eq!(
        (&**kind, &*from.0, &*to.0),
        ("linking", "denial", "highlighting")
    );
    assert_eq!(item.layers[0].span(&"http://x/2".into()).unwrap().note, "x");
}

#[test]
fn what_is_wrong_is_said_and_the_rest_comes_in() {
    let on = |text: &str, selector: &str| {
        format!(
            "[{{\"id\":\"t\",\"type\":\"Text\",\"value\":\"ab📈ab\"}},\n{{\"id\":\"a\",\"target\":{{\"source\":\"{text}\",\"selector\":{selector}}}}}]"
        )
    };
    let table = [
        (
            "1".to_owned(),
            "f:1: line 1, column 1, at «»: expected an object",
        ),
        (
            "{\"id\":\"t\",\"type\":\"Text\",\"value\":1}".to_owned(),
            "f:1: line 1, column 33, at «value»: expected a string",
        ),
        (
            "{\"id\":\"a\",\"motivation\":\"linking\",\"target\":\"b\"}".to_owned(),
            "f:1: there is no `target`",
        ),
        (
            "{\"id\":\"a\",\"target\":\"b\"}\n{\"id\":\"c\",\"target\":\"b\"}".to_owned(),
            "f:1: «b» is missing beside it",
        ),
    ];
    let table = table.each_ref().map(|(file, message)| (&**file, *message));
    assert_wrong(Kind::WebAnnotation, &table);
    // An annotation that is refused takes no other with it.
    let table = [
        (
            on("t", "{\"type\":\"TextPositionSelector\",\"start\":0}"),
            "f:2: there is no `end`",
        ),
        (
            on(
                "t",
                "{\"type\":\"TextPositionSelector\",\"start\":-1,\"end\":2}",
            ),
            "f:2: `start` may not be «-1»",
        ),
        (
            on("t", "{\"type\":\"CssSelector\"}"),
            "f:2: there is no `TextPositionSelector`",
        ),
        (
            on("t", "{\"type\":\"TextQuoteSelector\",\"exact\":\"ab\"}"),
            "f:2: `TextQuoteSelector of a` may not be «ab»",
        ),
        (
            on("t", "{\"type\":\"TextQuoteSelector\",\"exact\":\"x\"}"),
            "f:2: `TextQuoteSelector of a` may not be «x»",
        ),
        (
            on("u", "{\"type\":\"CssSelector\"}"),
            "f:2: «u» is missing beside it",
        ),
    ];
    for (file, message) in table {
        let found = read_all(Kind::WebAnnotation, file.as_bytes(), &as_is());
        let said: Vec<_> = found
            .iter()
            .filter_map(|item| item.as_ref().err())
            .collect();
        assert_eq!(said, [message], "{file}");
        assert_eq!(found.len(), 2);
    }
    let file = on(
        "t",
        "{\"type\":\"TextPositionSelector\",\"start\":0,\"end\":6}",
    );
    let found = read_all(Kind::WebAnnotation, file.as_bytes(), &as_is());
    let message = "f:1: the span «a»: there is no code-point 6 in the text; all would fit, counted in utf-16 or utf-8";
    assert_eq!(found[0].as_ref().unwrap_err(), message);
}

proptest! {
    #[test]
    fn any_article_comes_back(items in articles()) {
        let items = unique(items);
        let files: Memory = write_all(Kind::WebAnnotation, &items, &choices());
        assert_same(&items, &read_whole(Kind::WebAnnotation, &files));
    }
}

#[test]
fn what_is_lost_is_listed() {
    let all = [
        (Lost::Metadata, 2),
        (Lost::Suggestions, 1),
        (Lost::Statuses, 1),
    ];
    assert_eq!(losses(Kind::WebAnnotation, &odd(), &choices()), all);
}
