//! The change that leads from one state of a layer to another.

use super::change::{Change, Op};
use super::ids::LinkId;
use super::layer::Layer;
use crate::model::sorted::{Map, Set};

/// What makes `before` say what `after` says. Empty if they say the same.
pub fn between(before: &Layer, after: &Layer) -> Change {
    let mut ops = Vec::new();
    let ids: Set<_> = before
        .in_order()
        .chain(after.in_order())
        .map(|span| span.id.clone())
        .collect();
    for id in ids {
        let (was, is) = (before.span(&id), after.span(&id));
        if was != is {
            ops.push(Op::Span {
                before: was.cloned(),
                after: is.cloned(),
            });
        }
    }
    let was: Map<&LinkId, _> = before.links().map(|link| (&link.id, link)).collect();
    let is: Map<&LinkId, _> = after.links().map(|link| (&link.id, link)).collect();
    let ids: Set<_> = was.keys().chain(is.keys()).copied().collect();
    for id in ids {
        let (was, is) = (was.get(id).copied(), is.get(id).copied());
        if was != is {
            ops.push(Op::Link {
                before: was.cloned(),
                after: is.cloned(),
            });
        }
    }
    if before.meta() != after.meta() {
        let (before, after) = (
            Box::new(before.meta().clone()),
            Box::new(after.meta().clone()),
        );
        ops.push(Op::Meta { before, after });
    }
    Change { ops }
}
