//! The units that files count offsets in, and which one a file that does not say it has.

use super::draft::{RawMarks, RawSpan};
use super::reject::Reason;
use crate::model::offset::{Byte, CodePoint, Grapheme, Utf16};
use crate::model::text::Text;
use serde::{Deserialize, Serialize};

/// What an offset counts.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum OffsetUnit {
    /// Unicode code points, as Python counts.
    #[default]
    CodePoint,
    /// UTF-16 units, as JavaScript and Java count.
    Utf16,
    /// Bytes of UTF-8.
    Utf8,
    /// Extended grapheme clusters.
    Grapheme,
}

impl OffsetUnit {
    /// All of them, the usual first.
    pub const ALL: [Self; 4] = [Self::CodePoint, Self::Utf16, Self::Utf8, Self::Grapheme];

    /// What the command line calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CodePoint => "code-point",
            Self::Utf16 => "utf-16",
            Self::Utf8 => "utf-8",
            Self::Grapheme => "grapheme",
        }
    }

    /// The unit of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.name() == name)
    }

    /// The code point at an offset; `None` inside a character or cluster, or past the end.
    pub fn code_point(self, text: &Text, at: u64) -> Option<CodePoint> {
        let at = u32::try_from(at).ok()?;
        match self {
            Self::CodePoint => Some(CodePoint::new(at)).filter(|at| *at <= text.end()),
            Self::Utf16 => text.code_point_at_utf16(Utf16::new(at)),
            Self::Utf8 => text.code_point_at_byte(Byte::new(at)),
            Self::Grapheme => text.code_point_at_grapheme(Grapheme::new(at)),
        }
    }

    /// The offset of a code point; `None` inside a cluster where those count, or past the end.
    pub fn offset(self, text: &Text, at: CodePoint) -> Option<u64> {
        let offset = match self {
            Self::CodePoint => Some(at).filter(|at| *at <= text.end())?.get(),
            Self::Utf16 => text.utf16_at(at)?.get(),
            Self::Utf8 => text.byte_at(at)?.get(),
            Self::Grapheme => text.grapheme_at(at)?.get(),
        };
        Some(offset.into())
    }
}

/// How the unit of an article was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The unit.
    pub unit: OffsetUnit,
    /// Whether nothing in the file shows it, and another one would give other spans.
    pub unsure: bool,
}

/// The unit in which all spans of an article fit its text: `said` if it is given, else the first in which every
/// quoted text stands at its offsets, beginning with `usual`. Without quoted texts `usual` must fit.
///
/// # Errors
/// [`Reason::Quote`] or [`Reason::Offset`] with the first span that does not fit.
pub fn find(
    text: &Text,
    marks: &[RawMarks],
    said: Option<OffsetUnit>,
    usual: OffsetUnit,
) -> Result<Found, Reason> {
    let spans = || marks.iter().flat_map(|marks| &marks.spans);
    let fits = |unit, how: How| spans().try_for_each(|span| fit(text, span, unit, how));
    if let Some(unit) = said {
        let exact = fits(unit, How::Exact);
        exact.or_else(|_| fits(unit, How::Spaces))?;
        return Ok(Found {
            unit,
            unsure: false,
        });
    }
    let quoted = spans().any(|span| span.quoted.is_some());
    let others = OffsetUnit::ALL.into_iter().filter(|unit| *unit != usual);
    if !quoted {
        let others: Vec<_> = others
            .filter(|unit| fits(*unit, How::Exact).is_ok())
            .collect();
        return match fits(usual, How::Exact) {
            Ok(()) => Ok(Found {
                unit: usual,
                unsure: others
                    .iter()
                    .any(|other| differs(text, marks, usual, *other)),
            }),
            Err(Reason::Offset { span, found, .. }) => Err(Reason::Offset {
                span,
                found,
                unit: usual,
                others,
            }),
            Err(reason) => Err(reason),
        };
    }
    let usual_exact = fits(usual, How::Exact);
    let wrong = match usual_exact {
        Ok(()) => return Ok(found(usual)),
        Err(wrong) => wrong,
    };
    let all = || std::iter::once(usual).chain(others.clone());
    let mut tries = all().map(|unit| (unit, How::Exact));
    let mut again = all().map(|unit| (unit, How::Spaces));
    let fitting = |(unit, how): &(OffsetUnit, How)| fits(*unit, *how).is_ok();
    match tries.find(fitting).or_else(|| again.find(fitting)) {
        Some((unit, _)) => Ok(found(unit)),
        None => Err(wrong),
    }
}

const fn found(unit: OffsetUnit) -> Found {
    Found {
        unit,
        unsure: false,
    }
}

/// Whether two units, in which all spans lie in the text, give other spans.
fn differs(text: &Text, marks: &[RawMarks], one: OffsetUnit, other: OffsetUnit) -> bool {
    let spans = marks.iter().flat_map(|marks| &marks.spans);
    let mut offsets =
        spans.flat_map(|span| span.fragments.iter().flat_map(|pair| [pair.0, pair.1]));
    offsets.any(|at| one.code_point(text, at) != other.code_point(text, at))
}

/// How a quoted text is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// Character by character.
    Exact,
    /// Any white space is as good as another: programs write a line end in a quoted text as a space.
    Spaces,
}

/// What programs put between the pieces of a span in its quoted text.
const JOINTS: [&str; 4] = [" … ", " ", "", "\n"];

fn fit(text: &Text, span: &RawSpan, unit: OffsetUnit, how: How) -> Result<(), Reason> {
    let mut pieces = Vec::with_capacity(span.fragments.len());
    for (start, end) in &span.fragments {
        let at = |offset| {
            let at = unit.code_point(text, offset);
            at.ok_or_else(|| Reason::Offset {
                span: span.name(),
                found: offset,
                unit,
                others: Vec::new(),
            })
        };
        let (from, to) = (at(*start)?, at(*end)?);
        pieces.push(text.slice(from, to).ok_or_else(|| Reason::Backwards {
            span: span.name(),
            start: *start,
            end: *end,
        })?);
    }
    let Some(quoted) = &span.quoted else {
        return Ok(());
    };
    let same = |joint: &&str| match how {
        How::Exact => joined(&pieces, joint).eq(quoted.chars()),
        How::Spaces => spaces(joined(&pieces, joint)).eq(spaces(quoted.chars())),
    };
    let fits = match pieces.len() {
        0 | 1 => same(&""),
        _ => JOINTS.iter().any(same),
    };
    if fits {
        return Ok(());
    }
    Err(Reason::Quote {
        span: span.name(),
        quoted: shown(quoted.chars()),
        found: shown(joined(&pieces, " … ")),
    })
}

fn joined<'a>(pieces: &'a [&'a str], joint: &'a str) -> impl Iterator<Item = char> + 'a {
    let joints = std::iter::once("").chain(std::iter::repeat(joint));
    let parts = pieces.iter().zip(joints);
    parts.flat_map(|(piece, joint)| joint.chars().chain(piece.chars()))
}

/// White space as spaces, CR LF as one.
fn spaces(chars: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    let mut last = ' ';
    chars.filter_map(move |c| {
        let second = last == '\r' && c == '\n';
        last = c;
        let space = c.is_whitespace() || c == '\u{feff}';
        (!second).then_some(if space { ' ' } else { c })
    })
}

/// How much of a text an error shows, in characters.
const SHOWN: usize = 60;

/// The beginning of a text, for an error.
fn shown(mut chars: impl Iterator<Item = char>) -> String {
    let mut shown: String = chars.by_ref().take(SHOWN).collect();
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}
