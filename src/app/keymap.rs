//! The one table of keys: what the page obeys and what the help shows.
//!
//! A key is matched by what it types, else by its place on the keyboard, so that the same keys work under
//! an Arabic and a Latin layout; digits may be Arabic-Indic.

mod chord;
mod table;

pub use table::{Binding, TABLE};

use super::strings::Text;
use crate::model::boundary::{Toward, Unit};
use crate::model::edge::Edge;
use chord::Key;

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
