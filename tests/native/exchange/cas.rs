//! UIMA's CAS as XMI and as JSON, in and out.

use isnad::format::exchange::files::{Files, Memory};
use isnad::format::exchange::item::Item;
use isnad::format::exchange::kind::Kind;
use isnad::format::losses::Lost;
use isnad::model::annotation::AttributeValue;
use proptest::proptest;

use super::kit::{
    articles, as_is, assert_same, assert_wrong, choices, fixture, golden, links, losses, odd,
    read_all, read_files, said, second, spans, unique, write_all,
};

const KINDS: [Kind; 2] = [Kind::CasXmi, Kind::CasJson];

fn back(kind: Kind, files: &Memory) -> Vec<Item> {
    let items = read_files(kind, files, &as_is()).into_iter();
    items.map(|item| item.unwrap()).collect()
}

#[test]
fn the_fixture_is_the_golden_file() {
    let files = write_all(Kind::CasXmi, &[fixture()], &choices());
    assert_eq!(files.names(), ["TypeSystem.xml", "a1.xmi"]);
    golden("cas.xmi", files.get("a1.xmi").unwrap());
    golden("cas-TypeSystem.xml", files.get("TypeSystem.xml").unwrap());
    let files = write_all(Kind::CasJson, &[fixture()], &choices());
    assert_eq!(files.names(), ["a1.json"]);
    golden("cas.json", files.get("a1.json").unwrap());
}

#[test]
fn all_of_an_odd_article_comes_back() {
    for kind in KINDS {
        let items = [fixture(), odd()];
        let back = back(kind, &write_all(kind, &items, &choices()));
        assert_same(&items, &back);
        let again = back
            .iter()
            .find(|item| item.article.id == odd().article.id)
            .unwrap();
        assert_eq!(said(again), said(&odd()), "{kind:?}");
        assert_eq!(
            again
                .findings
                .iter()
                .filter(|found| found.is_loss())
                .count(),
            0
        );
    }
}

#[test]
fn a_file_of_other_programs() {
    let xmi = r#"<?xml version="1.1"?><xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"
        xmlns:tcas="http:///uima/tcas.ecore" xmlns:ner="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore"
        xmlns:seg="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore"
        xmlns:x="http:///webanno/custom.ecore" xmi:version="2.0">
        <cas:NULL xmi:id="0"/>
        <tcas:DocumentAnnotation xmi:id="8" sofa="12" begin="0" end="9" language="ar"/>
        <seg:Token xmi:id="13" sofa="12" begin="0" end="3"/>
        <ner:NamedEntity xmi:id="20" sofa="12" begin="3" end="5" value="PER" identifier="Q1"><links>1</links></ner:NamedEntity>
        <x:Opinion xmi:id="21" sofa="12" begin="5" end="9" sure="true"/>
        <x:Holds xmi:id="22" sofa="12" begin="3" end="5" Governor="21" Dependent="20"/>
        <x:Other xmi:id="23" sofa="14" begin="0" end="1"/>
        <cas:Sofa xmi:id="12" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="أ ب📈&#13;&#10;ج د"/>
        <cas:Sofa xmi:id="14" sofaNum="2" sofaID="en" mimeType="text" sofaString="x"/>
        <cas:View sofa="12" members="8 13 20 21 22"/></xmi:XMI>"#;
    let json = r#"{"%TYPES":{},"%FEATURE_STRUCTURES":{
        "12":{"%TYPE":"uima.cas.Sofa","sofaNum":1,"sofaID":"_InitialView","mimeType":"text","sofaString":"أ ب📈\r\nج د"},
        "14":{"%TYPE":"uima.cas.Sofa","sofaNum":2,"sofaID":"en","sofaString":"x"},
        "20":{"%TYPE":"de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity","@sofa":12,"begin":3,"end":5,"value":"PER","identifier":"Q1","links":[1]},
        "21":{"%TYPE":"webanno.custom.Opinion","@sofa":12,"begin":5,"end":9,"sure":true,"note":null},
        "22":{"%TYPE":"webanno.custom.Holds","@sofa":12,"begin":3,"end":5,"@Governor":21,"@Dependent":20},
        "23":{"%TYPE":"webanno.custom.Other","@sofa":14,"begin":0,"end":1}
        },"%VIEWS":{"_InitialView":{"%SOFA":12,"%MEMBERS":[20,21,22]}}}"#;
    for (kind, file) in [(Kind::CasXmi, xmi), (Kind::CasJson, json)] {
        let item = read_all(kind, file.as_bytes(), &as_is()).remove(0).unwrap();
        assert_eq!(item.text.as_str(), "أ ب📈\r\nج د");
        let expected = [
            ("Opinion".to_owned(), vec![(4, 8)], "\r\nج ".to_owned()),
            ("PER".to_owned(), vec![(3, 4)], "📈".to_owned()),
        ];
        assert_eq!(spans(&item), expected, "{kind:?}");
        let [(link, from, to)] = &links(&item)[..] else {
            panic!()
        };
        assert_eq!((&**link, &*from.0, &*to.0), ("Holds", "Opinion", "PER"));
        let span = item.layers[0].span(&"20".into()).unwrap();
        let value = AttributeValue::Text("Q1".to_owned());
        assert_eq!(span.attributes.get("identifier"), Some(&value));
        let left: Vec<_> = item
            .findings
            .iter()
            .filter(|found| found.is_loss())
            .map(ToString::to_string)
            .collect();
        let expected = [
            "left out: «links» of 20",
            "left out: the view «en»",
            "left out: «webanno.custom.Other» 23",
        ];
        assert_eq!(left, expected, "{kind:?}");
    }
}

