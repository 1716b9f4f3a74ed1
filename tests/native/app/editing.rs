//! Changing spans: boundaries, notes, attributes, deletion, and taking it all back.

use isnad::app::dom_map::DomRange;
use isnad::app::effect::{Effect, is_edit_in_text};
use isnad::app::keymap::{Command, Way};
use isnad::app::msg::Msg;
use isnad::app::state::{Moment, Transient};
use isnad::app::strings::Text as Key;
use isnad::app::update::{SpanAsk, update};
use isnad::model::annotation::AttributeValue;
use isnad::model::boundary::Unit;
use isnad::model::edge::Edge;
use isnad::model::ids::ArticleId;
use isnad::model::layer::Status;
use proptest::prelude::*;
use proptest::sample::Index;

use super::selecting::{FAMILY, with_text};
use super::session::{Browser, Session, spans};
use isnad::app::msg::By;

/// The work of salma.
const LINKED: &str = include_str!("../../golden/project-1.isnad.jsonl");

fn nudge(edge: Edge, way: Way, letter: bool) -> Command {
    Command::Boundary { edge, way, letter }
}

fn marked(session: &Session) -> String {
    let (start, end) = session.focused().unwrap();
    session.text_of(start, end).to_owned()
}

#[test]
fn what_an_edit_does_in_the_text_need_not_wait_for_the_lists() {
    let mut session = Browser::default().visit();
    session.select(0, 4);
    let now = Moment::default();
    let mut check = |msg: Msg, wanted: bool| {
        let told = format!("{msg:?}");
        let effects = update(&mut session.state, msg, &now);
        assert_eq!(is_edit_in_text(&effects), wanted, "{told}: {effects:?}");
    };
    for command in [
        Command::Label('1'),
        Command::Label('2'),
        Command::Undo,
        Command::Delete,
    ] {
        check(Msg::Do(command), true);
    }
    check(Msg::Do(Command::ToggleLetters), false);
    // Another article comes.
    assert!(!is_edit_in_text(&[
        Effect::ClearPaint,
        Effect::Paint(vec![])
    ]));
    // The bar beside a selection has to be drawn.
    let point = session.at(0);
    let selection = Some(DomRange {
        start: point,
        end: point,
    });
    let shown = Effect::PaintTransient(Transient {
        selection,
        focus: vec![],
    });
    assert!(!is_edit_in_text(&[Effect::Paint(vec![]), shown]));
}

#[test]
fn boundaries_move_by_word_and_by_letter() {
    use {Edge::*, Way::*};
    let check = |text: &str, from: (u32, u32), steps: &[(Edge, Way, bool)], wanted: &str| {
        let mut session = with_text(text);
        session.mark(from.0, from.1, '2');
        for (edge, way, letter) in steps {
            session.press(nudge(*edge, *way, *letter));
        }
        assert_eq!(marked(&session), wanted, "{text:?} {from:?} {steps:?}");
        for _ in steps {
            session.press(Command::Undo);
        }
        // A step that altered nothing is none: never past the label itself.
        let at_most = session.spans();
        assert!(at_most.is_empty() || at_most == spans(&[("denial", from.0, from.1)]));
    };
    let arabic = "ونفى مصدر مسؤول ذلك.";
    // Right to left: left is onwards.
    check(arabic, (0, 9), &[(Start, Left, true)], "نفى مصدر");
    check(arabic, (1, 9), &[(Start, Right, true)], "ونفى مصدر");
    check(arabic, (0, 9), &[(Start, Left, false)], "مصدر");
    check(arabic, (5, 9), &[(Start, Right, false)], "ونفى مصدر");
    check(arabic, (0, 9), &[(End, Left, false)], "ونفى مصدر مسؤول");
    check(arabic, (0, 9), &[(End, Right, false)], "ونفى");
    check(arabic, (0, 9), &[(End, Right, true)], "ونفى مصد");
    check(arabic, (0, 9), &[(End, Left, true)], "ونفى مصدر م");
    check(arabic, (16, 19), &[(End, Left, false)], "ذلك.");
    // Up to the ends and no further; never empty, never crossed.
    check(
        arabic,
        (0, 4),
        &[(Start, Right, true), (Start, Right, false)],
        "ونفى",
    );
    check(
        arabic,
        (5, 9),
        &[(Start, Left, false), (End, Right, false)],
        "مصدر",
    );
    check(arabic, (16, 20), &[(End, Left, true)], "ذلك.");
    check(
        arabic,
        (5, 6),
        &[(End, Right, true), (Start, Left, true)],
        "م",
    );
    let english = "He said no.";
    check(english, (0, 2), &[(End, Right, false)], "He said");
    check(english, (0, 7), &[(Start, Right, true)], "e said");
    check(english, (3, 7), &[(Start, Left, false)], "He said");
    // Clusters are moved over whole.
    check(FAMILY, (0, 10), &[(End, Right, true)], "قالَ");
    check(
        FAMILY,
        (0, 4),
        &[(End, Left, true)],
        "قالَ 👨\u{200d}👩\u{200d}👧",
    );
    check(FAMILY, (0, 4), &[(End, Right, true)], "قا");
}

