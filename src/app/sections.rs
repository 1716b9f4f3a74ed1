//! Sections of an article: blocks that the browser lays out together, and only when they come near the screen.
//!
//! With a section for every block a browser would still look at each of thousands; with these it looks at one in
//! some twenty. They are for layout alone: nothing else knows of them.

use std::ops::Range;

use crate::model::blocks::Blocks;

/// A section has at most so many blocks,
const MOST_BLOCKS: usize = 24;
/// and is closed when it has so many code points: about two screens.
const ENOUGH: u32 = 3_000;
/// About so many characters make a line where the article has its full width.
const LINE: u32 = 80;

/// Some blocks that follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The numbers of its blocks.
    pub blocks: Range<usize>,
    /// About how many lines they are: how high the section is before it is laid out.
    pub lines: u32,
}

/// The sections of an article.
///
/// ```
/// use isnad::{app::sections::sections, model::{blocks::Blocks, text::Text}};
/// let text = Text::new("خبر\n".repeat(30))?;
/// let sections = sections(&Blocks::of(&text));
/// assert_eq!((sections[0].blocks.clone(), sections[0].lines), (0..24, 24));
/// assert_eq!((sections[1].blocks.clone(), sections[1].lines), (24..30, 6));
/// # Ok::<(), isnad::model::text::TooLong>(())
/// ```
pub fn sections(blocks: &Blocks) -> Vec<Section> {
    let mut all = Vec::new();
    let mut section = Section {
        blocks: 0..0,
        lines: 0,
    };
    let mut length = 0;
    for block in blocks.iter() {
        section.blocks.end += 1;
        section.lines += block.extent.len().div_ceil(LINE);
        length += block.extent.len();
        if section.blocks.len() == MOST_BLOCKS || length >= ENOUGH {
            let next = section.blocks.end..section.blocks.end;
            all.push(std::mem::replace(
                &mut section,
                Section {
                    blocks: next,
                    lines: 0,
                },
            ));
            length = 0;
        }
    }
    if !section.blocks.is_empty() {
        all.push(section);
    }
    all
}
