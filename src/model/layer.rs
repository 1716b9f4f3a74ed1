//! One annotator's work on one article: spans, links, status, note, and what a merge needs to know of them.
//!
//! A layer is a join semilattice: every field carries the stamp of its last write, a removed span is kept
//! with the stamps its remover had seen. [`merge`](super::merge) joins two layers; [`change`](super::change)
//! is the only way to write into one.

use std::sync::Arc;

use super::annotation::{Annotation, Extra, Link};
use super::ids::{AttributeId, LayerKey, LinkId, Replica, SpanId};
use super::index::{Entry, SpanIndex};
use super::offset::CodePoint;
use super::sorted::{Map, Set, twice};
use super::span::Extent;
use super::stamp::Stamp;

/// How far the work on an article is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Nothing done.
    #[default]
    Todo,
    /// Begun.
    InProgress,
    /// Finished.
    Done,
    /// Left out.
    Skipped,
    /// To be talked about.
    Discuss,
}

/// A part of a span that is written, and merged, by itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The label.
    Label,
    /// The fragments.
    Fragments,
    /// The note.
    Note,
    /// One attribute, present or absent.
    Attribute(AttributeId),
}

/// A part of a layer's [`Meta`] that is written, and merged, by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MetaField {
    /// The labels of the article as a whole.
    Labels,
    /// The note.
    Note,
    /// The status.
    Status,
    /// The dismissed findings.
    Dismissed,
}

/// What is said of the article as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// Labels of the article.
    pub labels: Set<String>,
    /// A remark on the article.
    pub note: String,
    /// How far the work is.
    pub status: Status,
    /// Findings that the annotator looked at and let stand, by key.
    pub dismissed: Set<String>,
}

/// The last write of each field; one that is not there was never stamped.
pub type Stamps = Map<Field, Stamp>;

/// A span with what a merge needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpanRecord {
    /// The span.
    pub span: Arc<Annotation>,
    /// Who wrote what last.
    pub stamps: Stamps,
    /// The stamps that the remover had seen, if it was removed.
    pub removed: Option<Stamps>,
}

impl SpanRecord {
    /// Whether the span counts: it was not removed, or a field was written that its remover had not seen.
    pub fn is_alive(&self) -> bool {
        let Some(seen) = &self.removed else {
            return true;
        };
        self.stamps
            .iter()
            .any(|(field, stamp)| seen.get(field).is_none_or(|seen| stamp > seen))
    }
}

/// A link with what a merge needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRecord {
    /// The link.
    pub link: Link,
    /// Its last write.
    pub stamp: Stamp,
    /// The stamp that the remover had seen, if it was removed.
    pub removed: Option<Stamp>,
}

impl LinkRecord {
    /// Whether the link counts.
    pub fn is_alive(&self) -> bool {
        self.removed.as_ref().is_none_or(|seen| self.stamp > *seen)
    }
}

/// Everything a layer is made from; see [`Layer::from_parts`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Project, article and annotator.
    pub key: LayerKey,
    /// Spans, removed ones too.
    pub spans: Vec<SpanRecord>,
    /// Links, removed ones too.
    pub links: Vec<LinkRecord>,
    /// What is said of the article as a whole.
    pub meta: Meta,
    /// Who wrote what of it last.
    pub meta_stamps: Map<MetaField, Stamp>,
    /// Seconds of work, by writer.
    pub seconds: Map<Replica, u32>,
    /// How many changes were made.
    pub revision: u64,
    /// When the last one was made, RFC 3339; empty if never.
    pub updated: String,
    /// Unknown members, kept.
    pub extra: Extra,
}

/// One annotator's work on one article.
#[derive(Clone, Debug)]
pub struct Layer {
    pub(super) key: LayerKey,
    pub(super) spans: Map<SpanId, SpanRecord>,
    pub(super) links: Map<LinkId, LinkRecord>,
    pub(super) meta: Meta,
    pub(super) meta_stamps: Map<MetaField, Stamp>,
    pub(super) seconds: Map<Replica, u32>,
    pub(super) revision: u64,
    pub(super) updated: String,
    pub(super) extra: Extra,
    /// At least as large as every count in any stamp.
    pub(super) clock: u64,
    /// The living spans in text order.
    pub(super) index: SpanIndex,
}

/// Two records of one file share an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the id «{0}» stands twice")]
pub struct DuplicateId(pub String);