#[test]
fn the_attached_waw_is_cut_off_in_letter_mode() {
    let mut session = with_text("ونفى مصدر");
    session
        .select(0, 9)
        .press(Command::Label('2'))
        .press(Command::ToggleLetters);
    session.press(nudge(Edge::Start, Way::Left, false));
    assert_eq!(marked(&session), "نفى مصدر");
    session.press(Command::Undo);
    assert_eq!(marked(&session), "ونفى مصدر");
}

#[test]
fn an_edge_is_dragged_with_a_preview() {
    let mut session = with_text("ونفى مصدر مسؤول ذلك");
    let id = session.mark(5, 9, '3');
    let drag = |session: &mut Session, edge, to, alt, done| {
        let to = session.at(to);
        let span = id.clone();
        session.send(Msg::DragEdge {
            span,
            edge,
            to,
            alt,
            done,
        });
    };
    let preview = |s: &Session| s.open().dragged.map(super::session::range);
    drag(&mut session, Edge::End, 12, false, false);
    assert_eq!(preview(&session), Some((5, 15)));
    assert_eq!(
        session.spans(),
        spans(&[("source", 5, 9)]),
        "not before it is let go"
    );
    drag(&mut session, Edge::End, 12, true, false);
    assert_eq!(preview(&session), Some((5, 12)));
    // Beyond the other end the last preview stays.
    drag(&mut session, Edge::End, 2, false, false);
    assert_eq!(preview(&session), Some((5, 12)));
    session.send(Msg::DragCancelled);
    assert_eq!(preview(&session), None);
    drag(&mut session, Edge::End, 2, false, true);
    assert_eq!(session.spans(), spans(&[("source", 5, 9)]));
    drag(&mut session, Edge::End, 12, false, true);
    drag(&mut session, Edge::Start, 1, true, true);
    assert_eq!(
        (session.spans(), preview(&session)),
        (spans(&[("source", 1, 15)]), None)
    );
    // In white space it stops at the word.
    drag(&mut session, Edge::Start, 4, false, true);
    assert_eq!(session.spans(), spans(&[("source", 5, 15)]));
    session
        .press(Command::Undo)
        .press(Command::Undo)
        .press(Command::Undo);
    assert_eq!(session.spans(), spans(&[("source", 5, 9)]));
}

#[test]
fn what_is_typed_in_one_go_is_one_step() {
    let mut session = with_text("ونفى مصدر مسؤول ذلك");
    let id = session.mark(5, 9, '3');
    let note = |session: &mut Session, text: &str| {
        session.send(Msg::Note(id.clone(), text.to_owned()));
    };
    let is = |s: &Session| s.open().layer.span(&id).unwrap().note.clone();
    for text in ["م", "مر", "مرا", "مراجعة"] {
        note(&mut session, text);
    }
    session.send(Msg::NoteDone);
    note(&mut session, "مراجعة 2");
    note(&mut session, "مراجعة 2");
    session.press(Command::Undo);
    assert_eq!(is(&session), "مراجعة");
    session.press(Command::Undo);
    assert_eq!(is(&session), "");
    assert_eq!(session.spans(), spans(&[("source", 5, 9)]));
    session.press(Command::Redo).press(Command::Redo);
    assert_eq!(is(&session), "مراجعة 2");
    // Typing on after an undo is a step of its own.
    session.press(Command::Undo);
    note(&mut session, "x");
    session.press(Command::Undo);
    assert_eq!(is(&session), "مراجعة");
}

