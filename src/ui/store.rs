//! How components see the state: to read it, and to send messages.

use std::cell::RefCell;
use std::rc::Rc;

use yew::{Callback, Properties};

use crate::app::keymap::Command;
use crate::app::msg::Msg;
use crate::app::prefs::Lang;
use crate::app::state::State;
use crate::app::strings::{self, Arg, Text};
use crate::model::scheme::Names;

/// The one state of the page, for reading, and the way to send messages.
#[derive(Clone)]
pub struct Store {
    state: Rc<RefCell<State>>,
    send: Callback<Msg>,
}

impl PartialEq for Store {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.state, &other.state)
    }
}

impl Store {
    pub fn new(state: Rc<RefCell<State>>, send: Callback<Msg>) -> Self {
        Self { state, send }
    }

    /// Reads the state.
    pub fn read<R>(&self, look: impl FnOnce(&State) -> R) -> R {
        look(&self.state.borrow())
    }

    /// A handler that sends a message, one of [`Msg::again`].
    pub fn on<E>(&self, msg: Msg) -> Callback<E> {
        let again = self.again(msg);
        Callback::from(move |_| again())
    }

    /// What sends a message each time: made once, not for every type of event.
    #[inline(never)]
    fn again(&self, msg: Msg) -> Rc<dyn Fn()> {
        debug_assert!(msg.again().is_some(), "no button sends {msg:?}");
        let send = self.send.clone();
        Rc::new(move || {
            if let Some(msg) = msg.again() {
                send.emit(msg);
            }
        })
    }

    /// A handler that asks for a command.
    pub fn on_command<E>(&self, command: Command) -> Callback<E> {
        self.on(Msg::Do(command))
    }

    /// A handler that makes a message of its event.
    pub fn on_event<E: 'static>(&self, make: impl Fn(E) -> Option<Msg> + 'static) -> Callback<E> {
        let send = self.send.clone();
        Callback::from(move |event| {
            if let Some(msg) = make(event) {
                send.emit(msg);
            }
        })
    }

    /// The words of the interface.
    pub fn words(&self) -> Words {
        Words(self.read(State::lang))
    }
}

/// What a component is given: drawn again only when its version moves on.
#[derive(Clone, PartialEq, Properties)]
pub struct View {
    pub store: Store,
    pub version: u64,
}

/// The words of the interface in the language of the moment.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Words(pub Lang);

impl Words {
    pub fn get(self, text: Text) -> &'static str {
        strings::get(self.0, text)
    }

    pub fn with(self, text: Text, args: &[(&'static str, Arg)]) -> String {
        strings::format(self.0, text, args)
    }

    pub fn text(self, text: Text, name: &'static str, value: &str) -> String {
        self.with(text, &[(name, Arg::Text(value.to_owned()))])
    }

    pub fn argument(self, arg: &Arg) -> String {
        strings::argument(self.0, arg)
    }

    pub fn count(self, text: Text, n: usize) -> String {
        strings::count(self.0, text, n)
    }

    pub fn number(self, n: usize) -> String {
        crate::app::plural::number(self.0, n as u64)
    }

    pub fn pick(self, names: &Names) -> &str {
        self.0.pick(names)
    }
}
