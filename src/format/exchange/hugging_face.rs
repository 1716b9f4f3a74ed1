//! A data set for Hugging Face: JSON Lines for each part under `data/`, and `README.md` with features and parts, so that
//! `load_dataset` reads the folder as it stands. A line has the text, its tokens with a column of BIO tags for each
//! label, and beside them the spans in code points, which lose nothing.

use super::check_back::check;
use super::draft::{Draft, RawLink, RawMarks, RawSpan};
use super::files::{Input, Sink};
use super::json_fields::{drafts, join_pieces, list, metadata, need_offset, need_text};
use super::read::{Items, ReadOptions};
use super::reject::Reason;
use super::split::{Split, Subset};
use super::tags::{Overlap, Tagging, losses, tag_name, tags};
use super::tokens::Tokenizer;
use super::write::{WriteError, WriteOptions};
use crate::format::export::{ExportItem, marked};
use crate::format::json_in::Node;
use crate::format::json_out::Out;
use crate::format::layer::{status_from, status_name};
use crate::format::losses::{Carries, Losses, Lost};
use crate::format::spans::{attribute, attributes_out};
use crate::model::annotation::Origin;
use crate::model::article::Project;
use crate::model::layer::Layer;
use crate::model::span::Fragments;

pub(super) fn read<'a>(name: &str, input: Input<'a>, options: &'a ReadOptions) -> Items<'a> {
    let drafts = drafts(name, input, draft);
    Box::new(drafts.map(|draft| draft?.settle(options)))
}

fn draft(json: &str) -> Result<Draft, Reason> {
    let mut wire = Node::parse(json)?.members()?;
    let text = need_text(&mut wire, "text")?;
    let id = wire.string("id")?.map(std::borrow::Cow::into_owned);
    let mut marks = RawMarks::default();
    for node in list(&mut wire, "spans")? {
        let mut span = node.members()?;
        let mut raw = RawSpan::new(
            "",
            need_offset(&mut span, "start")?,
            need_offset(&mut span, "end")?,
        );
        raw.label = need_text(&mut span, "label")?;
        raw.id = span.string("id")?.map(std::borrow::Cow::into_owned);
        raw.quoted = span.string("text")?.map(std::borrow::Cow::into_owned);
        raw.note = span.text("note")?;
        raw.suggested = span.flag("suggested")?.unwrap_or_default();
        let attributes = span.text("attributes")?;
        if !attributes.is_empty() {
            let members = Node::parse(&attributes)?.members()?;
            let all = members
                .nodes()
                .map(|(name, node)| (name.to_owned(), attribute(node)));
            raw.attributes = all.collect();
        }
        marks.spans.push(raw);
    }
    join_pieces(&mut marks.spans);
    for node in list(&mut wire, "relations")? {
        let mut relation = node.members()?;
        marks.links.push(RawLink {
            id: relation.string("id")?.map(std::borrow::Cow::into_owned),
            kind: need_text(&mut relation, "type")?,
            from: need_text(&mut relation, "from")?,
            to: need_text(&mut relation, "to")?,
            extra: Default::default(),
        });
    }
    let labels = wire.list("labels")?.into_iter();
    marks.labels = labels.map(std::borrow::Cow::into_owned).collect();
    marks.note = wire.text("note")?;
    marks.status = wire
        .string("status")?
        .as_deref()
        .and_then(status_from)
        .unwrap_or_default();
    marks.annotator = wire.string("annotator")?.map(std::borrow::Cow::into_owned);
    let known = wire.text("metadata")?;
    let known = match known.is_empty() {
        true => Vec::new(),
        false => metadata(&Node::parse(&known)?.members()?)?,
    };
    Ok(Draft {
        id,
        text,
        metadata: known,
        marks: vec![marks],
        ..Draft::default()
    })
}

/// Writes such a folder.
#[derive(Debug)]
pub struct Writer {
    project: Project,
    labels: Vec<String>,
    tokenizer: Tokenizer,
    tagging: Tagging,
    split: Option<Split>,
    /// Lines by part.
    counts: [usize; 3],
    spans: usize,
}

impl Writer {
    /// With the parts that the options ask for; without, all is for training.
    pub fn new(options: &WriteOptions) -> Self {
        let labels = options.project.scheme.labels.iter();
        Self {
            labels: labels.map(|label| label.id.to_string()).collect(),
            project: options.project.clone(),
            tokenizer: options.tokenizer,
            tagging: options.tagging,
            split: options.split.clone(),
            counts: [0; 3],
            spans: 0,
        }
    }

