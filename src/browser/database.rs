//! IndexedDB as the port [`Database`]: one object store each, keys and values are strings, every write is
//! asked for with strict durability.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;

use indexed_db_futures::KeyRange;
use indexed_db_futures::database::Database as Idb;
use indexed_db_futures::error::{Error, OpenDbError};
use indexed_db_futures::prelude::*;
use indexed_db_futures::primitive::TryFromJs;
use indexed_db_futures::transaction::{
    Transaction, TransactionDurability, TransactionMode, TransactionOptions,
};
use wasm_bindgen::prelude::*;
use web_sys::{IdbDatabase, IdbFactory};

use super::ahead::Ahead;
use super::local::{BrowserLocal, error_from};
use super::{clock, long_string, long_write};
use crate::app::ports::{
    Database, Expected, MemoryDatabase, Read, StorageError, Store, Swap, Write,
};
use crate::app::storage::local_database::LocalDatabase;
use crate::model::article::Sha256;

/// The name of the database.
pub const NAME: &str = "isnad";
/// Raised when a store is added.
pub const VERSION: u32 = 2;

/// Where the page keeps what is too large for local storage: the best there is.
#[derive(Clone, Debug)]
pub enum BrowserDatabase {
    /// The browser's database.
    Indexed(Indexed),
    /// Local storage in its place.
    Local(LocalDatabase<BrowserLocal>),
    /// Nothing outlives the page.
    Memory(MemoryDatabase),
}

/// The browser's database, opened when it is first needed. The browser may close it under us, as when a person clears
/// the site's data: then it is opened again.
#[derive(Clone, Default)]
pub struct Indexed {
    held: Rc<RefCell<Option<Idb>>>,
    ahead: Rc<RefCell<Option<Ahead>>>,
}

impl std::fmt::Debug for Indexed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Indexed").finish_non_exhaustive()
    }
}

impl BrowserDatabase {
    /// Lets go of the database, for a newer page that wants to change it. What is written later fails.
    pub fn close(&self) {
        if let Self::Indexed(database) = self
            && let Some(held) = database.held.borrow().clone()
        {
            held.close();
        }
    }

    /// The database of which something was read before it was opened.
    pub fn read_already(ahead: Ahead) -> Self {
        let database = Indexed::default();
        *database.ahead.borrow_mut() = Some(ahead);
        Self::Indexed(database)
    }

