//! What a format has no room for, counted before a file is written.

use super::export::ExportItem;
use crate::model::annotation::Origin;
use crate::model::layer::{Layer, Status};
use crate::model::sorted::Map;
use serde::{Deserialize, Serialize};

/// Something that a file may lose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Lost {
    /// Articles without a token, which come to nothing.
    Articles,
    /// Articles whose id is replaced or left out.
    ArticleIds,
    /// Metadata of articles.
    Metadata,
    /// Spans that are left out: only texts are written, or they mark no token.
    Spans,
    /// Layers whose annotator is not named.
    Annotators,
    /// Ids of spans, by which links and changes are told.
    SpanIds,
    /// Spans of several fragments, which become as many spans.
    SplitSpans,
    /// Spans that are left out because others lie over them.
    Overlaps,
    /// Spans that begin or end inside a token, and become larger.
    CutTokens,
    /// Pieces of spans that begin or end with white space, which stays outside.
    Edges,
    /// Attributes of spans.
    Attributes,
    /// Notes on spans.
    Notes,
    /// Spans whose origin, a program's proposal, is not told.
    Suggestions,
    /// Links between spans.
    Links,
    /// Labels of articles as a whole.
    ArticleLabels,
    /// Notes on articles.
    ArticleNotes,
    /// Layers whose status is another than not begun.
    Statuses,
    /// Layers with a time of work.
    Seconds,
    /// Findings that were looked at and let stand.
    Dismissed,
    /// Line ends of two characters, which programs that read the file as text count as one.
    CrLf,
    /// Control characters, which XML has no room for.
    Controls,
    /// Texts that cannot be put together again from what is written, such as tokens.
    Texts,
}

impl Lost {
    /// What messages of the command line call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Articles => "articles without a word",
            Self::ArticleIds => "ids of articles",
            Self::Metadata => "metadata of articles",
            Self::Spans => "spans",
            Self::Annotators => "names of annotators",
            Self::SpanIds => "ids of spans",
            Self::SplitSpans => "spans of several pieces (become several spans)",
            Self::Overlaps => "spans that others lie over (left out)",
            Self::CutTokens => "spans that begin or end inside a token (become larger)",
            Self::Edges => "white space at the edges of spans (stays outside)",
            Self::Attributes => "attributes of spans",
            Self::Notes => "notes on spans",
            Self::Suggestions => "which spans a program proposed",
            Self::Links => "links between spans",
            Self::ArticleLabels => "labels of articles",
            Self::ArticleNotes => "notes on articles",
            Self::Statuses => "status of layers",
            Self::Seconds => "seconds of work",
            Self::Dismissed => "dismissed findings",
            Self::CrLf => "line ends CR LF (programs may count them as one character)",
            Self::Controls => "control characters",
            Self::Texts => "texts to the character (tokens are written)",
        }
    }
}

/// Whether XML has room for a character: its recommendation, section 2.2.
pub const fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

/// How many of what is lost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Losses(Map<Lost, usize>);

impl Losses {
    /// Adds some.
    pub fn count(&mut self, what: Lost, count: usize) {
        if count > 0 {
            self.0.update(what, |sum: &mut usize| *sum += count);
        }
    }

    /// What is lost and how many of it, in the order of [`Lost`]; only what is more than none.
    pub fn iter(&self) -> impl Iterator<Item = (Lost, usize)> {
        self.0.iter().map(|(what, count)| (*what, *count))
    }

    /// How many of one thing.
    pub fn of(&self, what: Lost) -> usize {
        self.0.get(&what).copied().unwrap_or(0)
    }

    /// Whether nothing is lost.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds what an article loses.
    pub fn add(&mut self, item: &ExportItem<'_>, carries: &Carries) {
        self.count(Lost::ArticleIds, usize::from(!carries.article_ids));
        if !carries.metadata {
            self.count(Lost::Metadata, item.article.metadata.len());
        }
        let text = item.text.as_str();
        if !carries.crlf {
            self.count(Lost::CrLf, text.matches("\r\n").count());
        }
        if !carries.controls {
            let controls = text.chars().filter(|c| !is_xml(*c));
            self.count(Lost::Controls, controls.count());
        }
        self.count(Lost::Texts, usize::from(!carries.texts));
        for layer in &item.layers {
            self.layer(layer, carries);
        }
    }

    fn layer(&mut self, layer: &Layer, carries: &Carries) {
        let mut unless = |carried: bool, what: Lost, count: usize| {
            if !carried {
                self.count(what, count);
            }
        };
        let named = !layer.key().annotator.as_str().is_empty();
        unless(carries.annotators, Lost::Annotators, usize::from(named));
        unless(carries.span_ids, Lost::SpanIds, layer.len());
        for span in layer.in_order() {
            let pieces = span.fragments.count() > 1;
            unless(carries.fragments, Lost::SplitSpans, usize::from(pieces));
            unless(carries.attributes, Lost::Attributes, span.attributes.len());
            let noted = !span.note.is_empty();
            unless(carries.notes, Lost::Notes, usize::from(noted));
            let suggested = span.origin == Origin::Suggested;
            unless(
                carries.suggestions,
                Lost::Suggestions,
                usize::from(suggested),
            );
        }
        unless(carries.links, Lost::Links, layer.links().count());
        let meta = layer.meta();
        unless(
            carries.article_labels,
            Lost::ArticleLabels,
            meta.labels.len(),
        );
        unless(
            carries.article_notes,
            Lost::ArticleNotes,
            usize::from(!meta.note.is_empty()),
        );
        unless(
            carries.statuses,
            Lost::Statuses,
            usize::from(meta.status != Status::Todo),
        );
        unless(
            carries.work,
            Lost::Seconds,
            usize::from(layer.seconds() > 0),
        );
        unless(carries.work, Lost::Dismissed, meta.dismissed.len());
    }
}

/// What a format has room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carries {
    /// The text itself, to the character.
    pub texts: bool,
    /// Ids of articles.
    pub article_ids: bool,
    /// Metadata of articles.
    pub metadata: bool,
    /// Who made a layer.
    pub annotators: bool,
    /// Ids of spans.
    pub span_ids: bool,
    /// Spans of several pieces.
    pub fragments: bool,
    /// Attributes of spans.
    pub attributes: bool,
    /// Notes on spans.
    pub notes: bool,
    /// Which spans a program proposed.
    pub suggestions: bool,
    /// Links between spans.
    pub links: bool,
    /// Labels of articles as a whole.
    pub article_labels: bool,
    /// Notes on articles.
    pub article_notes: bool,
    /// Status of the work.
    pub statuses: bool,
    /// Seconds of work, dismissed findings.
    pub work: bool,
    /// CR LF line ends, as two characters for every reader.
    pub crlf: bool,
    /// C0 control characters.
    pub controls: bool,
}

impl Carries {
    /// Everything.
    pub const ALL: Self = Self {
        texts: true,
        article_ids: true,
        metadata: true,
        annotators: true,
        span_ids: true,
        fragments: true,
        attributes: true,
        notes: true,
        suggestions: true,
        links: true,
        article_labels: true,
        article_notes: true,
        statuses: true,
        work: true,
        crlf: true,
        controls: true,
    };

    /// The text with its labelled spans, to the character; nothing besides.
    pub const SPANS: Self = Self {
        texts: true,
        article_ids: false,
        metadata: false,
        annotators: false,
        span_ids: false,
        fragments: false,
        attributes: false,
        notes: false,
        suggestions: false,
        links: false,
        article_labels: false,
        article_notes: false,
        statuses: false,
        work: false,
        crlf: true,
        controls: true,
    };
}
