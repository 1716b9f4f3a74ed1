//! The start with very many articles: the open one first, the list of all after it, and what waits for that.

use isnad::app::keymap::Command;
use isnad::app::msg::Msg;
use isnad::app::ports::{StorageError, Store};
use isnad::app::state::{Dialog, Listed, Offer};
use isnad::app::strings::Text as Key;
use isnad::app::update::{AboutAsk, ListAsk};
use isnad::format::storage_key::{article_key, layer_storage_key};
use isnad::format::tab;
use isnad::model::ids::Annotator;
use isnad::model::layer::Status;

use super::corpus::project;
use super::session::{Browser, Session, spans};

const MANY: usize = 230;

/// A browser with very many articles of which the 100th was open, and what the list showed at the end.
fn many() -> (Browser, Vec<Listed>) {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.send(Msg::Name("salma".to_owned()));
    let file = project(u32::try_from(MANY).unwrap(), 2);
    session.files(&[("many.isnad.jsonl", file.as_bytes())]);
    session.send(Msg::Dialog(None));
    let hundredth = session.state.articles[100].article.id.clone();
    session.send(Msg::OpenArticle(hundredth));
    session.send(Msg::About(AboutAsk::Status(Status::Discuss)));
    let listed = session.state.articles.clone();
    assert_eq!(listed.len(), MANY, "the sample gave way");
    (browser, listed)
}

fn is_coming(session: &Session) -> bool {
    session.state.until_listed.is_some()
}

#[test]
fn the_open_article_is_there_before_the_list() {
    let (browser, listed) = many();
    let mut session = browser.visit_held();
    assert!(is_coming(&session));
    assert_eq!(session.state.articles.len(), 1);
    assert_eq!(session.open().article.id, listed[100].article.id);
    assert_eq!(session.open().layer.len(), 2);
    session.release(false);
    assert!(!is_coming(&session));
    assert_eq!(session.state.articles, listed);
}

#[test]
fn what_is_done_meanwhile_stays() {
    let (browser, _) = many();
    let mut session = browser.visit_held();
    session.mark(0, 5, '1');
    let marked = spans(&[("quote", 0, 5), ("source", 20, 29), ("source", 60, 69)]);
    assert_eq!(session.spans(), marked);
    session.press(Command::NextArticle);
    assert!(is_coming(&session));
    assert_eq!(session.spans(), marked, "the next one is not known yet");
    session.release(false);
    let here = session.state.articles.iter();
    let here = here.map(|listed| &listed.article.id);
    let here: Vec<_> = here.collect();
    assert_eq!(&session.open().article.id, here[101]);
    assert_eq!(session.state.articles[100].summary.spans, 3);
    // And the next visit has all of it.
    let session = browser.visit();
    assert_eq!(session.state.articles[100].summary.spans, 3);
    assert_eq!(session.state.articles.len(), MANY);
}

#[test]
fn whatever_goes_over_all_articles_waits() {
    let (browser, _) = many();
    let waits = |asked: Msg| {
        let mut session = browser.visit_held();
        let here = session.open().article.id.clone();
        session.send(asked);
        let waiting = session.state.until_listed.as_ref().map(Vec::len);
        assert_eq!(waiting, Some(1));
        session.release(false);
        (session, here)
    };
    let (session, _) = waits(Msg::Dialog(Some(Dialog::Export)));
    assert_eq!(session.state.dialog, Some(Dialog::Export));
    let (session, here) = waits(Msg::Do(Command::NextUndone));
    assert_ne!(here, session.open().article.id);
    let (session, here) = waits(Msg::Do(Command::Finish));
    let mut listed = session.state.articles.iter();
    let finished = listed.find(|listed| listed.article.id == here).unwrap();
    assert_eq!(finished.summary.status, Status::Done);
    assert_ne!(here, session.open().article.id);
    let file = isnad::app::msg::FileBytes {
        name: "new.txt".to_owned(),
        bytes: "نص جديد".into(),
    };
    let (session, _) = waits(Msg::Files(vec![file]));
    assert_eq!(session.state.articles.len(), MANY + 1);
    assert_eq!(session.state.articles[MANY].article.position, 230);
}

