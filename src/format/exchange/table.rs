//! Tables between commas, semicolons or tabs, and JSON Lines with members of any name.
//!
//! Written is a row for each piece of a span, after a row with the whole text of its article, in which `span` is empty:
//! `article, annotator, span, label, start, end, text, note, origin, attributes, metadata`; pieces of one span share
//! `span`. A byte order mark tells spreadsheets that it is UTF-8. A cell that begins with `=`, `+`, `-`, `@`, a tab, CR
//! or `'` gets a `'` before it, so that no spreadsheet takes it for a formula; it is taken off again when a table with
//! these columns is read.
//!
//! Read are these tables; tables with a text in each row and, where there are `start`, `end` and `label`, a span of it;
//! tables with a text in each row and whatever else, which is metadata.

use std::io::{BufRead, Cursor, Read};

use csv::{ReaderBuilder, StringRecord, StringRecordsIntoIter, Terminator, WriterBuilder};

use super::check_back::check;
use super::draft::{Draft, RawMarks, RawSpan};
use super::encoding::io_reason;
use super::files::{Input, Sink};
use super::json_fields::{drafts, id, join_pieces, metadata};
use super::json_values::Values;
use super::kind::Kind;
use super::read::{Columns, Items, ReadOptions, rejected};
use super::reject::{Place, Reason, Rejected};
use super::write::{WriteError, WriteOptions, single_file};
use crate::format::export::{ExportItem, marked};
use crate::format::json_in::Node;
use crate::format::json_out::Out;
use crate::format::losses::Carries;
use crate::format::spans::{attribute, attributes_out};
use crate::model::annotation::Origin;
use crate::model::span::Fragments;

const HEADER: [&str; 11] = [
    "article",
    "annotator",
    "span",
    "label",
    "start",
    "end",
    "text",
    "note",
    "origin",
    "attributes",
    "metadata",
];

/// Names of columns that hold a text, an id, a title.
const TEXTS: [&str; 6] = ["text", "body", "content", "article_text", "النص", "نص"];
const IDS: [&str; 5] = ["article", "article_id", "id", "doc_id", "المعرف"];
const TITLES: [&str; 3] = ["title", "headline", "العنوان"];

pub(super) fn read<'a>(name: &str, input: Input<'a>, options: &'a ReadOptions) -> Items<'a> {
    match Rows::new(name, input, &options.columns) {
        Ok(rows) => Box::new(rows.map(|draft| draft?.settle(options))),
        Err(reason) => rejected(Place::line(name, 1), reason),
    }
}

/// JSON Lines with a text in a member of any name.
pub(super) fn read_lines<'a>(name: &str, input: Input<'a>, options: &'a ReadOptions) -> Items<'a> {
    let drafts = drafts(name, input, |json| line(json, &options.columns));
    Box::new(drafts.map(|draft| draft?.settle(options)))
}

fn line(json: &str, columns: &Columns) -> Result<Draft, Reason> {
    let mut wire = Node::parse(json)?.members()?;
    let mut find = |chosen: &Option<String>, usual: &[&str]| {
        let chosen = chosen.iter().map(String::as_str);
        let names: Vec<&str> = if chosen.len() > 0 {
            chosen.collect()
        } else {
            usual.to_vec()
        };
        let name = names.into_iter().find(|name| wire.has(name))?;
        Some(id(&mut wire, name))
    };
    let text = find(&columns.text, &TEXTS).transpose()?.flatten();
    let missing = || Reason::Missing(columns.text.clone().unwrap_or_else(|| "text".to_owned()));
    Ok(Draft {
        text: text.ok_or_else(missing)?,
        id: find(&columns.id, &IDS).transpose()?.flatten(),
        title: find(&columns.title, &TITLES).transpose()?.flatten(),
        metadata: metadata(&wire)?,
        ..Draft::default()
    })
}

/// What the columns of a table mean, by their places.
struct Layout {
    /// Whether it is the one that is written here.
    own: bool,
    names: Vec<String>,
    text: usize,
    id: Option<usize>,
    title: Option<usize>,
    span: Option<[usize; 3]>,
}

