//! Whether the page opens without a network, what it says of that, and that a reload waits for the work.

use isnad::app::effect::Effect;
use isnad::app::msg::Msg;
use isnad::app::offline::{News, Offline, Place};
use isnad::app::ports::StorageError;
use isnad::app::state::Offer;
use isnad::app::strings::Text as Key;
use isnad::app::where_work::lines;

use super::session::{Browser, Session};

fn keys(session: &Session) -> Vec<Key> {
    lines(&session.state).iter().map(|said| said.key).collect()
}

fn renews(session: &mut Session) -> usize {
    let effects = session.take();
    effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Renew))
        .count()
}

/// As on https, with everything there.
fn hosted() -> Place {
    Place {
        file: None,
        secure: true,
        workers: true,
        build: true,
    }
}

#[test]
fn each_place_says_what_is_to_be_had() {
    let check = |place: Place, wanted: &[Key], begins: bool| {
        let mut session = Browser::default().visit();
        session.take();
        session.send(Msg::Placed(place));
        assert_eq!(keys(&session), wanted);
        let begun = session
            .take()
            .iter()
            .any(|effect| matches!(effect, Effect::KeepOffline));
        assert_eq!(begun, begins);
    };
    let none = || Place {
        workers: false,
        ..hosted()
    };
    check(hosted(), &[Key::WorkHere, Key::OfflinePreparing], true);
    check(none(), &[Key::WorkHere, Key::OfflineNoWorkers], false);
    // Plain http has no workers either: that is the reason to give.
    let plain = Place {
        secure: false,
        ..none()
    };
    check(plain, &[Key::WorkHere, Key::OfflinePlainHttp], false);
    let alone = Place {
        build: false,
        ..hosted()
    };
    check(alone.clone(), &[Key::WorkHere, Key::OfflineOneFile], false);
    // A file is never registered, whatever the browser has.
    for place in [hosted(), alone, Place::default()] {
        let file = Some("/home/salma/isnad.html".to_owned());
        let place = Place { file, ..place };
        check(place, &[Key::WorkInFile, Key::OfflineFile], false);
    }
}

#[test]
fn what_becomes_of_it_is_said() {
    let mut session = Browser::default().visit();
    assert_eq!(keys(&session), [Key::WorkHere]);
    session.send(Msg::Placed(hosted()));
    session.send(Msg::Offline(News::Failed));
    assert_eq!(keys(&session), [Key::WorkHere, Key::OfflineFailed]);
    session.send(Msg::Offline(News::Kept));
    assert_eq!(keys(&session), [Key::WorkHere, Key::OfflineKept]);
    assert_eq!(session.state.offline, Offline::Kept);
    assert!(session.notice(Key::NewBuild).is_none());
    session.send(Msg::Offline(News::NewBuild));
    session.send(Msg::Offline(News::NewBuild));
    session.send(Msg::Offline(News::Kept));
    let notice = session.notice(Key::NewBuild).unwrap();
    assert_eq!(notice.offers, [Offer::Renew]);
    assert_eq!(session.state.notices.len(), 1);
    let wanted = [Key::WorkHere, Key::OfflineKept, Key::NewBuild];
    assert_eq!(keys(&session), wanted);
}

#[test]
fn a_reload_waits_until_everything_is_saved() {
    let mut session = Browser::default().visit();
    session.send(Msg::Take(Offer::Renew));
    assert_eq!(renews(&mut session), 1);
    session.held = true;
    session.mark(109, 210, '2');
    session.send(Msg::Take(Offer::Renew));
    session.mark(117, 137, '3');
    assert_eq!(renews(&mut session), 0);
    session.release(false);
    assert_eq!(renews(&mut session), 1);
    assert_eq!(session.browser.visit().spans().len(), 2);
    // Asked for once, done once.
    session.mark(3, 9, '1');
    assert_eq!(renews(&mut session), 0);
}

#[test]
fn work_that_cannot_be_saved_is_not_reloaded_away() {
    let browser = Browser::default();
    let mut session = browser.visit();
    let broken = StorageError::Failed("broken".to_owned());
    *browser.database.fails.borrow_mut() = Some(broken);
    session.mark(109, 210, '2');
    session.send(Msg::Take(Offer::Renew));
    assert_eq!(renews(&mut session), 0);
    let notice = session.notice(Key::NotRenewed).unwrap();
    assert_eq!(notice.offers, [Offer::Backup, Offer::Retry]);
    *browser.database.fails.borrow_mut() = None;
    session.send(Msg::Take(Offer::Retry));
    assert_eq!(renews(&mut session), 0);
    session.send(Msg::Take(Offer::Renew));
    assert_eq!(renews(&mut session), 1);
}
