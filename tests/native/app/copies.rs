//! Copies of a layer: when they are taken, which stay, and that restoring one is a step like any other.

use isnad::app::copies::{Copies, Fate, fates};
use isnad::app::keymap::Command;
use isnad::app::msg::Msg;
use isnad::app::ports::{StorageError, Store};
use isnad::app::state::Dialog;
use isnad::app::storage::snapshots::expired;
use isnad::app::strings::Text as Key;
use isnad::format::layer::read_layer;
use proptest::prelude::*;

use super::session::{Browser, Session, spans};

const MINUTE: u64 = 60_000;

fn copies(browser: &Browser) -> Vec<(String, usize)> {
    let all = browser.all(Store::Snapshots).into_iter();
    all.map(|(name, json)| (name, read_layer(&json).unwrap().layer.len()))
        .collect()
}

fn shown(session: &Session) -> &Copies {
    match &session.state.dialog {
        Some(Dialog::Copies(copies)) => copies,
        other => panic!("no copies but {other:?}"),
    }
}

#[test]
fn a_copy_is_kept_every_ten_minutes_of_work() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.mark(109, 210, '2');
    assert_eq!(copies(&browser), []);
    session.millis += 9 * MINUTE;
    session.mark(117, 137, '3');
    assert_eq!(copies(&browser), []);
    session.millis += MINUTE;
    session.mark(0, 6, '3');
    let name = format!("{}#{}", session.name(), session.now().iso);
    assert_eq!(copies(&browser), [(name.clone(), 3)]);
    session.millis += MINUTE;
    session.mark(300, 310, '1');
    assert_eq!(copies(&browser).len(), 1);
    session.millis += 10 * MINUTE;
    session.press(Command::Undo);
    assert_eq!(copies(&browser).len(), 2);
}

#[test]
fn a_copy_is_kept_when_the_article_is_left_and_nothing_twice() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.mark(109, 210, '2');
    session.millis += 2 * MINUTE;
    session.click(3).send(Msg::Leaving);
    assert_eq!(copies(&browser).len(), 1);
    session.millis += 20 * MINUTE;
    session.click(5).send(Msg::Leaving);
    assert_eq!(copies(&browser).len(), 1, "nothing was edited since");
}

#[test]
fn a_copy_is_looked_at_and_restored_as_one_step() {
    let browser = Browser::default();
    let mut session = browser.visit();
    let first = session.mark(109, 210, '2');
    session.mark(117, 137, '3');
    session.millis += 10 * MINUTE;
    session.send(Msg::Note(first.clone(), "قبل".to_owned()));
    let before = session.open().layer.clone();
    session.send(Msg::Note(first.clone(), "بعد".to_owned()));
    let second = session.open().layer.in_order().nth(1).unwrap().id.clone();
    session.send(Msg::Delete(second));
    session.mark(0, 6, '3');
    let after = session.open().layer.clone();
    session.send(Msg::ShowCopies);
    let list = shown(&session).list.clone().unwrap();
    assert_eq!(list.len(), 1);
    assert_eq!(list[0].summary.as_ref().unwrap().spans, 2);
    session.send(Msg::LookAtCopy(list[0].name.clone()));
    let change = shown(&session).looked_at.clone().unwrap().change.unwrap();
    let mut seen: Vec<Fate> = fates(&change).map(|(fate, _)| fate).collect();
    seen.sort_unstable_by_key(|fate| format!("{fate:?}"));
    assert_eq!(seen, [Fate::Goes, Fate::Returns, Fate::Reverts]);
    assert!(session.open().layer.same_content(&after), "only looked at");
    session.millis += MINUTE;
    session.send(Msg::RestoreCopy);
    assert!(session.open().layer.same_content(&before));
    assert!(session.notice(Key::CopyRestored).is_some());
    assert_eq!(session.state.dialog, None);
    // How it was before is kept as well, and one undo brings it back.
    assert_eq!(copies(&browser).len(), 2);
    assert!(browser.visit().open().layer.same_content(&before));
    session.press(Command::Undo);
    assert!(session.open().layer.same_content(&after));
}

