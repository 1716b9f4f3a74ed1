//! What else is in a row of the list of annotations: the links of the span; in the focused one they can be altered, and
//! attributes be set. Loaded later.

use yew::prelude::*;

use super::articles::choice;
use super::card::CardProps;
use super::icons;
use super::store::{Store, Words};
use crate::app::bidi;
use crate::app::linking::{Shown, kinds, links_of, name_of};
use crate::app::msg::Msg;
use crate::app::prefs::Lang;
use crate::app::state::{Open, State};
use crate::app::strings::Text;
use crate::app::update::{LinkAsk, SpanAsk};
use crate::format::layer::marked_text;
use crate::model::annotation::{Annotation, AttributeValue};
use crate::model::ids::{AttributeId, LinkTypeId};
use crate::model::scheme::{Attribute, AttributeKind, Scheme};

pub fn more(props: &CardProps) -> Html {
    let CardProps {
        store,
        span,
        focused,
        lang,
        ..
    } = props;
    let words = Words(*lang);
    let dir = if *lang == Lang::Ar { "rtl" } else { "ltr" };
    store.read(|state| {
        let Some(open) = &state.open else {
            return Html::default();
        };
        let links = links_of(&open.layer, &span.id);
        let draw = Draw {
            store,
            state,
            open,
            words,
        };
        if *focused {
            html! { <div class="card-more" {dir}>{ draw.attributes(span) }{ draw.links(span, &links) }</div> }
        } else if links.is_empty() {
            Html::default()
        } else {
            let rows = links.iter().map(|shown| html! { <li>{ draw.link(shown) }</li> });
            html! { <ul class="card-links" {dir} aria-label={words.get(Text::Links)}>{ for rows }</ul> }
        }
    })
}

/// What all of it is drawn with.
struct Draw<'a> {
    store: &'a Store,
    state: &'a State,
    open: &'a Open,
    words: Words,
}

fn link_ask(ask: LinkAsk) -> Option<Msg> {
    Some(Msg::Span(SpanAsk::Link(ask)))
}