/// What comes between two letters of a note does not become one step with them.
#[test]
fn typing_is_broken_off_by_anything_else() {
    let mut session = with_text("ونفى مصدر مسؤول ذلك");
    let id = session.mark(5, 9, '3');
    let name = session.key().article;
    session.send(Msg::Note(id.clone(), "a".to_owned()));
    session.files(&[("b.txt", "نص آخر".as_bytes())]);
    session.send(Msg::OpenArticle(name));
    session.send(Msg::Note(id.clone(), "ab".to_owned()));
    let note = |s: &Session| s.open().layer.span(&id).unwrap().note.clone();
    session.press(Command::Undo);
    assert_eq!(note(&session), "a");
    session.press(Command::Undo);
    assert_eq!(
        session.state.present().count(),
        2,
        "the import is taken back"
    );
    session.press(Command::Undo);
    assert_eq!(note(&session), "");
    session
        .press(Command::Redo)
        .press(Command::Redo)
        .press(Command::Redo);
    assert_eq!(note(&session), "ab");
}

#[test]
fn attributes_are_set_and_unset() {
    let mut session = with_text("ونفى مصدر مسؤول ذلك");
    let id = session.mark(5, 9, '1');
    let kind = || "kind".into();
    let value = Some(AttributeValue::Text("direct".to_owned()));
    let is = |s: &Session| {
        s.open()
            .layer
            .span(&id)
            .unwrap()
            .attributes
            .get("kind")
            .cloned()
    };
    session.send(Msg::Span(SpanAsk::Attribute(
        id.clone(),
        kind(),
        value.clone(),
    )));
    assert_eq!(is(&session), value);
    session.send(Msg::Span(SpanAsk::Attribute(id.clone(), kind(), None)));
    assert_eq!(is(&session), None);
    session.press(Command::Undo);
    assert_eq!(is(&session), value);
    session.press(Command::Undo).press(Command::Redo);
    assert_eq!(is(&session), value);
}

#[test]
fn a_span_goes_with_its_links_and_comes_back_with_them() {
    let mut session = Browser::default().visit();
    session.send(Msg::Name("salma".to_owned()));
    session.files(&[("linked.isnad.jsonl", LINKED.as_bytes())]);
    assert_eq!(session.open().layer.links().count(), 1);
    let before = session.open().layer.clone();
    session.send(Msg::Delete("k3-4".into()));
    assert_eq!(session.open().layer.links().count(), 0);
    assert_eq!(session.spans().len(), before.len() - 1);
    session.press(Command::Undo);
    assert!(session.open().layer.same_content(&before));
    session.press(Command::Redo);
    assert_eq!(session.open().layer.links().count(), 0);
}

#[test]
fn undo_and_redo_say_when_there_is_nothing() {
    let mut session = with_text("ونفى مصدر");
    session.press(Command::Redo);
    assert!(session.notice(Key::NothingToRedo).is_some());
    session.press(Command::Undo).press(Command::Undo);
    assert!(session.notice(Key::NothingToUndo).is_some());
}

#[test]
fn the_first_label_begins_the_article_and_its_undo_puts_that_back() {
    let mut session = with_text("ونفى مصدر");
    let status = |s: &Session| s.open().layer.meta().status;
    assert_eq!(status(&session), Status::Todo);
    session.mark(0, 4, '1');
    assert_eq!(status(&session), Status::InProgress);
    session.press(Command::Undo);
    assert_eq!(status(&session), Status::Todo);
}

