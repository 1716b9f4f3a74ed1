//! The journal: an edit is safe before the layer is written whole, and comes back after a crash.

use isnad::app::keymap::Command;
use isnad::app::msg::Msg;
use isnad::app::ports::{StorageError, Store};
use isnad::app::state::{Offer, Saved};
use isnad::app::strings::Text as Key;
use isnad::app::update::SpanAsk;
use isnad::format::layer::read_layer;
use proptest::prelude::*;

use super::session::{Browser, Session, spans};

/// The browser is killed and has lost what local storage held.
fn killed(browser: &Browser, name: &str) -> Session {
    browser.local.map.borrow_mut().remove(name);
    browser.visit()
}

#[test]
fn an_edit_is_a_small_record_and_comes_back_after_a_kill() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.mark(0, 6, '3');
    session.busy = true;
    session.mark(109, 210, '2');
    session.mark(117, 137, '3');
    assert_eq!(session.state.saved, Saved::Yes);
    let records = browser.all(Store::Journal);
    assert_eq!(records.len(), 2);
    for (name, json) in &records {
        assert!(
            name.starts_with(&format!("{}#r1/", session.name())),
            "{name}"
        );
        let part = read_layer(json).unwrap();
        assert_eq!(part.layer.len(), 1, "only what the edit wrote");
        assert_eq!(part.check_quotes(&session.open().text), []);
    }
    let whole = browser.stored(Store::Layers, &session.name()).unwrap();
    assert_eq!(read_layer(&whole).unwrap().layer.len(), 1);
    let back = killed(&browser, &session.name());
    assert_eq!(back.spans(), session.spans());
    assert_eq!(
        back.open().layer.to_parts(),
        session.open().layer.to_parts()
    );
    // What came back was written whole at once, and the records are gone.
    assert_eq!(browser.all(Store::Journal), []);
    assert_eq!(killed(&browser, &session.name()).spans(), session.spans());
}

/// What local storage wrote in its last seconds is gone after a kill, though the database has it and the journal is
/// empty: the open article's layer is put there again, without an edit.
#[test]
fn the_copy_in_local_storage_comes_back_when_the_article_is_opened() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.mark(109, 210, '2');
    assert_eq!(browser.all(Store::Journal), []);
    let name = session.name();
    let whole = browser.stored(Store::Layers, &name);
    let back = killed(&browser, &name);
    assert_eq!(back.spans(), session.spans());
    assert_eq!(browser.local(&name), whole);
    // What a newer page wrote is not copied about.
    let newer = whole.map(|json| json.replace("isnad/annotations/1", "isnad/annotations/2"));
    let place = (Store::Layers, name.clone());
    let mut stored = browser.database.map.borrow_mut();
    stored.insert(place, newer.unwrap_or_default());
    drop(stored);
    killed(&browser, &name);
    assert_eq!(browser.local(&name), None);
}

#[test]
fn every_kind_of_edit_comes_back_from_the_journal() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.busy = true;
    let first = session.mark(109, 210, '2');
    let second = session.mark(117, 137, '3');
    session.send(Msg::Relabel(second.clone(), "quote".into()));
    session.send(Msg::Note(first.clone(), "ملاحظة".to_owned()));
    session.press(Command::Undo).press(Command::Redo);
    session.send(Msg::Delete(second));
    session.press(Command::Undo).press(Command::Redo);
    let kind = "kind".into();
    let value = isnad::model::annotation::AttributeValue::Text("direct".to_owned());
    session.send(Msg::Span(SpanAsk::Attribute(first, kind, Some(value))));
    let back = killed(&browser, &session.name());
    assert_eq!(
        back.open().layer.to_parts(),
        session.open().layer.to_parts()
    );
}

#[test]
fn saved_waits_for_the_journal_alone() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.busy = true;
    session.held = true;
    session.mark(109, 210, '2');
    assert_eq!(session.state.saved, Saved::Saving);
    session.release(false);
    assert_eq!(session.state.saved, Saved::Yes);
    assert_eq!(browser.stored(Store::Layers, &session.name()), None);
}

