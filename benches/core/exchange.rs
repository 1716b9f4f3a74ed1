//! What the formats of other programs cost: a project of many articles, written and read back in each.
//!
//! All are held against the same thing: what `serde_json` needs to read the project as JSON Lines into values.

use std::hint::black_box;

use criterion::Criterion;
use isnad::format::exchange::files::Memory;
use isnad::format::exchange::kind::Kind;
use isnad::format::exchange::read::{ReadOptions, read};
use isnad::format::exchange::write::{WriteOptions, writer};
use isnad::format::export::ExportItem;
use isnad::format::project::write_project;

use crate::made::Made;
use crate::table::{Growth, Reference, Row};

/// The length of an article, in code points: with a span for every hundred it has 25.
const ARTICLE: usize = 2_500;
/// The name of the reference.
const CORPUS: &str = "project of many articles";

/// Kinds that are written, and those of them that are read back.
const WRITTEN: [(Kind, &str, Option<&str>); 14] = [
    (Kind::Isnad, "write isnad", Some("read isnad")),
    (Kind::Doccano, "write doccano", Some("read doccano")),
    (
        Kind::LabelStudio,
        "write label-studio",
        Some("read label-studio"),
    ),
    (Kind::Prodigy, "write prodigy", Some("read prodigy")),
    (Kind::Brat, "write brat", Some("read brat")),
    (Kind::Conll, "write conll", Some("read conll")),
    (
        Kind::WebAnnotation,
        "write webannotation",
        Some("read webannotation"),
    ),
    (Kind::CasJson, "write cas-json", Some("read cas-json")),
    (Kind::CasXmi, "write cas-xmi", Some("read cas-xmi")),
    (
        Kind::WebannoTsv,
        "write webanno-tsv",
        Some("read webanno-tsv"),
    ),
    (
        Kind::PubAnnotation,
        "write pubannotation",
        Some("read pubannotation"),
    ),
    (Kind::Csv, "write csv", Some("read csv")),
    (Kind::Tei, "write tei", Some("read tei")),
    (
        Kind::HuggingFace,
        "write huggingface",
        Some("read huggingface"),
    ),
];

/// Reading may take so many times what `serde_json` takes, and writing, which reads back, so many. The dearest
/// by far is WebAnno TSV, with a line for every word; measured were 18 and 28 times, of the others 8 and 15 at most.
const MOST: [f64; 2] = [25.0, 40.0];

/// The rows of the table.
pub fn rows() -> Vec<Row> {
    let [read_most, write_most] = MOST;
    let row = |name, most| Row::new(name, Reference::Json(CORPUS), Growth::Linear).at_most(most);
    let rows = WRITTEN.iter().flat_map(|(_, write, read)| {
        [
            Some(row(write, write_most)),
            read.map(|read| row(read, read_most)),
        ]
    });
    rows.flatten().collect()
}

/// Articles of `size` code points in all, no two of them alike.
fn corpus(size: usize) -> Vec<Made> {
    let articles = (size / ARTICLE).max(1);
    (0..articles)
        .map(|n| Made::numbered(n, size.min(ARTICLE)))
        .collect()
}

fn items(corpus: &[Made]) -> impl Iterator<Item = ExportItem<'_>> {
    corpus.iter().map(|made| ExportItem {
        article: &made.article,
        text: &made.text,
        layers: vec![&made.layer],
    })
}

fn write(corpus: &[Made], kind: Kind) -> Memory {
    let mut files = Memory::default();
    let project = corpus.first().map(|made| made.project.clone());
    let options = WriteOptions::new("bench", project.expect("an article"));
    let mut writer = writer(kind, &options).expect("a writer");
    for item in items(corpus) {
        writer.item(&item, &mut files).expect("it is written");
    }
    writer.end(&mut files).expect("it is written");
    files
}

/// Measures all kinds at one size.
pub fn run(
    criterion: &mut Criterion,
    size: usize,
    bench: impl Fn(&mut Criterion, &str, usize, &mut dyn FnMut() -> usize),
) {
    let corpus = corpus(size);
    let Some(first) = corpus.first() else { return };
    let lines = write_project(&first.project, items(&corpus), &first.replica).expect("reads back");
    bench(
        criterion,
        &Reference::Json(CORPUS).name(),
        size,
        &mut || crate::json_lines(black_box(&lines)),
    );
    for (kind, writes, reads) in WRITTEN {
        bench(criterion, writes, size, &mut || {
            write(black_box(&corpus), kind).into_files().count()
        });
        let Some(reads) = reads else { continue };
        let files = write(&corpus, kind);
        let options = ReadOptions {
            annotator: "salma".to_owned(),
            ..ReadOptions::default()
        };
        let all = || {
            read(black_box(&files), &options)
                .filter(Result::is_ok)
                .count()
        };
        assert_eq!(all(), corpus.len(), "{writes}");
        bench(criterion, reads, size, &mut || all());
    }
}
