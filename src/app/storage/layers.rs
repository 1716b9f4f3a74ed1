//! Layers in the two places: read, joined, written.
//!
//! A layer stands whole in the database and in local storage; edits since then stand in the journal, each as the
//! part of the layer that it wrote. A whole layer is written only over the one that was read: the summary beside
//! it tells them apart. Safety needs no lock, for whoever comes late reads again, joins, and writes the join.

use std::hash::Hasher;

use super::Places;
use crate::app::msg::{Loaded, OpenError, Unreadable};
use crate::app::ports::{Database, Expected, Local, StorageError, Store, Swap, Write};
use crate::app::state::{Protected, SaveProblem};
use crate::format::layer::{LayerError, read_layer, write_layer};
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

/// A whole layer on its way into storage.
#[derive(Clone, Debug)]
pub struct LayerWrite {
    /// Which.
    pub key: LayerKey,
    /// Its JSON.
    pub json: String,
    /// The JSON of its summary, which no other version of the layer has.
    pub summary: String,
    /// What it is made from: see [`Found::base`].
    pub base: Option<String>,
    /// Records of the journal that it holds: they go.
    pub records: Vec<String>,
    /// Where not.
    pub protected: Protected,
    /// A copy is kept as well, of this time.
    pub snapshot: Option<String>,
}

