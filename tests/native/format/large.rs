//! Files that are large, deep or repeat themselves: they are read, or refused in words, and take no more than a
//! multiple of their size. Nothing here is timed; what grows faster than its input would not come to an end.

use isnad::app::paint::Paint;
use isnad::format::export::ExportItem;
use isnad::format::layer::{Misfit, read_layer, write_layer};
use isnad::format::project::{RejectReason, read_project, write_project};
use isnad::format::records::{
    RecordError, read_article, read_project_record, write_project_record,
};
use isnad::model::article::Sha256;
use isnad::model::blocks::Blocks;
use isnad::model::boundary::Ground;
use isnad::model::change::{Change, Op};
use isnad::model::text::Text;

use super::fixture::{TEXT, article, key, project, replica, text};

/// The head of a project file with one article.
fn head(text: &str) -> String {
    let project = write_project_record(&project());
    let (sha256, length) = (Sha256::of(text), text.chars().count());
    let quoted = serde_json::to_string(text).unwrap();
    format!(
        "{project}\n{{\"schema\":\"isnad/article/1\",\"id\":\"a1\",\"sha256\":\"{}\",\"length\":{length},\"text\":{quoted}}}\n",
        sha256.as_hex()
    )
}

/// A layer on a text.
fn layer(text: &str, spans: &str, sync: &str) -> String {
    let (sha256, length) = (Sha256::of(text), text.chars().count());
    format!(
        "{{\"schema\":\"isnad/annotations/1\",\"project\":\"p-7f3k\",\"article\":{{\"id\":\"a1\",\"sha256\":\"{}\",\
         \"length\":{length}}},\"annotator\":\"salma\",\"offset_unit\":\"code_point\",\"spans\":[{spans}],\"sync\":{{{sync}}}}}",
        sha256.as_hex()
    )
}

