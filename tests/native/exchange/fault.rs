//! What is wrong with a file, as values that can be said in any language.

use isnad::format::exchange::fault::{LineFault, XmlFault, ZipFault};
use isnad::format::exchange::files::{Files, Memory};
use isnad::format::exchange::kind::Kind;
use isnad::format::exchange::read::{ReadOptions, read};
use isnad::format::exchange::reject::Reason;
use isnad::format::exchange::zip::{ZipFiles, write_zip};
use isnad::format::wire::{JsonFault, JsonProblem};
use std::io::{Cursor, Read};

use super::kit::Bytes;

fn reason(kind: Kind, file: &str) -> Reason {
    let options = ReadOptions {
        kind: Some(kind),
        ..ReadOptions::default()
    };
    let files = Memory::one("f", file);
    let mut faults = read(&files, &options).filter_map(Result::err);
    *faults.next().expect("a fault").reason
}

#[test]
fn of_xml() {
    let tag = |name: &str| name.to_owned();
    let crossed = XmlFault::Crossed {
        expected: tag("b"),
        found: tag("TEI"),
    };
    for (file, fault) in [
        ("<TEI><b>", XmlFault::CutOff),
        ("<TEI><b", XmlFault::CutOff),
        ("<TEI><b></TEI>", crossed),
        ("</TEI>", XmlFault::NotBegun(tag("TEI"))),
        ("<TEI>&x;</TEI>", XmlFault::Entity(tag("x"))),
        ("<TEI>&#x110000;</TEI>", XmlFault::Character),
        ("<TEI a='1' a='2'/>", XmlFault::Attributes(tag("TEI"))),
        ("<a/>", XmlFault::NoElement("TEI")),
    ] {
        assert_eq!(reason(Kind::Tei, file), Reason::Xml(fault), "{file}");
    }
}

#[test]
fn of_json() {
    for (file, problem, fault) in [
        ("{\"text\":", JsonProblem::CutOff, JsonFault::NoJson),
        ("{\"text\":x}", JsonProblem::Syntax, JsonFault::NoJson),
        ("{\"text\":7}", JsonProblem::WrongType, JsonFault::String),
        ("[7]", JsonProblem::WrongType, JsonFault::Object),
        (
            "{\"text\":\"a\",\"text\":\"b\"}",
            JsonProblem::WrongType,
            JsonFault::Twice,
        ),
    ] {
        let Reason::Json(error) = reason(Kind::Doccano, file) else {
            panic!("{file}")
        };
        assert_eq!((error.problem, error.fault), (problem, fault), "{file}");
    }
}

#[test]
fn of_lines() {
    for (kind, file, fault) in [
        (Kind::LabelStudio, "[{}", LineFault::ListCutOff),
        (Kind::Trec, "<DOC>\n", LineFault::DocumentCutOff),
        (Kind::Trec, "x\n", LineFault::OutsideDocument),
    ] {
        let options = ReadOptions {
            kind: Some(kind),
            ..ReadOptions::default()
        };
        let files = Memory::one("f", file);
        let faults = read(&files, &options).filter_map(Result::err);
        let found = faults.map(|rejected| *rejected.reason).collect::<Vec<_>>();
        assert!(found.contains(&Reason::Line(fault)), "{found:?}");
    }
}

#[test]
fn of_zips() {
    let none = ZipFiles::new(Bytes(b"PK\x03\x04 no more".to_vec()));
    assert_eq!(none.unwrap_err(), Reason::Zip(ZipFault::NoDirectory));
    let files = Memory::one("a.txt", "قال الوزير ".repeat(40));
    let whole = write_zip(files, Cursor::new(Vec::new())).unwrap();
    let whole = whole.into_inner();
    // Flags of the local head and of the directory: encrypted.
    let central = whole.windows(4).position(|bytes| bytes == b"PK\x01\x02");
    let mut locked = whole.clone();
    locked[6] |= 1;
    locked[central.unwrap() + 8] |= 1;
    let locked = ZipFiles::new(Bytes(locked)).unwrap_err();
    assert_eq!(locked, Reason::Zip(ZipFault::Encrypted("a.txt".to_owned())));
    let mut damaged = whole;
    damaged[45] ^= 0xff;
    let damaged = ZipFiles::new(Bytes(damaged)).unwrap();
    let mut text = Vec::new();
    let error = damaged.open("a.txt").unwrap().read_to_end(&mut text);
    let error = error.expect_err("it is damaged");
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    assert_eq!(inner, Some(&ZipFault::Damaged));
}
