//! The join of two layers: of two tabs, of two files, of two machines.
//!
//! Commutative, associative and idempotent: every field takes the later stamp (ties by value), removals join
//! by what their removers had seen, so a change that a remover had not seen brings the span back.

use crate::model::sorted::Map;
use std::sync::Arc;

use super::annotation::{Annotation, Extra};
use super::change::Touched;
use super::ids::SpanId;
use super::layer::{Field, Layer, LinkRecord, MetaField, SpanRecord};
use super::stamp::Stamp;

/// What a merge did to the layer that took the other in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergeReport {
    /// Spans that were not there.
    pub added: Vec<SpanId>,
    /// Spans that were written by the other.
    pub changed: Vec<SpanId>,
    /// Spans that the other had removed.
    pub removed: Vec<SpanId>,
    /// Spans that one side removed and that stay, because the other side changed them without knowing.
    pub kept: Vec<SpanId>,
    /// The spans that are not as they were, before and after, for views that follow by difference.
    pub touched: Vec<Touched>,
}

impl MergeReport {
    /// Whether no span was touched.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

/// How many spans merges touched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MergeCounts {
    /// That were not there.
    pub added: usize,
    /// That were written by the other.
    pub changed: usize,
    /// That the other had removed.
    pub removed: usize,
    /// That one side removed and that stay, because the other side changed them without knowing.
    pub kept: usize,
}

impl MergeCounts {
    /// Counts what another merge did as well.
    pub fn add(&mut self, report: &MergeReport) {
        self.join(Self {
            added: report.added.len(),
            changed: report.changed.len(),
            removed: report.removed.len(),
            kept: report.kept.len(),
        });
    }

    /// Both.
    pub fn join(&mut self, other: Self) {
        self.added += other.added;
        self.changed += other.changed;
        self.removed += other.removed;
        self.kept += other.kept;
    }
}

/// So many spans are put in one by one, as after an edit in another tab; more of them all at once, with the
/// index made anew.
const FEW: usize = 64;

impl Layer {
    /// Takes in all that `other` holds. The two keys must be the same layer's for the result to make sense;
    /// this one's key is kept.
    pub fn merge(&mut self, other: &Self) -> MergeReport {
        let mut report = MergeReport::default();
        // All at once: one by one, each would move what lies behind it.
        let mut written = Vec::new();
        for (id, theirs) in &other.spans {
            let ours = self.spans.get(id);
            if ours == Some(theirs) {
                continue;
            }
            let was = ours
                .filter(|record| record.is_alive())
                .map(|record| record.span.clone());
            let joined = match ours {
                Some(ours) => join_spans(ours, theirs),
                None => theirs.clone(),
            };
            let is = joined.is_alive().then(|| joined.span.clone());
            let list = match (&was, &is) {
                (None, Some(_)) => Some(&mut report.added),
                (Some(_), None) => Some(&mut report.removed),
                (Some(was), Some(is)) if was != is => Some(&mut report.changed),
                _ => None,
            };
            if let Some(list) = list {
                list.push(id.clone());
                report.touched.push(Touched {
                    before: was,
                    after: is.clone(),
                });
            }
            if is.is_some() && ours.is_some_and(|ours| disputed(ours, theirs, &joined)) {
                report.kept.push(id.clone());
            }
            if ours != Some(&joined) {
                written.push((id.clone(), joined));
            }
        }
        let few = written.len() < FEW;
        if few {
            for (_, record) in written {
                self.put_span(record);
            }
        } else {
            self.spans.extend(written);
        }
        let mut written = Vec::new();
        for (id, theirs) in &other.links {
            let mut joined = self.links.get(id).unwrap_or(theirs).clone();
            join_links(&mut joined, theirs);
            written.push((id.clone(), joined));
        }
        self.links.extend(written);
        self.merge_meta(other);
        join(&mut self.seconds, &other.seconds);
        join_extra(&mut self.extra, &other.extra);
        self.revision = self.revision.max(other.revision);
        if other.updated > self.updated {
            self.updated.clone_from(&other.updated);
        }
        self.clock = self.clock.max(other.clock);
        if !few {
            self.settle();
        }
        report
    }

    /// The same where the other is not needed any more: into a layer that holds nothing it is moved.
    pub fn take_in(&mut self, other: Self) {
        if self.is_blank() {
            *self = other.renamed(self.key().clone());
        } else {
            self.merge(&other);
        }
    }

    fn merge_meta(&mut self, other: &Self) {
        let unknown = Stamp::unknown();
        let Self {
            meta, meta_stamps, ..
        } = self;
        let take = |field: MetaField, greater: bool| {
            let ours = meta_stamps.get(&field).unwrap_or(&unknown);
            let theirs = other.meta_stamps.get(&field).unwrap_or(&unknown);
            theirs > ours || (theirs == ours && greater)
        };
        if take(MetaField::Labels, other.meta.labels > meta.labels) {
            meta.labels.clone_from(&other.meta.labels);
        }
        if take(MetaField::Note, other.meta.note > meta.note) {
            meta.note.clone_from(&other.meta.note);
        }
        if take(MetaField::Status, other.meta.status > meta.status) {
            meta.status = other.meta.status;
        }
        if take(MetaField::Dismissed, other.meta.dismissed > meta.dismissed) {
            meta.dismissed.clone_from(&other.meta.dismissed);
        }
        *meta_stamps = join_stamps(meta_stamps, &other.meta_stamps);
    }
}

