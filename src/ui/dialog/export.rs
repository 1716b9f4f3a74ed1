//! Ways to take the work away.

use yew::prelude::*;

use crate::app::msg::{ExportKind, Msg};
use crate::app::strings::Text;
use crate::ui::later;
use crate::ui::store::{View, Words};

pub fn body(view: &View, words: Words) -> Html {
    let store = &view.store;
    let name = words.get(Text::ExportProject);
    let label = format!("{}: {name}", words.get(Text::Download));
    html! {
        <>
            <ul class="ways-out">
                <li class="way-out">
                    <div><h3>{ name }</h3><p>{ words.get(Text::ExportProjectWhy) }</p></div>
                    <button type="button" class="primary" data-export="project" aria-label={label}
                        onclick={store.on(Msg::Export(ExportKind::Project))}>{ words.get(Text::Download) }</button>
                </li>
            </ul>
            { later::formats_out(view) }
            <p class="quiet">{ words.get(Text::ExportChecked) }</p>
        </>
    }
}
