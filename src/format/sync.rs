//! The member `sync` of a layer, all that a merge needs to know, and how it is read; `sync_out` writes it. Spans
//! and links themselves live in `spans`.
//!
//! `stamps` has for each span either one stamp for all its fields (`"s1":"12@k3"`) or an object of them
//! (`label`, `fragments`, `note`, `attributes.<name>`). `removed` has removed spans and links whole, with
//! `stamps` (of a link `stamp`) and with `seen`, the stamps that the remover had seen; a link without `seen`
//! is not removed, but waits for its ends. Left out when empty: `links` (stamps of links), `meta` (stamps of
//! labels, note, status, dismissed), `seconds` (by writer), `revived` (what the remover of a span or link
//! had seen that was changed since, and so is there).

use crate::model::sorted::Map;
use std::sync::Arc;

use super::json_in::{Kept, Members, Node};
use super::json_out::Out;
use super::layer::{Item, LayerError};
use super::spans::{link, span};
use super::wire::{escape, one_line};
use crate::model::annotation::{Annotation, Link};
use crate::model::ids::{AttributeId, LabelId, Replica};
use crate::model::layer::{Field, LinkRecord, MetaField, SpanRecord, Stamps};
use crate::model::stamp::Stamp;

/// The members of the merge data.
pub(super) const SYNC: &[&str] = &[
    "revision", "replica", "stamps", "removed", "links", "meta", "seconds", "revived",
];

/// The members of a removed span or link.
pub(super) const REMOVED: &[&str] = &["span", "link", "stamps", "stamp", "seen"];

/// The members of what removers had seen of what is there again.
pub(super) const REVIVED: &[&str] = &["spans", "links"];

/// Before the unknown members of an item of `removed`, in the extra of its span or link.
pub(super) const ITEM: &str = "/item/";

pub(super) const META: [(MetaField, &str); 4] = [
    (MetaField::Labels, "labels"),
    (MetaField::Note, "note"),
    (MetaField::Status, "status"),
    (MetaField::Dismissed, "dismissed"),
];

pub(super) fn field_of(name: &str) -> Option<Field> {
    match name {
        "label" => Some(Field::Label),
        "fragments" => Some(Field::Fragments),
        "note" => Some(Field::Note),
        _ => {
            let name = name.strip_prefix("attributes.")?;
            Some(Field::Attribute(AttributeId::from(name)))
        }
    }
}

/// The fields that one stamp for all stands for.
pub(super) fn fields_of(span: &Annotation) -> impl Iterator<Item = Field> + '_ {
    let own = [Field::Label, Field::Fragments, Field::Note];
    let attributes = span.attributes.keys().cloned().map(Field::Attribute);
    own.into_iter().chain(attributes)
}

fn stamp_in(node: Node<'_>, item: &dyn Fn() -> Item) -> Result<Stamp, LayerError> {
    let text = node.string().ok();
    let stamp = text.and_then(|text| text.parse().ok());
    stamp.ok_or_else(|| LayerError::Stamp {
        item: item(),
        found: one_line(node.raw()),
    })
}

/// The same name as an allocation that is there already, if it is one of the first few: labels and writers stand at
/// every span.
fn same<T: Clone + PartialEq>(known: &mut Vec<T>, name: T) -> T {
    if let Some(there) = known.iter().find(|known| **known == name) {
        return there.clone();
    }
    if known.len() < 16 {
        known.push(name.clone());
    }
    name
}

