//! The list of articles as it is shown: which ones, in which order, and which part of it is on the page.
//! What changes it is in `update::list`.

use std::ops::Range;

use super::state::{Listed, State};
use crate::model::fold::fold;
use crate::model::ids::{Annotator, ArticleId, LabelId};
use crate::model::layer::Status;
use crate::model::sorted::Set;

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// As they came in.
    #[default]
    Position,
    /// By title.
    Title,
    /// Those with the most annotations first.
    Spans,
    /// Those on which most time was spent first.
    Time,
    /// The longest first.
    Length,
}

/// Which articles are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArticleList {
    /// What is searched for, as it was typed.
    pub query: String,
    /// Those whose text has it; `None` as long as the texts were not looked through for this query.
    pub in_texts: Option<Set<ArticleId>>,
    /// Only those of this status.
    pub status: Option<Status>,
    /// Only those with a span of this label.
    pub label: Option<LabelId>,
    /// Only those with findings.
    pub problems: bool,
    /// In which order.
    pub sort: Sort,
    /// The row that the keyboard is at, by the article's id.
    pub at: Option<ArticleId>,
    /// The rows on the screen.
    pub view: Window,
}

/// The rows of a list that are on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first.
    pub top: usize,
    /// How many.
    pub rows: usize,
}

impl Default for Window {
    /// As many as a tall screen shows, until it is known.
    fn default() -> Self {
        Self { top: 0, rows: 40 }
    }
}

/// The window moves on by so many rows, so that a small scroll draws nothing.
const STEP: usize = 10;

impl Window {
    /// From what a browser measures, all in one unit: how far the list is scrolled, how high it is on the screen, how
    /// high all of its `total` rows are.
    ///
    /// ```
    /// use isnad::app::list::Window;
    /// let window = Window::of(1_000.0, 400.0, 36_000.0, 1_000);
    /// assert_eq!((window.top, window.rows), (20, 20));
    /// assert_eq!(window.drawn(1_000), 10..60);
    /// ```
    pub fn of(scrolled: f64, height: f64, whole: f64, total: usize) -> Self {
        let row = whole / total.max(1) as f64;
        if row <= 0.0 {
            return Self::default();
        }
        // Saturates: what a browser measures may be anything.
        let top = (scrolled / row).max(0.0) as usize;
        let rows = (height / row).ceil().max(1.0) as usize;
        Self {
            top: top / STEP * STEP,
            rows: rows.div_ceil(STEP) * STEP,
        }
    }

    /// The rows that are drawn: those on the screen and some on either side.
    pub fn drawn(self, total: usize) -> Range<usize> {
        let end = (self.top + self.rows + 2 * STEP).min(total);
        // A list that became shorter is drawn from its end.
        let start = self
            .top
            .min(total.saturating_sub(self.rows))
            .saturating_sub(STEP);
        start..end
    }

    /// So that a row is among them.
    #[must_use]
    pub fn with(self, row: usize) -> Self {
        let inside = self.top <= row && row < self.top + self.rows;
        let top = if inside {
            self.top
        } else {
            row.saturating_sub(self.rows / 2) / STEP * STEP
        };
        Self { top, ..self }
    }
}

impl ArticleList {
    fn takes(&self, listed: &Listed, query: &str) -> bool {
        let summary = &listed.summary;
        let label = |label: &LabelId| summary.labels.get(label).is_some_and(|n| *n > 0);
        self.status.is_none_or(|status| summary.status == status)
            && self.label.as_ref().is_none_or(label)
            && (!self.problems || summary.problems > 0)
            && (query.is_empty()
                || self
                    .in_texts
                    .as_ref()
                    .is_some_and(|found| found.contains(&listed.article.id))
                || fold(&listed.article.title).contains(query))
    }
}

/// Whether articles are given to somebody.
pub fn is_given_out(state: &State) -> bool {
    state
        .present()
        .any(|listed| !listed.article.assigned.is_empty())
}

/// Whose articles alone are shown, if not everybody's. Where none is given out that makes no difference.
fn whose(state: &State) -> Option<Annotator> {
    (state.prefs.only_mine && is_given_out(state)).then(|| state.annotator())
}

/// The articles of the project; only those for this annotator where only these are asked for.
fn present(state: &State) -> impl Iterator<Item = &Listed> {
    let whose = whose(state);
    state.present().filter(move |listed| {
        let given = &listed.article.assigned;
        let to = |name: &Annotator| given.iter().any(|given| given == name.as_str());
        given.is_empty() || whose.as_ref().is_none_or(to)
    })
}

/// Whether fewer may be shown than there are.
pub fn is_filtered(state: &State) -> bool {
    let ArticleList {
        query,
        status,
        label,
        problems,
        ..
    } = &state.list;
    !query.is_empty() || status.is_some() || label.is_some() || *problems || whose(state).is_some()
}

/// The articles that are shown, in order.
pub fn rows(state: &State) -> Vec<&Listed> {
    let list = &state.list;
    let query = fold(list.query.trim());
    let mut rows: Vec<&Listed> = present(state)
        .filter(|listed| list.takes(listed, &query))
        .collect();
    let most = |listed: &&Listed| match list.sort {
        Sort::Spans => listed.summary.spans as u64,
        Sort::Time => listed.summary.seconds.into(),
        _ => listed.article.length.get().into(),
    };
    match list.sort {
        Sort::Position => {}
        Sort::Title => rows.sort_by(|a, b| a.article.title.cmp(&b.article.title)),
        // Stable: of equals, the first to come in stays first.
        Sort::Spans | Sort::Time | Sort::Length => {
            rows.sort_by_key(|listed| std::cmp::Reverse(most(listed)))
        }
    }
    rows
}

/// Where an article stands among the rows.
pub fn row_of(rows: &[&Listed], id: &ArticleId) -> Option<usize> {
    rows.iter().position(|listed| listed.article.id == *id)
}

/// The next article that is to be worked on, after the one with this id and then from the start.
pub fn next_undone<'a>(rows: &[&'a Listed], after: Option<&ArticleId>) -> Option<&'a Listed> {
    let here = after.and_then(|id| row_of(rows, id));
    let (before, rest) = rows.split_at_checked(here.map_or(0, |here| here + 1))?;
    let open = |listed: &&&Listed| {
        matches!(listed.summary.status, Status::Todo | Status::InProgress)
            && after != Some(&listed.article.id)
    };
    rest.iter()
        .find(open)
        .or_else(|| before.iter().find(open))
        .copied()
}

/// How far a project is, or the part of it that is for this annotator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// All articles.
    pub articles: usize,
    /// Those with nothing left to do: done or skipped.
    pub ended: usize,
    /// By label in the order of the scheme: in how many articles, and how many spans.
    pub labels: Vec<(usize, usize)>,
}

/// How far the project is; the part for this annotator where only that is asked for.
pub fn progress(state: &State) -> Progress {
    let labels = &state.project.scheme.labels;
    let mut progress = Progress {
        labels: vec![(0, 0); labels.len()],
        ..Progress::default()
    };
    for listed in present(state) {
        for (label, so_far) in labels.iter().zip(&mut progress.labels) {
            let spans = listed.summary.labels.get(&label.id).copied().unwrap_or(0);
            so_far.0 += usize::from(spans > 0);
            so_far.1 += spans;
        }
        progress.articles += 1;
        let ended = matches!(listed.summary.status, Status::Done | Status::Skipped);
        progress.ended += usize::from(ended);
    }
    progress
}
