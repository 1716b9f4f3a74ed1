//! Project files that take long: read, compared, taken in and written elsewhere, with a bar, and called off without a
//! trace. What comes of them is what comes of small ones.

use std::collections::VecDeque;

use isnad::app::effect::Effect;
use isnad::app::exchange::Desk;
use isnad::app::exchange::order::Told;
use isnad::app::exchange::project::{Doing, Projects};
use isnad::app::exchange::{Step, errand::Errand};
use isnad::app::keymap::Command;
use isnad::app::msg::{ExportKind, FileBytes, FileOutcome, Msg};
use isnad::app::ports::StorageError;
use isnad::app::prefs::MANY;
use isnad::app::state::{Dialog, Moment, Offer};
use isnad::app::storage::Places;
use isnad::app::storage::project_file::HandedOut;
use isnad::app::strings::Text as Key;
use isnad::app::update::{LeadAsk, update, update_formats, update_later};
use isnad::format::project::{ProjectError, read_project};
use isnad::model::ids::Annotator;
use isnad::model::merge::MergeCounts;

use super::session::{Browser, Session, block_on, serve};

/// More than the page reads without a bar.
const LONG: usize = 2_100_000;

/// A text of so many letters, told apart by its number.
fn text(number: usize, letters: usize) -> String {
    let words = "قال الوزير إن الأسعار لن ترتفع\n".repeat(letters / 31);
    format!("الخبر {number}\n{words}")
}

/// A project of two articles, one of them long, and its file.
fn lead() -> (Session, String) {
    let mut session = Browser::default().visit();
    session.send(Msg::Name("salma".to_owned()));
    for number in 0..2 {
        let text = text(number, LONG / 3);
        session.files(&[(&format!("{number}.txt"), text.as_bytes())]);
    }
    session.mark(0, 5, '1');
    let file = file_of(&mut session);
    assert!(file.len() > LONG);
    (session, file)
}

/// The project as a file.
fn file_of(session: &mut Session) -> String {
    session.send(Msg::Export(ExportKind::Project));
    session.download().expect("a file").1
}

/// What an annotator sends back: the first article labelled.
fn labelled(file: &str) -> String {
    let mut session = Browser::other().visit();
    session.send(Msg::Name("ahmad".to_owned()));
    session.files(&[("p.isnad.jsonl", file.as_bytes())]);
    session.send(Msg::Dialog(None));
    let first = session.state.articles[0].article.id.clone();
    session.send(Msg::OpenArticle(first));
    session.mark(6, 9, '2');
    file_of(&mut session)
}

fn projects(session: &Session) -> Option<&Projects> {
    let desk: &Desk = session.state.desk.as_ref()?.downcast_ref()?;
    desk.projects.as_ref()
}

#[test]
fn a_large_file_that_comes_home_is_shown_taken_in_and_taken_back() {
    let (mut home, file) = lead();
    let back = labelled(&file);
    home.look_at(&[("ahmad.isnad.jsonl", back.as_bytes())]);
    assert_eq!(home.state.dialog, Some(Dialog::Incoming));
    let preview = home.state.lead.waiting[0].clone();
    let ahmad = *preview.brings.layers.get(&Annotator::new("ahmad")).unwrap();
    assert_eq!((ahmad.new, preview.brings.new_articles), (1, 0));
    home.send(Msg::Lead(LeadAsk::TakeIn));
    let [(name, outcome)] = home.outcomes() else {
        panic!("{:?}", home.outcomes())
    };
    let came = FileOutcome::Project {
        added: 0,
        merged: MergeCounts {
            added: 1,
            ..MergeCounts::default()
        },
        layers: 2,
        rejected: Vec::new(),
    };
    assert_eq!((&**name, outcome), ("ahmad.isnad.jsonl", &came));
    assert!(home.state.desk.is_none(), "nothing is held on to");
    home.send(Msg::Dialog(None));
    let of_ahmad = |session: &mut Session| {
        let read = read_project(&file_of(session)).unwrap();
        let layers = read.articles.iter().flat_map(|article| &article.layers);
        let his = layers.filter(|layer| layer.key().annotator.as_str() == "ahmad");
        his.map(|layer| layer.len()).sum::<usize>()
    };
    assert_eq!(of_ahmad(&mut home), 1);
    home.press(Command::Undo);
    assert_eq!(of_ahmad(&mut home), 0, "one undo takes it back");
}

