//! What could not be taken in: where it stands, and why.

use serde::{Deserialize, Serialize};
use std::fmt;

use super::fault::{LineFault, XmlFault, ZipFault};
use super::kind::Kind;
use super::units::OffsetUnit;
use crate::format::carry::Name;
use crate::format::layer::LayerError;
use crate::format::project::{ProjectError, RejectReason};
use crate::format::wire::JsonError;
use crate::model::text::TooLong;

/// A place in the input.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The name of the file in the input; empty where there is only one, without a name.
    pub file: String,
    /// Line in the file, from 1; `None` for the file as a whole.
    pub line: Option<u64>,
}

impl Place {
    /// A line of a file.
    pub fn line(file: &str, line: u64) -> Self {
        Self {
            file: file.to_owned(),
            line: Some(line),
        }
    }

    /// A file as a whole.
    pub fn file(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            line: None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.file.is_empty(), self.line) {
            (true, None) => f.write_str("the input"),
            (true, Some(line)) => write!(f, "line {line}"),
            (false, None) => f.write_str(&self.file),
            (false, Some(line)) => write!(f, "{}:{line}", self.file),
        }
    }
}

/// An article, or what should be one, that was not taken in; the others were.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{place}: {reason}")]
pub struct Rejected {
    /// Where.
    pub place: Place,
    /// Why.
    pub reason: Box<Reason>,
}

impl Rejected {
    /// Both.
    pub fn new(place: Place, reason: impl Into<Reason>) -> Self {
        Self {
            place,
            reason: Box::new(reason.into()),
        }
    }
}

/// Why something was not taken in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Reason {
    /// The input could not be read on.
    #[error("{0}")]
    Io(String),
    /// Bytes that are no text in the encoding that the file has, or is said to have.
    #[error("byte {offset} is no {encoding}")]
    Encoding {
        /// Byte in the file, from 0.
        offset: u64,
        /// The name of the encoding.
        #[serde(deserialize_with = "crate::format::carry::name")]
        encoding: Name,
    },
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is of no kind that is known.
    #[error("what kind of file this is cannot be seen: name the kind")]
    UnknownKind,
    /// Nothing reads this kind.
    #[error("files of the kind {} cannot be read", .0.name())]
    NotRead(Kind),
    /// It is no JSON, or a member has another type.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// It is no XML.
    #[error("no XML: {0}")]
    Xml(XmlFault),
    /// A cell of a table, counted from 1, that is no text in UTF-8.
    #[error("no table: cell {0} of the row is no UTF-8")]
    Cell(usize),
    /// A member or column that must be there is not.
    #[error("there is no `{0}`")]
    Missing(String),
    /// A member, column or line holds something that it may not.
    #[error("`{name}` may not be «{found}»")]
    Value {
        /// The name of the member or column.
        name: String,
        /// What it holds, or its beginning.
        found: String,
    },
    /// A line that is none of the format.
    #[error(transparent)]
    Line(#[from] LineFault),
    /// One item is larger than any article may be.
    #[error("one item has more than {most} bytes")]
    TooLarge {
        /// How many it may have.
        most: usize,
    },
    /// An article without a character, or with nothing but white space.
    #[error("the article has no text")]
    NoText,
    /// Its text is too long.
    #[error(transparent)]
    TooLong(#[from] TooLong),
    /// A span lies outside the text, or cuts a character.
    #[error("the span «{span}»: there is no {} {found} in the text{}", unit.name(), would(others))]
    Offset {
        /// Which span.
        span: String,
        /// The offset.
        found: u64,
        /// The unit in which it was counted.
        unit: OffsetUnit,
        /// The units in which all spans of the article would lie in the text.
        others: Vec<OffsetUnit>,
    },
    /// A span ends before it begins.
    #[error("the span «{span}» begins at {start} and ends at {end}")]
    Backwards {
        /// Which span.
        span: String,
        /// Where it begins.
        start: u64,
        /// Where it ends.
        end: u64,
    },
    /// A span does not mark what the file quotes for it, in no unit.
    #[error("the span «{span}» quotes «{quoted}», the text has «{found}»")]
    Quote {
        /// Which span.
        span: String,
        /// What the file says it marks, or its beginning.
        quoted: String,
        /// What the text has there in the usual unit, or its beginning.
        found: String,
    },
    /// Two pieces of a span share characters.
    #[error("the span «{span}»: two of its pieces overlap")]
    Overlap {
        /// Which span.
        span: String,
    },
    /// Two spans, or two links, share an id.
    #[error("the id «{0}» stands twice")]
    DuplicateId(String),
    /// The input has an article of this id already.
    #[error("the article «{0}» stands twice")]
    DuplicateArticle(String),
    /// A file that belongs to another is not there.
    #[error("«{0}» is missing beside it")]
    NoPartner(String),
    /// The spans are on another text.
    #[error("the text has another sha256 than the file says")]
    OtherText,
    /// It is no layer that can be read.
    #[error(transparent)]
    Layer(#[from] LayerError),
    /// It is no project file.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// A line of a project file.
    #[error(transparent)]
    Record(#[from] RejectReason),
    /// A zip that cannot be read.
    #[error("no zip that can be read: {0}")]
    Zip(ZipFault),
}

/// The units in which the spans would fit.
fn would(others: &[OffsetUnit]) -> String {
    if others.is_empty() {
        return String::new();
    }
    let names: Vec<_> = others.iter().map(|unit| unit.name()).collect();
    format!("; all would fit, counted in {}", names.join(" or "))
}