/// Stamps of a span; those of fields unknown here go to `kept`, under a name that depends on the span and
/// not on whether it is there.
fn stamps_in(
    span: &Annotation,
    node: Node<'_>,
    part: &str,
    writers: &mut Vec<Replica>,
    kept: &mut Kept,
) -> Result<Stamps, LayerError> {
    let item = || Item::Span(span.id.to_string());
    if node.raw().starts_with('"') {
        let mut stamp = stamp_in(node, &item)?;
        stamp.replica = same(writers, stamp.replica);
        return Ok(fields_of(span)
            .map(|field| (field, stamp.clone()))
            .collect());
    }
    let members = node.members().map_err(|_| LayerError::Stamp {
        item: item(),
        found: one_line(node.raw()),
    })?;
    let mut stamps = Stamps::new();
    for (name, node) in members.nodes() {
        match field_of(name) {
            Some(field) => {
                let mut stamp = stamp_in(node, &item)?;
                stamp.replica = same(writers, stamp.replica);
                stamps.insert(field, stamp);
            }
            None => {
                let place = format!("/sync/{part}/{}/{name}", escape(span.id.as_str()));
                kept.push((place, one_line(node.raw())));
            }
        }
    }
    Ok(stamps)
}

/// What a file says of merges, sorted by what it is about.
#[derive(Default)]
pub(super) struct Sync<'a> {
    pub revision: u64,
    pub writer: String,
    pub meta_stamps: Map<MetaField, Stamp>,
    pub seconds: Option<Map<Replica, u32>>,
    stamps: Members<'a>,
    removed: Vec<Node<'a>>,
    links: Members<'a>,
    revived_spans: Members<'a>,
    revived_links: Members<'a>,
    known_labels: Vec<LabelId>,
    known_writers: Vec<Replica>,
}

impl<'a> Sync<'a> {
    /// Takes apart what does not need the spans.
    pub(super) fn read(wire: Option<Node<'a>>, kept: &mut Kept) -> Result<Self, LayerError> {
        let Some(wire) = wire else {
            return Ok(Self::default());
        };
        let mut wire = wire.members()?;
        let mut meta = wire.object("meta")?;
        let mut meta_stamps = Map::new();
        for (field, name) in META {
            if let Some(node) = meta.take(name) {
                meta_stamps.insert(field, stamp_in(node, &|| Item::Layer)?);
            }
        }
        meta.keep("/sync/meta/", kept);
        let mut seconds = None;
        if let Some(node) = wire.take("seconds") {
            let mut by_writer = Map::new();
            for (replica, raw) in node.members()?.rest() {
                let count = raw.parse().map_err(|_| LayerError::Value {
                    item: Item::Layer,
                    member: "sync.seconds",
                    found: one_line(raw),
                })?;
                by_writer.insert(Replica::from(replica), count);
            }
            seconds = Some(by_writer);
        }
        let mut revived = wire.object("revived")?;
        let sync = Self {
            revision: wire.number("revision")?.unwrap_or_default(),
            writer: wire.text("replica")?,
            meta_stamps,
            seconds,
            stamps: wire.object("stamps")?,
            removed: wire.items("removed")?.unwrap_or_default(),
            links: wire.object("links")?,
            revived_spans: revived.object("spans")?,
            revived_links: revived.object("links")?,
            known_labels: Vec::new(),
            known_writers: Vec::new(),
        };
        revived.keep("/sync/revived/", kept);
        wire.keep("/sync/", kept);
        Ok(sync)
    }

    /// The record of a span that is there.
    pub(super) fn span(
        &mut self,
        mut span: Annotation,
        kept: &mut Kept,
    ) -> Result<SpanRecord, LayerError> {
        span.label = same(&mut self.known_labels, span.label);
        let writers = &mut self.known_writers;
        let mut stamps = Stamps::new();
        if let Some(node) = self.stamps.take(span.id.as_str()) {
            stamps = stamps_in(&span, node, "stamps", writers, kept)?;
        }
        let mut removed = None;
        if let Some(node) = self.revived_spans.take(span.id.as_str()) {
            removed = Some(stamps_in(&span, node, "seen", writers, kept)?);
        }
        let mut record = SpanRecord {
            span: Arc::new(span),
            stamps,
            removed,
        };
        // What stands among the spans is there, whatever another program left in the merge data.
        if !record.is_alive() {
            record.removed = None;
        }
        Ok(record)
    }