#[test]
fn a_copy_that_is_the_same_or_unreadable_cannot_be_restored() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.mark(109, 210, '2');
    session.millis += 10 * MINUTE;
    session.mark(117, 137, '3');
    session.send(Msg::ShowCopies);
    let name = shown(&session).list.clone().unwrap()[0].name.clone();
    session.send(Msg::LookAtCopy(name.clone()));
    let looked_at = shown(&session).looked_at.clone().unwrap();
    assert_eq!(looked_at.change.unwrap().ops, []);
    let key = (Store::Snapshots, name.clone());
    browser
        .database
        .map
        .borrow_mut()
        .insert(key, "{".to_owned());
    session.send(Msg::ShowCopies);
    assert_eq!(shown(&session).list.clone().unwrap()[0].summary, None);
    session.send(Msg::LookAtCopy(name));
    assert_eq!(shown(&session).looked_at.clone().unwrap().change, None);
    session.send(Msg::RestoreCopy);
    assert_eq!(session.spans().len(), 2);
    *browser.database.fails.borrow_mut() = Some(StorageError::Full);
    session.send(Msg::ShowCopies);
    assert_eq!(shown(&session).failed, Some(StorageError::Full));
}

#[test]
fn a_file_that_is_merged_leaves_a_copy_of_what_was_there() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.mark(109, 210, '2');
    session.send(Msg::Export(isnad::app::msg::ExportKind::Project));
    let (_, file) = session.download().unwrap();
    session.press(Command::Undo);
    session.mark(0, 6, '3');
    session.files(&[("p.isnad.jsonl", file.as_bytes())]);
    // The file knows nothing that storage does not: nothing was merged.
    assert_eq!(copies(&browser), []);
    let newer = file.replace("\"r1-1\"", "\"x-1\"");
    session.files(&[("p.isnad.jsonl", newer.as_bytes())]);
    assert_eq!(
        session.spans(),
        spans(&[("source", 0, 6), ("denial", 109, 210)])
    );
    assert_eq!(copies(&browser).len(), 1);
    assert_eq!(copies(&browser)[0].1, 1);
}

#[test]
fn the_first_name_takes_the_copies_along() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.mark(109, 210, '2');
    session.millis += 10 * MINUTE;
    session.mark(117, 137, '3');
    session.send(Msg::Name("salma".to_owned()));
    session.send(Msg::ShowCopies);
    assert_eq!(shown(&session).list.clone().unwrap().len(), 1);
}

fn name(layer: u32, day: u32, hour: u32, minute: u32) -> String {
    format!(
        "isnad:annotations:p/a{layer}/s#2026-{:02}-{:02}T{hour:02}:{minute:02}:00.000Z",
        day / 28 + 1,
        day % 28 + 1
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    /// However the copies lie: the newest stay, the last of an hour and of a day stays as long as there are few
    /// of them, and thinning out twice is thinning out once.
    #[test]
    fn copies_are_thinned_out(
        times in proptest::collection::btree_set((0_u32..2, 0_u32..60, 0_u32..24, 0_u32..60), 1..400),
    ) {
        let names: Vec<String> = times.iter().map(|(l, d, h, m)| name(*l, *d, *h, *m)).collect();
        let gone = expired(&names);
        let stay: Vec<String> = names.iter().filter(|name| !gone.contains(name)).cloned().collect();
        prop_assert_eq!(expired(&stay), Vec::<String>::new());
        for layer in 0..2 {
            let prefix = format!("isnad:annotations:p/a{layer}/");
            let mine = |list: &[String]| {
                let mut mine: Vec<String> = list.iter().filter(|n| n.starts_with(&prefix)).cloned().collect();
                mine.sort_unstable();
                mine.reverse();
                mine
            };
            let (all, kept) = (mine(&names), mine(&stay));
            prop_assert_eq!(all.iter().take(10).collect::<Vec<_>>(), kept.iter().take(10).collect::<Vec<_>>());
            prop_assert!(kept.len() <= 10 + 24 + 30);
            let days = |list: &[String]| {
                let mut days: Vec<String> = list.iter().map(|n| n.split_once('#').unwrap().1[..10].to_owned()).collect();
                days.dedup();
                days.truncate(30);
                days
            };
            prop_assert_eq!(days(&all), days(&kept), "the last days of work are all there");
        }
    }
}

#[test]
fn there_is_a_limit_for_all_layers_together() {
    let names: Vec<String> = (0..2_100)
        .map(|layer| name(layer, layer / 40, 1, 1))
        .collect();
    let gone = expired(&names);
    assert_eq!(gone.len(), 100);
    assert!(
        gone.contains(&names[0]) && !gone.contains(&names[2_099]),
        "the oldest go"
    );
}
