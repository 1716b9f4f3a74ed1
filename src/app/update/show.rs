//! Keeping the painted page true to the state: highlights, marks, caret, announcements.

use super::Turn;
use crate::app::dom_map;
use crate::app::effect::{Effect, Scroll};
use crate::app::paint::{Mark, Paint};
use crate::app::shown::around;
use crate::app::state::{Notice, Open, Said, State, Transient, Urgency};
use crate::app::strings::Text as Key;
use crate::model::change::Touched;
use crate::model::ids::SpanId;
use crate::model::offset::CodePoint;
use crate::model::span::Extent;

impl Turn<'_> {
    /// Paints the open article from nothing.
    pub(super) fn paint_all(&mut self) {
        let near = self.state.open.as_ref().and_then(Open::near);
        self.paint_around(near);
    }

    fn paint_around(&mut self, near: Option<Extent>) {
        self.out.push(Effect::ClearPaint);
        let Some(open) = &mut self.state.open else {
            return;
        };
        let (paint, ops) = Paint::all(&open.layer, &open.ground(), near);
        open.paint = paint;
        self.out.push(Effect::Paint(ops));
        self.show_transient();
        self.show_marks();
    }

    /// All of the article is on paper.
    pub(super) fn printing(&mut self, begins: bool) {
        let Some(open) = &self.state.open else { return };
        match begins {
            true if open.paint.is_partial() => self.paint_around(None),
            false if open.paint.is_outgrown(&open.layer) => self.paint_all(),
            _ => {}
        }
    }

    /// Paints what has come near the screen.
    pub(super) fn show_near(&mut self) {
        let Some(open) = &mut self.state.open else {
            return;
        };
        let mut paint = std::mem::take(&mut open.paint);
        let near = open.near();
        let ops = near.map(|near| paint.look(near, &open.layer, &open.ground()));
        open.paint = paint;
        let ops = ops.filter(|ops| !ops.is_empty());
        self.out.extend(ops.map(Effect::Paint));
    }

    /// Follows a change of spans.
    pub(super) fn show_touched(&mut self, touched: &[Touched]) {
        let Some(open) = &mut self.state.open else {
            return;
        };
        for Touched { before, after } in touched {
            if let Some(before) = before
                && let Some(count) = open.counts.get_mut(&before.label)
            {
                *count = count.saturating_sub(1);
            }
            if let Some(after) = after {
                open.counts.update(after.label.clone(), |count| *count += 1);
            }
        }
        if open.paint.is_outgrown(&open.layer) {
            self.state.versions.spans += 1;
            return self.paint_all();
        }
        let mut paint = std::mem::take(&mut open.paint);
        let ops = paint.follow(touched, &open.layer, &open.ground());
        open.paint = paint;
        if !ops.is_empty() {
            self.out.push(Effect::Paint(ops));
        }
        self.state.versions.spans += 1;
        self.show_transient();
        self.show_marks();
    }

    /// Selection and focus, and the caret.
    pub(super) fn show_transient(&mut self) {
        let Some(open) = &self.state.open else { return };
        let ground = open.ground();
        let selection = open.dragged.or_else(|| open.selected());
        let focus = open.focused().map(|span| {
            span.fragments
                .iter()
                .filter_map(|extent| dom_map::range(&ground, extent))
                .collect()
        });
        self.out.push(Effect::PaintTransient(Transient {
            selection: selection.and_then(|extent| dom_map::range(&ground, extent)),
            focus: focus.unwrap_or_default(),
        }));
        self.out
            .push(Effect::Caret(dom_map::point(&ground, open.selection.head)));
        self.state.versions.chrome += 1;
    }

    /// Letters and borders on the screen.
    pub(super) fn show_marks(&mut self) {
        if let Some(marks) = self.state.open.as_ref().map(|open| marks(self.state, open)) {
            self.out.push(Effect::Overlay(marks));
        }
    }

    /// Makes the browser's selection that of the page.
    pub(super) fn show_native(&mut self) {
        let Some(open) = &self.state.open else { return };
        let ground = open.ground();
        let range = open
            .selected()
            .and_then(|extent| dom_map::range(&ground, extent));
        let backward = open.selection.head < open.selection.anchor;
        self.out.push(Effect::NativeSelection(range.map(|range| {
            if backward {
                (range.end, range.start)
            } else {
                (range.start, range.end)
            }
        })));
    }

    pub(super) fn reveal(&mut self, extent: Extent) {
        let Some(open) = &self.state.open else { return };
        if let Some(range) = dom_map::range(&open.ground(), extent) {
            self.out.push(Effect::ScrollTo(Scroll::Reveal(range)));
        }
    }

    pub(super) fn reveal_caret(&mut self, at: CodePoint) {
        let Some(open) = &self.state.open else { return };
        if let Some(point) = dom_map::point(&open.ground(), at) {
            let range = dom_map::DomRange {
                start: point,
                end: point,
            };
            self.out.push(Effect::ScrollTo(Scroll::Reveal(range)));
        }
    }

    /// Brings the focused span and its card into view.
    pub(super) fn reveal_focus(&mut self) {
        let Some(open) = &self.state.open else { return };
        let Some(span) = open.focused().cloned() else {
            return;
        };
        self.show_card(&span.id);
        let hull = span.fragments.hull();
        // The start of a long span, rather than its middle.
        let end = hull.end().min(hull.start().plus(80));
        if let Some(extent) = Extent::new(hull.start(), end) {
            self.reveal(extent);
        }
    }

    /// The list has been scrolled.
    pub(super) fn rows_seen(&mut self, first: usize) {
        let state = &mut *self.state;
        let Some(open) = &mut state.open else { return };
        let all = open.rows(&state.hidden);
        if around(all, open.row) != around(all, first) {
            state.versions.rows += 1;
        }
        open.row = first;
    }

    /// Shows the card of a span, which may be far away in the list.
    pub(super) fn show_card(&mut self, id: &SpanId) {
        let state = &mut *self.state;
        let Some(open) = &mut state.open else { return };
        let Some(row) = open.row_of(id, &state.hidden) else {
            return;
        };
        if !around(open.rows(&state.hidden), open.row).contains(&row) {
            open.row = row;
            state.versions.rows += 1;
        }
        self.out.push(Effect::ShowCard(id.to_string()));
    }

    pub(super) fn announce(&mut self, said: Said) {
        self.out.push(Effect::Announce(said));
    }

    /// A notice that goes away by itself.
    pub(super) fn toast(&mut self, said: Said, offers: &[crate::app::state::Offer]) {
        let id = self.state.notify(Urgency::Info, said, offers);
        self.out.push(Effect::DismissLater(id));
    }

    /// A passing word, in place of the one before it.
    pub(super) fn hint(&mut self, key: Key) {
        let word = |n: &Notice| n.urgency == Urgency::Info && n.offers.is_empty();
        self.state.notices.retain(|notice| !word(notice));
        self.toast(Said::plain(key), &[]);
    }
}

