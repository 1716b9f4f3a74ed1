//! Folders of brat, in and out.

use isnad::format::exchange::files::{Files, Memory};
use isnad::format::exchange::item::{Item, ItemFinding};
use isnad::format::exchange::kind::Kind;
use isnad::format::exchange::labels::LabelMap;
use isnad::format::exchange::read::ReadOptions;
use isnad::format::losses::Lost;
use isnad::model::annotation::AttributeValue;
use isnad::model::scheme::Scheme;
use proptest::proptest;

use super::kit::{
    articles, as_is, choices, fixture, golden, links, losses, odd, pieces, read_files, spans,
    write_all,
};
use crate::format::fixture::TEXT;

fn folder(text: &str, lines: &str) -> Memory {
    let mut files = Memory::default();
    files.insert("d/a.txt", text);
    files.insert("d/a.ann", lines);
    files
}

/// With the labels of the scheme, as brat's names have them.
fn options() -> ReadOptions {
    ReadOptions {
        labels: LabelMap::labels(&Scheme::attribution()),
        links: LabelMap::links(&Scheme::attribution()),
        ..as_is()
    }
}

fn back(files: &Memory) -> Vec<Item> {
    let mut texts = Memory::default();
    for name in files.names().iter().filter(|name| !name.ends_with(".conf")) {
        texts.insert(name, files.get(name).unwrap());
    }
    let items = read_files(Kind::Brat, &texts, &options()).into_iter();
    items.map(|item| item.unwrap()).collect()
}

#[test]
fn the_fixture_is_the_golden_file() {
    let files = write_all(Kind::Brat, &[fixture()], &choices());
    assert_eq!(files.names(), ["a1.ann", "a1.txt", "annotation.conf"]);
    golden("brat.ann", files.get("a1.ann").unwrap());
    golden(
        "brat-annotation.conf",
        files.get("annotation.conf").unwrap(),
    );
    assert_eq!(files.get("a1.txt").unwrap(), TEXT.as_bytes());
    let back = back(&files).remove(0);
    assert_eq!(back.article.id.as_str(), "a1");
    assert_eq!(spans(&back), spans(&fixture()));
    assert_eq!(links(&back), links(&fixture()));
}

#[test]
fn everything_a_line_can_say() {
    let lines = "R1\tSaid_by Arg1:T2 Arg2:T1\t\n\
        T1\tSource 5 11\tالوزير\r\n\
        T2\tQuote 14 16;17 21\tلن نرفع\n\
        E1\tSays:T2 Who:T1\n\
        A1\tkind T2 direct speech\nM1\tno_source E1\n\
        #1\tAnnotatorNotes T1\tone\n#2\tAnnotatorNotes T1\ttwo\ttabs\n\
        N1\tReference T1 Wikidata:Q1\tx\n\
        *\tEquiv T1 T2\n#3\tNote R1\tlost\n\n";
    let item = read_files(Kind::Brat, &folder(TEXT, lines), &options())
        .remove(0)
        .unwrap();
    assert_eq!(item.article.id.as_str(), "a");
    let layer = &item.layers[0];
    let span = |id: &str| layer.span(&id.into()).unwrap().clone();
    assert_eq!(span("T2").fragments.count(), 2);
    assert_eq!(span("T1").note, "one\ntwo\ttabs");
    let value = |id: &str, name: &str| span(id).attributes.get(name).cloned();
    let text = |text: &str| Some(AttributeValue::Text(text.to_owned()));
    assert_eq!(value("T2", "kind"), text("direct speech"));
    assert_eq!(value("T2", "no_source"), Some(AttributeValue::Flag(true)));
    assert_eq!(value("T1", "Reference"), text("Wikidata:Q1"));
    let kinds: Vec<_> = links(&item)
        .into_iter()
        .map(|(kind, from, to)| (kind, from.0, to.0))
        .collect();
    let ends = |kind: &str| (kind.to_owned(), "quote".to_owned(), "source".to_owned());
    assert_eq!(kinds, [ends("Who"), ends("said_by")]);
    let left = |what: &str| ItemFinding::LeftOut(what.to_owned());
    assert!(
        item.findings.contains(&left("«*\tEquiv T1 T2»")),
        "{:?}",
        item.findings
    );
    assert!(item.findings.contains(&left("the note on «R1»")));
}