impl Layout {
    fn new(header: &StringRecord, columns: &Columns) -> Result<Self, Reason> {
        let names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
        let place = |name: &str| {
            names
                .iter()
                .position(|known| known.eq_ignore_ascii_case(name))
        };
        let own = HEADER
            .iter()
            .all(|name| names.iter().any(|known| known == name));
        let of = |chosen: &Option<String>, usual: &[&str]| match chosen {
            Some(name) if name.is_empty() => Ok(None),
            Some(name) => match place(name) {
                Some(place) => Ok(Some(place)),
                None => Err(Reason::Missing(name.clone())),
            },
            None => Ok(usual.iter().find_map(|name| place(name))),
        };
        let text = of(&columns.text, &TEXTS)?;
        let span = || Some([place("label")?, place("start")?, place("end")?]);
        Ok(Self {
            own,
            text: text.ok_or_else(|| Reason::Missing("text".to_owned()))?,
            id: of(&columns.id, &IDS)?,
            title: of(&columns.title, &TITLES)?,
            span: span(),
            names,
        })
    }

    /// The column of this name in a table of our own.
    fn own<'r>(&self, row: &'r StringRecord, name: &str) -> &'r str {
        let place = self.names.iter().position(|known| known == name);
        place.and_then(|place| row.get(place)).unwrap_or_default()
    }
}

/// The articles of a table.
struct Rows<'a> {
    name: String,
    rows: StringRecordsIntoIter<Box<dyn Read + 'a>>,
    layout: Layout,
    /// The article whose rows come, or what is wrong with one of them.
    open: Option<(Draft, Option<Rejected>)>,
    /// A row that is none, to be said after the article before it.
    fault: Option<Rejected>,
    ended: bool,
}

/// The longest first line that is looked at.
const HEAD: u64 = 1 << 20;

type Reader<'a> = csv::Reader<Box<dyn Read + 'a>>;

/// A reader that takes the delimiter which the first line has most of.
fn reader<'a>(mut input: Input<'a>) -> Result<Reader<'a>, Reason> {
    let mut head = Vec::new();
    let read = input.by_ref().take(HEAD).read_until(b'\n', &mut head);
    read.map_err(|error| io_reason(&error))?;
    let count = |by: u8| head.iter().filter(|byte| **byte == by).count();
    let delimiter = [b',', b'\t', b';']
        .into_iter()
        .max_by_key(|by| (count(*by), *by == b','));
    let whole: Box<dyn Read + 'a> = Box::new(Cursor::new(head).chain(input));
    Ok(ReaderBuilder::new()
        .delimiter(delimiter.unwrap_or(b','))
        .flexible(true)
        .from_reader(whole))
}

/// The beginning of a table: what a person chooses columns by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The names of the columns, or of the members of all lines that are here.
    pub names: Vec<String>,
    /// The first rows, with a cell for each name.
    pub rows: Vec<Vec<String>>,
}

impl Head {
    /// The columns that are taken for text, id and title where nothing is chosen; a name that is not there is empty.
    pub fn usual(&self) -> Columns {
        let find = |usual: &[&str]| {
            let known = |name: &&str| {
                self.names
                    .iter()
                    .find(|known| known.eq_ignore_ascii_case(name))
            };
            Some(usual.iter().find_map(known).cloned().unwrap_or_default())
        };
        Columns {
            text: find(&TEXTS),
            id: find(&IDS),
            title: find(&TITLES),
        }
    }
}

/// The first rows of a table.
///
/// # Errors
/// [`Reason`] if it is none.
pub fn head(input: Input<'_>, rows: usize) -> Result<Head, Reason> {
    let mut reader = reader(input)?;
    let header = reader.headers().map_err(|error| table(&error))?;
    let names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    let mut head = Head {
        names,
        rows: Vec::new(),
    };
    for row in reader.into_records().take(rows) {
        let row = row.map_err(|error| table(&error))?;
        let cell = |place| row.get(place).unwrap_or_default().to_owned();
        head.rows.push((0..head.names.len()).map(cell).collect());
    }
    Ok(head)
}

