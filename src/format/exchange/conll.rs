//! Tokens with tags, a line each and a blank line after a sentence: CoNLL-2003, between spaces, `-DOCSTART- -X- O O`
//! before each article, the tag in the last of four columns; and BIO TSV, between tabs, `# id = …` before each article,
//! a column of tags for each label.
//!
//! The text is put together from the tokens with spaces, and sentences with line ends: it is not the one that was
//! written. A sentence does not end inside a span.

use std::io::{BufRead, Read};

use super::draft::{Draft, RawMarks};
use super::encoding::io_reason;
use super::files::{Input, Sink};
use super::kind::Kind;
use super::read::{Items, ReadOptions};
use super::reject::{Place, Reason, Rejected};
use super::tags::{Overlap, Tag, Tagging, Untag, losses, parse_tag, sentence_ends, tags};
use super::tokens::{Token, Tokenizer};
use super::write::{WriteError, WriteOptions, single_file};
use crate::format::export::ExportItem;
use crate::format::losses::{Carries, Losses, Lost};
use crate::model::layer::Layer;

const DOCSTART: &str = "-DOCSTART-";
/// What stands before the id of an article in BIO TSV.
const ID: &str = "# id = ";

pub(super) fn read<'a>(
    kind: Kind,
    name: &str,
    input: Input<'a>,
    options: &'a ReadOptions,
) -> Items<'a> {
    let reader = Reader {
        tabs: kind == Kind::Bio,
        name: name.to_owned(),
        input,
        line: 0,
        next: None,
        ended: false,
    };
    Box::new(reader.map(|draft| draft?.settle(options)))
}

/// The most bytes of a line, and the most of an article: four times the longest text.
const MOST_LINE: u64 = 1 << 20;
const MOST_TEXT: usize = 20_000_000;

struct Reader<'a> {
    tabs: bool,
    name: String,
    input: Input<'a>,
    line: u64,
    /// The head of the next article: its line and its id.
    next: Option<(u64, Option<String>)>,
    ended: bool,
}

/// An article whose lines come.
#[derive(Default)]
struct Open {
    line: u64,
    id: Option<String>,
    text: String,
    length: u64,
    columns: Vec<Untag>,
    /// The columns that hold tags; known with the first token.
    of: Option<Vec<usize>>,
    marks: RawMarks,
    fresh_sentence: bool,
    wrong: Option<Rejected>,
}

impl Open {
    fn sentence(&mut self) {
        for column in &mut self.columns {
            column.end(&mut self.marks.spans);
        }
        self.fresh_sentence = true;
    }

    fn token(&mut self, cells: &[&str], tabs: bool) -> Result<(), Reason> {
        let token = cells.first().copied().unwrap_or_default();
        if !self.text.is_empty() {
            self.text.push(if self.fresh_sentence { '\n' } else { ' ' });
            self.length += 1;
        }
        self.fresh_sentence = false;
        let start = self.length;
        self.text.push_str(token);
        self.length += token.chars().count() as u64;
        if self.text.len() > MOST_TEXT {
            return Err(Reason::TooLarge { most: MOST_TEXT });
        }
        let of = self.of.get_or_insert_with(|| tag_columns(cells, tabs));
        self.columns.resize(of.len(), Untag::default());
        for (column, place) in self.columns.iter_mut().zip(&*of) {
            // Some programs leave out the last `O` of a sentence.
            let cell = cells.get(*place).copied().unwrap_or("O");
            let tag: Tag<'_> = parse_tag(cell).ok_or_else(|| Reason::Value {
                name: "tag".to_owned(),
                found: cell.chars().take(40).collect(),
            })?;
            column.take(tag, start, self.length, &mut self.marks.spans);
        }
        Ok(())
    }
}

/// Which columns hold the tags: of ours all that come after the token and its two empty ones, else the last one; between
/// tabs all that look like tags.
fn tag_columns(cells: &[&str], tabs: bool) -> Vec<usize> {
    let last = cells.len().saturating_sub(1);
    match (tabs, cells) {
        (_, [] | [_]) => vec![1],
        (false, [_, "-X-", "_", ..]) if last >= 3 => (3..=last).collect(),
        (true, [_, rest @ ..]) if rest.iter().all(|cell| parse_tag(cell).is_some()) => {
            (1..=last).collect()
        }
        _ => vec![last],
    }
}

