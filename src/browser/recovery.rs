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
    // A test breaks the page by this event; nobody else knows of it.
    EventListener::once(&window(), "isnad-break-for-test", |_| {
        #[allow(
            clippy::panic,
            reason = "the recovery screen can only be tested by a panic"
        )]
        {
            panic!("broken for a test");
        }
    })
    .forget();
    if let Some(loading) = by_id("loading") {
        loading.remove();
    }
}