    /// The record of a link that is there.
    pub(super) fn link(&mut self, link: Link) -> Result<LinkRecord, LayerError> {
        let item = || Item::Link(link.id.to_string());
        let read = |from: &mut Members<'_>| {
            let node = from.take(link.id.as_str());
            node.map(|node| stamp_in(node, &item)).transpose()
        };
        let stamp = read(&mut self.links)?.unwrap_or_else(Stamp::unknown);
        let removed = read(&mut self.revived_links)?.filter(|seen| stamp > *seen);
        Ok(LinkRecord {
            link,
            stamp,
            removed,
        })
    }

    /// Adds the records of what was removed; to be called after those of what is there.
    pub(super) fn removed(
        self,
        spans: &mut Vec<SpanRecord>,
        links: &mut Vec<LinkRecord>,
        kept: &mut Kept,
    ) -> Result<(), LayerError> {
        for (number, item) in self.removed.iter().enumerate() {
            let mut item = item.members()?;
            match (item.has("span"), item.has("link")) {
                (true, false) if !item.has("stamp") => {
                    spans.push(removed_span(&mut item, number, kept)?);
                }
                (false, true) if !item.has("stamps") => {
                    links.push(removed_link(&mut item, number)?);
                }
                // Something that a newer page removes.
                (false, false) => {
                    let mut out = Out::default();
                    out.open('{');
                    for (name, raw) in item.rest() {
                        out.name(name);
                        out.json(raw);
                    }
                    out.close('}');
                    let json = one_line(&out.into_string());
                    kept.push((format!("/sync/removed/{json}"), json));
                }
                _ => {
                    return Err(LayerError::Value {
                        item: Item::Layer,
                        member: "sync.removed",
                        found: format!("[{number}]"),
                    });
                }
            }
        }
        let mut orphans = |map: &Members<'_>, part| {
            let place = |id: &str| format!("/sync/{part}/{}", escape(id));
            kept.extend(map.rest().map(|(id, raw)| (place(id), one_line(raw))));
        };
        orphans(&self.stamps, "stamps");
        orphans(&self.links, "links");
        orphans(&self.revived_spans, "seen");
        orphans(&self.revived_links, "seen links");
        Ok(())
    }
}

fn removed_span(
    item: &mut Members<'_>,
    number: usize,
    kept: &mut Kept,
) -> Result<SpanRecord, LayerError> {
    let missing = || LayerError::Missing {
        item: Item::SpanNumber(number),
        member: "span",
    };
    let (mut found, _) = span(item.take("span").ok_or_else(missing)?, number)?;
    let mut writers = Vec::new();
    let mut read = |name, part| -> Result<Option<Stamps>, LayerError> {
        let node = item.take(name);
        node.map(|node| stamps_in(&found, node, part, &mut writers, kept))
            .transpose()
    };
    let stamps = read("stamps", "stamps")?.unwrap_or_default();
    let seen = read("seen", "seen")?;
    found.extra.extend(item.kept(ITEM));
    Ok(SpanRecord {
        span: Arc::new(found),
        removed: Some(seen.unwrap_or_else(|| stamps.clone())),
        stamps,
    })
}

fn removed_link(item: &mut Members<'_>, number: usize) -> Result<LinkRecord, LayerError> {
    let missing = || LayerError::Missing {
        item: Item::LinkNumber(number),
        member: "link",
    };
    let mut found = link(item.take("link").ok_or_else(missing)?, number)?;
    let place = || Item::Link(found.id.to_string());
    let mut read = |name| -> Result<Option<Stamp>, LayerError> {
        item.take(name)
            .map(|node| stamp_in(node, &place))
            .transpose()
    };
    let (stamp, removed) = (read("stamp")?, read("seen")?);
    found.extra.extend(item.kept(ITEM));
    Ok(LinkRecord {
        link: found,
        stamp: stamp.unwrap_or_else(Stamp::unknown),
        removed,
    })
}
