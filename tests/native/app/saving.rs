//! What is written where, what the person sees of it, and what happens when storage does not do its part.

use isnad::app::effect::{Effect, SaveWhen};
use isnad::app::keymap::Command;
use isnad::app::msg::{ExportKind, Msg};
use isnad::app::ports::{StorageError, Store};
use isnad::app::state::{Offer, Protected, Saved, Urgency};
use isnad::app::strings::{Arg, Text as Key};
use isnad::format::layer::read_layer;
use isnad::format::project::read_project;
use isnad::format::summary::{Summary, read_summary};
use isnad::model::layer::Status;

use super::session::{Browser, Session, spans};

fn why(session: &Session) -> Option<Key> {
    let notice = session.notice(Key::SaveFailed)?;
    assert_eq!(notice.urgency, Urgency::Error);
    assert_eq!(notice.offers, [Offer::Backup, Offer::Retry]);
    notice.said.args.iter().find_map(|(_, arg)| match arg {
        Arg::Key(key) => Some(*key),
        _ => None,
    })
}

fn failing(browser: &Browser, error: Option<StorageError>) {
    *browser.database.fails.borrow_mut() = error;
}

fn broken() -> Option<StorageError> {
    Some(StorageError::Failed("broken".to_owned()))
}

fn exported(session: &mut Session) -> Vec<(String, u32, u32)> {
    session.send(Msg::Export(ExportKind::Project));
    let (_, text) = session.download().expect("a file");
    let file = read_project(&text).unwrap();
    let layers = file.articles.into_iter().flat_map(|article| article.layers);
    layers
        .flat_map(|l| {
            l.in_order()
                .map(|s| super::session::triple(s))
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn every_edit_is_in_both_places_under_the_contract() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.mark(109, 210, '2');
    let name = session.name();
    assert_eq!(name, "isnad:annotations:p-1/e9768664dbf2ecca/anonymous-1");
    let json = browser.local(&name).unwrap();
    assert_eq!(browser.stored(Store::Layers, &name).as_ref(), Some(&json));
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["schema"], "isnad/annotations/1");
    assert_eq!(value["offset_unit"], "code_point");
    assert_eq!(
        value["spans"][0]["fragments"],
        serde_json::json!([[109, 210]])
    );
    assert_eq!(value["spans"][0]["text"], super::selecting::DENIAL);
    assert_eq!(value["article"]["length"], 2479);
    assert_eq!(value["status"], "in_progress");
    assert_eq!(value["updated"], session.now().iso.as_str());
    let read = read_layer(&json).unwrap().layer;
    assert_eq!(read.to_parts(), session.open().layer.to_parts());
    let summary = browser.stored(Store::Summaries, &name).unwrap();
    assert_eq!(
        read_summary(&summary),
        Summary {
            status: Status::InProgress,
            spans: 1,
            labels: [("denial".into(), 1)].into_iter().collect(),
            ..Summary::default()
        }
    );
    session.press(Command::Undo);
    let json = browser.local(&name).unwrap();
    assert_eq!(read_layer(&json).unwrap().layer.len(), 0);
    assert_eq!(browser.stored(Store::Layers, &name), Some(json));
}

#[test]
fn saved_is_said_only_when_storage_has_answered() {
    let mut session = Browser::default().visit();
    session.held = true;
    session.mark(109, 210, '2');
    assert_eq!(session.state.saved, Saved::Saving);
    session.send(Msg::SaveDue(SaveWhen::Paused));
    assert_eq!(session.state.saved, Saved::Saving);
    // An edit while a write is under way is written after it.
    session.mark(117, 137, '3');
    session.send(Msg::SaveDue(SaveWhen::Paused));
    session.press(Command::Save);
    assert!(session.notice(Key::SavedSoon).is_some());
    session.release(false);
    assert_eq!(session.state.saved, Saved::Yes);
    let json = session.browser.local(&session.name()).unwrap();
    assert_eq!(read_layer(&json).unwrap().layer.len(), 2);
    session.press(Command::Save);
    assert!(session.notice(Key::SavedAlready).is_some());
}

#[test]
fn reading_alone_writes_no_layer() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.click(120).select(3, 9).send(Msg::Leaving);
    assert_eq!(browser.local(&session.name()), None);
    assert_eq!(browser.stored(Store::Layers, &session.name()), None);
}

