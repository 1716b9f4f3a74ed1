//! The JSON values of a file one at a time, whether it is JSON Lines, a list, or values over several lines that are
//! only called JSON Lines. What a value holds is not looked at; each comes with the line that it begins on.

use std::io::BufRead;

use super::encoding::io_reason;
use super::fault::LineFault;
use super::files::Input;
use super::reject::{Place, Reason, Rejected};
use crate::format::json_check::is_json;

/// The most bytes that one value may have: a text of the longest, with every character escaped.
pub const MOST_BYTES: usize = 128 << 20;

/// How the values lie in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// One a line.
    Lines,
    /// In one list.
    List,
    /// One after another, over several lines each.
    Loose,
}

/// A value and where it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// Line in the file, from 1.
    pub line: u64,
    /// What stands there. Not checked.
    pub json: String,
}

/// The values of a file.
pub struct Values<'a> {
    input: Input<'a>,
    name: String,
    layout: Option<Layout>,
    /// The line of the next byte, from 1.
    line: u64,
    /// Bytes taken.
    taken: u64,
    /// A line that was read to see the layout.
    ahead: Vec<u8>,
    ended: bool,
}

impl<'a> Values<'a> {
    /// The values of an input, which is UTF-8.
    pub fn new(name: &str, input: Input<'a>) -> Self {
        Self {
            input,
            name: name.to_owned(),
            layout: None,
            line: 1,
            taken: 0,
            ahead: Vec::new(),
            ended: false,
        }
    }

    /// The layout, when it is known.
    pub const fn layout(&self) -> Option<Layout> {
        self.layout
    }

    fn reject(&self, line: u64, reason: Reason) -> Rejected {
        Rejected::new(Place::line(&self.name, line), reason)
    }

    fn text(&mut self, line: u64, bytes: Vec<u8>) -> Result<Value, Rejected> {
        let start = self.taken.saturating_sub(bytes.len() as u64);
        match String::from_utf8(bytes) {
            Ok(json) => Ok(Value { line, json }),
            Err(error) => {
                let offset = start + error.utf8_error().valid_up_to() as u64;
                let encoding = "UTF-8";
                Err(self.reject(line, Reason::Encoding { offset, encoding }))
            }
        }
    }

    /// The next byte, not taken.
    fn peek(&mut self) -> Result<Option<u8>, Rejected> {
        if let Some(byte) = self.ahead.first() {
            return Ok(Some(*byte));
        }
        match self.input.fill_buf() {
            Ok(bytes) => Ok(bytes.first().copied()),
            Err(error) => {
                self.ended = true;
                let reason = io_reason(&error);
                Err(self.reject(self.line, reason))
            }
        }
    }

    fn skip(&mut self, bytes: usize, lines: u64) {
        let ahead = bytes.min(self.ahead.len());
        self.ahead.drain(..ahead);
        self.input.consume(bytes - ahead);
        self.taken += bytes as u64;
        self.line += lines;
    }

    /// Passes white space, and commas in a list.
    fn space(&mut self) -> Result<Option<u8>, Rejected> {
        let list = self.layout == Some(Layout::List);
        loop {
            match self.peek()? {
                Some(b'\n') => self.skip(1, 1),
                Some(b' ' | b'\t' | b'\r') => self.skip(1, 0),
                Some(b',') if list => self.skip(1, 0),
                other => return Ok(other),
            }
        }
    }

    /// Sees how the values lie.
    fn begin(&mut self) -> Result<(), Rejected> {
        let first = self.space()?;
        if first == Some(b'[') {
            self.skip(1, 0);
            self.layout = Some(Layout::List);
            return Ok(());
        }
        // A line that is cut off is a bad line, not the first one of a value over several lines: those break
        // where a bracket opens or after a comma.
        let mut ahead = Vec::new();
        self.read_line(&mut ahead)?;
        let line = ahead.trim_ascii_end();
        let breaks = matches!(line.last(), Some(b'{' | b'[' | b',' | b':'));
        let whole = || std::str::from_utf8(line).is_ok_and(is_json);
        let loose = breaks && !whole();
        self.layout = Some(if loose { Layout::Loose } else { Layout::Lines });
        self.ahead = ahead;
        Ok(())
    }

