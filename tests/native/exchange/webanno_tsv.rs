//! WebAnno TSV 3, in and out.

use isnad::format::exchange::files::Files;
use isnad::format::exchange::item::Item;
use isnad::format::exchange::kind::Kind;
use isnad::format::losses::Lost;
use isnad::model::annotation::AttributeValue;
use proptest::proptest;

use super::kit::{
    articles, as_is, assert_wrong, choices, fixture, golden, links, losses, odd, pieces, read_all,
    read_whole, second, spans, unique, write_all,
};

#[test]
fn the_fixture_is_the_golden_file() {
    let files = write_all(Kind::WebannoTsv, &[fixture()], &choices());
    assert_eq!(files.names(), ["a1.tsv"]);
    golden("webanno.tsv", files.get("a1.tsv").unwrap());
    let back = read_whole(Kind::WebannoTsv, &files).remove(0);
    assert_eq!(back.text, fixture().text);
    assert_eq!(back.article.id.as_str(), "a1");
    assert_eq!(spans(&back), spans(&fixture()));
    assert_eq!(links(&back), links(&fixture()));
}

#[test]
fn pieces_of_an_odd_article_come_back() {
    let files = write_all(Kind::WebannoTsv, &[odd()], &choices());
    let back = read_whole(Kind::WebannoTsv, &files).remove(0);
    // CR LF has become two line ends: each is as long as it was.
    let text = odd().text.as_str().replace("\r\n", "\n\n");
    assert_eq!(back.text.as_str(), text);
    assert_eq!(pieces(&back), pieces(&odd()));
    assert_eq!(links(&back).len(), 1);
    let note = |item: &Item| {
        let layer = &item.layers[0];
        let span = layer.in_order().find(|span| !span.note.is_empty()).unwrap();
        (span.note.clone(), span.attributes.clone())
    };
    assert_eq!(note(&back), note(&odd()));
}

#[test]
fn each_annotator_has_a_file() {
    let files = write_all(Kind::WebannoTsv, &[second(fixture())], &choices());
    assert_eq!(files.names(), ["a1/b%2Fc.tsv", "a1/salma.tsv"]);
}

#[test]
fn values_are_escaped() {
    let json =
        r#"{"text":"ab cd\\e","label":[[0,2,"a_b|[1];*->\\"],[0,2,"\\"],[3,7,"]"],[6,7,""]]}"#;
    let item = read_all(Kind::Doccano, json.as_bytes(), &as_is())
        .remove(0)
        .unwrap();
    let files = write_all(Kind::WebannoTsv, std::slice::from_ref(&item), &choices());
    let name = files.names().remove(0);
    let file = String::from_utf8(files.get(&name).unwrap().to_vec()).unwrap();
    assert!(
        file.contains("a\\_b\\|\\[1\\]\\;\\*-\\>\\\\[1]|\\\\[2]"),
        "{file}"
    );
    let back = read_whole(Kind::WebannoTsv, &files).remove(0);
    let mut expected = spans(&item);
    expected[0].0 = "Attribution".to_owned();
    expected.sort();
    assert_eq!(spans(&back), expected);
}

#[test]
fn a_file_of_other_programs() {
    let file = "#FORMAT=WebAnno TSV 3.2\n\
        #T_SP=de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS|PosValue\n\
        #T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value\n\
        #T_SP=webanno.custom.Bare\n\
        #T_CH=de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceLink|referenceType|referenceRelation\n\
        #T_RL=webanno.custom.Rel|kind|BT_de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity\n\n\n\
        #Text=قال 📈\r\n#Text=عمر\n\
        1-1\t0-3\tقال\tV\t_\t_\t_\t*->1-1\t*->1-1\t_\t_\t\n\
        1-2\t4-6\t📈\tN\t*[1]\tPER[1]\t_\t_\t_\t_\t_\t\n\
        1-3\t7-10\tعمر\tN\t*[1]|Q\\_1[2]\tPER[1]|LOC[2]\t_\t_\t_\tx\\_y|*\t1-4[0_1]|1-4[0_2]\t\n\n\
        #Text=نعم\n\
        2-1\t12-15\tنعم\t_\t_\tORG\t*\t_\t_\t*\t1-3[2_0]\n\
        2-1.1\t12-13\tن\t_\t_\t_\t*\n";
    let item = read_all(Kind::WebannoTsv, file.as_bytes(), &as_is())
        .remove(0)
        .unwrap();
    assert_eq!(item.text.as_str(), "قال 📈\nعمر\n\nنعم");
    let expected = [
        ("Bare".to_owned(), vec![(11, 12)], "ن".to_owned()),
        ("Bare".to_owned(), vec![(11, 14)], "نعم".to_owned()),
        ("LOC".to_owned(), vec![(6, 9)], "عمر".to_owned()),
        ("ORG".to_owned(), vec![(11, 14)], "نعم".to_owned()),
        ("PER".to_owned(), vec![(4, 9)], "📈\nعمر".to_owned()),
    ];
    assert_eq!(spans(&item), expected);
    let place = item.layers[0]
        .in_order()
        .find(|span| span.label.as_str() == "LOC")
        .unwrap();
    let value = AttributeValue::Text("Q_1".to_owned());
    assert_eq!(place.attributes.get("identifier"), Some(&value));
    let [(kind, from, to)] = &links(&item)[..] else {
        panic!("{:?}", links(&item))
    };
    assert_eq!((&**kind, &*from.0, &*to.0), ("Rel", "LOC", "ORG"));
    let left: Vec<_> = item
        .findings
        .iter()
        .filter(|found| found.is_loss())
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        left,
        [
            "left out: the relation at 1-3",
            "left out: the relation at 1-3"
        ]
    );
}

