//! Files in and out.

use std::collections::BTreeMap;

use isnad::app::effect::Effect;
use isnad::app::exchange::Step;
use isnad::app::exchange::export::Choice;
use isnad::app::keymap::Command;
use isnad::app::msg::{ExportKind, FileOutcome, Msg};
use isnad::app::ports::{StorageError, Store};
use isnad::app::state::{Dialog, State};
use isnad::app::strings::Text as Key;
use isnad::format::decode::{DecodeError, Encoding, TextFinding};
use isnad::format::exchange::kind::Kind;
use isnad::format::layer::read_layer;
use isnad::format::project::{ProjectError, read_project};
use isnad::model::ids::LayerKey;
use isnad::model::layer::Parts;

use super::session::{Browser, Session, spans};

const GOLDEN: &str = include_str!("../../golden/project-1.isnad.jsonl");

/// What of the state has to stay when nothing comes in.
fn of_note(state: &State) -> String {
    let open = state.open.as_ref().map(|open| {
        (
            &open.article,
            open.layer.to_parts(),
            open.selection,
            open.focus.clone(),
            open.counts.clone(),
        )
    });
    let undo = state.history.next_undo();
    format!(
        "{:?}",
        (
            &state.project,
            &state.projects,
            &state.articles,
            open,
            undo,
            &state.prefs
        )
    )
}

fn utf16(text: &str) -> Vec<u8> {
    std::iter::once(0xfeff)
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect()
}

fn project_file(session: &mut Session) -> String {
    session.send(Msg::Export(ExportKind::Project));
    session.download().expect("a file").1
}

fn layers(file: &str) -> BTreeMap<LayerKey, Parts> {
    let file = read_project(file).unwrap();
    assert_eq!(file.rejected, []);
    let layers = file.articles.into_iter().flat_map(|article| article.layers);
    layers
        .map(|layer| (layer.key().clone(), layer.to_parts()))
        .collect()
}

#[test]
fn several_texts_at_once() {
    let browser = Browser::default();
    let mut session = browser.visit();
    let sample = session.open().text.as_str().to_owned();
    session.files(&[
        ("a.txt", "قال الوزير".as_bytes()),
        ("b.txt", &utf16("ونفى مصدر")),
        ("c.txt", "ا\r\nب\u{a0}ج\r\n".as_bytes()),
        ("d.txt", "قال الوزير".as_bytes()),
        ("e.txt", sample.as_bytes()),
    ]);
    let outcomes: Vec<_> = session
        .outcomes()
        .iter()
        .map(|(name, o)| (name.as_str(), o))
        .collect();
    assert!(
        matches!(outcomes[0], ("a.txt", FileOutcome::Added { findings, encoding: Encoding::Utf8, .. }) if findings.is_empty())
    );
    assert!(matches!(
        outcomes[1],
        (
            "b.txt",
            FileOutcome::Added {
                encoding: Encoding::Utf16Le,
                ..
            }
        )
    ));
    let FileOutcome::Added { findings, .. } = outcomes[2].1 else {
        panic!("{outcomes:?}")
    };
    assert_eq!(
        *findings,
        [TextFinding::CrLf(2), TextFinding::NoBreakSpace(1)]
    );
    assert!(matches!(outcomes[3].1, FileOutcome::Duplicate { .. }));
    assert!(
        matches!(outcomes[4].1, FileOutcome::Duplicate { id } if id.as_str() == "e9768664dbf2ecca")
    );
    let titles = |s: &Session| -> Vec<String> {
        s.state
            .present()
            .skip(1)
            .map(|l| l.article.title.clone())
            .collect()
    };
    assert_eq!(titles(&session), ["قال الوزير", "ونفى مصدر", "ا"]);
    assert_eq!(
        session.open().text.as_str(),
        "قال الوزير",
        "the first of them is opened"
    );
    session
        .press(Command::NextArticle)
        .press(Command::NextArticle);
    assert_eq!(
        session.open().text.as_str(),
        "ا\r\nب\u{a0}ج\r\n",
        "kept as it is"
    );
    session.press(Command::NextArticle);
    assert!(session.notice(Key::LastArticle).is_some());
    let mut back = browser.visit();
    assert_eq!(titles(&back), titles(&session));
    assert_eq!(back.open().article, session.open().article);
    for _ in 0..3 {
        back.press(Command::PreviousArticle);
    }
    assert!(back.notice(Key::FirstArticle).is_none());
    back.press(Command::PreviousArticle);
    assert!(back.notice(Key::FirstArticle).is_some());
}

