//! The title of an article for lists, taken from its text.

use unicode_segmentation::UnicodeSegmentation;

/// The longest title, in grapheme clusters.
pub const MAX_GRAPHEMES: usize = 120;

/// The longest title, in code points: one cluster may have any number of them.
pub const MAX_CODE_POINTS: usize = 8 * MAX_GRAPHEMES;

/// The first line that is not blank, trimmed and cut to [`MAX_GRAPHEMES`] clusters with `…` after them, or to
/// [`MAX_CODE_POINTS`] where that is less; the name of the file if the text has none.
pub fn title_of(text: &str, file_name: &str) -> String {
    let ends = [
        '\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}',
    ];
    let line = text
        .split(ends)
        .map(str::trim)
        .find(|line| !line.is_empty());
    let line = line.unwrap_or(file_name);
    // A cluster is looked at only as far as the title can go: it may run through the whole text.
    let most = line.char_indices().nth(MAX_CODE_POINTS);
    let (line, cut) = match most.and_then(|(end, _)| line.get(..end)) {
        Some(head) => (head, true),
        None => (line, false),
    };
    let mut clusters = line.grapheme_indices(true);
    let kept = match clusters.nth(MAX_GRAPHEMES) {
        Some((end, _)) => line.get(..end),
        // The last cluster may be cut: it goes, unless it is the only one.
        None if cut => {
            let last = line.grapheme_indices(true).next_back();
            let end = last.map(|(start, _)| start).filter(|start| *start > 0);
            Some(end.and_then(|end| line.get(..end)).unwrap_or(line))
        }
        None => None,
    };
    match kept {
        Some(kept) => format!("{}…", kept.trim_end()),
        None => line.to_owned(),
    }
}
