//! An order on its way: [`Effect::Work`] holds one, [`Step::Told`] answers it.

use std::rc::Rc;

use super::Step;
use super::order::{Order, Told};
use crate::app::effect::Effect;
use crate::app::msg::Msg;
use crate::app::work::{Sealed, Stop};

/// An order, with who hears of it.
#[derive(Debug)]
pub struct Errand {
    /// What is to be done.
    pub order: Order,
    /// Calls it off.
    pub stop: Stop,
    /// Which work it is.
    pub run: u64,
}

impl Errand {
    /// As an effect.
    pub fn effect(self) -> Effect {
        Effect::Work(Sealed::of(self))
    }

    /// The one that an effect holds.
    pub fn of(work: Sealed) -> Option<Self> {
        work.open().ok()
    }
}

/// Hands what is said of an order on to the dialog that waits for it.
pub fn teller(run: u64, send: Rc<dyn Fn(Msg)>) -> impl Fn(Told) {
    move |told| send(Step::Told(run, Box::new(told)).msg())
}
