//! Files of other programs in and out, by the dialogs.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io::Cursor;
use std::rc::Rc;

use isnad::app::effect::Effect;
use isnad::app::exchange::errand::{Errand, teller};
use isnad::app::exchange::export::{Choice, Which};
use isnad::app::exchange::group::Setting;
use isnad::app::exchange::import::{Fate, Import, Stage};
use isnad::app::exchange::order::Told;
use isnad::app::exchange::shop::Shop;
use isnad::app::exchange::{Desk, Step};
use isnad::app::keymap::Command;
use isnad::app::msg::{FileOutcome, Msg};
use isnad::app::ports::StorageError;
use isnad::app::state::{Dialog, Offer, State, Storing};
use isnad::app::storage::Places;
use isnad::app::storage::import::{Importer, Incoming};
use isnad::app::strings::Text as Key;
use isnad::app::update::{update, update_formats, update_later};
use isnad::app::work::Boxed;
use isnad::format::exchange::files::Memory;
use isnad::format::exchange::kind::Kind;
use isnad::format::exchange::read::{Cut, ReadOptions, TitleAs, read};
use isnad::format::exchange::reject::Reason;
use isnad::format::exchange::tags::Overlap;
use isnad::format::exchange::units::OffsetUnit;
use isnad::format::exchange::zip::write_zip;
use isnad::format::losses::Lost;
use isnad::model::ids::{LabelId, LayerKey};

use super::session::{Browser, Session, block_on, serve, spans};

const GOLDEN: &str = include_str!("../../golden/project-1.isnad.jsonl");
const LABEL_STUDIO: &str = include_str!("../../golden/label-studio.json");
const BRAT: &str = include_str!("../../golden/brat.ann");
const TEXT: &str = "قالَ الوزير: «لن نرفع الأسعار» 📈\nونفى مصدر مسؤول ذلك.";

fn import(session: &Session) -> &Import {
    assert_eq!(session.state.dialog, Some(Dialog::Files));
    let desk: &Desk = session.state.desk.as_ref().unwrap().downcast_ref().unwrap();
    desk.import.as_ref().unwrap()
}

fn set(session: &mut Session, setting: Setting) {
    session.send(Step::Set(0, setting).msg());
}

fn titles(session: &Session) -> Vec<String> {
    let present = session.state.present().skip(1);
    present.map(|l| l.article.title.clone()).collect()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut memory = Memory::default();
    for (name, bytes) in files {
        memory.insert(name, *bytes);
    }
    write_zip(memory, Cursor::new(Vec::new()))
        .unwrap()
        .into_inner()
}

/// Text and spans of all articles but the sample.
fn all(session: &mut Session) -> Vec<(String, Vec<(String, String)>)> {
    marked(session, 1)
}

/// Text and spans of all articles from one on.
fn marked(session: &mut Session, from: usize) -> Vec<(String, Vec<(String, String)>)> {
    let ids: Vec<_> = session
        .state
        .present()
        .skip(from)
        .map(|l| l.article.id.clone())
        .collect();
    ids.into_iter()
        .map(|id| {
            session.send(Msg::OpenArticle(id));
            let open = session.open();
            let mut marks: Vec<_> = open
                .layer
                .in_order()
                .flat_map(|span| span.fragments.iter().map(move |extent| (span, extent)))
                .map(|(span, e)| {
                    let text = open.text.slice(e.start(), e.end()).unwrap();
                    (span.label.to_string(), text.to_owned())
                })
                .collect();
            marks.sort();
            (open.text.as_str().to_owned(), marks)
        })
        .collect()
}