#[test]
fn a_plain_text_comes_in_without_a_dialog() {
    let mut session = Browser::default().visit();
    session.files(&[("a.txt", "قال الوزير".as_bytes())]);
    assert_eq!(session.state.dialog, None);
    assert!(session.notice(Key::ArticlesAdded).is_some());
    session.send(Msg::Pasted("He denied it.".to_owned()));
    assert_eq!(session.open().text.as_str(), "He denied it.");
    assert!(!session.open().right_to_left());
}

#[test]
fn what_is_no_good_changes_nothing() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.mark(109, 210, '2');
    let file = project_file(&mut session);
    let cut = &file[..file.len() - 40];
    let newer = file.replacen("isnad/project/1", "isnad/project/2", 1);
    let long = "ا".repeat(5_000_001);
    let before = (of_note(&session.state), browser.everything());
    let check =
        |session: &mut Session, name: &str, bytes: &[u8], wanted: &dyn Fn(&FileOutcome) -> bool| {
            session.files(&[(name, bytes)]);
            let [(reported, outcome)] = session.outcomes() else {
                panic!("{name}")
            };
            assert_eq!(reported, name);
            assert!(wanted(outcome), "{name}: {outcome:?}");
            session.send(Msg::Dialog(None));
            assert_eq!(of_note(&session.state), before.0, "{name}");
            assert_eq!(browser.everything(), before.1, "{name}");
        };
    use {DecodeError::*, FileOutcome::*};
    check(&mut session, "a.png", b"\x89PNG\r\n\x1a\n\0\0", &|o| {
        matches!(o, NotText(Binary { .. }))
    });
    check(&mut session, "empty.txt", b"", &|o| {
        matches!(o, NotText(Empty))
    });
    check(&mut session, "blank.txt", b" \n\t", &|o| {
        matches!(o, NotText(Empty))
    });
    check(&mut session, "latin.isnad.jsonl", b"ab\ncaf\xe9", &|o| {
        *o == NotText(Utf8 { offset: 6, line: 2 })
    });
    check(&mut session, "odd.txt", b"\xff\xfea", &|o| {
        matches!(o, NotText(OddUtf16 { .. }))
    });
    check(&mut session, "long.txt", long.as_bytes(), &|o| {
        matches!(o, NotText(TooLong { .. }))
    });
    check(&mut session, "cut.isnad.jsonl", cut.as_bytes(), &|o| {
        matches!(o, NotProject(ProjectError::CutOff { line: 3 }))
    });
    check(&mut session, "newer.txt", newer.as_bytes(), &|o| {
        matches!(o, NotProject(ProjectError::NewerSchema { line: 1, .. }))
    });
    check(&mut session, "other.isnad.jsonl", b"{\"a\":1}", &|o| {
        matches!(o, NotProject(_))
    });
    check(&mut session, "list.isnad.jsonl", b"[]", &|o| {
        matches!(o, NotProject(_))
    });
    let unreadable = vec!["x.txt".to_owned()];
    session.send(Msg::FilesUnreadable(unreadable));
    assert!(session.notice(Key::FilesUnreadable).is_some());
    assert_eq!(browser.everything(), before.1);
}

#[test]
fn a_dropped_folder_is_asked_for() {
    let mut session = Browser::default().visit();
    session.take();
    session.send(Msg::Dropped);
    assert!(matches!(session.take()[..], [Effect::ReadDropped]));
}

#[test]
fn the_reports_of_all_files_are_seen() {
    let mut session = Browser::default().visit();
    session.files(&[
        ("cut.isnad.jsonl", &GOLDEN.as_bytes()[..2900]),
        ("no.isnad.jsonl", b"{}"),
        ("good.txt", "قال\tالوزير".as_bytes()),
        ("empty.txt", b""),
    ]);
    let names: Vec<_> = session
        .outcomes()
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(
        names,
        ["cut.isnad.jsonl", "no.isnad.jsonl", "good.txt", "empty.txt"]
    );
    session.send(Msg::Dialog(None)).files(&[("empty.txt", b"")]);
    assert_eq!(session.outcomes().len(), 1);
}

