//! Spans and links in JSON, to and from the model. Merge data lives in `sync`, the layer around in `layer`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::layer::{Item, LayerError};
use super::wire::{Pairs, Raw, RawMap, Str, Unknown, members, one_line};
use crate::model::annotation::{Annotation, AttributeValue, Extra, Link, Origin};
use crate::model::ids::{AttributeId, LabelId, LinkId, LinkTypeId, SpanId};
use crate::model::offset::CodePoint;
use crate::model::span::{Extent, Fragments, FragmentsError};
use crate::model::text::{MAX_CODE_POINTS, Text};

/// Between the pieces of a span in its quoted text.
pub(super) const JOINT: &str = " … ";

members! {
    /// A span as a file has it.
    SpanIn {
        id: Str<'de> = "id",
        label: Str<'de> = "label",
        fragments: Vec<PairIn> = "fragments",
        text: Str<'de> = "text",
        attributes: RawMap<'de> = "attributes",
        note: Str<'de> = "note",
        origin: Str<'de> = "origin",
    }
}

members! {
    /// A link as a file has it.
    LinkIn {
        id: Str<'de> = "id",
        kind: Str<'de> = "type",
        from: Str<'de> = "from",
        to: Str<'de> = "to",
    }
}

/// A fragment before it is judged, so that what is wrong with it is said with the name of its span.
#[derive(Debug)]
pub(super) struct PairIn {
    start: Offset,
    end: Offset,
    more: usize,
}

#[derive(Debug)]
enum Offset {
    At(u32),
    Wrong(String),
}

impl<'de> Deserialize<'de> for Offset {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = Offset;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an offset")
            }

            fn visit_u64<E>(self, n: u64) -> Result<Offset, E> {
                let fits = u32::try_from(n).ok().filter(|n| *n <= MAX_CODE_POINTS);
                Ok(fits.map_or_else(|| Offset::Wrong(n.to_string()), Offset::At))
            }

            fn visit_i64<E>(self, n: i64) -> Result<Offset, E> {
                Ok(Offset::Wrong(n.to_string()))
            }

            fn visit_f64<E>(self, n: f64) -> Result<Offset, E> {
                Ok(Offset::Wrong(format!("{n:?}")))
            }

            fn visit_bool<E>(self, b: bool) -> Result<Offset, E> {
                Ok(Offset::Wrong(b.to_string()))
            }

            fn visit_unit<E>(self) -> Result<Offset, E> {
                Ok(Offset::Wrong("null".to_owned()))
            }

            fn visit_str<E>(self, s: &str) -> Result<Offset, E> {
                Ok(Offset::Wrong(format!("{s:?}")))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Offset, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Offset::Wrong("[…]".to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Offset, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Offset::Wrong("{…}".to_owned()))
            }
        }
        deserializer.deserialize_any(V)
    }
}

impl<'de> Deserialize<'de> for PairIn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = PairIn;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a start and an end in brackets")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<PairIn, A::Error> {
                let none = || Offset::Wrong("nothing".to_owned());
                let mut pair = PairIn {
                    start: seq.next_element()?.unwrap_or_else(none),
                    end: seq.next_element()?.unwrap_or_else(none),
                    more: 0,
                };
                while seq.next_element::<IgnoredAny>()?.is_some() {
                    pair.more += 1;
                }
                Ok(pair)
            }
        }
        deserializer.deserialize_seq(V)
    }
}

