//! The pages that are measured: Isnad, and two written here that say how fast a browser can be. Both show the same
//! paragraphs in the same type, whole in the HTML; one paints the annotations with CSS highlights and can change
//! them, with no list, no history beyond a stack, and nothing saved.

use super::corpus::{Corpus, Size};
use super::e2e::harness::temp::TempDir;
use serde_json::json;
use std::fmt::Write;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The text alone.
    Plain,
    /// The text with highlights.
    Marked,
    /// The release page.
    Isnad,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Plain, Self::Marked, Self::Isnad];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Marked => "highlights",
            Self::Isnad => "Isnad",
        }
    }

    /// Where it is, below the root of the server.
    pub fn path(self, size: Size) -> String {
        match self {
            Self::Isnad => "isnad/".to_owned(),
            _ => format!("{}-{}.html", self.name(), size.name()),
        }
    }

    /// A browser needs many seconds for a paragraph of a million characters: there is no limit to compare with.
    pub fn is_measured(self, size: Size) -> bool {
        self == Self::Isnad || size != Size::L1
    }
}

const STYLE: &str = "article { max-inline-size: 46rem; margin-inline: auto; font: 1.3125rem / 2.15 serif; \
    white-space: pre-wrap; outline: none } p { margin: 0; padding-block: 0.28rem } \
    ::highlight(isnad-quote-1) { background: #f2b70555 } ::highlight(isnad-denial-1) { background: #e5484d55 } \
    ::highlight(isnad-source-1) { background: #2f7ebf55 } ::highlight(isnad-focus) { text-decoration: underline }";

const SCRIPT: &str = include_str!("limit.js");

/// Writes the limit pages of a size.
pub fn write(folder: &TempDir, corpus: &Corpus) {
    let mut paragraphs = String::new();
    let mut start = 0;
    for line in corpus.text.split('\n') {
        let escaped = line.replace('&', "&amp;").replace('<', "&lt;");
        let _ = write!(paragraphs, "<p data-start={start}>{escaped}</p>");
        start += line.chars().count() + 1;
    }
    let page = |rest: &str| {
        format!(
            "<!DOCTYPE html><html lang=ar dir=rtl><meta charset=utf-8><title>limit</title><style>{STYLE}</style>\
             <article tabindex=0>{paragraphs}</article>{rest}"
        )
    };
    for kind in [Kind::Plain, Kind::Marked] {
        let rest = if kind == Kind::Marked {
            let numbers = |spans| json!(spans).to_string();
            format!(
                "<script type=application/json id=spans>{}</script><script type=application/json id=more>{}</script>\
                 <script>{SCRIPT}</script>",
                numbers(&corpus.spans),
                numbers(&corpus.thousand_more()),
            )
        } else {
            String::new()
        };
        if kind.is_measured(corpus.size) {
            folder.write(&kind.path(corpus.size), page(&rest));
        }
    }
}
