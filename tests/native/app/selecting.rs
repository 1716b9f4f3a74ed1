//! Selecting, labelling and focusing, by pointer, touch and keys.

use isnad::app::effect::{Effect, Spot};
use isnad::app::keymap::{Command, Way};
use isnad::app::msg::{By, Msg};
use isnad::app::state::SheetKind;
use isnad::app::strings::Text as Key;
use isnad::model::boundary::{Snap, Unit};
use isnad::model::ids::SpanId;
use isnad::model::layer::Status;

use super::session::{Browser, Session, spans};

pub const DENIAL: &str = "نفت فيه وزارة الدفاع الروسية ما تناقلته وسائل إعلام حول «تنفيذ سلاح الجو الروسي\u{a0} غارات في مدينة إدلب»";

pub const FAMILY: &str = "قالَ 👨\u{200d}👩\u{200d}👧 مُحَمَّدٌ\nونفى 𝔘𐤀 ذلك.";

fn step(unit: Unit, way: Way) -> Command {
    Command::Move {
        unit,
        way,
        extend: false,
    }
}

fn extend(unit: Unit, way: Way) -> Command {
    Command::Move {
        unit,
        way,
        extend: true,
    }
}

/// A fresh visit with a text of our own open.
pub fn with_text(text: &str) -> Session {
    let mut session = Browser::default().visit();
    session.files(&[("t.txt", text.as_bytes())]);
    assert_eq!(session.open().text.as_str(), text);
    session
}

#[test]
fn the_denial_of_the_sample_with_its_source_nested() {
    let mut session = Browser::default().visit();
    // In the midst of the first and the last word.
    session.select(110, 207);
    assert_eq!(session.selected(), Some((109, 209)));
    session.select(109, 210).press(Command::Label('2'));
    assert_eq!(session.text_of(109, 210), DENIAL);
    session.select(119, 134).send(Msg::Label("source".into()));
    assert_eq!(session.text_of(117, 137), "وزارة الدفاع الروسية");
    assert_eq!(
        session.spans(),
        spans(&[("denial", 109, 210), ("source", 117, 137)])
    );
    assert_eq!(session.focused(), Some((117, 137)));
    assert_eq!(session.selected(), None);
    assert_eq!(session.open().layer.meta().status, Status::InProgress);
}

#[test]
fn selections_are_rounded_outwards_to_words_or_letters() {
    // (text, anchor, head, alt, by, what is selected)
    let check = |text: &str, anchor, head, alt, by, wanted: Option<&str>| {
        let mut session = with_text(text);
        session.select_by(anchor, head, by, alt);
        let found = session
            .selected()
            .map(|(start, end)| session.text_of(start, end).to_owned());
        assert_eq!(found.as_deref(), wanted, "{text:?} {anchor} {head} {alt}");
        session.select_by(head, anchor, by, alt);
        let found = session
            .selected()
            .map(|(start, end)| session.text_of(start, end).to_owned());
        assert_eq!(
            found.as_deref(),
            wanted,
            "{text:?} backwards {anchor} {head} {alt}"
        );
    };
    for by in [By::Pointer, By::Drag, By::Browser] {
        check("ونفى مصدر ذلك", 1, 7, false, by, Some("ونفى مصدر"));
        check("ونفى مصدر ذلك", 1, 7, true, by, Some("نفى مص"));
        check("ونفى مصدر ذلك", 4, 5, false, by, None);
        check("ونفى مصدر ذلك", 3, 5, false, by, Some("ونفى"));
        check("ونفى مصدر ذلك", 3, 5, true, by, Some("ى"));
        check("ونفى مصدر ذلك", 2, 2, false, by, None);
        // A fatha, a family of emoji, letters beyond the BMP.
        check(FAMILY, 2, 3, true, by, Some("لَ"));
        check(FAMILY, 3, 4, true, by, Some("لَ"));
        check(FAMILY, 6, 7, true, by, Some("👨\u{200d}👩\u{200d}👧"));
        check(FAMILY, 0, 7, false, by, Some("قالَ 👨\u{200d}👩\u{200d}👧"));
        check("سطر\nآخر", 1, 6, false, by, Some("سطر\nآخر"));
        check(
            "Reuters قالت 2017 أمس",
            2,
            10,
            false,
            by,
            Some("Reuters قالت"),
        );
    }
}

#[test]
fn letter_mode_stays_until_it_is_switched_off() {
    let mut session = with_text("ونفى مصدر ذلك");
    session.press(Command::ToggleLetters).select(1, 4);
    assert_eq!(session.selected(), Some((1, 4)));
    // What is selected follows the switch.
    session.press(Command::ToggleLetters);
    assert_eq!(session.selected(), Some((0, 4)));
    assert_eq!(session.open().selection.snap, Snap::Words);
    session.press(Command::ToggleLetters);
    let browser = session.browser.clone();
    assert!(browser.visit().state.prefs.letters);
}