#[test]
fn a_table_is_shown_and_comes_in_as_chosen_in_one_step() {
    let browser = Browser::default();
    let mut session = browser.visit();
    let before = browser.everything().1;
    let table = "الخبر;headline;مصدر\nقال الوزير إن الأسعار لن ترتفع;أسعار;سانا\nونفى مصدر ذلك أمس;نفي;رويترز\n";
    session.files(&[("t.csv", table.as_bytes())]);
    let shown = import(&session);
    assert_eq!(shown.groups[0].kind, Some(Kind::Csv));
    let head = shown.groups[0].table.clone().unwrap();
    assert_eq!(head.names, ["الخبر", "headline", "مصدر"]);
    assert_eq!(head.rows[1][2], "رويترز");
    let columns = &shown.groups[0].columns;
    assert_eq!(columns.text.as_deref(), Some("الخبر"), "where most stands");
    assert_eq!(columns.title.as_deref(), Some("headline"));
    assert_eq!(shown.totals(&session.state.project), (2, 0));
    assert_eq!(shown.stage, Stage::Choosing);
    assert_eq!(browser.everything().1, before, "nothing is in yet");
    set(&mut session, Setting::Title(TitleAs::Joined));
    session.send(Step::Take.msg());
    assert_eq!(session.state.dialog, None);
    assert!(session.notice(Key::ArticlesAdded).is_some());
    assert_eq!(titles(&session), ["أسعار", "نفي"]);
    assert_eq!(
        session.open().text.as_str(),
        "أسعار\n\nقال الوزير إن الأسعار لن ترتفع"
    );
    let source = session.open().article.metadata.get("مصدر").cloned();
    assert_eq!(source.as_deref(), Some("سانا"));
    session.press(Command::Undo);
    assert!(titles(&session).is_empty(), "all of it goes");
    session.press(Command::Redo);
    assert_eq!(titles(&session), ["أسعار", "نفي"]);
    assert_eq!(titles(&browser.visit()), ["أسعار", "نفي"]);
}

#[test]
fn labels_of_the_files_become_those_of_the_project() {
    let mut session = Browser::default().visit();
    session.send(Msg::Name("salma".to_owned()));
    let foreign = LABEL_STUDIO
        .replace("[\"source\"]", "[\"Speaker\"]")
        .replace("[\"quote\"]", "[\"CLAIM\"]")
        .replace("[\"denial\"]", "[\"Misc\"]");
    session.files(&[("tasks.json", foreign.as_bytes())]);
    let (shown, project) = (import(&session), &session.state.project);
    let names: Vec<_> = shown.labels().into_iter().map(|(name, _)| name).collect();
    assert!(names.contains(&"Speaker".to_owned()), "{names:?}");
    assert_eq!(shown.fate("Speaker", project), Fate::Is("source".into()));
    assert_eq!(shown.fate("CLAIM", project), Fate::Keep);
    let quote = Fate::Is(LabelId::from("quote"));
    session.send(Step::Fate("CLAIM".to_owned(), quote).msg());
    session.send(Step::Fate("Misc".to_owned(), Fate::LeaveOut).msg());
    let (_, coming) = import(&session).totals(&session.state.project);
    session.send(Step::Take.msg());
    let came = all(&mut session);
    let labels: Vec<_> = came.iter().flat_map(|(_, marks)| marks).collect();
    assert!(
        labels
            .iter()
            .any(|(label, text)| label == "source" && text == "الوزير")
    );
    assert!(labels.iter().any(|(label, _)| label == "quote"));
    assert!(
        labels
            .iter()
            .all(|(label, _)| label != "Misc" && label != "denial")
    );
    assert!(coming > 0);
}

#[test]
fn link_types_of_the_files_become_those_of_the_project() {
    let lines = "{\"text\":\"قال الوزير نعم\",\"entities\":[{\"id\":1,\"start_offset\":4,\"end_offset\":10,\"label\":\"source\"},\
        {\"id\":2,\"start_offset\":11,\"end_offset\":14,\"label\":\"quote\"}],\"relations\":[\
        {\"id\":1,\"from_id\":2,\"to_id\":1,\"type\":\"Attributed-To\"},\
        {\"id\":2,\"from_id\":2,\"to_id\":1,\"type\":\"odd\"},\
        {\"id\":3,\"from_id\":2,\"to_id\":1,\"type\":\"idle\"},\
        {\"id\":4,\"from_id\":2,\"to_id\":1,\"type\":\"Relayed By\"}]}\n";
    let mut session = Browser::default().visit();
    session.files(&[("d.jsonl", lines.as_bytes())]);
    let (shown, project) = (import(&session), &session.state.project);
    let names = ["Attributed-To", "Relayed By", "idle", "odd"];
    assert_eq!(
        shown.links(),
        names.map(|name| (name.to_owned(), 1)),
        "by their names in the file"
    );
    let near = names.map(|name| shown.link_fate(name, project));
    let said_by = Fate::Is("said_by".into());
    let relayed_by = Fate::Is("relayed_by".into());
    assert_eq!(
        near,
        [said_by, relayed_by, Fate::Keep, Fate::Keep],
        "by what other corpora call them"
    );
    let denies = Fate::Is("denies".into());
    session.send(Step::LinkFate("odd".to_owned(), denies).msg());
    session.send(Step::LinkFate("idle".to_owned(), Fate::LeaveOut).msg());
    session.send(Step::Take.msg());
    let mut kinds: Vec<_> = session
        .open()
        .layer
        .links()
        .map(|link| link.kind.to_string())
        .collect();
    kinds.sort();
    assert_eq!(kinds, ["denies", "relayed_by", "said_by"]);
}