impl Reader<'_> {
    fn place(&self) -> Place {
        Place::line(&self.name, self.line)
    }

    /// A line without its end; `None` behind the last.
    fn read_line(&mut self) -> Result<Option<String>, Rejected> {
        let mut bytes = Vec::new();
        self.line += 1;
        let read = (&mut self.input)
            .take(MOST_LINE)
            .read_until(b'\n', &mut bytes);
        let fault = |reader: &mut Self, reason| {
            reader.ended = true;
            Rejected::new(reader.place(), reason)
        };
        if let Err(error) = read {
            return Err(fault(self, io_reason(&error)));
        }
        if bytes.is_empty() {
            return Ok(None);
        }
        if bytes.len() as u64 >= MOST_LINE {
            let most = usize::try_from(MOST_LINE).unwrap_or(usize::MAX);
            return Err(fault(self, Reason::TooLarge { most }));
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            let offset = error.utf8_error().valid_up_to() as u64;
            let encoding = "UTF-8";
            fault(self, Reason::Encoding { offset, encoding })
        })?;
        Ok(Some(text.trim_end_matches(['\n', '\r']).to_owned()))
    }

    /// The head of an article, if a line is one.
    fn head(&self, line: &str) -> Option<Option<String>> {
        if line == DOCSTART
            || line
                .strip_prefix(DOCSTART)
                .is_some_and(|rest| rest.starts_with([' ', '\t']))
        {
            return Some(None);
        }
        let id = line.strip_prefix(ID).filter(|_| self.tabs);
        id.map(|id| Some(unescape(id)))
    }

    fn article(&mut self) -> Result<Option<Draft>, Rejected> {
        let mut open = Open::default();
        let mut begun = false;
        if let Some((line, id)) = self.next.take() {
            (open.line, open.id, begun) = (line, id, true);
        }
        loop {
            let Some(line) = self.read_line()? else {
                self.ended = true;
                break;
            };
            if let Some(id) = self.head(&line) {
                if begun {
                    self.next = Some((self.line, id));
                    break;
                }
                (open.line, open.id, begun) = (self.line, id, true);
                continue;
            }
            if line.trim().is_empty() {
                open.sentence();
                continue;
            }
            // Remarks, which CoNLL-U and its like have.
            if self.tabs && line.starts_with('#') && !line.contains('\t') {
                continue;
            }
            if !begun {
                (open.line, begun) = (self.line, true);
            }
            let cells: Vec<&str> = match self.tabs {
                true => line.split('\t').collect(),
                false => line.split_ascii_whitespace().collect(),
            };
            if open.wrong.is_none()
                && let Err(reason) = open.token(&cells, self.tabs)
            {
                open.wrong = Some(Rejected::new(self.place(), reason));
            }
        }
        open.sentence();
        if let Some(rejected) = open.wrong {
            return Err(rejected);
        }
        if !begun {
            return Ok(None);
        }
        Ok(Some(Draft {
            place: Place::line(&self.name, open.line),
            id: open.id,
            text: open.text,
            marks: vec![open.marks],
            ..Draft::default()
        }))
    }
}

impl Iterator for Reader<'_> {
    type Item = Result<Draft, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended && self.next.is_none() {
            return None;
        }
        self.article().transpose()
    }
}

/// An id on one line.
fn escape(id: &str) -> String {
    id.replace('\\', "\\\\")
        .replace('\n', "\\n")
        .replace('\r', "\\r")
}

fn unescape(id: &str) -> String {
    let mut plain = String::with_capacity(id.len());
    let mut chars = id.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('n') => plain.push('\n'),
                Some('r') => plain.push('\r'),
                other => plain.extend(other),
            },
            _ => plain.push(c),
        }
    }
    plain
}

/// Writes tokens and tags.
#[derive(Debug)]
pub struct Writer {
    kind: Kind,
    file: String,
    labels: Vec<String>,
    tokenizer: Tokenizer,
    overlap: Overlap,
    tagging: Tagging,
}

impl Writer {
    /// With the columns and the tags that the options ask for. CoNLL-2003 has one column unless they say more.
    pub fn new(kind: Kind, options: &WriteOptions) -> Self {
        let usual = match kind {
            Kind::Bio => Overlap::Columns,
            _ => Overlap::Outermost,
        };
        let labels = options.project.scheme.labels.iter();
        Self {
            kind,
            file: single_file(kind, &options.stem).unwrap_or_default(),
            labels: labels.map(|label| label.id.to_string()).collect(),
            tokenizer: options.tokenizer,
            overlap: options.overlap.unwrap_or(usual),
            tagging: options.tagging,
        }
    }

    fn write(
        &self,
        item: &ExportItem<'_>,
        layer: Option<&Layer>,
        tokens: &[Token<'_>],
    ) -> Result<String, WriteError> {
        let tags = tags(layer, tokens, &self.labels, self.overlap, self.tagging);
        let tags = tags.map_err(|label| {
            WriteError::Impossible(format!("there is no column for the label «{label}»"))
        })?;
        let mut out = String::new();
        match self.kind {
            Kind::Bio => out.push_str(&format!("{ID}{}\n", escape(item.article.id.as_str()))),
            _ => out.push_str(&format!("{DOCSTART} -X- O O\n\n")),
        }
        let mut ends = sentence_ends(item.text.as_str()).into_iter().peekable();
        for (number, token) in tokens.iter().enumerate() {
            let mut after_end = false;
            while ends.next_if(|end| end.get() <= token.start).is_some() {
                after_end = true;
            }
            let free = tags.free.get(number).copied().unwrap_or(true);
            if number > 0 && after_end && free {
                out.push('\n');
            }
            out.push_str(token.text);
            let by = match self.kind {
                Kind::Bio => '\t',
                _ => {
                    out.push_str(" -X- _");
                    ' '
                }
            };
            for column in &tags.columns {
                out.push(by);
                out.push_str(column.get(number).map_or("O", |tag| tag));
            }
            out.push('\n');
        }
        out.push('\n');
        Ok(out)
    }
}

impl super::write::Writer for Writer {
    fn carries(&self) -> Carries {
        Carries {
            texts: false,
            article_ids: self.kind == Kind::Bio,
            ..Carries::SPANS
        }
    }

    fn losses(&self, item: &ExportItem<'_>, into: &mut Losses) {
        into.add(item, &self.carries());
        let tokens = self.tokenizer.tokens(item.text.as_str());
        into.count(Lost::Articles, usize::from(tokens.is_empty()));
        losses(item, &tokens, self.overlap, into);
    }

    fn item(&mut self, item: &ExportItem<'_>, sink: &mut dyn Sink) -> Result<(), WriteError> {
        let tokens = self.tokenizer.tokens(item.text.as_str());
        for layer in item.each_layer() {
            let lines = self.write(item, layer, &tokens)?;
            sink.write(&self.file, lines.as_bytes())?;
        }
        Ok(())
    }

    fn end(&mut self, sink: &mut dyn Sink) -> Result<(), WriteError> {
        sink.write(&self.file, b"")?;
        Ok(sink.done(&self.file)?)
    }
}
