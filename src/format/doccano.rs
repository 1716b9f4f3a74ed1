//! Writes doccano's JSON Lines, in code points, as Python counts. Nothing is read here but what was written;
//! `exchange::doccano` reads.
//!
//! One line an article; an article with several layers gets one for each. doccano wants whole numbers for
//! ids, so articles, entities and relations are numbered from 1 through the file.

use crate::model::sorted::Map;
use std::borrow::Cow;

use super::export::{ExportError, ExportItem, marked};
use super::json_in::Node;
use super::json_out::Out;
use super::losses::Carries;
use super::wire::{JsonError, JsonFault};
use crate::model::ids::{ArticleId, SpanId};
use crate::model::layer::Layer;
use crate::model::offset::CodePoint;
use crate::model::span::Fragments;
use crate::model::text::Text;

/// How doccano takes spans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// `"label":[[34,52,"denial"]]`.
    Spans,
    /// `"entities"` and `"relations"`, for a project with relations.
    Relations,
}

/// What a file for doccano has room for.
pub const fn carries(layout: Layout) -> Carries {
    Carries {
        links: matches!(layout, Layout::Relations),
        ..Carries::SPANS
    }
}

/// A piece of a span as doccano has it.
struct Entity<'a> {
    id: u64,
    start: u64,
    end: u64,
    label: &'a str,
}

/// A piece of a span that the file must give back.
struct Piece<'a> {
    span: &'a SpanId,
    label: &'a str,
    marked: String,
}

/// The offset of a code point in another unit; `None` where that has no place for it.
pub type Count = fn(&Text, CodePoint) -> Option<u64>;

/// Writes the lines of one file.
#[derive(Debug)]
pub struct LineWriter {
    layout: Layout,
    /// Another unit than code points.
    count: Option<Count>,
    lines: usize,
    entities: u64,
    relations: u64,
}

/// Writes a file, with a line end after every line.
///
/// # Errors
/// As [`LineWriter::item`].
pub fn write_doccano<'a>(
    items: impl Iterator<Item = ExportItem<'a>>,
    layout: Layout,
) -> Result<String, ExportError> {
    let mut writer = LineWriter::new(layout);
    let mut text = String::new();
    for item in items {
        text.push_str(&writer.item(&item)?);
    }
    Ok(text)
}

impl LineWriter {
    /// At the start of a file.
    pub const fn new(layout: Layout) -> Self {
        Self {
            layout,
            count: None,
            lines: 0,
            entities: 0,
            relations: 0,
        }
    }

    /// At the start of a file whose offsets count another unit. Its lines are for the caller to read back.
    pub const fn counting(layout: Layout, count: Count) -> Self {
        let mut writer = Self::new(layout);
        writer.count = Some(count);
        writer
    }

    fn offset(&self, item: &ExportItem<'_>, at: CodePoint) -> Result<u64, ExportError> {
        let Some(count) = self.count else {
            return Ok(at.get().into());
        };
        count(item.text, at).ok_or_else(|| ExportError::Changed {
            article: item.article.id.clone(),
        })
    }

    /// The lines of an article, with a line end after each.
    ///
    /// # Errors
    /// [`ExportError`] if a span ends past the end of its text, or if a line, read back, gives another text
    /// for a piece of a span, sliced by code points from the line's own text.
    pub fn item(&mut self, item: &ExportItem<'_>) -> Result<String, ExportError> {
        let mut text = String::new();
        for layer in item.each_layer() {
            self.lines += 1;
            let (json, pieces) = self.line(self.lines, item, layer)?;
            if self.count.is_none() {
                verify(&json, self.lines, item, &pieces, self.layout)?;
            }
            text.push_str(&json);
            text.push('\n');
        }
        Ok(text)
    }

