//! A file that is kept up to date, the reminder where there is none, and what is asked of the browser.

use isnad::app::backup::{Measured, bytes};
use isnad::app::effect::Effect;
use isnad::app::exchange::Step;
use isnad::app::exchange::export::Choice;
use isnad::app::keymap::Command;
use isnad::app::msg::{Msg, OpenError};
use isnad::app::ports::Store;
use isnad::app::prefs::{Lang, MANY};
use isnad::app::state::{Dialog, Offer};
use isnad::app::storage::project_file::{Outgoing, ProjectWritten};
use isnad::app::strings::Text as Key;
use isnad::format::exchange::kind::Kind;
use isnad::format::project::read_project;

use super::large_projects::many;
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
            .any(|e| matches!(e, Effect::ScheduleBackup(4_000)))
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

/// What whoever writes the file of many articles is given.
fn kept(session: &mut Session) -> Option<Outgoing> {
    let mut effects = session.take().into_iter();
    let out = effects.find_map(|effect| match effect {
        Effect::Keep(out) => Some(out),
        Effect::WriteBackup(_) => panic!("the page writes it"),
        _ => None,
    })?;
    Some(out.open().expect("a project"))
}

#[test]
fn many_articles_are_written_elsewhere_and_not_one_write_after_another() {
    let mut session = Browser::default().visit();
    many(&mut session);
    session.mark(0, 5, '1');
    session.take();
    choose(&mut session);
    let out = kept(&mut session).expect("it is begun");
    assert_eq!(out.articles.len(), MANY + 2);
    assert_eq!(out.here.len(), 1, "the open article");
    assert_eq!(out.here[0].layer.len(), 1);
    // An edit meanwhile is for the next one.
    session.mark(6, 9, '3');
    session.send(Msg::BackupDue);
    assert!(kept(&mut session).is_none(), "one at a time");
    session.millis += 10_000;
    session.send(Msg::BackupWritten(None));
    assert_eq!(session.state.prefs.edits_since_backup, 1);
    let began = session.millis;
    for (later, wait) in [
        (0, 30_000),
        (20_000, 10_000),
        (27_000, 4_000),
        (90_000, 4_000),
    ] {
        session.millis = began + later;
        session.mark(0, 5, '1');
        session.take();
        session.press(Command::Undo);
        let effects = session.take();
        let scheduled = effects.iter().find_map(|effect| match effect {
            Effect::ScheduleBackup(millis) => Some(*millis),
            _ => None,
        });
        assert_eq!(scheduled, Some(wait), "{later} after it was written");
    }
    // A machine that slept meanwhile does not keep it from being written.
    session.send(Msg::BackupDue);
    session.millis += 80_000_000;
    session.send(Msg::BackupWritten(Some("no room".to_owned())));
    session.mark(0, 5, '1');
    let effects = session.take();
    assert!(
        effects
            .iter()
            .any(|e| matches!(e, Effect::ScheduleBackup(300_000)))
    );
    session.send(Msg::BackupDue);
    assert!(kept(&mut session).is_some());
}

#[test]
fn only_what_is_whole_is_written_over_an_earlier_file() {
    let session = Browser::default().visit();
    let article = (*session.state.articles[0].article).clone();
    let written = |text: Result<_, _>, missing| ProjectWritten {
        text,
        project: session.state.project.clone(),
        articles: 1,
        edits: 0,
        missing,
        unreadable: Vec::new(),
    };
    let file = || Ok("the file".to_owned());
    assert_eq!(
        written(file(), Vec::new()).whole(),
        Ok("the file".to_owned())
    );
    let lost = vec![(article, OpenError::NoText)];
    let why = OpenError::NoText.to_string();
    assert_eq!(written(file(), lost).whole(), Err(why));
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
