//! Folding of texts for search: what people type differently and mean alike becomes the same. It works on a copy; the
//! text of an article is never changed.
//!
//! Arabic as search engines fold it: vowel signs, the small signs of the Quran and tatweel fall away, the forms of alef
//! become one, ى is ي, ة is ه, the carriers of hamza lose it. Latin letters become small, digits of all three sets
//! ASCII. Joiners, bidi marks and soft hyphens fall away, and every white space is a space.

/// The folded copy.
///
/// ```
/// use isnad::model::fold::fold;
/// assert_eq!(fold("أَكَّدَ الوزيرُ"), fold("اكد الوزير"));
/// assert_eq!(fold("مســـؤولة ١٢"), "مسووله 12");
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ة' => folded.push('ه'),
            // What most of a text is made of.
            'a'..='z' | '0'..='9' | ' ' | 'ا'..='غ' | 'ف'..='و' => folded.push(c),
            _ => fold_rare(c, &mut folded),
        }
    }
    folded
}

/// Adds one character folded, or nothing if it falls away. Small letters may be several.
fn fold_rare(c: char, folded: &mut String) {
    let one = match c {
        '\u{64b}'..='\u{65f}'
        | '\u{670}'
        | '\u{610}'..='\u{61a}'
        | '\u{6d6}'..='\u{6ed}'
        | '\u{640}'
        | '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => return,
        'آ' | 'أ' | 'إ' | 'ٱ' => 'ا',
        'ى' | 'ئ' | 'ی' => 'ي',
        'ؤ' => 'و',
        'ک' => 'ك',
        '٠'..='٩' => char::from_digit(c as u32 - '٠' as u32, 10).unwrap_or(c),
        '۰'..='۹' => char::from_digit(c as u32 - '۰' as u32, 10).unwrap_or(c),
        _ if c.is_whitespace() => ' ',
        _ => c,
    };
    folded.extend(one.to_lowercase());
}
