//! Writes doccano's JSON Lines, in code points, as Python counts. Nothing is read here but what was written.
//!
//! One line an article; an article with several layers gets one for each. doccano wants whole numbers for
//! ids, so articles, entities and relations are numbered from 1 through the file.

use crate::model::sorted::Map;
use std::borrow::Cow;

use super::export::{ExportError, ExportItem, marked};
use super::json_in::Node;
use super::json_out::Out;
use super::wire::JsonError;
use crate::model::article::Article;
use crate::model::ids::{ArticleId, SpanId};
use crate::model::layer::{Layer, Status};
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

/// What doccano has no room for, and how many of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// Articles whose id and title are replaced by a number.
    ArticleIds(usize),
    /// Layers whose annotator is not named.
    Annotators(usize),
    /// Spans of several fragments, which become as many spans.
    SplitSpans(usize),
    /// Attributes of spans.
    Attributes(usize),
    /// Notes on spans.
    Notes(usize),
    /// Links between spans.
    Links(usize),
    /// Labels of articles as a whole.
    ArticleLabels(usize),
    /// Notes on articles.
    ArticleNotes(usize),
    /// Articles whose status is another than not begun.
    Statuses(usize),
}

/// A file for doccano.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoccanoFile {
    /// JSON Lines, with a line end after every line.
    pub text: String,
    /// What is not in it; only what is more than none.
    pub losses: Vec<Loss>,
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

#[derive(Default)]
struct Lost {
    article_ids: usize,
    annotators: usize,
    split_spans: usize,
    attributes: usize,
    notes: usize,
    links: usize,
    article_labels: usize,
    article_notes: usize,
    statuses: usize,
}

impl Lost {
    fn add(&mut self, layer: &Layer, layout: Layout) {
        self.annotators += 1;
        for span in layer.in_order() {
            self.split_spans += usize::from(span.fragments.count() > 1);
            self.attributes += span.attributes.len();
            self.notes += usize::from(!span.note.is_empty());
        }
        if layout == Layout::Spans {
            self.links += layer.links().count();
        }
        let meta = layer.meta();
        self.article_labels += meta.labels.len();
        self.article_notes += usize::from(!meta.note.is_empty());
        self.statuses += usize::from(meta.status != Status::Todo);
    }

    fn list(&self) -> Vec<Loss> {
        let all = [
            (self.article_ids, Loss::ArticleIds as fn(usize) -> Loss),
            (self.annotators, Loss::Annotators),
            (self.split_spans, Loss::SplitSpans),
            (self.attributes, Loss::Attributes),
            (self.notes, Loss::Notes),
            (self.links, Loss::Links),
            (self.article_labels, Loss::ArticleLabels),
            (self.article_notes, Loss::ArticleNotes),
            (self.statuses, Loss::Statuses),
        ];
        let some = all.into_iter().filter(|(count, _)| *count > 0);
        some.map(|(count, kind)| kind(count)).collect()
    }
}

#[derive(Default)]
struct Writer {
    entities: u64,
    relations: u64,
    lost: Lost,
}

/// Writes the file.
///
/// # Errors
/// [`ExportError`] if a span ends past the end of its text, or if the file, read back, gives another text
/// for a piece of a span, sliced by code points from the line's own text.
pub fn write_doccano<'a>(
    items: impl Iterator<Item = ExportItem<'a>>,
    layout: Layout,
) -> Result<DoccanoFile, ExportError> {
    let mut writer = Writer::default();
    let mut text = String::new();
    let mut line = 0;
    for item in items {
        let layers = item.layers.iter().map(|layer| Some(*layer));
        let none = item.layers.is_empty().then_some(None);
        writer.lost.article_ids += 1;
        for layer in layers.chain(none) {
            line += 1;
            let (json, pieces) = writer.line(line, &item, layer, layout)?;
            verify(&json, line, item.article, item.text, &pieces, layout)?;
            text.push_str(&json);
            text.push('\n');
        }
    }
    Ok(DoccanoFile {
        text,
        losses: writer.lost.list(),
    })
}

impl Writer {
    fn line<'a>(
        &mut self,
        id: usize,
        item: &ExportItem<'a>,
        layer: Option<&'a Layer>,
        layout: Layout,
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
                    start: extent.start().get().into(),
                    end: extent.end().get().into(),
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
        if let Some(layer) = layer {
            self.lost.add(layer, layout);
        }
        let mut out = Out::default();
        out.open('{');
        out.count("id", id as u64);
        out.text("text", item.text.as_str());
        if layout == Layout::Spans {
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
            return Err(entity.wrong("expected an entity"));
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
    article: &Article,
    text: &Text,
    pieces: &[Piece<'_>],
    layout: Layout,
) -> Result<(), ExportError> {
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
