//! Which rows of a long list are on the page: those that are seen, and some more on both sides.

use std::ops::Range;

/// The list moves on by so many rows.
const STEP: usize = 10;
/// So many rows are there before the step with the row that is seen first,
const BEFORE: usize = 20;
/// and so many in all: more than a tall screen shows, and the same again.
const ALL: usize = 60;

/// The rows that are there of a list of `len` of which `seen` is seen first.
///
/// ```
/// use isnad::app::shown::around;
/// assert_eq!(around(60, 0), 0..60);
/// assert_eq!(around(1_000, 0), 0..60);
/// assert_eq!(around(1_000, 425), 400..460);
/// assert_eq!(around(1_000, 999), 940..1_000);
/// ```
pub fn around(len: usize, seen: usize) -> Range<usize> {
    let start = (seen / STEP * STEP)
        .saturating_sub(BEFORE)
        .min(len.saturating_sub(ALL));
    start..len.min(start + ALL)
}
