//! TREC's SGML: documents one after another,
//!
//! ```text
//! <DOC>
//! <DOCNO> AFP-1 </DOCNO>
//! <HEADLINE> … </HEADLINE>
//! <TEXT> … </TEXT>
//! </DOC>
//! ```
//!
//! The text is what stands in `TEXT`, without tags and the white space at both ends; a paragraph (`P`) begins on a
//! line of its own. Other elements are metadata, a headline is the title.

use std::io::{BufRead, Read};

use super::draft::Draft;
use super::encoding::io_reason;
use super::fault::LineFault;
use super::files::Input;
use super::read::{Items, ReadOptions};
use super::reject::{Place, Reason, Rejected};

/// The most bytes of a document.
const MOST_BYTES: usize = 64 << 20;

pub(super) fn read<'a>(name: &str, input: Input<'a>, options: &'a ReadOptions) -> Items<'a> {
    let documents = Documents {
        name: name.to_owned(),
        input,
        line: 0,
        ended: false,
    };
    Box::new(documents.map(|document| {
        let (place, sgml) = document?;
        let draft = draft(&sgml).map_err(|reason| Rejected::new(place.clone(), reason))?;
        Draft { place, ..draft }.settle(options)
    }))
}

/// The documents of a file, each from `<DOC` to `</DOC>`.
struct Documents<'a> {
    name: String,
    input: Input<'a>,
    line: u64,
    ended: bool,
}

impl Documents<'_> {
    fn next_line(&mut self) -> Result<Option<String>, Reason> {
        let mut bytes = Vec::new();
        let mut limited = (&mut self.input).take(MOST_BYTES as u64);
        let read = limited.read_until(b'\n', &mut bytes);
        if let Err(error) = read {
            self.ended = true;
            return Err(io_reason(&error));
        }
        if bytes.is_empty() {
            self.ended = true;
            return Ok(None);
        }
        self.line += 1;
        let line = String::from_utf8(bytes).map_err(|error| Reason::Encoding {
            offset: error.utf8_error().valid_up_to() as u64,
            encoding: "UTF-8",
        })?;
        Ok(Some(line))
    }

    fn document(&mut self) -> Result<Option<(u64, String)>, Reason> {
        let mut document = String::new();
        let mut begun = 0;
        while let Some(line) = self.next_line()? {
            if document.is_empty() {
                let lower = line.trim_start().to_ascii_lowercase();
                if lower.starts_with("<doc>") || lower.starts_with("<doc ") {
                    begun = self.line;
                } else if lower.is_empty() || lower.starts_with("<?") || lower.starts_with("<!") {
                    continue;
                } else if lower.starts_with('<') && !lower.starts_with("<docno") {
                    // What goes around all of them.
                    continue;
                } else {
                    return Err(Reason::Line(LineFault::OutsideDocument));
                }
            }
            document.push_str(&line);
            if document.len() > MOST_BYTES {
                self.ended = true;
                return Err(Reason::TooLarge { most: MOST_BYTES });
            }
            if line.trim_end().to_ascii_lowercase().ends_with("</doc>") {
                return Ok(Some((begun, document)));
            }
        }
        match document.is_empty() {
            true => Ok(None),
            false => Err(Reason::Line(LineFault::DocumentCutOff)),
        }
    }
}

impl Iterator for Documents<'_> {
    type Item = Result<(Place, String), Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        match self.document() {
            Ok(Some((line, document))) => Some(Ok((Place::line(&self.name, line), document))),
            Ok(None) => None,
            Err(reason) => Some(Err(Rejected::new(
                Place::line(&self.name, self.line),
                reason,
            ))),
        }
    }
}

/// What a document holds.
fn draft(sgml: &str) -> Result<Draft, Reason> {
    let mut draft = Draft::default();
    let mut texts = Vec::new();
    // The element whose characters are taken, and they.
    let mut open: Option<(String, String)> = None;
    let mut rest = sgml;
    while let Some(c) = rest.chars().next() {
        let Some((tag, after)) = tag(rest) else {
            if let Some((_, taken)) = &mut open {
                taken.push(c);
            }
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
            continue;
        };
        rest = after;
        let (closes, tag) = match tag.strip_prefix('/') {
            Some(tag) => (true, tag),
            None => (false, tag),
        };
        let name = tag
            .split(char::is_whitespace)
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        match (&mut open, closes) {
            (Some((element, taken)), false) if element == "text" => {
                if matches!(&*name, "p" | "br") && !taken.trim().is_empty() {
                    taken.truncate(taken.trim_end_matches(['\n', '\r']).len());
                    taken.push('\n');
                }
            }
            (Some((element, _)), true) if *element == name => {
                let (element, taken) = open.take().unwrap_or_default();
                let taken = entities(taken.trim());
                match &*element {
                    "text" => texts.push(taken),
                    "docno" | "docid" if draft.id.is_none() => draft.id = Some(taken),
                    // Many name it twice.
                    "docno" | "docid" if draft.id.as_ref() == Some(&taken) => {}
                    "headline" | "head" | "title" | "ti" | "hl" if draft.title.is_none() => {
                        draft.title = Some(taken);
                    }
                    _ if taken.is_empty() => {}
                    _ => draft.metadata.push((element, taken)),
                }
            }
            (_, true) => {}
            (_, false) => {
                if name == "doc" {
                    draft.id = attribute(tag, "id");
                }
                open = Some((name, String::new()));
            }
        }
    }
    if texts.is_empty() {
        return Err(Reason::Missing("TEXT".to_owned()));
    }
    draft.text = texts.join("\n");
    Ok(draft)
}

/// The tag that a text begins with, and what follows. A `<` before anything but a name is a character.
fn tag(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('<')?;
    let name = inside.strip_prefix('/').unwrap_or(inside);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let (tag, after) = inside.split_once('>')?;
    (!tag.contains(['<', '\n'])).then_some((tag, after))
}

/// The value of an attribute of a tag, with or without quotes.
fn attribute(tag: &str, name: &str) -> Option<String> {
    tag.split_whitespace().find_map(|part| {
        let (found, value) = part.split_once('=')?;
        let value = value.trim_matches(['"', '\'']);
        found.eq_ignore_ascii_case(name).then(|| value.to_owned())
    })
}

/// The characters that SGML writes by name. Each is looked at once: what comes out of one is no other's name.
fn entities(text: &str) -> String {
    let names = [
        ("lt", "<"),
        ("gt", ">"),
        ("quot", "\""),
        ("apos", "'"),
        ("amp", "&"),
    ];
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split('&');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let known = part.split_once(';').and_then(|(name, rest)| {
            let mut names = names.iter();
            let (_, c) = names.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
            Some((*c, rest))
        });
        let (c, rest) = known.unwrap_or(("&", part));
        out.push_str(c);
        out.push_str(rest);
    }
    out
}
