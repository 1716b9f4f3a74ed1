//! Writes Web Annotations; `webannotation` says what they are.

use super::check_back::check;
use super::draft::Draft;
use super::files::Sink;
use super::kind::Kind;
use super::reject::Rejected;
use super::webannotation::{Drafts, URN};
use super::write::{WriteError, WriteOptions, single_file};
use crate::format::export::{ExportItem, marked};
use crate::format::json_out::Out;
use crate::format::losses::Carries;
use crate::model::annotation::{Annotation, AttributeValue, Link};
use crate::model::layer::Layer;
use crate::model::span::Fragments;

/// Its context.
const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";
/// How many code points of what stands before and behind a piece are quoted.
const AROUND: usize = 32;

/// Writes Web Annotations.
#[derive(Debug)]
pub struct Writer {
    file: String,
    begun: bool,
}

impl Writer {
    /// A file of the name that the options say.
    pub fn new(options: &WriteOptions) -> Self {
        Self {
            file: single_file(Kind::WebAnnotation, &options.stem).unwrap_or_default(),
            begun: false,
        }
    }
}

impl super::write::Writer for Writer {
    fn carries(&self) -> Carries {
        Carries {
            article_ids: true,
            annotators: true,
            span_ids: true,
            fragments: true,
            attributes: true,
            notes: true,
            links: true,
            article_labels: true,
            article_notes: true,
            ..Carries::SPANS
        }
    }

    fn item(&mut self, item: &ExportItem<'_>, sink: &mut dyn Sink) -> Result<(), WriteError> {
        let mut values = vec![text(item)];
        for layer in &item.layers {
            for span in layer.in_order() {
                values.push(annotation(item, layer, span)?);
            }
            for linked in layer.links() {
                values.push(link(item, layer, linked));
            }
            values.extend(about(item, layer));
        }
        let lines = values.join("\n");
        let back: Vec<Result<Draft, Rejected>> =
            Drafts::new("", Box::new(lines.as_bytes())).collect();
        check(item, back.into_iter(), &str::to_owned)?;
        for value in values {
            let before: &[u8] = if self.begun { b",\n" } else { b"[\n" };
            self.begun = true;
            sink.write(&self.file, before)?;
            sink.write(&self.file, value.as_bytes())?;
        }
        Ok(())
    }

    fn end(&mut self, sink: &mut dyn Sink) -> Result<(), WriteError> {
        let end: &[u8] = if self.begun { b"\n]\n" } else { b"[]\n" };
        sink.write(&self.file, end)?;
        Ok(sink.done(&self.file)?)
    }
}

/// The IRI of something of an article.
fn iri(item: &ExportItem<'_>, parts: &[&str]) -> String {
    let mut iri = URN.to_owned();
    let all = std::iter::once(item.article.id.as_str()).chain(parts.iter().copied());
    for (number, part) in all.enumerate() {
        if number > 0 {
            iri.push(':');
        }
        for byte in part.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                    iri.push(char::from(byte))
                }
                _ => iri.push_str(&format!("%{byte:02X}")),
            }
        }
    }
    iri
}

fn head(id: &str, kind: &str) -> Out {
    let mut out = Out::default();
    out.open('{');
    out.text("@context", CONTEXT);
    out.text("id", id);
    out.text("type", kind);
    out
}

fn text(item: &ExportItem<'_>) -> String {
    let mut out = head(&iri(item, &[]), "Text");
    out.text("format", "text/plain");
    out.text("value", item.text.as_str());
    out.close('}');
    out.into_string()
}

fn begin(item: &ExportItem<'_>, layer: &Layer, id: &str, motivation: &str) -> Out {
    let annotator = layer.key().annotator.as_str();
    let mut out = head(&iri(item, &[annotator, id]), "Annotation");
    out.text("motivation", motivation);
    if !annotator.is_empty() {
        out.name("creator");
        out.open('{');
        out.text("type", "Person");
        out.text("name", annotator);
        out.close('}');
    }
    out
}

