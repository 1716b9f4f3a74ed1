//! Work on whole projects that takes long: files and hand-outs are read, compared, taken in and written elsewhere, figures
//! counted, with a bar; called off, they leave no trace or are told. What comes of them is what comes of small ones.

use std::collections::VecDeque;

use isnad::app::effect::{Effect, LeadEffect};
use isnad::app::exchange::Desk;
use isnad::app::exchange::order::Told;
use isnad::app::exchange::project::{Doing, LongFile, Projects};
use isnad::app::exchange::{Asked, Step, errand::Errand};
use isnad::app::keymap::Command;
use isnad::app::lead::Offered;
use isnad::app::msg::{ExportKind, FileBytes, FileOutcome, Msg};
use isnad::app::ports::StorageError;
use isnad::app::prefs::MANY;
use isnad::app::state::{Dialog, Moment, Offer, Storing};
use isnad::app::storage::Places;
use isnad::app::storage::project_file::{Beside, Contents};
use isnad::app::strings::Text as Key;
use isnad::app::update::{LeadAsk, update, update_formats, update_later};
use isnad::app::work::Sealed;
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
    lead_of(Browser::default())
}

fn lead_of(browser: Browser) -> (Session, String) {
    let mut session = browser.visit();
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
                Effect::ReadProject {
                    name,
                    handed_out,
                    text,
                } => {
                    let places = Places {
                        local: &session.browser.local,
                        database: &session.browser.database,
                    };
                    let read = block_on(places.project_read(name, handed_out, text));
                    todo.push_back(Msg::ProjectRead(Sealed::of(read)));
                }
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
        Some(Doing::Reading { name, .. }) if name == "ahmad.isnad.jsonl"
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
    assert_eq!(home.state.storing, Storing::Yes);
    assert!(storing.run > run);
    home.send(Msg::Dialog(None));
    assert!(storing.stop.is_stopped());
    // The order is on its way all the same.
    let said = serve(&home.shop.clone(), storing, &places);
    for msg in said {
        home.send(msg);
    }
    assert_eq!(home.state.dialog, None);
    assert!(home.notice(Key::CalledOff).is_some());
    assert!(home.state.desk.is_none(), "nothing is held on to");
    assert_eq!(browser.everything(), before);
}

#[test]
fn what_was_stored_before_it_was_called_off_can_be_taken_back() {
    let (mut home, file) = lead();
    let before = home.state.articles.len();
    home.look_at(&[("one.jsonl", with_new(&file, "one").as_bytes())]);
    let browser = home.browser.clone();
    let places = Places {
        local: &browser.local,
        database: &browser.database,
    };
    let storing = order_of(&mut home, Msg::Lead(LeadAsk::TakeIn));
    let said = serve(&home.shop.clone(), storing, &places);
    home.send(Msg::Dialog(None));
    for msg in said {
        home.send(msg);
    }
    assert!(home.notice(Key::StoredAlready).is_some());
    assert!(matches!(
        home.outcomes(),
        [(_, FileOutcome::Project { added: 1, .. })]
    ));
    home.send(Msg::Dialog(None));
    assert_eq!(home.state.present().count(), before + 1);
    home.press(Command::Undo);
    assert_eq!(home.state.present().count(), before);
}

#[test]
fn a_file_of_another_project_that_came_is_shown_though_the_next_one_is_called_off() {
    let (_, other) = lead();
    let browser = Browser::other();
    let mut session = browser.visit();
    let project = read_project(&other).unwrap().project.id;
    let bring = |name: &str| FileBytes {
        name: name.to_owned(),
        bytes: other.clone().into_bytes(),
    };
    let places = Places {
        local: &browser.local,
        database: &browser.database,
    };
    let at = session.now();
    let mut errand = order_of(&mut session, Msg::Files(vec![bring("a"), bring("b")]));
    // Both are read, the first one comes in.
    for _ in 0..3 {
        let mut next = None;
        for msg in serve(&session.shop.clone(), errand, &places) {
            next = order_or_nothing(&mut session, msg, &at).or(next);
        }
        errand = next.expect("a further order");
    }
    assert_ne!(session.state.project.id, project);
    session.send(Msg::Dialog(None));
    for msg in serve(&session.shop.clone(), errand, &places) {
        session.send(msg);
    }
    assert_eq!(session.state.project.id, project);
    let names: Vec<&str> = session.outcomes().iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["a"]);
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

