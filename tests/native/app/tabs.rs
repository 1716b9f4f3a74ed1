//! Two tabs of one browser: both at work on the same storage, whether or not they hear of each other.

use isnad::app::effect::{Effect, SaveWhen};
use isnad::app::keymap::Command;
use isnad::app::msg::Msg;
use isnad::app::ports::Store;
use isnad::app::state::{Offer, Saved};
use isnad::app::strings::Text as Key;
use isnad::model::article::Article;
use proptest::prelude::*;

use super::session::{Browser, Session, spans};

/// Lets the tabs hear of each other until nothing is left to say.
fn exchange(a: &mut Session, b: &mut Session) {
    loop {
        let (from_a, from_b) = (std::mem::take(&mut a.told), std::mem::take(&mut b.told));
        if from_a.is_empty() && from_b.is_empty() {
            return;
        }
        for message in from_a {
            b.send(Msg::Heard(message));
        }
        for message in from_b {
            a.send(Msg::Heard(message));
        }
    }
}

fn two_tabs() -> (Browser, Session, Session) {
    let browser = Browser::default();
    let a = browser.visit();
    let b = browser.visit();
    assert_eq!(a.name(), b.name());
    (browser, a, b)
}

#[test]
fn an_edit_in_one_tab_appears_in_the_other() {
    let (browser, mut a, mut b) = two_tabs();
    let id = a.mark(109, 210, '2');
    exchange(&mut a, &mut b);
    assert_eq!(b.spans(), spans(&[("denial", 109, 210)]));
    b.send(Msg::Note(id.clone(), "من التبويب الآخر".to_owned()));
    exchange(&mut a, &mut b);
    let note = |session: &Session| session.open().layer.span(&id).unwrap().note.clone();
    assert_eq!(note(&a), "من التبويب الآخر");
    // It is undone where it was made, and both follow.
    a.press(Command::Undo);
    exchange(&mut a, &mut b);
    assert!(a.open().layer.same_content(&b.open().layer));
    assert_eq!(browser.visit().spans(), a.spans());
}

/// The two tabs hear nothing of each other, as where one of them sleeps.
#[test]
fn edits_of_both_are_stored_though_neither_hears_of_the_other() {
    let (browser, mut a, mut b) = two_tabs();
    for (n, digit) in ['1', '2', '3', '1'].into_iter().enumerate() {
        let at = 20 * u32::try_from(n).unwrap();
        a.mark(at, at + 6, digit);
        b.mark(at + 300, at + 306, digit);
    }
    assert_eq!((&a.state.saved, &b.state.saved), (&Saved::Yes, &Saved::Yes));
    let stored = browser.stored(Store::Layers, &a.name()).unwrap();
    let stored = isnad::format::layer::read_layer(&stored).unwrap();
    assert_eq!(
        stored.layer.len(),
        8,
        "no write took back what the other wrote"
    );
    browser.local.map.borrow_mut().remove(&a.name());
    assert_eq!(browser.visit().spans().len(), 8);
    // Seen again, a tab has it too.
    a.send(Msg::Shown);
    assert_eq!(a.spans().len(), 8);
}

#[test]
fn a_tab_that_writes_too_late_reads_again_and_writes_the_join() {
    let (browser, mut a, mut b) = two_tabs();
    a.busy = true;
    a.mark(0, 6, '3');
    b.mark(109, 210, '2');
    a.send(Msg::SaveDue(SaveWhen::Paused));
    let both = spans(&[("source", 0, 6), ("denial", 109, 210)]);
    assert_eq!(a.spans(), both);
    assert_eq!(browser.all(Store::Journal), []);
    let stored = browser.stored(Store::Layers, &a.name()).unwrap();
    let stored = isnad::format::layer::read_layer(&stored).unwrap();
    assert_eq!(stored.layer.len(), 2);
}

#[test]
fn a_change_outlives_a_removal_in_the_other_tab_and_it_is_said() {
    let (_, mut a, mut b) = two_tabs();
    let id = a.mark(109, 210, '2');
    exchange(&mut a, &mut b);
    a.send(Msg::Delete(id.clone()));
    b.send(Msg::Note(id.clone(), "مهم".to_owned()));
    exchange(&mut a, &mut b);
    for session in [&a, &b] {
        assert_eq!(session.open().layer.span(&id).unwrap().note, "مهم");
    }
    assert!(a.notice(Key::KeptChanged).is_some() || b.notice(Key::KeptChanged).is_some());
    assert!(a.open().layer.same_content(&b.open().layer));
}

