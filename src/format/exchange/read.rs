//! The one way in: which reader reads what, and what a person may choose about it.

use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

use encoding_rs::Encoding;

use super::encoding::{io_reason, to_utf8};
use super::files::{Files, Input};
use super::item::Item;
use super::kind::Kind;
use super::labels::LabelMap;
use super::recognise::{kind_of, recognise};
use super::reject::{Place, Reason, Rejected};
use super::units::OffsetUnit;
use super::{
    brat, cas_json, cas_xmi, jsonl, layers, pubannotation, tei, trec, webanno_tsv, webannotation,
};
use super::{conll, doccano, hugging_face, isnad, label_studio, prodigy, table, txt};
use crate::model::sorted::Set;

/// What a reader gives, one after another.
pub type Items<'a> = Box<dyn Iterator<Item = Result<Item, Rejected>> + 'a>;

/// What becomes of a title that stands beside the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TitleAs {
    /// It is kept as metadata, and the text as it is.
    #[default]
    Metadata,
    /// It is put before the text, with a blank line between them.
    Joined,
}

/// What makes an article in plain text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cut {
    /// A whole file.
    #[default]
    File,
    /// What stands between blank lines.
    Paragraph,
    /// A line.
    Line,
}

/// Which columns of a table, or members of a line, hold what. A name that is `None` is looked for; an empty one says
/// that there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    /// The text.
    pub text: Option<String>,
    /// The id of the article.
    pub id: Option<String>,
    /// The title.
    pub title: Option<String>,
}

/// What a person may choose of reading.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ReadOptions {
    /// The kind of all files; recognised where it is `None`.
    pub kind: Option<Kind>,
    /// The unit of all offsets; found where it is `None`.
    pub unit: Option<OffsetUnit>,
    /// The encoding of files without a byte order mark; UTF-8 where it is `None`.
    #[serde(with = "super::encoding::by_name")]
    pub encoding: Option<&'static Encoding>,
    /// What becomes of titles.
    pub title: TitleAs,
    /// What makes an article in plain text.
    pub cut: Cut,
    /// What the columns of tables hold.
    pub columns: Columns,
    /// Whose a layer is that names nobody.
    pub annotator: String,
    /// Labels of the file, and of the project.
    pub labels: LabelMap,
    /// The same for link types.
    pub links: LabelMap,
    /// Metadata that is left out, by name.
    pub left_out: Set<String>,
}

/// How much of a file is looked at to see its kind, in bytes: what tells it may stand behind the first article's text.
pub const HEAD: u64 = 1 << 20;

/// The files of an input that are read together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Their kind; `None` where it cannot be seen.
    pub kind: Option<Kind>,
    /// Their names: one, but for kinds whose files belong together.
    pub names: Vec<String>,
}

/// What an input holds, in the order of the names.
pub fn parts(files: &dyn Files, options: &ReadOptions) -> Vec<Part> {
    recognise(&files.names(), options.kind, &mut |name| {
        let mut head = Vec::new();
        // What cannot be read is said when it is read.
        if let Ok(input) = files.open(name) {
            let _ = to_utf8(input, options.encoding).and_then(|input| {
                std::io::Read::read_to_end(&mut std::io::Read::take(input, HEAD), &mut head)
            });
        }
        kind_of(name, &String::from_utf8_lossy(&head))
    })
}

/// All articles of an input.
pub fn read<'a>(files: &'a dyn Files, options: &'a ReadOptions) -> Items<'a> {
    let parts = parts(files, options).into_iter();
    Box::new(parts.flat_map(|part| read_part(files, part, options)))
}

/// The articles of some files that belong together, without the metadata that is left out.
pub fn read_part<'a>(files: &'a dyn Files, part: Part, options: &'a ReadOptions) -> Items<'a> {
    let items = whole_part(files, part, options);
    if options.left_out.is_empty() {
        return items;
    }
    Box::new(items.map(|item| {
        let mut item = item?;
        let known = &mut item.article.metadata;
        known.retain(|name, _| !options.left_out.contains(name));
        Ok(item)
    }))
}

