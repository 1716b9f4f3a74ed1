//! What can be taken back, and what is being typed.

use serde::{Deserialize, Serialize};
use std::rc::Rc;

use crate::model::article::{Article, Project};
use crate::model::change::Change;
use crate::model::ids::{ArticleId, LayerKey, SpanId};

/// Something that can be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// A change of the layer that the step names.
    Layer(Change),
    /// Articles came in, or went.
    Articles {
        /// Which.
        ids: Vec<ArticleId>,
        /// Whether they are in the project after it.
        present: bool,
        /// What the same import changed in layers that were there before.
        layers: Vec<(LayerKey, Change)>,
        /// What the same import changed of what is known of the project and of articles that were there before.
        records: Option<Rc<[Records; 2]>>,
    },
    /// Records of the project or of articles were written anew: both states, and whether it was taken back.
    Records(Rc<[Records; 2]>, bool),
}

/// What is known of a project and of articles, as far as something wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Records {
    /// The project.
    pub project: Option<Project>,
    /// Articles.
    pub articles: Vec<Article>,
}

impl Work {
    /// What takes it back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        match self {
            Self::Layer(change) => Self::Layer(change.inverse()),
            Self::Records(both, back) => Self::Records(both.clone(), !back),
            Self::Articles {
                ids,
                present,
                layers,
                records,
            } => Self::Articles {
                ids: ids.clone(),
                present: !present,
                layers: layers
                    .iter()
                    .map(|(key, change)| (key.clone(), change.inverse()))
                    .collect(),
                records: records.clone(),
            },
        }
    }
}

/// A remark that is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typing {
    /// On a span.
    Span(SpanId),
    /// On the article.
    Article,
    /// In a field of a record: which.
    Record(String),
}

/// What to do once an article is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// Undo.
    Undo,
    /// Redo.
    Redo,
}
