//! The table itself.

use super::chord::{Chord, Key, ctrl, plain};
use super::{Command, Group, Press, Way};
use crate::app::strings::Text;
use crate::model::boundary::Unit;
use crate::model::edge::Edge;

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// Where the help shows it.
    pub group: Group,
    /// What the help says.
    pub text: Text,
    pub(super) chord: Chord,
    pub(super) command: Command,
}

const fn bind(group: Group, text: Text, chord: Chord, command: Command) -> Binding {
    Binding {
        group,
        text,
        chord,
        command,
    }
}

const fn step(text: Text, key: &'static str, mods: (bool, bool), unit: Unit, way: Way) -> Binding {
    let chord = Chord {
        key: Key::Named(key),
        ctrl: mods.0,
        alt: mods.1,
        shift: None,
    };
    bind(
        Group::Move,
        text,
        chord,
        Command::Move {
            unit,
            way,
            extend: false,
        },
    )
}

const fn line(key: &'static str, way: Way) -> Binding {
    let command = Command::MoveLine { way, extend: false };
    bind(
        Group::Move,
        Text::KeyByLine,
        plain(Key::Named(key)),
        command,
    )
}

const fn label(digit: char) -> Binding {
    bind(
        Group::Label,
        Text::KeysLabel,
        plain(Key::Digit(digit)),
        Command::Label(digit),
    )
}

const NONE: (bool, bool) = (false, false);
const CTRL: (bool, bool) = (true, false);
const ALT: (bool, bool) = (false, true);

const fn edge(text: Text, key: Key, edge: Edge, way: Way) -> Binding {
    bind(
        Group::Span,
        text,
        plain(key),
        Command::Boundary {
            edge,
            way,
            letter: false,
        },
    )
}

