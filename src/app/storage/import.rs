//! Articles and layers that come in: all of them in one transaction, or none.

use super::Places;
use super::layers::{Found, summary_of};
use crate::app::msg::MergedIn;
use crate::app::ports::{Database, Local, StorageError, Store, Write};
use crate::app::state::Protected;
use crate::format::layer::write_layer;
use crate::format::records::{read_article, write_article, write_project_record};
use crate::format::storage_key::{article_key, article_prefix, layer_storage_key, project_key};
use crate::format::summary::{Summary, read_summary, write_summary};
use crate::model::article::{Article, Project};
use crate::model::diff;
use crate::model::ids::{Annotator, ArticleId, LayerKey, Replica};
use crate::model::layer::Layer;
use crate::model::sorted::Map;
use crate::model::text::Text;

/// What is to come in.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// The project it belongs to; stored if it is not there yet.
    pub project: Project,
    /// Articles with their texts.
    pub articles: Vec<(Article, Text)>,
    /// Work on these articles.
    pub layers: Vec<Layer>,
}

/// What came in.
#[derive(Clone, Debug, Default)]
pub struct CameIn {
    /// Articles that were not there, or were deleted, with this annotator's summary.
    pub articles: Vec<(Article, Summary)>,
    /// This annotator's summaries on articles that were there.
    pub summaries: Vec<(ArticleId, Summary)>,
    /// What happened to the layers.
    pub merged: MergedIn,
    /// How many layers came in.
    pub layers: usize,
}

/// Who is at work when something comes in.
#[derive(Clone, Debug)]
pub struct Importer {
    /// Whose summaries the list shows.
    pub annotator: Annotator,
    /// The writer.
    pub replica: Replica,
}

impl<L: Local, D: Database> Places<'_, L, D> {
    /// Stores new articles and merges layers into those that are there.
    ///
    /// An article whose text is there already is that one; one whose id is taken by another text gets a
    /// number behind it.
    ///
    /// # Errors
    /// If storage fails; then nothing came in.
    pub async fn import(&self, incoming: Incoming, who: &Importer) -> Result<CameIn, StorageError> {
        let Incoming {
            project,
            articles,
            layers,
        } = incoming;
        let mut known = self.known_articles(&project).await?;
        let mut came = CameIn {
            layers: layers.len(),
            ..CameIn::default()
        };
        let mut writes = Vec::new();
        let project_name = project_key(&project.id);
        if self
            .database
            .get(Store::Projects, &project_name)
            .await?
            .is_none()
        {
            writes.push(Write::put(
                Store::Projects,
                project_name,
                write_project_record(&project),
            ));
        }
        // What the file calls an article, and what it is here.
        let mut here: Map<ArticleId, (Article, Text)> = Map::new();
        let mut position = known
            .iter()
            .map(|article| article.position + 1)
            .max()
            .unwrap_or(0);
        for (article, text) in articles {
            let called = article.id.clone();
            let there = known
                .iter_mut()
                .find(|known| known.sha256 == article.sha256);
            let article = match there {
                Some(there) if !there.deleted => there.clone(),
                Some(there) => {
                    there.deleted = false;
                    let key = LayerKey {
                        project: project.id.clone(),
                        article: there.id.clone(),
                        annotator: who.annotator.clone(),
                    };
                    let name = layer_storage_key(&key);
                    let kept = self.database.get(Store::Summaries, &name).await?;
                    let summary = kept.map(|json| read_summary(&json)).unwrap_or_default();
                    came.articles.push((there.clone(), summary));
                    there.clone()
                }
                None => {
                    let id = free_id(&called, &known);
                    let article = Article {
                        id,
                        position,
                        deleted: false,
                        ..article
                    };
                    position += 1;
                    known.push(article.clone());
                    came.articles.push((article.clone(), Summary::default()));
                    let key = article_key(&project.id, &article.id);
                    writes.push(Write::put(Store::Texts, key, text.as_str()));
                    article
                }
            };
            here.insert(called, (article, text));
        }
        for (article, _) in &came.articles {
            let key = article_key(&project.id, &article.id);
            writes.push(Write::put(Store::Articles, key, write_article(article)));
        }
        // A file to which something was appended may hold a layer twice: both go into one.
        let mut joined: Map<LayerKey, (Found, Layer)> = Map::new();
        for layer in layers {
            let Some((article, text)) = here.get(&layer.key().article) else {
                continue;
            };
            let key = LayerKey {
                article: article.id.clone(),
                ..layer.key().clone()
            };
            if !joined.contains_key(&key) {
                let found = self.layer(&key, Some(text)).await?;
                let before = found.layer.clone();
                joined.insert(key.clone(), (found, before));
            }
            let Some((found, _)) = joined.get_mut(&key) else {
                continue;
            };
            let report = found.layer.merge(&layer);
            let sum = &mut came.merged.report;
            sum.added.extend(report.added);
            sum.changed.extend(report.changed);
            sum.removed.extend(report.removed);
            sum.kept.extend(report.kept);
        }
        let mut changed: Vec<(LayerKey, String, Summary, Protected)> = Vec::new();
        for (key, (found, before)) in joined {
            let Some((article, text)) = here.values().find(|(a, _)| a.id == key.article) else {
                continue;
            };
            came.merged
                .changes
                .push((key.clone(), diff::between(&before, &found.layer)));
            let json = write_layer(&found.layer, article, text, &who.replica);
            changed.push((key, json, summary_of(&found.layer), found.protected));
        }
        for (key, json, summary, protected) in &changed {
            let name = layer_storage_key(key);
            if !protected.database {
                writes.push(Write::put(Store::Layers, name.as_str(), json.as_str()));
                writes.push(Write::put(Store::Summaries, name, write_summary(*summary)));
            }
            if key.annotator == who.annotator {
                match came
                    .articles
                    .iter_mut()
                    .find(|(article, _)| article.id == key.article)
                {
                    Some((_, shown)) => *shown = *summary,
                    None => came.summaries.push((key.article.clone(), *summary)),
                }
            }
            // Where the database holds what cannot be read, local storage alone can take the layer in.
            if protected.database {
                if protected.local {
                    let why = "a layer that stands there cannot be read".to_owned();
                    return Err(StorageError::Refused(why));
                }
                self.local.set(&layer_storage_key(key), json)?;
            }
        }
        self.database.write(writes).await?;
        // The copies in local storage follow where there is room; the database has them.
        for (key, json, _, protected) in changed {
            if !protected.local {
                let _ = self.local.set(&layer_storage_key(&key), &json);
            }
        }
        Ok(came)
    }

    async fn known_articles(&self, project: &Project) -> Result<Vec<Article>, StorageError> {
        let stored = self
            .database
            .all(Store::Articles, &article_prefix(&project.id))
            .await?;
        Ok(stored
            .iter()
            .filter_map(|(_, json)| read_article(json).ok())
            .collect())
    }
}

/// The id itself, or with `-2`, `-3` … behind it.
fn free_id(wanted: &ArticleId, known: &[Article]) -> ArticleId {
    let taken = |id: &ArticleId| known.iter().any(|article| article.id == *id);
    let numbered = (2_u64..).map(|n| ArticleId::new(format!("{wanted}-{n}")));
    std::iter::once(wanted.clone())
        .chain(numbered)
        .find(|id| !taken(id))
        .unwrap_or(wanted.clone())
}