fn whole_part<'a>(files: &'a dyn Files, part: Part, options: &'a ReadOptions) -> Items<'a> {
    let first = part.names.first().cloned().unwrap_or_default();
    let Some(kind) = part.kind else {
        return rejected(Place::file(&first), Reason::UnknownKind);
    };
    if kind.is_set() {
        return read_set(kind, files, part.names, options);
    }
    let names = part.names.into_iter();
    Box::new(names.flat_map(move |name| {
        let input = files.open(&name);
        // A plain text keeps its bytes until it is decoded as a whole: their hash is kept.
        let input = match kind {
            Kind::Txt => input,
            // A page says its own encoding.
            Kind::Html => input,
            _ => input.and_then(|input| to_utf8(input, options.encoding)),
        };
        match input {
            Ok(input) => read_file(kind, &name, input, options),
            Err(error) => rejected(Place::file(&name), io_reason(&error)),
        }
    }))
}

/// The articles of one file.
fn read_file<'a>(kind: Kind, name: &str, input: Input<'a>, options: &'a ReadOptions) -> Items<'a> {
    match kind {
        Kind::Isnad => isnad::read(name, input),
        Kind::Conll | Kind::Bio => conll::read(kind, name, input, options),
        Kind::Csv => table::read(name, input, options),
        Kind::HuggingFace => hugging_face::read(name, input, options),
        Kind::Html => read_page(name, input, options),
        Kind::Jsonl => jsonl::read(name, input, options),
        Kind::Doccano => doccano::read(name, input, options),
        Kind::LabelStudio => label_studio::read(name, input, options),
        Kind::Prodigy => prodigy::read(name, input, options),
        Kind::CasJson => cas_json::read(name, input, options),
        Kind::CasXmi => cas_xmi::read(name, input, options),
        Kind::PubAnnotation => pubannotation::read(name, input, options),
        Kind::Tei => tei::read(name, input, options),
        Kind::Trec => trec::read(name, input, options),
        Kind::WebannoTsv => webanno_tsv::read(name, input, options),
        Kind::WebAnnotation => webannotation::read(name, input, options),
        Kind::Txt => txt::read(name, input, options),
        _ => rejected(Place::file(name), Reason::NotRead(kind)),
    }
}

/// Reads web pages.
pub type ReadPages = for<'a> fn(&str, Input<'a>, &'a ReadOptions) -> Items<'a>;

/// What reads web pages where that is not compiled in: on the page it comes in a part of its own.
static PAGES: OnceLock<ReadPages> = OnceLock::new();

/// From now on web pages are read.
pub fn bring_pages(read: ReadPages) {
    // The same one each time.
    let _ = PAGES.set(read);
}

fn read_page<'a>(name: &str, input: Input<'a>, options: &'a ReadOptions) -> Items<'a> {
    #[cfg(all(feature = "html", not(feature = "split")))]
    bring_pages(super::html::read);
    match PAGES.get() {
        Some(read) => read(name, input, options),
        None => rejected(Place::file(name), Reason::NotRead(Kind::Html)),
    }
}

/// The articles of files that belong together.
fn read_set<'a>(
    kind: Kind,
    files: &'a dyn Files,
    names: Vec<String>,
    options: &'a ReadOptions,
) -> Items<'a> {
    match kind {
        Kind::Brat => brat::read(files, names, options),
        Kind::Layers => layers::read(files, names, options),
        _ => {
            let first = names.first().cloned().unwrap_or_default();
            rejected(Place::file(&first), Reason::NotRead(kind))
        }
    }
}

/// Nothing but an error.
pub(super) fn rejected<'a>(place: Place, reason: Reason) -> Items<'a> {
    Box::new(std::iter::once(Err(Rejected::new(place, reason))))
}
