//! What other tabs of the same browser did: their edits are joined into the open layer, their lists followed.

use super::Turn;
use crate::app::effect::Effect;
use crate::app::msg::OpenError;
use crate::app::state::{Offer, Said, Urgency};
use crate::app::strings::{Arg, Text as Key};
use crate::format::layer::StoredLayer;
use crate::format::summary::Summary;
use crate::format::tab::{self, Told};
use crate::model::ids::{Annotator, ArticleId, LayerKey};
use crate::model::layer::Layer;

impl Turn<'_> {
    pub(super) fn heard(&mut self, message: &str) {
        match tab::read(message) {
            Some(Told::Edit(edit)) => self.heard_edit(&edit),
            Some(Told::Listed(key, summary)) => self.heard_listed(&key, summary),
            Some(Told::Articles(project)) if project == self.state.project.id => {
                self.list_again();
                // Work may have come in with them.
                self.shown();
            }
            Some(Told::Project(project)) if project.id == self.state.project.id => {
                self.show_project(*project);
            }
            Some(Told::Named(from, to)) => self.heard_named(&from, &to),
            Some(Told::Newer) => self.outdated(),
            Some(Told::Articles(_) | Told::Project(_)) | None => {}
        }
    }

    fn heard_edit(&mut self, edit: &StoredLayer) {
        let Some(open) = &self.state.open else { return };
        let ours = open.layer.key() == edit.layer.key()
            && open.article.sha256 == edit.article.sha256
            && edit.fits(&open.text).is_ok();
        if ours && self.absorb(&edit.layer) {
            // The other tab's journal has it: this is no edit of ours that waits to be safe.
            self.state.saving.layer_behind = true;
            self.out
                .push(Effect::ScheduleSave(crate::app::effect::SaveWhen::Paused));
        }
    }

    /// Joins work of another tab, or from storage, into the open layer; says whether it brought anything.
    pub(super) fn absorb(&mut self, other: &Layer) -> bool {
        let Some(open) = &mut self.state.open else {
            return false;
        };
        let links = |layer: &Layer| layer.links().cloned().collect::<Vec<_>>();
        let (meta, before) = (open.layer.meta().clone(), links(&open.layer));
        let report = open.layer.merge(other);
        let after = links(&open.layer);
        let changed = !report.is_empty() || meta != *open.layer.meta() || before != after;
        // The other end of a link may be what has changed.
        self.state.versions.cards += u64::from(changed && !(before.is_empty() && after.is_empty()));
        if !changed {
            return false;
        }
        let gone = open.focus.as_ref();
        if gone.is_some_and(|id| open.layer.span(id).is_none()) {
            open.focus = None;
        }
        open.dragged = None;
        self.show_touched(&report.touched);
        self.list_open();
        if !report.kept.is_empty() {
            let n = report.kept.len() as u64;
            let args = vec![("n", Arg::Number(n))];
            let key = Key::KeptChanged;
            self.state.notify(Urgency::Warning, Said { key, args }, &[]);
        }
        true
    }

    fn heard_listed(&mut self, key: &LayerKey, summary: Summary) {
        let open = self.state.open.as_ref().map(|open| open.layer.key());
        if *key != self.state.layer_key(&key.article) || open == Some(key) {
            return;
        }
        let mut articles = self.state.articles.iter_mut();
        if let Some(listed) = articles.find(|listed| listed.article.id == key.article) {
            listed.summary = summary;
            self.state.versions.articles += 1;
        } else if self.state.until_listed.is_some() {
            // It may have been read before that was written.
            self.list_again();
        }
    }

    fn heard_named(&mut self, from: &Annotator, to: &Annotator) {
        if self.state.annotator() == *from && from != to {
            self.take_name(to.as_str());
        }
    }

    /// A newer page writes into the same storage: this one may no longer.
    pub(super) fn outdated(&mut self) {
        if std::mem::replace(&mut self.state.outdated, true) {
            return;
        }
        let said = Said::plain(Key::Outdated);
        self.state
            .notify(Urgency::Error, said, &[Offer::Reload, Offer::Backup]);
    }

    /// Whether edits are refused; says so if they are.
    pub(super) fn refused(&mut self) -> bool {
        let newer = |open: &crate::app::state::Open| open.kept.newer.is_some();
        let refused = self.state.outdated || self.state.open.as_ref().is_some_and(newer);
        if refused {
            self.hint(Key::ReadOnly);
        }
        refused
    }

    /// The page is seen again: other tabs may have been at work, and it may have been asleep.
    pub(super) fn shown(&mut self) {
        if let Some(open) = &self.state.open {
            self.out.push(Effect::LookAgain {
                article: open.article.clone(),
                key: open.layer.key().clone(),
                base: open.kept.base.clone(),
                records: open.kept.records.clone(),
            });
        }
    }

    /// The text of the open article is gone: storage was cleared while the page was open. What the page
    /// has is stored again.
    pub(super) fn storage_cleared(&mut self, id: &ArticleId, error: &OpenError) -> bool {
        let state = &mut *self.state;
        let Some(open) = &mut state.open else {
            return false;
        };
        if open.article.id != *id || *error != OpenError::NoText {
            return false;
        }
        open.kept.base = None;
        open.kept.restored = true;
        let articles = state
            .articles
            .iter()
            .map(|l| (*l.article).clone())
            .collect();
        self.out.push(Effect::Restore {
            project: state.project.clone(),
            articles,
            open: (open.article.clone(), open.text.clone()),
        });
        let said = Said::plain(Key::StorageCleared);
        state.notify(Urgency::Error, said, &[Offer::Backup]);
        self.save_prefs();
        self.retry();
        true
    }
}
