//! What the tests of all formats share: articles with everything odd on them, a way in, a way out, and what must be
//! the same after both.

use std::io::{self, Cursor};

use isnad::format::exchange::draft::{Draft, RawLink, RawMarks, RawSpan};
use isnad::format::exchange::files::Memory;
use isnad::format::exchange::item::Item;
use isnad::format::exchange::kind::Kind;
use isnad::format::exchange::read::{ReadOptions, read};
use isnad::format::exchange::write::{WriteOptions, writer};
use isnad::format::exchange::zip::Archive;
use isnad::format::losses::{Losses, Lost};
use isnad::model::annotation::AttributeValue;
use isnad::model::layer::Status;
use proptest::collection::vec;
use proptest::prelude::{Strategy, any};
use proptest::sample::select;

use crate::format::fixture;

/// The text of formats.md with its spans, a link, an attribute.
pub fn fixture() -> Item {
    let (article, text, layer) = (fixture::article(), fixture::text(), fixture::layer());
    Item {
        place: Default::default(),
        article,
        text,
        layers: vec![layer],
        project: None,
        findings: Vec::new(),
    }
}

/// A text in which a span is in several pieces, others overlap, touch and nest, over astral characters, combining
/// marks, a joined emoji, CRLF, no-break spaces, marks of direction.
pub fn odd() -> Item {
    let text = "قالَ👩‍👩‍👧 «نعم»\r\nو\u{a0}نفى\u{200f} é e\u{301} 𝔘𝔫 ذلك\tثم\u{2028}صمت.\nنهاية";
    let at = |part: &str| {
        let start = text.find(part).unwrap();
        let before = text[..start].chars().count() as u64;
        (before, before + part.chars().count() as u64)
    };
    let span = |id: &str, label: &str, part: &str| {
        let (start, end) = at(part);
        RawSpan {
            id: Some(id.to_owned()),
            ..RawSpan::new(label, start, end)
        }
    };
    let mut pieces = span("p", "quote", "نعم");
    pieces.fragments.push(at("صمت"));
    pieces.attributes = vec![
        ("kind".to_owned(), AttributeValue::Text("direct".to_owned())),
        ("no_source".to_owned(), AttributeValue::Flag(true)),
    ];
    pieces.note = "انظر \"هنا\", ثم\tهناك\nوهنا".to_owned();
    let mut suggested = span("d", "denial", "نفى\u{200f} é e\u{301} 𝔘𝔫 ذلك");
    suggested.suggested = true;
    let marks = RawMarks {
        annotator: Some("سلمى".to_owned()),
        spans: vec![
            span("a", "source", "👩‍👩‍👧"),
            pieces,
            suggested,
            span("o", "quote", "𝔘𝔫 ذلك\tثم"),
            span("n", "source", "𝔘𝔫"),
            span("t", "source", "𝔘𝔫"),
        ],
        links: vec![RawLink {
            id: Some("l".to_owned()),
            kind: "said_by".to_owned(),
            from: "d".to_owned(),
            to: "n".to_owned(),
            extra: Default::default(),
        }],
        labels: vec!["رياضة".to_owned()],
        note: "كله".to_owned(),
        status: Status::Done,
    };
    let draft = Draft {
        id: Some("odd/1 \"&<>".to_owned()),
        text: text.to_owned(),
        metadata: vec![
            ("author".to_owned(), "=SUM(1)".to_owned()),
            ("url".to_owned(), "https://example.org/?a=1&b=2".to_owned()),
        ],
        marks: vec![marks],
        ..Draft::default()
    };
    draft.settle(&as_is()).unwrap()
}

/// Readers that change no label.
pub fn as_is() -> ReadOptions {
    ReadOptions::default()
}

/// All that a reader of a kind says of one file.
pub fn read_all(kind: Kind, bytes: &[u8], options: &ReadOptions) -> Vec<Result<Item, String>> {
    let files = Memory::one("f", bytes);
    read_files(kind, &files, options)
}

/// All that a reader of a kind says of some files.
pub fn read_files(kind: Kind, files: &Memory, options: &ReadOptions) -> Vec<Result<Item, String>> {
    let options = ReadOptions {
        kind: Some(kind),
        ..options.clone()
    };
    let items = read(files, &options);
    items
        .map(|item| item.map_err(|rejected| rejected.to_string()))
        .collect()
}

