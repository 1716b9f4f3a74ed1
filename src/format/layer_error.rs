//! Why a text is not read as a layer. What reads it is in `layer`, `spans` and `sync`.

use serde::{Deserialize, Serialize};
use std::fmt;

use super::migrate::SchemaError;
use super::wire::JsonError;
use crate::format::carry::Name;
use crate::model::offset::CodePoint;
use crate::model::span::Extent;

/// What an error is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Item {
    /// The layer as a whole.
    Layer,
    /// The member `article`.
    Article,
    /// The span of this id.
    Span(String),
    /// A span without an id: how many stand before it.
    SpanNumber(usize),
    /// The link of this id.
    Link(String),
    /// A link without an id: how many stand before it.
    LinkNumber(usize),
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Layer => f.write_str("the layer"),
            Self::Article => f.write_str("the article"),
            Self::Span(id) => write!(f, "the span «{id}»"),
            Self::SpanNumber(number) => write!(f, "spans[{number}]"),
            Self::Link(id) => write!(f, "the link «{id}»"),
            Self::LinkNumber(number) => write!(f, "links[{number}]"),
        }
    }
}

/// Why a text is not read as a layer. Nothing of it is taken in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum LayerError {
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
    #[error("«{found}» is not the schema of a layer")]
    UnknownSchema {
        /// The schema it names.
        found: String,
    },
    /// A member that must be there is not.
    #[error("{item} has no `{member}`")]
    Missing {
        /// Where.
        item: Item,
        /// Its name.
        #[serde(deserialize_with = "crate::format::carry::name")]
        member: Name,
    },
    /// The offsets count something else than code points.
    #[error("the offsets count «{found}», not code points")]
    OffsetUnit {
        /// What they count.
        found: String,
    },
    /// A member holds none of the values it may.
    #[error("{item}: `{member}` may not be «{found}»")]
    Value {
        /// Where.
        item: Item,
        /// Its name.
        #[serde(deserialize_with = "crate::format::carry::name")]
        member: Name,
        /// Its value.
        found: String,
    },
    /// An offset is not a whole number of code points from 0 to
    /// [`MAX_CODE_POINTS`](crate::model::text::MAX_CODE_POINTS).
    #[error("the span «{span}»: `{member}` is {found}, no offset")]
    Offset {
        /// The id of the span.
        span: String,
        /// Such as `fragments[0][1]`.
        member: String,
        /// The value, as JSON.
        found: String,
    },
    /// A fragment is empty or ends before it starts, or is not just two offsets.
    #[error("the span «{span}»: `{member}` from {start} to {end} (and {more} more) is no fragment")]
    Fragment {
        /// The id of the span.
        span: String,
        /// Such as `fragments[0]`.
        member: String,
        /// Where it starts.
        start: CodePoint,
        /// Where it ends.
        end: CodePoint,
        /// How many values stand after the two.
        more: usize,
    },
    /// A span has no fragment.
    #[error("the span «{span}»: `fragments` is empty")]
    NoFragments {
        /// The id of the span.
        span: String,
    },
    /// Two fragments of a span share code points.
    #[error("the span «{span}»: `fragments` overlap at {} and {}", first.start(), second.start())]
    Overlap {
        /// The id of the span.
        span: String,
        /// The earlier one.
        first: Extent,
        /// The later one.
        second: Extent,
    },
    /// Two spans or two links share an id.
    #[error("the id «{id}» stands twice")]
    DuplicateId {
        /// The id.
        id: String,
    },
    /// Merge data that is no stamp like `12@k3`.
    #[error("{item}: {found} is no stamp")]
    Stamp {
        /// What was stamped.
        item: Item,
        /// The value, as JSON.
        found: String,
    },
}

impl From<SchemaError> for LayerError {
    fn from(error: SchemaError) -> Self {
        match error {
            SchemaError::Json(error) => Self::Json(error),
            SchemaError::Missing => Self::Missing {
                item: Item::Layer,
                member: "schema",
            },
            SchemaError::Newer { found } => Self::NewerSchema { found },
            SchemaError::Unknown { found } => Self::UnknownSchema { found },
        }
    }
}
