//! Files of other programs that are called off, or break, on the way in: nothing of them is there, or all and it is said.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use isnad::app::effect::Effect;
use isnad::app::exchange::errand::{Errand, teller};
use isnad::app::exchange::export::Choice;
use isnad::app::exchange::order::Told;
use isnad::app::exchange::shop::Shop;
use isnad::app::exchange::{Desk, Step};
use isnad::app::keymap::Command;
use isnad::app::msg::{FileOutcome, Msg};
use isnad::app::ports::StorageError;
use isnad::app::state::{Dialog, Offer, State, Storing};
use isnad::app::storage::Places;
use isnad::app::storage::incoming::{Importer, Incoming};
use isnad::app::strings::Text as Key;
use isnad::app::update::{update, update_formats, update_later};
use isnad::app::work::Boxed;
use isnad::format::exchange::files::Memory;
use isnad::format::exchange::kind::Kind;
use isnad::format::exchange::read::{ReadOptions, read};
use isnad::model::ids::LayerKey;

use super::exchange::{GOLDEN, import, titles};
use super::session::{Browser, Session, block_on, serve};

#[test]
fn what_is_called_off_leaves_nothing() {
    let browser = Browser::default();
    let mut session = browser.visit();
    let before = browser.everything().1;
    session.files(&[("t.csv", "text\nقال الوزير\n".as_bytes())]);
    session.send(Msg::Dialog(None));
    assert_eq!(session.state.dialog, None);
    assert!(session.state.desk.is_none());
    assert_eq!(browser.everything().1, before);
    // Work that is under way when the dialog goes says nothing more.
    session.files(&[("t.csv", "text\nقال الوزير\n".as_bytes())]);
    let shop = session.shop.clone();
    let now = session.now();
    let effects = update_formats(&mut session.state, Step::Take.msg(), &now);
    session.send(Msg::Dialog(None));
    for effect in effects {
        let Effect::Work(work) = effect else { continue };
        let places = Places {
            local: &browser.local,
            database: &browser.database,
        };
        for msg in serve(&shop, Errand::of(work).unwrap(), &places) {
            session.send(msg);
        }
    }
    assert_eq!(browser.everything().1, before);
    assert!(titles(&session).is_empty());
    assert!(session.notice(Key::CalledOff).is_some());
    assert_eq!(session.state.storing, Storing::No);
    assert!(session.state.desk.is_none());
}

#[test]
fn what_was_read_and_is_lost_is_said_to_be() {
    let browser = Browser::default();
    let mut session = browser.visit();
    let before = browser.everything().1;
    session.files(&[("t.csv", "text\nقال الوزير\n".as_bytes())]);
    // The worker that read it broke down; another one takes the order.
    session.shop = Rc::default();
    session.send(Step::Take.msg());
    assert!(session.notice(Key::ArticlesAdded).is_none());
    let [(name, FileOutcome::NotStored(StorageError::Failed(why)))] = session.outcomes() else {
        panic!("{:?}", session.outcomes())
    };
    assert_eq!((&**name, why.contains("lost")), ("t.csv", true));
    assert_eq!(browser.everything().1, before);
    assert_eq!(session.state.storing, Storing::No);
    // Nor is an empty file handed out.
    session.send(Msg::Dialog(None)).press(Command::Export);
    session.send(Step::Choose(Choice::Kind(Some(Kind::Csv))).msg());
    session.shop = Rc::default();
    session.take();
    session.send(Step::Write.msg());
    assert_eq!(session.download(), None);
    assert!(session.notice(Key::ExportFailed).is_some());
}

#[test]
fn a_break_while_it_is_stored_has_the_list_read_again() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.files(&[("t.csv", "text\nقال الوزير\n".as_bytes())]);
    let now = session.now();
    update_formats(&mut session.state, Step::Take.msg(), &now);
    let run = import(&session).run;
    session.send(Step::Told(run, Box::new(Told::Storing)).msg());
    session.take();
    session.send(Step::Told(run, Box::new(Told::Broken("gone".to_owned()))).msg());
    assert_eq!(session.state.dialog, None);
    assert!(session.notice(Key::FilesBroken).is_some());
    assert_eq!(session.state.storing, Storing::No);
    assert!(titles(&session).is_empty());
}

