//! What is wrong with XML, with a zip, a table or a line, as values: the page says it in the language of the person, the
//! command line in English. Of JSON that is [`JsonFault`](crate::format::wire::JsonFault).

use crate::format::carry::Name;
use ::zip::result::ZipError;
use serde::{Deserialize, Serialize};

/// What is wrong with XML.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum XmlFault {
    /// It ends in the middle.
    #[error("the file is cut off")]
    CutOff,
    /// An element ends in another one.
    #[error("</{expected}> should stand where </{found}> is")]
    Crossed {
        /// The element that is open.
        expected: String,
        /// The one that ends.
        found: String,
    },
    /// An element ends that did not begin.
    #[error("</{0}> ends what did not begin")]
    NotBegun(String),
    /// An entity that nothing defines.
    #[error("what &{0}; is is not said")]
    Entity(String),
    /// The number of no character.
    #[error("a character is written by a number that none has")]
    Character,
    /// Attributes that are none, or one that stands twice.
    #[error("the attributes of <{0}> cannot be read")]
    Attributes(String),
    /// Markup that is none.
    #[error("there is markup that XML does not have")]
    Markup,
    /// An element that must be there is not.
    #[error("there is no element {0}")]
    NoElement(#[serde(deserialize_with = "crate::format::carry::name")] Name),
}

impl From<quick_xml::Error> for XmlFault {
    fn from(error: quick_xml::Error) -> Self {
        use quick_xml::Error;
        use quick_xml::errors::{IllFormedError, SyntaxError};
        match error {
            Error::Syntax(SyntaxError::InvalidBangMarkup) => Self::Markup,
            // All others are of what was not closed before the end.
            Error::Syntax(_) => Self::CutOff,
            Error::IllFormed(IllFormedError::MissingEndTag(_)) => Self::CutOff,
            Error::IllFormed(IllFormedError::UnmatchedEndTag(name)) => Self::NotBegun(name),
            Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
                Self::Crossed { expected, found }
            }
            Error::Escape(_) => Self::Character,
            _ => Self::Markup,
        }
    }
}

/// What is wrong with a zip.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum ZipFault {
    /// Its directory is not where it must be: it is none, or its end is missing.
    #[error("it has no directory, or is cut off")]
    NoDirectory,
    /// It is of a kind that is not read.
    #[error("it is made in a way that is not read")]
    Unsupported,
    /// More files than may be.
    #[error("{0} files")]
    TooMany(usize),
    /// A file in it asks for a password.
    #[error("«{0}» is encrypted")]
    Encrypted(String),
    /// A file in it is packed in a rare way.
    #[error("«{name}» is packed by {method}")]
    Packed {
        /// Which.
        name: String,
        /// How.
        method: String,
    },
    /// A file is in the directory only.
    #[error("«{0}» is not there")]
    NotThere(String),
    /// What is unpacked is not what was packed.
    #[error("the file in the zip is damaged")]
    Damaged,
}

impl From<ZipError> for ZipFault {
    fn from(error: ZipError) -> Self {
        match error {
            ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
                Self::Unsupported
            }
            _ => Self::NoDirectory,
        }
    }
}

/// What is wrong with a line, or with what stands at one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum LineFault {
    /// It is none of the format.
    #[error("no line of {format}: «{line}»")]
    Other {
        /// What the format is called.
        #[serde(deserialize_with = "crate::format::carry::name")]
        format: Name,
        /// The line, or its beginning.
        line: String,
    },
    /// Sentences whose places cannot be.
    #[error("two sentences lie over each other, or too far apart")]
    Sentences,
    /// A list ends in the middle.
    #[error("the list is cut off")]
    ListCutOff,
    /// There is something behind the list.
    #[error("something stands behind the end of the list")]
    BehindList,
    /// There is something between documents.
    #[error("something stands outside of a document")]
    OutsideDocument,
    /// A document ends in the middle.
    #[error("the document is cut off")]
    DocumentCutOff,
    /// A row is about an article that is not there.
    #[error("the article «{0}» has no row of its own")]
    NoArticle(String),
    /// Elements of a page lie too deep in each other.
    #[error("its elements stand more than {0} deep in each other")]
    TooDeep(usize),
    /// A page has too many elements.
    #[error("it has more than {0} elements")]
    TooManyElements(usize),
    /// A page cannot be read.
    #[error("no page that can be read")]
    NoPage,
}
