//! The list of articles, and what is said of the open article as a whole.

use super::Turn;
use crate::app::effect::{Effect, Spot};
use crate::app::list::{self, ArticleList, Sort, Window};
use crate::app::state::Typing;
use crate::app::storage::search::Wanted;
use crate::app::strings::Text as Key;
use crate::model::change::{Change, Op};
use crate::model::fold::fold;
use crate::model::ids::{ArticleId, LabelId};
use crate::model::layer::{Meta, Status};
use crate::model::sorted::Set;

/// A step of the keyboard through the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListStep {
    /// So many rows down, or up.
    By(isize),
    /// To the first row.
    First,
    /// To the last row.
    Last,
}

/// What is asked of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListAsk {
    /// Somebody is about to search.
    Seek,
    /// What is searched for.
    Query(String),
    /// Only a status, or all.
    Status(Option<Status>),
    /// Only a label, or all.
    Label(Option<LabelId>),
    /// Only articles with findings, or all.
    Problems(bool),
    /// Only those that are given to this annotator, or all.
    Mine(bool),
    /// An order.
    Sort(Sort),
    /// Everything again.
    Clear,
    /// The list was scrolled.
    Scrolled(Window),
    /// The keyboard goes through it.
    Step(ListStep),
    /// Open the next article of the list, or the one before.
    Neighbour(bool),
    /// Open the next article that is to be worked on.
    NextUndone,
    /// The texts were looked through: what for, and which have it.
    Found(String, Set<ArticleId>),
}

/// What is said of the open article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AboutAsk {
    /// How far it is.
    Status(Status),
    /// It is done: on to the next one.
    Finish,
    /// A remark.
    Note(String),
    /// A label of the whole article comes, or goes.
    Label(String, bool),
}

