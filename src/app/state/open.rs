//! The article on the page with the work on it.

use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use super::Protected;
use crate::app::linking::Linking;
use crate::app::paint::Paint;
use crate::model::annotation::Annotation;
use crate::model::article::Article;
use crate::model::blocks::{Blocks, Direction};
use crate::model::boundary::{Ground, Snap};
use crate::model::ids::{LabelId, SpanId};
use crate::model::layer::Layer;
use crate::model::offset::CodePoint;
use crate::model::sorted::{Map, Set};
use crate::model::span::Extent;
use crate::model::stats;
use crate::model::text::Text;

/// Two ends of what is selected; equal for a mere caret. Not rounded: [`Open::selected`] is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Where it was begun.
    pub anchor: CodePoint,
    /// Where the caret is.
    pub head: CodePoint,
    /// To whole words, or as it is.
    pub snap: Snap,
}

/// The article on the page with the work on it.
#[derive(Clone, Debug)]
pub struct Open {
    /// What is known of it.
    pub article: Article,
    /// Its text.
    pub text: Text,
    /// Its layout blocks.
    pub blocks: Rc<Blocks>,
    /// The work.
    pub layer: Layer,
    /// What is selected.
    pub selection: Selection,
    /// A pointer is still down: the selection is not done.
    pub selecting: bool,
    /// The span that has the focus.
    pub focus: Option<SpanId>,
    /// How the spans are painted.
    pub paint: Paint,
    /// How many spans of each label there are.
    pub counts: Map<LabelId, usize>,
    /// The blocks that are on the screen or near it, first and last.
    pub visible: Option<(usize, usize)>,
    /// The block at the top of the screen, and how many of its pixels are above.
    pub scrolled: (usize, i32),
    /// The row of the list that is seen first.
    pub row: usize,
    /// A boundary that is being dragged: what the span would become.
    pub dragged: Option<Extent>,
    /// What storage holds of the layer.
    pub kept: Kept,
    /// A link that is being made.
    pub linking: Option<Linking>,
}

/// What storage holds of the open layer.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// What a write has to find, see [`Found::base`](crate::app::storage::layers::Found::base).
    pub base: Option<String>,
    /// Records of the journal that the stored layer may not hold.
    pub records: Vec<String>,
    /// Where stored work could not be read: nothing is written there.
    pub protected: Protected,
    /// The schema of what a newer page wrote: the layer can be read, not written.
    pub newer: Option<String>,
    /// The revision that was last copied.
    pub copied: u64,
    /// When it was, in milliseconds.
    pub copied_at: u64,
    /// The text was not there any more, and was stored again.
    pub restored: bool,
}

impl Open {
    /// The article with the work on it, unselected.
    pub fn new(article: Article, text: Text, layer: Layer) -> Self {
        let blocks = Rc::new(Blocks::of(&text));
        let counts = stats::by_label(&layer);
        let mut open = Self {
            article,
            text,
            blocks,
            layer,
            selection: Selection::default(),
            selecting: false,
            focus: None,
            paint: Paint::default(),
            counts,
            visible: None,
            scrolled: (0, 0),
            row: 0,
            dragged: None,
            kept: Kept::default(),
            linking: None,
        };
        let start = open
            .blocks
            .get(0)
            .map(|block| block.extent.start())
            .unwrap_or_default();
        open.selection = Selection {
            anchor: start,
            head: start,
            snap: Snap::Words,
        };
        open
    }

    /// What is on the screen or near it: as far as it was looked at, else where the article is opened.
    pub fn near(&self) -> Option<Extent> {
        let (first, last) = self.visible.unwrap_or((self.scrolled.0, self.scrolled.0));
        let start = self.blocks.get(first)?.extent.start();
        let end = self.blocks.get(last)?.extent.end();
        Extent::new(start, end.max(start.plus(1)))
    }

    /// Text and blocks together.
    pub fn ground(&self) -> Ground<'_> {
        Ground {
            text: &self.text,
            blocks: &self.blocks,
        }
    }

    /// What a label would be given to: the selection, rounded.
    pub fn selected(&self) -> Option<Extent> {
        let Selection { anchor, head, snap } = self.selection;
        self.ground().snap(anchor, head, snap)
    }

    /// The focused span.
    pub fn focused(&self) -> Option<&Arc<Annotation>> {
        self.layer.span(self.focus.as_ref()?)
    }

    /// How many spans a list has that leaves out these labels.
    pub fn rows(&self, hidden: &Set<LabelId>) -> usize {
        let left_out = hidden.iter().filter_map(|label| self.counts.get(label));
        self.layer.len().saturating_sub(left_out.sum())
    }

    /// The spans in some rows of that list.
    pub fn spans_in(&self, rows: Range<usize>, hidden: &Set<LabelId>) -> Vec<&Arc<Annotation>> {
        if hidden.is_empty() {
            return self
                .layer
                .in_order_from(rows.start)
                .take(rows.len())
                .collect();
        }
        let shown = self.layer.in_order();
        let shown = shown.filter(|span| !hidden.contains(&span.label));
        shown.skip(rows.start).take(rows.len()).collect()
    }

    /// The row of a span in that list.
    pub fn row_of(&self, id: &SpanId, hidden: &Set<LabelId>) -> Option<usize> {
        let span = self
            .layer
            .span(id)
            .filter(|span| !hidden.contains(&span.label))?;
        if hidden.is_empty() {
            return self.layer.place_of(span);
        }
        let shown = self.layer.in_order();
        let mut shown = shown.filter(|span| !hidden.contains(&span.label));
        shown.position(|there| there.id == *id)
    }

    /// Whether the article reads right to left.
    pub fn right_to_left(&self) -> bool {
        self.blocks.direction() == Direction::RightToLeft
    }
}
