//! Writes the member `sync` of a layer; `sync` says what it looks like and reads it.

use crate::model::sorted::Set;
use std::borrow::Cow;

use super::json_out::Out;
use super::spans::{LINK, SPAN, link_out, span_out};
use super::sync::{ITEM, META, REMOVED, REVIVED, SYNC, field_of, fields_of};
use super::wire::{Carried, escape};
use crate::model::annotation::Annotation;
use crate::model::ids::Replica;
use crate::model::layer::{Field, Layer, LinkRecord, Parts, SpanRecord, Stamps};
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

/// The stamps of a span as JSON; `{}` where there is nothing.
fn stamps_out(span: &Annotation, stamps: &Stamps, part: &str, carried: &mut Carried<'_>) -> Out {
    let mut unknown = Vec::new();
    if !carried.is_empty() {
        let place = format!("/sync/{part}/{}/", escape(span.id.as_str()));
        unknown = carried.take_if(&place, &|name| field_of(name).is_none());
    }
    let mut out = Out::default();
    if let Some(stamp) = shared(span, stamps).filter(|_| unknown.is_empty()) {
        out.string(&stamp.to_string());
        return out;
    }
    out.open('{');
    for (field, stamp) in stamps {
        out.text(&field_name(field), &stamp.to_string());
    }
    out.unknown(&unknown);
    out.close('}');
    out
}

fn member(out: &mut Out, name: &str, value: &Out) {
    out.name(name);
    out.json(value.as_str());
}

/// Adds what is carried of ids that the layer does not have.
fn add_orphans(
    list: &mut Out,
    part: &str,
    carried: &mut Carried<'_>,
    is_known: &dyn Fn(&str) -> bool,
) {
    let unescape = |id: &str| id.replace("~1", "/").replace("~0", "~");
    let orphan = |id: &str| !id.contains('/') && !is_known(&unescape(id));
    for (id, raw) in carried.take_if(&format!("/sync/{part}/"), &orphan) {
        list.unknown(&[(&unescape(id), raw)]);
    }
}

/// The objects that are written at the same time, for each what stands in it.
#[derive(Default)]
struct Parallel {
    stamps: Out,
    removed: Out,
    links: Out,
    revived_spans: Out,
    revived_links: Out,
}

impl Parallel {
    fn span(&mut self, record: &SpanRecord, carried: &mut Carried<'_>) {
        let (span, id) = (&*record.span, record.span.id.as_str());
        let stamps = stamps_out(span, &record.stamps, "stamps", carried);
        let stamps = Some(stamps).filter(|stamps| stamps.as_str() != "{}");
        let seen = record.removed.as_ref();
        let seen = seen.map(|seen| stamps_out(span, seen, "seen", carried));
        match seen {
            Some(seen) if !record.is_alive() => {
                let mut members = Carried::of(&span.extra, SPAN);
                let unknown = members.take(ITEM, REMOVED);
                let out = &mut self.removed;
                out.open('{');
                out.name("span");
                span_out(out, span, None, &members.rest());
                if let Some(stamps) = stamps {
                    member(out, "stamps", &stamps);
                }
                member(out, "seen", &seen);
                out.unknown(&unknown);
                out.close('}');
            }
            seen => {
                if let Some(stamps) = stamps {
                    member(&mut self.stamps, id, &stamps);
                }
                if let Some(seen) = seen {
                    member(&mut self.revived_spans, id, &seen);
                }
            }
        }
    }

    fn link(&mut self, record: &LinkRecord, shown: bool) {
        let id = record.link.id.as_str();
        let stamp = Some(&record.stamp).filter(|stamp| **stamp != Stamp::unknown());
        let put = |out: &mut Out, name: &str, stamp: Option<&Stamp>| {
            if let Some(stamp) = stamp {
                out.text(name, &stamp.to_string());
            }
        };
        let seen = record.removed.as_ref();
        if shown {
            put(&mut self.links, id, stamp);
            put(&mut self.revived_links, id, seen);
            return;
        }
        let mut members = Carried::of(&record.link.extra, LINK);
        let unknown = members.take(ITEM, REMOVED);
        let out = &mut self.removed;
        out.open('{');
        out.name("link");
        link_out(out, &record.link, &members.rest());
        put(out, "stamp", stamp);
        put(out, "seen", seen);
        out.unknown(&unknown);
        out.close('}');
    }

    fn orphans(&mut self, parts: &Parts, carried: &mut Carried<'_>) {
        let spans = &parts.spans;
        let has_span = |id: &str| {
            let place = spans.binary_search_by(|record| record.span.id.as_str().cmp(id));
            place.is_ok()
        };
        let links = &parts.links;
        let has_link = |id: &str| {
            let place = links.binary_search_by(|record| record.link.id.as_str().cmp(id));
            place.is_ok()
        };
        add_orphans(&mut self.stamps, "stamps", carried, &has_span);
        add_orphans(&mut self.links, "links", carried, &has_link);
        add_orphans(&mut self.revived_spans, "seen", carried, &has_span);
        add_orphans(&mut self.revived_links, "seen links", carried, &has_link);
    }
}

/// Writes the merge data of a layer, written by `replica`, as a member.
pub(super) fn sync_out(
    out: &mut Out,
    layer: &Layer,
    parts: &Parts,
    replica: &Replica,
    carried: &mut Carried<'_>,
) {
    let shown: Set<&str> = layer.links().map(|link| link.id.as_str()).collect();
    let mut inside = Parallel::default();
    for record in &parts.spans {
        inside.span(record, carried);
    }
    for record in &parts.links {
        inside.link(record, shown.contains(record.link.id.as_str()));
    }
    for (_, raw) in carried.take_if("/sync/removed/", &|_| true) {
        inside.removed.raw(raw);
    }
    if !carried.is_empty() {
        inside.orphans(parts, carried);
    }
    let mut meta = Out::default();
    for (field, name) in META {
        if let Some(stamp) = parts.meta_stamps.get(&field) {
            meta.text(name, &stamp.to_string());
        }
    }
    meta.unknown(&carried.take("/sync/meta/", &META.map(|(_, name)| name)));
    let mut seconds = Out::default();
    for (by, count) in &parts.seconds {
        seconds.count(by.as_str(), (*count).into());
    }
    let mut revived = Out::default();
    let some = |out: &mut Out, name, inside: &Out| {
        if !inside.is_empty() {
            out.object(name, inside);
        }
    };
    some(&mut revived, "spans", &inside.revived_spans);
    some(&mut revived, "links", &inside.revived_links);
    revived.unknown(&carried.take("/sync/revived/", REVIVED));
    out.name("sync");
    out.open('{');
    out.count("revision", parts.revision);
    out.text("replica", replica.as_str());
    out.object("stamps", &inside.stamps);
    out.name("removed");
    out.open('[');
    out.json(inside.removed.as_str());
    out.close(']');
    some(out, "links", &inside.links);
    some(out, "meta", &meta);
    some(out, "seconds", &seconds);
    some(out, "revived", &revived);
    out.unknown(&carried.take("/sync/", SYNC));
    out.close('}');
}