    fn line(&self, item: &ExportItem<'_>, layer: Option<&Layer>) -> Result<String, WriteError> {
        let text = item.text.as_str();
        let tokens = self.tokenizer.tokens(text);
        let tags = tags(layer, &tokens, &self.labels, Overlap::Columns, self.tagging);
        let tags = tags.map_err(|label| {
            WriteError::Impossible(format!("there is no column for the label «{label}»"))
        })?;
        let mut out = Out::default();
        out.open('{');
        out.text("id", item.article.id.as_str());
        out.text(
            "annotator",
            layer.map_or("", |layer| layer.key().annotator.as_str()),
        );
        out.text("text", text);
        out.texts("tokens", &mut tokens.iter().map(|token| token.text));
        for (name, offset) in [("token_starts", 0), ("token_ends", 1)] {
            out.name(name);
            out.open('[');
            for token in &tokens {
                out.number(if offset == 0 { token.start } else { token.end }.into());
            }
            out.close(']');
        }
        for (label, column) in self.labels.iter().zip(&tags.columns) {
            out.texts(&column_name(label), &mut column.iter().map(|tag| &**tag));
        }
        out.name("spans");
        out.open('[');
        for span in layer.into_iter().flat_map(Layer::in_order) {
            let mut attributes = Out::default();
            attributes_out(&mut attributes, span);
            let attributes = attributes
                .as_str()
                .split_once(':')
                .map_or("", |(_, json)| json)
                .to_owned();
            for extent in span.fragments.iter() {
                out.open('{');
                out.text("id", span.id.as_str());
                out.count("start", extent.start().get().into());
                out.count("end", extent.end().get().into());
                out.text("label", span.label.as_str());
                let piece = Fragments::one(extent);
                out.text("text", &marked(item.article, item.text, &span.id, &piece)?);
                out.text("attributes", &attributes);
                out.text("note", &span.note);
                out.flag("suggested", span.origin == Origin::Suggested);
                out.close('}');
            }
        }
        out.close(']');
        out.name("relations");
        out.open('[');
        for link in layer.into_iter().flat_map(Layer::links) {
            out.open('{');
            out.text("id", link.id.as_str());
            out.text("type", link.kind.as_str());
            out.text("from", link.from.as_str());
            out.text("to", link.to.as_str());
            out.close('}');
        }
        out.close(']');
        let meta = layer.map(Layer::meta);
        let mut labels = meta
            .into_iter()
            .flat_map(|meta| meta.labels.iter())
            .map(|label| &**label);
        out.texts("labels", &mut labels);
        out.text("note", meta.map_or("", |meta| &meta.note));
        out.text(
            "status",
            meta.map_or("todo", |meta| status_name(meta.status)),
        );
        let mut known = Out::default();
        known.open('{');
        for (name, value) in &item.article.metadata {
            known.text(name, value);
        }
        known.close('}');
        out.text("metadata", known.as_str());
        out.close('}');
        Ok(out.into_string())
    }

    /// The head of the card: what `load_dataset` needs.
    fn card(&self) -> String {
        let mut card =
            String::from("---\nlanguage:\n- ar\ntask_categories:\n- token-classification\n");
        card.push_str("configs:\n- config_name: default\n  data_files:\n");
        for (subset, count) in Subset::ALL.into_iter().zip(self.counts) {
            if count > 0 {
                card.push_str(&format!(
                    "  - split: {}\n    path: {}\n",
                    split_name(subset),
                    path(subset)
                ));
            }
        }
        card.push_str("dataset_info:\n  features:\n");
        let mut one = |name: &str, kind: &str| {
            card.push_str(&format!("  - name: {}\n    {kind}\n", quoted(name)))
        };
        for name in ["id", "annotator", "text"] {
            one(name, "dtype: string");
        }
        one("tokens", "sequence: string");
        one("token_starts", "sequence: int32");
        one("token_ends", "sequence: int32");
        for label in &self.labels {
            one(&column_name(label), &tag_feature(label, self.tagging));
        }
        let list = |members: &[(&str, &str)]| {
            let lines: Vec<_> = members
                .iter()
                .map(|(name, kind)| format!("    - name: {name}\n      dtype: {kind}"))
                .collect();
            format!("list:\n{}", lines.join("\n"))
        };
        let text = "string";
        one(
            "spans",
            &list(&[
                ("id", text),
                ("start", "int32"),
                ("end", "int32"),
                ("label", text),
                ("text", text),
                ("attributes", text),
                ("note", text),
                ("suggested", "bool"),
            ]),
        );
        one(
            "relations",
            &list(&[("id", text), ("type", text), ("from", text), ("to", text)]),
        );
        one("labels", "sequence: string");
        for name in ["note", "status", "metadata"] {
            one(name, "dtype: string");
        }
        card.push_str("---\n\n");
        card.push_str(&self.words());
        card
    }

