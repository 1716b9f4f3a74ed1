//! The saved JSON of a layer: identity, contract, foreign files, unknown members.

use isnad::format::layer::{read_layer, write_layer};
use isnad::format::storage_key::{layer_storage_key, parse_layer_storage_key};
use isnad::model::ids::LayerKey;
use isnad::model::layer::{Layer, Status};
use isnad::model::span::Fragments;
use isnad::model::text::Text;
use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};

use super::fixture::{TEXT, article, extent, key, layer, link, replica, span, text};
use super::generate::{name, parts};

fn written(layer: &Layer) -> String {
    write_layer(layer, &article(), &text(), &replica())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read(parts in parts()) {
        let layer = Layer::from_parts(parts.clone()).unwrap();
        prop_assert_eq!(&layer.to_parts(), &parts);
        let json = written(&layer);
        prop_assert!(!json.contains('\n'));
        let back = read_layer(&json).unwrap();
        prop_assert_eq!(back.layer.to_parts(), parts);
        prop_assert_eq!(written(&back.layer), json);
        prop_assert_eq!(back.writer, replica());
        prop_assert_eq!(back.article.sha256, article().sha256);
    }

    #[test]
    fn any_bytes_are_refused_without_a_panic(noise in any::<String>(), cut in 0..4000usize) {
        prop_assert!(read_layer(&noise).is_err());
        let json = written(&layer());
        let cut: String = json.chars().take(cut).collect();
        prop_assert_eq!(read_layer(&cut).is_ok(), cut == json);
    }

    #[test]
    fn a_storage_key_names_its_layer(project in name(), article in name(), annotator in name()) {
        let key = LayerKey {
            project: (&*project).into(),
            article: (&*article).into(),
            annotator: (&*annotator).into(),
        };
        let name = layer_storage_key(&key);
        prop_assert!(name.is_ascii());
        prop_assert_eq!(parse_layer_storage_key(&name), Some(key));
    }
}

#[test]
fn storage_keys() {
    let check = |name: &str, expected: Option<(&str, &str, &str)>| {
        let parsed = parse_layer_storage_key(name);
        let key = expected.map(|(p, a, n)| LayerKey {
            project: p.into(),
            article: a.into(),
            annotator: n.into(),
        });
        assert_eq!(parsed, key, "{name}");
    };
    check(
        "isnad:annotations:p-7f3k/a1/salma",
        Some(("p-7f3k", "a1", "salma")),
    );
    check("isnad:annotations:p/a%2F1/%D8%B3", Some(("p", "a/1", "س")));
    check("isnad:annotations:p/a(1)!/n", Some(("p", "a(1)!", "n")));
    for wrong in [
        "",
        "isnad:annotations:p/a",
        "isnad:annotations:p/a/n/x",
        "isnad:layers:p/a/n",
    ] {
        check(wrong, None);
    }
    for wrong in ["%", "%4", "%zz", "%+4", "%ff"] {
        check(&format!("isnad:annotations:p/a/{wrong}"), None);
    }
    let spaced = LayerKey {
        annotator: "أ b".into(),
        ..key()
    };
    assert_eq!(
        layer_storage_key(&spaced),
        "isnad:annotations:p-7f3k/a1/%D8%A3%20b"
    );
}

#[test]
fn spans_stand_in_text_order_and_removed_ones_apart() {
    let json: serde_json::Value = serde_json::from_str(&written(&layer())).unwrap();
    let ids: Vec<_> = json["spans"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| &s["id"])
        .collect();
    assert_eq!(ids, ["k3-1", "k3-2", "k3-3", "k3-4"]);
    assert_eq!(json["spans"][2]["text"], "نفى مصدر مسؤول ذلك");
    assert_eq!(json["sync"]["stamps"]["k3-1"], "1@k3");
    assert_eq!(json["sync"]["stamps"]["k3-2"]["attributes.kind"], "8@k3");
    assert_eq!(json["sync"]["removed"][0]["span"]["id"], "k3-5");
    assert_eq!(json["sync"]["removed"][0]["seen"], "5@k3");
    assert_eq!(json["seconds"], 412);
    assert_eq!(json["status"], "in_progress");
}

#[test]
fn pieces_of_a_span_are_joined() {
    let mut parts = Layer::empty(key()).to_parts();
    let mut two = span("s", "quote", 0, 1);
    two.fragments = Fragments::new(vec![extent(17, 21), extent(14, 16)]).unwrap();
    parts.spans = vec![isnad::model::layer::SpanRecord {
        span: two.into(),
        stamps: Default::default(),
        removed: None,
    }];
    let json = written(&Layer::from_parts(parts).unwrap());
    assert!(
        json.contains(r#""fragments":[[14,16],[17,21]],"text":"لن … نرفع""#),
        "{json}"
    );
    assert!(read_layer(&json).unwrap().check_quotes(&text()).is_empty());
}

/// A file by another program: no merge data, and as little else as may be.
const FOREIGN: &str = r#"{"schema":"isnad/annotations/1","project":"p","article":{"id":"a1",
  "sha256":"0000000000000000000000000000000000000000000000000000000000000000","length":53},
  "annotator":"salma","offset_unit":"code_point","seconds":9,
  "spans":[{"id":"s1","label":"denial","fragments":[[34,52]],"text":"نفى مصدر مسؤول ذلك"},
           {"id":"s2","label":"source","fragments":[[38,49]],"text":"مصدر مسؤول"},
           {"id":"s3","label":"source","fragments":[[50,60]]},
           {"id":"s4","label":"source","fragments":[[5,11]]}],
  "links":[{"id":"l1","type":"said_by","from":"s1","to":"nobody"}]}"#;