#[test]
fn full_local_storage_is_said_and_the_database_has_the_work() {
    let browser = Browser::default();
    let mut session = browser.visit();
    browser.local.limit.set(Some(700));
    session.mark(109, 210, '2');
    let full = Some(StorageError::Full);
    assert!(
        matches!(&session.state.saved, Saved::Failed(p) if p.local == full && p.database.is_none())
    );
    assert_eq!(why(&session), Some(Key::WhyLocalFull));
    assert_eq!(browser.local(&session.name()), None);
    assert!(browser.stored(Store::Layers, &session.name()).is_some());
    // Said once, however often it is edited.
    session.mark(117, 137, '3');
    let said = session
        .state
        .notices
        .iter()
        .filter(|n| n.said.key == Key::SaveFailed)
        .count();
    assert_eq!(said, 1);
    session.press(Command::Save);
    assert!(session.notice(Key::SavedNot).is_some());
    assert_eq!(
        browser.visit().spans(),
        spans(&[("denial", 109, 210), ("source", 117, 137)])
    );
    browser.local.limit.set(None);
    session.send(Msg::Take(Offer::Retry));
    assert_eq!(session.state.saved, Saved::Yes);
    assert_eq!(why(&session), None);
    assert!(browser.local(&session.name()).is_some());
}

#[test]
fn layers_that_the_database_holds_make_room_for_the_open_one() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.mark(109, 210, '2');
    let first = session.name();
    session.files(&[("b.txt", "ونفى مصدر مسؤول ذلك".as_bytes())]);
    let used: usize = browser
        .local
        .map
        .borrow()
        .iter()
        .map(|(k, v)| k.len() + v.len())
        .sum();
    browser.local.limit.set(Some(used + 300));
    session.mark(5, 9, '3');
    assert_eq!(session.state.saved, Saved::Yes);
    assert_eq!(browser.local(&first), None);
    assert!(browser.stored(Store::Layers, &first).is_some());
    assert!(browser.local(&session.name()).is_some());
    session.press(Command::PreviousArticle);
    assert_eq!(session.spans(), spans(&[("denial", 109, 210)]));
}

#[test]
fn a_failing_database_is_said_and_local_storage_has_the_work() {
    let cases = [
        (StorageError::Full, Key::WhyDatabaseFull),
        (broken().unwrap(), Key::WhyDatabaseRefused),
    ];
    for (error, wanted) in cases {
        let browser = Browser::default();
        let mut session = browser.visit();
        failing(&browser, Some(error));
        session.mark(109, 210, '2');
        assert_eq!(why(&session), Some(wanted));
        assert!(browser.local(&session.name()).is_some());
        assert_eq!(exported(&mut session), spans(&[("denial", 109, 210)]));
        failing(&browser, None);
        session.send(Msg::Take(Offer::Retry));
        assert_eq!(
            (session.state.saved.clone(), why(&session)),
            (Saved::Yes, None)
        );
        assert!(browser.stored(Store::Layers, &session.name()).is_some());
    }
}

#[test]
fn when_nothing_holds_the_work_it_goes_on_in_the_window() {
    let browser = Browser::default();
    let mut session = browser.visit();
    failing(&browser, broken());
    browser.local.refuses.set(true);
    session.mark(109, 210, '2');
    assert_eq!(why(&session), Some(Key::WhyNothingHolds));
    session.mark(117, 137, '3');
    assert_eq!(
        exported(&mut session),
        spans(&[("denial", 109, 210), ("source", 117, 137)])
    );
    session.press(Command::Undo).press(Command::Redo);
    failing(&browser, None);
    browser.local.refuses.set(false);
    session.send(Msg::Take(Offer::Retry));
    assert_eq!(session.state.saved, Saved::Yes);
    assert_eq!(browser.visit().spans().len(), 2);
}

