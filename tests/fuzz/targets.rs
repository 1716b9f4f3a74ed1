//! The one table of fuzz targets: whatever reads bytes that a person, a file or storage brings. A new reader
//! adds a line here, and hostile seeds in a folder of its name under `corpus`.

use crate::{corpora, memory, page, readers, stored};

/// A reader and what it may take.
pub struct Target {
    /// Also the folder of its seeds under `corpus`.
    pub name: &'static str,
    /// Panics where something does not hold. It has to read any bytes.
    pub run: fn(&[u8]),
    /// Its memory at most: so many times the input, besides [`BASE`]. Seen are 50 for a list of nothing but `[]`, an
    /// empty list being two bytes in the file and some ninety while it is read, and 61 for a layer in its copies:
    /// as it came, mended, merged both ways, changed, written. What grows faster than its input passes any number.
    pub times: usize,
    /// How many inputs the short run makes up.
    pub cases: u64,
}

/// What a target may take whatever its input: tables that are made once, the other side of a merge, a page.
const BASE: usize = 4_000_000;

const fn target(name: &'static str, run: fn(&[u8]), times: usize, cases: u64) -> Target {
    Target {
        name,
        run,
        times,
        cases,
    }
}

/// All of them.
pub const TARGETS: &[Target] = &[
    target("text", readers::text, 96, 1_500),
    target("layer", readers::layer, 96, 6_000),
    target("project", readers::project, 96, 3_000),
    target("raw", readers::raw, 96, 3_000),
    target("record", readers::record, 96, 6_000),
    target("settings", readers::settings, 96, 3_000),
    target("stored", stored::run, 128, 800),
    target("page", page::run, 128, 800),
    target("zip", corpora::zip, 96, 1_000),
    target("kinds", corpora::any, 128, 1_000),
    target("doccano", corpora::doccano, 128, 1_500),
    target("table", corpora::table, 128, 1_500),
    target("lines", corpora::lines, 128, 1_000),
    target("conll", corpora::conll, 256, 1_500),
    target("bio", corpora::bio, 256, 1_500),
    target("html", corpora::html, 512, 500),
    target("huggingface", corpora::huggingface, 128, 1_500),
    target("label-studio", corpora::label_studio, 128, 1_500),
    target("prodigy", corpora::prodigy, 128, 1_500),
    target("brat", corpora::brat, 128, 1_500),
    target("cas-json", corpora::cas_json, 128, 1_500),
    target("cas-xmi", corpora::cas_xmi, 128, 1_500),
    target("layers", corpora::layers, 128, 1_500),
    target("pubannotation", corpora::pubannotation, 128, 1_500),
    target("tei", corpora::tei, 128, 1_500),
    target("trec", corpora::trec, 128, 1_500),
    target("webanno-tsv", corpora::webanno_tsv, 128, 1_500),
    target("webannotation", corpora::webannotation, 128, 1_500),
];

/// Tries one input; answers how much memory it took.
pub fn attempt(target: &Target, bytes: &[u8]) -> usize {
    let peak = memory::peak_of(|| (target.run)(bytes));
    let allowed = target.times * bytes.len() + BASE;
    assert!(
        peak <= allowed,
        "{}: {peak} bytes for an input of {}, more than {allowed}",
        target.name,
        bytes.len()
    );
    peak
}