    /// Forgets what was read ahead and not asked for: it grows old.
    pub fn forget(&self) {
        if let Self::Indexed(database) = self {
            *database.ahead.borrow_mut() = None;
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
    let database = Indexed::default();
    let opened = database.opened().await;
    let Err(error) = opened else {
        return Opened {
            database: BrowserDatabase::Indexed(database),
            refused: None,
            newer: false,
        };
    };
    let newer = matches!(&error, OpenDbError::Base(Error::DomException(exception))
        if exception.name() == "VersionError");
    let refused = not_opened(error);
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

impl Indexed {
    async fn opened(&self) -> Result<Idb, OpenDbError> {
        if let Some(held) = &*self.held.borrow() {
            return Ok(held.clone());
        }
        let opened = Box::pin(open_indexed()).await?;
        // Several may have waited: the first one's stays.
        let mut held = self.held.borrow_mut();
        if let Some(held) = &*held {
            opened.close();
            return Ok(held.clone());
        }
        *held = Some(opened.clone());
        Ok(opened)
    }
}

async fn open_indexed() -> Result<Idb, OpenDbError> {
    // Held until the binding has one of its own, which is quicker then.
    let made = make_stores().await;
    let opened = Idb::open(NAME).with_version(VERSION).await;
    if let Some(made) = made {
        made.close();
    }
    opened
}

/// Makes the stores that are not there yet. The binding would, but it prints what goes wrong in that, and with it every
/// kind of value there is: 2 kB of the first load. Whatever goes wrong here goes wrong again when the binding opens it.
async fn make_stores() -> Option<IdbDatabase> {
    // A worker has no window.
    let factory = js_sys::Reflect::get(&js_sys::global(), &"indexedDB".into()).ok()?;
    let factory: IdbFactory = factory.dyn_into().ok()?;
    let request = factory.open_with_u32(NAME, VERSION).ok()?;
    let asked = request.clone();
    let upgrade = Closure::once_into_js(move || {
        let Ok(Ok(database)) = asked.result().map(JsCast::dyn_into::<IdbDatabase>) else {
            return;
        };
        let there = database.object_store_names();
        for store in Store::ALL {
            if !there.contains(store.name()) && database.create_object_store(store.name()).is_err()
            {
                // All of them or none.
                if let Some(upgrade) = asked.transaction() {
                    let _ = upgrade.abort();
                }
                return;
            }
        }
    });
    request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
    let answered = js_sys::Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    wasm_bindgen_futures::JsFuture::from(answered).await.ok()?;
    request.result().ok()?.dyn_into().ok()
}

fn not_opened(error: OpenDbError) -> StorageError {
    match error {
        OpenDbError::Base(error) => storage_error(error),
        _ => StorageError::Refused("indexedDB".to_owned()),
    }
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
    Page(Store, &'a str, Option<&'a str>, u32),
    Swap(&'a [Expected], &'a [Write]),
    Sha256(&'a str),
}

impl Ask<'_> {
    /// What it reads, if it only reads.
    fn read(self) -> Option<Read> {
        Some(match self {
            Self::Get(store, key) => Read::Get(store, key.to_owned()),
            Self::All(store, prefix) => Read::All(store, prefix.to_owned()),
            Self::Names(store, prefix) => Read::Names(store, prefix.to_owned()),
            Self::Page(store, prefix, after, most) => {
                Read::Page(store, prefix.to_owned(), after.map(str::to_owned), most)
            }
            Self::Swap(..) | Self::Sha256(_) => return None,
        })
    }
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
            ..Self::default()
        }
    }
}

/// Begins a transaction over the stores of what is looked at and written. One over none is refused.
pub(super) fn begin<'a>(
    database: &'a Idb,
    expected: &[Expected],
    writes: &[Write],
) -> Result<Transaction<'a>, Error> {
    let written = writes.iter().map(|write| write.store.name());
    let looked_at = expected.iter().map(|expected| expected.store.name());
    let mut names: Vec<&str> = written.chain(looked_at).collect();
    names.sort_unstable();
    names.dedup();
    let options = TransactionOptions::new().with_durability(TransactionDurability::Strict);
    database
        .transaction(names)
        .with_mode(TransactionMode::Readwrite)
        .with_options(options)
        .build()
}

async fn swap(database: &Idb, expected: &[Expected], writes: &[Write]) -> Result<Answer, Error> {
    if expected.is_empty() && writes.is_empty() {
        return Ok(Answer::default());
    }
    let transaction = begin(database, expected, writes)?;
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
        Ask::Page(store, prefix, after, most) => {
            let after = after.map(str::to_owned);
            Answer::of(database.page(store, prefix, after, most).await?)
        }
        Ask::Sha256(_) => Answer::default(),
        Ask::Swap(expected, writes) => {
            let swap = database.swap(expected.to_vec(), writes.to_vec()).await?;
            Answer {
                behind: swap == Swap::Behind,
                ..Answer::default()
            }
        }
    })
}

async fn find(database: &Idb, read: &Read) -> Result<Answer, Error> {
    let transaction = database.transaction(read.store().name()).build()?;
    let objects = transaction.object_store(read.store().name())?;
    let (first, last) = read.range();
    let (most, past) = match read {
        Read::Page(_, _, after, most) => (*most, after.is_some()),
        _ => (u32::MAX, false),
    };
    let range = || KeyRange::Bound(first.to_owned(), past, last.clone(), false);
    // Both are asked for before either is waited for.
    let keys = objects.get_all_keys::<String>().with_limit(most);
    let keys = keys.with_query::<String, _>(range()).primitive()?;
    let values = match read {
        Read::Names(..) => None,
        _ => {
            let values = objects.get_all::<JsValue>().with_limit(most);
            Some(values.with_query::<String, _>(range()).primitive()?)
        }
    };
    let keys = keys.await?.collect::<Result<Vec<String>, Error>>()?;
    let values = match values {
        Some(values) => {
            let values = values.await?.map(|value| text_of(value?));
            values.collect::<Result<Vec<String>, Error>>()?
        }
        None => vec![String::new(); keys.len()],
    };
    Ok(Answer::of(keys.into_iter().zip(values).collect()))
}

fn text_of(value: JsValue) -> Result<String, Error> {
    match value.dyn_ref::<js_sys::JsString>() {
        Some(text) => Ok(long_string::own(text)),
        None => Ok(String::from_js(value)?),
    }
}

#[wasm_bindgen]
extern "C" {
    type Subtle;

    #[wasm_bindgen(method, catch)]
    fn digest(
        this: &Subtle,
        name: &str,
        data: &js_sys::Uint8Array,
    ) -> Result<js_sys::Promise, JsValue>;
}

