//! Files of other programs come in, by the dialog.

use std::io::Cursor;

use isnad::app::exchange::group::Setting;
use isnad::app::exchange::import::{Fate, Import, Stage};
use isnad::app::exchange::{Desk, Step};
use isnad::app::keymap::Command;
use isnad::app::msg::{FileOutcome, Msg};
use isnad::app::state::Dialog;
use isnad::app::strings::Text as Key;
use isnad::format::exchange::files::Memory;
use isnad::format::exchange::kind::Kind;
use isnad::format::exchange::read::{Cut, TitleAs};
use isnad::format::exchange::reject::Reason;
use isnad::format::exchange::units::OffsetUnit;
use isnad::format::exchange::zip::write_zip;
use isnad::model::ids::LabelId;

use super::session::{Browser, Session, spans};

pub const GOLDEN: &str = include_str!("../../golden/project-1.isnad.jsonl");
const LABEL_STUDIO: &str = include_str!("../../golden/label-studio.json");
const BRAT: &str = include_str!("../../golden/brat.ann");
const TEXT: &str = "قالَ الوزير: «لن نرفع الأسعار» 📈\nونفى مصدر مسؤول ذلك.";

pub fn import(session: &Session) -> &Import {
    assert_eq!(session.state.dialog, Some(Dialog::Files));
    let desk: &Desk = session.state.desk.as_ref().unwrap().downcast_ref().unwrap();
    desk.import.as_ref().unwrap()
}

fn set(session: &mut Session, setting: Setting) {
    session.send(Step::Set(0, setting).msg());
}

pub fn titles(session: &Session) -> Vec<String> {
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
pub fn all(session: &mut Session) -> Vec<(String, Vec<(String, String)>)> {
    marked(session, 1)
}

/// Text and spans of all articles from one on.
pub fn marked(session: &mut Session, from: usize) -> Vec<(String, Vec<(String, String)>)> {
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
