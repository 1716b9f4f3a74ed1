//! The pure core: text and offsets, spans, annotations, layers, changes, history, merge.
//!
//! Knows no JSON, clock, randomness, storage or DOM: ids, replicas and times are passed in. What is stored
//! or sent lives in [`crate::format`]; what the person is doing right now lives in [`crate::app`].

pub mod annotation;
pub mod article;
pub mod blocks;
pub mod boundary;
pub mod change;
pub mod check;
pub mod diff;
pub mod edge;
pub mod figures;
pub mod fold;
pub mod history;
pub mod ids;
pub mod index;
pub mod layer;
pub mod links;
pub mod merge;
pub mod offset;
pub mod scheme;
pub mod scheme_add;
pub mod scheme_edit;
pub mod scheme_over;
pub(crate) mod sentences;
pub mod sorted;
pub mod span;
pub mod stamp;
pub mod stats;
pub mod text;
