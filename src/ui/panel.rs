//! The list of annotations: filter and legend, cards in text order, first steps where there is none. Of a long list
//! only the rows that are seen and some more are there.

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
use crate::browser::rows as card_rows;

pub fn annotations_panel(view: &View) -> Html {
    let store = &view.store;
    let words = store.words();
    store.read(|state| {
        let Some(open) = &state.open else {
            return html! { <aside id={card_rows::LIST} class="panel annotations" aria-label={words.get(Text::Annotations)}></aside> };
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
        let all = open.rows(&state.hidden);
        let rows = around(all, open.row);
        let spans = open.spans_in(rows.clone(), &state.hidden);
        // What a reader of the page could not count: of a list that is all there nothing is said twice.
        let counted = (rows.len() < all).then(|| all.to_string());
        let cards = spans.into_iter().zip(rows.start..).map(|(span, row)| {
            let focused = open.focus.as_ref() == Some(&span.id);
            let number = counted.is_some().then(|| (row + 1).to_string());
            html! {
                <li key={span.id.as_str()} id={format!("card-{}", span.id)}
                    class={classes!("card", focused.then_some("is-focused"))} data-span-id={span.id.to_string()}
                    data-label={span.label.to_string()} aria-setsize={counted.clone()} aria-posinset={number}>
                    <Card store={store.clone()} span={span.clone()} {focused} lang={words.0}
                        article={open.article.id.clone()} drawn={state.versions.cards} />
                </li>
            }
        });
        let cards: Vec<Html> = cards.collect();
        // As high as the rows that are not there (`browser::rows`).
        let room = |rows: usize| {
            html! { <div class="room" data-rows={rows.to_string()}></div> }
        };
        let empty = if open.layer.is_empty() {
            first_steps(state, view, words)
        } else if cards.is_empty() {
            html! { <p class="quiet">{ words.get(Text::AllHidden) }</p> }
        } else {
            Html::default()
        };
        html! {
            <aside id={card_rows::LIST} class="panel annotations" aria-label={words.get(Text::Annotations)}>
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
                { room(rows.start) }
                <ol class="cards" dir={direction(open)}>{ for cards }</ol>
                { room(all - rows.end) }
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
