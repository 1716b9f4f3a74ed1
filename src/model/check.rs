//! Findings: what a person should look at. Nothing here changes anything.

use super::annotation::Annotation;
use super::boundary::{Ground, Snap};
use super::ids::SpanId;
use super::scheme::Scheme;

/// Why a span deserves a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Problem {
    /// It ends past the end of the text.
    OutsideText,
    /// It begins or ends inside a grapheme cluster.
    CutsCluster,
    /// It begins or ends with white space.
    EdgeSpace,
    /// Its label is not in the scheme.
    UnknownLabel,
}

/// A problem of a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which span.
    pub span: SpanId,
    /// What is wrong.
    pub problem: Problem,
}

/// What is to be said of one span.
pub fn problems(span: &Annotation, ground: &Ground<'_>, scheme: &Scheme) -> Vec<Problem> {
    let mut found = Vec::new();
    if scheme.label(&span.label).is_none() {
        found.push(Problem::UnknownLabel);
    }
    if span.fragments.end() > ground.text.end() {
        found.push(Problem::OutsideText);
        return found;
    }
    if span.fragments.iter().any(|extent| !ground.is_whole(extent)) {
        found.push(Problem::CutsCluster);
    }
    let trimmed = |extent: super::span::Extent| {
        ground.snap(extent.start(), extent.end(), Snap::Letters) == Some(extent)
    };
    if !found.contains(&Problem::CutsCluster) && !span.fragments.iter().all(trimmed) {
        found.push(Problem::EdgeSpace);
    }
    found
}
