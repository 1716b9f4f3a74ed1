//! The first visit, and coming back.

use isnad::app::effect::{Effect, Scroll};
use isnad::app::keymap::Command;
use isnad::app::msg::Msg;
use isnad::app::ports::{Database, Local, StorageError, Store, Write};
use isnad::app::prefs::{Lang, Theme};
use isnad::app::state::{Phase, Saved};
use isnad::app::storage::local_database::LocalDatabase;
use isnad::app::storage::start::{Fresh, STAND_IN};
use isnad::app::storage::{PREFS_KEY, Places, VIEW_KEY};
use isnad::app::strings::Text as Key;
use isnad::format::storage_key::{article_key, project_key};
use isnad::model::ids::ProjectId;

use super::session::{Browser, block_on, spans};

const SHA: &str = "e9768664dbf2eccab7f4a441d4664c88bcc36a5bdead37b9891183d843fba498";
const TITLE: &str = "لافروف: علاقاتنا مع واشنطن بإدارتها الجديدة ستأخذ منحى أفضل بمجال مكافحة الإرهاب وحل الأزمة في سورية";

#[test]
fn first_visit_opens_the_sample_and_stores_it() {
    let browser = Browser::default();
    let session = browser.visit();
    let open = session.open();
    assert_eq!(session.state.phase, Phase::Ready);
    assert_eq!(open.article.sha256.as_hex(), SHA);
    assert_eq!(open.article.id.as_str(), &SHA[..16]);
    assert_eq!(open.article.length.get(), 2479);
    assert_eq!(open.text.end().get(), 2479);
    assert_eq!(open.article.title, TITLE);
    assert!(open.right_to_left());
    assert_eq!(session.state.saved, Saved::Yes);
    assert_eq!(session.state.notices, []);
    let (project, article) = (&session.state.project.id, &open.article.id);
    let key = article_key(project, article);
    assert!(
        browser
            .stored(Store::Projects, &project_key(project))
            .is_some()
    );
    assert!(browser.stored(Store::Articles, &key).is_some());
    assert_eq!(
        browser.stored(Store::Texts, &key).as_deref(),
        Some(open.text.as_str())
    );
}

/// Nothing that is stored may be taken for a first visit, which would write beside it.
#[test]
fn a_first_visit_is_one_where_nothing_is_stored() {
    let fresh = Fresh {
        project: ProjectId::new("p-new"),
        stand_in: format!("{STAND_IN}new"),
    };
    let start = |browser: &Browser| {
        let places = Places {
            local: &browser.local,
            database: &browser.database,
        };
        block_on(places.first_start(&fresh, None))
    };
    let browser = Browser::default();
    let first = start(&browser).expect("nothing is stored");
    let stored = browser.everything();
    let other = Browser::default();
    let places = Places {
        local: &other.local,
        database: &other.database,
    };
    let whole = block_on(places.start(fresh.clone(), None));
    assert_eq!(
        format!("{first:?}"),
        format!("{whole:?}"),
        "as if it had been read"
    );
    assert_eq!(other.everything(), stored);

    assert!(start(&browser).is_none(), "the sample is stored now");
    for store in Store::ALL {
        let browser = Browser::default();
        let write = Write::put(store, "a", "anything");
        block_on(browser.database.write(vec![write])).unwrap();
        assert!(start(&browser).is_none(), "{store:?}");
    }
    let browser = Browser::default();
    browser.local.set("isnad:anything", "").unwrap();
    assert!(start(&browser).is_none(), "local storage");
    let browser = Browser::default();
    browser.local.set("another-page", "").unwrap();
    assert!(start(&browser).is_some(), "not ours");
}

