//! Records that are read ahead are those that are there, in whatever order they are asked for; and very many are asked
//! for in few questions.

use std::cell::Cell;

use isnad::app::keymap::Command;
use isnad::app::ports::{
    Database, Expected, MemoryDatabase, MemoryLocal, StorageError, Store, Swap, Write,
};
use isnad::app::storage::Places;
use isnad::format::project::read_project;
use isnad::format::storage_key::{article_key, journal_prefix, layer_prefix, layer_storage_key};
use isnad::model::ids::{ArticleId, LayerKey, ProjectId};
use proptest::prelude::*;

use super::session::{Browser, block_on};

/// A database that counts what it is asked.
#[derive(Default)]
struct Counting {
    database: MemoryDatabase,
    asked: Cell<usize>,
}

impl Counting {
    fn count(&self) -> &MemoryDatabase {
        self.asked.set(self.asked.get() + 1);
        &self.database
    }
}

impl Database for Counting {
    async fn get(&self, store: Store, key: &str) -> Result<Option<String>, StorageError> {
        self.count().get(store, key).await
    }

    async fn all(&self, store: Store, prefix: &str) -> Result<Vec<(String, String)>, StorageError> {
        self.count().all(store, prefix).await
    }

    async fn names(&self, store: Store, prefix: &str) -> Result<Vec<String>, StorageError> {
        self.count().names(store, prefix).await
    }

    async fn page(
        &self,
        store: Store,
        prefix: &str,
        after: Option<String>,
        most: u32,
    ) -> Result<Vec<(String, String)>, StorageError> {
        self.count().page(store, prefix, after, most).await
    }

    async fn swap(
        &self,
        expected: Vec<Expected>,
        writes: Vec<Write>,
    ) -> Result<Swap, StorageError> {
        self.count().swap(expected, writes).await
    }
}

fn key(article: &str, annotator: &str) -> LayerKey {
    LayerKey {
        project: "p".into(),
        article: article.into(),
        annotator: annotator.into(),
    }
}

