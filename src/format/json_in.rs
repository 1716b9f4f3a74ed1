//! Reads JSON without making values of it: a text is checked once, after that a value is a place in it, and
//! members are picked by name. One plain routine for all formats: a reader per type, as derived code has,
//! weighs ten times as much in the page.

use std::borrow::Cow;

use super::wire::{JsonError, JsonProblem, fault, one_line};
use crate::model::annotation::Extra;

/// One value in a text that was checked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node<'a> {
    whole: &'a str,
    start: usize,
    end: usize,
}

impl<'a> Node<'a> {
    /// Checks that a text is one JSON value; how deep it is nested does not matter.
    pub(crate) fn parse(json: &'a str) -> Result<Self, JsonError> {
        let mut scan = Scan::new(json, 0);
        let found = scan.whole();
        let (start, end) = found.map_err(|problem| fault(json, scan.at, problem, "no JSON"))?;
        Ok(Self {
            whole: json,
            start,
            end,
        })
    }

    /// The text of the value.
    pub(crate) fn raw(self) -> &'a str {
        self.whole.get(self.start..self.end).unwrap_or_default()
    }

    /// The value has another type than it should.
    pub(crate) fn wrong(self, expected: &str) -> JsonError {
        fault(self.whole, self.start, JsonProblem::WrongType, expected)
    }

    /// A number so large that nothing can hold it.
    pub(crate) fn out_of_range(self) -> JsonError {
        let why = "number out of range";
        fault(self.whole, self.start, JsonProblem::Syntax, why)
    }

    /// The string that it is.
    pub(crate) fn string(self) -> Result<Cow<'a, str>, JsonError> {
        let inside = self.raw().strip_prefix('"');
        let inside = inside.and_then(|rest| rest.strip_suffix('"'));
        let inside = inside.ok_or_else(|| self.wrong("expected a string"))?;
        if !inside.contains('\\') {
            return Ok(Cow::Borrowed(inside));
        }
        let text = unescape(inside);
        let half = || fault(self.whole, self.start, JsonProblem::Syntax, HALF);
        text.map(Cow::Owned).ok_or_else(half)
    }

    /// The whole number from 0 that it is.
    pub(crate) fn number(self) -> Result<u64, JsonError> {
        let number = self.raw().parse();
        number.map_err(|_| self.wrong("expected a whole number"))
    }

    /// [`number`](Self::number) of 32 bits.
    pub(crate) fn small(self) -> Result<u32, JsonError> {
        let number = u32::try_from(self.number()?);
        number.map_err(|_| self.wrong("the number is too large"))
    }

    /// `true` or `false`.
    pub(crate) fn flag(self) -> Result<bool, JsonError> {
        match self.raw() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(self.wrong("expected true or false")),
        }
    }

    /// The items of the list that it is.
    pub(crate) fn items(self) -> Result<Vec<Self>, JsonError> {
        let mut scan = self.inside('[');
        let scan = scan.as_mut().ok_or_else(|| self.wrong("expected a list"))?;
        let mut found = Vec::new();
        while let Some(item) = scan.next_value() {
            found.push(Self {
                whole: self.whole,
                start: item.0,
                end: item.1,
            });
        }
        Ok(found)
    }

    /// Names and values of the object that it is, as they stand, with the place of each name.
    fn pairs(self) -> Result<Vec<(Cow<'a, str>, usize, Self)>, JsonError> {
        let mut scan = self.inside('{');
        let scan = scan
            .as_mut()
            .ok_or_else(|| self.wrong("expected an object"))?;
        let mut found = Vec::new();
        while let Some(name) = scan.next_value() {
            let value = scan.next_value().unwrap_or(name);
            let node = |(start, end)| Self {
                whole: self.whole,
                start,
                end,
            };
            found.push((node(name).string()?, name.0, node(value)));
        }
        Ok(found)
    }

    /// The members of the object that it is. One that has a member twice has lost something already: it is
    /// refused, at the name if that is `known`, at the value if not.
    pub(crate) fn members(self, known: &[&str]) -> Result<Members<'a>, JsonError> {
        let mut pairs = self.pairs()?;
        pairs.sort_unstable_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        for (first, second) in pairs.iter().zip(pairs.iter().skip(1)) {
            if first.0 == second.0 {
                let name = known.contains(&&*first.0);
                let at = if name { second.1 } else { second.2.start };
                let why = "the member stands twice";
                return Err(fault(self.whole, at, JsonProblem::WrongType, why));
            }
        }
        let pairs = pairs.into_iter();
        Ok(Members(
            pairs.map(|(name, _, node)| (name, Some(node))).collect(),
        ))
    }

    /// Names and strings of the object that it is, where the last of a name counts.
    pub(crate) fn strings(self) -> Result<Vec<(String, String)>, JsonError> {
        let pairs = self.pairs()?.into_iter();
        let owned = |(name, _, node): (Cow<'_, str>, _, Self)| {
            Ok((name.into_owned(), node.string()?.into_owned()))
        };
        pairs.map(owned).collect()
    }

    /// A scan that stands behind the bracket with which the value begins.
    fn inside(self, bracket: char) -> Option<Scan<'a>> {
        let begins = self.raw().starts_with(bracket);
        begins.then(|| Scan::new(self.whole, self.start + 1))
    }
}

