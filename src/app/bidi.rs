//! Names and texts from elsewhere, made fit to stand among other words: an isolate (`<bdi>`, or U+2068 and U+2069)
//! holds only what closes no more than it opens.
//!
//! Seen in Chromium 156: a U+2069 in a `<bdi>` ends the isolation, and so does a paragraph separator (UAX #9,
//! class B), after which an override in a name turns the words of the page.

/// The most of a name that is shown, in code points.
const MOST: usize = 400;

/// Ends a paragraph, and with it every isolate (UAX #9, class B); but for CR and LF, which CSS takes for spaces.
const fn separates(c: char) -> bool {
    matches!(c, '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2029}')
}

/// Whether a character opens or closes something, or ends all of it.
const fn steers(c: char) -> bool {
    separates(c) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text of any length that can stand in an isolate: what closes nothing is left out, what was left open is
/// closed, and a paragraph's end is a space.
pub fn contained(text: &str) -> String {
    if !text.contains(steers) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    // What is open: whether it is an isolate, which closes the embeddings and overrides inside it.
    let mut open: Vec<bool> = Vec::new();
    for c in text.chars() {
        match c {
            _ if separates(c) => {
                close(&mut out, &mut open);
                out.push(' ');
                continue;
            }
            '\u{2066}'..='\u{2068}' => open.push(true),
            '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' => open.push(false),
            '\u{2069}' => match open.iter().rposition(|isolate| *isolate) {
                Some(place) => open.truncate(place),
                None => continue,
            },
            '\u{202c}' if open.last() == Some(&false) => drop(open.pop()),
            '\u{202c}' => continue,
            _ => {}
        }
        out.push(c);
    }
    close(&mut out, &mut open);
    out
}

fn close(out: &mut String, open: &mut Vec<bool>) {
    while let Some(isolate) = open.pop() {
        out.push(if isolate { '\u{2069}' } else { '\u{202c}' });
    }
}

/// A name as it is shown in a `<bdi>`: [`contained`], and of a very long one the beginning.
pub fn name(text: &str) -> String {
    match text.char_indices().nth(MOST) {
        Some((end, _)) => {
            let kept = text.get(..end).unwrap_or(text);
            format!("{}…", contained(kept))
        }
        None => contained(text),
    }
}

/// A name among other words where there is no element to hold it.
pub fn isolated(text: &str) -> String {
    format!("\u{2068}{}\u{2069}", name(text))
}