/// Takes a table in; the order for it, which is carried out now, and what is said of it.
fn taken(browser: &Browser, session: &mut Session) -> Vec<Msg> {
    session.files(&[("t.csv", "text\nقال الوزير\n".as_bytes())]);
    let now = session.now();
    let mut effects = update_formats(&mut session.state, Step::Take.msg(), &now);
    let Some(Effect::Work(work)) = effects.pop() else {
        panic!("{effects:?}")
    };
    let places = Places {
        local: &browser.local,
        database: &browser.database,
    };
    serve(&session.shop.clone(), Errand::of(work).unwrap(), &places)
}

#[test]
fn what_was_stored_before_it_was_called_off_is_told_and_can_be_taken_back() {
    let browser = Browser::default();
    let mut session = browser.visit();
    let said = taken(&browser, &mut session);
    session.send(Msg::Dialog(None));
    assert_eq!(session.state.dialog, None, "nobody waits");
    assert_eq!(session.state.storing, Storing::CalledOff);
    for msg in said {
        session.send(msg);
    }
    assert_eq!(titles(&session), ["قال الوزير"]);
    let notice = session.notice(Key::StoredAlready).expect("it is said");
    assert_eq!(notice.offers, [Offer::Undo]);
    assert_eq!(session.state.storing, Storing::No);
    assert!(session.state.desk.is_none());
    session.press(Command::Undo);
    assert!(titles(&session).is_empty());
}

#[test]
fn what_was_called_off_is_told_behind_other_dialogs_and_of_its_project() {
    let browser = Browser::default();
    let mut session = browser.visit();
    let said = taken(&browser, &mut session);
    session.send(Msg::Dialog(None));
    // Other files have to wait; what needs none of them does not.
    session.files(&[("u.csv", "text\nونفى مصدر\n".as_bytes())]);
    assert!(session.notice(Key::StillUnderWay).is_some());
    session.press(Command::Export);
    assert_eq!(session.state.dialog, None);
    session.press(Command::Help);
    for msg in said {
        session.send(msg);
    }
    assert_eq!(session.state.dialog, Some(Dialog::Help));
    assert!(session.notice(Key::StoredAlready).is_some());
    assert_eq!(titles(&session), ["قال الوزير"]);
    session.press(Command::Undo);
    assert!(titles(&session).is_empty());
    // The person has gone on to another project.
    let first = session.state.project.id.clone();
    let file = GOLDEN.as_bytes();
    session.send(Msg::Dialog(None));
    session.files(&[("p.isnad.jsonl", file)]);
    session.send(Msg::Dialog(None));
    let second = session.state.project.id.clone();
    assert_ne!(first, second);
    let said = taken(&browser, &mut session);
    session.send(Msg::Dialog(None));
    session.send(Msg::OpenProject(first.clone()));
    assert_eq!(session.state.project.id, first);
    for msg in said {
        session.send(msg);
    }
    assert_eq!(session.state.project.id, second, "where it came in");
    let notice = session.notice(Key::StoredAlready).expect("it is said");
    assert_eq!(notice.offers, [], "there is no step");
    assert!(titles(&session).iter().any(|title| title == "قال الوزير"));
}

#[test]
fn what_was_stored_and_is_not_waited_for_is_listed() {
    let browser = Browser::default();
    let mut session = browser.visit();
    // Something else opens before the page has heard that all is in, and nobody had called it off.
    taken(&browser, &mut session);
    assert!(titles(&session).is_empty());
    session.press(Command::Help);
    assert_eq!(session.state.dialog, Some(Dialog::Help));
    assert_eq!(titles(&session), ["قال الوزير"]);
}

