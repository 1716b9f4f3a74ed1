//! JSON Lines of spaCy and Prodigy: `{"text", "tokens": [{"text", "start", "end", "id", "ws"}], "spans": [{"start",
//! "end", "token_start", "token_end", "label"}], "relations": […], "answer"}` in code points; `token_end` is the last
//! token, not the one after.
//!
//! The tokens make up the text, and each span begins and ends with one: where a span cuts a word the word is two
//! tokens. What else stands on a span or an article goes into members of its own, which Prodigy keeps: pieces of one
//! span share its `id`. Prodigy's `answer` is `accept` unless the article was skipped.

use super::check_back::check;
use super::draft::{Draft, RawLink, RawMarks, RawSpan};
use super::files::{Input, Sink};
use super::json_fields::{drafts, id, join_pieces, list, metadata, need_offset, need_text, scalar};
use super::kind::Kind;
use super::read::{Items, ReadOptions};
use super::reject::Reason;
use super::tokens::{Covering, Tokenizer, cover};
use super::write::{WriteError, WriteOptions, single_file};
use crate::format::export::ExportItem;
use crate::format::json_in::Node;
use crate::format::json_out::Out;
use crate::format::layer::{status_from, status_name};
use crate::format::losses::Carries;
use crate::format::spans::{attribute, attributes_out};
use crate::model::annotation::{Annotation, Origin};
use crate::model::layer::{Layer, Status};
use crate::model::sorted::Set;
use crate::model::span::Extent;

pub(super) fn read<'a>(name: &str, input: Input<'a>, options: &'a ReadOptions) -> Items<'a> {
    let drafts = drafts(name, input, draft);
    Box::new(drafts.map(|draft| draft?.settle(options)))
}

fn draft(json: &str) -> Result<Draft, Reason> {
    let mut wire = Node::parse(json)?.members()?;
    let text = need_text(&mut wire, "text")?;
    let id = id(&mut wire, "id")?;
    let mut marks = RawMarks::default();
    for node in list(&mut wire, "spans")? {
        marks.spans.push(span(node)?);
    }
    for node in list(&mut wire, "relations")? {
        let link = relation(node, &mut marks.spans)?;
        marks.links.push(link);
    }
    join_pieces(&mut marks.spans);
    for node in list(&mut wire, "accept")? {
        marks.labels.extend(scalar(node)?);
    }
    if let Some(node) = wire.take("label") {
        marks.labels.extend(scalar(node)?);
    }
    marks.note = wire.text("note")?;
    let answer = wire.string("answer")?;
    let said = wire.string("status")?;
    marks.status = match (said.as_deref().and_then(status_from), answer.as_deref()) {
        (Some(status), _) => status,
        (None, Some("accept")) => Status::Done,
        (None, Some("ignore")) => Status::Skipped,
        (None, Some("reject")) => Status::Discuss,
        (None, _) => Status::Todo,
    };
    let annotator = wire
        .string("_annotator_id")?
        .or(wire.string("_session_id")?);
    marks.annotator = annotator.map(std::borrow::Cow::into_owned);
    let mut known = match wire.take("meta").filter(|node| node.raw().starts_with('{')) {
        Some(node) => metadata(&node.members()?)?,
        None => Vec::new(),
    };
    // What Prodigy's screens need: nothing that is known of the article.
    for name in [
        "tokens",
        "options",
        "config",
        "_view_id",
        "_input_hash",
        "_task_hash",
        "_is_binary",
        "_timestamp",
    ] {
        wire.take(name);
    }
    known.extend(metadata(&wire)?);
    Ok(Draft {
        id,
        text,
        metadata: known,
        marks: vec![marks],
        ..Draft::default()
    })
}

fn span(node: Node<'_>) -> Result<RawSpan, Reason> {
    let mut wire = node.members()?;
    let (start, end) = (
        need_offset(&mut wire, "start")?,
        need_offset(&mut wire, "end")?,
    );
    let label = id(&mut wire, "label")?.unwrap_or_default();
    let mut span = RawSpan::new(&label, start, end);
    span.id = id(&mut wire, "id")?;
    let attributes = wire.object("attributes")?;
    span.attributes = attributes
        .nodes()
        .map(|(name, node)| (name.to_owned(), attribute(node)))
        .collect();
    span.note = wire.text("note")?;
    span.suggested = wire.string("origin")?.as_deref() == Some("suggested");
    // Some programs quote the text.
    span.quoted = wire.string("text")?.map(std::borrow::Cow::into_owned);
    for name in ["token_start", "token_end"] {
        wire.take(name);
    }
    span.extra = wire.kept("");
    Ok(span)
}

/// A relation names its spans by their offsets; those that have no id get one.
fn relation(node: Node<'_>, spans: &mut Vec<RawSpan>) -> Result<RawLink, Reason> {
    let mut wire = node.members()?;
    let mut end = |name: &str| -> Result<String, Reason> {
        let node = wire
            .take(name)
            .ok_or_else(|| Reason::Missing(name.to_owned()))?;
        let found = span(node)?;
        if let Some(id) = found.id {
            return Ok(id);
        }
        let same = |span: &&RawSpan| span.label == found.label && span.fragments == found.fragments;
        let number = spans.iter().position(|span| same(&span));
        let number = number.unwrap_or_else(|| {
            spans.push(found.clone());
            spans.len() - 1
        });
        let taken: Set<_> = spans.iter().filter_map(|span| span.id.clone()).collect();
        let free = (number + 1..)
            .map(|n| format!("s{n}"))
            .find(|id| !taken.contains(id));
        let place = spans.get_mut(number).map(|span| &mut span.id);
        Ok(place
            .map(|id| id.get_or_insert(free.unwrap_or_default()).clone())
            .unwrap_or_default())
    };
    let (from, to) = (end("head_span")?, end("child_span")?);
    Ok(RawLink {
        id: id(&mut wire, "id")?,
        kind: id(&mut wire, "label")?.unwrap_or_default(),
        from,
        to,
        extra: Default::default(),
    })
}

