//! Files that are read in the same way, and how: what was seen of them, what a person chose.

use super::brought::Brought;
use super::seen::Seen;
use crate::format::carry::Name;
use crate::format::exchange::encoding::{encoding_of, to_utf8};
use crate::format::exchange::files::Files;
use crate::format::exchange::kind::Kind;
use crate::format::exchange::labels::LabelMap;
use crate::format::exchange::read::{Columns, Cut, HEAD, Part, ReadOptions, TitleAs};
use crate::format::exchange::recognise::{kind_of, recognise};
use crate::format::exchange::table_head::{Head, head, head_of_lines};
use crate::format::exchange::units::OffsetUnit;
use crate::model::sorted::{Map, Set};
use serde::{Deserialize, Serialize};

/// The encodings that can be chosen, by their names on the web.
pub const ENCODINGS: [&str; 4] = ["utf-8", "windows-1256", "utf-16le", "utf-16be"];

/// How much of a file is looked at for its first lines, in bytes.
const SHOWN_HEAD: u64 = 4_096;
/// How many lines or rows are shown.
const SHOWN: usize = 4;
/// How many tables are told apart: each may have other columns.
const MOST_TABLES: usize = 20;

/// A choice on a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// It comes in, or not.
    LeftOut(bool),
    /// Its kind.
    Kind(Kind),
    /// Its encoding.
    Encoding(&'static str),
    /// What makes an article.
    Cut(Cut),
    /// What becomes of titles.
    Title(TitleAs),
    /// The column of the text.
    Text(String),
    /// The column of the id, or none.
    Id(String),
    /// The column of the title, or none.
    TitleColumn(String),
    /// What offsets count; found where it is `None`.
    Unit(Option<OffsetUnit>),
    /// Metadata of this name comes in, or not.
    Metadata(String, bool),
}

/// Files that are read in the same way.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Group {
    /// Their names, sorted.
    pub names: Vec<String>,
    /// The kind that was seen.
    pub found: Option<Kind>,
    /// The kind they are read as.
    pub kind: Option<Kind>,
    /// Nothing of it comes in.
    pub left_out: bool,
    /// The encoding, where no byte order mark says it.
    #[serde(deserialize_with = "crate::format::carry::maybe_name")]
    pub encoding: Option<Name>,
    /// What makes an article.
    pub cut: Cut,
    /// What becomes of titles.
    pub title: TitleAs,
    /// What columns hold.
    pub columns: Columns,
    /// What offsets count.
    pub unit: Option<OffsetUnit>,
    /// Metadata that does not come in, by name.
    pub without: Set<String>,
    /// Its beginning is to be looked at again, before anything else is.
    pub head_due: bool,
    /// The first rows, of a table.
    pub table: Option<Head>,
    /// The first lines, of a text.
    pub lines: Vec<String>,
    /// What is in it, as soon as it was looked through.
    pub seen: Option<Seen>,
}

/// What the beginning of a file shows.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    kind: Option<Kind>,
    encoding: Option<&'static str>,
}

/// The same of a file.
pub fn shown(files: &Brought, name: &str) -> Shown {
    let head = files.head(name, HEAD);
    let encoding = other_encoding(&head);
    let mut text = Vec::new();
    // What is no text is said when it is read.
    let _ = to_utf8(Box::new(&*head), None)
        .and_then(|mut input| std::io::Read::read_to_end(&mut input, &mut text));
    let kind = kind_of(name, &String::from_utf8_lossy(&text));
    Shown { kind, encoding }
}

/// Sorts what was brought.
pub fn groups(files: &Brought, shown: &Map<String, Shown>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let names: Vec<String> = shown.keys().cloned().collect();
    let mut kind = |name: &str| shown.get(name).and_then(|shown| shown.kind);
    for Part { kind, names } in recognise(&names, None, &mut kind) {
        let tables = groups.iter().filter(|group| group.has_columns()).count();
        let alone = matches!(kind, Some(Kind::Csv | Kind::Jsonl)) && tables < MOST_TABLES;
        let mut same = groups.iter_mut().filter(|group| group.found == kind);
        match same.next_back().filter(|_| !alone) {
            Some(group) => group.names.extend(names),
            None => groups.push(Group {
                names,
                found: kind,
                kind,
                ..Group::default()
            }),
        }
    }
    for group in &mut groups {
        group.names.sort();
        let mut names = group.names.iter().filter_map(|name| shown.get(name));
        group.encoding = names.find_map(|shown| shown.encoding);
        group.look_at_head(files);
        if let Some(head) = &group.table {
            group.columns = columns(head);
        }
    }
    groups
}

/// The encoding of bytes that are no UTF-8 and have no byte order mark: a guess, which a person sees the result of.
pub fn other_encoding(head: &[u8]) -> Option<&'static str> {
    let marks: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];
    if marks.iter().any(|mark| head.starts_with(mark)) {
        return None;
    }
    let zeros = |odd: usize| {
        let bytes = head.iter().skip(odd).step_by(2);
        // The high byte of Arabic letters is 6, of spaces and digits 0.
        bytes.filter(|byte| matches!(byte, 0 | 6)).count() * 10 > head.len() * 4
    };
    if head.contains(&0) || zeros(0) || zeros(1) {
        return if zeros(1) {
            Some("utf-16le")
        } else {
            Some("utf-16be").filter(|_| zeros(0))
        };
    }
    match std::str::from_utf8(head) {
        Ok(_) => None,
        // The last character may be cut.
        Err(error) if error.error_len().is_none() => None,
        Err(_) => Some("windows-1256"),
    }
}

