//! The article: plain text nodes in blocks, drawn once. Nothing is ever put between its words.

use yew::prelude::*;

use super::store::View;
use crate::app::keymap::Command;
use crate::app::strings::Text;
use crate::model::blocks::{BlockKind, Direction};

pub fn article_pane(view: &View) -> Html {
    let words = view.store.words();
    view.store.read(|state| {
        let Some(open) = &state.open else {
            return html! {
                <div class="no-article">
                    <p>{ words.get(Text::NoArticles) }</p>
                    <button type="button" class="primary" onclick={view.store.on_command(Command::OpenFiles)}>
                        { words.get(Text::OpenFilesLong) }
                    </button>
                </div>
            };
        };
        let (dir, lang) = match open.blocks.direction() {
            Direction::RightToLeft => ("rtl", "ar"),
            Direction::LeftToRight => ("ltr", "en"),
        };
        let blocks = open.blocks.iter().enumerate().map(|(number, block)| {
            let text = open.text.get(block.extent).unwrap_or_default().to_owned();
            let start = block.extent.start().to_string();
            let number = number.to_string();
            match block.kind {
                BlockKind::Title => {
                    html! { <h2 class="block title" data-start={start} data-n={number}>{ text }</h2> }
                }
                BlockKind::Paragraph => {
                    html! { <p class="block" data-start={start} data-n={number}>{ text }</p> }
                }
                BlockKind::Continuation => {
                    html! { <p class="block more" data-start={start} data-n={number}>{ text }</p> }
                }
                BlockKind::Blank => {
                    html! { <p class="block blank" data-start={start} data-n={number}>{ text }</p> }
                }
            }
        });
        html! {
            <article id="article" key={open.article.id.as_str()} data-article-id={open.article.id.to_string()}
                {dir} {lang} translate="no" tabindex="0" aria-label={open.article.title.clone()}>
                { for blocks }
            </article>
        }
    })
}
