//! Which article goes where.

use std::collections::BTreeMap;

use isnad::format::exchange::split::{Split, Subset};
use isnad::model::article::Article;

use crate::format::fixture::article;

fn named(id: usize, source: Option<usize>) -> Article {
    let mut article = article();
    article.id = (&*format!("article-{id}")).into();
    if let Some(source) = source {
        article
            .metadata
            .insert("source".to_owned(), format!("outlet {source}"));
    }
    article
}

#[test]
fn the_shares_are_kept_and_the_same_article_goes_the_same_way() {
    let split = Split::parse("80, 10,10", None).unwrap();
    let mut counts = BTreeMap::new();
    for id in 0..10_000 {
        *counts.entry(split.of(&named(id, None))).or_insert(0_usize) += 1;
    }
    assert!(counts[&Subset::Train].abs_diff(8_000) < 200, "{counts:?}");
    assert!(counts[&Subset::Dev].abs_diff(1_000) < 150, "{counts:?}");
    assert!(counts[&Subset::Test].abs_diff(1_000) < 150, "{counts:?}");
    // What was written down stays: another machine, another version, the same parts.
    let told: Vec<_> = (0..12)
        .map(|id| split.of(&named(id, None)).name())
        .collect();
    assert_eq!(told.join(" "), PARTS);
}

const PARTS: &str = "train train dev test train train train train train train train train";

#[test]
fn a_source_does_not_leak() {
    let split = Split::parse("1,1,1", Some("source")).unwrap();
    let mut of_source: BTreeMap<usize, Vec<Subset>> = BTreeMap::new();
    for id in 0..600 {
        of_source
            .entry(id % 20)
            .or_default()
            .push(split.of(&named(id, Some(id % 20))));
    }
    for (source, parts) in &of_source {
        assert!(parts.iter().all(|part| part == &parts[0]), "{source}");
    }
    let all: std::collections::BTreeSet<_> = of_source.values().map(|parts| parts[0]).collect();
    assert_eq!(all.len(), 3);
    let alone: std::collections::BTreeSet<_> =
        (0..60).map(|id| split.of(&named(id, None))).collect();
    assert_eq!(alone.len(), 3, "without a source each goes by its id");
}

#[test]
fn shares_are_three_numbers() {
    for wrong in [
        "",
        "80,20",
        "80,10,10,0",
        "a,b,c",
        "0,0,0",
        "-1,1,1",
        "9999999,1,1",
    ] {
        assert_eq!(Split::parse(wrong, None), None, "{wrong}");
    }
    let none = Split::parse("0,0,1", None).unwrap();
    assert!((0..50).all(|id| none.of(&named(id, None)) == Subset::Test));
}