/// The first lines of JSON Lines.
///
/// # Errors
/// [`Reason`] if they are none.
pub fn head_of_lines(name: &str, input: Input<'_>, rows: usize) -> Result<Head, Reason> {
    let mut head = Head::default();
    let mut lines = Vec::new();
    for value in Values::new(name, input).take(rows) {
        let value = value.map_err(|rejected| *rejected.reason)?;
        let members = metadata(&Node::parse(&value.json)?.members()?)?;
        for (name, _) in &members {
            if !head.names.contains(name) {
                head.names.push(name.clone());
            }
        }
        lines.push(members);
    }
    for line in lines {
        let cell = |name: &String| {
            let found = line.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        head.rows.push(head.names.iter().map(cell).collect());
    }
    Ok(head)
}

impl<'a> Rows<'a> {
    fn new(name: &str, input: Input<'a>, columns: &Columns) -> Result<Self, Reason> {
        let mut reader = reader(input)?;
        let header = reader.headers().map_err(|error| table(&error))?;
        if header.iter().all(|name| name.trim().is_empty()) {
            return Err(Reason::Empty);
        }
        Ok(Self {
            layout: Layout::new(header, columns)?,
            name: name.to_owned(),
            rows: reader.into_records(),
            open: None,
            fault: None,
            ended: false,
        })
    }

    /// Takes a row in; answers the article that ends before it.
    fn row(&mut self, row: &StringRecord) -> Option<Result<Draft, Rejected>> {
        let line = row.position().map_or(0, csv::Position::line);
        let place = Place::line(&self.name, line);
        let layout = &self.layout;
        let id = layout
            .id
            .and_then(|column| row.get(column))
            .unwrap_or_default();
        let id = if layout.own { bare(id) } else { id };
        let text = row.get(layout.text).unwrap_or_default();
        let begins = match (&self.open, layout.own, layout.span.is_some()) {
            (None, ..) | (_, false, false) => true,
            (Some(_), true, _) => bare(layout.own(row, "span")).is_empty(),
            (Some((open, _)), false, true) => {
                open.text != text || open.id.as_deref().unwrap_or_default() != id
            }
        };
        let mut before = None;
        if begins {
            before = self.open.take();
            let title = self.layout.title.and_then(|column| row.get(column));
            let draft = Draft {
                place: place.clone(),
                id: Some(id.to_owned()).filter(|id| !id.is_empty()),
                title: title.map(str::to_owned),
                text: if self.layout.own { bare(text) } else { text }.to_owned(),
                ..Draft::default()
            };
            let draft = self.known(draft, row);
            let wrong = draft.as_ref().err().cloned();
            let draft = draft.unwrap_or_default();
            self.open = Some((
                draft,
                wrong.map(|reason| Rejected::new(place.clone(), reason)),
            ));
        }
        let is_span = !(begins && self.layout.own) && self.layout.span.is_some();
        if is_span && let Some((draft, wrong)) = &mut self.open {
            let of_article = draft.id.as_deref().unwrap_or_default();
            let taken = match self.layout.own && of_article != id {
                true => Err(Reason::Line(format!(
                    "the article «{id}» has no row of its own"
                ))),
                false => span(&self.layout, row, draft),
            };
            if let (Err(reason), None) = (taken, &wrong) {
                *wrong = Some(Rejected::new(place, reason));
            }
        }
        before.map(ended)
    }

    /// Adds what is known of the article itself.
    fn known(&self, mut draft: Draft, row: &StringRecord) -> Result<Draft, Reason> {
        if self.layout.own {
            let json = bare(self.layout.own(row, "metadata"));
            if !json.is_empty() {
                draft.metadata = metadata(&Node::parse(json)?.members()?)?;
            }
            return Ok(draft);
        }
        let layout = &self.layout;
        let special: Vec<usize> = [Some(layout.text), layout.id, layout.title]
            .into_iter()
            .flatten()
            .chain(layout.span.into_iter().flatten())
            .collect();
        let columns = layout.names.iter().zip(row.iter()).enumerate();
        let rest = columns.filter(|(place, (name, cell))| {
            !special.contains(place) && !name.is_empty() && !cell.is_empty()
        });
        draft.metadata = rest
            .map(|(_, (name, cell))| (name.clone(), cell.to_owned()))
            .collect();
        Ok(draft)
    }
}

/// An article whose rows have all come.
fn ended((mut draft, wrong): (Draft, Option<Rejected>)) -> Result<Draft, Rejected> {
    match wrong {
        Some(rejected) => Err(rejected),
        None => {
            for marks in &mut draft.marks {
                join_pieces(&mut marks.spans);
            }
            Ok(draft)
        }
    }
}

/// Takes the span of a row in.
fn span(layout: &Layout, row: &StringRecord, draft: &mut Draft) -> Result<(), Reason> {
    let Some([label, start, end]) = layout.span else {
        return Ok(());
    };
    let cell = |place: usize| row.get(place).unwrap_or_default();
    if !layout.own
        && [label, start, end]
            .iter()
            .all(|place| cell(*place).trim().is_empty())
    {
        return Ok(());
    }
    let offset = |place: usize, name: &str| {
        let found = cell(place).trim();
        // A column with an empty cell has become one of floating point numbers in many a program.
        let whole = found.strip_suffix(".0").unwrap_or(found);
        whole.parse::<u64>().map_err(|_| Reason::Value {
            name: name.to_owned(),
            found: found.chars().take(40).collect(),
        })
    };
    let mut span = RawSpan::new(cell(label), offset(start, "start")?, offset(end, "end")?);
    let mut annotator = None;
    if layout.own {
        let own = |name| bare(layout.own(row, name));
        span.label = own("label").to_owned();
        span.id = Some(own("span").to_owned());
        span.quoted = Some(own("text").to_owned());
        span.note = own("note").to_owned();
        span.suggested = own("origin") == "suggested";
        let json = own("attributes");
        if !json.is_empty() {
            let members = Node::parse(json)?.members()?;
            let all = members
                .nodes()
                .map(|(name, node)| (name.to_owned(), attribute(node)));
            span.attributes = all.collect();
        }
        annotator = Some(own("annotator").to_owned());
    }
    let place = draft
        .marks
        .iter()
        .position(|marks| marks.annotator == annotator);
    let place = place.unwrap_or_else(|| {
        draft.marks.push(RawMarks {
            annotator,
            ..RawMarks::default()
        });
        draft.marks.len() - 1
    });
    if let Some(marks) = draft.marks.get_mut(place) {
        marks.spans.push(span);
    }
    Ok(())
}

fn table(error: &csv::Error) -> Reason {
    match error.kind() {
        csv::ErrorKind::Io(error) => io_reason(error),
        _ => Reason::Table(error.to_string()),
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Draft, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(rejected) = self.fault.take() {
            return Some(Err(rejected));
        }
        while !self.ended {
            match self.rows.next() {
                None => self.ended = true,
                Some(Ok(row)) => {
                    if let Some(article) = self.row(&row) {
                        return Some(article);
                    }
                }
                Some(Err(error)) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    let rejected = Rejected::new(Place::line(&self.name, line), table(&error));
                    if matches!(error.kind(), csv::ErrorKind::Io(_)) {
                        self.ended = true;
                    }
                    let groups = self.layout.own || self.layout.span.is_some();
                    match &mut self.open {
                        Some((_, wrong)) if groups => _ = wrong.get_or_insert(rejected),
                        Some(_) => {
                            self.fault = Some(rejected);
                            return self.open.take().map(ended);
                        }
                        None => return Some(Err(rejected)),
                    }
                }
            }
        }
        let last = self.open.take().map(ended);
        last.or_else(|| self.fault.take().map(Err))
    }
}

