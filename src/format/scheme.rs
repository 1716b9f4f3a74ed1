//! The scheme in JSON, to and from the model, and what makes one invalid. The record around it is in
//! `records`.
//!
//! Unknown members of names are held in the extra of their label, link type or attribute as
//! `/names/<name>` and `/signs/<name>`, those of a choice in the attribute's as `/choices/<id>/<name>` and
//! `/choices/<id>/names/<name>`.

use std::borrow::Cow;

use super::json_in::{Kept, Members, Node};
use super::json_out::Out;
use super::records::{RecordError, RecordItem, need};
use super::wire::{Carried, Unknown, escape, plain};
use crate::model::annotation::Extra;
use crate::model::ids::{AttributeId, LabelId, LinkTypeId};
use crate::model::scheme::{
    Attribute, AttributeKind, Choice, Colour, Label, Line, LinkType, Names, Scheme,
};
use crate::model::sorted::twice;

/// The members of a scheme.
const SCHEME: &[&str] = &["labels", "links", "attributes"];

/// The members of a label.
const LABEL: &[&str] = &["id", "names", "signs", "colour", "line", "key", "retired"];

/// The members of names, and of signs.
const NAMES: &[&str] = &["ar", "en"];

/// The members of a link type.
const LINK_TYPE: &[&str] = &["id", "names", "from", "to", "retired"];

/// The members of an attribute.
const ATTRIBUTE: &[&str] = &["id", "names", "labels", "kind", "choices", "retired"];

/// The members of one of the values of an attribute.
const CHOICE: &[&str] = &["id", "names", "retired"];

const LINES: [(Line, &str); 5] = [
    (Line::Solid, "solid"),
    (Line::Wavy, "wavy"),
    (Line::Dotted, "dotted"),
    (Line::Dashed, "dashed"),
    (Line::Double, "double"),
];

/// The scheme, if it is valid: unique ids, known colours, lines and keys.
pub(super) fn scheme(wire: Node<'_>) -> Result<Scheme, RecordError> {
    let mut wire = wire.members()?;
    let mut scheme = Scheme {
        labels: Vec::new(),
        links: Vec::new(),
        attributes: Vec::new(),
        extra: Extra::new(),
    };
    let mut list = |name| few(name, wire.items(name)?.unwrap_or_default());
    let lists = (list("labels")?, list("links")?, list("attributes")?);
    for (number, node) in lists.0.into_iter().enumerate() {
        scheme.labels.push(label(node, number)?);
    }
    for (number, node) in lists.1.into_iter().enumerate() {
        scheme.links.push(link_type(node, number)?);
    }
    for (number, node) in lists.2.into_iter().enumerate() {
        scheme.attributes.push(attribute(node, number)?);
    }
    scheme.extra = wire.kept("");
    let Scheme {
        labels,
        links,
        attributes,
        ..
    } = &scheme;
    let ids = &mut labels.iter().map(|label| label.id.as_str());
    unique(ids, &RecordItem::Label)?;
    let ids = &mut links.iter().map(|link| link.id.as_str());
    unique(ids, &RecordItem::LinkType)?;
    let ids = &mut attributes.iter().map(|attribute| attribute.id.as_str());
    unique(ids, &RecordItem::Attribute)?;
    Ok(scheme)
}

/// The most labels, link types, attributes, or values of an attribute.
const MOST: usize = 1_000;

fn few<T>(member: &'static str, list: Vec<T>) -> Result<Vec<T>, RecordError> {
    let found = list.len();
    if found > MOST {
        return Err(RecordError::TooMany {
            member,
            found,
            most: MOST,
        });
    }
    Ok(list)
}

fn unique(
    ids: &mut dyn Iterator<Item = &str>,
    item: &dyn Fn(String) -> RecordItem,
) -> Result<(), RecordError> {
    match twice(ids) {
        Some(id) => Err(RecordError::DuplicateId {
            item: item(id.to_owned()),
        }),
        None => Ok(()),
    }
}

/// The names of an item; without one it is its id.
fn names(
    wire: &mut Members<'_>,
    id: &str,
    place: &str,
    kept: &mut Kept,
) -> Result<Names, RecordError> {
    let mut wire = wire.object("names")?;
    let mut or_id = |name| -> Result<_, RecordError> {
        let name = wire.string(name)?;
        Ok(name.map_or_else(|| id.to_owned(), Cow::into_owned))
    };
    let (ar, en) = (or_id("ar")?, or_id("en")?);
    wire.keep(place, kept);
    Ok(Names { ar, en })
}

