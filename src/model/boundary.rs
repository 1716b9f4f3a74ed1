//! Where a selection may begin and end, and where the caret goes: by grapheme, word, sentence, paragraph
//! (UAX #29, within a layout block).

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::blocks::{BlockKind, Blocks, reads_right_to_left};
use super::offset::{Byte, CodePoint};
use super::sentences::sentences;
use super::span::Extent;
use super::text::Text;

/// A step of the caret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// One grapheme cluster.
    Grapheme,
    /// To the end or start of a word.
    Word,
    /// To the start of a sentence.
    Sentence,
    /// To the start of a paragraph.
    Paragraph,
}

/// Towards the end or the start of the text, in logical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toward {
    /// The end.
    End,
    /// The start.
    Start,
}

/// How a selection is rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Snap {
    /// To whole words.
    #[default]
    Words,
    /// To whole grapheme clusters.
    Letters,
}

/// A text together with its blocks: what rounding and caret steps look at.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// The text.
    pub text: &'a Text,
    /// Its blocks.
    pub blocks: &'a Blocks,
}

/// A segment of a block, in code points.
#[derive(Clone, Copy, Debug)]
struct Segment<'a> {
    start: CodePoint,
    end: CodePoint,
    text: &'a str,
}

impl Segment<'_> {
    fn is_space(&self) -> bool {
        self.text.starts_with(char::is_whitespace)
    }

    fn is_word(&self) -> bool {
        self.text.contains(char::is_alphanumeric)
    }
}

impl<'a> Ground<'a> {
    /// Rounds the range between two positions outwards to whole words or clusters, then cuts white space
    /// off both ends. `None` if nothing but white space and line ends is left.
    pub fn snap(&self, a: CodePoint, b: CodePoint, snap: Snap) -> Option<Extent> {
        let end = self.text.end();
        let (a, b) = (a.min(b).min(end), a.max(b).min(end));
        if a == b {
            return None;
        }
        self.trim(self.floor(a, snap), self.ceil(b, snap))
    }

    /// The word that holds the character at `at`, or the one that ends there; `None` in white space.
    pub fn word_at(&self, at: CodePoint) -> Option<Extent> {
        let segments = self.segments(at, Unit::Word);
        let holds = segments.iter().find(|s| s.start <= at && at < s.end);
        let ends = segments.iter().find(|s| s.end == at);
        // Cut to its ends, as white space may lead a segment: before a lone mark, or a U+202F before a word.
        let trimmed = |s: &Segment<'_>| self.trim(s.start, s.end).filter(|word| word.start() <= at);
        let word = |s: Option<&Segment<'a>>| s.filter(|s| s.is_word()).and_then(trimmed);
        word(holds)
            .or_else(|| word(ends))
            .or_else(|| holds.and_then(trimmed))
    }

    /// Whether the range cuts no grapheme cluster at either end.
    pub fn is_whole(&self, extent: Extent) -> bool {
        let whole = |at| self.floor(at, Snap::Letters) == at;
        whole(extent.start()) && whole(extent.end())
    }

    /// The next stop of the caret; the end or start of the text if there is none.
    pub fn step(&self, from: CodePoint, unit: Unit, toward: Toward) -> CodePoint {
        match unit {
            Unit::Grapheme => self.step_segment(from, unit, toward, |_| true, Edge::Far),
            Unit::Word => self.step_segment(from, unit, toward, |s| s.is_word(), Edge::Far),
            Unit::Sentence => self.step_segment(from, unit, toward, |s| !s.is_space(), Edge::Start),
            Unit::Paragraph => self.step_paragraph(from, toward),
        }
    }

    /// The nearest place at or before `at` where a caret may stand.
    pub fn settle(&self, at: CodePoint) -> CodePoint {
        self.floor(at.min(self.text.end()), Snap::Letters)
    }

    fn floor(&self, at: CodePoint, snap: Snap) -> CodePoint {
        self.around(at, snap).map_or(at, |(start, _)| start)
    }

    fn ceil(&self, at: CodePoint, snap: Snap) -> CodePoint {
        self.around(at, snap).map_or(at, |(_, end)| end)
    }