#[test]
fn a_large_file_is_what_a_small_one_is() {
    // A new project comes in without a question.
    let (_, file) = lead();
    let mut session = Browser::other().visit();
    session.look_at(&[("p.isnad.jsonl", file.as_bytes())]);
    assert!(matches!(
        session.outcomes(),
        [(_, FileOutcome::Project { layers: 1, .. })]
    ));
    assert_eq!(session.state.articles.len(), 3);
    session.send(Msg::Dialog(None));
    // The same again is said to be there.
    session.look_at(&[("p.isnad.jsonl", file.as_bytes())]);
    assert!(matches!(
        session.outcomes(),
        [(_, FileOutcome::Project { added: 0, .. })]
    ));
}

#[test]
fn files_that_are_opened_together_are_asked_about_and_told_together() {
    let (mut home, file) = lead();
    let back = labelled(&file);
    let broken = back.replacen("isnad/project/1", "isnad/project/99", 1);
    let files = [
        ("old.jsonl", file.as_bytes()),
        ("new.jsonl", back.as_bytes()),
        ("broken.isnad.jsonl", broken.as_bytes()),
        ("text.txt", "ونفى مصدر ذلك".as_bytes()),
    ];
    home.look_at(&files);
    assert_eq!(home.state.dialog, Some(Dialog::Incoming));
    let waiting = home.state.lead.waiting.iter();
    let waiting: Vec<&str> = waiting.map(|preview| &*preview.name).collect();
    assert_eq!(waiting, ["new.jsonl"], "nothing is asked of the others");
    home.send(Msg::Lead(LeadAsk::TakeIn));
    let mut told: Vec<(&str, &str)> = Vec::new();
    for (name, outcome) in home.outcomes() {
        let what = match outcome {
            FileOutcome::Project { .. } => "came",
            FileOutcome::NotProject(ProjectError::NewerSchema { .. }) => "newer",
            FileOutcome::Added { .. } => "added",
            other => panic!("{name}: {other:?}"),
        };
        told.push((name, what));
    }
    told.sort_unstable();
    let all = [
        ("broken.isnad.jsonl", "newer"),
        ("new.jsonl", "came"),
        ("old.jsonl", "came"),
        ("text.txt", "added"),
    ];
    assert_eq!(told, all);
}

#[test]
fn what_is_put_away_leaves_no_trace_and_tells_of_the_others() {
    let (mut home, file) = lead();
    let back = labelled(&file);
    let before = home.browser.everything();
    let files = [
        ("new.jsonl", back.as_bytes()),
        ("old.jsonl", file.as_bytes()),
    ];
    for put_away in [Msg::Lead(LeadAsk::PutAway), Msg::Dialog(None)] {
        home.look_at(&files);
        home.send(put_away);
        assert_eq!(home.outcomes().len(), 1, "what came of the old one");
        assert!(home.state.desk.is_none());
        home.send(Msg::Dialog(None));
        assert_eq!(home.browser.everything(), before);
    }
}

/// Goes on until an order is given, and answers it.
fn order_of(session: &mut Session, msg: Msg) -> Errand {
    let at = session.now();
    order_or_nothing(session, msg, &at).expect("an order")
}

