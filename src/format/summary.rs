//! What lists show of a layer, as a small JSON record of its own, so that a list of thousands of articles
//! reads no layer.

use super::json_in::Node;
use super::json_out::Out;
use super::layer::{status_from, status_name};
use crate::model::layer::Status;

/// Status and count of a layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// How far the work is.
    pub status: Status,
    /// How many spans there are.
    pub spans: usize,
}

/// For storage; `version` is unlike that of every other version of the layer.
pub fn write_summary(summary: Summary, version: &str) -> String {
    let mut out = Out::default();
    out.open('{');
    out.text("status", status_name(summary.status));
    out.count("spans", summary.spans as u64);
    out.text("version", version);
    out.close('}');
    out.into_string()
}

/// From storage; empty where it cannot be read, for it says nothing that the layer does not.
pub fn read_summary(json: &str) -> Summary {
    read(json).unwrap_or_default()
}

fn read(json: &str) -> Option<Summary> {
    let mut wire = Node::parse(json).ok()?.members().ok()?;
    let status = wire.string("status").ok()??;
    let spans = wire.number("spans").ok()??;
    Some(Summary {
        status: status_from(&status).unwrap_or_default(),
        spans: usize::try_from(spans).ok()?,
    })
}