#[test]
fn what_is_typed_meanwhile_is_searched_for() {
    let (browser, _) = many();
    let mut session = browser.visit_held();
    session.send(Msg::List(ListAsk::Query("رقم 22".to_owned())));
    assert!(is_coming(&session));
    session.release(false);
    let rows = isnad::app::list::rows(&session.state);
    assert_eq!(rows.len(), 11, "22 and 220 to 229");
}

#[test]
fn a_stand_in_that_another_tab_named_is_renamed_everywhere() {
    let browser = Browser::default();
    let mut session = browser.visit();
    let file = project(u32::try_from(MANY).unwrap(), 0);
    session.files(&[("many.isnad.jsonl", file.as_bytes())]);
    session.send(Msg::Dialog(None));
    session.mark(0, 5, '1');
    let worked_on = session.key();
    session.press(Command::NextArticle);
    let mut session = browser.visit_held();
    assert!(is_coming(&session));
    let named = tab::named(&worked_on.annotator, &Annotator::new("salma"));
    session.send(Msg::Heard(named));
    session.release(false);
    let name = |annotator: &Annotator| {
        let mut key = worked_on.clone();
        key.annotator = annotator.clone();
        layer_storage_key(&key)
    };
    let there = |name: &str| browser.stored(Store::Layers, name).is_some();
    assert!(there(&name(&Annotator::new("salma"))));
    assert!(!there(&name(&worked_on.annotator)));
}

#[test]
fn a_list_that_cannot_be_read_is_asked_for_again() {
    let (browser, listed) = many();
    let mut session = browser.visit_held();
    session.press(Command::NextArticle);
    let failure = StorageError::Failed("out of order".to_owned());
    *browser.database.fails.borrow_mut() = Some(failure);
    session.release(false);
    assert!(is_coming(&session));
    let notice = session.notice(Key::NotListed).expect("it is said");
    assert_eq!(notice.offers, [Offer::LoadAgain]);
    *browser.database.fails.borrow_mut() = None;
    session.send(Msg::Take(Offer::LoadAgain));
    assert!(session.notice(Key::NotListed).is_none());
    assert_eq!(session.state.articles, listed);
    assert_eq!(session.open().article.id, listed[101].article.id);
}

#[test]
fn without_the_later_part_the_list_is_asked_for_again() {
    let (browser, listed) = many();
    let mut session = browser.visit_held();
    session.cut_off = true;
    session.release(false);
    assert!(session.notice(Key::NotLoaded).is_some());
    session.cut_off = false;
    session.send(Msg::Take(Offer::LoadAgain));
    assert_eq!(session.state.articles, listed);
}

#[test]
fn an_article_that_is_not_there_any_more_is_no_start() {
    let check = |what: &str, spoil: fn(&Browser, &str)| {
        let (browser, listed) = many();
        let project = browser.visit().state.project.id.clone();
        let name = article_key(&project, &listed[100].article.id);
        spoil(&browser, &name);
        let session = browser.visit_held();
        assert!(!is_coming(&session), "{what}");
        assert_ne!(session.open().article.id, listed[100].article.id, "{what}");
    };
    check("its record is gone", |browser, name| {
        let mut map = browser.database.map.borrow_mut();
        map.remove(&(Store::Articles, name.to_owned()));
    });
    check("its record cannot be read", |browser, name| {
        let mut map = browser.database.map.borrow_mut();
        map.insert((Store::Articles, name.to_owned()), "{".to_owned());
    });
}

#[test]
fn another_tab_may_write_while_the_list_is_read() {
    let (browser, listed) = many();
    let mut other = browser.visit();
    let mut session = browser.visit_held();
    let fifth = listed[5].article.id.clone();
    other.send(Msg::OpenArticle(fifth));
    other.mark(0, 5, '1');
    // The list of this tab may have been read before that.
    let before = session.waiting.len();
    for told in std::mem::take(&mut other.told) {
        session.send(Msg::Heard(told));
    }
    assert!(session.waiting.len() > before, "it is read again");
    session.release(false);
    assert_eq!(session.state.articles[5].summary.spans, 3);
}

#[test]
fn few_articles_are_read_at_once() {
    let browser = Browser::default();
    let mut session = browser.visit();
    let file = project(150, 1);
    session.files(&[("some.isnad.jsonl", file.as_bytes())]);
    let session = browser.visit_held();
    assert!(!is_coming(&session));
    assert_eq!(session.state.articles.len(), 150);
}
