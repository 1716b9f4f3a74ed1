//! How texts are cut into tokens.

use isnad::format::exchange::tokens::{Tokenizer, cover};
use proptest::proptest;

use super::kit::articles;
use crate::format::fixture::{TEXT, extent};

fn check(tokenizer: Tokenizer, text: &str, expected: &str) {
    let tokens = tokenizer.tokens(text);
    let found: Vec<_> = tokens.iter().map(|token| token.text).collect();
    assert_eq!(found.join("|"), expected, "{text:?}");
    let chars: Vec<char> = text.chars().collect();
    for token in tokens {
        let there: String = chars[token.start as usize..token.end as usize]
            .iter()
            .collect();
        assert_eq!(there, token.text);
    }
}

#[test]
fn words() {
    let table = [
        (
            TEXT,
            "قالَ|الوزير|:|«|لن|نرفع|الأسعار|»|📈|ونفى|مصدر|مسؤول|ذلك|.",
        ),
        ("3.5% a_b e\u{301}", "3.5|%|a_b|e\u{301}"),
        ("👩‍👧ثم\u{a0}نعم\r\n", "👩‍👧|ثم|نعم"),
        ("أ\u{202f}ب \u{200f}ج", "أ|ب|\u{200f}|ج"),
        (" \n", ""),
    ];
    for (text, expected) in table {
        check(Tokenizer::Words, text, expected);
    }
}

#[test]
fn clitics() {
    let table = [
        ("ونفى", "و|نفى"),
        ("وَنَفَى", "وَ|نَفَى"),
        ("وزير ووزير والوزير", "وزير|و|وزير|و|الوزير"),
        (
            "وبالقاهرة بالقاهرة كالعادة للوزير وللوزير",
            "و|ب|القاهرة|ب|القاهرة|ك|العادة|ل|لوزير|و|ل|لوزير",
        ),
        ("فقال فريق في فلان", "ف|قال|فريق|في|ف|لان"),
        ("بال لله الله له كما ولم ول", "بال|لله|الله|له|كما|ولم|ول"),
        ("و3 وX وـ", "و3|وX|وـ"),
    ];
    for (text, expected) in table {
        check(Tokenizer::Clitics, text, expected);
    }
}

#[test]
fn a_cover_has_one_space_behind_a_token_and_the_rest_in_tokens() {
    let text = "قال  نعم\n لا ";
    let spans = [extent(2, 9), extent(4, 5), extent(0, 3)];
    let tokens = Tokenizer::Words.tokens(text);
    let all: Vec<_> = cover(text, &tokens, &spans)
        .into_iter()
        .map(|covering| (covering.token.text, covering.space))
        .collect();
    let expected = [
        ("قا", false),
        ("ل", true),
        (" ", false),
        ("نعم", false),
        ("\n", false),
        (" ", false),
        ("لا", true),
    ];
    assert_eq!(all, expected);
}

proptest! {
    #[test]
    fn a_cover_gives_the_text_and_every_edge(items in articles()) {
        for item in items {
            let text = item.text.as_str();
            let spans = item.layers.iter().flat_map(|layer| layer.in_order());
            let extents: Vec<_> = spans.flat_map(|span| span.fragments.iter().collect::<Vec<_>>()).collect();
                        for tokenizer in [Tokenizer::Words, Tokenizer::Clitics] {
                let tokens = tokenizer.tokens(text);
                let all = cover(text, &tokens, &extents);
                let mut whole = String::new();
                for covering in &all {
                    assert_eq!(whole.chars().count(), covering.token.start as usize);
                    whole.push_str(covering.token.text);
                    assert!(!covering.token.text.is_empty());
                    assert_eq!(whole.chars().count(), covering.token.end as usize);
                    whole.push_str(if covering.space { " " } else { "" });
                }
                assert_eq!(whole, text);
                for extent in &extents {
                    assert!(all.iter().any(|c| c.token.start == extent.start().get()), "{extent:?} {all:?}");
                    assert!(all.iter().any(|c| c.token.end == extent.end().get()), "{extent:?} {all:?}");
                }
            }
        }
    }
}
