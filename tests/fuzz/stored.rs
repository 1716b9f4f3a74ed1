//! Storage as a whole: filled with anything, then a visit that opens, changes, exports and imports, and a
//! second one. What could not be read must stand there as it did.
//!
//! An input is a list of entries between U+001E: a letter for the place, the key, U+001F, the value.

use isnad::app::keymap::Command;
use isnad::app::msg::{ExportKind, FileBytes, Msg};
use isnad::app::ports::Store;
use isnad::format::layer::read_layer;
use isnad::format::records::{read_article, read_project_record};
use isnad::model::ids::ArticleId;

use crate::session::{Browser, Session};

/// The letters of the stores of the database; any other one is local storage.
const STORES: [(char, Store); 8] = [
    ('P', Store::Projects),
    ('A', Store::Articles),
    ('T', Store::Texts),
    ('Y', Store::Layers),
    ('S', Store::Summaries),
    ('J', Store::Journal),
    ('N', Store::Snapshots),
    ('X', Store::Aside),
];

/// A browser whose storage holds the entries.
pub fn filled(input: &str) -> Browser {
    let browser = Browser::default();
    for entry in input.split('\u{1e}') {
        let (head, value) = entry.split_once('\u{1f}').unwrap_or((entry, ""));
        let mut letters = head.chars();
        let store = STORES
            .iter()
            .find(|(letter, _)| letters.clone().next() == Some(*letter));
        letters.next();
        let key = letters.as_str().to_owned();
        match store {
            Some((_, store)) => {
                let mut map = browser.database.map.borrow_mut();
                map.insert((*store, key), value.to_owned());
            }
            None => {
                browser.local.map.borrow_mut().insert(key, value.to_owned());
            }
        }
    }
    browser
}

/// Whether a value stands anywhere in storage: where it stood, or set aside.
pub fn is_kept(browser: &Browser, value: &str) -> bool {
    let (local, database) = browser.everything();
    local.values().any(|there| there == value) || database.values().any(|there| there == value)
}

/// Layers and records that no reader takes: they must outlive everything that the page does.
fn unreadable(browser: &Browser) -> Vec<String> {
    let (local, database) = browser.everything();
    let layers = local
        .iter()
        .filter(|(key, _)| key.starts_with("isnad:annotations:"));
    let mut all: Vec<_> = layers.map(|(_, json)| (Store::Layers, json)).collect();
    all.extend(database.iter().map(|((store, _), json)| (*store, json)));
    all.retain(|(store, json)| match store {
        Store::Projects => read_project_record(json).is_err(),
        Store::Articles => read_article(json).is_err(),
        Store::Layers | Store::Journal => read_layer(json).is_err(),
        _ => false,
    });
    all.into_iter().map(|(_, json)| json.clone()).collect()
}

/// A visit that does a little of everything.
fn visit(browser: &Browser) -> Session {
    let mut session = browser.visit();
    let ids: Vec<ArticleId> = session
        .state
        .present()
        .map(|l| l.article.id.clone())
        .take(4)
        .collect();
    for id in &ids {
        session.send(Msg::OpenArticle(id.clone()));
        session.send(Msg::Viewport {
            near: (0, 3),
            top: 0,
            offset: 0,
        });
        session
            .press(Command::NextSpan)
            .press(Command::Delete)
            .press(Command::Undo);
    }
    session.send(Msg::Export(ExportKind::Project));
    session.send(Msg::Name("سلمى".to_owned()));
    let golden = include_bytes!("../golden/project-1.isnad.jsonl").to_vec();
    session.send(Msg::Files(vec![FileBytes {
        name: "a.isnad.jsonl".to_owned(),
        bytes: golden,
    }]));
    session.press(Command::Undo);
    if let Some(id) = ids.first() {
        session.send(Msg::RemoveArticle(id.clone()));
        session.press(Command::Undo);
    }
    session.send(Msg::Leaving);
    session
}

pub fn run(bytes: &[u8]) {
    let input = String::from_utf8_lossy(bytes);
    let browser = filled(&input);
    let before = unreadable(&browser);
    visit(&browser);
    visit(&browser);
    for json in before {
        assert!(
            is_kept(&browser, &json),
            "what could not be read is gone: {json}"
        );
    }
}
