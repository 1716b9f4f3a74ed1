//! What is in a row of the list of annotations; in the focused one with what can be done to it. Attributes and links are
//! in [`super::card_more`], which is loaded later.

use std::sync::Arc;

use yew::prelude::*;

use super::store::{Store, Words};
use super::{icons, later};
use crate::app::bidi;
use crate::app::keymap::{Command, Way};
use crate::app::msg::Msg;
use crate::app::prefs::Lang;
use crate::app::state::{Open, State};
use crate::app::strings::Text;
use crate::format::layer::marked_text;
use crate::model::annotation::{Annotation, AttributeValue};
use crate::model::check::{self, Problem};
use crate::model::edge::Edge;
use crate::model::ids::ArticleId;
use crate::model::scheme::AttributeKind;

#[derive(Clone, PartialEq, Properties)]
pub struct CardProps {
    pub store: Store,
    pub span: Arc<Annotation>,
    pub focused: bool,
    pub lang: Lang,
    pub article: ArticleId,
    /// Moves on with what it shows besides the span.
    pub drawn: u64,
}

pub struct Card;

impl Component for Card {
    type Message = ();
    type Properties = CardProps;

    fn create(_: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        card(ctx.props())
    }
}

fn card(props: &CardProps) -> Html {
    let CardProps {
        store,
        span,
        focused,
        lang,
        ..
    } = props;
    let words = Words(*lang);
    store.read(|state| {
        let Some(open) = &state.open else { return Html::default() };
        let label = state.project.scheme.label(&span.label);
        let name = label.map_or(span.label.as_str(), |label| words.pick(&label.names));
        let sign = label.map(|label| words.pick(&label.signs).to_owned());
        let sign = sign.or_else(|| span.label.as_str().chars().next().map(String::from));
        let pieces = span.fragments.count();
        let pieces = (pieces > 1).then(|| {
            html! { <span class="kind">{ words.count(Text::FragmentsCount, pieces) }</span> }
        });
        let note = (!span.note.is_empty() && !focused)
            .then(|| html! { <span class="card-note"><bdi>{ bidi::contained(&span.note) }</bdi></span> });
        let tools = if *focused { tools(props, state, words) } else { later::card(props) };
        html! {
            <>
                <button type="button" class="card-main" aria-current={focused.then_some("true")}
                    onclick={store.on(Msg::Focus(span.id.clone()))}>
                    <span class="sign-of" aria-hidden="true">{ sign }</span>
                    <span class="card-body">
                        <span class="card-head"><bdi class="card-label">{ bidi::name(name) }</bdi>{ kinds(state, span, words) }{ for pieces }</span>
                        <bdi class="card-text" translate="no">{ bidi::name(&marked_text(span, &open.text)) }</bdi>
                        { for note }
                    </span>
                </button>
                { problems(state, open, span, words) }
                { tools }
            </>
        }
    })
}

/// The attributes that are set, in the head of the card.
fn kinds(state: &State, span: &Annotation, words: Words) -> Html {
    let shown = state
        .project
        .scheme
        .attributes
        .iter()
        .filter_map(|attribute| {
            let value = span.attributes.get(&attribute.id)?;
            let text = match (value, &attribute.kind) {
                (AttributeValue::Flag(true), _) => words.pick(&attribute.names).to_owned(),
                (AttributeValue::Text(value), AttributeKind::Choice(choices)) => choices
                    .iter()
                    .find(|choice| choice.id == *value)
                    .map_or(value.clone(), |choice| words.pick(&choice.names).to_owned()),
                (AttributeValue::Text(value), _) => value.clone(),
                _ => return None,
            };
            Some(html! { <span class="kind"><bdi>{ bidi::name(&text) }</bdi></span> })
        });
    shown.collect()
}

fn problems(state: &State, open: &Open, span: &Annotation, words: Words) -> Html {
    let found = check::problems(span, &open.ground(), &state.project.scheme);
    found
        .into_iter()
        .map(|problem| {
            let text = match problem {
                Problem::OutsideText => Text::OutsideText,
                Problem::CutsCluster => Text::CutsCluster,
                Problem::EdgeSpace => Text::EdgeSpace,
                Problem::UnknownLabel => Text::UnknownLabel,
            };
            html! { <p class="card-problem">{ words.get(Text::Problem) }{ ": " }{ words.get(text) }</p> }
        })
        .collect()
}

fn tools(props: &CardProps, state: &State, words: Words) -> Html {
    let CardProps { store, span, .. } = props;
    let labels = state.project.scheme.offered().map(|label| {
        let is = label.id == span.label;
        html! {
            <button type="button" class="choice" data-tone={label.id.to_string()} data-relabel={label.id.to_string()}
                aria-pressed={is.to_string()} onclick={store.on(Msg::Relabel(span.id.clone(), label.id.clone()))}>
                <bdi>{ bidi::name(words.pick(&label.names)) }</bdi>
            </button>
        }
    });
    let id = span.id.clone();
    let typed = store.on_event(move |event: InputEvent| {
        let area = event.target_dyn_into::<web_sys::HtmlTextAreaElement>()?;
        Some(Msg::Note(id.clone(), area.value()))
    });
    let finish = Callback::from(|event: KeyboardEvent| {
        let done = event.key() == "Escape" || (event.key() == "Enter" && event.ctrl_key());
        if done && let Some(article) = crate::browser::dom_text::article() {
            event.prevent_default();
            // The article can always take the keyboard.
            let _ = article.focus();
        }
    });
    html! {
        <div class="card-tools" dir={if words.0 == Lang::Ar { "rtl" } else { "ltr" }}>
            <div class="choices" role="group" aria-label={words.get(Text::Relabel)}>{ for labels }</div>
            { later::card(props) }
            <div class="edges">
                { edge(store, Edge::Start, words) }
                { edge(store, Edge::End, words) }
            </div>
            <textarea id="note" rows="2" dir="auto" aria-label={words.get(Text::Note)}
                placeholder={words.get(Text::NotePlaceholder)} value={span.note.clone()}
                oninput={typed} onblur={store.on(Msg::NoteDone)} onkeydown={finish} />
            <button type="button" class="delete" onclick={store.on(Msg::Delete(span.id.clone()))}>
                { icons::trash() }{ words.get(Text::Delete) }
            </button>
        </div>
    }
}

/// Two buttons that move one end, by the way they point.
fn edge(store: &Store, edge: Edge, words: Words) -> Html {
    let (name, long) = match edge {
        Edge::Start => (Text::EdgeStart, Text::MoveStart),
        Edge::End => (Text::EdgeEnd, Text::MoveEnd),
    };
    let button = |way: Way, to: Text, picture: Html| {
        let label = format!("{} {}", words.get(long), words.get(to));
        html! {
            <button type="button" class="nudge" title={label.clone()} aria-label={label}
                onclick={store.on_command(Command::Boundary { edge, way, letter: false })}>{ picture }</button>
        }
    };
    // The pictures point left and right as the eye sees them, in both directions of the page.
    html! {
        <div class="edge-buttons" role="group" aria-label={words.get(long)}>
            <span>{ words.get(name) }</span>
            <span class="nudges" dir="ltr">
                { button(Way::Left, Text::ToLeft, icons::left()) }
                { button(Way::Right, Text::ToRight, icons::right()) }
            </span>
        </div>
    }
}