#[test]
fn a_failing_database_takes_nothing_in() {
    let golden = GOLDEN.as_bytes();
    for (name, bytes) in [
        ("a.txt", "قال الوزير".as_bytes()),
        ("p.isnad.jsonl", golden),
    ] {
        let browser = Browser::default();
        let mut session = browser.visit();
        session.mark(109, 210, '2');
        let before = (of_note(&session.state), browser.everything());
        *browser.database.fails.borrow_mut() = Some(StorageError::Full);
        session.files(&[(name, bytes)]);
        assert!(matches!(
            session.outcomes(),
            [(_, FileOutcome::NotStored(StorageError::Full))]
        ));
        assert_eq!(
            (of_note(&session.state), browser.everything()),
            before,
            "{name}"
        );
    }
}

#[test]
fn another_project_is_switched_to_and_back() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.send(Msg::Name("salma".to_owned()));
    session.mark(109, 210, '2');
    session.files(&[("p.isnad.jsonl", GOLDEN.as_bytes())]);
    assert_eq!(session.state.project.id.as_str(), "p-7f3k");
    assert_eq!(session.state.project.name, "أخبار");
    assert_eq!(session.state.projects.len(), 2);
    assert_eq!(session.spans().len(), 4);
    let [
        (
            _,
            FileOutcome::Project {
                added: 1,
                layers: 1,
                rejected,
                ..
            },
        ),
    ] = session.outcomes()
    else {
        panic!("{:?}", session.outcomes());
    };
    assert_eq!(*rejected, []);
    assert_eq!(browser.visit().state.project.id.as_str(), "p-7f3k");
    session.send(Msg::OpenProject("p-1".into()));
    assert_eq!(session.spans(), spans(&[("denial", 109, 210)]));
    session.send(Msg::OpenProject("p-7f3k".into()));
    assert_eq!(session.spans().len(), 4);
    assert_eq!(session.state.articles[0].summary.spans, 4);
}

#[test]
fn export_then_import_into_an_empty_browser_is_the_identity() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.send(Msg::Name("salma".to_owned()));
    let denial = session.mark(109, 210, '2');
    session.mark(117, 137, '3');
    session.send(Msg::Note(denial, "راجع «هذا» 📈".to_owned()));
    session.press(Command::Undo).press(Command::Redo);
    session.files(&[
        ("b.txt", "ونفى مصدر مسؤول ذلك".as_bytes()),
        ("c.txt", &utf16("𝔘𐤀 قال")),
    ]);
    session.mark(5, 9, '3');
    session.send(Msg::Name("omar".to_owned()));
    session.mark(0, 4, '1');
    let file = project_file(&mut session);
    assert_eq!(layers(&file).len(), 3);
    let other = Browser::other();
    let mut fresh = other.visit();
    fresh.send(Msg::Name("omar".to_owned()));
    fresh.files(&[("backup.isnad.jsonl", file.as_bytes())]);
    assert_eq!(fresh.state.project, session.state.project);
    assert_eq!(fresh.state.articles, session.state.articles);
    let again = project_file(&mut fresh);
    assert_eq!(layers(&again), layers(&file));
    let texts = |file: &str| -> Vec<_> {
        let file = read_project(file).unwrap();
        file.articles
            .into_iter()
            .map(|a| (a.article, a.text.as_str().to_owned()))
            .collect()
    };
    assert_eq!(texts(&again), texts(&file));
    // Reading it once more alters nothing.
    let before = other.everything().1;
    fresh.files(&[("backup.isnad.jsonl", file.as_bytes())]);
    assert_eq!(layers(&project_file(&mut fresh)), layers(&file));
    let records = |map: &isnad::model::sorted::Map<(Store, String), String>| map.len();
    assert_eq!(records(&other.everything().1), records(&before));
}