/// What a reader says of a file of which all is taken in.
pub fn read_whole(kind: Kind, files: &Memory) -> Vec<Item> {
    let items = read_files(kind, files, &as_is()).into_iter();
    items.map(|item| item.unwrap()).collect()
}

/// The choices of a test.
pub fn choices() -> WriteOptions {
    WriteOptions::new("out", fixture::project())
}

/// Articles as files of a kind.
pub fn write_all(kind: Kind, items: &[Item], options: &WriteOptions) -> Memory {
    let mut files = Memory::default();
    let mut writer = writer(kind, options).unwrap();
    for item in items {
        writer.item(&item.to_export(), &mut files).unwrap();
    }
    writer.end(&mut files).unwrap();
    files
}

/// What a kind loses of an article.
pub fn losses(kind: Kind, item: &Item, options: &WriteOptions) -> Vec<(Lost, usize)> {
    let mut losses = Losses::default();
    writer(kind, options)
        .unwrap()
        .losses(&item.to_export(), &mut losses);
    losses.iter().collect()
}

/// The only file, as text.
pub fn only(files: &Memory) -> String {
    use isnad::format::exchange::files::Files;
    let names = files.names();
    assert_eq!(names.len(), 1, "{names:?}");
    String::from_utf8(files.get(&names[0]).unwrap().to_vec()).unwrap()
}

/// Holds a file against the one that is kept; `UPDATE_GOLDEN=1` writes it anew.
pub fn golden(name: &str, written: &[u8]) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, written).unwrap();
    }
    let kept = std::fs::read(&path).unwrap_or_default();
    let (written, kept) = (
        String::from_utf8_lossy(written),
        String::from_utf8_lossy(&kept),
    );
    assert_eq!(written, kept, "{name}");
}

/// A span as all formats have it: label and pieces.
pub type Plain = (String, Vec<(u32, u32)>, String);

/// The spans of an item, sorted, with what they mark.
pub fn spans(item: &Item) -> Vec<Plain> {
    let mut all = Vec::new();
    for span in item.layers.iter().flat_map(|layer| layer.in_order()) {
        let pairs = span.fragments.iter();
        let pairs: Vec<_> = pairs.map(|e| (e.start().get(), e.end().get())).collect();
        let text = isnad::format::layer::marked_text(span, &item.text);
        all.push((span.label.to_string(), pairs, text));
    }
    all.sort();
    all
}

/// The same with every piece a span of its own.
pub fn pieces(item: &Item) -> Vec<(String, (u32, u32))> {
    let spans = spans(item).into_iter();
    let mut all: Vec<_> = spans
        .flat_map(|(label, pairs, _)| pairs.into_iter().map(move |pair| (label.clone(), pair)))
        .collect();
    all.sort();
    all
}

/// The links by what their ends mark.
pub fn links(item: &Item) -> Vec<(String, Plain, Plain)> {
    let end = |layer: &isnad::model::layer::Layer, id| {
        let span = layer.span(id).unwrap();
        let pairs = span.fragments.iter();
        let pairs: Vec<_> = pairs.map(|e| (e.start().get(), e.end().get())).collect();
        let text = isnad::format::layer::marked_text(span, &item.text);
        (span.label.to_string(), pairs, text)
    };
    let mut all = Vec::new();
    for layer in &item.layers {
        for link in layer.links() {
            all.push((
                link.kind.to_string(),
                end(layer, &link.from),
                end(layer, &link.to),
            ));
        }
    }
    all.sort();
    all
}

