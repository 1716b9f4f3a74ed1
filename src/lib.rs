//! Isnad: labelling of attribution in Arabic news.
pub mod model;
#[cfg(feature = "web")]
pub mod ui;
