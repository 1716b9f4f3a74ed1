//! When and where the open layer is written, and what the person sees of it.
//!
//! An edit goes to the journal at once, as the part of the layer that it wrote; local storage follows when it is
//! painted, the whole layer when the person pauses. It is saved when the journal has answered.

use super::Turn;
use crate::app::effect::{Effect, SaveWhen};
use crate::app::msg::{Msg, Wrote};
use crate::app::ports::StorageError;
use crate::app::state::{Adrift, Offer, Said, SaveProblem, Saved, Urgency};
use crate::app::storage::PREFS_KEY;
use crate::app::storage::layer_write::{LayerWrite, Stored};
use crate::app::storage::layers::marked_summary;
use crate::app::strings::{Arg, Text as Key};
use crate::format::layer::write_layer;
use crate::format::storage_key::{journal_key, layer_storage_key};
use crate::format::tab;
use crate::model::change::{Change, Op};
use crate::model::ids::LayerKey;

/// A layer with more spans goes to local storage when the person pauses, not after each edit: about 256 kB.
const LARGE: usize = 1_000;
/// A longer pause between two acts is no work.
const IDLE_MILLIS: u64 = 60_000;
/// So much time of work is between two copies of a layer.
const SNAPSHOT_MILLIS: u64 = 600_000;
/// The same, when the page or the article is left.
const SNAPSHOT_LEAVING_MILLIS: u64 = 60_000;

