//! What all JSON readers and writers here share: objects whose unknown members are kept as text, and errors
//! that say where. No format lives here.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::ops::Bound;

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::error::Category;
use serde_json::value::RawValue;

use crate::model::annotation::Extra;

/// How a text fails to be the JSON that was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonProblem {
    /// It breaks the rules of JSON (`NaN` does, too).
    Syntax,
    /// It ends in the middle.
    CutOff,
    /// It is JSON, but a member is of another type, stands twice or holds half a surrogate pair.
    WrongType,
}

/// A text is not the JSON that was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}, at «{member}»: {message}")]
pub struct JsonError {
    /// What kind of fault it is.
    pub problem: JsonProblem,
    /// Line in the text that was read, from 1.
    pub line: usize,
    /// Column in UTF-8 bytes, from 1; 0 before the first one.
    pub column: usize,
    /// Where it is, such as `spans[3].label`; empty at the top.
    pub member: String,
    /// In the words of the JSON reader, English.
    pub message: String,
}

/// Reads one JSON value that fills the whole text.
pub(super) fn parse<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, JsonError> {
    serde_json::from_str(json).map_err(|error| json_error(json, &error))
}

fn json_error(json: &str, error: &serde_json::Error) -> JsonError {
    let problem = match error.classify() {
        Category::Eof => JsonProblem::CutOff,
        Category::Data => JsonProblem::WrongType,
        Category::Syntax | Category::Io => JsonProblem::Syntax,
    };
    let whole = error.to_string();
    let message = whole.split(" at line ").next().unwrap_or_default();
    JsonError {
        problem,
        line: error.line(),
        column: error.column(),
        member: member_at(json, error.line(), error.column()),
        message: message.to_owned(),
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
fn member_at(json: &str, line: usize, column: usize) -> String {
    let before: usize = json
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let mut stack = Vec::new();
    let mut string: Option<String> = None;
    let mut last = String::new();
    let mut escaped = false;
    for (at, c) in json.char_indices() {
        if at >= before + column {
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

/// A string, borrowed from the input where it has no escapes.
#[derive(Debug)]
pub(super) struct Str<'a>(pub Cow<'a, str>);

impl Str<'_> {
    pub(super) fn into_owned(self) -> String {
        self.0.into_owned()
    }
}

impl std::ops::Deref for Str<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Str<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = Str<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E: de::Error>(self, s: &'de str) -> Result<Str<'de>, E> {
                Ok(Str(Cow::Borrowed(s)))
            }

            fn visit_str<E: de::Error>(self, s: &str) -> Result<Str<'de>, E> {
                Ok(Str(Cow::Owned(s.to_owned())))
            }
        }
        deserializer.deserialize_str(V)
    }
}

/// The members of an object, each as the text it had.
#[derive(Debug, Default)]
pub(super) struct RawMap<'a>(pub BTreeMap<Cow<'a, str>, &'a RawValue>);

impl<'a> RawMap<'a> {
    /// Adds a member; an object that has one twice has lost something already.
    pub(super) fn put<E: de::Error>(
        &mut self,
        name: Cow<'a, str>,
        value: &'a RawValue,
    ) -> Result<(), E> {
        match self.0.entry(name) {
            Entry::Vacant(place) => {
                place.insert(value);
                Ok(())
            }
            Entry::Occupied(place) => Err(E::custom(format!(
                "the member `{}` stands twice",
                place.key()
            ))),
        }
    }

    /// Puts the members into `extra` with `place` before their names.
    pub(super) fn keep(self, place: &str, extra: &mut Extra) {
        for (name, value) in self.0 {
            extra.insert(format!("{place}{name}"), one_line(value.get()).into_owned());
        }
    }
}

impl<'de> Deserialize<'de> for RawMap<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = RawMap<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawMap<'de>, A::Error> {
                let mut found = RawMap::default();
                while let Some(Str(name)) = map.next_key()? {
                    found.put(name, map.next_value()?)?;
                }
                Ok(found)
            }
        }
        deserializer.deserialize_map(V)
    }
}

