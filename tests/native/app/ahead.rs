//! What the settings say that the next visit reads, against what it does read.

use std::cell::RefCell;

use isnad::app::msg::Msg;
use isnad::app::ports::{
    Database, Expected, Local, MemoryDatabase, Read, StorageError, Store, Swap, Write,
};
use isnad::app::prefs::Prefs;
use isnad::app::storage::start::Fresh;
use isnad::app::storage::{PREFS_KEY, Places};
use isnad::model::article::Sha256;
use isnad::model::ids::ProjectId;
use serde_json::{Value, json};

use super::corpus::project;
use super::session::{Browser, Session, block_on};

/// A database that remembers what it was asked.
struct Watched {
    database: MemoryDatabase,
    asked: RefCell<Vec<Value>>,
}

impl Watched {
    fn note(&self, read: &Read) {
        self.asked.borrow_mut().push(wanted(read));
    }
}

fn wanted(read: &Read) -> Value {
    let (first, last) = read.range();
    json!([read.store().name(), first, last])
}

impl Database for Watched {
    async fn get(&self, store: Store, key: &str) -> Result<Option<String>, StorageError> {
        self.note(&Read::Get(store, key.to_owned()));
        self.database.get(store, key).await
    }

    async fn sha256(&self, text: &str) -> Option<Sha256> {
        self.database.sha256(text).await
    }

    async fn all(&self, store: Store, prefix: &str) -> Result<Vec<(String, String)>, StorageError> {
        self.note(&Read::All(store, prefix.to_owned()));
        self.database.all(store, prefix).await
    }

    async fn names(&self, store: Store, prefix: &str) -> Result<Vec<String>, StorageError> {
        self.note(&Read::Names(store, prefix.to_owned()));
        self.database.names(store, prefix).await
    }

    async fn swap(
        &self,
        expected: Vec<Expected>,
        writes: Vec<Write>,
    ) -> Result<Swap, StorageError> {
        self.database.swap(expected, writes).await
    }
}

/// What the settings say, and what a start asks, each once and in one order.
fn said_and_asked(browser: &Browser) -> (Vec<Value>, Vec<Value>) {
    let prefs = browser.local.get(PREFS_KEY).unwrap().unwrap();
    let prefs: Value = serde_json::from_str(&prefs).unwrap();
    let said = prefs["ahead"].as_array().unwrap().clone();
    let database = Watched {
        database: browser.database.clone(),
        asked: RefCell::default(),
    };
    let places = Places {
        local: &browser.local,
        database: &database,
    };
    let fresh = Fresh {
        project: ProjectId::new("p-unused"),
        stand_in: "anonymous-unused".to_owned(),
    };
    block_on(places.start(fresh, None));
    (in_order(said), in_order(database.asked.into_inner()))
}

fn in_order(mut reads: Vec<Value>) -> Vec<Value> {
    reads.sort_by_key(Value::to_string);
    reads.dedup();
    reads
}

#[test]
fn a_start_asks_what_the_settings_said() {
    let check = |what: &str, work: fn(&mut Session)| {
        let browser = Browser::default();
        let mut session = browser.visit();
        work(&mut session);
        let (said, asked) = said_and_asked(&browser);
        assert_eq!(said, asked, "after {what}");
    };
    check("a first visit", |_| {});
    check("labelling", |session| {
        session.mark(0, 7, '1');
    });
    check("giving a name", |session| {
        session.mark(0, 7, '1');
        session.send(Msg::Name("سلمى".to_owned()));
    });
    check("another article", |session| {
        session.files(&[("a.txt", "نص آخر".as_bytes())]);
    });
    check("very many articles", |session| {
        session.files(&[("many.isnad.jsonl", project(201, 1).as_bytes())]);
    });
}

#[test]
fn nothing_is_said_where_no_article_was_open() {
    let prefs: Value = serde_json::from_str(&Prefs::default().write()).unwrap();
    assert_eq!(prefs["ahead"], json!([]));
}
