//! Layers that would corrupt: each is refused with what, where; and input made to hurt.

use std::time::{Duration, Instant};

use isnad::format::layer::{Item, LayerError, read_layer, write_layer};
use isnad::format::wire::JsonProblem;
use isnad::model::layer::{Layer, SpanRecord};
use isnad::model::offset::CodePoint;
use isnad::model::text::Text;

use super::fixture::{article, extent, key, layer, replica, span, text};

/// A layer with one span, of which a member is replaced.
fn with(before: &str, after: &str) -> Result<isnad::format::layer::StoredLayer, LayerError> {
    let json = concat!(
        r#"{"schema":"isnad/annotations/1","project":"p","article":{"id":"a","title":"t","sha256":"#,
        r#""e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","length":9},"#,
        r#""annotator":"n","offset_unit":"code_point","spans":[{"id":"s1","label":"quote","#,
        r#""fragments":[[1,2]],"origin":"manual"}],"links":[{"id":"l1","type":"t","from":"s1","#,
        r#""to":"s1"}],"status":"todo","seconds":1,"sync":{"revision":1,"replica":"k","#,
        r#""stamps":{"s1":"1@k"},"removed":[],"meta":{"note":"1@k"},"seconds":{"k":1}}}"#
    );
    assert_eq!(json.matches(before).count(), 1, "{before}");
    read_layer(&json.replace(before, after))
}

#[test]
fn the_unharmed_layer_is_read() {
    assert_eq!(with("[[1,2]]", "[[3,4],[1,2]]").unwrap().layer.len(), 1);
}

