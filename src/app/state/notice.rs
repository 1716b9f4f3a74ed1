//! What the page says to the person.

use crate::app::strings::{Args, Text as Key};

/// A message to the person, in the language of the moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Which message.
    pub key: Key,
    /// What is put into it.
    pub args: Args,
}

impl Said {
    /// A message without anything put into it.
    pub const fn plain(key: Key) -> Self {
        Self {
            key,
            args: Args::new(),
        }
    }
}

/// How urgent a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// Goes away by itself, or can be left where it is.
    Info,
    /// Stays until it is put away.
    Warning,
    /// Stays, and interrupts a screen reader.
    Error,
}

/// What a notice offers to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Undo.
    Undo,
    /// Download the project.
    Backup,
    /// Download everything in storage as it is.
    RawData,
    /// Try to save again.
    Retry,
    /// Load the page again, to have the newer one.
    Reload,
    /// Load the rest of the page again, for what was asked of it.
    LoadAgain,
    /// Save, then reload into the new build.
    Renew,
}

/// A notice on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Distinct among the notices of a visit.
    pub id: u32,
    /// How urgent.
    pub urgency: Urgency,
    /// What it says.
    pub said: Said,
    /// What it offers.
    pub offers: Vec<Offer>,
}

/// How many notices of one kind are on the page at most.
pub const MOST_ALIKE: usize = 5;
