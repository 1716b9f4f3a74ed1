//! What all formats share: values of JSON files, encodings, kinds, labels, zips, names of files.

use std::io::{self, Cursor};

use isnad::format::exchange::encoding::encoding_of;
use isnad::format::exchange::files::{Files, Memory};
use isnad::format::exchange::json_values::Values;
use isnad::format::exchange::kind::Kind;
use isnad::format::exchange::labels::LabelMap;
use isnad::format::exchange::read::{Cut, ReadOptions, parts, read};
use isnad::format::exchange::recognise::kind_of;
use isnad::format::exchange::write::file_name;
use isnad::format::exchange::zip::{ZipFiles, write_zip};
use isnad::model::scheme::Scheme;

use super::kit::{
    Bytes, as_is, choices, fixture, golden, odd, only, read_all, read_whole, write_all,
};

fn values(file: &str) -> Vec<Result<(u64, String), String>> {
    let values = Values::new("f", Box::new(file.as_bytes()));
    values
        .map(|value| match value {
            Ok(value) => Ok((value.line, value.json.trim().to_owned())),
            Err(rejected) => Err(rejected.to_string()),
        })
        .collect()
}

#[test]
fn values_of_a_file_one_at_a_time() {
    let table: [(&str, &[Result<(u64, &str), &str>]); 11] = [
        ("", &[]),
        ("\n \n", &[]),
        (
            "{\"a\":1}\n\n{\"b\":\"]\"}",
            &[Ok((1, "{\"a\":1}")), Ok((3, "{\"b\":\"]\"}"))],
        ),
        // A line that is cut takes nothing with it.
        ("{\"a\":\n{\"b\":1", &[Ok((1, "{\"a\":\n{\"b\":1"))]),
        (
            "{\"a\": \"x\n{\"b\":1}\r\n",
            &[Ok((1, "{\"a\": \"x")), Ok((2, "{\"b\":1}"))],
        ),
        // Pretty-printed, only called JSON Lines.
        (
            "{\n \"a\": [\n 1]\n}\n{\n\"b\": \"}\\\"\"}\n",
            &[
                Ok((1, "{\n \"a\": [\n 1]\n}")),
                Ok((5, "{\n\"b\": \"}\\\"\"}")),
            ],
        ),
        (
            "[\n{\"a\":1},\n{\"b\":[2,{}]} ,3 ]\n",
            &[
                Ok((2, "{\"a\":1}")),
                Ok((3, "{\"b\":[2,{}]}")),
                Ok((3, "3")),
            ],
        ),
        ("[]", &[]),
        (
            "[{\"a\":1}",
            &[Ok((1, "{\"a\":1}")), Err("f:1: the list is cut off")],
        ),
        (
            "[1] x",
            &[
                Ok((1, "1")),
                Err("f:1: something stands behind the end of the list"),
            ],
        ),
        (
            "[{]}",
            &[Ok((1, "{]")), Ok((1, "}")), Err("f:1: the list is cut off")],
        ),
    ];
    for (file, expected) in table {
        let expected: Vec<_> = expected
            .iter()
            .map(|value| match value {
                Ok((line, json)) => Ok((*line, (*json).to_owned())),
                Err(message) => Err((*message).to_owned()),
            })
            .collect();
        assert_eq!(values(file), expected, "{file:?}");
    }
    let bad = Values::new("f", Box::new(&b"{}\n{\"\xff\"}\n{}"[..]));
    let said: Vec<_> = bad
        .map(|value| value.map_err(|r| r.to_string()).is_ok())
        .collect();
    assert_eq!(said, [true, false, true]);
}

