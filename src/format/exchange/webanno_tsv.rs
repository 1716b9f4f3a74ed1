//! WebAnno TSV 3: a file an article, its sentences with a token a line,
//!
//! ```text
//! #FORMAT=WebAnno TSV 3.3
//! #T_SP=webanno.custom.Attribution|label|kind
//! #T_RL=webanno.custom.AttributionLink|label|BT_webanno.custom.Attribution
//!
//!
//! #Text=ونفى مصدر
//! 2-1⇥34-38⇥ونفى⇥_⇥_⇥_⇥_⇥
//! 2-1.1⇥35-38⇥نفى⇥denial[1]⇥*⇥_⇥_⇥
//! 2-2⇥39-43⇥مصدر⇥denial[1]|source[2]⇥*|*⇥said_by⇥2-1.1[1_2]⇥
//! ```
//!
//! Offsets count UTF-16 units. `_` is no annotation, `*` one without a value; several on a token have `|` between
//! them; a number in brackets tells which cells belong to one annotation. A line with a dot in its number is a part of
//! the token above. A relation stands at the token it leads to, and names the one it goes out from. What is between
//! sentences is not in the file: it is taken for line ends.

use super::draft::{Draft, RawLink, RawMarks, RawSpan};
use super::fault::LineFault;
use super::files::Input;
use super::item::ItemFinding;
use super::read::{Items, ReadOptions};
use super::reject::{Place, Reason, Rejected};
use super::units::OffsetUnit;
use super::webanno_cells::{numbered, parts, unescape};
use super::webanno_units::assembled;
use super::{whole, xml};
use crate::model::annotation::AttributeValue;
use crate::model::sorted::Map;
use crate::model::text::Text;

pub(super) fn read<'a>(name: &str, input: Input<'a>, options: &'a ReadOptions) -> Items<'a> {
    let draft = whole::text(name, input).and_then(|text| draft(name, &text));
    Box::new(std::iter::once(
        draft.and_then(|draft| draft.settle(options)),
    ))
}

/// The article of a file.
pub(super) fn draft(name: &str, text: &str) -> Result<Draft, Rejected> {
    let mut file = File::default();
    for (number, line) in text.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let place = || Place::line(name, number as u64 + 1);
        file.line(line)
            .map_err(|reason| Rejected::new(place(), reason))?;
    }
    let place = Place::file(name);
    let draft = file.draft(whole::id_of(name, &[".tsv"]));
    let draft = draft.map_err(|reason| Rejected::new(place.clone(), reason))?;
    Ok(Draft { place, ..draft })
}

/// What a layer is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Spans,
    Links,
    /// Sentences, grammar, chains.
    Passed,
}

struct Layer {
    used: Use,
    name: String,
    /// A name for each column.
    columns: Vec<String>,
}

/// A token, or a part of one.
struct Unit {
    address: String,
    begin: u64,
    end: u64,
    text: String,
}

/// An annotation in the cells of a line.
#[derive(Default)]
struct Cell {
    /// Its number; 0 for none.
    id: u64,
    /// Value by column; `None` for `*`.
    values: Vec<Option<String>>,
}

#[derive(Default)]
struct File {
    begun: bool,
    layers: Vec<Layer>,
    /// Where sentences begin, with their texts.
    sentences: Vec<(u64, String)>,
    /// The text of the sentence that comes.
    text: Option<String>,
    units: Vec<Unit>,
    /// Annotations: layer, unit, cell.
    cells: Vec<(usize, usize, Cell)>,
}

/// Layers of what programs find in a text.
const PASSED: &str = "de.tudarmstadt.ukp.dkpro.core.api.";
/// The one of these that people mark.
const ENTITY: &str = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity";

