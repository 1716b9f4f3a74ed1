//! The scheme in JSON, to and from the model, and what makes one invalid. The record around it is in
//! `records`.
//!
//! Unknown members of names are held in the extra of their label, link type or attribute as
//! `/names/<name>` and `/signs/<name>`, those of a choice in the attribute's as `/choices/<id>/<name>` and
//! `/choices/<id>/names/<name>`.

use std::collections::BTreeSet;

use serde::Serialize;

use super::records::{RecordError, RecordItem, need};
use super::wire::{Carried, Str, Unknown, escape, members};
use crate::model::annotation::Extra;
use crate::model::ids::{AttributeId, LabelId, LinkTypeId};
use crate::model::scheme::{
    Attribute, AttributeKind, Colour, Label, Line, LinkType, Names, Scheme,
};

members! {
    /// A scheme as a file has it.
    SchemeIn {
        labels: Vec<LabelIn<'de>> = "labels",
        links: Vec<LinkTypeIn<'de>> = "links",
        attributes: Vec<AttributeIn<'de>> = "attributes",
    }
}

members! {
    /// A label as a file has it.
    LabelIn {
        id: Str<'de> = "id",
        names: NamesIn<'de> = "names",
        signs: NamesIn<'de> = "signs",
        colour: Str<'de> = "colour",
        line: Str<'de> = "line",
        key: Option<Str<'de>> = "key",
        retired: bool = "retired",
    }
}

members! {
    /// Names as a file has them.
    NamesIn { ar: Str<'de> = "ar", en: Str<'de> = "en" }
}

members! {
    /// A link type as a file has it.
    LinkTypeIn {
        id: Str<'de> = "id",
        names: NamesIn<'de> = "names",
        from: Vec<Str<'de>> = "from",
        to: Vec<Str<'de>> = "to",
    }
}

members! {
    /// An attribute as a file has it.
    AttributeIn {
        id: Str<'de> = "id",
        names: NamesIn<'de> = "names",
        labels: Vec<Str<'de>> = "labels",
        kind: Str<'de> = "kind",
        choices: Vec<ChoiceIn<'de>> = "choices",
    }
}

members! {
    /// One of the values of an attribute as a file has it.
    ChoiceIn { id: Str<'de> = "id", names: NamesIn<'de> = "names" }
}

const LINES: [(Line, &str); 5] = [
    (Line::Solid, "solid"),
    (Line::Wavy, "wavy"),
    (Line::Dotted, "dotted"),
    (Line::Dashed, "dashed"),
    (Line::Double, "double"),
];

/// The scheme, if it is valid: unique ids, known colours, lines and keys.
pub(super) fn scheme(wire: SchemeIn<'_>) -> Result<Scheme, RecordError> {
    let mut extra = Extra::new();
    wire.unknown.keep("", &mut extra);
    let labels = all(wire.labels, label)?;
    let links = all(wire.links, link_type)?;
    let attributes = all(wire.attributes, attribute)?;
    unique(labels.iter().map(|l| RecordItem::Label(l.id.to_string())))?;
    unique(links.iter().map(|l| RecordItem::LinkType(l.id.to_string())))?;
    unique(
        attributes
            .iter()
            .map(|a| RecordItem::Attribute(a.id.to_string())),
    )?;
    Ok(Scheme {
        labels,
        links,
        attributes,
        extra,
    })
}

fn all<W, T>(
    list: Option<Vec<W>>,
    read: impl Fn(W, usize) -> Result<T, RecordError>,
) -> Result<Vec<T>, RecordError> {
    let list = list.unwrap_or_default().into_iter().enumerate();
    list.map(|(number, wire)| read(wire, number)).collect()
}

fn unique(items: impl Iterator<Item = RecordItem>) -> Result<(), RecordError> {
    let mut seen = BTreeSet::new();
    for item in items {
        if let Some(item) = seen.replace(item) {
            return Err(RecordError::DuplicateId { item });
        }
    }
    Ok(())
}

fn names(wire: Option<NamesIn<'_>>, id: &str, place: &str, extra: &mut Extra) -> Names {
    let wire = wire.unwrap_or_default();
    wire.unknown.keep(place, extra);
    let or_id = |name: Option<Str<'_>>| name.map_or_else(|| id.to_owned(), Str::into_owned);
    Names {
        ar: or_id(wire.ar),
        en: or_id(wire.en),
    }
}