/// Takes in more articles than are few, beside the sample.
pub fn many(session: &mut Session) {
    let lines: String = (0..=MANY)
        .map(|number| format!("{{\"text\":\"الخبر رقم {number}\"}}\n"))
        .collect();
    session.files(&[("l.jsonl", lines.as_bytes())]);
    session.send(Step::Take.msg());
    session.send(Msg::Dialog(None));
}

#[test]
fn very_many_articles_go_out_under_a_bar() {
    let mut session = Browser::default().visit();
    many(&mut session);
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

const BESIDE: &str = "project.isnad.jsonl";

#[test]
fn a_hand_out_that_comes_while_something_is_about_to_begin_leaves_it_alone() {
    let (mut home, file) = lead();
    let at = home.now();
    for found in ["", &*file] {
        home.send(Msg::Lead(LeadAsk::Ready(String::new())));
        // The part is still on its way when the hand-out comes.
        let bring = Msg::Files(vec![FileBytes {
            name: "a.jsonl".to_owned(),
            bytes: file.clone().into_bytes(),
        }]);
        let mut part = Vec::new();
        let mut todo = VecDeque::from([bring]);
        while let Some(msg) = todo.pop_front() {
            for effect in update(&mut home.state, msg, &at) {
                match effect {
                    Effect::Later(msg) => todo.push_back(Msg::Later(update_later, msg)),
                    Effect::Formats(msg) => part.push(Msg::Later(update_formats, msg)),
                    _ => {}
                }
            }
        }
        come(&mut home, found);
        assert_eq!(home.state.dialog, Some(Dialog::UnderWay));
        for msg in part {
            home.send(msg);
        }
        let names: Vec<&str> = home.outcomes().iter().map(|(name, _)| &**name).collect();
        assert_eq!(names, ["a.jsonl"]);
        home.send(Msg::Dialog(None));
    }
}

#[test]
fn what_is_asked_for_while_something_is_done_follows_it() {
    let (mut home, file) = lead();
    let bring = |name: &str| LongFile {
        name: name.to_owned(),
        text: file.clone(),
        handed_out: false,
    };
    let first = order_of(
        &mut home,
        Msg::Files(vec![FileBytes {
            name: "a.jsonl".to_owned(),
            bytes: file.clone().into_bytes(),
        }]),
    );
    let at = home.now();
    let second = Msg::Exchange(Sealed::of(Asked::Read(vec![bring("b.jsonl")])));
    assert!(order_or_nothing(&mut home, second, &at).is_none());
    assert!(!first.stop.is_stopped());
    let places = Places {
        local: &home.browser.local.clone(),
        database: &home.browser.database.clone(),
    };
    for msg in serve(&home.shop.clone(), first, &places) {
        home.send(msg);
    }
    let names: Vec<&str> = home.outcomes().iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["a.jsonl", "b.jsonl"]);
}

#[test]
fn a_break_while_it_is_stored_has_the_list_read_again_whatever_waits() {
    let (mut home, _) = lead();
    let mut other = Browser::other().visit();
    other.files(&[("n.txt", "خبر جديد".as_bytes())]);
    let small = file_of(&mut other);
    let here = small.replacen(
        &format!("\"id\":\"{}\"", read_project(&small).unwrap().project.id),
        &format!("\"id\":\"{}\"", home.state.project.id),
        1,
    );
    home.look_at(&[("small.isnad.jsonl", here.as_bytes())]);
    assert_eq!(home.state.dialog, Some(Dialog::Incoming));
    let (_, new) = lead_of(Browser::other());
    let at = home.now();
    let bring = Msg::Files(vec![FileBytes {
        name: "new.jsonl".to_owned(),
        bytes: new.into_bytes(),
    }]);
    let reading = order_of(&mut home, bring);
    let browser = home.browser.clone();
    let places = Places {
        local: &browser.local,
        database: &browser.database,
    };
    let mut storing = None;
    for msg in serve(&home.shop.clone(), reading, &places) {
        storing = order_or_nothing(&mut home, msg, &at).or(storing);
    }
    let run = storing.expect("it is taken in").run;
    assert_eq!(home.state.storing, Storing::Yes);
    let broken = Told::Broken("no memory".to_owned());
    home.told.clear();
    home.send(Step::Told(run, Box::new(broken)).msg());
    assert_eq!(home.state.storing, Storing::No);
    assert_eq!(home.state.dialog, Some(Dialog::Incoming));
    assert!(!home.told.is_empty(), "other tabs look as well");
}

