//! TREC's SGML, in.

use isnad::format::exchange::kind::Kind;
use proptest::collection::vec;
use proptest::prelude::{Strategy, prop_assert_eq};
use proptest::proptest;
use proptest::sample::select;

use super::kit::{as_is, read_all};

/// As corpora of news have them: what goes around, paragraphs, characters by name, an attribute for a number.
const FILE: &str = include_str!("../../golden/trec.sgml");

#[test]
fn the_golden_file_as_it_is_read() {
    let found = read_all(Kind::Trec, FILE.as_bytes(), &as_is());
    let found: Vec<_> = found
        .iter()
        .map(|item| {
            let item = item.as_ref().unwrap();
            let known = item.article.metadata.iter();
            let known: Vec<_> = known
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            (
                item.article.id.as_str(),
                item.text.as_str(),
                known.join(" "),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            (
                "AFA20260101.0001",
                "قالَ الوزير: «لن نرفع الأسعار» 📈\n\nونفى مصدر مسؤول ذلك.",
                "date=20260101 seq=1 title=أسعار & أجور".to_owned(),
            ),
            ("XIN-7", "من &AMP; إلى &amp;lt; و<3", String::new(),),
        ]
    );
}

proptest! {
    /// Any text between the tags of a document is the same when it was read, but for white space around it.
    #[test]
    fn any_text_is_read_as_it_was_written(texts in vec(text(), 1..5)) {
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let file: String = texts
            .iter()
            .enumerate()
            .map(|(n, text)| format!("<DOC>\n<DOCNO>{n}</DOCNO>\n<TEXT>{}</TEXT>\n</DOC>\n", escaped(text)))
            .collect();
        let found = read_all(Kind::Trec, file.as_bytes(), &as_is());
        prop_assert_eq!(found.len(), texts.len());
        for (n, (found, text)) in found.iter().zip(&texts).enumerate() {
            let found = found.as_ref().unwrap();
            prop_assert_eq!(found.article.id.as_str(), n.to_string());
            prop_assert_eq!(found.text.as_str(), text.trim());
        }
    }
}

fn text() -> impl Strategy<Value = String> {
    let bits = select(vec![
        "ا", " ", "\n", "\r\n", "َ", "📈", "&", "&amp;", "&AMP;", "&lt;", "&LT;", "<", ">",
        "</doc>", "<p>", "</TEXT>", "amp;", "lt;", "\"", "\u{2028}", "<DOC>",
    ]);
    vec(bits, 1..30).prop_map(|bits| format!("م{}", bits.concat()))
}

#[test]
fn documents_one_after_another() {
    let file = "<?xml version=\"1.0\"?>\n<ROOT>\n<DOC>\n<DOCNO> AFP-1 </DOCNO>\n<DATE>19940513</DATE>\n\
        <HEADER><SEQ>1</SEQ></HEADER>\n<BODY><HEADLINE>\nعنوان\n</HEADLINE>\n\
        <TEXT>\r\n<P>\r\nقال &lt;الوزير&gt; &amp;amp; a < b.\r\n</P>\r\n<P>\r\nنعم 📈\r\n</P>\r\n</TEXT>\n</BODY>\n</DOC>\n\n\
        <DOC id=\"G-2\" type=\"story\">\n<TEXT>سطر\nسطر</TEXT>\n<TEXT>ثان<br>ثالث</TEXT>\n</DOC>\n</ROOT>\n";
    let found = read_all(Kind::Trec, file.as_bytes(), &as_is());
    let [Ok(one), Ok(two)] = &found[..] else {
        panic!("{found:?}")
    };
    assert_eq!(one.article.id.as_str(), "AFP-1");
    assert_eq!(one.text.as_str(), "قال <الوزير> &amp; a < b.\n\r\nنعم 📈");
    let metadata: Vec<_> = one
        .article
        .metadata
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    assert_eq!(metadata, ["date=19940513", "seq=1", "title=عنوان"]);
    assert_eq!(one.place.to_string(), "f:3");
    assert_eq!(two.article.id.as_str(), "G-2");
    assert_eq!(two.text.as_str(), "سطر\nسطر\nثان\nثالث");
}

#[test]
fn what_is_wrong_is_said_and_the_rest_comes_in() {
    let good = "<DOC>\n<DOCNO>b</DOCNO>\n<TEXT>ok</TEXT>\n</DOC>\n";
    let table = [
        (
            "<DOC>\n<DOCNO>a</DOCNO>\n</DOC>\n",
            "f:1: there is no `TEXT`",
        ),
        (
            "<DOC>\n<TEXT> </TEXT>\n</DOC>\n",
            "f:1: the article has no text",
        ),
        ("x\n", "f:1: something stands outside of a document"),
    ];
    for (bad, message) in table {
        let found = read_all(Kind::Trec, format!("{bad}{good}").as_bytes(), &as_is());
        assert_eq!(found[0].as_ref().unwrap_err(), message, "{bad}");
        assert_eq!(found[1].as_ref().unwrap().text.as_str(), "ok");
    }
    let found = read_all(
        Kind::Trec,
        format!("{good}<DOC>\n<TEXT>x").as_bytes(),
        &as_is(),
    );
    assert!(found[0].is_ok());
    assert_eq!(
        found[1].as_ref().unwrap_err(),
        "f:6: the document is cut off"
    );
    let found = read_all(
        Kind::Trec,
        &[good.as_bytes(), b"<DOC>\n\xff\n</DOC>\n", good.as_bytes()].concat(),
        &as_is(),
    );
    assert_eq!(found[1].as_ref().unwrap_err(), "f:6: byte 0 is no UTF-8");
    assert!(found.last().unwrap().is_ok());
}
