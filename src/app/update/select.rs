//! Selecting text and focusing spans: by pointer, touch and keyboard.

use super::Turn;
use crate::app::dom_map::{self, DomPoint};
use crate::app::effect::{Effect, Spot};
use crate::app::keymap::Way;
use crate::app::msg::By;
use crate::app::state::{Said, Selection};
use crate::app::strings::{Arg, Text as Key};
use crate::model::boundary::{Snap, Unit};
use crate::model::ids::SpanId;
use crate::model::index::Entry;
use crate::model::offset::CodePoint;

impl Turn<'_> {
    fn code_point(&self, place: DomPoint) -> Option<CodePoint> {
        dom_map::code_point(&self.state.open.as_ref()?.ground(), place)
    }

    pub(super) fn select(&mut self, anchor: DomPoint, head: DomPoint, by: By, alt: bool) {
        let (Some(anchor), Some(head)) = (self.code_point(anchor), self.code_point(head)) else {
            return;
        };
        let snap = self.snap(alt);
        let Some(open) = &mut self.state.open else {
            return;
        };
        let selection = Selection { anchor, head, snap };
        self.state.tapped = None;
        if open.selection == selection && by != By::Pointer {
            return;
        }
        open.selecting = by == By::Drag;
        open.selection = selection;
        self.show_transient();
        if by == By::Pointer {
            self.show_native();
            self.announce_selection();
        }
    }

    /// A click puts the caret there and goes through the spans at the place, the shortest first.
    pub(super) fn click(&mut self, place: DomPoint) {
        let Some(at) = self.code_point(place) else {
            return;
        };
        self.state.tapped = None;
        let caret = self
            .state
            .open
            .as_ref()
            .map(|open| open.ground().settle(at));
        self.collapse(caret.unwrap_or(at));
        let next = self.next_at(at);
        self.focus(next);
    }

    /// A double click selects the word there.
    pub(super) fn select_word(&mut self, place: DomPoint) {
        let at = self.code_point(place);
        let snap = self.state.snap();
        let Some((open, at)) = self.state.open.as_mut().zip(at) else {
            return;
        };
        let Some(word) = open.ground().word_at(at) else {
            return;
        };
        open.selecting = false;
        open.selection = Selection {
            anchor: word.start(),
            head: word.end(),
            snap,
        };
        self.state.tapped = None;
        self.show_transient();
        self.show_native();
        self.announce_selection();
    }

    /// On touch the first tap selects a word, the next one extends to its word; a second tap on the same
    /// word gives it up and goes through the spans there.
    pub(super) fn tap(&mut self, place: DomPoint) {
        let Some(at) = self.code_point(place) else {
            return;
        };
        let snap = self.state.snap();
        let Some(open) = &mut self.state.open else {
            return;
        };
        let word = open.ground().word_at(at);
        match (self.state.tapped, word) {
            (_, None) => {
                self.state.tapped = None;
                self.collapse(at);
                self.focus(None);
            }
            (Some(first), Some(word)) if first == word => {
                self.state.tapped = None;
                self.collapse(at);
                let next = self.next_at(at);
                self.focus(next);
            }
            (first, Some(word)) => {
                let from = first.unwrap_or(word);
                let (anchor, head) = if word.start() < from.start() {
                    (from.end(), word.start())
                } else {
                    (from.start(), word.end())
                };
                open.selection = Selection { anchor, head, snap };
                self.state.tapped = Some(from);
                let focus = if first.is_none() {
                    self.innermost_at(at)
                } else {
                    None
                };
                self.focus(focus);
                self.announce_selection();
            }
        }
    }

    pub(super) fn move_to(&mut self, to: DomPoint, extend: bool) {
        if let Some(at) = self.code_point(to) {
            self.move_head(at, extend);
        }
    }

    pub(super) fn step(&mut self, unit: Unit, way: Way, extend: bool) {
        let Some(open) = &self.state.open else { return };
        let toward = way.toward(open.right_to_left());
        let to = open.ground().step(open.selection.head, unit, toward);
        self.move_head(to, extend);
    }

    pub(super) fn step_line(&mut self, way: Way, extend: bool) {
        let Some(open) = &self.state.open else { return };
        let Some(from) = dom_map::point(&open.ground(), open.selection.head) else {
            return;
        };
        self.out.push(Effect::MoveLine {
            from,
            down: way == Way::Down,
            extend,
        });
    }

    fn move_head(&mut self, to: CodePoint, extend: bool) {
        let snap = self.state.snap();
        self.state.tapped = None;
        let Some(open) = &mut self.state.open else {
            return;
        };
        let to = open.ground().settle(to);
        // The caret shows where the keyboard is.
        self.out.push(Effect::FocusOn(Spot::Article));
        if extend {
            open.selection = Selection {
                head: to,
                snap,
                ..open.selection
            };
            self.show_transient();
            self.show_native();
            self.announce_selection();
        } else {
            self.collapse(to);
            let inner = self.innermost_at(to);
            self.focus(inner);
        }
        self.reveal_caret(to);
    }

    /// Puts the caret somewhere and selects nothing.
    pub(super) fn collapse(&mut self, at: CodePoint) {
        let snap = self.state.snap();
        let Some(open) = &mut self.state.open else {
            return;
        };
        let had = open.selected().is_some();
        open.selecting = false;
        open.selection = Selection {
            anchor: at,
            head: at,
            snap,
        };
        if had {
            self.out.push(Effect::NativeSelection(None));
        }
    }

    /// The spans at a place that the list shows, the shortest first.
    fn shown_at(&self, at: CodePoint) -> Vec<SpanId> {
        let Some(open) = &self.state.open else {
            return Vec::new();
        };
        let spans = open.layer.spans_at(at).into_iter();
        let shown = spans.filter(|span| !self.state.hidden.contains(&span.label));
        shown.map(|span| span.id.clone()).collect()
    }

    fn innermost_at(&self, at: CodePoint) -> Option<SpanId> {
        self.shown_at(at).into_iter().next()
    }

    /// The span at a place to focus next: the shortest, or the one after the focused one.
    fn next_at(&self, at: CodePoint) -> Option<SpanId> {
        let spans = self.shown_at(at);
        let current = spans
            .iter()
            .position(|id| self.focus_id().as_ref() == Some(id));
        let next = current.and_then(|place| spans.get(place + 1));
        next.or(spans.first()).cloned()
    }

    /// Gives the focus to a span, or to none, and shows it.
    pub(super) fn focus(&mut self, id: Option<SpanId>) {
        let Some(open) = &mut self.state.open else {
            return;
        };
        let changed = open.focus != id;
        open.focus = id;
        if changed {
            self.state.versions.spans += 1;
            self.show_marks();
            self.announce_focus();
            self.save_view();
        }
        self.show_transient();
        if let Some(id) = self.focus_id().filter(|_| changed) {
            self.show_card(&id);
        }
    }

    pub(super) fn focus_from_list(&mut self, id: &SpanId) {
        let Some(open) = &self.state.open else { return };
        let Some(span) = open.layer.span(id) else {
            return;
        };
        let start = span.fragments.start();
        self.collapse(start);
        self.focus(Some(id.clone()));
        self.reveal_focus();
    }

    /// The next or previous span of the list, from the focused one or from the caret.
    pub(super) fn neighbour(&mut self, forward: bool) {
        let Some(open) = &self.state.open else { return };
        let index = open.layer.index();
        let head = open.selection.head;
        let focused = open.focused().map(|s| Entry {
            hull: s.fragments.hull(),
            id: s.id.clone(),
        });
        let step = |from: Option<&Entry>| match (from, forward) {
            (Some(from), true) => index.after(from),
            (Some(from), false) => index.before(from),
            (None, true) => index.first_from(head),
            (None, false) => index.last_until(head),
        };
        let shown = |entry: &&Entry| {
            open.layer
                .span(&entry.id)
                .is_some_and(|s| !self.state.hidden.contains(&s.label))
        };
        let found = |first| {
            let mut all = std::iter::successors(first, |entry: &&Entry| step(Some(*entry)));
            all.find(shown).map(|entry| entry.id.clone())
        };
        let next = found(step(focused.as_ref())).or_else(|| {
            // From a caret behind the last one it goes round: nothing was focused that could be the last.
            let round = focused.is_none().then(|| match forward {
                true => index.first_from(CodePoint::ZERO),
                false => index.last_until(open.text.end()),
            });
            found(round.flatten())
        });
        match next {
            Some(id) => self.focus_from_list(&id),
            None if open.layer.is_empty() => self.hint(Key::NoSpansYet),
            None => self.hint(if forward {
                Key::LastSpan
            } else {
                Key::FirstSpan
            }),
        }
    }

    /// The next of the spans that overlap at the caret. A caret that is not in the focused span, as after
    /// labelling, goes to its start first, and so to the next ones from there.
    pub(super) fn cycle(&mut self) {
        let Some(open) = &self.state.open else { return };
        let head = open.selection.head;
        let away = open
            .focused()
            .map(|s| &s.fragments)
            .filter(|place| !place.contains(head));
        let away = away.map(|place| place.start());
        if let Some(start) = away {
            self.collapse(start);
        }
        let at = away.unwrap_or(head);
        let next = self.next_at(at);
        if next.is_some() {
            self.focus(next);
        }
    }

    /// Selects the focused span, to give it a second label or to start from it.
    pub(super) fn select_span(&mut self) {
        let Some(open) = &mut self.state.open else {
            return;
        };
        let Some(hull) = open.focused().map(|span| span.fragments.hull()) else {
            return;
        };
        open.selection = Selection {
            anchor: hull.start(),
            head: hull.end(),
            snap: Snap::Letters,
        };
        self.show_transient();
        self.show_native();
        self.announce_selection();
    }

    /// Gives up the selection; without one, the focus.
    pub(super) fn escape(&mut self) {
        self.state.tapped = None;
        let Some(open) = &self.state.open else { return };
        let head = open.selection.head;
        let selected = open.selected().is_some();
        if self.state.sheet.is_some() {
            self.state.sheet = None;
            self.state.versions.chrome += 1;
        } else if selected {
            self.collapse(head);
            self.show_transient();
        } else {
            self.focus(None);
        }
    }

    pub(super) fn toggle_letters(&mut self) {
        self.state.prefs.letters = !self.state.prefs.letters;
        let snap = self.state.snap();
        if let Some(open) = &mut self.state.open {
            open.selection.snap = snap;
        }
        self.save_prefs();
        self.show_transient();
        self.show_native();
        let on = self.state.prefs.letters;
        self.hint(if on { Key::LettersOn } else { Key::LettersOff });
    }

    fn announce_selection(&mut self) {
        let Some(open) = &self.state.open else { return };
        let text = open.selected().and_then(|extent| open.text.get(extent));
        let Some(text) = text.map(str::to_owned) else {
            return;
        };
        self.announce(Said {
            key: Key::SaySelected,
            args: vec![("text", Arg::Text(clip(&text)))],
        });
    }

    fn announce_focus(&mut self) {
        let lang = self.state.lang();
        let Some(open) = &self.state.open else { return };
        let Some(span) = open.focused() else { return };
        let text = clip(&crate::format::layer::marked_text(span, &open.text));
        let label = self.state.project.scheme.label(&span.label);
        let label = label
            .map_or(span.label.as_str(), |label| lang.pick(&label.names))
            .to_owned();
        self.announce(Said {
            key: Key::SayFocused,
            args: vec![("label", Arg::Text(label)), ("text", Arg::Text(text))],
        });
    }
}

/// As much of a text as is said aloud.
pub(super) fn clip(text: &str) -> String {
    use unicode_segmentation::UnicodeSegmentation;
    // A cluster may be as long as the text.
    let head = text
        .char_indices()
        .nth(960)
        .map_or(text.len(), |(end, _)| end);
    let head = text.get(..head).unwrap_or(text);
    let end = head.grapheme_indices(true).nth(120);
    let kept = head
        .get(..end.map_or(head.len(), |(end, _)| end))
        .unwrap_or(head);
    let cut = if kept.len() < text.len() { "…" } else { "" };
    format!("{kept}{cut}")
}