fn label(wire: LabelIn<'_>, number: usize) -> Result<Label, RecordError> {
    let id = need(wire.id, "id", || RecordItem::LabelNumber(number))?;
    let item = || RecordItem::Label(id.to_string());
    let wrong = |member, found: &str| RecordError::Value {
        item: item(),
        member,
        found: found.to_owned(),
    };
    let colour_name = need(wire.colour, "colour", item)?;
    let colour = colour(&colour_name).ok_or_else(|| wrong("colour", &colour_name))?;
    let line = match wire.line {
        None => Line::default(),
        Some(name) => {
            let known = LINES.iter().find(|(_, known)| *known == &*name);
            known.ok_or_else(|| wrong("line", &name))?.0
        }
    };
    let key = match wire.key.flatten() {
        None => None,
        Some(key) => {
            let mut digits = key.chars();
            let digit = digits.next().filter(char::is_ascii_digit);
            let digit = digit.filter(|_| digits.next().is_none());
            Some(digit.ok_or_else(|| wrong("key", &key))?)
        }
    };
    let mut extra = Extra::new();
    let names = names_and_signs(wire.names, wire.signs, &id, &mut extra);
    wire.unknown.keep("", &mut extra);
    Ok(Label {
        id: LabelId::from(&*id),
        names: names.0,
        signs: names.1,
        colour: Colour(colour),
        line,
        key,
        retired: wire.retired.unwrap_or_default(),
        extra,
    })
}

/// The sign of a label without one is the first letter of its name.
fn names_and_signs(
    wire: Option<NamesIn<'_>>,
    signs: Option<NamesIn<'_>>,
    id: &str,
    extra: &mut Extra,
) -> (Names, Names) {
    let names = names(wire, id, "/names/", extra);
    let signs = signs.unwrap_or_default();
    signs.unknown.keep("/signs/", extra);
    let sign = |sign: Option<Str<'_>>, name: &str| match sign {
        Some(sign) => sign.into_owned(),
        None => name.chars().take(1).collect(),
    };
    let signs = Names {
        ar: sign(signs.ar, &names.ar),
        en: sign(signs.en, &names.en),
    };
    (names, signs)
}

fn colour(name: &str) -> Option<[u8; 3]> {
    let digits = name.strip_prefix('#')?;
    let plain = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    let number = u32::from_str_radix(digits, 16).ok().filter(|_| plain)?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some([red, green, blue])
}

fn label_ids(list: Option<Vec<Str<'_>>>) -> Vec<LabelId> {
    let list = list.unwrap_or_default().into_iter();
    list.map(|id| LabelId::from(&*id)).collect()
}

fn link_type(wire: LinkTypeIn<'_>, number: usize) -> Result<LinkType, RecordError> {
    let id = need(wire.id, "id", || RecordItem::LinkTypeNumber(number))?;
    let mut extra = Extra::new();
    wire.unknown.keep("", &mut extra);
    Ok(LinkType {
        id: LinkTypeId::from(&*id),
        names: names(wire.names, &id, "/names/", &mut extra),
        from: label_ids(wire.from),
        to: label_ids(wire.to),
        extra,
    })
}

fn attribute(wire: AttributeIn<'_>, number: usize) -> Result<Attribute, RecordError> {
    let id = need(wire.id, "id", || RecordItem::AttributeNumber(number))?;
    let item = || RecordItem::Attribute(id.to_string());
    let mut extra = Extra::new();
    wire.unknown.keep("", &mut extra);
    let kind = match &*need(wire.kind, "kind", item)? {
        "flag" => AttributeKind::Flag,
        "text" => AttributeKind::Text,
        "choice" => {
            let mut choices = Vec::new();
            for choice in need(wire.choices, "choices", item)? {
                let value = need(choice.id, "choices.id", item)?.into_owned();
                let place = format!("/choices/{}/", escape(&value));
                choice.unknown.keep(&place, &mut extra);
                let names = names(choice.names, &value, &format!("{place}names/"), &mut extra);
                choices.push((value, names));
            }
            unique(choices.iter().map(|(value, _)| RecordItem::Choice {
                attribute: id.to_string(),
                choice: value.clone(),
            }))?;
            AttributeKind::Choice(choices)
        }
        found => {
            return Err(RecordError::Value {
                item: item(),
                member: "kind",
                found: found.to_owned(),
            });
        }
    };
    Ok(Attribute {
        id: AttributeId::from(&*id),
        names: names(wire.names, &id, "/names/", &mut extra),
        labels: label_ids(wire.labels),
        kind,
        extra,
    })
}