#[test]
fn long_work_rests_and_ends_when_it_is_called_off() {
    let browser = Browser::default();
    let mut session = browser.visit();
    let places = Places {
        local: &browser.local,
        database: &browser.database,
    };
    let shop = Shop::default();
    let lines: String = (0..3_000)
        .map(|n| format!("{{\"text\":\"الخبر رقم {n} {}\"}}\n", "كلمة ".repeat(40)))
        .collect();
    session.send(Msg::Dialog(Some(Dialog::Files)));
    let file = isnad::app::msg::FileBytes {
        name: "l.jsonl".to_owned(),
        bytes: lines.into_bytes(),
    };
    let now = session.now();
    // It is opened, then looked through.
    let mut effects = update_formats(&mut session.state, Msg::Files(vec![file]), &now);
    let Some(Effect::Work(open)) = effects.pop() else {
        panic!("{effects:?}")
    };
    let opened = serve(&shop, Errand::of(open).unwrap(), &places);
    let opened = opened.into_iter().next_back().expect("what was opened");
    let mut effects = update_formats(&mut session.state, opened, &now);
    let Some(Effect::Work(work)) = effects.pop() else {
        panic!("{effects:?}")
    };
    let Errand { order, stop, run } = Errand::of(work).unwrap();
    let send = |state: &mut State, msg: Msg| {
        let mut todo = VecDeque::from([msg]);
        while let Some(msg) = todo.pop_front() {
            for effect in update(state, msg, &Default::default()) {
                match effect {
                    Effect::Later(msg) => todo.push_back(Msg::Later(update_later, msg)),
                    Effect::Formats(msg) => todo.push_back(Msg::Later(update_formats, msg)),
                    _ => {}
                }
            }
        }
    };
    let state = Rc::new(RefCell::new(session.state));
    let progress = Rc::new(RefCell::new(Vec::new()));
    let tell = {
        let (state, progress) = (state.clone(), progress.clone());
        Rc::new(move |msg: Msg| {
            let mut state = state.borrow_mut();
            send(&mut state, msg);
            let desk: Option<&Desk> = state.desk.as_ref().and_then(|desk| desk.downcast_ref());
            let done = desk
                .and_then(|desk| desk.import.as_ref())
                .map(|import| import.progress);
            progress.borrow_mut().push(done);
            if progress.borrow().len() == 3 {
                // The person presses Escape.
                send(&mut state, Msg::Dialog(None));
            }
        })
    };
    let pages = || -> Boxed { Box::pin(async {}) };
    block_on(shop.serve(order, &places, pages, &stop, &teller(run, tell)));
    let progress = progress.take();
    assert_eq!(progress.len(), 3, "nothing is said after it was called off");
    assert!(
        progress[0] > Some(0) && progress[0] < progress[1],
        "{progress:?}"
    );
}

#[test]
fn a_failing_database_takes_nothing_of_a_corpus_in() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.files(&[("t.csv", "text\nقال الوزير\n".as_bytes())]);
    let before = browser.everything();
    *browser.database.fails.borrow_mut() = Some(StorageError::Full);
    session.send(Step::Take.msg());
    assert!(matches!(
        session.outcomes(),
        [(_, FileOutcome::NotStored(StorageError::Full))]
    ));
    assert_eq!(browser.everything(), before);
    assert!(titles(&session).is_empty());
}

#[test]
fn an_import_that_is_called_off_while_it_is_stored_leaves_nothing() {
    let browser = Browser::default();
    let session = browser.visit();
    let before = browser.everything();
    let lines: String = (0..900)
        .map(|n| {
            format!(
                "{{\"text\":\"الخبر رقم {n} {}\",\"label\":[[0,5,\"quote\"]]}}\n",
                "كلمة ".repeat(40)
            )
        })
        .collect();
    let files = Memory::one("l.jsonl", lines.into_bytes());
    let options = ReadOptions::default();
    let mut incoming = Incoming {
        bring_back: false,
        project: session.state.project.clone(),
        articles: Vec::new(),
        layers: Vec::new(),
    };
    for item in read(&files, &options) {
        let item = item.unwrap();
        for layer in item.layers {
            let key = LayerKey {
                project: incoming.project.id.clone(),
                article: item.article.id.clone(),
                annotator: "salma".into(),
            };
            incoming.layers.push(layer.renamed(key));
        }
        incoming.articles.push((item.article, item.text));
    }
    let places = Places {
        local: &browser.local,
        database: &browser.database,
    };
    let who = Importer {
        annotator: "salma".into(),
        replica: session.state.replica.clone(),
        now: "2026-11-23T15:00:00Z".to_owned(),
    };
    // Called off at any time.
    let steps = RefCell::new(Vec::new());
    let all = |done: u32| {
        steps.borrow_mut().push(done);
        true
    };
    for stop in 0.. {
        let count = Cell::new(0);
        let go_on = |_: u32| {
            count.set(count.get() + 1);
            count.get() <= stop
        };
        let came = block_on(places.import_watched(incoming.clone(), &who, &go_on));
        if came.unwrap().is_some() {
            assert!(stop > 3, "it is asked more than once");
            break;
        }
        assert_eq!(browser.everything(), before, "called off at {stop}");
    }
    assert_ne!(browser.everything(), before);
    let other = Browser::other();
    let places = Places {
        local: &other.local,
        database: &other.database,
    };
    let came = block_on(places.import_watched(incoming, &who, &all));
    assert_eq!(came.unwrap().unwrap().articles.len(), 900);
    let steps = steps.take();
    assert!(steps.is_sorted(), "{steps:?}");
    assert!(steps.iter().all(|done| *done <= 1_000), "{steps:?}");
}
