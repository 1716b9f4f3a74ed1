//! The guidelines that come with the page, for projects that bring none of their own.

use super::prefs::Lang;
use crate::model::blocks::{Blocks, Direction};
use crate::model::text::Text;

/// In a language of the interface, as Markdown.
pub const fn shipped(lang: Lang) -> &'static str {
    match lang {
        Lang::Ar => include_str!("guidelines/ar.md"),
        Lang::En => include_str!("guidelines/en.md"),
    }
}

/// Whether a text reads right to left, as articles do.
pub fn right_to_left(text: &str) -> bool {
    let text = Text::new(text);
    text.is_ok_and(|text| Blocks::of(&text).direction() == Direction::RightToLeft)
}
