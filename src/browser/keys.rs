//! Keys as the keymap takes them.

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use crate::app::keymap::{Place, Press};

/// A key event; `None` while an input method composes.
pub fn press_of(event: &KeyboardEvent) -> Option<Press> {
    if event.is_composing() {
        return None;
    }
    Some(Press {
        key: event.key(),
        code: event.code(),
        ctrl: event.ctrl_key() || event.meta_key(),
        shift: event.shift_key(),
        alt: event.alt_key(),
        place: place_of(event),
    })
}

fn place_of(event: &KeyboardEvent) -> Place {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let Some(target) = target else {
        return Place::Article;
    };
    let inside = |selector| target.closest(selector).ok().flatten().is_some();
    // A control that goes while it has the keyboard leaves it to the body, which is behind the dialog.
    let behind =
        target.tag_name() == "BODY" && matches!(target.query_selector("dialog[open]"), Ok(Some(_)));
    if behind || inside("dialog") {
        Place::Dialog
    } else if inside("textarea, select, input:not([type=checkbox]):not([type=radio])") {
        Place::Field
    } else if target.tag_name() == "BODY" || inside("article") {
        Place::Article
    } else {
        Place::Control
    }
}
