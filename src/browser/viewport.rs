//! What of the article is on the screen, and bringing a part of it there.

use std::ops::Range;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlElement, ScrollBehavior, ScrollToOptions};

use super::article_dom::{self, block};
use super::dom_text::{by_id, range_of, upright, window};
use crate::app::dom_map::{DomPoint, DomRange};
use crate::app::effect::Scroll;

/// The id of the element that scrolls.
pub const READER: &str = "reader";

/// For how many frames a place that was gone back to is kept.
const SETTLING_FRAMES: u8 = 4;

/// What is on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The first and the last block of the sections on the screen or within a screen of it.
    pub near: (usize, usize),
    /// The block at the top.
    pub top: usize,
    /// How many pixels of it are above the top.
    pub offset: i32,
}

/// Looks. What is far away is asked for by sections alone: their blocks are not laid out, and asking for the place
/// of one would have them be.
pub fn look() -> Option<Seen> {
    let reader = by_id(READER)?.get_bounding_client_rect();
    let last = article_dom::count().checked_sub(1)?;
    let height = reader.height();
    let section_below = |y: f64| {
        let number = first_below(0..last, y, |n| Some(article_dom::section(n)?.1));
        article_dom::section(number)
    };
    let (section, _) = section_below(reader.top())?;
    let end = section.blocks.end.checked_sub(1)?;
    let top = first_below(section.blocks.start..end, reader.top(), block);
    let above = block(top).map_or(0.0, |b| reader.top() - b.get_bounding_client_rect().top());
    let (first, _) = section_below(reader.top() - height)?;
    let (last, _) = section_below(reader.bottom() + height)?;
    Some(Seen {
        near: (first.blocks.start, last.blocks.end.checked_sub(1)?),
        top,
        offset: above.round() as i32,
    })
}

/// The first of these elements that ends below a height, or the last.
fn first_below(
    mut range: Range<usize>,
    y: f64,
    element: impl Fn(usize) -> Option<HtmlElement>,
) -> usize {
    while range.start < range.end {
        let middle = usize::midpoint(range.start, range.end);
        let ends = element(middle).map_or(0.0, |e| e.get_bounding_client_rect().bottom());
        if ends <= y {
            range.start = middle + 1;
        } else {
            range.end = middle;
        }
    }
    range.start
}

/// Scrolls.
pub fn scroll(to: Scroll) {
    let Some(reader) = by_id(READER) else { return };
    match to {
        Scroll::Reveal(range) => reveal(&reader, range),
        Scroll::Top {
            block: number,
            offset,
        } => {
            if number == 0 && offset <= 0 {
                reader.set_scroll_top(0);
            } else {
                keep_at(number, offset, SETTLING_FRAMES);
            }
        }
    }
}

/// Puts a block at its place, and again while the blocks above it get their true heights, which a block
/// that was never near the screen has not.
fn keep_at(number: usize, offset: i32, frames: u8) {
    let (Some(reader), Some(block)) = (by_id(READER), block(number)) else {
        return;
    };
    let above = block.get_bounding_client_rect().top() - reader.get_bounding_client_rect().top();
    let by = above + f64::from(offset);
    if by.abs() >= 1.0 {
        jump(&reader, f64::from(reader.scroll_top()) + by);
    }
    if let Some(frames) = frames.checked_sub(1) {
        let again = Closure::once_into_js(move || keep_at(number, offset, frames));
        // A page without frames is hidden: nothing moves there.
        let _ = window().request_animation_frame(again.unchecked_ref());
    }
}

fn reveal(reader: &HtmlElement, range: DomRange) {
    // A block that is not laid out yet has no true place: bring it near first.
    if let Some(block) = block(range.start.block) {
        let (view, own) = (
            reader.get_bounding_client_rect(),
            block.get_bounding_client_rect(),
        );
        if own.bottom() < view.top() || own.top() > view.bottom() {
            jump(
                reader,
                f64::from(reader.scroll_top()) + own.top() - view.top() - 120.0,
            );
        }
    }
    let Some(made) = range_of(range) else { return };
    let own = made.get_bounding_client_rect();
    let view = reader.get_bounding_client_rect();
    let margin = (view.height() * 0.15).min(90.0);
    let (top, bottom) = (view.top() + margin, view.bottom() - margin);
    let by = if own.top() < top || own.height() > bottom - top {
        own.top() - top
    } else if own.bottom() > bottom {
        own.bottom() - bottom
    } else {
        return;
    };
    jump(reader, f64::from(reader.scroll_top()) + by);
}

fn jump(reader: &HtmlElement, top: f64) {
    let options = ScrollToOptions::new();
    options.set_top(top);
    options.set_behavior(ScrollBehavior::Instant);
    reader.scroll_to_with_scroll_to_options(&options);
}

/// The place one line above or below, as the page is laid out.
pub fn line_beside(from: DomPoint, down: bool) -> Option<DomPoint> {
    let rect = upright(from)?;
    let line = rect.height().max(8.0);
    let own = super::dom_text::place_at(rect.left(), f64::midpoint(rect.top(), rect.bottom()));
    // Lines stand apart, and paragraphs further: look on in steps until another line answers.
    for step in 1..=12 {
        let by = line * 0.5 * f64::from(step) + line * 0.5;
        let y = if down {
            rect.bottom() + by - line * 0.5
        } else {
            rect.top() - by + line * 0.5
        };
        let Some(found) = super::dom_text::place_at(rect.left(), y) else {
            continue;
        };
        let there = upright(found)?;
        let moved = if down {
            there.top() > rect.top() + 4.0
        } else {
            there.top() < rect.top() - 4.0
        };
        if moved && Some(found) != own {
            return Some(found);
        }
    }
    None
}
