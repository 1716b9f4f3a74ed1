//! Spans in text order, found by position without looking at them all.
//!
//! A sorted list cut into short chunks, each of which knows its furthest end: an insertion moves at most one
//! chunk, and a search passes over every chunk that ends before the place asked for.

use std::cmp::{Ordering, Reverse};

use super::ids::SpanId;
use super::offset::CodePoint;
use super::span::Extent;

/// A chunk is split when it grows beyond this.
const CHUNK: usize = 96;

/// A span's hull and name. Text order: earlier start first, then the longer one, then the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// From the start of the first fragment to the end of the last.
    pub hull: Extent,
    /// Whose hull it is.
    pub id: SpanId,
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.hull.start(), Reverse(self.hull.end()), &self.id).cmp(&(
            other.hull.start(),
            Reverse(other.hull.end()),
            &other.id,
        ))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[derive(Clone, Debug)]
struct Chunk {
    entries: Vec<Entry>,
    furthest: CodePoint,
}

impl Chunk {
    fn new(entries: Vec<Entry>) -> Self {
        let furthest = entries
            .iter()
            .map(|e| e.hull.end())
            .max()
            .unwrap_or_default();
        Self { entries, furthest }
    }
}

/// The hulls of a layer's spans in text order.
#[derive(Clone, Debug, Default)]
pub struct SpanIndex {
    chunks: Vec<Chunk>,
    len: usize,
}

impl SpanIndex {
    /// All of `entries`, sorted.
    pub fn build(mut entries: Vec<Entry>) -> Self {
        entries.sort_unstable();
        entries.dedup();
        let len = entries.len();
        let chunks = entries
            .chunks(CHUNK / 2)
            .map(|c| Chunk::new(c.to_vec()))
            .collect();
        Self { chunks, len }
    }

    /// How many entries there are.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All entries in text order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.chunks.iter().flat_map(|chunk| chunk.entries.iter())
    }

    /// The same from a place on; whole chunks are passed over.
    pub fn iter_from(&self, place: usize) -> impl Iterator<Item = &Entry> {
        let (mut chunk, mut within) = (0, place);
        while let Some(passed) = self.chunks.get(chunk).map(|c| c.entries.len())
            && passed <= within
        {
            within -= passed;
            chunk += 1;
        }
        let rest = self.chunks.get(chunk..).unwrap_or_default();
        rest.iter().flat_map(|chunk| &chunk.entries).skip(within)
    }

    /// How many entries come before this one, if it is there.
    pub fn place_of(&self, entry: &Entry) -> Option<usize> {
        let number = self.chunk_for(entry);
        let within = self.chunks.get(number)?.entries.binary_search(entry).ok()?;
        let before = self.chunks.get(..number)?.iter();
        Some(before.map(|chunk| chunk.entries.len()).sum::<usize>() + within)
    }

    /// Puts an entry in its place; one that is there already is left.
    pub fn insert(&mut self, entry: Entry) {
        let number = self.chunk_for(&entry);
        let Some(chunk) = self.chunks.get_mut(number) else {
            self.chunks.push(Chunk::new(vec![entry]));
            self.len += 1;
            return;
        };
        let Err(place) = chunk.entries.binary_search(&entry) else {
            return;
        };
        chunk.furthest = chunk.furthest.max(entry.hull.end());
        chunk.entries.insert(place, entry);
        self.len += 1;
        if chunk.entries.len() > CHUNK {
            let tail = Chunk::new(chunk.entries.split_off(CHUNK / 2));
            *chunk = Chunk::new(std::mem::take(&mut chunk.entries));
            self.chunks.insert(number + 1, tail);
        }
    }

    /// Takes an entry out; says whether it was there.
    pub fn remove(&mut self, entry: &Entry) -> bool {
        let number = self.chunk_for(entry);
        let Some(chunk) = self.chunks.get_mut(number) else {
            return false;
        };
        let Ok(place) = chunk.entries.binary_search(entry) else {
            return false;
        };
        chunk.entries.remove(place);
        self.len -= 1;
        if chunk.entries.is_empty() {
            self.chunks.remove(number);
        } else {
            *chunk = Chunk::new(std::mem::take(&mut chunk.entries));
        }
        true
    }

    /// The entries that share a code point with `extent`, in text order.
    pub fn overlapping(&self, extent: Extent) -> impl Iterator<Item = &Entry> {
        self.chunks
            .iter()
            .take_while(move |chunk| {
                chunk
                    .entries
                    .first()
                    .is_some_and(|first| first.hull.start() < extent.end())
            })
            .filter(move |chunk| chunk.furthest > extent.start())
            .flat_map(|chunk| chunk.entries.iter())
            .filter(move |entry| entry.hull.overlaps(extent))
    }

    /// The first entry after `entry` in text order, whether or not `entry` itself is there.
    pub fn after(&self, entry: &Entry) -> Option<&Entry> {
        let number = self.chunk_for(entry);
        let chunk = self.chunks.get(number)?;
        let place = chunk.entries.partition_point(|e| e <= entry);
        chunk
            .entries
            .get(place)
            .or_else(|| self.chunks.get(number + 1)?.entries.first())
    }

    /// The last entry before `entry` in text order, whether or not `entry` itself is there.
    pub fn before(&self, entry: &Entry) -> Option<&Entry> {
        let number = self.chunk_for(entry);
        let chunk = self.chunks.get(number)?;
        let place = chunk.entries.partition_point(|e| e < entry);
        match place.checked_sub(1) {
            Some(earlier) => chunk.entries.get(earlier),
            None => self.chunks.get(number.checked_sub(1)?)?.entries.last(),
        }
    }

    /// The first entry that starts at or after `at`.
    pub fn first_from(&self, at: CodePoint) -> Option<&Entry> {
        let number = self.chunks.partition_point(|chunk| {
            chunk
                .entries
                .last()
                .is_some_and(|last| last.hull.start() < at)
        });
        self.chunks
            .get(number)?
            .entries
            .iter()
            .find(|entry| entry.hull.start() >= at)
    }

    /// The last entry that starts before `at`.
    pub fn last_until(&self, at: CodePoint) -> Option<&Entry> {
        let number = self.chunks.partition_point(|chunk| {
            chunk
                .entries
                .first()
                .is_some_and(|first| first.hull.start() < at)
        });
        let chunk = self.chunks.get(number.checked_sub(1)?)?;
        chunk
            .entries
            .iter()
            .rev()
            .find(|entry| entry.hull.start() < at)
    }

    /// The chunk that holds `entry` or would take it; the last one for what comes after all.
    fn chunk_for(&self, entry: &Entry) -> usize {
        self.chunks
            .partition_point(|chunk| chunk.entries.last().is_some_and(|last| last < entry))
            .min(self.chunks.len().saturating_sub(1))
    }
}
