//! Articles and the project that holds them.

use super::annotation::Extra;
use super::ids::{ArticleId, ProjectId};
use super::offset::CodePoint;
use super::scheme::Scheme;
use super::text::Text;
use crate::model::sorted::Map;

/// The sha256 of a text's UTF-8 bytes, in hex.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256(String);

/// How many hex digits of the hash name an article that brings no id of its own.
const ID_DIGITS: usize = 16;

impl Sha256 {
    /// Of a text.
    pub fn of(text: &str) -> Self {
        Self::of_bytes(text.as_bytes())
    }

    /// Of the bytes of a file.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        use sha2::Digest;
        Self::from_sum(&sha2::Sha256::digest(bytes))
    }

    /// From its 32 bytes.
    pub fn from_sum(sum: &[u8]) -> Self {
        use std::fmt::Write;
        let mut hex = String::with_capacity(64);
        for byte in sum {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
        }
        Self(hex)
    }

    /// From 64 hex digits, in small letters whatever they were.
    pub fn from_hex(hex: &str) -> Option<Self> {
        let fits = hex.len() == 64 && hex.bytes().all(|b| b.is_ascii_hexdigit());
        fits.then(|| Self(hex.to_ascii_lowercase()))
    }

    /// The 64 hex digits.
    pub fn as_hex(&self) -> &str {
        &self.0
    }

    /// The id of an article whose file names none.
    pub fn article_id(&self) -> ArticleId {
        ArticleId::new(self.0.get(..ID_DIGITS).unwrap_or(&self.0))
    }
}

/// What is known of an article besides its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Unique in the project.
    pub id: ArticleId,
    /// The first words, for lists.
    pub title: String,
    /// Of the text.
    pub sha256: Sha256,
    /// Of the text, in code points.
    pub length: CodePoint,
    /// Where it came from and the like, by name; the name of its file is `file`.
    pub metadata: Map<String, String>,
    /// Where it stands in the project's list: smaller first.
    pub position: u64,
    /// Taken out of the project, but kept, so that it can be brought back.
    pub deleted: bool,
    /// To whom it is given; empty for everybody.
    pub assigned: Vec<String>,
    /// When what is known of it was last changed by a person, RFC 3339 UTC; empty for never. Of two copies the later
    /// one counts.
    pub changed: String,
    /// Unknown members, kept.
    pub extra: Extra,
}

impl Article {
    /// The same article with the length that its text has, by which alone a wrong record would keep a whole project
    /// from being exported.
    #[must_use]
    pub fn measured(self, text: &Text) -> Self {
        let length = text.end();
        Self { length, ..self }
    }
}

/// A set of articles labelled by one scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// Made once.
    pub id: ProjectId,
    /// What people read; empty for none.
    pub name: String,
    /// What can be marked.
    pub scheme: Scheme,
    /// What annotators are told, as Markdown; empty for the ones shipped with the page.
    pub guidelines: String,
    /// When name, scheme or guidelines were last changed, RFC 3339 UTC; empty for never. Of two copies the later one
    /// counts.
    pub changed: String,
    /// Unknown members, kept.
    pub extra: Extra,
}

impl Project {
    /// An unnamed project with the scheme of the guidelines.
    pub fn new(id: ProjectId) -> Self {
        Self {
            id,
            name: String::new(),
            scheme: Scheme::attribution(),
            guidelines: String::new(),
            changed: String::new(),
            extra: Extra::new(),
        }
    }
}
