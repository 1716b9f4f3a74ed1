//! Writes the member `sync` of a layer; `sync` says what it looks like and reads it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::Serialize;
use serde::ser::Serializer;

use super::spans::{LinkIn, LinkOut, SpanIn, SpanOut};
use super::sync::{ITEM, META, RemovedIn, RevivedIn, SyncIn, field_of, fields_of};
use super::wire::{Carried, Pairs, Raw, Unknown, escape};
use crate::model::annotation::Annotation;
use crate::model::ids::Replica;
use crate::model::layer::{Field, Layer, Parts, Stamps};
use crate::model::stamp::Stamp;

fn field_name(field: &Field) -> Cow<'static, str> {
    match field {
        Field::Label => Cow::Borrowed("label"),
        Field::Fragments => Cow::Borrowed("fragments"),
        Field::Note => Cow::Borrowed("note"),
        Field::Attribute(name) => Cow::Owned(format!("attributes.{name}")),
    }
}

/// The one stamp that stands for all of these.
fn shared<'a>(span: &Annotation, stamps: &'a Stamps) -> Option<&'a Stamp> {
    let first = stamps.values().next()?;
    let all = stamps.len() == 3 + span.attributes.len()
        && stamps.values().all(|stamp| stamp == first)
        && fields_of(span).all(|field| stamps.contains_key(&field));
    all.then_some(first)
}

/// Merge data on its way out.
#[derive(Serialize)]
pub(super) struct SyncOut<'a> {
    revision: u64,
    replica: &'a str,
    stamps: Pairs<Cow<'a, str>, StampsOut<'a>>,
    removed: Vec<RemovedOut<'a>>,
    #[serde(skip_serializing_if = "Pairs::is_empty")]
    links: Pairs<Cow<'a, str>, StampsOut<'a>>,
    #[serde(skip_serializing_if = "Pairs::is_empty")]
    meta: Pairs<Cow<'a, str>, StampsOut<'a>>,
    #[serde(skip_serializing_if = "Pairs::is_empty")]
    seconds: Pairs<&'a str, u32>,
    #[serde(skip_serializing_if = "RevivedOut::is_empty")]
    revived: RevivedOut<'a>,
    #[serde(flatten)]
    unknown: Unknown<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum RemovedOut<'a> {
    Span {
        span: SpanOut<'a>,
        #[serde(skip_serializing_if = "Option::is_none")]
        stamps: Option<StampsOut<'a>>,
        seen: StampsOut<'a>,
        #[serde(flatten)]
        unknown: Unknown<'a>,
    },
    Link {
        link: LinkOut<'a>,
        #[serde(skip_serializing_if = "Option::is_none")]
        stamp: Option<StampsOut<'a>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        seen: Option<StampsOut<'a>>,
        #[serde(flatten)]
        unknown: Unknown<'a>,
    },
    Other(Raw<'a>),
}

#[derive(Serialize)]
struct RevivedOut<'a> {
    #[serde(skip_serializing_if = "Pairs::is_empty")]
    spans: Pairs<Cow<'a, str>, StampsOut<'a>>,
    #[serde(skip_serializing_if = "Pairs::is_empty")]
    links: Pairs<Cow<'a, str>, StampsOut<'a>>,
    #[serde(flatten)]
    unknown: Unknown<'a>,
}

impl RevivedOut<'_> {
    fn is_empty(&self) -> bool {
        self.spans.is_empty() && self.links.is_empty() && self.unknown.is_empty()
    }
}

enum StampsOut<'a> {
    One(&'a Stamp),
    Each(&'a Stamps, Unknown<'a>),
    Other(Raw<'a>),
}

impl Serialize for StampsOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(stamp) => serializer.collect_str(stamp),
            Self::Each(stamps, unknown) => {
                let known = stamps
                    .iter()
                    .map(|(field, stamp)| (field_name(field), Self::One(stamp)));
                let unknown = unknown.0.iter();
                let unknown =
                    unknown.map(|(name, raw)| (Cow::Borrowed(*name), Self::Other(raw.clone())));
                serializer.collect_map(known.chain(unknown))
            }
            Self::Other(raw) => raw.serialize(serializer),
        }
    }
}

fn stamps_out<'a>(
    span: &Annotation,
    stamps: &'a Stamps,
    part: &str,
    carried: &mut Carried<'a>,
) -> StampsOut<'a> {
    let mut unknown = Pairs(Vec::new());
    if !carried.is_empty() {
        let place = format!("/sync/{part}/{}/", escape(span.id.as_str()));
        unknown = carried.take_if(&place, |name| field_of(name).is_none());
    }
    match shared(span, stamps) {
        Some(stamp) if unknown.is_empty() => StampsOut::One(stamp),
        _ => StampsOut::Each(stamps, unknown),
    }
}

