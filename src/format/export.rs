//! What writers of files share: what goes out, and what is wrong when a file, read back, does not mark what
//! the person marked.

use serde::{Deserialize, Serialize};

use super::project::{ProjectError, Rejected};
use super::spans::quote;
use super::wire::JsonError;
use crate::model::article::Article;
use crate::model::ids::{ArticleId, SpanId};
use crate::model::layer::Layer;
use crate::model::span::Fragments;
use crate::model::text::Text;

/// An article on its way into a file.
#[derive(Clone, Debug)]
pub struct ExportItem<'a> {
    /// The article.
    pub article: &'a Article,
    /// Its text.
    pub text: &'a Text,
    /// The layers on it that go along.
    pub layers: Vec<&'a Layer>,
}

impl<'a> ExportItem<'a> {
    /// The layers, or none once: formats in which a layer is a line have one for an article without.
    pub fn each_layer(&self) -> impl Iterator<Item = Option<&'a Layer>> {
        let none = self.layers.is_empty().then_some(None);
        self.layers.iter().map(|layer| Some(*layer)).chain(none)
    }
}

/// Why a file was not handed out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum ExportError {
    /// A span ends past the end of its text, so that it marks nothing that could be checked.
    #[error("the span «{span}» of «{article}» ends past the end of the text")]
    OutsideText {
        /// Of which article.
        article: ArticleId,
        /// Which span.
        span: SpanId,
    },
    /// The file gives another text for a span than the person marked.
    #[error("the span «{span}» of «{article}» marks «{expected}», in the file «{}»", found.as_deref().unwrap_or_default())]
    Mismatch {
        /// Of which article.
        article: ArticleId,
        /// Which span.
        span: SpanId,
        /// What is marked.
        expected: String,
        /// What the file's own text has at the file's own offsets; `None` past its end.
        found: Option<String>,
    },
    /// Something of an article is not in the file as it was.
    #[error("«{article}» is not in the file as it was")]
    Changed {
        /// Which article.
        article: ArticleId,
    },
    /// The file is no project file.
    #[error(transparent)]
    Project(Box<ProjectError>),
    /// A line of the project file would not be taken in.
    #[error(transparent)]
    Rejected(Box<Rejected>),
    /// A line of the file is not the JSON that was meant.
    #[error("line {line}: {error}")]
    Json {
        /// Line in the file, from 1.
        line: usize,
        /// What is wrong.
        error: JsonError,
    },
}

/// What the person marked.
pub(super) fn marked(
    article: &Article,
    text: &Text,
    span: &SpanId,
    fragments: &Fragments,
) -> Result<String, ExportError> {
    let quote = quote(text, fragments).ok_or_else(|| ExportError::OutsideText {
        article: article.id.clone(),
        span: span.clone(),
    })?;
    Ok(quote.into_owned())
}
