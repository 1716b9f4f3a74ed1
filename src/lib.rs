//! Isnad: labelling of attribution in Arabic news.
pub mod app;
pub mod format;
pub mod model;
#[cfg(feature = "web")]
pub mod ui;
