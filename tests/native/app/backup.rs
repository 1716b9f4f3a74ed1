//! A file that is kept up to date, the reminder where there is none, and what is asked of the browser.

use isnad::app::backup::{Measured, bytes};
use isnad::app::effect::Effect;
use isnad::app::exchange::Step;
use isnad::app::exchange::export::Choice;
use isnad::app::keymap::Command;
use isnad::app::msg::Msg;
use isnad::app::ports::Store;
use isnad::app::prefs::Lang;
use isnad::app::state::{Dialog, Offer};
use isnad::app::strings::Text as Key;
use isnad::format::exchange::kind::Kind;
use isnad::format::project::read_project;

use super::session::{Browser, Session};

fn written(session: &mut Session) -> Option<String> {
    session
        .take()
        .into_iter()
        .rev()
        .find_map(|effect| match effect {
            Effect::WriteBackup(text) => Some(text),
            _ => None,
        })
}

fn choose(session: &mut Session) {
    session.send(Msg::BackupKnown {
        can: true,
        file: None,
    });
    session.send(Msg::ChooseBackup);
    session.send(Msg::BackupChosen(Some("work.isnad.jsonl".to_owned())));
}

#[test]
fn a_chosen_file_is_written_at_once_and_after_every_pause() {
    let mut session = Browser::default().visit();
    session.mark(109, 210, '2');
    session.take();
    choose(&mut session);
    let text = written(&mut session).expect("the file is written");
    assert_eq!(read_project(&text).unwrap().articles[0].layers[0].len(), 1);
    session.send(Msg::BackupWritten(None));
    assert_eq!(session.state.prefs.edits_since_backup, 0);
    assert_eq!(session.state.backup.written, Some(session.now().iso));
    session.mark(117, 137, '3');
    assert!(
        session
            .take()
            .iter()
            .any(|e| matches!(e, Effect::ScheduleBackup))
    );
    session.send(Msg::BackupDue);
    // An edit while the file is being written is in the next one.
    session.mark(0, 6, '3');
    session.send(Msg::BackupDue);
    assert_eq!(
        read_project(&written(&mut session).unwrap())
            .unwrap()
            .articles[0]
            .layers[0]
            .len(),
        2
    );
    session.send(Msg::BackupWritten(None));
    assert_eq!(session.state.prefs.edits_since_backup, 1);
    session.send(Msg::BackupDue);
    assert_eq!(
        read_project(&written(&mut session).unwrap())
            .unwrap()
            .articles[0]
            .layers[0]
            .len(),
        3
    );
}

#[test]
fn a_file_that_cannot_be_whole_is_not_written() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.files(&[("b.txt", "ونفى مصدر مسؤول ذلك".as_bytes())]);
    let sample = session.state.articles[0].article.id.clone();
    let key = isnad::format::storage_key::article_key(&session.state.project.id, &sample);
    browser
        .database
        .map
        .borrow_mut()
        .remove(&(Store::Texts, key));
    session.mark(5, 9, '3');
    session.take();
    choose(&mut session);
    assert_eq!(
        written(&mut session),
        None,
        "the earlier file may be the last good one"
    );
    assert!(session.notice(Key::BackupFailed).is_some());
}

#[test]
fn a_failing_file_is_said_once_and_tried_again() {
    let mut session = Browser::default().visit();
    choose(&mut session);
    for _ in 0..2 {
        session.mark(109, 210, '2');
        session.press(Command::Undo);
        session.send(Msg::BackupDue);
        session.send(Msg::BackupWritten(Some("no room".to_owned())));
    }
    let said = session.state.notices.iter();
    assert_eq!(said.filter(|n| n.said.key == Key::BackupFailed).count(), 1);
    assert!(session.state.prefs.edits_since_backup > 0);
    session.send(Msg::BackupDue);
    session.send(Msg::BackupWritten(None));
    assert_eq!(session.state.backup.failed, None);
}

#[test]
fn without_a_file_the_person_is_reminded_until_the_work_is_in_one() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.mark(109, 210, '2');
    for _ in 0..99 {
        session.press(Command::Undo).press(Command::Redo);
    }
    assert_eq!(session.state.prefs.edits_since_backup, 199);
    assert_eq!(session.notice(Key::BackupDue), None);
    // The count outlives the visit.
    let mut session = browser.visit();
    session.mark(117, 137, '3');
    assert_eq!(
        session.notice(Key::BackupDue).unwrap().offers,
        [Offer::Backup]
    );
    session.send(Msg::Take(Offer::Backup));
    assert!(session.download().is_some());
    assert_eq!(session.notice(Key::BackupDue), None);
    assert_eq!(session.state.prefs.edits_since_backup, 0);
    // A file for training is no backup.
    session.mark(0, 6, '3');
    session.press(Command::Export);
    let doccano = Choice::Kind(Some(Kind::Doccano));
    session.send(Step::Choose(doccano).msg());
    session.send(Step::Write.msg());
    assert!(session.download().is_some());
    assert_eq!(session.state.prefs.edits_since_backup, 1);
}

#[test]
fn the_browser_is_asked_to_keep_storage_once_there_is_work() {
    let mut session = Browser::default().visit();
    let asks = |session: &mut Session| {
        session
            .take()
            .iter()
            .filter(|e| matches!(e, Effect::Persist))
            .count()
    };
    assert_eq!(asks(&mut session), 0);
    session.mark(109, 210, '2');
    session.mark(117, 137, '3');
    assert_eq!(asks(&mut session), 1);
    session.send(Msg::Dialog(Some(Dialog::Storage)));
    assert!(session.take().iter().any(|e| matches!(e, Effect::Measure)));
    let measured = Measured {
        usage: Some(1),
        quota: Some(2),
        persisted: Some(true),
    };
    session.send(Msg::Measured(measured));
    assert_eq!(session.state.measured, Some(measured));
}

#[test]
fn sizes_are_for_people() {
    let check = |n: u64, en: &str, ar: &str| {
        assert_eq!(
            (bytes(Lang::En, n).as_str(), bytes(Lang::Ar, n).as_str()),
            (en, ar)
        );
    };
    check(0, "0 kB", "٠ ك.ب");
    check(1, "1 kB", "١ ك.ب");
    check(999_999, "1,000 kB", "١٬٠٠٠ ك.ب");
    check(2_500_000, "3 MB", "٣ م.ب");
    check(12_000_000_000, "12 GB", "١٢ ج.ب");
}

/// Ten thousand articles with twenty spans each come in from a file, and come back whole.
#[test]
fn ten_thousand_articles_are_kept() {
    let browser = Browser::default();
    let mut session = browser.visit();
    let project = super::corpus::project(10_000, 20);
    session.send(Msg::Files(vec![isnad::app::msg::FileBytes {
        name: "corpus.isnad.jsonl".to_owned(),
        bytes: project.clone().into_bytes(),
    }]));
    let back = browser.visit();
    assert_eq!(back.state.present().count(), 10_000);
    let stored = browser.all(Store::Layers);
    assert_eq!(stored.len(), 10_000);
    for (_, json) in stored.iter().step_by(997) {
        assert_eq!(
            isnad::format::layer::read_layer(json).unwrap().layer.len(),
            20
        );
    }
    assert!(!matches!(
        session.state.saved,
        isnad::app::state::Saved::Failed(_)
    ));
}
