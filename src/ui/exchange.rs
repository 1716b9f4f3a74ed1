//! The dialogs of files of other programs: what may come in, and as what it goes out. A part of its own, loaded when it
//! is wanted.

pub mod export;
pub mod import;
mod project;
mod said;

use yew::prelude::*;

use super::articles::choice;
use super::store::{Store, Words};
use crate::app::exchange::{Desk, Step};
use crate::app::msg::Msg;
use crate::app::state::State;
use crate::app::strings::{Arg, Text};

/// What the dialogs hold.
fn desk(state: &State) -> Option<&Desk> {
    state.desk.as_ref()?.downcast_ref()
}

/// Something to be chosen from a list: its name for tests and its own, then value and name of each, then what is chosen.
struct Select<'a> {
    id: String,
    label: &'a str,
    options: Vec<(String, String)>,
    chosen: String,
}

impl Select<'_> {
    fn draw(self, store: &Store, make: impl Fn(String) -> Option<Step> + 'static) -> Html {
        let onchange = choice(store, move |value| make(value).map(Step::msg));
        let options = self.options.into_iter().map(|(value, name)| {
            let selected = value == self.chosen;
            html! { <option value={value} {selected}>{ name }</option> }
        });
        // With a key of its own it stays the element that has the keyboard when others come and go.
        html! {
            <label key={self.id.clone()} class="choose">
                <span>{ self.label }</span>
                <select id={self.id} {onchange}>{ for options }</select>
            </label>
        }
    }
}

/// Value and name of each of some choices.
fn options<T: Copy>(all: &[(T, &str, Text)], words: Words) -> Vec<(String, String)> {
    let all = all.iter();
    all.map(|(_, value, text)| ((*value).to_owned(), words.get(*text).to_owned()))
        .collect()
}

/// The value of a choice.
fn value_of<T: Copy + PartialEq>(all: &[(T, &str, Text)], chosen: T) -> String {
    let found = all.iter().find(|(each, ..)| *each == chosen);
    found
        .map(|(_, value, _)| (*value).to_owned())
        .unwrap_or_default()
}

/// The choice of a value.
fn of_value<T: Copy>(all: &[(T, &str, Text)], value: &str) -> Option<T> {
    let found = all.iter().find(|(_, each, _)| *each == value);
    found.map(|(each, ..)| *each)
}

/// A handler that sends a step.
fn on(store: &Store, make: impl Fn() -> Step + 'static) -> Callback<MouseEvent> {
    store.on_event(move |_: MouseEvent| -> Option<Msg> { Some(make().msg()) })
}

/// How far work is.
fn progress(thousandths: u32, said: &str) -> Html {
    html! {
        <div class="under-way">
            <progress class="progress" max="1000" value={thousandths.to_string()} aria-label={said.to_owned()}></progress>
            <span>{ said }</span>
        </div>
    }
}

fn number(n: usize) -> Arg {
    Arg::Number(n as u64)
}
