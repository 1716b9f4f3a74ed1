//! What is wrong with a project file, and with storage, as a person reads it.

use isnad::app::faults;
use isnad::app::msg::OpenError;
use isnad::app::ports::StorageError;
use isnad::app::prefs::Lang;
use isnad::app::strings::{argument, say};
use isnad::format::export::ExportItem;
use isnad::format::project::{read_project, write_project};

use crate::format::fixture::{article, layer, project, replica, text};

fn file() -> String {
    let (article, text, layer) = (article(), text(), layer());
    let item = ExportItem {
        article: &article,
        text: &text,
        layers: vec![&layer],
    };
    write_project(&project(), [item].into_iter(), &replica()).unwrap()
}

/// Without the marks that keep what is put in from turning what stands around it.
fn plain(message: &str) -> String {
    message.replace(['\u{2068}', '\u{2069}'], "")
}

#[test]
fn what_breaks_a_project_file_is_said_in_both_languages() {
    let whole = file();
    let lines: Vec<_> = whole.lines().collect();
    let check = |file: &str, ar: &str, en: &str| {
        let error = read_project(file).unwrap_err();
        let said = faults::of_project(&error);
        for (lang, expected) in [(Lang::Ar, ar), (Lang::En, en)] {
            let said = plain(&say(lang, &said));
            assert!(said.starts_with(expected), "{said}");
        }
    };
    check("", "الملف فارغ", "The file is empty");
    check(
        &lines[1..].join("\n"),
        "السطر ١ ليس رأس",
        "Line 1 is not the head",
    );
    check("[\n1\n]", "الملف JSON موزّع", "The file is JSON laid out");
    check(
        &whole.replace("project/1", "project/2"),
        "كُتب بإصدار أحدث من إسناد (isnad/project/2)",
        "It was written by a newer Isnad (isnad/project/2)",
    );
    check(
        whole.trim_end().trim_end_matches('}'),
        "الملف مقطوع عند السطر ٣",
        "The file is cut off at line 3",
    );
    check(
        &whole.replacen("\"text\":\"قالَ", "\"text\":\"قال", 1),
        "السطر ٢: نص المقال a1 ليس النص الذي صُدّر",
        "Line 2: the text of the article a1 is not the one that was exported",
    );
    check(
        &whole.replacen("\"length\":53", "\"length\":54", 1),
        "السطر ٢: نص المقال a1 ليس النص الذي صُدّر",
        "Line 2: the text of the article a1 is not the one that was exported",
    );
    check(
        &whole.replace("#f2b705", "red"),
        "السطر ١: لا يُقرأ رأس المشروع: ",
        "Line 1: the head of the project cannot be read: ",
    );
}

#[test]
fn what_is_wrong_with_a_line_is_said_in_both_languages() {
    let whole = file();
    let lines: Vec<_> = whole.lines().collect();
    let check = |line: &str, ar: &str, en: &str| {
        let file = format!("{}\n{}\n{line}\n{}\n", lines[0], lines[1], lines[2]);
        let read = read_project(&file).unwrap();
        let why = faults::of_line(&read.rejected[0].reason);
        for (lang, expected) in [(Lang::Ar, ar), (Lang::En, en)] {
            let said = plain(&argument(lang, &why));
            assert!(said.starts_with(expected), "{said}");
        }
    };
    check("not json", "ليس JSON كما يكون", "not JSON as it is");
    check("{}", "لا يذكر السطر ما هو", "the line does not say");
    check(
        r#"{"schema":"isnad/chart/1"}"#,
        "ليس مقالًا ولا عملًا على مقال: isnad/chart/1",
        "neither an article nor work on one: isnad/chart/1",
    );
    check(lines[0], "يبدأ هنا مشروع ثانٍ", "a second project begins");
    check(
        lines[1],
        "المقال a1 مكرّر في الملف",
        "the article a1 stands twice",
    );
    check(
        &lines[1].replace("\"text\"", "\"txt\""),
        "المقال a1 بلا نص",
        "the article a1 has no text",
    );
    let newer = (
        "كُتب بإصدار أحدث من إسناد",
        "It was written by a newer Isnad",
    );
    check(
        &lines[1].replace("article/1", "article/2"),
        newer.0,
        newer.1,
    );
    check(
        &lines[2].replace("annotations/1", "annotations/2"),
        newer.0,
        newer.1,
    );
    check(
        &lines[2].replace("[[34,52]]", "[[35,53]]"),
        "وسم لا يوافق النص: ",
        "1 label does not fit the text: ",
    );
    check(
        &lines[2].replace("p-7f3k", "other"),
        "هذا العمل من مشروع آخر: other",
        "this work belongs to another project: other",
    );
    check(
        &lines[2].replace(r#""id":"a1""#, r#""id":"a2""#),
        "هذا العمل على المقال a2، وليس قبله في الملف",
        "this work is on the article a2, which does not stand before it",
    );
    let other = isnad::model::article::Sha256::of("");
    let own = isnad::model::article::Sha256::of(text().as_str());
    check(
        &lines[2].replace(own.as_hex(), other.as_hex()),
        "هذا العمل على نص آخر للمقال a1",
        "this work is on another text of the article a1",
    );
}

#[test]
fn why_storage_failed_is_said_in_both_languages() {
    let blocked = || "blocked".to_owned();
    for (error, ar) in [
        (OpenError::Storage(StorageError::Full), "التخزين ممتلئ"),
        (
            OpenError::Storage(StorageError::Refused(blocked())),
            "المتصفح لا يتيح التخزين: blocked",
        ),
        (
            OpenError::Storage(StorageError::Failed(blocked())),
            "أخفق التخزين في المتصفح: blocked",
        ),
        (OpenError::NoText, "نص المقال ليس في التخزين"),
        (OpenError::WrongText, "النص الذي في التخزين ليس نص المقال"),
    ] {
        assert_eq!(plain(&argument(Lang::Ar, &error.why())), ar);
        // What logs and the command line say is what is said in English.
        assert_eq!(plain(&argument(Lang::En, &error.why())), error.to_string());
    }
}
