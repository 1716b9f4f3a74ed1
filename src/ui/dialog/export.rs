//! Ways to take the work away.

use yew::prelude::*;

use crate::app::msg::{ExportKind, Msg};
use crate::app::strings::Text;
use crate::ui::later;
use crate::ui::store::{View, Words};

const WAYS: [(ExportKind, &str, Text, Text); 3] = [
    (
        ExportKind::Project,
        "project",
        Text::ExportProject,
        Text::ExportProjectWhy,
    ),
    (
        ExportKind::Doccano,
        "doccano",
        Text::ExportDoccano,
        Text::ExportDoccanoWhy,
    ),
    (
        ExportKind::DoccanoRelations,
        "doccano-relations",
        Text::ExportRelations,
        Text::ExportRelationsWhy,
    ),
];

pub fn body(view: &View, words: Words) -> Html {
    let store = &view.store;
    let ways = WAYS.into_iter().map(|(kind, id, name, why)| {
        let label = format!("{}: {}", words.get(Text::Download), words.get(name));
        html! {
            <li class="way-out">
                <div><h3>{ words.get(name) }</h3><p>{ words.get(why) }</p></div>
                <button type="button" class="primary" data-export={id} aria-label={label}
                    onclick={store.on(Msg::Export(kind))}>{ words.get(Text::Download) }</button>
            </li>
        }
    });
    html! {
        <>
            <ul class="ways-out">{ for ways }</ul>
            { later::formats_out(view) }
            <p class="quiet">{ words.get(Text::ExportChecked) }</p>
        </>
    }
}