#[derive(Serialize)]
pub(super) struct SchemeOut<'a> {
    labels: Vec<LabelOut<'a>>,
    links: Vec<LinkTypeOut<'a>>,
    attributes: Vec<AttributeOut<'a>>,
    #[serde(flatten)]
    unknown: Unknown<'a>,
}

#[derive(Serialize)]
struct NamesOut<'a> {
    ar: &'a str,
    en: &'a str,
    #[serde(flatten)]
    unknown: Unknown<'a>,
}

impl<'a> NamesOut<'a> {
    fn of(names: &'a Names, unknown: Unknown<'a>) -> Self {
        Self {
            ar: &names.ar,
            en: &names.en,
            unknown,
        }
    }
}

#[derive(Serialize)]
struct LabelOut<'a> {
    id: &'a str,
    names: NamesOut<'a>,
    signs: NamesOut<'a>,
    colour: String,
    line: &'static str,
    key: Option<char>,
    retired: bool,
    #[serde(flatten)]
    unknown: Unknown<'a>,
}

#[derive(Serialize)]
struct LinkTypeOut<'a> {
    id: &'a str,
    names: NamesOut<'a>,
    from: Vec<&'a str>,
    to: Vec<&'a str>,
    #[serde(flatten)]
    unknown: Unknown<'a>,
}

#[derive(Serialize)]
struct AttributeOut<'a> {
    id: &'a str,
    names: NamesOut<'a>,
    labels: Vec<&'a str>,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    choices: Option<Vec<ChoiceOut<'a>>>,
    #[serde(flatten)]
    unknown: Unknown<'a>,
}

#[derive(Serialize)]
struct ChoiceOut<'a> {
    id: &'a str,
    names: NamesOut<'a>,
    #[serde(flatten)]
    unknown: Unknown<'a>,
}

/// A scheme on its way out.
pub(super) fn scheme_out(scheme: &Scheme) -> SchemeOut<'_> {
    SchemeOut {
        labels: scheme.labels.iter().map(label_out).collect(),
        links: scheme.links.iter().map(link_type_out).collect(),
        attributes: scheme.attributes.iter().map(attribute_out).collect(),
        unknown: Carried::of(&scheme.extra, SchemeIn::NAMES).rest(),
    }
}

fn label_out(label: &Label) -> LabelOut<'_> {
    let mut carried = Carried::of(&label.extra, LabelIn::NAMES);
    let [red, green, blue] = label.colour.0;
    let line = LINES.iter().find(|(line, _)| *line == label.line);
    LabelOut {
        id: label.id.as_str(),
        names: NamesOut::of(&label.names, carried.take("/names/", NamesIn::NAMES)),
        signs: NamesOut::of(&label.signs, carried.take("/signs/", NamesIn::NAMES)),
        colour: format!("#{red:02x}{green:02x}{blue:02x}"),
        line: line.map_or("solid", |(_, name)| name),
        key: label.key,
        retired: label.retired,
        unknown: carried.rest(),
    }
}

fn link_type_out(link: &LinkType) -> LinkTypeOut<'_> {
    let mut carried = Carried::of(&link.extra, LinkTypeIn::NAMES);
    LinkTypeOut {
        id: link.id.as_str(),
        names: NamesOut::of(&link.names, carried.take("/names/", NamesIn::NAMES)),
        from: link.from.iter().map(LabelId::as_str).collect(),
        to: link.to.iter().map(LabelId::as_str).collect(),
        unknown: carried.rest(),
    }
}

fn attribute_out(attribute: &Attribute) -> AttributeOut<'_> {
    let mut carried = Carried::of(&attribute.extra, AttributeIn::NAMES);
    let (kind, choices) = match &attribute.kind {
        AttributeKind::Flag => ("flag", None),
        AttributeKind::Text => ("text", None),
        AttributeKind::Choice(list) => {
            let out = list.iter().map(|choice| {
                let place = format!("/choices/{}/", escape(&choice.0));
                let more = carried.take(&format!("{place}names/"), NamesIn::NAMES);
                ChoiceOut {
                    id: &choice.0,
                    names: NamesOut::of(&choice.1, more),
                    unknown: carried.take(&place, ChoiceIn::NAMES),
                }
            });
            ("choice", Some(out.collect()))
        }
    };
    AttributeOut {
        id: attribute.id.as_str(),
        names: NamesOut::of(&attribute.names, carried.take("/names/", NamesIn::NAMES)),
        labels: attribute.labels.iter().map(LabelId::as_str).collect(),
        kind,
        choices,
        unknown: carried.rest(),
    }
}
