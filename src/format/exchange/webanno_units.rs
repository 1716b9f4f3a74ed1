//! What WebAnno TSV has a line for: tokens, and the parts of them that spans begin or end in. And the text that its
//! sentences give.

use super::tokens::Token;
use super::units::OffsetUnit;
use super::write::WriteError;
use crate::format::export::{ExportItem, marked};
use crate::model::annotation::Annotation;
use crate::model::layer::Layer;
use crate::model::span::{Extent, Fragments};

/// What tokens have none of.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

/// A span, or a piece of one, on its way into cells.
pub(super) struct Piece<'a> {
    pub(super) span: &'a Annotation,
    pub(super) extent: Extent,
    /// Whether it is the first of its span, with attributes and note.
    pub(super) first: bool,
    /// Its number; 0 for none.
    pub(super) id: u64,
}

/// A token, or a part of one.
pub(super) struct Unit {
    pub(super) address: String,
    pub(super) start: u32,
    pub(super) end: u32,
    /// The pieces on it.
    pub(super) pieces: Vec<usize>,
}

/// The pieces of all spans, without white space at their ends.
pub(super) fn pieces<'a>(
    item: &ExportItem<'_>,
    layer: Option<&'a Layer>,
) -> Result<Vec<Piece<'a>>, WriteError> {
    let mut pieces = Vec::new();
    for span in layer.into_iter().flat_map(Layer::in_order) {
        let mut first = true;
        for extent in span.fragments.iter() {
            let text = marked(item.article, item.text, &span.id, &Fragments::one(extent))?;
            let before = text.chars().take_while(|c| is_space(*c)).count();
            let inside = text.trim_matches(is_space).chars().count();
            let start = extent
                .start()
                .plus(u32::try_from(before).unwrap_or(u32::MAX));
            let end = start.plus(u32::try_from(inside).unwrap_or(u32::MAX));
            if let Some(extent) = Extent::new(start, end) {
                pieces.push(Piece {
                    span,
                    extent,
                    first,
                    id: 0,
                });
                first = false;
            }
        }
    }
    Ok(pieces)
}

/// The units of a sentence: tokens, and the parts of them that pieces begin or end in.
pub(super) fn cut(
    offset: u32,
    tokens: &[Token<'_>],
    sentence: usize,
    pieces: &[Piece<'_>],
    units: &mut Vec<Unit>,
) {
    for (number, token) in tokens.iter().enumerate() {
        let (start, end) = (offset + token.start, offset + token.end);
        let mut whole = Unit {
            address: format!("{sentence}-{}", number + 1),
            start,
            end,
            pieces: Vec::new(),
        };
        let mut parts: Vec<Unit> = Vec::new();
        for (at, piece) in pieces.iter().enumerate() {
            let from = piece.extent.start().get().max(start);
            let to = piece.extent.end().get().min(end);
            if from >= to {
                continue;
            }
            if (from, to) == (start, end) {
                whole.pieces.push(at);
                continue;
            }
            match parts
                .iter_mut()
                .find(|part| (part.start, part.end) == (from, to))
            {
                Some(part) => part.pieces.push(at),
                None => parts.push(Unit {
                    address: format!("{}.{}", whole.address, parts.len() + 1),
                    start: from,
                    end: to,
                    pieces: vec![at],
                }),
            }
        }
        units.push(whole);
        units.extend(parts);
    }
}

/// Numbers the pieces that lie on several units, or on one together with others.
pub(super) fn number(pieces: &mut [Piece<'_>], units: &[Unit]) {
    let mut times = vec![0_usize; pieces.len()];
    for unit in units {
        for at in &unit.pieces {
            if let Some(times) = times.get_mut(*at) {
                *times += if unit.pieces.len() > 1 { 2 } else { 1 };
            }
        }
    }
    let mut last = 0;
    for (piece, times) in pieces.iter_mut().zip(times) {
        if times > 1 {
            last += 1;
            piece.id = last;
        }
    }
}

/// The text of sentences at their places; `None` where they lie over each other.
pub(super) fn assembled(sentences: &[(u64, String)], unit: OffsetUnit) -> Option<String> {
    let mut text = String::new();
    let mut length = 0;
    let mut gaps = 0;
    for (begin, sentence) in sentences {
        let gap = usize::try_from(begin.checked_sub(length)?).ok()?;
        gaps = gap.saturating_add(gaps);
        if gaps > MOST_GAPS {
            return None;
        }
        text.extend(std::iter::repeat_n('\n', gap));
        text.push_str(sentence);
        let long = match unit {
            OffsetUnit::Utf16 => sentence.encode_utf16().count(),
            _ => sentence.chars().count(),
        };
        length = begin + long as u64;
    }
    Some(text)
}

/// How much may lie between sentences: what is not in the file takes memory all the same.
const MOST_GAPS: usize = 1_000_000;