    /// A line with its end, untaken; at most so many bytes.
    fn read_line(&mut self, line: &mut Vec<u8>) -> Result<(), Rejected> {
        let mut input = std::io::Read::take(&mut self.input, MOST_BYTES as u64);
        let read = input.read_until(b'\n', line);
        if let Err(error) = read {
            self.ended = true;
            let reason = io_reason(&error);
            return Err(self.reject(self.line, reason));
        }
        if line.len() >= MOST_BYTES {
            self.ended = true;
            return Err(self.reject(self.line, Reason::TooLarge { most: MOST_BYTES }));
        }
        Ok(())
    }

    fn next_line(&mut self) -> Option<Result<Value, Rejected>> {
        loop {
            let mut bytes = std::mem::take(&mut self.ahead);
            if bytes.is_empty()
                && let Err(rejected) = self.read_line(&mut bytes)
            {
                return Some(Err(rejected));
            }
            if bytes.is_empty() {
                return None;
            }
            self.taken += bytes.len() as u64;
            let line = self.line;
            self.line += u64::from(bytes.ends_with(b"\n"));
            if !bytes.trim_ascii().is_empty() {
                let value = self.text(line, bytes);
                return Some(value.map(|mut value| {
                    value.json.truncate(value.json.trim_end().len());
                    value
                }));
            }
        }
    }

    /// A value up to where its brackets close.
    fn next_value(&mut self) -> Result<Option<Value>, Rejected> {
        let list = self.layout == Some(Layout::List);
        match self.space()? {
            None if list => {
                self.ended = true;
                let cut = LineFault::ListCutOff.into();
                return Err(self.reject(self.line, cut));
            }
            None => return Ok(None),
            Some(b']') if list => {
                self.skip(1, 0);
                self.ended = true;
                let line = self.line;
                self.layout = Some(Layout::Loose);
                return match self.space()? {
                    None => Ok(None),
                    Some(_) => Err(self.reject(line, LineFault::BehindList.into())),
                };
            }
            Some(_) => {}
        }
        let line = self.line;
        let mut bytes = Vec::new();
        let mut scan = Scan::default();
        loop {
            let ahead = !self.ahead.is_empty();
            let chunk = if ahead {
                &self.ahead
            } else {
                match self.input.fill_buf() {
                    Ok(chunk) => chunk,
                    Err(error) => {
                        self.ended = true;
                        let reason = io_reason(&error);
                        return Err(self.reject(line, reason));
                    }
                }
            };
            if chunk.is_empty() {
                break;
            }
            let (used, ended) = scan.take(chunk, list);
            let part = chunk.get(..used).unwrap_or_default();
            let lines = part.iter().filter(|byte| **byte == b'\n').count();
            bytes.extend_from_slice(part);
            self.skip(used, lines as u64);
            if ended {
                break;
            }
            if bytes.len() > MOST_BYTES {
                self.ended = true;
                return Err(self.reject(line, Reason::TooLarge { most: MOST_BYTES }));
            }
        }
        self.text(line, bytes).map(Some)
    }
}

/// Where in a value the scan is.
#[derive(Default)]
struct Scan {
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Scan {
    /// How many of the bytes belong to the value, and whether it ends with them.
    fn take(&mut self, chunk: &[u8], list: bool) -> (usize, bool) {
        for (at, byte) in chunk.iter().enumerate() {
            if self.in_string {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => self.in_string = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b']' | b'}' if self.depth == 0 => return (at.max(1), at > 0),
                b']' | b'}' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return (at + 1, true);
                    }
                }
                b',' if self.depth == 0 && list => return (at, true),
                b' ' | b'\t' | b'\n' | b'\r' if self.depth == 0 => return (at, true),
                _ => {}
            }
        }
        (chunk.len(), false)
    }
}

impl Iterator for Values<'_> {
    type Item = Result<Value, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        if self.layout.is_none()
            && let Err(rejected) = self.begin()
        {
            self.ended = true;
            return Some(Err(rejected));
        }
        let next = match self.layout {
            Some(Layout::Lines) => self.next_line(),
            _ => self.next_value().transpose(),
        };
        if next.is_none() {
            self.ended = true;
        }
        next
    }
}
