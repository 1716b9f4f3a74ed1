//! Which part of a long list is on the page: a browser does not bear a hundred thousand cards.

use std::ops::Range;

/// The list moves on by so many.
const STEP: usize = 200;
/// What of the neighbouring parts is shown as well, on both sides together.
const OVERLAP: usize = 100;

/// The places that are shown of a list of `len`, around the focused one; all of a list that is not longer.
///
/// ```
/// use isnad::app::shown::around;
/// assert_eq!(around(300, None), 0..300);
/// assert_eq!(around(301, None), 0..300);
/// assert_eq!(around(1_000, Some(420)), 350..650);
/// assert_eq!(around(1_000, Some(999)), 700..1_000);
/// ```
pub fn around(len: usize, focus: Option<usize>) -> Range<usize> {
    let most = STEP + OVERLAP;
    let part = focus.unwrap_or(0) / STEP * STEP;
    let start = part
        .saturating_sub(OVERLAP / 2)
        .min(len.saturating_sub(most));
    start..len.min(start + most)
}