    /// Where the word or cluster begins and ends that has `at` inside, not at its edge. Clusters are looked
    /// for in the whole text, so that a CRLF, which lies in no block, is one too.
    fn around(&self, at: CodePoint, snap: Snap) -> Option<(CodePoint, CodePoint)> {
        if snap == Snap::Words {
            let segments = self.segments(at, Unit::Word);
            let word = segments.iter().find(|s| s.start < at && at < s.end);
            if let Some(word) = word {
                return Some((word.start, word.end));
            }
        }
        let (start, end) = cluster_around(self.text.as_str(), self.text.byte_at(at)?.index())?;
        let place = |byte: usize| {
            self.text
                .code_point_at_byte(Byte::new(u32::try_from(byte).ok()?))
        };
        Some((place(start)?, place(end)?))
    }

    /// Cuts clusters that begin with white space off both ends, across blocks and line ends.
    fn trim(&self, start: CodePoint, end: CodePoint) -> Option<Extent> {
        let kept = self.text.slice(start, end)?;
        let clusters = || kept.grapheme_indices(true);
        let solid = |(_, cluster): &(usize, &str)| !cluster.starts_with(char::is_whitespace);
        let (first, _) = clusters().find(solid)?;
        let (last, cluster) = clusters().rfind(solid)?;
        let before = kept.get(..first)?.chars().count();
        let after = kept.get(last + cluster.len()..)?.chars().count();
        Extent::new(
            start.plus(u32::try_from(before).ok()?),
            end.minus(u32::try_from(after).ok()?),
        )
    }

    /// The segments of the block that holds or precedes `at`.
    fn segments(&self, at: CodePoint, unit: Unit) -> Vec<Segment<'a>> {
        self.blocks
            .number_at(at)
            .map(|number| self.segments_of(number, unit))
            .unwrap_or_default()
    }

    fn segments_of(&self, number: usize, unit: Unit) -> Vec<Segment<'a>> {
        let Some(block) = self.blocks.get(number) else {
            return Vec::new();
        };
        let Some(text) = self.text.get(block.extent) else {
            return Vec::new();
        };
        let mut at = block.extent.start();
        let mut segment = |text: &'a str| {
            let start = at;
            at = at.plus(u32::try_from(text.chars().count()).unwrap_or(u32::MAX));
            Segment {
                start,
                end: at,
                text,
            }
        };
        match unit {
            Unit::Grapheme => text.graphemes(true).map(&mut segment).collect(),
            Unit::Word => whole_clusters(text, text.split_word_bounds().flat_map(tailored))
                .into_iter()
                .map(&mut segment)
                .collect(),
            Unit::Sentence => whole_clusters(text, sentences(text).into_iter())
                .into_iter()
                .map(&mut segment)
                .collect(),
            Unit::Paragraph => vec![segment(text)],
        }
    }

    /// Start and end of the segments of a block that are not white space.
    pub(super) fn solid_segments(&self, number: usize, snap: Snap) -> Vec<(CodePoint, CodePoint)> {
        let unit = match snap {
            Snap::Words => Unit::Word,
            Snap::Letters => Unit::Grapheme,
        };
        let segments = self.segments_of(number, unit).into_iter();
        segments
            .filter(|s| !s.is_space())
            .map(|s| (s.start, s.end))
            .collect()
    }

    fn step_segment(
        &self,
        from: CodePoint,
        unit: Unit,
        toward: Toward,
        stops: impl Fn(&Segment<'_>) -> bool,
        edge: Edge,
    ) -> CodePoint {
        let here = self.blocks.number_at(from);
        match toward {
            Toward::End => {
                let mut number = here.unwrap_or(0);
                while number < self.blocks.len() {
                    let segments = self.segments_of(number, unit);
                    let stop = segments
                        .iter()
                        .filter(|s| stops(s))
                        .map(|s| if edge == Edge::Far { s.end } else { s.start })
                        .find(|stop| *stop > from);
                    // The start of a block is a stop of its own, so that a step enters the next line.
                    let enters = self.blocks.get(number).map(|b| b.extent.start());
                    let enters = enters.filter(|start| *start > from && unit == Unit::Grapheme);
                    if let Some(stop) = enters.or(stop) {
                        return stop;
                    }
                    number += 1;
                }
                self.text.end()
            }
            Toward::Start => {
                let mut next = here;
                while let Some(number) = next {
                    let segments = self.segments_of(number, unit);
                    let ends = self.blocks.get(number).map(|b| b.extent.end());
                    let ends = ends.filter(|end| *end < from && unit == Unit::Grapheme);
                    let stop = segments
                        .iter()
                        .rev()
                        .filter(|s| stops(s))
                        .map(|s| s.start)
                        .find(|stop| *stop < from);
                    if let Some(stop) = ends.or(stop) {
                        return stop;
                    }
                    next = number.checked_sub(1);
                }
                CodePoint::ZERO
            }
        }
    }

    fn step_paragraph(&self, from: CodePoint, toward: Toward) -> CodePoint {
        let starts = |block: &&super::blocks::Block| {
            matches!(block.kind, BlockKind::Title | BlockKind::Paragraph)
        };
        let here = self.blocks.number_at(from);
        match toward {
            Toward::End => self
                .blocks
                .iter()
                .skip(here.unwrap_or(0))
                .filter(starts)
                .map(|block| block.extent.start())
                .find(|start| *start > from)
                .unwrap_or(self.text.end()),
            Toward::Start => self
                .blocks
                .iter()
                .take(here.map_or(0, |number| number + 1))
                .rev()
                .filter(starts)
                .map(|block| block.extent.start())
                .find(|start| *start < from)
                .unwrap_or(CodePoint::ZERO),
        }
    }
}