#[test]
fn what_was_read_and_let_go_of_is_not_asked_about_again() {
    let (mut home, file) = lead();
    let back = labelled(&file);
    home.look_at(&[("ahmad.isnad.jsonl", back.as_bytes())]);
    assert_eq!(home.state.lead.waiting.len(), 1);
    // Other files are dropped on it.
    home.files(&[("t.csv", "text\nقال الوزير\n".as_bytes())]);
    assert_eq!(home.state.dialog, Some(Dialog::Files));
    home.send(Msg::Dialog(None));
    let new = with_new(&file, "new");
    home.look_at(&[("new.isnad.jsonl", new.as_bytes())]);
    let waiting = home.state.lead.waiting.iter();
    let names: Vec<&str> = waiting.map(|preview| &*preview.name).collect();
    assert_eq!(names, ["new.isnad.jsonl"]);
}

/// The page is there, and this lies beside it.
fn beside(session: &mut Session, search: &str, file: &str) {
    session.send(Msg::Lead(LeadAsk::Ready(search.to_owned())));
    come(session, file);
}

/// It was fetched.
fn come(session: &mut Session, file: &str) {
    session.send(fetched(file));
}

fn fetched(file: &str) -> Msg {
    Msg::Lead(LeadAsk::Fetched(BESIDE.to_owned(), Ok(file.to_owned())))
}

fn offered(session: &Session) -> Option<&str> {
    session.state.lead.offered.as_ref().map(Offered::name)
}

#[test]
fn who_came_for_a_large_hand_out_sees_how_far_it_is_and_can_call_it_off() {
    let (_, file) = lead();
    let browser = Browser::other();
    let mut session = browser.visit();
    session.send(Msg::Lead(LeadAsk::Ready(String::new())));
    let reading = order_of(&mut session, fetched(&file));
    assert_eq!(session.state.dialog, Some(Dialog::UnderWay));
    session.send(Msg::Dialog(None));
    assert!(reading.stop.is_unheard());
    assert_eq!(session.state.dialog, None);
    assert_eq!(offered(&session), Some(BESIDE));
    // It is fetched anew when it is wanted.
    session.take();
    session.send(Msg::Lead(LeadAsk::LookAtOffer));
    assert_eq!(session.state.dialog, Some(Dialog::UnderWay));
    let fetch =
        |effect: &Effect| matches!(effect, Effect::Lead(LeadEffect::Fetch(name)) if name == BESIDE);
    assert!(session.take().iter().any(fetch));
    come(&mut session, &file);
    assert_eq!(session.state.dialog, Some(Dialog::Incoming));
    // A look that led to nothing leaves the offer.
    session.send(Msg::Dialog(None));
    assert_eq!(offered(&session), Some(BESIDE));
    session.send(Msg::Lead(LeadAsk::LookAtOffer));
    come(&mut session, &file);
    session.send(Msg::Lead(LeadAsk::TakeIn));
    assert_eq!(session.state.articles.len(), 3);
    assert_eq!(offered(&session), None);
    // It is not read again.
    for search in ["", "?project=project.isnad.jsonl"] {
        let mut again = browser.visit();
        beside(&mut again, search, &file);
        assert_eq!((again.state.dialog.clone(), offered(&again)), (None, None));
    }
}

#[test]
fn who_has_work_is_offered_a_large_hand_out_unread() {
    let (mut home, file) = lead();
    let browser = Browser::other();
    let mut session = browser.visit();
    session.mark(0, 5, '1');
    beside(&mut session, "", &file);
    assert_eq!(session.state.dialog, None);
    assert_eq!(offered(&session), Some(BESIDE));
    session.send(Msg::Lead(LeadAsk::LookAtOffer));
    // Nobody waits for it any more when it comes.
    session.send(Msg::Dialog(None));
    come(&mut session, &file);
    assert_eq!(session.state.dialog, None);
    session.send(Msg::Lead(LeadAsk::LookAtOffer));
    let broken = Err("offline".to_owned());
    session.send(Msg::Lead(LeadAsk::Fetched(BESIDE.to_owned(), broken)));
    assert_eq!(session.state.dialog, None);
    assert!(session.notice(Key::HandOutFailed).is_some());
    session.send(Msg::Lead(LeadAsk::LookAtOffer));
    come(&mut session, "nonsense");
    assert_eq!(session.state.dialog, None);
    assert!(session.notice(Key::HandOutBroken).is_some());
    session.send(Msg::Lead(LeadAsk::LookAtOffer));
    come(&mut session, &file);
    assert_eq!(session.state.dialog, Some(Dialog::Incoming));
    session.send(Msg::Lead(LeadAsk::PutAway));
    assert_eq!(offered(&session), None);
    let mut again = browser.visit();
    beside(&mut again, "", &file);
    assert_eq!(offered(&again), None, "it is the one that was put away");
    // Whose it is learns that all of it is here, and is not told again.
    home.send(Msg::Lead(LeadAsk::Ready(String::new())));
    come(&mut home, &file);
    home.send(Msg::Lead(LeadAsk::LookAtOffer));
    come(&mut home, &file);
    assert!(matches!(
        home.outcomes(),
        [(_, FileOutcome::Project { added: 0, .. })]
    ));
    assert_eq!(offered(&home), None);
}

