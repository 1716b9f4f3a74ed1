//! Tables between commas, written.
//!
//! A row for each piece of a span, after a row with the whole text of its article, in which `span` is empty:
//! `article, annotator, span, label, start, end, text, note, origin, attributes, metadata`; pieces of one span share
//! `span`. A byte order mark tells spreadsheets that it is UTF-8. A cell that begins with `=`, `+`, `-`, `@`, a tab, CR
//! or `'` gets a `'` before it, so that no spreadsheet takes it for a formula; it is taken off again when a table with
//! these columns is read (`table`).

use csv::{Terminator, WriterBuilder};

use super::check_back::check;
use super::files::Sink;
use super::kind::Kind;
use super::read::Columns;
use super::table::Rows;
use super::write::{WriteError, WriteOptions, single_file};
use crate::format::csv_cell::no_formula;
use crate::format::export::{ExportItem, marked};
use crate::format::json_out::Out;
use crate::format::losses::Carries;
use crate::format::spans::attributes_out;
use crate::model::annotation::Origin;
use crate::model::span::Fragments;

/// The columns.
pub(super) const HEADER: [&str; 11] = [
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
        let wrote = writer.write_record(row.each_ref().map(|cell| no_formula(cell).into_owned()));
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
