//! Writes texts and layers apart; `layers` says how. The texts go to `articles.jsonl`, each annotator has a file.

use super::check_back::check;
use super::draft::Draft;
use super::files::Sink;
use super::layers::{article, layer};
use super::read::ReadOptions;
use super::reject::{Reason, Rejected};
use super::write::{WriteError, file_name};
use crate::format::export::{ExportError, ExportItem};
use crate::format::json_out::Out;
use crate::format::losses::Carries;
use crate::format::spans::{link_out, quote, span_out};
use crate::model::layer::Layer;
use crate::model::sorted::Set;

/// The file of the texts.
const TEXTS: &str = "articles.jsonl";

/// Writes texts and layers.
#[derive(Debug, Default)]
pub struct Writer {
    files: Set<String>,
}

impl super::write::Writer for Writer {
    fn carries(&self) -> Carries {
        Carries {
            statuses: false,
            work: false,
            ..Carries::ALL
        }
    }

    fn item(&mut self, item: &ExportItem<'_>, sink: &mut dyn Sink) -> Result<(), WriteError> {
        let text = text_line(item);
        let mut lines = Vec::with_capacity(item.layers.len());
        for layer in &item.layers {
            lines.push((file_of(layer), layer_line(item, layer)?));
        }
        let read = || -> Result<Draft, Reason> {
            let mut draft = article(&text, &ReadOptions::default())?;
            for (_, line) in &lines {
                draft.marks.push(layer(line, "")?);
            }
            Ok(draft)
        };
        let back = read().map_err(|reason| Rejected::new(Default::default(), reason));
        check(item, std::iter::once(back), &str::to_owned)?;
        let all = std::iter::once((TEXTS.to_owned(), text)).chain(lines);
        for (file, line) in all {
            sink.write(&file, line.as_bytes())?;
            sink.write(&file, b"\n")?;
            self.files.insert(file);
        }
        Ok(())
    }

    fn end(&mut self, sink: &mut dyn Sink) -> Result<(), WriteError> {
        for file in self.files.iter() {
            sink.done(file)?;
        }
        Ok(())
    }
}

fn file_of(layer: &Layer) -> String {
    let name = format!("{}.jsonl", file_name(layer.key().annotator.as_str()));
    // Another way to write the same name, for an annotator who is called as the texts are.
    match name == TEXTS {
        true => name.replacen('a', "%61", 1),
        false => name,
    }
}

fn text_line(item: &ExportItem<'_>) -> String {
    let mut out = Out::default();
    out.open('{');
    out.text("id", item.article.id.as_str());
    out.text("sha256", item.article.sha256.as_hex());
    out.count("length", item.text.end().get().into());
    out.text("text", item.text.as_str());
    out.name("metadata");
    out.open('{');
    for (name, value) in &item.article.metadata {
        out.text(name, value);
    }
    out.close('}');
    out.close('}');
    out.into_string()
}

fn layer_line(item: &ExportItem<'_>, layer: &Layer) -> Result<String, ExportError> {
    let mut out = Out::default();
    out.open('{');
    out.text("id", item.article.id.as_str());
    out.name("spans");
    out.open('[');
    for span in layer.in_order() {
        // One past the end would be written with nothing quoted.
        if quote(item.text, &span.fragments).is_none() {
            return Err(ExportError::OutsideText {
                article: item.article.id.clone(),
                span: span.id.clone(),
            });
        }
        span_out(&mut out, span, Some(item.text), &[]);
    }
    out.close(']');
    out.name("links");
    out.open('[');
    for link in layer.links() {
        link_out(&mut out, link, &[]);
    }
    out.close(']');
    out.texts(
        "labels",
        &mut layer.meta().labels.iter().map(String::as_str),
    );
    out.text("note", &layer.meta().note);
    out.close('}');
    Ok(out.into_string())
}
