//! What concerns the project as a whole: its records written anew, and taken back.

use std::rc::Rc;

use super::Turn;
use crate::app::effect::Effect;
use crate::app::ports::{Store, Write};
use crate::app::scheme_page::SchemeAsk;
use crate::app::sheet;
use crate::app::state::{Dialog, Records, Said, Urgency, Work};
use crate::app::strings::{Arg, Text as Key};
use crate::format::records::{write_article, write_project_record};
use crate::format::storage_key::{article_key, project_key};
use crate::format::tab;
use crate::model::article::{Article, Project};
use crate::model::history::Step;

/// What is asked of the project as a whole.
#[derive(Clone, Debug, PartialEq)]
pub enum LeadAsk {
    /// Something about the scheme.
    Scheme(SchemeAsk),
    /// Records are to be as they were before, or after; taken back or not.
    Travel(Rc<[Records; 2]>, bool),
}

impl Turn<'_> {
    pub(super) fn lead(&mut self, ask: LeadAsk) {
        match ask {
            LeadAsk::Scheme(ask) => self.scheme(ask),
            LeadAsk::Travel(both, back) => self.travel_records(&both, back),
        }
    }

    /// Writes records anew and notes it for undo. With `join` it is one step with the one before.
    pub(super) fn write_records(&mut self, after: Records, join: bool) {
        let before = self.there(&after);
        let step = |before: Records, after: Records| Step {
            change: Work::Records(Rc::new([before, after]), false),
            layer: None,
            focus: None,
        };
        self.state.history.record(step(before, after.clone()));
        if join {
            self.state.history.join_last(|first, last| {
                if let (Work::Records(first, _), Work::Records(last, _)) = (first, last) {
                    let ([_, after], [_, last]) = (Rc::make_mut(first), &*last);
                    after.clone_from(last);
                }
            });
        }
        self.put_records(after);
    }

    /// What stands where these records would.
    fn there(&self, records: &Records) -> Records {
        let project = records.project.as_ref().map(|_| self.state.project.clone());
        let wanted = |article: &Article| records.articles.iter().any(|a| a.id == article.id);
        let listed = self.state.articles.iter().map(|listed| &listed.article);
        Records {
            project,
            articles: listed
                .filter(|article| wanted(article))
                .map(|article| (**article).clone())
                .collect(),
        }
    }

    fn travel_records(&mut self, both: &[Records; 2], back: bool) {
        let [before, after] = both;
        let (from, to) = if back {
            (after, before)
        } else {
            (before, after)
        };
        // What somebody else has written since is no longer this person's to take back.
        if self.there(from) != *from {
            let args = vec![("n", Arg::Number(1))];
            let key = Key::UndoLeft;
            self.state.notify(Urgency::Warning, Said { key, args }, &[]);
            return;
        }
        if let Some(Dialog::Scheme(page)) = &mut self.state.dialog {
            Rc::make_mut(page).typed.clear();
        }
        self.put_records(to.clone());
    }

    /// Writes records, tells the other tabs and shows what they say.
    fn put_records(&mut self, records: Records) {
        let Records { project, articles } = records;
        let id = self.state.project.id.clone();
        let mut writes = Vec::new();
        if let Some(project) = project {
            let record = write_project_record(&project);
            self.out.push(Effect::Tell(tab::project(&record)));
            writes.push(Write::put(Store::Projects, project_key(&id), record));
            self.show_project(project);
        }
        for article in &articles {
            let key = article_key(&id, &article.id);
            writes.push(Write::put(Store::Articles, key, write_article(article)));
        }
        if !articles.is_empty() {
            self.out.push(Effect::Tell(tab::articles(&id)));
            self.show_records(articles);
        }
        self.out.push(Effect::WriteDatabase(writes));
    }

    /// Takes another record of the project: labels, colours, keys, guidelines.
    pub(super) fn show_project(&mut self, project: Project) {
        let mut names = self.state.projects.iter_mut();
        if let Some((_, name)) = names.find(|(id, _)| *id == project.id) {
            name.clone_from(&project.name);
        }
        self.out
            .push(Effect::SchemeSheet(sheet::of_scheme(&project.scheme)));
        self.state.project = project;
        let versions = &mut self.state.versions;
        versions.scheme += 1;
        versions.spans += 1;
        versions.articles += 1;
        versions.chrome += 1;
        self.show_marks();
    }

    fn show_records(&mut self, articles: Vec<Article>) {
        for article in articles {
            if let Some(open) = &mut self.state.open
                && open.article.id == article.id
            {
                open.article = article.clone();
            }
            let mut listed = self.state.articles.iter_mut();
            if let Some(listed) = listed.find(|listed| listed.article.id == article.id) {
                listed.article = Rc::new(article);
            }
        }
        self.state.versions.articles += 1;
        self.state.versions.chrome += 1;
    }
}
