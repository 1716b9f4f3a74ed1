//! Layers that are not on the page: changed, or given another annotator's name.

use std::rc::Rc;

use super::Places;
use super::layers::Found;
use crate::app::ports::{Database, Expected, Local, StorageError, Store, Swap, Write};
use crate::app::state::Protected;
use crate::app::work::Pace;
use crate::format::storage_key::{
    layer_of_record, layer_storage_key, parse_layer_storage_key, project_layers_prefix,
    snapshot_prefix,
};
use crate::model::article::Article;
use crate::model::change::Change;
use crate::model::ids::{Annotator, ArticleId, LayerKey, ProjectId, Replica};
use crate::model::sorted::{Map, Set};
use crate::model::text::Text;

/// Layers that are written together.
#[derive(Default)]
pub(super) struct Batch {
    expected: Vec<Expected>,
    pub(super) writes: Vec<Write>,
    copies: Vec<(LayerKey, String, Protected)>,
}

impl Batch {
    /// Adds a layer as it is now, over the one that was found.
    pub(super) fn add(
        &mut self,
        found: &Found,
        article: &Article,
        text: &Text,
        replica: &Replica,
    ) -> String {
        let write = found.to_write(article, text, replica);
        let (json, summary) = (write.json.clone(), write.summary.clone());
        self.copies.push((write.key.clone(), json, write.protected));
        let (expected, writes) = write.into_swap();
        self.expected.push(expected);
        self.writes.extend(writes);
        summary
    }
}

impl<L: Local, D: Database> Places<'_, L, D> {
    /// All of it in one transaction, or none; the copies in local storage follow where there is room.
    pub(super) async fn write_batch(&self, batch: Batch) -> Result<Swap, StorageError> {
        let swap = self.database.swap(batch.expected, batch.writes).await?;
        if swap == Swap::Done {
            self.copies(batch.copies).await;
        }
        Ok(swap)
    }

    /// The same of very much: see [`Database::swap_long`].
    pub(super) async fn write_long_batch(
        &self,
        batch: Batch,
        go_on: &dyn Fn(usize) -> bool,
    ) -> Result<Swap, StorageError> {
        let Batch {
            expected,
            writes,
            copies,
        } = batch;
        let swap = self.database.swap_long(expected, writes, go_on).await?;
        if swap == Swap::Done {
            self.copies(copies).await;
        }
        Ok(swap)
    }

    /// Copies what the database has, where there is room.
    async fn copies(&self, copies: Vec<(LayerKey, String, Protected)>) {
        let mut pace = Pace::default();
        for (key, json, protected) in copies {
            if pace.step(json.len()) {
                self.database.rest().await;
            }
            if !protected.local {
                // The database has it.
                let _ = self.local.set(&layer_storage_key(&key), &json);
            }
        }
    }

    /// Makes changes in layers that are not open.
    ///
    /// # Errors
    /// If the database fails; then nothing is changed.
    pub async fn change_layers(
        &self,
        articles: &[Rc<Article>],
        changes: &[(LayerKey, Change)],
        replica: &Replica,
        now: &str,
    ) -> Result<(), StorageError> {
        loop {
            let mut batch = Batch::default();
            let mut pace = Pace::default();
            let known = articles.iter().map(|article| (&article.id, article));
            let known: Map<&ArticleId, &Rc<Article>> = known.collect();
            for (key, change) in changes {
                let Some(article) = known.get(&&key.article) else {
                    continue;
                };
                if pace.step(article.length.get() as usize) {
                    self.database.rest().await;
                }
                let Ok(text) = self.text(&key.project, article).await else {
                    continue;
                };
                let mut found = self.layer(key, Some(&text)).await?;
                if found.protected.database || found.newer.is_some() {
                    let why = "a layer that stands there cannot be read".to_owned();
                    return Err(StorageError::Refused(why));
                }
                found.layer.apply(change, replica, now);
                batch.add(&found, article, &text, replica);
            }
            if self.write_long_batch(batch, &|_| true).await? == Swap::Done {
                return Ok(());
            }
        }
    }

    /// Gives the layers of one annotator another name; where the other has one already, the two are joined.
    ///
    /// # Errors
    /// If the database fails; then the old ones are still there.
    pub async fn rename_layers(
        &self,
        articles: &[Article],
        project: &ProjectId,
        from: &Annotator,
        to: &Annotator,
        replica: &Replica,
    ) -> Result<(), StorageError> {
        let prefix = project_layers_prefix(project);
        let mut names = self.local.keys(&prefix).unwrap_or_default();
        names.extend(self.database.names(Store::Summaries, &prefix).await?);
        let records = self.database.names(Store::Journal, &prefix).await?;
        let of_record = records.iter().filter_map(|name| layer_of_record(name));
        names.extend(of_record.map(str::to_owned));
        let keys = names
            .iter()
            .filter_map(|name| parse_layer_storage_key(name));
        let old: Set<ArticleId> = keys
            .filter(|key| key.annotator == *from)
            .map(|key| key.article)
            .collect();
        for article in articles.iter().filter(|article| old.contains(&article.id)) {
            let key = |annotator: &Annotator| LayerKey {
                project: project.clone(),
                article: article.id.clone(),
                annotator: annotator.clone(),
            };
            self.rename_layer(article, &key(from), &key(to), replica)
                .await?;
        }
        Ok(())
    }

    async fn rename_layer(
        &self,
        article: &Article,
        old: &LayerKey,
        new: &LayerKey,
        replica: &Replica,
    ) -> Result<(), StorageError> {
        let (name, new_name) = (layer_storage_key(old), layer_storage_key(new));
        loop {
            let summary = self.database.get(Store::Summaries, &name).await?;
            let journal = crate::format::storage_key::journal_prefix(&name);
            if summary.is_none()
                && self.local.get(&name).ok().flatten().is_none()
                && self
                    .database
                    .names(Store::Journal, &journal)
                    .await?
                    .is_empty()
            {
                return Ok(());
            }
            let Ok(text) = self.text(&old.project, article).await else {
                return Ok(());
            };
            let found = self.layer(old, Some(&text)).await?;
            if found.protected != Protected::default() || found.newer.is_some() {
                return Ok(());
            }
            let mut target = self.layer(new, Some(&text)).await?;
            target.layer.merge(&found.layer);
            let mut batch = Batch::default();
            batch.add(&target, article, &text, replica);
            batch.expected.push(Expected {
                store: Store::Summaries,
                key: name.clone(),
                value: found.base,
            });
            for store in [Store::Layers, Store::Summaries] {
                batch.writes.push(Write::remove(store, name.as_str()));
            }
            for record in found.records {
                batch.writes.push(Write::remove(Store::Journal, record));
            }
            let snapshots = self
                .database
                .all(Store::Snapshots, &snapshot_prefix(&name))
                .await?;
            for (key, json) in snapshots {
                let moved = key.replacen(&name, &new_name, 1);
                batch.writes.push(Write::put(Store::Snapshots, moved, json));
                batch.writes.push(Write::remove(Store::Snapshots, key));
            }
            if self.write_batch(batch).await? == Swap::Done {
                // A copy that stays behind here is joined again at the next start.
                let _ = self.local.remove(&name);
                return Ok(());
            }
        }
    }
}
