//! The words of the interface in both languages.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use isnad::app::plural::{Plural, digits, number};
use isnad::app::prefs::Lang;
use isnad::app::strings::{Arg, Text, count, file, format, get, lines};

const BOTH: [Lang; 2] = [Lang::Ar, Lang::En];

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .map(|rest| rest.split_once('}').expect("a closing brace").0)
        .collect()
}

/// Key → form → text; the form of a plain message is empty.
fn forms(lang: Lang) -> BTreeMap<&'static str, BTreeMap<&'static str, &'static str>> {
    let mut all: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for (key, form, text) in lines(file(lang)) {
        let before = all.entry(key).or_default().insert(form.unwrap_or(""), text);
        assert_eq!(before, None, "{key} stands twice");
        assert!(!text.trim().is_empty() && text == text.trim(), "{key}");
    }
    all
}

#[test]
fn the_files_have_exactly_the_keys() {
    let wanted: BTreeSet<_> = Text::ALL.iter().map(|text| text.name()).collect();
    for lang in BOTH {
        let found: BTreeSet<_> = forms(lang).into_keys().collect();
        assert_eq!(found, wanted);
        for line in file(lang).lines().filter(|line| !line.starts_with('#')) {
            assert!(line.contains(" = "), "{line}");
        }
    }
}

#[test]
fn the_forms_of_a_message_ask_for_the_same() {
    let (ar, en) = (forms(Lang::Ar), forms(Lang::En));
    for (key, english) in &en {
        let arabic = &ar[key];
        let most = |forms: &BTreeMap<_, &'static str>| -> BTreeSet<&'static str> {
            forms.values().flat_map(|text| placeholders(text)).collect()
        };
        assert_eq!(most(arabic), most(english), "{key}");
        for (form, text) in arabic.iter().chain(english) {
            let missing: Vec<_> = most(english)
                .difference(&placeholders(text))
                .copied()
                .collect();
            // One and two say their number in words; none of anything may say nothing.
            let in_words = matches!(*form, "zero" | "one" | "two") && missing == ["n"];
            assert!(
                missing.is_empty() || in_words,
                "{key}.{form} lacks {missing:?}"
            );
        }
        assert_eq!(arabic.contains_key(""), english.contains_key(""), "{key}");
        if !english.contains_key("") {
            let of =
                |forms: &BTreeMap<&'static str, _>| forms.keys().copied().collect::<BTreeSet<_>>();
            assert_eq!(of(english), BTreeSet::from(["one", "other"]), "{key}");
            let all = BTreeSet::from(["one", "two", "few", "many", "other"]);
            let found = of(arabic);
            assert!(
                found.is_superset(&all)
                    && found.is_subset(&all.iter().copied().chain(["zero"]).collect()),
                "{key}"
            );
        }
    }
}

/// All sources below a folder, by path from there.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                all.push((name, std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    all
}

/// A message that comes with what is loaded later would be empty if everyday code said it.
#[test]
fn messages_of_the_later_part_are_said_there_alone() {
    let later = |path: &str| {
        path.starts_with("ui/dialog")
            || path.starts_with("ui/exchange")
            || [
                "app/keymap.rs",
                "app/keymap/table.rs",
                "app/update/copies.rs",
                "app/update/exchange.rs",
                "app/update/projects.rs",
                "app/update/export.rs",
                "app/update/came_in.rs",
                "app/update/files.rs",
                "app/faults.rs",
                "app/figures.rs",
                "app/palette.rs",
                "app/update/facts.rs",
                "app/update/handout.rs",
                "app/update/lead.rs",
                "app/update/link.rs",
                "app/update/list.rs",
                "app/update/listed.rs",
                "app/strings.rs",
                "app/where_work.rs",
                "ui/about.rs",
                "ui/articles.rs",
                "ui/card_more.rs",
            ]
            .contains(&path)
    };
    let rest: Vec<&str> = Text::ALL
        .iter()
        .filter(|text| !text.is_everyday())
        .map(|text| text.name())
        .collect();
    assert!(rest.contains(&"KeysTitle"));
    for (path, source) in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        if later(&path) {
            continue;
        }
        let source = source.replace("Key::", "Text::");
        for after in source.split("Text::").skip(1) {
            let name = after.split(|c: char| !c.is_alphanumeric()).next();
            let name = name.unwrap_or_default();
            assert!(!rest.contains(&name), "{path} says {name}");
        }
    }
}