impl Draw<'_> {
    const fn scheme(&self) -> &Scheme {
        &self.state.project.scheme
    }

    fn kind_name(&self, kind: &LinkTypeId) -> String {
        let words = self.words;
        let name = name_of(self.scheme(), kind, |kind| words.pick(&kind.names));
        bidi::name(name)
    }

    /// A link as a sentence: "said by X" where it begins, "X, said by this one" where it ends.
    fn sentence(&self, shown: &Shown, kind: Html, other: Html) -> Html {
        if shown.out {
            html! { <>{ kind }{ other }</> }
        } else {
            html! { <>{ other }{ kind }<span class="link-here">{ self.words.get(Text::LinkHere) }</span></> }
        }
    }

    fn link(&self, shown: &Shown) -> Html {
        let kind = html! {
            <span class="link-kind"><bdi>{ self.kind_name(&shown.link.kind) }</bdi></span>
        };
        self.sentence(shown, kind, self.other(shown))
    }

    /// The other end of a link.
    fn other(&self, shown: &Shown) -> Html {
        let words = self.words;
        let label = self.scheme().label(&shown.other.label);
        let sign = label.map(|label| words.pick(&label.signs).to_owned());
        let text = marked_text(&shown.other, &self.open.text);
        html! {
            <>
                <span class="sign-of" data-tone={shown.other.label.to_string()} aria-hidden="true">{ sign }</span>
                <bdi class="link-text" translate="no">{ bidi::name(&text) }</bdi>
            </>
        }
    }

    fn links(&self, span: &Annotation, links: &[Shown]) -> Html {
        let words = self.words;
        let rows = links.iter().map(|shown| self.editable(shown));
        let from = span.id.clone();
        let begin = self
            .store
            .on_event(move |_: MouseEvent| link_ask(LinkAsk::From(from.clone())));
        let linking = self.open.linking.as_ref();
        let here = linking.is_some_and(|linking| linking.from == span.id);
        html! {
            <>
                <ul class="card-links" aria-label={words.get(Text::Links)}>{ for rows }</ul>
                <button type="button" class="quiet-button begin-link" aria-pressed={here.to_string()}
                    title={words.get(Text::KeyLink)} onclick={begin}>{ words.get(Text::LinkBegin) }</button>
            </>
        }
    }

    fn editable(&self, shown: &Shown) -> Html {
        let words = self.words;
        let Shown { link, other, .. } = shown;
        let id = link.id.clone();
        let chosen = choice(self.store, move |value| {
            link_ask(LinkAsk::Kind(id.clone(), LinkTypeId::new(value)))
        });
        let kinds = kinds(self.scheme(), &self.open.layer, link);
        let options = kinds.iter().map(|kind| {
            html! { <option value={kind.to_string()} selected={*kind == link.kind}>{ self.kind_name(kind) }</option> }
        });
        let id = link.id.clone();
        let remove = self
            .store
            .on_event(move |_: MouseEvent| link_ask(LinkAsk::Remove(id.clone())));
        let text = marked_text(other, &self.open.text);
        let removes = words.text(Text::LinkRemove, "text", &text);
        let kind = html! {
            <select class="link-kind" aria-label={words.get(Text::LinkKind)} onchange={chosen}>{ for options }</select>
        };
        let to_other = html! {
            <button type="button" class="link-other" onclick={self.store.on(Msg::Focus(other.id.clone()))}>
                { self.other(shown) }
            </button>
        };
        html! {
            <li key={link.id.as_str()} data-link={link.id.to_string()}>
                { self.sentence(shown, kind, to_other) }
                <button type="button" class="tool link-remove" title={removes.clone()} aria-label={removes} onclick={remove}>
                    { icons::close() }
                </button>
            </li>
        }
    }

    /// Those that the label carries, and whatever else the span has.
    fn attributes(&self, span: &Annotation) -> Html {
        let scheme = self.scheme();
        let carried = scheme.attributes.iter().filter(|attribute| {
            let carried = !attribute.retired && attribute.labels.contains(&span.label);
            carried || span.attributes.contains_key(&attribute.id)
        });
        let carried = carried.map(|attribute| self.attribute(span, attribute));
        let known = |id: &AttributeId| scheme.attributes.iter().any(|known| known.id == *id);
        let others = span.attributes.iter().filter(|(id, _)| !known(id));
        let others = others.map(|(id, value)| {
            let value = match value {
                AttributeValue::Flag(true) => None,
                AttributeValue::Flag(false) => Some("false".to_owned()),
                AttributeValue::Text(text) | AttributeValue::Other(text) => Some(text.clone()),
            };
            let removes = self.words.text(Text::AttributeRemove, "name", id.as_str());
            html! {
                <div class="attribute" data-attribute={id.to_string()}>
                    <span class="attribute-name"><bdi>{ bidi::name(id.as_str()) }</bdi></span>
                    <bdi>{ value.map(|value| bidi::name(&value)) }</bdi>
                    <button type="button" class="tool" title={removes.clone()} aria-label={removes}
                        onclick={self.store.on(Msg::Span(SpanAsk::Attribute(span.id.clone(), id.clone(), None)))}>{ icons::close() }</button>
                </div>
            }
        });
        html! { <>{ for carried }{ for others }</> }
    }

    fn attribute(&self, span: &Annotation, attribute: &Attribute) -> Html {
        let words = self.words;
        let now = span.attributes.get(&attribute.id);
        let choice = |text: &str, value: AttributeValue| {
            let is = now == Some(&value);
            let next = (!is).then_some(value);
            let msg = Msg::Span(SpanAsk::Attribute(
                span.id.clone(),
                attribute.id.clone(),
                next,
            ));
            html! {
                <button type="button" class="choice" aria-pressed={is.to_string()} onclick={self.store.on(msg)}>
                    <bdi>{ bidi::name(text) }</bdi>
                </button>
            }
        };
        let name = words.pick(&attribute.names);
        let body: Html = match &attribute.kind {
            // Its name is on the button.
            AttributeKind::Flag => {
                return html! {
                    <div class="choices attribute" data-attribute={attribute.id.to_string()}>{ choice(name, AttributeValue::Flag(true)) }</div>
                };
            }
            AttributeKind::Choice(choices) => {
                let value = |id: &String| AttributeValue::Text(id.clone());
                let shown = choices.iter();
                let shown = shown.filter(|each| !each.retired || now == Some(&value(&each.id)));
                shown
                    .map(|each| choice(words.pick(&each.names), value(&each.id)))
                    .collect()
            }
            AttributeKind::Text => self.text(span, attribute, now),
        };
        html! {
            <div class="choices attribute" role="group" aria-label={name.to_owned()} data-attribute={attribute.id.to_string()}>
                <span class="attribute-name"><bdi>{ bidi::name(name) }</bdi></span>
                { body }
            </div>
        }
    }

    fn text(&self, span: &Annotation, attribute: &Attribute, now: Option<&AttributeValue>) -> Html {
        let value = match now {
            Some(AttributeValue::Text(text)) => text.clone(),
            _ => String::new(),
        };
        let (id, name) = (span.id.clone(), attribute.id.clone());
        let typed = self.store.on_event(move |event: InputEvent| {
            let field = event.target_dyn_into::<web_sys::HtmlInputElement>()?;
            let ask = SpanAsk::Text(id.clone(), name.clone(), field.value());
            Some(Msg::Span(ask))
        });
        html! {
            <input type="text" dir="auto" maxlength="400" autocomplete="off" {value}
                aria-label={self.words.pick(&attribute.names).to_owned()} oninput={typed}
                onblur={self.store.on(Msg::NoteDone)} />
        }
    }
}
