//! The bytes of a text file to a text, kept exactly: nothing is normalised, trimmed or translated. Only a
//! byte order mark at the very start is no part of the text.

use crate::model::text::MAX_CODE_POINTS;
use serde::{Deserialize, Serialize};

/// How a file encoded its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-8 after a byte order mark.
    Utf8Bom,
    /// UTF-16, low byte first, after a byte order mark.
    Utf16Le,
    /// UTF-16, high byte first, after a byte order mark.
    Utf16Be,
}

/// Characters that a person should know of, because they shift offsets or cannot be seen. They stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TextFinding {
    /// Line ends of two characters, CR LF.
    CrLf(usize),
    /// CR without LF.
    LoneCr(usize),
    /// No-break spaces, U+00A0 and U+202F.
    NoBreakSpace(usize),
    /// Zero width non-joiners and joiners, U+200C and U+200D.
    Joiners(usize),
    /// Marks, embeddings, overrides and isolates that steer the direction: U+061C, U+200E, U+200F,
    /// U+202A to U+202E, U+2066 to U+2069.
    BidiMarks(usize),
    /// Line and paragraph separators, U+2028 and U+2029.
    LineSeparators(usize),
    /// Tabs.
    Tabs(usize),
    /// Zero width spaces, and byte order marks inside the text: U+200B and U+FEFF.
    ZeroWidthSpaces(usize),
}

/// A text as a file held it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, at most [`MAX_CODE_POINTS`] long.
    pub text: String,
    /// How it was encoded.
    pub encoding: Encoding,
    /// What a person should know of it, in the order of [`TextFinding`]; only what there is.
    pub findings: Vec<TextFinding>,
}

/// What a file that is no text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryKind {
    /// A PNG image.
    Png,
    /// A JPEG image.
    Jpeg,
    /// A GIF image.
    Gif,
    /// A PDF document.
    Pdf,
    /// A zip archive, or a document of an office program.
    Zip,
    /// A gzip archive.
    Gzip,
    /// An older office document.
    Ole,
    /// An RTF document.
    Rtf,
    /// Something with this control character.
    Control(char),
}

impl BinaryKind {
    /// What people call it.
    pub fn name(self) -> String {
        match self {
            Self::Png => "PNG".to_owned(),
            Self::Jpeg => "JPEG".to_owned(),
            Self::Gif => "GIF".to_owned(),
            Self::Pdf => "PDF".to_owned(),
            Self::Zip => "zip".to_owned(),
            Self::Gzip => "gzip".to_owned(),
            Self::Ole => "OLE".to_owned(),
            Self::Rtf => "RTF".to_owned(),
            Self::Control(c) => format!("U+{:04X}", c as u32),
        }
    }
}

/// Why bytes are no text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// There is no character, or nothing but white space.
    #[error("the file has no text in it")]
    Empty,
    /// It is no text file.
    #[error("the file is no text, but {}, by byte {offset}", what.name())]
    Binary {
        /// What it is.
        what: BinaryKind,
        /// Byte in the file, from 0, at which that shows.
        offset: usize,
    },
    /// It is no UTF-8, and no byte order mark says what else it is.
    #[error("byte {offset} in line {line} is no UTF-8")]
    Utf8 {
        /// Byte in the file, from 0.
        offset: usize,
        /// Line in the file, from 1.
        line: usize,
    },
    /// UTF-16 of an odd number of bytes.
    #[error("UTF-16 of {bytes} bytes: half a unit is missing after unit {unit}")]
    OddUtf16 {
        /// In bytes, without the byte order mark.
        bytes: usize,
        /// Whole units, without the byte order mark.
        unit: usize,
    },
    /// Half a surrogate pair.
    #[error("unit {unit}, {found:#06x}, is half a surrogate pair")]
    LoneSurrogate {
        /// UTF-16 units before it, without the byte order mark.
        unit: usize,
        /// The unit.
        found: u16,
    },
    /// It is longer than [`MAX_CODE_POINTS`].
    #[error("the text has at least {code_points} code points, the limit is {MAX_CODE_POINTS}")]
    TooLong {
        /// How many it has at least: of a file refused by its size, as many as its bytes must hold.
        code_points: usize,
    },
}

const MAGIC: [(&[u8], BinaryKind); 9] = [
    (b"\x89PNG\r\n\x1a\n", BinaryKind::Png),
    (b"\xff\xd8\xff", BinaryKind::Jpeg),
    (b"GIF8", BinaryKind::Gif),
    (b"%PDF-", BinaryKind::Pdf),
    (b"PK\x03\x04", BinaryKind::Zip),
    (b"PK\x05\x06", BinaryKind::Zip),
    (b"\x1f\x8b", BinaryKind::Gzip),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", BinaryKind::Ole),
    (b"{\\rtf", BinaryKind::Rtf),
];