/// Storage takes no writes, but can be read: another article opens, and the work on the first one must not
/// go with it.
#[test]
fn work_that_no_place_took_stays_when_another_article_opens() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.files(&[("b.txt", "ونفى مصدر مسؤول ذلك".as_bytes())]);
    let second = session.key().article;
    session.press(Command::PreviousArticle);
    let first = session.key().article;
    let name = session.name();
    for place in [Store::Layers, Store::Summaries] {
        assert_eq!(browser.stored(place, &name), None);
    }
    // Both places hold something unreadable for this layer, and there is no room to set it aside.
    browser
        .local
        .map
        .borrow_mut()
        .insert(name.clone(), "{".to_owned());
    browser
        .database
        .map
        .borrow_mut()
        .insert((Store::Layers, name.clone()), "{".to_owned());
    browser.database.full.set(true);
    let mut session = browser.visit();
    session.send(Msg::OpenArticle(first.clone()));
    assert_eq!(
        session.open().kept.protected,
        Protected {
            local: true,
            database: true
        }
    );
    session.mark(109, 210, '2');
    assert_eq!(why(&session), Some(Key::WhyNothingHolds));
    session.send(Msg::OpenArticle(second));
    session.mark(5, 9, '3');
    browser.database.full.set(false);
    session.mark(0, 4, '1');
    session.press(Command::Undo);
    assert!(
        matches!(session.state.saved, Saved::Failed(_)),
        "the first one is not safe"
    );
    let mut all = exported(&mut session);
    all.sort_unstable();
    assert_eq!(all, spans(&[("denial", 109, 210), ("source", 5, 9)]));
    session.send(Msg::OpenArticle(first));
    assert_eq!(session.spans(), spans(&[("denial", 109, 210)]));
    // There is room again: what could not be read is aside, and the work is safe.
    assert_eq!(session.state.saved, Saved::Yes);
    let aside = browser.all(Store::Aside);
    assert!(aside[0].0.starts_with(&name) && aside[0].1 == "{");
}

#[test]
fn an_edit_made_while_another_article_loads_is_written() {
    for newest_first in [false, true] {
        let browser = Browser::default();
        let mut session = browser.visit();
        session.files(&[("b.txt", "ونفى مصدر مسؤول ذلك".as_bytes())]);
        let name = session.name();
        session.mark(5, 9, '3');
        session.held = true;
        session.mark(0, 4, '2');
        session.press(Command::PreviousArticle);
        session.mark(10, 15, '1');
        session.release(newest_first);
        assert_eq!(
            session.state.saved,
            Saved::Yes,
            "newest first: {newest_first}"
        );
        assert_ne!(session.name(), name);
        let json = browser.local(&name).unwrap();
        assert_eq!(read_layer(&json).unwrap().layer.len(), 3);
        session.press(Command::NextArticle);
        assert_eq!(session.spans().len(), 3);
    }
}

#[test]
fn what_cannot_be_read_is_set_aside_and_reported() {
    let wrong_quote =
        |json: &str| json.replace("\"fragments\":[[109,210]]", "\"fragments\":[[110,211]]");
    for junk in ["", "{", "[]", "null", "quote"] {
        for (in_local, in_database) in [(true, false), (false, true), (true, true)] {
            let browser = Browser::default();
            let mut first = browser.visit();
            first.mark(109, 210, '2');
            let name = first.name();
            let good = browser.local(&name).unwrap();
            let junk = if junk == "quote" {
                wrong_quote(&good)
            } else {
                junk.to_owned()
            };
            put_both(&browser, &name, &junk, in_local, in_database);
            let mut session = browser.visit();
            let case = format!("{junk:?} {in_local} {in_database}");
            let notice = session.notice(Key::Unreadable).expect(&case);
            assert_eq!(notice.offers, [Offer::RawData]);
            let there = if in_local && in_database { 0 } else { 1 };
            assert_eq!(session.spans().len(), there, "{case}");
            let aside = browser.all(Store::Aside);
            assert_eq!(aside.len(), 1, "{case}");
            assert!(aside[0].0.starts_with(&name), "{case}");
            assert_eq!(aside[0].1, junk, "{case}");
            // Its place is free: work goes on and is safe.
            session.mark(117, 137, '3');
            assert_eq!(session.state.saved, Saved::Yes, "{case}");
            assert_eq!(browser.visit().spans(), session.spans(), "{case}");
            assert_eq!(browser.all(Store::Aside), aside, "{case}");
        }
    }
}

#[test]
fn what_cannot_be_set_aside_is_never_written_over() {
    for (in_local, in_database) in [(true, false), (false, true), (true, true)] {
        let browser = Browser::default();
        let mut first = browser.visit();
        first.mark(109, 210, '2');
        let name = first.name();
        put_both(&browser, &name, "{", in_local, in_database);
        browser.database.full.set(true);
        let mut session = browser.visit();
        browser.database.full.set(false);
        let case = format!("{in_local} {in_database}");
        let protected = Protected {
            local: in_local,
            database: in_database,
        };
        assert_eq!(session.open().kept.protected, protected, "{case}");
        session.mark(117, 137, '3');
        assert!(matches!(session.state.saved, Saved::Failed(_)), "{case}");
        let database = browser.stored(Store::Layers, &name).unwrap();
        let local = browser.local(&name).unwrap();
        assert_eq!(local == "{", in_local, "{case}");
        assert_eq!(database == "{", in_database, "{case}");
        let source = ("source".to_owned(), 117, 137);
        assert!(exported(&mut session).contains(&source), "{case}");
        session.send(Msg::Leaving).send(Msg::Take(Offer::Retry));
        assert_eq!(browser.local(&name).unwrap() == "{", in_local, "{case}");
    }
}

