//! Texts and layers apart, in JSON Lines:
//!
//! - one file, or several, of texts: `{"id", "text", "sha256", "length", "title", "metadata"}`;
//! - a file for each annotator: `{"id", "spans": [{"id", "label", "fragments": [[s, e]], "text", "attributes", "note",
//!   "origin"}], "links": [{"id", "type", "from", "to"}], "labels", "note"}`, where `id` is that of the text.
//!
//! The files are walked side by side: of articles that come in one order in all of them, none is held. Plain texts
//! may stand in for the first kind; then the `id` is the name of a file. The offsets count code points.

use super::draft::{Draft, RawLink, RawMarks, RawSpan};
use super::encoding::{io_reason, to_utf8};
use super::files::Files;
use super::json_fields::{fault, id, list, metadata, need_text, offset, scalar};
use super::json_values::{Value, Values};
use super::read::{Items, ReadOptions};
use super::reject::{Place, Reason, Rejected};
use super::whole;
use crate::format::json_in::{Members, Node};
use crate::model::annotation::AttributeValue;
use crate::model::article::Sha256;
use crate::model::sorted::Map;

pub(super) fn read<'a>(
    files: &'a dyn Files,
    names: Vec<String>,
    options: &'a ReadOptions,
) -> Items<'a> {
    let mut reader = Reader {
        files,
        options,
        texts: Vec::new(),
        layers: Vec::new(),
        current: None,
        ended: false,
        faults: Vec::new(),
    };
    for name in names.into_iter().filter(|name| !name.ends_with(".md")) {
        if name.ends_with(".txt") {
            reader.texts.push(name);
            continue;
        }
        match open(files, &name, options) {
            Ok(mut file) => match file.peek() {
                Some(Ok(first)) if is_layer(&first.json) => reader.layers.push(file),
                // What is wrong with it is said when it is read.
                _ => reader.texts.push(name),
            },
            Err(rejected) => reader.faults.push(rejected),
        }
    }
    // They are taken from the end.
    reader.texts.reverse();
    reader.faults.reverse();
    Box::new(reader)
}

fn is_layer(json: &str) -> bool {
    let members = Node::parse(json).and_then(Node::members);
    members.is_ok_and(|wire| wire.has("spans") && !wire.has("text"))
}

fn open<'a>(files: &'a dyn Files, name: &str, options: &ReadOptions) -> Result<File<'a>, Rejected> {
    let input = files
        .open(name)
        .and_then(|input| to_utf8(input, options.encoding));
    let input = input.map_err(|error| Rejected::new(Place::file(name), io_reason(&error)))?;
    Ok(File {
        name: name.to_owned(),
        annotator: whole::id_of(name, &[".jsonl", ".json"]),
        values: Values::new(name, input),
        next: None,
        ahead: Map::new(),
    })
}

/// A file of JSON Lines.
struct File<'a> {
    name: String,
    annotator: String,
    values: Values<'a>,
    next: Option<Result<Value, Rejected>>,
    /// Lines that were passed while another was looked for, by the id of their article.
    ahead: Map<String, Value>,
}

impl File<'_> {
    fn peek(&mut self) -> Option<&Result<Value, Rejected>> {
        if self.next.is_none() {
            self.next = self.values.next();
        }
        self.next.as_ref()
    }

    fn value(&mut self) -> Option<Result<Value, Rejected>> {
        self.next.take().or_else(|| self.values.next())
    }

    /// The line for an article, looked for by any of its names.
    fn take(&mut self, ids: &[&str], faults: &mut Vec<Rejected>) -> Option<Value> {
        if let Some(found) = ids.iter().find_map(|id| self.ahead.remove(*id)) {
            return Some(found);
        }
        while let Some(value) = self.value() {
            let named = value.and_then(|value| match id_of(&value.json) {
                Ok(id) => Ok((id, value)),
                Err(reason) => Err(fault(&self.name, value.line, reason)),
            });
            match named {
                Ok((id, value)) if ids.contains(&&*id) => return Some(value),
                Ok((id, value)) if self.ahead.contains_key(&id) => {
                    let place = Place::line(&self.name, value.line);
                    faults.push(Rejected::new(place, Reason::DuplicateArticle(id)));
                }
                Ok((id, value)) => drop(self.ahead.insert(id, value)),
                Err(rejected) => faults.push(rejected),
            }
        }
        None
    }
}

