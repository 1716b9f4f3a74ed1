//! Layers in the two places: read, joined, written.
//!
//! A layer stands whole in the database and in local storage; edits since then stand in the journal, each as the
//! part of the layer that it wrote. A whole layer is written only over the one that was read: the summary beside
//! it tells them apart. Safety needs no lock, for whoever comes late reads again, joins, and writes the join.

use std::hash::Hasher;

use super::Places;
use super::join::{Bad, Join, Place};
use super::layer_write::LayerWrite;
use crate::app::msg::{Loaded, OpenError, Unreadable};
use crate::app::ports::{Database, Local, StorageError, Store, Write};
use crate::app::state::Protected;
use crate::format::layer::write_layer;
use crate::format::storage_key::{
    article_key, journal_prefix, layer_of_record, layer_prefix, layer_storage_key,
    parse_layer_storage_key,
};
use crate::format::summary::{Summary, write_summary};
use crate::model::article::{Article, Sha256};
use crate::model::blocks::Blocks;
use crate::model::boundary::Ground;
use crate::model::ids::{LayerKey, ProjectId, Replica};
use crate::model::layer::Layer;
use crate::model::stats;
use crate::model::text::Text;

/// A layer as the two places hold it.
#[derive(Clone, Debug)]
pub struct Found {
    /// The join of what could be read.
    pub layer: Layer,
    /// What a write has to find beside the stored layer, not to lose what somebody else wrote meanwhile.
    pub base: Option<String>,
    /// Names of the journal's records that the layer holds.
    pub records: Vec<String>,
    /// The places that hold what could not be read, and could not be set aside.
    pub protected: Protected,
    /// What could not be read.
    pub unreadable: Vec<Unreadable>,
    /// The schema of what a newer page wrote: none of it may be written over.
    pub newer: Option<String>,
    /// The two places do not hold the same, or the journal holds edits: the join is to be written.
    pub uneven: bool,
    /// Local storage has no copy of what the database holds, and may be given one.
    pub uncopied: bool,
}

/// What the list shows of a layer; `problems` is how many of its spans have findings.
pub fn summary_of(layer: &Layer, problems: usize) -> Summary {
    Summary {
        status: layer.meta().status,
        spans: layer.len(),
        labels: stats::by_label(layer),
        problems,
        seconds: layer.seconds(),
    }
}

/// The JSON of the summary of a layer with a mark of this version of it.
pub fn marked_summary(layer: &Layer, ground: &Ground<'_>, json: &str) -> (Summary, String) {
    let mut hasher = std::hash::DefaultHasher::new();
    hasher.write(json.as_bytes());
    let summary = summary_of(layer, stats::problems(layer, ground));
    let marked = write_summary(&summary, &format!("{:016x}", hasher.finish()));
    (summary, marked)
}

