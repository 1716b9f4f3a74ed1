//! The two stacks of a visit.

use isnad::model::history::{History, Step};

fn step(change: u8) -> Step<u8> {
    Step {
        change,
        layer: None,
        focus: None,
    }
}

fn next(history: &History<u8>) -> (Option<u8>, Option<u8>) {
    let change = |step: Option<&Step<u8>>| step.map(|step| step.change);
    (change(history.next_undo()), change(history.next_redo()))
}

#[test]
fn undo_and_redo_walk_the_same_way() {
    let mut history = History::default();
    assert_eq!(next(&history), (None, None));
    assert!(history.undo().is_none() && history.redo().is_none());
    for n in 1..=3 {
        history.record(step(n));
    }
    assert_eq!(next(&history), (Some(3), None));
    for (undone, after) in [
        (3, (Some(2), Some(3))),
        (2, (Some(1), Some(2))),
        (1, (None, Some(1))),
    ] {
        assert_eq!(history.undo().map(|step| step.change), Some(undone));
        assert_eq!(next(&history), after);
    }
    assert!(history.undo().is_none());
    assert_eq!(next(&history), (None, Some(1)));
    for n in 1..=3 {
        assert_eq!(history.redo().map(|step| step.change), Some(n));
    }
    assert!(history.redo().is_none());
    assert_eq!(next(&history), (Some(3), None));
}

#[test]
fn a_new_change_forgets_what_was_undone() {
    let mut history = History::default();
    history.record(step(1));
    history.record(step(2));
    history.undo();
    history.record(step(3));
    assert_eq!(next(&history), (Some(3), None));
    history.undo();
    assert_eq!(next(&history), (Some(1), Some(3)));
}

#[test]
fn all_steps_can_be_renamed() {
    let mut history = History::default();
    history.record(step(1));
    history.record(step(2));
    history.undo();
    for step in history.steps_mut() {
        step.change += 10;
    }
    assert_eq!(next(&history), (Some(11), Some(12)));
}
