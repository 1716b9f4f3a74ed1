//! Names of keys: `"Ctrl+Shift+z"`, `"Escape"`, `"م"` become the code points that WebDriver wants.

use fantoccini::key::Key;

/// A key that is held while something else happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mod {
    Ctrl,
    Shift,
    Alt,
    Meta,
}

impl Mod {
    pub fn code(self) -> char {
        code(match self {
            Self::Ctrl => Key::Control,
            Self::Shift => Key::Shift,
            Self::Alt => Key::Alt,
            Self::Meta => Key::Meta,
        })
    }

    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "Ctrl" => Self::Ctrl,
            "Shift" => Self::Shift,
            "Alt" => Self::Alt,
            "Meta" => Self::Meta,
            _ => return None,
        })
    }
}

/// The modifiers and the key of a combination. `"Ctrl++"` is Ctrl and the plus key.
pub fn combination(combination: &str) -> (Vec<Mod>, char) {
    let (held, key) = match combination.strip_suffix("++") {
        Some(held) => (held, "+"),
        None => combination.rsplit_once('+').unwrap_or(("", combination)),
    };
    let (held, key) = if key.is_empty() {
        ("", "+")
    } else {
        (held, key)
    };
    let mods = held
        .split('+')
        .filter(|name| !name.is_empty())
        .map(|name| Mod::named(name).unwrap_or_else(|| panic!("no modifier {name:?}")))
        .collect();
    (mods, key_named(key))
}

fn key_named(name: &str) -> char {
    let mut chars = name.chars();
    if let (Some(only), None) = (chars.next(), chars.next()) {
        return only;
    }
    code(match name {
        "Backspace" => Key::Backspace,
        "Tab" => Key::Tab,
        "Enter" => Key::Enter,
        "Escape" => Key::Escape,
        "Space" => return ' ',
        "PageUp" => Key::PageUp,
        "PageDown" => Key::PageDown,
        "End" => Key::End,
        "Home" => Key::Home,
        "ArrowLeft" => Key::Left,
        "ArrowUp" => Key::Up,
        "ArrowRight" => Key::Right,
        "ArrowDown" => Key::Down,
        "Insert" => Key::Insert,
        "Delete" => Key::Delete,
        "F1" => Key::F1,
        "F2" => Key::F2,
        "F3" => Key::F3,
        "F4" => Key::F4,
        "F5" => Key::F5,
        "F6" => Key::F6,
        "F7" => Key::F7,
        "F8" => Key::F8,
        "F9" => Key::F9,
        "F10" => Key::F10,
        "F11" => Key::F11,
        "F12" => Key::F12,
        "Shift" => Key::Shift,
        "Ctrl" => Key::Control,
        "Alt" => Key::Alt,
        other => panic!("no key {other:?}"),
    })
}

fn code(key: Key) -> char {
    key.chars().next().unwrap()
}