#[test]
fn an_edit_on_another_article_is_listed() {
    let (_, mut a, mut b) = two_tabs();
    a.files(&[("b.txt", "ونفى مصدر مسؤول ذلك".as_bytes())]);
    exchange(&mut a, &mut b);
    let listed = |session: &Session| {
        let list = session.state.articles.iter();
        list.map(|l| (l.article.id.clone(), l.summary.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(listed(&a), listed(&b), "the list is followed");
    a.mark(5, 9, '3');
    exchange(&mut a, &mut b);
    assert_eq!(listed(&a), listed(&b), "and the counts in it");
    let gone: Article = (*b.state.articles[1].article).clone();
    b.send(Msg::RemoveArticle(gone.id.clone()));
    exchange(&mut a, &mut b);
    assert_eq!(a.state.present().count(), 1);
    b.press(Command::Undo);
    exchange(&mut a, &mut b);
    assert_eq!(a.state.present().count(), 2);
}

#[test]
fn a_name_given_in_one_tab_is_the_other_tabs_too() {
    let (browser, mut a, mut b) = two_tabs();
    a.mark(109, 210, '2');
    exchange(&mut a, &mut b);
    a.send(Msg::Name("salma".to_owned()));
    exchange(&mut a, &mut b);
    b.mark(0, 6, '3');
    exchange(&mut a, &mut b);
    assert_eq!(a.name(), b.name());
    assert_eq!(a.spans().len(), 2);
    assert_eq!(browser.visit().spans().len(), 2);
    let names: Vec<String> = browser
        .all(Store::Layers)
        .into_iter()
        .map(|(n, _)| n)
        .collect();
    assert_eq!(names, [a.name()]);
}

#[test]
fn an_import_and_an_edit_of_two_tabs_are_both_there() {
    let (browser, mut a, mut b) = two_tabs();
    a.mark(109, 210, '2');
    a.send(Msg::Take(Offer::Backup));
    let (_, file) = a.download().unwrap();
    let quoted = |text: &str| format!("\"text\":\"{text}\",\"attributes\"");
    let file = file.replace("[[109,210]]", "[[0,6]]");
    let file = file.replace(&quoted(super::selecting::DENIAL), &quoted("لافروف"));
    let file = file.replace("\"r1-1\"", "\"x-1\"");
    b.mark(117, 137, '3');
    a.files(&[("p.isnad.jsonl", file.as_bytes())]);
    exchange(&mut a, &mut b);
    b.mark(300, 310, '1');
    exchange(&mut a, &mut b);
    let back = browser.visit();
    assert_eq!(back.spans().len(), 4);
    assert_eq!(back.spans(), a.spans());
    assert_eq!(back.spans(), b.spans());
}

#[test]
fn what_a_newer_page_says_makes_this_one_read_only() {
    let (browser, mut a, mut b) = two_tabs();
    a.mark(109, 210, '2');
    let newer = a.told[0].replace("isnad/annotations/1", "isnad/annotations/2");
    b.send(Msg::Heard(newer));
    assert!(b.state.outdated);
    let notice = b.notice(Key::Outdated).unwrap();
    assert_eq!(notice.offers, [Offer::Reload, Offer::Backup]);
    let before = browser.everything().1;
    b.select(0, 6).press(Command::Label('3'));
    b.files(&[("b.txt", "ونفى مصدر".as_bytes())]);
    b.send(Msg::Name("salma".to_owned()));
    b.send(Msg::RemoveArticle(b.open().article.id.clone()));
    b.send(Msg::Leaving);
    assert_eq!(browser.everything().1, before);
    assert!(b.notice(Key::ReadOnly).is_some());
    b.take();
    b.send(Msg::Take(Offer::Reload));
    assert!(b.take().iter().any(|e| matches!(e, Effect::Reload)));
}

#[test]
fn what_is_no_message_of_ours_is_passed_over() {
    let (_, mut a, _) = two_tabs();
    a.mark(109, 210, '2');
    let before = a.open().layer.to_parts();
    let edit = a.told[0].clone();
    for message in [
        "",
        "{",
        "[]",
        "{\"schema\":\"isnad/tab/1\"}",
        "{\"schema\":\"isnad/tab/2\",\"layer\":3}",
        "{\"schema\":\"isnad/tab/1\",\"layer\":\"x\",\"status\":\"done\",\"spans\":-1}",
        &edit.replace("109,210", "109,9999"),
        &edit.replace("نفت", "قال"),
        &edit.replace("\"article\":{\"id\":\"e", "\"article\":{\"id\":\"f"),
    ] {
        a.send(Msg::Heard(message.to_owned()));
        assert_eq!(a.open().layer.to_parts(), before, "{message}");
    }
}

#[test]
fn storage_that_is_cleared_under_the_page_is_filled_again() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.files(&[("b.txt", "ونفى مصدر مسؤول ذلك".as_bytes())]);
    session.mark(5, 9, '3');
    browser.local.map.borrow_mut().clear();
    browser.database.map.borrow_mut().clear();
    session.mark(0, 4, '1');
    assert!(session.notice(Key::StorageCleared).is_some());
    assert_eq!(session.state.saved, Saved::Yes);
    let back = browser.visit();
    assert_eq!(back.state.project.id, session.state.project.id);
    assert_eq!(back.spans(), session.spans());
    assert_eq!(back.spans().len(), 2);
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Mark(u32, u32, char),
    Delete,
    Undo,
    Note,
    Pause,
    Hear,
}

fn act() -> impl Strategy<Value = (bool, Act)> {
    let act = prop_oneof![
        6 => (0_u32..2_400, 1_u32..60, 0_usize..3)
            .prop_map(|(at, len, key)| Act::Mark(at, at + len, ['1', '2', '3'][key])),
        2 => Just(Act::Delete),
        2 => Just(Act::Undo),
        2 => Just(Act::Note),
        3 => Just(Act::Pause),
        3 => Just(Act::Hear),
    ];
    (any::<bool>(), act)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    /// Two tabs at work in any order, hearing of each other late or lately: once they have heard all they hold the
    /// same, and storage holds it too, with and without the copy in local storage.
    #[test]
    fn two_tabs_always_meet(acts in proptest::collection::vec(act(), 1..40), local in any::<bool>()) {
        let (browser, mut a, mut b) = two_tabs();
        a.busy = true;
        b.busy = true;
        for (in_a, act) in acts {
            let (here, there) = if in_a { (&mut a, &mut b) } else { (&mut b, &mut a) };
            match act {
                Act::Mark(start, end, key) => {
                    here.select(start, end);
                    here.press(Command::Label(key));
                }
                Act::Delete => _ = here.press(Command::NextSpan).press(Command::Delete),
                Act::Undo => _ = here.press(Command::Undo),
                Act::Note => {
                    let id = here.press(Command::NextSpan).open().focus.clone();
                    if let Some(id) = id {
                        let note = format!("{}", here.state.saving.counter);
                        here.send(Msg::Note(id, note));
                    }
                }
                Act::Pause => _ = here.send(Msg::SaveDue(SaveWhen::Paused)),
                Act::Hear => {
                    for message in std::mem::take(&mut there.told) {
                        here.send(Msg::Heard(message));
                    }
                }
            }
        }
        // What was heard before is gone from `told`; what one missed it reads when it is seen again.
        exchange(&mut a, &mut b);
        a.send(Msg::Shown);
        b.send(Msg::Shown);
        exchange(&mut a, &mut b);
        prop_assert_eq!(a.open().layer.to_parts().spans, b.open().layer.to_parts().spans);
        if !local {
            browser.local.map.borrow_mut().remove(&a.name());
        }
        prop_assert!(browser.visit().open().layer.same_content(&a.open().layer));
    }
}

/// What is read again because another tab wrote must not bring back an article that was left meanwhile.
#[test]
fn an_article_read_again_after_it_was_left_stays_left() {
    let browser = Browser::default();
    let mut a = browser.visit();
    a.files(&[("b.txt", "نص آخر".as_bytes())]);
    let first = a.state.articles[0].article.id.clone();
    a.send(Msg::OpenArticle(first.clone()));
    let mut b = browser.visit();
    assert_eq!(b.open().article.id, first);
    b.mark(0, 7, '1');
    a.held = true;
    a.send(Msg::Shown);
    a.press(Command::NextArticle);
    a.release(true);
    assert_ne!(a.open().article.id, first);
    a.send(Msg::OpenArticle(first));
    assert_eq!(a.spans(), b.spans());
}

/// Of articles asked for in haste the last one comes.
#[test]
fn the_article_that_was_asked_for_last_is_opened() {
    for newest_first in [false, true] {
        let browser = Browser::default();
        let mut session = browser.visit();
        let files = ["ب", "ت", "ث"].map(|text| (format!("{text}.txt"), text));
        let files = files.each_ref();
        let files = files.map(|(name, text)| (name.as_str(), text.as_bytes()));
        session.files(&files);
        session.mark(0, 1, '1');
        let ids = session.state.present().map(|l| l.article.id.clone());
        let others: Vec<_> = ids.filter(|id| *id != session.open().article.id).collect();
        session.held = true;
        session.send(Msg::OpenArticle(others[0].clone()));
        session.send(Msg::OpenArticle(others[1].clone()));
        session.release(newest_first);
        assert_eq!(session.open().article.id, others[1]);
    }
}
