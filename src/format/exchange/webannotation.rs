//! Web Annotation of the W3C as JSON-LD. What is written is a list in which each text,
//! `{"id", "type": "Text", "value"}`, is followed by its annotations; each has the context with it, so that it is whole
//! by itself. A span's pieces are as many targets; a link is an annotation with the motivation `linking` and two
//! annotations as targets.
//!
//! Read are also pages and collections (`items`, `first`) and graphs (`@graph`), if the texts are in the file. A
//! `TextPositionSelector` counts code points, as the standard has it; where programs count otherwise, the
//! `TextQuoteSelector` beside it shows. One that stands alone is looked for in the text.

use std::collections::VecDeque;

use super::draft::{Draft, RawLink, RawMarks, RawSpan};
use super::files::Input;
use super::item::ItemFinding;
use super::json_fields::{fault, need_text};
use super::json_values::{Layout, Value, Values};
use super::read::{Items, ReadOptions};
use super::reject::{Place, Reason, Rejected};
use super::webannotation_parts::{Said, Target, agent, many, one};
use crate::format::json_in::{Members, Node};

/// Before the ids of what is written here.
pub(super) const URN: &str = "urn:isnad:";

pub(super) fn read<'a>(name: &str, input: Input<'a>, options: &'a ReadOptions) -> Items<'a> {
    let drafts = Drafts::new(name, input);
    Box::new(drafts.map(|draft| draft?.settle(options)))
}

/// The articles of a file, one after another.
pub(super) struct Drafts<'a> {
    name: String,
    values: Values<'a>,
    /// Texts whose annotations may still come, with their ids.
    open: Vec<(String, Draft)>,
    ready: VecDeque<Result<Draft, Rejected>>,
    /// The last text that was missed.
    missed: String,
}

impl<'a> Drafts<'a> {
    pub(super) fn new(name: &str, input: Input<'a>) -> Self {
        Self {
            name: name.to_owned(),
            values: Values::new(name, input),
            open: Vec::new(),
            ready: VecDeque::new(),
            missed: String::new(),
        }
    }

    fn flush(&mut self) {
        let open = std::mem::take(&mut self.open);
        self.ready
            .extend(open.into_iter().map(|(_, draft)| Ok(draft)));
    }

    fn value(&mut self, value: &Value) {
        let taken = self.node(value);
        if let Err(reason) = taken {
            self.ready
                .push_back(Err(fault(&self.name, value.line, reason)));
        }
    }

    fn node(&mut self, value: &Value) -> Result<(), Reason> {
        let node = Node::parse(&value.json)?;
        let mut parts = Vec::new();
        flatten(node, 0, &mut parts)?;
        let alone = parts.len() == 1 && self.values.layout() != Some(Layout::Loose);
        for part in &parts {
            let mut wire = part.members()?;
            if is_a(&mut wire, "Text")? {
                if alone {
                    self.flush();
                }
                self.text(part.members()?, value.line)?;
            }
        }
        for part in parts {
            let wire = part.members()?;
            if wire.has("target") {
                self.annotation(wire)?;
            }
        }
        Ok(())
    }

    fn text(&mut self, mut wire: Members<'_>, line: u64) -> Result<(), Reason> {
        let iri = wire.text("id")?;
        let text = need_text(&mut wire, "value")?;
        let draft = Draft {
            place: Place::line(&self.name, line),
            id: Some(last_part(&iri)),
            text,
            ..Draft::default()
        };
        self.open.push((iri, draft));
        Ok(())
    }

    fn annotation(&mut self, mut wire: Members<'_>) -> Result<(), Reason> {
        let id = wire.text("id")?;
        let creator = match wire.take("creator") {
            Some(node) => agent(node)?,
            None => None,
        };
        let motivation = one(wire.take("motivation"))?.unwrap_or_default();
        let mut said = Said::default();
        if let Some(text) = wire.string("bodyValue")? {
            said.note = text.into_owned();
        }
        for node in many(wire.take("body"))? {
            said.body(node, &motivation)?;
        }
        let targets = many(wire.take("target"))?;
        let places = targets.into_iter().map(Target::of);
        let places: Vec<Target> = places.collect::<Result<_, Reason>>()?;
        if motivation == "linking" && places.iter().all(|place| !place.selected) {
            let mut ends = places.into_iter().map(|place| place.source);
            let ends = ends.next().zip(ends.next());
            let (from, to) = ends.ok_or_else(|| Reason::Missing("target".to_owned()))?;
            return self.link(&from, &to, &id, creator, said);
        }
        let source = places
            .first()
            .map(|place| place.source.clone())
            .unwrap_or_default();
        let Some((_, draft)) = self.open.iter_mut().rev().find(|(iri, _)| *iri == source) else {
            if self.missed == source {
                return Ok(());
            }
            self.missed.clone_from(&source);
            return Err(Reason::NoPartner(source));
        };
        let at = marks_of(draft, creator);
        let text = &draft.text;
        if places.iter().all(|place| !place.selected) {
            let Some(marks) = draft.marks.get_mut(at) else {
                return Ok(());
            };
            marks.labels.extend(said.labels);
            if !said.note.is_empty() {
                marks.note = said.note;
            }
            return Ok(());
        }
        let mut span = RawSpan {
            id: Some(last_part(&id)).filter(|id| !id.is_empty()),
            note: said.note,
            attributes: said.attributes,
            ..RawSpan::default()
        };
        let mut labels = said.labels.into_iter();
        span.label = labels.next().unwrap_or(motivation);
        let mut left_out: Vec<String> = labels
            .map(|label| format!("the further label «{label}» of «{}»", span.name()))
            .collect();
        let mut quotes = Vec::new();
        for place in places {
            if place.source != source || !place.selected {
                left_out.push(format!(
                    "the target «{}» of «{}»",
                    place.source,
                    span.name()
                ));
                continue;
            }
            let (piece, quote) = place.piece(text, &span)?;
            span.fragments.push(piece);
            quotes.extend(quote);
        }
        if quotes.len() == span.fragments.len() {
            span.quoted = Some(quotes.join(" … "));
        }
        draft
            .findings
            .extend(left_out.into_iter().map(ItemFinding::LeftOut));
        if let Some(marks) = draft.marks.get_mut(at) {
            marks.spans.push(span);
        }
        Ok(())
    }

