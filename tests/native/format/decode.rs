//! Bytes to text, and titles.

use isnad::format::decode::{BinaryKind, DecodeError, Encoding, TextFinding, decode};
use isnad::format::title::title_of;
use proptest::prelude::{ProptestConfig, any, prop_assert_eq, proptest};

use super::fixture::TEXT;

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(bytes).collect()
}

#[test]
fn every_encoding_gives_the_same_text() {
    let check = |bytes: &[u8], encoding: Encoding| {
        let decoded = decode(bytes).unwrap();
        assert_eq!((&*decoded.text, decoded.encoding), (TEXT, encoding));
        assert_eq!(decoded.findings, []);
    };
    check(TEXT.as_bytes(), Encoding::Utf8);
    check(format!("\u{feff}{TEXT}").as_bytes(), Encoding::Utf8Bom);
    check(&utf16(TEXT, u16::to_le_bytes), Encoding::Utf16Le);
    check(&utf16(TEXT, u16::to_be_bytes), Encoding::Utf16Be);
}

#[test]
fn what_is_no_text_is_refused() {
    let check = |bytes: &[u8], expected: DecodeError| {
        assert_eq!(decode(bytes).unwrap_err(), expected, "{bytes:?}");
    };
    let binary = |what, offset| DecodeError::Binary { what, offset };
    check(b"", DecodeError::Empty);
    check(b"\xef\xbb\xbf", DecodeError::Empty);
    check(b"\xff\xfe", DecodeError::Empty);
    check(" \u{a0}\r\n\u{2028}\t".as_bytes(), DecodeError::Empty);
    check(b"\x89PNG\r\n\x1a\n\0\0", binary(BinaryKind::Png, 0));
    check(b"%PDF-1.7 text", binary(BinaryKind::Pdf, 0));
    check(b"PK\x03\x04...", binary(BinaryKind::Zip, 0));
    check(b"{\\rtf1 x}", binary(BinaryKind::Rtf, 0));
    check(b"ab\0c", binary(BinaryKind::Control('\0'), 2));
    check(
        b"\xef\xbb\xbfab\x1b[0m",
        binary(BinaryKind::Control('\u{1b}'), 5),
    );
    check(b"a\0\xff", binary(BinaryKind::Control('\0'), 1));
    // UTF-16 without a mark, UTF-32 with one.
    check(
        b"\x46\x06\x41\x06a\0",
        binary(BinaryKind::Control('\u{6}'), 1),
    );
    check(b"\xff\xfe\0\0a\0\0\0", binary(BinaryKind::Control('\0'), 2));
    check(
        b"\xff\xfea\0\x01\0",
        binary(BinaryKind::Control('\u{1}'), 4),
    );
    check(
        b"a\nb\r\nc\rd\xe9",
        DecodeError::Utf8 { offset: 8, line: 4 },
    );
    check(
        b"\xef\xbb\xbfa\xc7",
        DecodeError::Utf8 { offset: 4, line: 1 },
    );
    // Windows-1256, as old Arabic files are.
    check(b"\xe4\xdd\xec", DecodeError::Utf8 { offset: 0, line: 1 });
    check(b"\xff\xfea\0b", DecodeError::OddUtf16 { bytes: 3, unit: 1 });
    let lone = |unit, found| DecodeError::LoneSurrogate { unit, found };
    check(b"\xff\xfea\0\x00\xd8b\0", lone(1, 0xd800));
    check(b"\xfe\xff\xdc\x00\0b", lone(0, 0xdc00));
}

#[test]
fn too_long_is_refused_early() {
    let long = "a".repeat(5_000_000);
    assert_eq!(decode(long.as_bytes()).unwrap().text.len(), 5_000_000);
    let check = |bytes: &[u8], code_points: usize| {
        assert_eq!(
            decode(bytes).unwrap_err(),
            DecodeError::TooLong { code_points }
        );
    };
    check(&[long.as_bytes(), b"b"].concat(), 5_000_001);
    // Refused by its size: what else is wrong with it is not looked for.
    check(&vec![0xff; 20_000_004], 5_000_001);
}

#[test]
fn what_shifts_offsets_is_found() {
    let check = |text: &str, expected: &[TextFinding]| {
        let decoded = decode(format!("س{text}").as_bytes()).unwrap();
        assert_eq!(decoded.text, format!("س{text}"));
        assert_eq!(decoded.findings, expected, "{text:?}");
    };
    check("\r\n\r\n\n", &[TextFinding::CrLf(2)]);
    check("\r\r\n\r", &[TextFinding::CrLf(1), TextFinding::LoneCr(2)]);
    check("\u{a0}\u{202f}", &[TextFinding::NoBreakSpace(2)]);
    check("\u{200c}\u{200d}\u{200c}", &[TextFinding::Joiners(3)]);
    check(
        "\u{200e}\u{200f}\u{61c}\u{202a}\u{202e}\u{2066}\u{2069}",
        &[TextFinding::BidiMarks(7)],
    );
    check("\u{2028}\u{2029}", &[TextFinding::LineSeparators(2)]);
    check("\t", &[TextFinding::Tabs(1)]);
    check("\u{200b}\u{feff}", &[TextFinding::ZeroWidthSpaces(2)]);
    check("ـــ", &[]);
    assert_eq!(
        decode("\u{feff}\u{feff}س".as_bytes()).unwrap().text,
        "\u{feff}س"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn text_is_kept_exactly(text in any::<String>()) {
        let kept = text.replace(|c: char| c < '\t' || ('\u{e}'..' ').contains(&c) || c == '\u{7f}', "");
        let kept = format!("س{kept}");
        for bytes in [kept.clone().into_bytes(), utf16(&kept, u16::to_le_bytes), utf16(&kept, u16::to_be_bytes)] {
            prop_assert_eq!(decode(&bytes).map(|d| d.text), Ok(kept.clone()));
        }
    }

    #[test]
    fn no_bytes_panic(bytes in any::<Vec<u8>>()) {
        let _ = decode(&bytes);
        let _ = decode(&[&[0xff, 0xfe], &*bytes].concat());
    }
}

#[test]
fn titles() {
    let check = |text: &str, expected: &str| assert_eq!(title_of(text, "f.txt"), expected);
    check(TEXT, "قالَ الوزير: «لن نرفع الأسعار» 📈");
    check("\r\n \u{a0}\n\t عنوان \rنص", "عنوان");
    check("عنوان\u{2028}نص", "عنوان");
    check(" \n\n", "f.txt");
    check(&"قَ".repeat(120), &"قَ".repeat(120));
    check(&"قَ".repeat(121), &("قَ".repeat(120) + "…"));
    check(&"👩‍👩‍👧".repeat(500), &("👩‍👩‍👧".repeat(120) + "…"));
    check(&("س".repeat(119) + " ص"), &("س".repeat(119) + "…"));
}
