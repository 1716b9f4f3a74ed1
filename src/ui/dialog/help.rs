//! The keys, from the table that the page obeys.

use yew::prelude::*;

use crate::app::keymap::{Group, help_rows};
use crate::app::msg::Msg;
use crate::app::strings::Text;
use crate::ui::store::{Store, Words};

pub fn body(store: &Store, words: Words) -> Html {
    let groups = Group::ALL.into_iter().map(|group| {
        let rows = help_rows(group).into_iter().map(|(text, chords)| {
            let chords = chords.into_iter().map(|chord| {
                let caps = chord.into_iter().map(|cap| html! { <kbd>{ cap }</kbd> });
                html! { <span class="chord" dir="ltr">{ for caps }</span> }
            });
            html! { <tr><th scope="row">{ words.get(text) }</th><td>{ for chords }</td></tr> }
        });
        html! {
            <section>
                <h3>{ words.get(group.title()) }</h3>
                <table class="keys-table"><tbody>{ for rows }</tbody></table>
            </section>
        }
    });
    let notes = [
        Text::KeysExtend,
        Text::KeysAlt,
        Text::KeysMouse,
        Text::KeysTouch,
    ];
    let notes = notes
        .into_iter()
        .map(|text| html! { <p>{ words.get(text) }</p> });
    let on = store.read(|state| state.prefs.single_keys);
    html! {
        <>
            <div class="keys-grid">{ for groups }</div>
            <div class="keys-notes">{ for notes }</div>
            <label class="switch">
                <input type="checkbox" checked={on} onchange={store.on(Msg::SingleKeys(!on))} />
                <span>{ words.get(Text::KeysSingle) }</span>
            </label>
            <p class="quiet">{ words.get(Text::KeysSingleWhy) }</p>
        </>
    }
}