impl Layer {
    /// A layer without any work in it.
    pub fn empty(key: LayerKey) -> Self {
        Self {
            key,
            spans: Map::new(),
            links: Map::new(),
            meta: Meta::default(),
            meta_stamps: Map::new(),
            seconds: Map::new(),
            revision: 0,
            updated: String::new(),
            extra: Extra::new(),
            clock: 0,
            index: SpanIndex::default(),
        }
    }

    /// Puts a layer together from what a file or storage held.
    ///
    /// # Errors
    /// [`DuplicateId`] if two spans or two links share an id.
    pub fn from_parts(parts: Parts) -> Result<Self, DuplicateId> {
        let mut layer = Self {
            meta: parts.meta,
            meta_stamps: parts.meta_stamps,
            seconds: parts.seconds,
            revision: parts.revision,
            updated: parts.updated,
            extra: parts.extra,
            ..Self::empty(parts.key)
        };
        let spans = &mut parts.spans.iter().map(|record| record.span.id.as_str());
        let links = &mut parts.links.iter().map(|record| record.link.id.as_str());
        if let Some(id) = twice(spans).or_else(|| twice(links)) {
            return Err(DuplicateId(id.to_owned()));
        }
        let spans = parts.spans.into_iter();
        let spans = spans.map(|record| (record.span.id.clone(), record));
        layer.spans = spans.collect();
        let links = parts.links.into_iter();
        let links = links.map(|record| (record.link.id.clone(), record));
        layer.links = links.collect();
        layer.settle();
        Ok(layer)
    }

    /// All that [`from_parts`](Self::from_parts) needs to make the same layer again; spans by id.
    pub fn to_parts(&self) -> Parts {
        Parts {
            key: self.key.clone(),
            spans: self.spans.values().cloned().collect(),
            links: self.links.values().cloned().collect(),
            meta: self.meta.clone(),
            meta_stamps: self.meta_stamps.clone(),
            seconds: self.seconds.clone(),
            revision: self.revision,
            updated: self.updated.clone(),
            extra: self.extra.clone(),
        }
    }

    /// The part of the layer that an edit wrote, as a layer of its own: these spans and links, removed or not,
    /// and what is said of the article. Merged into a layer that lacks the edit, it makes it again.
    #[must_use]
    pub fn part(&self, spans: &[SpanId], links: &[LinkId]) -> Self {
        let mut part = Self {
            meta: self.meta.clone(),
            meta_stamps: self.meta_stamps.clone(),
            seconds: self.seconds.clone(),
            revision: self.revision,
            updated: self.updated.clone(),
            ..Self::empty(self.key.clone())
        };
        let kept = |id: &SpanId| Some((id.clone(), self.spans.get(id)?.clone()));
        part.spans = spans.iter().filter_map(kept).collect();
        let kept = |id: &LinkId| Some((id.clone(), self.links.get(id)?.clone()));
        part.links = links.iter().filter_map(kept).collect();
        part.settle();
        part
    }

    /// Project, article and annotator.
    pub const fn key(&self) -> &LayerKey {
        &self.key
    }

    /// How many changes were made to it.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// When the last change was made, RFC 3339; empty if never.
    pub fn updated(&self) -> &str {
        &self.updated
    }

    /// What is said of the article as a whole.
    pub const fn meta(&self) -> &Meta {
        &self.meta
    }

    /// Unknown members of the stored layer.
    pub const fn extra(&self) -> &Extra {
        &self.extra
    }

    /// Seconds of work by all writers.
    pub fn seconds(&self) -> u32 {
        self.seconds
            .values()
            .fold(0, |sum, n| sum.saturating_add(*n))
    }

    /// Adds seconds of work of one writer. No change of content: it has no undo.
    pub fn add_seconds(&mut self, replica: &Replica, seconds: u32) {
        let add = |count: &mut u32| *count = count.saturating_add(seconds);
        self.seconds.update(replica.clone(), add);
    }

    /// The same work under another name: what an annotator did before giving one.
    #[must_use]
    pub fn renamed(mut self, key: LayerKey) -> Self {
        self.key = key;
        self
    }

    /// How many spans there are.
    pub const fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether there is no span.
    pub const fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// The span of this id.
    pub fn span(&self, id: &SpanId) -> Option<&Arc<Annotation>> {
        self.spans
            .get(id)
            .filter(|record| record.is_alive())
            .map(|record| &record.span)
    }

    /// The spans in text order: earlier start first, then the longer one.
    pub fn in_order(&self) -> impl DoubleEndedIterator<Item = &Arc<Annotation>> {
        self.index
            .iter()
            .filter_map(|entry| self.spans.get(&entry.id))
            .map(|record| &record.span)
    }

