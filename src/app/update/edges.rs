//! Moving the ends of a span, by keys and by the pointer.

use super::Turn;
use super::select::clip;
use crate::app::dom_map::{self, DomPoint};
use crate::app::keymap::Way;
use crate::app::state::Said;
use crate::app::strings::{Arg, Text as Key};
use crate::model::edge::Edge;
use crate::model::ids::SpanId;
use crate::model::offset::CodePoint;
use crate::model::span::Fragments;

impl Turn<'_> {
    /// Moves a boundary by one word or letter.
    pub(super) fn nudge(&mut self, edge: Edge, way: Way, letter: bool) {
        let snap = self.snap(letter);
        let Some(open) = &self.state.open else { return };
        let Some(span) = open.focused() else {
            self.hint(Key::FocusFirst);
            return;
        };
        let toward = way.toward(open.right_to_left());
        let fragments = &span.fragments;
        let from = if edge == Edge::Start {
            fragments.start()
        } else {
            fragments.end()
        };
        let to = open.ground().next_edge(from, edge, snap, toward);
        let moved = to.and_then(|to| with_edge(fragments, edge, to));
        let id = span.id.clone();
        if let Some(moved) = moved {
            self.reshape(&id, moved);
            self.show_moved_edge(edge);
        }
    }

    /// Gives a span other fragments.
    fn reshape(&mut self, id: &SpanId, fragments: Fragments) {
        if self.alter(id, |span| span.fragments = fragments) {
            let Some(open) = &self.state.open else { return };
            let Some(span) = open.layer.span(id) else {
                return;
            };
            let text = clip(&crate::format::layer::marked_text(span, &open.text));
            self.announce(Said {
                key: Key::SayMoved,
                args: vec![("text", Arg::Text(text))],
            });
        }
    }

    fn show_moved_edge(&mut self, edge: Edge) {
        let Some(open) = &self.state.open else { return };
        let Some(span) = open.focused() else { return };
        let fragments = &span.fragments;
        let at = if edge == Edge::Start {
            fragments.start()
        } else {
            fragments.end()
        };
        self.reveal_caret(at);
    }

    pub(super) fn drag_edge(
        &mut self,
        id: &SpanId,
        edge: Edge,
        to: DomPoint,
        alt: bool,
        done: bool,
    ) {
        let snap = self.snap(alt);
        let Some(open) = &mut self.state.open else {
            return;
        };
        let ground = open.ground();
        let Some(fragments) = open.layer.span(id).map(|span| span.fragments.clone()) else {
            return;
        };
        let moved = dom_map::code_point(&ground, to).and_then(|to| {
            let hull = fragments.hull();
            let fixed = if edge == Edge::Start {
                hull.end()
            } else {
                hull.start()
            };
            // Beyond the other end there is nothing to keep.
            let right = if edge == Edge::Start {
                to < fixed
            } else {
                to > fixed
            };
            let rounded = ground.snap(to, fixed, snap).filter(|_| right)?;
            let at = if edge == Edge::Start {
                rounded.start()
            } else {
                rounded.end()
            };
            with_edge(&fragments, edge, at)
        });
        if done {
            open.dragged = None;
            match moved {
                Some(moved) => self.reshape(id, moved),
                None => self.show_transient(),
            }
            self.show_transient();
        } else if let Some(moved) = moved {
            open.dragged = Some(moved.hull());
            self.show_transient();
        }
    }

    pub(super) fn drag_cancelled(&mut self) {
        if let Some(open) = &mut self.state.open {
            open.dragged = None;
        }
        self.show_transient();
    }
}

fn with_edge(fragments: &Fragments, edge: Edge, at: CodePoint) -> Option<Fragments> {
    match edge {
        Edge::Start => fragments.with_start(at),
        Edge::End => fragments.with_end(at),
    }
}