/// What a spreadsheet could take for a formula, and what is put before it.
const FORMULA: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\''];

fn escaped(cell: &str) -> String {
    match cell.starts_with(FORMULA) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}

/// The cell as it was before it was escaped.
fn bare(cell: &str) -> &str {
    let rest = cell
        .strip_prefix('\'')
        .filter(|rest| rest.starts_with(FORMULA));
    rest.unwrap_or(cell)
}

/// Writes such a table.
#[derive(Debug)]
pub struct Writer {
    file: String,
    begun: bool,
}

impl Writer {
    /// At the start of a file.
    pub fn new(options: &WriteOptions) -> Self {
        Self {
            file: single_file(Kind::Csv, &options.stem).unwrap_or_default(),
            begun: false,
        }
    }

    fn begin(&mut self, sink: &mut dyn Sink) -> Result<(), WriteError> {
        if !self.begun {
            self.begun = true;
            sink.write(&self.file, "\u{feff}".as_bytes())?;
            sink.write(&self.file, &lines(&[HEADER.map(str::to_owned)])?)?;
        }
        Ok(())
    }
}

fn lines(rows: &[[String; 11]]) -> Result<Vec<u8>, WriteError> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    for row in rows {
        let wrote = writer.write_record(row.iter().map(|cell| escaped(cell)));
        wrote.map_err(|error| WriteError::Impossible(error.to_string()))?;
    }
    writer
        .into_inner()
        .map_err(|error| WriteError::Impossible(error.to_string()))
}

