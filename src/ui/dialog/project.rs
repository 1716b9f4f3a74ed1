//! The project's name and what annotators are told; and another project, begun beside it.

use yew::prelude::*;

use crate::app::msg::Msg;
use crate::app::strings::Text;
use crate::app::update::{LeadAsk, MOST_OF_PROJECT_NAME, ProjectAsk};
use crate::ui::later;
use crate::ui::store::{View, Words};

fn ask(ask: ProjectAsk) -> Option<Msg> {
    Some(Msg::Lead(LeadAsk::Project(ask)))
}

pub fn body(view: &View, words: Words) -> Html {
    let store = &view.store;
    let (name, text) = store.read(|state| {
        let project = &state.project;
        (project.name.clone(), project.guidelines.clone())
    });
    let named = store.on_event(|event: InputEvent| {
        let field = event.target_dyn_into::<web_sys::HtmlInputElement>()?;
        ask(ProjectAsk::Name(field.value()))
    });
    let told = store.on_event(|event: InputEvent| {
        let field = event.target_dyn_into::<web_sys::HtmlTextAreaElement>()?;
        ask(ProjectAsk::Guidelines(field.value()))
    });
    let shipped = later::shipped_guidelines(words.0);
    let lang = words.0;
    let ship = store.on_event(move |_: MouseEvent| {
        let text = later::shipped_guidelines(lang)?;
        ask(ProjectAsk::Guidelines(text.to_owned()))
    });
    let begin = store.on_event(|event: SubmitEvent| {
        event.prevent_default();
        let form = event.target_dyn_into::<web_sys::HtmlFormElement>()?;
        let field = form.query_selector("input").ok().flatten()?;
        let field = wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlInputElement>(field).ok()?;
        ask(ProjectAsk::Begin(field.value()))
    });
    let most = MOST_OF_PROJECT_NAME.to_string();
    html! {
        <div class="project">
            <p class="quiet">{ words.get(Text::ProjectWhy) }</p>
            <label class="fact">
                <span>{ words.get(Text::ProjectName) }</span>
                <input type="text" class="project-called" dir="auto" maxlength={most.clone()} autocomplete="off"
                    placeholder={words.get(Text::UnnamedProject)} value={name} oninput={named}
                    onblur={store.on(Msg::NoteDone)} />
            </label>
            <label class="fact">
                <span>{ words.get(Text::ProjectGuidelines) }</span>
                <textarea class="project-guidelines" dir="auto" rows="10" spellcheck="false" value={text.clone()}
                    placeholder={words.get(Text::ProjectGuidelinesHint)} oninput={told} onblur={store.on(Msg::NoteDone)} />
            </label>
            <button type="button" class="quiet-button ship" hidden={shipped.is_none() || !text.is_empty()} onclick={ship}>
                { words.get(Text::ProjectShip) }
            </button>
            <details class="project-preview">
                <summary>{ words.get(Text::ProjectPreview) }</summary>
                { later::guidelines(view) }
            </details>
            <form class="project-new" onsubmit={begin}>
                <h3>{ words.get(Text::ProjectNew) }</h3>
                <p class="quiet">{ words.get(Text::ProjectNewWhy) }</p>
                <div class="name-row">
                    <input type="text" dir="auto" maxlength={most} autocomplete="off" aria-label={words.get(Text::ProjectNewName)}
                        placeholder={words.get(Text::ProjectNewName)} />
                    <button type="submit" class="quiet-button">{ words.get(Text::ProjectBegin) }</button>
                </div>
            </form>
        </div>
    }
}