/// The columns by their names; the text, if no name tells, is where most stands.
fn columns(head: &Head) -> Columns {
    let mut columns = head.usual();
    if columns.text.as_deref() == Some("") {
        let length = |place: usize| -> usize {
            let cells = head.rows.iter().filter_map(|row| row.get(place));
            cells.map(String::len).sum()
        };
        let longest = (0..head.names.len()).max_by_key(|place| length(*place));
        columns.text = longest.and_then(|place| head.names.get(place)).cloned();
    }
    columns
}

impl Group {
    /// Whether columns can be chosen.
    pub const fn has_columns(&self) -> bool {
        matches!(self.kind, Some(Kind::Csv | Kind::Jsonl))
    }

    /// Whether what is in it may be in several encodings: all but those whose format says it.
    pub const fn has_encoding(&self) -> bool {
        matches!(
            self.kind,
            Some(
                Kind::Txt
                    | Kind::Html
                    | Kind::Csv
                    | Kind::Conll
                    | Kind::Bio
                    | Kind::Trec
                    | Kind::Brat
                    | Kind::WebannoTsv
            )
        )
    }

    /// Whether what is in it is still to be looked through, and can be.
    pub fn is_to_be_seen(&self) -> bool {
        self.seen.is_none() && !self.left_out && self.kind.is_some()
    }

    /// Takes a choice in. What was seen before may be true no more.
    pub fn set(&mut self, setting: Setting) {
        self.head_due |= matches!(setting, Setting::Kind(_) | Setting::Encoding(_));
        match setting {
            Setting::LeftOut(left_out) => {
                self.left_out = left_out;
                return;
            }
            Setting::Metadata(name, comes) => {
                match comes {
                    true => _ = self.without.remove(&name),
                    false => _ = self.without.insert(name),
                }
                return;
            }
            Setting::Kind(kind) => {
                self.kind = Some(kind);
                self.columns = Columns::default();
            }
            Setting::Encoding(name) => self.encoding = Some(name),
            Setting::Cut(cut) => self.cut = cut,
            Setting::Title(title) => self.title = title,
            Setting::Text(name) => self.columns.text = Some(name),
            Setting::Id(name) => self.columns.id = Some(name),
            Setting::TitleColumn(name) => self.columns.title = Some(name),
            Setting::Unit(unit) => self.unit = unit,
        }
        self.seen = None;
    }

    /// Looks at the beginning of the files again, where a choice has changed how they are read.
    pub fn look_again(&mut self, files: &Brought) {
        if !std::mem::take(&mut self.head_due) {
            return;
        }
        self.look_at_head(files);
        if let (Some(head), None) = (&self.table, &self.columns.text) {
            self.columns = columns(head);
        }
    }

    /// The choices for the readers; names of labels stay as they are, and all metadata is there to be seen.
    pub fn options(&self, annotator: &str) -> ReadOptions {
        ReadOptions {
            kind: self.kind,
            unit: self.unit,
            encoding: self.encoding.and_then(encoding_of),
            title: self.title,
            cut: self.cut,
            columns: self.columns.clone(),
            annotator: annotator.to_owned(),
            labels: LabelMap::as_is(),
            links: LabelMap::as_is(),
            left_out: Set::new(),
        }
    }

    /// What a reader is given.
    pub fn part(&self) -> Part {
        Part {
            kind: self.kind,
            names: self.names.clone(),
        }
    }

    fn look_at_head(&mut self, files: &Brought) {
        self.table = None;
        self.lines = Vec::new();
        let Some(name) = self.names.first() else {
            return;
        };
        let encoding = self.encoding.and_then(encoding_of);
        let input = || {
            files
                .open(name)
                .and_then(|input| to_utf8(input, encoding))
                .ok()
        };
        self.table = match self.kind {
            // A table that is none is said to be so when it is read.
            Some(Kind::Csv) => input().and_then(|input| head(input, SHOWN).ok()),
            Some(Kind::Jsonl) => input().and_then(|input| head_of_lines(name, input, SHOWN).ok()),
            _ => None,
        };
        if self.table.is_none() && self.has_encoding() {
            let mut bytes = Vec::new();
            if let Some(input) = input() {
                // As much as is text in this encoding.
                let _ = std::io::Read::read_to_end(
                    &mut std::io::Read::take(input, SHOWN_HEAD),
                    &mut bytes,
                );
            }
            let text = String::from_utf8_lossy(&bytes);
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            self.lines = lines.take(SHOWN).map(shortened).collect();
        }
    }
}

/// How much of a line is shown, in characters.
const LINE: usize = 120;

fn shortened(line: &str) -> String {
    match line.char_indices().nth(LINE) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line.to_owned(),
    }
}