/// The text in the bytes of a file.
///
/// # Errors
/// [`DecodeError`].
pub fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(DecodeError::Binary {
            what: *what,
            offset: 0,
        });
    }
    let (encoding, content) = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => (Encoding::Utf8Bom, rest),
        [0xff, 0xfe, rest @ ..] => (Encoding::Utf16Le, rest),
        [0xfe, 0xff, rest @ ..] => (Encoding::Utf16Be, rest),
        _ => (Encoding::Utf8, bytes),
    };
    // No code point takes more than four bytes, in neither encoding: this many there are at least.
    let least = content.len() / 4;
    if least > MAX_CODE_POINTS as usize {
        return Err(DecodeError::TooLong { code_points: least });
    }
    let before = bytes.len() - content.len();
    let text = match encoding {
        Encoding::Utf8 | Encoding::Utf8Bom => utf8(content, before)?.to_owned(),
        Encoding::Utf16Le => utf16(content, u16::from_le_bytes)?,
        Encoding::Utf16Be => utf16(content, u16::from_be_bytes)?,
    };
    let control = |c: &char| c.is_control() && !matches!(c, '\t'..='\r' | '\u{80}'..);
    if let Some((at, c)) = text.char_indices().find(|(_, c)| control(c)) {
        let wide = matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be);
        let units = || {
            text.get(..at)
                .map_or(0, |head| head.encode_utf16().count() * 2)
        };
        return Err(DecodeError::Binary {
            what: BinaryKind::Control(c),
            offset: before + if wide { units() } else { at },
        });
    }
    if text.chars().all(char::is_whitespace) {
        return Err(DecodeError::Empty);
    }
    let code_points = text.chars().count();
    if code_points > MAX_CODE_POINTS as usize {
        return Err(DecodeError::TooLong { code_points });
    }
    Ok(Decoded {
        findings: findings(&text),
        text,
        encoding,
    })
}

/// Bytes that can only be UTF-8, of any length, as they are.
///
/// # Errors
/// [`DecodeError::Utf8`], or [`DecodeError::Binary`] where NUL bytes show what it is.
pub fn utf8_only(bytes: &[u8]) -> Result<&str, DecodeError> {
    utf8(bytes, 0)
}

fn utf8(content: &[u8], before: usize) -> Result<&str, DecodeError> {
    std::str::from_utf8(content).map_err(|error| {
        let head = content.get(..error.valid_up_to()).unwrap_or_default();
        // NUL bytes before the fault show better what the file is.
        match head.iter().position(|byte| *byte == 0) {
            Some(at) => DecodeError::Binary {
                what: BinaryKind::Control('\0'),
                offset: before + at,
            },
            None => DecodeError::Utf8 {
                offset: before + head.len(),
                line: 1 + line_ends(head),
            },
        }
    })
}

/// LF, CR LF and lone CR.
fn line_ends(head: &[u8]) -> usize {
    let next = head.iter().skip(1).chain([&0]);
    let ends = head.iter().zip(next);
    ends.filter(|(byte, next)| **byte == b'\n' || (**byte == b'\r' && **next != b'\n'))
        .count()
}

fn utf16(content: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, DecodeError> {
    let (pairs, rest) = content.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(DecodeError::OddUtf16 {
            bytes: content.len(),
            unit: pairs.len(),
        });
    }
    let mut text = String::with_capacity(content.len());
    let mut at = 0;
    for c in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let c = c.map_err(|error| DecodeError::LoneSurrogate {
            unit: at,
            found: error.unpaired_surrogate(),
        })?;
        at += c.len_utf16();
        text.push(c);
    }
    Ok(text)
}

/// Counts what a person should know of a text, in the order of [`TextFinding`].
pub fn findings(text: &str) -> Vec<TextFinding> {
    let kinds: [fn(usize) -> TextFinding; 8] = [
        TextFinding::CrLf,
        TextFinding::LoneCr,
        TextFinding::NoBreakSpace,
        TextFinding::Joiners,
        TextFinding::BidiMarks,
        TextFinding::LineSeparators,
        TextFinding::Tabs,
        TextFinding::ZeroWidthSpaces,
    ];
    let [
        mut crlf,
        mut cr,
        mut nbsp,
        mut joiners,
        mut bidi,
        mut lines,
        mut tabs,
        mut zero,
    ] = [0; 8];
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => crlf += 1,
            '\r' => cr += 1,
            '\u{a0}' | '\u{202f}' => nbsp += 1,
            '\u{200c}' | '\u{200d}' => joiners += 1,
            '\u{61c}' | '\u{200e}' | '\u{200f}' => bidi += 1,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => bidi += 1,
            '\u{2028}' | '\u{2029}' => lines += 1,
            '\t' => tabs += 1,
            '\u{200b}' | '\u{feff}' => zero += 1,
            _ => {}
        }
    }
    let counts = [crlf, cr, nbsp, joiners, bidi, lines, tabs, zero];
    let all = counts
        .into_iter()
        .zip(kinds)
        .filter(|(count, _)| *count > 0);
    all.map(|(count, kind)| kind(count)).collect()
}
