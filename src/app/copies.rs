//! The copies of the open layer, as the dialog shows them: a list, and what restoring one would do.

use super::ports::StorageError;
use super::storage::snapshots::Snapshot;
use crate::model::change::{Change, Op};
use crate::model::layer::Layer;

/// The copies of the open layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Copies {
    /// The newest first; `None` until they are read.
    pub list: Option<Vec<Snapshot>>,
    /// The one that is looked at.
    pub looked_at: Option<LookedAt>,
    /// Why they cannot be read.
    pub failed: Option<StorageError>,
}

/// A copy that is looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct LookedAt {
    /// Its name in the database.
    pub name: String,
    /// What leads from the layer as it is to the copy; `None` if the copy cannot be read.
    pub change: Option<Change>,
}

/// What restoring a copy does to one span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It comes back.
    Returns,
    /// It goes.
    Goes,
    /// It is as it was.
    Reverts,
}

/// What restoring does to each span: the span as it was or will be, text order of neither.
pub fn fates(
    change: &Change,
) -> impl Iterator<Item = (Fate, &crate::model::annotation::Annotation)> {
    change.ops.iter().filter_map(|op| match op {
        Op::Span {
            before: None,
            after: Some(span),
        } => Some((Fate::Returns, &**span)),
        Op::Span {
            before: Some(span),
            after: None,
        } => Some((Fate::Goes, &**span)),
        Op::Span {
            before: Some(_),
            after: Some(span),
        } => Some((Fate::Reverts, &**span)),
        _ => None,
    })
}

/// What leads from a layer to a copy of it. The time that the person works is no part of it.
pub fn back_to(copy: &Layer, now: &Layer) -> Change {
    crate::model::diff::between(now, copy)
}
