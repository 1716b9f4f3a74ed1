//! Of what can be marked: link types and attributes with their values, which labels take part in them, and the forms for
//! what is new.

use yew::prelude::*;

use super::scheme::{Draw, ask, value};
use crate::app::bidi;
use crate::app::scheme_page::{Field, Form, NewField, Place, SchemeAsk};
use crate::app::strings::Text;
use crate::model::ids::LabelId;
use crate::model::scheme::{Attribute, AttributeKind, LinkType, Names};
use crate::model::scheme_edit::{Edit, Item, Role, Tongue};

/// What an attribute may hold, by its name in [`NewField::Kind`].
const KINDS: [(&str, Text); 3] = [
    ("", Text::HoldsChoice),
    ("flag", Text::HoldsFlag),
    ("text", Text::HoldsText),
];

impl Draw<'_> {
    pub(super) fn link(&self, link: &LinkType) -> Html {
        let item = Item::Link(link.id.clone());
        let body = html! {
            <>
                { self.names(&item) }
                { self.role(&item, Role::From, Text::LinkFrom, &link.from) }
                { self.role(&item, Role::To, Text::LinkTo, &link.to) }
            </>
        };
        self.named(&item, link.id.as_str(), &link.names, link.retired, body)
    }

    pub(super) fn attribute(&self, attribute: &Attribute) -> Html {
        let words = self.words;
        let item = Item::Attribute(attribute.id.clone());
        let (holds, values) = match &attribute.kind {
            AttributeKind::Flag => (Text::HoldsFlag, Html::default()),
            AttributeKind::Text => (Text::HoldsText, Html::default()),
            AttributeKind::Choice(choices) => {
                let items = choices.iter().map(|choice| {
                    let item = Item::Choice(attribute.id.clone(), choice.id.clone());
                    let body = self.names(&item);
                    self.named(&item, &choice.id, &choice.names, choice.retired, body)
                });
                let form = Form::Choice(attribute.id.clone());
                let values = html! {
                    <details class="scheme-values">
                        <summary>{ words.get(Text::AttributeValues) }{ " " }{ words.number(choices.len()) }</summary>
                        <ul class="scheme-items">{ for items }</ul>
                        { self.form(form, Text::ValueNew) }
                    </details>
                };
                (Text::HoldsChoice, values)
            }
        };
        let body = html! {
            <>
                <p class="quiet holds">{ words.get(holds) }</p>
                { self.names(&item) }
                { self.role(&item, Role::Carries, Text::AttributeOn, &attribute.labels) }
                { values }
            </>
        };
        let id = attribute.id.as_str();
        self.named(&item, id, &attribute.names, attribute.retired, body)
    }

    /// The row of something with a name: its head, and what else there is to it.
    fn named(&self, item: &Item, id: &str, names: &Names, retired: bool, body: Html) -> Html {
        let words = self.words;
        let name = words.pick(names);
        html! {
            <li key={id} class={classes!("scheme-item", retired.then_some("is-retired"))} data-scheme-item={id.to_owned()}>
                <div class="scheme-head">
                    <h4><bdi>{ bidi::name(name) }</bdi></h4>
                    <code dir="ltr">{ bidi::name(id) }</code>
                    <span class="kind" hidden={!retired}>{ words.get(Text::LabelRetired) }</span>
                    <span class="scheme-tools">{ self.retire(item, name, retired) }</span>
                </div>
                { body }
                { self.refused(&Place::Item(item.clone())) }
            </li>
        }
    }

    fn names(&self, item: &Item) -> Html {
        html! {
            <div class="scheme-fields">
                { self.field(item, Field::Name(Tongue::Ar), Text::NameInArabic) }
                { self.field(item, Field::Name(Tongue::En), Text::NameInEnglish) }
            </div>
        }
    }

    fn role(&self, item: &Item, role: Role, text: Text, labels: &[LabelId]) -> Html {
        let words = self.words;
        let shown = self.scheme.labels.iter();
        let shown = shown.filter(|label| !label.retired || labels.contains(&label.id));
        let choices = shown.map(|label| {
            let is = labels.contains(&label.id);
            let (item, id) = (item.clone(), label.id.clone());
            let turned = self.store.on_event(move |_: MouseEvent| {
                ask(SchemeAsk::Edit(Edit::Part(item.clone(), role, id.clone(), !is)))
            });
            html! {
                <button type="button" class="choice" data-tone={label.id.to_string()} aria-pressed={is.to_string()}
                    onclick={turned}><bdi>{ bidi::name(words.pick(&label.names)) }</bdi></button>
            }
        });
        // A link type that names no label goes with every one; an attribute with none.
        let any = labels.is_empty() && role != Role::Carries;
        html! {
            <div class="choices scheme-role" role="group" aria-label={words.get(text)}>
                <span>{ words.get(text) }</span>{ for choices }
                <span class="quiet" hidden={!any}>{ words.get(Text::RoleAny) }</span>
            </div>
        }
    }

    /// The form for something new.
    pub(super) fn form(&self, form: Form, text: Text) -> Html {
        let words = self.words;
        let now = self.page.new.get(&form).cloned().unwrap_or_default();
        let [ar, en] = &now.names;
        let field = |field: NewField, text: Text, now: &str, lang: &'static str| {
            let form = form.clone();
            let typed = self.store.on_event(move |event: InputEvent| {
                ask(SchemeAsk::New(form.clone(), field, value(&event)?))
            });
            let dir = if lang == "ar" { "rtl" } else { "ltr" };
            let hint = (field == NewField::Id).then(|| words.get(Text::LabelIdHint));
            html! {
                <label class="scheme-field">
                    <span>{ words.get(text) }</span>
                    <input type="text" {lang} {dir} autocomplete="off" spellcheck="false" placeholder={hint}
                        value={now.to_owned()} oninput={typed} />
                </label>
            }
        };
        let kind = (form == Form::Attribute).then(|| {
            let chosen = self.store.on_event(|event: Event| {
                ask(SchemeAsk::New(Form::Attribute, NewField::Kind, value(&event)?))
            });
            let kinds = KINDS.iter().map(|(name, text)| {
                html! { <option value={*name} selected={now.kind == *name}>{ words.get(*text) }</option> }
            });
            html! {
                <label class="scheme-field">
                    <span>{ words.get(Text::AttributeHolds) }</span>
                    <select onchange={chosen}>{ for kinds }</select>
                </label>
            }
        });
        let asked = form.clone();
        let add = self.store.on_event(move |event: SubmitEvent| {
            event.prevent_default();
            ask(SchemeAsk::Add(asked.clone()))
        });
        let which = match &form {
            Form::Label => "label",
            Form::Link => "link",
            Form::Attribute => "attribute",
            Form::Choice(_) => "value",
        };
        html! {
            <form class="scheme-new" data-new={which} aria-label={words.get(text)} onsubmit={add}>
                <h4>{ words.get(text) }</h4>
                <div class="scheme-fields">
                    { field(NewField::Ar, Text::NameInArabic, ar, "ar") }
                    { field(NewField::En, Text::NameInEnglish, en, "en") }
                    { field(NewField::Id, Text::LabelId, &now.id, "en") }
                    { for kind }
                    <button type="submit" class="primary">{ words.get(Text::Add) }</button>
                </div>
                { self.refused(&Place::Form(form)) }
            </form>
        }
    }
}
