//! Records of articles and projects.

use isnad::format::records::{
    RecordError, RecordItem, read_article, read_project_record, write_article, write_project_record,
};
use isnad::format::wire::JsonProblem;
use isnad::model::annotation::Extra;
use isnad::model::article::Article;
use isnad::model::scheme::AttributeKind;
use proptest::collection::vec;
use proptest::prelude::{
    ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use proptest::sample::select;

use super::fixture::{article, project};

fn extra(pairs: &[(&str, &str)]) -> Extra {
    let pairs = pairs
        .iter()
        .map(|(name, json)| ((*name).to_owned(), (*json).to_owned()));
    pairs.collect()
}

#[test]
fn an_article_comes_back() {
    let mut article = article();
    article.deleted = true;
    article.extra = extra(&[("x", "1.0"), ("/y/z", r#"{"a":[]}"#)]);
    let json = write_article(&article);
    assert_eq!(read_article(&json), Ok(article));
    assert!(!json.contains("\"text\""));
}

#[test]
fn a_project_comes_back_with_all_it_does_not_know() {
    let mut project = project();
    project.guidelines = "# دليل\n</script>".to_owned();
    project.extra = extra(&[("x", "1")]);
    let scheme = &mut project.scheme;
    scheme.extra = extra(&[("y", "[]")]);
    scheme.labels[0].extra = extra(&[
        ("/names/fr", "\"Citation\""),
        ("/signs/fr", "\"C\""),
        ("z", "2"),
    ]);
    scheme.labels[1].key = None;
    scheme.labels[2].retired = true;
    scheme.links[0].extra = extra(&[("/names/fr", "\"Dit par\""), ("/odd/place", "3")]);
    scheme.attributes[0].extra = extra(&[
        ("/names/fr", "\"Genre\""),
        ("/choices/direct/hint", "4"),
        ("/choices/direct/names/fr", "\"direct\""),
        ("/choices/gone/names/fr", "5"),
    ]);
    scheme.attributes[1].kind = AttributeKind::Text;
    let json = write_project_record(&project);
    assert!(json.contains(r#""en":"Quote","fr":"Citation"}"#), "{json}");
    assert!(json.contains(r##""colour":"#f2b705","line":"solid","key":"1","retired":false"##));
    assert_eq!(read_project_record(&json), Ok(project));
}

#[test]
fn little_is_enough_for_a_label() {
    let json = r##"{"schema":"isnad/project/1","id":"p","scheme":
        {"labels":[{"id":"claim","colour":"#0A0b0C"}],"attributes":[{"id":"a","kind":"flag"}]}}"##;
    let project = read_project_record(json).unwrap();
    let label = &project.scheme.labels[0];
    assert_eq!((&*label.names.ar, &*label.signs.en), ("claim", "c"));
    assert_eq!(label.colour.0, [10, 11, 12]);
    assert!(project.scheme.links.is_empty());
}

#[test]
fn a_wrong_project_is_refused() {
    let json = write_project_record(&project());
    let check = |before: &str, after: &str, expected: RecordError| {
        assert!(json.contains(before), "{before}");
        let changed = json.replacen(before, after, 1);
        assert_eq!(read_project_record(&changed), Err(expected), "{after}");
    };
    let quote = || RecordItem::Label("quote".to_owned());
    let value = |item, member, found: &str| RecordError::Value {
        item,
        member,
        found: found.to_owned(),
    };
    let twice = |item| RecordError::DuplicateId { item };
    let missing = |item, member| RecordError::Missing { item, member };
    for colour in [
        "red", "#f2b70", "#f2b7055", "#+2b705", "#f2b7é", "url(x)", "",
    ] {
        check("#f2b705", colour, value(quote(), "colour", colour));
    }
    check("solid", "zigzag", value(quote(), "line", "zigzag"));
    for key in ["", "12", "a", "١"] {
        check(
            r#""key":"1""#,
            &format!(r#""key":"{key}""#),
            value(quote(), "key", key),
        );
    }
    check(r#""id":"denial""#, r#""id":"quote""#, twice(quote()));
    check(
        r#""id":"denies""#,
        r#""id":"said_by""#,
        twice(RecordItem::LinkType("said_by".into())),
    );
    check(
        r#""id":"no_source""#,
        r#""id":"kind""#,
        twice(RecordItem::Attribute("kind".into())),
    );
    let choice = RecordItem::Choice {
        attribute: "kind".into(),
        choice: "direct".into(),
    };
    check(r#""id":"indirect""#, r#""id":"direct""#, twice(choice));
    let kind = RecordItem::Attribute("no_source".into());
    check(
        r#""kind":"flag""#,
        r#""kind":"number""#,
        value(kind, "kind", "number"),
    );
    check(
        r#"{"id":"quote","#,
        "{",
        missing(RecordItem::LabelNumber(0), "id"),
    );
    check(r#""id":"p-7f3k","#, "", missing(RecordItem::Record, "id"));
    let found = || "isnad/project/2".to_owned();
    check(
        "project/1",
        "project/2",
        RecordError::NewerSchema { found: found() },
    );
    let found = || "isnad/article/1".to_owned();
    check(
        "project/1",
        "article/1",
        RecordError::UnknownSchema { found: found() },
    );
}

#[test]
fn a_wrong_article_is_refused() {
    let json = write_article(&article());
    let newer = read_article(&json.replace("article/1", "article/7"));
    assert!(
        matches!(newer, Err(RecordError::NewerSchema { .. })),
        "{newer:?}"
    );
    let hash = read_article(&json.replace(article().sha256.as_hex(), "00"));
    assert!(
        matches!(
            hash,
            Err(RecordError::Value {
                member: "sha256",
                ..
            })
        ),
        "{hash:?}"
    );
    let length = read_article(&json.replace(":53", ":-53"));
    assert!(matches!(length, Err(RecordError::Json(_))), "{length:?}");
}

/// Pieces of which JSON, and what almost is, is made.
fn nearly_json() -> impl Strategy<Value = String> {
    let pieces = [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"a\"",
        "\"b\"",
        "\\",
        "\\u00e9",
        "\\ud83d\\udcc8",
        "\\u12",
        "\\n",
        "\\/",
        "\\x",
        "0",
        "-",
        "1",
        "12",
        ".",
        "e",
        "E+",
        "-3.5e-7",
        "true",
        "false",
        "null",
        "nul",
        " ",
        "\n",
        "\t",
        "\u{1}",
        "é",
        "📈",
        "\u{a0}",
    ];
    let any_piece = || select(pieces.to_vec());
    let noise = vec(any_piece(), 0..12).prop_map(|pieces| pieces.concat());
    let value = any_piece()
        .prop_map(str::to_owned)
        .prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(" ,"))),
                vec(inner, 0..4).prop_map(|values| {
                    let members = values.iter().enumerate();
                    let members: Vec<_> = members.map(|(n, v)| format!("\"k{n}\" : {v}")).collect();
                    format!("{{{}}}", members.join(","))
                }),
            ]
        });
    prop_oneof![noise, value]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4096) })]

    #[test]
    fn json_is_what_another_reader_takes_for_json(text in nearly_json()) {
        let article = article();
        let json = write_article(&article);
        let json = json.replacen('{', &format!("{{\"x\":{text},"), 1);
        // Raw, so that numbers may be as large, and surrogates as lonely, as they like.
        let other: Result<std::collections::BTreeMap<String, Box<serde_json::value::RawValue>>, _> =
            serde_json::from_str(&json);
        match (read_article(&json), other) {
            (Ok(read), Ok(other)) => {
                for (name, value) in &read.extra {
                    prop_assert_eq!(value, &other[name].get().replace(['\n', '\r'], ""));
                }
                let string = |name: &str| serde_json::from_str::<String>(other[name].get()).unwrap();
                prop_assert_eq!(read.title, string("title"));
            }
            // A member that stands twice is no fault of the JSON.
            (Err(RecordError::Json(error)), Ok(_)) => {
                prop_assert_eq!(error.problem, JsonProblem::WrongType);
            }
            (Err(_), _) => {}
            (Ok(read), Err(error)) => prop_assert!(false, "{:?} {}", read, error),
        }
    }

    #[test]
    fn strings_are_written_and_read_as_others_do(title in any::<String>(), units in vec(any::<u16>(), 0..6)) {
        let article = Article { title, ..article() };
        let json = write_article(&article);
        let other: serde_json::Value = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&other["title"], &article.title);
        prop_assert!(json.contains(&serde_json::to_string(&article.title).unwrap()));
        // Every character as an escape, of which some are half a pair.
        let escapes: String = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
        let text = format!("\"{escapes}\"");
        let json = write_article(&Article { title: "TITLE".to_owned(), ..article });
        let read = read_article(&json.replace("\"TITLE\"", &text));
        match (read, serde_json::from_str::<String>(&text)) {
            (Ok(read), Ok(other)) => prop_assert_eq!(read.title, other),
            (read, other) => prop_assert!(read.is_err() && other.is_err()),
        }
    }
}

#[test]
fn a_scheme_that_no_page_could_show_is_refused() {
    let label = |n: usize| format!(r##"{{"id":"l{n}","colour":"#000000"}}"##);
    let labels = |count: usize| (0..count).map(label).collect::<Vec<_>>().join(",");
    let record = |count| {
        let labels = labels(count);
        format!(r#"{{"schema":"isnad/project/1","id":"p","scheme":{{"labels":[{labels}]}}}}"#)
    };
    assert!(read_project_record(&record(1_000)).is_ok());
    let error = read_project_record(&record(1_001)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`labels` has 1001 items, the limit is 1000"
    );
}
