//! The immutable text of an article, with an index that converts between the four units.

use std::sync::{Arc, OnceLock};

use unicode_segmentation::UnicodeSegmentation;

use super::offset::{Byte, CodePoint, Grapheme, Utf16};
use super::span::Extent;

/// The longest text that is taken in, in code points.
pub const MAX_CODE_POINTS: u32 = 5_000_000;

/// A mark is kept every so many code points; a conversion walks less than this many characters.
const STRIDE: u32 = 64;

/// A text is longer than [`MAX_CODE_POINTS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text has {code_points} code points, the limit is {MAX_CODE_POINTS}")]
pub struct TooLong {
    /// The length that was found.
    pub code_points: usize,
}

/// An article's text: never changed after import, cheap to clone.
///
/// ```
/// use isnad::model::{offset::{CodePoint, Utf16}, text::Text};
/// let text = Text::new("📈نفى")?;
/// assert_eq!(text.utf16_at(CodePoint::new(1)), Some(Utf16::new(2)));
/// assert_eq!(text.code_point_at_utf16(Utf16::new(1)), None, "inside a surrogate pair");
/// # Ok::<(), isnad::model::text::TooLong>(())
/// ```
#[derive(Clone, Debug)]
pub struct Text(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    string: Box<str>,
    marks: Vec<Mark>,
    code_points: CodePoint,
    utf16: Utf16,
    /// Code point at which each grapheme cluster starts; made when first asked for.
    clusters: OnceLock<Vec<CodePoint>>,
}

#[derive(Clone, Copy, Debug)]
struct Mark {
    byte: Byte,
    utf16: Utf16,
}

/// A position in three units at once, as the walk over characters carries it.
#[derive(Clone, Copy)]
struct Place {
    code_point: CodePoint,
    utf16: Utf16,
    byte: Byte,
}

impl Text {
    /// Takes the text as it is: nothing is normalised or trimmed.
    ///
    /// # Errors
    /// [`TooLong`] above [`MAX_CODE_POINTS`].
    pub fn new(string: impl Into<Box<str>>) -> Result<Self, TooLong> {
        let string = string.into();
        let limit = MAX_CODE_POINTS as usize;
        if string.len() > limit {
            let code_points = string.chars().count();
            if code_points > limit {
                return Err(TooLong { code_points });
            }
        }
        let mut marks = Vec::with_capacity(string.len() / STRIDE as usize / 2 + 1);
        let mut at = Place {
            code_point: CodePoint::ZERO,
            utf16: Utf16::ZERO,
            byte: Byte::ZERO,
        };
        for c in string.chars() {
            if at.code_point.get().is_multiple_of(STRIDE) {
                marks.push(Mark {
                    byte: at.byte,
                    utf16: at.utf16,
                });
            }
            at = at.after(c);
        }
        Ok(Self(Arc::new(Inner {
            string,
            marks,
            code_points: at.code_point,
            utf16: at.utf16,
            clusters: OnceLock::new(),
        })))
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.0.string
    }

    /// Length in code points, which is also the end position.
    pub fn end(&self) -> CodePoint {
        self.0.code_points
    }

    /// Length in UTF-16 units.
    pub fn end_utf16(&self) -> Utf16 {
        self.0.utf16
    }

    /// Whether there is no character at all.
    pub fn is_empty(&self) -> bool {
        self.0.string.is_empty()
    }

    /// Whether both are the same allocation: a cheap answer for views.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The byte at which code point `at` starts; `None` past the end.
    pub fn byte_at(&self, at: CodePoint) -> Option<Byte> {
        self.place(at).map(|place| place.byte)
    }

    /// The UTF-16 unit at which code point `at` starts; `None` past the end.
    pub fn utf16_at(&self, at: CodePoint) -> Option<Utf16> {
        self.place(at).map(|place| place.utf16)
    }