fn label(wire: Node<'_>, number: usize) -> Result<Label, RecordError> {
    let mut wire = wire.members()?;
    let id = need(wire.string("id")?, "id", || RecordItem::LabelNumber(number))?;
    let item = || RecordItem::Label(id.to_string());
    let wrong = |member, found: &str| RecordError::Value {
        item: item(),
        member,
        found: found.to_owned(),
    };
    let colour_name = need(wire.string("colour")?, "colour", item)?;
    let colour = colour(&colour_name).ok_or_else(|| wrong("colour", &colour_name))?;
    let line = match wire.string("line")? {
        None => Line::default(),
        Some(name) => {
            let known = LINES.iter().find(|(_, known)| *known == &*name);
            known.ok_or_else(|| wrong("line", &name))?.0
        }
    };
    let key = match wire.take("key").filter(|node| node.raw() != "null") {
        None => None,
        Some(node) => {
            let key = node.string()?;
            let mut digits = key.chars();
            let digit = digits.next().filter(char::is_ascii_digit);
            let digit = digit.filter(|_| digits.next().is_none());
            Some(digit.ok_or_else(|| wrong("key", &key))?)
        }
    };
    let mut kept = Kept::new();
    let names = names(&mut wire, &id, "/names/", &mut kept)?;
    let signs = signs(&mut wire, &names, &mut kept)?;
    let retired = wire.flag("retired")?.unwrap_or_default();
    wire.keep("", &mut kept);
    Ok(Label {
        id: LabelId::from(&*id),
        names,
        signs,
        colour: Colour(colour),
        line,
        key,
        retired,
        extra: kept.into_iter().collect(),
    })
}

/// The signs of a label; without one it is the first letter of its name.
fn signs(wire: &mut Members<'_>, names: &Names, kept: &mut Kept) -> Result<Names, RecordError> {
    let mut wire = wire.object("signs")?;
    let mut sign = |part, name: &str| -> Result<String, RecordError> {
        Ok(match wire.string(part)? {
            Some(sign) => sign.into_owned(),
            None => name.chars().take(1).collect(),
        })
    };
    let (ar, en) = (sign("ar", &names.ar)?, sign("en", &names.en)?);
    wire.keep("/signs/", kept);
    Ok(Names { ar, en })
}

fn colour(name: &str) -> Option<[u8; 3]> {
    let digits = name.strip_prefix('#')?;
    let plain = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    let number = u32::from_str_radix(digits, 16).ok().filter(|_| plain)?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some([red, green, blue])
}

fn label_ids(wire: &mut Members<'_>, name: &str) -> Result<Vec<LabelId>, RecordError> {
    let list = wire.list(name)?.into_iter();
    Ok(list.map(|id| LabelId::from(&*id)).collect())
}

fn link_type(wire: Node<'_>, number: usize) -> Result<LinkType, RecordError> {
    let mut wire = wire.members()?;
    let item = || RecordItem::LinkTypeNumber(number);
    let id = need(wire.string("id")?, "id", item)?;
    let mut kept = Kept::new();
    let names = names(&mut wire, &id, "/names/", &mut kept)?;
    let (from, to) = (label_ids(&mut wire, "from")?, label_ids(&mut wire, "to")?);
    let retired = wire.flag("retired")?.unwrap_or_default();
    wire.keep("", &mut kept);
    Ok(LinkType {
        id: LinkTypeId::from(&*id),
        names,
        from,
        to,
        retired,
        extra: kept.into_iter().collect(),
    })
}

fn attribute(wire: Node<'_>, number: usize) -> Result<Attribute, RecordError> {
    let mut wire = wire.members()?;
    let item = || RecordItem::AttributeNumber(number);
    let id = need(wire.string("id")?, "id", item)?;
    let item = || RecordItem::Attribute(id.to_string());
    let mut kept = Kept::new();
    let choices = wire.items("choices")?;
    let kind = match &*need(wire.string("kind")?, "kind", item)? {
        "flag" => AttributeKind::Flag,
        "text" => AttributeKind::Text,
        "choice" => {
            let mut list = Vec::new();
            for choice in few("choices", need(choices, "choices", item)?)? {
                let mut choice = choice.members()?;
                let value = need(choice.string("id")?, "choices.id", item)?.into_owned();
                let place = format!("/choices/{}/", escape(&value));
                let inside = format!("{place}names/");
                let names = names(&mut choice, &value, &inside, &mut kept)?;
                let retired = choice.flag("retired")?.unwrap_or_default();
                choice.keep(&place, &mut kept);
                list.push(Choice {
                    id: value,
                    names,
                    retired,
                });
            }
            let choice = |choice| RecordItem::Choice {
                attribute: id.to_string(),
                choice,
            };
            unique(&mut list.iter().map(|choice| &*choice.id), &choice)?;
            AttributeKind::Choice(list)
        }
        found => {
            return Err(RecordError::Value {
                item: item(),
                member: "kind",
                found: found.to_owned(),
            });
        }
    };
    let names = names(&mut wire, &id, "/names/", &mut kept)?;
    let labels = label_ids(&mut wire, "labels")?;
    let retired = wire.flag("retired")?.unwrap_or_default();
    wire.keep("", &mut kept);
    Ok(Attribute {
        id: AttributeId::from(&*id),
        names,
        labels,
        kind,
        retired,
        extra: kept.into_iter().collect(),
    })
}

