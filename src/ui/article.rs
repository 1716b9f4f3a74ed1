//! The article: plain text nodes in blocks, built once (`browser::article_dom`). Nothing is ever put between its
//! words.

use yew::prelude::*;

use super::store::View;
use crate::app::keymap::Command;
use crate::app::strings::Text;
use crate::browser::article_dom;

pub fn article_pane(view: &View) -> Html {
    let words = view.store.words();
    view.store.read(|state| {
        if let Some(article) = state.open.as_ref().and_then(article_dom::article) {
            return Html::VRef(article);
        }
        html! {
            <div class="no-article">
                <p>{ words.get(Text::NoArticles) }</p>
                <button type="button" class="primary" onclick={view.store.on_command(Command::OpenFiles)}>
                    { words.get(Text::OpenFilesLong) }
                </button>
            </div>
        }
    })
}
