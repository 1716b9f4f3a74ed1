//! Tables, and JSON Lines of any members.

use isnad::format::exchange::kind::Kind;
use isnad::format::exchange::read::{Columns, ReadOptions};
use isnad::format::losses::Lost;
use proptest::proptest;

use super::kit::{
    articles, as_is, choices, fixture, golden, losses, odd, only, read_all, read_whole, said,
    spans, write_all,
};

#[test]
fn the_fixture_is_the_golden_file() {
    let file = only(&write_all(Kind::Csv, &[fixture(), odd()], &choices()));
    golden("table.csv", file.as_bytes());
    assert!(file.starts_with("\u{feff}article,annotator,span,"));
    assert!(
        file.contains("{\"\"author\"\":\"\"=SUM(1)\"\""),
        "inside a cell it harms nothing"
    );
}

#[test]
fn what_it_carries_comes_back() {
    let items = [fixture(), odd()];
    let back = read_whole(Kind::Csv, &write_all(Kind::Csv, &items, &choices()));
    for (item, back) in items.iter().zip(&back) {
        assert_eq!(spans(back), spans(item));
        assert_eq!(back.text, item.text);
        assert_eq!(back.article.id, item.article.id);
        assert_eq!(back.article.metadata, item.article.metadata);
        let (one, other) = (&item.layers[0], &back.layers[0]);
        assert_eq!(one.key().annotator, other.key().annotator);
        assert_eq!(said(back), said(item));
    }
}

#[test]
fn no_cell_is_a_formula() {
    for text in ["=1+1", "+1", "-1", "@x", "'a", "''=", "\tx", "x", "'=x"] {
        let file = format!("text\n\"{text}\"\n");
        let item = read_all(Kind::Csv, file.as_bytes(), &as_is())
            .remove(0)
            .unwrap();
        assert_eq!(item.text.as_str(), text, "what is not ours stays as it is");
        let files = write_all(Kind::Csv, &[item], &choices());
        let file = only(&files);
        let mut reader =
            csv::ReaderBuilder::new().from_reader(file.trim_start_matches('\u{feff}').as_bytes());
        for cell in reader
            .records()
            .flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>())
        {
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{cell:?}"
            );
        }
        assert_eq!(read_whole(Kind::Csv, &files)[0].text.as_str(), text);
    }
}

#[test]
fn tables_of_others() {
    let table = [
        // A row an article.
        (
            "id;Text;Source\n7;\"a;\"\"b\"\"\nc\";x\n8;d;\n",
            vec!["7 a;\"b\"\nc source=x ", "8 d  "],
        ),
        ("text\ttitle\nab\tT\n", vec!["- ab title=T "]),
        ("النص,المعرف\nنعم,١\n", vec!["١ نعم  "]),
        // A row a span, the text in each.
        (
            "text,start,end,label,n\nabc,0,1,x,1\nabc,1.0,2.0,y,2\ndef,,,,3\n",
            vec!["- abc n=1 x:a y:b", "- def n=3 "],
        ),
        (
            "id,text,start,end,label\n1,abc,0,1,x\n2,abc,1,2,y\n",
            vec!["1 abc  x:a", "2 abc  y:b"],
        ),
    ];
    for (file, expected) in table {
        let found = read_all(Kind::Csv, file.as_bytes(), &as_is());
        let said: Vec<_> = found
            .into_iter()
            .map(|item| {
                let item = item.unwrap();
                let hash = item.article.sha256.article_id();
                let id = if item.article.id == hash {
                    "-"
                } else {
                    item.article.id.as_str()
                };
                let known: Vec<_> = item
                    .article
                    .metadata
                    .iter()
                    .map(|(n, v)| format!("{}={v}", n.to_lowercase()))
                    .collect();
                let spans: Vec<_> = spans(&item)
                    .into_iter()
                    .map(|(label, _, text)| format!("{label}:{text}"))
                    .collect();
                format!(
                    "{id} {} {} {}",
                    item.text.as_str(),
                    known.join(" "),
                    spans.join(" ")
                )
            })
            .collect();
        assert_eq!(said, expected, "{file}");
    }
}

