//! IndexedDB as the port [`Database`]: one object store each, keys and values are strings, every write is
//! asked for with strict durability.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;

use indexed_db_futures::KeyRange;
use indexed_db_futures::database::Database as Idb;
use indexed_db_futures::error::{Error, OpenDbError};
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{TransactionDurability, TransactionMode, TransactionOptions};

use super::local::{BrowserLocal, error_from};
use crate::app::ports::{Database, Expected, MemoryDatabase, StorageError, Store, Swap, Write};
use crate::app::storage::local_database::LocalDatabase;

/// The name of the database.
pub const NAME: &str = "isnad";
/// Raised when a store is added.
const VERSION: u32 = 1;

/// Where the page keeps what is too large for local storage: the best there is.
#[derive(Clone, Debug)]
pub enum BrowserDatabase {
    /// The browser's database. The browser may close it under us, as when a person clears the site's data: then
    /// it is opened again.
    Indexed(Rc<RefCell<Idb>>),
    /// Local storage in its place.
    Local(LocalDatabase<BrowserLocal>),
    /// Nothing outlives the page.
    Memory(MemoryDatabase),
}

impl BrowserDatabase {
    /// Lets go of the database, for a newer page that wants to change it. What is written later fails.
    pub fn close(&self) {
        if let Self::Indexed(database) = self {
            database.borrow().clone().close();
        }
    }
}

/// What opening the database gave.
#[derive(Debug)]
pub struct Opened {
    /// The best there is.
    pub database: BrowserDatabase,
    /// What was refused if it is not the real one.
    pub refused: Option<StorageError>,
    /// A newer page made it: it is not ours to write.
    pub newer: bool,
}

/// Opens the database, or what stands in for it.
pub async fn open() -> Opened {
    use crate::app::ports::Local;
    let error = match open_indexed().await {
        Ok(database) => {
            return Opened {
                database: BrowserDatabase::Indexed(Rc::new(RefCell::new(database))),
                refused: None,
                newer: false,
            };
        }
        Err(error) => error,
    };
    let newer = matches!(&error, OpenDbError::Base(Error::DomException(exception))
        if exception.name() == "VersionError");
    let refused = match error {
        OpenDbError::Base(error) => storage_error(error),
        other => StorageError::Refused(other.to_string()),
    };
    let database = match BrowserLocal.keys("") {
        // What a newer page wrote is not written over, nor is anything put beside it.
        Ok(_) if !newer => BrowserDatabase::Local(LocalDatabase(BrowserLocal)),
        _ => BrowserDatabase::Memory(MemoryDatabase::default()),
    };
    Opened {
        database,
        refused: Some(refused),
        newer,
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

async fn names(database: &Idb, store: Store, prefix: &str) -> Result<Vec<String>, Error> {
    let transaction = database.transaction(store.name()).build()?;
    let objects = transaction.object_store(store.name())?;
    let range = KeyRange::Bound(prefix.to_owned(), false, format!("{prefix}\u{ffff}"), false);
    let keys = objects.get_all_keys::<String>();
    let keys = keys.with_query::<String, _>(range).primitive()?.await?;
    keys.collect()
}

async fn swap(database: &Idb, expected: &[Expected], writes: &[Write]) -> Result<Swap, Error> {
    let written = writes.iter().map(|write| write.store.name());
    let looked_at = expected.iter().map(|expected| expected.store.name());
    let mut names: Vec<&str> = written.chain(looked_at).collect();
    names.sort_unstable();
    names.dedup();
    let options = TransactionOptions::new().with_durability(TransactionDurability::Strict);
    let transaction = database
        .transaction(names)
        .with_mode(TransactionMode::Readwrite)
        .with_options(options)
        .build()?;
    for Expected { store, key, value } in expected {
        let objects = transaction.object_store(store.name())?;
        let there: Option<String> = objects.get(key.as_str()).primitive()?.await?;
        if there != *value {
            transaction.abort().await?;
            return Ok(Swap::Behind);
        }
    }
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
    transaction.commit().await?;
    Ok(Swap::Done)
}

/// Whether the browser closed the database under us.
fn is_closed(error: &Error) -> bool {
    matches!(error, Error::DomException(exception) if exception.name() == "InvalidStateError")
}

/// What a method of the database answers. Boxed: each place that waits for one would hold, and drop, the
/// whole of it otherwise, three kinds of database deep.
type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StorageError>> + 'a>>;

/// Runs one of the functions above, once more with a database opened anew if the browser closed the old one.
macro_rules! indexed {
    ($held:expr, $run:expr) => {{
        let database = $held.borrow().clone();
        match $run(database).await {
            Err(error) if is_closed(&error) => match open_indexed().await {
                Ok(again) => {
                    *$held.borrow_mut() = again.clone();
                    $run(again).await.map_err(storage_error)
                }
                Err(_) => Err(storage_error(error)),
            },
            done => done.map_err(storage_error),
        }
    }};
}

impl BrowserDatabase {
    fn boxed_get<'a>(&'a self, store: Store, key: &'a str) -> Answer<'a, Option<String>> {
        Box::pin(async move {
            match self {
                Self::Indexed(held) => {
                    indexed!(held, async |database: Idb| get(&database, store, key).await)
                }
                Self::Local(database) => database.get(store, key).await,
                Self::Memory(database) => database.get(store, key).await,
            }
        })
    }

    fn boxed_all<'a>(&'a self, store: Store, prefix: &'a str) -> Answer<'a, Vec<(String, String)>> {
        Box::pin(async move {
            match self {
                Self::Indexed(held) => {
                    indexed!(held, async |database: Idb| all(&database, store, prefix)
                        .await)
                }
                Self::Local(database) => database.all(store, prefix).await,
                Self::Memory(database) => database.all(store, prefix).await,
            }
        })
    }

    fn boxed_names<'a>(&'a self, store: Store, prefix: &'a str) -> Answer<'a, Vec<String>> {
        Box::pin(async move {
            match self {
                Self::Indexed(held) => {
                    indexed!(held, async |database: Idb| names(&database, store, prefix)
                        .await)
                }
                Self::Local(database) => database.names(store, prefix).await,
                Self::Memory(database) => database.names(store, prefix).await,
            }
        })
    }

    fn boxed_swap(&self, expected: Vec<Expected>, writes: Vec<Write>) -> Answer<'_, Swap> {
        Box::pin(async move {
            match self {
                Self::Indexed(held) => {
                    indexed!(held, async |database: Idb| swap(
                        &database, &expected, &writes
                    )
                    .await)
                }
                Self::Local(database) => database.swap(expected, writes).await,
                Self::Memory(database) => database.swap(expected, writes).await,
            }
        })
    }
}

impl Database for BrowserDatabase {
    async fn get(&self, store: Store, key: &str) -> Result<Option<String>, StorageError> {
        self.boxed_get(store, key).await
    }

    async fn all(&self, store: Store, prefix: &str) -> Result<Vec<(String, String)>, StorageError> {
        self.boxed_all(store, prefix).await
    }

    async fn names(&self, store: Store, prefix: &str) -> Result<Vec<String>, StorageError> {
        self.boxed_names(store, prefix).await
    }

    async fn swap(
        &self,
        expected: Vec<Expected>,
        writes: Vec<Write>,
    ) -> Result<Swap, StorageError> {
        self.boxed_swap(expected, writes).await
    }
}
