//! Tokens with tags, in and out.

use isnad::format::exchange::draft::{Draft, RawMarks, RawSpan};
use isnad::format::exchange::item::Item;
use isnad::format::exchange::kind::Kind;
use isnad::format::exchange::tags::{Overlap, Tagging};
use isnad::format::exchange::tokens::Tokenizer;
use isnad::format::exchange::write::WriteOptions;
use isnad::format::losses::Lost;
use proptest::proptest;

use super::kit::{
    articles, as_is, choices, fixture, golden, losses, odd, only, read_all, spans, write_all,
};

fn clitics() -> WriteOptions {
    WriteOptions {
        tokenizer: Tokenizer::Clitics,
        ..choices()
    }
}

#[test]
fn the_fixture_is_the_golden_file() {
    let items = [fixture(), odd()];
    golden(
        "conll.conll",
        only(&write_all(Kind::Conll, &items, &clitics())).as_bytes(),
    );
    golden(
        "bio.tsv",
        only(&write_all(Kind::Bio, &items, &clitics())).as_bytes(),
    );
}

fn lines(
    overlap: Overlap,
    tagging: Tagging,
    spans: &[(&str, u64, u64)],
) -> (String, Vec<(Lost, usize)>) {
    let spans = spans
        .iter()
        .map(|(label, start, end)| RawSpan::new(label, *start, *end));
    let marks = RawMarks {
        spans: spans.collect(),
        ..RawMarks::default()
    };
    let draft = Draft {
        text: "a b c d. E f".to_owned(),
        marks: vec![marks],
        ..Draft::default()
    };
    let item = draft.settle(&as_is()).unwrap();
    let options = WriteOptions {
        overlap: Some(overlap),
        tagging,
        ..choices()
    };
    let file = only(&write_all(
        Kind::Conll,
        std::slice::from_ref(&item),
        &options,
    ));
    let tags = |line: &str| line.split(' ').skip(3).collect::<Vec<_>>().join(" ");
    let told = file.lines().skip(2).map(|line| {
        if line.is_empty() {
            "|".to_owned()
        } else {
            tags(line)
        }
    });
    let told: Vec<String> = told.collect();
    let lost = losses(Kind::Conll, &item, &options).into_iter();
    let lost =
        lost.filter(|(what, _)| matches!(what, Lost::Overlaps | Lost::CutTokens | Lost::Spans));
    (told.join(","), lost.collect())
}

#[test]
fn a_policy_says_which_of_overlapping_spans_stay() {
    let nested = [("quote", 0, 7), ("source", 2, 3)];
    let crossing = [("quote", 0, 3), ("source", 2, 7)];
    let same = [("quote", 0, 7), ("quote", 2, 3)];
    let (columns, outermost, longest) = (Overlap::Columns, Overlap::Outermost, Overlap::Longest);
    let table: [(
        Overlap,
        Tagging,
        &[(&str, u64, u64)],
        &str,
        &[(Lost, usize)],
    ); 9] = [
        (
            outermost,
            Tagging::Bio,
            &nested,
            "B-quote,I-quote,I-quote,I-quote,O,|,O,O,|",
            &[(Lost::Overlaps, 1)],
        ),
        (
            outermost,
            Tagging::Bio,
            &crossing,
            "B-quote,I-quote,O,O,O,|,O,O,|",
            &[(Lost::Overlaps, 1)],
        ),
        (
            longest,
            Tagging::Bio,
            &crossing,
            "O,B-source,I-source,I-source,O,|,O,O,|",
            &[(Lost::Overlaps, 1)],
        ),
        (
            longest,
            Tagging::Bio,
            &nested,
            "B-quote,I-quote,I-quote,I-quote,O,|,O,O,|",
            &[(Lost::Overlaps, 1)],
        ),
        (
            columns,
            Tagging::Bio,
            &crossing,
            "B-quote O O,I-quote O B-source,O O I-source,O O I-source,O O O,|,O O O,O O O,|",
            &[],
        ),
        (
            columns,
            Tagging::Bio,
            &same,
            "B-quote O O,I-quote O O,I-quote O O,I-quote O O,O O O,|,O O O,O O O,|",
            &[(Lost::Overlaps, 1)],
        ),
        (
            outermost,
            Tagging::Bioes,
            &[("quote", 0, 5), ("source", 6, 7)],
            "B-quote,I-quote,E-quote,S-source,O,|,O,O,|",
            &[],
        ),
        // A sentence does not end inside a span.
        (
            outermost,
            Tagging::Bio,
            &[("quote", 6, 10)],
            "O,O,O,B-quote,I-quote,I-quote,O,|",
            &[],
        ),
        // White space alone is no token, and a token is not cut.
        (
            outermost,
            Tagging::Bio,
            &[("quote", 1, 2), ("source", 7, 10)],
            "O,O,O,O,B-source,I-source,O,|",
            &[(Lost::Spans, 1)],
        ),
    ];
    for (overlap, tagging, spans, tags, lost) in table {
        let (found, losses) = lines(overlap, tagging, spans);
        assert_eq!((&*found, &*losses), (tags, lost), "{overlap:?} {spans:?}");
    }
}

#[test]
fn a_span_that_cuts_a_token_is_counted() {
    let words = losses(Kind::Conll, &fixture(), &choices());
    assert!(words.contains(&(Lost::CutTokens, 1)), "ونفى: {words:?}");
    assert!(words.contains(&(Lost::Overlaps, 1)));
    let cut = losses(Kind::Conll, &fixture(), &clitics());
    assert!(
        !cut.iter().any(|(what, _)| *what == Lost::CutTokens),
        "و|نفى: {cut:?}"
    );
    assert!(
        !losses(Kind::Bio, &fixture(), &clitics())
            .iter()
            .any(|(what, _)| *what == Lost::Overlaps)
    );
}