#[test]
fn columns_may_be_chosen() {
    let columns = Columns {
        text: Some("b".to_owned()),
        id: Some("n".to_owned()),
        title: Some("t".to_owned()),
    };
    let options = ReadOptions { columns, ..as_is() };
    for (kind, file) in [
        (Kind::Csv, "text,b,n,t\nx,y,1,z\n"),
        (Kind::Jsonl, r#"{"text":"x","b":"y","n":1,"t":"z"}"#),
    ] {
        let item = read_all(kind, file.as_bytes(), &options).remove(0).unwrap();
        assert_eq!((item.text.as_str(), item.article.id.as_str()), ("y", "1"));
        assert_eq!(item.article.title, "z");
        assert_eq!(
            item.article.metadata.get("text").map(|text| &**text),
            Some("x")
        );
    }
}

#[test]
fn what_is_wrong_is_said_and_the_rest_comes_in() {
    let own = "article,annotator,span,label,start,end,text,note,origin,attributes,metadata\n";
    let table = [
        ("a,b\n1,2\n".to_owned(), "f:1: there is no `text`", false),
        (" ,\n".to_owned(), "f:1: the file is empty", false),
        (
            "text,label,start,end\nab,x,y,1\ncd,x,0,1\n".to_owned(),
            "f:2: `start` may not be «y»",
            true,
        ),
        (
            "text,label,start,end\nab,x,1,5\ncd,x,0,1\n".to_owned(),
            "f:2: the span «s1»: there is no code-point 5 in the text",
            true,
        ),
        (
            format!("{own}a,,,,0,2,ab,,,,\na,k,s,x,0,1,b,,,,\nb,,,,0,1,c,,,,\n"),
            "f:2: the span «s» quotes «b», the text has «a»",
            true,
        ),
        (
            format!("{own}a,,,,0,2,ab,,,,\nb,k,s,x,0,1,a,,,,\nb,,,,0,1,c,,,,\n"),
            "f:3: the article «b» has no row of its own",
            true,
        ),
        (
            format!("{own}a,,,,0,2,ab,,,,{{\nb,,,,0,1,c,,,,\n"),
            "f:2: line 1, column 2, at «»: no JSON",
            true,
        ),
    ];
    for (file, message, more) in table {
        let found = read_all(Kind::Csv, file.as_bytes(), &as_is());
        assert_eq!(found[0].as_ref().unwrap_err(), message, "{file}");
        assert_eq!(found.get(1).is_some_and(Result::is_ok), more, "{file}");
    }
    let found = read_all(Kind::Csv, b"text\na\n\xff\nb\n", &as_is());
    assert_eq!(
        found.iter().map(Result::is_ok).collect::<Vec<_>>(),
        [true, false, true]
    );
    let found = read_all(Kind::Jsonl, b"{\"x\":1}\n{\"body\":\"b\"}", &as_is());
    assert_eq!(found[0].as_ref().unwrap_err(), "f:1: there is no `text`");
    assert_eq!(found[1].as_ref().unwrap().text.as_str(), "b");
}

#[test]
fn what_is_lost_is_listed() {
    let lost = [
        (Lost::Links, 1),
        (Lost::ArticleLabels, 1),
        (Lost::ArticleNotes, 1),
        (Lost::Statuses, 1),
    ];
    assert_eq!(losses(Kind::Csv, &odd(), &choices()), lost);
}

proptest! {
    #[test]
    fn any_article_comes_back(items in articles()) {
        let back = read_whole(Kind::Csv, &write_all(Kind::Csv, &items, &choices()));
        assert_eq!(back.len(), items.len());
        for (item, back) in items.iter().zip(&back) {
            assert_eq!(spans(item), spans(back));
            assert_eq!((&item.text, &item.article.id), (&back.text, &back.article.id));
        }
    }
}
