//! The table of keys, under several keyboards.

use std::collections::BTreeSet;

use isnad::app::keymap::{Command, Group, Place, Press, TABLE, Way, help_rows, resolve};
use isnad::app::prefs::Lang;
use isnad::app::strings;
use isnad::model::boundary::Unit;
use isnad::model::edge::Edge;

/// `C-S-A-key@code` in the article.
fn press(chord: &str) -> Press {
    let (mut mods, mut rest) = (BTreeSet::new(), chord);
    while let Some(mark) = ["C-", "S-", "A-"]
        .into_iter()
        .find(|mark| rest.starts_with(mark))
    {
        mods.insert(mark);
        rest = &rest[2..];
    }
    let (key, code) = rest.split_once('@').unwrap_or((rest, rest));
    Press {
        key: key.to_owned(),
        code: code.to_owned(),
        ctrl: mods.contains("C-"),
        shift: mods.contains("S-"),
        alt: mods.contains("A-"),
        place: Place::Article,
    }
}

#[test]
fn keys_of_several_keyboards() {
    let check = |chord: &str, wanted: Option<Command>| {
        assert_eq!(resolve(&press(chord), true), wanted, "{chord}");
    };
    use Command::*;
    let edge = |edge, way, letter| Some(Boundary { edge, way, letter });
    let step = |unit, way, extend| Some(Move { unit, way, extend });
    // Latin, and the same with caps lock.
    check("1@Digit1", Some(Label('1')));
    check("2@Numpad2", Some(Label('2')));
    check("3@Digit3", Some(Label('3')));
    check("w@KeyW", Some(ToggleLetters));
    check("W@KeyW", Some(ToggleLetters));
    check(".@Period", Some(NextSpan));
    check(",@Comma", Some(PreviousSpan));
    check("n@KeyN", Some(Note));
    check("c@KeyC", Some(CycleSpan));
    check("s@KeyS", Some(SelectSpan));
    check("j@KeyJ", Some(NextArticle));
    check("k@KeyK", Some(PreviousArticle));
    check("o@KeyO", Some(OpenFiles));
    check("e@KeyE", Some(Export));
    check("S-?@Slash", Some(Help));
    check("F1@F1", Some(Help));
    check("[@BracketLeft", edge(Edge::Start, Way::Left, false));
    check("]@BracketRight", edge(Edge::Start, Way::Right, false));
    check(";@Semicolon", edge(Edge::End, Way::Left, false));
    check("'@Quote", edge(Edge::End, Way::Right, false));
    check("A-[@BracketLeft", edge(Edge::Start, Way::Left, true));
    // macOS types something else with Option.
    check("A-“@BracketLeft", edge(Edge::Start, Way::Left, true));
    // Arabic: the place on the keyboard decides.
    check("ص@KeyW", Some(ToggleLetters));
    check("ج@BracketLeft", edge(Edge::Start, Way::Left, false));
    check("د@BracketRight", edge(Edge::Start, Way::Right, false));
    check("ك@Semicolon", edge(Edge::End, Way::Left, false));
    check("ط@Quote", edge(Edge::End, Way::Right, false));
    check("ز@Period", Some(NextSpan));
    check("و@Comma", Some(PreviousSpan));
    check("ى@KeyN", Some(Note));
    check("C-ئ@KeyZ", Some(Undo));
    check("C-غ@KeyY", Some(Redo));
    check("C-س@KeyS", Some(Save));
    check("ق@KeyR", None);
    check("S-؟@Slash", Some(Help));
    check("١@Digit1", Some(Label('1')));
    check("٢@Digit2", Some(Label('2')));
    check("۳@Digit3", Some(Label('3')));
    check("٣@Numpad3", Some(Label('3')));
    check("٤@Digit4", Some(Label('4')));
    check("0@Numpad0", Some(Label('0')));
    // Two characters on one key, as the Arabic lam-alef.
    check("لا@KeyB", None);
    // AZERTY: digits are typed with Shift, letters stand elsewhere.
    check("&@Digit1", Some(Label('1')));
    check("é@Digit2", Some(Label('2')));
    check("S-2@Digit2", Some(Label('2')));
    check("(@Digit5", Some(Label('5')));
    check("'@Digit4", edge(Edge::End, Way::Right, false));
    check("w@KeyZ", Some(ToggleLetters));
    check("z@KeyW", None);
    check("C-z@KeyW", Some(Undo));
    check("C-w@KeyZ", None);
    // Shift and a digit is no label on a Latin keyboard.
    check("S-!@Digit1", None);
    check("S-Z@KeyZ", None);
    check("C-Z@KeyZ", Some(Undo));
    check("C-S-Z@KeyZ", Some(Redo));
    check("C-S-z@KeyZ", Some(Redo));
    check("C-y@KeyY", Some(Redo));
    check("C-s@KeyS", Some(Save));
    check("Escape", Some(Escape));
    check("Delete", Some(Delete));
    check("Backspace", Some(Delete));
    check("ArrowLeft", step(Unit::Grapheme, Way::Left, false));
    check("S-ArrowRight", step(Unit::Grapheme, Way::Right, true));
    check("C-ArrowLeft", step(Unit::Word, Way::Left, false));
    check("C-S-ArrowLeft", step(Unit::Word, Way::Left, true));
    check("A-S-ArrowRight", step(Unit::Word, Way::Right, true));
    check(
        "ArrowDown",
        Some(MoveLine {
            way: Way::Down,
            extend: false,
        }),
    );
    check(
        "S-ArrowUp",
        Some(MoveLine {
            way: Way::Up,
            extend: true,
        }),
    );
    check("A-ArrowUp", step(Unit::Sentence, Way::Up, false));
    check("C-S-ArrowDown", step(Unit::Paragraph, Way::Down, true));
}

