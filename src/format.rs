//! Files and storage: what stands in them, apart from the model, with readers and writers.
//!
//! Everything here is text or bytes in, values out, and back: no file is opened and nothing is stored here.
//! Offsets in files are code points unless a module says otherwise. Readers refuse what would corrupt and
//! carry along what they do not know; writers of files that leave the page read back what they wrote.

pub mod carry;
pub mod decode;
pub mod doccano;
#[cfg(feature = "formats")]
pub mod exchange;
pub mod export;
pub mod json_check;
pub mod layer;
pub mod losses;
pub mod migrate;
pub mod project;
pub mod raw;
pub mod records;
pub mod storage_key;
pub mod summary;
pub mod tab;
pub mod title;
pub mod wire;

pub(crate) mod csv_cell;
pub(crate) mod json_in;
pub(crate) mod json_out;
mod layer_error;
mod project_error;
mod scheme;
mod spans;
mod sync;
mod sync_out;
