//! The keys, from the table that the page obeys.

use yew::prelude::*;

use crate::app::bidi;
use crate::app::keymap::{Group, help_rows};
use crate::app::msg::Msg;
use crate::app::strings::Text;
use crate::ui::store::{Store, Words};

pub fn body(store: &Store, words: Words) -> Html {
    let groups =
        Group::ALL.into_iter().map(|group| {
            let labels = (group == Group::Label).then(|| labels(store, words));
            let rows = help_rows(group).into_iter();
            let rows = rows.filter(|(text, _)| *text != Text::KeysLabel).map(|(text, chords)| {
            let chords = chords.into_iter().map(|chord| {
                let caps = chord.into_iter().map(|cap| html! { <kbd>{ cap }</kbd> });
                html! { <span class="chord" dir="ltr">{ for caps }</span> }
            });
            html! { <tr><th scope="row">{ words.get(text) }</th><td>{ for chords }</td></tr> }
        });
            html! {
                <section>
                    <h3>{ words.get(group.title()) }</h3>
                    <table class="keys-table"><tbody>{ for labels }{ for rows }</tbody></table>
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

/// What the digits give is the scheme's to say.
fn labels(store: &Store, words: Words) -> Html {
    store.read(|state| {
        let labels = state.project.scheme.offered();
        let rows = labels.filter_map(|label| {
            let name = bidi::name(words.pick(&label.names));
            let key = label.key?;
            Some(html! {
                <tr>
                    <th scope="row"><bdi>{ name }</bdi></th>
                    <td><span class="chord" dir="ltr"><kbd>{ key }</kbd></span></td>
                </tr>
            })
        });
        rows.collect()
    })
}
