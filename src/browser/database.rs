//! IndexedDB as the port [`Database`]: one object store each, keys and values are strings, every write is
//! asked for with strict durability.

use std::pin::Pin;
use std::rc::Rc;

use indexed_db_futures::KeyRange;
use indexed_db_futures::database::Database as Idb;
use indexed_db_futures::error::{Error, OpenDbError};
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{TransactionDurability, TransactionMode, TransactionOptions};

use super::local::{BrowserLocal, error_from};
use crate::app::ports::{Database, MemoryDatabase, StorageError, Store, Write};
use crate::app::state::SaveProblem;
use crate::app::storage::local_database::LocalDatabase;

const NAME: &str = "isnad";
/// Raised when a store is added.
const VERSION: u32 = 1;

/// Where the page keeps what is too large for local storage: the best there is.
#[derive(Clone, Debug)]
pub enum BrowserDatabase {
    /// The browser's database.
    Indexed(Rc<Idb>),
    /// Local storage in its place.
    Local(LocalDatabase<BrowserLocal>),
    /// Nothing outlives the page.
    Memory(MemoryDatabase),
}

impl BrowserDatabase {
    /// What came of a write, if only a stand-in took it: that is not what a person calls saved.
    pub fn lacks(&self, problem: Option<SaveProblem>) -> Option<SaveProblem> {
        let refused = || StorageError::Refused("IndexedDB".to_owned());
        let local = problem.as_ref().and_then(|problem| problem.local.clone());
        match self {
            Self::Indexed(_) => problem,
            Self::Local(_) | Self::Memory(_) => Some(SaveProblem {
                local,
                database: Some(refused()),
            }),
        }
    }
}

/// Opens the database, and says what was refused if it is not the real one.
pub async fn open() -> (BrowserDatabase, Option<StorageError>) {
    match open_indexed().await {
        Ok(database) => (BrowserDatabase::Indexed(Rc::new(database)), None),
        Err(error) => {
            use crate::app::ports::Local;
            let refused = match error {
                OpenDbError::Base(error) => storage_error(error),
                other => StorageError::Refused(other.to_string()),
            };
            let fallback = match BrowserLocal.keys("") {
                Ok(_) => BrowserDatabase::Local(LocalDatabase(BrowserLocal)),
                Err(_) => BrowserDatabase::Memory(MemoryDatabase::default()),
            };
            (fallback, Some(refused))
        }
    }
}

async fn open_indexed() -> Result<Idb, OpenDbError> {
    Idb::open(NAME)
        .with_version(VERSION)
        .with_on_upgrade_needed(|_, database| {
            let there: Vec<String> = database.object_store_names().collect();
            for store in Store::ALL {
                if !there.iter().any(|name| name == store.name()) {
                    database.create_object_store(store.name()).build()?;
                }
            }
            Ok(())
        })
        .await
}

fn storage_error(error: Error) -> StorageError {
    match error {
        Error::DomException(exception) => error_from(exception.as_ref()),
        other => StorageError::Failed(other.to_string()),
    }
}

async fn get(database: &Idb, store: Store, key: &str) -> Result<Option<String>, Error> {
    let transaction = database.transaction(store.name()).build()?;
    transaction
        .object_store(store.name())?
        .get(key)
        .primitive()?
        .await
}

async fn all(database: &Idb, store: Store, prefix: &str) -> Result<Vec<(String, String)>, Error> {
    let transaction = database.transaction(store.name()).build()?;
    let objects = transaction.object_store(store.name())?;
    let range = || KeyRange::Bound(prefix.to_owned(), false, format!("{prefix}\u{ffff}"), false);
    let keys = objects
        .get_all_keys::<String>()
        .with_query::<String, _>(range())
        .primitive()?
        .await?;
    let values = objects
        .get_all::<String>()
        .with_query::<String, _>(range())
        .primitive()?
        .await?;
    let keys = keys.collect::<Result<Vec<String>, Error>>()?;
    let values = values.collect::<Result<Vec<String>, Error>>()?;
    Ok(keys.into_iter().zip(values).collect())
}

async fn write(database: &Idb, writes: &[Write]) -> Result<(), Error> {
    let mut names: Vec<&str> = writes.iter().map(|write| write.store.name()).collect();
    names.sort_unstable();
    names.dedup();
    let options = TransactionOptions::new().with_durability(TransactionDurability::Strict);
    let transaction = database
        .transaction(names)
        .with_mode(TransactionMode::Readwrite)
        .with_options(options)
        .build()?;
    for Write { store, key, value } in writes {
        let objects = transaction.object_store(store.name())?;
        match value {
            Some(value) => {
                objects
                    .put(value.as_str())
                    .with_key(key.as_str())
                    .primitive()?;
            }
            None => {
                objects.delete(key.as_str()).primitive()?;
            }
        }
    }
    transaction.commit().await
}

/// What a method of the database answers. Boxed: each place that waits for one would hold, and drop, the
/// whole of it otherwise, three kinds of database deep.
type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StorageError>> + 'a>>;

impl BrowserDatabase {
    fn boxed_get<'a>(&'a self, store: Store, key: &'a str) -> Answer<'a, Option<String>> {
        Box::pin(self.get_now(store, key))
    }

    fn boxed_all<'a>(&'a self, store: Store, prefix: &'a str) -> Answer<'a, Vec<(String, String)>> {
        Box::pin(self.all_now(store, prefix))
    }

    fn boxed_write(&self, writes: Vec<Write>) -> Answer<'_, ()> {
        Box::pin(self.write_now(writes))
    }

    async fn get_now(&self, store: Store, key: &str) -> Result<Option<String>, StorageError> {
        match self {
            Self::Indexed(database) => get(database, store, key).await.map_err(storage_error),
            Self::Local(database) => database.get(store, key).await,
            Self::Memory(database) => database.get(store, key).await,
        }
    }

    async fn all_now(
        &self,
        store: Store,
        prefix: &str,
    ) -> Result<Vec<(String, String)>, StorageError> {
        match self {
            Self::Indexed(database) => all(database, store, prefix).await.map_err(storage_error),
            Self::Local(database) => database.all(store, prefix).await,
            Self::Memory(database) => database.all(store, prefix).await,
        }
    }

    async fn write_now(&self, writes: Vec<Write>) -> Result<(), StorageError> {
        match self {
            Self::Indexed(database) => write(database, &writes).await.map_err(storage_error),
            Self::Local(database) => database.write(writes).await,
            Self::Memory(database) => database.write(writes).await,
        }
    }
}

impl Database for BrowserDatabase {
    async fn get(&self, store: Store, key: &str) -> Result<Option<String>, StorageError> {
        self.boxed_get(store, key).await
    }

    async fn all(&self, store: Store, prefix: &str) -> Result<Vec<(String, String)>, StorageError> {
        self.boxed_all(store, prefix).await
    }

    async fn write(&self, writes: Vec<Write>) -> Result<(), StorageError> {
        self.boxed_write(writes).await
    }
}
