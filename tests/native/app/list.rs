//! The list of articles: search, filters, order, and the way from one to the next.

use isnad::app::keymap::Command;
use isnad::app::list::{Sort, Window, rows};
use isnad::app::msg::Msg;
use isnad::app::strings::Text as Key;
use isnad::app::update::{AboutAsk, ListAsk, ListStep};
use isnad::model::layer::Status;
use proptest::prelude::*;

use super::session::{Browser, Session};

const FILES: [(&str, &str); 3] = [
    ("a.txt", "البيان الأول\n\nقال الوزير إنّ الأسعارَ لن ترتفع."),
    (
        "b.txt",
        "خبر عن المدرسة\n\nنفى مصدر مسؤول ذلك نفيًا قاطعًا في بيان طويل جدًا.",
    ),
    ("c.txt", "Third report\n\nReuters said so."),
];

/// The founding article and three more, of which the last is open.
fn four() -> (Browser, Session) {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.files(&FILES.map(|(name, text)| (name, text.as_bytes())));
    session.send(Msg::Dialog(None));
    let last = session.state.articles[3].article.id.clone();
    session.send(Msg::OpenArticle(last));
    (browser, session)
}

fn shown(session: &Session) -> Vec<String> {
    let titles = rows(&session.state).into_iter().map(|listed| {
        let words = listed.article.title.split_whitespace();
        words.take(2).collect::<Vec<_>>().join(" ")
    });
    titles.collect()
}

fn ask(session: &mut Session, ask: ListAsk) -> Vec<String> {
    session.send(Msg::List(ask));
    shown(session)
}

fn open(session: &Session) -> &str {
    session
        .open()
        .article
        .title
        .split(' ')
        .next()
        .unwrap_or_default()
}

const ALL: [&str; 4] = ["لافروف: علاقاتنا", "البيان الأول", "خبر عن", "Third report"];

#[test]
fn titles_and_texts_are_searched_folded() {
    let (_, mut session) = four();
    assert_eq!(shown(&session), ALL);
    let mut check = |query: &str, wanted: &[&str]| {
        let found = ask(&mut session, ListAsk::Query(query.to_owned()));
        assert_eq!(found, wanted, "{query}");
    };
    check("المدرسه", &["خبر عن"]);
    check("الاسعار", &["البيان الأول"]);
    check("بيان", &ALL[..3]);
    check("REUTERS", &["Third report"]);
    check("لا شيء كهذا", &[]);
    check("  ", &ALL);
    check("", &ALL);
}

#[test]
fn an_answer_to_an_earlier_query_is_passed_over() {
    let (_, mut session) = four();
    ask(&mut session, ListAsk::Query("المدرسة".to_owned()));
    let other = session.state.articles[0].article.id.clone();
    let late = ListAsk::Found("قال".to_owned(), [other].into_iter().collect());
    assert_eq!(ask(&mut session, late), ["خبر عن"]);
}

#[test]
fn filters_and_orders() {
    let (_, mut session) = four();
    session.mark(0, 5, '3');
    session.mark(13, 20, '1');
    session.send(Msg::About(AboutAsk::Status(Status::Discuss)));
    let mut check = |asked: ListAsk, wanted: &[&str]| {
        assert_eq!(ask(&mut session, asked.clone()), wanted, "{asked:?}");
        ask(&mut session, ListAsk::Clear);
    };
    check(ListAsk::Status(Some(Status::Todo)), &ALL[..3]);
    check(ListAsk::Status(Some(Status::Discuss)), &ALL[3..]);
    check(ListAsk::Label(Some("source".into())), &ALL[3..]);
    check(ListAsk::Label(Some("denial".into())), &[]);
    check(ListAsk::Problems(true), &[]);
    check(
        ListAsk::Sort(Sort::Spans),
        &[ALL[3], ALL[0], ALL[1], ALL[2]],
    );
    check(
        ListAsk::Sort(Sort::Length),
        &[ALL[0], ALL[2], ALL[1], ALL[3]],
    );
    check(
        ListAsk::Sort(Sort::Title),
        &[ALL[3], ALL[1], ALL[2], ALL[0]],
    );
}

#[test]
fn counts_are_kept_and_come_back() {
    let (browser, mut session) = four();
    session.mark(0, 5, '3');
    session.mark(13, 20, '1');
    session.press(Command::Undo);
    let summary = |session: &Session| session.state.articles[3].summary.clone();
    assert_eq!(
        summary(&session).labels,
        [("source".into(), 1)].into_iter().collect()
    );
    let back = browser.visit();
    assert_eq!(summary(&back), summary(&session));
    // Of another article, by an undo from afar.
    let first = session.state.articles[0].article.id.clone();
    session.mark(13, 20, '1');
    session.send(Msg::OpenArticle(first));
    assert_eq!(summary(&session).labels.get("quote"), Some(&1));
    session.press(Command::Undo);
    assert_eq!(summary(&session).labels.get("quote"), None);
}