/// Which end of a segment the caret stops at on its way to the end of the text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    Far,
    Start,
}

/// A word of UAX #29, cut where Arabic news means two. The standard joins letters over a colon and a full stop
/// (WB6, WB7: «3:30», «example.com») and over U+202F; Arabic writers leave out the space behind both signs. Of
/// full stops only those between two longer words count, so that «أ.ف.ب» and «د.محمد» stay whole.
fn tailored(word: &str) -> Vec<&str> {
    let parts = |c: char| matches!(c, ':' | '.') || c.is_whitespace();
    let mut pieces: Vec<&str> = Vec::new();
    let mut start = 0;
    for (at, sign) in word.match_indices(parts) {
        let (before, after) = (word.get(start..at), word.get(at + sign.len()..));
        let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
        let arabic = before
            .chars()
            .rfind(|c| c.is_alphanumeric())
            .is_some_and(|c| c.is_alphabetic() && reads_right_to_left(c));
        let ends = match sign {
            "." => {
                arabic
                    && letters(before) > 1
                    && letters(after.split('.').next().unwrap_or_default()) > 1
            }
            ":" => arabic,
            _ => true,
        };
        if ends {
            pieces.extend([before, sign]);
            start = at + sign.len();
        }
    }
    pieces.extend(word.get(start..));
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// How many letters there are, not counting harakat, which are alphabetic too.
fn letters(text: &str) -> usize {
    let mark = |c: char| matches!(c, '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}');
    text.chars()
        .filter(|c| c.is_alphabetic() && !mark(*c))
        .count()
}

/// Pieces that make up `text`, joined where the place between two of them cuts a grapheme cluster: a word may
/// end inside one (UAX #29 on U+06DD ARABIC END OF AYAH before a digit, or on Thai).
fn whole_clusters<'a>(text: &'a str, pieces: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut whole = Vec::new();
    let (mut start, mut end) = (0, 0);
    for piece in pieces {
        end += piece.len();
        if cluster_around(text, end).is_none() {
            whole.extend(text.get(start..end));
            start = end;
        }
    }
    whole
}

/// The bytes between which the cluster lies that has byte `at` inside; `None` if `at` is a grapheme boundary.
pub(super) fn cluster_around(text: &str, at: usize) -> Option<(usize, usize)> {
    if !text.is_char_boundary(at) {
        return None;
    }
    let cursor = || GraphemeCursor::new(at, text.len(), true);
    // The whole text is one chunk, so a cursor never asks for more.
    if cursor().is_boundary(text, 0) != Ok(false) {
        return None;
    }
    let start = cursor().prev_boundary(text, 0).ok().flatten();
    let end = cursor().next_boundary(text, 0).ok().flatten();
    Some((start.unwrap_or(0), end.unwrap_or(text.len())))
}
