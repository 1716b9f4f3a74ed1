//! What is shown and stored of hostile names and of very much: bounded, in order, nothing lost.

use isnad::app::bidi::{contained, isolated, name};
use isnad::app::msg::{ExportKind, Msg};
use isnad::app::ports::Store;
use isnad::app::prefs::Lang;
use isnad::app::state::{MOST_ALIKE, Offer};
use isnad::app::strings::{Text as Key, say};
use isnad::format::project::read_project;
use isnad::format::storage_key::{article_key, project_key};

use super::session::{Browser, Session};

/// What a text leaves open, and how often it closes what is not open (UAX #9: the end of an isolate closes the
/// embeddings and overrides inside it).
fn depth(text: &str) -> (usize, usize) {
    let (mut open, mut stray) = (Vec::new(), 0);
    for c in text.chars() {
        match c {
            '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' => open.push('\u{202c}'),
            '\u{2066}'..='\u{2068}' => open.push(c),
            '\u{202c}' if open.last() == Some(&'\u{202c}') => drop(open.pop()),
            '\u{2069}' if open.iter().any(|c| *c != '\u{202c}') => {
                while open.pop() == Some('\u{202c}') {}
            }
            '\u{202c}' | '\u{2069}' => stray += 1,
            _ => {}
        }
    }
    (open.len(), stray)
}

#[test]
fn a_name_closes_what_it_opens_and_nothing_else() {
    let table = [
        ("نص عادي", "نص عادي"),
        ("a\u{202e}b", "a\u{202e}b\u{202c}"),
        ("a\u{2069}\u{202e}b", "a\u{202e}b\u{202c}"),
        ("\u{202c}a\u{2067}b", "a\u{2067}b\u{2069}"),
        ("\u{2066}\u{202e}a\u{2069}b", "\u{2066}\u{202e}a\u{2069}b"),
        (
            "\u{2066}a\u{202c}\u{202b}b\u{202c}c\u{2069}d",
            "\u{2066}a\u{202b}b\u{202c}c\u{2069}d",
        ),
        ("\u{202e}a\u{2029}b\u{85}c", "\u{202e}a\u{202c} b c"),
        ("a\r\nb", "a\r\nb"),
        ("\u{200f}\u{61c}a", "\u{200f}\u{61c}a"),
    ];
    for (text, expected) in table {
        assert_eq!(contained(text), expected, "{text:?}");
        assert_eq!(depth(&contained(text)), (0, 0), "{text:?}");
        assert_eq!(isolated(text), format!("\u{2068}{expected}\u{2069}"));
    }
    let long = "\u{202e}".repeat(1_000);
    assert_eq!(depth(&name(&long)), (0, 0));
    assert_eq!(name(&"ن".repeat(1_000)).chars().count(), 401);
}

#[test]
fn a_title_does_not_turn_the_words_of_a_message() {
    let browser = Browser::default();
    let mut session = browser.visit();
    session.files(&[("a.txt", "a\u{2069}\u{202e}txt.exe\nقال الوزير".as_bytes())]);
    session.send(Msg::Dialog(None));
    let id = session.open().article.id.clone();
    session.send(Msg::RemoveArticle(id));
    let said = &session.notice(Key::ArticleRemoved).unwrap().said;
    for lang in [Lang::Ar, Lang::En] {
        let words = say(lang, said);
        assert_eq!(depth(&words), (0, 0), "{words:?}");
        assert!(words.contains("txt.exe"), "{words:?}");
    }
}

fn put(browser: &Browser, store: Store, key: &str, value: &str) {
    let mut map = browser.database.map.borrow_mut();
    map.insert((store, key.to_owned()), value.to_owned());
}

#[test]
fn thousands_of_unreadable_records_do_not_bury_the_page() {
    let browser = Browser::default();
    let project = browser.visit().state.project.id.clone();
    for n in 0..3_000 {
        let key = article_key(&project, &format!("a{n}").as_str().into());
        put(&browser, Store::Articles, &key, "{");
    }
    let session = browser.visit();
    let said = |key| {
        session
            .state
            .notices
            .iter()
            .filter(|n| n.said.key == key)
            .count()
    };
    assert_eq!(said(Key::Unreadable), MOST_ALIKE);
    let more = session
        .notice(Key::MoreAlike)
        .expect("that there are more is said");
    assert_eq!(more.offers, [Offer::RawData]);
    assert_eq!(session.state.notices.len(), MOST_ALIKE + 1);
    // They are still there.
    let map = browser.database.map.borrow();
    assert_eq!(
        map.iter()
            .filter(|((store, _), json)| *store == Store::Articles && *json == "{")
            .count(),
        3_000
    );
}

