//! The member `sync` of a layer, all that a merge needs to know, and how it is read; `sync_out` writes it. Spans
//! and links themselves live in `spans`.
//!
//! `stamps` has for each span either one stamp for all its fields (`"s1":"12@k3"`) or an object of them
//! (`label`, `fragments`, `note`, `attributes.<name>`). `removed` has removed spans and links whole, with
//! `stamps` (of a link `stamp`) and with `seen`, the stamps that the remover had seen; a link without `seen`
//! is not removed, but waits for its ends. Left out when empty: `links` (stamps of links), `meta` (stamps of
//! labels, note, status, dismissed), `seconds` (by writer), `revived` (what the remover of a span or link
//! had seen that was changed since, and so is there).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::layer::{Item, LayerError};
use super::spans::{LinkIn, SpanIn, link, span};
use super::wire::{RawMap, Str, escape, members, one_line, to_json};
use crate::model::annotation::{Annotation, Extra, Link};
use crate::model::ids::{AttributeId, Replica};
use crate::model::layer::{Field, LinkRecord, MetaField, SpanRecord, Stamps};
use crate::model::stamp::Stamp;

members! {
    /// Merge data as a file has it.
    SyncIn {
        revision: u64 = "revision",
        replica: Str<'de> = "replica",
        stamps: RawMap<'de> = "stamps",
        removed: Vec<RemovedIn<'de>> = "removed",
        links: RawMap<'de> = "links",
        meta: RawMap<'de> = "meta",
        seconds: RawMap<'de> = "seconds",
        revived: RevivedIn<'de> = "revived",
    }
}

members! {
    /// A removed span or link.
    RemovedIn {
        span: SpanIn<'de> = "span",
        link: LinkIn<'de> = "link",
        stamps: &'de RawValue = "stamps",
        stamp: &'de RawValue = "stamp",
        seen: &'de RawValue = "seen",
    }
}

members! {
    /// What removers had seen of what is there again.
    RevivedIn {
        spans: RawMap<'de> = "spans",
        links: RawMap<'de> = "links",
    }
}

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

fn stamp_in(raw: &str, item: impl FnOnce() -> Item) -> Result<Stamp, LayerError> {
    let text = serde_json::from_str::<String>(raw).ok();
    let stamp = text.and_then(|text| text.parse().ok());
    stamp.ok_or_else(|| LayerError::Stamp {
        item: item(),
        found: one_line(raw).into_owned(),
    })
}

