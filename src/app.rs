//! The page as a pure state machine: `update(&mut State, Msg, Moment) -> Vec<Effect>`.
//!
//! Effects are data; `crate::browser` runs them and answers with messages. Nothing here knows the DOM:
//! time, storage and files come through messages and [`ports`].

pub mod backup;
pub mod bidi;
pub mod copies;
pub mod dom_map;
pub mod effect;
#[cfg(feature = "formats")]
pub mod exchange;
pub mod faults;
pub mod figures;
pub mod guidelines;
pub mod keymap;
pub mod lead;
pub mod linking;
pub mod list;
pub mod markdown;
pub mod msg;
pub mod offline;
pub mod paint;
pub mod palette;
pub mod plural;
pub mod ports;
pub mod prefs;
pub mod scheme_page;
pub mod sections;
pub mod sheet;
pub mod shown;
pub mod state;
pub mod storage;
pub mod strings;
pub mod update;
pub mod where_work;
pub mod work;
