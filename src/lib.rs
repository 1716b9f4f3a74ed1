//! Isnad: labelling of attribution in Arabic news.
pub mod app;
#[cfg(feature = "web")]
pub mod browser;
pub mod format;
pub mod model;
#[cfg(feature = "web")]
pub mod ui;