#[test]
fn what_a_newer_page_wrote_can_be_read_but_not_written() {
    for (in_local, in_database) in [(true, false), (false, true), (true, true)] {
        let browser = Browser::default();
        let mut first = browser.visit();
        first.mark(109, 210, '2');
        let name = first.name();
        let newer = "{\"schema\":\"isnad/annotations/2\",\"spans\":[]}";
        put_both(&browser, &name, newer, in_local, in_database);
        let before = browser.everything();
        let mut session = browser.visit();
        assert!(session.notice(Key::UnreadableNewer).is_some());
        let there = session.spans();
        assert_eq!(there.len(), usize::from(!(in_local && in_database)));
        session.select(117, 137).press(Command::Label('3'));
        assert!(session.notice(Key::ReadOnly).is_some());
        session.press(Command::Undo).send(Msg::Leaving);
        session.send(Msg::Take(Offer::Retry));
        assert_eq!(session.spans(), there);
        let after = browser.everything();
        for (store, key) in [(Store::Layers, &name), (Store::Summaries, &name)] {
            let key = (store, key.clone());
            assert_eq!(after.1.get(&key), before.1.get(&key));
        }
        assert_eq!(after.0.get(&name), before.0.get(&name));
        assert_eq!(browser.all(Store::Aside), []);
    }
}

fn put_both(browser: &Browser, name: &str, junk: &str, in_local: bool, in_database: bool) {
    if in_local {
        let mut local = browser.local.map.borrow_mut();
        local.insert(name.to_owned(), junk.to_owned());
    }
    if in_database {
        let mut database = browser.database.map.borrow_mut();
        database.insert((Store::Layers, name.to_owned()), junk.to_owned());
    }
}

#[test]
fn the_newer_of_the_two_places_wins_and_both_are_joined() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.mark(109, 210, '2');
    failing(&browser, broken());
    session.mark(117, 137, '3');
    failing(&browser, None);
    // The database is behind, as after a failed write.
    assert_eq!(browser.visit().spans().len(), 2);
    // Local storage is behind, as after a kill of the browser.
    let name = session.name();
    let old = browser.stored(Store::Layers, &name).unwrap();
    session.send(Msg::Take(Offer::Retry));
    browser.local.map.borrow_mut().insert(name, old);
    assert_eq!(browser.visit().spans().len(), 2);
}

#[test]
fn seconds_are_counted_without_pauses() {
    let browser = Browser::default();
    let mut session = browser.visit();
    let seconds = |s: &Session| s.open().layer.seconds();
    let pass = |session: &mut Session, millis: u64| {
        session.millis += millis;
        session.press(Command::Escape);
    };
    session.press(Command::Escape);
    let start = seconds(&session);
    for _ in 0..10 {
        pass(&mut session, 2_500);
    }
    assert_eq!(seconds(&session) - start, 25);
    pass(&mut session, 60_001);
    assert_eq!(seconds(&session) - start, 25, "a pause");
    pass(&mut session, 400);
    pass(&mut session, 400);
    assert_eq!(seconds(&session) - start, 25);
    pass(&mut session, 200);
    assert_eq!(seconds(&session) - start, 26);
    // What the machine says is no work.
    session.millis += 30_000;
    session.send(Msg::SaveDue(SaveWhen::Paused));
    session.millis += 40_000;
    pass(&mut session, 0);
    assert_eq!(seconds(&session) - start, 26);
    // A clock that goes back counts nothing.
    session.millis -= 100_000;
    pass(&mut session, 0);
    assert_eq!(seconds(&session) - start, 26);
}