fn body(out: &mut Out, purpose: &str, value: &str, format: Option<&str>) {
    out.open('{');
    out.text("type", "TextualBody");
    out.text("purpose", purpose);
    out.text("value", value);
    if let Some(format) = format {
        out.text("format", format);
    }
    out.close('}');
}

fn annotation(
    item: &ExportItem<'_>,
    layer: &Layer,
    span: &Annotation,
) -> Result<String, WriteError> {
    let mut out = begin(item, layer, span.id.as_str(), "tagging");
    out.name("body");
    out.open('[');
    body(&mut out, "tagging", span.label.as_str(), None);
    if !span.attributes.is_empty() {
        let mut json = Out::default();
        json.open('{');
        for (name, value) in &span.attributes {
            match value {
                AttributeValue::Flag(flag) => json.flag(name.as_str(), *flag),
                AttributeValue::Text(text) => json.text(name.as_str(), text),
                AttributeValue::Other(other) => json.unknown(&[(name.as_str(), other)]),
            }
        }
        json.close('}');
        body(
            &mut out,
            "describing",
            json.as_str(),
            Some("application/json"),
        );
    }
    if !span.note.is_empty() {
        body(&mut out, "commenting", &span.note, None);
    }
    out.close(']');
    out.name("target");
    out.open('[');
    for extent in span.fragments.iter() {
        let exact = marked(item.article, item.text, &span.id, &Fragments::one(extent))?;
        let text = item.text.as_str();
        let byte = |at| item.text.byte_at(at).map_or(0, |byte| byte.get() as usize);
        let before = text.get(..byte(extent.start())).unwrap_or_default();
        let behind = text.get(byte(extent.end())..).unwrap_or_default();
        let from = before
            .char_indices()
            .rev()
            .nth(AROUND - 1)
            .map_or(0, |(at, _)| at);
        let to = behind
            .char_indices()
            .nth(AROUND)
            .map_or(behind.len(), |(at, _)| at);
        out.open('{');
        out.text("source", &iri(item, &[]));
        out.name("selector");
        out.open('[');
        out.open('{');
        out.text("type", "TextPositionSelector");
        out.count("start", extent.start().get().into());
        out.count("end", extent.end().get().into());
        out.close('}');
        out.open('{');
        out.text("type", "TextQuoteSelector");
        out.text("exact", &exact);
        out.text("prefix", before.get(from..).unwrap_or_default());
        out.text("suffix", behind.get(..to).unwrap_or_default());
        out.close('}');
        out.close(']');
        out.close('}');
    }
    out.close(']');
    out.close('}');
    Ok(out.into_string())
}

fn link(item: &ExportItem<'_>, layer: &Layer, link: &Link) -> String {
    let mut out = begin(item, layer, link.id.as_str(), "linking");
    out.name("body");
    body(&mut out, "tagging", link.kind.as_str(), None);
    out.name("target");
    out.open('[');
    for end in [&link.from, &link.to] {
        out.open('{');
        out.text(
            "id",
            &iri(item, &[layer.key().annotator.as_str(), end.as_str()]),
        );
        out.close('}');
    }
    out.close(']');
    out.close('}');
    out.into_string()
}

/// What is said of the article as a whole.
fn about(item: &ExportItem<'_>, layer: &Layer) -> Option<String> {
    let meta = layer.meta();
    if meta.labels.is_empty() && meta.note.is_empty() {
        return None;
    }
    let mut out = begin(item, layer, "", "tagging");
    out.name("body");
    out.open('[');
    for label in meta.labels.iter() {
        body(&mut out, "tagging", label, None);
    }
    if !meta.note.is_empty() {
        body(&mut out, "commenting", &meta.note, None);
    }
    out.close(']');
    out.text("target", &iri(item, &[]));
    out.close('}');
    Some(out.into_string())
}
