//! The bridge to recover.js: what is left to a person after a panic.

use gloo::events::EventListener;
use wasm_bindgen::prelude::*;

use super::dom_text::{by_id, window};

#[wasm_bindgen]
extern "C" {
    /// Offers everything in storage as a file.
    #[wasm_bindgen(js_namespace = isnadRecovery)]
    pub fn download();

    #[wasm_bindgen(js_namespace = isnadRecovery)]
    fn show(message: &str);

    #[wasm_bindgen(js_namespace = console)]
    fn error(message: &str);
}

/// Has panics shown by recover.js, and takes the loading sign away.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        let message = info.to_string();
        error(&message);
        show(&message);
    }));
    // A test breaks the page by this event; nobody else knows of it. With a detail it breaks later, in a future.
    EventListener::once(&window(), "isnad-break-for-test", |event| {
        let detail = js_sys::Reflect::get(event, &"detail".into());
        if detail.is_ok_and(|detail| detail.is_truthy()) {
            wasm_bindgen_futures::spawn_local(async { break_for_test() });
        } else {
            break_for_test();
        }
    })
    .forget();
    if let Some(loading) = by_id("loading") {
        loading.remove();
    }
}

#[allow(
    clippy::panic,
    reason = "the recovery screen can only be tested by a panic"
)]
fn break_for_test() {
    panic!("broken for a test");
}
