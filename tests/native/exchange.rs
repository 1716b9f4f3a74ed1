//! Files of other programs, in and out.
#![allow(clippy::type_complexity, reason = "tables of cases, each read once")]

mod brat;
mod cas;
mod conll;
mod doccano;
mod fault;
mod frame;
#[cfg(feature = "html")]
mod html;
mod hugging_face;
mod kit;
mod label_studio;
mod layers;
mod prodigy;
mod pubannotation;
mod split;
mod table;
mod tei;
mod tokens;
mod trec;
mod units;
mod webanno_tsv;
mod webannotation;
