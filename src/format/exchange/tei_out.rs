//! Writes TEI; `tei` says how.

use super::check_back::check;
use super::files::Sink;
use super::tei::drafts;
use super::write::{WriteError, file_name};
use super::xml::{attribute, clean, escape, name};
use crate::format::export::ExportItem;
use crate::format::losses::Carries;
use crate::model::annotation::{Annotation, AttributeValue};
use crate::model::sorted::Set;
use crate::model::text::Text;

/// Writes TEI.
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
            controls: false,
            ..Carries::SPANS
        }
    }

    fn item(&mut self, item: &ExportItem<'_>, sink: &mut dyn Sink) -> Result<(), WriteError> {
        // Offsets stay, for what has no room is replaced one by one.
        let text = match clean(item.text.as_str()) {
            std::borrow::Cow::Borrowed(_) => item.text.clone(),
            std::borrow::Cow::Owned(text) => match Text::new(text) {
                Ok(text) => text,
                Err(error) => return Err(WriteError::Impossible(error.to_string())),
            },
        };
        let one = ExportItem {
            text: &text,
            ..item.clone()
        };
        let tei = tei(&one);
        let back = match drafts("", &tei) {
            Ok(back) => back,
            Err(rejected) => vec![Err(rejected)],
        };
        check(&one, back.into_iter(), &|label| clean(label).into_owned())?;
        let name = format!("{}.xml", file_name(item.article.id.as_str()));
        sink.write(&name, tei.as_bytes())?;
        Ok(sink.done(&name)?)
    }

    fn end(&mut self, _: &mut dyn Sink) -> Result<(), WriteError> {
        Ok(())
    }
}

fn tei(item: &ExportItem<'_>) -> String {
    let mut out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TEI xmlns=\"http://www.tei-c.org/ns/1.0\">\n\
        <teiHeader><fileDesc><titleStmt><title>"
            .to_owned();
    let title = item.article.metadata.get("title");
    escape(title.map_or("", String::as_str), &mut out, false);
    out.push_str("</title></titleStmt><publicationStmt><publisher/><idno>");
    escape(item.article.id.as_str(), &mut out, false);
    out.push_str("</idno></publicationStmt><sourceDesc><p/></sourceDesc></fileDesc>\n");
    header(item, &mut out);
    out.push_str("</teiHeader>\n");
    stand_off(item, &mut out);
    out.push_str("<text><body><ab xml:id=\"p1\" xml:space=\"preserve\">");
    escape(item.text.as_str(), &mut out, false);
    out.push_str("</ab></body></text>\n</TEI>\n");
    out
}

/// The labels.
fn header(item: &ExportItem<'_>, out: &mut String) {
    let spans = item.layers.iter().flat_map(|layer| layer.in_order());
    let labels: Set<String> = spans.map(|span| span.label.to_string()).collect();
    if labels.is_empty() {
        return;
    }
    out.push_str("<encodingDesc><classDecl><taxonomy>\n");
    for label in labels.iter() {
        out.push_str("<category");
        attribute("xml:id", &label_id(label), out);
        out.push_str("><catDesc>");
        escape(label, out, false);
        out.push_str("</catDesc></category>\n");
    }
    out.push_str("</taxonomy></classDecl></encodingDesc>\n");
}

fn label_id(label: &str) -> String {
    format!("label.{}", name(label))
}

fn stand_off(item: &ExportItem<'_>, out: &mut String) {
    if item.layers.is_empty() {
        return;
    }
    out.push_str("<standOff>\n");
    let mut structures = String::new();
    let mut relations = String::new();
    for (number, layer) in item.layers.iter().enumerate() {
        let number = number + 1;
        let id = |span: &str| format!("s{number}.{}", name(span));
        out.push_str("<listAnnotation");
        let annotator = layer.key().annotator.as_str();
        if !annotator.is_empty() {
            attribute("n", annotator, out);
        }
        out.push_str(">\n");
        for (place, span) in layer.in_order().enumerate() {
            out.push_str("<annotation");
            attribute("xml:id", &id(span.id.as_str()), out);
            let mut ana = format!("#{}", label_id(span.label.as_str()));
            if !span.attributes.is_empty() {
                let of_span = format!("f{number}.{}", place + 1);
                ana += &format!(" #{of_span}");
                structure(&of_span, span, &mut structures);
            }
            attribute("ana", &ana, out);
            let ranges = span.fragments.iter().map(|extent| {
                let (start, end) = (extent.start().get(), extent.end().get());
                format!("#string-range(p1,{start},{})", end - start)
            });
            attribute("target", &ranges.collect::<Vec<_>>().join(" "), out);
            match span.note.is_empty() {
                true => out.push_str("/>\n"),
                false => {
                    out.push_str("><note>");
                    escape(&span.note, out, false);
                    out.push_str("</note></annotation>\n");
                }
            }
        }
        out.push_str("</listAnnotation>\n");
        for link in layer.links() {
            relations.push_str("<relation");
            attribute(
                "xml:id",
                &format!("r{number}.{}", name(link.id.as_str())),
                &mut relations,
            );
            attribute("name", &name(link.kind.as_str()), &mut relations);
            attribute(
                "active",
                &format!("#{}", id(link.from.as_str())),
                &mut relations,
            );
            attribute(
                "passive",
                &format!("#{}", id(link.to.as_str())),
                &mut relations,
            );
            relations.push_str("/>\n");
        }
    }
    if !relations.is_empty() {
        out.push_str(&format!("<listRelation>\n{relations}</listRelation>\n"));
    }
    out.push_str(&structures);
    out.push_str("</standOff>\n");
}

/// The attributes of a span.
fn structure(id: &str, span: &Annotation, out: &mut String) {
    out.push_str("<fs");
    attribute("xml:id", id, out);
    out.push('>');
    for (id, value) in &span.attributes {
        out.push_str("<f");
        attribute("name", &name(id.as_str()), out);
        match value {
            AttributeValue::Flag(flag) => out.push_str(&format!("><binary value=\"{flag}\"/></f>")),
            AttributeValue::Text(text) | AttributeValue::Other(text) => {
                out.push_str("><string>");
                escape(text, out, false);
                out.push_str("</string></f>");
            }
        }
    }
    out.push_str("</fs>\n");
}
