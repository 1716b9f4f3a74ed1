//! Keeping the page for use without a network, and handing over to a new build without losing an edit.

use super::Turn;
use crate::app::effect::Effect;
use crate::app::offline::{News, Offline, Place};
use crate::app::state::{Offer, Said, Saved, Urgency};
use crate::app::strings::Text as Key;

impl Turn<'_> {
    pub(super) fn placed(&mut self, place: Place) {
        self.state.offline = Offline::at(place);
        self.state.versions.chrome += 1;
        self.state.versions.spans += 1; // the first steps say where the work lives
        if self.state.offline == Offline::Preparing {
            self.out.push(Effect::KeepOffline);
        }
    }

    pub(super) fn offline_news(&mut self, news: News) {
        self.state.versions.chrome += 1;
        match news {
            News::Kept => self.state.offline = Offline::Kept,
            News::Failed => self.state.offline = Offline::Failed,
            News::NewBuild => {
                self.state.new_build = true;
                let said = Said::plain(Key::NewBuild);
                self.state
                    .notify(Urgency::Info, said.clone(), &[Offer::Renew]);
                self.announce(said);
            }
        }
    }

    /// Reloads into the new build as soon as everything is saved; not at all if it cannot be saved.
    pub(super) fn renew(&mut self) {
        self.state.renewing = true;
        self.leaving();
    }

    /// After each message: a reload that was asked for waits for the work.
    pub(super) fn renew_when_saved(&mut self) {
        let state = &mut *self.state;
        let saving = &state.saving;
        if !state.renewing || saving.journaling > 0 || !saving.writes.is_empty() {
            return;
        }
        match state.saved {
            Saved::Saving => {}
            Saved::Yes => {
                state.renewing = false;
                self.out.push(Effect::Renew);
            }
            Saved::Failed(_) => {
                state.renewing = false;
                state.notify(
                    Urgency::Warning,
                    Said::plain(Key::NotRenewed),
                    &[Offer::Backup, Offer::Retry],
                );
            }
        }
    }
}
