//! Layout blocks: the pieces of a text that are put on the page, one element each.
//!
//! A block is a paragraph without its line end, or, where a paragraph is very long, a part of it. Blocks are
//! for layout and for bounding the work of segmentation; they are no part of the annotations.

use super::offset::CodePoint;
use super::span::Extent;
use super::text::Text;

/// A longer paragraph is cut, unless it is one grapheme cluster. Measured: a million characters in a few thousand blocks show in 0.2 s, in a
/// single one in 15 s.
const MOST: usize = 4_000;
/// A cut is looked for from here on.
const LEAST: usize = 3_000;
/// A first paragraph above this length is no title.
const TITLE_MOST: u32 = 250;
/// How many letters decide the direction of an article.
const DIRECTION_LETTERS: usize = 4_000;

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// The first paragraph, where it reads like a headline.
    Title,
    /// A paragraph or its first part.
    Paragraph,
    /// A further part of a long paragraph.
    Continuation,
    /// A line of nothing but white space.
    Blank,
}

/// The direction in which a text reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// As Arabic does.
    RightToLeft,
    /// As English does.
    LeftToRight,
}

/// A piece of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Where it is, without the line end.
    pub extent: Extent,
    /// What it is.
    pub kind: BlockKind,
}

/// The non-empty blocks of a text in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocks {
    list: Vec<Block>,
    direction: Direction,
}

impl Blocks {
    /// Cuts a text at its line ends and long paragraphs at a sentence or white space.
    pub fn of(text: &Text) -> Self {
        let mut cutter = Cutter {
            list: Vec::new(),
            at: CodePoint::ZERO,
        };
        let whole = text.as_str();
        let mut rest = whole;
        while !rest.is_empty() {
            let (line, ending) = split_line(rest);
            cutter.paragraph(line);
            let taken = line.len() + ending.len();
            cutter.at = cutter.at.plus(count(ending));
            rest = rest.get(taken..).unwrap_or_default();
        }
        let mut list = cutter.list;
        mark_title(text, &mut list);
        Self {
            list,
            direction: direction(whole),
        }
    }

    /// The direction of the article as a whole, by its letters.
    pub const fn direction(&self) -> Direction {
        self.direction
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether the text has no character but line ends.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Block> {
        self.list.iter()
    }

    /// The block of this number.
    pub fn get(&self, number: usize) -> Option<&Block> {
        self.list.get(number)
    }

    /// The number of the last block that starts at or before `at`: the one that holds it, unless `at` is in
    /// a line end or before the first block.
    pub fn number_at(&self, at: CodePoint) -> Option<usize> {
        self.list
            .partition_point(|block| block.extent.start() <= at)
            .checked_sub(1)
    }
}

struct Cutter {
    list: Vec<Block>,
    at: CodePoint,
}

impl Cutter {
    /// Adds the blocks of one line, which starts at `self.at`, and moves to its end.
    fn paragraph(&mut self, line: &str) {
        let blank = line.chars().all(char::is_whitespace);
        let mut kind = if blank {
            BlockKind::Blank
        } else {
            BlockKind::Paragraph
        };
        let mut rest = line;
        while !rest.is_empty() {
            let cut = cut(rest);
            let (piece, after) = rest.split_at_checked(cut).unwrap_or((rest, ""));
            let end = self.at.plus(count(piece));
            if let Some(extent) = Extent::new(self.at, end) {
                self.list.push(Block { extent, kind });
            }
            self.at = end;
            rest = after;
            if !blank {
                kind = BlockKind::Continuation;
            }
        }
    }
}

/// The byte at which the block that starts `rest` ends.
fn cut(rest: &str) -> usize {
    let mut least = None;
    let mut most = None;
    for (number, (byte, _)) in rest.char_indices().enumerate() {
        match number {
            LEAST => least = Some(byte),
            MOST => {
                most = Some(byte);
                break;
            }
            _ => {}
        }
    }
    let (Some(least), Some(most)) = (least, most) else {
        return rest.len();
    };
    let window = rest.get(least..most).unwrap_or_default();
    // After white space, and if there is the choice, after the white space behind a sentence.
    let mut space = None;
    let mut sentence = None;
    let mut before = ('a', 'a');
    for (byte, c) in window.char_indices() {
        if before.1 == ' ' && c != ' ' && !extends(c) {
            space = Some(byte);
            if matches!(before.0, '.' | '!' | '?' | '؟' | '۔') {
                sentence = Some(byte);
            }
        }
        if !(c == ' ' && before.1 == ' ') {
            before = (before.1, c);
        }
    }
    match sentence.or(space) {
        Some(byte) => least + byte,
        None => cluster_cut(rest, most),
    }
}

/// The last grapheme boundary at or before byte `most` of a text that starts with a cluster, but not before the
/// end of the first cluster.
fn cluster_cut(rest: &str, most: usize) -> usize {
    match super::boundary::cluster_around(rest, most) {
        None => most,
        Some((0, end)) => end,
        Some((start, _)) => start,
    }
}

/// Whether a character may belong to the cluster of the space before it.
fn extends(c: char) -> bool {
    use unicode_segmentation::UnicodeSegmentation;
    let mut pair = String::from(" ");
    pair.push(c);
    c > '\u{7f}' && pair.graphemes(true).count() == 1
}

/// The first line of a text, and its line end: LF, CRLF, CR, NEL, LS, PS, VT or FF (UAX #14 class BK and
/// its kin).
fn split_line(text: &str) -> (&str, &str) {
    let ends = |c: char| {
        matches!(
            c,
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
        )
    };
    let Some(at) = text.find(ends) else {
        return (text, "");
    };
    let (line, rest) = text.split_at_checked(at).unwrap_or((text, ""));
    let length = if rest.starts_with("\r\n") {
        2
    } else {
        rest.chars().next().map_or(0, char::len_utf8)
    };
    (line, rest.get(..length).unwrap_or_default())
}

/// The first paragraph is a title if it is short, ends without a full stop and has text after it.
fn mark_title(text: &Text, list: &mut [Block]) {
    let Some(first) = list.iter().position(|block| block.kind != BlockKind::Blank) else {
        return;
    };
    let more = list
        .iter()
        .skip(first + 1)
        .any(|block| block.kind == BlockKind::Paragraph);
    let Some(block) = list.get_mut(first) else {
        return;
    };
    let words = text.get(block.extent).unwrap_or_default().trim_end();
    if more && block.extent.len() <= TITLE_MOST && !words.ends_with(['.', '،', ',', '؛', ':']) {
        block.kind = BlockKind::Title;
    }
}

fn direction(text: &str) -> Direction {
    let mut balance = 0_i32;
    for c in text
        .chars()
        .filter(|c| c.is_alphabetic())
        .take(DIRECTION_LETTERS)
    {
        balance += if reads_right_to_left(c) { 1 } else { -1 };
    }
    // An article without letters is taken for Arabic, which most are here.
    if balance >= 0 {
        Direction::RightToLeft
    } else {
        Direction::LeftToRight
    }
}

/// Letters of the right-to-left scripts, by their blocks (bidi classes R and AL, UAX #9).
pub(super) fn reads_right_to_left(c: char) -> bool {
    matches!(c,
        '\u{0590}'..='\u{08ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}
