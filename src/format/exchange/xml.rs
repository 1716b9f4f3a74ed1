//! What readers and writers of XML share: elements with their attributes one after another, with the line of a
//! fault; escapes that survive the normalisation of line ends and attributes.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::fault::XmlFault;
use super::reject::{Place, Reason, Rejected};
use crate::format::losses::is_xml;

/// Attributes by name, as they stand.
pub(super) type Attributes = Vec<(String, String)>;

/// What stands in a file.
pub(super) enum Piece {
    /// An element begins.
    Open(String, Attributes),
    /// An element ends.
    Close,
    /// Characters.
    Text(String),
}

/// The pieces of a file.
pub(super) struct Pieces<'a> {
    reader: Reader<&'a [u8]>,
    text: &'a str,
    name: String,
    depth: usize,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(name: &str, text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            text,
            name: name.to_owned(),
            depth: 0,
        }
    }

    /// The line that was reached.
    pub(super) fn place(&self) -> Place {
        let at = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        let read = self
            .text
            .as_bytes()
            .get(..at)
            .unwrap_or(self.text.as_bytes());
        let ends = read.iter().filter(|byte| **byte == b'\n').count() as u64;
        Place::line(&self.name, ends + 1)
    }

    /// That something is wrong here.
    pub(super) fn wrong(&self, why: impl Into<XmlFault>) -> Rejected {
        Rejected::new(self.place(), Reason::Xml(why.into()))
    }

    /// The next piece; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Piece>, Rejected> {
        loop {
            let event = self.reader.read_event();
            let piece = match event.map_err(|error| self.wrong(error))? {
                Event::Start(start) => {
                    self.depth += 1;
                    self.open(&start)?
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    Piece::Close
                }
                Event::Text(text) => Piece::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Piece::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(name) => {
                    let char = name.resolve_char_ref();
                    match char.map_err(|_| self.wrong(XmlFault::Character))? {
                        Some(char) => Piece::Text(char.to_string()),
                        None => match resolve_predefined_entity(&name) {
                            Some(text) => Piece::Text(text.to_owned()),
                            None => {
                                return Err(self.wrong(XmlFault::Entity((*name).to_owned())));
                            }
                        },
                    }
                }
                Event::Eof if self.depth > 0 => return Err(self.wrong(XmlFault::CutOff)),
                Event::Eof => return Ok(None),
                Event::Empty(_)
                | Event::Comment(_)
                | Event::Decl(_)
                | Event::PI(_)
                | Event::DocType(_) => continue,
            };
            return Ok(Some(piece));
        }
    }

    fn open(&self, start: &BytesStart<'_>) -> Result<Piece, Rejected> {
        let mut attributes = Attributes::new();
        let element = || start.name().into_inner().to_owned();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| self.wrong(XmlFault::Attributes(element())))?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value.map_err(|_| self.wrong(XmlFault::Attributes(element())))?;
            attributes.push((attribute.key.into_inner().to_owned(), value.into_owned()));
        }
        Ok(Piece::Open(element(), attributes))
    }
}

/// The value of an attribute, taken out.
pub(super) fn take(attributes: &mut Attributes, name: &str) -> Option<String> {
    let place = attributes.iter().position(|(known, _)| known == name)?;
    Some(attributes.swap_remove(place).1)
}

/// A text with `U+FFFD` for each character that XML has no room for, so that no offset moves.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    match text.chars().all(is_xml) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(
            text.chars()
                .map(|c| if is_xml(c) { c } else { '\u{fffd}' })
                .collect(),
        ),
    }
}

/// A text as it stands between tags or quotes. White space but the space is written by number, for a reader turns
/// CR LF into LF between tags and any of them into a space between quotes.
pub(super) fn escape(text: &str, into: &mut String, quoted: bool) {
    for c in text.chars() {
        match c {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' if quoted => into.push_str("&quot;"),
            '\r' => into.push_str("&#13;"),
            '\n' if quoted => into.push_str("&#10;"),
            '\t' if quoted => into.push_str("&#9;"),
            c if !is_xml(c) => into.push('\u{fffd}'),
            c => into.push(c),
        }
    }
}

/// ` name="value"`.
pub(super) fn attribute(name: &str, value: &str, into: &mut String) {
    into.push(' ');
    into.push_str(name);
    into.push_str("=\"");
    escape(value, into, true);
    into.push('"');
}

/// An id as a name that XML, Java and Python take: letters and digits of ASCII, and `_`; anything else becomes
/// `_u` with its number in hex and `_`. [`id`] gives it back.
pub(super) fn name(id: &str) -> String {
    let mut name = String::with_capacity(id.len());
    for (at, c) in id.char_indices() {
        let rest = id.get(at..).unwrap_or_default();
        let plain = c.is_ascii_alphanumeric() || (c == '_' && escaped(rest).is_none());
        match plain {
            true => name.push(c),
            false => name.push_str(&format!("_u{:x}_", u32::from(c))),
        }
    }
    name
}

/// What [`name`] made a name of.
pub(super) fn id(name: &str) -> String {
    let mut id = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(c) = rest.chars().next() {
        match escaped(rest) {
            Some((c, after)) => {
                id.push(c);
                rest = after;
            }
            None => {
                id.push(c);
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
            }
        }
    }
    id
}

/// The character that a text begins with by number, and what follows.
fn escaped(text: &str) -> Option<(char, &str)> {
    let (digits, rest) = text.strip_prefix("_u")?.split_once('_')?;
    let lower = digits
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let number = u32::from_str_radix(digits, 16).ok().filter(|_| lower)?;
    Some((char::from_u32(number)?, rest))
}
