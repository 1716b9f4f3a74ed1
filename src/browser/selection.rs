//! The browser's own selection in the article.

use std::cell::RefCell;

use web_sys::Selection;

use super::dom_text::{document, node_at, place_of, window};
use crate::app::dom_map::DomPoint;

thread_local! {
    /// What was last set from here, so that its echo is not taken for the person's doing.
    static SET: RefCell<Option<(DomPoint, DomPoint)>> = const { RefCell::new(None) };
}

fn selection() -> Option<Selection> {
    window().get_selection().ok().flatten()
}

/// Anchor and head of what is selected in the article; `None` for a caret or elsewhere.
pub fn current() -> Option<(DomPoint, DomPoint)> {
    let selection = selection()?;
    if selection.is_collapsed() {
        return None;
    }
    let anchor = place_of(&selection.anchor_node()?, selection.anchor_offset())?;
    let head = place_of(&selection.focus_node()?, selection.focus_offset())?;
    Some((anchor, head))
}

/// The same, unless it is what was set from here.
pub fn news() -> Option<(DomPoint, DomPoint)> {
    current().filter(|now| SET.with_borrow(|set| set.as_ref() != Some(now)))
}

/// Selects a range, or nothing.
pub fn set(range: Option<(DomPoint, DomPoint)>) {
    SET.with_borrow_mut(|set| *set = range);
    let Some(selection) = selection() else { return };
    let Some((anchor, head)) = range else {
        if current().is_some() {
            // Nothing is selected any more: this cannot fail.
            let _ = selection.remove_all_ranges();
        }
        return;
    };
    if current() == Some((anchor, head)) {
        return;
    }
    if let (Some((from, a)), Some((to, b))) = (node_at(anchor), node_at(head)) {
        // A place that is no more on the page is not selected.
        let _ = selection.set_base_and_extent(&from, a, &to, b);
    }
}

/// Selects again what was last set, should the browser have selected something else in the article.
pub fn assert() {
    let wanted = SET.with_borrow(Clone::clone);
    if current() != wanted {
        set(wanted);
    }
}

/// Whether the keyboard is in a field that takes text: its selection is not to be touched.
pub fn in_field() -> bool {
    let active = document().active_element();
    active.is_some_and(|element| matches!(element.tag_name().as_str(), "TEXTAREA" | "INPUT"))
}