#[test]
fn texts_in_any_encoding() {
    let text = "قال: «نعم» ✓";
    let utf16 = |mark: bool| -> Vec<u8> {
        let units = mark
            .then_some(0xfeff)
            .into_iter()
            .chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    };
    let windows: &[u8] = b"\xde\xc7\xe1: \xab\xe4\xda\xe3\xbb";
    let table: [(&[u8], Option<&str>, Result<&str, &str>); 7] = [
        (text.as_bytes(), None, Ok(text)),
        (
            &[b"\xef\xbb\xbf", text.as_bytes()].concat(),
            Some("windows-1256"),
            Ok(text),
        ),
        (&utf16(true), None, Ok(text)),
        (&utf16(false), Some("utf-16le"), Ok(text)),
        (windows, Some("windows-1256"), Ok("قال: «نعم»")),
        (windows, None, Err("f: byte 0 is no UTF-8")),
        (&utf16(true)[..5], None, Err("f: byte 4 is no UTF-16LE")),
    ];
    for (bytes, name, expected) in table {
        let encoding = name.map(|name| encoding_of(name).unwrap());
        let options = ReadOptions {
            encoding,
            ..as_is()
        };
        let [found] = &read_all(Kind::Txt, bytes, &options)[..] else {
            panic!()
        };
        match (found, expected) {
            (Ok(item), Ok(text)) => {
                assert_eq!(item.text.as_str(), text);
                let kept = item.article.metadata.get("file_sha256").is_some();
                assert_eq!(kept, bytes != text.as_bytes(), "{name:?}");
            }
            (Err(found), Err(message)) => assert_eq!(found, message),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_plain_text_in_parts() {
    let file = "أول\r\nسطر\r\n\r\n\r\nثان\n";
    let table: [(Cut, &[&str]); 3] = [
        (Cut::File, &[file]),
        (Cut::Paragraph, &["أول\r\nسطر", "ثان"]),
        (Cut::Line, &["أول", "سطر", "ثان"]),
    ];
    for (cut, texts) in table {
        let options = ReadOptions { cut, ..as_is() };
        let items = read_all(Kind::Txt, file.as_bytes(), &options);
        let found: Vec<_> = items
            .iter()
            .map(|item| item.as_ref().unwrap().text.as_str())
            .collect();
        assert_eq!(found, texts, "{cut:?}");
    }
}

#[test]
fn kinds_are_seen_from_the_content() {
    let table = [
        (
            "a.jsonl",
            r#"{"schema":"isnad/project/1","id":"p"}"#,
            Some(Kind::Isnad),
        ),
        (
            "a.jsonl",
            r#"{"id":1,"text":"x","label":[[0,1,"a"]]}"#,
            Some(Kind::Doccano),
        ),
        (
            "a.json",
            r#"{"text":"x","entities":[],"relations":[]}"#,
            Some(Kind::Doccano),
        ),
        (
            "a.json",
            "[\n {\"id\":1,\"data\":{\"text\":\"x\"},\"annotations\":[",
            Some(Kind::LabelStudio),
        ),
        (
            "a.jsonl",
            r#"{"text":"x","tokens":[{"text":"x"}],"spans":[]}"#,
            Some(Kind::Prodigy),
        ),
        (
            "a.jsonl",
            r#"{"text":"x","spans":[{"start":0}]}"#,
            Some(Kind::Prodigy),
        ),
        (
            "a.jsonl",
            r#"{"id":"1","tokens":["x"],"bio_quote":["O"]}"#,
            Some(Kind::HuggingFace),
        ),
        ("a.json", r#"{"%TYPES":{},"#, Some(Kind::CasJson)),
        (
            "a.json",
            r#"{"@context":"http://www.w3.org/ns/anno.jsonld"}"#,
            Some(Kind::WebAnnotation),
        ),
        (
            "a.json",
            r#"{"text":"x","denotations":[]}"#,
            Some(Kind::PubAnnotation),
        ),
        (
            "a.jsonl",
            r#"{"id":"1","spans":[{"fragments":[[0,1]]}]}"#,
            Some(Kind::Layers),
        ),
        ("a.jsonl", r#"{"id":"1","content":"x"}"#, Some(Kind::Jsonl)),
        (
            "a.xmi",
            "<?xml version=\"1.0\"?>\n<xmi:XMI xmlns:cas=\"http:///uima/cas.ecore\"",
            Some(Kind::CasXmi),
        ),
        (
            "a.xml",
            "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\">",
            Some(Kind::Tei),
        ),
        ("a", "<DOC>\n<DOCNO> X </DOCNO>", Some(Kind::Trec)),
        ("a", "<!DOCTYPE html><title>", Some(Kind::Html)),
        ("a.tsv", "#FORMAT=WebAnno TSV 3.3\n", Some(Kind::WebannoTsv)),
        ("a", "-DOCSTART- -X- O O\n\nx -X- _ O\n", Some(Kind::Conll)),
        (
            "a.tsv",
            "قال\tO\tB-x\nنعم\tO\tO\n\nx\tO\tO\n",
            Some(Kind::Bio),
        ),
        ("a.csv", "id,text\n1,x\n", Some(Kind::Csv)),
        ("a.txt", "<x> {", Some(Kind::Txt)),
        ("a.txt", "[الجزيرة] قال: {", Some(Kind::Txt)),
        ("a", "قال", Some(Kind::Txt)),
        ("a", " \n", None),
    ];
    for (name, head, kind) in table {
        assert_eq!(kind_of(name, head), kind, "{name}: {head}");
    }
}

#[test]
fn files_that_belong_together_are_one_part() {
    let mut files = Memory::default();
    for name in [
        "b/1.txt",
        "b/1.ann",
        "c.txt",
        "README.md",
        "x/spans.jsonl",
        "x/texts.jsonl",
    ] {
        files.insert(
            name,
            match name {
                "x/spans.jsonl" => r#"{"id":"1","spans":[]}"#,
                "x/texts.jsonl" => r#"{"id":"1","text":"x"}"#,
                _ => "x",
            },
        );
    }
    let found: Vec<_> = parts(&files, &as_is())
        .into_iter()
        .map(|part| (part.kind.unwrap().name(), part.names.join(" ")))
        .collect();
    let expected = [
        ("brat", "b/1.ann b/1.txt"),
        ("layers", "c.txt x/spans.jsonl x/texts.jsonl"),
    ];
    assert_eq!(
        found,
        expected.map(|(kind, names)| (kind, names.to_owned()))
    );
}

#[test]
fn what_is_of_no_kind_is_said() {
    let mut files = Memory::default();
    files.insert("a", " ");
    files.insert("b.xml", "<a/>");
    let options = as_is();
    let said: Vec<_> = read(&files, &options)
        .map(|item| item.unwrap_err().to_string())
        .collect();
    let what = "what kind of file this is cannot be seen: name the kind";
    assert_eq!(said, [format!("a: {what}"), format!("b.xml: {what}")]);
}

#[test]
fn labels_are_known_by_their_names() {
    let mut map = LabelMap::labels(&Scheme::attribution());
    map.rule("PER", Some("source"));
    map.rule("JUNK", None);
    let table = [
        ("quote", Some("quote")),
        ("Quote", Some("quote")),
        ("اقتباس", Some("quote")),
        ("PER", Some("source")),
        ("JUNK", None),
        ("ORG", Some("ORG")),
    ];
    for (name, label) in table {
        assert_eq!(map.get(name), label, "{name}");
        assert_eq!(LabelMap::as_is().get(name), Some(name));
    }
    let links = LabelMap::links(&Scheme::attribution());
    assert_eq!(links.get("Said_by"), Some("said_by"));
}

#[test]
fn a_zip_is_a_folder() {
    let mut files = write_all(Kind::Isnad, &[fixture(), odd()], &choices());
    files.insert("empty.txt", "");
    let packed = write_zip(files.clone(), Cursor::new(Vec::new()))
        .unwrap()
        .into_inner();
    let again = write_zip(files.clone(), Cursor::new(Vec::new()))
        .unwrap()
        .into_inner();
    assert!(packed == again, "the same files, other bytes");
    let zip = ZipFiles::new(Bytes(packed.clone())).unwrap();
    assert_eq!(zip.names(), files.names());
    for name in files.names() {
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut zip.open(&name).unwrap(), &mut bytes).unwrap();
        assert_eq!(Some(&*bytes), files.get(&name));
    }
    // Every damaged byte of what is packed is seen, or harmless.
    for at in 30..packed.len() {
        let mut broken = packed.clone();
        broken[at] ^= 0x10;
        let Ok(zip) = ZipFiles::new(Bytes(broken)) else {
            continue;
        };
        for name in zip.names() {
            let mut bytes = Vec::new();
            let Ok(mut input) = zip.open(&name) else {
                continue;
            };
            if io::Read::read_to_end(&mut input, &mut bytes).is_ok() {
                let known = files
                    .names()
                    .iter()
                    .any(|name| files.get(name) == Some(&*bytes));
                assert!(known, "byte {at}: {name}");
            }
        }
    }
    let said = ZipFiles::new(Bytes(b"PK\x03\x04".to_vec()))
        .unwrap_err()
        .to_string();
    assert!(said.starts_with("no zip that can be read: "), "{said}");
}

#[test]
fn no_two_ids_give_one_file_name() {
    let long = "ن".repeat(300);
    let longer = "ن".repeat(301);
    let ids = [
        "a", "a/b", "a_b", "", "%", ".", "..", ".a", "a%2Fb", "قال", &long, &longer, "a.txt", "a\0",
    ];
    let names: std::collections::BTreeSet<_> = ids.iter().map(|id| file_name(id)).collect();
    assert_eq!(names.len(), ids.len(), "{names:?}");
    for name in names {
        assert!(
            !name.contains(['/', '\\', '\0']) && !name.starts_with('.'),
            "{name}"
        );
    }
}

#[test]
fn a_project_file_comes_back_as_it_was() {
    let items = [fixture(), odd()];
    let files = write_all(Kind::Isnad, &items, &choices());
    golden("project-odd.isnad.jsonl", only(&files).as_bytes());
    let back = read_whole(Kind::Isnad, &files);
    assert_eq!(back.len(), 2);
    for (item, back) in items.iter().zip(&back) {
        assert_eq!(back.text, item.text);
        assert_eq!(back.article.metadata, item.article.metadata);
        let (one, other) = (&item.layers[0], &back.layers[0]);
        assert!(one.same_content(other));
        assert_eq!(
            one.to_parts().spans,
            other.to_parts().spans,
            "merge data goes along"
        );
        assert_eq!(back.project.as_ref().unwrap().name, "أخبار");
    }
}

#[test]
fn a_bad_line_of_a_project_file_takes_only_itself() {
    let files = write_all(Kind::Isnad, &[fixture(), odd()], &choices());
    let bytes = files.get("out.isnad.jsonl").unwrap();
    let file = String::from_utf8(bytes.to_vec()).unwrap();
    let lines: Vec<&str> = file.lines().collect();
    let (first, second) = (lines[1].to_owned(), lines[3].to_owned());
    let file = [
        lines[0],
        &first,
        "{\"x\":1}",
        lines[2],
        "{",
        &second,
        lines[4],
        &second,
        "",
    ]
    .join("\n");
    let said: Vec<_> = read_all(Kind::Isnad, file.as_bytes(), &as_is())
        .into_iter()
        .map(|item| item.map(|item| (item.article.id.to_string(), item.layers.len())))
        .collect();
    let text: Vec<_> = said.iter().map(|item| format!("{item:?}")).collect();
    assert!(text[0].contains("a1"), "{text:#?}");
    assert!(
        text.iter()
            .any(|said| said.contains("f:3: the member `schema` is missing")),
        "{text:#?}"
    );
    assert!(text.iter().any(|said| said.contains("odd/1")), "{text:#?}");
    assert!(
        text.iter()
            .any(|said| said.contains("f:8: the article «odd/1 \\\"&<>» stands twice")),
        "{text:#?}"
    );
}
