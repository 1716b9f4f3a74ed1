//! When the open layer is written, and what the person sees of it.

use super::Turn;
use crate::app::effect::{Effect, SaveWhen};
use crate::app::msg::Msg;
use crate::app::ports::StorageError;
use crate::app::state::{Adrift, Offer, Protected, Said, SaveProblem, Saved, Urgency};
use crate::app::storage::layers::summary_of;
use crate::app::strings::{Arg, Text as Key};
use crate::format::layer::write_layer;
use crate::model::ids::LayerKey;

/// A layer with more spans is written when the person pauses, not after each edit: about 256 kB.
const LARGE: usize = 1_000;
/// A longer pause between two acts is no work.
const IDLE_MILLIS: u64 = 60_000;

impl Turn<'_> {
    pub(super) fn needs_save(&mut self) {
        let Some(open) = &self.state.open else { return };
        self.state.unsaved = true;
        self.state.saved = Saved::Saving;
        self.state.versions.chrome += 1;
        let large = open.layer.len() > LARGE;
        let when = if large {
            SaveWhen::Paused
        } else {
            SaveWhen::Painted
        };
        self.out.push(Effect::ScheduleSave(when));
    }

    pub(super) fn save_due(&mut self) {
        // A write that is under way is followed by the next one.
        if self.state.writes == 0 {
            self.flush();
        }
    }

    /// Writes the open layer now if it is not written yet.
    pub(super) fn flush(&mut self) {
        let state = &mut *self.state;
        let Some(open) = &state.open else { return };
        if !state.unsaved {
            return;
        }
        state.unsaved = false;
        let protected = open.protected;
        if protected
            == (Protected {
                local: true,
                database: true,
            })
        {
            self.failed(nowhere("what stands there cannot be read"));
            return;
        }
        state.writes += 1;
        self.out.push(Effect::WriteLayer {
            key: open.layer.key().clone(),
            json: write_layer(&open.layer, &open.article, &open.text, &state.replica),
            summary: summary_of(&open.layer),
            protected,
        });
    }

    pub(super) fn written(&mut self, key: &LayerKey, problem: Option<SaveProblem>) {
        let state = &mut *self.state;
        state.writes = state.writes.saturating_sub(1);
        state.versions.chrome += 1;
        let lost = |p: &SaveProblem| p.local.is_some() && p.database.is_some();
        if !problem.as_ref().is_some_and(lost) {
            state.adrift.remove(key);
        }
        if let Some(problem) = problem {
            self.failed(problem);
        } else if !state.unsaved && state.writes == 0 {
            if state.adrift.is_empty() {
                state.saved = Saved::Yes;
                state
                    .notices
                    .retain(|notice| notice.said.key != Key::SaveFailed);
            } else {
                self.failed(nowhere("an article that was left is not stored"));
            }
        }
        if self.state.unsaved && self.state.writes == 0 {
            self.flush();
        }
    }

    fn failed(&mut self, problem: SaveProblem) {
        let why = match (&problem.local, &problem.database) {
            (Some(StorageError::Full), None) => Key::WhyLocalFull,
            (Some(_), None) => Key::WhyLocalRefused,
            (None, Some(StorageError::Full)) => Key::WhyDatabaseFull,
            (None, _) => Key::WhyDatabaseRefused,
            (Some(_), Some(_)) => Key::WhyNothingHolds,
        };
        let args = vec![("why", Arg::Key(why))];
        let saved = Saved::Failed(problem);
        if self.state.saved != saved {
            self.state.saved = saved;
            let said = Said {
                key: Key::SaveFailed,
                args,
            };
            let known = self.state.notices.iter().any(|notice| notice.said == said);
            if !known {
                self.state
                    .notify(Urgency::Error, said, &[Offer::Backup, Offer::Retry]);
            }
        }
        self.state.versions.chrome += 1;
    }

    pub(super) fn retry(&mut self) {
        for (key, adrift) in self.state.adrift.clone() {
            let Adrift {
                article,
                text,
                layer,
                protected,
            } = adrift;
            self.state.writes += 1;
            self.out.push(Effect::WriteLayer {
                key,
                json: write_layer(&layer, &article, &text, &self.state.replica),
                summary: summary_of(&layer),
                protected,
            });
        }
        self.needs_save();
    }

    /// Before another article takes the place of the open one: what is not stored for certain is kept here.
    pub(super) fn put_aside(&mut self) {
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
            protected: open.protected,
        };
        self.state.adrift.insert(open.layer.key().clone(), adrift);
    }

    /// Settings, lists and the like: the work itself is elsewhere, but the person has to know.
    pub(super) fn side_write_failed(&mut self, error: &StorageError) {
        let why = match error {
            StorageError::Full => Arg::Key(Key::StorageFull),
            other => Arg::Text(other.to_string()),
        };
        let args = vec![("why", why)];
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
        if self.state.unsaved {
            self.flush();
        }
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
            self.state.unsaved = true;
        }
        self.flush();
    }

    /// Adds the time since the last act to the open article, if the person did not pause.
    pub(super) fn count_time(&mut self, msg: &Msg) {
        let person = !matches!(
            msg,
            Msg::Booted(_)
                | Msg::Opened(_)
                | Msg::OpenFailed(..)
                | Msg::SaveDue
                | Msg::Written { .. }
                | Msg::SideWriteFailed(_)
                | Msg::Gathered { .. }
                | Msg::Imported { .. }
                | Msg::Dismiss(_)
                | Msg::Leaving
                | Msg::Placed(_)
                | Msg::Offline(_)
        );
        if !person {
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
