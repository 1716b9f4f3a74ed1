//! JSON of the records of an article (`isnad/article/1`) and of a project (`isnad/project/1`), as IndexedDB
//! and the project file hold them. Texts are stored apart; only the project file puts one beside its article.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::migrate::{self, Kind, SchemaError};
use super::scheme::{SchemeIn, SchemeOut, scheme, scheme_out};
use super::wire::{Carried, JsonError, Str, Unknown, members, parse, to_json};
use crate::model::annotation::Extra;
use crate::model::article::{Article, Project, Sha256};
use crate::model::ids::{ArticleId, ProjectId};
use crate::model::offset::CodePoint;

/// What an error is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordItem {
    /// The record as a whole.
    Record,
    /// The label of this id.
    Label(String),
    /// A label without an id: how many stand before it.
    LabelNumber(usize),
    /// The link type of this id.
    LinkType(String),
    /// A link type without an id: how many stand before it.
    LinkTypeNumber(usize),
    /// The attribute of this id.
    Attribute(String),
    /// An attribute without an id: how many stand before it.
    AttributeNumber(usize),
    /// A value of an attribute.
    Choice {
        /// The id of the attribute.
        attribute: String,
        /// The id of the value.
        choice: String,
    },
}

impl fmt::Display for RecordItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record => f.write_str("the record"),
            Self::Label(id) => write!(f, "the label «{id}»"),
            Self::LabelNumber(number) => write!(f, "scheme.labels[{number}]"),
            Self::LinkType(id) => write!(f, "the link type «{id}»"),
            Self::LinkTypeNumber(number) => write!(f, "scheme.links[{number}]"),
            Self::Attribute(id) => write!(f, "the attribute «{id}»"),
            Self::AttributeNumber(number) => write!(f, "scheme.attributes[{number}]"),
            Self::Choice { attribute, choice } => {
                write!(f, "the value «{choice}» of the attribute «{attribute}»")
            }
        }
    }
}

/// Why a text is not read as a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// It is no JSON, or a member has another type.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// A newer page wrote it: it must not be overwritten.
    #[error("the schema «{found}» is newer than this page")]
    NewerSchema {
        /// The schema it names.
        found: String,
    },
    /// It is something else.
    #[error("«{found}» is not the schema that was expected")]
    UnknownSchema {
        /// The schema it names.
        found: String,
    },
    /// A member that must be there is not.
    #[error("{item} has no `{member}`")]
    Missing {
        /// Where.
        item: RecordItem,
        /// Its name.
        member: &'static str,
    },
    /// A member holds none of the values it may: a colour that is not `#rrggbb`, a line that is not one of
    /// `solid`, `wavy`, `dotted`, `dashed`, `double`, a key that is not one digit, no sha256.
    #[error("{item}: `{member}` may not be «{found}»")]
    Value {
        /// Where.
        item: RecordItem,
        /// Its name.
        member: &'static str,
        /// Its value.
        found: String,
    },
    /// Two items of a scheme share an id.
    #[error("{item} stands twice")]
    DuplicateId {
        /// Which.
        item: RecordItem,
    },
}

impl From<SchemaError> for RecordError {
    fn from(error: SchemaError) -> Self {
        match error {
            SchemaError::Json(error) => Self::Json(error),
            SchemaError::Missing => Self::Missing {
                item: RecordItem::Record,
                member: "schema",
            },
            SchemaError::Newer { found } => Self::NewerSchema { found },
            SchemaError::Unknown { found } => Self::UnknownSchema { found },
        }
    }
}

/// What is missing where.
pub(super) fn need<T>(
    found: Option<T>,
    member: &'static str,
    item: impl FnOnce() -> RecordItem,
) -> Result<T, RecordError> {
    found.ok_or_else(|| RecordError::Missing {
        item: item(),
        member,
    })
}

members! {
    /// An article as a file has it.
    ArticleIn {
        schema: Str<'de> = "schema",
        id: Str<'de> = "id",
        title: Str<'de> = "title",
        sha256: Str<'de> = "sha256",
        length: u32 = "length",
        metadata: BTreeMap<String, String> = "metadata",
        position: u64 = "position",
        deleted: bool = "deleted",
        text: Str<'de> = "text",
    }
}