/// Adds what is carried of ids that the layer does not have.
fn add_orphans<'a>(
    list: &mut Vec<(Cow<'a, str>, StampsOut<'a>)>,
    part: &str,
    carried: &mut Carried<'a>,
    is_known: impl Fn(&str) -> bool,
) {
    let unescape = |id: &str| id.replace("~1", "/").replace("~0", "~");
    let orphan = |id: &str| !id.contains('/') && !is_known(&unescape(id));
    for (id, raw) in carried.take_if(&format!("/sync/{part}/"), orphan).0 {
        list.push((Cow::Owned(unescape(id)), StampsOut::Other(raw)));
    }
}

/// The merge data of a layer, written by `replica`.
pub(super) fn sync_out<'a>(
    layer: &'a Layer,
    parts: &'a Parts,
    replica: &'a Replica,
    carried: &mut Carried<'a>,
) -> SyncOut<'a> {
    let shown: BTreeSet<&str> = layer.links().map(|link| link.id.as_str()).collect();
    let (mut stamps, mut links, mut removed) = (Vec::new(), Vec::new(), Vec::new());
    let (mut revived_spans, mut revived_links) = (Vec::new(), Vec::new());
    for record in &parts.spans {
        let (span, id) = (&*record.span, Cow::Borrowed(record.span.id.as_str()));
        let out = stamps_out(span, &record.stamps, "stamps", carried);
        let out = Some(out).filter(|out| {
            !record.stamps.is_empty() || matches!(out, StampsOut::Each(_, more) if !more.is_empty())
        });
        let seen = record.removed.as_ref();
        let seen = seen.map(|seen| stamps_out(span, seen, "seen", carried));
        match seen {
            Some(seen) if !record.is_alive() => {
                let mut members = Carried::of(&span.extra, SpanIn::NAMES);
                let unknown = members.take(ITEM, RemovedIn::NAMES);
                removed.push(RemovedOut::Span {
                    span: SpanOut::of(span, None, members.rest()),
                    stamps: out,
                    seen,
                    unknown,
                });
            }
            seen => {
                stamps.extend(out.map(|out| (id.clone(), out)));
                revived_spans.extend(seen.map(|seen| (id, seen)));
            }
        }
    }
    for record in &parts.links {
        let id = record.link.id.as_str();
        let stamp = Some(&record.stamp).filter(|stamp| **stamp != Stamp::unknown());
        let (stamp, seen) = (
            stamp.map(StampsOut::One),
            record.removed.as_ref().map(StampsOut::One),
        );
        if shown.contains(id) {
            links.extend(stamp.map(|stamp| (Cow::Borrowed(id), stamp)));
            revived_links.extend(seen.map(|seen| (Cow::Borrowed(id), seen)));
        } else {
            let mut members = Carried::of(&record.link.extra, LinkIn::NAMES);
            let unknown = members.take(ITEM, RemovedIn::NAMES);
            removed.push(RemovedOut::Link {
                link: LinkOut::of(&record.link, members.rest()),
                stamp,
                seen,
                unknown,
            });
        }
    }
    let other = carried.take_if("/sync/removed/", |_| true).0;
    removed.extend(other.into_iter().map(|(_, raw)| RemovedOut::Other(raw)));
    if !carried.is_empty() {
        let has_span = |id: &str| {
            parts
                .spans
                .binary_search_by(|r| r.span.id.as_str().cmp(id))
                .is_ok()
        };
        let has_link = |id: &str| {
            parts
                .links
                .binary_search_by(|r| r.link.id.as_str().cmp(id))
                .is_ok()
        };
        add_orphans(&mut stamps, "stamps", carried, has_span);
        add_orphans(&mut links, "links", carried, has_link);
        add_orphans(&mut revived_spans, "seen", carried, has_span);
        add_orphans(&mut revived_links, "seen links", carried, has_link);
    }
    let mut meta: Vec<_> = META
        .iter()
        .filter_map(|(field, name)| Some((*name, parts.meta_stamps.get(field)?)))
        .map(|(name, stamp)| (Cow::Borrowed(name), StampsOut::One(stamp)))
        .collect();
    let more = carried.take("/sync/meta/", &META.map(|(_, name)| name)).0;
    meta.extend(
        more.into_iter()
            .map(|(name, raw)| (Cow::Borrowed(name), StampsOut::Other(raw))),
    );
    let seconds = parts
        .seconds
        .iter()
        .map(|(by, count)| (by.as_str(), *count));
    SyncOut {
        revision: parts.revision,
        replica: replica.as_str(),
        stamps: Pairs(stamps),
        removed,
        links: Pairs(links),
        meta: Pairs(meta),
        seconds: Pairs(seconds.collect()),
        revived: RevivedOut {
            spans: Pairs(revived_spans),
            links: Pairs(revived_links),
            unknown: carried.take("/sync/revived/", RevivedIn::NAMES),
        },
        unknown: carried.take("/sync/", SyncIn::NAMES),
    }
}