impl Turn<'_> {
    pub(super) fn list(&mut self, ask: ListAsk) {
        let list = &mut self.state.list;
        match ask {
            ListAsk::Query(query) => {
                list.in_texts = None;
                list.query = query;
                self.search();
                self.list_from_top();
            }
            ListAsk::Seek => self.search(),
            ListAsk::Found(wanted, found) => {
                if fold(list.query.trim()) == wanted {
                    list.in_texts = Some(found);
                    self.state.versions.articles += 1;
                }
            }
            ListAsk::Status(status) => {
                list.status = status;
                self.list_from_top();
            }
            ListAsk::Label(label) => {
                list.label = label;
                self.list_from_top();
            }
            ListAsk::Problems(on) => {
                list.problems = on;
                self.list_from_top();
            }
            ListAsk::Mine(on) => {
                self.state.prefs.only_mine = on;
                self.save_prefs();
                self.list_from_top();
            }
            ListAsk::Sort(sort) => {
                list.sort = sort;
                self.list_from_top();
            }
            ListAsk::Clear => {
                let view = list.view;
                *list = ArticleList {
                    view,
                    ..ArticleList::default()
                };
                if self.state.prefs.only_mine {
                    self.state.prefs.only_mine = false;
                    self.save_prefs();
                }
                self.list_from_top();
                self.out.push(Effect::FocusOn(Spot::Search));
            }
            ListAsk::Scrolled(view) => {
                if list.view != view {
                    list.view = view;
                    self.state.versions.articles += 1;
                }
            }
            ListAsk::Step(step) => self.list_step(step),
            ListAsk::Neighbour(forward) => self.neighbour_article(forward),
            ListAsk::NextUndone => self.next_undone(),
        }
    }

    /// Looks through the texts for what is in the field. With nothing in it, a search that is under way ends, and the
    /// texts are read.
    fn search(&mut self) {
        let articles = self.state.present().map(|listed| listed.article.id.clone());
        self.out.push(Effect::Search(Wanted {
            project: self.state.project.id.clone(),
            articles: articles.collect(),
            text: fold(self.state.list.query.trim()),
        }));
    }

    fn list_from_top(&mut self) {
        let list = &mut self.state.list;
        list.view.top = 0;
        list.at = None;
        self.state.versions.articles += 1;
        self.out.push(Effect::ScrollList(0));
    }

    fn list_step(&mut self, step: ListStep) {
        let rows = list::rows(self.state);
        let Some(last) = rows.len().checked_sub(1) else {
            return;
        };
        let at = self.state.list.at.as_ref().or(self
            .state
            .open
            .as_ref()
            .map(|open| &open.article.id));
        let here = at.and_then(|id| list::row_of(&rows, id)).unwrap_or(0);
        let to = match step {
            ListStep::By(n) => here.saturating_add_signed(n).min(last),
            ListStep::First => 0,
            ListStep::Last => last,
        };
        let id = rows.get(to).map(|listed| listed.article.id.clone());
        let list = &mut self.state.list;
        list.at = id;
        list.view = list.view.with(to);
        self.state.versions.articles += 1;
        self.out.push(Effect::FocusOn(Spot::Row));
    }

    fn neighbour_article(&mut self, forward: bool) {
        let Some(open) = &self.state.open else { return };
        let rows = list::rows(self.state);
        // One that a filter has hidden since it was opened has no neighbours: the list begins anew.
        let here = list::row_of(&rows, &open.article.id);
        let next = match (here, forward) {
            (Some(here), true) => rows.get(here + 1),
            (Some(here), false) => here.checked_sub(1).and_then(|before| rows.get(before)),
            (None, _) => rows.first(),
        };
        match next.map(|listed| listed.article.id.clone()) {
            Some(id) => self.open_article(&id),
            None => self.hint(if forward {
                Key::LastArticle
            } else {
                Key::FirstArticle
            }),
        }
    }

    fn next_undone(&mut self) {
        let here = self.state.open.as_ref().map(|open| &open.article.id);
        let rows = list::rows(self.state);
        let next = list::next_undone(&rows, here).map(|listed| listed.article.id.clone());
        match next {
            Some(id) => self.open_article(&id),
            None if list::is_filtered(self.state) => self.hint(Key::NoneLeftHere),
            None => self.hint(Key::NoneLeft),
        }
    }

    /// Brings the open article's row onto the screen.
    pub(super) fn show_row(&mut self) {
        let Some(open) = &self.state.open else { return };
        let rows = list::rows(self.state);
        let Some(row) = list::row_of(&rows, &open.article.id) else {
            return;
        };
        let list = &mut self.state.list;
        list.at = None;
        list.view = list.view.with(row);
        self.out.push(Effect::ScrollList(row));
    }

    pub(super) fn about(&mut self, ask: AboutAsk) {
        if self.refused() {
            return;
        }
        let Some(open) = &self.state.open else { return };
        let before = open.layer.meta().clone();
        let finish = ask == AboutAsk::Finish;
        let typing = matches!(ask, AboutAsk::Note(_));
        let typed_before = self.state.typing.clone();
        let mut after = before.clone();
        match ask {
            AboutAsk::Status(status) => after.status = status,
            AboutAsk::Finish => after.status = Status::Done,
            AboutAsk::Note(note) => after.note = note,
            AboutAsk::Label(label, true) => {
                let label = label.trim();
                if !label.is_empty() {
                    after.labels.insert(label.to_owned());
                }
            }
            AboutAsk::Label(label, false) => _ = after.labels.remove(label.as_str()),
        }
        if self.say_of_article(before, after) && typing {
            self.typed(typed_before, Typing::Article);
        }
        if finish {
            self.next_undone();
        }
    }

    fn say_of_article(&mut self, before: Meta, after: Meta) -> bool {
        if before == after {
            return false;
        }
        let change = Change::of(Op::Meta {
            before: Box::new(before.clone()),
            after: Box::new(after.clone()),
        });
        // Only what was said of its status is the status's; whatever else is said begins the article.
        if before.status == after.status {
            self.change(change);
        } else {
            self.change_to(change);
        }
        self.state.versions.chrome += 1;
        true
    }
}
