//! The pure core: tables of cases with one `check` each, and properties over generated texts and edits.

mod blocks;
mod boundary;
mod findings;
mod history;
mod index;
mod offsets;
mod spans;
mod texts;