const HALF: &str = "half a surrogate pair";

/// The members of an object by name, each to be taken once; what is left is not known.
#[derive(Debug, Default)]
pub(crate) struct Members<'a>(Vec<(Cow<'a, str>, Option<Node<'a>>)>);

impl<'a> Members<'a> {
    /// Takes a member out.
    pub(crate) fn take(&mut self, name: &str) -> Option<Node<'a>> {
        let place = self.0.binary_search_by(|(known, _)| (**known).cmp(name));
        self.0.get_mut(place.ok()?)?.1.take()
    }

    /// Whether there is such a member, not yet taken.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.rest().any(|(known, _)| known == name)
    }

    /// Takes a string.
    pub(crate) fn string(&mut self, name: &str) -> Result<Option<Cow<'a, str>>, JsonError> {
        self.take(name).map(Node::string).transpose()
    }

    /// Takes a string that is empty where there is none.
    pub(crate) fn text(&mut self, name: &str) -> Result<String, JsonError> {
        Ok(self.string(name)?.unwrap_or_default().into_owned())
    }

    /// Takes a whole number.
    pub(crate) fn number(&mut self, name: &str) -> Result<Option<u64>, JsonError> {
        self.take(name).map(Node::number).transpose()
    }

    /// Takes a whole number of 32 bits.
    pub(crate) fn small(&mut self, name: &str) -> Result<Option<u32>, JsonError> {
        self.take(name).map(Node::small).transpose()
    }

    /// Takes a yes or no.
    pub(crate) fn flag(&mut self, name: &str) -> Result<Option<bool>, JsonError> {
        self.take(name).map(Node::flag).transpose()
    }

    /// Takes a list.
    pub(crate) fn items(&mut self, name: &str) -> Result<Option<Vec<Node<'a>>>, JsonError> {
        self.take(name).map(Node::items).transpose()
    }

    /// Takes a list of strings, empty where there is none.
    pub(crate) fn list(&mut self, name: &str) -> Result<Vec<Cow<'a, str>>, JsonError> {
        let items = self.items(name)?.unwrap_or_default().into_iter();
        items.map(Node::string).collect()
    }

    /// Takes an object, empty where there is none.
    pub(crate) fn object(&mut self, name: &str, known: &[&str]) -> Result<Members<'a>, JsonError> {
        match self.take(name) {
            Some(node) => node.members(known),
            None => Ok(Members::default()),
        }
    }

    /// What was not taken, sorted by name.
    pub(crate) fn rest(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.nodes().map(|(name, node)| (name, node.raw()))
    }

    /// [`rest`](Self::rest) as nodes.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = (&str, Node<'a>)> {
        self.0
            .iter()
            .filter_map(|(name, node)| Some((&**name, (*node)?)))
    }

    /// Puts what was not taken into `extra` with `place` before the names.
    pub(crate) fn keep(&self, place: &str, extra: &mut Extra) {
        let rest = self.rest();
        extra.extend(rest.map(|(name, raw)| (format!("{place}{name}"), one_line(raw))));
    }
}

