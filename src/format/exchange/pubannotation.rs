//! PubAnnotation's JSON, an article a file: `{"text", "denotations": [{"id", "span": {"begin", "end"}, "obj"}],
//! "relations": [{"id", "subj", "pred", "obj"}], "attributes": [{"id", "subj", "pred", "obj"}]}`; the three may stand
//! in `tracks`, one for each annotator (`project`). A span of several pieces has a list. The offsets count code points.

use super::check_back::check;
use super::draft::{Draft, RawLink, RawMarks, RawSpan};
use super::files::{Input, Sink};
use super::json_fields::{drafts, id, list, metadata, need_offset, need_text, scalar};
use super::read::{Items, ReadOptions};
use super::reject::{Reason, Rejected};
use super::whole;
use super::write::{WriteError, file_name};
use crate::format::export::ExportItem;
use crate::format::json_in::{Members, Node};
use crate::format::json_out::Out;
use crate::format::losses::Carries;
use crate::model::annotation::AttributeValue;
use crate::model::layer::Layer;
use crate::model::sorted::Map;

pub(super) fn read<'a>(name: &str, input: Input<'a>, options: &'a ReadOptions) -> Items<'a> {
    let own = whole::id_of(name, &[".json"]);
    let drafts = drafts(name, input, draft);
    Box::new(drafts.map(move |found| {
        let mut found = found?;
        found.id = found.id.or_else(|| Some(own.clone()));
        found.settle(options)
    }))
}

fn draft(json: &str) -> Result<Draft, Reason> {
    let mut wire = Node::parse(json)?.members()?;
    let text = need_text(&mut wire, "text")?;
    let id = id(&mut wire, "sourceid")?;
    let mut all = Vec::new();
    let own = marks(&mut wire)?;
    for node in list(&mut wire, "tracks")? {
        all.push(marks(&mut node.members()?)?);
    }
    if all.is_empty() || own != RawMarks::default() {
        all.insert(0, own);
    }
    let mut known = metadata(&wire)?;
    known.retain(|(name, value)| !(name == "sourcedb" && value == OWN));
    Ok(Draft {
        id,
        text,
        metadata: known,
        marks: all,
        ..Draft::default()
    })
}

fn marks(wire: &mut Members<'_>) -> Result<RawMarks, Reason> {
    let mut marks = RawMarks {
        annotator: id(wire, "project")?,
        ..RawMarks::default()
    };
    let need = |wire: &mut Members<'_>, name: &str| -> Result<String, Reason> {
        id(wire, name)?.ok_or_else(|| Reason::Missing(name.to_owned()))
    };
    for name in ["denotations", "blocks"] {
        for node in list(wire, name)? {
            let mut wire = node.members()?;
            let span = wire
                .take("span")
                .ok_or_else(|| Reason::Missing("span".to_owned()))?;
            let spans = match span.raw().starts_with('[') {
                true => span.items()?,
                false => vec![span],
            };
            let mut fragments = Vec::with_capacity(spans.len());
            for span in spans {
                let mut wire = span.members()?;
                let begin = need_offset(&mut wire, "begin")?;
                fragments.push((begin, need_offset(&mut wire, "end")?));
            }
            marks.spans.push(RawSpan {
                id: id(&mut wire, "id")?,
                label: need(&mut wire, "obj")?,
                fragments,
                ..RawSpan::default()
            });
        }
    }
    for node in list(wire, "relations")? {
        let mut wire = node.members()?;
        marks.links.push(RawLink {
            id: id(&mut wire, "id")?,
            kind: need(&mut wire, "pred")?,
            from: need(&mut wire, "subj")?,
            to: need(&mut wire, "obj")?,
            ..RawLink::default()
        });
    }
    let spans = marks.spans.iter().enumerate();
    let places: Map<String, usize> = spans
        .filter_map(|(at, span)| Some((span.id.clone()?, at)))
        .collect();
    for node in list(wire, "attributes")? {
        let mut wire = node.members()?;
        let (on, name) = (need(&mut wire, "subj")?, need(&mut wire, "pred")?);
        let value = match wire.take("obj") {
            None => AttributeValue::Flag(true),
            Some(node) => match node.raw() {
                "true" => AttributeValue::Flag(true),
                "false" => AttributeValue::Flag(false),
                raw if raw.starts_with('"') => {
                    AttributeValue::Text(scalar(node)?.unwrap_or_default())
                }
                raw => AttributeValue::Other(raw.to_owned()),
            },
        };
        let span = places.get(&on).and_then(|at| marks.spans.get_mut(*at));
        let span = span.ok_or_else(|| Reason::Value {
            name: "subj".to_owned(),
            found: on.clone(),
        })?;
        match (&*name, value) {
            (NOTE, AttributeValue::Text(note)) => span.note = note,
            (_, value) => span.attributes.push((name, value)),
        }
    }
    Ok(marks)
}

