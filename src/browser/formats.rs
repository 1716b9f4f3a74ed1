//! Files of other programs: a part of the page of its own, for what reads and writes them is as large as all of the
//! rest. Where it is cut off is said in `ui::later`.

use std::pin::Pin;
use std::rc::Rc;

use super::clock;
use crate::app::msg::Msg;
use crate::app::update::{Later, update_formats};
use crate::app::work::{Boxed, Hands, Work};

/// Brings the part; `None` if it cannot be loaded.
pub type LoadFormats = fn() -> Pin<Box<dyn Future<Output = Option<&'static Formats>>>>;

type Doing = fn(Box<dyn Work>, Rc<dyn Fn(Msg)>, LoadPages) -> Boxed;

/// Brings what reads web pages: it weighs more than all other formats together.
pub type LoadPages = fn() -> Boxed;

/// The entries of the part.
#[derive(Debug)]
pub struct Formats {
    /// Takes its messages.
    pub update: Later,
    /// Does work in slices.
    pub work: Doing,
    /// What it may have to load for that.
    pub pages: LoadPages,
}

/// The part itself: to be named where it is cut off and nowhere else.
pub const fn formats(pages: LoadPages) -> Formats {
    Formats {
        update: update_formats,
        work: |work, tell, pages| {
            work.run(Hands {
                tell,
                rest: || Box::pin(clock::breathe()),
                pages,
            })
        },
        pages,
    }
}
