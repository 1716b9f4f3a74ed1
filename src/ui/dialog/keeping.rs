//! What keeps the work beside the page itself: the browser's promise and room, a file kept up to date, copies.

use yew::prelude::*;

use crate::app::backup::bytes;
use crate::app::msg::Msg;
use crate::app::state::{Offer, State};
use crate::app::strings::{Arg, Text};
use crate::browser::clock::date;
use crate::ui::store::{Store, Words};

pub fn body(store: &Store, words: Words) -> Html {
    let (room, file) = store.read(|state| (room(state, words), file(store, state, words)));
    let copies = store.read(|state| state.open.is_some()).then(|| {
        html! {
            <button type="button" class="quiet-button" onclick={store.on(Msg::ShowCopies)}>{ words.get(Text::CopiesTitle) }</button>
        }
    });
    html! {
        <>
            { room }
            <section class="keeping">
                <h3>{ words.get(Text::BackupTitle) }</h3>
                { file }
            </section>
            <p class="ways">{ for copies }</p>
        </>
    }
}

fn room(state: &State, words: Words) -> Html {
    let Some(measured) = state.measured else {
        return Html::default();
    };
    let size = |n| Arg::Text(bytes(words.0, n));
    let used = match (measured.usage, measured.quota) {
        (Some(usage), Some(quota)) => {
            let args = [("usage", size(usage)), ("quota", size(quota))];
            let said = words.with(Text::StorageUsed, &args);
            html! {
                <p><label class="room">{ said }
                    <meter min="0" max={quota.to_string()} value={usage.to_string()} high={(quota / 10 * 8).to_string()}></meter>
                </label></p>
            }
        }
        _ => html! { <p>{ words.get(Text::StorageUnmeasured) }</p> },
    };
    let promise = if measured.persisted == Some(true) {
        Text::StoragePersisted
    } else {
        Text::StorageNotPersisted
    };
    html! { <section class="keeping">{ used }<p>{ words.get(promise) }</p></section> }
}

fn file(store: &Store, state: &State, words: Words) -> Html {
    let backup = &state.backup;
    let edits = words.count(
        Text::EditsSinceBackup,
        state.prefs.edits_since_backup as usize,
    );
    let now = html! {
        <button type="button" class="primary" onclick={store.on(Msg::Take(Offer::Backup))}>{ words.get(Text::BackupNow) }</button>
    };
    if !backup.can {
        return html! { <><p>{ words.get(Text::BackupCannot) }</p><p>{ edits }</p><p class="ways">{ now }</p></> };
    }
    let said = match &backup.file {
        Some(file) => words.text(Text::BackupKept, "file", file),
        None => words.get(Text::BackupWhy).to_owned(),
    };
    let last = backup.written.as_ref().map(|at| {
        html! { <p>{ words.text(Text::BackupLast, "date", &date(words.0.tag(), at)) }</p> }
    });
    let resume = backup.earlier.as_ref().filter(|_| backup.file.is_none());
    let resume = resume.map(|file| {
        html! {
            <button type="button" class="primary" onclick={store.on(Msg::ResumeBackup)}>
                { words.text(Text::BackupResume, "file", file) }
            </button>
        }
    });
    html! {
        <>
            <p>{ said }</p>
            { for last }
            <p>{ edits }</p>
            <p class="ways">
                { for resume }
                <button type="button" class="quiet-button" onclick={store.on(Msg::ChooseBackup)}>{ words.get(Text::BackupChoose) }</button>
                { now }
            </p>
        </>
    }
}
