//! The texts of a project, folded and at hand for search. They are read once, when something is first searched for.

use std::cell::RefCell;

use super::Places;
use crate::app::ports::{Database, Local, StorageError, Store};
use crate::app::work::Pace;
use crate::format::storage_key::{article_key, article_prefix};
use crate::model::fold::fold;
use crate::model::ids::{ArticleId, ProjectId};
use crate::model::sorted::{Map, Set};

/// What is looked through between two looks at what the person does, in bytes: some milliseconds.
const SLICE: usize = 4_000_000;
/// How many texts are read at once.
const PAGE: u32 = 500;

/// What is searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// In the texts of this project.
    pub project: ProjectId,
    /// Of these articles.
    pub articles: Vec<ArticleId>,
    /// Folded. If it is empty, the texts are read for what will be searched for next.
    pub text: String,
}

/// The folded texts of a project.
#[derive(Debug, Default)]
pub struct Shelf {
    project: Option<ProjectId>,
    /// In the order of their ids.
    texts: Vec<(ArticleId, String)>,
    /// What was searched for last, and the numbers of the texts that have it.
    last: Option<(String, Vec<usize>)>,
}

/// A search under way.
#[derive(Debug)]
pub struct Looking {
    wanted: String,
    /// The numbers of the texts that may have it.
    among: Vec<usize>,
    /// How many of them were looked through.
    seen: usize,
    found: Vec<usize>,
}

impl Shelf {
    /// The folded texts of articles of a project.
    pub fn new(project: ProjectId, mut texts: Vec<(ArticleId, String)>) -> Self {
        texts.sort_unstable();
        Self {
            project: Some(project),
            texts,
            last: None,
        }
    }

    /// Whether it holds all of these articles.
    pub fn holds(&self, project: &ProjectId, articles: &[ArticleId]) -> bool {
        let held = |id: &ArticleId| {
            self.texts
                .binary_search_by(|(held, _)| held.cmp(id))
                .is_ok()
        };
        self.project.as_ref() == Some(project) && articles.iter().all(held)
    }

    /// Begins a search. Where the last one was for a part of this, as when a word is typed, only what it found can have
    /// this too.
    pub fn look_for(&self, wanted: &str) -> Looking {
        let last = self.last.as_ref();
        let last = last.filter(|(part, _)| wanted.contains(part.as_str()));
        Looking {
            wanted: wanted.to_owned(),
            among: last.map_or_else(
                || (0..self.texts.len()).collect(),
                |(_, found)| found.clone(),
            ),
            seen: 0,
            found: Vec::new(),
        }
    }

    /// Looks on, through about so many bytes, for the page to answer the person in between; says whether that was all.
    pub fn look_on(&self, looking: &mut Looking, most: usize) -> bool {
        let finder = memchr::memmem::Finder::new(&looking.wanted);
        let mut bytes = 0;
        for number in looking.among.iter().skip(looking.seen) {
            if bytes >= most {
                return false;
            }
            looking.seen += 1;
            let Some((_, text)) = self.texts.get(*number) else {
                continue;
            };
            bytes += text.len();
            if finder.find(text.as_bytes()).is_some() {
                looking.found.push(*number);
            }
        }
        true
    }

    /// Ends a search: the articles that have it.
    pub fn found(&mut self, looking: Looking) -> Set<ArticleId> {
        let ids = looking.found.iter().filter_map(|n| self.texts.get(*n));
        let ids = ids.map(|(id, _)| id.clone()).collect();
        self.last = Some((looking.wanted, looking.found));
        ids
    }
}

/// Searches, one after the other: what is asked for while one is under way takes its place.
#[derive(Debug, Default)]
pub struct Search {
    shelf: Shelf,
    next: Option<Wanted>,
    busy: bool,
}

impl<L: Local, D: Database> Places<'_, L, D> {
    /// Looks through the texts and tells `found` what was searched for and which articles have it. Of what is asked for
    /// meanwhile only the newest is told of. Nothing is told if the texts cannot be read, which opening one says.
    pub async fn search(
        &self,
        search: &RefCell<Search>,
        wanted: Wanted,
        found: &dyn Fn(String, Set<ArticleId>),
    ) {
        search.borrow_mut().next = Some(wanted);
        if std::mem::replace(&mut search.borrow_mut().busy, true) {
            return;
        }
        loop {
            let next = search.borrow_mut().next.take();
            let Some(wanted) = next else { break };
            let there = search
                .borrow()
                .shelf
                .holds(&wanted.project, &wanted.articles);
            if !there {
                let read = self.shelf(&wanted.project, &wanted.articles).await;
                let Ok(shelf) = read else { continue };
                search.borrow_mut().shelf = shelf;
                if search.borrow().next.is_some() {
                    continue;
                }
            }
            if !wanted.text.is_empty()
                && let Some(looking) = self.look(search, &wanted.text).await
            {
                let ids = search.borrow_mut().shelf.found(looking);
                found(wanted.text, ids);
            }
        }
        search.borrow_mut().busy = false;
    }

    /// Looks through all that may have it, unless something else is asked for meanwhile.
    async fn look(&self, search: &RefCell<Search>, wanted: &str) -> Option<Looking> {
        let mut looking = search.borrow().shelf.look_for(wanted);
        loop {
            if search.borrow().shelf.look_on(&mut looking, SLICE) {
                return Some(looking);
            }
            self.database.rest().await;
            if search.borrow().next.is_some() {
                return None;
            }
        }
    }

    /// The texts of these articles; one that cannot be read is left out, for opening it says so.
    async fn shelf(
        &self,
        project: &ProjectId,
        articles: &[ArticleId],
    ) -> Result<Shelf, StorageError> {
        let prefix = article_prefix(project);
        let names: Map<String, &ArticleId> = articles
            .iter()
            .map(|id| (article_key(project, id), id))
            .collect();
        let mut texts = Vec::with_capacity(articles.len());
        let mut pace = Pace::default();
        let mut after = None;
        loop {
            let page = self.database.page(Store::Texts, &prefix, after, PAGE);
            let page = page.await?;
            let end = page.len() < PAGE as usize;
            after = page.last().map(|(last, _)| last.clone());
            for (name, text) in page {
                if pace.step(text.len()) {
                    self.database.rest().await;
                }
                if let Some(id) = names.get(&name) {
                    texts.push(((*id).clone(), fold(&text)));
                }
            }
            if end {
                return Ok(Shelf::new(project.clone(), texts));
            }
        }
    }
}
