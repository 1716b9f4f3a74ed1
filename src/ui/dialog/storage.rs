//! Where the work lives, and what can be had without a network.

use yew::prelude::*;

use crate::app::keymap::Command;
use crate::app::msg::Msg;
use crate::app::state::Offer;
use crate::app::strings::{Text, say};
use crate::app::where_work::lines;
use crate::ui::store::{Store, Words};

pub fn body(store: &Store, words: Words) -> Html {
    let (lines, new) = store.read(|state| (lines(state), state.new_build));
    let lines = lines
        .iter()
        .map(|said| html! { <p>{ say(words.0, said) }</p> });
    let button = |text: Text, msg: Msg| {
        html! { <button type="button" class="offer" onclick={store.on(msg)}>{ words.get(text) }</button> }
    };
    let renew = new.then(|| button(Text::OfferRenew, Msg::Take(Offer::Renew)));
    html! {
        <>
            <div class="where-work">{ for lines }</div>
            <p class="where-ways">
                { button(Text::OpenBackup, Msg::Do(Command::OpenFiles)) }
                { for renew }
            </p>
            { super::keeping::body(store, words) }
        </>
    }
}
