//! Which highlight each span is painted with, followed by difference.
//!
//! One highlight per label and depth: spans of one label that overlap need different highlights, or a quote
//! inside a quote disappears. A change looks only at the spans that overlap the ones it touched. Of very many spans those
//! near the screen are painted, and others as it moves.

use super::dom_map::{self, DomRange};
use crate::model::annotation::Annotation;
use crate::model::boundary::Ground;
use crate::model::change::Touched;
use crate::model::ids::{LabelId, SpanId};
use crate::model::layer::Layer;
use crate::model::offset::CodePoint;
use crate::model::sorted::Map;
use crate::model::span::Extent;

/// Of more spans than this only those near the screen are painted: browsers look at every painted range each time the
/// document changes.
const MANY: usize = 2_000;

/// How far beyond what is near the screen spans are painted then, in code points: some screens.
const BEYOND: u32 = 9_000;

/// As soon as less of that is left on a side, it is painted anew around the screen.
const LEAST: u32 = 6_000;

/// Deeper spans share the last highlight; their borders still show.
pub const DEPTHS: u8 = 4;

/// The highlight of a span.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Group {
    /// The span's label.
    pub label: LabelId,
    /// From 1 to [`DEPTHS`].
    pub depth: u8,
}

/// One step of painting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaintOp {
    /// Paint a span so, whatever it was before.
    Set {
        /// The span.
        span: SpanId,
        /// Its highlight.
        group: Group,
        /// Where.
        ranges: Vec<DomRange>,
    },
    /// Paint a span no more.
    Drop {
        /// The span.
        span: SpanId,
    },
}

/// The depth of every span, and which of them are painted.
#[derive(Clone, Debug, Default)]
pub struct Paint {
    depths: Map<SpanId, u8>,
    /// Where spans are painted; everywhere if it is `None`.
    window: Option<Extent>,
}

impl Paint {
    /// Everything anew, in text order; of very many spans those around `near`, what is near the screen, if that is known.
    pub fn all(layer: &Layer, ground: &Ground<'_>, near: Option<Extent>) -> (Self, Vec<PaintOp>) {
        let near = near.filter(|_| layer.len() > MANY);
        let window = near.and_then(|near| around(near, ground));
        let mut depths = Vec::with_capacity(layer.len());
        // The ends of the open spans of each label, by depth. The last depth takes all that find no place before.
        let mut open: Map<&LabelId, Vec<u32>> = Map::new();
        let mut ops = match window {
            Some(_) => Vec::new(),
            None => Vec::with_capacity(layer.len()),
        };
        for span in layer.in_order() {
            let hull = span.fragments.hull();
            let mut place = 0;
            open.update(&span.label, |ends| {
                let free = ends.iter().position(|end| *end <= hull.start().get());
                place = free.unwrap_or(ends.len());
                match ends.get_mut(place) {
                    Some(end) => *end = hull.end().get(),
                    None if place + 1 < DEPTHS.into() => ends.push(hull.end().get()),
                    None => {}
                }
            });
            let depth = depth_of(place);
            depths.push((span.id.clone(), depth));
            if window.is_none_or(|window| window.overlaps(hull)) {
                ops.push(set(span, depth, ground));
            }
        }
        let depths = depths.into_iter().collect();
        (Self { depths, window }, ops)
    }

    /// What is to be painted, and what no more, now that this is near the screen.
    pub fn look(&mut self, near: Extent, layer: &Layer, ground: &Ground<'_>) -> Vec<PaintOp> {
        let Some(window) = self.window else {
            return Vec::new();
        };
        let (text_start, text_end) = (CodePoint::ZERO, ground.text.end());
        let before = near.start().get().saturating_sub(window.start().get());
        let after = window.end().get().saturating_sub(near.end().get());
        let enough = (before >= LEAST || window.start() == text_start)
            && (after >= LEAST || window.end() == text_end);
        let next = around(near, ground).filter(|_| !enough);
        let Some(next) = next else {
            return Vec::new();
        };
        let mut ops = Vec::new();
        for span in layer.overlapping(window.hull(next)) {
            let hull = span.fragments.hull();
            match (window.overlaps(hull), next.overlaps(hull)) {
                (true, false) => ops.push(PaintOp::Drop {
                    span: span.id.clone(),
                }),
                (false, true) => {
                    let depth = self.depths.get(&span.id).copied().unwrap_or(DEPTHS);
                    ops.push(set(span, depth, ground));
                }
                _ => {}
            }
        }
        self.window = Some(next);
        ops
    }