#[test]
fn single_metadata_of_a_file_stays_out() {
    for (name, file) in [
        (
            "t.csv",
            "text,outlet,url,row\nقال الوزير,سانا,u1,1\nونفى مصدر,رويترز,,2\n",
        ),
        (
            "t.jsonl",
            "{\"text\":\"قال الوزير\",\"outlet\":\"سانا\",\"url\":\"u1\",\"row\":1}\n\
             {\"text\":\"ونفى مصدر\",\"outlet\":\"رويترز\",\"row\":2}\n",
        ),
    ] {
        let mut session = Browser::default().visit();
        session.files(&[(name, file.as_bytes())]);
        let seen = import(&session).groups[0].seen.as_ref().unwrap();
        let brings: Vec<_> = seen.metadata.iter().map(|(n, c)| (&**n, *c)).collect();
        assert_eq!(brings, [("outlet", 2), ("row", 2), ("url", 1)], "{name}");
        for (field, comes) in [("row", false), ("url", false), ("url", true)] {
            set(&mut session, Setting::Metadata(field.to_owned(), comes));
        }
        let group = &import(&session).groups[0];
        assert!(group.seen.is_some(), "nothing is looked through again");
        session.send(Step::Take.msg());
        let known = session.open().article.metadata.clone();
        let known: Vec<_> = known.iter().map(|(n, v)| (&**n, &**v)).collect();
        assert_eq!(known, [("outlet", "سانا"), ("url", "u1")], "{name}");
    }
}

#[test]
fn a_folder_comes_in_as_a_zip_would() {
    let layers = "{\"id\":\"a\",\"spans\":[{\"id\":\"s\",\"label\":\"quote\",\"fragments\":[[0,3]],\"text\":\"قال\"}],\"links\":[]}\n";
    let texts = "{\"id\":\"a\",\"text\":\"قال الوزير\"}\n";
    type Files<'a> = &'a [(&'a str, &'a [u8])];
    let brat: Files<'_> = &[
        ("corpus/a/one.txt", TEXT.as_bytes()),
        ("corpus/a/one.ann", BRAT.as_bytes()),
        ("corpus/annotation.conf", b"[entities]\n"),
        ("corpus/.git/HEAD", b"ref: refs/heads/main\n"),
        ("corpus/.DS_Store", b"\0\0\0\x01Bud1"),
    ];
    let layered: Files<'_> = &[
        ("set/salma.jsonl", layers.as_bytes()),
        ("set/texts.jsonl", texts.as_bytes()),
        ("set/README.md", b"# A set"),
    ];
    let plain: Files<'_> = &[
        ("texts/1.txt", "قال الوزير".as_bytes()),
        ("texts/2.txt", "ونفى مصدر".as_bytes()),
    ];
    for (files, kind, names, spans) in [
        (brat, Kind::Brat, vec!["a/one.ann", "a/one.txt"], true),
        (
            layered,
            Kind::Layers,
            vec!["salma.jsonl", "texts.jsonl"],
            true,
        ),
        (plain, Kind::Txt, vec!["1.txt", "2.txt"], false),
    ] {
        let mut session = Browser::default().visit();
        session.send(Msg::Name("salma".to_owned()));
        session.send(Msg::Dialog(Some(Dialog::Files)));
        session.files(files);
        let shown = import(&session);
        let groups: Vec<_> = shown
            .groups
            .iter()
            .map(|group| (group.kind, group.names.clone()))
            .collect();
        let names: Vec<_> = names.into_iter().map(str::to_owned).collect();
        assert_eq!(groups, [(Some(kind), names)]);
        let folder = files[0].0.split('/').next().unwrap();
        assert_eq!(shown.title, folder);
        session.send(Step::Take.msg());
        let came = all(&mut session);
        assert!(!came.is_empty());
        assert_eq!(
            came.iter().any(|(_, marks)| !marks.is_empty()),
            spans,
            "{came:?}"
        );
    }
}

