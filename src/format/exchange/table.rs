//! Tables between commas, semicolons or tabs: read. They are written by [`table_out`](super::table_out), and what a
//! person chooses columns by is in [`table_head`](super::table_head).
//!
//! Read are the tables that are written here; tables with a text in each row and, where there are `start`, `end` and
//! `label`, a span of it; tables with a text in each row and whatever else, which is metadata.

use std::io::Read;

use csv::{StringRecord, StringRecordsIntoIter};

use super::draft::{Draft, RawMarks, RawSpan};
use super::fault::LineFault;
use super::files::Input;
use super::json_fields::{join_pieces, metadata};
use super::read::{Columns, Items, ReadOptions, rejected};
use super::reject::{Place, Reason, Rejected};
use super::table_head::{IDS, TEXTS, TITLES, reader, reason};
use super::table_out::HEADER;
use crate::format::csv_cell::bare;
use crate::format::json_in::Node;
use crate::format::spans::attribute;

pub(super) fn read<'a>(name: &str, input: Input<'a>, options: &'a ReadOptions) -> Items<'a> {
    match Rows::new(name, input, &options.columns) {
        Ok(rows) => Box::new(rows.map(|draft| draft?.settle(options))),
        Err(reason) => rejected(Place::line(name, 1), reason),
    }
}

/// What the columns of a table mean, by their places.
struct Layout {
    /// Whether it is the one that is written here.
    own: bool,
    names: Vec<String>,
    text: usize,
    id: Option<usize>,
    title: Option<usize>,
    span: Option<[usize; 3]>,
}

impl Layout {
    fn new(header: &StringRecord, columns: &Columns) -> Result<Self, Reason> {
        let names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
        let place = |name: &str| {
            names
                .iter()
                .position(|known| known.eq_ignore_ascii_case(name))
        };
        let own = HEADER
            .iter()
            .all(|name| names.iter().any(|known| known == name));
        let of = |chosen: &Option<String>, usual: &[&str]| match chosen {
            Some(name) if name.is_empty() => Ok(None),
            Some(name) => match place(name) {
                Some(place) => Ok(Some(place)),
                None => Err(Reason::Missing(name.clone())),
            },
            None => Ok(usual.iter().find_map(|name| place(name))),
        };
        let text = of(&columns.text, &TEXTS)?;
        let span = || Some([place("label")?, place("start")?, place("end")?]);
        Ok(Self {
            own,
            text: text.ok_or_else(|| Reason::Missing("text".to_owned()))?,
            id: of(&columns.id, &IDS)?,
            title: of(&columns.title, &TITLES)?,
            span: span(),
            names,
        })
    }

    /// The column of this name in a table of our own.
    fn own<'r>(&self, row: &'r StringRecord, name: &str) -> &'r str {
        let place = self.names.iter().position(|known| known == name);
        place.and_then(|place| row.get(place)).unwrap_or_default()
    }
}

/// The articles of a table.
pub(super) struct Rows<'a> {
    name: String,
    rows: StringRecordsIntoIter<Box<dyn Read + 'a>>,
    layout: Layout,
    /// The article whose rows come, or what is wrong with one of them.
    open: Option<(Draft, Option<Rejected>)>,
    /// A row that is none, to be said after the article before it.
    fault: Option<Rejected>,
    ended: bool,
}

impl<'a> Rows<'a> {
    pub(super) fn new(name: &str, input: Input<'a>, columns: &Columns) -> Result<Self, Reason> {
        let mut reader = reader(input)?;
        let header = reader.headers().map_err(|error| reason(&error))?;
        if header.iter().all(|name| name.trim().is_empty()) {
            return Err(Reason::Empty);
        }
        Ok(Self {
            layout: Layout::new(header, columns)?,
            name: name.to_owned(),
            rows: reader.into_records(),
            open: None,
            fault: None,
            ended: false,
        })
    }

    /// Takes a row in; answers the article that ends before it.
    fn row(&mut self, row: &StringRecord) -> Option<Result<Draft, Rejected>> {
        let line = row.position().map_or(0, csv::Position::line);
        let place = Place::line(&self.name, line);
        let layout = &self.layout;
        let id = layout
            .id
            .and_then(|column| row.get(column))
            .unwrap_or_default();
        let id = if layout.own { bare(id) } else { id };
        let text = row.get(layout.text).unwrap_or_default();
        let begins = match (&self.open, layout.own, layout.span.is_some()) {
            (None, ..) | (_, false, false) => true,
            (Some(_), true, _) => bare(layout.own(row, "span")).is_empty(),
            (Some((open, _)), false, true) => {
                open.text != text || open.id.as_deref().unwrap_or_default() != id
            }
        };
        let mut before = None;
        if begins {
            before = self.open.take();
            let title = self.layout.title.and_then(|column| row.get(column));
            let draft = Draft {
                place: place.clone(),
                id: Some(id.to_owned()).filter(|id| !id.is_empty()),
                title: title.map(str::to_owned),
                text: if self.layout.own { bare(text) } else { text }.to_owned(),
                ..Draft::default()
            };
            let draft = self.known(draft, row);
            let wrong = draft.as_ref().err().cloned();
            let draft = draft.unwrap_or_default();
            self.open = Some((
                draft,
                wrong.map(|reason| Rejected::new(place.clone(), reason)),
            ));
        }
        let is_span = !(begins && self.layout.own) && self.layout.span.is_some();
        if is_span && let Some((draft, wrong)) = &mut self.open {
            let of_article = draft.id.as_deref().unwrap_or_default();
            let taken = match self.layout.own && of_article != id {
                true => Err(Reason::Line(LineFault::NoArticle(id.to_owned()))),
                false => span(&self.layout, row, draft),
            };
            if let (Err(reason), None) = (taken, &wrong) {
                *wrong = Some(Rejected::new(place, reason));
            }
        }
        before.map(ended)
    }

