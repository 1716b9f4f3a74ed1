//! The view, in Yew.
use yew::prelude::*;

/// The page.
#[component]
pub fn App() -> Html {
    html! { <main><h1>{ "إسناد" }</h1></main> }
}

/// Mounts the page on the document's body.
pub fn mount() {
    yew::Renderer::<App>::new().render();
}
