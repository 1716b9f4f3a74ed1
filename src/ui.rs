//! The view, in Yew: reads the state, sends messages, decides nothing.

mod about;
mod app;
mod article;
mod articles;
mod card;
mod card_more;
mod dialog;
mod exchange;
mod guidelines;
mod icons;
mod label_bar;
mod later;
mod notices;
mod panel;
mod part;
mod status;
mod store;
mod toolbar;

use crate::app::storage::start::seems_known;
use crate::browser::ahead::Ahead;
use crate::browser::local::BrowserLocal;

/// Mounts the page on the document's body; in the worker, which has none, does what the page asks for.
pub fn mount() {
    if crate::browser::worker::is_here() {
        return crate::browser::worker::serve(later::load_formats);
    }
    crate::browser::recovery::install();
    crate::browser::clock::install();
    crate::browser::worker::install();
    wasm_bindgen_futures::spawn_local(async {
        if seems_known(&BrowserLocal) {
            // With what reads the work and the work itself, the page is drawn once, with the article in it.
            later::load().await;
            Ahead::read().await;
        }
        yew::Renderer::<app::App>::new().render();
    });
}
