//! What is known of the file that is kept up to date, and of the browser's storage.

use super::plural::number;
use super::prefs::Lang;

/// A chosen file that is kept up to date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Backup {
    /// The browser can keep a file up to date.
    pub can: bool,
    /// The file of an earlier visit, which the person has to allow again.
    pub earlier: Option<String>,
    /// The file of this visit, by name.
    pub file: Option<String>,
    /// It is being written.
    pub writing: bool,
    /// How many edits the write under way takes along.
    pub edits: u32,
    /// When the last write began, in milliseconds since 1970.
    pub begun: u64,
    /// When the next one may begin at the earliest.
    pub rests_until: u64,
    /// When it was written last, RFC 3339.
    pub written: Option<String>,
    /// Why the last write failed.
    pub failed: Option<String>,
}

/// What the browser says of its storage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// Bytes in use.
    pub usage: Option<u64>,
    /// Bytes that there are.
    pub quota: Option<u64>,
    /// The browser promises not to clear it when space is short.
    pub persisted: Option<bool>,
}

/// Bytes for people: whole kilobytes or megabytes.
pub fn bytes(lang: Lang, bytes: u64) -> String {
    const UNITS: [(u64, &str, &str); 3] = [
        (1_000_000_000, "ج.ب", "GB"),
        (1_000_000, "م.ب", "MB"),
        (1_000, "ك.ب", "kB"),
    ];
    let (size, ar, en) = UNITS
        .into_iter()
        .find(|(size, ..)| bytes >= *size)
        .unwrap_or((1_000, "ك.ب", "kB"));
    let unit = if lang == Lang::Ar { ar } else { en };
    format!("{} {unit}", number(lang, bytes.div_ceil(size)))
}
