//! Newer versions of a project that is here: handed out, or in a file. What the person removed stays away unless it is
//! asked back; name, scheme and guidelines are taken over after the preview says so; work is never removed.

use isnad::app::keymap::Command;
use isnad::app::lead::HANDED_OUT;
use isnad::app::msg::{ExportKind, Msg};
use isnad::app::scheme_page::{Form, NewField, SchemeAsk};
use isnad::app::state::Dialog;
use isnad::app::storage::compare::{Newer, Preview};
use isnad::app::update::{LeadAsk, ProjectAsk};
use isnad::model::ids::{ArticleId, LabelId};
use isnad::model::scheme_edit::{Edit, Item, Tongue};

use super::session::{Browser, Session, spans};

fn lead(session: &mut Session, ask: LeadAsk) -> &mut Session {
    session.send(Msg::Lead(ask))
}

fn file_of(session: &mut Session) -> String {
    session.send(Msg::Export(ExportKind::Project));
    session.download().expect("a file").1
}

fn scheme(session: &mut Session, ask: SchemeAsk) {
    lead(session, LeadAsk::Scheme(ask));
}

/// A lead's project of two articles with a name.
fn lead_page() -> Session {
    let mut session = Browser::default().visit();
    session.send(Msg::Name("salma".to_owned()));
    session.files(&[("b.txt", "ونفى مصدر مسؤول ذلك".as_bytes())]);
    session
}

fn add_label(session: &mut Session, ar: &str, en: &str) {
    scheme(session, SchemeAsk::Show);
    for (field, text) in [(NewField::Ar, ar), (NewField::En, en)] {
        scheme(session, SchemeAsk::New(Form::Label, field, text.to_owned()));
    }
    scheme(session, SchemeAsk::Add(Form::Label));
    session.send(Msg::Dialog(None));
}

/// The page of an annotator is there, and this lies beside it.
fn beside(session: &mut Session, text: &str) {
    lead(session, LeadAsk::Ready(String::new()));
    let name = HANDED_OUT.to_owned();
    lead(session, LeadAsk::Fetched(name, Ok(text.to_owned())));
}

fn waiting(session: &Session) -> &Preview {
    assert_eq!(session.state.dialog, Some(Dialog::Incoming));
    session.state.lead.waiting.first().expect("a preview")
}

/// An annotator who has taken the hand-out in.
fn annotator(file: &str) -> (Browser, Session) {
    let browser = Browser::other();
    let mut session = browser.visit();
    beside(&mut session, file);
    lead(&mut session, LeadAsk::TakeIn);
    session.send(Msg::Dialog(None));
    (browser, session)
}

fn ids(session: &Session) -> Vec<ArticleId> {
    let present = session.state.present();
    present.map(|listed| listed.article.id.clone()).collect()
}

/// The lead's page an hour later, by which whatever is changed is newer.
fn later(session: &mut Session) {
    session.millis += 60_000 * 15;
}

/// An annotator who has labelled the second of two articles and removed it, what there was, and the newer hand-out
/// that has a third one.
fn removed_one() -> (Browser, Session, Vec<ArticleId>, String) {
    let mut home = lead_page();
    let (browser, mut session) = annotator(&file_of(&mut home));
    let all = ids(&session);
    session.send(Msg::OpenArticle(all[1].clone()));
    session.mark(0, 4, '2');
    session.send(Msg::RemoveArticle(all[1].clone()));
    later(&mut home);
    home.files(&[("c.txt", "تقرير ثالث".as_bytes())]);
    (browser, session, all, file_of(&mut home))
}

#[test]
fn what_was_removed_stays_away_when_a_newer_hand_out_comes() {
    let (browser, _, all, second) = removed_one();
    let mut session = browser.visit();
    beside(&mut session, &second);
    lead(&mut session, LeadAsk::LookAtOffer);
    let preview = waiting(&session);
    assert_eq!(
        (preview.brings.new_articles, preview.brings.removed_articles),
        (1, 1)
    );
    lead(&mut session, LeadAsk::TakeIn);
    session.send(Msg::Dialog(None));
    let now = ids(&session);
    assert!(now.len() == 2 && !now.contains(&all[1]));
    assert_eq!(ids(&browser.visit()), now);
}

