//! Articles and layers that come in: all of them in one transaction, or none.

use super::bulk::{Ahead, is_worth};
use super::compare::is_newer;
use super::incoming::{CameIn, Imported, Importer, Importing, Incoming};
use super::layers::{Found, summary_of};
use super::other_layers::Batch;
use super::{Places, snapshots};
use crate::app::msg::ImportReport;
use crate::app::ports::{Database, Local, StorageError, Store, Swap, Write};
use crate::app::work::Pace;
use crate::format::records::{
    read_article, read_project_record, write_article, write_project_record,
};
use crate::format::storage_key::{
    article_key, article_prefix, layer_of_record, layer_storage_key, project_key,
    project_layers_prefix,
};
use crate::format::summary::{Summary, read_summary};
use crate::model::article::{Article, Project, Sha256};
use crate::model::blocks::Blocks;
use crate::model::boundary::Ground;
use crate::model::diff;
use crate::model::ids::{ArticleId, LayerKey, ProjectId};
use crate::model::layer::Layer;
use crate::model::sorted::{Map, Set};
use crate::model::stats;
use crate::model::text::Text;

/// The names under which something stands in the database.
struct There {
    texts: Set<String>,
    /// Of layers, whole or as edits in the journal.
    layers: Set<String>,
}

/// A layer that something came into.
struct Joined {
    found: Found,
    before: Layer,
    article: Article,
    text: Text,
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
        let came = self.import_watched(incoming, who, &|_| true).await?;
        Ok(came.unwrap_or_default())
    }

    /// [`import`](Self::import), with what is reported of it.
    pub async fn imported(&self, importing: Importing) -> Imported {
        let Importing {
            incoming,
            who,
            mut outcomes,
            handed_out,
        } = importing;
        let project = incoming.project.id.clone();
        let came = self.import(incoming, &who).await.unwrap_or_else(|error| {
            for (_, outcome) in &mut outcomes {
                outcome.fail(&error);
            }
            CameIn::default()
        });
        Imported {
            report: ImportReport { files: outcomes },
            project,
            came,
            handed_out,
            late: false,
        }
    }

    /// [`import`](Self::import) with somebody who waits for it: `go_on` hears how far it is, in thousandths, and calls
    /// it off by saying no. Then the answer is `None`, and nothing came in.
    ///
    /// # Errors
    /// As [`import`](Self::import).
    pub async fn import_watched(
        &self,
        incoming: Incoming,
        who: &Importer,
        go_on: &dyn Fn(u32) -> bool,
    ) -> Result<Option<CameIn>, StorageError> {
        loop {
            // Anew where somebody else wrote one of the layers meanwhile.
            match self.try_import(&incoming, who, go_on).await? {
                (Swap::Done, came) => return Ok(Some(came)),
                (Swap::CalledOff, _) => return Ok(None),
                (Swap::Behind, _) => {}
            }
        }
    }

    async fn try_import(
        &self,
        incoming: &Incoming,
        who: &Importer,
        go_on: &dyn Fn(u32) -> bool,
    ) -> Result<(Swap, CameIn), StorageError> {
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
        let called_off = || Ok((Swap::CalledOff, CameIn::default()));
        // To place, to join and to write take about as long each.
        let part = |number: u32, place: usize, of: usize| {
            let thousandths = place * 333 / of.max(1);
            go_on(number * 333 + u32::try_from(thousandths).unwrap_or(333))
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
        let there = self.there(&project.id).await?;
        let here = self
            .place_articles(
                project,
                (articles, *bring_back),
                who,
                (&mut came, &mut batch),
                &there,
                &|n| part(0, n, articles.len()),
            )
            .await?;
        let Some(here) = here else {
            return called_off();
        };
        let mut listed: Vec<(ArticleId, Summary)> = Vec::new();
        let joined = self
            .join_incoming(layers, &here, &mut came, &there, &|n| {
                part(1, n, 2 * layers.len())
            })
            .await?;
        let Some(joined) = joined else {
            return called_off();
        };
        let (mut pace, all) = (Pace::default(), joined.len());
        for (number, joined) in joined.into_iter().enumerate() {
            if pace.step(joined.text.as_str().len()) {
                self.database.rest().await;
                if !part(1, all + number, 2 * all) {
                    return called_off();
                }
            }
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
            let mut summary = None;
            if before.to_parts() != found.layer.to_parts() {
                // What stood there before a file was joined to it can be had back later than by undo.
                let copy = snapshots::copy_of(&before, &article, &text, who);
                batch.writes.extend(copy);
                summary = Some(batch.add(&found, &article, &text, &who.replica));
            }
            let key = found.layer.key();
            if key.annotator == who.annotator {
                let written = summary.or_else(|| found.base.clone().filter(|_| !found.uneven));
                let problems = written.map_or_else(
                    || problems(&found.layer, &text),
                    // Findings are not sought again in what is as it was written.
                    |json| read_summary(&json).problems,
                );
                listed.push((key.article.clone(), summary_of(&found.layer, problems)));
            }
            let change = diff::between(&before, &found.layer);
            came.merged.changes.push((key.clone(), change));
        }
        came.list(listed);
        let writes = batch.writes.len();
        let go_on = |n| part(2, n, writes);
        let swap = self.write_long_batch(batch, &go_on).await?;
        Ok((swap, came))
    }

    /// What stands under names of this project: one question, where to ask for each of very many articles whether it is
    /// there would be as many.
    async fn there(&self, project: &ProjectId) -> Result<There, StorageError> {
        let texts = article_prefix(project);
        let texts = self.database.names(Store::Texts, &texts).await?;
        let prefix = project_layers_prefix(project);
        let mut layers = Vec::new();
        // In this order: see `layer`.
        let records = self.database.names(Store::Journal, &prefix).await?;
        let of_record = records.iter().filter_map(|name| layer_of_record(name));
        layers.extend(of_record.map(str::to_owned));
        for store in [Store::Summaries, Store::Layers] {
            layers.extend(self.database.names(store, &prefix).await?);
        }
        Ok(There {
            texts: texts.into_iter().collect(),
            layers: layers.into_iter().collect(),
        })
    }

    /// What the file calls each article, and what it is here. New ones are written.
    async fn place_articles(
        &self,
        project: &Project,
        (articles, bring_back): (&[(Article, Text)], bool),
        who: &Importer,
        (came, batch): (&mut CameIn, &mut Batch),
        stored: &There,
        go_on: &dyn Fn(usize) -> bool,
    ) -> Result<Option<Map<ArticleId, (Article, Text)>>, StorageError> {
        let (known, mut taken) = self.known_articles(project).await?;
        let last = known.iter().map(|article| article.position + 1).max();
        let mut position = last.unwrap_or(0);
        let known = known.into_iter();
        let known: Map<Sha256, Article> = known.map(|a| (a.sha256.clone(), a)).collect();
        let mut here: Vec<(ArticleId, (Article, Text))> = Vec::new();
        // A file may hold a text twice: the second one is the first one.
        let mut seen: Map<Sha256, usize> = Map::new();
        let mut pace = Pace::default();
        for (article, text) in articles {
            if pace.step(text.as_str().len()) {
                self.database.rest().await;
                if !go_on(here.len()) {
                    return Ok(None);
                }
            }
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
                    let id = self
                        .free_id(project, &article.id, (&taken, stored), text)
                        .await?;
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
            if pace.step(0) {
                self.database.rest().await;
            }
            let key = article_key(&project.id, &article.id);
            let record = Write::put(Store::Articles, key, write_article(article));
            batch.writes.push(record);
        }
        self.database.rest().await;
        Ok(Some(here.into_iter().collect()))
    }

    /// The layers as they will be, each with what was there before. A file to which something was appended
    /// may hold a layer twice: both go into one.
    async fn join_incoming(
        &self,
        layers: &[Layer],
        here: &Map<ArticleId, (Article, Text)>,
        came: &mut CameIn,
        stored: &There,
        go_on: &dyn Fn(usize) -> bool,
    ) -> Result<Option<Vec<Joined>>, StorageError> {
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
        incoming.sort_by_cached_key(|((key, ..), _)| layer_storage_key(key));
        let project = incoming.first().map(|((key, ..), _)| key.project.clone());
        let ahead = match &project {
            Some(project) if is_worth(incoming.len(), stored.layers.len()) => {
                Some(self.ahead(project).await?)
            }
            _ => None,
        };
        let ahead = ahead.as_ref().map(Ahead::places);
        let mut all: Vec<Joined> = Vec::new();
        let mut pace = Pace::default();
        for (number, ((key, article, text), layer)) in incoming.into_iter().enumerate() {
            if pace.step(text.as_str().len()) {
                self.database.rest().await;
                if !go_on(number) {
                    return Ok(None);
                }
            }
            if all.last().is_none_or(|last| *last.found.layer.key() != key) {
                let known = stored.layers.contains(&layer_storage_key(&key));
                let found = match &ahead {
                    Some(ahead) if known => ahead.layer(&key, Some(&text)).await?,
                    None if known => self.layer(&key, Some(&text)).await?,
                    _ => self.new_layer(&key, Some(&text)).await,
                };
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
            came.merged.counts.add(&report);
        }
        Ok(Some(all))
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
        (taken, stored): (&Set<String>, &There),
        text: &Text,
    ) -> Result<ArticleId, StorageError> {
        let mut id = wanted.clone();
        for number in 2_u64.. {
            let key = article_key(&project.id, &id);
            if !taken.contains(&key) {
                if !stored.texts.contains(&key) {
                    break;
                }
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

fn problems(layer: &Layer, text: &Text) -> usize {
    let blocks = Blocks::of(text);
    let ground = Ground {
        text,
        blocks: &blocks,
    };
    stats::problems(layer, &ground)
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
