//! TEI with annotations that stand off, in and out.

use isnad::format::exchange::files::Files;
use isnad::format::exchange::kind::Kind;
use isnad::format::losses::Lost;
use isnad::model::annotation::AttributeValue;
use proptest::proptest;

use super::kit::{
    articles, as_is, assert_same, assert_wrong, choices, fixture, golden, links, losses, odd,
    read_all, read_whole, said, second, spans, unique, write_all,
};

#[test]
fn the_fixture_is_the_golden_file() {
    let files = write_all(Kind::Tei, &[fixture()], &choices());
    assert_eq!(files.names(), ["a1.xml"]);
    golden("tei.xml", files.get("a1.xml").unwrap());
}

#[test]
fn all_of_an_odd_article_comes_back() {
    let mut titled = fixture();
    let title = ("title".to_owned(), " <عنوان>\n&\r".to_owned());
    titled.article.metadata = [title].into();
    let items = [second(titled), odd()];
    let back = read_whole(Kind::Tei, &write_all(Kind::Tei, &items, &choices()));
    assert_same(&items, &back);
    let but_suggested = |mut said: Vec<(String, String, String, bool)>| {
        said.iter_mut().for_each(|said| said.3 = false);
        said
    };
    let find = |id: &str| {
        back.iter()
            .find(|item| item.article.id.as_str() == id)
            .unwrap()
    };
    let again = find(odd().article.id.as_str());
    assert_eq!(said(again), but_suggested(said(&odd())));
    assert_eq!(
        again.layers[0].key().annotator,
        odd().layers[0].key().annotator
    );
    assert!(again.article.metadata.is_empty());
    assert_eq!(find("a1").article.metadata, items[0].article.metadata);
}

#[test]
fn a_file_of_other_programs() {
    let file = r##"<?xml version="1.0"?><!DOCTYPE TEI><teiCorpus xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/>
        <t:TEI xmlns:t="http://www.tei-c.org/ns/1.0"><t:teiHeader><fileDesc><titleStmt><title>A</title><title>B</title></titleStmt>
        <publicationStmt><p/></publicationStmt></fileDesc></t:teiHeader>
        <standOff>
          <annotation xml:id="n1" ana="#quote #f" target="string-range(#p2, 0, 3, p2, 4, 2)"/>
          <annotation ana="denial" target="#p1"/>
          <annotation xml:id="n3" ana="http://x/y#z" target="#w #string-range(p1,0,1)"><note>x</note></annotation>
          <fs xml:id="f"><f name="kind"><symbol value="direct"/></f><f name="sure"><binary value="1"/></f></fs>
          <listRelation><relation name="r" active="#n1" passive="#n3"/><relation name="q" active="#n9" passive="#n1"/></listRelation>
        </standOff>
        <t:text><front><head>📈 رأس</head></front><body>
          <div><p xml:id="p1">قال <w xml:id="w">نعم</w>&amp;&#x1F4C8;</p>
          <p xml:id="p2">ثم &lt;صمت</p></div><!-- x --></body></t:text></t:TEI>
        <TEI><teiHeader/><text><body><p>ثان</p></body></text></TEI></teiCorpus>"##;
    let found = read_all(Kind::Tei, file.as_bytes(), &as_is());
    let item = found[0].as_ref().unwrap();
    assert_eq!(item.text.as_str(), "📈 رأس\nقال نعم&📈\nثم <صمت");
    let expected = [
        ("denial".to_owned(), vec![(6, 15)], "قال نعم&📈".to_owned()),
        (
            "http://x/y#z".to_owned(),
            vec![(6, 7), (10, 13)],
            "ق … نعم".to_owned(),
        ),
        (
            "quote".to_owned(),
            vec![(16, 19), (20, 22)],
            "ثم  … صم".to_owned(),
        ),
    ];
    assert_eq!(spans(item), expected);
    let layer = &item.layers[0];
    let span = layer.span(&"n1".into()).unwrap();
    assert_eq!(
        span.attributes.get("kind"),
        Some(&AttributeValue::Text("direct".to_owned()))
    );
    assert_eq!(
        span.attributes.get("sure"),
        Some(&AttributeValue::Flag(true))
    );
    assert_eq!(layer.span(&"n3".into()).unwrap().note, "x");
    assert_eq!(links(item)[0].0, "r");
    assert_eq!(
        item.article.metadata.get("title").map(|title| &**title),
        Some("A")
    );
    let left: Vec<_> = item
        .findings
        .iter()
        .filter(|found| found.is_loss())
        .map(ToString::to_string)
        .collect();
    assert_eq!(left, ["left out: the relation «q»"]);
    assert_eq!(found[1].as_ref().unwrap().text.as_str(), "ثان");
    assert_eq!(found.len(), 2);
}

#[test]
fn what_is_wrong_is_said_and_the_rest_comes_in() {
    let on = |target: &str| {
        format!(
            "<TEI><standOff><annotation xml:id=\"a\" ana=\"#q\" target=\"{target}\"/></standOff>\
             <text><body><p xml:id=\"p\">ab📈</p></body></text></TEI>"
        )
    };
    let table = [
        ("<a/>".to_owned(), "f:1: no XML: there is no element TEI"),
        (
            "<TEI>\n<text>".to_owned(),
            "f:2: no XML: the file is cut off",
        ),
        (
            "<TEI>\n&x;</TEI>".to_owned(),
            "f:2: no XML: what &x; is is not said",
        ),
        (
            "<TEI><text><p> </p></text></TEI>".to_owned(),
            "f: the article has no text",
        ),
        (on("#x"), "f: `target` may not be «#x»"),
        (
            on("#string-range(p,0)"),
            "f: `target` may not be «#string-range(p,0)»",
        ),
        (
            on("#string-range(p,0,1"),
            "f: `target` may not be «#string-range(p,0,1»",
        ),
        (
            on("#string-range(x,0,1)"),
            "f: `target` may not be «#string-range(x,0,1)»",
        ),
        (
            on("#string-range(p,-1,1)"),
            "f: `target` may not be «#string-range(p,-1,1)»",
        ),
        (
            on("#string-range(p,2,2)"),
            "f: the span «a»: there is no code-point 4 in the text",
        ),
        (
            on("#string-range(p,0,2) #string-range(p,1,1)"),
            "f: the span «a»: two of its pieces overlap",
        ),
    ];
    let table = table.each_ref().map(|(file, message)| (&**file, *message));
    assert_wrong(Kind::Tei, &table);
}

proptest! {
    #[test]
    fn any_article_comes_back(items in articles()) {
        let items = unique(items);
        assert_same(&items, &read_whole(Kind::Tei, &write_all(Kind::Tei, &items, &choices())));
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
    assert_eq!(losses(Kind::Tei, &odd(), &choices()), all);
    let json = r#"{"text":"a\u0001\rb","label":[[1,4,"q\u0002"]]}"#;
    let item = read_all(Kind::Doccano, json.as_bytes(), &as_is())
        .remove(0)
        .unwrap();
    assert!(losses(Kind::Tei, &item, &choices()).contains(&(Lost::Controls, 1)));
    let found = read_whole(Kind::Tei, &write_all(Kind::Tei, &[item], &choices())).remove(0);
    assert_eq!(
        spans(&found),
        [(
            "q\u{fffd}".to_owned(),
            vec![(1, 4)],
            "\u{fffd}\rb".to_owned()
        )]
    );
}
