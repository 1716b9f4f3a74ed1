//! Spans as tags of tokens (BIO, BIOES), and back. Tags have no room for spans that overlap: a policy says which stay,
//! and what is left out is counted before anything is written.

use super::draft::RawSpan;
use super::tokens::Token;
use crate::format::export::ExportItem;
use crate::format::losses::{Losses, Lost};
use crate::model::layer::Layer;
use crate::model::offset::CodePoint;
use serde::{Deserialize, Serialize};

/// What becomes of spans that overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Overlap {
    /// Each label has a column; of spans of one label the outermost stay.
    Columns,
    /// One column, in which the outermost stay; of two that cross the first.
    Outermost,
    /// One column, in which the longest stay.
    Longest,
}

/// How tokens are tagged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tagging {
    /// `B-` on the first token of a span, `I-` on the others.
    #[default]
    Bio,
    /// `B-`, `I-`, `E-` on the last one, `S-` on the only one.
    Bioes,
}

/// A piece of a span as a range of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece<'a> {
    label: &'a str,
    first: usize,
    /// The token after the last one.
    end: usize,
}

/// Tags of the tokens of an article, by column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tags {
    /// The tags of each column: as many as there are tokens.
    pub columns: Vec<Vec<String>>,
    /// The first tokens between which no span that stays goes on.
    pub free: Vec<bool>,
}

/// A label as a tag can hold it: without white space.
pub fn tag_name(label: &str) -> String {
    let plain = |c: char| {
        if c.is_whitespace() || c.is_control() {
            '_'
        } else {
            c
        }
    };
    label.chars().map(plain).collect()
}

fn pieces<'a>(layer: &'a Layer, tokens: &[Token<'_>]) -> (Vec<Piece<'a>>, usize, usize) {
    let (mut all, mut widened, mut nothing) = (Vec::new(), 0, 0);
    for span in layer.in_order() {
        for extent in span.fragments.iter() {
            let (start, stop) = (extent.start().get(), extent.end().get());
            let first = tokens.partition_point(|token| token.end <= start);
            let end = tokens.partition_point(|token| token.start < stop);
            if first >= end {
                nothing += 1;
                continue;
            }
            let inside = |token: Option<&Token<'_>>| {
                token.is_none_or(|token| token.start >= start && token.end <= stop)
            };
            let whole = inside(tokens.get(first)) && inside(tokens.get(end - 1));
            widened += usize::from(!whole);
            all.push(Piece {
                label: span.label.as_str(),
                first,
                end,
            });
        }
    }
    (all, widened, nothing)
}

/// Which pieces stay, for one column or each of its labels.
fn kept<'a>(mut pieces: Vec<Piece<'a>>, overlap: Overlap) -> Vec<Piece<'a>> {
    match overlap {
        Overlap::Longest => {
            pieces.sort_by_key(|piece| (usize::MAX - (piece.end - piece.first), piece.first))
        }
        _ => pieces.sort_by_key(|piece| (piece.first, usize::MAX - piece.end)),
    }
    let mut kept: Vec<Piece<'a>> = Vec::with_capacity(pieces.len());
    if overlap == Overlap::Longest {
        // Sorted by place, so that a look at the neighbours tells.
        for piece in pieces {
            let at = kept.partition_point(|other| other.first < piece.first);
            let before = at.checked_sub(1).and_then(|at| kept.get(at));
            let free = before.is_none_or(|other| other.end <= piece.first)
                && kept.get(at).is_none_or(|other| piece.end <= other.first);
            if free {
                kept.insert(at, piece);
            }
        }
        return kept;
    }
    for piece in pieces {
        if kept.last().is_none_or(|last| last.end <= piece.first) {
            kept.push(piece);
        }
    }
    kept
}

