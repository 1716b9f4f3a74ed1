//! Very many records read in pages: a database in which what is asked for is read ahead, so that whoever goes over all
//! articles asks a few hundred times instead of tens of thousands.
//!
//! The records of a project are read in the order of their keys, and whoever asks should keep to it; what lies behind is
//! asked for singly. The journal is read first and whole, then the summaries, before any layer: what another tab moves
//! from the journal into a layer meanwhile is read twice, not missed, and a layer that it writes is newer than its summary
//! says, never older.

use std::cell::RefCell;

use super::Places;
use crate::app::ports::{Database, Expected, Local, MemoryLocal, StorageError, Store, Swap, Write};
use crate::format::storage_key::{article_prefix, project_layers_prefix};
use crate::model::article::Sha256;
use crate::model::ids::ProjectId;

type Record = (String, String);

/// How many records are read at once, first and at most.
const FIRST: u32 = 16;
const MOST: u32 = 500;
/// About how much is read at once, in bytes.
const ROOM: usize = 2_000_000;

/// Whether to read ahead for so many of all.
pub const fn is_worth(wanted: usize, of: usize) -> bool {
    wanted * 20 > of
}

/// The records of a store from one key to another, all of them.
struct Page {
    store: Store,
    /// What all keys begin with.
    prefix: String,
    /// Keys before this one were let go of; empty for none.
    from: String,
    /// Those up to the last are there, or all if it is the end.
    records: Vec<Record>,
    /// How many of them were read before the last time: they are let go of next.
    older: usize,
    end: bool,
    /// How many are read next.
    most: u32,
}

/// A database that reads ahead in a project.
pub struct Bulk<'a, D> {
    database: &'a D,
    pages: RefCell<Vec<Page>>,
}

/// Storage that reads ahead, with a copy of what local storage has of the project.
pub struct Ahead<'a, D> {
    database: Bulk<'a, D>,
    local: MemoryLocal,
}

impl<D: Database> Ahead<'_, D> {
    /// As places to read from; what is written locally stays here.
    pub const fn places(&self) -> Places<'_, MemoryLocal, Bulk<'_, D>> {
        Places {
            local: &self.local,
            database: &self.database,
        }
    }
}

impl<'a, L: Local, D: Database> Places<'a, L, D> {
    /// For going over all articles of a project, in the order of their keys.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn ahead(&self, project: &ProjectId) -> Result<Ahead<'a, D>, StorageError> {
        let layers = project_layers_prefix(project);
        // In this order: see `layer`.
        let journal = self.database.all(Store::Journal, &layers).await?;
        let summaries = self.database.all(Store::Summaries, &layers).await?;
        let page = |store: Store, prefix: &str| Page {
            store,
            prefix: prefix.to_owned(),
            from: String::new(),
            records: Vec::new(),
            older: 0,
            end: false,
            most: FIRST,
        };
        let pages = vec![
            Page {
                records: journal,
                end: true,
                ..page(Store::Journal, &layers)
            },
            Page {
                records: summaries,
                end: true,
                ..page(Store::Summaries, &layers)
            },
            page(Store::Layers, &layers),
            page(Store::Texts, &article_prefix(project)),
        ];
        let local = MemoryLocal::default();
        let names = self.local.keys(&layers).unwrap_or_default().into_iter();
        let held = names.filter_map(|name| {
            let value = self.local.get(&name).ok().flatten()?;
            Some((name, value))
        });
        local.map.borrow_mut().extend(held);
        Ok(Ahead {
            database: Bulk {
                database: self.database,
                pages: RefCell::new(pages),
            },
            local,
        })
    }
}

impl Page {
    /// Whether all records between two keys are there.
    fn covers(&self, from: &str, to: &str) -> bool {
        let last = self.records.last().map(|(key, _)| &**key);
        *self.from <= *from && (self.end || last.is_some_and(|last| to <= last))
    }

    fn between(&self, from: &str, to: &str) -> Vec<Record> {
        let first = self.records.partition_point(|(key, _)| **key < *from);
        let found = self.records.iter().skip(first);
        found.take_while(|(key, _)| **key <= *to).cloned().collect()
    }

    /// Takes the next records in, and lets go of all but those before: not all stores have the same order.
    fn turn(&mut self, next: Vec<Record>) {
        self.end = next.len() < self.most as usize;
        let bytes: usize = next
            .iter()
            .map(|(key, value)| key.len() + value.len())
            .sum();
        let each = bytes / next.len().max(1);
        let most = u32::try_from(ROOM / each.max(1)).unwrap_or(MOST);
        self.most = most.clamp(1, MOST.min(self.most.saturating_mul(4)));
        self.records.drain(..self.older);
        if self.older > 0
            && let Some((key, _)) = self.records.first()
        {
            self.from.clone_from(key);
        }
        self.older = self.records.len();
        self.records.extend(next);
    }
}

impl<D: Database> Bulk<'_, D> {
    /// All records between two keys; `None` where they are to be asked for singly.
    async fn find(
        &self,
        store: Store,
        from: &str,
        to: &str,
    ) -> Result<Option<Vec<Record>>, StorageError> {
        loop {
            let (prefix, after, most) = {
                let pages = self.pages.borrow();
                let page = pages.iter().find(|page| page.store == store);
                let Some(page) = page.filter(|page| from.starts_with(&*page.prefix)) else {
                    return Ok(None);
                };
                if page.covers(from, to) {
                    return Ok(Some(page.between(from, to)));
                }
                if page.end || *from < *page.from {
                    return Ok(None);
                }
                let after = page.records.last().map(|(key, _)| key.clone());
                (page.prefix.clone(), after, page.most)
            };
            let next = self.database.page(store, &prefix, after, most).await?;
            let mut pages = self.pages.borrow_mut();
            if let Some(page) = pages.iter_mut().find(|page| page.store == store) {
                page.turn(next);
            }
        }
    }
}

/// The last key that begins so.
fn last(prefix: &str) -> String {
    format!("{prefix}\u{ffff}")
}

impl<D: Database> Database for Bulk<'_, D> {
    async fn get(&self, store: Store, key: &str) -> Result<Option<String>, StorageError> {
        match self.find(store, key, key).await? {
            Some(found) => Ok(found.into_iter().next().map(|(_, value)| value)),
            None => self.database.get(store, key).await,
        }
    }

    async fn sha256(&self, text: &str) -> Option<Sha256> {
        self.database.sha256(text).await
    }

    async fn all(&self, store: Store, prefix: &str) -> Result<Vec<Record>, StorageError> {
        match self.find(store, prefix, &last(prefix)).await? {
            Some(found) => Ok(found),
            None => self.database.all(store, prefix).await,
        }
    }

    async fn names(&self, store: Store, prefix: &str) -> Result<Vec<String>, StorageError> {
        match self.find(store, prefix, &last(prefix)).await? {
            Some(found) => Ok(found.into_iter().map(|(key, _)| key).collect()),
            None => self.database.names(store, prefix).await,
        }
    }

    async fn page(
        &self,
        store: Store,
        prefix: &str,
        after: Option<String>,
        most: u32,
    ) -> Result<Vec<Record>, StorageError> {
        self.database.page(store, prefix, after, most).await
    }

    async fn swap(
        &self,
        expected: Vec<Expected>,
        writes: Vec<Write>,
    ) -> Result<Swap, StorageError> {
        self.database.swap(expected, writes).await
    }

    async fn rest(&self) {
        self.database.rest().await;
    }
}