/// More marks than this on one screen could not be told apart, and each costs the browser a measurement.
const MOST_MARKS: usize = 500;

/// The marks of the spans on the screen or near it. Of too many, the first, and the focused one.
fn marks(state: &State, open: &Open) -> Vec<Mark> {
    let Some(screen) = open.near().filter(|_| open.visible.is_some()) else {
        return Vec::new();
    };
    let ground = open.ground();
    let lang = state.lang();
    let mut marks: Vec<Mark> = Vec::new();
    let mut before: Option<CodePoint> = None;
    let mut shift = 0_u8;
    for span in open.layer.overlapping(screen) {
        let focused = open.focus.as_ref() == Some(&span.id);
        if marks.len() >= MOST_MARKS && !focused {
            continue;
        }
        let start = span.fragments.start();
        shift = if before == Some(start) {
            shift.saturating_add(1)
        } else {
            0
        };
        before = Some(start);
        let label = state.project.scheme.label(&span.label);
        let sign = label.map(|label| lang.pick(&label.signs).to_owned());
        let sign = sign.unwrap_or_else(|| span.label.as_str().chars().take(1).collect());
        marks.push(Mark {
            span: span.id.clone(),
            label: span.label.clone(),
            sign,
            ranges: span
                .fragments
                .iter()
                .filter_map(|e| dom_map::range(&ground, e))
                .collect(),
            shift,
            focused,
        });
    }
    marks
}
