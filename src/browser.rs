//! One adapter per browser API. They translate and decide nothing; what to do is said by
//! [`Effect`](crate::app::effect::Effect)s, what happened is answered with [`Msg`](crate::app::msg::Msg)s.

pub mod ahead;
pub mod announce;
pub mod article_dom;
pub mod backup;
pub mod clock;
pub mod database;
pub mod database_watch;
pub mod dom_text;
pub mod dress;
pub mod dropped;
pub mod files;
pub mod formats;
pub mod highlights;
pub mod intake;
pub mod keyboard_place;
pub mod keys;
pub mod later;
pub mod listing;
pub mod local;
pub mod long_string;
mod long_write;
pub mod offline;
pub mod overlay;
pub mod page_events;
pub mod pointer;
pub mod recovery;
pub mod rows;
pub mod run_effects;
pub mod search;
pub mod selection;
pub mod tabs;
pub mod viewport;
pub mod worker;
