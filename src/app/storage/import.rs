//! Articles and layers that come in: all of them in one transaction, or none.

use super::compare::is_newer;
use super::layers::{Found, summary_of};
use super::other_layers::Batch;
use super::{Places, snapshots};
use crate::app::msg::MergedIn;
use crate::app::ports::{Database, Local, StorageError, Store, Swap, Write};
use crate::app::state::Records;
use crate::format::records::{
    read_article, read_project_record, write_article, write_project_record,
};
use crate::format::storage_key::{article_key, article_prefix, layer_storage_key, project_key};
use crate::format::summary::{Summary, read_summary};
use crate::model::article::{Article, Project, Sha256};
use crate::model::blocks::Blocks;
use crate::model::boundary::Ground;
use crate::model::diff;
use crate::model::ids::{Annotator, ArticleId, LayerKey, Replica};
use crate::model::layer::Layer;
use crate::model::sorted::{Map, Set};
use crate::model::stats;
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
    /// Articles that were removed here come back. If not, they stay away, and the work on them is kept all the same.
    pub bring_back: bool,
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
    /// What was known of the project and of articles that were there, and is newer now: before and after.
    pub records: Option<Box<[Records; 2]>>,
}

/// Who is at work when something comes in.
#[derive(Clone, Debug)]
pub struct Importer {
    /// Whose summaries the list shows.
    pub annotator: Annotator,
    /// The writer.
    pub replica: Replica,
    /// RFC 3339, UTC.
    pub now: String,
}

/// A layer that something came into.
struct Joined {
    found: Found,
    before: Layer,
    article: Article,
    text: Text,
}

