//! Files that must not change by a byte: what version 1 of each schema looks like. `UPDATE_GOLDEN=1` writes
//! them anew; a difference is a new schema version or a fault.

use std::path::Path;

use isnad::format::doccano::{Layout, write_doccano};
use isnad::format::export::ExportItem;
use isnad::format::layer::{read_layer, write_layer};
use isnad::format::migrate::{Kind, SchemaError, check, schema_of};
use isnad::format::project::{read_project, write_project};
use isnad::format::records::{read_article, write_article};

use super::fixture::{article, layer, project, replica, text};

fn golden(name: &str, written: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, written).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert_eq!(written, kept, "{name}");
    kept
}

#[test]
fn layer_1() {
    let kept = golden(
        "annotations-1.json",
        &write_layer(&layer(), &article(), &text(), &replica()),
    );
    let stored = read_layer(&kept).unwrap();
    assert_eq!(stored.layer.to_parts(), layer().to_parts());
    assert!(stored.check_quotes(&text()).is_empty());
}

#[test]
fn article_1() {
    let kept = golden("article-1.json", &write_article(&article()));
    assert_eq!(read_article(&kept), Ok(article()));
}

#[test]
fn project_1() {
    let (article, text, layer) = (article(), text(), layer());
    let item = || ExportItem {
        article: &article,
        text: &text,
        layers: vec![&layer],
    };
    let written = write_project(&project(), [item()].into_iter(), &replica()).unwrap();
    let kept = golden("project-1.isnad.jsonl", &written);
    let read = read_project(&kept).unwrap();
    assert_eq!(
        (read.project, read.articles.len(), read.rejected.len()),
        (project(), 1, 0)
    );
    for (layout, name) in [
        (Layout::Spans, "doccano-spans.jsonl"),
        (Layout::Relations, "doccano-relations.jsonl"),
    ] {
        golden(name, &write_doccano([item()].into_iter(), layout).unwrap());
    }
}

#[test]
fn schemas() {
    let table = [
        (Kind::Annotations, "annotations-1.json"),
        (Kind::Article, "article-1.json"),
    ];
    for (kind, name) in table {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/golden")
            .join(name);
        let schema = schema_of(&std::fs::read_to_string(path).unwrap()).unwrap();
        assert_eq!(schema, kind.schema());
        assert_eq!(check(&schema, kind), Ok(()));
        assert_eq!(Kind::of(&schema), Some(kind));
    }
    assert!(matches!(schema_of("{}"), Err(SchemaError::Missing)));
    assert!(matches!(
        schema_of(r#"{"schema":1}"#),
        Err(SchemaError::Json(_))
    ));
    assert_eq!(Kind::of("isnad/article/12"), Some(Kind::Article));
    assert_eq!(Kind::of("isnad/article/1a"), None);
}
