//! The cells of WebAnno TSV: what is escaped in them, and how several values stand in one.

/// A value, and the number in brackets behind it.
pub(super) fn numbered(value: &str) -> (&str, Option<&str>) {
    let inside = value
        .strip_suffix(']')
        .and_then(|value| value.rsplit_once('['));
    match inside {
        Some((value, id)) if !ends_escaped(value) => (value, Some(id)),
        _ => (value, None),
    }
}

/// Whether a backslash stands before what comes next.
fn ends_escaped(text: &str) -> bool {
    text.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

/// Cuts at a character that no backslash stands before.
pub(super) fn parts(cell: &str, by: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut escaped = false;
    for (at, c) in cell.char_indices() {
        if c == by && !escaped {
            parts.push(cell.get(start..at).unwrap_or_default());
            start = at + c.len_utf8();
        }
        escaped = c == '\\' && !escaped;
    }
    parts.push(cell.get(start..).unwrap_or_default());
    parts
}

/// Undoes the backslashes.
pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        match chars.next() {
            Some('t') => plain.push('\t'),
            Some('n') => plain.push('\n'),
            Some('r') => plain.push('\r'),
            Some('f') => plain.push('\u{c}'),
            Some('b') => plain.push('\u{8}'),
            Some(c) => plain.push(c),
            None => plain.push('\\'),
        }
    }
    plain
}

/// A text between tabs.
pub(super) fn escape_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => escaped.push_str("\\\\"),
            '\t' => escaped.push_str("\\t"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\u{c}' => escaped.push_str("\\f"),
            '\u{8}' => escaped.push_str("\\b"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A value in a cell.
pub(super) fn escape(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for c in escape_text(value).chars() {
        if matches!(c, '[' | ']' | '|' | '_' | ';' | '*' | '>') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
