//! JSON of the records of an article (`isnad/article/1`) and of a project (`isnad/project/1`), as IndexedDB
//! and the project file hold them. Texts are stored apart; only the project file puts one beside its article.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

use super::json_in::Node;
use super::json_out::Out;
use super::migrate::{self, Kind, SchemaError};
use super::scheme::{scheme, scheme_out};
use super::wire::{JsonError, plain};
use crate::format::carry::Name;
use crate::model::annotation::Extra;
use crate::model::article::{Article, Project, Sha256};
use crate::model::ids::{ArticleId, ProjectId};
use crate::model::offset::CodePoint;

/// What an error is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
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
        #[serde(deserialize_with = "crate::format::carry::name")]
        member: Name,
    },
    /// A member holds none of the values it may: a colour that is not `#rrggbb`, a line that is not one of
    /// `solid`, `wavy`, `dotted`, `dashed`, `double`, a key that is not one digit, no sha256.
    #[error("{item}: `{member}` may not be «{found}»")]
    Value {
        /// Where.
        item: RecordItem,
        /// Its name.
        #[serde(deserialize_with = "crate::format::carry::name")]
        member: Name,
        /// Its value.
        found: String,
    },
    /// A list of a scheme that no person could choose from, and no page could show.
    #[error("`{member}` has {found} items, the limit is {most}")]
    TooMany {
        /// Its name.
        #[serde(deserialize_with = "crate::format::carry::name")]
        member: Name,
        /// How many there are.
        found: usize,
        /// How many there may be.
        most: usize,
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

/// The members of an article.
const ARTICLE: &[&str] = &[
    "schema", "id", "title", "sha256", "length", "metadata", "position", "deleted", "assigned",
    "changed", "text",
];

/// The members of a project.
const PROJECT: &[&str] = &["schema", "id", "name", "scheme", "guidelines", "changed"];

/// An article without its text, as compact JSON on one line.
pub fn write_article(article: &Article) -> String {
    article_line(article, None)
}

/// An article, with its text if given.
pub(super) fn article_line(article: &Article, text: Option<&str>) -> String {
    let mut out = Out::default();
    out.open('{');
    out.text("schema", Kind::Article.schema());
    out.text("id", article.id.as_str());
    out.text("title", &article.title);
    out.text("sha256", article.sha256.as_hex());
    out.count("length", article.length.get().into());
    out.name("metadata");
    out.open('{');
    for (name, value) in &article.metadata {
        out.text(name, value);
    }
    out.close('}');
    out.count("position", article.position);
    out.flag("deleted", article.deleted);
    if !article.assigned.is_empty() {
        out.texts("assigned", &mut article.assigned.iter().map(String::as_str));
    }
    if !article.changed.is_empty() {
        out.text("changed", &article.changed);
    }
    if let Some(text) = text {
        out.text("text", text);
    }
    out.unknown(&plain(&article.extra, ARTICLE));
    out.close('}');
    out.into_string()
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
    let mut wire = migrate::members(json, Kind::Article)?;
    let item = || RecordItem::Record;
    let sha256 = need(wire.string("sha256")?, "sha256", item)?;
    let metadata = wire.take("metadata").map(Node::strings).transpose()?;
    let text = wire.string("text")?;
    let mut article = Article {
        id: ArticleId::from(&*need(wire.string("id")?, "id", item)?),
        title: wire.text("title")?,
        sha256: Sha256::from_hex(&sha256).ok_or_else(|| RecordError::Value {
            item: item(),
            member: "sha256",
            found: sha256.to_string(),
        })?,
        length: CodePoint::new(need(wire.small("length")?, "length", item)?),
        metadata: metadata.unwrap_or_default().into_iter().collect(),
        position: wire.number("position")?.unwrap_or_default(),
        deleted: wire.flag("deleted")?.unwrap_or_default(),
        assigned: wire
            .list("assigned")?
            .into_iter()
            .map(Cow::into_owned)
            .collect(),
        changed: wire.text("changed")?,
        extra: Extra::new(),
    };
    article.extra = wire.kept("");
    Ok((article, text.map(Cow::into_owned)))
}

/// A project as compact JSON on one line; also the head of the project file.
pub fn write_project_record(project: &Project) -> String {
    let mut out = Out::default();
    out.open('{');
    out.text("schema", Kind::Project.schema());
    out.text("id", project.id.as_str());
    out.text("name", &project.name);
    scheme_out(&mut out, &project.scheme);
    out.text("guidelines", &project.guidelines);
    if !project.changed.is_empty() {
        out.text("changed", &project.changed);
    }
    out.unknown(&plain(&project.extra, PROJECT));
    out.close('}');
    out.into_string()
}

/// Reads a project.
///
/// # Errors
/// [`RecordError`], also where the scheme is not valid.
pub fn read_project_record(json: &str) -> Result<Project, RecordError> {
    let mut wire = migrate::members(json, Kind::Project)?;
    let item = || RecordItem::Record;
    let mut project = Project {
        id: ProjectId::from(&*need(wire.string("id")?, "id", item)?),
        name: wire.text("name")?,
        scheme: scheme(need(wire.take("scheme"), "scheme", item)?)?,
        guidelines: wire.text("guidelines")?,
        changed: wire.text("changed")?,
        extra: Extra::new(),
    };
    project.extra = wire.kept("");
    Ok(project)
}