fn fragments(span: &str, pairs: Vec<PairIn>) -> Result<Fragments, LayerError> {
    let mut extents = Vec::with_capacity(pairs.len());
    for (number, pair) in pairs.into_iter().enumerate() {
        let offset = |offset, side| match offset {
            Offset::At(n) => Ok(CodePoint::new(n)),
            Offset::Wrong(found) => Err(LayerError::Offset {
                span: span.to_owned(),
                member: format!("fragments[{number}][{side}]"),
                found,
            }),
        };
        let (start, end) = (offset(pair.start, 0)?, offset(pair.end, 1)?);
        let extent = Extent::new(start, end).filter(|_| pair.more == 0);
        extents.push(extent.ok_or_else(|| LayerError::Fragment {
            span: span.to_owned(),
            member: format!("fragments[{number}]"),
            start,
            end,
            more: pair.more,
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
    wire: SpanIn<'_>,
    number: usize,
) -> Result<(Annotation, Option<Box<str>>), LayerError> {
    let id = need(wire.id, "id", || Item::SpanNumber(number))?;
    let item = || Item::Span(id.to_string());
    let label = need(wire.label, "label", item)?;
    let pairs = need(wire.fragments, "fragments", item)?;
    let mut span = Annotation::new(
        SpanId::from(&*id),
        LabelId::from(&*label),
        fragments(&id, pairs)?,
    );
    if let Some(RawMap(members)) = wire.attributes {
        let read = |(name, raw): (Cow<'_, str>, &serde_json::value::RawValue)| {
            (AttributeId::from(&*name), attribute(raw.get()))
        };
        span.attributes = members.into_iter().map(read).collect();
    }
    span.note = wire.note.map(Str::into_owned).unwrap_or_default();
    span.origin = match wire.origin.as_deref() {
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
    wire.unknown.keep("", &mut span.extra);
    Ok((span, wire.text.map(|text| text.into_owned().into())))
}

fn attribute(json: &str) -> AttributeValue {
    match json {
        "true" => AttributeValue::Flag(true),
        "false" => AttributeValue::Flag(false),
        // A string with half a surrogate pair is no text of ours; as JSON it can be kept.
        _ => match serde_json::from_str::<String>(json) {
            Ok(text) => AttributeValue::Text(text),
            Err(_) => AttributeValue::Other(one_line(json).into_owned()),
        },
    }
}

/// The link.
pub(super) fn link(wire: LinkIn<'_>, number: usize) -> Result<Link, LayerError> {
    let id = need(wire.id, "id", || Item::LinkNumber(number))?;
    let item = || Item::Link(id.to_string());
    let mut link = Link {
        kind: LinkTypeId::from(&*need(wire.kind, "type", item)?),
        from: SpanId::from(&*need(wire.from, "from", item)?),
        to: SpanId::from(&*need(wire.to, "to", item)?),
        id: LinkId::from(&*id),
        extra: Extra::new(),
    };
    wire.unknown.keep("", &mut link.extra);
    Ok(link)
}

/// A span on its way out.
#[derive(serde::Serialize)]
pub(super) struct SpanOut<'a> {
    id: &'a str,
    label: &'a str,
    fragments: FragmentsOut<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Cow<'a, str>>,
    attributes: Attributes<'a>,
    note: &'a str,
    origin: &'static str,
    #[serde(flatten)]
    unknown: Unknown<'a>,
}

impl<'a> SpanOut<'a> {
    /// With the text it marks, if an article's text is given: empty where it ends past the end.
    pub(super) fn of(span: &'a Annotation, text: Option<&'a Text>, unknown: Unknown<'a>) -> Self {
        Self {
            id: span.id.as_str(),
            label: span.label.as_str(),
            fragments: FragmentsOut(&span.fragments),
            text: text.map(|text| quote(text, &span.fragments).unwrap_or_default()),
            attributes: Attributes(&span.attributes),
            note: &span.note,
            origin: match span.origin {
                Origin::Manual => "manual",
                Origin::Suggested => "suggested",
                Origin::Imported => "imported",
            },
            unknown,
        }
    }
}

/// A link on its way out.
#[derive(serde::Serialize)]
pub(super) struct LinkOut<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    from: &'a str,
    to: &'a str,
    #[serde(flatten)]
    unknown: Unknown<'a>,
}

impl<'a> LinkOut<'a> {
    pub(super) fn of(link: &'a Link, unknown: Unknown<'a>) -> Self {
        Self {
            id: link.id.as_str(),
            kind: link.kind.as_str(),
            from: link.from.as_str(),
            to: link.to.as_str(),
            unknown,
        }
    }
}

/// The members of a span or link that stand in it under their own names.
pub(super) fn plain<'a>(extra: &'a Extra, known: &[&str]) -> Unknown<'a> {
    let all = extra.iter().filter(|(name, _)| !known.contains(&&***name));
    Pairs(all.map(|(name, value)| (&**name, Raw(value))).collect())
}

/// What the fragments mark, joined with [`JOINT`]; `None` if one of them ends past the end of the text.
pub(super) fn quote<'a>(text: &'a Text, fragments: &Fragments) -> Option<Cow<'a, str>> {
    let mut pieces = fragments.iter().map(|extent| text.get(extent));
    let first = pieces.next()??;
    if fragments.count() == 1 {
        return Some(Cow::Borrowed(first));
    }
    let mut joined = first.to_owned();
    for piece in pieces {
        joined.push_str(JOINT);
        joined.push_str(piece?);
    }
    Some(Cow::Owned(joined))
}

struct FragmentsOut<'a>(&'a Fragments);

impl Serialize for FragmentsOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|e| [e.start().get(), e.end().get()]))
    }
}

struct Attributes<'a>(&'a BTreeMap<AttributeId, AttributeValue>);

impl Serialize for Attributes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0 {
            match value {
                AttributeValue::Flag(flag) => map.serialize_entry(name.as_str(), flag)?,
                AttributeValue::Text(text) => map.serialize_entry(name.as_str(), text)?,
                AttributeValue::Other(json) => map.serialize_entry(name.as_str(), &Raw(json))?,
            }
        }
        map.end()
    }
}
