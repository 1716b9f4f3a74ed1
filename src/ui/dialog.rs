//! Dialogs: modal, closed by Escape, drawn by what the state says is open.

mod copies;
mod export;
mod figures;
mod help;
mod import;
mod incoming;
mod keeping;
mod project;
mod scheme;
mod scheme_more;
mod storage;

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::store::{Store, View, Words};
use super::{icons, later};
use crate::app::bidi;
use crate::app::lead;
use crate::app::msg::Msg;
use crate::app::state::Dialog;
use crate::app::strings::Text;

pub fn dialogs(view: &View) -> Html {
    if view.store.read(|state| state.dialog.is_none()) {
        return Html::default();
    }
    later::open_dialog(view)
}

/// The dialog that is open; loaded later.
pub fn open(view: &View) -> Html {
    let store = &view.store;
    let words = store.words();
    let open = store.read(|state| state.dialog.clone());
    let (title, class, body) = match open {
        None => return Html::default(),
        Some(Dialog::Help) => (Text::KeysTitle, "wide", help::body(store, words)),
        Some(Dialog::Export) => (Text::ExportTitle, "", export::body(view, words)),
        Some(Dialog::Files) => (Text::FilesTitle, "wide", later::files(view)),
        Some(Dialog::UnderWay) => (Text::UnderWayTitle, "", later::files(view)),
        Some(Dialog::Import(report)) => (Text::ImportTitle, "", import::body(&report, words)),
        Some(Dialog::Guidelines) => (Text::GuidelinesTitle, "wide", later::guidelines(view)),
        Some(Dialog::Figures(page)) => (
            Text::FiguresTitle,
            "wide",
            figures::body(store, &page, words),
        ),
        Some(Dialog::Incoming) => (Text::IncomingTitle, "", incoming::body(store, words)),
        Some(Dialog::Scheme(page)) => {
            (Text::SchemeTitle, "wide", scheme::body(store, &page, words))
        }
        Some(Dialog::Project) => (Text::ProjectTitle, "wide", project::body(view, words)),
        Some(Dialog::Storage) => (Text::StorageTitle, "", storage::body(store, words)),
        Some(Dialog::Copies(copies)) => {
            (Text::CopiesTitle, "", copies::body(store, &copies, words))
        }
        Some(Dialog::Name) => {
            let name = store
                .read(|state| state.prefs.annotator.clone())
                .unwrap_or_default();
            let form = name_form(store, words, &name, false);
            let others = others(store, words);
            (
                Text::NameQuestion,
                "",
                html! { <>{ form }{ for others }</> },
            )
        }
    };
    html! { <Modal key={title.name()} store={store.clone()} {words} {title} {class}>{ body }</Modal> }
}

#[derive(Clone, PartialEq, Properties)]
struct ModalProps {
    store: Store,
    words: Words,
    title: Text,
    class: &'static str,
    children: Html,
}

#[component]
fn Modal(props: &ModalProps) -> Html {
    let ModalProps {
        store,
        words,
        title,
        class,
        children,
    } = props;
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with((), move |()| {
            let dialog = node.cast::<HtmlDialogElement>();
            if let Some(dialog) = dialog.as_ref().filter(|dialog| !dialog.open()) {
                // Fails only for a dialog that is open already.
                let _ = dialog.show_modal();
            }
            // One that is only taken away does not give the keyboard back.
            move || {
                if let Some(dialog) = dialog {
                    dialog.close();
                }
            }
        });
    }
    html! {
        <dialog ref={node} class={classes!("dialog", *class)} aria-labelledby="dialog-title"
            onclose={store.on(Msg::Dialog(None))}>
            <header class="dialog-head">
                <h2 id="dialog-title">{ words.get(*title) }</h2>
                <button type="button" class="tool" title={words.get(Text::Close)} aria-label={words.get(Text::Close)}
                    onclick={store.on(Msg::Dialog(None))}>{ icons::close() }</button>
            </header>
            <div class="dialog-body">{ children.clone() }</div>
        </dialog>
    }
}

/// Who else has worked on the project: one press, and it is their work that is shown.
fn others(store: &Store, words: Words) -> Option<Html> {
    let names = store.read(lead::others);
    let buttons = names.iter().map(|name| {
        html! {
            <button type="button" class="quiet-button other-name" onclick={store.on(Msg::Name(name.to_string()))}>
                <bdi>{ bidi::name(name.as_str()) }</bdi>
            </button>
        }
    });
    (!names.is_empty()).then(|| {
        html! {
            <section class="other-names" aria-labelledby="other-names">
                <p id="other-names" class="name-why">{ words.get(Text::NamesHere) }</p>
                { for buttons }
            </section>
        }
    })
}

/// The form that asks for the annotator's name, in a dialog or in passing.
pub fn name_form(store: &Store, words: Words, name: &str, in_passing: bool) -> Html {
    let take = {
        let store = store.clone();
        store.on_event(|event: SubmitEvent| {
            event.prevent_default();
            let form = event.target_dyn_into::<web_sys::HtmlFormElement>()?;
            let field = form.query_selector("input").ok().flatten()?;
            let field = wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlInputElement>(field).ok()?;
            Some(Msg::Name(field.value())).filter(|_| !field.value().trim().is_empty())
        })
    };
    let heading =
        in_passing.then(|| html! { <p class="name-ask">{ words.get(Text::NameQuestion) }</p> });
    // No `value`: it would be put back, over what is being typed, whenever the page is drawn again.
    let shown = if name.is_empty() {
        words.get(Text::NameField)
    } else {
        name
    };
    let shown = shown.to_owned();
    let later = in_passing.then(|| {
        html! {
            <button type="button" class="quiet-button" onclick={store.on(Msg::Name(String::new()))}>
                { words.get(Text::NameLater) }
            </button>
        }
    });
    html! {
        <form class="name-form" onsubmit={take}>
            { for heading }
            <p class="name-why">{ words.get(Text::NameWhy) }</p>
            <div class="name-row">
                <input type="text" dir="auto" maxlength="80" autocomplete="name" aria-label={words.get(Text::NameField)}
                    placeholder={shown} autofocus={!in_passing} />
                <button type="submit" class="primary">{ words.get(Text::NameSave) }</button>
                { for later }
            </div>
        </form>
    }
}