fn order_or_nothing(session: &mut Session, msg: Msg, at: &Moment) -> Option<Errand> {
    let mut todo = VecDeque::from([msg]);
    let mut order = None;
    while let Some(msg) = todo.pop_front() {
        for effect in update(&mut session.state, msg, at) {
            match effect {
                Effect::Later(msg) => todo.push_back(Msg::Later(update_later, msg)),
                Effect::Formats(msg) => todo.push_back(Msg::Later(update_formats, msg)),
                Effect::Work(work) => order = Errand::of(work),
                _ => {}
            }
        }
    }
    order
}

#[test]
fn called_off_at_any_moment_it_leaves_nothing() {
    let (mut home, file) = lead();
    let back = labelled(&file);
    let browser = home.browser.clone();
    let places = Places {
        local: &browser.local,
        database: &browser.database,
    };
    let before = browser.everything();
    let bring = Msg::Files(vec![FileBytes {
        name: "ahmad.isnad.jsonl".to_owned(),
        bytes: back.into_bytes(),
    }]);
    let reading = order_of(&mut home, bring);
    assert!(matches!(
        projects(&home).and_then(|projects| projects.doing.as_ref()),
        Some(Doing::Reading(name)) if name == "ahmad.isnad.jsonl"
    ));
    let run = reading.run;
    let said = serve(&home.shop, reading, &places);
    // It is said how far it is, then what is in it.
    assert!(said.len() > 2, "{}", said.len());
    for msg in said {
        home.send(msg);
    }
    assert_eq!(home.state.dialog, Some(Dialog::Incoming));
    let storing = order_of(&mut home, Msg::Lead(LeadAsk::TakeIn));
    assert!(home.state.storing && storing.run > run);
    home.send(Msg::Dialog(None));
    assert!(storing.stop.is_stopped());
    // The order is on its way all the same.
    let said = serve(&home.shop.clone(), storing, &places);
    for msg in said {
        home.send(msg);
    }
    assert_eq!(home.state.dialog, None);
    assert_eq!(browser.everything(), before);
}

#[test]
fn a_break_is_said_of_all_that_is_lost_with_it() {
    let (mut home, file) = lead();
    let bring = |name: &str| FileBytes {
        name: name.to_owned(),
        bytes: file.clone().into_bytes(),
    };
    let first = order_of(
        &mut home,
        Msg::Files(vec![bring("a.jsonl"), bring("b.jsonl")]),
    );
    let broken = Told::Broken("no memory".to_owned());
    home.send(Step::Told(first.run, Box::new(broken)).msg());
    let failed = || FileOutcome::NotStored(StorageError::Failed("no memory".to_owned()));
    let lost = |name: &str| (name.to_owned(), failed());
    assert_eq!(home.outcomes(), [lost("a.jsonl"), lost("b.jsonl")]);
}

#[test]
fn what_came_before_a_break_can_be_taken_back() {
    let (mut home, file) = lead();
    let before = home.state.articles.len();
    let (one, two) = (with_new(&file, "one"), with_new(&file, "two"));
    home.look_at(&[("one.jsonl", one.as_bytes()), ("two.jsonl", two.as_bytes())]);
    assert_eq!(home.state.lead.waiting.len(), 2);
    let browser = home.browser.clone();
    let places = Places {
        local: &browser.local,
        database: &browser.database,
    };
    let first = order_of(&mut home, Msg::Lead(LeadAsk::TakeIn));
    let run = first.run;
    let said = serve(&home.shop, first, &places);
    let at = home.now();
    for msg in said {
        // The second order is not carried out.
        order_or_nothing(&mut home, msg, &at);
    }
    let broken = Told::Broken("no memory".to_owned());
    home.send(Step::Told(run + 1, Box::new(broken)).msg());
    assert!(home.notice(Key::FilesBroken).is_some());
    let [(name, FileOutcome::Project { added: 1, .. })] = home.outcomes() else {
        panic!("{:?}", home.outcomes())
    };
    assert_eq!(name, "one.jsonl");
    home.send(Msg::Dialog(None));
    assert_eq!(home.state.present().count(), before + 1);
    home.press(Command::Undo);
    assert_eq!(home.state.present().count(), before);
}

