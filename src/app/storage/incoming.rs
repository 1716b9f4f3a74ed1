//! What is to come in, what came in, and who waits for it.

use serde::{Deserialize, Serialize};

use super::compare::HandOut;
use crate::app::msg::{FileOutcome, ImportReport, MergedIn};
use crate::app::state::Records;
use crate::format::project::FileArticle;
use crate::format::summary::Summary;
use crate::model::article::{Article, Project};
use crate::model::ids::{Annotator, ArticleId, ProjectId, Replica};
use crate::model::layer::Layer;
use crate::model::sorted::Map;
use crate::model::text::Text;

/// What is to come in.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// The project it belongs to; stored if it is not there yet.
    pub project: Project,
    /// Articles with their texts.
    pub articles: Vec<(Article, Text)>,
    /// Work on these articles.
    pub layers: Vec<Layer>,
    /// Articles that were removed here come back. If not, they stay away, and the work on them is kept all the same.
    pub bring_back: bool,
}

/// What came in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CameIn {
    /// Articles that were not there, or were deleted, with this annotator's summary.
    pub articles: Vec<(Article, Summary)>,
    /// This annotator's summaries on articles that were there.
    pub summaries: Vec<(ArticleId, Summary)>,
    /// What happened to the layers.
    pub merged: MergedIn,
    /// How many layers came in.
    pub layers: usize,
    /// What was known of the project and of articles that were there, and is newer now: before and after.
    pub records: Option<Box<[Records; 2]>>,
}

/// Who is at work when something comes in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Importer {
    /// Whose summaries the list shows.
    pub annotator: Annotator,
    /// The writer.
    pub replica: Replica,
    /// RFC 3339, UTC.
    pub now: String,
}

/// What is to be stored, and who waits for it.
#[derive(Debug)]
pub struct Importing {
    /// What is to come in.
    pub incoming: Incoming,
    /// Who is at work.
    pub who: Importer,
    /// What is already known of the files.
    pub outcomes: Vec<(String, FileOutcome)>,
    /// It is handed out.
    pub handed_out: Option<HandOut>,
}

/// What became of it.
#[derive(Debug)]
pub struct Imported {
    /// What is reported.
    pub report: ImportReport,
    /// The project it went into.
    pub project: ProjectId,
    /// What came in.
    pub came: CameIn,
    /// It was handed out.
    pub handed_out: Option<HandOut>,
    /// The person had called it off, too late.
    pub late: bool,
}

/// The first ones, which are there no more.
fn split<T>(all: &mut Vec<T>, most: usize) -> Vec<T> {
    let rest = all.split_off(most.min(all.len()));
    std::mem::replace(all, rest)
}

impl Incoming {
    /// All that is in a project file.
    pub fn of(project: Project, items: Vec<FileArticle>, bring_back: bool) -> Self {
        let mut incoming = Self {
            project,
            articles: Vec::with_capacity(items.len()),
            layers: Vec::new(),
            bring_back,
        };
        for item in items {
            incoming.layers.extend(item.layers);
            incoming.articles.push((item.article, item.text));
        }
        incoming
    }
}

impl CameIn {
    /// Takes so many articles and layers away, as a part of its own; `None` if it is no more than that.
    pub fn part(&mut self, most: usize) -> Option<Self> {
        let changes = &mut self.merged.changes;
        if self
            .articles
            .len()
            .max(self.summaries.len())
            .max(changes.len())
            <= most
        {
            return None;
        }
        let merged = MergedIn {
            changes: split(changes, most),
            ..MergedIn::default()
        };
        Some(Self {
            articles: split(&mut self.articles, most),
            summaries: split(&mut self.summaries, most),
            merged,
            ..Self::default()
        })
    }

    /// Puts a later part behind this one.
    pub fn join(&mut self, later: Self) {
        let Self {
            articles,
            summaries,
            merged,
            layers,
            records,
        } = later;
        self.articles.extend(articles);
        self.summaries.extend(summaries);
        self.merged.changes.extend(merged.changes);
        self.merged.counts.join(merged.counts);
        self.layers += layers;
        self.records = self.records.take().or(records);
    }

    /// Notes how far this annotator is on articles.
    pub(super) fn list(&mut self, listed: Vec<(ArticleId, Summary)>) {
        let mut listed: Map<ArticleId, Summary> = listed.into_iter().collect();
        for (article, shown) in &mut self.articles {
            if let Some(summary) = listed.remove(&article.id) {
                *shown = summary;
            }
        }
        self.summaries = listed.into_iter().collect();
    }
}