#[test]
fn the_same_project_is_merged_layer_by_layer() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.send(Msg::Name("salma".to_owned()));
    session.mark(109, 210, '2');
    session.files(&[("b.txt", "ونفى مصدر مسؤول ذلك".as_bytes())]);
    session.mark(5, 9, '3');
    let file = project_file(&mut session);
    // The colleague's machine.
    let other = Browser::other();
    let mut colleague = other.visit();
    colleague.send(Msg::Name("salma".to_owned()));
    colleague.files(&[("p.isnad.jsonl", file.as_bytes())]);
    colleague.mark(3, 9, '1');
    colleague.press(Command::NextArticle).mark(16, 19, '2');
    let theirs = project_file(&mut colleague);
    // Meanwhile here: an edit that storage does not have yet.
    session.press(Command::PreviousArticle);
    session.held = true;
    session.mark(117, 137, '3');
    session.files(&[("p.isnad.jsonl", theirs.as_bytes())]);
    session.release(false);
    let first = spans(&[("quote", 3, 9), ("denial", 109, 210), ("source", 117, 137)]);
    let mut here = session.spans();
    here.sort_by_key(|(_, start, _)| *start);
    assert_eq!(here, first);
    let counted =
        |s: &Session| -> Vec<usize> { s.state.articles.iter().map(|l| l.summary.spans).collect() };
    assert_eq!(counted(&session), [3, 2], "the list shows what came in");
    let FileOutcome::Project { added, merged, .. } = &session.outcomes()[0].1 else {
        panic!()
    };
    assert_eq!((*added, merged.added, merged.removed), (0, 2, 0));
    let back = browser.visit();
    assert_eq!(back.spans().len(), 3);
    assert_eq!(counted(&back), [3, 2]);
    // All that came in is one step; the edit before it is another.
    session.press(Command::Undo);
    assert_eq!(
        session.spans(),
        spans(&[("denial", 109, 210), ("source", 117, 137)])
    );
    assert_eq!(counted(&session), [2, 1], "in the list, too");
    session.press(Command::NextArticle);
    assert_eq!(session.spans(), spans(&[("source", 5, 9)]));
    session.press(Command::Redo);
    assert_eq!(
        session.spans(),
        spans(&[("source", 5, 9), ("denial", 16, 19)])
    );
    session.press(Command::PreviousArticle);
    assert_eq!(session.spans().len(), 3);
}

#[test]
fn an_import_is_undone_and_redone() {
    let mut session = Browser::default().visit();
    session.files(&[
        ("b.txt", "ونفى مصدر".as_bytes()),
        ("c.txt", "قال الوزير".as_bytes()),
    ]);
    session.press(Command::Undo);
    assert_eq!(session.state.present().count(), 1);
    let browser = session.browser.clone();
    assert_eq!(browser.visit().state.present().count(), 1);
    session.press(Command::Redo);
    assert_eq!(session.state.present().count(), 3);
    assert_eq!(browser.visit().state.present().count(), 3);
    // A text that was taken out comes in again, with the work on it.
    session.mark(0, 4, '2');
    let id = session.key().article;
    session.send(Msg::RemoveArticle(id.clone()));
    session.files(&[
        ("d.txt", "نص جديد".as_bytes()),
        ("b.txt", "ونفى مصدر".as_bytes()),
    ]);
    let listed = session
        .state
        .present()
        .find(|l| l.article.id == id)
        .unwrap();
    assert_eq!(listed.summary.spans, 1);
    assert_eq!(session.state.present().count(), 4);
}

/// A layer in the file, where storage has one that cannot be read: it is not written over, and what came in
/// is not dropped in silence.
#[test]
fn what_cannot_be_read_is_set_aside_before_a_file_is_merged_into_its_place() {
    for in_local in [false, true] {
        let browser = Browser::default();
        let mut session = browser.visit();
        session.send(Msg::Name("salma".to_owned()));
        session.mark(109, 210, '2');
        let file = project_file(&mut session);
        let name = session.name();
        if in_local {
            browser
                .local
                .map
                .borrow_mut()
                .insert(name.clone(), "{".to_owned());
        } else {
            browser.local.map.borrow_mut().remove(&name);
        }
        let key = (Store::Layers, name.clone());
        browser
            .database
            .map
            .borrow_mut()
            .insert(key.clone(), "{".to_owned());
        let mut session = browser.visit();
        session.files(&[("p.isnad.jsonl", file.as_bytes())]);
        let there = browser.stored(Store::Layers, &name).unwrap();
        assert_eq!(read_layer(&there).unwrap().layer.len(), 1);
        let aside = browser.all(Store::Aside);
        assert_eq!(aside.len(), 1);
        assert!(aside[0].0.starts_with(&name) && aside[0].1 == "{");
        assert!(matches!(
            session.outcomes()[0].1,
            FileOutcome::Project { .. }
        ));
        assert_eq!(session.spans().len(), 1);
    }
}

