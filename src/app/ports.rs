//! What the core asks of a browser's storage, as traits, with doubles in memory.

use super::strings::{Arg, Text};
use crate::model::article::Sha256;
use crate::model::sorted::Map;
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Why storage did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum StorageError {
    /// There is no room.
    #[error("storage is full")]
    Full,
    /// The browser does not allow it (private mode, a setting, a blocked database).
    #[error("storage is not available: {0}")]
    Refused(String),
    /// Anything else.
    #[error("storage failed: {0}")]
    Failed(String),
}

impl StorageError {
    /// As a reason in a message.
    pub fn why(&self) -> Arg {
        let because = |key, why: &String| Arg::Said(key, vec![("why", Arg::Text(why.clone()))]);
        match self {
            Self::Full => Arg::Key(Text::StorageFull),
            Self::Refused(why) => because(Text::StorageRefused, why),
            Self::Failed(why) => because(Text::StorageFailed, why),
        }
    }
}

/// The database's stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Store {
    /// Project records.
    Projects,
    /// Article records without their texts.
    Articles,
    /// Texts.
    Texts,
    /// Layers, under the same JSON as in local storage.
    Layers,
    /// What lists show of layers: status and count.
    Summaries,
    /// Edits that are not yet in a layer.
    Journal,
    /// Copies of layers at a time.
    Snapshots,
    /// What could not be read, kept as it was.
    Aside,
    /// Whose work is here.
    Settings,
}

impl Store {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Projects,
        Self::Articles,
        Self::Texts,
        Self::Layers,
        Self::Summaries,
        Self::Journal,
        Self::Snapshots,
        Self::Aside,
        Self::Settings,
    ];

    /// The name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Projects => "projects",
            Self::Articles => "articles",
            Self::Texts => "texts",
            Self::Layers => "layers",
            Self::Summaries => "summaries",
            Self::Journal => "journal",
            Self::Snapshots => "snapshots",
            Self::Aside => "aside",
            Self::Settings => "settings",
        }
    }
}

/// One write of a transaction; a value of `None` removes the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// Where.
    pub store: Store,
    /// Under which name.
    pub key: String,
    /// What.
    pub value: Option<String>,
}

impl Write {
    /// Takes a key away.
    pub fn remove(store: Store, key: impl Into<String>) -> Self {
        Self {
            store,
            key: key.into(),
            value: None,
        }
    }

    /// A value under a key.
    pub fn put(store: Store, key: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            store,
            key: key.into(),
            value: Some(value.into()),
        }
    }
}

/// Something to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    /// The value of a key.
    Get(Store, String),
    /// All keys that begin so, with their values.
    All(Store, String),
    /// All keys that begin so.
    Names(Store, String),
    /// The first keys after one that begin so, about a number of them, with their values.
    Page(Store, String, Option<String>, u32),
}

impl Read {
    /// Where it is.
    pub const fn store(&self) -> Store {
        match self {
            Self::Get(store, _)
            | Self::All(store, _)
            | Self::Names(store, _)
            | Self::Page(store, ..) => *store,
        }
    }

    /// The first and the last key that it asks for; of a page the first is the one before.
    pub fn range(&self) -> (&str, String) {
        match self {
            Self::Get(_, key) => (key, key.clone()),
            Self::All(_, prefix) | Self::Names(_, prefix) => (prefix, format!("{prefix}\u{ffff}")),
            Self::Page(_, prefix, after, _) => (
                after.as_ref().unwrap_or(prefix),
                format!("{prefix}\u{ffff}"),
            ),
        }
    }
}

/// What a key has to hold for a write to be done; `None` for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Where.
    pub store: Store,
    /// Under which name.
    pub key: String,
    /// What.
    pub value: Option<String>,
}

/// What came of a write that [expects](Expected) something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Swap {
    /// All was as expected, and all is written.
    Done,
    /// Somebody else was there first; nothing is written.
    Behind,
    /// It was called off; nothing is written.
    CalledOff,
}

/// Small, synchronous storage: the browser's local storage.
pub trait Local {
    /// The value of a key.
    ///
    /// # Errors
    /// If the browser refuses.
    fn get(&self, key: &str) -> Result<Option<String>, StorageError>;

    /// Sets a key.
    ///
    /// # Errors
    /// If there is no room or the browser refuses; the old value then stands.
    fn set(&self, key: &str, value: &str) -> Result<(), StorageError>;

    /// Removes a key.
    ///
    /// # Errors
    /// If the browser refuses.
    fn remove(&self, key: &str) -> Result<(), StorageError>;

    /// All keys that begin so, sorted.
    ///
    /// # Errors
    /// If the browser refuses.
    fn keys(&self, prefix: &str) -> Result<Vec<String>, StorageError>;
}

/// Large, asynchronous storage with transactions: the browser's database.
#[allow(async_fn_in_trait, reason = "everything runs on the page's one thread")]
pub trait Database {
    /// The value of a key.
    ///
    /// # Errors
    /// If the browser refuses or fails.
    async fn get(&self, store: Store, key: &str) -> Result<Option<String>, StorageError>;

    /// The SHA-256 of a text, if the browser computes it.
    async fn sha256(&self, _text: &str) -> Option<Sha256> {
        None
    }

    /// All keys that begin so, with their values, sorted by key.
    ///
    /// # Errors
    /// If the browser refuses or fails.
    async fn all(&self, store: Store, prefix: &str) -> Result<Vec<(String, String)>, StorageError>;

    /// All keys that begin so, sorted.
    ///
    /// # Errors
    /// If the browser refuses or fails.
    async fn names(&self, store: Store, prefix: &str) -> Result<Vec<String>, StorageError>;

