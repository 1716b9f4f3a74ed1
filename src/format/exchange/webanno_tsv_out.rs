//! Writes WebAnno TSV 3.3; `webanno_tsv` says how. Sentences are the lines of the text, tokens its words by UAX #29.
//! All spans are in one layer, so that links can be in one that is attached to it. Where an article has several
//! layers, it has a folder with a file for each annotator.

use super::check_back::check_cut;
use super::files::Sink;
use super::tokens::Tokenizer;
use super::units::OffsetUnit;
use super::webanno_cells::{escape, escape_text};
use super::webanno_tsv::draft;
use super::webanno_units::{Piece, Unit, cut, is_space, number, pieces};
use super::write::{WriteError, file_name};
use super::xml::name;
use crate::format::export::ExportItem;
use crate::format::losses::{Carries, Losses, Lost};
use crate::model::annotation::{Annotation, AttributeValue};
use crate::model::layer::Layer;
use crate::model::offset::CodePoint;
use crate::model::sorted::{Map, Set};
use crate::model::text::Text;

/// The layer of spans.
const SPANS: &str = "webanno.custom.Attribution";
/// The layer of links.
const LINKS: &str = "webanno.custom.AttributionLink";

/// Writes WebAnno TSV.
#[derive(Debug, Default)]
pub struct Writer(());

impl super::write::Writer for Writer {
    fn carries(&self) -> Carries {
        Carries {
            article_ids: true,
            attributes: true,
            notes: true,
            links: true,
            ..Carries::SPANS
        }
    }

    fn losses(&self, item: &ExportItem<'_>, losses: &mut Losses) {
        losses.add(item, &self.carries());
        let text = item.text.as_str();
        losses.count(Lost::Texts, usize::from(kept(text) != text));
        for span in item.layers.iter().flat_map(|layer| layer.in_order()) {
            let texts = span
                .fragments
                .iter()
                .filter_map(|extent| item.text.get(extent));
            let mut inside = false;
            let mut edges = 0;
            for text in texts {
                let inner = text.trim_matches(is_space);
                edges += usize::from(inner.len() < text.len());
                inside |= !inner.is_empty();
            }
            losses.count(Lost::Edges, edges);
            losses.count(Lost::Spans, usize::from(!inside));
        }
    }

    fn item(&mut self, item: &ExportItem<'_>, sink: &mut dyn Sink) -> Result<(), WriteError> {
        let text = item.text.as_str();
        // What a reader puts together: white space between sentences is other white space, at the end it is none.
        let back_text = kept(text);
        let rest: String = text.chars().skip(back_text.chars().count()).collect();
        let same = Text::new(format!("{back_text}{rest}"));
        let same = same.map_err(|error| WriteError::Impossible(error.to_string()))?;
        let file = file_name(item.article.id.as_str());
        let layers = item.layers.iter().map(|layer| Some(*layer));
        let none = item.layers.is_empty().then_some(None);
        for layer in layers.chain(none) {
            let one = ExportItem {
                article: item.article,
                text: &same,
                layers: layer.into_iter().collect(),
            };
            let (tsv, order) = tsv(&one, layer)?;
            let back = draft("", &tsv).map(|mut draft| {
                draft.text.push_str(&rest);
                for marks in &mut draft.marks {
                    let mut spans: Vec<_> =
                        order.iter().zip(std::mem::take(&mut marks.spans)).collect();
                    spans.sort_by_key(|(place, _)| **place);
                    marks.spans = spans.into_iter().map(|(_, span)| span).collect();
                }
                draft
            });
            check_cut(&one, std::iter::once(back), &label_of, &trimmed)?;
            let file = match (layer, item.layers.len()) {
                (Some(layer), 2..) => {
                    format!("{file}/{}.tsv", file_name(layer.key().annotator.as_str()))
                }
                _ => format!("{file}.tsv"),
            };
            sink.write(&file, tsv.as_bytes())?;
            sink.done(&file)?;
        }
        Ok(())
    }

    fn end(&mut self, _: &mut dyn Sink) -> Result<(), WriteError> {
        Ok(())
    }
}

/// A label without a name is that of the layer.
fn label_of(label: &str) -> String {
    if label.is_empty() {
        "Attribution".to_owned()
    } else {
        label.to_owned()
    }
}

fn trimmed(piece: &str) -> Vec<&str> {
    Some(piece.trim_matches(is_space))
        .filter(|piece| !piece.is_empty())
        .into_iter()
        .collect()
}

/// The text as a reader puts it together.
fn kept(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            kept.push('\n');
        }
        let inner = line.trim_matches(is_space);
        let start = line.len() - line.trim_start_matches(is_space).len();
        let (before, after) = match inner.is_empty() {
            true => (line, ""),
            false => (
                line.get(..start).unwrap_or_default(),
                line.get(start + inner.len()..).unwrap_or_default(),
            ),
        };
        // All white space is one unit of UTF-16 a character.
        kept.extend(before.chars().map(|_| '\n'));
        kept.push_str(inner);
        kept.extend(after.chars().map(|_| '\n'));
    }
    kept.truncate(kept.trim_end_matches('\n').len());
    kept
}