#[test]
fn what_a_newer_page_wrote_is_not_merged_into() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.send(Msg::Name("salma".to_owned()));
    session.mark(109, 210, '2');
    let file = project_file(&mut session);
    let name = session.name();
    let newer = browser.local(&name).unwrap();
    let newer = newer.replace("isnad/annotations/1", "isnad/annotations/2");
    let key = (Store::Layers, name.clone());
    browser.database.map.borrow_mut().insert(key, newer.clone());
    let mut session = browser.visit();
    session.files(&[("p.isnad.jsonl", file.as_bytes())]);
    assert!(matches!(session.outcomes()[0].1, FileOutcome::NotStored(_)));
    assert_eq!(browser.stored(Store::Layers, &name), Some(newer));
}

#[test]
fn doccano_has_this_annotators_spans_in_code_points() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.send(Msg::Name("salma".to_owned()));
    session.files(&[("b.txt", "📈 ونفى مصدر مسؤول ذلك".as_bytes())]);
    session.mark(7, 11, '3');
    session.send(Msg::Name("omar".to_owned()));
    session.mark(2, 6, '2');
    for (relations, wanted) in [
        (false, serde_json::json!([[2, 6, "denial"]])),
        (true, serde_json::json!(null)),
    ] {
        session.press(Command::Export);
        for choice in [
            Choice::Kind(Some(Kind::Doccano)),
            Choice::Relations(relations),
        ] {
            session.send(Step::Choose(choice).msg());
        }
        session.send(Step::Write.msg());
        let (name, text) = session.download().unwrap();
        assert!(
            name.ends_with(".jsonl") && name.contains("2026-11-23"),
            "{name}"
        );
        let lines: Vec<serde_json::Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines.len(), 2);
        let line = &lines[1];
        assert_eq!(line["text"], "📈 ونفى مصدر مسؤول ذلك");
        assert_eq!(line["label"], wanted);
        if relations {
            assert_eq!(line["entities"][0]["start_offset"], 2);
            assert_eq!(line["entities"].as_array().unwrap().len(), 1);
        }
    }
    assert_eq!(session.state.dialog, None);
    assert!(session.notice(Key::Exported).is_some());
}

#[test]
fn what_is_missing_in_the_file_is_said() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.mark(109, 210, '2');
    session.files(&[
        ("b.txt", "ونفى مصدر".as_bytes()),
        ("c.txt", "قال الوزير".as_bytes()),
    ]);
    session.mark(0, 4, '2');
    let texts: Vec<_> = {
        let map = browser.database.map.borrow();
        map.keys()
            .filter(|(store, _)| *store == Store::Texts)
            .cloned()
            .collect()
    };
    for key in texts {
        browser
            .database
            .map
            .borrow_mut()
            .insert(key, "another text".to_owned());
    }
    let file = read_project(&project_file(&mut session)).unwrap();
    assert_eq!(file.articles.len(), 1, "the one on the page");
    assert_eq!(file.articles[0].layers[0].len(), 1);
    let lacks = session
        .state
        .notices
        .iter()
        .filter(|n| n.said.key == Key::ExportLacks)
        .count();
    assert_eq!(lacks, 2);
    session.press(Command::PreviousArticle);
    assert!(session.notice(Key::OpenFailed).is_some());
    assert_eq!(session.open().text.as_str(), "ونفى مصدر");
}

#[test]
fn work_of_others_that_cannot_be_read_is_said_at_the_export() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.send(Msg::Name("salma".to_owned()));
    session.mark(109, 210, '2');
    let salma = session.name();
    session.send(Msg::Name("omar".to_owned()));
    browser
        .local
        .map
        .borrow_mut()
        .insert(salma.clone(), "{".to_owned());
    browser
        .database
        .map
        .borrow_mut()
        .insert((Store::Layers, salma), "{".to_owned());
    assert!(session.notice(Key::Unreadable).is_none());
    project_file(&mut session);
    assert!(session.notice(Key::Unreadable).is_some());
}

#[test]
fn the_latest_edit_is_in_the_file() {
    let mut session = Browser::default().visit();
    session.held = true;
    session.mark(109, 210, '2');
    session
        .send(Msg::Dialog(Some(Dialog::Export)))
        .send(Msg::Export(ExportKind::Project));
    session.release(true);
    let (name, text) = session.download().unwrap();
    assert_eq!(name, "isnad-2026-11-23.isnad.jsonl");
    assert_eq!(
        layers(&text)
            .values()
            .map(|parts| parts.spans.len())
            .sum::<usize>(),
        1
    );
}