#[test]
fn the_browsers_selection_is_made_the_rounded_one_when_the_pointer_is_up() {
    let native = |session: &mut Session| {
        session
            .take()
            .into_iter()
            .rev()
            .find_map(|effect| match effect {
                Effect::NativeSelection(range) => Some(range),
                _ => None,
            })
    };
    let mut session = with_text("ونفى مصدر ذلك");
    session.take();
    session.select_by(1, 7, By::Drag, false);
    assert_eq!(native(&mut session), None);
    session.select_by(1, 7, By::Pointer, false);
    assert_eq!(
        native(&mut session),
        Some(Some((session.at(0), session.at(9))))
    );
    session.select_by(7, 1, By::Pointer, false);
    assert_eq!(
        native(&mut session),
        Some(Some((session.at(9), session.at(0))))
    );
    session.press(Command::Label('1'));
    assert_eq!(native(&mut session), Some(None));
}

#[test]
fn one_extent_takes_each_label_once() {
    let mut session = with_text("ونفى مصدر ذلك");
    let first = session.mark(5, 9, '3');
    session.select(5, 9).press(Command::Label('3'));
    assert_eq!(session.spans(), spans(&[("source", 5, 9)]));
    assert!(session.notice(Key::AlreadyLabelled).is_some());
    assert_eq!(session.open().focus, Some(first));
    session.select(5, 9).press(Command::Label('1'));
    assert_eq!(session.spans().len(), 2);
    // Nor does relabelling make two of one.
    session.press(Command::Label('3'));
    let mut labels: Vec<_> = session
        .spans()
        .into_iter()
        .map(|(label, ..)| label)
        .collect();
    labels.sort_unstable();
    assert_eq!(labels, ["quote", "source"]);
}

#[test]
fn label_keys_without_a_selection() {
    let mut session = with_text("ونفى مصدر ذلك");
    session.press(Command::Label('1'));
    assert!(session.notice(Key::SelectFirst).is_some());
    assert_eq!(session.spans(), []);
    assert_eq!(session.open().layer.meta().status, Status::Todo);
    session.mark(5, 9, '3');
    session.press(Command::Label('2'));
    assert_eq!(session.spans(), spans(&[("denial", 5, 9)]));
    session.press(Command::Label('9'));
    assert_eq!(session.spans(), spans(&[("denial", 5, 9)]));
}

#[test]
fn taps_select_from_the_first_word_to_the_last() {
    let mut session = with_text("ونفى مصدر مسؤول ذلك أمس");
    session.tap(6);
    assert_eq!(session.selected(), Some((5, 9)));
    session.tap(12);
    assert_eq!(session.selected(), Some((5, 15)));
    // Further taps extend from the first word, backwards too.
    session.tap(1);
    assert_eq!(session.selected(), Some((0, 9)));
    // The first word again gives it up.
    session.tap(7);
    assert_eq!(session.selected(), None);
    session.tap(7).tap(9 + 1);
    assert_eq!(session.selected(), Some((5, 15)));
    session.tap(9);
    assert_eq!(
        session.selected(),
        None,
        "the end of the first word is the first word"
    );
    session.tap(12).press(Command::Label('3'));
    assert_eq!(session.spans(), spans(&[("source", 10, 15)]));
    // After a label the next tap begins anew.
    session.tap(1);
    assert_eq!(session.selected(), Some((0, 4)));
}

#[test]
fn a_tap_on_no_word_selects_nothing() {
    let mut session = with_text("ونفى  مصدر");
    session.mark(0, 4, '2');
    session.tap(7);
    assert_eq!(session.selected(), Some((6, 10)));
    session.tap(5);
    assert_eq!((session.selected(), session.focused()), (None, None));
    session.tap(1);
    assert_eq!(
        session.focused(),
        Some((0, 4)),
        "a tap on a highlight focuses it"
    );
}

#[test]
fn clicks_go_through_nested_spans_the_shortest_first() {
    let mut session = with_text("ونفى مصدر مسؤول ذلك أمس");
    session.mark(0, 23, '1');
    session.mark(1, 19, '2');
    session.mark(5, 15, '3');
    let mut seen = Vec::new();
    session.press(Command::Escape);
    for _ in 0..4 {
        session.click(7);
        seen.push(session.focused().unwrap());
    }
    assert_eq!(seen, [(5, 15), (1, 19), (0, 23), (5, 15)]);
    session.click(20);
    assert_eq!(session.focused(), Some((0, 23)));
    session.press(Command::Escape).click(17);
    assert_eq!(session.focused(), Some((1, 19)));
}