/// The tags of a layer. `labels` are the columns where each label has one.
///
/// # Errors
/// The label of a span that has no column.
pub fn tags(
    layer: Option<&Layer>,
    tokens: &[Token<'_>],
    labels: &[String],
    overlap: Overlap,
    tagging: Tagging,
) -> Result<Tags, String> {
    let (all, ..) = layer.map_or_else(Default::default, |layer| pieces(layer, tokens));
    let mut columns = Vec::new();
    let mut free = vec![true; tokens.len()];
    let mut column = |pieces: Vec<Piece<'_>>| {
        let mut tags = vec!["O".to_owned(); tokens.len()];
        for piece in kept(pieces, overlap) {
            let last = piece.end - 1;
            for at in piece.first..piece.end {
                let mark = match (at == piece.first, at == last, tagging) {
                    (true, true, Tagging::Bioes) => 'S',
                    (true, ..) => 'B',
                    (false, true, Tagging::Bioes) => 'E',
                    _ => 'I',
                };
                if let Some(tag) = tags.get_mut(at) {
                    *tag = format!("{mark}-{}", tag_name(piece.label));
                }
                if at > piece.first
                    && let Some(free) = free.get_mut(at)
                {
                    *free = false;
                }
            }
        }
        columns.push(tags);
    };
    if overlap == Overlap::Columns {
        if let Some(other) = all
            .iter()
            .find(|piece| !labels.iter().any(|label| label == piece.label))
        {
            return Err(other.label.to_owned());
        }
        for label in labels {
            column(
                all.iter()
                    .filter(|piece| piece.label == label)
                    .copied()
                    .collect(),
            );
        }
    } else {
        column(all);
    }
    Ok(Tags { columns, free })
}

/// Adds what the tags of an article lose.
pub fn losses(item: &ExportItem<'_>, tokens: &[Token<'_>], overlap: Overlap, losses: &mut Losses) {
    for layer in &item.layers {
        let (all, widened, nothing) = pieces(layer, tokens);
        losses.count(Lost::CutTokens, widened);
        losses.count(Lost::Spans, nothing);
        let count = all.len();
        let stay = if overlap == Overlap::Columns {
            let mut labels: Vec<&str> = all.iter().map(|piece| piece.label).collect();
            labels.sort_unstable();
            labels.dedup();
            let of = |label: &&str| {
                kept(
                    all.iter()
                        .filter(|piece| piece.label == *label)
                        .copied()
                        .collect(),
                    overlap,
                )
                .len()
            };
            labels.iter().map(of).sum()
        } else {
            kept(all, overlap).len()
        };
        losses.count(Lost::Overlaps, count - stay);
    }
}

/// What begins, goes on or ends with a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    mark: char,
    label: &'a str,
}

/// A tag of any of the usual schemes; `None` if it is none.
pub fn parse_tag(tag: &str) -> Option<Tag<'_>> {
    if matches!(tag, "O" | "_" | "-" | "") {
        return Some(Tag {
            mark: 'O',
            label: "",
        });
    }
    let (mark, label) = tag.split_once('-').unwrap_or((tag, ""));
    let mut marks = mark.chars();
    let mark = marks.next().filter(|mark| "BIESLU".contains(*mark))?;
    marks.next().is_none().then_some(Tag { mark, label })
}

/// Makes spans of the tags of one column, token after token. Tags that continue nothing begin something.
#[derive(Clone, Debug, Default)]
pub struct Untag {
    open: Option<(String, u64, u64)>,
}

impl Untag {
    /// The next token.
    pub fn take(&mut self, tag: Tag<'_>, start: u64, end: u64, spans: &mut Vec<RawSpan>) {
        let goes_on = self
            .open
            .as_ref()
            .is_some_and(|(label, ..)| label == tag.label);
        match tag.mark {
            'I' | 'E' | 'L' if goes_on => {
                if let Some((_, _, until)) = &mut self.open {
                    *until = end;
                }
            }
            'O' => self.end(spans),
            _ => {
                self.end(spans);
                self.open = Some((tag.label.to_owned(), start, end));
            }
        }
        if matches!(tag.mark, 'E' | 'L' | 'S' | 'U') {
            self.end(spans);
        }
    }

    /// Nothing goes on here.
    pub fn end(&mut self, spans: &mut Vec<RawSpan>) {
        if let Some((label, start, end)) = self.open.take() {
            spans.push(RawSpan::new(&label, start, end));
        }
    }
}

/// The code point at which each sentence of a text ends.
pub fn sentence_ends(text: &str) -> Vec<CodePoint> {
    let mut at = CodePoint::ZERO;
    let sentences = crate::model::sentences::sentences(text).into_iter();
    sentences
        .map(|sentence| {
            at = at.plus(u32::try_from(sentence.chars().count()).unwrap_or(u32::MAX));
            at
        })
        .collect()
}
