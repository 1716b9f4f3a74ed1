//! Tells when a newer page wants to change the database: it waits until every older one has let go.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::IdbDatabase;

use super::dom_text::window;

/// Runs `newer` then. Holds a connection of its own, because the binding's does not tell.
pub fn watch(name: &str, newer: impl FnOnce() + 'static) {
    let Ok(Some(factory)) = window().indexed_db() else {
        return;
    };
    let Ok(request) = factory.open(name) else {
        return;
    };
    let opened = {
        let request = request.clone();
        Closure::once_into_js(move || {
            let Ok(result) = request.result() else { return };
            let database: IdbDatabase = result.unchecked_into();
            let ours = database.clone();
            let changed = Closure::once_into_js(move || {
                ours.close();
                newer();
            });
            database.set_onversionchange(Some(changed.unchecked_ref()));
        })
    };
    request.set_onsuccess(Some(opened.unchecked_ref()));
}