#[test]
fn a_span_over_line_ends_is_cut_there_and_joined_again() {
    let text = "قال 📈:\r\n\nنعم\tثم صمت";
    let lines = "T1\tquote 4 6;9 12;13 15\t📈: نعم ثم\nT2\tquote 0 3;13 15\tقال ثم\n";
    let item = read_files(Kind::Brat, &folder(text, lines), &as_is())
        .remove(0)
        .unwrap();
    let found: Vec<_> = spans(&item).into_iter().map(|span| span.1).collect();
    assert_eq!(found, [vec![(0, 3), (13, 15)], vec![(4, 15)]]);
    let files = write_all(Kind::Brat, &[item], &choices());
    let written = String::from_utf8(files.get("a.ann").unwrap().to_vec()).unwrap();
    assert_eq!(
        written,
        "T1\tQuote 0 3;13 15\tقال ثم\nT2\tQuote 4 6;9 12;13 15\t📈: نعم ثم\n"
    );
}

#[test]
fn offsets_in_another_unit_are_found_by_the_text() {
    for (lines, unit) in [
        ("T1\tdenial 35 53\tنفى مصدر مسؤول ذلك\n", "utf-16"),
        ("T1\tdenial 63 75;76 96\tنفى مص در مسؤول ذلك\n", ""),
        ("T1\tdenial 63 70;70 96\tنفى مصدر مسؤول ذلك\n", "utf-8"),
    ] {
        match read_files(Kind::Brat, &folder(TEXT, lines), &as_is()).remove(0) {
            Ok(item) => {
                let said = format!("the offsets count {unit} units");
                assert_eq!(item.findings[0].to_string(), said);
                let text: Vec<_> = spans(&item)
                    .remove(0)
                    .2
                    .split(" … ")
                    .map(str::to_owned)
                    .collect();
                assert_eq!(text.concat(), "نفى مصدر مسؤول ذلك");
            }
            Err(message) => assert_eq!(unit, "", "{message}"),
        }
    }
}

#[test]
fn what_is_wrong_is_said_and_the_rest_comes_in() {
    let table = [
        (
            "T1 Denial 0 3\tx",
            "b.ann:1: no line of brat: «T1 Denial 0 3\tx»",
        ),
        ("T1\tDenial\tx", "b.ann:1: no line of brat: «T1\tDenial\tx»"),
        ("T1\tDenial 0\tx", "b.ann:1: `T1` may not be «0»"),
        (
            "\nT1\tDenial 0 3;x 4\tx",
            "b.ann:2: `T1` may not be «0 3;x 4»",
        ),
        ("T1\tDenial -1 3\tx", "b.ann:1: `T1` may not be «-1 3»"),
        (
            "R1\tSaid_by T1 T2",
            "b.ann:1: no line of brat: «R1\tSaid_by T1 T2»",
        ),
        (
            "X1\tSaid_by T1",
            "b.ann:1: no line of brat: «X1\tSaid_by T1»",
        ),
        (
            "T1\tDenial 0 3\tقد",
            "b.txt: the span «T1» quotes «قد», the text has «قال»",
        ),
        (
            "T1\tDenial 0 99",
            "b.txt: the span «T1»: there is no code-point 99 in the text",
        ),
        (
            "T1\tDenial 3 0",
            "b.txt: the span «T1» begins at 3 and ends at 0",
        ),
        (
            "T1\tDenial 0 3\nT1\tDenial 0 3",
            "b.txt: the id «T1» stands twice",
        ),
        (
            "T1\tDenial 0 3;2 5",
            "b.txt: the span «T1»: two of its pieces overlap",
        ),
    ];
    for (lines, message) in table {
        let mut files = folder("ok", "T1\tquote 0 2\tok");
        files.insert("b.txt", TEXT);
        files.insert("b.ann", lines);
        let found = read_files(Kind::Brat, &files, &as_is());
        assert_eq!(found[0].as_ref().unwrap_err(), message, "{lines}");
        assert!(found[1].is_ok());
    }
    let mut files = Memory::default();
    files.insert("a.ann", "");
    files.insert("b.txt", "no lines beside it");
    files.insert("annotation.conf", "");
    files.insert("c.pdf", "");
    files.insert("d.txt", &b"\xff"[..]);
    let found = read_files(Kind::Brat, &files, &as_is());
    assert_eq!(
        found[0].as_ref().unwrap_err(),
        "a.ann: «a.txt» is missing beside it"
    );
    assert!(found[1].as_ref().unwrap().layers.is_empty());
    assert_eq!(found[2].as_ref().unwrap_err(), "d.txt: byte 0 is no UTF-8");
    let what = "what kind of file this is cannot be seen: name the kind";
    assert_eq!(*found[3].as_ref().unwrap_err(), format!("c.pdf: {what}"));
}