#[test]
fn a_text_in_windows_1256_is_seen_before_it_comes_in() {
    let mut session = Browser::default().visit();
    let (bytes, _, _) = encoding_rs::WINDOWS_1256.encode("نفى مصدر ذلك.\nوقال الوزير.");
    session.files(&[("old.txt", &bytes)]);
    let group = &import(&session).groups[0];
    assert_eq!(group.encoding, Some("windows-1256"));
    assert_eq!(group.lines, ["نفى مصدر ذلك.", "وقال الوزير."]);
    set(&mut session, Setting::Encoding("utf-8"));
    let group = &import(&session).groups[0];
    let seen = group.seen.as_ref().unwrap();
    assert!(matches!(
        *seen.rejected[0].reason,
        Reason::Encoding { offset: 0, .. }
    ));
    assert!(!import(&session).can_take());
    set(&mut session, Setting::Encoding("windows-1256"));
    set(&mut session, Setting::Cut(Cut::Line));
    session.send(Step::Take.msg());
    assert_eq!(titles(&session), ["نفى مصدر ذلك.", "وقال الوزير."]);
}

#[test]
fn utf_16_without_a_mark_is_a_matter_of_choice() {
    let mut session = Browser::default().visit();
    let bytes: Vec<u8> = "نفى مصدر ذلك"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    session.files(&[("wide.txt", &bytes)]);
    assert_eq!(import(&session).groups[0].lines, ["نفى مصدر ذلك"]);
    session.send(Step::Take.msg());
    assert_eq!(session.open().text.as_str(), "نفى مصدر ذلك");
}

#[test]
fn a_zip_of_brat_and_a_text_beside_it() {
    let mut session = Browser::default().visit();
    let files: &[(&str, &[u8])] = &[
        ("corpus/a.txt", TEXT.as_bytes()),
        ("corpus/a.ann", BRAT.as_bytes()),
        ("corpus/annotation.conf", b"[entities]\n"),
    ];
    session.files(&[("brat.zip", &zip(files)), ("b.txt", "خبر آخر".as_bytes())]);
    let kinds: Vec<_> = import(&session)
        .groups
        .iter()
        .map(|group| group.kind)
        .collect();
    assert!(
        kinds.contains(&Some(Kind::Brat)) && kinds.contains(&Some(Kind::Txt)),
        "{kinds:?}"
    );
    let (articles, count) = import(&session).totals(&session.state.project);
    assert_eq!(articles, 2);
    session.send(Step::Take.msg());
    let came = all(&mut session);
    let marks: usize = came.iter().map(|(_, marks)| marks.len()).sum();
    assert!(count > 0 && marks >= count, "{marks} of {count}");
    assert!(
        came.iter().any(|(text, marks)| text == TEXT
            && marks.contains(&("source".to_owned(), "الوزير".to_owned())))
    );
    session.press(Command::Undo);
    assert!(titles(&session).is_empty());
}

#[test]
fn what_cannot_come_in_is_named_and_the_rest_comes() {
    let mut session = Browser::default().visit();
    let lines = "{\"text\":\"قال الوزير\",\"label\":[[0,3,\"quote\"]]}\n\
        {\"text\":\"قال\",\"label\":[[0,30,\"quote\"]]}\n\
        {\"text\":7}\nnonsense\n{\"text\":\"ونفى مصدر\",\"label\":[]}\n";
    session.files(&[("d.jsonl", lines.as_bytes())]);
    let seen = import(&session).groups[0].seen.as_ref().unwrap();
    let places: Vec<_> = seen.rejected.iter().map(|r| r.place.to_string()).collect();
    assert_eq!(places, ["d.jsonl:2", "d.jsonl:3", "d.jsonl:4"]);
    assert!(matches!(
        &*seen.rejected[0].reason,
        Reason::Offset { found: 30, .. }
    ));
    assert_eq!(seen.articles, 2);
    session.send(Step::Take.msg());
    assert_eq!(titles(&session), ["قال الوزير", "ونفى مصدر"]);
    assert_eq!(session.spans(), spans(&[("quote", 0, 3)]));
}