#[test]
fn undo_opens_the_article_it_is_about() {
    let mut session = with_text("ونفى مصدر مسؤول ذلك");
    let first = session.key().article;
    session.mark(5, 9, '3');
    session.files(&[("b.txt", "قال الوزير كذا".as_bytes())]);
    let second = session.key().article;
    session.mark(0, 3, '1');
    session.send(Msg::OpenArticle(first.clone()));
    session.mark(0, 4, '2');
    let open = |s: &Session| s.key().article;
    session.press(Command::Undo);
    assert_eq!(
        (open(&session), session.spans()),
        (first.clone(), spans(&[("source", 5, 9)]))
    );
    session.press(Command::Undo);
    assert_eq!((open(&session), session.spans()), (second.clone(), vec![]));
    // The import of the second one.
    session.press(Command::Undo);
    assert_eq!(
        open(&session),
        session.state.present().next().unwrap().article.id
    );
    assert!(!session.state.present().any(|l| l.article.id == second));
    session.press(Command::Undo);
    assert_eq!((open(&session), session.spans()), (first.clone(), vec![]));
    for _ in 0..4 {
        session.press(Command::Redo);
    }
    assert_eq!((open(&session), session.spans().len()), (first, 2));
    session.send(Msg::OpenArticle(second));
    assert_eq!(session.spans(), spans(&[("quote", 0, 3)]));
    // All of it is in storage.
    let browser = session.browser.clone();
    assert_eq!(browser.visit().spans(), spans(&[("quote", 0, 3)]));
}

#[test]
fn an_article_is_removed_and_brought_back_with_its_work() {
    let mut session = with_text("ونفى مصدر مسؤول ذلك");
    let id = session.key().article;
    session.mark(5, 9, '3');
    session.send(Msg::RemoveArticle(id.clone()));
    assert_ne!(session.key().article, id);
    assert_eq!(session.state.present().count(), 1);
    let browser = session.browser.clone();
    assert_eq!(browser.visit().state.present().count(), 1);
    session.press(Command::Undo);
    assert_eq!(
        (session.key().article, session.spans()),
        (id, spans(&[("source", 5, 9)]))
    );
    session.press(Command::Undo);
    assert_eq!(session.spans(), []);
    assert_eq!(browser.visit().state.present().count(), 2);
}

#[test]
fn the_last_article_may_go() {
    let mut session = Browser::default().visit();
    let id = session.key().article;
    session.mark(109, 210, '2');
    session.send(Msg::RemoveArticle(id.clone()));
    assert!(session.state.open.is_none());
    for command in [
        Command::Label('1'),
        Command::Delete,
        Command::NextSpan,
        Command::Note,
    ] {
        session.press(command);
    }
    let browser = session.browser.clone();
    assert!(browser.visit().state.open.is_none());
    session.press(Command::Undo);
    assert_eq!((session.key().article, session.spans().len()), (id, 1));
}

#[test]
fn an_undo_whose_article_is_gone_does_not_wait_for_another() {
    let mut session = with_text("ونفى مصدر مسؤول ذلك");
    session.mark(5, 9, '3');
    let other = session.state.present().next().unwrap().article.id.clone();
    session.send(Msg::OpenArticle(other.clone()));
    let id: ArticleId = session.state.present().last().unwrap().article.id.clone();
    session
        .state
        .articles
        .retain(|listed| listed.article.id != id);
    session.press(Command::Undo);
    assert_eq!(session.key().article, other);
    assert_eq!(session.state.waiting, None);
}

