//! Plural forms and digits of the two languages.

use super::prefs::Lang;

/// A plural category of the CLDR.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plural {
    /// Arabic: 0.
    Zero,
    /// 1.
    One,
    /// Arabic: 2.
    Two,
    /// Arabic: 3 to 10 of a hundred.
    Few,
    /// Arabic: 11 to 99 of a hundred.
    Many,
    /// Everything else.
    Other,
}

impl Plural {
    /// The category of a whole number (CLDR plural rules, `ar` and `en`).
    pub const fn of(lang: Lang, n: u64) -> Self {
        match (lang, n, n % 100) {
            (_, 1, _) => Self::One,
            (Lang::En, ..) => Self::Other,
            (Lang::Ar, 0, _) => Self::Zero,
            (Lang::Ar, 2, _) => Self::Two,
            (Lang::Ar, _, 3..=10) => Self::Few,
            (Lang::Ar, _, 11..=99) => Self::Many,
            (Lang::Ar, ..) => Self::Other,
        }
    }

    /// The name by which message files call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::One => "one",
            Self::Two => "two",
            Self::Few => "few",
            Self::Many => "many",
            Self::Other => "other",
        }
    }
}

impl Plural {
    /// The third letter of the name, by which packed messages know it.
    pub(super) const fn letter(self) -> char {
        match self {
            Self::Zero => 'r',
            Self::One => 'e',
            Self::Two => 'o',
            Self::Few => 'w',
            Self::Many => 'n',
            Self::Other => 'h',
        }
    }
}

/// A number in the digits and with the separators of the language.
pub fn number(lang: Lang, n: u64) -> String {
    let plain = n.to_string();
    let separator = if lang == Lang::Ar { '٬' } else { ',' };
    let mut out = String::with_capacity(plain.len() * 2);
    for (place, digit) in plain.chars().enumerate() {
        let left = plain.len() - place;
        if place > 0 && left.is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    if lang == Lang::Ar { digits(&out) } else { out }
}

/// The same text with Arabic-Indic digits.
pub fn digits(text: &str) -> String {
    text.chars()
        .map(|c| {
            let digit = c.to_digit(10).filter(|_| c.is_ascii());
            digit
                .and_then(|d| char::from_u32('٠' as u32 + d))
                .unwrap_or(c)
        })
        .collect()
}
