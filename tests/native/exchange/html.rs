//! Web pages, in.

use encoding_rs::WINDOWS_1256;
use isnad::format::exchange::kind::Kind;
use isnad::format::exchange::read::{ReadOptions, TitleAs};
use isnad::format::exchange::recognise::kind_of;

use super::kit::{as_is, read_all};

/// A page as outlets make them: the text among menus, notices and advice to read on.
const PAGE: &str = include_str!("../../golden/page.html");

fn page(charset: &str) -> String {
    PAGE.replacen("utf-8", charset, 1)
}

#[test]
fn the_main_text_comes_in_with_what_the_page_says_of_it() {
    let found = read_all(Kind::Html, page("utf-8").as_bytes(), &as_is());
    let [Ok(item)] = &found[..] else {
        panic!("{found:?}")
    };
    let text = item.text.as_str();
    assert!(text.starts_with("نفت وزارة الدفاع الروسية"), "{text}");
    assert!(text.ends_with("في العاصمة."), "{text}");
    assert_eq!(text.matches("\n\n").count(), 2, "{text:?}");
    assert!(text.contains("أن التعاون في"), "{text}");
    for outside in ["رياضة", "اقرأ أيضا", "الحقوق", "يُنفَّذ", "<"] {
        assert!(!text.contains(outside), "{outside} is in {text}");
    }
    let metadata = &item.article.metadata;
    for (name, value) in [
        ("source", "وكالة المثال"),
        ("author", "سلمى حداد"),
        ("url", "https://example.org/news?a=1&b=2"),
        ("encoding", "UTF-8"),
    ] {
        assert_eq!(
            metadata.get(name).map(String::as_str),
            Some(value),
            "{metadata:?}"
        );
    }
    let begins = |name: &str, with: &str| {
        metadata
            .get(name)
            .is_some_and(|value| value.starts_with(with))
    };
    assert!(begins("date", "2017-02-01"), "{metadata:?}");
    assert_eq!(metadata.get("file_sha256").map(String::len), Some(64));
    assert!(
        item.article.title.starts_with("نفي روسي"),
        "{}",
        item.article.title
    );
}

#[test]
fn the_title_goes_before_the_text_if_that_is_chosen() {
    let options = ReadOptions {
        title: TitleAs::Joined,
        ..as_is()
    };
    let found = read_all(Kind::Html, page("utf-8").as_bytes(), &options);
    let text = found[0].as_ref().unwrap().text.as_str();
    assert!(text.starts_with("نفي روسي لما نشر عن إدلب"), "{text}");
    assert!(text.contains("\n\nنفت وزارة"), "{text}");
}

#[test]
fn the_encoding_is_the_one_that_the_page_names_or_that_is_chosen() {
    let utf8 = read_all(Kind::Html, page("utf-8").as_bytes(), &as_is());
    let utf8 = utf8[0].as_ref().unwrap().text.clone();
    // Windows-1256 has no place for every character.
    let arabic = |charset: &str| page(charset).replace("&mdash;", "-");
    let source = arabic("windows-1256");
    let (bytes, _, lossy) = WINDOWS_1256.encode(&source);
    assert!(!lossy);
    let named = read_all(Kind::Html, &bytes, &as_is());
    let named = named[0].as_ref().unwrap();
    assert_eq!(named.text.as_str().replace('-', "—"), utf8.as_str());
    let encoding = named.article.metadata.get("encoding");
    assert_eq!(encoding.map(String::as_str), Some("windows-1256"));
    let source = arabic("");
    let (bytes, _, _) = WINDOWS_1256.encode(&source);
    let chosen = ReadOptions {
        encoding: Some(WINDOWS_1256),
        ..as_is()
    };
    let chosen = read_all(Kind::Html, &bytes, &chosen);
    assert_eq!(
        chosen[0].as_ref().unwrap().text.as_str(),
        named.text.as_str()
    );
    let unnamed = read_all(Kind::Html, &bytes, &as_is());
    let message = unnamed[0].as_ref().unwrap_err();
    assert!(message.ends_with("is no UTF-8"), "{message}");
}

#[test]
fn pages_that_are_none_are_refused() {
    let deep = format!("<html><body>{}text", "<div>".repeat(5_000));
    let many = format!("<html><body>{}", "<i>x</i>".repeat(60_000));
    let table = [
        ("<html><body></body></html>", "f: the article has no text"),
        (
            &deep,
            "f: its elements stand more than 200 deep in each other",
        ),
        (&many, "f: it has more than 50000 elements"),
    ];
    for (html, message) in table {
        let found = read_all(Kind::Html, html.as_bytes(), &as_is());
        assert_eq!(found[0].as_ref().unwrap_err(), message);
    }
}

#[test]
fn a_page_is_known_by_its_beginning() {
    assert_eq!(kind_of("page.htm", &page("utf-8")), Some(Kind::Html));
    assert_eq!(
        kind_of("pasted", "<body><p>نص</p></body>"),
        Some(Kind::Html)
    );
}