#[test]
fn filtered_labels_are_passed_over() {
    let mut session = with_text("ونفى مصدر مسؤول ذلك أمس");
    session.mark(0, 23, '1');
    session.mark(5, 15, '3');
    session.send(Msg::Filter("source".into()));
    session.click(7);
    assert_eq!(session.focused(), Some((0, 23)));
    session.click(23).tap(7);
    assert_eq!(session.focused(), Some((0, 23)));
    session.press(Command::Escape).press(Command::Escape);
    session.press(step(Unit::Word, Way::Right));
    assert_eq!(session.focused(), Some((0, 23)), "the caret, too");
    session.press(Command::NextSpan);
    assert_eq!(session.focused(), Some((0, 23)));
    assert!(session.notice(Key::LastSpan).is_some());
    session
        .send(Msg::Filter("source".into()))
        .press(Command::NextSpan);
    assert_eq!(session.focused(), Some((5, 15)));
}

#[test]
fn from_a_caret_behind_the_last_span_the_way_goes_round() {
    let mut session = with_text("ونفى مصدر مسؤول ذلك أمس");
    session.mark(5, 15, '3');
    session.press(Command::Escape).press(Command::NextSpan);
    assert_eq!(session.focused(), Some((5, 15)));
    session.press(Command::NextSpan);
    assert!(session.notice(Key::LastSpan).is_some(), "that was the last");
    session
        .press(Command::Escape)
        .click(0)
        .press(Command::Escape);
    session.press(Command::PreviousSpan);
    assert_eq!(session.focused(), Some((5, 15)));
    session.press(Command::PreviousSpan);
    assert!(session.notice(Key::FirstSpan).is_some());
    assert!(
        session.notice(Key::LastSpan).is_none(),
        "one word at a time"
    );
}

#[test]
fn next_and_previous_span_in_text_order() {
    let mut session = with_text("ونفى مصدر مسؤول ذلك أمس");
    session.press(Command::NextSpan);
    assert!(session.notice(Key::NoSpansYet).is_some());
    session.mark(16, 19, '1');
    session.mark(0, 15, '2');
    session.mark(5, 15, '3');
    session.press(Command::Escape).click(4);
    let mut seen = Vec::new();
    session.press(Command::Escape);
    for command in [
        Command::NextSpan,
        Command::NextSpan,
        Command::NextSpan,
        Command::PreviousSpan,
        Command::PreviousSpan,
        Command::PreviousSpan,
    ] {
        session.press(command);
        seen.push(session.focused().unwrap());
    }
    assert_eq!(
        seen,
        [(5, 15), (16, 19), (16, 19), (5, 15), (0, 15), (0, 15)]
    );
    assert!(session.notice(Key::FirstSpan).is_some());
}

#[test]
fn the_key_goes_through_spans_at_one_place() {
    let mut session = with_text("ونفى مصدر مسؤول ذلك أمس");
    session.mark(0, 23, '1');
    session.mark(5, 15, '3');
    session.mark(5, 15, '2');
    // The caret is behind the span that was just made: its start counts.
    let mut seen = Vec::new();
    for _ in 0..3 {
        session.press(Command::CycleSpan);
        seen.push(session.focused().unwrap());
    }
    seen.sort_unstable();
    assert_eq!(seen, [(0, 23), (5, 15), (5, 15)]);
}

#[test]
fn escape_gives_up_one_thing_at_a_time() {
    let mut session = with_text("ونفى مصدر مسؤول ذلك");
    session.mark(5, 15, '3');
    session.select(0, 4).send(Msg::Panel {
        kind: SheetKind::Articles,
        narrow: true,
    });
    assert!(session.focused().is_some() && session.selected().is_some());
    session.press(Command::Escape);
    assert_eq!(session.state.sheet, None);
    assert!(session.focused().is_some() && session.selected().is_some());
    session.press(Command::Escape);
    assert!(session.focused().is_some() && session.selected().is_none());
    session.press(Command::Escape);
    assert!(session.focused().is_none());
}

