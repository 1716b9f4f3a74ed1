//! What lists show of a layer, as a small JSON record of its own, so that a list of thousands of articles
//! reads no layer.

use super::json_in::{Members, Node};
use super::json_out::Out;
use super::layer::{status_from, status_name};
use crate::model::ids::LabelId;
use crate::model::layer::Status;
use crate::model::sorted::Map;

/// Status and counts of a layer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// How far the work is.
    pub status: Status,
    /// How many spans there are.
    pub spans: usize,
    /// How many of each label; a label without any is not there.
    pub labels: Map<LabelId, usize>,
    /// How many of them have findings, as of the last write of the whole layer.
    pub problems: usize,
    /// Seconds of work.
    pub seconds: u32,
}

/// For storage; `version` is unlike that of every other version of the layer.
pub fn write_summary(summary: &Summary, version: &str) -> String {
    let mut out = Out::default();
    out.open('{');
    members(&mut out, summary);
    out.text("version", version);
    out.close('}');
    out.into_string()
}

/// The members of the record, for where it stands inside another.
pub(super) fn members(out: &mut Out, summary: &Summary) {
    out.text("status", status_name(summary.status));
    out.count("spans", summary.spans as u64);
    out.name("labels");
    out.open('{');
    for (label, n) in &summary.labels {
        out.count(label.as_str(), *n as u64);
    }
    out.close('}');
    out.count("problems", summary.problems as u64);
    out.count("seconds", summary.seconds.into());
}

/// From storage; empty where it cannot be read, for it says nothing that the layer does not.
pub fn read_summary(json: &str) -> Summary {
    read(json).unwrap_or_default()
}

fn read(json: &str) -> Option<Summary> {
    read_members(&mut Node::parse(json).ok()?.members().ok()?)
}

/// What an older page wrote has status and spans alone.
pub(super) fn read_members(wire: &mut Members<'_>) -> Option<Summary> {
    let status = wire.string("status").ok()??;
    let number = |n: u64| usize::try_from(n).ok();
    let spans = number(wire.number("spans").ok()??)?;
    let labels = wire.object("labels").ok()?;
    let labels = labels
        .nodes()
        .filter_map(|(label, n)| Some((LabelId::new(label), number(n.number().ok()?)?)));
    let labels = labels.collect();
    Some(Summary {
        status: status_from(&status).unwrap_or_default(),
        spans,
        labels,
        problems: number(wire.number("problems").ok()?.unwrap_or_default())?,
        seconds: wire.small("seconds").ok()?.unwrap_or_default(),
    })
}
