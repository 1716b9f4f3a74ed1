//! The parts of a Web Annotation: what its bodies say, what its targets select.

use super::draft::RawSpan;
use super::json_fields::{need_offset, need_text};
use super::reject::Reason;
use crate::format::json_in::Node;
use crate::model::annotation::AttributeValue;

/// A value, or the values of a list.
pub(super) fn many(node: Option<Node<'_>>) -> Result<Vec<Node<'_>>, Reason> {
    match node {
        None => Ok(Vec::new()),
        Some(node) if node.raw() == "null" => Ok(Vec::new()),
        Some(node) if node.raw().starts_with('[') => Ok(node.items()?),
        Some(node) => Ok(vec![node]),
    }
}

/// The first string of one or many.
pub(super) fn one(node: Option<Node<'_>>) -> Result<Option<String>, Reason> {
    match many(node)?.first() {
        Some(node) => Ok(Some(node.string()?.into_owned())),
        None => Ok(None),
    }
}

/// The name of a person or program.
pub(super) fn agent(node: Node<'_>) -> Result<Option<String>, Reason> {
    let Some(node) = many(Some(node))?.into_iter().next() else {
        return Ok(None);
    };
    if node.raw().starts_with('"') {
        return Ok(Some(node.string()?.into_owned()));
    }
    let mut wire = node.members()?;
    for name in ["name", "nickname", "id"] {
        if let Some(name) = one(wire.take(name))? {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// What the bodies of an annotation say.
#[derive(Default)]
pub(super) struct Said {
    pub(super) labels: Vec<String>,
    pub(super) note: String,
    pub(super) attributes: Vec<(String, AttributeValue)>,
}

impl Said {
    pub(super) fn body(&mut self, node: Node<'_>, motivation: &str) -> Result<(), Reason> {
        if node.raw().starts_with('"') {
            self.labels.push(node.string()?.into_owned());
            return Ok(());
        }
        let mut wire = node.members()?;
        let purpose = one(wire.take("purpose"))?;
        let purpose = purpose.as_deref().unwrap_or(motivation);
        let value = match one(wire.take("value"))? {
            Some(value) => value,
            None => one(wire.take("source").or_else(|| wire.take("id")))?.unwrap_or_default(),
        };
        let json = one(wire.take("format"))?.is_some_and(|format| format == "application/json");
        match purpose {
            "describing" if json => self.describe(&value)?,
            "tagging" | "classifying" | "identifying" | "linking" | "highlighting" => {
                self.labels.push(value);
            }
            _ if self.note.is_empty() => self.note = value,
            _ => self.note = format!("{}\n{value}", self.note),
        }
        Ok(())
    }

    fn describe(&mut self, json: &str) -> Result<(), Reason> {
        for (name, node) in Node::parse(json)?.members()?.nodes() {
            let value = match node.raw() {
                "true" => AttributeValue::Flag(true),
                "false" => AttributeValue::Flag(false),
                raw if raw.starts_with('"') => AttributeValue::Text(node.string()?.into_owned()),
                raw => AttributeValue::Other(raw.to_owned()),
            };
            self.attributes.push((name.to_owned(), value));
        }
        Ok(())
    }
}

/// What an annotation is on.
#[derive(Default)]
pub(super) struct Target {
    pub(super) source: String,
    /// Whether it is on a part of it.
    pub(super) selected: bool,
    position: Option<(u64, u64)>,
    quote: Option<Quote>,
}

struct Quote {
    exact: String,
    prefix: String,
    suffix: String,
}

impl Target {
    pub(super) fn of(node: Node<'_>) -> Result<Self, Reason> {
        let mut target = Self::default();
        if node.raw().starts_with('"') {
            target.source = node.string()?.into_owned();
            return Ok(target);
        }
        let mut wire = node.members()?;
        let source = wire.take("source").or_else(|| wire.take("id"));
        if let Some(source) = source {
            target.source = match source.raw().starts_with('{') {
                true => source.members()?.text("id")?,
                false => source.string()?.into_owned(),
            };
        }
        for node in many(wire.take("selector"))? {
            target.selected = true;
            let mut wire = node.members()?;
            match &*one(wire.take("type"))?.unwrap_or_default() {
                "TextPositionSelector" => {
                    let start = need_offset(&mut wire, "start")?;
                    target.position = Some((start, need_offset(&mut wire, "end")?));
                }
                "TextQuoteSelector" => {
                    target.quote = Some(Quote {
                        exact: need_text(&mut wire, "exact")?,
                        prefix: wire.text("prefix")?,
                        suffix: wire.text("suffix")?,
                    });
                }
                // RFC 5147.
                "FragmentSelector" => {
                    let value = need_text(&mut wire, "value")?;
                    let range = value
                        .strip_prefix("char=")
                        .and_then(|range| range.split_once(','));
                    let range = range
                        .and_then(|(start, end)| Some((start.parse().ok()?, end.parse().ok()?)));
                    target.position = target.position.or(range);
                }
                _ => {}
            }
        }
        Ok(target)
    }

    /// The piece that it selects, and what it quotes for it.
    pub(super) fn piece(
        self,
        text: &str,
        span: &RawSpan,
    ) -> Result<((u64, u64), Option<String>), Reason> {
        if let Some(position) = self.position {
            return Ok((position, self.quote.map(|quote| quote.exact)));
        }
        let Some(quote) = self.quote else {
            return Err(Reason::Missing("TextPositionSelector".to_owned()));
        };
        let whole = format!("{}{}{}", quote.prefix, quote.exact, quote.suffix);
        let mut places = text
            .match_indices(&whole)
            .map(|(at, _)| at + quote.prefix.len());
        // Of several places none is sure.
        let (first, second) = (places.next(), places.next());
        let at = first.filter(|_| second.is_none() && !quote.exact.is_empty());
        let at = at.ok_or_else(|| Reason::Value {
            name: format!("TextQuoteSelector of {}", span.name()),
            found: quote.exact.chars().take(60).collect(),
        })?;
        let start = text.get(..at).unwrap_or_default().chars().count() as u64;
        let end = start + quote.exact.chars().count() as u64;
        Ok(((start, end), Some(quote.exact)))
    }
}
