//! The line below everything: whether the work is safe, counts, modes.

use yew::prelude::*;

use super::store::{View, Words};
use crate::app::keymap::Command;
use crate::app::msg::Msg;
use crate::app::plural::digits;
use crate::app::prefs::Lang;
use crate::app::state::{Dialog, Saved, State};
use crate::app::strings::{Arg, Text};

pub fn status_line(view: &View) -> Html {
    let store = &view.store;
    let words = store.words();
    store.read(|state| {
        let (name, sign, text) = match &state.saved {
            Saved::Yes => ("saved", "✓", Text::SaveYes),
            Saved::Saving => ("saving", "…", Text::SaveSaving),
            Saved::Failed(_) => ("failed", "!", Text::SaveFailedShort),
        };
        let letters = state.prefs.letters;
        let mode = if letters { Text::LettersMode } else { Text::WordsMode };
        html! {
            <footer class="status-line">
                <span class="save-state" data-save-state={name} role="status">
                    <button type="button" title={words.get(Text::StorageOpen)} onclick={store.on(Msg::Dialog(Some(Dialog::Storage)))}>
                        <span class="save-sign" aria-hidden="true">{ sign }</span>{ words.get(text) }
                    </button>
                </span>
                <span class="counts">{ counts(state, words) }</span>
                <span class="spent">{ spent(state, words) }</span>
                <span class="filler"></span>
                <button type="button" class="mode" aria-pressed={letters.to_string()} title={words.get(Text::KeyLetters)}
                    onclick={store.on_command(Command::ToggleLetters)}>{ words.get(mode) }<kbd aria-hidden="true">{ "W" }</kbd></button>
                <button type="button" class="who" title={who(state, words)} onclick={store.on(Msg::Dialog(Some(Dialog::Name)))}>
                    { who(state, words) }
                </button>
                <button type="button" class="keys" onclick={store.on_command(Command::Help)}>
                    { words.get(Text::Help) }<kbd aria-hidden="true">{ "?" }</kbd>
                </button>
            </footer>
        }
    })
}

fn counts(state: &State, words: Words) -> Html {
    let Some(open) = &state.open else {
        return Html::default();
    };
    let used = state.project.scheme.labels.iter().filter_map(|label| {
        let n = open.counts.get(&label.id).copied().filter(|n| *n > 0)?;
        let name = Arg::Text(words.pick(&label.names).to_owned());
        let text = words.with(
            Text::Counts,
            &[("label", name), ("n", Arg::Number(n as u64))],
        );
        Some(html! { <span class="count-of">{ text }</span> })
    });
    used.collect()
}

fn spent(state: &State, words: Words) -> String {
    let Some(open) = &state.open else {
        return String::new();
    };
    let minutes = open.layer.seconds() / 60;
    let time = if minutes == 0 {
        words.get(Text::TimeUnderMinute).to_owned()
    } else {
        let plain = format!("{}:{:02}", minutes / 60, minutes % 60);
        if words.0 == Lang::Ar {
            digits(&plain)
        } else {
            plain
        }
    };
    words.text(Text::TimeSpent, "time", &time)
}

fn who(state: &State, words: Words) -> String {
    let name = state.prefs.annotator.as_deref();
    words.text(
        Text::NameShown,
        "name",
        name.unwrap_or(words.get(Text::NameAnonymous)),
    )
}