/// Stamps of a span; those of fields unknown here go to `extra`, under a name that depends on the span and
/// not on whether it is there.
fn stamps_in(
    span: &Annotation,
    raw: &str,
    part: &str,
    extra: &mut Extra,
) -> Result<Stamps, LayerError> {
    let item = || Item::Span(span.id.to_string());
    if raw.starts_with('"') {
        let stamp = stamp_in(raw, item)?;
        return Ok(fields_of(span)
            .map(|field| (field, stamp.clone()))
            .collect());
    }
    let wrong = |_| LayerError::Stamp {
        item: item(),
        found: one_line(raw).into_owned(),
    };
    let RawMap(members) = serde_json::from_str(raw).map_err(wrong)?;
    let mut stamps = Stamps::new();
    for (name, raw) in members {
        match field_of(&name) {
            Some(field) => {
                stamps.insert(field, stamp_in(raw.get(), item)?);
            }
            None => {
                let place = format!("/sync/{part}/{}/{name}", escape(span.id.as_str()));
                extra.insert(place, one_line(raw.get()).into_owned());
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
    pub meta_stamps: BTreeMap<MetaField, Stamp>,
    pub seconds: Option<BTreeMap<Replica, u32>>,
    stamps: RawMap<'a>,
    removed: Vec<RemovedIn<'a>>,
    links: RawMap<'a>,
    revived_spans: RawMap<'a>,
    revived_links: RawMap<'a>,
}

impl<'a> Sync<'a> {
    /// Takes apart what does not need the spans.
    pub(super) fn read(wire: SyncIn<'a>, extra: &mut Extra) -> Result<Self, LayerError> {
        wire.unknown.keep("/sync/", extra);
        let mut meta_stamps = BTreeMap::new();
        let mut unknown = RawMap::default();
        for (name, raw) in wire.meta.unwrap_or_default().0 {
            match META.iter().find(|(_, known)| *known == name) {
                Some((field, _)) => {
                    meta_stamps.insert(*field, stamp_in(raw.get(), || Item::Layer)?);
                }
                None => {
                    unknown.0.insert(name, raw);
                }
            }
        }
        unknown.keep("/sync/meta/", extra);
        let mut seconds = None;
        if let Some(RawMap(members)) = wire.seconds {
            let mut by_writer = BTreeMap::new();
            for (replica, raw) in members {
                let count = raw.get().parse().map_err(|_| LayerError::Value {
                    item: Item::Layer,
                    member: "sync.seconds",
                    found: one_line(raw.get()).into_owned(),
                })?;
                by_writer.insert(Replica::from(&*replica), count);
            }
            seconds = Some(by_writer);
        }
        let revived = wire.revived.unwrap_or_default();
        revived.unknown.keep("/sync/revived/", extra);
        Ok(Self {
            revision: wire.revision.unwrap_or_default(),
            writer: wire.replica.map(Str::into_owned).unwrap_or_default(),
            meta_stamps,
            seconds,
            stamps: wire.stamps.unwrap_or_default(),
            removed: wire.removed.unwrap_or_default(),
            links: wire.links.unwrap_or_default(),
            revived_spans: revived.spans.unwrap_or_default(),
            revived_links: revived.links.unwrap_or_default(),
        })
    }

    /// The record of a span that is there.
    pub(super) fn span(
        &mut self,
        span: Annotation,
        extra: &mut Extra,
    ) -> Result<SpanRecord, LayerError> {
        let mut stamps = Stamps::new();
        if let Some(raw) = self.stamps.0.remove(span.id.as_str()) {
            stamps = stamps_in(&span, raw.get(), "stamps", extra)?;
        }
        let mut removed = None;
        if let Some(raw) = self.revived_spans.0.remove(span.id.as_str()) {
            removed = Some(stamps_in(&span, raw.get(), "seen", extra)?);
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
        let read = |from: &mut RawMap<'_>| {
            let raw = from.0.remove(link.id.as_str());
            raw.map(|raw| stamp_in(raw.get(), item)).transpose()
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
        extra: &mut Extra,
    ) -> Result<(), LayerError> {
        for (number, item) in self.removed.into_iter().enumerate() {
            match item {
                RemovedIn {
                    span: Some(wire),
                    link: None,
                    stamp: None,
                    ..
                } => {
                    let (mut found, _) = span(wire, number)?;
                    let read = |raw: Option<&RawValue>, part, extra: &mut Extra| {
                        raw.map(|raw| stamps_in(&found, raw.get(), part, extra))
                            .transpose()
                    };
                    let stamps = read(item.stamps, "stamps", extra)?.unwrap_or_default();
                    let seen = read(item.seen, "seen", extra)?;
                    item.unknown.keep(ITEM, &mut found.extra);
                    spans.push(SpanRecord {
                        span: Arc::new(found),
                        removed: Some(seen.unwrap_or_else(|| stamps.clone())),
                        stamps,
                    });
                }
                RemovedIn {
                    link: Some(wire),
                    span: None,
                    stamps: None,
                    ..
                } => {
                    let mut found = link(wire, number)?;
                    let place = || Item::Link(found.id.to_string());
                    let read = |raw: Option<&RawValue>| {
                        raw.map(|raw| stamp_in(raw.get(), place)).transpose()
                    };
                    let (stamp, removed) = (read(item.stamp)?, read(item.seen)?);
                    item.unknown.keep(ITEM, &mut found.extra);
                    links.push(LinkRecord {
                        link: found,
                        stamp: stamp.unwrap_or_else(Stamp::unknown),
                        removed,
                    });
                }
                // Something that a newer page removes.
                RemovedIn {
                    span: None,
                    link: None,
                    ..
                } => {
                    let mut members = item.unknown.0;
                    let known = [
                        ("stamps", item.stamps),
                        ("stamp", item.stamp),
                        ("seen", item.seen),
                    ];
                    for (name, raw) in known {
                        members.extend(raw.map(|raw| (Cow::Borrowed(name), raw)));
                    }
                    let json = to_json(&members);
                    extra.insert(format!("/sync/removed/{}", one_line(&json)), json);
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
        let mut orphans = |map: RawMap<'_>, part| {
            for (id, raw) in map.0 {
                let place = format!("/sync/{part}/{}", escape(&id));
                extra.insert(place, one_line(raw.get()).into_owned());
            }
        };
        orphans(self.stamps, "stamps");
        orphans(self.links, "links");
        orphans(self.revived_spans, "seen");
        orphans(self.revived_links, "seen links");
        Ok(())
    }
}