members! {
    /// A project as a file has it.
    ProjectIn {
        schema: Str<'de> = "schema",
        id: Str<'de> = "id",
        name: Str<'de> = "name",
        scheme: SchemeIn<'de> = "scheme",
        guidelines: Str<'de> = "guidelines",
    }
}

#[derive(Serialize)]
struct ArticleOut<'a> {
    schema: &'static str,
    id: &'a str,
    title: &'a str,
    sha256: &'a str,
    length: u32,
    metadata: &'a BTreeMap<String, String>,
    position: u64,
    deleted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(flatten)]
    unknown: Unknown<'a>,
}

#[derive(Serialize)]
struct ProjectOut<'a> {
    schema: &'static str,
    id: &'a str,
    name: &'a str,
    scheme: SchemeOut<'a>,
    guidelines: &'a str,
    #[serde(flatten)]
    unknown: Unknown<'a>,
}

/// An article without its text, as compact JSON on one line.
pub fn write_article(article: &Article) -> String {
    article_line(article, None)
}

/// An article, with its text if given.
pub(super) fn article_line(article: &Article, text: Option<&str>) -> String {
    to_json(&ArticleOut {
        schema: Kind::Article.schema(),
        id: article.id.as_str(),
        title: &article.title,
        sha256: article.sha256.as_hex(),
        length: article.length.get(),
        metadata: &article.metadata,
        position: article.position,
        deleted: article.deleted,
        text,
        unknown: Carried::of(&article.extra, ArticleIn::NAMES).rest(),
    })
}

/// Reads an article; a member `text` is passed over.
///
/// # Errors
/// [`RecordError`].
pub fn read_article(json: &str) -> Result<Article, RecordError> {
    read_article_line(json).map(|(article, _)| article)
}

/// Reads an article and its text, if there is one.
pub(super) fn read_article_line(json: &str) -> Result<(Article, Option<String>), RecordError> {
    let explain = |error| migrate::explain(json, Kind::Article, error);
    let wire: ArticleIn<'_> = parse(json).map_err(explain)?;
    let item = || RecordItem::Record;
    migrate::check(&need(wire.schema, "schema", item)?, Kind::Article)?;
    let sha256 = need(wire.sha256, "sha256", item)?;
    let mut extra = Extra::new();
    wire.unknown.keep("", &mut extra);
    let article = Article {
        id: ArticleId::from(&*need(wire.id, "id", item)?),
        title: wire.title.map(Str::into_owned).unwrap_or_default(),
        sha256: Sha256::from_hex(&sha256).ok_or_else(|| RecordError::Value {
            item: item(),
            member: "sha256",
            found: sha256.to_string(),
        })?,
        length: CodePoint::new(need(wire.length, "length", item)?),
        metadata: wire.metadata.unwrap_or_default(),
        position: wire.position.unwrap_or_default(),
        deleted: wire.deleted.unwrap_or_default(),
        extra,
    };
    Ok((article, wire.text.map(Str::into_owned)))
}

/// A project as compact JSON on one line; also the head of the project file.
pub fn write_project_record(project: &Project) -> String {
    to_json(&ProjectOut {
        schema: Kind::Project.schema(),
        id: project.id.as_str(),
        name: &project.name,
        scheme: scheme_out(&project.scheme),
        guidelines: &project.guidelines,
        unknown: Carried::of(&project.extra, ProjectIn::NAMES).rest(),
    })
}

/// Reads a project.
///
/// # Errors
/// [`RecordError`], also where the scheme is not valid.
pub fn read_project_record(json: &str) -> Result<Project, RecordError> {
    let explain = |error| migrate::explain(json, Kind::Project, error);
    let wire: ProjectIn<'_> = parse(json).map_err(explain)?;
    let item = || RecordItem::Record;
    migrate::check(&need(wire.schema, "schema", item)?, Kind::Project)?;
    let mut extra = Extra::new();
    wire.unknown.keep("", &mut extra);
    Ok(Project {
        id: ProjectId::from(&*need(wire.id, "id", item)?),
        name: wire.name.map(Str::into_owned).unwrap_or_default(),
        scheme: scheme(need(wire.scheme, "scheme", item)?)?,
        guidelines: wire.guidelines.map(Str::into_owned).unwrap_or_default(),
        extra,
    })
}
