//! What can be marked: labels with their names, signs, colours and keys. Link types, attributes and the forms for what is
//! new are in [`super::scheme_more`].

use wasm_bindgen::JsCast;
use yew::prelude::*;

use crate::app::bidi;
use crate::app::keymap::Command;
use crate::app::msg::Msg;
use crate::app::palette::{KEYS, LINES, PALETTE};
use crate::app::scheme_page::{Field, Form, Place, SchemeAsk, SchemePage};
use crate::app::state::State;
use crate::app::strings::Text;
use crate::app::update::LeadAsk;
use crate::model::scheme::{Colour, Label, Names, Scheme};
use crate::model::scheme_edit::{Edit, Item, Refusal, Tongue};
use crate::ui::icons;
use crate::ui::store::{Store, Words};

pub fn body(store: &Store, page: &SchemePage, words: Words) -> Html {
    store.read(|state| {
        let draw = Draw {
            store,
            page,
            scheme: &state.project.scheme,
            words,
        };
        draw.all(state)
    })
}

/// What all of it is drawn with.
pub(super) struct Draw<'a> {
    pub(super) store: &'a Store,
    pub(super) page: &'a SchemePage,
    pub(super) scheme: &'a Scheme,
    pub(super) words: Words,
}

pub(super) fn ask(ask: SchemeAsk) -> Option<Msg> {
    Some(Msg::Lead(LeadAsk::Scheme(ask)))
}

/// What a field of either kind holds.
pub(super) fn value(event: &Event) -> Option<String> {
    let field = event.target()?;
    let input = field.dyn_ref::<web_sys::HtmlInputElement>();
    let select = field.dyn_ref::<web_sys::HtmlSelectElement>();
    let input = input.map(web_sys::HtmlInputElement::value);
    input.or_else(|| select.map(web_sys::HtmlSelectElement::value))
}

/// What a refusal says.
pub(super) fn said(refusal: &Refusal, words: Words) -> String {
    let of = |text, names: &Names| words.text(text, "label", words.pick(names));
    let text = match refusal {
        Refusal::NameTaken(names) => return of(Text::RefusedName, names),
        Refusal::SignTaken(names) => return of(Text::RefusedSign, names),
        Refusal::KeyTaken(names) => return of(Text::RefusedKey, names),
        Refusal::Long(most) => return words.count(Text::RefusedLong, *most),
        Refusal::Empty => Text::RefusedEmpty,
        Refusal::NoDigit => Text::RefusedDigit,
        Refusal::IdTaken => Text::RefusedId,
        Refusal::BadId => Text::RefusedBadId,
        Refusal::LastLabel => Text::RefusedLast,
        Refusal::LastChoice => Text::RefusedLastValue,
        Refusal::Gone => Text::RefusedGone,
    };
    words.get(text).to_owned()
}

