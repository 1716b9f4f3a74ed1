//! Ways in which work could be lost or hidden, each found by thinking it through, each closed.

use isnad::app::effect::{Effect, SaveWhen};
use isnad::app::keymap::Command;
use isnad::app::msg::{Msg, Wrote};
use isnad::app::ports::{StorageError, Store};
use isnad::app::prefs::Lang;
use isnad::app::state::Saved;
use isnad::app::storage::layer_write::Stored;
use isnad::app::strings::Text as Key;

use super::session::{Browser, spans};

fn fail(browser: &Browser, fails: bool) {
    let error = StorageError::Failed("broken".to_owned());
    *browser.database.fails.borrow_mut() = fails.then_some(error);
}

/// A browser that is killed within seconds has lost all of local storage: with it the stand-in under which the
/// first edits stand in the journal, which no list of layers names yet.
#[test]
fn the_first_edits_of_all_are_found_though_the_choices_were_lost() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.busy = true;
    session.mark(109, 210, '2');
    assert_eq!(session.state.saved, Saved::Yes);
    assert_eq!(browser.all(Store::Summaries), []);
    browser.local.map.borrow_mut().clear();
    let back = browser.visit();
    assert_eq!(back.spans(), spans(&[("denial", 109, 210)]));
    assert_eq!(back.name(), session.name());
}

/// The same with a name that was given just before.
#[test]
fn a_name_is_known_though_the_choices_were_lost() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.mark(109, 210, '2');
    for name in ["salma", "omar", "salma"] {
        session.send(Msg::Name(name.to_owned()));
        session.mark(0, 6, '3');
        browser.local.map.borrow_mut().clear();
        let back = browser.visit();
        assert_eq!(back.state.annotator().as_str(), name);
        assert_eq!(back.spans(), session.spans());
    }
}

/// A tab that slept through the renaming works on under the stand-in, and writes its choices last.
#[test]
fn a_tab_that_did_not_hear_of_the_name_hides_nothing() {
    let browser = Browser::default();
    let mut a = browser.visit();
    a.mark(109, 210, '2');
    let mut b = browser.visit();
    a.send(Msg::Name("salma".to_owned()));
    b.mark(0, 6, '3');
    b.send(Msg::Lang(Lang::Ar));
    assert_eq!(b.state.saved, Saved::Yes);
    let back = browser.visit();
    assert_eq!(back.state.annotator().as_str(), "salma");
    let both = spans(&[("source", 0, 6), ("denial", 109, 210)]);
    assert_eq!(back.spans(), both);
    let names = browser.all(Store::Layers).into_iter().map(|(name, _)| name);
    assert_eq!(names.collect::<Vec<_>>(), [back.name()]);
}

#[test]
fn a_renaming_that_failed_is_made_good() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.mark(109, 210, '2');
    session.files(&[("b.txt", "ونفى مصدر مسؤول ذلك".as_bytes())]);
    session.mark(5, 9, '3');
    fail(&browser, true);
    session.send(Msg::Name("salma".to_owned()));
    assert!(matches!(session.state.saved, Saved::Failed(_)));
    fail(&browser, false);
    session.mark(0, 4, '1');
    assert_eq!(session.state.saved, Saved::Yes);
    // The choices say "salma", most of the work is not there yet.
    let mut back = browser.visit();
    assert_eq!(back.spans(), spans(&[("quote", 0, 4), ("source", 5, 9)]));
    back.press(Command::PreviousArticle);
    assert_eq!(back.spans(), spans(&[("denial", 109, 210)]));
    assert_eq!(browser.all(Store::Layers).len(), 2);
}

/// Work of an article that was left, in memory alone when the name is given.
#[test]
fn work_adrift_is_stored_under_the_new_name() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.files(&[("b.txt", "ونفى مصدر مسؤول ذلك".as_bytes())]);
    browser.database.full.set(true);
    browser.local.limit.set(Some(0));
    session.mark(5, 9, '3');
    session.press(Command::PreviousArticle);
    assert_eq!(session.state.adrift.len(), 1);
    browser.database.full.set(false);
    browser.local.limit.set(None);
    session.send(Msg::Name("salma".to_owned()));
    assert_eq!(session.state.adrift.len(), 0);
    assert_eq!(session.state.saved, Saved::Yes);
    let mut back = browser.visit();
    back.press(Command::NextArticle);
    assert_eq!(back.spans(), spans(&[("source", 5, 9)]));
}

/// Nothing of the layer was stored whole yet, so that its absence is no sign.
#[test]
fn storage_that_is_cleared_before_the_first_pause_is_filled_again() {
    for full in [false, true] {
        let browser = Browser::default();
        let mut session = browser.visit();
        session.files(&[("b.txt", "ونفى مصدر مسؤول ذلك".as_bytes())]);
        session.busy = true;
        session.mark(5, 9, '3');
        browser.local.map.borrow_mut().clear();
        browser.database.map.borrow_mut().clear();
        session.mark(0, 4, '1');
        // Where it cannot be stored again the page does not try for ever.
        browser.database.full.set(full);
        session.send(Msg::SaveDue(SaveWhen::Paused));
        if full {
            assert!(matches!(session.state.saved, Saved::Failed(_)));
            continue;
        }
        assert!(session.notice(Key::StorageCleared).is_some());
        assert_eq!(session.state.saved, Saved::Yes);
        let back = browser.visit();
        assert_eq!(back.open().text.as_str(), "ونفى مصدر مسؤول ذلك");
        assert_eq!(back.spans(), session.spans());
        assert_eq!(back.spans().len(), 2);
    }
}

/// The other tab would show the edit, and call it saved, while a kill of the browser could still lose it.
#[test]
fn other_tabs_hear_of_an_edit_when_it_is_safe() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.held = true;
    session.mark(109, 210, '2');
    assert_eq!(session.told, [""; 0]);
    session.release(false);
    assert!(session.told[0].contains("\"fragments\":[[109,210]]"));
}

/// Two edits that the journal refuses, the second while the whole layer of the first is being written.
#[test]
fn an_edit_in_local_storage_alone_is_not_called_saved() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.held = true;
    let refused = || Msg::Journaled(Some(StorageError::Failed("broken".to_owned())));
    session.mark(109, 210, '2');
    session.send(refused());
    session.mark(0, 6, '3');
    session.send(refused());
    session.send(Msg::SaveDue(SaveWhen::Painted));
    let key = session.open().layer.key().clone();
    session.send(Msg::Written {
        key,
        wrote: Some(Wrote {
            shown: Default::default(),
            summary: "of the first edit".to_owned(),
            records: Vec::new(),
            loose: true,
        }),
        stored: Stored {
            problem: None,
            behind: false,
        },
    });
    // Not into local storage alone, after which it would be called saved.
    let next = session.waiting.last();
    assert!(matches!(next, Some(Effect::WriteLayer { loose: true, .. })));
    assert_eq!(session.state.saved, Saved::Saving);
}
