//! The list of articles: read at the start and after another tab changed it, stored again after storage was cleared.

use std::rc::Rc;

use super::Places;
use crate::app::msg::Unreadable;
use crate::app::ports::{Database, Local, StorageError, Store, Write};
use crate::app::work::Pace;
use crate::format::records::{read_article, write_article, write_project_record};
use crate::format::storage_key::{
    article_key, article_prefix, layer_storage_key, project_key, project_layers_prefix,
};
use crate::format::summary::{Summary, read_summary};
use crate::model::article::{Article, Project};
use crate::model::ids::{Annotator, LayerKey, ProjectId};
use crate::model::sorted::Map;
use crate::model::text::Text;

/// How many records are read at once: some milliseconds.
const PAGE: u32 = 1_000;

/// The articles of a project as storage has them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing {
    /// In their order, each with how far an annotator is.
    pub articles: Vec<(Article, Summary)>,
    /// Records that could not be read.
    pub unreadable: Vec<Unreadable>,
}

impl<L: Local, D: Database> Places<'_, L, D> {
    /// The articles of a project, with how far an annotator is.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn list(
        &self,
        project: &ProjectId,
        annotator: &Annotator,
    ) -> Result<Listing, StorageError> {
        let layers = project_layers_prefix(project);
        let summaries = self.in_turns(Store::Summaries, &layers).await?;
        let summaries: Map<String, String> = summaries.into_iter().collect();
        let prefix = article_prefix(project);
        let stored = self.in_turns(Store::Articles, &prefix).await?;
        let mut list = Listing::default();
        let mut pace = Pace::default();
        for (name, json) in stored {
            // There may be very many, and somebody is at work.
            if pace.step(json.len()) {
                self.database.rest().await;
            }
            match read_article(&json) {
                Ok(article) if article_key(project, &article.id) != name => {
                    list.unreadable
                        .push(Unreadable::misplaced(name, article.id.as_str()));
                }
                Ok(article) => {
                    let key = LayerKey {
                        project: project.clone(),
                        article: article.id.clone(),
                        annotator: annotator.clone(),
                    };
                    let kept = summaries.get(&layer_storage_key(&key));
                    let summary = kept.map(|json| read_summary(json)).unwrap_or_default();
                    list.articles.push((article, summary));
                }
                Err(error) => list.unreadable.push(Unreadable {
                    key: name,
                    reason: error.to_string(),
                }),
            }
        }
        list.articles.sort_by_key(|(article, _)| article.position);
        Ok(list)
    }

    /// All that begins so, with turns for the browser in between.
    async fn in_turns(
        &self,
        store: Store,
        prefix: &str,
    ) -> Result<Vec<(String, String)>, StorageError> {
        let mut all = Vec::new();
        loop {
            let after = all.last().map(|(key, _): &(String, String)| key.clone());
            let page = self.database.page(store, prefix, after, PAGE).await?;
            let end = page.len() < PAGE as usize;
            all.extend(page);
            if end {
                return Ok(all);
            }
        }
    }

    /// Writes records of articles, and what belongs to them, with turns for the browser in between; all or nothing.
    ///
    /// # Errors
    /// If the database fails; then nothing is written.
    pub async fn write_articles(
        &self,
        project: &ProjectId,
        articles: &[Rc<Article>],
        others: Vec<Write>,
    ) -> Result<(), StorageError> {
        let mut writes = others;
        let mut pace = Pace::default();
        for article in articles {
            let key = article_key(project, &article.id);
            let record = write_article(article);
            if pace.step(record.len()) {
                self.database.rest().await;
            }
            writes.push(Write::put(Store::Articles, key, record));
        }
        // Nothing is expected, and nobody calls it off.
        let done = self.database.swap_long(Vec::new(), writes, &|_| true).await;
        done.map(|_| ())
    }

    /// Stores a project, the records of its articles and the one text that is known, where they are not there.
    ///
    /// # Errors
    /// If the database fails; then nothing is stored.
    pub async fn restore(
        &self,
        project: &Project,
        articles: &[Article],
        (open, text): (&Article, &Text),
    ) -> Result<(), StorageError> {
        let key = project_key(&project.id);
        let mut writes = vec![Write::put(
            Store::Projects,
            key,
            write_project_record(project),
        )];
        for article in articles {
            let key = article_key(&project.id, &article.id);
            // An article without its text can only be opened again from a file.
            let text_there = self.database.get(Store::Texts, &key).await?.is_some();
            if text_there || article.id == open.id {
                let record = write_article(article);
                writes.push(Write::put(Store::Articles, key.as_str(), record));
            }
            if !text_there && article.id == open.id {
                writes.push(Write::put(Store::Texts, key, text.as_str()));
            }
        }
        self.database.write(writes).await
    }
}
