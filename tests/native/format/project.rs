//! The project file: round trip, faults of files and of lines.

use isnad::format::export::{ExportError, ExportItem};
use isnad::format::layer::Misfit;
use isnad::format::project::{ProjectError, RejectReason, read_project, write_project};
use isnad::model::article::{Article, Sha256};
use isnad::model::layer::Layer;
use isnad::model::text::Text;
use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};

use super::fixture::{TEXT, article, key, layer, project, replica, span, text};
use super::generate::parts;

fn file() -> String {
    let (article, text, layer) = (article(), text(), layer());
    let item = ExportItem {
        article: &article,
        text: &text,
        layers: vec![&layer],
    };
    write_project(&project(), [item].into_iter(), &replica()).unwrap()
}

#[test]
fn a_project_comes_back() {
    let file = file();
    for variant in [
        file.clone(),
        file.replace('\n', "\r\n"),
        format!("\u{feff}\n\n{}", file.replace('\n', "\n \n")),
        file.trim_end().to_owned(),
    ] {
        let read = read_project(&variant).unwrap();
        assert_eq!(read.rejected, []);
        assert_eq!(read.project, project());
        assert_eq!(read.articles.len(), 1);
        assert_eq!(read.articles[0].article, article());
        assert_eq!(read.articles[0].text, text());
        assert_eq!(read.articles[0].layers[0].to_parts(), layer().to_parts());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    #[test]
    fn any_layer_inside_the_text_comes_back(mut parts in parts()) {
        parts.key.project = project().id;
        parts.key.article = article().id;
        let long = Text::new("📈َ\r\n".repeat(40)).unwrap();
        let article = Article { sha256: Sha256::of(long.as_str()), length: long.end(), ..article() };
        let layer = Layer::from_parts(parts.clone()).unwrap();
        let item = ExportItem { article: &article, text: &long, layers: vec![&layer] };
        let file = write_project(&project(), [item].into_iter(), &replica()).unwrap();
        prop_assert_eq!(file.lines().count(), 3);
        let read = read_project(&file).unwrap();
        prop_assert!(read.rejected.is_empty());
        prop_assert_eq!(read.articles[0].layers[0].to_parts(), parts);
    }

    #[test]
    fn a_file_cut_anywhere_is_refused_or_has_whole_lines_only(cut in 0..5000usize) {
        let file = file();
        let cut: String = file.chars().take(cut).collect();
        match read_project(&cut) {
            Ok(read) => prop_assert!(read.rejected.is_empty() && file.starts_with(cut.trim_end())),
            Err(ProjectError::CutOff { line }) => prop_assert_eq!(line, cut.lines().count()),
            Err(error) => prop_assert_eq!(error, ProjectError::Empty),
        }
    }
}

#[test]
fn what_breaks_the_file_is_an_error_with_its_line() {
    let file = file();
    let check = |changed: String, expected: ProjectError| {
        assert_eq!(read_project(&changed).unwrap_err(), expected, "{changed}");
    };
    let lines: Vec<_> = file.lines().collect();
    check(String::new(), ProjectError::Empty);
    check("\u{feff}\r\n \n".to_owned(), ProjectError::Empty);
    check(lines[1..].join("\n"), ProjectError::NoHeader { line: 1 });
    check(
        format!("\nhello\n{file}"),
        ProjectError::NoHeader { line: 2 },
    );
    check(r#"{"a":1}"#.to_owned(), ProjectError::NoHeader { line: 1 });
    let found = "isnad/project/2".to_owned();
    check(
        file.replace("project/1", "project/2"),
        ProjectError::NewerSchema { line: 1, found },
    );
    let pretty: serde_json::Value = serde_json::from_str(lines[0]).unwrap();
    check(
        serde_json::to_string_pretty(&pretty).unwrap(),
        ProjectError::PrettyPrinted,
    );
    check(
        "[\n{\"text\":\"x\"}\n]".to_owned(),
        ProjectError::PrettyPrinted,
    );
    check(
        file.trim_end().trim_end_matches('}').to_owned(),
        ProjectError::CutOff { line: 3 },
    );
    let changed = file.replacen("قالَ", "قال", 1);
    let changed = changed.replacen("\"text\":\"قالَ", "\"text\":\"قال", 1);
    let other = TEXT.replacen("قالَ", "قال", 1);
    let expected = ProjectError::TextChanged {
        line: 2,
        article: "a1".into(),
        expected: Sha256::of(TEXT),
        found: Sha256::of(&other),
    };
    check(changed, expected);
    let length = ProjectError::Length {
        line: 2,
        article: "a1".into(),
        expected: 54,
        found: 53,
    };
    check(file.replacen("\"length\":53", "\"length\":54", 1), length);
    let error = read_project(&file.replace("#f2b705", "red")).unwrap_err();
    assert!(
        matches!(error, ProjectError::Header { line: 1, .. }),
        "{error:?}"
    );
}

#[test]
fn what_is_wrong_with_a_line_leaves_the_others() {
    let file = file();
    let lines: Vec<_> = file.lines().collect();
    let check = |line: &str, is: fn(&RejectReason) -> bool| {
        let changed = format!("{}\n{}\n{line}\n{}\n", lines[0], lines[1], lines[2]);
        let read = read_project(&changed).unwrap();
        assert_eq!((read.articles.len(), read.articles[0].layers.len()), (1, 1));
        assert_eq!(read.rejected.len(), 1, "{line}");
        assert_eq!(read.rejected[0].line, 3);
        assert!(is(&read.rejected[0].reason), "{:?}", read.rejected[0]);
    };
    use RejectReason as R;
    let (half, _) = lines[2].split_once("code_point").unwrap();
    check(half, |r| matches!(r, R::Json(_)));
    check("not json", |r| matches!(r, R::Json(_)));
    check("{}", |r| matches!(r, R::NoSchema));
    check(r#"{"schema":"isnad/chart/1"}"#, |r| {
        matches!(r, R::UnknownSchema { .. })
    });
    check(lines[0], |r| matches!(r, R::SecondProject));
    check(lines[1], |r| matches!(r, R::DuplicateArticle { .. }));
    check(&lines[1].replace("\"text\"", "\"txt\""), |r| {
        matches!(r, R::NoText { .. })
    });
    check(&lines[1].replace("article/1", "article/2"), |r| {
        matches!(r, R::Article(_))
    });
    check(&lines[2].replace("annotations/1", "annotations/2"), |r| {
        matches!(r, R::Layer(_))
    });
    check(&lines[2].replace("[[34,52]]", "[[52,34]]"), |r| {
        matches!(r, R::Layer(_))
    });
    check(
        &lines[2].replace("[[34,52]]", "[[35,53]]"),
        |r| matches!(r, R::Misfit(Misfit::Quotes(w)) if w.len() == 1),
    );
    check(
        &lines[2].replace("[[34,52]]", "[[35,54]]"),
        |r| matches!(r, R::Misfit(Misfit::Quotes(w)) if w[0].found.is_none()),
    );
    check(&lines[2].replace("p-7f3k", "other"), |r| {
        matches!(r, R::OtherProject { .. })
    });
    check(&lines[2].replace(r#""id":"a1""#, r#""id":"a2""#), |r| {
        matches!(r, R::UnknownArticle { .. })
    });
    let other = lines[2].replace(Sha256::of(TEXT).as_hex(), Sha256::of("").as_hex());
    check(&other, |r| matches!(r, R::OtherText { .. }));
}

#[test]
fn a_file_that_does_not_give_back_what_was_marked_is_not_handed_out() {
    let (article, text, whole) = (article(), text(), layer());
    let write = |article: &Article, text: &Text, layer: &Layer, times: usize| {
        let item = ExportItem {
            article,
            text,
            layers: vec![layer],
        };
        let items = std::iter::repeat_n(item, times);
        write_project(&project(), items, &replica()).unwrap_err()
    };
    let mut parts = whole.to_parts();
    let past = span("past", "quote", 50, 54);
    parts.spans.push(isnad::model::layer::SpanRecord {
        span: past.into(),
        stamps: Default::default(),
        removed: None,
    });
    let outside = Layer::from_parts(parts).unwrap();
    let expected = ExportError::OutsideText {
        article: "a1".into(),
        span: "past".into(),
    };
    assert_eq!(write(&article, &text, &outside, 1), expected);
    let error = write(&article, &text, &whole, 2);
    assert!(
        matches!(error, ExportError::Rejected(r) if matches!(r.reason, RejectReason::DuplicateArticle { .. }))
    );
    let other = Text::new(TEXT.replace('ر', "ز")).unwrap();
    let error = write(&article, &other, &whole, 1);
    assert!(
        matches!(error, ExportError::Project(e) if matches!(*e, ProjectError::TextChanged { .. }))
    );
    let moved = whole.clone().renamed(isnad::model::ids::LayerKey {
        article: "a2".into(),
        ..key()
    });
    let error = write(&article, &text, &moved, 1);
    assert!(matches!(error, ExportError::Rejected(_)), "{error:?}");
}