#[test]
fn the_browsers_own_keys_are_left_to_it() {
    let chords = [
        "C-c@KeyC",
        "C-v@KeyV",
        "C-x@KeyX",
        "C-a@KeyA",
        "C-f@KeyF",
        "C-r@KeyR",
        "C-S-r@KeyR",
        "C-t@KeyT",
        "C-w@KeyW",
        "C-n@KeyN",
        "C-p@KeyP",
        "C-l@KeyL",
        "C-+@Equal",
        "C--@Minus",
        "C-0@Digit0",
        "C-1@Digit1",
        "C-2@Digit2",
        "A-1@Digit1",
        "F3",
        "F5",
        "F6",
        "F11",
        "F12",
        "Tab",
        "S-Tab",
        "C-Tab",
        " @Space",
        "S- @Space",
        "PageDown",
        "PageUp",
        "Home",
        "End",
        "Enter",
        "A-d@KeyD",
        "C-ؤ@KeyC",
        "C-ق@KeyR",
        "Unidentified",
        "Dead@KeyA",
        "",
    ];
    for chord in chords {
        assert_eq!(resolve(&press(chord), true), None, "{chord}");
    }
}

#[test]
fn the_place_of_the_keyboard_counts() {
    let at = |chord: &str, place| {
        resolve(
            &Press {
                place,
                ..press(chord)
            },
            true,
        )
    };
    for binding in [
        "1@Digit1",
        "Escape",
        "C-z@KeyZ",
        "ArrowLeft",
        "S-?@Slash",
        "Delete",
        "n@KeyN",
    ] {
        assert!(at(binding, Place::Article).is_some(), "{binding}");
        assert_eq!(at(binding, Place::Field), None, "{binding}");
        assert_eq!(at(binding, Place::Dialog), None, "{binding}");
        let arrow = binding.starts_with("Arrow");
        assert_eq!(at(binding, Place::Control).is_none(), arrow, "{binding}");
    }
}

#[test]
fn single_keys_can_be_switched_off() {
    let off = |chord: &str| resolve(&press(chord), false);
    for chord in [
        "1@Digit1",
        "١@Digit1",
        "n@KeyN",
        "ى@KeyN",
        "[@BracketLeft",
        "A-[@BracketLeft",
        "S-?@Slash",
    ] {
        assert_eq!(off(chord), None, "{chord}");
    }
    for chord in [
        "C-z@KeyZ",
        "C-s@KeyS",
        "ArrowLeft",
        "S-ArrowLeft",
        "Escape",
        "Delete",
        "F1@F1",
    ] {
        assert!(off(chord).is_some(), "{chord}");
    }
}