#[test]
fn what_tells_a_kind_may_stand_behind_a_very_long_text() {
    let mut session = Browser::default().visit();
    let text = "قال الوزير ".repeat(20_000);
    let line = format!("{{\"text\":\"{text}\",\"label\":[[0,3,\"quote\"]]}}\n");
    assert!(line.len() > 300_000);
    session.files(&[("d.jsonl", line.as_bytes())]);
    assert_eq!(import(&session).groups[0].kind, Some(Kind::Doccano));
    session.send(Step::Take.msg());
    assert_eq!(session.spans(), spans(&[("quote", 0, 3)]));
}

#[test]
fn the_unit_is_found_by_what_is_quoted() {
    let mut session = Browser::default().visit();
    let tasks = "[{\"data\":{\"text\":\"📈 قال الوزير\"},\"annotations\":[{\"result\":[{\"id\":\"x\",\
        \"from_name\":\"label\",\"to_name\":\"text\",\"type\":\"labels\",\"value\":{\"start\":3,\"end\":6,\
        \"text\":\"قال\",\"labels\":[\"quote\"]}}]}]}]";
    session.files(&[("t.json", tasks.as_bytes())]);
    let seen = import(&session).groups[0].seen.as_ref().unwrap();
    assert_eq!(seen.units.get(&OffsetUnit::Utf16), Some(&1));
    set(&mut session, Setting::Unit(Some(OffsetUnit::CodePoint)));
    let seen = import(&session).groups[0].seen.as_ref().unwrap();
    assert!(matches!(&*seen.rejected[0].reason, Reason::Quote { .. }));
    set(&mut session, Setting::Unit(None));
    session.send(Step::Take.msg());
    assert_eq!(session.spans(), spans(&[("quote", 2, 5)]));
}

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
fn two_texts_of_one_name_and_a_text_that_is_there() {
    let mut session = Browser::default().visit();
    let lines = "{\"id\":\"1\",\"text\":\"قال الوزير\",\"label\":[[0,3,\"quote\"]]}\n\
        {\"id\":\"1\",\"text\":\"ونفى مصدر\",\"label\":[[1,4,\"denial\"]]}\n\
        {\"id\":\"2\",\"text\":\"قال الوزير\",\"label\":[[4,10,\"source\"]]}\n";
    session.files(&[("d.jsonl", lines.as_bytes())]);
    let seen = import(&session).groups[0].seen.as_ref().unwrap();
    assert_eq!((seen.articles, seen.known), (3, 1));
    session.send(Step::Take.msg());
    let [
        (
            _,
            FileOutcome::Corpus {
                added: 2,
                known: 0 | 1,
            },
        ),
    ] = session.outcomes()
    else {
        panic!("{:?}", session.outcomes())
    };
    session.send(Msg::Dialog(None));
    let came = all(&mut session);
    assert_eq!(came.len(), 2);
    assert_eq!(came[0].1.len(), 2, "{came:?}");
    assert_eq!(came[1].1, [("denial".to_owned(), "نفى".to_owned())]);
}

/// The person of the golden project.
fn salma() -> Session {
    let mut session = Browser::default().visit();
    session.send(Msg::Name("salma".to_owned()));
    session.files(&[("p.isnad.jsonl", GOLDEN.as_bytes())]);
    session.send(Msg::Dialog(None));
    session
}

fn choose(session: &mut Session, choice: Choice) {
    session.send(Step::Choose(choice).msg());
}

fn export(session: &Session) -> &isnad::app::exchange::export::Export {
    let desk: &Desk = session.state.desk.as_ref().unwrap().downcast_ref().unwrap();
    desk.export.as_ref().unwrap()
}

