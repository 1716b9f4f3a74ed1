//! The title of an article for lists, taken from its text.

use unicode_segmentation::UnicodeSegmentation;

/// The longest title, in grapheme clusters.
pub const MAX_GRAPHEMES: usize = 120;

/// The first line that is not blank, trimmed and cut to [`MAX_GRAPHEMES`] clusters with `…` after them;
/// the name of the file if the text has none.
pub fn title_of(text: &str, file_name: &str) -> String {
    let ends = [
        '\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}',
    ];
    let line = text
        .split(ends)
        .map(str::trim)
        .find(|line| !line.is_empty());
    let line = line.unwrap_or(file_name);
    match line.grapheme_indices(true).nth(MAX_GRAPHEMES) {
        Some((end, _)) => {
            let kept = line.get(..end).unwrap_or(line).trim_end();
            format!("{kept}…")
        }
        None => line.to_owned(),
    }
}