/// A file, and the places of the pieces in the order in which they begin in it.
fn tsv(item: &ExportItem<'_>, layer: Option<&Layer>) -> Result<(String, Vec<usize>), WriteError> {
    let mut pieces = pieces(item, layer)?;
    let mut units = Vec::new();
    let mut sentences = Vec::new();
    let mut start = 0;
    for line in item.text.as_str().split('\n') {
        let tokens = Tokenizer::Words.tokens(line);
        if let (Some(first), Some(last)) = (tokens.first(), tokens.last()) {
            let text: String = line
                .chars()
                .skip(first.start as usize)
                .take((last.end - first.start) as usize)
                .collect();
            let from = units.len();
            cut(start, &tokens, sentences.len() + 1, &pieces, &mut units);
            sentences.push((text, from));
        }
        start += u32::try_from(line.chars().count()).unwrap_or(u32::MAX) + 1;
    }
    number(&mut pieces, &units);
    let links = links(layer, &pieces, &units);
    let names: Set<&str> = pieces
        .iter()
        .flat_map(|piece| piece.span.attributes.keys().map(|id| id.as_str()))
        .collect();
    let mut out = format!("#FORMAT=WebAnno TSV 3.3\n#T_SP={SPANS}|label");
    for attribute in names.iter() {
        out += &format!("|{}", column(attribute));
    }
    out += &format!("|note\n#T_RL={LINKS}|label|BT_{SPANS}\n");
    let mut sentences = sentences.into_iter().peekable();
    for (number, unit) in units.iter().enumerate() {
        if let Some((text, _)) = sentences.next_if(|(_, from)| *from == number) {
            let before = if number == 0 { "\n\n" } else { "\n" };
            out += &format!("{before}#Text={}\n", escape_text(&text));
        }
        row(
            item,
            unit,
            &pieces,
            &names,
            links.get(&unit.address),
            &mut out,
        );
    }
    let mut order = Vec::with_capacity(pieces.len());
    let mut seen = vec![false; pieces.len()];
    for at in units.iter().flat_map(|unit| &unit.pieces) {
        if let Some(seen) = seen.get_mut(*at).filter(|seen| !**seen) {
            *seen = true;
            order.push(*at);
        }
    }
    Ok((out, order))
}

fn column(attribute: &str) -> String {
    match attribute {
        "label" | "note" | "" => format!("x_{attribute}"),
        _ => name(attribute),
    }
}

/// Links by the address of the unit they lead to: their types, and where they come from.
fn links(
    layer: Option<&Layer>,
    pieces: &[Piece<'_>],
    units: &[Unit],
) -> Map<String, Vec<(String, String)>> {
    let mut places: Map<&str, (&str, u64)> = Map::new();
    for unit in units.iter().rev() {
        for piece in unit.pieces.iter().filter_map(|at| pieces.get(*at)) {
            if piece.first {
                places.insert(piece.span.id.as_str(), (&unit.address, piece.id));
            }
        }
    }
    let mut links: Map<String, Vec<(String, String)>> = Map::new();
    for link in layer.into_iter().flat_map(Layer::links) {
        let ends = places
            .get(link.from.as_str())
            .zip(places.get(link.to.as_str()));
        let Some(((from, from_id), (to, to_id))) = ends else {
            continue;
        };
        let named = match (from_id, to_id) {
            (0, 0) => (*from).to_owned(),
            _ => format!("{from}[{from_id}_{to_id}]"),
        };
        let kind = escape(link.kind.as_str());
        links.update((*to).to_owned(), |links: &mut Vec<_>| {
            links.push((kind, named))
        });
    }
    links
}

fn row(
    item: &ExportItem<'_>,
    unit: &Unit,
    pieces: &[Piece<'_>],
    names: &Set<&str>,
    links: Option<&Vec<(String, String)>>,
    out: &mut String,
) {
    let utf16 = |at| {
        OffsetUnit::Utf16
            .offset(item.text, CodePoint::new(at))
            .unwrap_or_default()
    };
    let text = item
        .text
        .slice(CodePoint::new(unit.start), CodePoint::new(unit.end));
    let text = escape_text(text.unwrap_or_default());
    *out += &format!(
        "{}\t{}-{}\t{text}\t",
        unit.address,
        utf16(unit.start),
        utf16(unit.end)
    );
    let on: Vec<&Piece<'_>> = unit
        .pieces
        .iter()
        .filter_map(|at| pieces.get(*at))
        .collect();
    let mut cell = |value: &dyn Fn(&Annotation) -> String| {
        let cells = on.iter().map(|piece| {
            let value = match value(piece.span) {
                value if value.is_empty() => "*".to_owned(),
                value => value,
            };
            match piece.id {
                0 => value,
                id => format!("{value}[{id}]"),
            }
        });
        let cells: Vec<String> = cells.collect();
        *out += if cells.is_empty() { "_" } else { "" };
        *out += &cells.join("|");
        out.push('\t');
    };
    cell(&|span| escape(span.label.as_str()));
    for name in names.iter() {
        cell(&|span| match span.attributes.get(*name) {
            None => String::new(),
            Some(AttributeValue::Flag(flag)) => flag.to_string(),
            Some(AttributeValue::Text(text) | AttributeValue::Other(text)) => escape(text),
        });
    }
    cell(&|span| escape(&span.note));
    match links {
        None => *out += "_\t_\t\n",
        Some(links) => {
            let kinds: Vec<&str> = links
                .iter()
                .map(|(kind, _)| if kind.is_empty() { "*" } else { &**kind })
                .collect();
            let named: Vec<&str> = links.iter().map(|(_, named)| &**named).collect();
            *out += &format!("{}\t{}\t\n", kinds.join("|"), named.join("|"));
        }
    }
}
