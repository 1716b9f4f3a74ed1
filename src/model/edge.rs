//! Where a boundary of a span goes when it is moved by one word or one letter.

use super::boundary::{Ground, Snap, Toward};
use super::offset::CodePoint;

/// An end of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Where it begins.
    Start,
    /// Where it ends.
    End,
}

impl Ground<'_> {
    /// The next place for this end of a span: the start (or end) of a word, of a mark beside it, or of a
    /// grapheme cluster; never in white space. `None` at the end of the text.
    pub fn next_edge(
        &self,
        from: CodePoint,
        edge: Edge,
        snap: Snap,
        toward: Toward,
    ) -> Option<CodePoint> {
        let here = self.blocks.number_at(from).unwrap_or(0);
        let stop = |number: usize| {
            let solid = self.solid_segments(number, snap).into_iter();
            let mut stops = solid.map(|(start, end)| if edge == Edge::Start { start } else { end });
            match toward {
                Toward::End => stops.find(|stop| *stop > from),
                Toward::Start => stops.rfind(|stop| *stop < from),
            }
        };
        match toward {
            Toward::End => (here..self.blocks.len()).find_map(stop),
            Toward::Start => (0..=here).rev().find_map(stop),
        }
    }
}
