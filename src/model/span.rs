//! The geometry of spans: half-open, non-empty ranges of code points, and sets of them.

use super::offset::CodePoint;

/// A half-open, non-empty range of code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Extent {
    start: CodePoint,
    end: CodePoint,
}

/// How one extent lies to another (the relations of standoff models such as STAM).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Ends at or before the other's start.
    Precedes,
    /// Starts at or after the other's end.
    Succeeds,
    /// The same start and end.
    Equals,
    /// Holds the whole other, and more.
    Embeds,
    /// Lies whole inside the other.
    Embedded,
    /// Shares some code points, and neither holds the other.
    Overlaps,
}

impl Extent {
    /// `None` unless `start` is before `end`.
    pub fn new(start: CodePoint, end: CodePoint) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }

    /// The first code point inside.
    pub const fn start(self) -> CodePoint {
        self.start
    }

    /// The first code point after.
    pub const fn end(self) -> CodePoint {
        self.end
    }

    /// Length in code points, at least 1.
    pub const fn len(self) -> u32 {
        self.end.since(self.start)
    }

    /// Never: an extent holds at least one code point.
    pub const fn is_empty(self) -> bool {
        false
    }

    /// Whether the character that starts at `at` is inside.
    pub fn contains(self, at: CodePoint) -> bool {
        self.start <= at && at < self.end
    }

    /// Whether the two share a code point.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// How this extent lies to `other`.
    pub fn relation(self, other: Self) -> Relation {
        if self == other {
            Relation::Equals
        } else if self.end <= other.start {
            Relation::Precedes
        } else if other.end <= self.start {
            Relation::Succeeds
        } else if self.start <= other.start && other.end <= self.end {
            Relation::Embeds
        } else if other.start <= self.start && self.end <= other.end {
            Relation::Embedded
        } else {
            Relation::Overlaps
        }
    }

    /// The smallest extent that holds both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

/// Why a list of extents is no [`Fragments`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FragmentsError {
    /// There is none.
    #[error("a span needs at least one fragment")]
    None,
    /// Two share code points.
    #[error("the fragments at {} and {} overlap", .0.start(), .1.start())]
    Overlap(Extent, Extent),
}

/// One or more extents in text order that do not overlap (touching ones are kept apart: a file may say so).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fragments {
    first: Extent,
    rest: Vec<Extent>,
}

impl Fragments {
    /// A span of one piece.
    pub const fn one(extent: Extent) -> Self {
        Self {
            first: extent,
            rest: Vec::new(),
        }
    }

    /// Sorts the extents into text order.
    ///
    /// # Errors
    /// [`FragmentsError`] if there is none or two overlap.
    pub fn new(mut extents: Vec<Extent>) -> Result<Self, FragmentsError> {
        extents.sort_unstable();
        for (a, b) in extents.iter().zip(extents.iter().skip(1)) {
            if a.overlaps(*b) {
                return Err(FragmentsError::Overlap(*a, *b));
            }
        }
        let mut all = extents.into_iter();
        let first = all.next().ok_or(FragmentsError::None)?;
        Ok(Self {
            first,
            rest: all.collect(),
        })
    }

    /// The extents in text order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Extent> + '_ {
        std::iter::once(self.first).chain(self.rest.iter().copied())
    }

    /// How many there are, at least 1.
    pub fn count(&self) -> usize {
        1 + self.rest.len()
    }

    /// The first code point inside.
    pub const fn start(&self) -> CodePoint {
        self.first.start
    }

    /// The first code point after the last fragment.
    pub fn end(&self) -> CodePoint {
        self.rest.last().map_or(self.first.end, |last| last.end)
    }

    /// From the start of the first to the end of the last.
    pub fn hull(&self) -> Extent {
        Extent {
            start: self.start(),
            end: self.end(),
        }
    }

    /// Whether the character that starts at `at` is inside one of them.
    pub fn contains(&self, at: CodePoint) -> bool {
        self.iter().any(|extent| extent.contains(at))
    }

    /// The same fragments with another start of the first; `None` if that would leave it empty.
    pub fn with_start(&self, start: CodePoint) -> Option<Self> {
        let first = Extent::new(start, self.first.end)?;
        Some(Self {
            first,
            rest: self.rest.clone(),
        })
    }

    /// The same fragments with another end of the last; `None` if that would leave it empty.
    pub fn with_end(&self, end: CodePoint) -> Option<Self> {
        let mut next = self.clone();
        match next.rest.last_mut() {
            Some(last) => *last = Extent::new(last.start, end)?,
            None => next.first = Extent::new(next.first.start, end)?,
        }
        Some(next)
    }
}