/// The keys of a US keyboard under Latin and Arabic, with all modifiers.
fn all_presses() -> Vec<Press> {
    let named = [
        "ArrowLeft",
        "ArrowRight",
        "ArrowUp",
        "ArrowDown",
        "Escape",
        "Delete",
        "Backspace",
        "F1",
        "F5",
        "Tab",
        "Enter",
        "Home",
        "End",
        "PageUp",
        "PageDown",
        " ",
    ];
    let latin = "abcdefghijklmnopqrstuvwxyz";
    let arabic = "شلاؤيثبلاهتنمةىخحضقسفعرصءغئ";
    let mut keys: Vec<(String, String)> =
        named.iter().map(|k| ((*k).into(), (*k).into())).collect();
    for (c, a) in latin.chars().zip(arabic.chars()) {
        let code = format!("Key{}", c.to_ascii_uppercase());
        keys.push((c.to_string(), code.clone()));
        keys.push((c.to_ascii_uppercase().to_string(), code.clone()));
        keys.push((a.to_string(), code));
    }
    for d in 0..10_u32 {
        let code = format!("Digit{d}");
        keys.push((d.to_string(), code.clone()));
        keys.push((
            char::from_u32('٠' as u32 + d).unwrap().to_string(),
            code.clone(),
        ));
        keys.push((
            "à&é\"'(-è_ç".chars().nth(d as usize).unwrap().to_string(),
            code,
        ));
    }
    for (c, a, code) in [
        ("[", "ج", "BracketLeft"),
        ("]", "د", "BracketRight"),
        (";", "ك", "Semicolon"),
        ("'", "ط", "Quote"),
        (",", "و", "Comma"),
        (".", "ز", "Period"),
        ("/", "ظ", "Slash"),
        ("?", "؟", "Slash"),
        ("-", "-", "Minus"),
    ] {
        keys.push((c.into(), code.into()));
        keys.push((a.into(), code.into()));
    }
    let mut all = Vec::new();
    for (key, code) in keys {
        for mods in 0..8 {
            let (ctrl, shift, alt) = (mods & 1 > 0, mods & 2 > 0, mods & 4 > 0);
            let (key, code, place) = (key.clone(), code.clone(), Place::Article);
            all.push(Press {
                key,
                code,
                ctrl,
                shift,
                alt,
                place,
            });
        }
    }
    all
}

#[test]
fn every_binding_can_be_pressed_and_is_in_the_help() {
    let reached: Vec<Command> = all_presses()
        .iter()
        .filter_map(|p| resolve(p, true))
        .collect();
    let shown: usize = Group::ALL
        .iter()
        .flat_map(|g| help_rows(*g))
        .map(|(_, chords)| chords.len())
        .sum();
    assert_eq!(shown, TABLE.len());
    let mut chords = BTreeSet::new();
    for group in Group::ALL {
        for (text, rows) in help_rows(group) {
            for lang in [Lang::Ar, Lang::En] {
                assert!(!strings::get(lang, text).is_empty(), "{text:?}");
            }
            for caps in rows {
                assert!(!caps.is_empty());
                assert!(chords.insert(caps.clone()), "{caps:?} stands twice");
            }
        }
    }
    for wanted in [
        Command::Help,
        Command::Redo,
        Command::Note,
        Command::Delete,
        Command::Label('3'),
    ] {
        assert!(reached.contains(&wanted), "{wanted:?}");
    }
}

/// The first of two bindings that fit one press would hide the other.
#[test]
fn no_two_bindings_fit_the_same_press() {
    for press in all_presses() {
        let fitting: Vec<_> = TABLE
            .iter()
            .filter(|binding| binding.fits(&press))
            .collect();
        assert!(fitting.len() <= 1, "{press:?}: {fitting:?}");
    }
}