/// The id of the article that a line is about.
fn id_of(json: &str) -> Result<String, Reason> {
    let mut wire = Node::parse(json)?.members()?;
    for name in ["id", "article"] {
        if let Some(id) = id(&mut wire, name)? {
            return Ok(id);
        }
    }
    Err(Reason::Missing("id".to_owned()))
}

struct Reader<'a> {
    files: &'a dyn Files,
    options: &'a ReadOptions,
    /// Files with texts that are still to be read.
    texts: Vec<String>,
    layers: Vec<File<'a>>,
    current: Option<File<'a>>,
    ended: bool,
    faults: Vec<Rejected>,
}

impl Reader<'_> {
    /// The next text, as an article without marks; further names by which layers may call it.
    fn text(&mut self) -> Option<Result<(Draft, Vec<String>), Rejected>> {
        loop {
            if let Some(file) = &mut self.current {
                if let Some(value) = file.value() {
                    let name = file.name.clone();
                    return Some(value.and_then(|value| {
                        let draft = article(&value.json, self.options);
                        let draft = draft.map_err(|reason| fault(&name, value.line, reason))?;
                        let place = Place::line(&name, value.line);
                        Ok((Draft { place, ..draft }, Vec::new()))
                    }));
                }
                self.current = None;
            }
            let name = self.texts.pop()?;
            if name.ends_with(".txt") {
                let input = self
                    .files
                    .open(&name)
                    .and_then(|input| to_utf8(input, self.options.encoding));
                let input =
                    input.map_err(|error| Rejected::new(Place::file(&name), io_reason(&error)));
                let text = input.and_then(|input| whole::text(&name, input));
                return Some(text.map(|text| {
                    let draft = Draft {
                        place: Place::file(&name),
                        id: Some(whole::id_of(&name, &[".txt"])),
                        text,
                        ..Draft::default()
                    };
                    let file = name.rsplit('/').next().unwrap_or_default().to_owned();
                    (draft, vec![file, name])
                }));
            }
            match open(self.files, &name, self.options) {
                Ok(file) => self.current = Some(file),
                Err(rejected) => return Some(Err(rejected)),
            }
        }
    }

    /// Puts the layers on a text.
    fn layered(&mut self, mut draft: Draft, names: &[String]) -> Result<Draft, Rejected> {
        let id = draft.id.clone().unwrap_or_default();
        let ids: Vec<&str> = std::iter::once(&*id)
            .chain(names.iter().map(String::as_str))
            .collect();
        let mut found = Vec::new();
        for (number, file) in self.layers.iter_mut().enumerate() {
            found.extend(
                file.take(&ids, &mut self.faults)
                    .map(|value| (number, value)),
            );
        }
        for (number, value) in found {
            let Some(file) = self.layers.get(number) else {
                continue;
            };
            let marks = layer(&value.json, &file.annotator);
            draft
                .marks
                .push(marks.map_err(|reason| fault(&file.name, value.line, reason))?);
        }
        Ok(draft)
    }

    /// Lines about texts that are not there.
    fn loose(&mut self) {
        for file in &mut self.layers {
            // Nothing has this name: all that is left is passed.
            file.take(&[], &mut self.faults);
            for (id, value) in std::mem::take(&mut file.ahead) {
                let place = Place::line(&file.name, value.line);
                self.faults
                    .push(Rejected::new(place, Reason::NoPartner(id)));
            }
        }
        self.faults.reverse();
    }
}

