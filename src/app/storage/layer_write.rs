//! Layers on their way into the two places, one edit or the whole at a time.

use super::Places;
use crate::app::ports::{Database, Expected, Local, StorageError, Store, Swap, Write};
use crate::app::state::{Protected, SaveProblem};
use crate::format::layer::write_layer;
use crate::format::storage_key::{LAYERS, layer_storage_key};
use crate::model::article::Article;
use crate::model::ids::{LayerKey, Replica};
use crate::model::layer::Layer;
use crate::model::text::Text;

/// A whole layer on its way into storage.
#[derive(Clone, Debug)]
pub struct LayerWrite {
    /// Which.
    pub key: LayerKey,
    /// Its JSON.
    pub json: String,
    /// The JSON of its summary, which no other version of the layer has.
    pub summary: String,
    /// What it is made from: see [`Found::base`](super::layers::Found::base).
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

impl<L: Local, D: Database> Places<'_, L, D> {
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
        for name in self.local.keys(LAYERS).unwrap_or_default() {
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