/// Every key of the page.
pub const TABLE: &[Binding] = &[
    // Which label a digit gives is the scheme's to say.
    label('1'),
    label('2'),
    label('3'),
    label('4'),
    label('5'),
    label('6'),
    label('7'),
    label('8'),
    label('9'),
    label('0'),
    bind(
        Group::Label,
        Text::KeyLetters,
        plain(Key::Char('w', "KeyW")),
        Command::ToggleLetters,
    ),
    bind(
        Group::Label,
        Text::KeyEscape,
        plain(Key::Named("Escape")),
        Command::Escape,
    ),
    step(
        Text::KeyByLetter,
        "ArrowLeft",
        NONE,
        Unit::Grapheme,
        Way::Left,
    ),
    step(
        Text::KeyByLetter,
        "ArrowRight",
        NONE,
        Unit::Grapheme,
        Way::Right,
    ),
    step(Text::KeyByWord, "ArrowLeft", CTRL, Unit::Word, Way::Left),
    step(Text::KeyByWord, "ArrowRight", CTRL, Unit::Word, Way::Right),
    // Where Ctrl and an arrow belong to the system (macOS).
    step(Text::KeyByWord, "ArrowLeft", ALT, Unit::Word, Way::Left),
    step(Text::KeyByWord, "ArrowRight", ALT, Unit::Word, Way::Right),
    line("ArrowUp", Way::Up),
    line("ArrowDown", Way::Down),
    step(Text::KeyBySentence, "ArrowUp", ALT, Unit::Sentence, Way::Up),
    step(
        Text::KeyBySentence,
        "ArrowDown",
        ALT,
        Unit::Sentence,
        Way::Down,
    ),
    step(
        Text::KeyByParagraph,
        "ArrowUp",
        CTRL,
        Unit::Paragraph,
        Way::Up,
    ),
    step(
        Text::KeyByParagraph,
        "ArrowDown",
        CTRL,
        Unit::Paragraph,
        Way::Down,
    ),
    bind(
        Group::Span,
        Text::KeyNextSpan,
        plain(Key::Char('.', "Period")),
        Command::NextSpan,
    ),
    bind(
        Group::Span,
        Text::KeyPreviousSpan,
        plain(Key::Char(',', "Comma")),
        Command::PreviousSpan,
    ),
    bind(
        Group::Span,
        Text::KeyCycleSpan,
        plain(Key::Char('c', "KeyC")),
        Command::CycleSpan,
    ),
    edge(
        Text::KeyStart,
        Key::Char('[', "BracketLeft"),
        Edge::Start,
        Way::Left,
    ),
    edge(
        Text::KeyStart,
        Key::Char(']', "BracketRight"),
        Edge::Start,
        Way::Right,
    ),
    edge(
        Text::KeyEnd,
        Key::Char(';', "Semicolon"),
        Edge::End,
        Way::Left,
    ),
    edge(
        Text::KeyEnd,
        Key::Char('\'', "Quote"),
        Edge::End,
        Way::Right,
    ),
    bind(
        Group::Span,
        Text::KeyNote,
        plain(Key::Char('n', "KeyN")),
        Command::Note,
    ),
    bind(
        Group::Span,
        Text::KeyLink,
        plain(Key::Char('l', "KeyL")),
        Command::Link,
    ),
    bind(
        Group::Span,
        Text::KeySelectSpan,
        plain(Key::Char('s', "KeyS")),
        Command::SelectSpan,
    ),
    bind(
        Group::Span,
        Text::KeyDelete,
        plain(Key::Named("Delete")),
        Command::Delete,
    ),
    bind(
        Group::Span,
        Text::KeyDelete,
        plain(Key::Named("Backspace")),
        Command::Delete,
    ),
    bind(
        Group::Page,
        Text::KeyUndo,
        ctrl(Key::Char('z', "KeyZ"), false),
        Command::Undo,
    ),
    bind(
        Group::Page,
        Text::KeyRedo,
        ctrl(Key::Char('z', "KeyZ"), true),
        Command::Redo,
    ),
    bind(
        Group::Page,
        Text::KeyRedo,
        ctrl(Key::Char('y', "KeyY"), false),
        Command::Redo,
    ),
    bind(
        Group::Page,
        Text::KeyNextArticle,
        plain(Key::Char('j', "KeyJ")),
        Command::NextArticle,
    ),
    bind(
        Group::Page,
        Text::KeyPreviousArticle,
        plain(Key::Char('k', "KeyK")),
        Command::PreviousArticle,
    ),
    bind(
        Group::Page,
        Text::KeyFinish,
        ctrl(Key::Named("Enter"), false),
        Command::Finish,
    ),
    bind(
        Group::Page,
        Text::KeyNextUndone,
        plain(Key::Char('u', "KeyU")),
        Command::NextUndone,
    ),
    bind(
        Group::Page,
        Text::KeyFind,
        plain(Key::Char('f', "KeyF")),
        Command::Find,
    ),
    bind(
        Group::Page,
        Text::KeyOpen,
        plain(Key::Char('o', "KeyO")),
        Command::OpenFiles,
    ),
    bind(
        Group::Page,
        Text::KeyExport,
        plain(Key::Char('e', "KeyE")),
        Command::Export,
    ),
    bind(
        Group::Page,
        Text::KeySave,
        ctrl(Key::Char('s', "KeyS"), false),
        Command::Save,
    ),
    bind(
        Group::Page,
        Text::GuidelinesTitle,
        plain(Key::Char('g', "KeyG")),
        Command::Guidelines,
    ),
    bind(
        Group::Page,
        Text::KeyHelp,
        plain(Key::Char('?', "F1")),
        Command::Help,
    ),
];

impl Binding {
    /// Whether a press is this one's, wherever the keyboard was.
    pub fn fits(&self, press: &Press) -> bool {
        self.chord.fits(press, self.command)
    }

    /// The keys as they stand on the keyboard, for the help: modifiers first.
    pub fn caps(&self) -> Vec<String> {
        let mut caps = Vec::new();
        if self.chord.ctrl {
            caps.push("Ctrl".to_owned());
        }
        if self.chord.alt {
            caps.push("Alt".to_owned());
        }
        if self.chord.shift == Some(true) {
            caps.push("Shift".to_owned());
        }
        caps.push(match self.chord.key {
            Key::Digit(c) => c.to_string(),
            // The keys are ASCII; those of all scripts would bring their tables along.
            Key::Char(c, _) => c.to_ascii_uppercase().to_string(),
            Key::Named("ArrowLeft") => "←".to_owned(),
            Key::Named("ArrowRight") => "→".to_owned(),
            Key::Named("ArrowUp") => "↑".to_owned(),
            Key::Named("ArrowDown") => "↓".to_owned(),
            Key::Named("Escape") => "Esc".to_owned(),
            Key::Named(name) => name.to_owned(),
        });
        caps
    }
}