    /// Adds what is known of the article itself.
    fn known(&self, mut draft: Draft, row: &StringRecord) -> Result<Draft, Reason> {
        if self.layout.own {
            let json = bare(self.layout.own(row, "metadata"));
            if !json.is_empty() {
                draft.metadata = metadata(&Node::parse(json)?.members()?)?;
            }
            return Ok(draft);
        }
        let layout = &self.layout;
        let special: Vec<usize> = [Some(layout.text), layout.id, layout.title]
            .into_iter()
            .flatten()
            .chain(layout.span.into_iter().flatten())
            .collect();
        let columns = layout.names.iter().zip(row.iter()).enumerate();
        let rest = columns.filter(|(place, (name, cell))| {
            !special.contains(place) && !name.is_empty() && !cell.is_empty()
        });
        draft.metadata = rest
            .map(|(_, (name, cell))| (name.clone(), cell.to_owned()))
            .collect();
        Ok(draft)
    }
}

/// An article whose rows have all come.
fn ended((mut draft, wrong): (Draft, Option<Rejected>)) -> Result<Draft, Rejected> {
    match wrong {
        Some(rejected) => Err(rejected),
        None => {
            for marks in &mut draft.marks {
                join_pieces(&mut marks.spans);
            }
            Ok(draft)
        }
    }
}

/// Takes the span of a row in.
fn span(layout: &Layout, row: &StringRecord, draft: &mut Draft) -> Result<(), Reason> {
    let Some([label, start, end]) = layout.span else {
        return Ok(());
    };
    let cell = |place: usize| row.get(place).unwrap_or_default();
    if !layout.own
        && [label, start, end]
            .iter()
            .all(|place| cell(*place).trim().is_empty())
    {
        return Ok(());
    }
    let offset = |place: usize, name: &str| {
        let found = cell(place).trim();
        // A column with an empty cell has become one of floating point numbers in many a program.
        let whole = found.strip_suffix(".0").unwrap_or(found);
        whole.parse::<u64>().map_err(|_| Reason::Value {
            name: name.to_owned(),
            found: found.chars().take(40).collect(),
        })
    };
    let mut span = RawSpan::new(cell(label), offset(start, "start")?, offset(end, "end")?);
    let mut annotator = None;
    if layout.own {
        let own = |name| bare(layout.own(row, name));
        span.label = own("label").to_owned();
        span.id = Some(own("span").to_owned());
        span.quoted = Some(own("text").to_owned());
        span.note = own("note").to_owned();
        span.suggested = own("origin") == "suggested";
        let json = own("attributes");
        if !json.is_empty() {
            let members = Node::parse(json)?.members()?;
            let all = members
                .nodes()
                .map(|(name, node)| (name.to_owned(), attribute(node)));
            span.attributes = all.collect();
        }
        annotator = Some(own("annotator").to_owned());
    }
    let place = draft
        .marks
        .iter()
        .position(|marks| marks.annotator == annotator);
    let place = place.unwrap_or_else(|| {
        draft.marks.push(RawMarks {
            annotator,
            ..RawMarks::default()
        });
        draft.marks.len() - 1
    });
    if let Some(marks) = draft.marks.get_mut(place) {
        marks.spans.push(span);
    }
    Ok(())
}

impl Iterator for Rows<'_> {
    type Item = Result<Draft, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(rejected) = self.fault.take() {
            return Some(Err(rejected));
        }
        while !self.ended {
            match self.rows.next() {
                None => self.ended = true,
                Some(Ok(row)) => {
                    if let Some(article) = self.row(&row) {
                        return Some(article);
                    }
                }
                Some(Err(error)) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    let rejected = Rejected::new(Place::line(&self.name, line), reason(&error));
                    if matches!(error.kind(), csv::ErrorKind::Io(_)) {
                        self.ended = true;
                    }
                    let groups = self.layout.own || self.layout.span.is_some();
                    match &mut self.open {
                        Some((_, wrong)) if groups => _ = wrong.get_or_insert(rejected),
                        Some(_) => {
                            self.fault = Some(rejected);
                            return self.open.take().map(ended);
                        }
                        None => return Some(Err(rejected)),
                    }
                }
            }
        }
        let last = self.open.take().map(ended);
        last.or_else(|| self.fault.take().map(Err))
    }
}
