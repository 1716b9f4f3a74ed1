//! The guidelines that come with the page, for projects that bring none of their own.

use super::prefs::Lang;

/// In a language of the interface, as Markdown.
pub const fn shipped(lang: Lang) -> &'static str {
    match lang {
        Lang::Ar => include_str!("guidelines/ar.md"),
        Lang::En => include_str!("guidelines/en.md"),
    }
}