impl Iterator for Reader<'_> {
    type Item = Result<super::item::Item, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(rejected) = self.faults.pop() {
            return Some(Err(rejected));
        }
        if self.ended {
            return None;
        }
        match self.text() {
            Some(Ok((draft, names))) => {
                let draft = self.layered(draft, &names);
                Some(draft.and_then(|draft| draft.settle(self.options)))
            }
            Some(Err(rejected)) => Some(Err(rejected)),
            None => {
                self.ended = true;
                self.loose();
                self.next()
            }
        }
    }
}

/// An article from its line.
pub(super) fn article(json: &str, options: &ReadOptions) -> Result<Draft, Reason> {
    let mut wire = Node::parse(json)?.members()?;
    let text = need_text(&mut wire, options.columns.text.as_deref().unwrap_or("text"))?;
    let own = id(&mut wire, options.columns.id.as_deref().unwrap_or("id"))?;
    let title = id(
        &mut wire,
        options.columns.title.as_deref().unwrap_or("title"),
    )?;
    if let Some(sha256) = id(&mut wire, "sha256")?
        && !sha256.eq_ignore_ascii_case(Sha256::of(&text).as_hex())
    {
        return Err(Reason::OtherText);
    }
    wire.take("length");
    let mut known = metadata(&wire.object("metadata")?)?;
    known.extend(metadata(&wire)?);
    Ok(Draft {
        id: own,
        title,
        text,
        metadata: known,
        ..Draft::default()
    })
}

/// A layer from its line.
pub(super) fn layer(json: &str, file: &str) -> Result<RawMarks, Reason> {
    let mut wire = Node::parse(json)?.members()?;
    let mut marks = RawMarks {
        annotator: id(&mut wire, "annotator")?.or_else(|| Some(file.to_owned())),
        note: wire.text("note")?,
        ..RawMarks::default()
    };
    for node in list(&mut wire, "spans")? {
        marks.spans.push(span(&mut node.members()?)?);
    }
    for node in list(&mut wire, "links")? {
        let mut wire = node.members()?;
        let mut need = |name: &str| {
            let found = id(&mut wire, name)?;
            found.ok_or_else(|| Reason::Missing(name.to_owned()))
        };
        marks.links.push(RawLink {
            kind: need("type")?,
            from: need("from")?,
            to: need("to")?,
            id: id(&mut wire, "id")?,
            ..RawLink::default()
        });
    }
    for node in list(&mut wire, "labels")? {
        marks.labels.extend(scalar(node)?);
    }
    Ok(marks)
}

fn span(wire: &mut Members<'_>) -> Result<RawSpan, Reason> {
    let missing = |name: &str| Reason::Missing(name.to_owned());
    let mut fragments = Vec::new();
    for node in wire
        .items("fragments")?
        .ok_or_else(|| missing("fragments"))?
    {
        let pair = node.items()?;
        let [start, end] = &pair[..] else {
            return Err(Reason::Value {
                name: "fragments".to_owned(),
                found: node.raw().chars().take(40).collect(),
            });
        };
        fragments.push((offset(*start, "fragments")?, offset(*end, "fragments")?));
    }
    let mut attributes = Vec::new();
    for (name, node) in wire.object("attributes")?.nodes() {
        let value = match node.raw() {
            "true" => AttributeValue::Flag(true),
            "false" => AttributeValue::Flag(false),
            raw if raw.starts_with('"') => AttributeValue::Text(node.string()?.into_owned()),
            raw => AttributeValue::Other(raw.to_owned()),
        };
        attributes.push((name.to_owned(), value));
    }
    let quoted = wire.string("text")?.map(|text| text.into_owned());
    Ok(RawSpan {
        id: id(wire, "id")?,
        label: id(wire, "label")?.ok_or_else(|| missing("label"))?,
        fragments,
        quoted,
        attributes,
        note: wire.text("note")?,
        suggested: wire.text("origin")? == "suggested",
        ..RawSpan::default()
    })
}
