//! Tests in a real browser, through WebDriver. What drives the browser lives in `harness`, what is
//! expected of the page in the other modules, one per theme. Nothing here is built without the
//! feature `e2e`; `./dev e2e` builds the page and sets the environment that `harness` documents.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod accessibility;
mod aid;
mod articles;
mod changing;
mod exchange;
mod faults;
mod files_in_out;
mod handout;
mod harness;
mod harness_works;
mod hostile;
mod hostile_large;
mod keeping;
mod keyboard;
mod kill;
mod labelling;
mod later;
mod leading;
mod many;
mod offline;
mod painting;
mod recovery;
mod safety;
mod scheme;
mod security;
mod support;
mod tabs;
mod touch;
mod workers;
