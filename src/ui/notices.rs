//! Notices: in passing, or until they are put away.

use yew::prelude::*;

use super::icons;
use super::store::View;
use crate::app::msg::Msg;
use crate::app::state::{Notice, Offer, Urgency};
use crate::app::strings::{Text, say};

pub fn notices(view: &View) -> Html {
    let store = &view.store;
    let words = store.words();
    store.read(|state| {
        let list = state.notices.iter().map(|notice| {
            let Notice { id, urgency, said, offers } = notice;
            let (class, role) = match urgency {
                Urgency::Info => ("info", None),
                Urgency::Warning => ("warning", Some("status")),
                Urgency::Error => ("error", Some("alert")),
            };
            let offers = offers.iter().map(|offer| {
                let text = match offer {
                    Offer::Undo => Text::OfferUndo,
                    Offer::Backup => Text::OfferBackup,
                    Offer::RawData => Text::OfferRawData,
                    Offer::Retry => Text::OfferRetry,
                    Offer::Reload => Text::OfferReload,
                    Offer::LoadAgain => Text::OfferLoadAgain,
                    Offer::Renew => Text::OfferRenew,
                };
                html! {
                    <button type="button" class="offer" onclick={store.on(Msg::Take(*offer))}>{ words.get(text) }</button>
                }
            });
            html! {
                <li key={*id} class={classes!("notice", class)}>
                    <p {role}>{ say(words.0, said) }</p>
                    { for offers }
                    <button type="button" class="dismiss" title={words.get(Text::Dismiss)} aria-label={words.get(Text::Dismiss)}
                        onclick={store.on(Msg::Dismiss(*id))}>{ icons::close() }</button>
                </li>
            }
        });
        html! {
            <section class="notices" aria-label={words.get(Text::Notices)}><ul>{ for list }</ul></section>
        }
    })
}
