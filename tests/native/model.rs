//! The pure core: tables of cases with one `check` each, and properties over generated texts and edits.

mod blocks;
mod boundary;
mod changes;
pub mod edits;
mod findings;
mod folds;
mod history;
mod index;
mod merge;
mod offsets;
mod spans;
pub mod texts;
