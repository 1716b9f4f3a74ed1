//! The list of annotations: filter and legend, cards in text order, first steps where there is none.

use yew::prelude::*;

use super::card::Card;
use super::later;
use super::store::{View, Words};
use crate::app::bidi;
use crate::app::keymap::Command;
use crate::app::msg::Msg;
use crate::app::offline::{Offline, here};
use crate::app::shown::around;
use crate::app::state::{Open, State};
use crate::app::strings::{Arg, Text, say};

pub fn annotations_panel(view: &View) -> Html {
    let store = &view.store;
    let words = store.words();
    store.read(|state| {
        let Some(open) = &state.open else {
            return html! { <aside class="panel annotations" aria-label={words.get(Text::Annotations)}></aside> };
        };
        let chips = state.project.scheme.labels.iter().map(|label| {
            let n = open.counts.get(&label.id).copied().unwrap_or(0);
            let shown = !state.hidden.contains(&label.id);
            let text = if shown { Text::FilterShown } else { Text::FilterHidden };
            let name = words.pick(&label.names);
            let args = [("label", Arg::Text(name.to_owned())), ("n", Arg::Number(n as u64))];
            html! {
                <button key={label.id.as_str()} type="button" class="chip" data-tone={label.id.to_string()}
                    data-filter={label.id.to_string()} aria-pressed={shown.to_string()}
                    title={words.with(text, &args)}
                    onclick={store.on(Msg::Filter(label.id.clone()))}>
                    <span class="sign-of" aria-hidden="true">{ words.pick(&label.signs) }</span>
                    <bdi class={classes!("underlined", line_of(label.line))}>{ bidi::name(name) }</bdi>
                    <span class="chip-count">{ words.number(n) }</span>
                </button>
            }
        });
        let listed = open.layer.in_order().filter(|span| !state.hidden.contains(&span.label));
        let listed: Vec<_> = listed.collect();
        let place = listed.iter().position(|span| open.focus.as_ref() == Some(&span.id));
        let shown = around(listed.len(), place);
        // A button leads to the first one that is not on the page.
        let beyond = |text: Text, n: usize, to: Option<usize>| {
            let span = listed.get(to?)?;
            Some(html! {
                <button type="button" class="quiet-button beyond" onclick={store.on(Msg::Focus(span.id.clone()))}>
                    { words.count(text, n) }
                </button>
            })
        };
        let before = beyond(Text::CardsBefore, shown.start, shown.start.checked_sub(1));
        let after = listed.len() - shown.end;
        let after = beyond(Text::CardsAfter, after, Some(shown.end));
        let cards = listed.get(shown).unwrap_or_default().iter().copied();
        let cards = cards.map(|span| {
            let focused = open.focus.as_ref() == Some(&span.id);
            html! {
                <Card key={span.id.as_str()} store={store.clone()} span={span.clone()} {focused} lang={words.0}
                    article={open.article.id.clone()} />
            }
        });
        let cards: Vec<Html> = cards.collect();
        let empty = if open.layer.is_empty() {
            first_steps(state, view, words)
        } else if cards.is_empty() {
            html! { <p class="quiet">{ words.get(Text::AllHidden) }</p> }
        } else {
            Html::default()
        };
        html! {
            <aside class="panel annotations" aria-label={words.get(Text::Annotations)}>
                <div class="panel-top">
                    <div class="panel-head">
                        <h2>{ words.get(Text::Annotations) }</h2>
                        <span class="panel-count">{ words.number(open.layer.len()) }</span>
                    </div>
                    { later::about(view) }
                    <div class="chips" role="group" aria-label={words.get(Text::LegendTitle)}>{ for chips }</div>
                </div>
                { name_question(state, view, words) }
                { empty }
                { for before }
                <ol class="cards" dir={direction(open)}>{ for cards }</ol>
                { for after }
            </aside>
        }
    })
}

/// Cards read in the article's direction, whatever the interface's.
fn direction(open: &Open) -> &'static str {
    if open.right_to_left() { "rtl" } else { "ltr" }
}

fn line_of(line: crate::model::scheme::Line) -> &'static str {
    use crate::model::scheme::Line;
    match line {
        Line::Solid => "solid",
        Line::Wavy => "wavy",
        Line::Dotted => "dotted",
        Line::Dashed => "dashed",
        Line::Double => "double",
    }
}

fn first_steps(state: &State, view: &View, words: Words) -> Html {
    let welcome = (!state.prefs.welcomed).then(|| {
        html! {
            <>
                <h3>{ words.get(Text::Welcome) }</h3>
                <p>{ words.get(Text::WelcomeBody) }</p>
                { come_back(state, view, words) }
            </>
        }
    });
    let done = (!state.prefs.welcomed).then(|| {
        html! {
            <button type="button" class="quiet-button" onclick={view.store.on(Msg::Welcomed)}>
                { words.get(Text::GotIt) }
            </button>
        }
    });
    html! {
        <section class="first-steps">
            { for welcome }
            <h3 class="empty-title">{ words.get(Text::EmptyTitle) }</h3>
            <p>{ words.get(Text::EmptySelect) }</p>
            <p>{ words.get(Text::EmptyLabel) }</p>
            <p class="drop-area">{ words.get(Text::EmptyDrop) }</p>
            { for done }
        </section>
    }
}

/// A file on the disk that finds itself empty may have been moved away from its work: says where that lives.
fn come_back(state: &State, view: &View, words: Words) -> Html {
    if !matches!(state.offline, Offline::LocalFile(_)) {
        return Html::default();
    }
    html! {
        <>
            <p class="where-work">{ say(words.0, &here(state)) }</p>
            <button type="button" class="quiet-button open-backup" onclick={view.store.on_command(Command::OpenFiles)}>
                { words.get(Text::OpenBackup) }
            </button>
        </>
    }
}

/// Asks for the annotator's name once, in passing.
fn name_question(state: &State, view: &View, words: Words) -> Html {
    let prefs = &state.prefs;
    let worked = state
        .open
        .as_ref()
        .is_some_and(|open| !open.layer.is_empty());
    if prefs.annotator.is_some() || prefs.name_put_off || !worked {
        return Html::default();
    }
    super::dialog::name_form(&view.store, words, "", true)
}