#[test]
fn a_link_to_a_large_hand_out_opens_its_project() {
    let (_, file) = lead();
    let project = read_project(&file).unwrap().project.id;
    let link = "?project=project.isnad.jsonl";
    let browser = Browser::other();
    let mut session = browser.visit();
    let own = session.state.project.id.clone();
    session.mark(0, 5, '1');
    beside(&mut session, link, &file);
    assert_eq!(session.state.dialog, Some(Dialog::Incoming));
    session.send(Msg::Lead(LeadAsk::TakeIn));
    session.send(Msg::Dialog(None));
    session.send(Msg::OpenProject(own.clone()));
    assert_eq!(session.state.project.id, own);
    let mut again = browser.visit();
    beside(&mut again, link, &file);
    assert_eq!(again.state.project.id, project, "without reading it again");
    assert_eq!(again.state.dialog, None);
    // One that was put away is not here: the link asks for it again.
    let mut other = Browser::other().visit();
    beside(&mut other, link, &file);
    let own = other.state.project.id.clone();
    other.send(Msg::Lead(LeadAsk::PutAway));
    let mut again = other.browser.visit();
    beside(&mut again, link, &file);
    assert_eq!(again.state.dialog, Some(Dialog::Incoming));
    assert_eq!(again.state.project.id, own);
}

#[test]
fn a_hand_out_that_became_small_is_shown_all_the_same() {
    let (_, file) = lead();
    let small = file_of(&mut Browser::default().visit());
    let mut session = Browser::other().visit();
    session.mark(0, 5, '1');
    beside(&mut session, "", &file);
    session.send(Msg::Lead(LeadAsk::LookAtOffer));
    come(&mut session, &small);
    assert_eq!(session.state.dialog, Some(Dialog::Incoming));
    session.send(Msg::Lead(LeadAsk::TakeIn));
    assert_eq!(offered(&session), None);
}

#[test]
fn a_hand_out_that_cannot_be_stored_is_offered_again() {
    let (_, file) = lead();
    let browser = Browser::other();
    let mut session = browser.visit();
    beside(&mut session, "", &file);
    browser.database.full.set(true);
    session.send(Msg::Lead(LeadAsk::TakeIn));
    assert!(matches!(
        session.outcomes(),
        [(_, FileOutcome::NotStored(_))]
    ));
    browser.database.full.set(false);
    assert_eq!(offered(&session), Some(BESIDE));
    let mut again = browser.visit();
    beside(&mut again, "", &file);
    assert_eq!(again.state.dialog, Some(Dialog::Incoming));
}

#[test]
fn figures_of_very_many_articles_are_counted_under_a_bar() {
    let mut session = Browser::default().visit();
    many(&mut session);
    session.mark(0, 5, '1');
    let order = order_of(&mut session, Msg::Export(ExportKind::Figures));
    assert_eq!(session.state.dialog, Some(Dialog::UnderWay));
    session.send(Msg::Dialog(None));
    assert!(order.stop.is_unheard(), "it can be called off");
    session.send(Msg::Export(ExportKind::Figures));
    let Some(Dialog::Figures(page)) = &session.state.dialog else {
        panic!("{:?}", session.state.dialog)
    };
    let figures = page.shown().unwrap();
    assert_eq!((figures.articles, figures.spans), (MANY + 2, 1));
    let order = order_of(&mut session, Msg::Export(ExportKind::Figures));
    let broken = Told::Broken("no memory".to_owned());
    session.send(Step::Told(order.run, Box::new(broken)).msg());
    assert!(session.notice(Key::FiguresFailed).is_some());
}

#[test]
fn a_hand_out_that_was_seen_is_not_read_again() {
    let mut small = Browser::default().visit();
    let file = file_of(&mut small);
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
        match read.read.unwrap() {
            Contents::Projects(projects) => projects.len(),
            long => panic!("{long:?}"),
        }
    };
    assert_eq!(read(Beside::Unasked), 0);
    assert_eq!(read(Beside::Asked), 1);
}
