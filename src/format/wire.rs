//! What all JSON readers and writers here share: unknown members, kept as text, and errors that say where. No
//! format lives here; `json_in` reads, `json_out` writes.

use crate::model::annotation::Extra;
use serde::{Deserialize, Serialize};

/// How a text fails to be the JSON that was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum JsonProblem {
    /// It breaks the rules of JSON (`NaN` does, too).
    Syntax,
    /// It ends in the middle.
    CutOff,
    /// It is JSON, but a member is of another type, stands twice or holds half a surrogate pair.
    WrongType,
}

/// A text is not the JSON that was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("line {line}, column {column}, at «{member}»: {fault}")]
pub struct JsonError {
    /// What kind of fault it is.
    pub problem: JsonProblem,
    /// Line in the text that was read, from 1.
    pub line: usize,
    /// Column in UTF-8 bytes, from 1; 0 before the first one.
    pub column: usize,
    /// Where it is, such as `spans[3].label`; empty at the top.
    pub member: String,
    /// What is wrong there.
    pub fault: JsonFault,
}

/// What is wrong with JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum JsonFault {
    /// It is none.
    #[error("no JSON")]
    NoJson,
    /// Half of what stands for one character.
    #[error("half a surrogate pair")]
    HalfPair,
    /// A number so large that nothing can hold it.
    #[error("number out of range")]
    OutOfRange,
    /// A whole number larger than it may be.
    #[error("the number is too large")]
    TooLarge,
    /// A member stands twice in an object.
    #[error("the member stands twice")]
    Twice,
    /// Something else than a string.
    #[error("expected a string")]
    String,
    /// Something else than a whole number from 0.
    #[error("expected a whole number")]
    Number,
    /// Something else than a yes or no.
    #[error("expected true or false")]
    Flag,
    /// Something else than a list.
    #[error("expected a list")]
    List,
    /// Something else than an object.
    #[error("expected an object")]
    Object,
    /// Something else than doccano's start, end and label.
    #[error("expected an entity")]
    Entity,
}

/// A fault at a byte of a text.
#[cold]
pub(super) fn fault(json: &str, at: usize, problem: JsonProblem, what: JsonFault) -> JsonError {
    let before = json.as_bytes().get(..at).unwrap_or_default();
    let line_start = before.iter().rposition(|byte| *byte == b'\n');
    JsonError {
        problem,
        line: 1 + before.iter().filter(|byte| **byte == b'\n').count(),
        column: 1 + at - line_start.map_or(0, |end| end + 1),
        member: member_at(json, at),
        fault: what,
    }
}

/// The longest name and the deepest place that an error spells out.
const SHOWN_NAME: usize = 40;
const SHOWN_DEPTH: usize = 6;

enum Step {
    Member(String),
    Item(usize),
}

/// The member in which a position lies. Walks the text once more, so only errors pay for it.
fn member_at(json: &str, end: usize) -> String {
    let mut stack = Vec::new();
    let mut string: Option<String> = None;
    let mut last = String::new();
    let mut escaped = false;
    for (at, c) in json.char_indices() {
        if at >= end {
            break;
        }
        if let Some(text) = &mut string {
            if !escaped && c == '"' {
                last = string.take().unwrap_or_default();
            } else {
                escaped = c == '\\' && !escaped;
                if text.len() < SHOWN_NAME {
                    text.push(c);
                }
            }
            continue;
        }
        match c {
            '"' => string = Some(String::new()),
            '{' => stack.push(Step::Member(String::new())),
            '[' => stack.push(Step::Item(0)),
            '}' | ']' => {
                stack.pop();
            }
            ':' => {
                if let Some(Step::Member(name)) = stack.last_mut() {
                    *name = std::mem::take(&mut last);
                }
            }
            ',' => match stack.last_mut() {
                Some(Step::Item(number)) => *number += 1,
                Some(Step::Member(name)) => name.clear(),
                None => {}
            },
            _ => {}
        }
    }
    let mut place = String::new();
    for step in stack.iter().take(SHOWN_DEPTH) {
        match step {
            Step::Member(name) if place.is_empty() || name.is_empty() => place.push_str(name),
            Step::Member(name) => {
                place.push('.');
                place.push_str(name);
            }
            Step::Item(number) => place.push_str(&format!("[{number}]")),
        }
    }
    place
}

/// Valid JSON without the line ends it may have between its tokens (inside strings they are escaped).
pub(super) fn one_line(json: &str) -> String {
    json.replace(['\n', '\r'], "")
}

/// Unknown members on their way out: names, and values as JSON.
pub(super) type Unknown<'a> = Vec<(&'a str, &'a str)>;

/// The unknown members of one model value, some of which belong to places inside it: one named `/a/b` is
/// written as member `b` of place `/a/` if that place is there, otherwise under its whole name, under which
/// it comes back. So nothing is lost where the model has no room of its own.
#[derive(Debug)]
pub(super) struct Carried<'a> {
    /// Sorted by name; without its value where it was taken.
    all: Vec<(&'a str, Option<&'a str>)>,
    left: usize,
}

impl<'a> Carried<'a> {
    /// All of them but those that bear the name of a known member.
    pub(super) fn of(extra: &'a Extra, known: &[&str]) -> Self {
        let all = plain(extra, known).into_iter();
        let all: Vec<_> = all.map(|(name, value)| (name, Some(value))).collect();
        let left = all.len();
        Self { all, left }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.left == 0
    }

    /// Takes out those of a place whose names there are `wanted`.
    pub(super) fn take_if(&mut self, place: &str, wanted: &dyn Fn(&str) -> bool) -> Unknown<'a> {
        let mut taken = Vec::new();
        let first = self.all.partition_point(|(name, _)| *name < place);
        for (name, value) in self.all.iter_mut().skip(first) {
            let Some(name) = name.strip_prefix(place) else {
                break;
            };
            if value.is_some() && wanted(name) {
                taken.extend(value.take().map(|value| (name, value)));
            }
        }
        self.left -= taken.len();
        taken
    }

    /// Takes out those of a place; of the places inside it, take first.
    pub(super) fn take(&mut self, place: &str, known: &[&str]) -> Unknown<'a> {
        if self.is_empty() {
            return Vec::new();
        }
        self.take_if(place, &|name| !known.contains(&name))
    }

    /// What is left, for the top.
    pub(super) fn rest(self) -> Unknown<'a> {
        let all = self.all.into_iter();
        all.filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }
}

/// The unknown members that stand under their own names.
pub(super) fn plain<'a>(extra: &'a Extra, known: &[&str]) -> Unknown<'a> {
    let all = extra.iter().map(|(name, value)| (&**name, &**value));
    all.filter(|(name, _)| !known.contains(name)).collect()
}

/// An id as a part of a place: without `/`.
pub(super) fn escape(id: &str) -> String {
    id.replace('~', "~0").replace('/', "~1")
}
