//! Which version of which schema a text is in. There is only version 1 of each, so there is nothing to
//! migrate yet; a later version adds one function per step here, with a golden file of the old version.

use super::json_in::{Members, Node};
use super::wire::JsonError;

/// What a JSON value of ours holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A layer: `isnad/annotations/1`.
    Annotations,
    /// An article: `isnad/article/1`.
    Article,
    /// A project, and the head of its file: `isnad/project/1`.
    Project,
    /// All of storage as it is: `isnad/raw/1`.
    Raw,
}

impl Kind {
    /// The schema that this version of the page writes.
    pub const fn schema(self) -> &'static str {
        match self {
            Self::Annotations => "isnad/annotations/1",
            Self::Article => "isnad/article/1",
            Self::Project => "isnad/project/1",
            Self::Raw => "isnad/raw/1",
        }
    }

    /// The kind that a schema of any version names.
    pub fn of(schema: &str) -> Option<Self> {
        let all = [Self::Annotations, Self::Article, Self::Project, Self::Raw];
        all.into_iter().find(|kind| kind.version(schema).is_some())
    }

    /// The version in a schema of this kind.
    fn version(self, schema: &str) -> Option<u32> {
        let prefix = self.schema().strip_suffix('1')?;
        let digits = schema.strip_prefix(prefix)?;
        // A number too large to count is newer still.
        let plain = !digits.is_empty()
            && !digits.starts_with('0')
            && digits.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| digits.parse().unwrap_or(u32::MAX))
    }
}

/// Why a value is not read by its schema.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// It is no JSON object, or its schema is no string.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// It names none.
    #[error("the member `schema` is missing")]
    Missing,
    /// A newer page wrote it: what it holds must not be overwritten.
    #[error("the schema «{found}» is newer than this page")]
    Newer {
        /// The schema it names.
        found: String,
    },
    /// It is something else.
    #[error("«{found}» is not the schema that was expected")]
    Unknown {
        /// The schema it names.
        found: String,
    },
}

/// The schema that a JSON object names.
///
/// # Errors
/// [`SchemaError::Json`] or [`SchemaError::Missing`].
pub fn schema_of(json: &str) -> Result<String, SchemaError> {
    let mut head = Node::parse(json)?.members()?;
    let schema = head.string("schema")?.ok_or(SchemaError::Missing)?;
    Ok(schema.into_owned())
}

/// The members of a JSON object of a kind but its schema, which is looked at first: a newer one explains what
/// is wrong better than the member that would trip the reader.
pub(super) fn members<'a>(json: &'a str, kind: Kind) -> Result<Members<'a>, SchemaError> {
    let mut members = Node::parse(json)?.members()?;
    check(
        &members.string("schema")?.ok_or(SchemaError::Missing)?,
        kind,
    )?;
    Ok(members)
}

/// Whether a schema is one that this version reads as `kind`.
///
/// # Errors
/// [`SchemaError::Newer`] or [`SchemaError::Unknown`].
pub fn check(schema: &str, kind: Kind) -> Result<(), SchemaError> {
    match kind.version(schema) {
        Some(1) => Ok(()),
        Some(_) => Err(SchemaError::Newer {
            found: schema.to_owned(),
        }),
        None => Err(SchemaError::Unknown {
            found: schema.to_owned(),
        }),
    }
}
