//! Long work that the page does in slices: between two of them the browser has its turn, so that a progress bar moves
//! and a person can call it off.

use std::any::Any;
use std::cell::Cell;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;

use super::msg::Msg;

/// Something that takes a while.
pub type Boxed = Pin<Box<dyn Future<Output = ()>>>;

/// What work has at hand.
#[derive(Clone)]
pub struct Hands {
    /// Sends a message: how far it is, what came of it.
    pub tell: Rc<dyn Fn(Msg)>,
    /// Lets the page answer the person.
    pub rest: fn() -> Boxed,
    /// Brings what reads web pages; without it they are said not to be readable.
    pub pages: fn() -> Boxed,
}

impl fmt::Debug for Hands {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hands").finish_non_exhaustive()
    }
}

/// Work to be done in slices.
pub trait Work: fmt::Debug {
    /// Does it.
    fn run(self: Box<Self>, hands: Hands) -> Boxed;
}

/// Something said to a part of the page that is loaded when it is wanted. What it holds is known there alone, so that it
/// weighs nothing here.
#[derive(Debug)]
pub struct Sealed(pub Box<dyn Any>);

/// Whether work was called off.
#[derive(Clone, Debug, Default)]
pub struct Stop(Rc<Cell<bool>>);

impl Stop {
    fn stop(&self) {
        self.0.set(true);
    }

    /// Whether it was.
    pub fn is_stopped(&self) -> bool {
        self.0.get()
    }
}

/// The end of [`Stop`] that calls off, also when it is dropped.
#[derive(Debug, Default)]
pub struct Leash(Stop);

impl Leash {
    /// Calls off what is under way; the other end is for what begins now.
    pub fn renew(&mut self) -> Stop {
        self.0.stop();
        self.0 = Stop::default();
        self.0.clone()
    }
}

impl Leash {
    /// The other end for what goes on with what is under way.
    pub fn held(&self) -> Stop {
        self.0.clone()
    }
}

impl Drop for Leash {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// Work that is done elsewhere than by [`Work`], with somebody who waits for it.
#[derive(Clone, Debug)]
pub struct Watched {
    /// Calls it off.
    pub stop: Stop,
    /// Which work it is.
    pub run: u64,
    /// The message that it is this far, in thousandths.
    pub progress: fn(u64, u32) -> Msg,
}

/// How much is done between two rests, in characters: some milliseconds.
const SLICE: usize = 200_000;
/// What anything costs at least.
const LEAST: usize = 500;

/// Counts what is done until a rest is due.
#[derive(Debug, Default)]
pub struct Pace(usize);

impl Pace {
    /// Counts so many characters; says whether a rest is due.
    pub fn step(&mut self, characters: usize) -> bool {
        self.0 += characters.max(LEAST);
        let due = self.0 >= SLICE;
        if due {
            self.0 = 0;
        }
        due
    }
}