/// A struct that reads an object: known members typed and optional, the others kept in `unknown`.
/// (`serde(flatten)` cannot: it buffers, and what it buffers is no longer the text that was there.)
macro_rules! members {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $ty:ty = $key:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Default)]
        pub(super) struct $name<'de> {
            $(pub $field: Option<$ty>,)*
            pub unknown: $crate::format::wire::RawMap<'de>,
        }

        impl $name<'_> {
            /// The names of the known members.
            #[allow(dead_code, reason = "what is only read needs no filter")]
            pub const NAMES: &'static [&'static str] = &[$($key),*];
        }

        impl<'de> serde::de::Deserialize<'de> for $name<'de> {
            fn deserialize<D: serde::de::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                struct V;
                impl<'de> serde::de::Visitor<'de> for V {
                    type Value = $name<'de>;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("an object")
                    }

                    fn visit_map<A: serde::de::MapAccess<'de>>(
                        self,
                        mut map: A,
                    ) -> Result<Self::Value, A::Error> {
                        let mut found = $name::default();
                        while let Some($crate::format::wire::Str(name)) = map.next_key()? {
                            match &*name {
                                $($key => {
                                    if found.$field.is_some() {
                                        return Err(serde::de::Error::duplicate_field($key));
                                    }
                                    found.$field = Some(map.next_value()?);
                                })*
                                _ => found.unknown.put(name, map.next_value()?)?,
                            }
                        }
                        Ok(found)
                    }
                }
                from.deserialize_map(V)
            }
        }
    };
}
pub(super) use members;

/// Valid JSON without the line ends it may have between its tokens (inside strings they are escaped).
pub(super) fn one_line(json: &str) -> Cow<'_, str> {
    if json.contains(['\n', '\r']) {
        Cow::Owned(json.replace(['\n', '\r'], ""))
    } else {
        Cow::Borrowed(json)
    }
}

/// JSON text that is written as it is; what is no JSON is written as a string.
#[derive(Clone, Debug)]
pub(super) struct Raw<'a>(pub &'a str);

impl Serialize for Raw<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serde_json::from_str::<&RawValue>(&one_line(self.0)) {
            Ok(raw) => raw.serialize(serializer),
            Err(_) => serializer.serialize_str(self.0),
        }
    }
}

/// An object with members in the given order.
#[derive(Clone, Debug)]
pub(super) struct Pairs<K, V>(pub Vec<(K, V)>);

impl<K, V> Pairs<K, V> {
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<K: Serialize, V: Serialize> Serialize for Pairs<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// Unknown members on their way out.
pub(super) type Unknown<'a> = Pairs<&'a str, Raw<'a>>;

/// The unknown members of one model value, some of which belong to places inside it: one named `/a/b` is
/// written as member `b` of place `/a/` if that place is there, otherwise under its whole name, under which
/// it comes back. So nothing is lost where the model has no room of its own.
#[derive(Debug)]
pub(super) struct Carried<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> Carried<'a> {
    /// All of them but those that bear the name of a known member.
    pub(super) fn of(extra: &'a Extra, known: &[&str]) -> Self {
        let all = extra.iter().map(|(name, value)| (&**name, &**value));
        Self(all.filter(|(name, _)| !known.contains(name)).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes out those of a place whose names there are `wanted`.
    pub(super) fn take_if(&mut self, place: &str, wanted: impl Fn(&str) -> bool) -> Unknown<'a> {
        let here = self
            .0
            .range::<str, _>((Bound::Included(place), Bound::Unbounded));
        let here = here.map_while(|(name, value)| Some((*name, name.strip_prefix(place)?, *value)));
        let found: Vec<_> = here.filter(|(_, name, _)| wanted(name)).collect();
        let mut taken = Vec::with_capacity(found.len());
        for (whole, name, value) in found {
            self.0.remove(whole);
            taken.push((name, Raw(value)));
        }
        Pairs(taken)
    }

    /// Takes out those of a place; of the places inside it, take first.
    pub(super) fn take(&mut self, place: &str, known: &[&str]) -> Unknown<'a> {
        if self.0.is_empty() {
            return Pairs(Vec::new());
        }
        self.take_if(place, |name| !known.contains(&name))
    }

    /// What is left, for the top.
    pub(super) fn rest(self) -> Unknown<'a> {
        Pairs(
            self.0
                .into_iter()
                .map(|(name, value)| (name, Raw(value)))
                .collect(),
        )
    }
}

/// An id as a part of a place: without `/`.
pub(super) fn escape(id: &str) -> String {
    id.replace('~', "~0").replace('/', "~1")
}

/// Writes a value of this module, which cannot fail: keys are strings and no writer is involved.
pub(super) fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
