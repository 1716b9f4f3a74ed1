//! Isnad: labelling of attribution in Arabic news.
#[cfg(feature = "web")]
pub mod ui;
