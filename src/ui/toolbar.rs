//! The line above everything: name, way through the articles, and what concerns the page.

use yew::prelude::*;

use super::icons;
use super::store::View;
use crate::app::bidi;
use crate::app::keymap::Command;
use crate::app::msg::Msg;
use crate::app::prefs::Theme;
use crate::app::state::{SheetKind, State};
use crate::app::strings::{Arg, Text};
use crate::browser::page_events::is_narrow;

pub fn toolbar(view: &View) -> Html {
    let store = &view.store;
    let words = store.words();
    // Not `disabled`: that takes the keyboard away from who pressed it last. Pressed, it says why.
    let button = |class: &'static str, text: Text, picture: Html, command: Command, off: bool| {
        html! {
            <button type="button" class={classes!("tool", class)} title={words.get(text)}
                aria-label={words.get(text)} aria-disabled={off.then_some("true")} onclick={store.on_command(command)}>
                { picture }
            </button>
        }
    };
    let panel = |class: &'static str, text: Text, picture: Html, kind: SheetKind, shown: bool| {
        let toggle = store.on_event(move |_: MouseEvent| {
            Some(Msg::Panel {
                kind,
                narrow: is_narrow(),
            })
        });
        html! {
            <button type="button" class={classes!("tool", class)} title={words.get(text)}
                aria-label={words.get(text)} aria-expanded={shown.to_string()} onclick={toggle}>
                { picture }
            </button>
        }
    };
    store.read(|state| {
        let prefs = &state.prefs;
        let theme = match prefs.theme {
            Theme::System => (Text::ThemeSystem, icons::system()),
            Theme::Light => (Text::ThemeLight, icons::sun()),
            Theme::Dark => (Text::ThemeDark, icons::moon()),
        };
        let theme_title = words.with(Text::Theme, &[("name", Arg::Key(theme.0))]);
        let (articles, annotations) = shown(state);
        let undo = state.history.next_undo().is_none();
        let redo = state.history.next_redo().is_none();
        let articles_text = if articles { Text::HideArticles } else { Text::ShowArticles };
        let annotations_text = if annotations { Text::HideAnnotations } else { Text::ShowAnnotations };
        html! {
            <header class="toolbar">
                <div class="tools">
                    { panel("fold-articles", articles_text, icons::list(), SheetKind::Articles, articles) }
                    <h1 class="brand" title={words.get(Text::AppTagline)}>{ words.get(Text::AppName) }</h1>
                    <span class="project-name"><bdi>{ bidi::name(&state.project.name) }</bdi></span>
                </div>
                <nav class="tools way" aria-label={words.get(Text::Articles)}>
                    { button("turn", Text::PreviousArticle, icons::previous(), Command::PreviousArticle, first(state)) }
                    <span class="place">{ place(state, words) }</span>
                    { button("turn", Text::NextArticle, icons::next(), Command::NextArticle, last(state)) }
                </nav>
                <div class="tools">
                    { button("turn", Text::Undo, icons::undo(), Command::Undo, undo) }
                    { button("turn", Text::Redo, icons::redo(), Command::Redo, redo) }
                    <button type="button" class="tool worded" title={words.get(Text::OpenFilesLong)}
                        onclick={store.on_command(Command::OpenFiles)}>
                        { icons::open() }<span class="word">{ words.get(Text::OpenFiles) }</span>
                    </button>
                    <button type="button" class="tool worded other-language" lang={words.0.other().tag()}
                        onclick={store.on(Msg::Lang(words.0.other()))}>
                        { words.get(Text::OtherLanguage) }
                    </button>
                    <button type="button" class="tool theme" title={theme_title.clone()} aria-label={theme_title}
                        onclick={store.on(Msg::Theme(prefs.theme.next()))}>{ theme.1 }</button>
                    { button("help", Text::Help, icons::keyboard(), Command::Help, false) }
                    <button type="button" class="tool worded primary export"
                        onclick={store.on_command(Command::Export)}>{ words.get(Text::Export) }</button>
                    { panel("fold-annotations", annotations_text, icons::tags(), SheetKind::Annotations, annotations) }
                </div>
            </header>
        }
    })
}

/// Whether the lists of articles and of annotations are shown.
fn shown(state: &State) -> (bool, bool) {
    if is_narrow() {
        let up = |kind| state.sheet == Some(kind);
        (up(SheetKind::Articles), up(SheetKind::Annotations))
    } else {
        (state.prefs.articles_shown, state.prefs.annotations_shown)
    }
}

fn is_open(state: &State, listed: Option<&crate::app::state::Listed>) -> bool {
    let open = state.open.as_ref().map(|open| &open.article.id);
    listed.is_none_or(|listed| open == Some(&listed.article.id))
}

fn first(state: &State) -> bool {
    is_open(state, state.present().next())
}

fn last(state: &State) -> bool {
    is_open(state, state.present().next_back())
}

fn place(state: &State, words: super::store::Words) -> String {
    if state.until_listed.is_some() {
        return String::new();
    }
    let open = state.open.as_ref().map(|open| &open.article.id);
    let here = state
        .present()
        .position(|listed| Some(&listed.article.id) == open);
    let count = state.present().count() as u64;
    here.map_or_else(String::new, |here| {
        let args = [
            ("i", Arg::Number(here as u64 + 1)),
            ("n", Arg::Number(count)),
        ];
        words.with(Text::ArticlePlace, &args)
    })
}