#[test]
fn second_visit_finds_the_first_ones_project() {
    let browser = Browser::default();
    let first = browser.visit();
    let second = browser.visit();
    assert_eq!(second.state.project, first.state.project);
    assert_eq!(second.state.articles, first.state.articles);
    assert_eq!(second.key(), first.key());
    let count = |store| {
        browser
            .database
            .map
            .borrow()
            .keys()
            .filter(|(s, _)| *s == store)
            .count()
    };
    assert_eq!((count(Store::Projects), count(Store::Articles)), (1, 1));
}

#[test]
fn coming_back_finds_work_focus_caret_scroll_and_choices() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.mark(109, 210, '2');
    let inner = session.mark(117, 137, '3');
    session
        .send(Msg::Lang(Lang::Ar))
        .send(Msg::Theme(Theme::Dark));
    session.send(Msg::Viewport {
        near: (0, 5),
        top: 3,
        offset: 12,
    });
    // Later than the last time the page was scrolled.
    session.send(Msg::Focus(inner.clone())).send(Msg::Leaving);
    let mut back = browser.visit();
    assert_eq!(
        back.spans(),
        spans(&[("denial", 109, 210), ("source", 117, 137)])
    );
    assert_eq!(back.open().focus, Some(inner));
    assert_eq!(back.open().selection.head.get(), 117);
    assert_eq!(back.state.prefs.theme, Theme::Dark);
    assert_eq!(back.state.lang(), Lang::Ar);
    let top = |effect: &Effect| match effect {
        Effect::ScrollTo(Scroll::Top { block, offset }) => Some((*block, *offset)),
        _ => None,
    };
    assert_eq!(back.take().iter().find_map(top), Some((3, 12)));
    // Nothing was written that was not there.
    assert_eq!(back.state.saved, Saved::Yes);
}

#[test]
fn choices_that_cannot_be_read_are_the_usual_ones() {
    for junk in [
        "",
        "{",
        "null",
        "[1]",
        "{\"caret\":-1,\"top\":\"x\"}",
        "\u{0}",
        "{\"lang\":7}",
    ] {
        let browser = Browser::default();
        browser.visit().mark(109, 210, '2');
        for key in [PREFS_KEY, VIEW_KEY] {
            browser
                .local
                .map
                .borrow_mut()
                .insert(key.to_owned(), junk.to_owned());
        }
        let session = browser.visit();
        assert!(session.state.prefs.single_keys, "{junk:?}");
        assert_eq!(session.open().article.sha256.as_hex(), SHA, "{junk:?}");
    }
}

/// A value that a later version of the page wrote costs the other choices nothing, above all not the name
/// under which the work is kept.
#[test]
fn one_choice_that_cannot_be_read_leaves_the_others() {
    let browser = Browser::default();
    browser.visit().mark(109, 210, '2');
    let prefs = browser.local(PREFS_KEY).unwrap();
    let odd = prefs.replace("\"theme\":\"system\"", "\"theme\":\"sepia\"");
    assert_ne!(odd, prefs);
    browser
        .local
        .map
        .borrow_mut()
        .insert(PREFS_KEY.to_owned(), odd);
    let back = browser.visit();
    assert_eq!(back.state.prefs.theme, Theme::System);
    assert_eq!(back.spans(), spans(&[("denial", 109, 210)]));
}

#[test]
fn database_that_fails_at_the_start_leaves_the_work_of_local_storage() {
    let browser = Browser::default();
    let mut first = browser.visit();
    first.mark(109, 210, '2');
    let before = browser.everything().1;
    *browser.database.fails.borrow_mut() = Some(StorageError::Failed("broken".to_owned()));
    let mut second = browser.visit();
    assert!(second.notice(Key::NoDatabase).is_some());
    assert!(second.state.no_database.is_some());
    assert_eq!(second.open().article.sha256.as_hex(), SHA);
    // The same project, so the same key, so the same work.
    assert_eq!(second.key(), first.key());
    second.mark(117, 137, '3');
    assert_eq!(browser.everything().1, before);
    *browser.database.fails.borrow_mut() = None;
    let third = browser.visit();
    assert_eq!(third.state.projects.len(), 1);
    assert!(third.spans().contains(&("source".to_owned(), 117, 137)));
}

