//! Links between the spans of an article: which types may lie between two spans, and what a card shows of them.

use std::sync::Arc;

use crate::model::annotation::{Annotation, Link};
use crate::model::ids::{LabelId, LinkTypeId, SpanId};
use crate::model::layer::Layer;
use crate::model::scheme::{LinkType, Scheme};

/// A link that is being made: from where. The person is told by a notice, and who puts that away gives it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linking {
    /// The span it was begun at.
    pub from: SpanId,
    /// The notice.
    pub notice: u32,
}

/// Why two spans are not linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoLink {
    /// No link type goes from the one label to the other, nor back.
    NoType,
    /// All links that may lie between them do.
    There,
}

/// A link as the card of one of its ends shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The link.
    pub link: Link,
    /// It goes out from the card's span.
    pub out: bool,
    /// Its other end.
    pub other: Arc<Annotation>,
}

/// Whether a link type may go from one label to another. One that names no label goes with every one.
pub fn fits(kind: &LinkType, from: &LabelId, to: &LabelId) -> bool {
    let among = |labels: &[LabelId], label| labels.is_empty() || labels.contains(label);
    among(&kind.from, from) && among(&kind.to, to)
}

/// The types that may be given to a link, the one that it has among them: those that are offered, fit its ends, and are
/// not between them already.
pub fn kinds(scheme: &Scheme, layer: &Layer, link: &Link) -> Vec<LinkTypeId> {
    let ends = layer.span(&link.from).zip(layer.span(&link.to));
    let offered = scheme.links.iter().filter(|kind| {
        let fit = ends.is_some_and(|(from, to)| fits(kind, &from.label, &to.label));
        let free = fit && !kind.retired && !is_there(layer, &kind.id, &link.from, &link.to);
        kind.id == link.kind || free
    });
    let mut kinds: Vec<_> = offered.map(|kind| kind.id.clone()).collect();
    if !kinds.contains(&link.kind) {
        kinds.push(link.kind.clone());
    }
    kinds
}

/// Whether such a link is there already.
pub fn is_there(layer: &Layer, kind: &LinkTypeId, from: &SpanId, to: &SpanId) -> bool {
    let mut links = layer.links_of(from);
    links.any(|link| link.kind == *kind && link.from == *from && link.to == *to)
}

/// The type and the ends of the link that two spans get: the first type that is offered, fits and is not there yet. A
/// person may begin at either end: where no type goes this way, one that goes back is taken.
///
/// # Errors
/// [`NoLink`] if there is none.
pub fn proposed(
    scheme: &Scheme,
    layer: &Layer,
    from: &Annotation,
    to: &Annotation,
) -> Result<(LinkTypeId, SpanId, SpanId), NoLink> {
    let mut why = NoLink::NoType;
    for (from, to) in [(from, to), (to, from)] {
        let offered = scheme.links.iter().filter(|kind| !kind.retired);
        for kind in offered.filter(|kind| fits(kind, &from.label, &to.label)) {
            if !is_there(layer, &kind.id, &from.id, &to.id) {
                return Ok((kind.id.clone(), from.id.clone(), to.id.clone()));
            }
            why = NoLink::There;
        }
        // What was meant is there: it is not made the other way round.
        if why == NoLink::There {
            break;
        }
    }
    Err(why)
}

/// The links of a span: first those that go out, each in the order in which the other ends stand in the text.
pub fn links_of(layer: &Layer, id: &SpanId) -> Vec<Shown> {
    let shown = layer.links_of(id).filter_map(|link| {
        let out = link.from == *id;
        let other = layer.span(if out { &link.to } else { &link.from })?.clone();
        let link = link.clone();
        Some(Shown { link, out, other })
    });
    let mut shown: Vec<Shown> = shown.collect();
    shown.sort_by_key(|shown| (!shown.out, shown.other.fragments.hull().start()));
    shown
}

/// The name of a link type, or its id where the scheme does not have it.
pub fn name_of<'a>(
    scheme: &'a Scheme,
    kind: &'a LinkTypeId,
    pick: impl Fn(&'a LinkType) -> &'a str,
) -> &'a str {
    let known = scheme.links.iter().find(|known| known.id == *kind);
    known.map_or(kind.as_str(), pick)
}