/// A question about one article.
#[derive(Clone, Debug)]
enum Question {
    Text,
    Layer(&'static str),
    Layers,
    Journal(&'static str),
    Elsewhere,
}

fn any_question() -> impl Strategy<Value = Question> {
    let annotator = || prop::sample::select(vec!["salma", "omar", "ليلى"]);
    prop_oneof![
        3 => Just(Question::Text),
        3 => annotator().prop_map(Question::Layer),
        3 => Just(Question::Layers),
        2 => annotator().prop_map(Question::Journal),
        1 => Just(Question::Elsewhere),
    ]
}

type Answer = (Option<String>, Vec<(String, String)>, Vec<String>);

async fn ask(database: &impl Database, article: &str, question: &Question) -> Answer {
    let project = ProjectId::from("p");
    let id = ArticleId::from(article);
    let get = async |store, key: &str| database.get(store, key).await.unwrap();
    match question {
        Question::Text => {
            let text = get(Store::Texts, &article_key(&project, &id)).await;
            (text, Vec::new(), Vec::new())
        }
        Question::Layer(annotator) => {
            let name = layer_storage_key(&key(article, annotator));
            (get(Store::Layers, &name).await, Vec::new(), Vec::new())
        }
        Question::Layers => {
            let prefix = layer_prefix(&project, &id);
            let all = database.all(Store::Layers, &prefix).await.unwrap();
            let names = database.names(Store::Summaries, &prefix).await.unwrap();
            (None, all, names)
        }
        Question::Journal(annotator) => {
            let prefix = journal_prefix(&layer_storage_key(&key(article, annotator)));
            let all = database.all(Store::Journal, &prefix).await.unwrap();
            (None, all, Vec::new())
        }
        Question::Elsewhere => (get(Store::Settings, article).await, Vec::new(), Vec::new()),
    }
}

/// Ids that lie side by side in one order and not in another.
fn id(n: usize) -> String {
    format!("a{}{}", n / 3, ["", "-x", "0"][n % 3])
}

proptest! {
    #[test]
    fn what_is_read_ahead_is_what_is_there(
        articles in prop::collection::vec((0..300_usize, any::<bool>(), any::<bool>()), 0..200),
        questions in prop::collection::vec((0..300_usize, any_question()), 1..60),
        in_order in any::<bool>(),
    ) {
        let project = ProjectId::from("p");
        let database = MemoryDatabase::default();
        let mut writes = vec![Write::put(Store::Settings, id(4), "elsewhere")];
        for (n, of_salma, journal) in articles {
            let id = id(n);
            writes.push(Write::put(Store::Texts, article_key(&project, &id.as_str().into()), id.as_str()));
            for annotator in ["salma", "ليلى"].iter().skip(usize::from(of_salma)) {
                let name = layer_storage_key(&key(&id, annotator));
                writes.push(Write::put(Store::Layers, name.as_str(), format!("{id} {annotator}")));
                writes.push(Write::put(Store::Summaries, name.as_str(), "{}"));
                if journal {
                    writes.push(Write::put(Store::Journal, format!("{}1", journal_prefix(&name)), "edit"));
                }
            }
        }
        block_on(database.write(writes)).unwrap();
        let mut questions: Vec<(String, Question)> = questions.into_iter().map(|(n, q)| (id(n), q)).collect();
        if in_order {
            questions.sort_by(|(a, _), (b, _)| a.cmp(b));
        }
        let local = MemoryLocal::default();
        let places = Places { local: &local, database: &database };
        let ahead = block_on(places.ahead(&project)).unwrap();
        for (article, question) in &questions {
            let there = block_on(ask(&database, article, question));
            let found = block_on(ask(ahead.places().database, article, question));
            prop_assert_eq!(found, there, "{} {:?}", article, question);
        }
    }
}

#[test]
fn very_many_articles_are_gathered_by_few_questions() {
    let browser = Browser::default();
    let mut session = browser.visit();
    let lines: String = (0..1_000)
        .map(|n| {
            format!("{{\"id\":\"a{n}\",\"text\":\"خبر {n} قال\",\"label\":[[0,3,\"quote\"]]}}\n")
        })
        .collect();
    session.files(&[("d.jsonl", lines.as_bytes())]);
    session.send(isnad::app::exchange::Step::Take.msg());
    session.press(Command::Export);
    let present = session.state.present();
    let articles: Vec<_> = present.map(|listed| (*listed.article).clone()).collect();
    assert_eq!(articles.len(), 1_001);
    let database = Counting {
        database: browser.database.clone(),
        ..Counting::default()
    };
    let places = Places {
        local: &browser.local,
        database: &database,
    };
    let project = session.state.project.id.clone();
    let (items, missing) = block_on(places.gather(articles.clone(), &project));
    assert!(missing.is_empty());
    let ids = items.iter().map(|item| &item.article.id);
    assert!(
        ids.eq(articles.iter().map(|article| &article.id)),
        "in their order"
    );
    let spans = |n: usize| {
        items[n]
            .layers
            .iter()
            .map(|layer| layer.len())
            .sum::<usize>()
    };
    assert_eq!((spans(0), spans(1), spans(1_000)), (0, 1, 1));
    // Each by itself would be five thousand.
    assert!(database.asked.get() < 60, "{}", database.asked.get());
}

#[test]
fn a_project_file_that_is_written_in_parts_is_one() {
    let browser = Browser::default();
    let mut session = browser.visit();
    let lines: String = (0..90)
        .map(|n| {
            format!("{{\"id\":\"a{n}\",\"text\":\"خبر {n} قال\",\"label\":[[0,3,\"quote\"]]}}\n")
        })
        .collect();
    session.files(&[("d.jsonl", lines.as_bytes())]);
    session.send(isnad::app::exchange::Step::Take.msg());
    session.send(isnad::app::msg::Msg::Export(
        isnad::app::msg::ExportKind::Project,
    ));
    let (_, text) = session.download().unwrap();
    let file = read_project(&text).unwrap();
    assert!(file.rejected.is_empty());
    assert_eq!(file.articles.len(), 91);
    let of_file = file.articles.iter().map(|item| item.article.id.clone());
    let here = session
        .state
        .present()
        .map(|listed| listed.article.id.clone());
    assert!(of_file.eq(here), "in their order");
    let layers = file.articles.iter().skip(1).map(|item| item.layers.len());
    assert!(layers.eq(std::iter::repeat_n(1, 90)));
}