    fn line<'a>(
        &mut self,
        id: usize,
        item: &ExportItem<'a>,
        layer: Option<&'a Layer>,
    ) -> Result<(String, Vec<Piece<'a>>), ExportError> {
        let mut entities = Vec::new();
        let mut pieces = Vec::new();
        let mut numbers = Map::new();
        for span in layer.into_iter().flat_map(Layer::in_order) {
            for extent in span.fragments.iter() {
                self.entities += 1;
                // A link goes to the first piece.
                let number = self.entities;
                numbers.update(&span.id, |first: &mut Option<u64>| {
                    first.get_or_insert(number);
                });
                entities.push(Entity {
                    id: self.entities,
                    start: self.offset(item, extent.start())?,
                    end: self.offset(item, extent.end())?,
                    label: span.label.as_str(),
                });
                let piece = Fragments::one(extent);
                pieces.push(Piece {
                    span: &span.id,
                    label: span.label.as_str(),
                    marked: marked(item.article, item.text, &span.id, &piece)?,
                });
            }
        }
        let mut out = Out::default();
        out.open('{');
        out.count("id", id as u64);
        out.text("text", item.text.as_str());
        if self.layout == Layout::Spans {
            out.name("label");
            out.open('[');
            for entity in entities {
                out.open('[');
                out.number(entity.start);
                out.number(entity.end);
                out.string(entity.label);
                out.close(']');
            }
            out.close(']');
            out.close('}');
            return Ok((out.into_string(), pieces));
        }
        out.name("entities");
        out.open('[');
        for entity in entities {
            out.open('{');
            out.count("id", entity.id);
            out.count("start_offset", entity.start);
            out.count("end_offset", entity.end);
            out.text("label", entity.label);
            out.close('}');
        }
        out.close(']');
        out.name("relations");
        out.open('[');
        for link in layer.into_iter().flat_map(Layer::links) {
            let number = |id: &SpanId| numbers.get(id).copied().flatten();
            if let (Some(from), Some(to)) = (number(&link.from), number(&link.to)) {
                self.relations += 1;
                out.open('{');
                out.count("id", self.relations);
                out.count("from_id", from);
                out.count("to_id", to);
                out.text("type", link.kind.as_str());
                out.close('}');
            }
        }
        out.close(']');
        out.close('}');
        Ok((out.into_string(), pieces))
    }
}

/// An entity as it was read back: start, end and label.
type Entry<'a> = (usize, usize, Cow<'a, str>);

/// Text and entities of a line.
fn read_line(json: &str, layout: Layout) -> Result<(Cow<'_, str>, Vec<Entry<'_>>), JsonError> {
    let mut line = Node::parse(json)?.members()?;
    let text = line.string("text")?.unwrap_or_default();
    let member = match layout {
        Layout::Spans => "label",
        Layout::Relations => "entities",
    };
    let mut entries = Vec::new();
    for entity in line.items(member)?.unwrap_or_default() {
        let [start, end, label] = match layout {
            Layout::Spans => {
                let all = entity.items()?;
                [0, 1, 2].map(|place| all.get(place).copied())
            }
            Layout::Relations => {
                let mut all = entity.members()?;
                ["start_offset", "end_offset", "label"].map(|name| all.take(name))
            }
        };
        let (Some(start), Some(end), Some(label)) = (start, end, label) else {
            return Err(entity.wrong(JsonFault::Entity));
        };
        let (start, end, label) = (start.small()?, end.small()?, label.string()?);
        entries.push((start as usize, end as usize, label));
    }
    Ok((text, entries))
}

/// Reads a line back as a program that counts code points does.
fn verify(
    json: &str,
    line: usize,
    item: &ExportItem<'_>,
    pieces: &[Piece<'_>],
    layout: Layout,
) -> Result<(), ExportError> {
    let (article, text) = (item.article, item.text);
    let back = read_line(json, layout);
    let (back, entries) = back.map_err(|error| ExportError::Json { line, error })?;
    let changed = || ExportError::Changed {
        article: ArticleId::clone(&article.id),
    };
    if back != text.as_str() || entries.len() != pieces.len() {
        return Err(changed());
    }
    // Where each code point starts, counted anew and not by the index that made the offsets.
    let starts: Vec<usize> = back
        .char_indices()
        .map(|(byte, _)| byte)
        .chain([back.len()])
        .collect();
    for ((start, end, label), piece) in entries.into_iter().zip(pieces) {
        let (from, to) = (starts.get(start), starts.get(end));
        let found = from.zip(to).and_then(|(from, to)| back.get(*from..*to));
        if label != piece.label {
            return Err(changed());
        }
        if found != Some(&*piece.marked) {
            return Err(ExportError::Mismatch {
                article: article.id.clone(),
                span: piece.span.clone(),
                expected: piece.marked.clone(),
                found: found.map(str::to_owned),
            });
        }
    }
    Ok(())
}