/// The file with one more article.
fn with_new(file: &str, word: &str) -> String {
    let mut session = Browser::other().visit();
    session.send(Msg::Name(word.to_owned()));
    session.files(&[("p.isnad.jsonl", file.as_bytes())]);
    session.send(Msg::Dialog(None));
    session.files(&[("n.txt", format!("خبر جديد: {word}").as_bytes())]);
    file_of(&mut session)
}

#[test]
fn other_files_wait_until_the_work_is_done() {
    let (mut home, file) = lead();
    let bring = |name: &str| {
        Msg::Files(vec![FileBytes {
            name: name.to_owned(),
            bytes: file.clone().into_bytes(),
        }])
    };
    let first = order_of(&mut home, bring("a.jsonl"));
    home.send(bring("b.jsonl"));
    assert!(home.notice(Key::StillUnderWay).is_some());
    assert!(!first.stop.is_stopped(), "the first one goes on");
}

#[test]
fn a_part_that_cannot_be_loaded_is_asked_for_again() {
    let (mut home, file) = lead();
    home.cut_off = true;
    home.look_at(&[("a.jsonl", file.as_bytes())]);
    assert_eq!(
        home.state.dialog, None,
        "what is offered is not behind a dialog"
    );
    home.cut_off = false;
    home.send(Msg::Take(Offer::LoadAgain));
    assert!(matches!(
        home.outcomes(),
        [(_, FileOutcome::Project { added: 0, .. })]
    ));
}

#[test]
fn very_many_articles_go_out_under_a_bar() {
    let mut session = Browser::default().visit();
    let lines: String = (0..=MANY)
        .map(|number| format!("{{\"text\":\"الخبر رقم {number}\"}}\n"))
        .collect();
    session.files(&[("l.jsonl", lines.as_bytes())]);
    session.send(Step::Take.msg());
    session.send(Msg::Dialog(None));
    session.mark(0, 5, '1');
    assert_eq!(session.state.prefs.edits_since_backup, 1);
    session.press(Command::Export);
    let order = order_of(&mut session, Msg::Export(ExportKind::Project));
    assert_eq!(session.state.dialog, Some(Dialog::UnderWay));
    session.send(Msg::Dialog(None));
    assert!(order.stop.is_stopped(), "it can be called off");
    session.press(Command::Export);
    let read = read_project(&file_of(&mut session)).unwrap();
    assert_eq!(read.articles.len(), MANY + 2, "with the sample");
    assert_eq!(session.state.dialog, None);
    assert_eq!(session.state.prefs.edits_since_backup, 0);
    let order = order_of(&mut session, Msg::Export(ExportKind::Project));
    let broken = Told::Broken("no memory".to_owned());
    session.send(Step::Told(order.run, Box::new(broken)).msg());
    assert!(session.notice(Key::ExportFailed).is_some());
}

#[test]
fn a_hand_out_that_was_seen_is_not_read_again() {
    let (_, file) = lead();
    let browser = Browser::other();
    let hand_out = |session: &mut Session, search: &str| {
        session.send(Msg::Lead(LeadAsk::Ready(search.to_owned())));
        let name = "project.isnad.jsonl".to_owned();
        session.send(Msg::Lead(LeadAsk::Fetched(name, Ok(file.clone()))));
    };
    let mut session = browser.visit();
    hand_out(&mut session, "");
    session.send(Msg::Lead(LeadAsk::PutAway));
    let read = |asked| {
        let places = Places {
            local: &browser.local,
            database: &browser.database,
        };
        let name = "project.isnad.jsonl".to_owned();
        let read = block_on(places.project_read(name, Some(asked), file.clone()));
        read.read.unwrap().len()
    };
    assert_eq!(read(HandedOut::Unasked), 0);
    assert_eq!(read(HandedOut::Asked), 1);
}
