//! Taking steps of the history back, and making them again.

use super::Turn;
use super::lead::LeadAsk;
use crate::app::msg::Msg;
use crate::app::state::{Said, Waiting, Work};
use crate::app::strings::Text as Key;
use crate::model::change::Change;
use crate::model::ids::SpanId;

impl Turn<'_> {
    pub(super) fn undo(&mut self) {
        self.travel(Waiting::Undo);
    }

    pub(super) fn redo(&mut self) {
        self.travel(Waiting::Redo);
    }

    /// Takes a step back or makes it again; opens its article first if another one is open.
    pub(super) fn travel(&mut self, which: Waiting) {
        self.state.typing = None;
        if self.refused() {
            return;
        }
        let history = &self.state.history;
        let next = match which {
            Waiting::Undo => history.next_undo(),
            Waiting::Redo => history.next_redo(),
        };
        let Some(step) = next else {
            self.hint(if which == Waiting::Undo {
                Key::NothingToUndo
            } else {
                Key::NothingToRedo
            });
            return;
        };
        let here = self.state.open.as_ref().map(|open| open.layer.key());
        if let Some(layer) = step.layer.clone()
            && here != Some(&layer)
        {
            let known = self
                .state
                .articles
                .iter()
                .any(|l| l.article.id == layer.article);
            if known && layer == self.state.layer_key(&layer.article) {
                self.state.waiting = Some(which);
                self.open_article(&layer.article);
            }
            return;
        }
        let step = match which {
            Waiting::Undo => self.state.history.undo(),
            Waiting::Redo => self.state.history.redo(),
        };
        let Some(step) = step else { return };
        let work = match which {
            Waiting::Undo => step.change.inverse(),
            Waiting::Redo => step.change.clone(),
        };
        let focus = step.focus.clone();
        match work {
            Work::Layer(change) => self.travel_layer(&change, focus),
            Work::Articles {
                ids,
                present,
                layers,
                records,
            } => {
                self.later(Msg::Lead(LeadAsk::Articles(ids, present, layers)));
                if let Some(both) = records {
                    self.later(Msg::Lead(LeadAsk::Travel(both, !present)));
                }
            }
            Work::Records(both, back) => self.later(Msg::Lead(LeadAsk::Travel(both, back))),
        }
        let key = if which == Waiting::Undo {
            Key::SayUndone
        } else {
            Key::SayRedone
        };
        self.announce(Said::plain(key));
    }

    fn travel_layer(&mut self, change: &Change, focus: Option<SpanId>) {
        let Some(open) = &mut self.state.open else {
            return;
        };
        let outcome = open.layer.apply(change, &self.state.replica, &self.at.iso);
        let shown = outcome
            .touched
            .iter()
            .find_map(|touched| touched.after.as_ref());
        let focus = shown.map(|span| span.id.clone()).or(focus);
        open.focus = focus.filter(|id| open.layer.span(id).is_some());
        self.follow(change, &outcome);
        self.reveal_focus();
    }
}
