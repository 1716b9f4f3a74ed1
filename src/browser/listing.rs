//! The list of articles as the browser lays it out: where it is scrolled to.

use web_sys::Element;

use super::dom_text::by_id;
use crate::app::list::Window;

/// The element that scrolls.
pub const LISTING: &str = "listing";

/// The rows on the screen, of a list of `total`.
pub fn window_of(listing: &Element, total: usize) -> Window {
    let (top, height) = (listing.scroll_top(), listing.client_height());
    Window::of(
        top.into(),
        height.into(),
        listing.scroll_height().into(),
        total,
    )
}

/// Scrolls as far as it takes to see a row.
pub fn reveal(row: usize) {
    let Some(listing) = by_id(LISTING) else {
        return;
    };
    let total = listing.get_attribute("data-rows");
    // A whole number: reading others weighs ten kilobytes.
    let total: u32 = total.and_then(|n| n.parse().ok()).unwrap_or(1);
    let total = f64::from(total.max(1));
    let high = f64::from(listing.scroll_height()) / total;
    let (begin, end) = (row as f64 * high, (row as f64 + 1.0) * high);
    let (top, height) = (
        f64::from(listing.scroll_top()),
        f64::from(listing.client_height()),
    );
    if begin < top || end > top + height {
        let middle = (begin + end - height) / 2.0;
        listing.set_scroll_top(middle.max(0.0) as i32);
    }
}
