//! The readers of other programs' files: what they take in lies in its text, is written, and is read again.

use std::io::{self, Cursor, Read};

use isnad::format::exchange::files::{Files, Memory};
use isnad::format::exchange::item::Item;
use isnad::format::exchange::kind::Kind;
use isnad::format::exchange::read::{ReadOptions, read};
use isnad::format::exchange::write::{WriteError, WriteOptions, writer};
use isnad::format::exchange::zip::{Archive, ZipFiles};
use isnad::format::losses::{Losses, Lost};
use isnad::model::article::Project;
use isnad::model::ids::ProjectId;

/// One file of a kind.
fn of(kind: Kind, bytes: &[u8]) {
    let options = ReadOptions {
        kind: Some(kind),
        ..ReadOptions::default()
    };
    both(kind, &Memory::one("f", bytes), &options);
}

/// A text and what stands beside it: the bytes before and behind the first line of hyphens.
pub fn brat(bytes: &[u8]) {
    let mark = b"\n---\n";
    let at = bytes.windows(mark.len()).position(|part| part == mark);
    let (text, lines) = match at {
        Some(at) => (&bytes[..at], &bytes[at + mark.len()..]),
        None => ("قالَ 📈\r\nنعم\u{2028}é".as_bytes(), bytes),
    };
    let mut files = Memory::default();
    files.insert("f.txt", text);
    files.insert("f.ann", lines);
    let options = ReadOptions {
        kind: Some(Kind::Brat),
        ..ReadOptions::default()
    };
    both(Kind::Brat, &files, &options);
}

/// Reads, and writes what was read in its kind and in ours.
fn both(kind: Kind, files: &Memory, options: &ReadOptions) {
    let items = all(files, options);
    for to in [kind, Kind::Isnad] {
        again(to, &items);
    }
}

macro_rules! kinds {
    ($($name:ident $kind:ident,)*) => {
        $(#[doc = "Files of this kind."] pub fn $name(bytes: &[u8]) {
            of(Kind::$kind, bytes);
        })*
    };
}

kinds! {
    doccano Doccano,
    label_studio LabelStudio,
    prodigy Prodigy,
    table Csv,
    lines Jsonl,
    conll Conll,
    bio Bio,
    html Html,
    huggingface HuggingFace,
    cas_json CasJson,
    cas_xmi CasXmi,
    pubannotation PubAnnotation,
    tei Tei,
    trec Trec,
    webanno_tsv WebannoTsv,
    webannotation WebAnnotation,
}

/// Lines of texts and of layers, each told by what it holds.
pub fn layers(bytes: &[u8]) {
    let lines = |layer: bool| {
        let lines = bytes.split_inclusive(|byte| *byte == b'\n');
        let spans = |line: &&[u8]| line.windows(7).any(|part| part == b"\"spans\"");
        lines
            .filter(move |line| spans(line) == layer)
            .collect::<Vec<_>>()
            .concat()
    };
    let mut files = Memory::default();
    files.insert("a.jsonl", lines(false));
    files.insert("b.jsonl", lines(true));
    let options = ReadOptions {
        kind: Some(Kind::Layers),
        ..ReadOptions::default()
    };
    both(Kind::Layers, &files, &options);
}

/// Files whose kind is seen from their content.
pub fn any(bytes: &[u8]) {
    let mut files = Memory::default();
    for name in ["a.txt", "a.ann", "b.csv", "c.tsv", "d.json", "e.xml", "f"] {
        files.insert(name, bytes);
    }
    all(&files, &ReadOptions::default());
}

struct Bytes(Vec<u8>);

impl Archive for Bytes {
    type Bytes = Cursor<Vec<u8>>;

    fn open(&self) -> io::Result<Self::Bytes> {
        Ok(Cursor::new(self.0.clone()))
    }
}

/// A zip.
pub fn zip(bytes: &[u8]) {
    match ZipFiles::new(Bytes(bytes.to_vec())) {
        Ok(zip) => {
            for name in zip.names().iter().take(20) {
                let Ok(input) = zip.open(name) else { continue };
                let mut whole = Vec::new();
                let _ = input.take(100_000).read_to_end(&mut whole);
            }
        }
        Err(reason) => assert!(!reason.to_string().is_empty()),
    }
}

/// What can be taken in.
fn all(files: &Memory, options: &ReadOptions) -> Vec<Item> {
    let mut items = Vec::new();
    for item in read(files, options) {
        match item {
            Ok(item) => {
                assert_eq!(item.article.length, item.text.end());
                for span in item.layers.iter().flat_map(|layer| layer.in_order()) {
                    assert!(span.fragments.end() <= item.text.end());
                }
                drop(item.findings.iter().map(ToString::to_string).next());
                items.push(item);
            }
            Err(rejected) => assert!(!rejected.to_string().is_empty()),
        }
    }
    items
}

/// Writes what was read, and reads it again.
fn again(kind: Kind, items: &[Item]) {
    let project = Project::new(ProjectId::from("p"));
    let Ok(mut writer) = writer(kind, &WriteOptions::new("out", project)) else {
        return;
    };
    let mut files = Memory::default();
    let mut written = 0;
    let mut ids = std::collections::BTreeSet::new();
    for item in items.iter().filter(|item| ids.insert(&item.article.id)) {
        let mut losses = Losses::default();
        writer.losses(&item.to_export(), &mut losses);
        match writer.item(&item.to_export(), &mut files) {
            Ok(()) if losses.of(Lost::Articles) > 0 => {}
            Ok(()) => written += item.layers.len().max(1),
            Err(WriteError::Impossible(_)) => {}
            Err(error) => panic!("{}: {error}", kind.name()),
        }
    }
    writer.end(&mut files).expect("an end");
    let options = ReadOptions {
        kind: Some(kind),
        ..ReadOptions::default()
    };
    let back = all(&files, &options);
    assert!(back.len() <= written, "{} more articles", kind.name());
    assert_eq!(
        back.is_empty(),
        written == 0,
        "{}: nothing comes back",
        kind.name()
    );
}