    /// What people read.
    fn words(&self) -> String {
        let name = if self.project.name.is_empty() {
            "Attribution in Arabic news"
        } else {
            &self.project.name
        };
        let mut words = format!("# {name}\n\nTexts labelled with Isnad.\n\n");
        words.push_str("| part | lines |\n|---|---|\n");
        for (subset, count) in Subset::ALL.into_iter().zip(self.counts) {
            words.push_str(&format!("| {} | {count} |\n", split_name(subset)));
        }
        words.push_str(&format!(
            "\nSpans: {}. A line is an article as one annotator labelled it.\n\n## Members\n\n",
            self.spans
        ));
        words.push_str(
            "- `spans`: what was marked. `start` and `end` count Unicode code points, as Python does; `text[start:end]` is \
             the marked text. Pieces of one span share `id`. `attributes` is JSON.\n\
             - `tokens`, with `token_starts` and `token_ends` in code points, and a column of tags for each label. A span that \
             cuts a token is larger in the tags; of nested spans of one label the tags have the outermost.\n\
             - `relations`: links between spans, by their ids.\n\
             - `metadata`: what is known of the article, as JSON.\n\n## Labels\n\n",
        );
        for label in &self.project.scheme.labels {
            words.push_str(&format!(
                "- `{}`: {} ({})\n",
                label.id, label.names.en, label.names.ar
            ));
        }
        if let Some(split) = &self.split {
            let [train, dev, test] = split.shares;
            let by = split
                .by
                .as_deref()
                .map_or_else(|| "the id".to_owned(), |name| format!("`{name}`"));
            words.push_str(&format!(
                "\nThe parts are dealt out {train}:{dev}:{test} by a hash of {by} of the article.\n"
            ));
        }
        words
    }
}

fn column_name(label: &str) -> String {
    format!("bio_{label}")
}

/// A text as YAML has it: JSON strings are.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

fn tag_feature(label: &str, tagging: Tagging) -> String {
    let label = tag_name(label);
    let marks: &[char] = match tagging {
        Tagging::Bio => &['B', 'I'],
        Tagging::Bioes => &['B', 'I', 'E', 'S'],
    };
    let names = marks.iter().map(|mark| format!("{mark}-{label}"));
    let lines: Vec<_> = std::iter::once("O".to_owned())
        .chain(names)
        .enumerate()
        .map(|(number, name)| format!("          '{number}': {}", quoted(&name)))
        .collect();
    format!(
        "sequence:\n      class_label:\n        names:\n{}",
        lines.join("\n")
    )
}

const fn split_name(subset: Subset) -> &'static str {
    match subset {
        Subset::Dev => "validation",
        other => other.name(),
    }
}

fn path(subset: Subset) -> String {
    format!("data/{}.jsonl", split_name(subset))
}

impl super::write::Writer for Writer {
    fn carries(&self) -> Carries {
        Carries {
            fragments: false,
            work: false,
            ..Carries::ALL
        }
    }

    fn losses(&self, item: &ExportItem<'_>, into: &mut Losses) {
        into.add(item, &self.carries());
        // Only the tags lose these; the spans beside them have all.
        let mut of_tags = Losses::default();
        let tokens = self.tokenizer.tokens(item.text.as_str());
        losses(item, &tokens, Overlap::Columns, &mut of_tags);
        for what in [Lost::Overlaps, Lost::CutTokens] {
            into.count(what, of_tags.of(what));
        }
    }

    fn item(&mut self, item: &ExportItem<'_>, sink: &mut dyn Sink) -> Result<(), WriteError> {
        let subset = self
            .split
            .as_ref()
            .map_or(Subset::Train, |split| split.of(item.article));
        let mut lines = String::new();
        for layer in item.each_layer() {
            lines.push_str(&self.line(item, layer)?);
            lines.push('\n');
            self.spans += layer.map_or(0, Layer::len);
            if let Some(count) = self.counts.get_mut(subset as usize) {
                *count += 1;
            }
        }
        check(
            item,
            drafts("", Box::new(lines.as_bytes()), draft),
            &str::to_owned,
        )?;
        Ok(sink.write(&path(subset), lines.as_bytes())?)
    }

    fn end(&mut self, sink: &mut dyn Sink) -> Result<(), WriteError> {
        for (subset, count) in Subset::ALL.into_iter().zip(self.counts) {
            if count > 0 {
                sink.done(&path(subset))?;
            }
        }
        sink.write("README.md", self.card().as_bytes())?;
        Ok(sink.done("README.md")?)
    }
}
