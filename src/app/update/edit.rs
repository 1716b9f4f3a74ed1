//! Changing the work on the open article.

use std::sync::Arc;

use super::Turn;
use super::select::clip;
use crate::app::effect::{Effect, Spot};
use crate::app::state::{Offer, Open, Said, Typing, Urgency, Work};
use crate::app::strings::{Arg, Text as Key};
use crate::format::summary::Summary;
use crate::model::annotation::Annotation;
use crate::model::change::{Change, Op, Outcome};
use crate::model::history::Step;
use crate::model::ids::{LabelId, SpanId};
use crate::model::layer::{Meta, Status};
use crate::model::scheme::Label;
use crate::model::span::Fragments;

impl Turn<'_> {
    /// Makes a change in the open layer and notes it for undo. The first one begins the article.
    pub(super) fn change(&mut self, mut change: Change) {
        self.state.typing = None;
        let Some(open) = &mut self.state.open else {
            return;
        };
        if open.layer.meta().status == Status::Todo {
            let before = open.layer.meta().clone();
            let after = Meta {
                status: Status::InProgress,
                ..before.clone()
            };
            change.ops.push(Op::Meta {
                before: Box::new(before),
                after: Box::new(after),
            });
        }
        self.change_to(change);
    }

    /// Makes a change just as it is, and notes it for undo.
    pub(super) fn change_to(&mut self, change: Change) {
        self.state.typing = None;
        let Some(open) = &mut self.state.open else {
            return;
        };
        let layer = Some(open.layer.key().clone());
        let focus = open.focus.clone();
        let outcome = open.layer.apply(&change, &self.state.replica, &self.at.iso);
        self.follow(&change, &outcome);
        self.state.history.record(Step {
            change: Work::Layer(change),
            layer,
            focus,
        });
    }

    /// What has to follow every change of the open layer.
    pub(super) fn follow(&mut self, change: &Change, outcome: &Outcome) {
        let Some(open) = &mut self.state.open else {
            return;
        };
        let gone = open
            .focus
            .as_ref()
            .is_some_and(|id| open.layer.span(id).is_none());
        if gone {
            open.focus = None;
        }
        open.dragged = None;
        let linked = change.ops.iter().any(|op| match op {
            Op::Link { .. } => true,
            Op::Span { before, after } => {
                let mut spans = before.iter().chain(after);
                spans.any(|span| open.layer.links_of(&span.id).next().is_some())
            }
            Op::Meta { .. } => false,
        });
        self.state.versions.cards += u64::from(linked);
        self.show_touched(&outcome.touched);
        self.list_open();
        self.journal(change);
        if !outcome.left.is_empty() {
            let n = outcome.left.len() as u64;
            let said = Said {
                key: Key::UndoLeft,
                args: vec![("n", Arg::Number(n))],
            };
            self.state.notify(Urgency::Warning, said, &[]);
        }
    }

    /// Keeps the open article's line in the list true.
    pub(super) fn list_open(&mut self) {
        let Some(open) = &self.state.open else { return };
        let id = &open.article.id;
        let mut labels = open.counts.clone();
        labels.retain(|_, n| *n > 0);
        let summary = Summary {
            status: open.layer.meta().status,
            spans: open.layer.len(),
            labels,
            problems: 0,
            seconds: open.layer.seconds(),
        };
        let listed = self
            .state
            .articles
            .iter_mut()
            .find(|listed| listed.article.id == *id);
        let Some(listed) = listed else { return };
        // Findings are counted when the layer is written.
        let problems = listed.summary.problems;
        let summary = Summary {
            problems,
            ..summary
        };
        if listed.summary != summary {
            listed.summary = summary;
            self.state.versions.articles += 1;
        }
    }

    fn new_span_id(&mut self) -> SpanId {
        loop {
            self.state.counter += 1;
            let id = SpanId::new(format!("{}-{}", self.state.replica, self.state.counter));
            let open = self.state.open.as_ref();
            if open.is_none_or(|open| open.layer.span(&id).is_none()) {
                return id;
            }
        }
    }

    /// Labels what is selected; without a selection, relabels the focused span.
    pub(super) fn label(&mut self, label: &LabelId) {
        if self.refused() {
            return;
        }
        let retired = |known: &Label| known.retired;
        if self.state.project.scheme.label(label).is_some_and(retired) {
            return;
        }
        let Some(open) = &self.state.open else { return };
        let focus = open.focus.clone();
        let Some(extent) = open.selected() else {
            match focus {
                Some(id) => self.relabel(&id, label),
                None => self.hint(Key::SelectFirst),
            }
            return;
        };
        let fragments = Fragments::one(extent);
        if let Some(there) = twin(open, label, &fragments) {
            self.collapse(extent.end());
            self.focus(Some(there));
            self.hint(Key::AlreadyLabelled);
            return;
        }
        let id = self.new_span_id();
        self.state.tapped = None;
        self.collapse(extent.end());
        let span = Annotation::new(id.clone(), label.clone(), fragments);
        self.change(Change::of(Op::add(span)));
        self.focus(Some(id));
        self.say_done(Key::SayLabelled, label, extent);
    }

    fn say_done(&mut self, key: Key, label: &LabelId, extent: crate::model::span::Extent) {
        let name = self.label_name(label);
        let Some(open) = &self.state.open else { return };
        let text = clip(open.text.get(extent).unwrap_or_default());
        self.announce(Said {
            key,
            args: vec![("label", Arg::Text(name)), ("text", Arg::Text(text))],
        });
    }

    pub(super) fn label_name(&self, label: &LabelId) -> String {
        let known = self.state.project.scheme.label(label);
        known
            .map_or(label.as_str(), |known| self.state.lang().pick(&known.names))
            .to_owned()
    }

    /// Writes a span anew if that alters anything.
    pub(super) fn alter(&mut self, id: &SpanId, edit: impl FnOnce(&mut Annotation)) -> bool {
        if self.refused() {
            return false;
        }
        let Some(open) = &self.state.open else {
            return false;
        };
        let Some(before) = open.layer.span(id).cloned() else {
            return false;
        };
        let mut after = Annotation::clone(&before);
        edit(&mut after);
        if after == *before {
            return false;
        }
        self.change(Change::of(Op::alter(before, after)));
        true
    }

    pub(super) fn relabel(&mut self, id: &SpanId, label: &LabelId) {
        if let Some(open) = &self.state.open
            && let Some(span) = open.layer.span(id)
            && let Some(there) = twin(open, label, &span.fragments)
        {
            if there != *id {
                self.hint(Key::AlreadyLabelled);
            }
            return;
        }
        if self.alter(id, |span| span.label = label.clone()) {
            let name = self.label_name(label);
            self.announce(Said {
                key: Key::SayRelabelled,
                args: vec![("label", Arg::Text(name))],
            });
        }
    }

    /// Writes a note as it is typed. What is typed in one go is one step of the history.
    pub(super) fn note(&mut self, id: &SpanId, note: &str) {
        let before = self.state.typing.take();
        if self.alter(id, |span| note.clone_into(&mut span.note)) {
            self.typed(before, Typing::Span(id.clone()));
        }
    }

    /// What was typed last is one step with what was typed before it in the same place.
    pub(super) fn typed(&mut self, before: Option<Typing>, here: Typing) {
        if before.as_ref() == Some(&here) {
            self.state.history.join_last(|before, last| {
                if let (Work::Layer(before), Work::Layer(last)) = (before, last) {
                    before.ops.extend(last.ops);
                }
            });
        }
        self.state.typing = Some(here);
    }

    pub(super) fn note_done(&mut self) {
        self.state.typing = None;
    }

    pub(super) fn delete(&mut self, id: &SpanId) {
        if self.refused() {
            return;
        }
        let Some(open) = &self.state.open else { return };
        let Some(span) = open.layer.span(id).cloned() else {
            return;
        };
        let links = open
            .layer
            .links()
            .filter(|link| link.from == *id || link.to == *id);
        let links = links.map(|link| Op::Link {
            before: Some(link.clone()),
            after: None,
        });
        let mut ops: Vec<Op> = links.collect();
        ops.push(Op::remove(span.clone()));
        self.change(Change { ops });
        let name = self.label_name(&span.label);
        let said = Said {
            key: Key::Deleted,
            args: vec![("label", Arg::Text(name))],
        };
        self.announce(said.clone());
        self.toast(said, &[Offer::Undo]);
    }

    pub(super) fn write_note(&mut self) {
        if self.focus_id().is_none() {
            self.hint(Key::FocusFirst);
            return;
        }
        self.state.prefs.annotations_shown = true;
        self.state.versions.chrome += 1;
        self.out.push(Effect::FocusOn(Spot::Note));
    }

    /// Makes a change in the open layer that has its place in the history already.
    pub(super) fn apply_unrecorded(&mut self, change: &Change) {
        let Some(open) = &mut self.state.open else {
            return;
        };
        let outcome = open.layer.apply(change, &self.state.replica, &self.at.iso);
        self.follow(change, &outcome);
    }
}

/// The span that has this label at this place already.
fn twin(open: &Open, label: &LabelId, fragments: &Fragments) -> Option<SpanId> {
    let same = |span: &&Arc<Annotation>| span.label == *label && span.fragments == *fragments;
    open.layer
        .overlapping(fragments.hull())
        .find(same)
        .map(|span| span.id.clone())
}
