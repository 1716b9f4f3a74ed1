//! Reads JSON without making values of it: serde_json checks a text once, after that a value is a place in it,
//! and members are picked by name. One plain routine for all formats: a reader per type, as derived code
//! has, weighs ten times as much in the page.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::wire::{JsonError, JsonFault, JsonProblem, fault, one_line};
use crate::model::annotation::Extra;

/// One value in a text that was checked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node<'a> {
    whole: &'a str,
    raw: &'a str,
}

/// A string of a text, borrowed where nothing in it is escaped.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'a> Node<'a> {
    /// Checks that a text is one JSON value; how deep it is nested does not matter.
    pub(crate) fn parse(json: &'a str) -> Result<Self, JsonError> {
        match serde_json::from_str::<&RawValue>(json) {
            Ok(raw) => Ok(Self {
                whole: json,
                raw: raw.get(),
            }),
            Err(error) => Err(no_json(json, &error)),
        }
    }

    /// The text of the value.
    pub(crate) const fn raw(self) -> &'a str {
        self.raw
    }

    /// Where it begins, in bytes: `raw` is a part of `whole`.
    fn start(self) -> usize {
        (self.raw.as_ptr() as usize).saturating_sub(self.whole.as_ptr() as usize)
    }

    /// The value that begins at a byte of this one, and where it ends.
    fn value_at(self, at: usize) -> (Self, usize) {
        let end = end_of(self.raw.as_bytes(), at);
        let raw = self.raw.get(at..end).unwrap_or_default();
        let whole = self.whole;
        (Self { whole, raw }, end)
    }

    /// The value has another type than it should.
    pub(crate) fn wrong(self, expected: JsonFault) -> JsonError {
        fault(self.whole, self.start(), JsonProblem::WrongType, expected)
    }

    /// A number so large that nothing can hold it.
    pub(crate) fn out_of_range(self) -> JsonError {
        let why = JsonFault::OutOfRange;
        fault(self.whole, self.start(), JsonProblem::Syntax, why)
    }

    /// The string that it is.
    pub(crate) fn string(self) -> Result<Cow<'a, str>, JsonError> {
        if !self.raw.starts_with('"') {
            return Err(self.wrong(JsonFault::String));
        }
        // Most have nothing escaped. That they have no control characters was checked.
        if let Some(plain) = self.raw.get(1..self.raw.len().saturating_sub(1))
            && !plain.contains('\\')
        {
            return Ok(Cow::Borrowed(plain));
        }
        match serde_json::from_str::<Name<'a>>(self.raw) {
            Ok(Name(text)) => Ok(text),
            Err(_) => Err(fault(self.whole, self.start(), JsonProblem::Syntax, HALF)),
        }
    }

    /// The whole number from 0 that it is.
    pub(crate) fn number(self) -> Result<u64, JsonError> {
        let number = self.raw().parse();
        number.map_err(|_| self.wrong(JsonFault::Number))
    }

    /// [`number`](Self::number) of 32 bits.
    pub(crate) fn small(self) -> Result<u32, JsonError> {
        let number = u32::try_from(self.number()?);
        number.map_err(|_| self.wrong(JsonFault::TooLarge))
    }

    /// `true` or `false`.
    pub(crate) fn flag(self) -> Result<bool, JsonError> {
        match self.raw() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(self.wrong(JsonFault::Flag)),
        }
    }

    /// The items of the list that it is.
    pub(crate) fn items(self) -> Result<Vec<Self>, JsonError> {
        if !self.raw.starts_with('[') {
            return Err(self.wrong(JsonFault::List));
        }
        let mut items = Vec::new();
        let mut at = next(self.raw, 1);
        while at < self.raw.len() {
            let (item, end) = self.value_at(at);
            items.push(item);
            at = next(self.raw, end);
        }
        Ok(items)
    }

    /// Names and values of the object that it is, as they stand.
    fn pairs(self) -> Result<Vec<(Cow<'a, str>, Self)>, JsonError> {
        if !self.raw.starts_with('{') {
            return Err(self.wrong(JsonFault::Object));
        }
        let mut pairs = Vec::new();
        let mut at = next(self.raw, 1);
        while at < self.raw.len() {
            let (name, end) = self.value_at(at);
            let (value, end) = self.value_at(next(self.raw, end));
            // The text was checked: only a name can still hold what is no character.
            let name = name.string();
            let name =
                name.map_err(|_| fault(self.whole, self.start(), JsonProblem::Syntax, HALF))?;
            pairs.push((name, value));
            at = next(self.raw, end);
        }
        Ok(pairs)
    }

    /// The members of the object that it is. One that has a member twice has lost something already: it is
    /// refused.
    pub(crate) fn members(self) -> Result<Members<'a>, JsonError> {
        let mut pairs = self.pairs()?;
        pairs.sort_by(|a, b| a.0.cmp(&b.0));
        for (first, second) in pairs.iter().zip(pairs.iter().skip(1)) {
            if first.0 == second.0 {
                return Err(second.1.wrong(JsonFault::Twice));
            }
        }
        let pairs = pairs.into_iter();
        Ok(Members(
            pairs.map(|(name, node)| (name, Some(node))).collect(),
        ))
    }

    /// Names and strings of the object that it is, where the last of a name counts.
    pub(crate) fn strings(self) -> Result<Vec<(String, String)>, JsonError> {
        let pairs = self.pairs()?.into_iter();
        let owned = |(name, node): (Cow<'_, str>, Self)| {
            Ok((name.into_owned(), node.string()?.into_owned()))
        };
        pairs.map(owned).collect()
    }
}