#[test]
fn all_of_an_odd_article_comes_back() {
    let files = write_all(Kind::Brat, &[odd()], &choices());
    let back = back(&files).remove(0);
    assert_eq!(back.text, odd().text);
    assert_eq!(back.article.id, odd().article.id);
    assert_eq!(spans(&back), spans(&odd()));
    assert_eq!(links(&back), links(&odd()));
    let odd = odd();
    let pieces = |item: &Item| {
        let layer = &item.layers[0];
        let span = layer.in_order().find(|span| span.fragments.count() > 1);
        let span = span.unwrap();
        (span.note.replace('\t', " "), span.attributes.clone())
    };
    assert_eq!(pieces(&back), pieces(&odd));
}

#[test]
fn each_annotator_has_a_folder() {
    let mut item = fixture();
    let mut key = item.layers[0].key().clone();
    key.annotator = "b/c".into();
    item.layers.push(item.layers[0].clone().renamed(key));
    let files = write_all(Kind::Brat, &[item], &choices());
    let names = [
        "annotation.conf",
        "b%2Fc/a1.ann",
        "b%2Fc/a1.txt",
        "salma/a1.ann",
        "salma/a1.txt",
    ];
    assert_eq!(files.names(), names);
}

proptest! {
    #[test]
    fn any_article_comes_back(items in articles()) {
        let back = back(&write_all(Kind::Brat, &items, &choices()));
        assert_eq!(back.len(), items.len());
        for item in &items {
            // They come in the order of their names, and two of one text are one.
            let back = back.iter().find(|back| back.article.id == item.article.id).unwrap();
            assert_eq!(item.text, back.text);
            let inner = |item: &Item| -> Vec<_> {
                let chars: Vec<char> = item.text.as_str().chars().collect();
                let line_end = |at: u32| "\r\n\t\u{2028}".contains(chars[at as usize]);
                let pieces = pieces(item).into_iter();
                let pieces = pieces.map(|(label, (mut start, mut end))| {
                    while start < end && line_end(start) { start += 1; }
                    while start < end && line_end(end - 1) { end -= 1; }
                    (label, (start, end))
                });
                let mut marked: Vec<_> = pieces
                    .flat_map(|(label, (start, end))| (start..end).map(move |at| (label.clone(), at)))
                    .filter(|(_, at)| !line_end(*at))
                    .collect();
                marked.sort();
                marked
            };
            assert_eq!(inner(item), inner(back));
        }
    }
}

#[test]
fn what_is_lost_is_listed() {
    let all = [
        (Lost::Metadata, 2),
        (Lost::Annotators, 1),
        (Lost::SpanIds, 6),
        (Lost::Suggestions, 1),
        (Lost::ArticleLabels, 1),
        (Lost::ArticleNotes, 1),
        (Lost::Statuses, 1),
        (Lost::CrLf, 1),
    ];
    assert_eq!(losses(Kind::Brat, &odd(), &choices()), all);
    let lines = "T1\tquote 2 5\tb c\nT2\tquote 3 4\t\n";
    let files = folder("a\nb\nc", "T1\tquote 1 3\t\nT2\tquote 3 4\t \n");
    let item = read_files(Kind::Brat, &files, &as_is()).remove(0);
    assert!(item.is_err(), "{lines}");
    let files = folder("a\nb\nc", "T1\tquote 1 3\nT2\tquote 3 4\n");
    let item = read_files(Kind::Brat, &files, &as_is()).remove(0).unwrap();
    let lost = losses(Kind::Brat, &item, &choices());
    assert_eq!(
        lost,
        [(Lost::Spans, 1), (Lost::SpanIds, 2), (Lost::Edges, 2)]
    );
    let files = write_all(Kind::Brat, &[item], &choices());
    assert_eq!(files.get("a.ann").unwrap(), b"T1\tQuote 2 3\tb\n");
}
