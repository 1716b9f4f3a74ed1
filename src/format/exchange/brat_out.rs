//! Writes a folder of brat: `.txt` and `.ann` for each article, and `annotation.conf` with what stands in them. Where
//! an article has several layers, each annotator has a folder.

use super::brat::{cuts, draft};
use super::check_back::check_cut;
use super::files::Sink;
use super::write::{WriteError, WriteOptions, file_name};
use crate::format::export::{ExportItem, marked};
use crate::format::losses::{Carries, Losses, Lost};
use crate::model::annotation::{Annotation, AttributeValue};
use crate::model::layer::Layer;
use crate::model::offset::CodePoint;
use crate::model::scheme::{AttributeKind, Scheme};
use crate::model::sorted::{Map, Set};
use crate::model::span::{Extent, Fragments};

/// brat's names: a capital first, nothing but letters, digits, hyphens and underscores. No two get the same one.
#[derive(Debug, Default)]
struct Names {
    names: Map<String, String>,
    taken: Set<String>,
}

impl Names {
    fn add(&mut self, id: &str) -> String {
        if let Some(name) = self.names.get(id) {
            return name.clone();
        }
        let usual = |c: char| {
            if c.is_alphanumeric() || c == '-' {
                c
            } else {
                '_'
            }
        };
        let mut chars = id.chars();
        let first = chars
            .next()
            .map(|c| usual(c).to_ascii_uppercase())
            .unwrap_or('_');
        let plain: String = std::iter::once(first).chain(chars.map(usual)).collect();
        let mut name = plain.clone();
        let mut number = 1;
        while self.taken.contains(&name) {
            number += 1;
            name = format!("{plain}_{number}");
        }
        self.taken.insert(name.clone());
        self.names.insert(id.to_owned(), name.clone());
        name
    }

    fn get(&self, id: &str) -> String {
        self.names.get(id).cloned().unwrap_or_default()
    }
}

/// Writes folders of brat.
#[derive(Debug)]
pub struct Writer {
    labels: Names,
    links: Names,
    /// Values by attribute.
    attributes: Map<String, Set<String>>,
}

/// What brat has room for.
const CARRIES: Carries = Carries {
    article_ids: true,
    fragments: true,
    attributes: true,
    notes: true,
    links: true,
    crlf: false,
    ..Carries::SPANS
};

impl Writer {
    /// With the names of the project's scheme.
    pub fn new(options: &WriteOptions) -> Self {
        let scheme: &Scheme = &options.project.scheme;
        let mut writer = Self {
            labels: Names::default(),
            links: Names::default(),
            attributes: Map::new(),
        };
        for label in &scheme.labels {
            writer.labels.add(label.id.as_str());
        }
        for link in &scheme.links {
            writer.links.add(link.id.as_str());
        }
        for attribute in &scheme.attributes {
            let values = match &attribute.kind {
                AttributeKind::Choice(values) => {
                    values.iter().map(|value| value.id.clone()).collect()
                }
                AttributeKind::Flag | AttributeKind::Text => Set::new(),
            };
            writer
                .attributes
                .insert(word(attribute.id.as_str()), values);
        }
        writer
    }

    /// The lines of a layer.
    fn lines(&mut self, item: &ExportItem<'_>, layer: &Layer) -> Result<String, WriteError> {
        let mut spans = String::new();
        let mut rest = String::new();
        let (mut attributes, mut notes) = (0, 0);
        let mut numbers = Vec::with_capacity(layer.len());
        for span in layer.in_order() {
            let pieces = pieces(item, span)?;
            let name = self.labels.add(span.label.as_str());
            if pieces.is_empty() {
                continue;
            }
            let number = numbers.len() + 1;
            numbers.push((span.id.clone(), number));
            let offsets: Vec<String> = pieces
                .iter()
                .map(|(extent, _)| format!("{} {}", extent.start().get(), extent.end().get()))
                .collect();
            let quoted: Vec<&str> = pieces.iter().map(|(_, text)| &**text).collect();
            spans += &format!(
                "T{number}\t{name} {}\t{}\n",
                offsets.join(";"),
                quoted.join(" ")
            );
            for (id, value) in &span.attributes {
                attributes += 1;
                let name = word(id.as_str());
                let value = self.value(&name, value);
                rest += &format!("A{attributes}\t{name} T{number}{value}\n");
            }
            if !span.note.is_empty() {
                for line in span.note.split('\n') {
                    notes += 1;
                    let line = line.replace(cuts, " ");
                    rest += &format!("#{notes}\tAnnotatorNotes T{number}\t{line}\n");
                }
            }
        }
        let numbers: Map<_, _> = numbers.into_iter().collect();
        let mut links = 0;
        for link in layer.links() {
            let kind = self.links.add(link.kind.as_str());
            if let (Some(from), Some(to)) = (numbers.get(&link.from), numbers.get(&link.to)) {
                links += 1;
                spans += &format!("R{links}\t{kind} Arg1:T{from} Arg2:T{to}\n");
            }
        }
        Ok(spans + &rest)
    }

