//! The list of articles read again: the rest of it after the start, or what another tab did to it.

use std::rc::Rc;

use super::{ListAsk, Turn};
use crate::app::effect::Effect;
use crate::app::msg::Msg;
use crate::app::ports::StorageError;
use crate::app::state::{Listed, Offer, Said, Urgency};
use crate::app::storage::articles::Listing;
use crate::app::strings::Text as Key;
use crate::model::ids::ProjectId;

impl Turn<'_> {
    /// Asks for the list as storage has it.
    pub(super) fn list_again(&mut self) {
        let project = self.state.project.id.clone();
        let annotator = self.state.annotator();
        self.out.push(Effect::ListArticles(project, annotator));
    }

    pub(super) fn listed(&mut self, project: &ProjectId, listing: Listing) {
        if *project != self.state.project.id {
            return;
        }
        let listed = listing.articles.into_iter();
        let listed = listed.map(|(article, summary)| Listed {
            article: Rc::new(article),
            summary,
        });
        self.state.articles = listed.collect();
        self.list_open();
        self.state.versions.articles += 1;
        self.state.versions.chrome += 1;
        self.unreadable(&listing.unreadable, false);
        if let Some(waiting) = self.state.until_listed.take() {
            self.list_whole(waiting);
        }
    }

    /// What waited for the whole list goes on.
    fn list_whole(&mut self, waiting: Vec<Msg>) {
        self.save_prefs();
        self.rename_left();
        let query = self.state.list.query.clone();
        if !query.is_empty() {
            self.later(Msg::List(ListAsk::Query(query)));
        }
        for msg in waiting {
            self.later(msg);
        }
    }

    /// The list could not be read. What waits for it goes on waiting until the person tries again.
    pub(super) fn not_listed(&mut self, error: &StorageError) {
        if self.state.until_listed.is_none() {
            return self.side_write_failed(error);
        }
        let project = self.state.project.id.clone();
        let again = Effect::ListArticles(project, self.state.annotator());
        self.state.stuck.push(again);
        let said = Said {
            key: Key::NotListed,
            args: vec![("why", error.why())],
        };
        self.state.notify(Urgency::Error, said, &[Offer::LoadAgain]);
    }
}