/// The same of the part that knows the files of other programs.
#[test]
fn messages_of_the_formats_are_said_there_alone() {
    let there: Vec<&str> = Text::ALL
        .iter()
        .filter(|text| text.is_of_formats())
        .map(|text| text.name())
        .collect();
    assert!(there.contains(&"FilesComing"));
    for (path, source) in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        if path.starts_with("ui/exchange") || path == "app/strings.rs" {
            continue;
        }
        let source = source.replace("Key::", "Text::");
        for after in source.split("Text::").skip(1) {
            let name = after.split(|c: char| !c.is_alphanumeric()).next();
            let name = name.unwrap_or_default();
            assert!(!there.contains(&name), "{path} says {name}");
        }
    }
}

/// Every message is asked for somewhere in the sources.
#[test]
fn no_message_is_idle() {
    fn read(folder: &Path, all: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, all);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("strings.rs") {
                all.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = String::new();
    read(&src.join("app"), &mut all);
    let parts = ["ui", "browser"].map(|part| src.join(part));
    if !parts
        .iter()
        .all(|part| part.join("app.rs").exists() || part.join("run_effects.rs").exists())
    {
        // The view is not there yet: only it asks for most of them.
        return;
    }
    for part in parts {
        read(&part, &mut all);
    }
    let asked: BTreeSet<&str> = all
        .split("::")
        .skip(1)
        .map(|rest| {
            rest.split(|c: char| !c.is_alphanumeric())
                .next()
                .unwrap_or_default()
        })
        .collect();
    let idle: Vec<_> = Text::ALL
        .iter()
        .map(|text| text.name())
        .filter(|n| !asked.contains(n))
        .collect();
    assert_eq!(idle, [""; 0]);
}

#[test]
fn plural_forms_of_the_two_languages() {
    use Plural::*;
    let check = |lang, wanted: Plural, numbers: &[u64]| {
        for n in numbers {
            assert_eq!(Plural::of(lang, *n), wanted, "{n}");
        }
    };
    // The examples of the CLDR.
    check(Lang::Ar, Zero, &[0]);
    check(Lang::Ar, One, &[1]);
    check(Lang::Ar, Two, &[2]);
    check(Lang::Ar, Few, &[3, 4, 10, 103, 110, 1003]);
    check(Lang::Ar, Many, &[11, 26, 99, 111, 1011]);
    check(
        Lang::Ar,
        Other,
        &[100, 101, 102, 200, 202, 300, 1_000, 10_000, 1_000_000],
    );
    check(Lang::En, One, &[1]);
    check(Lang::En, Other, &[0, 2, 11, 21, 101]);
}

#[test]
fn numbers_in_the_digits_of_the_language() {
    assert_eq!(number(Lang::En, 0), "0");
    assert_eq!(number(Lang::En, 1_234_567), "1,234,567");
    assert_eq!(number(Lang::En, 999), "999");
    assert_eq!(number(Lang::Ar, 1_234_567), "١٬٢٣٤٬٥٦٧");
    assert_eq!(digits("12 من 34"), "١٢ من ٣٤");
}

#[test]
fn messages_are_put_together() {
    let spans = |n| count(Lang::Ar, Text::ArticleSpans, n);
    let wanted = ["بلا تعليقات", "تعليق واحد", "تعليقان", "٣ تعليقات"];
    assert_eq!([0, 1, 2, 3].map(spans), wanted);
    assert_eq!([11, 100].map(spans), ["١١ تعليقًا", "١٠٠ تعليق"]);
    assert_eq!(
        [1, 2].map(|n| count(Lang::En, Text::ArticleSpans, n)),
        ["1 annotation", "2 annotations"]
    );
    // A number without a form of its own takes the last one.
    assert!(count(Lang::Ar, Text::ImportKept, 0).contains('٠'));
    let why = |text: &str| Arg::Text(text.to_owned());
    let said = format(
        Lang::En,
        Text::OpenFailed,
        &[("title", why("{why} {title} {")), ("why", why("gone"))],
    );
    assert_eq!(
        said,
        "The article \u{2068}{why} {title} {\u{2069} could not be opened: \u{2068}gone\u{2069}"
    );
    let said = format(
        Lang::En,
        Text::SaveFailed,
        &[("why", Arg::Key(Text::WhyLocalFull))],
    );
    assert!(said.ends_with(get(Lang::En, Text::WhyLocalFull)));
}

#[test]
fn the_browsers_language_is_taken() {
    let check = |tags: &[&str], wanted| {
        assert_eq!(Lang::of_browser(tags.iter().copied()), wanted, "{tags:?}");
    };
    check(&["ar-SY", "en"], Lang::Ar);
    check(&["fr", "en-GB", "ar"], Lang::En);
    check(&["fr"], Lang::Ar);
    check(&[], Lang::Ar);
    check(&["arn"], Lang::Ar);
    check(&["enm", "en"], Lang::En);
}
