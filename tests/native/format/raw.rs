//! The file that `browser/recover.js` writes, read back.

use isnad::format::layer::write_layer;
use isnad::format::project::{ProjectError, read_project};
use isnad::format::raw::{is_raw, read_raw};
use isnad::format::records::{write_article, write_project_record};
use isnad::model::change::{Change, Op};
use serde_json::{Value, json};

use super::fixture::{TEXT, article, layer, project, replica, span, text};

const LAYER: &str = "isnad:annotations:p-7f3k/a1/salma";

fn file(local: &Value, database: &Value) -> String {
    format!(r#"{{"schema":"isnad/raw/1","localStorage":{local},"indexedDB":{database}}}"#)
}

fn written(layer: &isnad::model::layer::Layer) -> String {
    write_layer(layer, &article(), &text(), &replica())
}

/// Storage as the page leaves it, but for layers.
fn database(layers: &Value) -> Value {
    json!({
        "projects": { "p-7f3k": write_project_record(&project()) },
        "articles": { "p-7f3k/a1": write_article(&article()) },
        "texts": { "p-7f3k/a1": TEXT },
        "summaries": { LAYER: "{\"status\":\"todo\",\"spans\":4}" },
        "layers": layers,
    })
}

#[test]
fn everything_comes_back() {
    let mut newer = layer();
    newer.apply(
        &Change::of(Op::add(span("k9-1", "quote", 0, 4))),
        &replica(),
        "",
    );
    let mut journal = layer();
    journal.apply(
        &Change::of(Op::add(span("k8-1", "quote", 0, 3))),
        &"k8".into(),
        "",
    );
    let mut other = layer();
    other = other.renamed(isnad::model::ids::LayerKey {
        annotator: "ليلى".into(),
        ..newer.key().clone()
    });
    let mut stored = database(
        &json!({ LAYER: written(&layer()), "isnad:annotations:p-7f3k/a1/l": written(&other) }),
    );
    stored["journal"] = json!({ format!("{LAYER}#k8/1"): written(&journal) });
    stored["snapshots"] = json!({ format!("{LAYER}@1"): written(&layer()) });
    let local = json!({ LAYER: written(&newer), "isnad:prefs": "{}", "isnad:view": "{}" });
    let raw = file(&local, &stored);
    assert!(is_raw(&raw) && !is_raw("{\"schema\":\"isnad/project/1\"}"));
    let read = read_raw(&raw).unwrap();
    assert_eq!(read.len(), 1);
    assert_eq!(read[0].rejected, []);
    assert_eq!(read[0].project, project());
    let item = &read[0].articles[0];
    assert_eq!((&item.article, item.text.as_str()), (&article(), TEXT));
    let layers: Vec<_> = item
        .layers
        .iter()
        .map(|l| (l.key().annotator.as_str(), l.len()))
        .collect();
    // One layer of each annotator, with what the journal and the copy in local storage had beyond it.
    assert_eq!(layers.len(), 2);
    assert!(
        layers.contains(&("salma", 6)) && layers.contains(&("ليلى", 4)),
        "{layers:?}"
    );
}

#[test]
fn local_storage_in_place_of_the_database_is_read_too() {
    let local = json!({
        "isnad:db:projects:p-7f3k": write_project_record(&project()),
        "isnad:db:articles:p-7f3k/a1": write_article(&article()),
        "isnad:db:texts:p-7f3k/a1": TEXT,
        LAYER: written(&layer()),
    });
    let read = read_raw(&file(&local, &json!({ "error": "SecurityError" }))).unwrap();
    assert_eq!(read[0].rejected, []);
    assert_eq!(read[0].articles[0].layers[0].len(), 4);
}

#[test]
fn what_cannot_be_read_is_named() {
    let mut stored = database(
        &json!({ LAYER: "{", "isnad:annotations:p/x/y": written(&layer()).replace("\"a1\"", "\"a2\"") }),
    );
    stored["articles"]["p-7f3k/a3"] = json!("[]");
    stored["articles"]["p-7f3k/a4"] = json!(write_article(&article()).replace("\"a1\"", "\"a4\""));
    stored["articles"]["other/a1"] = json!(write_article(&article()));
    stored["texts"]["other/a1"] = json!(TEXT);
    stored["texts"]["p-7f3k/a5"] = json!("نص");
    stored["projects"]["p-bad"] = json!("{}");
    stored["projects"]["p-twin"] = json!(write_project_record(&project()));
    stored["aside"] = json!({ "x": "\u{0}" });
    let raw = file(
        &json!({ LAYER: 7, "isnad:annotations:half": "\u{fffd}" }),
        &stored,
    );
    let raw = raw.replace('\u{fffd}', "\\ud800");
    let read = read_raw(&raw).unwrap();
    assert_eq!(read[0].articles.len(), 1);
    let said: Vec<String> = read[0].rejected.iter().map(ToString::to_string).collect();
    let expected = [
        "«isnad:annotations:half»: line 1, column",
        "«isnad:annotations:p-7f3k/a1/salma»: line 1, column",
        "«p-bad»: the record has no `schema`",
        "«p-twin»: the record there is that of «p-7f3k»",
        "«other/a1»: the record there is that of «a1»",
        "«p-7f3k/a3»: line 1",
        "«p-7f3k/a4»: the article «a4» has no text",
        "«p-7f3k/a5»: there is no record of its article",
        "«isnad:annotations:p-7f3k/a1/salma»: line 1, column 2",
        "«isnad:annotations:p/x/y»: there is no record of its article",
        "«x»: line 1",
    ];
    for part in expected {
        assert!(
            said.iter().any(|said| said.contains(part)),
            "{part} is not in {said:#?}"
        );
    }
    assert_eq!(said.len(), expected.len(), "{said:#?}");
}

#[test]
fn what_is_no_such_file_is_refused() {
    let whole = file(&json!({}), &database(&json!({})));
    let cut = &whole[..whole.len() - 3];
    assert_eq!(read_raw(cut).unwrap_err(), ProjectError::CutOff { line: 1 });
    let newer = whole.replace("raw/1", "raw/2");
    assert!(matches!(
        read_raw(&newer),
        Err(ProjectError::NewerSchema { .. })
    ));
    assert_eq!(
        read_raw(&file(&json!({}), &json!({}))).unwrap_err(),
        ProjectError::NoHeader { line: 1 }
    );
    // Between the lines of a project file it has no place.
    let project = write_project_record(&project());
    let read = read_project(&format!("{project}\n{whole}\n")).unwrap();
    assert!(read.rejected[0].to_string().contains("isnad/raw/1"));
}
