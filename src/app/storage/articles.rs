//! The list of articles: read again after another tab changed it, stored again after storage was cleared.

use super::Places;
use crate::app::ports::{Database, Local, StorageError, Store, Write};
use crate::format::records::{read_article, write_article, write_project_record};
use crate::format::storage_key::{article_key, article_prefix, layer_storage_key, project_key};
use crate::format::summary::{Summary, read_summary};
use crate::model::article::{Article, Project};
use crate::model::ids::{Annotator, LayerKey, ProjectId};
use crate::model::sorted::Map;
use crate::model::text::Text;

impl<L: Local, D: Database> Places<'_, L, D> {
    /// The articles of a project in their order, with how far an annotator is. One whose record cannot be read
    /// is left out: it was reported when the page was opened.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn list(
        &self,
        project: &ProjectId,
        annotator: &Annotator,
    ) -> Result<Vec<(Article, Summary)>, StorageError> {
        let summaries = self.database.all(Store::Summaries, "").await?;
        let summaries: Map<String, String> = summaries.into_iter().collect();
        let prefix = article_prefix(project);
        let stored = self.database.all(Store::Articles, &prefix).await?;
        let articles = stored
            .iter()
            .filter_map(|(_, json)| read_article(json).ok());
        let mut list: Vec<(Article, Summary)> = articles
            .map(|article| {
                let key = LayerKey {
                    project: project.clone(),
                    article: article.id.clone(),
                    annotator: annotator.clone(),
                };
                let kept = summaries.get(&layer_storage_key(&key));
                let summary = kept.map(|json| read_summary(json)).unwrap_or_default();
                (article, summary)
            })
            .collect();
        list.sort_by_key(|(article, _)| article.position);
        Ok(list)
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