impl File {
    fn line(&mut self, line: &str) -> Result<(), Reason> {
        let wrong = || {
            Reason::Line(LineFault::Other {
                format: "WebAnno TSV",
                line: beginning(line),
            })
        };
        if !self.begun {
            self.begun = line.starts_with("#FORMAT=WebAnno TSV 3");
            return if self.begun { Ok(()) } else { Err(wrong()) };
        }
        for (head, used) in [
            ("#T_SP=", Use::Spans),
            ("#T_RL=", Use::Links),
            ("#T_CH=", Use::Passed),
        ] {
            if let Some(layer) = line.strip_prefix(head) {
                let mut parts = layer.split('|').map(str::to_owned);
                let name = parts.next().unwrap_or_default();
                let passed = name.starts_with(PASSED) && name != ENTITY;
                let mut columns: Vec<String> = parts.collect();
                if columns.is_empty() {
                    columns.push(String::new());
                }
                let used = if passed { Use::Passed } else { used };
                self.layers.push(Layer {
                    used,
                    name,
                    columns,
                });
                return Ok(());
            }
        }
        if let Some(text) = line.strip_prefix("#Text=") {
            let text = unescape(text);
            self.text = Some(match self.text.take() {
                Some(before) => format!("{before}\n{text}"),
                None => text,
            });
            return Ok(());
        }
        if line.trim().is_empty() || (line.starts_with('#') && !line.contains('\t')) {
            return Ok(());
        }
        self.token(line).ok_or_else(wrong)
    }

    fn token(&mut self, line: &str) -> Option<()> {
        let mut cells = line.split('\t');
        let address = cells.next()?.to_owned();
        address.split_once('-')?;
        let (begin, end) = cells.next()?.split_once('-')?;
        let (begin, end) = (begin.parse().ok()?, end.parse().ok()?);
        let text = unescape(cells.next()?);
        if let Some(sentence) = self.text.take() {
            self.sentences.push((begin, sentence));
        }
        let unit = self.units.len();
        self.units.push(Unit {
            address,
            begin,
            end,
            text,
        });
        for (number, layer) in self.layers.iter().enumerate() {
            let mut found: Vec<Cell> = Vec::new();
            for column in 0..layer.columns.len() {
                // Programs leave out what is empty at the end.
                let cell = cells.next().filter(|cell| !cell.is_empty()).unwrap_or("_");
                if cell == "_" {
                    continue;
                }
                for (place, whole) in parts(cell, '|').into_iter().enumerate() {
                    if found.len() <= place {
                        found.push(Cell::default());
                    }
                    let (value, id) = numbered(whole);
                    let cell = found.get_mut(place)?;
                    if layer.used == Use::Spans {
                        cell.id = id.map_or(Some(cell.id), |id| id.parse().ok())?;
                    }
                    // Some programs have `_` for a value that is not there, too.
                    cell.values.resize(column, None);
                    cell.values.push((value != "*").then(|| match layer.used {
                        // What a relation names has numbers of its own.
                        Use::Links => whole.to_owned(),
                        _ => unescape(value),
                    }));
                }
            }
            if layer.used != Use::Passed {
                self.cells
                    .extend(found.into_iter().map(|cell| (number, unit, cell)));
            }
        }
        Some(())
    }

    /// The text, put together in the unit in which the tokens stand where they should. Java's, where none is.
    fn text(&self) -> Result<String, Reason> {
        let usual = assembled(&self.sentences, OffsetUnit::Utf16);
        let other = || assembled(&self.sentences, OffsetUnit::CodePoint);
        let text = match usual {
            Some(text) if self.holds(&text, OffsetUnit::Utf16) => Some(text),
            usual => other()
                .filter(|text| self.holds(text, OffsetUnit::CodePoint))
                .or(usual),
        };
        text.ok_or(Reason::Line(LineFault::Sentences))
    }

    fn holds(&self, text: &str, unit: OffsetUnit) -> bool {
        let Ok(text) = Text::new(text) else {
            return false;
        };
        self.units.iter().all(|token| {
            let at = |offset| unit.code_point(&text, offset);
            let found = at(token.begin).zip(at(token.end));
            found.is_some_and(|(begin, end)| text.slice(begin, end) == Some(&token.text))
        })
    }

