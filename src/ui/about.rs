//! What is said of the open article as a whole: how far it is, labels, a remark, where it came from. Loaded later.

use yew::prelude::*;

use super::articles::{STATUSES, choice};
use super::icons;
use super::store::{Store, View, Words};
use crate::app::bidi;
use crate::app::keymap::Command;
use crate::app::msg::Msg;
use crate::app::state::Open;
use crate::app::strings::Text;
use crate::app::update::{AboutAsk, ArticleAsk, LeadAsk};

pub fn about(view: &View) -> Html {
    let store = &view.store;
    let words = store.words();
    store.read(|state| {
        let Some(open) = &state.open else {
            return Html::default();
        };
        let now = open.layer.meta().status;
        let options = STATUSES.iter().map(|(status, name, text)| {
            html! { <option value={*name} selected={*status == now}>{ words.get(*text) }</option> }
        });
        let choose = choice(store, |value| {
            let found = STATUSES.iter().find(|(_, name, _)| *name == value)?;
            Some(Msg::About(AboutAsk::Status(found.0)))
        });
        let finish = if state.present().nth(1).is_some() { Text::FinishAndNext } else { Text::Finish };
        html! {
            <div class="about">
                <div class="about-status">
                    <select class="status-choice" aria-label={words.get(Text::StatusOfArticle)} onchange={choose}>
                        { for options }
                    </select>
                    <button type="button" class="tool open-guidelines" title={words.get(Text::GuidelinesTitle)}
                        aria-label={words.get(Text::GuidelinesTitle)} onclick={store.on_command(Command::Guidelines)}>
                        { icons::book() }
                    </button>
                    <button type="button" class="primary finish" title={words.get(Text::KeyFinish)}
                        onclick={store.on_command(Command::Finish)}>{ words.get(finish) }</button>
                </div>
                { details(open, store, words) }
            </div>
        }
    })
}

fn details(open: &Open, store: &Store, words: Words) -> Html {
    let meta = open.layer.meta();
    let said = meta.labels.iter().next().is_some() || !meta.note.is_empty();
    let labels = meta.labels.iter().map(|label| {
        let remove = words.text(Text::RemoveArticleLabel, "label", label);
        html! {
            <li key={label.clone()} class="article-label">
                <bdi>{ bidi::name(label) }</bdi>
                <button type="button" title={remove.clone()} aria-label={remove}
                    onclick={store.on(Msg::About(AboutAsk::Label(label.clone(), false)))}>{ icons::close() }</button>
            </li>
        }
    });
    let add = store.on_event(|event: SubmitEvent| {
        event.prevent_default();
        let form = event.target_dyn_into::<web_sys::HtmlFormElement>()?;
        let field = form.query_selector("input").ok().flatten()?;
        let field = wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlInputElement>(field).ok()?;
        let label = field.value();
        field.set_value("");
        (!label.trim().is_empty()).then(|| Msg::About(AboutAsk::Label(label, true)))
    });
    let note = store.on_event(|event: InputEvent| {
        let field = event.target_dyn_into::<web_sys::HtmlTextAreaElement>()?;
        Some(Msg::About(AboutAsk::Note(field.value())))
    });
    let known = |name: &str| FACTS.iter().any(|(known, _)| *known == name);
    let fields = FACTS.iter().map(|(name, text)| {
        let value = open
            .article
            .metadata
            .get(*name)
            .cloned()
            .unwrap_or_default();
        let typed = store.on_event(|event: InputEvent| {
            Some(Msg::Lead(LeadAsk::Article(ArticleAsk::Fact(
                (*name).to_owned(),
                typed(&event)?,
            ))))
        });
        fact(store, words.get(*text), name, value, typed)
    });
    let assigned = store.on_event(|event: InputEvent| {
        Some(Msg::Lead(LeadAsk::Article(ArticleAsk::Assigned(typed(
            &event,
        )?))))
    });
    // As it stands in the field, or a comma could not be typed.
    let given = store.read(|state| state.lead.given(&open.article, state.lang()));
    let facts = open
        .article
        .metadata
        .iter()
        .filter(|(name, _)| !known(name))
        .map(|(name, value)| {
            let ours = ORIGINS.iter().find(|(origin, _)| origin == name);
            let name =
                ours.map_or_else(|| bidi::name(name), |(_, text)| words.get(*text).to_owned());
            html! { <><dt><bdi>{ name }</bdi></dt><dd><bdi>{ bidi::name(value) }</bdi></dd></> }
        });
    html! {
        <details class="about-article" key={open.article.id.as_str()}>
            <summary>{ words.get(Text::AboutArticle) }{ for said.then_some(html! { <span class="dot" aria-hidden="true">{ "•" }</span> }) }</summary>
            <ul class="article-labels" aria-label={words.get(Text::ArticleLabels)}>{ for labels }</ul>
            <form class="add-label" onsubmit={add}>
                <input type="text" dir="auto" maxlength="80" autocomplete="off" aria-label={words.get(Text::AddArticleLabel)}
                    placeholder={words.get(Text::AddArticleLabel)} />
                <button type="submit" class="quiet-button">{ words.get(Text::Add) }</button>
            </form>
            <textarea class="article-note" dir="auto" rows="3" aria-label={words.get(Text::ArticleNote)}
                placeholder={words.get(Text::ArticleNote)} value={meta.note.clone()} oninput={note} onblur={store.on(Msg::NoteDone)} />
            <div class="fact-fields">
                { for fields }
                { fact(store, words.get(Text::AssignedTo), "assigned", given, assigned) }
            </div>
            <dl class="facts">{ for facts }</dl>
        </details>
    }
}

/// What is asked of every article, by its name in files.
const FACTS: [(&str, Text); 4] = [
    ("source", Text::FactSource),
    ("author", Text::FactAuthor),
    ("date", Text::FactDate),
    ("url", Text::FactUrl),
];

/// What the readers of files note by themselves.
const ORIGINS: [(&str, Text); 3] = [
    ("file", Text::FactFile),
    ("encoding", Text::FactEncoding),
    ("file_sha256", Text::FactSum),
];

fn typed(event: &InputEvent) -> Option<String> {
    let field = event.target_dyn_into::<web_sys::HtmlInputElement>()?;
    Some(field.value())
}

fn fact(store: &Store, name: &str, id: &str, value: String, typed: Callback<InputEvent>) -> Html {
    html! {
        <label class="fact">
            <span>{ name.to_owned() }</span>
            <input type="text" dir="auto" maxlength="400" autocomplete="off" data-fact={id.to_owned()} {value}
                oninput={typed} onblur={store.on(Msg::NoteDone)} />
        </label>
    }
}