    /// The first keys that begin so and come after `after`, with their values, sorted: about `most`, and fewer only at
    /// the end. So very much is read in turns.
    ///
    /// # Errors
    /// If the browser refuses or fails.
    async fn page(
        &self,
        store: Store,
        prefix: &str,
        after: Option<String>,
        most: u32,
    ) -> Result<Vec<(String, String)>, StorageError> {
        let all = self.all(store, prefix).await?.into_iter();
        let rest = all.filter(|(key, _)| after.as_ref().is_none_or(|after| key > after));
        Ok(rest.take(most as usize).collect())
    }

    /// Looks whether all is as expected, and does all writes or none, in one transaction; answers only when
    /// they are safe from a crash of the browser.
    ///
    /// # Errors
    /// If there is no room, or the browser refuses or fails.
    async fn swap(&self, expected: Vec<Expected>, writes: Vec<Write>)
    -> Result<Swap, StorageError>;

    /// [`swap`](Self::swap) of very many writes, between which the browser has its turn. `go_on` hears how many of
    /// them were asked for; if it says no, none is done.
    ///
    /// # Errors
    /// As [`swap`](Self::swap).
    async fn swap_long(
        &self,
        expected: Vec<Expected>,
        writes: Vec<Write>,
        go_on: &dyn Fn(usize) -> bool,
    ) -> Result<Swap, StorageError> {
        if !go_on(0) {
            return Ok(Swap::CalledOff);
        }
        self.swap(expected, writes).await
    }

    /// Lets the browser have its turn before long work goes on.
    async fn rest(&self) {}

    /// Does all writes or none, and answers only when they are safe from a crash of the browser.
    ///
    /// # Errors
    /// If there is no room, or the browser refuses or fails.
    async fn write(&self, writes: Vec<Write>) -> Result<(), StorageError> {
        // With nothing expected it is never too late.
        self.swap(Vec::new(), writes).await.map(|_| ())
    }
}

/// Local storage in memory, with a limit and a switch for tests.
#[derive(Clone, Debug, Default)]
pub struct MemoryLocal {
    /// What is stored.
    pub map: Rc<RefCell<Map<String, String>>>,
    /// The most characters it takes, keys included.
    pub limit: Rc<Cell<Option<usize>>>,
    /// Whether everything is refused.
    pub refuses: Rc<Cell<bool>>,
}

impl MemoryLocal {
    fn check(&self) -> Result<(), StorageError> {
        if self.refuses.get() {
            return Err(StorageError::Refused("switched off".to_owned()));
        }
        Ok(())
    }
}

impl Local for MemoryLocal {
    fn get(&self, key: &str) -> Result<Option<String>, StorageError> {
        self.check()?;
        Ok(self.map.borrow().get(key).cloned())
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StorageError> {
        self.check()?;
        let mut map = self.map.borrow_mut();
        let others = map.iter().filter(|(k, _)| *k != key);
        let used: usize = others.map(|(k, v)| k.len() + v.len()).sum();
        if self
            .limit
            .get()
            .is_some_and(|limit| used + key.len() + value.len() > limit)
        {
            return Err(StorageError::Full);
        }
        map.insert(key.to_owned(), value.to_owned());
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), StorageError> {
        self.check()?;
        self.map.borrow_mut().remove(key);
        Ok(())
    }

    fn keys(&self, prefix: &str) -> Result<Vec<String>, StorageError> {
        self.check()?;
        let map = self.map.borrow();
        Ok(map
            .keys()
            .filter(|key| key.starts_with(prefix))
            .cloned()
            .collect())
    }
}

/// A database in memory, with a switch for tests.
#[derive(Clone, Debug, Default)]
pub struct MemoryDatabase {
    /// What is stored.
    pub map: Rc<RefCell<Map<(Store, String), String>>>,
    /// What every call fails with, if it does.
    pub fails: Rc<RefCell<Option<StorageError>>>,
    /// There is no room for anything more.
    pub full: Rc<Cell<bool>>,
}

impl MemoryDatabase {
    fn check(&self) -> Result<(), StorageError> {
        self.fails.borrow().clone().map_or(Ok(()), Err)
    }
}

impl Database for MemoryDatabase {
    async fn get(&self, store: Store, key: &str) -> Result<Option<String>, StorageError> {
        self.check()?;
        Ok(self.map.borrow().get(&(store, key.to_owned())).cloned())
    }

    async fn all(&self, store: Store, prefix: &str) -> Result<Vec<(String, String)>, StorageError> {
        self.check()?;
        let map = self.map.borrow();
        let found = map
            .iter()
            .filter(|((s, key), _)| *s == store && key.starts_with(prefix));
        Ok(found
            .map(|((_, key), value)| (key.clone(), value.clone()))
            .collect())
    }

    async fn names(&self, store: Store, prefix: &str) -> Result<Vec<String>, StorageError> {
        let all = self.all(store, prefix).await?;
        Ok(all.into_iter().map(|(key, _)| key).collect())
    }

    async fn swap(
        &self,
        expected: Vec<Expected>,
        writes: Vec<Write>,
    ) -> Result<Swap, StorageError> {
        self.check()?;
        if self.full.get() {
            return Err(StorageError::Full);
        }
        let mut map = self.map.borrow_mut();
        for Expected { store, key, value } in expected {
            if map.get(&(store, key)) != value.as_ref() {
                return Ok(Swap::Behind);
            }
        }
        // All at once: one by one, each would move what lies behind it.
        let mut puts = Vec::new();
        for Write { store, key, value } in writes {
            match value {
                Some(value) => puts.push(((store, key), value)),
                None => {
                    map.extend(std::mem::take(&mut puts));
                    map.remove(&(store, key));
                }
            }
        }
        map.extend(puts);
        Ok(Swap::Done)
    }
}