fn written(session: &mut Session) -> (String, Vec<u8>) {
    session.take();
    session.send(Step::Write.msg());
    assert_eq!(session.state.dialog, None, "{:?}", session.state.notices);
    let file = session.take().into_iter().find_map(|effect| match effect {
        Effect::Download { name, bytes, .. } => Some((name, bytes)),
        _ => None,
    });
    file.expect("a file")
}

#[test]
fn every_kind_that_goes_out_comes_in_again() {
    let kinds = [
        Kind::Doccano,
        Kind::LabelStudio,
        Kind::Prodigy,
        Kind::Brat,
        Kind::WebannoTsv,
        Kind::PubAnnotation,
        Kind::HuggingFace,
        Kind::Conll,
        Kind::Bio,
        Kind::WebAnnotation,
        Kind::CasJson,
        Kind::CasXmi,
        Kind::Tei,
        Kind::Csv,
        Kind::Layers,
        Kind::Txt,
    ];
    for kind in kinds {
        let mut session = salma();
        session.press(Command::Export);
        choose(&mut session, Choice::Kind(Some(kind)));
        let losses = export(&session).losses.clone().unwrap();
        let (name, bytes) = written(&mut session);
        let mut wanted = marked(&mut session, 0);
        let browser = Browser::other();
        let mut back = browser.visit();
        back.send(Msg::Name("salma".to_owned()));
        back.send(Msg::Dialog(Some(Dialog::Files)));
        back.files(&[(&name, &bytes)]);
        let shown = import(&back);
        let kinds: Vec<_> = shown.groups.iter().map(|group| group.found).collect();
        assert_eq!(kinds, [Some(kind)], "{name}");
        let faults = shown.groups[0].seen.as_ref().unwrap();
        assert!(faults.rejected.is_empty(), "{name}: {:?}", faults.rejected);
        back.send(Step::Take.msg());
        back.send(Msg::Dialog(None));
        let mut came = all(&mut back);
        came.sort();
        wanted.sort();
        match kind {
            // Tokens alone: the texts are others.
            Kind::Conll | Kind::Bio => {
                assert!(losses.of(Lost::Texts) > 0);
                assert_eq!(came.len(), wanted.len(), "{name}");
            }
            Kind::Txt => assert!(
                came.iter()
                    .map(|(t, _)| t)
                    .eq(wanted.iter().map(|(t, _)| t))
            ),
            _ => assert_eq!(came, wanted, "{name}"),
        }
    }
}

#[test]
fn what_will_be_lost_is_counted_before_and_follows_the_choice() {
    let mut session = salma();
    session.press(Command::Export);
    assert!(
        export(&session).survey.is_none(),
        "nothing is read for a project file"
    );
    choose(&mut session, Choice::Kind(Some(Kind::Conll)));
    let outermost = export(&session).losses.clone().unwrap();
    assert!(outermost.of(Lost::Overlaps) > 0, "{outermost:?}");
    choose(&mut session, Choice::Overlap(Overlap::Columns));
    let columns = export(&session).losses.clone().unwrap();
    assert!(columns.of(Lost::Overlaps) < outermost.of(Lost::Overlaps));
    choose(&mut session, Choice::Kind(Some(Kind::Txt)));
    assert!(export(&session).losses.as_ref().unwrap().of(Lost::Spans) > 0);
    choose(&mut session, Choice::Which(Which::Done));
    session.send(Step::Write.msg());
    assert_eq!(
        session.state.dialog,
        Some(Dialog::Export),
        "no article is done"
    );
}

#[test]
fn a_lead_without_work_takes_everybodys_away() {
    let mut session = Browser::default().visit();
    session.files(&[("p.isnad.jsonl", GOLDEN.as_bytes())]);
    session.send(Msg::Dialog(None));
    session.press(Command::Export);
    choose(&mut session, Choice::Kind(Some(Kind::Doccano)));
    let spans = |session: &Session| {
        let export = export(session);
        export.spans(&export.going(&session.state).unwrap())
    };
    let all = spans(&session);
    assert!(all > 0);
    choose(&mut session, Choice::Everybody(false));
    assert_eq!(spans(&session), 0, "it was chosen so");
    choose(&mut session, Choice::Everybody(true));
    assert_eq!(spans(&session), all);
    // Who has work of their own takes that.
    session.send(Msg::Dialog(None));
    session.mark(0, 4, '1');
    session.press(Command::Export);
    choose(&mut session, Choice::Kind(Some(Kind::Doccano)));
    assert_eq!(spans(&session), 1);
    choose(&mut session, Choice::Everybody(true));
    assert_eq!(spans(&session), all + 1);
}