/// Writes such lines.
#[derive(Debug)]
pub struct Writer {
    tokenizer: Tokenizer,
    file: String,
}

impl Writer {
    /// With the tokens that the options ask for.
    pub fn new(options: &WriteOptions) -> Self {
        Self {
            tokenizer: options.tokenizer,
            file: single_file(Kind::Prodigy, &options.stem).unwrap_or_default(),
        }
    }

    fn line(&self, item: &ExportItem<'_>, layer: Option<&Layer>) -> String {
        let text = item.text.as_str();
        let extents = layer
            .into_iter()
            .flat_map(Layer::in_order)
            .flat_map(|span| span.fragments.iter());
        let extents: Vec<Extent> = extents.collect();
        let tokens = cover(text, &self.tokenizer.tokens(text), &extents);
        let mut out = Out::default();
        out.open('{');
        out.text("id", item.article.id.as_str());
        out.text("text", text);
        out.name("meta");
        out.open('{');
        for (name, value) in &item.article.metadata {
            out.text(name, value);
        }
        out.close('}');
        out.name("tokens");
        out.open('[');
        for (number, Covering { token, space }) in tokens.iter().enumerate() {
            out.open('{');
            out.text("text", token.text);
            out.count("start", token.start.into());
            out.count("end", token.end.into());
            out.count("id", number as u64);
            out.flag("ws", *space);
            out.close('}');
        }
        out.close(']');
        out.name("spans");
        out.open('[');
        for span in layer.into_iter().flat_map(Layer::in_order) {
            for extent in span.fragments.iter() {
                out.open('{');
                place_out(&mut out, span, extent, &tokens);
                rest_out(&mut out, span);
                out.close('}');
            }
        }
        out.close(']');
        if let Some(layer) = layer {
            layer_out(&mut out, layer, &tokens);
        }
        out.close('}');
        out.into_string()
    }
}

fn layer_out(out: &mut Out, layer: &Layer, tokens: &[Covering<'_>]) {
    let meta = layer.meta();
    out.name("relations");
    out.open('[');
    for link in layer.links() {
        let (Some(from), Some(to)) = (layer.span(&link.from), layer.span(&link.to)) else {
            continue;
        };
        let last = |span: &Annotation| token_range(first(span), tokens).1;
        out.open('{');
        out.count("head", last(from));
        out.count("child", last(to));
        for (name, span) in [("head_span", from), ("child_span", to)] {
            out.name(name);
            out.open('{');
            place_out(out, span, first(span), tokens);
            out.close('}');
        }
        out.text("label", link.kind.as_str());
        out.text("id", link.id.as_str());
        out.close('}');
    }
    out.close(']');
    if !meta.labels.is_empty() {
        out.texts("accept", &mut meta.labels.iter().map(|label| &**label));
    }
    if !meta.note.is_empty() {
        out.text("note", &meta.note);
    }
    out.text("status", status_name(meta.status));
    let skipped = meta.status == Status::Skipped;
    out.text("answer", if skipped { "ignore" } else { "accept" });
    if !layer.key().annotator.as_str().is_empty() {
        out.text("_annotator_id", layer.key().annotator.as_str());
    }
}

/// The first piece of a span.
fn first(span: &Annotation) -> Extent {
    span.fragments
        .iter()
        .next()
        .unwrap_or_else(|| span.fragments.hull())
}

/// The first and the last token of an extent.
fn token_range(extent: Extent, tokens: &[Covering<'_>]) -> (u64, u64) {
    let place = |found: usize| found as u64;
    let start = tokens.partition_point(|covering| covering.token.end <= extent.start().get());
    let end = tokens.partition_point(|covering| covering.token.start < extent.end().get());
    (place(start), place(end.saturating_sub(1)))
}

fn place_out(out: &mut Out, span: &Annotation, extent: Extent, tokens: &[Covering<'_>]) {
    let (first, last) = token_range(extent, tokens);
    out.count("start", extent.start().get().into());
    out.count("end", extent.end().get().into());
    out.count("token_start", first);
    out.count("token_end", last);
    out.text("label", span.label.as_str());
    out.text("id", span.id.as_str());
}

fn rest_out(out: &mut Out, span: &Annotation) {
    if !span.attributes.is_empty() {
        attributes_out(out, span);
    }
    if !span.note.is_empty() {
        out.text("note", &span.note);
    }
    if span.origin == Origin::Suggested {
        out.text("origin", "suggested");
    }
}

impl super::write::Writer for Writer {
    fn carries(&self) -> Carries {
        Carries {
            fragments: false,
            work: false,
            ..Carries::ALL
        }
    }

    fn item(&mut self, item: &ExportItem<'_>, sink: &mut dyn Sink) -> Result<(), WriteError> {
        let mut lines = String::new();
        for layer in item.each_layer() {
            lines.push_str(&self.line(item, layer));
            lines.push('\n');
        }
        check(
            item,
            drafts("", Box::new(lines.as_bytes()), draft),
            &str::to_owned,
        )?;
        Ok(sink.write(&self.file, lines.as_bytes())?)
    }

    fn end(&mut self, sink: &mut dyn Sink) -> Result<(), WriteError> {
        sink.write(&self.file, b"")?;
        Ok(sink.done(&self.file)?)
    }
}