#[test]
fn done_and_on_to_the_next_that_is_not() {
    let (_, mut session) = four();
    assert_eq!(open(&session), "Third");
    session.press(Command::Finish);
    assert_eq!(session.state.articles[3].summary.status, Status::Done);
    assert_eq!(open(&session), "لافروف:", "from the start again");
    let second = session.state.articles[1].article.id.clone();
    session.send(Msg::OpenArticle(second));
    session.send(Msg::About(AboutAsk::Status(Status::Skipped)));
    session.press(Command::NextUndone);
    assert_eq!(open(&session), "خبر");
    session.press(Command::Finish);
    assert_eq!(open(&session), "لافروف:");
    session.press(Command::Finish);
    assert_eq!(open(&session), "لافروف:", "nothing is left");
    assert!(
        session
            .state
            .articles
            .iter()
            .all(|listed| listed.summary.status != Status::Todo)
    );
    session.press(Command::NextUndone);
    assert_eq!(open(&session), "لافروف:");
    // The status is undone where it was given.
    session.press(Command::Undo);
    assert_eq!(session.open().layer.meta().status, Status::Todo);
}

#[test]
fn the_way_through_follows_what_is_shown() {
    let (_, mut session) = four();
    ask(&mut session, ListAsk::Sort(Sort::Title));
    session.press(Command::NextArticle);
    assert_eq!(open(&session), "البيان");
    session
        .press(Command::PreviousArticle)
        .press(Command::PreviousArticle);
    assert_eq!(open(&session), "Third");
    ask(&mut session, ListAsk::Query("المدرسة".to_owned()));
    session.press(Command::NextArticle);
    assert_eq!(
        open(&session),
        "خبر",
        "the open one is not among them: from the first"
    );
}

#[test]
fn what_is_said_of_the_article_is_kept_and_undone_in_steps() {
    let (browser, mut session) = four();
    session.send(Msg::About(AboutAsk::Label("  سياسة ".to_owned(), true)));
    for typed in ["ن", "نص", "نصّ"] {
        session.send(Msg::About(AboutAsk::Note(typed.to_owned())));
    }
    let meta = session.open().layer.meta().clone();
    assert_eq!(
        (meta.note.as_str(), meta.status),
        ("نصّ", Status::InProgress)
    );
    assert!(meta.labels.contains("سياسة"));
    let id = session.open().article.id.clone();
    let mut back = browser.visit();
    back.send(Msg::OpenArticle(id));
    assert_eq!(back.open().layer.meta(), &meta);
    session.press(Command::Undo);
    assert_eq!(
        session.open().layer.meta().note,
        "",
        "what was typed in one go is one step"
    );
    session.send(Msg::About(AboutAsk::Label("سياسة".to_owned(), false)));
    assert!(!session.open().layer.meta().labels.contains("سياسة"));
    session.press(Command::Undo);
    assert!(session.open().layer.meta().labels.contains("سياسة"));
    assert!(session.notice(Key::UndoLeft).is_none());
}

#[test]
fn the_keyboard_goes_through_the_rows() {
    let (_, mut session) = four();
    let mut check = |step: ListStep, wanted: usize| {
        session.send(Msg::List(ListAsk::Step(step)));
        let at = session.state.list.at.clone();
        assert_eq!(
            at.as_ref(),
            Some(&session.state.articles[wanted].article.id),
            "{step:?}"
        );
    };
    check(ListStep::By(-1), 2);
    check(ListStep::First, 0);
    check(ListStep::By(-1), 0);
    check(ListStep::By(10), 3);
    check(ListStep::By(-2), 1);
    check(ListStep::Last, 3);
}

proptest! {
    #[test]
    fn a_window_draws_what_is_on_the_screen(
        total in 0_usize..20_000, row in 1.0_f64..60.0, at in 0.0_f64..1.0, height in 1.0_f64..2_000.0,
    ) {
        let whole = row * total as f64;
        let scrolled = at * (whole - height).max(0.0);
        let window = Window::of(scrolled, height, whole, total);
        let drawn = window.drawn(total);
        prop_assert!(drawn.start <= drawn.end && drawn.end <= total);
        let (first, last) = ((scrolled / row) as usize, ((scrolled + height) / row) as usize);
        for seen in [first, last] {
            prop_assert!(seen >= total || drawn.contains(&seen), "{seen} of {total} in {drawn:?}");
        }
    }

    #[test]
    fn a_row_that_is_wanted_is_drawn(total in 1_usize..20_000, row in 0_usize..20_000, top in 0_usize..20_000) {
        let row = row.min(total - 1);
        let drawn = Window { top, rows: 40 }.with(row).drawn(total);
        prop_assert!(drawn.contains(&row), "{row} of {total} in {drawn:?}");
    }
}
