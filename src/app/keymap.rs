//! The one table of keys: what the page obeys and what the help shows.
//!
//! A key is matched by what it types, else by its place on the keyboard, so that the same keys work under
//! an Arabic and a Latin layout; digits may be Arabic-Indic.

use super::strings::Text;
use crate::model::boundary::{Toward, Unit};
use crate::model::edge::Edge;

/// What a key, a button or a menu asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Give the label of this digit to the selection, or to the focused span.
    Label(char),
    /// Move the caret.
    Move {
        /// By how much.
        unit: Unit,
        /// Which way on the page.
        way: Way,
        /// Keep the other end of the selection.
        extend: bool,
    },
    /// Move the caret to the line above or below, as the page is laid out.
    MoveLine {
        /// Up or down.
        way: Way,
        /// Keep the other end of the selection.
        extend: bool,
    },
    /// Move a boundary of the focused span.
    Boundary {
        /// Which one.
        edge: Edge,
        /// Which way on the page.
        way: Way,
        /// By one letter whatever the mode.
        letter: bool,
    },
    /// Focus the next span of the list.
    NextSpan,
    /// Focus the one before it.
    PreviousSpan,
    /// Focus the next of the spans that overlap here.
    CycleSpan,
    /// Remove the focused span.
    Delete,
    /// Write the focused span's note.
    Note,
    /// Begin a link at the focused span, or make it to the focused span.
    Link,
    /// Take back.
    Undo,
    /// Make again.
    Redo,
    /// Select everything from the start to the end of the focused span, to label it once more.
    SelectSpan,
    /// Switch letter mode.
    ToggleLetters,
    /// Give up the selection, then the focus.
    Escape,
    /// Show the keys.
    Help,
    /// Show the guidelines.
    Guidelines,
    /// Show the ways to take the work away.
    Export,
    /// Choose files to open.
    OpenFiles,
    /// Open the next article.
    NextArticle,
    /// Open the one before it.
    PreviousArticle,
    /// Open the next article that is to be worked on.
    NextUndone,
    /// The article is done: on to the next one.
    Finish,
    /// Search the articles.
    Find,
    /// Say whether everything is saved.
    Save,
}

/// A way on the page. Left and right follow the eye; what that is in the text depends on its direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Up, or towards the start.
    Up,
    /// Down, or towards the end.
    Down,
}

impl Way {
    /// Where it leads in a text that reads right to left or not.
    pub const fn toward(self, right_to_left: bool) -> Toward {
        match (self, right_to_left) {
            (Self::Left, true) | (Self::Right, false) | (Self::Down, _) => Toward::End,
            (Self::Left, false) | (Self::Right, true) | (Self::Up, _) => Toward::Start,
        }
    }
}

/// Where the keyboard was when a key was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the article, or nowhere in particular.
    Article,
    /// On a button, in a list.
    Control,
    /// In a field that takes text.
    Field,
    /// In a dialog.
    Dialog,
}

/// A key that was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Press {
    /// What it types or is called (`KeyboardEvent.key`).
    pub key: String,
    /// Its place on the keyboard (`KeyboardEvent.code`).
    pub code: String,
    /// Ctrl, or Command on a Mac.
    pub ctrl: bool,
    /// Shift.
    pub shift: bool,
    /// Alt, or Option on a Mac.
    pub alt: bool,
    /// Where the keyboard was.
    pub place: Place,
}

/// The key of a chord.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    /// A digit of any script.
    Digit(char),
    /// A character, and its place on a Latin keyboard.
    Char(char, &'static str),
    /// A key by name.
    Named(&'static str),
}

/// Which of the modifiers must be held; Shift is asked for only where it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Chord {
    key: Key,
    ctrl: bool,
    alt: bool,
    shift: Option<bool>,
}

const fn plain(key: Key) -> Chord {
    Chord {
        key,
        ctrl: false,
        alt: false,
        shift: None,
    }
}

const fn ctrl(key: Key, shift: bool) -> Chord {
    Chord {
        key,
        ctrl: true,
        alt: false,
        shift: Some(shift),
    }
}

/// A heading of the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Giving labels.
    Label,
    /// Moving and selecting.
    Move,
    /// Altering a span.
    Span,
    /// The rest.
    Page,
}