#[test]
fn what_was_removed_comes_back_with_its_work_if_it_is_asked_for() {
    let (browser, mut session, all, second) = removed_one();
    beside(&mut session, &second);
    lead(&mut session, LeadAsk::LookAtOffer);
    lead(&mut session, LeadAsk::BringBack(true));
    lead(&mut session, LeadAsk::TakeIn);
    session.send(Msg::Dialog(None));
    assert!(ids(&session).contains(&all[1]));
    session.send(Msg::OpenArticle(all[1].clone()));
    assert_eq!(session.spans(), spans(&[("denial", 0, 4)]));
    // One undo takes the hand-out back, and so what it brought back.
    session.press(Command::Undo);
    assert_eq!(ids(&session), all[..1]);
    assert_eq!(ids(&browser.visit()), all[..1]);
}

/// A file that brings nothing else is asked about all the same: who opened it may want the article.
#[test]
fn a_file_that_is_opened_asks_whether_to_bring_back() {
    let mut home = lead_page();
    let file = file_of(&mut home);
    let (_, mut session) = annotator(&file);
    let all = ids(&session);
    session.send(Msg::RemoveArticle(all[0].clone()));
    // Beside the page it is nothing new.
    beside(&mut session, &file);
    assert_eq!(session.state.lead.offered, None);
    let opened = [("p.isnad.jsonl", file.as_bytes())];
    session.look_at(&opened);
    assert_eq!(waiting(&session).brings.removed_articles, 1);
    lead(&mut session, LeadAsk::TakeIn);
    session.send(Msg::Dialog(None));
    assert_eq!(ids(&session), all[1..]);
    session.look_at(&opened);
    lead(&mut session, LeadAsk::BringBack(true));
    lead(&mut session, LeadAsk::TakeIn);
    session.send(Msg::Dialog(None));
    assert_eq!(ids(&session), all);
    // A text that is opened by itself is wanted.
    session.send(Msg::RemoveArticle(all[1].clone()));
    session.files(&[("b.txt", "ونفى مصدر مسؤول ذلك".as_bytes())]);
    assert_eq!(ids(&session).len(), 2);
}

/// Work of others on an article that was removed here is kept, and there when the article comes back.
#[test]
fn work_on_an_article_that_stays_away_is_kept() {
    let mut home = lead_page();
    let file = file_of(&mut home);
    let (_, mut theirs) = annotator(&file);
    theirs.send(Msg::Name("ahmad".to_owned()));
    let all = ids(&theirs);
    theirs.send(Msg::OpenArticle(all[1].clone()));
    theirs.mark(0, 4, '2');
    let back = file_of(&mut theirs);
    home.send(Msg::RemoveArticle(all[1].clone()));
    home.files(&[("ahmad.isnad.jsonl", back.as_bytes())]);
    home.send(Msg::Dialog(None));
    assert_eq!(ids(&home), all[..1]);
    home.press(Command::Undo);
    home.press(Command::Undo);
    assert_eq!(ids(&home), all);
    home.files(&[("ahmad.isnad.jsonl", back.as_bytes())]);
    home.send(Msg::Dialog(None));
    let whose = home.state.lead.whose.get(&all[1]).cloned();
    assert!(whose.unwrap().iter().any(|name| name.as_str() == "ahmad"));
}