    fn link(
        &mut self,
        from: &str,
        to: &str,
        id: &str,
        creator: Option<String>,
        said: Said,
    ) -> Result<(), Reason> {
        let end = last_part(from);
        let holds = |draft: &Draft| {
            let spans = draft.marks.iter().flat_map(|marks| &marks.spans);
            spans
                .into_iter()
                .any(|span| span.id.as_deref() == Some(&*end))
        };
        let on = |(iri, draft): &&mut (String, Draft)| match from.strip_prefix(&**iri) {
            Some(rest) if from.starts_with(URN) => rest.starts_with(':'),
            _ => !from.starts_with(URN) && holds(draft),
        };
        let draft = self.open.iter_mut().rev().find(on).map(|(_, draft)| draft);
        let draft = draft.ok_or_else(|| Reason::NoPartner(from.to_owned()))?;
        let at = marks_of(draft, creator);
        if let Some(marks) = draft.marks.get_mut(at) {
            marks.links.push(RawLink {
                id: Some(last_part(id)).filter(|id| !id.is_empty()),
                kind: said
                    .labels
                    .into_iter()
                    .next()
                    .unwrap_or_else(|| "linking".to_owned()),
                from: last_part(from),
                to: last_part(to),
                ..RawLink::default()
            });
        }
        Ok(())
    }
}

impl Iterator for Drafts<'_> {
    type Item = Result<Draft, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Some(ready);
            }
            match self.values.next() {
                Some(Ok(value)) => self.value(&value),
                Some(Err(rejected)) => return Some(Err(rejected)),
                None if self.open.is_empty() => return None,
                None => self.flush(),
            }
        }
    }
}

/// How deep pages may lie in collections.
const DEEPEST: usize = 8;

/// The nodes of pages, collections and graphs.
fn flatten<'a>(node: Node<'a>, depth: usize, into: &mut Vec<Node<'a>>) -> Result<(), Reason> {
    if depth < DEEPEST && node.raw().starts_with('[') {
        for node in node.items()? {
            flatten(node, depth + 1, into)?;
        }
        return Ok(());
    }
    let mut wire = node.members()?;
    let mut inside = false;
    for name in ["@graph", "items", "first"] {
        if depth < DEEPEST
            && let Some(node) = wire.take(name)
        {
            // The first page may be only named.
            if node.raw().starts_with(['[', '{']) {
                flatten(node, depth + 1, into)?;
            }
            inside = true;
        }
    }
    if !inside {
        into.push(node);
    }
    Ok(())
}

fn is_a(wire: &mut Members<'_>, kind: &str) -> Result<bool, Reason> {
    for node in many(wire.take("type"))? {
        if node.raw().starts_with('"') && node.string()? == kind {
            return Ok(wire.has("value"));
        }
    }
    Ok(false)
}

/// The marks of an annotator, begun if there are none.
fn marks_of(draft: &mut Draft, annotator: Option<String>) -> usize {
    let known = draft
        .marks
        .iter()
        .position(|marks| marks.annotator == annotator);
    known.unwrap_or_else(|| {
        draft.marks.push(RawMarks {
            annotator,
            ..RawMarks::default()
        });
        draft.marks.len() - 1
    })
}

/// The id in an IRI that was written here; another IRI as it is.
fn last_part(iri: &str) -> String {
    let Some(parts) = iri.strip_prefix(URN) else {
        return iri.to_owned();
    };
    let last = parts.rsplit(':').next().unwrap_or_default();
    super::whole::unescaped(last).unwrap_or_else(|| iri.to_owned())
}
