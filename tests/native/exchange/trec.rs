//! TREC's SGML, in.

use isnad::format::exchange::kind::Kind;

use super::kit::{as_is, read_all};

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
