//! Earlier copies of the open layer: a list, and what restoring one would do.

use yew::prelude::*;

use crate::app::copies::{Copies, Fate, LookedAt, fates};
use crate::app::msg::Msg;
use crate::app::state::State;
use crate::app::storage::snapshots::Snapshot;
use crate::app::strings::{Arg, Text};
use crate::browser::clock::date;
use crate::model::annotation::Annotation;
use crate::model::change::Change;
use crate::ui::store::{Store, Words};

pub fn body(store: &Store, copies: &Copies, words: Words) -> Html {
    if let Some(error) = &copies.failed {
        return html! { <p role="alert">{ words.with(Text::CopiesFailed, &[("why", error.why())]) }</p> };
    }
    if let Some(looked_at) = &copies.looked_at {
        return one(store, copies, looked_at, words);
    }
    let list = copies
        .list
        .iter()
        .flatten()
        .map(|copy| row(store, copy, words));
    let none = copies.list.as_ref().is_some_and(Vec::is_empty);
    html! {
        <>
            <p class="quiet">{ words.get(if none { Text::CopiesNone } else { Text::CopiesWhy }) }</p>
            <ul class="copies">{ for list }</ul>
        </>
    }
}

fn name(copy: &Snapshot, words: Words) -> String {
    let spans = copy.summary.as_ref().map_or_else(String::new, |summary| {
        words.count(Text::ArticleSpans, summary.spans)
    });
    let date = Arg::Text(date(words.0.tag(), &copy.taken));
    words.with(Text::CopyOf, &[("date", date), ("spans", Arg::Text(spans))])
}

fn row(store: &Store, copy: &Snapshot, words: Words) -> Html {
    html! {
        <li key={copy.name.clone()}>
            <button type="button" class="copy" data-copy={copy.taken.clone()}
                onclick={store.on(Msg::LookAtCopy(copy.name.clone()))}>{ name(copy, words) }</button>
        </li>
    }
}

fn one(store: &Store, copies: &Copies, looked_at: &LookedAt, words: Words) -> Html {
    let mut list = copies.list.iter().flatten();
    let copy = list.find(|copy| copy.name == looked_at.name);
    let title = copy.map(|copy| name(copy, words)).unwrap_or_default();
    let change = looked_at.change.as_ref();
    let (said, restore) = match change {
        None => (words.get(Text::CopyUnreadable), None),
        Some(Change { ops }) if ops.is_empty() => (words.get(Text::CopySame), None),
        Some(_) => ("", Some(store.on(Msg::RestoreCopy))),
    };
    let restore = restore.map(|onclick| {
        html! { <button type="button" class="primary" id="restore" {onclick}>{ words.get(Text::CopyRestore) }</button> }
    });
    let spans = change.into_iter().flat_map(fates);
    let spans = spans.map(|(fate, span)| store.read(|state| fate_row(fate, span, state, words)));
    html! {
        <>
            <h3>{ title }</h3>
            <p class="quiet">{ said }</p>
            <ul class="fates">{ for spans }</ul>
            <p class="ways">
                { for restore }
                <button type="button" class="quiet-button" onclick={store.on(Msg::ShowCopies)}>{ words.get(Text::CopyBack) }</button>
            </p>
        </>
    }
}

fn fate_row(fate: Fate, span: &Annotation, state: &State, words: Words) -> Html {
    let (class, said) = match fate {
        Fate::Returns => ("returns", Text::CopyReturns),
        Fate::Goes => ("goes", Text::CopyGoes),
        Fate::Reverts => ("reverts", Text::CopyReverts),
    };
    let label = state.project.scheme.label(&span.label);
    let label = label.map_or(span.label.as_str(), |label| words.pick(&label.names));
    let open = state.open.as_ref();
    let text = open.map(|open| crate::format::layer::marked_text(span, &open.text));
    html! {
        <li class={classes!("fate", class)}>
            <strong>{ words.get(said) }</strong>{ " " }<span class="fate-label">{ label.to_owned() }</span>
            <bdi class="fate-text" translate="no">{ text }</bdi>
        </li>
    }
}
