//! Readers and writers: round trips, golden files, hostile input.

mod decode;
mod doccano;
pub mod fixture;
mod generate;
mod golden;
mod hostile;
mod json_check;
mod large;
mod layer;
mod project;
mod raw;
mod records;
