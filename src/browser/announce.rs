//! Speaking to screen readers through a live region.

use super::dom_text::by_id;

/// The id of the live region, which the page always holds.
pub const REGION: &str = "announcer";

/// Has a text read out. The same text twice is read twice.
pub fn say(text: &str) {
    if let Some(region) = by_id(REGION) {
        // A changed text is what is read; an invisible mark makes a repeated one a change.
        let same = region.text_content().as_deref() == Some(text);
        let mark = if same { "\u{200b}" } else { "" };
        region.set_text_content(Some(&format!("{text}{mark}")));
    }
}
