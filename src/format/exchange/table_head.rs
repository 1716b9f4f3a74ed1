//! The beginning of a table or of JSON Lines: what a person chooses columns by, and by which names they are found.

use serde::{Deserialize, Serialize};
use std::io::{BufRead, Cursor, Read};

use csv::ReaderBuilder;

use super::encoding::io_reason;
use super::files::Input;
use super::json_fields::metadata;
use super::json_values::Values;
use super::read::Columns;
use super::reject::Reason;
use crate::format::json_in::Node;

/// Names of columns that hold a text, an id, a title.
pub(super) const TEXTS: [&str; 6] = ["text", "body", "content", "article_text", "النص", "نص"];
pub(super) const IDS: [&str; 5] = ["article", "article_id", "id", "doc_id", "المعرف"];
pub(super) const TITLES: [&str; 3] = ["title", "headline", "العنوان"];

/// The longest first line that is looked at.
const HEAD: u64 = 1 << 20;

pub(super) type Reader<'a> = csv::Reader<Box<dyn Read + 'a>>;

/// A reader that takes the delimiter which the first line has most of.
pub(super) fn reader<'a>(mut input: Input<'a>) -> Result<Reader<'a>, Reason> {
    let mut head = Vec::new();
    let read = input.by_ref().take(HEAD).read_until(b'\n', &mut head);
    read.map_err(|error| io_reason(&error))?;
    let count = |by: u8| head.iter().filter(|byte| **byte == by).count();
    let delimiter = [b',', b'\t', b';']
        .into_iter()
        .max_by_key(|by| (count(*by), *by == b','));
    let whole: Box<dyn Read + 'a> = Box::new(Cursor::new(head).chain(input));
    Ok(ReaderBuilder::new()
        .delimiter(delimiter.unwrap_or(b','))
        .flexible(true)
        .from_reader(whole))
}

/// The beginning of a table: what a person chooses columns by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The names of the columns, or of the members of all lines that are here.
    pub names: Vec<String>,
    /// The first rows, with a cell for each name.
    pub rows: Vec<Vec<String>>,
}

impl Head {
    /// The columns that are taken for text, id and title where nothing is chosen; a name that is not there is empty.
    pub fn usual(&self) -> Columns {
        let find = |usual: &[&str]| {
            let known = |name: &&str| {
                self.names
                    .iter()
                    .find(|known| known.eq_ignore_ascii_case(name))
            };
            Some(usual.iter().find_map(known).cloned().unwrap_or_default())
        };
        Columns {
            text: find(&TEXTS),
            id: find(&IDS),
            title: find(&TITLES),
        }
    }
}

/// The first rows of a table.
///
/// # Errors
/// [`Reason`] if it is none.
pub fn head(input: Input<'_>, rows: usize) -> Result<Head, Reason> {
    let mut reader = reader(input)?;
    let header = reader.headers().map_err(|error| reason(&error))?;
    let names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    let mut head = Head {
        names,
        rows: Vec::new(),
    };
    for row in reader.into_records().take(rows) {
        let row = row.map_err(|error| reason(&error))?;
        let cell = |place| row.get(place).unwrap_or_default().to_owned();
        head.rows.push((0..head.names.len()).map(cell).collect());
    }
    Ok(head)
}

/// The first lines of JSON Lines.
///
/// # Errors
/// [`Reason`] if they are none.
pub fn head_of_lines(name: &str, input: Input<'_>, rows: usize) -> Result<Head, Reason> {
    let mut head = Head::default();
    let mut lines = Vec::new();
    for value in Values::new(name, input).take(rows) {
        let value = value.map_err(|rejected| *rejected.reason)?;
        let members = metadata(&Node::parse(&value.json)?.members()?)?;
        for (name, _) in &members {
            if !head.names.contains(name) {
                head.names.push(name.clone());
            }
        }
        lines.push(members);
    }
    for line in lines {
        let cell = |name: &String| {
            let found = line.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        head.rows.push(head.names.iter().map(cell).collect());
    }
    Ok(head)
}

/// What an error of the reader means.
pub(super) fn reason(error: &csv::Error) -> Reason {
    match error.kind() {
        csv::ErrorKind::Io(error) => io_reason(error),
        csv::ErrorKind::Utf8 { err, .. } => Reason::Cell(err.field() + 1),
        // Rows may be of any length, and nothing is skipped to or made of them: it has no others.
        _ => Reason::Io(error.to_string()),
    }
}