    /// Whether spans far from the screen are not painted.
    pub const fn is_partial(&self) -> bool {
        self.window.is_some()
    }

    /// Whether all spans are painted, and have become too many for that.
    pub fn is_outgrown(&self, layer: &Layer) -> bool {
        self.window.is_none() && layer.len() > MANY
    }

    /// Whether a span that lies there is painted.
    pub fn is_painted(&self, hull: Extent) -> bool {
        self.window.is_none_or(|window| window.overlaps(hull))
    }

    /// What a change asks for.
    pub fn follow(
        &mut self,
        touched: &[Touched],
        layer: &Layer,
        ground: &Ground<'_>,
    ) -> Vec<PaintOp> {
        let mut ops = Vec::new();
        let mut stale: Vec<(LabelId, Extent)> = Vec::new();
        for Touched { before, after } in touched {
            for span in before.iter().chain(after) {
                stale.push((span.label.clone(), span.fragments.hull()));
            }
            match (before, after) {
                (Some(before), None) => {
                    self.depths.remove(&before.id);
                    ops.push(PaintOp::Drop {
                        span: before.id.clone(),
                    });
                }
                // Forces the new place to be painted.
                (_, Some(after)) => {
                    self.depths.remove(&after.id);
                }
                (None, None) => {}
            }
        }
        // A depth looks only at earlier spans, so what a new one makes stale lies further on: this ends.
        while let Some((label, extent)) = stale.pop() {
            let same_label = layer.overlapping(extent).filter(|span| span.label == label);
            for span in same_label {
                let depth = self.free_depth(span, layer);
                if self.depths.get(&span.id) != Some(&depth) {
                    self.depths.insert(span.id.clone(), depth);
                    let hull = span.fragments.hull();
                    ops.push(match self.is_painted(hull) {
                        true => set(span, depth, ground),
                        // It may have been where it was before.
                        false => PaintOp::Drop {
                            span: span.id.clone(),
                        },
                    });
                    stale.push((label.clone(), hull));
                }
            }
        }
        ops
    }

    /// The depth of each span.
    pub const fn depths(&self) -> &Map<SpanId, u8> {
        &self.depths
    }

    /// The least depth that no earlier overlapping span of the label has.
    fn free_depth(&self, span: &Annotation, layer: &Layer) -> u8 {
        let mut taken = [false; DEPTHS as usize];
        let earlier = layer
            .overlapping(span.fragments.hull())
            .take_while(|other| other.id != span.id)
            .filter(|other| other.label == span.label)
            .filter_map(|other| self.depths.get(&other.id));
        for depth in earlier {
            if let Some(taken) = taken.get_mut(usize::from(*depth)) {
                *taken = true;
            }
            // Any number of spans may lie on top of each other.
            if taken.iter().skip(1).all(|taken| *taken) {
                return DEPTHS;
            }
        }
        (1..DEPTHS)
            .find(|depth| taken.get(usize::from(*depth)) == Some(&false))
            .unwrap_or(DEPTHS)
    }
}

/// Where spans are painted if this is near the screen.
fn around(near: Extent, ground: &Ground<'_>) -> Option<Extent> {
    let start = near.start().get().saturating_sub(BEYOND);
    let end = near.end().plus(BEYOND).min(ground.text.end());
    Extent::new(CodePoint::new(start), end)
}

fn depth_of(place: usize) -> u8 {
    u8::try_from(place.saturating_add(1))
        .unwrap_or(DEPTHS)
        .min(DEPTHS)
}

fn set(span: &Annotation, depth: u8, ground: &Ground<'_>) -> PaintOp {
    PaintOp::Set {
        span: span.id.clone(),
        group: Group {
            label: span.label.clone(),
            depth,
        },
        ranges: span
            .fragments
            .iter()
            .filter_map(|e| dom_map::range(ground, e))
            .collect(),
    }
}

/// What the overlay shows of a span: letters and borders, which a highlight cannot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The span.
    pub span: SpanId,
    /// Its label.
    pub label: LabelId,
    /// The label's letter in the language of the interface.
    pub sign: String,
    /// Where.
    pub ranges: Vec<DomRange>,
    /// How many spans begin at the same place before it, so that their letters stand side by side.
    pub shift: u8,
    /// Whether it has the focus, with a ring and handles.
    pub focused: bool,
}
