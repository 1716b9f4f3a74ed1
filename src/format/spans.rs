//! Spans and links in JSON, to and from the model. Merge data lives in `sync`, the layer around in `layer`.

use std::borrow::Cow;

use super::json_in::Node;
use super::json_out::Out;
use super::layer::{Item, LayerError};
use super::wire::one_line;
use crate::model::annotation::{Annotation, AttributeValue, Extra, Link, Origin};
use crate::model::ids::{AttributeId, LabelId, LinkId, LinkTypeId, SpanId};
use crate::model::offset::CodePoint;
use crate::model::span::{Extent, Fragments, FragmentsError};
use crate::model::text::{MAX_CODE_POINTS, Text};

/// Between the pieces of a span in its quoted text.
pub(super) const JOINT: &str = " … ";

/// The members of a span.
pub(super) const SPAN: &[&str] = &[
    "id",
    "label",
    "fragments",
    "text",
    "attributes",
    "note",
    "origin",
];

/// The members of a link.
pub(super) const LINK: &[&str] = &["id", "type", "from", "to"];

/// A whole number that a text may have as an offset, else what it is.
fn offset(node: Option<Node<'_>>) -> Result<Result<u32, String>, LayerError> {
    let Some(node) = node else {
        return Ok(Err("nothing".to_owned()));
    };
    let raw = node.raw();
    if is_infinite(raw) {
        return Err(node.out_of_range().into());
    }
    let number = raw.parse().ok().filter(|n| *n <= MAX_CODE_POINTS);
    Ok(number.ok_or_else(|| match raw.chars().next() {
        Some('[') => "[…]".to_owned(),
        Some('{') => "{…}".to_owned(),
        _ => one_line(raw),
    }))
}

/// Whether a value is a number of more than 309 places before the point: no program that counts with floating
/// point holds it. Told without floating point, of which the page has no other need.
fn is_infinite(raw: &str) -> bool {
    let number = raw.strip_prefix('-').unwrap_or(raw);
    if !number.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let (digits, power) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let digits = whole.len() + part.len();
    let zeros = whole.chars().chain(part.chars()).take_while(|c| *c == '0');
    let zeros = zeros.count();
    let places = i64::try_from(whole.len()).unwrap_or(i64::MAX) - i64::try_from(zeros).unwrap_or(0);
    let too_large = if power.starts_with('-') {
        i64::MIN
    } else {
        i64::MAX
    };
    let power = power.parse().unwrap_or(too_large);
    zeros < digits && places.saturating_add(power) > 309
}

fn fragments(span: &str, pairs: Vec<Node<'_>>) -> Result<Fragments, LayerError> {
    let mut extents = Vec::with_capacity(pairs.len());
    for (number, pair) in pairs.into_iter().enumerate() {
        let pair = pair.items()?;
        let offset = |side: usize| {
            offset(pair.get(side).copied())?
                .map(CodePoint::new)
                .map_err(|found| LayerError::Offset {
                    span: span.to_owned(),
                    member: format!("fragments[{number}][{side}]"),
                    found,
                })
        };
        let (start, end) = (offset(0)?, offset(1)?);
        let more = pair.len().saturating_sub(2);
        let extent = Extent::new(start, end).filter(|_| more == 0);
        extents.push(extent.ok_or_else(|| LayerError::Fragment {
            span: span.to_owned(),
            member: format!("fragments[{number}]"),
            start,
            end,
            more,
        })?);
    }
    Fragments::new(extents).map_err(|error| match error {
        FragmentsError::None => LayerError::NoFragments {
            span: span.to_owned(),
        },
        FragmentsError::Overlap(first, second) => LayerError::Overlap {
            span: span.to_owned(),
            first,
            second,
        },
    })
}

/// What is missing where.
pub(super) fn need<T>(
    found: Option<T>,
    member: &'static str,
    item: impl FnOnce() -> Item,
) -> Result<T, LayerError> {
    found.ok_or_else(|| LayerError::Missing {
        item: item(),
        member,
    })
}

/// The span and the text that the file quotes for it.
pub(super) fn span(
    wire: Node<'_>,
    number: usize,
) -> Result<(Annotation, Option<Box<str>>), LayerError> {
    let mut wire = wire.members()?;
    let id = need(wire.string("id")?, "id", || Item::SpanNumber(number))?;
    let item = || Item::Span(id.to_string());
    let label = need(wire.string("label")?, "label", item)?;
    let pairs = need(wire.items("fragments")?, "fragments", item)?;
    let mut span = Annotation::new(
        SpanId::from(&*id),
        LabelId::from(&*label),
        fragments(&id, pairs)?,
    );
    let attributes = wire.object("attributes")?;
    let read = |(name, node)| (AttributeId::from(name), attribute(node));
    span.attributes = attributes.nodes().map(read).collect();
    span.note = wire.text("note")?;
    span.origin = match wire.string("origin")?.as_deref() {
        None | Some("manual") => Origin::Manual,
        Some("suggested") => Origin::Suggested,
        Some("imported") => Origin::Imported,
        Some(found) => {
            return Err(LayerError::Value {
                item: item(),
                member: "origin",
                found: found.to_owned(),
            });
        }
    };
    let quoted = wire.string("text")?;
    span.extra = wire.kept("");
    Ok((span, quoted.map(|text| text.into_owned().into())))
}