fn rows(item: &ExportItem<'_>) -> Result<Vec<[String; 11]>, WriteError> {
    let article = item.article.id.as_str().to_owned();
    let mut known = Out::default();
    known.open('{');
    for (name, value) in &item.article.metadata {
        known.text(name, value);
    }
    known.close('}');
    let empty = String::new;
    let whole = [
        article.clone(),
        empty(),
        empty(),
        empty(),
        "0".to_owned(),
        item.text.end().to_string(),
        item.text.as_str().to_owned(),
        empty(),
        empty(),
        empty(),
        known.into_string(),
    ];
    let mut rows = vec![whole];
    for layer in &item.layers {
        for span in layer.in_order() {
            let mut attributes = Out::default();
            attributes_out(&mut attributes, span);
            // A member by itself: what stands behind its name is the object.
            let attributes = match span.attributes.is_empty() {
                true => empty(),
                false => attributes
                    .as_str()
                    .split_once(':')
                    .map_or_else(empty, |(_, json)| json.to_owned()),
            };
            for extent in span.fragments.iter() {
                let piece = Fragments::one(extent);
                let origin = if span.origin == Origin::Suggested {
                    "suggested"
                } else {
                    ""
                };
                rows.push([
                    article.clone(),
                    layer.key().annotator.to_string(),
                    span.id.to_string(),
                    span.label.to_string(),
                    extent.start().to_string(),
                    extent.end().to_string(),
                    marked(item.article, item.text, &span.id, &piece)?,
                    span.note.clone(),
                    origin.to_owned(),
                    attributes.clone(),
                    empty(),
                ]);
            }
        }
    }
    Ok(rows)
}

impl super::write::Writer for Writer {
    fn carries(&self) -> Carries {
        Carries {
            article_ids: true,
            metadata: true,
            annotators: true,
            span_ids: true,
            fragments: true,
            attributes: true,
            notes: true,
            suggestions: true,
            ..Carries::SPANS
        }
    }

    fn item(&mut self, item: &ExportItem<'_>, sink: &mut dyn Sink) -> Result<(), WriteError> {
        let rows = rows(item)?;
        let own = lines(&rows)?;
        let mut whole = lines(&[HEADER.map(str::to_owned)])?;
        whole.extend_from_slice(&own);
        let back = Rows::new("", Box::new(&*whole), &Columns::default());
        let back = back.map_err(|reason| WriteError::Impossible(reason.to_string()))?;
        check(item, back, &str::to_owned)?;
        self.begin(sink)?;
        Ok(sink.write(&self.file, &own)?)
    }

    fn end(&mut self, sink: &mut dyn Sink) -> Result<(), WriteError> {
        self.begin(sink)?;
        Ok(sink.done(&self.file)?)
    }
}