impl Group {
    /// In the order of the help.
    pub const ALL: [Self; 4] = [Self::Label, Self::Move, Self::Span, Self::Page];

    /// The heading.
    pub const fn title(self) -> Text {
        match self {
            Self::Label => Text::KeysLabel,
            Self::Move => Text::KeysMove,
            Self::Span => Text::KeysSpan,
            Self::Page => Text::KeysPage,
        }
    }
}

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// Where the help shows it.
    pub group: Group,
    /// What the help says.
    pub text: Text,
    chord: Chord,
    command: Command,
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

/// What a key asks for here; `None` leaves it to the browser. `single_keys` is the person's switch for
/// commands on keys without Ctrl.
pub fn resolve(press: &Press, single_keys: bool) -> Option<Command> {
    if matches!(press.place, Place::Field | Place::Dialog) {
        return None;
    }
    let binding = TABLE.iter().find(|binding| binding.fits(press))?;
    let command = binding.command;
    let arrow = matches!(command, Command::Move { .. } | Command::MoveLine { .. });
    if arrow && press.place != Place::Article {
        return None;
    }
    let character = matches!(binding.chord.key, Key::Char(..) | Key::Digit(_));
    let single = character && !press.ctrl && press.key != "F1";
    if single && !single_keys {
        return None;
    }
    Some(match command {
        Command::Move { unit, way, .. } => Command::Move {
            unit,
            way,
            extend: press.shift,
        },
        Command::MoveLine { way, .. } => Command::MoveLine {
            way,
            extend: press.shift,
        },
        Command::Boundary { edge, way, .. } => Command::Boundary {
            edge,
            way,
            letter: press.alt,
        },
        other => other,
    })
}

impl Chord {
    fn fits(self, press: &Press, command: Command) -> bool {
        // Alt makes a boundary move by a letter; nothing else may be held that is not asked for.
        let alt = self.alt == press.alt || matches!(command, Command::Boundary { .. });
        self.ctrl == press.ctrl
            && alt
            && self.shift.is_none_or(|shift| shift == press.shift)
            && self.key.fits(press)
    }
}

impl Key {
    fn fits(self, press: &Press) -> bool {
        let typed = typed(press);
        match self {
            Self::Named(name) => press.key == name,
            Self::Digit(digit) => match typed.and_then(digit_of) {
                Some(typed) => typed == digit,
                // An AZERTY keyboard types this one where others have a digit, and it moves a boundary.
                None if typed == Some('\'') => false,
                None => !press.shift && press.code.strip_prefix("Digit") == digit_str(digit),
            },
            Self::Char('?', code) => matches!(typed, Some('?' | '؟')) || press.key == code,
            Self::Char(c, code) => match typed {
                Some(typed) if typed.is_ascii() => typed.to_ascii_lowercase() == c,
                // Another script, or what Alt makes of the key: go by its place.
                _ => press.code == code && !press.shift,
            },
        }
    }
}

fn digit_str(digit: char) -> Option<&'static str> {
    ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
        .get(digit.to_digit(10)? as usize)
        .copied()
}

fn typed(press: &Press) -> Option<char> {
    let mut chars = press.key.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// A digit, be it ASCII, Arabic-Indic or Extended Arabic-Indic.
fn digit_of(c: char) -> Option<char> {
    let value = match c {
        '0'..='9' => c as u32 - '0' as u32,
        '٠'..='٩' => c as u32 - '٠' as u32,
        '۰'..='۹' => c as u32 - '۰' as u32,
        _ => return None,
    };
    char::from_digit(value, 10)
}

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

/// The table for the help: one row a text, with all the chords that do it.
pub fn help_rows(group: Group) -> Vec<(Text, Vec<Vec<String>>)> {
    let mut rows: Vec<(Text, Vec<Vec<String>>)> = Vec::new();
    for binding in TABLE.iter().filter(|binding| binding.group == group) {
        match rows.iter_mut().find(|(text, _)| *text == binding.text) {
            Some((_, chords)) => chords.push(binding.caps()),
            None => rows.push((binding.text, vec![binding.caps()])),
        }
    }
    rows
}