#[test]
fn offsets_in_code_points_are_found_by_the_tokens() {
    let file = "#FORMAT=WebAnno TSV 3.3\n#T_SP=x.Q\n\n\n#Text=📈 قال\n1-1\t0-1\t📈\t_\n1-2\t2-5\tقال\t*\n\n#Text=نعم\n2-1\t6-9\tنعم\t*\n";
    let item = read_all(Kind::WebannoTsv, file.as_bytes(), &as_is())
        .remove(0)
        .unwrap();
    let found: Vec<_> = spans(&item).into_iter().map(|span| span.2).collect();
    assert_eq!(found, ["قال", "نعم"]);
    assert!(
        item.findings
            .iter()
            .any(|found| found.to_string() == "the offsets count code-point units")
    );
}

#[test]
fn what_is_wrong_is_said_and_the_rest_comes_in() {
    let on =
        |line: &str| format!("#FORMAT=WebAnno TSV 3.3\n#T_SP=x.Q|label\n\n\n#Text=ab\n{line}\n");
    let table = [
        ("x".to_owned(), "f:1: no line of WebAnno TSV: «x»"),
        (
            "#FORMAT=WebAnno TSV 2\n".to_owned(),
            "f:1: no line of WebAnno TSV: «#FORMAT=WebAnno TSV 2»",
        ),
        (
            "#FORMAT=WebAnno TSV 3.3\n".to_owned(),
            "f: the article has no text",
        ),
        (
            on("1\t0-2\tab\t_"),
            "f:6: no line of WebAnno TSV: «1\t0-2\tab\t_»",
        ),
        (
            on("1-1\t0\tab\t_"),
            "f:6: no line of WebAnno TSV: «1-1\t0\tab\t_»",
        ),
        (on("1-1\t0-2"), "f:6: no line of WebAnno TSV: «1-1\t0-2»"),
        (
            on("1-1\t0-2\tab\tq[x]"),
            "f:6: no line of WebAnno TSV: «1-1\t0-2\tab\tq[x]»",
        ),
        (
            on("1-1\t0-3\tab\tq"),
            "f: the span «s1»: there is no utf-16 3 in the text",
        ),
        (
            on("1-1\t0-2\tac\tq"),
            "f: the span «s1» quotes «ac», the text has «ab»",
        ),
        (
            on("1-1\t0-2\tab\tq\n\n#Text=c\n2-1\t1-2\tc\t_"),
            "f: two sentences lie over each other, or too far apart",
        ),
        (
            on("1-1\t4000000000-4000000002\tab\tq"),
            "f: two sentences lie over each other, or too far apart",
        ),
    ];
    let table = table.each_ref().map(|(file, message)| (&**file, *message));
    assert_wrong(Kind::WebannoTsv, &table);
}

proptest! {
    #[test]
    fn any_article_comes_back_in_pieces(items in articles()) {
        let items = unique(items);
        let back = read_whole(Kind::WebannoTsv, &write_all(Kind::WebannoTsv, &items, &choices()));
        assert_eq!(back.len(), items.len());
        for item in &items {
            let id = |back: &&Item| {
                let id = item.article.id.as_str();
                back.article.id.as_str() == id
            };
            let back = back.iter().find(id).unwrap();
            let chars: Vec<char> = item.text.as_str().chars().collect();
            let space = |at: u32| chars[at as usize].is_whitespace();
            let inner: Vec<_> = pieces(item)
                .into_iter()
                .map(|(label, (mut start, mut end))| {
                    while start < end && space(start) { start += 1; }
                    while start < end && space(end - 1) { end -= 1; }
                    (label, (start, end))
                })
                .filter(|(_, (start, end))| start < end)
                .collect();
            let mut inner = inner;
            inner.sort();
            assert_eq!(inner, pieces(back));
            let plain = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(plain(item.text.as_str()), plain(back.text.as_str()));
        }
    }
}

#[test]
fn what_is_lost_is_listed() {
    let all = [
        (Lost::Metadata, 2),
        (Lost::Annotators, 1),
        (Lost::SpanIds, 6),
        (Lost::SplitSpans, 1),
        (Lost::Suggestions, 1),
        (Lost::ArticleLabels, 1),
        (Lost::ArticleNotes, 1),
        (Lost::Statuses, 1),
        (Lost::Texts, 1),
    ];
    assert_eq!(losses(Kind::WebannoTsv, &odd(), &choices()), all);
    assert!(
        losses(Kind::WebannoTsv, &fixture(), &choices())
            .iter()
            .all(|(what, _)| *what != Lost::Texts)
    );
    let json = r#"{"text":" a\n","label":[[0,2,"q"],[2,3,"q"]]}"#;
    let item = read_all(Kind::Doccano, json.as_bytes(), &as_is())
        .remove(0)
        .unwrap();
    let lost = losses(Kind::WebannoTsv, &item, &choices());
    for loss in [(Lost::Edges, 2), (Lost::Spans, 1), (Lost::Texts, 1)] {
        assert!(lost.contains(&loss), "{lost:?}");
    }
    let back = read_whole(
        Kind::WebannoTsv,
        &write_all(Kind::WebannoTsv, &[item], &choices()),
    )
    .remove(0);
    assert_eq!(back.text.as_str(), "\na");
    assert_eq!(spans(&back).len(), 1);
}