/// It comes back in the middle of the visit: what it holds was never read, so it is not written over.
#[test]
fn database_that_could_not_be_read_is_not_written_over() {
    let browser = Browser::default();
    let mut first = browser.visit();
    first.mark(109, 210, '2');
    let name = first.name();
    let kept = browser.stored(Store::Layers, &name);
    browser.local.map.borrow_mut().remove(&name);
    *browser.database.fails.borrow_mut() = Some(StorageError::Failed("broken".to_owned()));
    let mut second = browser.visit();
    *browser.database.fails.borrow_mut() = None;
    second.mark(117, 137, '3');
    assert_eq!(browser.stored(Store::Layers, &name), kept);
    assert!(matches!(second.state.saved, Saved::Failed(_)));
    assert_eq!(browser.visit().spans().len(), 2);
}

#[test]
fn database_that_fails_on_the_first_visit_is_filled_on_the_next() {
    let browser = Browser::default();
    *browser.database.fails.borrow_mut() = Some(StorageError::Failed("broken".to_owned()));
    browser.visit().mark(109, 210, '2');
    *browser.database.fails.borrow_mut() = None;
    let mut second = browser.visit();
    assert_eq!(second.spans(), spans(&[("denial", 109, 210)]));
    assert_eq!(second.state.projects.len(), 1);
    second.press(Command::Undo);
    assert_eq!(browser.visit().state.projects.len(), 1);
}

#[test]
fn local_storage_alone_carries_everything_while_there_is_room() {
    let browser = Browser::default();
    let alone = || LocalDatabase(browser.local.clone());
    let mut session = browser.visit_with(alone());
    session.mark(109, 210, '2');
    assert_eq!(session.state.saved, Saved::Yes);
    session.files(&[("en.txt", b"He said: \"no comment\".")]);
    session.mark(0, 2, '3');
    let mut back = browser.visit_with(alone());
    assert_eq!(back.open().text.as_str(), "He said: \"no comment\".");
    assert_eq!(back.spans(), spans(&[("source", 0, 2)]));
    back.press(Command::PreviousArticle);
    assert_eq!(back.spans(), spans(&[("denial", 109, 210)]));
    assert!(browser.database.map.borrow().is_empty());
}

/// There is no second place that holds a layer, so none may be taken out to make room.
#[test]
fn local_storage_alone_evicts_nothing() {
    let browser = Browser::default();
    let alone = || LocalDatabase(browser.local.clone());
    let mut session = browser.visit_with(alone());
    session.mark(109, 210, '2');
    let first = session.name();
    let kept = browser.local(&first);
    session.files(&[("en.txt", b"He said: \"no comment\".")]);
    let used: usize = browser
        .local
        .map
        .borrow()
        .iter()
        .map(|(k, v)| k.len() + v.len())
        .sum();
    browser.local.limit.set(Some(used + 50));
    session.mark(0, 2, '3');
    assert!(matches!(session.state.saved, Saved::Failed(_)));
    assert_eq!(browser.local(&first), kept);
}

/// A project record that cannot be read stays as it is, and nothing takes its place.
#[test]
fn a_project_that_cannot_be_read_is_reported_and_left() {
    for junk in ["{", "{\"schema\":\"isnad/project/2\",\"id\":\"p-1\"}"] {
        let browser = Browser::default();
        let first = browser.visit();
        let key = (Store::Projects, project_key(&first.state.project.id));
        browser
            .database
            .map
            .borrow_mut()
            .insert(key.clone(), junk.to_owned());
        let mut second = browser.visit();
        assert!(second.notice(Key::Unreadable).is_some(), "{junk}");
        second.mark(109, 210, '2');
        assert_eq!(
            browser.database.map.borrow().get(&key).map(String::as_str),
            Some(junk)
        );
    }
}