/// Where the texts are from that are written here.
const OWN: &str = "isnad";
/// The attribute that holds a note.
const NOTE: &str = "note";

/// Writes PubAnnotation JSON.
#[derive(Debug, Default)]
pub struct Writer(());

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
            ..Carries::SPANS
        }
    }

    fn item(&mut self, item: &ExportItem<'_>, sink: &mut dyn Sink) -> Result<(), WriteError> {
        let json = json(item);
        let back = draft(&json).map_err(|reason| Rejected::new(Default::default(), reason));
        check(item, std::iter::once(back), &str::to_owned)?;
        let name = format!("{}.json", file_name(item.article.id.as_str()));
        sink.write(&name, json.as_bytes())?;
        sink.write(&name, b"\n")?;
        Ok(sink.done(&name)?)
    }

    fn end(&mut self, _: &mut dyn Sink) -> Result<(), WriteError> {
        Ok(())
    }
}

fn json(item: &ExportItem<'_>) -> String {
    let mut out = Out::default();
    out.open('{');
    out.text("sourcedb", OWN);
    out.text("sourceid", item.article.id.as_str());
    out.text("text", item.text.as_str());
    match &item.layers[..] {
        [] => {
            out.name("denotations");
            out.open('[');
            out.close(']');
        }
        [layer] => track(&mut out, layer),
        layers => {
            out.name("tracks");
            out.open('[');
            for layer in layers {
                out.open('{');
                track(&mut out, layer);
                out.close('}');
            }
            out.close(']');
        }
    }
    out.close('}');
    out.into_string()
}

/// The members for a layer.
fn track(out: &mut Out, layer: &Layer) {
    let annotator = layer.key().annotator.as_str();
    if !annotator.is_empty() {
        out.text("project", annotator);
    }
    out.name("denotations");
    out.open('[');
    for span in layer.in_order() {
        out.open('{');
        out.text("id", span.id.as_str());
        out.name("span");
        let several = span.fragments.count() > 1;
        if several {
            out.open('[');
        }
        for extent in span.fragments.iter() {
            out.open('{');
            out.count("begin", extent.start().get().into());
            out.count("end", extent.end().get().into());
            out.close('}');
        }
        if several {
            out.close(']');
        }
        out.text("obj", span.label.as_str());
        out.close('}');
    }
    out.close(']');
    out.name("relations");
    out.open('[');
    for link in layer.links() {
        let ends = [("subj", link.from.as_str()), ("obj", link.to.as_str())];
        triple(out, link.id.as_str(), link.kind.as_str(), &ends);
        out.close('}');
    }
    out.close(']');
    out.name("attributes");
    out.open('[');
    let mut number = 0;
    for span in layer.in_order() {
        let on = [("subj", span.id.as_str())];
        for (name, value) in &span.attributes {
            number += 1;
            triple(out, &format!("A{number}"), name.as_str(), &on);
            match value {
                AttributeValue::Flag(flag) => out.flag("obj", *flag),
                AttributeValue::Text(text) => out.text("obj", text),
                AttributeValue::Other(json) => out.unknown(&[("obj", json)]),
            }
            out.close('}');
        }
        if !span.note.is_empty() {
            number += 1;
            triple(out, &format!("A{number}"), NOTE, &on);
            out.text("obj", &span.note);
            out.close('}');
        }
    }
    out.close(']');
}

fn triple(out: &mut Out, id: &str, pred: &str, ends: &[(&str, &str)]) {
    out.open('{');
    out.text("id", id);
    out.text("pred", pred);
    for (name, end) in ends {
        out.text(name, end);
    }
}
