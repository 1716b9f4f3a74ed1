//! The view, in Yew: reads the state, sends messages, decides nothing.

mod about;
mod app;
mod article;
mod articles;
mod card;
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

/// Mounts the page on the document's body.
pub fn mount() {
    crate::browser::recovery::install();
    crate::browser::clock::install();
    yew::Renderer::<app::App>::new().render();
}
