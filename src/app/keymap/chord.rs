//! How a key is told: by what it types, else by its place on the keyboard, and by what is held with it.

use super::{Command, Press};

/// The key of a chord.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// A digit of any script.
    Digit(char),
    /// A character, and its place on a Latin keyboard.
    Char(char, &'static str),
    /// A key by name.
    Named(&'static str),
}

/// Which of the modifiers must be held; Shift is asked for only where it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chord {
    pub(super) key: Key,
    pub(super) ctrl: bool,
    pub(super) alt: bool,
    pub(super) shift: Option<bool>,
}

pub(super) const fn plain(key: Key) -> Chord {
    Chord {
        key,
        ctrl: false,
        alt: false,
        shift: None,
    }
}

pub(super) const fn ctrl(key: Key, shift: bool) -> Chord {
    Chord {
        key,
        ctrl: true,
        alt: false,
        shift: Some(shift),
    }
}

impl Chord {
    pub(super) fn fits(self, press: &Press, command: Command) -> bool {
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
