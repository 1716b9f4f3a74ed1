//! doccano's JSON Lines, read in all their layouts:
//!
//! - `{"text", "label": [[start, end, "label"]]}`, also under `labels` or `entities`;
//! - `{"text", "entities": [{"id", "start_offset", "end_offset", "label"}], "relations": [{"id", "from_id", "to_id",
//!   "type"}]}`;
//! - `{"text", "annotations": [{"label", "start_offset", "end_offset"}]}` of its first versions;
//! - `{"text", "label": ["label"]}` and `cats`, labels of the text as a whole.
//!
//! A text may stand under `data`; what else stands there is metadata. The offsets count code points. The lines are
//! written by `format::doccano`, in another unit if one is asked for: doccano's own screen counts UTF-16 units or
//! graphemes.

use super::check_back::check;
use super::draft::{Draft, RawLink, RawMarks, RawSpan};
use super::files::{Input, Sink};
use super::json_fields::{drafts, id, list, metadata, need_offset, need_text, offset, scalar};
use super::kind::Kind;
use super::read::{Items, ReadOptions};
use super::reject::Reason;
use super::units::OffsetUnit;
use super::write::{WriteError, WriteOptions, single_file};
use crate::format::doccano::{Count, Layout, LineWriter, carries};
use crate::format::export::ExportItem;
use crate::format::json_in::{Members, Node};
use crate::format::losses::Carries;
use crate::model::text::Text;

pub(super) fn read<'a>(name: &str, input: Input<'a>, options: &'a ReadOptions) -> Items<'a> {
    let drafts = drafts(name, input, draft);
    Box::new(drafts.map(|draft| draft?.settle(options)))
}

fn draft(json: &str) -> Result<Draft, Reason> {
    let mut wire = Node::parse(json)?.members()?;
    let text = match wire.has("text") {
        true => need_text(&mut wire, "text")?,
        false => need_text(&mut wire, "data").map_err(|_| Reason::Missing("text".to_owned()))?,
    };
    let id = id(&mut wire, "id")?;
    let mut marks = RawMarks::default();
    for member in ["label", "labels", "entities", "annotations", "cats"] {
        let Some(node) = wire.take(member) else {
            continue;
        };
        if !node.raw().starts_with('[') {
            marks.labels.extend(scalar(node)?);
            continue;
        }
        for node in node.items()? {
            mark(node, &mut marks)?;
        }
    }
    for node in list(&mut wire, "relations")? {
        marks.links.push(relation(node)?);
    }
    marks.note = comments(&mut wire)?;
    let mut known = match wire.take("meta") {
        Some(node) if node.raw().starts_with('{') => metadata(&node.members()?)?,
        _ => Vec::new(),
    };
    known.extend(metadata(&wire)?);
    Ok(Draft {
        id,
        text,
        metadata: known,
        marks: vec![marks],
        ..Draft::default()
    })
}

/// A span as a list or an object, or a label of the whole text.
fn mark(node: Node<'_>, marks: &mut RawMarks) -> Result<(), Reason> {
    match node.raw().chars().next() {
        Some('[') => {
            let parts = node.items()?;
            let part = |place: usize, name: &str| {
                let part = parts.get(place).copied();
                part.ok_or_else(|| Reason::Missing(name.to_owned()))
            };
            let start = offset(part(0, "start")?, "start")?;
            let end = offset(part(1, "end")?, "end")?;
            let label = scalar(part(2, "label")?)?.unwrap_or_default();
            marks.spans.push(RawSpan::new(&label, start, end));
        }
        Some('{') => {
            let mut wire = node.members()?;
            // Label Studio's short files have these members instead.
            let (from, to) = match wire.has("start") {
                true => ("start", "end"),
                false => ("start_offset", "end_offset"),
            };
            let mut labels = match wire.take("labels") {
                Some(node) => node
                    .items()?
                    .into_iter()
                    .map(scalar)
                    .collect::<Result<Vec<_>, _>>()?,
                None => vec![id(&mut wire, "label")?],
            };
            let label = labels.drain(..).next().flatten();
            let label = label.ok_or_else(|| Reason::Missing("label".to_owned()))?;
            if !wire.has(from) {
                marks.labels.push(label);
                return Ok(());
            }
            let start = need_offset(&mut wire, from)?;
            let end = need_offset(&mut wire, to)?;
            marks.spans.push(RawSpan {
                id: id(&mut wire, "id")?,
                quoted: wire.string("text")?.map(std::borrow::Cow::into_owned),
                ..RawSpan::new(&label, start, end)
            });
        }
        _ => marks.labels.extend(scalar(node)?),
    }
    Ok(())
}

fn relation(node: Node<'_>) -> Result<RawLink, Reason> {
    let mut wire = node.members()?;
    let mut need = |name: &str| {
        let found = id(&mut wire, name)?;
        found.ok_or_else(|| Reason::Missing(name.to_owned()))
    };
    Ok(RawLink {
        from: need("from_id")?,
        to: need("to_id")?,
        kind: need("type")?,
        id: id(&mut wire, "id")?,
        extra: Default::default(),
    })
}

/// Remarks of annotators, under `Comments`: strings, or objects with a `text`.
fn comments(wire: &mut Members<'_>) -> Result<String, Reason> {
    let mut lines = Vec::new();
    for name in ["Comments", "comments"] {
        for node in list(wire, name)? {
            if node.raw().starts_with('{') {
                lines.push(node.members()?.text("text")?);
            } else {
                lines.extend(scalar(node)?);
            }
        }
    }
    Ok(lines.join("\n"))
}

/// Writes doccano's lines.
#[derive(Debug)]
pub struct Writer {
    lines: LineWriter,
    layout: Layout,
    /// Another unit than code points.
    unit: Option<OffsetUnit>,
    file: String,
}

impl Writer {
    /// In the layout that the options say.
    pub fn new(options: &WriteOptions) -> Self {
        let layout = match options.relations {
            true => Layout::Relations,
            false => Layout::Spans,
        };
        let unit = options.unit.filter(|unit| *unit != OffsetUnit::CodePoint);
        let count: Option<Count> = unit.map(|unit| match unit {
            OffsetUnit::Utf16 => |text: &Text, at| OffsetUnit::Utf16.offset(text, at),
            OffsetUnit::Utf8 => |text: &Text, at| OffsetUnit::Utf8.offset(text, at),
            _ => |text: &Text, at| OffsetUnit::Grapheme.offset(text, at),
        });
        Self {
            lines: match count {
                Some(count) => LineWriter::counting(layout, count),
                None => LineWriter::new(layout),
            },
            layout,
            unit,
            file: single_file(Kind::Doccano, &options.stem).unwrap_or_default(),
        }
    }
}

impl super::write::Writer for Writer {
    fn carries(&self) -> Carries {
        carries(self.layout)
    }

    fn item(&mut self, item: &ExportItem<'_>, sink: &mut dyn Sink) -> Result<(), WriteError> {
        let lines = self.lines.item(item)?;
        if let Some(unit) = self.unit {
            let back = drafts("", Box::new(lines.as_bytes()), draft);
            let back = back.map(|draft| {
                let unit = Some(unit);
                draft.map(|draft| Draft { unit, ..draft })
            });
            check(item, back, &str::to_owned)?;
        }
        Ok(sink.write(&self.file, lines.as_bytes())?)
    }

    fn end(&mut self, sink: &mut dyn Sink) -> Result<(), WriteError> {
        sink.write(&self.file, b"")?;
        Ok(sink.done(&self.file)?)
    }
}
