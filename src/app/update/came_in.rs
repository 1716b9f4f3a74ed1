//! What came in, as the list of articles shows it: told, taken away, brought back.

use std::rc::Rc;

use super::Turn;
use crate::app::effect::Effect;
use crate::app::msg::{FileOutcome, ImportReport};
use crate::app::state::{Dialog, Listed, Offer, Said, Storing, Work};
use crate::app::storage::incoming::Imported;
use crate::app::strings::{Arg, Text as Key};
use crate::format::decode::Encoding;
use crate::format::summary::Summary;
use crate::format::tab;
use crate::model::article::Article;
use crate::model::change::{Change, Op};
use crate::model::history::Step;
use crate::model::ids::{ArticleId, LayerKey};
use crate::model::sorted::{Map, Set};

impl Turn<'_> {
    pub(super) fn imported(&mut self, imported: Imported) {
        let Imported {
            mut report,
            project,
            came,
            handed_out,
            late,
        } = imported;
        for (_, outcome) in &mut report.files {
            match outcome {
                FileOutcome::Project { added, merged, .. } => {
                    *added = came.articles.len();
                    *merged = came.merged.counts;
                }
                FileOutcome::Corpus { added, known } => {
                    *known = known.saturating_sub(came.articles.len());
                    *added = came.articles.len();
                }
                _ => {}
            }
        }
        if self.state.dialog == Some(Dialog::Files) {
            self.dialog(None);
        }
        if report
            .files
            .iter()
            .any(|(_, outcome)| matches!(outcome, FileOutcome::NotStored(_)))
        {
            self.report(report);
            return;
        }
        if let Some(file) = handed_out {
            self.note_seen(file);
        }
        let say_late = |turn: &mut Self, offers: &[Offer]| {
            if late {
                turn.toast(Said::plain(Key::StoredAlready), offers);
            }
        };
        if project != self.state.project.id {
            say_late(self, &[]);
            self.state.prefs.project = Some(project.to_string());
            self.state.prefs.article = None;
            self.save_prefs();
            // What came is told beside it.
            self.state.lead.reported.extend(report.files);
            return self.out.push(Effect::Restart);
        }
        let ids: Vec<ArticleId> = came
            .articles
            .iter()
            .map(|(article, _)| article.id.clone())
            .collect();
        // Both may be very many.
        let places = self.state.articles.iter().enumerate();
        let places: Map<ArticleId, usize> = places
            .map(|(place, listed)| (listed.article.id.clone(), place))
            .collect();
        for (article, summary) in came.articles {
            let place = places.get(&article.id);
            let listed = Listed {
                article: Rc::new(article),
                summary,
            };
            match place.and_then(|place| self.state.articles.get_mut(*place)) {
                Some(there) => *there = listed,
                None => self.state.articles.push(listed),
            }
        }
        for (id, summary) in came.summaries {
            let place = places.get(&id);
            if let Some(there) = place.and_then(|place| self.state.articles.get_mut(*place)) {
                there.summary = summary;
            }
        }
        let records = came.records.map(Rc::from);
        if let Some(both) = &records {
            let [_, after] = &**both;
            self.show_came(after);
        }
        self.list_open();
        self.state.versions.articles += 1;
        self.out.push(Effect::Tell(tab::articles(&project)));
        self.ask_whose();
        let open = self
            .state
            .open
            .as_ref()
            .map(|open| open.layer.key().clone());
        let layers: Vec<(LayerKey, Change)> = came
            .merged
            .changes
            .into_iter()
            .filter(|(_, c)| !c.ops.is_empty())
            .collect();
        let touched = layers.iter().any(|(key, _)| Some(key) == open.as_ref());
        let first = ids.first().cloned();
        let is_step = !ids.is_empty() || !layers.is_empty() || records.is_some();
        say_late(self, if is_step { &[Offer::Undo] } else { &[] });
        if is_step {
            self.state.typing = None;
            let change = Work::Articles {
                ids,
                present: true,
                layers,
                records,
            };
            self.state.history.record(Step {
                change,
                layer: None,
                focus: None,
            });
        }
        if touched && let Some(open) = &self.state.open {
            let load = Effect::Load(open.article.clone(), open.layer.key().clone());
            self.out.push(load);
        }
        if let Some(first) = first {
            self.open_article(&first);
        }
        self.report(report);
    }

    /// Says what came of files: in passing if all is well, else in a dialog.
    pub(super) fn report(&mut self, mut report: ImportReport) {
        // What is asked about a file that waits must not be covered, nor one that is under way.
        let asked = matches!(self.state.dialog, Some(Dialog::Incoming | Dialog::UnderWay));
        if asked || self.state.storing == Storing::CalledOff {
            self.state.lead.reported.extend(report.files);
            return;
        }
        let before = std::mem::take(&mut self.state.lead.reported);
        report.files.splice(0..0, before);
        // Several files come in one after the other: what was said of the first ones stays.
        if let Some(Dialog::Import(before)) = &self.state.dialog {
            report.files.splice(0..0, before.files.iter().cloned());
        }
        let plain = |outcome: &FileOutcome| match outcome {
            FileOutcome::Added {
                findings, encoding, ..
            } => findings.is_empty() && *encoding == Encoding::Utf8,
            FileOutcome::Corpus { known, .. } => *known == 0,
            _ => false,
        };
        let articles = |outcome: &FileOutcome| match outcome {
            FileOutcome::Corpus { added, .. } => *added as u64,
            _ => 1,
        };
        if report.files.iter().all(|(_, outcome)| plain(outcome)) {
            let n = report.files.iter().map(|(_, outcome)| articles(outcome));
            let n = n.sum();
            let said = Said {
                key: Key::ArticlesAdded,
                args: vec![("n", Arg::Number(n))],
            };
            self.announce(said.clone());
            self.toast(said, &[Offer::Undo]);
        } else {
            self.dialog(Some(Dialog::Import(Rc::new(report))));
        }
    }

    pub(super) fn remove_article(&mut self, id: &ArticleId) {
        let listed = self
            .state
            .articles
            .iter()
            .find(|listed| listed.article.id == *id);
        let Some(title) = listed.map(|listed| listed.article.title.clone()) else {
            return;
        };
        self.state.typing = None;
        if self.state.outdated {
            self.hint(Key::ReadOnly);
            return;
        }
        let change = Work::Articles {
            ids: vec![id.clone()],
            present: false,
            layers: Vec::new(),
            records: None,
        };
        self.state.history.record(Step {
            change,
            layer: None,
            focus: None,
        });
        self.set_present(std::slice::from_ref(id), false, Vec::new());
        let said = Said {
            key: Key::ArticleRemoved,
            args: vec![("title", Arg::Text(title))],
        };
        self.announce(said.clone());
        self.toast(said, &[Offer::Undo]);
    }

    /// Takes articles out of the project or puts them back, with what came with them.
    pub(super) fn set_present(
        &mut self,
        ids: &[ArticleId],
        present: bool,
        layers: Vec<(LayerKey, Change)>,
    ) {
        self.flush();
        let mut changed = Vec::new();
        // Both may be very many.
        let these: Set<&ArticleId> = ids.iter().collect();
        for listed in &mut self.state.articles {
            if these.contains(&&listed.article.id) {
                listed.article = Rc::new(Article {
                    deleted: !present,
                    ..(*listed.article).clone()
                });
                changed.push(listed.article.clone());
            }
        }
        if !changed.is_empty() {
            self.out.push(Effect::WriteArticles {
                project: self.state.project.id.clone(),
                articles: changed,
                others: Vec::new(),
            });
        }
        self.state.versions.articles += 1;
        let open = self
            .state
            .open
            .as_ref()
            .map(|open| open.layer.key().clone());
        let (here, elsewhere): (Vec<_>, Vec<_>) = layers
            .into_iter()
            .partition(|(key, _)| Some(key) == open.as_ref());
        for (_, change) in here {
            self.apply_unrecorded(&change);
        }
        self.list_changed(&elsewhere);
        if !elsewhere.is_empty() {
            let articles = self.state.articles.iter().map(|l| l.article.clone());
            let change = Effect::ChangeLayers(articles.collect(), elsewhere);
            self.out.push(change);
        }
        let open = self.state.open.as_ref().map(|open| open.article.id.clone());
        let show = match (&open, present) {
            // Work alone came in, into articles that were there.
            _ if ids.is_empty() => return,
            (_, true) => ids.first().cloned(),
            (Some(open), false) if ids.contains(open) => self
                .state
                .present()
                .next()
                .map(|listed| listed.article.id.clone()),
            _ => return,
        };
        match show {
            Some(id) => self.open_article(&id),
            None => {
                self.put_aside();
                self.state.open = None;
                self.state.versions.article += 1;
                self.state.versions.spans += 1;
                self.out.push(Effect::ClearPaint);
            }
        }
    }

    /// Keeps the list true of layers that are not open.
    fn list_changed(&mut self, changed: &[(LayerKey, Change)]) {
        let ours = changed
            .iter()
            .filter(|(key, _)| *key == self.state.layer_key(&key.article));
        let ours: Map<&ArticleId, &Change> =
            ours.map(|(key, change)| (&key.article, change)).collect();
        for Listed { article, summary } in &mut self.state.articles {
            if let Some(change) = ours.get(&&article.id) {
                count_change(summary, change);
            }
        }
    }
}

/// What the list shows of a layer, after a change of it.
fn count_change(summary: &mut Summary, change: &Change) {
    for op in &change.ops {
        match op {
            Op::Span { before, after } => {
                if let Some(before) = before {
                    summary.spans = summary.spans.saturating_sub(1);
                    summary
                        .labels
                        .update(before.label.clone(), |n| *n = n.saturating_sub(1));
                }
                if let Some(after) = after {
                    summary.spans += 1;
                    summary.labels.update(after.label.clone(), |n| *n += 1);
                }
            }
            Op::Meta { after, .. } => summary.status = after.status,
            Op::Link { .. } => {}
        }
    }
    summary.labels.retain(|_, n| *n > 0);
}
