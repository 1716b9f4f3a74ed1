//! Corpora in and out: the files of other programs, one article at a time (feature `formats`).
//!
//! A reader gives [`item::Item`]s, or says of one why it was not taken in; a writer takes articles with their
//! layers. Neither holds more than one article. What comes in goes through [`draft::Draft`], where offsets become
//! code points, titles and labels are settled, and everything is checked once for all formats. What goes out is
//! read back by the reader of its format before it is handed on ([`check_back`]).
//!
//! A format is a module with a reader, a writer or both, a line in [`read`], one in [`mod@write`], one in
//! [`losses`](crate::format::losses) for what it cannot carry, and one in `tests/fuzz/targets.rs`.

pub mod brat_out;
pub mod cas_json;
pub mod cas_xmi;
pub mod check_back;
pub mod conll;
pub mod doccano;
pub mod draft;
pub mod encoding;
pub mod fault;
pub mod files;
pub mod hugging_face;
pub mod isnad;
pub mod item;
pub mod json_values;
pub mod kind;
pub mod label_studio_out;
pub mod labels;
pub mod layers_out;
pub mod prodigy;
pub mod pubannotation;
pub mod read;
pub mod recognise;
pub mod reject;
pub mod split;
pub mod survey;
pub mod table_head;
pub mod table_out;
pub mod tags;
pub mod tei_out;
pub mod tokens;
pub mod txt;
pub mod units;
pub mod webanno_tsv_out;
pub mod webannotation_out;
pub mod write;
pub mod zip;

mod brat;
mod cas;
mod cas_types;
#[cfg(feature = "html")]
pub mod html;
mod json_fields;
mod jsonl;
mod label_studio;
mod layers;
mod table;
mod tei;
mod trec;
mod webanno_cells;
mod webanno_tsv;
mod webanno_units;
mod webannotation;
mod webannotation_parts;
mod whole;
mod xml;
