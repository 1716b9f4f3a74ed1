//! Data sets for Hugging Face, in and out.

use isnad::format::exchange::files::Files;
use isnad::format::exchange::kind::Kind;
use isnad::format::exchange::split::Split;
use isnad::format::exchange::write::WriteOptions;
use isnad::format::losses::Lost;
use proptest::proptest;

use super::kit::{
    articles, as_is, assert_wrong_lines, choices, fixture, golden, links, losses, odd, read_whole,
    said, spans, write_all,
};

#[test]
fn the_fixture_is_the_golden_file() {
    let files = write_all(Kind::HuggingFace, &[fixture(), odd()], &choices());
    assert_eq!(files.names(), ["README.md", "data/train.jsonl"]);
    golden("huggingface.jsonl", files.get("data/train.jsonl").unwrap());
    golden("huggingface-card.md", files.get("README.md").unwrap());
}

#[test]
fn what_it_carries_comes_back() {
    let items = [fixture(), odd()];
    let mut files = write_all(Kind::HuggingFace, &items, &choices());
    // The card stands beside; seen from the content, it is passed over.
    let options = as_is();
    let seen: Vec<_> = isnad::format::exchange::read::read(&files, &options).collect();
    assert_eq!(seen.len(), 2);
    files.insert("README.md", "");
    for (item, back) in items.iter().zip(seen.into_iter().map(Result::unwrap)) {
        assert_eq!(spans(&back), spans(item));
        assert_eq!(links(&back), links(item));
        assert_eq!(back.article.id, item.article.id);
        assert_eq!(back.article.metadata, item.article.metadata);
        let (one, other) = (&item.layers[0], &back.layers[0]);
        assert_eq!(one.meta(), other.meta());
        assert_eq!(one.key().annotator, other.key().annotator);
        assert_eq!(said(&back), said(item));
    }
}

#[test]
fn parts_are_files_and_stand_in_the_card() {
    let items: Vec<_> = (0..40)
        .map(|number| {
            let mut item = fixture();
            item.article.id = (&*format!("n{number}")).into();
            item
        })
        .collect();
    let options = WriteOptions {
        split: Split::parse("2,1,1", None),
        ..choices()
    };
    let files = write_all(Kind::HuggingFace, &items, &options);
    assert_eq!(
        files.names(),
        [
            "README.md",
            "data/test.jsonl",
            "data/train.jsonl",
            "data/validation.jsonl"
        ]
    );
    let card = String::from_utf8(files.get("README.md").unwrap().to_vec()).unwrap();
    for part in ["train", "validation", "test"] {
        assert!(
            card.contains(&format!("  - split: {part}\n    path: data/{part}.jsonl\n")),
            "{card}"
        );
    }
    let mut files = files;
    files.insert("README.md", "");
    let counts: usize = files
        .names()
        .iter()
        .map(|name| files.get(name).unwrap().split(|b| *b == b'\n').count() - 1)
        .sum();
    assert_eq!(counts, 40);
}

#[test]
fn what_is_wrong_is_said_and_the_rest_comes_in() {
    let table = [
        (r#"{"id":"1","bio_x":[]}"#, "f:1: there is no `text`"),
        (
            r#"{"text":"ab","spans":[{"start":0,"end":1}]}"#,
            "f:1: there is no `label`",
        ),
        (
            r#"{"text":"ab","spans":[{"start":0,"end":1,"label":"x","text":"b"}]}"#,
            "f:1: the span «s1» quotes «b», the text has «a»",
        ),
        (
            r#"{"text":"ab","metadata":"{"}"#,
            "f:1: line 1, column 2, at «»: no JSON",
        ),
        (
            r#"{"text":"ab","relations":[{"type":"x","from":"a"}]}"#,
            "f:1: there is no `to`",
        ),
    ];
    assert_wrong_lines(Kind::HuggingFace, r#"{"text":"ab"}"#, &table);
}

#[test]
fn what_is_lost_is_listed() {
    let lost = losses(Kind::HuggingFace, &odd(), &choices());
    assert_eq!(
        lost,
        [(Lost::SplitSpans, 1), (Lost::Overlaps, 1)],
        "of the two equal sources one has tags"
    );
}

proptest! {
    #[test]
    fn any_article_comes_back(items in articles()) {
        let mut files = write_all(Kind::HuggingFace, &items, &choices());
        let lines = files.get("data/train.jsonl").unwrap().to_vec();
        files = isnad::format::exchange::files::Memory::one("train.jsonl", lines);
        let back = read_whole(Kind::HuggingFace, &files);
        assert_eq!(back.len(), items.len());
        for (item, back) in items.iter().zip(&back) {
            assert_eq!((spans(item), links(item)), (spans(back), links(back)));
            assert_eq!((&item.text, &item.article.id), (&back.text, &back.article.id));
        }
    }
}
