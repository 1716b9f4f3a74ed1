//! The texts of a project, folded and at hand for search. They are read once, when something is first searched for.

use super::Places;
use crate::app::ports::{Database, Local, StorageError, Store};
use crate::format::storage_key::{article_key, article_prefix};
use crate::model::fold::fold;
use crate::model::ids::{ArticleId, ProjectId};
use crate::model::sorted::Map;

/// The folded texts of a project.
#[derive(Debug, Default)]
pub struct Shelf {
    project: Option<ProjectId>,
    texts: Map<ArticleId, String>,
}

impl Shelf {
    /// Whether it holds all of these articles.
    pub fn holds(&self, project: &ProjectId, articles: &[ArticleId]) -> bool {
        let held = |id| self.texts.contains_key(id);
        self.project.as_ref() == Some(project) && articles.iter().all(held)
    }

    /// Those of the texts from the `from`th on that have `wanted`, a folded text, and how far the search came: it
    /// stops after `most` bytes, for the page to answer the person in between. `None` when it is at the end.
    pub fn find(&self, wanted: &str, from: usize, most: usize) -> (Vec<ArticleId>, Option<usize>) {
        let finder = memchr::memmem::Finder::new(wanted);
        let mut found = Vec::new();
        let mut bytes = 0;
        for (number, (id, text)) in self.texts.iter().enumerate().skip(from) {
            if finder.find(text.as_bytes()).is_some() {
                found.push(id.clone());
            }
            bytes += text.len();
            if bytes >= most {
                return (
                    found,
                    Some(number + 1).filter(|next| *next < self.texts.len()),
                );
            }
        }
        (found, None)
    }
}

impl<L: Local, D: Database> Places<'_, L, D> {
    /// The texts of these articles; one that cannot be read is left out, for opening it says so.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn shelf(
        &self,
        project: &ProjectId,
        articles: &[ArticleId],
    ) -> Result<Shelf, StorageError> {
        let stored = self
            .database
            .all(Store::Texts, &article_prefix(project))
            .await?;
        let names: Map<String, &ArticleId> = articles
            .iter()
            .map(|id| (article_key(project, id), id))
            .collect();
        let texts = stored
            .iter()
            .filter_map(|(name, text)| Some(((*names.get(name)?).clone(), fold(text))));
        Ok(Shelf {
            project: Some(project.clone()),
            texts: texts.collect(),
        })
    }
}