/// What came of a [`LayerWrite`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// What went wrong.
    pub problem: Option<SaveProblem>,
    /// Somebody else wrote the layer meanwhile: the database was left as it is.
    pub behind: bool,
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
        let mut join = Join::new(key);
        join.base = base;
        join.places(local, database, text);
        join.records(records, text);
        Ok(self.done(join).await)
    }

    /// A layer of which the database has nothing.
    pub(super) async fn new_layer(&self, key: &LayerKey, text: Option<&Text>) -> Found {
        let local = self.local.get(&layer_storage_key(key)).unwrap_or_default();
        let mut join = Join::new(key);
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
        let mut join = Join::new(key);
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

    /// Writes one edit into the journal.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn journal(&self, name: String, json: String) -> Result<(), StorageError> {
        let record = Write::put(Store::Journal, name, json);
        self.database.write(vec![record]).await
    }

    /// Writes a layer into local storage alone. All but making room is done before the first wait.
    pub async fn write_local(
        &self,
        key: &LayerKey,
        json: &str,
        protected: Protected,
    ) -> Option<StorageError> {
        if protected.local {
            return Some(unreadable_there());
        }
        let name = layer_storage_key(key);
        let error = self.local.set(&name, json).err()?;
        if error == StorageError::Full && self.make_room(&name).await {
            return self.local.set(&name, json).err();
        }
        Some(error)
    }

    /// Writes a layer to where it may be written. Local storage is done before the first wait if there is room.
    pub async fn write_layer(&self, layer: LayerWrite) -> Stored {
        let local = self
            .write_local(&layer.key, &layer.json, layer.protected)
            .await;
        let mut behind = false;
        let database = if layer.protected.database {
            Some(unreadable_there())
        } else {
            let copy = match &layer.snapshot {
                Some(now) => self.snapshot(&layer.key, &layer.json, now).await,
                None => Vec::new(),
            };
            let (expected, mut writes) = layer.into_swap();
            writes.extend(copy);
            match self.database.swap(vec![expected], writes).await {
                Ok(swap) => {
                    behind = swap == Swap::Behind;
                    None
                }
                Err(error) => Some(error),
            }
        };
        let problem = (local.is_some() || database.is_some()).then_some(());
        Stored {
            problem: problem.map(|()| SaveProblem { local, database }),
            behind,
        }
    }

    /// Joins a layer with what is stored, as often as others write meanwhile.
    pub async fn join_layer(
        &self,
        layer: &Layer,
        article: &Article,
        text: &Text,
        replica: &Replica,
    ) -> Stored {
        loop {
            let mut found = match self.layer(layer.key(), Some(text)).await {
                Ok(found) => found,
                Err(error) => {
                    let json = write_layer(layer, article, text, replica);
                    let protected = Protected::default();
                    let local = self.write_local(layer.key(), &json, protected).await;
                    let database = Some(error);
                    return Stored {
                        problem: Some(SaveProblem { local, database }),
                        behind: false,
                    };
                }
            };
            found.layer.merge(layer);
            let stored = self
                .write_layer(found.to_write(article, text, replica))
                .await;
            if !stored.behind {
                return stored;
            }
        }
    }

    /// Takes layers out of local storage that the database holds to the letter; says whether any was.
    async fn make_room(&self, but: &str) -> bool {
        let mut any = false;
        for name in self
            .local
            .keys(crate::format::storage_key::LAYERS)
            .unwrap_or_default()
        {
            if name == but {
                continue;
            }
            let Ok(Some(copy)) = self.local.get(&name) else {
                continue;
            };
            let kept = async || {
                let kept = self.database.get(Store::Layers, &name).await;
                kept.is_ok_and(|kept| kept.as_ref() == Some(&copy))
            };
            if !kept().await || self.local.remove(&name).is_err() {
                continue;
            }
            if kept().await {
                any = true;
            } else {
                // The database is itself made of local storage: this was no copy. There is room, as it was
                // here a moment ago.
                let _ = self.local.set(&name, &copy);
            }
        }
        any
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

impl LayerWrite {
    /// What the database is asked for.
    pub fn into_swap(self) -> (Expected, Vec<Write>) {
        let name = layer_storage_key(&self.key);
        let expected = Expected {
            store: Store::Summaries,
            key: name.clone(),
            value: self.base,
        };
        let mut writes = vec![
            Write::put(Store::Layers, name.as_str(), self.json),
            Write::put(Store::Summaries, name, self.summary),
        ];
        let records = self.records.into_iter();
        writes.extend(records.map(|name| Write::remove(Store::Journal, name)));
        (expected, writes)
    }
}

fn unreadable_there() -> StorageError {
    StorageError::Refused("what stands there cannot be read".to_owned())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Local,
    Database,
    Both,
    Journal,
}

/// Something that could not be read, as it stands.
struct Bad {
    place: Place,
    name: String,
    raw: String,
}

/// The join of all that storage holds of a layer.
struct Join {
    name: String,
    found: Found,
    base: Option<String>,
    bad: Vec<Bad>,
}

impl Join {
    fn new(key: &LayerKey) -> Self {
        Self {
            name: layer_storage_key(key),
            found: Found::new(key.clone()),
            base: None,
            bad: Vec::new(),
        }
    }

    fn places(&mut self, local: Option<String>, database: Option<String>, text: Option<&Text>) {
        let name = self.name.clone();
        self.found.uncopied = local.is_none() && database.is_some();
        // What is only in the database is copied when the article is opened, which is no edit.
        self.found.uneven = local.is_some() && local != database;
        if local == database {
            // Only one of them has to be there while it is read.
            drop(database);
            self.take(Place::Both, name, local, text);
        } else {
            self.take(Place::Local, name.clone(), local, text);
            self.take(Place::Database, name, database, text);
        }
    }

    /// Edits are small: they are joined with each other first, and with the layer once.
    fn records(&mut self, records: Vec<(String, String)>, text: Option<&Text>) {
        let key = self.found.layer.key().clone();
        let whole = std::mem::replace(&mut self.found.layer, Layer::empty(key));
        for (name, json) in records {
            if self.take(Place::Journal, name.clone(), Some(json), text) {
                self.found.records.push(name);
            }
        }
        self.found.uneven |= !self.found.records.is_empty();
        let edits = std::mem::replace(&mut self.found.layer, whole);
        if !self.found.records.is_empty() {
            self.found.layer.merge(&edits);
        }
    }

    /// Joins one text, if it is a layer and fits the article's text.
    fn take(
        &mut self,
        place: Place,
        name: String,
        raw: Option<String>,
        text: Option<&Text>,
    ) -> bool {
        let Some(raw) = raw else { return false };
        let reason = match read_layer(&raw) {
            Ok(stored) => {
                let fits = text.map_or(Ok(()), |text| stored.fits(text));
                match fits {
                    Ok(()) => {
                        self.found.layer.take_in(stored.layer);
                        return true;
                    }
                    Err(misfit) => misfit.to_string(),
                }
            }
            Err(error) => {
                let reason = error.to_string();
                if let LayerError::NewerSchema { found } = error {
                    self.found.newer = Some(found);
                }
                reason
            }
        };
        let protected = &mut self.found.protected;
        protected.local |= matches!(place, Place::Local | Place::Both);
        protected.database |= matches!(place, Place::Database | Place::Both);
        self.found.unreadable.push(Unreadable {
            key: name.clone(),
            reason,
        });
        self.bad.push(Bad { place, name, raw });
        false
    }

    fn done(self) -> (Found, Vec<Bad>) {
        let found = Found {
            base: self.base,
            uncopied: self.found.uncopied && self.found.newer.is_none() && self.bad.is_empty(),
            ..self.found
        };
        (found, self.bad)
    }
}