fn texts(item: &Item) -> Vec<(String, String)> {
    spans(item)
        .into_iter()
        .map(|(label, _, text)| (label, text))
        .collect()
}

#[test]
fn files_of_others() {
    let table = [
        // CoNLL-2003, whose chunks look like tags, and a last O left out.
        (
            "-DOCSTART- -X- O O\n\nEU NNP B-NP B-ORG\nrejects VBZ B-VP O\ncall NN\n\nPeter NNP I-NP I-PER\nX NNP I-NP I-PER\n",
            Kind::Conll,
            "EU rejects call\nPeter X",
            vec!["ORG EU", "PER Peter X"],
        ),
        (
            "a B-x\nb I-x\nc B-x\nd I-y\n",
            Kind::Conll,
            "a b c d",
            vec!["x a b", "x c", "y d"],
        ),
        (
            "a\tS-x\tB-z\nb\tB-x\tI-z\nc\tE-x\tE-z\nd\tU-x\tL-z\n",
            Kind::Bio,
            "a b c d",
            vec!["x a", "x b c", "x d", "z a b c", "z d"],
        ),
        (
            "# id = n1\n# sent = 3\n#\tO\na\tB-x\r\n\r\nb\tI-x\r\n",
            Kind::Bio,
            "# a\nb",
            vec!["x a", "x b"],
        ),
        ("w\tNN\tB-x\nv\tNN\tO\n", Kind::Bio, "w v", vec!["x w"]),
    ];
    for (file, kind, text, expected) in table {
        let found = read_all(kind, file.as_bytes(), &as_is());
        let [Ok(item)] = &found[..] else {
            panic!("{found:?}")
        };
        let spans: Vec<_> = texts(item)
            .into_iter()
            .map(|(label, text)| format!("{label} {text}"))
            .collect();
        assert_eq!(
            (item.text.as_str(), spans),
            (text, expected.iter().map(|s| (*s).to_owned()).collect()),
            "{file}"
        );
    }
}

#[test]
fn what_is_wrong_is_said_and_the_rest_comes_in() {
    let table = [
        (
            "-DOCSTART- O\n\na WRONG\n\n-DOCSTART- O\n\nb O\n",
            Kind::Conll,
            "f:3: `tag` may not be «WRONG»",
            true,
        ),
        (
            "# id = 1\na\tO\nb\tX-y\n# id = 2\nb\tO\n",
            Kind::Bio,
            "f:3: `tag` may not be «X-y»",
            true,
        ),
        (
            "-DOCSTART- O\n\n-DOCSTART- O\n\nb O\n",
            Kind::Conll,
            "f:1: the article has no text",
            true,
        ),
        ("", Kind::Conll, "", false),
    ];
    for (file, kind, message, more) in table {
        let found = read_all(kind, file.as_bytes(), &as_is());
        let said = found.first().map_or("", |item| item.as_ref().unwrap_err());
        assert_eq!(said, message, "{file}");
        assert_eq!(found.get(1).is_some_and(Result::is_ok), more, "{file}");
    }
}

#[test]
fn what_is_lost_is_listed() {
    let lost: Vec<_> = losses(Kind::Conll, &odd(), &choices());
    let expected = [
        (Lost::ArticleIds, 1),
        (Lost::Metadata, 2),
        (Lost::Annotators, 1),
        (Lost::SpanIds, 6),
        (Lost::SplitSpans, 1),
        (Lost::Overlaps, 3),
        (Lost::Attributes, 2),
        (Lost::Notes, 1),
        (Lost::Suggestions, 1),
        (Lost::Links, 1),
        (Lost::ArticleLabels, 1),
        (Lost::ArticleNotes, 1),
        (Lost::Statuses, 1),
        (Lost::Texts, 1),
    ];
    assert_eq!(lost, expected);
}

proptest! {
    /// Where nothing overlaps and no token is cut, every span has its words.
    #[test]
    fn what_is_not_lost_comes_back(items in articles()) {
        for item in items {
            for (kind, tagging) in [(Kind::Bio, Tagging::Bio), (Kind::Conll, Tagging::Bioes)] {
                let options = WriteOptions { tagging, overlap: Some(Overlap::Columns), ..choices() };
                let lost = losses(kind, &item, &options);
                if lost.iter().any(|(what, _)| matches!(what, Lost::Overlaps | Lost::CutTokens | Lost::Spans | Lost::Articles)) {
                    continue;
                }
                let file = only(&write_all(kind, std::slice::from_ref(&item), &options));
                let back = read_all(kind, file.as_bytes(), &as_is()).remove(0).unwrap();
                let words = |text: &str| {
                    let tokens = Tokenizer::Words.tokens(text);
                    tokens.iter().map(|token| token.text.to_owned()).collect::<Vec<_>>().join(" ")
                };
                // A piece is a span of its own.
                let chars: Vec<char> = item.text.as_str().chars().collect();
                let mut marked: Vec<_> = super::kit::pieces(&item).into_iter().map(|(label, (start, end))| {
                    let text: String = chars[start as usize..end as usize].iter().collect();
                    (label, words(&text))
                }).collect();
                marked.sort();
                let mut found: Vec<_> = texts(&back).into_iter().map(|(label, text)| (label, text.replace('\n', " "))).collect();
                found.sort();
                assert_eq!(found, marked, "{file}");
            }
        }
    }
}
