//! Label Studio's list of tasks, written: what stands in it is said where it is read, in
//! `label_studio`. Offsets count code points, or UTF-16 units as older versions have it.

use super::check_back::check;
use super::draft::Draft;
use super::files::Sink;
use super::json_fields::drafts;
use super::kind::Kind;
use super::label_studio::{LABEL, TEXT, draft};
use super::read::Columns;
use super::units::OffsetUnit;
use super::write::{WriteError, WriteOptions, single_file};
use crate::format::export::{ExportItem, marked};
use crate::format::json_out::Out;
use crate::format::losses::Carries;
use crate::model::annotation::{Annotation, AttributeValue, Origin};
use crate::model::ids::SpanId;
use crate::model::layer::{Layer, Status};
use crate::model::sorted::{Map, Set};
use crate::model::span::Fragments;

/// What choices and text areas on the whole task are called here.
const TASK_LABELS: &str = "article_labels";
const TASK_NOTE: &str = "article_note";

/// Writes a list of tasks.
#[derive(Debug)]
pub struct Writer {
    file: String,
    tasks: u64,
    unit: OffsetUnit,
}

impl Writer {
    /// At the start of a file.
    pub fn new(options: &WriteOptions) -> Self {
        Self {
            file: single_file(Kind::LabelStudio, &options.stem).unwrap_or_default(),
            tasks: 0,
            unit: options.unit.unwrap_or_default(),
        }
    }

    fn task(&self, item: &ExportItem<'_>) -> Result<String, WriteError> {
        let mut out = Out::default();
        out.open('{');
        out.count("id", self.tasks);
        out.name("data");
        out.open('{');
        out.text(TEXT, item.text.as_str());
        out.text("article_id", item.article.id.as_str());
        out.close('}');
        out.name("meta");
        out.open('{');
        for (name, value) in &item.article.metadata {
            out.text(name, value);
        }
        out.close('}');
        out.name("annotations");
        out.open('[');
        for (number, layer) in item.layers.iter().enumerate() {
            out.open('{');
            out.count("id", number as u64 + 1);
            if !layer.key().annotator.as_str().is_empty() {
                out.text("annotator", layer.key().annotator.as_str());
            }
            out.flag("was_cancelled", layer.meta().status == Status::Skipped);
            out.name("result");
            out.open('[');
            results(&mut out, item, layer, self.unit)?;
            out.close(']');
            out.close('}');
        }
        out.close(']');
        out.close('}');
        Ok(out.into_string())
    }
}

fn results(
    out: &mut Out,
    item: &ExportItem<'_>,
    layer: &Layer,
    unit: OffsetUnit,
) -> Result<(), WriteError> {
    let offset = |at| {
        let inside = || WriteError::Impossible(format!("{at} cuts what {} counts", unit.name()));
        unit.offset(item.text, at).ok_or_else(inside)
    };
    let mut firsts: Map<SpanId, String> = Map::new();
    let mut taken: Set<String> = layer.in_order().map(|span| span.id.to_string()).collect();
    for span in layer.in_order() {
        for (number, extent) in span.fragments.iter().enumerate() {
            let mut id = span.id.to_string();
            if number > 0 {
                let names = (number + 1..).map(|n| format!("{}-{n}", span.id));
                id = names.filter(|name| !taken.contains(name)).take(1).collect();
                taken.insert(id.clone());
            }
            let quoted = marked(item.article, item.text, &span.id, &Fragments::one(extent))?;
            let (start, end) = (offset(extent.start())?, offset(extent.end())?);
            let place = |out: &mut Out| {
                out.count("start", start);
                out.count("end", end);
                out.text("text", &quoted);
            };
            out.open('{');
            out.text("id", &id);
            out.text("from_name", LABEL);
            out.text("to_name", TEXT);
            out.text("type", "labels");
            let suggested = span.origin == Origin::Suggested;
            out.text("origin", if suggested { "prediction" } else { "manual" });
            out.name("value");
            out.open('{');
            place(out);
            out.texts("labels", &mut std::iter::once(span.label.as_str()));
            out.close('}');
            if number == 0 && !span.note.is_empty() {
                out.name("meta");
                out.open('{');
                out.texts("text", &mut std::iter::once(&*span.note));
                out.close('}');
            }
            out.close('}');
            if number == 0 {
                attributes(out, span, &id, &place);
                firsts.insert(span.id.clone(), id);
            }
        }
    }
    for link in layer.links() {
        if let (Some(from), Some(to)) = (firsts.get(&link.from), firsts.get(&link.to)) {
            out.open('{');
            out.text("type", "relation");
            out.text("from_id", from);
            out.text("to_id", to);
            out.text("direction", "right");
            out.texts("labels", &mut std::iter::once(link.kind.as_str()));
            out.close('}');
        }
    }
    let meta = layer.meta();
    if !meta.labels.is_empty() {
        let labels = &mut meta.labels.iter().map(|label| &**label);
        on_task(out, TASK_LABELS, "choices", "choices", labels);
    }
    if !meta.note.is_empty() {
        on_task(
            out,
            TASK_NOTE,
            "textarea",
            "text",
            &mut std::iter::once(&*meta.note),
        );
    }
    Ok(())
}

fn on_task(
    out: &mut Out,
    name: &str,
    kind: &str,
    member: &str,
    values: &mut dyn Iterator<Item = &str>,
) {
    out.open('{');
    out.text("from_name", name);
    out.text("to_name", TEXT);
    out.text("type", kind);
    out.name("value");
    out.open('{');
    out.texts(member, values);
    out.close('}');
    out.close('}');
}

fn attributes(out: &mut Out, span: &Annotation, id: &str, place: &dyn Fn(&mut Out)) {
    for (name, value) in &span.attributes {
        let (kind, member, text) = match value {
            AttributeValue::Flag(true) => ("choices", "choices", "true"),
            AttributeValue::Flag(false) => ("choices", "choices", "false"),
            AttributeValue::Text(text) => ("textarea", "text", &**text),
            AttributeValue::Other(json) => ("textarea", "text", &**json),
        };
        out.open('{');
        out.text("id", id);
        out.text("from_name", name.as_str());
        out.text("to_name", TEXT);
        out.text("type", kind);
        out.name("value");
        out.open('{');
        // A text area has its own text where a region has the marked one.
        if kind == "choices" {
            place(out);
        }
        out.texts(member, &mut std::iter::once(text));
        out.close('}');
        out.close('}');
    }
}

impl super::write::Writer for Writer {
    fn carries(&self) -> Carries {
        Carries {
            fragments: false,
            statuses: false,
            work: false,
            ..Carries::ALL
        }
    }

    fn item(&mut self, item: &ExportItem<'_>, sink: &mut dyn Sink) -> Result<(), WriteError> {
        self.tasks += 1;
        let task = self.task(item)?;
        let back = drafts("", Box::new(task.as_bytes()), |json| {
            let unit = Some(self.unit);
            draft(json, &Columns::default()).map(|draft| Draft { unit, ..draft })
        });
        check(item, back, &str::to_owned)?;
        let before: &[u8] = if self.tasks == 1 { b"[\n" } else { b",\n" };
        sink.write(&self.file, before)?;
        Ok(sink.write(&self.file, task.as_bytes())?)
    }

    fn end(&mut self, sink: &mut dyn Sink) -> Result<(), WriteError> {
        let end: &[u8] = if self.tasks == 0 { b"[]\n" } else { b"\n]\n" };
        sink.write(&self.file, end)?;
        Ok(sink.done(&self.file)?)
    }
}