#[test]
fn what_is_wrong_is_said_and_the_rest_comes_in() {
    let head = r#"<x:XMI xmlns:x="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:c="http:///c.ecore">"#;
    let text = r#"<cas:Sofa xmi:id="1" sofaID="v" sofaString="ab📈"/>"#;
    let xmi = |inside: &str| format!("{head}\n{text}\n{inside}</x:XMI>");
    let table = [
        ("<x:XMI>".to_owned(), "f:1: no XML: the file is cut off"),
        (format!("{head}</x:XMI>"), "f: there is no `sofaString`"),
        (
            xmi(r#"<c:A sofa="1" begin="0" end="9"/>"#),
            "f: the span «s1»: there is no utf-16 9 in the text",
        ),
        (
            xmi(r#"<c:A xmi:id="7" sofa="1" begin="0" end="3"/>"#),
            "f: the span «7»: there is no utf-16 3 in the text",
        ),
        (
            xmi(r#"<c:A sofa="1" begin="2" end="1"/>"#),
            "f: the span «s1» begins at 2 and ends at 1",
        ),
        (
            xmi(r#"<c:A sofa="1" begin="x" end="1"/>"#),
            "f:3: `begin` may not be «x»",
        ),
        (xmi(r#"<c:A sofa="1" begin="0"/>"#), "f: there is no `end`"),
        (xmi("&e;"), "f:3: no XML: what &e; is is not said"),
    ];
    let table = table.each_ref().map(|(file, message)| (&**file, *message));
    assert_wrong(Kind::CasXmi, &table);
    let found = read_all(Kind::CasXmi, b"<a b='1' b='2'/>", &as_is()).remove(0);
    let message = found.unwrap_err();
    assert!(message.starts_with("f:1: no XML: "), "{message}");

    let sofa = r#"{"%ID":1,"%TYPE":"uima.cas.Sofa","sofaID":"v","sofaString":"ab📈"}"#;
    let json = |inside: &str| format!(r#"{{"%FEATURE_STRUCTURES":[{sofa}{inside}]}}"#);
    let table = [
        ("{}".to_owned(), "f:1: there is no `%FEATURE_STRUCTURES`"),
        (
            r#"{"%FEATURE_STRUCTURES":[]}"#.to_owned(),
            "f:1: there is no `sofaString`",
        ),
        (
            json(r#",{"%ID":7,"%TYPE":"A","@sofa":1,"begin":0,"end":3}"#),
            "f:1: the span «7»: there is no utf-16 3 in the text",
        ),
        (
            json(r#",{"%ID":7,"%TYPE":"A","@sofa":1,"begin":-1,"end":3}"#),
            "f:1: `begin` may not be «-1»",
        ),
        (
            json(r#",{"%ID":7,"%TYPE":1}"#),
            "f:1: line 1, column 111, at «%FEATURE_STRUCTURES[1].%TYPE»: expected a string",
        ),
        (
            json(
                r#",{"%ID":7,"%TYPE":"A","begin":0,"end":1},{"%ID":7,"%TYPE":"B","begin":0,"end":1}"#,
            ),
            "f:1: the id «7» stands twice",
        ),
    ];
    let table = table.each_ref().map(|(file, message)| (&**file, *message));
    assert_wrong(Kind::CasJson, &table);
}

#[test]
fn each_annotator_has_a_file() {
    let items = [second(fixture())];
    let files = write_all(Kind::CasXmi, &items, &choices());
    assert_eq!(
        files.names(),
        ["TypeSystem.xml", "a1/b%2Fc.xmi", "a1/salma.xmi"]
    );
    let files = write_all(Kind::CasJson, &items, &choices());
    assert_eq!(files.names(), ["a1/b%2Fc.json", "a1/salma.json"]);
    assert_eq!(back(Kind::CasJson, &files).len(), 2);
}

#[test]
fn names_that_no_type_may_have_come_back() {
    let json = r#"{"text":"ab","label":[[0,1,"9 و_u41_"],[0,2,""],[1,2,"begin"]]}"#;
    let items = [read_all(Kind::Doccano, json.as_bytes(), &as_is())
        .remove(0)
        .unwrap()];
    for kind in KINDS {
        let found = back(kind, &write_all(kind, &items, &choices())).remove(0);
        let labels: Vec<_> = spans(&found).into_iter().map(|span| span.0).collect();
        // What has no label has the name of its type.
        assert_eq!(labels, ["9 و_u41_", "X", "begin"], "{kind:?}");
    }
}

proptest! {
    #[test]
    fn any_article_comes_back(items in articles()) {
        let items = unique(items);
        for kind in KINDS {
            assert_same(&items, &back(kind, &write_all(kind, &items, &choices())));
        }
    }
}

#[test]
fn what_is_lost_is_listed() {
    let all = [
        (Lost::Metadata, 2),
        (Lost::Annotators, 1),
        (Lost::ArticleLabels, 1),
        (Lost::ArticleNotes, 1),
        (Lost::Statuses, 1),
    ];
    for kind in KINDS {
        assert_eq!(losses(kind, &odd(), &choices()), all);
    }
    let json = r#"{"text":"a\u0001\ufffeb\u007f","label":[[1,4,"q"]]}"#;
    let item = read_all(Kind::Doccano, json.as_bytes(), &as_is())
        .remove(0)
        .unwrap();
    let lost = losses(Kind::CasXmi, &item, &choices());
    assert!(lost.contains(&(Lost::Controls, 2)), "{lost:?}");
    assert!(
        losses(Kind::CasJson, &item, &choices())
            .iter()
            .all(|(what, _)| *what != Lost::Controls)
    );
    let files = write_all(Kind::CasXmi, std::slice::from_ref(&item), &choices());
    let found = back(Kind::CasXmi, &files).remove(0);
    assert_eq!(found.text.as_str(), "a\u{fffd}\u{fffd}b\u{7f}");
    assert_eq!(spans(&found)[0].1, spans(&item)[0].1);
}
