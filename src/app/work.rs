//! Long work is done in slices: between two of them the browser has its turn, so that a progress bar moves and a person
//! can call it off. What goes over many files or articles is done by a worker where there can be one (`exchange::order`).

use std::any::Any;
use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;

/// Something that takes a while.
pub type Boxed = Pin<Box<dyn Future<Output = ()>>>;

/// Something said to a part of the page that is loaded when it is wanted. What it holds is known there alone, so that it
/// weighs nothing here.
#[derive(Debug)]
pub struct Sealed(pub Box<dyn Any>);

impl Sealed {
    /// Around something.
    pub fn of(value: impl Any) -> Self {
        Self(Box::new(value))
    }

    /// What is in it; closed as it is if that is of another type.
    ///
    /// # Errors
    /// Itself.
    pub fn open<T: Any>(self) -> Result<T, Self> {
        self.0.downcast().map(|value| *value).map_err(Self)
    }
}

/// Whether work was called off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Called {
    /// It goes on.
    #[default]
    On,
    /// Off, and somebody waits to hear what became of it.
    Off,
    /// Off, and nobody wants to know.
    Away,
}

/// Whether work was called off.
#[derive(Clone, Debug, Default)]
pub struct Stop(Rc<Cell<Called>>);

impl Stop {
    /// Whether it is to end as soon as it can.
    pub fn is_stopped(&self) -> bool {
        self.0.get() != Called::On
    }

    /// Whether nobody wants to hear of it any more.
    pub fn is_unheard(&self) -> bool {
        self.0.get() == Called::Away
    }
}

/// The end of [`Stop`] that calls off, also when it is dropped.
#[derive(Debug, Default)]
pub struct Leash(Stop);

impl Leash {
    /// Calls off what is under way; the other end is for what begins now.
    pub fn renew(&mut self) -> Stop {
        self.0.0.set(Called::Away);
        self.0 = Stop::default();
        self.0.clone()
    }

    /// Calls off what is under way, and waits to hear whether it was done already.
    pub fn call_off(&self) {
        self.0.0.set(Called::Off);
    }
}

impl Drop for Leash {
    fn drop(&mut self) {
        self.0.0.set(Called::Away);
    }
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

/// How far something is, in thousandths.
pub fn thousandths(place: usize, of: usize) -> u32 {
    // Bytes of a large file times a thousand are more than the page's `usize` holds.
    let thousandths = place as u64 * 1_000 / of.max(1) as u64;
    u32::try_from(thousandths).unwrap_or(1_000)
}