impl Turn<'_> {
    /// Writes an edit of the open layer into the journal, and tells other tabs.
    pub(super) fn journal(&mut self, change: &Change) {
        let state = &mut *self.state;
        let Some(open) = &mut state.open else { return };
        let spans: Vec<_> = change.ops.iter().filter_map(Op::span_id).cloned().collect();
        let links: Vec<_> = change.ops.iter().filter_map(Op::link_id).cloned().collect();
        let part = open.layer.part(&spans, &links);
        let json = write_layer(&part, &open.article, &open.text, &state.replica);
        let key = open.layer.key();
        state.saving.counter += 1;
        let name = journal_key(
            &layer_storage_key(key),
            &state.replica,
            state.saving.counter,
        );
        open.kept.records.push(name.clone());
        state.saving.journaling += 1;
        // Not yet: the other tab would show an edit that is not safe, and call it saved.
        state.saving.untold.push(json.clone());
        self.out.push(Effect::Journal { name, json });
        self.needs_save();
        self.edited();
    }

    /// The open layer is not what storage holds whole.
    pub(super) fn needs_save(&mut self) {
        let state = &mut *self.state;
        let Some(open) = &state.open else { return };
        state.saving.layer_behind = true;
        if open.layer.len() <= LARGE {
            state.saving.local_behind = true;
            self.out.push(Effect::ScheduleSave(SaveWhen::Painted));
        }
        self.out.push(Effect::ScheduleSave(SaveWhen::Paused));
        self.settle_saved();
    }

    pub(super) fn save_due(&mut self, when: SaveWhen) {
        let saving = &mut self.state.saving;
        // A write that is under way is followed by the next one.
        if !saving.writes.is_empty() {
            saving.due = saving.due.max(Some(when));
            return;
        }
        match when {
            SaveWhen::Painted => self.write_local(),
            SaveWhen::Paused => self.flush(),
        }
    }

    fn write_local(&mut self) {
        let state = &mut *self.state;
        let Some(open) = &state.open else { return };
        if !state.saving.local_behind || open.kept.newer.is_some() {
            return;
        }
        state.saving.local_behind = false;
        state.saving.writes.push(open.layer.key().clone());
        state.saving.loud = true;
        self.out.push(Effect::WriteLocalLayer {
            key: open.layer.key().clone(),
            json: write_layer(&open.layer, &open.article, &open.text, &state.replica),
            protected: open.kept.protected,
        });
    }

    /// Writes the open layer now, whole and everywhere, if it is not written yet.
    pub(super) fn flush(&mut self) {
        self.flush_with(SNAPSHOT_MILLIS, false);
    }

    /// Keeps a copy as well if it is time for one, which alone is no reason to write unless the page is left.
    fn flush_with(&mut self, copy_after: u64, leaving: bool) {
        let state = &mut *self.state;
        let saving = &mut state.saving;
        let Some(open) = &mut state.open else { return };
        let revision = open.layer.revision();
        let due = self.at.millis >= open.kept.copied_at.saturating_add(copy_after);
        let copied = due && open.kept.copied != revision && !open.layer.is_untouched();
        if !(saving.layer_behind || saving.local_behind || (leaving && copied))
            || open.kept.newer.is_some()
            || state.outdated
        {
            return;
        }
        saving.loud = saving.local_behind || saving.loose;
        let loose = std::mem::take(&mut saving.loose);
        saving.layer_behind = false;
        saving.local_behind = false;
        saving.due = None;
        let protected = open.kept.protected;
        if protected.local && protected.database {
            saving.problem = Some(nowhere("what stands there cannot be read"));
            self.settle_saved();
            return;
        }
        saving.writes.push(open.layer.key().clone());
        let prefs = state.prefs.write();
        self.out.push(Effect::WriteLocal(PREFS_KEY, prefs));
        let json = write_layer(&open.layer, &open.article, &open.text, &state.replica);
        let (shown, summary) = marked_summary(&open.layer, &open.ground(), &json);
        let kept = &mut open.kept;
        if copied {
            (kept.copied, kept.copied_at) = (revision, self.at.millis);
        }
        self.out.push(Effect::WriteLayer {
            layer: Box::new(LayerWrite {
                key: open.layer.key().clone(),
                summary,
                json,
                base: kept.base.clone(),
                records: kept.records.clone(),
                protected,
                snapshot: copied.then(|| self.at.iso.clone()),
            }),
            shown,
            loose,
        });
    }

    pub(super) fn journaled(&mut self, error: Option<StorageError>) {
        let saving = &mut self.state.saving;
        saving.journaling = saving.journaling.saturating_sub(1);
        if saving.journaling == 0 {
            let told = std::mem::take(&mut saving.untold).into_iter();
            self.out.extend(told.map(Effect::Tell));
        }
        if let Some(error) = error {
            saving.loose = true;
            saving.layer_behind = true;
            let problem = saving.problem.get_or_insert_default();
            let new = problem.database.is_none();
            problem.database = Some(error);
            // Once: what fails here is said, and tried again with the next edit or when the person asks. A write
            // that is under way does not hold it, and may succeed.
            if new || !saving.writes.is_empty() {
                self.save_due(SaveWhen::Paused);
            }
        } else if saving.loose {
            self.save_due(SaveWhen::Paused);
        }
        self.settle_saved();
    }

    /// Local storage has the layer, or not.
    pub(super) fn written_local(&mut self, key: &LayerKey, error: Option<StorageError>) {
        let saving = &mut self.state.saving;
        saving.ended(key);
        match (&mut saving.problem, error) {
            (Some(problem), error) => problem.local = error,
            (None, None) => {}
            (None, local) => {
                saving.problem = Some(SaveProblem {
                    local,
                    database: None,
                });
            }
        }
        self.write_on();
    }

    pub(super) fn written(&mut self, key: &LayerKey, wrote: Option<Wrote>, stored: Stored) {
        let state = &mut *self.state;
        let saving = &mut state.saving;
        let last = saving.ended(key);
        let lost = |p: &SaveProblem| p.local.is_some() && p.database.is_some();
        let Stored { problem, behind } = stored;
        if last && !behind && !problem.as_ref().is_some_and(lost) {
            state.adrift.remove(key);
        }
        let arrived = !behind && problem.as_ref().is_none_or(|p| p.database.is_none());
        saving.problem = problem;
        let open = state.open.as_mut().filter(|open| open.layer.key() == key);
        match (open, wrote) {
            (Some(open), Some(wrote)) if arrived => {
                let summary = wrote.shown;
                let first = open.kept.base.replace(wrote.summary).is_none();
                let records = &mut open.kept.records;
                records.retain(|name| !wrote.records.contains(name));
                self.out.push(Effect::Tell(tab::listed(key, &summary)));
                let id = &open.article.id;
                let mut listed = state.articles.iter_mut();
                let listed = listed.find(|listed| listed.article.id == *id);
                if let Some(listed) = listed.filter(|l| l.summary.problems != summary.problems) {
                    listed.summary.problems = summary.problems;
                    state.versions.articles += 1;
                }
                // Nothing was expected there, so nothing was missed, had storage been cleared meanwhile.
                if first && !open.kept.restored {
                    self.shown();
                }
            }
            (Some(open), Some(wrote)) => {
                saving.loose |= wrote.loose;
                saving.layer_behind = true;
                if behind {
                    let load = Effect::Load(open.article.clone(), key.clone());
                    self.out.push(load);
                }
            }
            (None, Some(_)) if behind => self.join_adrift(key),
            _ => {}
        }
        self.write_on();
    }

    /// What had to wait for the write that has ended.
    fn write_on(&mut self) {
        let saving = &mut self.state.saving;
        if saving.writes.is_empty()
            && let Some(due) = saving.due.take()
        {
            self.save_due(due);
        }
        self.settle_saved();
    }

    pub(super) fn join_adrift(&mut self, key: &LayerKey) {
        if let Some(adrift) = self.state.adrift.get(key) {
            self.state.saving.writes.push(key.clone());
            self.out.push(Effect::JoinLayer(Box::new(adrift.clone())));
        }
    }

    /// Says whether the work is safe.
    pub(super) fn settle_saved(&mut self) {
        let state = &mut *self.state;
        let saving = &state.saving;
        let busy = saving.journaling > 0
            || saving.local_behind
            || (!saving.writes.is_empty() && (saving.loud || !state.adrift.is_empty()));
        let mut problem = saving.problem.clone().unwrap_or_default();
        // What stands in for a database is not what a person calls saved; before there is work it is no matter.
        if saving.counter > 0 && problem.database.is_none() {
            problem.database.clone_from(&state.no_database);
        }
        let saved = if busy {
            Saved::Saving
        } else if problem.local.is_some() || problem.database.is_some() {
            Saved::Failed(problem)
        } else if saving.loose {
            // A failed record of the journal that no write has made good yet.
            Saved::Saving
        } else if state.adrift.is_empty() {
            Saved::Yes
        } else {
            Saved::Failed(nowhere("an article that was left is not stored"))
        };
        if state.saved == saved {
            return;
        }
        state.saved = saved;
        state.versions.chrome += 1;
        match state.saved.clone() {
            Saved::Yes => state
                .notices
                .retain(|notice| notice.said.key != Key::SaveFailed),
            Saved::Saving => {}
            Saved::Failed(problem) => self.failed(&problem),
        }
    }

    fn failed(&mut self, problem: &SaveProblem) {
        let why = match (&problem.local, &problem.database) {
            (Some(StorageError::Full), None) => Key::WhyLocalFull,
            (Some(_), None) => Key::WhyLocalRefused,
            (None, Some(StorageError::Full)) => Key::WhyDatabaseFull,
            (None, _) => Key::WhyDatabaseRefused,
            (Some(_), Some(_)) => Key::WhyNothingHolds,
        };
        let said = Said {
            key: Key::SaveFailed,
            args: vec![("why", Arg::Key(why))],
        };
        let notices = &mut self.state.notices;
        let known = notices.iter().any(|notice| notice.said == said);
        // One at a time: what was said before is no longer how it is.
        notices.retain(|notice| notice.said.key != Key::SaveFailed || notice.said == said);
        if !known {
            self.state
                .notify(Urgency::Error, said, &[Offer::Backup, Offer::Retry]);
        }
    }

    pub(super) fn retry(&mut self) {
        let keys: Vec<LayerKey> = self.state.adrift.keys().cloned().collect();
        for key in keys {
            self.join_adrift(&key);
        }
        self.state.saving.loose = true;
        self.state.saving.layer_behind = true;
        self.state.saving.local_behind = true;
        self.state.saving.problem = None;
        self.flush();
        self.settle_saved();
    }

    /// Before another article takes the place of the open one: what is not stored for certain is kept here.
    pub(super) fn put_aside(&mut self) {
        // A write that answers for it, if only the journal has been asked so far.
        self.state.saving.layer_behind |= self.state.saved != Saved::Yes;
        self.leaving();
        let Some(open) = &self.state.open else { return };
        if self.state.saved == Saved::Yes || open.layer.is_untouched() {
            return;
        }
        let (article, text, layer) = (open.article.clone(), open.text.clone(), open.layer.clone());
        let adrift = Adrift {
            article,
            text,
            layer,
        };
        self.state.adrift.insert(open.layer.key().clone(), adrift);
    }

    /// Settings, lists and the like: the work itself is elsewhere, but the person has to know.
    pub(super) fn side_write_failed(&mut self, error: &StorageError) {
        let args = vec![("why", error.why())];
        self.state.notify(
            Urgency::Warning,
            Said {
                key: Key::SideWriteFailed,
                args,
            },
            &[],
        );
    }

    pub(super) fn say_saved(&mut self) {
        self.flush();
        let key = match self.state.saved {
            Saved::Yes => Key::SavedAlready,
            Saved::Saving => Key::SavedSoon,
            Saved::Failed(_) => Key::SavedNot,
        };
        self.hint(key);
    }

    pub(super) fn leaving(&mut self) {
        self.save_view();
        let timed = std::mem::take(&mut self.state.time_unsaved);
        let worked = self
            .state
            .open
            .as_ref()
            .is_some_and(|open| !open.layer.is_untouched());
        if timed && worked {
            self.state.saving.layer_behind = true;
        }
        self.flush_with(SNAPSHOT_LEAVING_MILLIS, true);
    }

    /// Adds the time since the last act to the open article, if the person did not pause.
    pub(super) fn count_time(&mut self, msg: &Msg) {
        if !msg.is_of_a_person() {
            return;
        }
        let state = &mut *self.state;
        let now = self.at.millis;
        let since = state
            .active
            .replace(now)
            .map_or(0, |last| now.saturating_sub(last));
        if since > IDLE_MILLIS {
            return;
        }
        let millis = state.spare_millis + since;
        state.spare_millis = millis % 1_000;
        let seconds = u32::try_from(millis / 1_000).unwrap_or(0);
        if seconds > 0
            && let Some(open) = &mut state.open
        {
            open.layer.add_seconds(&state.replica, seconds);
            state.time_unsaved = true;
            state.versions.chrome += 1;
        }
    }
}

/// Neither place took it.
fn nowhere(why: &str) -> SaveProblem {
    let refused = Some(StorageError::Refused(why.to_owned()));
    SaveProblem {
        local: refused.clone(),
        database: refused,
    }
}