impl<L: Local, D: Database> Places<'_, L, D> {
    /// An article with its text and one layer.
    ///
    /// # Errors
    /// [`OpenError`] if the text is not there or not the article's. A layer that cannot be read is no error:
    /// it is reported, and its place protected.
    pub async fn load(&self, article: Article, key: &LayerKey) -> Result<Loaded, OpenError> {
        let text = self.text(&key.project, &article).await?;
        let found = self.layer(key, Some(&text)).await?;
        if found.uncopied {
            self.copy_to_local(key).await?;
        }
        Ok(Loaded {
            article: article.measured(&text),
            text,
            found,
        })
    }

    /// Puts a layer into local storage that only the database has: a browser that was killed forgets what it wrote
    /// there last. The open article's layer belongs there; if there is no room, the next edit says so.
    async fn copy_to_local(&self, key: &LayerKey) -> Result<(), StorageError> {
        let name = layer_storage_key(key);
        let json = self.database.get(Store::Layers, &name).await?;
        // Another tab may have been quicker, and have more.
        if let (Some(json), Ok(None)) = (json, self.local.get(&name)) {
            let _ = self.write_local(key, &json, Protected::default()).await;
        }
        Ok(())
    }

    /// The text of an article.
    ///
    /// # Errors
    /// [`OpenError`] if it is not there or not the article's.
    pub async fn text(&self, project: &ProjectId, article: &Article) -> Result<Text, OpenError> {
        let key = article_key(project, &article.id);
        let text = self
            .database
            .get(Store::Texts, &key)
            .await?
            .ok_or(OpenError::NoText)?;
        let sum = self.database.sha256(&text).await;
        if sum.unwrap_or_else(|| Sha256::of(&text)) != article.sha256 {
            return Err(OpenError::WrongText);
        }
        Text::new(text).map_err(|_| OpenError::WrongText)
    }

    /// A layer from both places and the journal. What cannot be read is set aside.
    ///
    /// # Errors
    /// If the database fails. Local storage that refuses is passed over: the next write reports it.
    pub async fn layer(&self, key: &LayerKey, text: Option<&Text>) -> Result<Found, StorageError> {
        let name = layer_storage_key(key);
        let local = self.local.get(&name).unwrap_or_default();
        // In this order: what another tab moves from the journal into the layer meanwhile is read twice, not
        // missed, and a layer that it writes meanwhile is newer than the summary says.
        let prefix = journal_prefix(&name);
        let records = self.database.all(Store::Journal, &prefix).await?;
        let base = self.database.get(Store::Summaries, &name).await?;
        let database = self.database.get(Store::Layers, &name).await?;
        let mut join = Join::new(key, base);
        join.places(local, database, text);
        join.records(records, text);
        Ok(self.done(join).await)
    }

    /// A layer of which the database has nothing.
    pub(super) async fn new_layer(&self, key: &LayerKey, text: Option<&Text>) -> Found {
        let local = self.local.get(&layer_storage_key(key)).unwrap_or_default();
        let mut join = Join::new(key, None);
        join.places(local, None, text);
        self.done(join).await
    }

    async fn done(&self, join: Join) -> Found {
        let (mut found, bad) = join.done();
        if found.newer.is_none() {
            self.set_aside(&mut found, bad).await;
        }
        found
    }

    /// Keeps a copy of what could not be read; its place may then be written.
    async fn set_aside(&self, found: &mut Found, bad: Vec<Bad>) {
        let copies = bad.iter().map(|bad| {
            let sum = Sha256::of(&bad.raw);
            let mark = sum.as_hex().get(..16).unwrap_or_default();
            let key = format!("{}#{mark}", bad.name);
            Write::put(Store::Aside, key, bad.raw.as_str())
        });
        let copies: Vec<Write> = copies.collect();
        if copies.is_empty() || self.database.write(copies).await.is_err() {
            return;
        }
        found.protected = Protected::default();
        let records = bad.into_iter().filter(|bad| bad.place == Place::Journal);
        found.records.extend(records.map(|bad| bad.name));
    }

    /// As much of a layer as local storage holds, for when the database fails: what it may hold is not
    /// written over.
    pub(super) fn local_layer(&self, key: &LayerKey, text: Option<&Text>) -> Found {
        let local = self.local.get(&layer_storage_key(key)).unwrap_or_default();
        let mut join = Join::new(key, None);
        join.places(local, None, text);
        let (mut found, _) = join.done();
        found.protected.database = true;
        found
    }

    /// What others wrote into a layer since it was read, if they did. Storage may as well be gone.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub async fn look_again(
        &self,
        article: Article,
        key: &LayerKey,
        base: Option<&str>,
        records: &[String],
    ) -> Result<Option<Loaded>, OpenError> {
        let name = layer_storage_key(key);
        let text = article_key(&key.project, &article.id);
        let texts = self.database.names(Store::Texts, &text).await?;
        if !texts.contains(&text) {
            return Err(OpenError::NoText);
        }
        let there = self.database.get(Store::Summaries, &name).await?;
        let prefix = journal_prefix(&name);
        let journal = self.database.names(Store::Journal, &prefix).await?;
        if there.as_deref() == base && journal.iter().all(|name| records.contains(name)) {
            return Ok(None);
        }
        self.load(article, key).await.map(Some)
    }

    /// Every annotator's layer of an article, and what of them cannot be read.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn all_layers(
        &self,
        project: &ProjectId,
        article: &Article,
        text: &Text,
    ) -> Result<(Vec<Layer>, Vec<Unreadable>), StorageError> {
        let prefix = layer_prefix(project, &article.id);
        let mut names: Vec<String> = self.local.keys(&prefix).unwrap_or_default();
        names.extend(self.database.names(Store::Layers, &prefix).await?);
        let records = self.database.names(Store::Journal, &prefix).await?;
        let of_record = records.iter().filter_map(|name| layer_of_record(name));
        names.extend(of_record.map(str::to_owned));
        names.sort_unstable();
        names.dedup();
        let (mut layers, mut unreadable) = (Vec::new(), Vec::new());
        for key in names
            .iter()
            .filter_map(|name| parse_layer_storage_key(name))
        {
            let found = self.layer(&key, Some(text)).await?;
            unreadable.extend(found.unreadable);
            if !found.layer.is_untouched() {
                layers.push(found.layer);
            }
        }
        Ok((layers, unreadable))
    }
}

impl Found {
    /// A layer that nothing is stored of.
    pub fn new(key: LayerKey) -> Self {
        Self {
            layer: Layer::empty(key),
            base: None,
            records: Vec::new(),
            protected: Protected::default(),
            unreadable: Vec::new(),
            newer: None,
            uneven: false,
            uncopied: false,
        }
    }

    /// The layer as it is now, to be written over the one that was found.
    pub fn to_write(&self, article: &Article, text: &Text, replica: &Replica) -> LayerWrite {
        let json = write_layer(&self.layer, article, text, replica);
        let blocks = Blocks::of(text);
        let ground = Ground {
            text,
            blocks: &blocks,
        };
        LayerWrite {
            key: self.layer.key().clone(),
            summary: marked_summary(&self.layer, &ground, &json).1,
            json,
            base: self.base.clone(),
            records: self.records.clone(),
            protected: self.protected,
            snapshot: None,
        }
    }
}