#[test]
fn the_caret_moves_as_the_text_reads() {
    let check = |text: &str, from: u32, command: Command, wanted: u32| {
        let mut session = with_text(text);
        session.click(from).press(command);
        assert_eq!(
            session.open().selection.head.get(),
            wanted,
            "{text:?} {from} {command:?}"
        );
        assert_eq!(session.selected(), None);
    };
    use {Unit::*, Way::*};
    let arabic = "قالَ الوزير 👨\u{200d}👩\u{200d}👧. نعم.\nثم نفى.";
    check(arabic, 0, step(Grapheme, Left), 1);
    check(arabic, 2, step(Grapheme, Left), 4);
    check(arabic, 4, step(Grapheme, Right), 2);
    check(arabic, 12, step(Grapheme, Left), 17);
    check(arabic, 17, step(Grapheme, Right), 12);
    check(arabic, 0, step(Grapheme, Right), 0);
    check(arabic, 0, step(Word, Left), 4);
    check(arabic, 4, step(Word, Left), 11);
    check(arabic, 11, step(Word, Right), 5);
    check(arabic, 0, step(Sentence, Down), 19);
    check(arabic, 25, step(Sentence, Up), 24);
    check(arabic, 3, step(Paragraph, Down), 24);
    check(arabic, 27, step(Paragraph, Up), 24);
    check(arabic, 24, step(Paragraph, Up), 0);
    let english = "He said no. Then yes.\nThe end.";
    check(english, 3, step(Grapheme, Left), 2);
    check(english, 3, step(Grapheme, Right), 4);
    check(english, 3, step(Word, Right), 7);
    check(english, 7, step(Word, Left), 3);
    check(english, 0, step(Sentence, Down), 12);
    check(english, 0, step(Paragraph, Down), 22);
    check(english, 30, step(Grapheme, Right), 30);
}

#[test]
fn shift_extends_from_where_it_began() {
    let mut session = with_text("ونفى مصدر مسؤول ذلك");
    session.click(5).press(extend(Unit::Grapheme, Way::Left));
    assert_eq!(session.selected(), Some((5, 9)));
    session
        .press(extend(Unit::Word, Way::Left))
        .press(extend(Unit::Word, Way::Left));
    assert_eq!(session.selected(), Some((5, 15)));
    session.press(Command::Label('3'));
    assert_eq!(session.spans(), spans(&[("source", 5, 15)]));
    // Backwards over the place where it began.
    session
        .click(9)
        .press(extend(Unit::Word, Way::Right))
        .press(extend(Unit::Word, Way::Right));
    assert_eq!(session.selected(), Some((0, 9)));
}

#[test]
fn the_caret_focuses_what_it_comes_into() {
    let mut session = with_text("ونفى مصدر مسؤول ذلك");
    session.mark(5, 15, '2');
    session.mark(5, 9, '3');
    session.click(4);
    assert_eq!(session.focused(), None);
    session.press(step(Unit::Grapheme, Way::Left));
    assert_eq!(session.focused(), Some((5, 9)));
    session
        .press(step(Unit::Word, Way::Left))
        .press(step(Unit::Grapheme, Way::Left));
    assert_eq!(session.focused(), Some((5, 15)));
}

#[test]
fn the_caret_never_stands_inside_a_cluster() {
    let mut session = with_text(FAMILY);
    for at in 0..session.open().text.end().get() {
        session.click(at);
        let open = session.open();
        assert_eq!(
            open.ground().settle(open.selection.head),
            open.selection.head,
            "{at}"
        );
    }
}

#[test]
fn lines_are_the_browsers_to_find() {
    let mut session = with_text("ونفى مصدر مسؤول ذلك");
    session.click(3).take();
    session.press(Command::MoveLine {
        way: Way::Down,
        extend: true,
    });
    let asked = session.take().into_iter().find_map(|effect| match effect {
        Effect::MoveLine { from, down, extend } => Some((from, down, extend)),
        _ => None,
    });
    assert_eq!(asked, Some((session.at(3), true, true)));
    let to = session.at(12);
    session.send(Msg::MoveTo { to, extend: true });
    assert_eq!(session.selected(), Some((0, 15)));
}

#[test]
fn what_a_span_marks_can_be_selected_again() {
    let mut session = with_text("ونفى مصدر مسؤول ذلك");
    session.mark(1, 9, '2');
    session.press(Command::SelectSpan);
    assert_eq!(session.selected(), Some((1, 9)));
    session.press(Command::Label('1'));
    assert_eq!(session.spans().len(), 2);
}

#[test]
fn commands_that_need_a_span_say_so() {
    for command in [
        Command::Note,
        Command::Boundary {
            edge: isnad::model::edge::Edge::Start,
            way: Way::Left,
            letter: false,
        },
    ] {
        let mut session = Browser::default().visit();
        session.press(command);
        assert!(session.notice(Key::FocusFirst).is_some(), "{command:?}");
    }
    let mut session = Browser::default().visit();
    session.mark(109, 210, '2');
    session.take();
    session.press(Command::Note);
    assert!(
        session
            .take()
            .iter()
            .any(|e| matches!(e, Effect::FocusOn(Spot::Note)))
    );
    session.send(Msg::Focus(SpanId::new("ghost")));
    assert_eq!(session.focused(), Some((109, 210)));
}
