//! Where sentences end: the rules of UAX #29 (SB3 to SB11) over character classes that are told by a few
//! ranges. The tables of the standard weigh more than the whole model; what is left out of them are scripts that
//! do not stand in Arabic news.

/// What a character is to the rules.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// CR.
    Cr,
    /// Another end of a paragraph.
    Sep,
    /// Belongs to the character before it.
    Extend,
    Space,
    Lower,
    Upper,
    /// A letter that is neither small nor large, as all Arabic ones.
    Letter,
    Numeric,
    /// A full stop, which may stand inside a number or an abbreviation.
    Stop,
    /// A mark that ends a sentence wherever it stands.
    End,
    /// A mark after which the sentence goes on.
    Goes,
    /// A closing or opening mark.
    Close,
    Other,
}

fn class(c: char) -> Class {
    match c {
        '\r' => Class::Cr,
        '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => Class::Sep,
        '.' | '\u{2024}' | '\u{fe52}' | '\u{ff0e}' => Class::Stop,
        '!' | '?' | '؟' | '\u{61d}' | '\u{61e}' | '۔' | '‼' | '\u{2047}'..='\u{2049}' => {
            Class::End
        }
        '。' | '！' | '？' | '｡' | '।' | '॥' => Class::End,
        ',' | '-' | ':' | ';' | '،' | '؍' | '–' | '—' | '、' | '，' | '：' => Class::Goes,
        '"' | '\'' | '(' | ')' | '[' | ']' | '{' | '}' | '«' | '»' => Class::Close,
        '\u{2018}'..='\u{201f}' | '‹' | '›' | '\u{fd3e}' | '\u{fd3f}' => Class::Close,
        '\u{3008}'..='\u{3011}' | '（' | '）' => Class::Close,
        // Harakat, Koranic marks, combining marks, joiners and marks of direction.
        '\u{300}'..='\u{36f}' | '\u{610}'..='\u{61a}' | '\u{61c}' | '\u{64b}'..='\u{65f}' => {
            Class::Extend
        }
        '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}' => {
            Class::Extend
        }
        '\u{6ea}'..='\u{6ed}' | '\u{8d3}'..='\u{8e1}' | '\u{8e3}'..='\u{8ff}' | '\u{ad}' => {
            Class::Extend
        }
        '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => {
            Class::Extend
        }
        '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{feff}' => Class::Extend,
        'a'..='z' | 'ß'..='ö' | 'ø'..='ÿ' | 'α'..='ω' | 'а'..='џ' => Class::Lower,
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ω' | 'Ѐ'..='Я' => Class::Upper,
        '0'..='9' | '٠'..='٩' | '٫' | '٬' | '۰'..='۹' => Class::Numeric,
        c if c.is_whitespace() => Class::Space,
        c if c.is_alphabetic() => Class::Letter,
        _ => Class::Other,
    }
}

/// How far behind the mark that may have ended a sentence a place is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Behind {
    /// At the mark, or after marks that belong to it.
    Mark,
    /// After closing marks.
    Closed,
    /// After white space.
    Space,
}

/// The sentences that make up a text, each with the white space behind it.
pub(crate) fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    // The last mark that may end the sentence: whether it is a full stop, whether a letter of a script with
    // small and large ones stands before it, and where we are behind it.
    let mut mark: Option<(bool, bool, Behind)> = None;
    let mut last = Class::Other;
    for (at, c) in text.char_indices() {
        let is = class(c);
        let after_line = match last {
            Class::Cr => is != Class::Sep || c != '\n',
            Class::Sep => true,
            _ => false,
        };
        if is == Class::Extend && !after_line {
            continue;
        }
        let mut ends = after_line;
        if let Some((stop, cased, behind)) = mark.filter(|_| !after_line) {
            let near = behind == Behind::Mark;
            match is {
                Class::Cr | Class::Sep => {}
                Class::Close if behind != Behind::Space => {
                    mark = Some((stop, cased, Behind::Closed));
                    last = is;
                    continue;
                }
                Class::Space => {
                    mark = Some((stop, cased, Behind::Space));
                    last = is;
                    continue;
                }
                Class::Stop | Class::End | Class::Goes => {}
                Class::Numeric if stop && near => {}
                Class::Upper if stop && near && cased => {}
                _ => ends = !(stop && goes_on(text.get(at..).unwrap_or_default())),
            }
        }
        if ends {
            found.extend(text.get(start..at));
            start = at;
        }
        let cased = matches!(last, Class::Lower | Class::Upper);
        mark = match is {
            Class::Stop => Some((true, cased, Behind::Mark)),
            Class::End => Some((false, false, Behind::Mark)),
            _ => None,
        };
        last = is;
    }
    found.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    found
}

/// Whether the next letter is a small one, so that the full stop before it ended an abbreviation (SB8).
fn goes_on(rest: &str) -> bool {
    let next = rest.chars().map(class).find(|class| {
        let letter = matches!(class, Class::Lower | Class::Upper | Class::Letter);
        letter || matches!(class, Class::Cr | Class::Sep | Class::Stop | Class::End)
    });
    next == Some(Class::Lower)
}