#[test]
fn wrong_offsets_name_span_and_member() {
    let check = |fragments: &str, place: &str, value: &str| {
        let error = with("[[1,2]]", fragments).unwrap_err();
        let expected = LayerError::Offset {
            span: "s1".to_owned(),
            member: place.to_owned(),
            found: value.to_owned(),
        };
        assert_eq!(error, expected, "{fragments}");
    };
    check("[[-1,2]]", "fragments[0][0]", "-1");
    check("[[1,5000001]]", "fragments[0][1]", "5000001");
    check("[[1,2],[3,4294967296]]", "fragments[1][1]", "4294967296");
    check(
        "[[1,18446744073709551616]]",
        "fragments[0][1]",
        "18446744073709551616",
    );
    check("[[1,1e300]]", "fragments[0][1]", "1e300");
    check("[[1.5,2]]", "fragments[0][0]", "1.5");
    check("[[1,2.0]]", "fragments[0][1]", "2.0");
    check(r#"[["NaN",2]]"#, "fragments[0][0]", r#""NaN""#);
    check("[[null,2]]", "fragments[0][0]", "null");
    check("[[true,2]]", "fragments[0][0]", "true");
    check("[[[1],2]]", "fragments[0][0]", "[…]");
    check(r#"[[{"a":1},2]]"#, "fragments[0][0]", "{…}");
    check("[[1]]", "fragments[0][1]", "nothing");
    check("[[]]", "fragments[0][0]", "nothing");
}

#[test]
fn wrong_fragments_name_the_span() {
    let check = |fragments: &str, expected: LayerError| {
        assert_eq!(
            with("[[1,2]]", fragments).unwrap_err(),
            expected,
            "{fragments}"
        );
    };
    let fragment = |number: usize, start, end, more| LayerError::Fragment {
        span: "s1".to_owned(),
        member: format!("fragments[{number}]"),
        start: CodePoint::new(start),
        end: CodePoint::new(end),
        more,
    };
    check("[[2,2]]", fragment(0, 2, 2, 0));
    check("[[1,2],[9,3]]", fragment(1, 9, 3, 0));
    check("[[1,2,3]]", fragment(0, 1, 2, 1));
    let span = || "s1".to_owned();
    check("[]", LayerError::NoFragments { span: span() });
    let (first, second) = (extent(1, 5), extent(4, 8));
    check(
        "[[4,8],[1,5]]",
        LayerError::Overlap {
            span: span(),
            first,
            second,
        },
    );
}

#[test]
fn wrong_members_are_named() {
    let value = |item, member, found: &str| LayerError::Value {
        item,
        member,
        found: found.to_owned(),
    };
    let stamp = |item, found: &str| LayerError::Stamp {
        item,
        found: found.to_owned(),
    };
    let span = || Item::Span("s1".to_owned());
    let newer = |found: &str| LayerError::NewerSchema {
        found: found.to_owned(),
    };
    let unknown = |found: &str| LayerError::UnknownSchema {
        found: found.to_owned(),
    };
    let missing = |item, member| LayerError::Missing { item, member };
    let twice = || LayerError::DuplicateId {
        id: "s1".to_owned(),
    };
    let one = "annotations/1";
    let table = [
        (one, "annotations/2", newer("isnad/annotations/2")),
        (
            one,
            "annotations/99999999999",
            newer("isnad/annotations/99999999999"),
        ),
        // A newer schema explains more than the member that tripped the reader.
        (
            r#"annotations/1","project":"p""#,
            r#"annotations/2","project":7"#,
            newer("isnad/annotations/2"),
        ),
        (one, "annotations/0", unknown("isnad/annotations/0")),
        (one, "annotations/01", unknown("isnad/annotations/01")),
        (one, "annotations/", unknown("isnad/annotations/")),
        (one, "project/1", unknown("isnad/project/1")),
        (
            r#""schema":"isnad/annotations/1","#,
            "",
            missing(Item::Layer, "schema"),
        ),
        (r#""project":"p","#, "", missing(Item::Layer, "project")),
        (r#""annotator":"n","#, "", missing(Item::Layer, "annotator")),
        (r#""label":"quote","#, "", missing(span(), "label")),
        (r#""id":"s1","#, "", missing(Item::SpanNumber(0), "id")),
        (r#""id":"l1","#, "", missing(Item::LinkNumber(0), "id")),
        (r#","length":9"#, "", missing(Item::Article, "length")),
        (
            "code_point",
            "utf16",
            LayerError::OffsetUnit {
                found: "utf16".to_owned(),
            },
        ),
        (
            "e3b0",
            "xyz0",
            value(
                Item::Article,
                "sha256",
                "xyz0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            ),
        ),
        ("manual", "robot", value(span(), "origin", "robot")),
        ("todo", "lost", value(Item::Layer, "status", "lost")),
        (
            r#"{"k":1}"#,
            r#"{"k":-1}"#,
            value(Item::Layer, "sync.seconds", "-1"),
        ),
        (
            r#"{"s1":"1@k"}"#,
            r#"{"s1":"k1"}"#,
            stamp(span(), r#""k1""#),
        ),
        (r#"{"s1":"1@k"}"#, r#"{"s1":7}"#, stamp(span(), "7")),
        (
            r#"{"s1":"1@k"}"#,
            r#"{"s1":{"note":null}}"#,
            stamp(span(), "null"),
        ),
        (
            r#"{"note":"1@k"}"#,
            r#"{"note":"-1@k"}"#,
            stamp(Item::Layer, r#""-1@k""#),
        ),
        (
            r#""removed":[]"#,
            r#""removed":[{"span":{"id":"s1","label":"q","fragments":[[1,2]]}}]"#,
            twice(),
        ),
        (
            r#""origin":"manual"}"#,
            r#""origin":"manual"},{"id":"s1","label":"q","fragments":[[1,2]]}"#,
            twice(),
        ),
    ];
    for (before, after, expected) in table {
        assert_eq!(with(before, after).unwrap_err(), expected, "{after}");
    }
}

#[test]
fn broken_json_says_where() {
    let check = |before: &str, after: &str, problem: JsonProblem, place: &str| {
        let LayerError::Json(error) = with(before, after).unwrap_err() else {
            panic!("{after}");
        };
        assert_eq!(
            (error.problem, &*error.member),
            (problem, place),
            "{after} {error}"
        );
        assert!(error.line > 0);
    };
    use JsonProblem::{CutOff, Syntax, WrongType};
    check("[[1,2]]", "[[NaN,2]]", Syntax, "spans[0].fragments[0][0]");
    check("[[1,2]]", "[[1,1e999]]", Syntax, "spans[0].fragments[0][1]");
    check("[[1,2]]", "7", WrongType, "spans[0].fragments");
    check(
        r#""label":"quote""#,
        r#""label":7"#,
        WrongType,
        "spans[0].label",
    );
    check(
        r#""label":"quote""#,
        r#""label":"a","label":"b""#,
        WrongType,
        "spans[0].label",
    );
    check(
        r#""label":"quote""#,
        r#""x":1,"x":2"#,
        WrongType,
        "spans[0].x",
    );
    check(r#""quote""#, r#""\ud800""#, Syntax, "spans[0].label");
    check(r#""quote""#, r#""\ud800\u0041""#, Syntax, "spans[0].label");
    check(r#""seconds":1,"#, r#""seconds":-1,"#, WrongType, "seconds");
    check(
        r#""revision":1"#,
        r#""revision":1.5"#,
        WrongType,
        "sync.revision",
    );
    check(
        r#""seconds":{"k":1}}}"#,
        r#""seconds":{"k":"#,
        CutOff,
        "sync.seconds.k",
    );
    let quoted = r#""a\"b\\":[1],"label":7"#;
    check(r#""label":"quote""#, quoted, WrongType, "spans[0].label");
    let quoted = r#""note":"\",[{\\","label":7"#;
    check(r#""label":"quote""#, quoted, WrongType, "spans[0].label");
    assert!(read_layer("").is_err());
    assert!(read_layer("[]").is_err());
    assert!(read_layer("null").is_err());
}

#[test]
fn deep_nesting_is_survived() {
    let deep = "[".repeat(200_000) + &"]".repeat(200_000);
    // In a member that is not known, it is kept as it is; in one that is, refused.
    let kept = with(r#""id":"s1","#, &format!(r#""id":"s1","deep":{deep},"#)).unwrap();
    let json = write_layer(&kept.layer, &article(), &text(), &replica());
    assert!(json.contains(&deep));
    for place in ["[[1,2]]", r#"{"s1":"1@k"}"#] {
        assert!(with(place, &deep).is_err());
    }
    assert!(read_layer(&deep).is_err());
}

#[test]
fn script_stays_text() {
    let evil = r#"</script><img src=x onerror=alert(1)>"#;
    let stored = with(
        r#""label":"quote""#,
        &format!(r#""label":"quote","note":"{evil}""#),
    )
    .unwrap();
    let note = &stored.layer.in_order().next().unwrap().note;
    assert_eq!(note, evil);
}

#[test]
fn a_record_that_contradicts_itself_shows_what_stands_in_it() {
    // The merge data says that s1 is removed, the list of spans that it is there.
    let stored = with(
        r#""removed":[]"#,
        r#""removed":[],"revived":{"spans":{"s1":"9@k"}}"#,
    )
    .unwrap();
    assert_eq!(stored.layer.len(), 1);
    let links = r#""removed":[],"links":{"l1":"3@k"},"revived":{"links":{"l1":"9@k"}}"#;
    let stored = with(r#""removed":[]"#, links).unwrap();
    assert_eq!(stored.layer.links().count(), 1);
}

#[test]
fn ten_thousand_spans_take_no_time() {
    let long = Text::new("نفى مصدر ".repeat(20_000)).unwrap();
    let records = (0..10_000).map(|n| {
        let mut span = span(&format!("k-{n}"), "quote", n * 17, n * 17 + 12);
        span.note = "ملاحظة".to_owned();
        SpanRecord {
            span: span.into(),
            stamps: Default::default(),
            removed: None,
        }
    });
    let mut parts = Layer::empty(key()).to_parts();
    parts.spans = records.collect();
    // Unknown members of places that are not there must not cost a walk for every span.
    for n in 0..10_000 {
        parts
            .extra
            .insert(format!("/sync/stamps/ghost{n}"), "1".to_owned());
    }
    let layer = Layer::from_parts(parts).unwrap();
    let before = Instant::now();
    let json = write_layer(&layer, &article(), &long, &replica());
    let wrote = before.elapsed();
    let back = read_layer(&json).unwrap();
    assert!(back.check_quotes(&long).is_empty());
    let all = before.elapsed();
    assert_eq!(back.layer.len(), 10_000);
    println!("{} bytes, written in {wrote:?}, all in {all:?}", json.len());
    assert!(all < Duration::from_secs(10), "{all:?}");
}

#[test]
fn the_fixture_is_whole() {
    let json = write_layer(&layer(), &article(), &text(), &replica());
    assert_eq!(
        read_layer(&json).unwrap().layer.to_parts(),
        layer().to_parts()
    );
}
