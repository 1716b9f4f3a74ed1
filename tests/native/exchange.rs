//! Files of other programs, in and out.
#![allow(clippy::type_complexity, reason = "tables of cases, each read once")]

mod doccano;
mod frame;
mod kit;
mod label_studio;
mod prodigy;
mod tokens;
mod units;
