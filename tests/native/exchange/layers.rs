//! Texts and layers apart, in and out.

use isnad::format::exchange::files::{Files, Memory};
use isnad::format::exchange::kind::Kind;
use isnad::format::exchange::read::read;
use isnad::format::losses::Lost;
use proptest::proptest;

use super::kit::{
    articles, as_is, assert_same, choices, fixture, golden, losses, odd, read_files, read_whole,
    said, second, unique, write_all,
};

#[test]
fn the_fixture_is_the_golden_files() {
    let files = write_all(Kind::Layers, &[fixture()], &choices());
    assert_eq!(files.names(), ["articles.jsonl", "salma.jsonl"]);
    golden(
        "layers-articles.jsonl",
        files.get("articles.jsonl").unwrap(),
    );
    golden("layers-salma.jsonl", files.get("salma.jsonl").unwrap());
    // They are known without being told.
    let options = as_is();
    let items: Vec<_> = read(&files, &options).collect();
    assert_eq!(items.len(), 1);
    assert_eq!(items[0].as_ref().unwrap().layers.len(), 1);
}

#[test]
fn all_of_an_odd_article_comes_back() {
    let mut called = fixture();
    let mut key = called.layers[0].key().clone();
    key.annotator = "articles".into();
    called.layers[0] = called.layers[0].clone().renamed(key);
    let items = [second(called), odd()];
    let files = write_all(Kind::Layers, &items, &choices());
    let names = [
        "%61rticles.jsonl",
        "articles.jsonl",
        "b%2Fc.jsonl",
        "سلمى.jsonl",
    ];
    assert_eq!(files.names(), names);
    let back = read_whole(Kind::Layers, &files);
    assert_same(&items, &back);
    assert_eq!(said(&back[1]), said(&odd()));
    for (item, back) in items.iter().zip(&back) {
        assert_eq!(item.article.metadata, back.article.metadata);
        for (one, other) in item.layers.iter().zip(&back.layers) {
            assert_eq!(one.key().annotator, other.key().annotator);
            assert_eq!(one.meta().labels, other.meta().labels);
            assert_eq!(one.meta().note, other.meta().note);
        }
    }
}

#[test]
fn lines_may_come_in_any_order_and_texts_from_plain_files() {
    let mut files = Memory::default();
    files.insert("a.txt", "قال");
    files.insert("b.txt", "نعم");
    files.insert("c.jsonl", r#"{"id":"c","text":"لا","sha256":null}"#);
    let spans = |id: &str| {
        format!(r#"{{"id":"{id}","spans":[{{"label":"quote","fragments":[[0,2]]}}],"links":[]}}"#)
    };
    files.insert(
        "one.jsonl",
        [spans("c"), spans("b"), spans("a.txt")].join("\n"),
    );
    files.insert("two.jsonl", format!("{}\n", spans("a")));
    files.insert("README.md", "# x");
    let items = read_whole(Kind::Layers, &files);
    let found: Vec<_> = items
        .iter()
        .map(|item| {
            let names = item
                .layers
                .iter()
                .map(|layer| layer.key().annotator.to_string());
            (
                item.article.id.to_string(),
                names.collect::<Vec<_>>().join(" "),
            )
        })
        .collect();
    let expected = [("a", "one two"), ("b", "one"), ("c", "one")];
    assert_eq!(
        found,
        expected.map(|(id, names)| (id.to_owned(), names.to_owned()))
    );
}

#[test]
fn what_is_wrong_is_said_and_the_rest_comes_in() {
    let good = r#"{"id":"b","spans":[]}"#;
    let table = [
        (r#"{"spans":[]}"#, "l.jsonl:1: there is no `id`"),
        (
            r#"{"id":"x","spans":[]}"#,
            "l.jsonl:1: «x» is missing beside it",
        ),
        (
            r#"{"id":"a","spans":[{"fragments":[[0,1]]}]}"#,
            "l.jsonl:1: there is no `label`",
        ),
        (
            r#"{"id":"a","spans":[{"label":"q"}]}"#,
            "l.jsonl:1: there is no `fragments`",
        ),
        (
            r#"{"id":"a","spans":[{"label":"q","fragments":[[0]]}]}"#,
            "l.jsonl:1: `fragments` may not be «[0]»",
        ),
        (
            r#"{"id":"a","spans":[{"label":"q","fragments":[[0,"1"]]}]}"#,
            "l.jsonl:1: `fragments` may not be «\"1\"»",
        ),
        (
            r#"{"id":"a","spans":[{"id":"s","label":"q","fragments":[[0,9]]}]}"#,
            "t.jsonl:1: the span «s»: there is no code-point 9 in the text",
        ),
        (
            r#"{"id":"a","spans":[{"id":"s","label":"q","fragments":[[0,1]],"text":"x"}]}"#,
            "t.jsonl:1: the span «s» quotes «x», the text has «ق»",
        ),
        (
            r#"{"id":"a","spans":[],"links":[{"type":"t","from":"s"}]}"#,
            "l.jsonl:1: there is no `to`",
        ),
        (
            "{\"id\":\"c\",\"spans\":[]}\n{\"id\":\"c\",\"spans\":[]}",
            "l.jsonl:2: the article «c» stands twice",
        ),
    ];
    for (line, message) in table {
        let mut files = Memory::default();
        files.insert("t.jsonl", "{\"id\":\"a\",\"text\":\"قال\"}\n{\"id\":\"b\",\"text\":\"نعم\"}\n{\"id\":\"c\",\"text\":\"لا\"}\n");
        files.insert("l.jsonl", format!("{line}\n{good}\n"));
        let found = read_files(Kind::Layers, &files, &as_is());
        let said: Vec<_> = found
            .iter()
            .filter_map(|item| item.as_ref().err())
            .collect();
        assert_eq!(said, [message], "{line}");
        let layers = found.iter().flatten().flat_map(|item| &item.layers);
        assert!(layers.count() > 0, "{line}");
    }
    let table = [
        (
            r#"{"id":"a","text":"قال","sha256":"00"}"#,
            "f: the text has another sha256 than the file says",
        ),
        (r#"{"id":"a"}"#, "f: there is no `text`"),
        (r#"{"id":"a","text":" "}"#, "f: the article has no text"),
    ];
    for (line, message) in table {
        let mut files = Memory::default();
        files.insert("f", line);
        files.insert("g", r#"{"id":"b","text":"نعم"}"#);
        let found = read_files(Kind::Layers, &files, &as_is());
        assert_eq!(
            *found[0].as_ref().unwrap_err(),
            message.replace("f:", "f:1:"),
            "{line}"
        );
        assert!(found[1].is_ok());
    }
}

proptest! {
    #[test]
    fn any_article_comes_back(items in articles()) {
        let items = unique(items);
        assert_same(&items, &read_whole(Kind::Layers, &write_all(Kind::Layers, &items, &choices())));
    }
}

#[test]
fn what_is_lost_is_listed() {
    assert_eq!(
        losses(Kind::Layers, &odd(), &choices()),
        [(Lost::Statuses, 1)]
    );
    let lost = losses(Kind::Layers, &fixture(), &choices());
    assert_eq!(lost, [(Lost::Statuses, 1), (Lost::Seconds, 1)]);
}