    /// The code point that starts at `byte`; `None` inside a character or past the end.
    pub fn code_point_at_byte(&self, byte: Byte) -> Option<CodePoint> {
        let after = self.0.marks.partition_point(|mark| mark.byte <= byte);
        self.walk_from_mark(after, |place| place.byte >= byte)
            .filter(|place| place.byte == byte)
            .map(|place| place.code_point)
    }

    /// The code point that starts at `utf16`; `None` inside a surrogate pair or past the end.
    pub fn code_point_at_utf16(&self, utf16: Utf16) -> Option<CodePoint> {
        let after = self.0.marks.partition_point(|mark| mark.utf16 <= utf16);
        self.walk_from_mark(after, |place| place.utf16 >= utf16)
            .filter(|place| place.utf16 == utf16)
            .map(|place| place.code_point)
    }

    /// How many whole grapheme clusters lie before `at`; `None` inside a cluster or past the end.
    pub fn grapheme_at(&self, at: CodePoint) -> Option<Grapheme> {
        let clusters = self.clusters();
        if at == self.end() {
            return Some(Grapheme::new(u32::try_from(clusters.len()).ok()?));
        }
        let found = clusters.binary_search(&at).ok()?;
        Some(Grapheme::new(u32::try_from(found).ok()?))
    }

    /// The code point at which the cluster with `index` clusters before it starts.
    pub fn code_point_at_grapheme(&self, index: Grapheme) -> Option<CodePoint> {
        let clusters = self.clusters();
        if index.index() == clusters.len() {
            return Some(self.end());
        }
        clusters.get(index.index()).copied()
    }

    /// The characters from `start` up to, not including, `end`; `None` if the two are in the wrong order or
    /// past the end.
    pub fn slice(&self, start: CodePoint, end: CodePoint) -> Option<&str> {
        let from = self.byte_at(start)?.index();
        let to = self.byte_at(end)?.index();
        self.0.string.get(from..to)
    }

    /// The characters of an extent; `None` if it ends past the end.
    pub fn get(&self, extent: Extent) -> Option<&str> {
        self.slice(extent.start(), extent.end())
    }

    fn clusters(&self) -> &[CodePoint] {
        self.0.clusters.get_or_init(|| {
            let mut at = CodePoint::ZERO;
            let mut starts = Vec::new();
            for cluster in self.0.string.graphemes(true) {
                starts.push(at);
                at = at.plus(u32::try_from(cluster.chars().count()).unwrap_or(u32::MAX));
            }
            starts
        })
    }

    fn place(&self, at: CodePoint) -> Option<Place> {
        if at > self.0.code_points {
            return None;
        }
        if at == self.0.code_points {
            let byte = Byte::new(u32::try_from(self.0.string.len()).ok()?);
            return Some(Place {
                code_point: at,
                utf16: self.0.utf16,
                byte,
            });
        }
        let mark = (at.get() / STRIDE) as usize;
        self.walk_from_mark(mark + 1, |place| place.code_point >= at)
    }

    /// Walks on from the mark before `after` until `reached`; `None` if the text ends first.
    fn walk_from_mark(&self, after: usize, reached: impl Fn(&Place) -> bool) -> Option<Place> {
        let number = after.saturating_sub(1);
        let mark = match self.0.marks.get(number) {
            Some(mark) => *mark,
            None => Mark {
                byte: Byte::ZERO,
                utf16: Utf16::ZERO,
            },
        };
        let code_point = CodePoint::new(u32::try_from(number).ok()?.saturating_mul(STRIDE));
        let mut place = Place {
            code_point,
            utf16: mark.utf16,
            byte: mark.byte,
        };
        for c in self.0.string.get(mark.byte.index()..)?.chars() {
            if reached(&place) {
                return Some(place);
            }
            place = place.after(c);
        }
        reached(&place).then_some(place)
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other) || self.as_str() == other.as_str()
    }
}

impl Eq for Text {}

impl Place {
    fn after(self, c: char) -> Self {
        Self {
            code_point: self.code_point.plus(1),
            // Both are at most 4.
            utf16: self.utf16.plus(c.len_utf16() as u32),
            byte: self.byte.plus(c.len_utf8() as u32),
        }
    }
}
