//! A database made of local storage, for when the browser refuses the real one: the open article, its text
//! included, as far as there is room.

use crate::app::ports::{Database, Expected, Local, StorageError, Store, Swap, Write};

/// Local storage that answers like a database. Layers keep the keys of the JSON contract.
#[derive(Clone, Debug)]
pub struct LocalDatabase<L>(pub L);

fn key_of(store: Store, key: &str) -> String {
    match store {
        Store::Layers => key.to_owned(),
        _ => format!("isnad:db:{}:{key}", store.name()),
    }
}

impl<L: Local> Database for LocalDatabase<L> {
    async fn get(&self, store: Store, key: &str) -> Result<Option<String>, StorageError> {
        self.0.get(&key_of(store, key))
    }

    async fn all(&self, store: Store, prefix: &str) -> Result<Vec<(String, String)>, StorageError> {
        let cut = key_of(store, "").len();
        let mut found = Vec::new();
        for key in self.0.keys(&key_of(store, prefix))? {
            if let Some(value) = self.0.get(&key)? {
                found.push((key.get(cut..).unwrap_or_default().to_owned(), value));
            }
        }
        Ok(found)
    }

    async fn names(&self, store: Store, prefix: &str) -> Result<Vec<String>, StorageError> {
        let cut = key_of(store, "").len();
        let keys = self.0.keys(&key_of(store, prefix))?.into_iter();
        Ok(keys
            .filter_map(|key| key.get(cut..).map(str::to_owned))
            .collect())
    }

    async fn swap(
        &self,
        expected: Vec<Expected>,
        writes: Vec<Write>,
    ) -> Result<Swap, StorageError> {
        for Expected { store, key, value } in expected {
            if self.0.get(&key_of(store, &key))? != value {
                return Ok(Swap::Behind);
            }
        }
        // Local storage has no transactions: what was there is put back if one write fails.
        let mut before = Vec::new();
        for Write { store, key, value } in writes {
            let key = key_of(store, &key);
            before.push((key.clone(), self.0.get(&key)?));
            let done = match value {
                Some(value) => self.0.set(&key, &value),
                None => self.0.remove(&key),
            };
            if let Err(error) = done {
                for (key, value) in before.into_iter().rev() {
                    match value {
                        Some(value) => self.0.set(&key, &value)?,
                        None => self.0.remove(&key)?,
                    }
                }
                return Err(error);
            }
        }
        Ok(Swap::Done)
    }
}