/// The SHA-256 of a text in hex; `None` on plain http, where browsers do not compute it.
async fn digest(text: &str) -> Option<String> {
    let crypto = js_sys::Reflect::get(&js_sys::global(), &"crypto".into()).ok()?;
    let subtle = js_sys::Reflect::get(&crypto, &"subtle".into()).ok()?;
    if !subtle.is_object() {
        return None;
    }
    let subtle: &Subtle = subtle.unchecked_ref();
    let sum = subtle.digest("SHA-256", &text.as_bytes().into()).ok()?;
    let sum = wasm_bindgen_futures::JsFuture::from(sum).await.ok()?;
    let sum = js_sys::Uint8Array::new(&sum).to_vec();
    Some(Sha256::from_sum(&sum).as_hex().to_owned())
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
            if let Ask::Sha256(text) = what {
                let sum = Box::pin(digest(text)).await.map(|sum| (String::new(), sum));
                return Ok(Answer::of(sum.into_iter().collect()));
            }
            let indexed = match self {
                Self::Indexed(indexed) => indexed,
                // Apart, or what each holds while it waits is a part of this one.
                Self::Local(database) => return Box::pin(ask_stand_in(database, what)).await,
                Self::Memory(database) => return Box::pin(ask_stand_in(database, what)).await,
            };
            let read = what.read();
            if let (Some(read), Some(ahead)) = (&read, &*indexed.ahead.borrow())
                && let Some(found) = ahead.take(read)
            {
                return Ok(Answer::of(found));
            }
            let mut again = false;
            loop {
                let database = indexed.opened().await.map_err(not_opened)?;
                let answer = match (&read, what) {
                    (Some(read), _) => find(&database, read).await,
                    (_, Ask::Swap(expected, writes)) => swap(&database, expected, writes).await,
                    _ => Ok(Answer::default()),
                };
                if !again && answer.as_ref().is_err_and(is_closed) {
                    *indexed.held.borrow_mut() = None;
                    again = true;
                    continue;
                }
                return answer.map_err(storage_error);
            }
        })
    }
}

impl Database for BrowserDatabase {
    async fn get(&self, store: Store, key: &str) -> Result<Option<String>, StorageError> {
        let found = self.ask(Ask::Get(store, key)).await?.found;
        Ok(found.into_iter().next().map(|(_, value)| value))
    }

    async fn sha256(&self, text: &str) -> Option<Sha256> {
        let found = self.ask(Ask::Sha256(text)).await.ok()?.found;
        Sha256::from_hex(&found.into_iter().next()?.1)
    }

    async fn all(&self, store: Store, prefix: &str) -> Result<Vec<(String, String)>, StorageError> {
        Ok(self.ask(Ask::All(store, prefix)).await?.found)
    }

    async fn names(&self, store: Store, prefix: &str) -> Result<Vec<String>, StorageError> {
        let found = self.ask(Ask::Names(store, prefix)).await?.found;
        Ok(found.into_iter().map(|(key, _)| key).collect())
    }

    async fn page(
        &self,
        store: Store,
        prefix: &str,
        after: Option<String>,
        most: u32,
    ) -> Result<Vec<(String, String)>, StorageError> {
        let ask = Ask::Page(store, prefix, after.as_deref(), most);
        Ok(self.ask(ask).await?.found)
    }

    async fn swap(
        &self,
        expected: Vec<Expected>,
        writes: Vec<Write>,
    ) -> Result<Swap, StorageError> {
        let behind = self.ask(Ask::Swap(&expected, &writes)).await?.behind;
        Ok(if behind { Swap::Behind } else { Swap::Done })
    }

    // Only what is loaded later asks for these two, so that they come with it.
    async fn swap_long(
        &self,
        expected: Vec<Expected>,
        writes: Vec<Write>,
        go_on: &dyn Fn(usize) -> bool,
    ) -> Result<Swap, StorageError> {
        match self {
            Self::Indexed(indexed) if !writes.is_empty() => {
                let database = indexed.opened().await.map_err(not_opened)?;
                let swap = long_write::swap(&database, &expected, &writes, go_on).await;
                swap.map_err(storage_error)
            }
            _ if !go_on(0) => Ok(Swap::CalledOff),
            _ => self.swap(expected, writes).await,
        }
    }

    async fn rest(&self) {
        clock::breathe().await;
    }
}