    /// The same from a place on, without looking at those before it.
    pub fn in_order_from(&self, place: usize) -> impl Iterator<Item = &Arc<Annotation>> {
        self.index
            .iter_from(place)
            .filter_map(|entry| self.spans.get(&entry.id))
            .map(|record| &record.span)
    }

    /// How many spans come before a span in text order.
    pub fn place_of(&self, span: &Annotation) -> Option<usize> {
        self.index.place_of(&Self::entry(span))
    }

    /// All spans by id, removed ones too, with what a merge needs.
    pub fn records(&self) -> impl Iterator<Item = &SpanRecord> {
        self.spans.values()
    }

    /// Positions of the spans, for look-ups by place.
    pub const fn index(&self) -> &SpanIndex {
        &self.index
    }

    /// The spans that share a code point with `extent`, in text order. A gap between two fragments of a
    /// span counts as shared.
    pub fn overlapping(&self, extent: Extent) -> impl Iterator<Item = &Arc<Annotation>> {
        self.index
            .overlapping(extent)
            .filter_map(|entry| self.spans.get(&entry.id))
            .map(|record| &record.span)
    }

    /// The spans that hold the character at `at`, the shortest first.
    pub fn spans_at(&self, at: CodePoint) -> Vec<&Arc<Annotation>> {
        let Some(place) = Extent::new(at, at.plus(1)) else {
            return Vec::new();
        };
        let mut found: Vec<_> = self
            .overlapping(place)
            .filter(|span| span.fragments.contains(at))
            .collect();
        found.sort_by_key(|span| span.fragments.hull().len());
        found
    }

    /// Whether two layers say the same, whoever wrote it when.
    pub fn same_content(&self, other: &Self) -> bool {
        self.meta == other.meta
            && self.in_order().eq(other.in_order())
            && self.links().eq(other.links())
    }

    /// Whether the person has left anything here.
    pub fn is_untouched(&self) -> bool {
        self.spans.is_empty() && self.links.is_empty() && self.meta == Meta::default()
    }

    /// Whether it is as [`empty`](Self::empty) makes it.
    pub(super) fn is_blank(&self) -> bool {
        let Self {
            key: _,
            spans,
            links,
            meta,
            meta_stamps,
            seconds,
            revision,
            updated,
            extra,
            clock,
            index: _,
        } = self;
        let nothing = spans.is_empty() && links.is_empty() && *meta == Meta::default();
        let never = meta_stamps.is_empty() && seconds.is_empty() && extra.is_empty();
        nothing && never && updated.is_empty() && (*revision, *clock) == (0, 0)
    }

    /// The next stamp of a writer: above every count seen.
    pub(super) fn tick(&mut self, replica: &Replica) -> Stamp {
        self.clock = self.clock.saturating_add(1);
        Stamp {
            count: self.clock,
            replica: replica.clone(),
        }
    }

    pub(super) fn entry(span: &Annotation) -> Entry {
        Entry {
            hull: span.fragments.hull(),
            id: span.id.clone(),
        }
    }

    /// Writes one record and keeps the index true.
    pub(super) fn put_span(&mut self, record: SpanRecord) {
        let id = record.span.id.clone();
        let entry = record.is_alive().then(|| Self::entry(&record.span));
        let old = self.spans.insert(id, record).filter(SpanRecord::is_alive);
        let old = old.map(|record| Self::entry(&record.span));
        if old == entry {
            return;
        }
        if let Some(old) = old {
            self.index.remove(&old);
        }
        if let Some(entry) = entry {
            self.index.insert(entry);
        }
    }

    /// Makes clock and index anew from the records.
    pub(super) fn settle(&mut self) {
        let spans = self.spans.values();
        let alive = spans.clone().filter(|record| record.is_alive());
        self.index = SpanIndex::build(alive.map(|record| Self::entry(&record.span)).collect());
        let of_spans = spans.flat_map(|record| {
            record
                .stamps
                .values()
                .chain(record.removed.iter().flat_map(|seen| seen.values()))
        });
        let of_links = self
            .links
            .values()
            .flat_map(|r| std::iter::once(&r.stamp).chain(r.removed.iter()));
        let all = of_spans.chain(of_links).chain(self.meta_stamps.values());
        self.clock = all
            .map(|stamp| stamp.count)
            .max()
            .unwrap_or(0)
            .max(self.clock);
    }
}