#[test]
fn a_file_without_merge_data_is_read() {
    let stored = read_layer(FOREIGN).unwrap();
    let parts = stored.layer.to_parts();
    assert_eq!(stored.layer.len(), 4);
    assert_eq!(stored.layer.meta().status, Status::Todo);
    assert!(
        parts
            .spans
            .iter()
            .all(|r| r.stamps.is_empty() && r.removed.is_none())
    );
    assert_eq!(parts.seconds, [("".into(), 9)].into());
    assert_eq!(stored.writer.as_str(), "");
    // A link to nobody is not shown, and not lost.
    assert_eq!(stored.layer.links().count(), 0);
    let json = written(&stored.layer);
    assert!(!json.contains("0@"), "{json}");
    let again = read_layer(&json).unwrap();
    assert_eq!(again.layer.to_parts(), parts);
}

#[test]
fn quotes_are_held_against_the_text() {
    let wrong = read_layer(FOREIGN).unwrap().check_quotes(&text());
    let found: Vec<_> = wrong
        .iter()
        .map(|w| (w.span.as_str(), &*w.quoted, w.found.as_deref()))
        .collect();
    let swallowed = ("s2", "مصدر مسؤول", Some("مصدر مسؤول "));
    assert_eq!(found, [swallowed, ("s3", "", None)]);
    let other = Text::new(TEXT.replace('َ', "")).unwrap();
    assert_eq!(
        read_layer(&written(&layer()))
            .unwrap()
            .check_quotes(&other)
            .len(),
        4
    );
}

#[test]
fn unknown_members_survive_everywhere() {
    let mut json = written(&layer());
    let mut put = |before: &str, after: &str| {
        assert_eq!(json.matches(before).count(), 1, "{before}");
        json = json.replace(before, after);
    };
    put(r#""length":53"#, r#""length":53,"x1":[1, 2]"#);
    put(r#""id":"k3-1","#, r#""x2":{"a":1.0},"id":"k3-1","#);
    put(r#""id":"l1","#, r#""id":"l1","x3":"\ud800","#);
    put(r#""replica":"k3""#, r#""replica":"k3","x4":null"#);
    put(r#""k3-2":{"#, r#""k3-2":{"x5":"9@k3","#);
    put(r#""k3-3":"3@k3""#, r#""k3-3":"3@k3","x6":{"label":"1@q"}"#);
    put(r#""removed":[{"#, r#""removed":[{"x7":true,"#);
    put(r#""id":"k3-5","#, r#""id":"k3-5","x8":true,"#);
    put(r#""seen":"5@k3"}"#, r#""seen":"5@k3"},{"x9":{}}"#);
    put(r#""meta":{"#, r#""meta":{"x10":1,"#);
    put(r#""schema":"#, "\"x11\":[\n1],\"schema\":");
    let once = written(&read_layer(&json).unwrap().layer);
    for n in 1..=11 {
        assert_eq!(
            once.matches(&format!(r#""x{n}":"#)).count(),
            1,
            "x{n} in {once}"
        );
    }
    assert!(once.contains(r#""length":53,"x1":[1, 2]"#), "{once}");
    assert!(once.contains(r#""x3":"\ud800""#), "{once}");
    assert!(!once.contains('\n'));
    assert_eq!(written(&read_layer(&once).unwrap().layer), once);
    // In the same places: as JSON, but for the order of members, nothing has changed.
    let value = |json: &str| -> serde_json::Value {
        serde_json::from_str(&json.replace(r"\ud800", "")).unwrap()
    };
    assert_eq!(value(&once), value(&json));
}

#[test]
fn a_link_without_its_end_comes_back_with_it() {
    let mut layer = layer();
    let denial = layer.span(&link().from).unwrap().clone();
    let change = isnad::model::change::Change::of(isnad::model::change::Op::remove(denial));
    layer.apply(&change, &replica(), "");
    let mut back = read_layer(&written(&layer)).unwrap().layer;
    assert_eq!(back.to_parts(), layer.to_parts());
    assert_eq!(back.links().count(), 0);
    back.apply(&change.inverse(), &replica(), "");
    assert_eq!(back.links().count(), 1);
    // A revived span is written with what its remover had seen.
    let json = written(&back);
    assert!(
        json.contains(r#""revived":{"spans":{"k3-3":"3@k3"}}"#),
        "{json}"
    );
    assert_eq!(read_layer(&json).unwrap().layer.to_parts(), back.to_parts());
}
