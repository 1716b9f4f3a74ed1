//! The project's name and guidelines, edited; another project begun beside it.

use isnad::app::effect::Effect;
use isnad::app::keymap::Command;
use isnad::app::msg::Msg;
use isnad::app::state::Dialog;
use isnad::app::update::{LeadAsk, ProjectAsk};
use isnad::model::scheme::Scheme;

use super::session::{Browser, Session, spans};

fn ask(session: &mut Session, ask: ProjectAsk) {
    session.send(Msg::Lead(LeadAsk::Project(ask)));
}

#[test]
fn name_and_guidelines_are_edited_as_they_are_typed() {
    let browser = Browser::default();
    let mut session = browser.visit();
    ask(&mut session, ProjectAsk::Show);
    assert_eq!(session.state.dialog, Some(Dialog::Project));
    let log = session.take();
    assert!(log.iter().any(|effect| matches!(effect, Effect::Guide)));
    for name in ["أ", "أخ", "أخبار "] {
        ask(&mut session, ProjectAsk::Name(name.to_owned()));
    }
    session.send(Msg::NoteDone);
    for text in ["#", "# دليل"] {
        ask(&mut session, ProjectAsk::Guidelines(text.to_owned()));
    }
    let mut again = browser.visit();
    let project = &again.state.project;
    assert_eq!((&*project.name, &*project.guidelines), ("أخبار ", "# دليل"));
    assert_eq!(
        again.state.projects,
        [(project.id.clone(), "أخبار ".to_owned())]
    );
    assert!(!project.changed.is_empty());
    // Another tab follows.
    for message in std::mem::take(&mut session.told) {
        again.send(Msg::Heard(message));
    }
    session.press(Command::Undo);
    assert_eq!(session.state.project.guidelines, "");
    session.press(Command::Undo);
    assert_eq!(session.state.project.name, "");
    session.press(Command::Redo);
    assert_eq!(browser.visit().state.project.name, "أخبار ");
}

#[test]
fn a_name_has_an_end() {
    let mut session = Browser::default().visit();
    ask(&mut session, ProjectAsk::Name("ن".repeat(500)));
    assert_eq!(session.state.project.name.chars().count(), 120);
}

#[test]
fn a_new_project_begins_empty_and_the_old_one_stays() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.mark(109, 210, '2');
    let old = session.state.project.clone();
    ask(&mut session, ProjectAsk::Show);
    ask(
        &mut session,
        ProjectAsk::Begin("  مهمة   ثانية ".to_owned()),
    );
    let new = session.state.project.clone();
    assert_ne!(new.id, old.id);
    assert_eq!(
        (&*new.name, session.state.articles.len()),
        ("مهمة ثانية", 0)
    );
    assert_eq!(new.scheme, Scheme::attribution());
    assert_eq!(session.state.dialog, None);
    assert!(session.state.open.is_none());
    assert_eq!(session.state.projects.len(), 2);
    // It is a project like any other: it takes articles in, and is there at the next visit.
    session.files(&[("b.txt", "ونفى مصدر مسؤول ذلك".as_bytes())]);
    session.mark(0, 4, '2');
    let mut again = browser.visit();
    assert_eq!(again.state.project.id, new.id);
    assert_eq!(again.spans(), spans(&[("denial", 0, 4)]));
    again.send(Msg::OpenProject(old.id.clone()));
    assert_eq!(again.state.project, old);
    assert_eq!(again.spans(), spans(&[("denial", 109, 210)]));
}

#[test]
fn a_page_that_is_outdated_edits_no_project() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.send(Msg::Outdated);
    let before = browser.everything();
    ask(&mut session, ProjectAsk::Name("أخبار".to_owned()));
    ask(&mut session, ProjectAsk::Guidelines("#".to_owned()));
    ask(&mut session, ProjectAsk::Begin(String::new()));
    assert_eq!(session.state.project.name, "");
    assert_eq!(browser.everything(), before);
}