#[test]
fn an_edit_that_the_journal_did_not_take_is_written_with_the_layer() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.busy = true;
    *browser.database.fails.borrow_mut() = Some(StorageError::Full);
    session.mark(109, 210, '2');
    assert!(matches!(session.state.saved, Saved::Failed(_)));
    assert!(session.notice(Key::SaveFailed).is_some());
    *browser.database.fails.borrow_mut() = None;
    // The next edit that arrives takes the first one along.
    session.mark(117, 137, '3');
    assert_eq!(session.state.saved, Saved::Yes);
    assert_eq!(session.notice(Key::SaveFailed), None);
    let both = spans(&[("denial", 109, 210), ("source", 117, 137)]);
    assert_eq!(killed(&browser, &session.name()).spans(), both);
}

#[test]
fn a_record_that_cannot_be_read_is_set_aside_and_the_others_count() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.busy = true;
    session.mark(109, 210, '2');
    session.mark(117, 137, '3');
    let (name, _) = browser.all(Store::Journal)[0].clone();
    let key = (Store::Journal, name.clone());
    browser
        .database
        .map
        .borrow_mut()
        .insert(key, "{".to_owned());
    let back = killed(&browser, &session.name());
    assert_eq!(back.spans(), spans(&[("source", 117, 137)]));
    assert!(back.notice(Key::Unreadable).is_some());
    let aside = browser.all(Store::Aside);
    assert!(aside[0].0.starts_with(&name) && aside[0].1 == "{");
    assert_eq!(browser.all(Store::Journal), []);
}

#[test]
fn an_export_has_what_only_the_journal_has() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.files(&[("b.txt", "ونفى مصدر مسؤول ذلك".as_bytes())]);
    session.busy = true;
    session.mark(5, 9, '3');
    let name = session.name();
    // Killed, and another article is opened: nothing has read this layer yet.
    browser.local.map.borrow_mut().remove(&name);
    let mut session = browser.visit();
    session.press(Command::PreviousArticle);
    browser.local.map.borrow_mut().remove(&name);
    session.send(Msg::Take(Offer::Backup));
    let (_, file) = session.download().unwrap();
    assert!(file.contains("\"fragments\":[[5,9]]"));
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Mark(u32, u32, char),
    Undo,
    Redo,
    Delete,
    Pause,
    Kill { local_survives: bool },
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => (0_u32..2_400, 1_u32..60, 0_usize..3)
            .prop_map(|(at, len, key)| Act::Mark(at, at + len, ['1', '2', '3'][key])),
        2 => Just(Act::Undo),
        1 => Just(Act::Redo),
        1 => Just(Act::Delete),
        1 => Just(Act::Pause),
        2 => any::<bool>().prop_map(|local_survives| Act::Kill { local_survives }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    /// Whatever is done, paused and killed in whatever order: what was shown as saved is there.
    #[test]
    fn nothing_that_was_saved_is_ever_lost(acts in proptest::collection::vec(act(), 1..40)) {
        let browser = Browser::default();
        let mut session = browser.visit();
        session.busy = true;
        for act in acts {
            match act {
                Act::Mark(start, end, key) => {
                    session.select(start, end);
                    session.press(Command::Label(key));
                }
                Act::Undo => _ = session.press(Command::Undo),
                Act::Redo => _ = session.press(Command::Redo),
                Act::Delete => _ = session.press(Command::Delete),
                Act::Pause => {
                    let when = isnad::app::effect::SaveWhen::Paused;
                    session.send(Msg::SaveDue(when));
                }
                Act::Kill { local_survives } => {
                    prop_assert_eq!(&session.state.saved, &Saved::Yes);
                    let saved = session.open().layer.clone();
                    if !local_survives {
                        browser.local.map.borrow_mut().remove(&session.name());
                    }
                    session = browser.visit();
                    session.busy = true;
                    prop_assert!(session.open().layer.same_content(&saved));
                }
            }
        }
    }
}