#[test]
fn articles_are_dealt_out_by_their_ids() {
    let mut session = salma();
    session.press(Command::Export);
    choose(&mut session, Choice::Kind(Some(Kind::Doccano)));
    choose(&mut session, Choice::Split(true));
    choose(&mut session, Choice::Shares("no".to_owned()));
    session.send(Step::Write.msg());
    assert_eq!(session.state.dialog, Some(Dialog::Export), "no shares");
    choose(&mut session, Choice::Shares("٠،٠،١".to_owned()));
    let (name, bytes) = written(&mut session);
    assert!(name.ends_with("-doccano.zip"), "{name}");
    let mut back = Browser::other().visit();
    back.files(&[(&name, &bytes)]);
    let names: Vec<_> = import(&back)
        .groups
        .iter()
        .flat_map(|group| group.names.clone())
        .collect();
    assert!(names.contains(&"test.jsonl".to_owned()), "{names:?}");
}

#[test]
fn doccanos_own_screen_counts_otherwise() {
    for (unit, start) in [
        (OffsetUnit::CodePoint, 34),
        (OffsetUnit::Utf16, 35),
        (OffsetUnit::Grapheme, 33),
    ] {
        let mut session = salma();
        session.press(Command::Export);
        choose(&mut session, Choice::Kind(Some(Kind::Doccano)));
        choose(&mut session, Choice::Unit(unit));
        let (_, bytes) = written(&mut session);
        let file = String::from_utf8(bytes).unwrap();
        assert!(file.contains(&format!("[{start},")), "{unit:?}: {file}");
    }
}

#[test]
fn label_studio_may_count_utf_16_and_nothing_that_it_does_not_know() {
    for (unit, start) in [
        (OffsetUnit::CodePoint, 34),
        (OffsetUnit::Utf16, 35),
        (OffsetUnit::Grapheme, 34),
    ] {
        let mut session = salma();
        session.press(Command::Export);
        choose(&mut session, Choice::Unit(unit));
        choose(&mut session, Choice::Kind(Some(Kind::LabelStudio)));
        let (name, bytes) = written(&mut session);
        let file = String::from_utf8(bytes.clone()).unwrap();
        assert!(
            file.contains(&format!("\"start\":{start},")),
            "{unit:?}: {file}"
        );
        let wanted = marked(&mut session, 0);
        let mut back = Browser::other().visit();
        back.send(Msg::Name("salma".to_owned()));
        back.files(&[(&name, &bytes)]);
        back.send(Step::Take.msg());
        back.send(Msg::Dialog(None));
        assert_eq!(all(&mut back), wanted, "{unit:?}");
    }
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

#[test]
fn a_saved_page_gives_its_main_text() {
    let mut session = Browser::default().visit();
    let words = "قال الوزير إن الأسعار لن ترتفع هذا العام، ونفى مصدر مسؤول ما نُشر عن ذلك في الصحف. "
        .repeat(4);
    let page = format!(
        "<!DOCTYPE html><html><head><title>أسعار</title></head><body><nav>الرئيسية</nav>\
        <article><h1>أسعار</h1><p>{words}</p><p>{words}</p></article></body></html>"
    );
    session.files(&[("saved.html", page.as_bytes())]);
    let group = &import(&session).groups[0];
    assert_eq!(group.kind, Some(Kind::Html));
    let seen = group.seen.as_ref().unwrap();
    assert!(seen.rejected.is_empty(), "{:?}", seen.rejected);
    session.send(Step::Take.msg());
    let text = session.open().text.as_str();
    assert!(
        text.contains("ونفى مصدر مسؤول") && !text.contains("الرئيسية"),
        "{text}"
    );
}