/// Where the next value begins after `at`, or the end of all: past white space, commas, colons and closing brackets.
fn next(json: &str, at: usize) -> usize {
    let rest = json.as_bytes().get(at..).unwrap_or_default();
    let between = |byte: &u8| b" \t\n\r,:]}".contains(byte);
    at + rest.iter().take_while(|byte| between(byte)).count()
}

/// Where the value ends that begins at `at`. The text was checked, so that only brackets and strings count; how deep
/// it is nested does not matter.
fn end_of(json: &[u8], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while let Some(byte) = json.get(at) {
        match byte {
            b'"' => at = end_of_string(json, at),
            b'[' | b'{' => depth += 1,
            // Of the list or object around it.
            b']' | b'}' if depth == 0 => return at,
            b']' | b'}' => depth -= 1,
            // Behind a number or a word.
            b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' if depth == 0 => return at,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 1;
        if depth == 0 {
            return at;
        }
    }
    json.len()
}

/// Where the closing quotation mark is of the string that begins at `at`.
fn end_of_string(json: &[u8], at: usize) -> usize {
    let mut escaped = false;
    let ends = |byte: &u8| {
        let ends = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    };
    let rest = json.get(at + 1..).unwrap_or_default();
    let length = rest.iter().position(ends).unwrap_or(rest.len());
    at + 1 + length
}

/// What serde_json says of a text that is no JSON.
#[cold]
fn no_json(json: &str, error: &serde_json::Error) -> JsonError {
    let problem = match error.classify() {
        Category::Eof => JsonProblem::CutOff,
        Category::Data | Category::Syntax | Category::Io => JsonProblem::Syntax,
    };
    let mut ends = json
        .bytes()
        .enumerate()
        .filter(|(_, byte)| *byte == b'\n')
        .map(|(at, _)| at + 1);
    let line = error
        .line()
        .checked_sub(2)
        .and_then(|nth| ends.nth(nth))
        .unwrap_or(0);
    let at = match problem {
        JsonProblem::CutOff => json.len(),
        _ => (line + error.column().saturating_sub(1)).min(json.len()),
    };
    fault(json, at, problem, JsonFault::NoJson)
}

/// Unknown members as they come. They are sorted once, when all are there: put in their places one by one, each
/// would move all that lie behind it.
pub(crate) type Kept = Vec<(String, String)>;

const HALF: JsonFault = JsonFault::HalfPair;

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
    pub(crate) fn object(&mut self, name: &str) -> Result<Members<'a>, JsonError> {
        match self.take(name) {
            Some(node) => node.members(),
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

    /// Puts what was not taken to what is kept, with `place` before the names.
    pub(crate) fn keep(&self, place: &str, kept: &mut Kept) {
        let rest = self.rest();
        kept.extend(rest.map(|(name, raw)| (format!("{place}{name}"), one_line(raw))));
    }

    /// What was not taken, with `place` before the names.
    pub(crate) fn kept(&self, place: &str) -> Extra {
        let mut kept = Kept::new();
        self.keep(place, &mut kept);
        kept.into_iter().collect()
    }
}
