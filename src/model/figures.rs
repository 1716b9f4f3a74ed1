//! Figures of a project: how many spans of each label, in articles and by source, how long they are, how much of the
//! texts they cover, how much time went into them.

use serde::{Deserialize, Serialize};

use super::article::Article;
use super::ids::LabelId;
use super::layer::{Layer, Status};
use super::sorted::Map;

/// The greatest number of spans of each class of articles but the last, which has all above.
pub const SPANS: [usize; 5] = [0, 5, 10, 20, 50];
/// The greatest length in code points of each class of spans but the last, which has all above.
pub const LENGTHS: [usize; 5] = [10, 25, 50, 100, 200];
/// What tells where an article came from, by its name in the metadata.
pub const SOURCE: &str = "source";

/// Figures of one label.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfLabel {
    /// How many spans.
    pub spans: usize,
    /// In how many layers.
    pub layers: usize,
    /// How many code points they cover, those under several once.
    pub covered: u64,
    /// Their lengths in code points, sorted by [`Figures::finish`].
    pub lengths: Vec<u32>,
}

impl OfLabel {
    /// The length that half of the spans do not exceed; 0 without any.
    pub fn median(&self) -> u32 {
        let middle = self.lengths.len().saturating_sub(1) / 2;
        self.lengths.get(middle).copied().unwrap_or(0)
    }

    /// The shortest and the longest; 0 without any.
    pub fn ends(&self) -> (u32, u32) {
        let end = |length: Option<&u32>| length.copied().unwrap_or(0);
        (end(self.lengths.first()), end(self.lengths.last()))
    }
}

/// Figures of some layers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// How many articles there are, labelled or not.
    pub articles: usize,
    /// How many layers have spans.
    pub layers: usize,
    /// How many spans.
    pub spans: usize,
    /// How many code points the texts of the layers with spans have.
    pub code_points: u64,
    /// How many of them are under a span.
    pub covered: u64,
    /// By label.
    pub labels: Map<LabelId, OfLabel>,
    /// How many articles, or layers on one, have so many spans, by [`SPANS`].
    pub by_spans: [usize; SPANS.len() + 1],
    /// How many spans are so long, by [`LENGTHS`].
    pub by_length: [usize; LENGTHS.len() + 1],
    /// By where the article came from, empty where that is not known: spans of each label.
    pub sources: Map<String, Map<LabelId, usize>>,
    /// Seconds of work.
    pub seconds: u64,
    /// Layers that are done, and the seconds that went into them.
    pub done: (usize, u64),
}

/// The class of a number.
fn class(classes: &[usize], n: usize) -> usize {
    let fits = classes.iter().position(|most| n <= *most);
    fits.unwrap_or(classes.len())
}

/// How many code points lie under extents, those under several once.
fn union(extents: &mut [(u32, u32)]) -> u64 {
    extents.sort_unstable();
    let (mut sum, mut reached) = (0, 0);
    for (start, end) in extents.iter() {
        let from = (*start).max(reached);
        if *end > from {
            sum += u64::from(*end - from);
            reached = *end;
        }
    }
    sum
}

impl Figures {
    /// Counts an article with the layers of interest on it.
    pub fn see<'a>(&mut self, article: &Article, layers: impl Iterator<Item = &'a Layer>) {
        self.articles += 1;
        let mut any = false;
        for layer in layers {
            any = true;
            self.see_layer(article, layer);
        }
        if !any {
            self.by_spans[0] += 1;
        }
    }

    fn see_layer(&mut self, article: &Article, layer: &Layer) {
        let seconds = u64::from(layer.seconds());
        self.seconds += seconds;
        if layer.meta().status == Status::Done {
            self.done.0 += 1;
            self.done.1 += seconds;
        }
        if let Some(n) = self.by_spans.get_mut(class(&SPANS, layer.len())) {
            *n += 1;
        }
        if layer.is_empty() {
            return;
        }
        self.layers += 1;
        self.code_points += u64::from(article.length.get());
        let source = article.metadata.get(SOURCE).cloned().unwrap_or_default();
        let mut all = Vec::new();
        let mut by_label: Map<LabelId, Vec<(u32, u32)>> = Map::new();
        for span in layer.in_order() {
            self.spans += 1;
            let extents = span.fragments.iter();
            let extents = extents.map(|extent| (extent.start().get(), extent.end().get()));
            let extents: Vec<(u32, u32)> = extents.collect();
            let length: u32 = extents.iter().map(|(start, end)| end - start).sum();
            if let Some(n) = self.by_length.get_mut(class(&LENGTHS, length as usize)) {
                *n += 1;
            }
            self.labels.update(span.label.clone(), |of| {
                of.spans += 1;
                of.lengths.push(length);
            });
            self.sources.update(source.clone(), |row| {
                row.update(span.label.clone(), |n| *n += 1);
            });
            all.extend(&extents);
            by_label.update(span.label.clone(), |list| list.extend(&extents));
        }
        self.covered += union(&mut all);
        for (label, extents) in by_label.iter() {
            let covered = union(&mut extents.clone());
            self.labels.update(label.clone(), |of| {
                of.layers += 1;
                of.covered += covered;
            });
        }
    }

    /// To be called when all was seen.
    #[must_use]
    pub fn finish(mut self) -> Self {
        let labels: Vec<LabelId> = self.labels.keys().cloned().collect();
        for label in labels {
            self.labels.update(label, |of| of.lengths.sort_unstable());
        }
        self
    }
}