/// The value of an attribute.
pub(super) fn attribute(node: Node<'_>) -> AttributeValue {
    match node.raw() {
        "true" => AttributeValue::Flag(true),
        "false" => AttributeValue::Flag(false),
        // A string with half a surrogate pair is no text of ours; as JSON it can be kept.
        json => match node.string() {
            Ok(text) => AttributeValue::Text(text.into_owned()),
            Err(_) => AttributeValue::Other(one_line(json)),
        },
    }
}

/// The link.
pub(super) fn link(wire: Node<'_>, number: usize) -> Result<Link, LayerError> {
    let mut wire = wire.members()?;
    let id = need(wire.string("id")?, "id", || Item::LinkNumber(number))?;
    let item = || Item::Link(id.to_string());
    let mut link = Link {
        kind: LinkTypeId::from(&*need(wire.string("type")?, "type", item)?),
        from: SpanId::from(&*need(wire.string("from")?, "from", item)?),
        to: SpanId::from(&*need(wire.string("to")?, "to", item)?),
        id: LinkId::from(&*id),
        extra: Extra::new(),
    };
    link.extra = wire.kept("");
    Ok(link)
}

/// Writes a span, with the text it marks, if an article's text is given: empty where it ends past the end.
pub(super) fn span_out(
    out: &mut Out,
    span: &Annotation,
    text: Option<&Text>,
    unknown: &[(&str, &str)],
) {
    out.open('{');
    out.text("id", span.id.as_str());
    out.text("label", span.label.as_str());
    out.name("fragments");
    out.open('[');
    for extent in span.fragments.iter() {
        out.open('[');
        out.number(extent.start().get().into());
        out.number(extent.end().get().into());
        out.close(']');
    }
    out.close(']');
    if let Some(text) = text {
        out.text("text", &quote(text, &span.fragments).unwrap_or_default());
    }
    attributes_out(out, span);
    out.text("note", &span.note);
    let origin = match span.origin {
        Origin::Manual => "manual",
        Origin::Suggested => "suggested",
        Origin::Imported => "imported",
    };
    out.text("origin", origin);
    out.unknown(unknown);
    out.close('}');
}

/// Writes the attributes of a span as a member.
pub(super) fn attributes_out(out: &mut Out, span: &Annotation) {
    out.name("attributes");
    out.open('{');
    for (name, value) in &span.attributes {
        let name = name.as_str();
        match value {
            AttributeValue::Flag(flag) => out.flag(name, *flag),
            AttributeValue::Text(text) => out.text(name, text),
            AttributeValue::Other(json) => out.unknown(&[(name, json)]),
        }
    }
    out.close('}');
}

/// Writes a link.
pub(super) fn link_out(out: &mut Out, link: &Link, unknown: &[(&str, &str)]) {
    out.open('{');
    out.text("id", link.id.as_str());
    out.text("type", link.kind.as_str());
    out.text("from", link.from.as_str());
    out.text("to", link.to.as_str());
    out.unknown(unknown);
    out.close('}');
}

/// The texts of the fragments with [`JOINT`] between them. One that ends past the end of the text is empty.
pub(super) fn pieces<'a>(
    text: &'a Text,
    fragments: &'a Fragments,
) -> impl Iterator<Item = &'a str> {
    let joint = std::iter::once("").chain(std::iter::repeat(JOINT));
    let piece = |extent| text.get(extent).unwrap_or_default();
    fragments
        .iter()
        .zip(joint)
        .flat_map(move |(extent, joint)| [joint, piece(extent)])
}

/// Whether the fragments mark just this. Looks no further than the first difference: a file may have any number
/// of long spans.
pub(super) fn marks(text: &Text, fragments: &Fragments, quoted: &str) -> bool {
    let mut rest = Some(quoted);
    for piece in pieces(text, fragments) {
        rest = rest.and_then(|rest| rest.strip_prefix(piece));
        if rest.is_none() {
            return false;
        }
    }
    rest == Some("")
}

/// How much of a text an error shows, in characters.
const SHOWN: usize = 60;

/// The beginning of a text in pieces, for an error.
pub(super) fn beginning<'a>(pieces: impl Iterator<Item = &'a str>) -> String {
    let mut chars = pieces.flat_map(str::chars);
    let mut shown: String = chars.by_ref().take(SHOWN).collect();
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}

/// What the fragments mark, joined with [`JOINT`]; `None` if one of them ends past the end of the text.
pub(super) fn quote<'a>(text: &'a Text, fragments: &Fragments) -> Option<Cow<'a, str>> {
    if fragments.count() == 1 {
        return text.get(fragments.hull()).map(Cow::Borrowed);
    }
    let inside = fragments.end() <= text.end();
    inside.then(|| Cow::Owned(pieces(text, fragments).collect()))
}
