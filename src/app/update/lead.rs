//! What concerns the project as a whole: its records written anew, and taken back.

use std::rc::Rc;

use super::Turn;
use super::files::file_stem;
use super::project::ProjectAsk;
use crate::app::effect::Effect;
use crate::app::figures;
use crate::app::ports::{Store, Write};
use crate::app::scheme_page::SchemeAsk;
use crate::app::sheet;
use crate::app::state::{Dialog, Records, Said, Urgency, Work};
use crate::app::strings::{Arg, Text as Key};
use crate::format::records::write_project_record;
use crate::format::storage_key::project_key;
use crate::format::tab;
use crate::model::article::{Article, Project};
use crate::model::change::Change;
use crate::model::history::Step;
use crate::model::ids::{Annotator, ArticleId, LayerKey, ProjectId};
use crate::model::sorted::Map;

/// What is asked of the project as a whole.
#[derive(Clone, Debug, PartialEq)]
pub enum LeadAsk {
    /// Something about the scheme.
    Scheme(SchemeAsk),
    /// Records are to be as they were before, or after; taken back or not.
    Travel(Rc<[Records; 2]>, bool),
    /// Articles are to be in the project, or not, with these changes of layers.
    Articles(Vec<ArticleId>, bool, Vec<(LayerKey, Change)>),
    /// This part of the page is there: the search part of its address.
    Ready(String),
    /// A file beside the page was fetched: its name and text, or why not; without a text there is none.
    Fetched(String, Result<String, String>),
    /// Whose layers the articles have.
    Whose(ProjectId, Map<ArticleId, Vec<Annotator>>),
    /// What lies beside the page is to be looked at.
    LookAtOffer,
    /// Of what waits, articles that were removed here are to come back, or not.
    BringBack(bool),
    /// What waits for a word is to come in.
    TakeIn,
    /// It is to be put away.
    PutAway,
    /// What is known of an article.
    Article(ArticleAsk),
    /// The figures of one annotator, or of all, by their place.
    FiguresOf(usize),
    /// The figures as a file.
    FiguresCsv,
    /// Its name and guidelines, and other projects.
    Project(ProjectAsk),
    /// The articles of the list are to be given to these in turn; to everybody if there is nobody.
    Share(String),
}

/// What is said of what is known of the open article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArticleAsk {
    /// To whom it is given, as a list of names.
    Assigned(String),
    /// Something is known of it by this name; empty for nothing.
    Fact(String, String),
}

impl Turn<'_> {
    pub(super) fn lead(&mut self, ask: LeadAsk) {
        match ask {
            LeadAsk::Scheme(ask) => self.scheme(ask),
            LeadAsk::Travel(both, back) => self.travel_records(&both, back),
            LeadAsk::Articles(ids, present, layers) => self.set_present(&ids, present, layers),
            LeadAsk::Ready(search) => self.ready(&search),
            LeadAsk::Fetched(name, text) => self.fetched(&name, text),
            LeadAsk::Whose(project, whose) => self.whose(&project, whose),
            LeadAsk::LookAtOffer => self.look_at_offer(),
            LeadAsk::BringBack(on) => {
                self.state.lead.bring_back = on;
                self.state.versions.chrome += 1;
            }
            LeadAsk::TakeIn => self.take_in(),
            LeadAsk::PutAway => self.put_away(),
            LeadAsk::Article(ask) => self.article_facts(ask),
            LeadAsk::FiguresOf(place) => {
                if let Some(Dialog::Figures(page)) = &mut self.state.dialog {
                    Rc::make_mut(page).chosen = place;
                    self.state.versions.chrome += 1;
                }
            }
            LeadAsk::FiguresCsv => self.figures_csv(),
            LeadAsk::Project(ask) => self.project_asked(ask),
            LeadAsk::Share(names) => self.share(&names),
        }
    }

    fn figures_csv(&mut self) {
        if let Some(Dialog::Figures(page)) = &self.state.dialog {
            let stem = file_stem(&self.state.project, &self.at.iso);
            // Into memory it cannot fail.
            let Ok(bytes) = figures::csv(page, &self.state.project.scheme) else {
                return;
            };
            self.out.push(Effect::Download {
                name: format!("{stem}-figures.csv"),
                mime: "text/csv",
                bytes,
            });
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
        let articles: Vec<Rc<Article>> = articles.into_iter().map(Rc::new).collect();
        let mut others = Vec::new();
        if let Some(project) = project {
            let record = write_project_record(&project);
            self.out.push(Effect::Tell(tab::project(&record)));
            others.push(Write::put(Store::Projects, project_key(&id), record));
            self.show_project(project);
        }
        if !articles.is_empty() {
            self.show_records(&articles);
        }
        self.out.push(Effect::WriteArticles {
            project: id,
            articles,
            others,
        });
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
        versions.cards += 1;
        versions.spans += 1;
        versions.articles += 1;
        versions.chrome += 1;
        self.show_marks();
    }

    /// Shows what came in with an import, which wrote it.
    pub(super) fn show_came(&mut self, records: &Records) {
        if let Some(project) = &records.project {
            self.out
                .push(Effect::Tell(tab::project(&write_project_record(project))));
            self.show_project(project.clone());
        }
        let articles = records.articles.iter().cloned().map(Rc::new);
        self.show_records(&articles.collect::<Vec<_>>());
    }

    fn show_records(&mut self, articles: &[Rc<Article>]) {
        // Both may be very many.
        let known: Map<&ArticleId, &Rc<Article>> = articles.iter().map(|a| (&a.id, a)).collect();
        if let Some(open) = &mut self.state.open
            && let Some(article) = known.get(&&open.article.id)
        {
            open.article = Article::clone(article);
        }
        for listed in &mut self.state.articles {
            if let Some(article) = known.get(&&listed.article.id) {
                listed.article = Rc::clone(article);
            }
        }
        self.state.versions.articles += 1;
        self.state.versions.chrome += 1;
    }
}