/// A text on the way through it.
struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Scan<'a> {
    const fn new(json: &'a str, at: usize) -> Self {
        Self {
            bytes: json.as_bytes(),
            at,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// The next byte, if it is one of these.
    fn eat(&mut self, wanted: &[u8]) -> bool {
        let there = self.peek().is_some_and(|byte| wanted.contains(&byte));
        self.at += usize::from(there);
        there
    }

    /// The next byte must be one of these.
    fn must(&mut self, wanted: &[u8]) -> Result<(), JsonProblem> {
        if self.eat(wanted) {
            return Ok(());
        }
        Err(match self.peek() {
            Some(_) => JsonProblem::Syntax,
            None => JsonProblem::CutOff,
        })
    }

    fn space(&mut self) {
        while self.eat(b" \n\r\t") {}
    }

    /// One value that fills the text.
    fn whole(&mut self) -> Result<(usize, usize), JsonProblem> {
        self.space();
        let start = self.at;
        self.value()?;
        let end = self.at;
        self.space();
        if self.peek().is_some() {
            return Err(JsonProblem::Syntax);
        }
        Ok((start, end))
    }

    /// Start and end of the next name or value inside brackets that were checked.
    fn next_value(&mut self) -> Option<(usize, usize)> {
        self.space();
        self.eat(b",:");
        self.space();
        let start = self.at;
        self.value().ok()?;
        Some((start, self.at))
    }

    /// Passes over a value.
    fn value(&mut self) -> Result<(), JsonProblem> {
        // What closes the brackets that are open; no recursion, so that no depth exhausts the stack.
        let mut open: Vec<u8> = Vec::new();
        loop {
            self.space();
            match self.peek() {
                Some(bracket @ (b'{' | b'[')) => {
                    // In ASCII each closing bracket stands two places behind the opening one.
                    let close = bracket + 2;
                    self.at += 1;
                    self.space();
                    if !self.eat(&[close]) {
                        open.push(close);
                        if close == b'}' {
                            self.name()?;
                        }
                        continue;
                    }
                }
                Some(b'"') => self.string()?,
                Some(b't') => self.word(b"true")?,
                Some(b'f') => self.word(b"false")?,
                Some(b'n') => self.word(b"null")?,
                _ => self.number()?,
            }
            loop {
                let Some(close) = open.last().copied() else {
                    return Ok(());
                };
                self.space();
                if self.eat(b",") {
                    if close == b'}' {
                        self.space();
                        self.name()?;
                    }
                    break;
                }
                self.must(&[close])?;
                open.pop();
            }
        }
    }

    fn name(&mut self) -> Result<(), JsonProblem> {
        self.string()?;
        self.space();
        self.must(b":")
    }

    fn word(&mut self, word: &[u8]) -> Result<(), JsonProblem> {
        word.iter().try_for_each(|byte| self.must(&[*byte]))
    }

    fn string(&mut self) -> Result<(), JsonProblem> {
        self.must(b"\"")?;
        loop {
            if self.eat(b"\"") {
                return Ok(());
            }
            if self.eat(b"\\") {
                if self.eat(b"u") {
                    for _ in 0..4 {
                        self.must(b"0123456789abcdefABCDEF")?;
                    }
                } else {
                    self.must(b"\"\\/bfnrt")?;
                }
                continue;
            }
            match self.peek() {
                None => return Err(JsonProblem::CutOff),
                Some(0..0x20) => return Err(JsonProblem::Syntax),
                Some(_) => self.at += 1,
            }
        }
    }

    fn digits(&mut self) -> Result<(), JsonProblem> {
        self.must(b"0123456789")?;
        while self.eat(b"0123456789") {}
        Ok(())
    }

    fn number(&mut self) -> Result<(), JsonProblem> {
        self.eat(b"-");
        if !self.eat(b"0") {
            self.digits()?;
        }
        if self.eat(b".") {
            self.digits()?;
        }
        if self.eat(b"eE") {
            self.eat(b"+-");
            self.digits()?;
        }
        Ok(())
    }
}

/// The text that the inside of a checked string stands for; `None` if there is half a surrogate pair.
fn unescape(inside: &str) -> Option<String> {
    let mut out = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let mut chars = after.chars();
        let c = match chars.next()? {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let first = unit(&mut chars)?;
                let second = if (0xd800..0xdc00).contains(&first) {
                    chars = chars.as_str().strip_prefix("\\u")?.chars();
                    unit(&mut chars)?
                } else {
                    0
                };
                match (first, second) {
                    (0xd800..0xdc00, 0xdc00..0xe000) => {
                        char::from_u32(0x10000 + ((first & 0x3ff) << 10) + (second & 0x3ff))?
                    }
                    _ => char::from_u32(first)?,
                }
            }
            plain => plain,
        };
        out.push(c);
        rest = chars.as_str();
    }
    out.push_str(rest);
    Some(out)
}

/// The four digits of an escape.
fn unit(chars: &mut std::str::Chars<'_>) -> Option<u32> {
    let (digits, more) = chars.as_str().split_at_checked(4)?;
    *chars = more.chars();
    u32::from_str_radix(digits, 16).ok()
}
