//! The check for JSON says what the reader says.

use isnad::format::json_check::is_json;
use proptest::prelude::*;
use serde_json::value::RawValue;

fn check(text: &str) {
    let read = serde_json::from_str::<&RawValue>(text).is_ok();
    assert_eq!(is_json(text), read, "{text:?}");
}

#[test]
fn what_is_json_and_what_is_not() {
    let values = [
        "0",
        "-0",
        "01",
        "-",
        "1.",
        ".5",
        "1.5e",
        "1e+9",
        "-12.75E-3",
        "1e5.2",
        "NaN",
        "1_0",
        "true",
        "tru",
        "truey",
        "false",
        "null",
        "nul",
        "\"\"",
        "\"a",
        "\"\\\"\"",
        "\"\\x\"",
        "\"\\u00e9\"",
        "\"\\u00g9\"",
        "\"\\ud800\"",
        "\"\u{1}\"",
        "\"\n\"",
        "\"\u{7f}«»\"",
        "[]",
        "[1,2]",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[[]",
        "[]]",
        "{}",
        "{\"a\":1}",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{a:1}",
        "{\"a\":}",
        "{,}",
        "{\"a\":1,\"a\":[{}]}",
        "[}",
        "{]",
        "",
        " ",
        "1 2",
        "{}{}",
        "\u{feff}1",
        "\u{a0}1",
    ];
    for value in values {
        check(value);
        check(&format!(" \t\r\n{value}\n"));
        check(&format!("[{value}, {value}]"));
        check(&format!("{{\"x\" : {value}}}"));
    }
    let deep = 100_000;
    check(&format!("{}{}", "[".repeat(deep), "]".repeat(deep)));
    check(&"[".repeat(deep));
}

proptest! {
    #[test]
    fn any_text_of_its_signs(text in "[\\[\\]{}:,\"\\\\tfnu0123eE.+ -]{0,12}") {
        check(&text);
    }

    #[test]
    fn a_value_with_one_sign_changed(
        at in any::<proptest::sample::Index>(),
        sign in "[\\[\\]{}:,\"\\\\a0.e -]",
    ) {
        let text = r#"{"a":[1,-2.5e3,{"b":null}],"c":"\u00e9\n","d":{"e":[],"f":false}}"#;
        let at = at.index(text.len());
        check(&format!("{}{sign}{}", &text[..at], &text[at + 1..]));
        check(&text[..at]);
    }
}
