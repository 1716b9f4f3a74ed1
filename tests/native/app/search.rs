//! Looking through the texts: whatever was searched for before, and whatever is asked for meanwhile.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use isnad::app::ports::{
    Database, Expected, MemoryDatabase, MemoryLocal, StorageError, Store, Swap, Write,
};
use isnad::app::storage::Places;
use isnad::app::storage::search::{Search, Shelf, Wanted};
use isnad::format::storage_key::article_key;
use isnad::model::ids::{ArticleId, ProjectId};
use proptest::prelude::*;

fn id(n: usize) -> ArticleId {
    ArticleId::new(format!("a-{n:04}"))
}

fn project() -> ProjectId {
    ProjectId::new("p-search")
}

proptest! {
    #[test]
    fn a_search_finds_what_is_there(
        texts in prop::collection::vec("[ab]{0,6}", 0..8),
        wanted in prop::collection::vec("[ab]{1,3}", 1..6),
        most in 1_usize..9,
    ) {
        let shelved = texts.iter().enumerate();
        let shelved = shelved.map(|(n, text)| (id(n), text.clone()));
        let mut shelf = Shelf::new(project(), shelved.rev().collect());
        for wanted in &wanted {
            let mut looking = shelf.look_for(wanted);
            while !shelf.look_on(&mut looking, most) {}
            let found = shelf.found(looking);
            for (n, text) in texts.iter().enumerate() {
                prop_assert_eq!(found.contains(&id(n)), text.contains(wanted.as_str()));
            }
        }
    }
}

/// A database that waits whenever it may rest, and counts how often it was asked for texts.
#[derive(Clone, Default)]
struct Slow {
    database: MemoryDatabase,
    asked: Rc<Cell<usize>>,
}

impl Database for Slow {
    async fn get(&self, store: Store, key: &str) -> Result<Option<String>, StorageError> {
        self.database.get(store, key).await
    }

    async fn all(&self, store: Store, prefix: &str) -> Result<Vec<(String, String)>, StorageError> {
        self.database.all(store, prefix).await
    }

    async fn page(
        &self,
        store: Store,
        prefix: &str,
        after: Option<String>,
        most: u32,
    ) -> Result<Vec<(String, String)>, StorageError> {
        self.asked.set(self.asked.get() + 1);
        self.rest().await;
        self.database.page(store, prefix, after, most).await
    }

    async fn names(&self, store: Store, prefix: &str) -> Result<Vec<String>, StorageError> {
        self.database.names(store, prefix).await
    }

    async fn swap(
        &self,
        expected: Vec<Expected>,
        writes: Vec<Write>,
    ) -> Result<Swap, StorageError> {
        self.database.swap(expected, writes).await
    }

    async fn rest(&self) {
        let mut rested = false;
        poll_fn(|_| {
            if std::mem::replace(&mut rested, true) {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
    }
}

/// Asks for each of `wanted`, one turn of the page after the other; gives the answers and how often texts were read.
fn answers(texts: &[&str], wanted: &[&str]) -> (Vec<(String, usize)>, usize) {
    let database = Slow::default();
    for (n, text) in texts.iter().enumerate() {
        let key = article_key(&project(), &id(n));
        let mut map = database.database.map.borrow_mut();
        map.insert((Store::Texts, key), (*text).to_owned());
    }
    let local = MemoryLocal::default();
    let places = Places {
        local: &local,
        database: &database,
    };
    let search = RefCell::new(Search::default());
    let answers = RefCell::new(Vec::new());
    let found = |text, ids: isnad::model::sorted::Set<_>| {
        answers.borrow_mut().push((text, ids.iter().count()));
    };
    let mut searches: Vec<_> = Vec::new();
    let mut context = Context::from_waker(Waker::noop());
    for text in wanted {
        let wanted = Wanted {
            project: project(),
            articles: (0..texts.len()).map(id).collect(),
            text: (*text).to_owned(),
        };
        searches.push(Box::pin(places.search(&search, wanted, &found)));
        searches.retain_mut(|search| search.as_mut().poll(&mut context).is_pending());
    }
    for _ in 0..1_000 {
        searches.retain_mut(|search| search.as_mut().poll(&mut context).is_pending());
    }
    assert!(searches.is_empty(), "all come to an end");
    drop(searches);
    (answers.into_inner(), database.asked.get())
}

#[test]
fn letters_typed_while_the_texts_are_read_read_them_once() {
    let texts = ["اب", "ابت", "ا"];
    let (said, asked) = answers(&texts, &["ا", "اب", "ابت"]);
    assert_eq!(asked, 1, "the texts are read once");
    assert_eq!(said.last(), Some(&("ابت".to_owned(), 1)));
}

#[test]
fn nothing_wanted_makes_the_texts_ready_and_says_nothing() {
    let (said, asked) = answers(&["اب"], &[""]);
    assert_eq!((said, asked), (Vec::new(), 1));
}

#[test]
fn a_word_that_is_changed_is_searched_for_anew() {
    let texts = ["قال الوزير", "قالت", "نفى"];
    let one_by_one = |wanted: &str| {
        let mut texts_read = answers(&texts, &["قال", "", "", "", wanted]).0;
        texts_read.pop().unwrap()
    };
    assert_eq!(one_by_one("قالت"), ("قالت".to_owned(), 1));
    assert_eq!(one_by_one("نفي"), ("نفي".to_owned(), 1));
    assert_eq!(one_by_one("ق"), ("ق".to_owned(), 2));
}

#[test]
fn more_texts_than_a_page_are_all_searched() {
    let texts: Vec<String> = (0..1_203).map(|n| format!("نص {n}.")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (said, asked) = answers(&texts, &["نص 1202."]);
    assert_eq!(said, [("نص 1202.".to_owned(), 1)]);
    assert_eq!(asked, 3);
}
