//! Between code points of the text and the DOM's way to say a place: a block and UTF-16 units in it.

use crate::model::boundary::Ground;
use crate::model::offset::{CodePoint, Utf16};
use crate::model::span::Extent;

/// A place in the page's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DomPoint {
    /// The number of the block.
    pub block: usize,
    /// Units from the start of the block.
    pub offset: Utf16,
}

/// A range of the page's text; may run over several blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DomRange {
    /// Where it begins.
    pub start: DomPoint,
    /// Where it ends.
    pub end: DomPoint,
}

/// The place of a code point. One in a line end goes to the end of the line before it; one before the first
/// line to its start.
pub fn point(ground: &Ground<'_>, at: CodePoint) -> Option<DomPoint> {
    let block = ground.blocks.number_at(at).unwrap_or(0);
    let extent = ground.blocks.get(block)?.extent;
    point_in(ground, block, at.clamp(extent.start(), extent.end()))
}

/// The range of an extent; `None` if it ends past the text.
pub fn range(ground: &Ground<'_>, extent: Extent) -> Option<DomRange> {
    let start = point(ground, extent.start())?;
    let end = point(ground, extent.end())?;
    // An end at the very start of a block belongs to the end of the one before it.
    let first = ground.blocks.get(end.block)?.extent.start();
    let end = if first == extent.end() && end.block > start.block {
        let before = end.block.checked_sub(1)?;
        point_in(ground, before, ground.blocks.get(before)?.extent.end())?
    } else {
        end
    };
    Some(DomRange { start, end })
}

/// The code point at a place of the page; past the end of the block it is the end, inside a surrogate pair
/// the character's start.
pub fn code_point(ground: &Ground<'_>, place: DomPoint) -> Option<CodePoint> {
    let extent = ground.blocks.get(place.block)?.extent;
    let wanted = ground
        .text
        .utf16_at(extent.start())?
        .plus(place.offset.get());
    if wanted >= ground.text.utf16_at(extent.end())? {
        return Some(extent.end());
    }
    ground
        .text
        .code_point_at_utf16(wanted)
        .or_else(|| ground.text.code_point_at_utf16(wanted.minus(1)))
}

fn point_in(ground: &Ground<'_>, block: usize, at: CodePoint) -> Option<DomPoint> {
    let start = ground
        .text
        .utf16_at(ground.blocks.get(block)?.extent.start())?;
    let here = ground.text.utf16_at(at)?;
    Some(DomPoint {
        block,
        offset: Utf16::new(here.since(start)),
    })
}