#[test]
fn the_preview_says_what_of_the_project_is_newer() {
    let none = Newer::default();
    let name = |text: &str| ProjectAsk::Name(text.to_owned());
    let guidelines = ProjectAsk::Guidelines("# دليل".to_owned());
    let asks: [(Vec<ProjectAsk>, Newer); 4] = [
        (vec![name("أخبار")], Newer { name: true, ..none }),
        (
            vec![guidelines],
            Newer {
                guidelines: true,
                ..none
            },
        ),
        (
            vec![],
            Newer {
                scheme: true,
                ..none
            },
        ),
        // A newer record of the same brings nothing.
        (vec![name("أخبار"), name("")], none),
    ];
    for (asks, wanted) in asks {
        let mut home = lead_page();
        let (browser, mut session) = annotator(&file_of(&mut home));
        later(&mut home);
        if wanted.scheme {
            add_label(&mut home, "موقف", "Stance");
        }
        for ask in asks {
            lead(&mut home, LeadAsk::Project(ask));
        }
        let file = file_of(&mut home);
        beside(&mut session, &file);
        lead(&mut session, LeadAsk::LookAtOffer);
        if wanted == none {
            assert_eq!(session.state.dialog, None);
            continue;
        }
        assert_eq!(waiting(&session).brings.newer, wanted);
        let was = session.state.project.clone();
        lead(&mut session, LeadAsk::TakeIn);
        session.send(Msg::Dialog(None));
        assert_eq!(session.state.project, home.state.project);
        assert_eq!(browser.visit().state.project, home.state.project);
        session.press(Command::Undo);
        assert_eq!(session.state.project, was);
    }
}

/// What only the annotator's scheme has is retired, not lost, and the work with it stays.
#[test]
fn a_newer_scheme_takes_nothing_away() {
    let mut home = lead_page();
    let (browser, mut session) = annotator(&file_of(&mut home));
    let all = ids(&session);
    add_label(&mut session, "خاص", "Mine");
    session.send(Msg::OpenArticle(all[1].clone()));
    session.mark(0, 4, '4');
    later(&mut home);
    scheme(&mut home, SchemeAsk::Show);
    let quote = Item::Label(LabelId::from("quote"));
    let renamed = Edit::Name(quote, Tongue::En, "Speech".to_owned());
    scheme(&mut home, SchemeAsk::Edit(renamed));
    home.send(Msg::Dialog(None));
    let second = file_of(&mut home);
    beside(&mut session, &second);
    lead(&mut session, LeadAsk::LookAtOffer);
    assert!(waiting(&session).brings.newer.scheme);
    lead(&mut session, LeadAsk::TakeIn);
    session.send(Msg::Dialog(None));
    let label = |session: &Session, id: &str| {
        let scheme = &session.state.project.scheme;
        scheme.label(&LabelId::from(id)).expect("a label").clone()
    };
    assert_eq!(label(&session, "quote").names.en, "Speech");
    assert!(label(&session, "mine").retired);
    assert_eq!(session.spans(), spans(&[("mine", 0, 4)]));
    assert!(label(&browser.visit(), "mine").retired);
    session.press(Command::Undo);
    assert!(!label(&session, "mine").retired);
}

/// Removing an article is one step of the history, and its work comes back with it.
#[test]
fn undo_brings_a_removed_article_back_with_its_layers() {
    let mut home = lead_page();
    let all = ids(&home);
    home.send(Msg::OpenArticle(all[1].clone()));
    home.mark(0, 4, '2');
    let (_, mut theirs) = annotator(&file_of(&mut home));
    theirs.send(Msg::Name("ahmad".to_owned()));
    theirs.send(Msg::OpenArticle(all[1].clone()));
    theirs.mark(5, 9, '3');
    let back = file_of(&mut theirs);
    home.files(&[("ahmad.isnad.jsonl", back.as_bytes())]);
    home.send(Msg::Dialog(None));
    home.send(Msg::OpenArticle(all[1].clone()));
    let before = file_of(&mut home);
    home.send(Msg::RemoveArticle(all[1].clone()));
    assert_eq!(ids(&home), all[..1]);
    assert!(!file_of(&mut home).contains("ahmad"));
    home.press(Command::Undo);
    assert_eq!(ids(&home), all);
    assert_eq!(home.open().article.id, all[1]);
    assert_eq!(home.spans(), spans(&[("denial", 0, 4)]));
    assert_eq!(file_of(&mut home), before);
    home.press(Command::Redo);
    assert_eq!(ids(&home), all[..1]);
    home.press(Command::Undo);
    // After another start of the page it is there with all of its work.
    let mut again = home.browser.visit();
    assert_eq!(ids(&again), all);
    let marked = file_of(&mut again);
    assert!(marked.contains("ahmad") && marked.contains("\"denial\",\"fragments\""));
}
