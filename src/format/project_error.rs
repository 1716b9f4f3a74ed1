//! What is wrong with a project file as a whole, and with a line of it. What reads it is in `project`.

use super::layer::{LayerError, Misfit};
use super::records::RecordError;
use super::wire::JsonError;
use crate::model::article::Sha256;
use crate::model::ids::{ArticleId, ProjectId};
use crate::model::text::TooLong;
use serde::{Deserialize, Serialize};

/// A line that was not taken in; the others were.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("line {line}: {reason}")]
pub struct Rejected {
    /// Line in the file, from 1.
    pub line: usize,
    /// Why.
    pub reason: RejectReason,
}

/// Why a line was not taken in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum RejectReason {
    /// It is no JSON object with a schema.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// It names no schema.
    #[error("the member `schema` is missing")]
    NoSchema,
    /// Its schema is none that a project file has.
    #[error("«{found}» is not the schema of an article or a layer")]
    UnknownSchema {
        /// The schema it names.
        found: String,
    },
    /// A second project in one file, such as two files in a row.
    #[error("a second project begins here")]
    SecondProject,
    /// It is no article that can be read.
    #[error(transparent)]
    Article(RecordError),
    /// An article without its text.
    #[error("the article «{article}» has no text")]
    NoText {
        /// Which.
        article: ArticleId,
    },
    /// The file has an article of this id already.
    #[error("the article «{article}» stands twice")]
    DuplicateArticle {
        /// Which.
        article: ArticleId,
    },
    /// Its text is too long.
    #[error("the article «{article}»: {error}")]
    TooLong {
        /// Which.
        article: ArticleId,
        /// How long.
        error: TooLong,
    },
    /// It is no layer that can be read.
    #[error(transparent)]
    Layer(LayerError),
    /// A layer of another project.
    #[error("the layer belongs to the project «{found}»")]
    OtherProject {
        /// The one it names.
        found: ProjectId,
    },
    /// A layer on an article that does not stand before it.
    #[error("the layer is on the article «{article}», which does not stand before it")]
    UnknownArticle {
        /// The one it names.
        article: ArticleId,
    },
    /// A layer on another text of this article.
    #[error("the layer is on another text of the article «{article}»")]
    OtherText {
        /// Of which article.
        article: ArticleId,
    },
    /// A record that lies in storage under the key of another.
    #[error("the record there is that of «{id}»")]
    OtherKey {
        /// Whose it is.
        id: String,
    },
    /// A text or a layer in storage whose article is not there.
    #[error("there is no record of its article")]
    NoArticle,
    /// Something that lies in storage under this key.
    #[error("«{key}»: {reason}")]
    Stored {
        /// The key.
        key: String,
        /// Why.
        reason: Box<Self>,
    },
    /// Spans of a layer do not fit the text.
    #[error(transparent)]
    Misfit(#[from] Misfit),
}

/// Why a file is not read as a project file. Nothing of it is taken in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum ProjectError {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is one JSON value over several lines, not one value a line.
    #[error("the file is JSON over several lines, not one value a line")]
    PrettyPrinted,
    /// It does not begin with a project.
    #[error("line {line}: the file does not begin with a project")]
    NoHeader {
        /// Line in the file, from 1.
        line: usize,
    },
    /// A newer page wrote it.
    #[error("line {line}: the schema «{found}» is newer than this page")]
    NewerSchema {
        /// Line in the file, from 1.
        line: usize,
        /// The schema it names.
        found: String,
    },
    /// Its first line is a project that cannot be read.
    #[error("line {line}: {error}")]
    Header {
        /// Line in the file, from 1.
        line: usize,
        /// What is wrong.
        error: RecordError,
    },
    /// It ends in the middle of its last line.
    #[error("the file is cut off in line {line}")]
    CutOff {
        /// Line in the file, from 1.
        line: usize,
    },
    /// The text of an article is not the one it was.
    #[error("line {line}: the text of «{article}» was changed")]
    TextChanged {
        /// Line in the file, from 1.
        line: usize,
        /// Which article.
        article: ArticleId,
        /// What the file says of its text.
        expected: Sha256,
        /// What the text has.
        found: Sha256,
    },
    /// The text of an article is not as long as the article says.
    #[error("line {line}: the text of «{article}» has {found} code points, not {expected}")]
    Length {
        /// Line in the file, from 1.
        line: usize,
        /// Which article.
        article: ArticleId,
        /// In code points, what the file says.
        expected: u32,
        /// In code points, what the text has.
        found: u32,
    },
}