    /// How the value of an attribute stands on its line, and for the settings.
    fn value(&mut self, name: &str, value: &AttributeValue) -> String {
        let value = match value {
            AttributeValue::Flag(true) => String::new(),
            AttributeValue::Flag(false) => "false".to_owned(),
            AttributeValue::Text(text) | AttributeValue::Other(text) => text.replace(cuts, " "),
        };
        self.attributes
            .update(name.to_owned(), |values: &mut Set<String>| {
                if !value.is_empty() {
                    values.insert(value.clone());
                }
            });
        match value.is_empty() {
            true => value,
            false => format!(" {value}"),
        }
    }

    fn settings(&self) -> String {
        let mut settings = "[entities]\n".to_owned();
        for name in self.labels.names.values() {
            settings += &format!("{name}\n");
        }
        settings += "\n[relations]\n";
        for name in self.links.names.values() {
            settings += &format!("{name}\tArg1:<ENTITY>, Arg2:<ENTITY>\n");
        }
        // Without this brat refuses spans that share characters.
        settings += "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n";
        settings += "\n[events]\n\n[attributes]\n";
        for (name, values) in &self.attributes {
            let plain = |value: &&String| !value.contains(['|', ',', ' ']);
            let values: Vec<&str> = values.iter().filter(plain).map(String::as_str).collect();
            settings += &format!("{name}\tArg:<ENTITY>");
            if !values.is_empty() {
                settings += &format!(", Value:{}", values.join("|"));
            }
            settings.push('\n');
        }
        settings
    }
}

/// An id without white space.
fn word(id: &str) -> String {
    match id.is_empty() {
        true => "_".to_owned(),
        false => id.replace(char::is_whitespace, "_"),
    }
}

/// The pieces of a span, cut at line ends and tabs, with what they mark.
fn pieces(item: &ExportItem<'_>, span: &Annotation) -> Result<Vec<(Extent, String)>, WriteError> {
    let mut pieces = Vec::new();
    for extent in span.fragments.iter() {
        let text = marked(item.article, item.text, &span.id, &Fragments::one(extent))?;
        let mut at = extent.start().get();
        for part in text.split(cuts) {
            let long = u32::try_from(part.chars().count()).unwrap_or(u32::MAX);
            let end = at.saturating_add(long);
            if let Some(extent) = Extent::new(CodePoint::new(at), CodePoint::new(end)) {
                pieces.push((extent, part.to_owned()));
            }
            at = end.saturating_add(1);
        }
    }
    Ok(pieces)
}

fn lines_of(piece: &str) -> Vec<&str> {
    let parts = piece.split(cuts);
    parts.filter(|part| !part.is_empty()).collect()
}

impl super::write::Writer for Writer {
    fn carries(&self) -> Carries {
        CARRIES
    }

    fn losses(&self, item: &ExportItem<'_>, losses: &mut Losses) {
        losses.add(item, &self.carries());
        for span in item.layers.iter().flat_map(|layer| layer.in_order()) {
            let texts = span
                .fragments
                .iter()
                .filter_map(|extent| item.text.get(extent));
            let mut edges = 0;
            let mut inside = false;
            for text in texts {
                let inner = text.trim_matches(cuts);
                edges += usize::from(inner.len() < text.len());
                inside |= !inner.is_empty();
            }
            losses.count(Lost::Edges, edges);
            losses.count(Lost::Spans, usize::from(!inside));
        }
    }

    fn item(&mut self, item: &ExportItem<'_>, sink: &mut dyn Sink) -> Result<(), WriteError> {
        let name = file_name(item.article.id.as_str());
        let text = item.text.as_str();
        let layers = item.layers.iter().map(|layer| Some(*layer));
        let none = item.layers.is_empty().then_some(None);
        for layer in layers.chain(none) {
            let lines = match layer {
                Some(layer) => self.lines(item, layer)?,
                None => String::new(),
            };
            let one = ExportItem {
                layers: layer.into_iter().collect(),
                ..item.clone()
            };
            let label = |id: &str| self.labels.get(id);
            check_cut(
                &one,
                std::iter::once(draft(text, &lines)),
                &label,
                &lines_of,
            )?;
            let folder = match (layer, item.layers.len()) {
                (Some(layer), 2..) => format!("{}/", file_name(layer.key().annotator.as_str())),
                _ => String::new(),
            };
            for (end, content) in [("txt", text), ("ann", &*lines)] {
                let name = format!("{folder}{name}.{end}");
                sink.write(&name, content.as_bytes())?;
                sink.done(&name)?;
            }
        }
        Ok(())
    }

    fn end(&mut self, sink: &mut dyn Sink) -> Result<(), WriteError> {
        let name = "annotation.conf";
        sink.write(name, self.settings().as_bytes())?;
        Ok(sink.done(name)?)
    }
}
