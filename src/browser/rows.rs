//! The list of annotations, of which only some rows are there: room for the others, and which row is seen first.

use std::cell::Cell;
use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions, EventListenerPhase};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::dom_text::{by_id, document};
use crate::app::msg::Msg;

/// The id of the element that scrolls.
pub const LIST: &str = "annotations";

/// Before a row was ever seen.
const ROW: f64 = 88.0;

thread_local! {
    /// How high a row is, on average of those that are there.
    static HEIGHT: Cell<f64> = const { Cell::new(ROW) };
}

fn rows_of(room: &HtmlElement) -> u32 {
    let rows = room.get_attribute("data-rows");
    rows.and_then(|rows| rows.parse().ok()).unwrap_or(0)
}

fn rooms(list: &HtmlElement) -> Option<(HtmlElement, HtmlElement)> {
    let found = list.get_elements_by_class_name("room");
    let of = |number| found.item(number)?.dyn_into().ok();
    Some((of(0)?, of(1)?))
}

/// Has the rows that are not there take the room that they would.
pub fn make_room() {
    let Some((before, after)) = by_id(LIST).and_then(|list| rooms(&list)) else {
        return;
    };
    for room in [before, after] {
        let rows = rows_of(&room);
        if room.get_attribute("data-made") == room.get_attribute("data-rows") {
            continue;
        }
        let height = (HEIGHT.get() * f64::from(rows)) as u64;
        // A length without an address in it: it is taken.
        let _ = room
            .style()
            .set_property("block-size", &format!("{height}px"));
        let _ = room.set_attribute("data-made", &rows.to_string());
    }
}

/// Tells which row is seen first, as long as the answer lives.
pub fn listen(send: &Rc<dyn Fn(Msg)>) -> EventListener {
    let send = send.clone();
    let told = Cell::new(0);
    // The list comes and goes; scroll events do not rise, but they can be caught on their way down.
    let options = EventListenerOptions {
        phase: EventListenerPhase::Capture,
        passive: true,
    };
    EventListener::new_with_options(&document(), "scroll", options, move |event| {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        if target.is_some_and(|target| target.id() == LIST)
            && let Some(first) = first_seen()
            && told.replace(first) != first
        {
            send(Msg::Rows(first as usize));
        }
    })
}

/// The first row on the screen, or what it would be where none is.
fn first_seen() -> Option<u32> {
    let list = by_id(LIST)?;
    let (before, after) = rooms(&list)?;
    let top = list.get_bounding_client_rect().top();
    let (begin, end) = (
        before.get_bounding_client_rect().bottom(),
        after.get_bounding_client_rect().top(),
    );
    let cards = list.query_selector(".cards").ok()??.child_element_count();
    if cards > 0 && end > begin {
        HEIGHT.set((end - begin) / f64::from(cards));
    }
    // From the first row that is there, up or down.
    let away = ((top - begin) / HEIGHT.get()).floor() as i64;
    u32::try_from(i64::from(rows_of(&before)) + away)
        .ok()
        .or(Some(0))
}