/// The time since the last edit is not lost with the article, and the next article does not get it.
#[test]
fn seconds_are_stored_when_the_article_is_left() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.files(&[("b.txt", "ونفى مصدر مسؤول ذلك".as_bytes())]);
    session.mark(5, 9, '3');
    let (name, before) = (session.name(), session.open().layer.seconds());
    session.millis += 50_000;
    session.press(Command::PreviousArticle);
    let stored = read_layer(&browser.local(&name).unwrap()).unwrap().layer;
    assert_eq!(stored.seconds() - before, 50);
    assert_eq!(session.open().layer.seconds(), 0);
    session.mark(109, 210, '2');
    session.millis += 20_000;
    session.click(3).send(Msg::Leaving);
    let stored = read_layer(&browser.local(&session.name()).unwrap())
        .unwrap()
        .layer;
    assert_eq!(stored.seconds(), 20);
}

#[test]
fn the_raw_data_is_offered_as_it_is() {
    let mut session = Browser::default().visit();
    session.take();
    session.send(Msg::Take(Offer::RawData));
    assert!(
        session
            .take()
            .iter()
            .any(|e| matches!(e, Effect::DownloadRaw))
    );
}

#[test]
fn the_first_name_takes_the_work_along() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.mark(109, 210, '2');
    let old = session.name();
    session.files(&[("b.txt", "ونفى مصدر مسؤول ذلك".as_bytes())]);
    session.mark(5, 9, '3');
    let old_b = session.name();
    session.send(Msg::Name("  سلمى \n أحمد ".to_owned()));
    assert_eq!(session.state.annotator().as_str(), "سلمى أحمد");
    assert_eq!(
        session.name(),
        "isnad:annotations:p-1/".to_owned()
            + session.key().article.as_str()
            + "/%D8%B3%D9%84%D9%85%D9%89%20%D8%A3%D8%AD%D9%85%D8%AF"
    );
    for old in [&old, &old_b] {
        assert_eq!(browser.local(old), None);
        assert_eq!(browser.stored(Store::Layers, old), None);
        assert_eq!(browser.stored(Store::Summaries, old), None);
    }
    assert!(browser.local(&session.name()).is_some());
    assert!(browser.stored(Store::Layers, &session.name()).is_some());
    session.press(Command::Undo);
    assert_eq!(session.spans(), []);
    session.press(Command::Undo).press(Command::Undo);
    assert_eq!(session.spans(), [], "the work on the other article, too");
    for _ in 0..3 {
        session.press(Command::Redo);
    }
    assert_eq!(session.spans(), spans(&[("source", 5, 9)]));
    let back = browser.visit();
    assert_eq!(back.key().annotator.as_str(), "سلمى أحمد");
    assert_eq!(back.state.articles, session.state.articles);
    assert_eq!(back.spans(), spans(&[("source", 5, 9)]));
}

#[test]
fn another_name_later_is_another_person() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.mark(109, 210, '2');
    session.send(Msg::Name("salma".to_owned()));
    let salma = session.name();
    session.send(Msg::Name("omar".to_owned()));
    assert_eq!(
        (session.key().annotator.as_str(), session.spans()),
        ("omar", vec![])
    );
    assert_eq!(session.state.articles[0].summary, Summary::default());
    session.mark(117, 137, '3');
    assert_eq!(
        read_layer(&browser.local(&salma).unwrap())
            .unwrap()
            .layer
            .len(),
        1
    );
    session.send(Msg::Name("salma".to_owned()));
    assert_eq!(session.spans(), spans(&[("denial", 109, 210)]));
    session.send(Msg::Name("salma".to_owned()));
    assert_eq!(session.spans(), spans(&[("denial", 109, 210)]));
}

#[test]
fn the_name_may_be_put_off() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.send(Msg::Name(" \u{a0} ".to_owned()));
    assert!(session.state.prefs.name_put_off);
    assert_eq!(session.state.annotator().as_str(), "anonymous-1");
    assert!(browser.visit().state.prefs.name_put_off);
}

/// The choices were lost, and with them the name; given again, it finds its work, and what was done in
/// between joins it.
#[test]
fn a_name_that_has_work_here_is_joined() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.mark(109, 210, '2');
    session.send(Msg::Name("salma".to_owned()));
    browser
        .local
        .map
        .borrow_mut()
        .remove(isnad::app::storage::PREFS_KEY);
    let names = (Store::Settings, "names".to_owned());
    browser.database.map.borrow_mut().remove(&names);
    let mut session = browser.visit();
    assert_eq!(session.spans(), []);
    session.mark(117, 137, '3');
    session.send(Msg::Name("salma".to_owned()));
    let both = spans(&[("denial", 109, 210), ("source", 117, 137)]);
    assert_eq!(session.spans(), both);
    session.mark(3, 9, '1');
    assert_eq!(browser.visit().spans().len(), 3);
}
