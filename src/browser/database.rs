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
const VERSION: u32 = 2;

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
        _ => StorageError::Refused("indexedDB".to_owned()),
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
        // To have these say more would bring along the printing of every kind of value there is.
        Error::Serialisation(_) => StorageError::Failed("a value is no text".to_owned()),
        Error::MissingData(_) => StorageError::Failed("an answer is missing".to_owned()),
        Error::Unknown(error) => StorageError::Failed(error.to_string()),
    }
}

/// What is asked of a database. One kind of question, so that there is one place that waits: each would hold, and
/// drop, the whole of what it waits for otherwise, three kinds of database deep.
#[derive(Clone, Copy)]
enum Ask<'a> {
    Get(Store, &'a str),
    All(Store, &'a str),
    Names(Store, &'a str),
    Swap(&'a [Expected], &'a [Write]),
}

/// What it answers: keys and values, or whether a swap came too late. Of names the values are empty.
#[derive(Default)]
struct Answer {
    found: Vec<(String, String)>,
    behind: bool,
}

impl Answer {
    fn of(found: Vec<(String, String)>) -> Self {
        Self {
            found,
            behind: false,
        }
    }
}

async fn ask(database: &Idb, what: Ask<'_>) -> Result<Answer, Error> {
    match what {
        Ask::Get(store, key) => {
            let transaction = database.transaction(store.name()).build()?;
            let objects = transaction.object_store(store.name())?;
            let value: Option<String> = objects.get(key).primitive()?.await?;
            let found = value.map(|value| (key.to_owned(), value));
            Ok(Answer::of(found.into_iter().collect()))
        }
        Ask::All(store, prefix) | Ask::Names(store, prefix) => {
            let transaction = database.transaction(store.name()).build()?;
            let objects = transaction.object_store(store.name())?;
            let last = || format!("{prefix}\u{ffff}");
            let range = || KeyRange::Bound(prefix.to_owned(), false, last(), false);
            let keys = objects.get_all_keys::<String>();
            let keys = keys.with_query::<String, _>(range()).primitive()?.await?;
            let keys = keys.collect::<Result<Vec<String>, Error>>()?;
            let values = if matches!(what, Ask::All(..)) {
                let values = objects.get_all::<String>();
                let values = values.with_query::<String, _>(range()).primitive()?.await?;
                values.collect::<Result<Vec<String>, Error>>()?
            } else {
                vec![String::new(); keys.len()]
            };
            Ok(Answer::of(keys.into_iter().zip(values).collect()))
        }
        Ask::Swap(expected, writes) => swap(database, expected, writes).await,
    }
}

async fn swap(database: &Idb, expected: &[Expected], writes: &[Write]) -> Result<Answer, Error> {
    let written = writes.iter().map(|write| write.store.name());
    let looked_at = expected.iter().map(|expected| expected.store.name());
    let mut names: Vec<&str> = written.chain(looked_at).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        // A transaction over nothing is refused.
        return Ok(Answer::default());
    }
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
            return Ok(Answer {
                behind: true,
                ..Answer::default()
            });
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
    Ok(Answer::default())
}

/// What stands in for the browser's database answers at once.
async fn ask_stand_in(database: &impl Database, what: Ask<'_>) -> Result<Answer, StorageError> {
    Ok(match what {
        Ask::Get(store, key) => {
            let value = database.get(store, key).await?;
            Answer::of(
                value
                    .map(|value| (key.to_owned(), value))
                    .into_iter()
                    .collect(),
            )
        }
        Ask::All(store, prefix) | Ask::Names(store, prefix) => {
            Answer::of(database.all(store, prefix).await?)
        }
        Ask::Swap(expected, writes) => {
            let swap = database.swap(expected.to_vec(), writes.to_vec()).await?;
            Answer {
                behind: swap == Swap::Behind,
                ..Answer::default()
            }
        }
    })
}

/// Whether the browser closed the database under us.
fn is_closed(error: &Error) -> bool {
    matches!(error, Error::DomException(exception) if exception.name() == "InvalidStateError")
}

impl BrowserDatabase {
    fn ask<'a>(
        &'a self,
        what: Ask<'a>,
    ) -> Pin<Box<dyn Future<Output = Result<Answer, StorageError>> + 'a>> {
        Box::pin(async move {
            let held = match self {
                Self::Indexed(held) => held,
                Self::Local(database) => return ask_stand_in(database, what).await,
                Self::Memory(database) => return ask_stand_in(database, what).await,
            };
            let database = held.borrow().clone();
            let mut answer = ask(&database, what).await;
            if answer.as_ref().is_err_and(is_closed)
                && let Ok(again) = open_indexed().await
            {
                *held.borrow_mut() = again.clone();
                answer = ask(&again, what).await;
            }
            answer.map_err(storage_error)
        })
    }
}

impl Database for BrowserDatabase {
    async fn get(&self, store: Store, key: &str) -> Result<Option<String>, StorageError> {
        let found = self.ask(Ask::Get(store, key)).await?.found;
        Ok(found.into_iter().next().map(|(_, value)| value))
    }

    async fn all(&self, store: Store, prefix: &str) -> Result<Vec<(String, String)>, StorageError> {
        Ok(self.ask(Ask::All(store, prefix)).await?.found)
    }

    async fn names(&self, store: Store, prefix: &str) -> Result<Vec<String>, StorageError> {
        let found = self.ask(Ask::Names(store, prefix)).await?.found;
        Ok(found.into_iter().map(|(key, _)| key).collect())
    }

    async fn swap(
        &self,
        expected: Vec<Expected>,
        writes: Vec<Write>,
    ) -> Result<Swap, StorageError> {
        let behind = self.ask(Ask::Swap(&expected, &writes)).await?.behind;
        Ok(if behind { Swap::Behind } else { Swap::Done })
    }
}