impl CameIn {
    /// Notes how far this annotator is on articles.
    fn list(&mut self, listed: Vec<(ArticleId, Summary)>) {
        let mut listed: Map<ArticleId, Summary> = listed.into_iter().collect();
        for (article, shown) in &mut self.articles {
            if let Some(summary) = listed.remove(&article.id) {
                *shown = summary;
            }
        }
        self.summaries = listed.into_iter().collect();
    }
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
        loop {
            // Anew where somebody else wrote one of the layers meanwhile.
            if let Some(came) = self.try_import(&incoming, who).await? {
                return Ok(came);
            }
        }
    }

    async fn try_import(
        &self,
        incoming: &Incoming,
        who: &Importer,
    ) -> Result<Option<CameIn>, StorageError> {
        let Incoming {
            project,
            articles,
            layers,
            bring_back,
        } = incoming;
        let mut came = CameIn {
            layers: layers.len(),
            ..CameIn::default()
        };
        let mut batch = Batch::default();
        let project_name = project_key(&project.id);
        let there = self.database.get(Store::Projects, &project_name).await?;
        let stands = there.as_deref().map(read_project_record);
        let newer = match stands {
            None => Some((None, project.clone())),
            // Work may hang on what only the older one has.
            Some(Ok(there)) if project.changed > there.changed => {
                let scheme = project.scheme.over(&there.scheme);
                let project = project.clone();
                Some((Some(there), Project { scheme, ..project }))
            }
            Some(_) => None,
        };
        if let Some((before, project)) = newer {
            let record = write_project_record(&project);
            let record = Write::put(Store::Projects, project_name, record);
            batch.writes.push(record);
            if let Some(before) = before {
                let [was, is] = &mut **came.records.get_or_insert_default();
                (was.project, is.project) = (Some(before), Some(project));
            }
        }
        let here = self
            .place_articles(project, (articles, *bring_back), who, &mut came, &mut batch)
            .await?;
        let mut listed: Vec<(ArticleId, Summary)> = Vec::new();
        for joined in self.join_incoming(layers, &here, &mut came).await? {
            let Joined {
                found,
                before,
                article,
                text,
            } = joined;
            if found.newer.is_some() || found.protected.database {
                let why = "a layer that stands there cannot be read".to_owned();
                return Err(StorageError::Refused(why));
            }
            if before.to_parts() != found.layer.to_parts() {
                // What stood there before a file was joined to it can be had back later than by undo.
                let copy = snapshots::copy_of(&before, &article, &text, who);
                batch.writes.extend(copy);
                batch.add(&found, &article, &text, &who.replica);
            }
            let key = found.layer.key();
            if key.annotator == who.annotator {
                let blocks = Blocks::of(&text);
                let ground = Ground {
                    text: &text,
                    blocks: &blocks,
                };
                listed.push((
                    key.article.clone(),
                    summary_of(&found.layer, stats::problems(&found.layer, &ground)),
                ));
            }
            let change = diff::between(&before, &found.layer);
            came.merged.changes.push((key.clone(), change));
        }
        came.list(listed);
        let swap = self.write_batch(batch).await?;
        Ok((swap == Swap::Done).then_some(came))
    }

    /// What the file calls each article, and what it is here. New ones are written.
    async fn place_articles(
        &self,
        project: &Project,
        (articles, bring_back): (&[(Article, Text)], bool),
        who: &Importer,
        came: &mut CameIn,
        batch: &mut Batch,
    ) -> Result<Map<ArticleId, (Article, Text)>, StorageError> {
        let (known, mut taken) = self.known_articles(project).await?;
        let last = known.iter().map(|article| article.position + 1).max();
        let mut position = last.unwrap_or(0);
        let known = known.into_iter();
        let known: Map<Sha256, Article> = known.map(|a| (a.sha256.clone(), a)).collect();
        let mut here: Vec<(ArticleId, (Article, Text))> = Vec::new();
        // A file may hold a text twice: the second one is the first one.
        let mut seen: Map<Sha256, usize> = Map::new();
        for (article, text) in articles {
            let again = seen.get(&article.sha256).and_then(|place| here.get(*place));
            let again = again.map(|(_, (placed, _))| placed);
            let there = known.get(&article.sha256);
            let now = there.map(|there| refreshed(there, article));
            if again.is_none()
                && let (Some(there), Some(now)) = (there, &now)
                && now != there
                && !there.deleted
            {
                let key = article_key(&project.id, &there.id);
                let record = Write::put(Store::Articles, key, write_article(now));
                batch.writes.push(record);
                let [was, is] = &mut **came.records.get_or_insert_default();
                was.articles.push(there.clone());
                is.articles.push(now.clone());
            }
            let placed = match again.or(now.as_ref()) {
                Some(there) if again.is_some() || !there.deleted || !bring_back => there.clone(),
                Some(there) => {
                    let there = Article {
                        deleted: false,
                        ..there.clone()
                    };
                    let key = LayerKey {
                        project: project.id.clone(),
                        article: there.id.clone(),
                        annotator: who.annotator.clone(),
                    };
                    let name = layer_storage_key(&key);
                    let kept = self.database.get(Store::Summaries, &name).await?;
                    let summary = kept.map(|json| read_summary(&json)).unwrap_or_default();
                    came.articles.push((there.clone(), summary));
                    there
                }
                None => {
                    let id = self.free_id(project, &article.id, &taken, text).await?;
                    let placed = Article {
                        id,
                        position,
                        deleted: false,
                        ..article.clone()
                    };
                    position += 1;
                    came.articles.push((placed.clone(), Summary::default()));
                    let key = article_key(&project.id, &placed.id);
                    taken.insert(key.clone());
                    let text = Write::put(Store::Texts, key, text.as_str());
                    batch.writes.push(text);
                    placed
                }
            };
            seen.insert(article.sha256.clone(), here.len());
            here.push((article.id.clone(), (placed, text.clone())));
        }
        for (article, _) in &came.articles {
            let key = article_key(&project.id, &article.id);
            let record = Write::put(Store::Articles, key, write_article(article));
            batch.writes.push(record);
        }
        Ok(here.into_iter().collect())
    }

    /// The layers as they will be, each with what was there before. A file to which something was appended
    /// may hold a layer twice: both go into one.
    async fn join_incoming(
        &self,
        layers: &[Layer],
        here: &Map<ArticleId, (Article, Text)>,
        came: &mut CameIn,
    ) -> Result<Vec<Joined>, StorageError> {
        let placed = |layer: &'_ Layer| {
            let (article, text) = here.get(&layer.key().article)?;
            let key = LayerKey {
                article: article.id.clone(),
                ..layer.key().clone()
            };
            Some((key, article.clone(), text.clone()))
        };
        let mut incoming: Vec<_> = layers
            .iter()
            .filter_map(|layer| Some((placed(layer)?, layer)))
            .collect();
        incoming.sort_by(|((a, ..), _), ((b, ..), _)| a.cmp(b));
        let mut all: Vec<Joined> = Vec::new();
        for ((key, article, text), layer) in incoming {
            if all.last().is_none_or(|last| *last.found.layer.key() != key) {
                let found = self.layer(&key, Some(&text)).await?;
                all.push(Joined {
                    before: found.layer.clone(),
                    found,
                    article,
                    text,
                });
            }
            let Some(joined) = all.last_mut() else {
                continue;
            };
            let report = joined.found.layer.merge(layer);
            let sum = &mut came.merged.report;
            sum.added.extend(report.added);
            sum.changed.extend(report.changed);
            sum.removed.extend(report.removed);
            sum.kept.extend(report.kept);
        }
        Ok(all)
    }

    /// The articles that can be read, and the keys of all.
    pub(super) async fn known_articles(
        &self,
        project: &Project,
    ) -> Result<(Vec<Article>, Set<String>), StorageError> {
        let prefix = article_prefix(&project.id);
        let stored = self.database.all(Store::Articles, &prefix).await?;
        let known = stored.iter().filter_map(|(key, json)| {
            let article = read_article(json).ok()?;
            // Under another key it is not the article of this id.
            (article_key(&project.id, &article.id) == *key).then_some(article)
        });
        let known = known.collect();
        Ok((known, stored.into_iter().map(|(key, _)| key).collect()))
    }

    /// The id itself, or with `-2`, `-3` … behind it. One is taken whose record is there, readable or not, or under
    /// which another text lies: neither is written over.
    async fn free_id(
        &self,
        project: &Project,
        wanted: &ArticleId,
        taken: &Set<String>,
        text: &Text,
    ) -> Result<ArticleId, StorageError> {
        let mut id = wanted.clone();
        for number in 2_u64.. {
            let key = article_key(&project.id, &id);
            if !taken.contains(&key) {
                let there = self.database.get(Store::Texts, &key).await?;
                if there.is_none_or(|there| there == text.as_str()) {
                    break;
                }
            }
            id = ArticleId::new(format!("{wanted}-{number}"));
        }
        Ok(id)
    }
}

/// What is known of an article that is here, once a file has told what it knows of it.
fn refreshed(ours: &Article, theirs: &Article) -> Article {
    let ours = ours.clone();
    if !is_newer(theirs, &ours) {
        return ours;
    }
    Article {
        metadata: theirs.metadata.clone(),
        assigned: theirs.assigned.clone(),
        changed: theirs.changed.clone(),
        ..ours
    }
}
