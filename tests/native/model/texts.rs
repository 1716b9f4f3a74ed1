//! Texts that several tests share: the fixture of the formats, and a generator of nasty ones.

use isnad::model::blocks::Blocks;
use isnad::model::boundary::Ground;
use isnad::model::offset::CodePoint;
use isnad::model::span::Extent;
use isnad::model::text::Text;
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

/// Every unit of position differs in it; the first word ends in a fatha.
pub const FIXTURE: &str = "قالَ الوزير: «لن نرفع الأسعار» 📈\nونفى مصدر مسؤول ذلك.";

/// What has broken programs that work on Arabic text.
const PIECES: &[&str] = &[
    "وزارة",
    "قالَ",
    "مُحَمَّدٌ",
    "الـــرئيس",
    "ونفى",
    "لا",
    "می\u{200c}روم",
    "٢٠١٧",
    "2017",
    "٣٫٥٪",
    "1,000.50",
    "Reuters",
    "e\u{301}te\u{301}",
    "don't",
    "ذلك.وأضاف",
    "قال:إن",
    "👨\u{200d}👩\u{200d}👧\u{200d}👦",
    "🇸🇦🇷🇺",
    "🇪",
    "👍🏽",
    "❤\u{fe0f}",
    "📈",
    "𝔘𐤀𞤀",
    "\u{feff}",
    "\u{200f}",
    "\u{200e}",
    "\u{202b}",
    "\u{202c}",
    "\u{2067}",
    "\u{2069}",
    "\u{200b}",
    "\u{200d}",
    "\u{ad}",
    "\u{64e}",
    "\u{301}",
    "\u{6dd}٢",
    "\u{600}٢",
    "\u{600}",
    "กำ",
    "ำ",
    "한\u{1112}\u{1161}\u{11ab}",
    "क्ष",
    " ",
    "  ",
    " \u{64e}",
    " \u{301}",
    "\u{a0}",
    "\u{202f}",
    "\u{2003}",
    "\t",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\u{b}",
    "\u{c}",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "«",
    "»",
    "(",
    "،",
    "؟",
    ". ",
    ": ",
    "-",
    "…",
    "\u{0}",
];

/// Texts of a few lines, made of nasty pieces; sometimes empty.
pub fn nasty() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..60).prop_map(|pieces| pieces.concat())
}

/// Texts with very long lines: each piece many times over, so that blocks are cut in the midst of anything.
pub fn long() -> impl Strategy<Value = String> {
    let run = (
        prop::collection::vec(prop::sample::select(PIECES), 1..4),
        1..4500_usize,
    );
    prop::collection::vec(run, 1..4).prop_map(|runs| {
        let run = |(pieces, times): (Vec<&str>, usize)| pieces.concat().repeat(times);
        runs.into_iter().map(run).collect()
    })
}

pub fn text(string: &str) -> Text {
    Text::new(string).unwrap()
}

pub fn at(n: usize) -> CodePoint {
    CodePoint::new(n.try_into().unwrap())
}

pub fn extent(start: usize, end: usize) -> Extent {
    Extent::new(at(start), at(end)).unwrap()
}

/// The only place where `part` stands in `whole`.
pub fn find(whole: &str, part: &str) -> Extent {
    let mut found = whole.match_indices(part);
    let (byte, _) = found
        .next()
        .unwrap_or_else(|| panic!("{part:?} is not in {whole:?}"));
    assert!(found.next().is_none(), "{part:?} stands twice in {whole:?}");
    let start = whole[..byte].chars().count();
    extent(start, start + part.chars().count())
}

/// The code points at which a grapheme cluster starts, and the end of the text.
pub fn cluster_bounds(string: &str) -> Vec<usize> {
    let mut bounds = vec![0];
    for cluster in string.graphemes(true) {
        bounds.push(bounds[bounds.len() - 1] + cluster.chars().count());
    }
    bounds
}

/// A text with its blocks, which a [`Ground`] borrows.
pub struct Page {
    pub text: Text,
    pub blocks: Blocks,
}

impl Page {
    pub fn of(string: &str) -> Self {
        let text = text(string);
        let blocks = Blocks::of(&text);
        Self { text, blocks }
    }

    pub fn ground(&self) -> Ground<'_> {
        Ground {
            text: &self.text,
            blocks: &self.blocks,
        }
    }
}

/// How often a property is tried. What was found once becomes a case of a table, not a file of seeds.
pub fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    }
}
