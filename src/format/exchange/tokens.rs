//! Tokens: words by UAX #29, with or without the clitics of Arabic cut off, and what formats make of them.
//!
//! # The rule for clitics
//!
//! Without a lexicon of Arabic only what is nearly always a clitic is cut off, from the front of a word; marks are not
//! counted as letters:
//!
//! 1. `و` or `ف` (and) before a word of three letters or more, unless the word begins like one of a list, whose
//!    `و` or `ف` belongs to the root (`وزير`, `فريق`).
//! 2. `ب`, `ك` or `ل` before the article, if two letters or more follow it: `بالقاهرة` is `ب` and `القاهرة`, `وبالقاهرة`
//!    is three tokens. `لل` stands for `ل` and the article: `للوزير` is `ل` and `لوزير`.
//!
//! Pronouns at the end of a word, `س` before a verb, `ب`, `ك` and `ل` before a word without article stay on: as often as
//! not they would be letters of the word.

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

use crate::model::sorted::Set;
use crate::model::span::Extent;

/// How a text is cut into tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tokenizer {
    /// Words by UAX #29.
    #[default]
    Words,
    /// Words by UAX #29 with Arabic clitics cut off.
    Clitics,
}

/// A token: where it begins and ends, in code points and in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// The first code point.
    pub start: u32,
    /// The first code point after.
    pub end: u32,
    /// What it holds: no white space, unless it is one of [`cover`].
    pub text: &'a str,
}

impl Tokenizer {
    /// The tokens of a text. White space is in none.
    pub fn tokens(self, text: &str) -> Vec<Token<'_>> {
        let mut tokens = Vec::new();
        let mut at = 0;
        for segment in text.split_word_bounds() {
            // White space may lead a segment: before a mark of direction, or U+202F before a word.
            for part in segment.split_inclusive(is_space) {
                let word = part.trim_end_matches(is_space);
                let mut start = at;
                at += length(part);
                if word.is_empty() {
                    continue;
                }
                let mut rest = word;
                if self == Self::Clitics {
                    while let Some((clitic, after)) = clitic(rest) {
                        let end = start + length(clitic);
                        tokens.push(Token {
                            start,
                            end,
                            text: clitic,
                        });
                        (start, rest) = (end, after);
                    }
                }
                let end = start + length(rest);
                tokens.push(Token {
                    start,
                    end,
                    text: rest,
                });
            }
        }
        tokens
    }
}

/// White space, also where only Python sees some.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

fn length(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// Beginnings of words whose first letter is no clitic.
const ROOTED: &str = "\
    فئات فئة فائد فائز فارس فاز فاطم فتاة فتح فتر فتوى فتى فتيات فجأ فجر فحص فخر فرار فراغ فرد فرص فرض \
    فرع فرق فرن فروع فريد فريق فساد فسخ فصائل فصل فصيل فضاء فضائ فضل فضيح فضيل فعال فعل فقد فقر فقط فقه \
    فكر فلسط فلسف فنان فندق فنزويل فنلند فني فهم فوائد فور فوز فوض فوق فيديو فيروس فيسبوك فيصل فيلم فيما \
    فيينا واتس واجب واجه واحد وادي واردات واسع واش واصل واضح واعد وافق واقع والد والي وباء وتر وتيرة \
    وثائق وثق وثيق وجب وجد وجه وجود وجيز وحد وحش وحيد ودائع وداع ودية وراء ورث ورد ورش ورط ورق وريث وزار \
    وزر وزع وزن وزير وسائط وسائل وساط وسط وسع وسيط وسيل وشك وشيك وصاي وصف وصل وصول وصي وضع وضوح وطن \
    وظائف وظيف وعد وعود وعي وفاء وفاة وفد وفر وفق وفود وفي وقائع وقاي وقت وقع وقف وقود وقوع وقوف وكال \
    وكيل ولاء ولاد ولاي ولد ولي وهم";

/// The clitic at the front of a word, and what is left. The left part keeps at least two letters.
fn clitic(word: &str) -> Option<(&str, &str)> {
    let letters: String = word.chars().filter(|c| !is_mark(*c)).collect();
    let mut all = letters.chars();
    let first = all.next()?;
    let rest = all.as_str();
    let left = rest.chars().count();
    if !rest.chars().all(is_letter) {
        return None;
    }
    let cut = match first {
        'و' | 'ف' => left >= 3 && !ROOTED.split(' ').any(|root| letters.starts_with(root)),
        'ب' | 'ك' => rest.starts_with("ال") && left >= 4,
        'ل' => (rest.starts_with("ال") || rest.starts_with('ل')) && left >= 4,
        _ => false,
    };
    if !cut {
        return None;
    }
    // The marks on the clitic go along with it.
    let mut chars = word.char_indices().skip(1);
    let end = chars.find(|(_, c)| !is_mark(*c)).map(|(at, _)| at)?;
    Some((word.get(..end)?, word.get(end..)?))
}

/// Harakat, tatweel, Koranic marks, marks of direction and joiners.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{610}'..='\u{61a}' | '\u{61c}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}'
        | '\u{8d3}'..='\u{8ff}' | '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

const fn is_letter(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{64a}' | '\u{66e}'..='\u{6d3}' | '\u{6fa}'..='\u{6ff}' | '\u{750}'..='\u{77f}')
}

/// A token of a text that is all tokens, as spaCy has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Covering<'a> {
    /// The token; it may be white space.
    pub token: Token<'a>,
    /// Whether one space follows it that is in no token.
    pub space: bool,
}

/// Tokens that make up the whole text, with one space after those that say so, cut where a span begins or ends. So a text can be put
/// together again from its tokens, and each span begins and ends with one.
pub fn cover<'a>(text: &'a str, tokens: &[Token<'a>], spans: &[Extent]) -> Vec<Covering<'a>> {
    let mut all: Vec<Covering<'a>> = Vec::with_capacity(tokens.len() * 2);
    let mut rest = text;
    let mut at = 0;
    let starts: Set<u32> = spans.iter().map(|span| span.start().get()).collect();
    let stops: Set<u32> = spans.iter().map(|span| span.end().get()).collect();
    let is_edge = |at: u32| starts.contains(&at) || stops.contains(&at);
    let is_marked = |at: u32| starts.contains(&at) || stops.contains(&(at + 1));
    let ends = tokens
        .iter()
        .flat_map(|token| [(token.start, false), (token.end, true)]);
    let last = length(text);
    for (end, is_token) in ends.chain([(last, false)]) {
        if !is_token && rest.starts_with(' ') && at < end && !is_marked(at) {
            // The usual space behind a token; behind white space it is a part of it.
            if let Some(before) = all
                .last_mut()
                .filter(|before| before.token.end == at && !before.space)
            {
                before.space = true;
                rest = rest.get(1..).unwrap_or_default();
                at += 1;
            }
        }
        let mut start = at;
        let mut bytes = 0;
        let mut begun = 0;
        for c in rest.chars() {
            if at >= end {
                break;
            }
            bytes += c.len_utf8();
            at += 1;
            if at == end || is_edge(at) {
                let text = rest.get(begun..bytes).unwrap_or_default();
                let token = Token {
                    start,
                    end: at,
                    text,
                };
                all.push(Covering {
                    token,
                    space: false,
                });
                (start, begun) = (at, bytes);
            }
        }
        rest = rest.get(bytes..).unwrap_or_default();
    }
    all
}