impl Draw<'_> {
    fn all(&self, state: &State) -> Html {
        let words = self.words;
        let count = self.scheme.labels.len();
        let labels = self.scheme.labels.iter().enumerate();
        let labels = labels.map(|(place, label)| self.label(label, place == 0, place + 1 == count));
        let links = self.scheme.links.iter().map(|link| self.link(link));
        let attributes = self.scheme.attributes.iter();
        let attributes = attributes.map(|attribute| self.attribute(attribute));
        let tool = |text: Text, picture: Html, command: Command, off: bool| {
            html! {
                <button type="button" class="quiet-button" aria-disabled={off.then_some("true")}
                    onclick={self.store.on_command(command)}>{ picture }{ words.get(text) }</button>
            }
        };
        html! {
            <div class="scheme">
                <p class="quiet">{ words.get(Text::SchemeWhy) }</p>
                <div class="ways">
                    { tool(Text::Undo, icons::undo(), Command::Undo, state.history.next_undo().is_none()) }
                    { tool(Text::Redo, icons::redo(), Command::Redo, state.history.next_redo().is_none()) }
                </div>
                <h3>{ words.get(Text::SchemeLabels) }</h3>
                <ul class="scheme-items">{ for labels }</ul>
                { self.form(Form::Label, Text::LabelNew) }
                <h3>{ words.get(Text::SchemeLinks) }</h3>
                <ul class="scheme-items">{ for links }</ul>
                { self.form(Form::Link, Text::LinkNew) }
                <h3>{ words.get(Text::SchemeAttributes) }</h3>
                <ul class="scheme-items">{ for attributes }</ul>
                { self.form(Form::Attribute, Text::AttributeNew) }
            </div>
        }
    }

    fn label(&self, label: &Label, first: bool, last: bool) -> Html {
        let words = self.words;
        let name = words.pick(&label.names);
        let id = &label.id;
        let item = Item::Label(id.clone());
        let press = |text: Text, said: Html, edit: Edit, off: bool, class: &'static str| {
            let title = words.text(text, "label", name);
            let asked = self
                .store
                .on_event(move |_: MouseEvent| ask(SchemeAsk::Edit(edit.clone())));
            html! {
                <button type="button" class={class} title={title.clone()} aria-label={title} disabled={off}
                    onclick={asked}>{ said }</button>
            }
        };
        html! {
            <li key={id.as_str()} class={classes!("scheme-item", label.retired.then_some("is-retired"))}
                data-scheme-label={id.to_string()}>
                <div class="scheme-head">
                    <span class="sign-of" data-tone={id.to_string()} aria-hidden="true">{ words.pick(&label.signs) }</span>
                    <h4><bdi>{ bidi::name(name) }</bdi></h4>
                    <code dir="ltr">{ bidi::name(id.as_str()) }</code>
                    <span class="kind" hidden={!label.retired}>{ words.get(Text::LabelRetired) }</span>
                    <span class="scheme-tools">
                        { press(Text::LabelUp, html! { "↑" }, Edit::Move(id.clone(), true), first, "tool") }
                        { press(Text::LabelDown, html! { "↓" }, Edit::Move(id.clone(), false), last, "tool") }
                        { self.retire(&item, name, label.retired) }
                    </span>
                </div>
                <div class="scheme-fields">
                    { self.field(&item, Field::Name(Tongue::Ar), Text::NameInArabic) }
                    { self.field(&item, Field::Name(Tongue::En), Text::NameInEnglish) }
                    { self.field(&item, Field::Sign(Tongue::Ar), Text::SignInArabic) }
                    { self.field(&item, Field::Sign(Tongue::En), Text::SignInEnglish) }
                    { self.key(&item) }
                    { self.line(label) }
                </div>
                { self.colours(label) }
                { self.refused(&Place::Item(item)) }
            </li>
        }
    }

    /// The button that takes something out of use, or brings it back.
    pub(super) fn retire(&self, item: &Item, name: &str, retired: bool) -> Html {
        let words = self.words;
        let (long, text) = if retired {
            (Text::LabelBackLong, Text::LabelBack)
        } else {
            (Text::LabelRetireLong, Text::LabelRetire)
        };
        let title = words.text(long, "label", name);
        let item = item.clone();
        let asked = self.store.on_event(move |_: MouseEvent| {
            ask(SchemeAsk::Edit(Edit::Retire(item.clone(), !retired)))
        });
        html! {
            <button type="button" class="quiet-button retire" title={title.clone()} aria-label={title} onclick={asked}>
                { words.get(text) }
            </button>
        }
    }

    /// Why the last press of a button there did nothing.
    pub(super) fn refused(&self, place: &Place) -> Html {
        let refused = self.page.refused_at(place);
        let refused = refused.map(|refusal| said(refusal, self.words));
        html! { <p class="refused" role="alert">{ refused.unwrap_or_default() }</p> }
    }

    /// A field of text with its name, and below it why what stands there is refused.
    pub(super) fn field(&self, item: &Item, field: Field, text: Text) -> Html {
        let words = self.words;
        let (held, place) = (item.clone(), format!("{item:?}{field:?}"));
        let typed = self.store.on_event(move |event: InputEvent| {
            let typed = value(&event)?;
            ask(SchemeAsk::Type(held.clone(), field, typed))
        });
        let (lang, dir, short) = match field {
            Field::Name(Tongue::Ar) => ("ar", "rtl", false),
            Field::Sign(Tongue::Ar) => ("ar", "rtl", true),
            Field::Name(Tongue::En) | Field::Key => ("en", "ltr", false),
            Field::Sign(Tongue::En) => ("en", "ltr", true),
        };
        let wrong = self.page.wrong(self.scheme, item, field);
        html! {
            <label key={place} class={classes!("scheme-field", short.then_some("short"))}>
                <span>{ words.get(text) }</span>
                <input type="text" {lang} {dir} autocomplete="off" spellcheck="false" aria-invalid={wrong.is_some().then_some("true")}
                    value={self.page.shown(self.scheme, item, field)} oninput={typed} onblur={self.left()} />
                <span class="refused" role="status">{ wrong.map(|wrong| said(&wrong, words)).unwrap_or_default() }</span>
            </label>
        }
    }

    fn left(&self) -> Callback<FocusEvent> {
        self.store.on_event(|_| ask(SchemeAsk::Left))
    }

    fn key(&self, item: &Item) -> Html {
        let words = self.words;
        let now = self.page.shown(self.scheme, item, Field::Key);
        let held = item.clone();
        let chosen = self.store.on_event(move |event: Event| {
            ask(SchemeAsk::Type(held.clone(), Field::Key, value(&event)?))
        });
        let keys = KEYS.into_iter().map(|key| {
            let key = key.to_string();
            html! { <option value={key.clone()} selected={now == key}>{ key.clone() }</option> }
        });
        let wrong = self.page.wrong(self.scheme, item, Field::Key);
        html! {
            <label class="scheme-field key-field">
                <span>{ words.get(Text::LabelKey) }</span>
                <select aria-invalid={wrong.is_some().then_some("true")} onchange={chosen}>
                    <option value="" selected={now.is_empty()}>{ words.get(Text::NoKey) }</option>{ for keys }
                </select>
                <span class="refused" role="status">{ wrong.map(|wrong| said(&wrong, words)).unwrap_or_default() }</span>
            </label>
        }
    }

    fn line(&self, label: &Label) -> Html {
        let words = self.words;
        let id = label.id.clone();
        let chosen = self.store.on_event(move |event: Event| {
            let value = value(&event)?;
            let (line, ..) = LINES.iter().find(|(_, name, _)| *name == value)?;
            ask(SchemeAsk::Edit(Edit::Line(id.clone(), *line)))
        });
        let lines = LINES.iter().map(|(line, name, text)| {
            html! { <option value={*name} selected={*line == label.line}>{ words.get(*text) }</option> }
        });
        html! {
            <label class="scheme-field line-field">
                <span>{ words.get(Text::LabelLine) }</span>
                <select onchange={chosen}>{ for lines }</select>
            </label>
        }
    }

    fn colours(&self, label: &Label) -> Html {
        let words = self.words;
        let group = format!("colour-{}", label.id);
        let known = PALETTE.iter().any(|(colour, _)| *colour == label.colour);
        let Colour([r, g, b]) = label.colour;
        let other = words.text(
            Text::ColourOther,
            "colour",
            &format!("#{r:02x}{g:02x}{b:02x}"),
        );
        let own = (!known).then(|| self.colour(label, label.colour, other, &group));
        let all = PALETTE.iter().map(|(colour, text)| {
            let text = words.get(*text).to_owned();
            self.colour(label, *colour, text, &group)
        });
        html! {
            <fieldset class="colours">
                <legend>{ words.get(Text::LabelColour) }</legend>
                { for all }
                { for own }
            </fieldset>
        }
    }

    fn colour(&self, label: &Label, colour: Colour, name: String, group: &str) -> Html {
        let id = label.id.clone();
        let chosen = self
            .store
            .on_event(move |_: Event| ask(SchemeAsk::Edit(Edit::Colour(id.clone(), colour))));
        let Colour([r, g, b]) = colour;
        let fill = format!("rgb({r} {g} {b})");
        html! {
            <label class="colour" title={name.clone()}>
                <input type="radio" name={group.to_owned()} checked={label.colour == colour} aria-label={name}
                    onchange={chosen} />
                // A picture, for a style would need leave from the page's policy.
                <svg viewBox="0 0 10 10" aria-hidden="true"><circle cx="5" cy="5" r="4.5" {fill} /></svg>
            </label>
        }
    }
}