    fn draft(self, id: String) -> Result<Draft, Reason> {
        let text = self.text()?;
        let mut marks = RawMarks::default();
        let mut findings = Vec::new();
        // The span of an annotation by layer and number, and by unit where it has none.
        let mut numbered: Map<(usize, u64), usize> = Map::new();
        let mut places = Map::new();
        let mut links = Vec::new();
        for (number, unit, cell) in self.cells {
            let Some((layer, unit)) = self.layers.get(number).zip(self.units.get(unit)) else {
                continue;
            };
            if layer.used == Use::Links {
                links.push((layer, unit, cell));
                continue;
            }
            let known = numbered
                .get(&(number, cell.id))
                .copied()
                .filter(|_| cell.id > 0);
            let at = match known.and_then(|at| Some((at, marks.spans.get_mut(at)?))) {
                Some((at, span)) => {
                    if let Some(piece) = span.fragments.first_mut() {
                        piece.1 = piece.1.max(unit.end);
                        piece.0 = piece.0.min(unit.begin);
                    }
                    span.quoted = None;
                    at
                }
                None => {
                    marks
                        .spans
                        .push(span(layer, unit, &cell, marks.spans.len()));
                    let at = marks.spans.len() - 1;
                    if cell.id > 0 {
                        numbered.insert((number, cell.id), at);
                    }
                    at
                }
            };
            places.insert((number, unit.address.clone(), cell.id), at);
        }
        for (layer, unit, cell) in links {
            let link = link(layer, unit, &cell, &self.layers, &places);
            match link {
                Some((kind, from, to)) => {
                    let id = |at: usize| {
                        marks
                            .spans
                            .get(at)
                            .and_then(|span| span.id.clone())
                            .unwrap_or_default()
                    };
                    marks.links.push(RawLink {
                        kind,
                        from: id(from),
                        to: id(to),
                        ..RawLink::default()
                    });
                }
                None => findings.push(ItemFinding::LeftOut(format!(
                    "the relation at {}",
                    unit.address
                ))),
            }
        }
        Ok(Draft {
            id: Some(id),
            text,
            marks: vec![marks],
            usual: OffsetUnit::Utf16,
            findings,
            ..Draft::default()
        })
    }
}

fn short(name: &str) -> String {
    name.rsplit('.').next().unwrap_or_default().to_owned()
}

fn span(layer: &Layer, unit: &Unit, cell: &Cell, number: usize) -> RawSpan {
    let mut span = RawSpan {
        id: Some(format!("s{}", number + 1)),
        quoted: Some(unit.text.clone()),
        ..RawSpan::new("", unit.begin, unit.end)
    };
    for (name, value) in layer.columns.iter().zip(&cell.values) {
        let Some(value) = value else { continue };
        match &**name {
            "label" => span.label.clone_from(value),
            "value" if layer.name == ENTITY => span.label.clone_from(value),
            "note" => span.note.clone_from(value),
            "" => {}
            _ => {
                let value = match &**value {
                    "true" => AttributeValue::Flag(true),
                    "false" => AttributeValue::Flag(false),
                    value => AttributeValue::Text(value.to_owned()),
                };
                span.attributes.push((attribute_of(name), value));
            }
        }
    }
    if span.label.is_empty() {
        span.label = short(&layer.name);
    }
    span
}

/// The attribute that a column holds.
fn attribute_of(column: &str) -> String {
    match column.strip_prefix("x_") {
        Some(own @ ("label" | "note" | "")) => own.to_owned(),
        _ => xml::id(column),
    }
}

/// Type, first and second end of a relation.
fn link(
    layer: &Layer,
    unit: &Unit,
    cell: &Cell,
    layers: &[Layer],
    places: &Map<(usize, String, u64), usize>,
) -> Option<(String, usize, usize)> {
    let mut kind = short(&layer.name);
    let mut named = None;
    for (name, value) in layer.columns.iter().zip(&cell.values) {
        match (name.strip_prefix("BT_"), value) {
            // It also says the layer of both ends.
            (Some(on), value) => {
                let on = layers.iter().position(|layer| layer.name == on);
                named = on.zip(value.clone());
            }
            (None, Some(value)) => {
                // A number behind it would be that of a span.
                let (value, _) = numbered(value);
                kind = unescape(value);
            }
            (None, None) => {}
        }
    }
    let (layer, named) = named?;
    let (address, ids) = named.split_once('[').unwrap_or((&named, "0_0"));
    let (from, to) = ids.trim_end_matches(']').split_once('_')?;
    let place = |address: &str, id: &str| {
        places
            .get(&(layer, address.to_owned(), id.parse().ok()?))
            .copied()
    };
    Some((kind, place(address, from)?, place(&unit.address, to)?))
}

fn beginning(text: &str) -> String {
    text.chars().take(60).collect()
}
