//! The part of the page that is loaded later, when it cannot be loaded.

use isnad::app::effect::Effect;
use isnad::app::keymap::Command;
use isnad::app::msg::{ExportKind, Msg};
use isnad::app::prefs::{Lang, Theme};
use isnad::app::state::{Dialog, Offer, Saved, SheetKind, Urgency};
use isnad::app::strings::Text as Key;
use isnad::app::update::SpanAsk;
use isnad::model::ids::{ArticleId, AttributeId, LabelId, ProjectId, SpanId};

use super::session::Browser;

#[test]
fn it_is_fetched_once_the_page_has_started() {
    let mut session = Browser::default().visit();
    let fetched = |log: Vec<Effect>| {
        let fetch = |effect: &&Effect| matches!(effect, Effect::FetchLater);
        log.iter().filter(fetch).count()
    };
    assert_eq!(fetched(session.take()), 1);
    session.mark(109, 210, '1');
    assert_eq!(fetched(session.take()), 0);
}

#[test]
fn without_it_one_can_label_and_is_told_what_did_not_happen() {
    let mut session = Browser::default().visit();
    session.cut_off = true;
    session.mark(109, 210, '2');
    session.press(Command::Undo).press(Command::Redo);
    assert_eq!(session.spans().len(), 1);
    assert_eq!(session.state.saved, Saved::Yes);
    assert_eq!(session.state.notices, []);

    session.press(Command::Help);
    assert_eq!(session.state.dialog, None);
    let notice = session.notice(Key::NotLoaded).expect("it is said");
    assert_eq!(notice.urgency, Urgency::Error);
    assert_eq!(notice.offers, [Offer::LoadAgain]);

    // Again in vain, then it is there.
    session.send(Msg::Take(Offer::LoadAgain));
    assert!(session.notice(Key::NotLoaded).is_some());
    session.cut_off = false;
    session.send(Msg::Take(Offer::LoadAgain));
    assert_eq!(session.state.dialog, Some(Dialog::Help));
    assert!(session.notice(Key::NotLoaded).is_none());
}

#[test]
fn everything_asked_for_is_done_once_it_is_there() {
    let mut session = Browser::default().visit();
    session.cut_off = true;
    session.files(&[("a.txt", "قال الوزير".as_bytes())]);
    session.send(Msg::Export(ExportKind::Project));
    session.send(Msg::Name("سلمى".to_owned()));
    assert_eq!(session.state.prefs.annotator, None);
    assert_eq!(session.state.articles.len(), 1);
    session.cut_off = false;
    session.send(Msg::Take(Offer::LoadAgain));
    assert_eq!(session.state.articles.len(), 2);
    assert_eq!(session.state.prefs.annotator.as_deref(), Some("سلمى"));
    assert!(session.download().is_some());
    // Nothing is left that would be done a second time.
    session.send(Msg::Take(Offer::LoadAgain));
    assert_eq!(session.state.articles.len(), 2);
    assert!(session.download().is_none());
}

#[test]
fn what_was_put_away_is_not_done_later() {
    let mut session = Browser::default().visit();
    session.cut_off = true;
    session.send(Msg::Export(ExportKind::Project));
    let id = session.notice(Key::NotLoaded).expect("it is said").id;
    session.send(Msg::Dismiss(id));
    session.press(Command::Help);
    session.cut_off = false;
    session.send(Msg::Take(Offer::LoadAgain));
    assert_eq!(session.state.dialog, Some(Dialog::Help));
    assert!(session.download().is_none());
}

#[test]
fn the_name_can_be_put_off_without_it() {
    let mut session = Browser::default().visit();
    session.cut_off = true;
    session.send(Msg::Name(String::new()));
    assert!(session.state.prefs.name_put_off);
    assert_eq!(session.state.notices, []);
}

/// A button sends its message each time it is pressed.
#[test]
fn what_buttons_send_can_be_sent_again() {
    let (span, label) = (SpanId::new("s"), LabelId::new("l"));
    let messages = [
        Msg::Do(Command::Undo),
        Msg::OpenProject(ProjectId::new("p")),
        Msg::OpenArticle(ArticleId::new("a")),
        Msg::RemoveArticle(ArticleId::new("a")),
        Msg::Label(label.clone()),
        Msg::Focus(span.clone()),
        Msg::Relabel(span.clone(), label.clone()),
        Msg::Delete(span.clone()),
        Msg::NoteDone,
        Msg::Span(SpanAsk::Attribute(span, AttributeId::new("x"), None)),
        Msg::Export(ExportKind::Project),
        Msg::ShowCopies,
        Msg::LookAtCopy("c".to_owned()),
        Msg::RestoreCopy,
        Msg::ChooseBackup,
        Msg::ResumeBackup,
        Msg::Lang(Lang::En),
        Msg::Theme(Theme::Dark),
        Msg::Name("n".to_owned()),
        Msg::SingleKeys(true),
        Msg::Dialog(None),
        Msg::Dialog(Some(Dialog::Help)),
        Msg::Dialog(Some(Dialog::Export)),
        Msg::Dialog(Some(Dialog::Name)),
        Msg::Panel {
            kind: SheetKind::Articles,
            narrow: true,
        },
        Msg::Filter(label),
        Msg::Welcomed,
        Msg::Dismiss(3),
        Msg::Take(Offer::Undo),
    ];
    for msg in messages {
        let again = msg.again().map(|again| format!("{again:?}"));
        assert_eq!(again, Some(format!("{msg:?}")));
    }
}
