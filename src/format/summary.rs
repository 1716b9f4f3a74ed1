//! What lists show of a layer, as a small JSON record of its own, so that a list of thousands of articles
//! reads no layer.

use serde::{Deserialize, Serialize};

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

#[derive(Serialize, Deserialize)]
struct Wire<'a> {
    status: &'a str,
    spans: usize,
}

/// For storage.
pub fn write_summary(summary: Summary) -> String {
    let wire = Wire {
        status: status_name(summary.status),
        spans: summary.spans,
    };
    // A struct of plain fields always serialises.
    serde_json::to_string(&wire).unwrap_or_default()
}

/// From storage; empty where it cannot be read, for it says nothing that the layer does not.
pub fn read_summary(json: &str) -> Summary {
    let wire: Option<Wire<'_>> = serde_json::from_str(json).ok();
    let status = wire.as_ref().and_then(|wire| status_from(wire.status));
    Summary {
        status: status.unwrap_or_default(),
        spans: wire.map_or(0, |wire| wire.spans),
    }
}