/// Writes a scheme as a member.
pub(super) fn scheme_out(out: &mut Out, scheme: &Scheme) {
    out.name("scheme");
    out.open('{');
    out.name("labels");
    out.open('[');
    for label in &scheme.labels {
        label_out(out, label);
    }
    out.close(']');
    out.name("links");
    out.open('[');
    for link in &scheme.links {
        link_type_out(out, link);
    }
    out.close(']');
    out.name("attributes");
    out.open('[');
    for attribute in &scheme.attributes {
        attribute_out(out, attribute);
    }
    out.close(']');
    out.unknown(&plain(&scheme.extra, SCHEME));
    out.close('}');
}

fn names_out(out: &mut Out, member: &str, names: &Names, unknown: &Unknown<'_>) {
    out.name(member);
    out.open('{');
    out.text("ar", &names.ar);
    out.text("en", &names.en);
    out.unknown(unknown);
    out.close('}');
}

fn label_out(out: &mut Out, label: &Label) {
    let mut carried = Carried::of(&label.extra, LABEL);
    let [red, green, blue] = label.colour.0;
    let line = LINES.iter().find(|(line, _)| *line == label.line);
    out.open('{');
    out.text("id", label.id.as_str());
    names_out(out, "names", &label.names, &carried.take("/names/", NAMES));
    names_out(out, "signs", &label.signs, &carried.take("/signs/", NAMES));
    out.text("colour", &format!("#{red:02x}{green:02x}{blue:02x}"));
    out.text("line", line.map_or("solid", |(_, name)| name));
    out.name("key");
    match label.key {
        Some(key) => out.string(key.encode_utf8(&mut [0; 4])),
        None => out.json("null"),
    }
    out.flag("retired", label.retired);
    out.unknown(&carried.rest());
    out.close('}');
}

/// Of what is offered nothing is written, as before anything but labels could be retired.
fn retired_out(out: &mut Out, retired: bool) {
    if retired {
        out.flag("retired", true);
    }
}

fn ids_out(out: &mut Out, name: &str, ids: &[LabelId]) {
    out.texts(name, &mut ids.iter().map(LabelId::as_str));
}

fn link_type_out(out: &mut Out, link: &LinkType) {
    let mut carried = Carried::of(&link.extra, LINK_TYPE);
    out.open('{');
    out.text("id", link.id.as_str());
    names_out(out, "names", &link.names, &carried.take("/names/", NAMES));
    ids_out(out, "from", &link.from);
    ids_out(out, "to", &link.to);
    retired_out(out, link.retired);
    out.unknown(&carried.rest());
    out.close('}');
}

fn attribute_out(out: &mut Out, attribute: &Attribute) {
    let mut carried = Carried::of(&attribute.extra, ATTRIBUTE);
    let (kind, choices) = match &attribute.kind {
        AttributeKind::Flag => ("flag", None),
        AttributeKind::Text => ("text", None),
        AttributeKind::Choice(list) => ("choice", Some(list)),
    };
    out.open('{');
    out.text("id", attribute.id.as_str());
    let more = carried.take("/names/", NAMES);
    names_out(out, "names", &attribute.names, &more);
    ids_out(out, "labels", &attribute.labels);
    out.text("kind", kind);
    if let Some(list) = choices {
        out.name("choices");
        out.open('[');
        for Choice { id, names, retired } in list {
            let place = format!("/choices/{}/", escape(id));
            let more = carried.take(&format!("{place}names/"), NAMES);
            out.open('{');
            out.text("id", id);
            names_out(out, "names", names, &more);
            retired_out(out, *retired);
            out.unknown(&carried.take(&place, CHOICE));
            out.close('}');
        }
        out.close(']');
    }
    retired_out(out, attribute.retired);
    out.unknown(&carried.rest());
    out.close('}');
}