#[test]
fn a_record_under_the_key_of_another_is_reported_and_left() {
    let browser = Browser::default();
    let first = browser.visit();
    let (project, id) = (
        first.state.project.id.clone(),
        first.open().article.id.clone(),
    );
    drop(first);
    let article = browser
        .stored(Store::Articles, &article_key(&project, &id))
        .unwrap();
    let record = browser
        .stored(Store::Projects, &project_key(&project))
        .unwrap();
    let twin = article_key(&project, &"twin".into());
    put(&browser, Store::Articles, &twin, &article);
    put(&browser, Store::Projects, "0", &record);
    let mut session: Session = browser.visit();
    assert_eq!(session.state.articles.len(), 1);
    assert_eq!(session.state.projects.len(), 1);
    let said: Vec<_> = session
        .state
        .notices
        .iter()
        .map(|n| say(Lang::En, &n.said))
        .collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(
        said[0].contains(&format!("the record there is that of «{project}»")),
        "{said:?}"
    );
    assert!(
        said[1].contains(&format!("the record there is that of «{id}»")),
        "{said:?}"
    );
    session.files(&[("b.txt", "خبر آخر".as_bytes())]);
    assert_eq!(browser.stored(Store::Articles, &twin), Some(article));
    assert_eq!(browser.stored(Store::Projects, "0"), Some(record));
}

/// The fuzzer's find: an import wrote over a record that cannot be read, for nothing readable had its id.
#[test]
fn an_import_writes_over_no_record_and_no_text_that_is_there() {
    let golden = include_bytes!("../../golden/project-1.isnad.jsonl");
    let browser = Browser::default();
    browser.visit().files(&[("a.isnad.jsonl", golden)]);
    let key = "p-7f3k/a1";
    put(&browser, Store::Articles, key, "{\"schema\":");
    let mut session = browser.visit();
    session.files(&[("a.isnad.jsonl", golden)]);
    assert_eq!(
        browser.stored(Store::Articles, key).as_deref(),
        Some("{\"schema\":")
    );
    assert!(browser.stored(Store::Articles, "p-7f3k/a1-2").is_some());
    // A text alone, without a record.
    let browser = Browser::default();
    browser.visit().files(&[("a.isnad.jsonl", golden)]);
    browser
        .database
        .map
        .borrow_mut()
        .remove(&(Store::Articles, key.to_owned()));
    put(&browser, Store::Texts, key, "another text");
    let mut session = browser.visit();
    session.files(&[("a.isnad.jsonl", golden)]);
    assert_eq!(
        browser.stored(Store::Texts, key).as_deref(),
        Some("another text")
    );
    assert!(browser.stored(Store::Texts, "p-7f3k/a1-2").is_some());
    assert_eq!(session.open().layer.len(), 0, "another annotator's");
}

/// The fuzzer's find: one record with a wrong length kept the whole project from being exported.
#[test]
fn a_wrong_length_in_a_record_keeps_no_project_from_its_file() {
    let golden = include_bytes!("../../golden/project-1.isnad.jsonl");
    let browser = Browser::default();
    browser.visit().files(&[("a.isnad.jsonl", golden)]);
    let key = "p-7f3k/a1";
    let record = browser.stored(Store::Articles, key).unwrap();
    put(
        &browser,
        Store::Articles,
        key,
        &record.replace("\"length\":53", "\"length\":52"),
    );
    let mut session = browser.visit();
    assert_eq!(session.open().article.length.get(), 53);
    session.files(&[("b.txt", "خبر آخر".as_bytes())]);
    session.send(Msg::Export(ExportKind::Project));
    let (_, file) = session.download().expect("a file");
    assert_eq!(read_project(&file).unwrap().articles.len(), 2);
}