fn span(id: usize, start: usize, end: usize) -> String {
    format!(r#"{{"id":"{id:07}","label":"quote","fragments":[[{start},{end}]]}}"#)
}

fn list(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(",")
}

#[test]
fn a_million_brackets_are_no_trouble() {
    let deep = |open: &str, close: &str| open.repeat(1_000_000) + &close.repeat(1_000_000);
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[", ""), ("{\"a\":", "")] {
        let json = deep(open, close);
        assert!(read_layer(&json).is_err());
        assert!(read_article(&json).is_err());
        let error = read_project(&json).unwrap_err().to_string();
        assert!(error.len() < 200, "{error}");
        let inside = format!(r#"{{"schema":"isnad/project/1","id":"p","scheme":{json}}}"#);
        let error = read_project_record(&inside).unwrap_err();
        let RecordError::Json(error) = error else {
            panic!("{error}");
        };
        assert!(error.member.len() < 100 && error.line == 1, "{error}");
    }
}

#[test]
fn a_million_spans_are_read() {
    let spans = list(1_000_000, |n| span(n, n % 50, n % 50 + 3));
    let stored = read_layer(&layer(TEXT, &spans, "")).unwrap();
    assert_eq!(stored.layer.len(), 1_000_000);
    // On so short a text they mark far too much of it to be written with what they quote.
    let misfit = stored.fits(&text()).unwrap_err();
    assert_eq!(
        misfit.to_string(),
        "spans that quote nothing mark 3000000 code points in all, on this text the limit is 100848"
    );
}

#[test]
fn spans_that_all_lie_on_each_other_are_painted() {
    let spans = list(1_000_000, |n| span(n, 0, 53));
    let mut layer = read_layer(&layer(TEXT, &spans, "")).unwrap().layer;
    let blocks = Blocks::of(&text());
    let ground = Ground {
        text: &text(),
        blocks: &blocks,
    };
    let (mut paint, ops) = Paint::all(&layer, &ground, None);
    assert_eq!(ops.len(), 1_000_000);
    let first = layer.in_order().next().unwrap().clone();
    let outcome = layer.apply(&Change::of(Op::remove(first)), &replica(), "");
    paint.follow(&outcome.touched, &layer, &ground);
    assert_eq!(paint.depths(), Paint::all(&layer, &ground, None).0.depths());
}

#[test]
fn unknown_members_in_any_order_are_kept() {
    let removed = list(300_000, |n| format!(r#"{{"z{}":1}}"#, 9_999_999 - n));
    let stamps = list(100_000, |n| format!(r#""{:07}":{{"x":1}}"#, 200_000 - n));
    let spans = list(100_000, |n| span(200_000 - n, 0, 1));
    let sync = format!(r#""stamps":{{{stamps}}},"removed":[{removed}]"#);
    let stored = read_layer(&layer(TEXT, &spans, &sync)).unwrap();
    assert_eq!(stored.layer.extra().len(), 400_000);
}

#[test]
fn quotes_that_do_not_fit_take_no_copies_of_the_text() {
    let long = "نفى مصدر ".repeat(2_000);
    let end = long.chars().count();
    let spans = list(2_000, |n| {
        span(n, 0, end).replacen('{', r#"{"text":"?","#, 1)
    });
    let file = head(&long) + &layer(&long, &spans, "");
    let read = read_project(&file).unwrap();
    let RejectReason::Misfit(Misfit::Quotes(wrong)) = &read.rejected[0].reason else {
        panic!("{}", read.rejected[0]);
    };
    assert_eq!(wrong.len(), 2_000);
    assert!(
        wrong
            .iter()
            .all(|wrong| wrong.found.as_ref().unwrap().chars().count() == 61)
    );
    assert!(
        read.rejected[0]
            .to_string()
            .starts_with("line 3: 2000 spans do not fit the text, first the span «0000000»")
    );
}

#[test]
fn spans_that_would_be_written_many_times_as_large_are_refused() {
    let long = "نفى مصدر ".repeat(2_000);
    let end = long.chars().count();
    let file = |times| head(&long) + &layer(&long, &list(times, |n| span(n, 0, end)), "");
    // Deep nesting of a whole text is odd, but it may be meant.
    let read = read_project(&file(16)).unwrap();
    assert_eq!(read.rejected, []);
    let read = read_project(&file(2_000)).unwrap();
    let reason = RejectReason::Misfit(Misfit::TooMuch {
        found: 36_000_000,
        most: 388_000,
    });
    assert_eq!(read.rejected[0].reason, reason);
    // The same with their quotes is as large as it says.
    let quoted = serde_json::to_string(&long).unwrap();
    let spans = list(40, |n| {
        span(n, 0, end).replacen('{', &format!(r#"{{"text":{quoted},"#), 1)
    });
    let read = read_project(&(head(&long) + &layer(&long, &spans, ""))).unwrap();
    assert_eq!(read.rejected, []);
}

/// A removed span has no quote, and no reader looked at where it lies. A merge brought it back, and what was
/// written then could not be read any more.
#[test]
fn what_a_merge_may_bring_back_has_to_fit_as_well() {
    let gone = r#"{"span":{"id":"s","label":"quote","fragments":[[5,5000000]]},"stamps":{"fragments":"9@b"},"seen":{"fragments":"9@b"}}"#;
    let removed = layer(TEXT, "", &format!(r#""removed":[{gone}]"#));
    let there = r#"{"id":"s","label":"quote","fragments":[[5,11]]}"#;
    let there = layer(TEXT, there, r#""stamps":{"s":{"note":"12@a"}}"#);
    // Held together the two would show the span, and past the end.
    let mut merged = read_layer(&there).unwrap().layer;
    merged.merge(&read_layer(&removed).unwrap().layer);
    assert_eq!(merged.len(), 1);
    let json = write_layer(&merged, &article(), &text(), &replica());
    assert!(read_layer(&json).unwrap().fits(&text()).is_err());
    // So the one that ends past the text is refused, removed or not.
    let read = read_project(&format!("{}{there}\n{removed}\n", head(TEXT))).unwrap();
    assert_eq!(read.articles[0].layers.len(), 1);
    let said = read.rejected[0].to_string();
    assert!(
        said.starts_with("line 4: 1 spans do not fit the text, first the span «s»"),
        "{said}"
    );
}

#[test]
fn a_project_of_a_hundred_thousand_spans_is_read_and_written() {
    let long = "نفى مصدر ".repeat(100_000);
    let spans = list(100_000, |n| span(n, n * 9, n * 9 + 8));
    let read = read_project(&(head(&long) + &layer(&long, &spans, ""))).unwrap();
    assert_eq!(read.rejected, []);
    let item = &read.articles[0];
    assert_eq!(
        (item.layers[0].len(), item.layers[0].key()),
        (100_000, &key())
    );
    let item = ExportItem {
        article: &item.article,
        text: &item.text,
        layers: item.layers.iter().collect(),
    };
    let written = write_project(&read.project, [item].into_iter(), &replica()).unwrap();
    assert!(written.contains("\"text\":\"نفى مصدر\""));
}

#[test]
fn a_text_that_is_one_cluster_opens() {
    for cluster in ["\u{301}", "\u{600}", "👨\u{200d}", "क\u{94d}"] {
        let text = Text::new(cluster.repeat(300_000)).unwrap();
        let blocks = Blocks::of(&text);
        assert_eq!(blocks.len(), 1, "{cluster:?}");
        let title = isnad::format::title::title_of(text.as_str(), "a.txt");
        assert!((2..=961).contains(&title.chars().count()), "{cluster:?}");
    }
    // Pairs of these are clusters, so it can be cut.
    let text = Text::new("\u{1f1e6}".repeat(300_000)).unwrap();
    assert!(Blocks::of(&text).len() > 50);
}
