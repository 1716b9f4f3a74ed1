//! What is kept where: the decisions about storage, over the two ports.
//!
//! The database holds everything; local storage holds layers under the JSON contract, and the settings.
//! Invariant: what could not be read is never written over.

pub mod ahead;
pub mod articles;
pub mod begin;
pub mod bulk;
pub mod compare;
pub mod gather;
pub mod import;
pub mod incoming;
mod join;
pub mod layer_write;
pub mod layers;
pub mod local_database;
mod other_layers;
pub mod project_file;
pub mod search;
pub mod snapshots;
pub mod start;

/// The settings, in local storage.
pub const PREFS_KEY: &str = "isnad:prefs";
/// Where the person was, in local storage.
pub const VIEW_KEY: &str = "isnad:view";

/// The two places.
#[derive(Clone, Copy, Debug)]
pub struct Places<'a, L, D> {
    /// Local storage.
    pub local: &'a L,
    /// The database.
    pub database: &'a D,
}
