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
    found.extend(misplaced(span, ground));
    found
}

/// What is wrong with the place of a span.
pub fn misplaced(span: &Annotation, ground: &Ground<'_>) -> Option<Problem> {
    if span.fragments.end() > ground.text.end() {
        return Some(Problem::OutsideText);
    }
    if span.fragments.iter().any(|extent| !ground.is_whole(extent)) {
        return Some(Problem::CutsCluster);
    }
    let trimmed = |extent: super::span::Extent| {
        ground.snap(extent.start(), extent.end(), Snap::Letters) == Some(extent)
    };
    (!span.fragments.iter().all(trimmed)).then_some(Problem::EdgeSpace)
}
