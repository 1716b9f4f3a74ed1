//! What was open the last time, for reading it before the code is there that knows how to read. It is a guess: the
//! settings are read for good by `app::prefs`.

use wasm_bindgen::JsValue;

use super::local::BrowserLocal;
use crate::app::ports::{Local, Read};
use crate::app::storage::PREFS_KEY;
use crate::app::storage::start::reads_ahead;

/// What the start is going to read; nothing where that cannot be told.
pub fn reads() -> Vec<Read> {
    known().unwrap_or_default()
}

fn known() -> Option<Vec<Read>> {
    let prefs = BrowserLocal.get(PREFS_KEY).ok()??;
    let prefs = js_sys::JSON::parse(&prefs).ok()?;
    let text = |name: &str| {
        js_sys::Reflect::get(&prefs, &JsValue::from(name))
            .ok()?
            .as_string()
    };
    let annotator = text("annotator").or_else(|| text("stand_in"))?;
    Some(reads_ahead(
        &text("project")?,
        &text("article")?,
        &annotator,
    ))
}
