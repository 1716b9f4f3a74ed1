//! PubAnnotation JSON, in and out.

use isnad::format::exchange::files::Files;
use isnad::format::exchange::kind::Kind;
use isnad::format::losses::Lost;
use proptest::proptest;

use super::kit::{
    articles, as_is, assert_same, assert_wrong, choices, fixture, golden, losses, odd, read_all,
    read_whole, said, second, unique, write_all,
};

#[test]
fn the_fixture_is_the_golden_file() {
    let files = write_all(Kind::PubAnnotation, &[fixture()], &choices());
    assert_eq!(files.names(), ["a1.json"]);
    golden("pubannotation.json", files.get("a1.json").unwrap());
}

#[test]
fn all_of_an_odd_article_comes_back() {
    let items = [second(fixture()), odd()];
    let back = read_whole(
        Kind::PubAnnotation,
        &write_all(Kind::PubAnnotation, &items, &choices()),
    );
    assert_same(&items, &back);
    let but_suggested = |mut said: Vec<(String, String, String, bool)>| {
        said.iter_mut().for_each(|said| said.3 = false);
        said
    };
    let again = back
        .iter()
        .find(|item| item.article.id == odd().article.id)
        .unwrap();
    assert_eq!(said(again), but_suggested(said(&odd())));
    assert_eq!(
        again.layers[0].key().annotator,
        odd().layers[0].key().annotator
    );
    assert!(again.article.metadata.is_empty());
}

#[test]
fn the_layouts_of_its_own_files() {
    let file = r#"{"target":"http://x/1","sourcedb":"PubMed","sourceid":"25314077","text":"ab cd",
        "project":"p","denotations":[{"id":"T1","span":{"begin":0,"end":2},"obj":"Protein"},
        {"id":"T2","span":[{"begin":0,"end":1},{"begin":3,"end":5}],"obj":"Gene"}],
        "blocks":[{"id":"B1","span":{"begin":0,"end":5},"obj":"Sentence"}],
        "attributes":[{"id":"A1","subj":"T1","pred":"negated","obj":true},{"subj":"T1","pred":"n","obj":0.5}],
        "relations":[{"id":"R1","subj":"T1","pred":"partOf","obj":"T2"}],"namespaces":[]}"#;
    let item = read_all(Kind::PubAnnotation, file.as_bytes(), &as_is())
        .remove(0)
        .unwrap();
    assert_eq!(item.article.id.as_str(), "25314077");
    let layer = &item.layers[0];
    assert_eq!((layer.len(), layer.links().count()), (3, 1));
    assert_eq!(layer.key().annotator.as_str(), "p");
    assert_eq!(layer.span(&"T1".into()).unwrap().attributes.len(), 2);
    assert_eq!(layer.span(&"T2".into()).unwrap().fragments.count(), 2);
    let tracks = r#"{"text":"ab","tracks":[{"project":"p","denotations":[]},{"project":"q"}]}"#;
    let item = read_all(Kind::PubAnnotation, tracks.as_bytes(), &as_is())
        .remove(0)
        .unwrap();
    assert_eq!(item.layers.len(), 2);
    // A list of documents is as good as one.
    let list = format!("[{tracks},{file}]");
    assert_eq!(
        read_all(Kind::PubAnnotation, list.as_bytes(), &as_is()).len(),
        2
    );
}

#[test]
fn what_is_wrong_is_said_and_the_rest_comes_in() {
    let table = [
        (r#"{"denotations":[]}"#, "f:1: there is no `text`"),
        (
            r#"{"text":"ab","denotations":[{"obj":"x"}]}"#,
            "f:1: there is no `span`",
        ),
        (
            r#"{"text":"ab","denotations":[{"span":{"begin":0,"end":1}}]}"#,
            "f:1: there is no `obj`",
        ),
        (
            r#"{"text":"ab","denotations":[{"span":{"begin":0,"end":"x"},"obj":"x"}]}"#,
            "f:1: `end` may not be «\"x\"»",
        ),
        (
            r#"{"text":"ab","denotations":[{"id":"T1","span":{"begin":0,"end":3},"obj":"x"}]}"#,
            "f:1: the span «T1»: there is no code-point 3 in the text",
        ),
        (
            r#"{"text":"ab","denotations":[{"id":"T1","span":{"begin":2,"end":1},"obj":"x"}]}"#,
            "f:1: the span «T1» begins at 2 and ends at 1",
        ),
        (
            r#"{"text":"ab","denotations":{}}"#,
            "f:1: line 1, column 28, at «denotations»: expected a list",
        ),
        (
            r#"{"text":"ab","attributes":[{"subj":"T9","pred":"x","obj":1}]}"#,
            "f:1: `subj` may not be «T9»",
        ),
        (
            r#"{"text":"ab","relations":[{"subj":"T9","pred":"x"}]}"#,
            "f:1: there is no `obj`",
        ),
        (
            r#"{"text":"ab""#,
            "f:1: line 1, column 13, at «text»: no JSON",
        ),
    ];
    assert_wrong(Kind::PubAnnotation, &table);
}

proptest! {
    #[test]
    fn any_article_comes_back(items in articles()) {
        let items = unique(items);
        assert_same(&items, &read_whole(Kind::PubAnnotation, &write_all(Kind::PubAnnotation, &items, &choices())));
    }
}

#[test]
fn what_is_lost_is_listed() {
    let all = [
        (Lost::Metadata, 2),
        (Lost::Suggestions, 1),
        (Lost::ArticleLabels, 1),
        (Lost::ArticleNotes, 1),
        (Lost::Statuses, 1),
    ];
    assert_eq!(losses(Kind::PubAnnotation, &odd(), &choices()), all);
}