/// Whether one side removed the span and it stays because of a change that was made without knowing of that
/// removal, not because somebody made the span anew.
fn disputed(ours: &SpanRecord, theirs: &SpanRecord, joined: &SpanRecord) -> bool {
    match (ours.is_alive(), theirs.is_alive()) {
        (true, false) => joined.removed != ours.removed,
        (false, true) => joined.removed != theirs.removed || !is_made_anew(joined),
        _ => false,
    }
}

/// Whether all that every span has was written after the removal: whoever makes a span stamps all of it.
fn is_made_anew(record: &SpanRecord) -> bool {
    let written = |field| record.stamps.get(&field);
    let seen = |field| record.removed.as_ref().and_then(|seen| seen.get(&field));
    [Field::Label, Field::Fragments, Field::Note]
        .into_iter()
        .all(|field| written(field.clone()) > seen(field))
}

fn join_spans(ours: &SpanRecord, theirs: &SpanRecord) -> SpanRecord {
    let unknown = Stamp::unknown();
    let (a, b) = (&*ours.span, &*theirs.span);
    let later = |field: &Field, greater: bool| {
        let a = ours.stamps.get(field).unwrap_or(&unknown);
        let b = theirs.stamps.get(field).unwrap_or(&unknown);
        b > a || (a == b && greater)
    };
    let mut span = a.clone();
    if later(&Field::Label, b.label > a.label) {
        span.label = b.label.clone();
    }
    if later(&Field::Fragments, b.fragments > a.fragments) {
        span.fragments = b.fragments.clone();
    }
    if later(&Field::Note, b.note > a.note) {
        span.note.clone_from(&b.note);
    }
    span.attributes = join_attributes(a, b, later);
    span.origin = a.origin.max(b.origin);
    join_extra(&mut span.extra, &b.extra);
    let span = if span == *a {
        ours.span.clone()
    } else {
        Arc::new(span)
    };
    let removed = match (&ours.removed, &theirs.removed) {
        (Some(a), Some(b)) => Some(join_stamps(a, b)),
        (a, b) => a.clone().or_else(|| b.clone()),
    };
    SpanRecord {
        span,
        stamps: join_stamps(&ours.stamps, &theirs.stamps),
        removed,
    }
}

fn join_attributes(
    a: &Annotation,
    b: &Annotation,
    later: impl Fn(&Field, bool) -> bool,
) -> Map<super::ids::AttributeId, super::annotation::AttributeValue> {
    let mut joined = a.attributes.clone();
    let names = a.attributes.keys().chain(b.attributes.keys());
    for name in names {
        let (x, y) = (a.attributes.get(name), b.attributes.get(name));
        if later(&Field::Attribute(name.clone()), y > x) {
            match y {
                Some(value) => joined.insert(name.clone(), value.clone()),
                None => joined.remove(name),
            };
        }
    }
    joined
}

fn join_stamps<F: Ord + Clone>(a: &Map<F, Stamp>, b: &Map<F, Stamp>) -> Map<F, Stamp> {
    let mut joined = a.clone();
    join(&mut joined, b);
    joined
}

/// Takes what is missing, and of two values the greater.
fn join<K: Ord + Clone, V: Ord + Clone>(ours: &mut Map<K, V>, theirs: &Map<K, V>) {
    let greater = |(key, value): &(&K, &V)| ours.get(*key).is_none_or(|own| *value > own);
    let taken = theirs.iter().filter(greater);
    let taken: Vec<_> = taken.map(|(k, v)| (k.clone(), v.clone())).collect();
    ours.extend(taken);
}

fn join_links(ours: &mut LinkRecord, theirs: &LinkRecord) {
    let content = |record: &LinkRecord| {
        let link = &record.link;
        (link.kind.clone(), link.from.clone(), link.to.clone())
    };
    let take = theirs.stamp > ours.stamp
        || (theirs.stamp == ours.stamp && content(theirs) > content(ours));
    let mut extra = ours.link.extra.clone();
    join_extra(&mut extra, &theirs.link.extra);
    if take {
        ours.link = theirs.link.clone();
        ours.stamp = theirs.stamp.clone();
    }
    ours.link.extra = extra;
    // `None` is below every stamp.
    if theirs.removed > ours.removed {
        ours.removed.clone_from(&theirs.removed);
    }
}

/// Unknown members have no stamps: all are kept, and of two values the greater, the same on every side.
fn join_extra(ours: &mut Extra, theirs: &Extra) {
    join(ours, theirs);
}