/// Anything that a person may do in an article, anywhere.
#[derive(Clone, Debug)]
enum Act {
    Select(Index, Index, bool),
    Label(char),
    Nudge(Edge, Way, bool),
    Move(Unit, Way, bool),
    Click(Index),
    Tap(Index),
    Note(String),
    Drag(Edge, Index, bool),
    Relabel(&'static str),
    Plain(Command),
    Filter(&'static str),
}

fn act() -> impl Strategy<Value = Act> {
    let place = any::<Index>;
    let edge = || prop_oneof![Just(Edge::Start), Just(Edge::End)];
    let way = || {
        prop_oneof![
            Just(Way::Left),
            Just(Way::Right),
            Just(Way::Up),
            Just(Way::Down)
        ]
    };
    let unit = prop_oneof![
        Just(Unit::Grapheme),
        Just(Unit::Word),
        Just(Unit::Sentence),
        Just(Unit::Paragraph)
    ];
    let label = prop::sample::select(vec!["quote", "denial", "source", "unknown"]);
    let plain = prop::sample::select(vec![
        Command::Undo,
        Command::Undo,
        Command::Redo,
        Command::Delete,
        Command::NextSpan,
        Command::PreviousSpan,
        Command::CycleSpan,
        Command::SelectSpan,
        Command::ToggleLetters,
        Command::Escape,
        Command::Save,
    ]);
    prop_oneof![
        6 => (place(), place(), any::<bool>()).prop_map(|(a, b, alt)| Act::Select(a, b, alt)),
        6 => prop::sample::select(vec!['1', '2', '3']).prop_map(Act::Label),
        4 => (edge(), way(), any::<bool>()).prop_map(|(e, w, l)| Act::Nudge(e, w, l)),
        3 => (unit, way(), any::<bool>()).prop_map(|(u, w, e)| Act::Move(u, w, e)),
        2 => place().prop_map(Act::Click),
        2 => place().prop_map(Act::Tap),
        2 => "[ab]{0,2}".prop_map(Act::Note),
        2 => (edge(), place(), any::<bool>()).prop_map(|(e, p, alt)| Act::Drag(e, p, alt)),
        1 => label.clone().prop_map(Act::Relabel),
        4 => plain.prop_map(Act::Plain),
        1 => label.prop_map(Act::Filter),
    ]
}

fn do_it(session: &mut Session, act: &Act) {
    let end = session.open().text.end().get();
    let place = |i: &Index| u32::try_from(i.index(end as usize + 1)).unwrap();
    let focus = session.open().focus.clone();
    match act {
        Act::Select(a, b, alt) => {
            session.select_by(place(a), place(b), By::Pointer, *alt);
        }
        Act::Label(digit) => {
            session.press(Command::Label(*digit));
        }
        Act::Nudge(edge, way, letter) => {
            session.press(nudge(*edge, *way, *letter));
        }
        Act::Move(unit, way, extend) => {
            session.press(Command::Move {
                unit: *unit,
                way: *way,
                extend: *extend,
            });
        }
        Act::Click(at) => {
            session.click(place(at));
        }
        Act::Tap(at) => {
            session.tap(place(at));
        }
        Act::Note(note) => {
            if let Some(id) = focus {
                session.send(Msg::Note(id, note.clone()));
            }
        }
        Act::Drag(edge, to, alt) => {
            if let Some(span) = focus {
                let to = session.at(place(to));
                session.send(Msg::DragEdge {
                    span,
                    edge: *edge,
                    to,
                    alt: *alt,
                    done: true,
                });
            }
        }
        Act::Relabel(label) => {
            if let Some(id) = focus {
                session.send(Msg::Relabel(id, (*label).into()));
            }
        }
        Act::Plain(command) => {
            session.press(*command);
        }
        Act::Filter(label) => {
            session.send(Msg::Filter((*label).into()));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whatever a person does: spans stay whole, non-empty and free of white space at the ends; storage has
    /// the very work that is on the page; all of it can be undone and made again.
    #[test]
    fn whatever_is_done_can_be_undone(
        acts in prop::collection::vec(act(), 1..40),
        text in prop_oneof![
            Just("قالَ الوزير: «لن نرفع الأسعار» 📈\nونفى مصدر مسؤول ذلك.".to_owned()),
            Just(FAMILY.to_owned()),
            crate::model::texts::nasty().prop_map(|text| format!("بداية {text}").replace('\0', "")),
        ],
    ) {
        let mut session = with_text(&text);
        let start = session.open().layer.clone();
        for act in &acts {
            do_it(&mut session, act);
            for span in session.open().layer.in_order() {
                let hull = span.fragments.hull();
                prop_assert!(session.open().ground().is_whole(hull), "{act:?} cut a cluster");
                let marked = session.open().text.get(hull).unwrap();
                prop_assert!(super::session::no_space_at_ends(marked), "{:?} gave {:?}", act, marked);
            }
        }
        let end = session.open().layer.clone();
        let stored = session.browser.local(&session.name());
        if let Some(json) = &stored {
            let read = isnad::format::layer::read_layer(json).unwrap().layer;
            prop_assert_eq!(read.to_parts(), end.to_parts());
            let key = session.name();
            prop_assert_eq!(session.browser.stored(isnad::app::ports::Store::Layers, &key), stored);
        } else {
            prop_assert!(end.is_untouched());
        }
        let mut undone = 0;
        while session.state.history.next_undo().is_some_and(|step| step.layer.is_some()) {
            session.press(Command::Undo);
            undone += 1;
        }
        prop_assert!(session.open().layer.same_content(&start), "{undone} steps back");
        for _ in 0..undone {
            session.press(Command::Redo);
        }
        prop_assert!(session.open().layer.same_content(&end), "{undone} steps on again");
    }
}