/// Articles of any text, with spans of any shape on it, one layer each.
pub fn articles() -> impl Strategy<Value = Vec<Item>> {
    let bits = select(vec![
        "ا",
        "ب",
        " ",
        "\n",
        "\r\n",
        "َ",
        "📈",
        "e\u{301}",
        "\u{200f}",
        "\"",
        ",",
        "\t",
        "<",
        "&",
        "]]>",
        "\u{2028}",
        "👩‍👧",
        "\\",
        "=",
        "\u{a0}",
        ".",
        "و",
    ]);
    let text = vec(bits, 1..40).prop_map(|bits| bits.concat());
    let label = select(vec!["quote", "denial", "source"]);
    let span = (label, vec((0..40_u32, 1..9_u32), 1..3));
    let article = (text, vec(span, 0..6), any::<bool>(), any::<bool>());
    vec(article, 1..4).prop_map(|articles| {
        let numbered = articles.into_iter().enumerate();
        numbered
            .map(|(number, (text, spans, linked, fixed))| {
                let text = format!("م{text}");
                let length = text.chars().count() as u64;
                let mut marks = RawMarks {
                    annotator: Some("k".to_owned()),
                    ..RawMarks::default()
                };
                for (number, (label, pieces)) in spans.into_iter().enumerate() {
                    let mut fragments = Vec::new();
                    let mut at = 0;
                    for (gap, long) in pieces {
                        let start = at + u64::from(gap) % length;
                        let end = (start + u64::from(long)).min(length);
                        if start < end {
                            fragments.push((start, end));
                            at = end;
                        }
                    }
                    if !fragments.is_empty() {
                        let id = Some(format!("s{number}"));
                        marks.spans.push(RawSpan {
                            id,
                            fragments,
                            ..RawSpan::new(label, 0, 0)
                        });
                    }
                }
                if let (true, [first, .., last]) = (linked, &*marks.spans) {
                    marks.links.push(RawLink {
                        id: Some("l1".to_owned()),
                        kind: "said_by".to_owned(),
                        from: first.id.clone().unwrap(),
                        to: last.id.clone().unwrap(),
                        extra: Default::default(),
                    });
                }
                let id = fixed.then(|| format!("a{number}"));
                let draft = Draft {
                    id,
                    text,
                    marks: vec![marks],
                    ..Draft::default()
                };
                draft.settle(&as_is()).unwrap()
            })
            .collect()
    })
}

/// What a layer says of its spans besides where they are: id, attributes, note, whether a program proposed it.
pub fn said(item: &Item) -> Vec<(String, String, String, bool)> {
    let mut all = Vec::new();
    for span in item.layers.iter().flat_map(|layer| layer.in_order()) {
        let suggested = span.origin == isnad::model::annotation::Origin::Suggested;
        let attributes = format!("{:?}", span.attributes);
        all.push((
            span.id.to_string(),
            attributes,
            span.note.clone(),
            suggested,
        ));
    }
    all.sort();
    all
}

/// Texts, spans and links are the same, whatever the order of the articles.
pub fn assert_same(items: &[Item], back: &[Item]) {
    assert_eq!(items.len(), back.len());
    for item in items {
        let same = |back: &&Item| back.article.id == item.article.id && back.text == item.text;
        let back = back.iter().find(same).unwrap();
        assert_eq!(spans(item), spans(back));
        assert_eq!(links(item), links(back));
    }
}

/// Articles without a second one of the same id.
pub fn unique(items: Vec<Item>) -> Vec<Item> {
    let mut ids = std::collections::BTreeSet::new();
    let items = items.into_iter();
    items
        .filter(|item| ids.insert(item.article.id.clone()))
        .collect()
}

/// A second annotator on an article, with a name that no file may have.
pub fn second(mut item: Item) -> Item {
    let mut key = item.layers[0].key().clone();
    key.annotator = "b/c".into();
    item.layers.push(item.layers[0].clone().renamed(key));
    item
}

/// A table of wrong files: each says what is wrong, and a good one beside it comes in.
pub fn assert_wrong(kind: Kind, table: &[(&str, &str)]) {
    let good = write_all(kind, &[fixture()], &choices());
    for (file, message) in table {
        let mut files = good.clone();
        files.insert("f", *file);
        let found = read_files(kind, &files, &as_is());
        let said: Vec<_> = found
            .iter()
            .filter_map(|item| item.as_ref().err())
            .collect();
        assert_eq!(said, [message], "{file}");
        assert!(found.iter().any(Result::is_ok), "{file}");
    }
}

/// A table of wrong lines: each says what is wrong, and the good one behind it comes in.
pub fn assert_wrong_lines(kind: Kind, good: &str, table: &[(&str, &str)]) {
    for (line, message) in table {
        let file = format!("{line}\n{good}");
        let found = read_all(kind, file.as_bytes(), &as_is());
        assert_eq!(found[0].as_ref().unwrap_err(), message, "{line}");
        assert!(found[1].is_ok(), "{line}");
    }
}

/// A zip in memory.
#[derive(Debug)]
pub struct Bytes(pub Vec<u8>);

impl Archive for Bytes {
    type Bytes = Cursor<Vec<u8>>;

    fn open(&self) -> io::Result<Self::Bytes> {
        Ok(Cursor::new(self.0.clone()))
    }
}
