//! What is said of a stretch of text: a labelled span with its attributes and note, and links between spans.

use super::ids::{AttributeId, LabelId, LinkId, LinkTypeId, SpanId};
use super::span::Fragments;
use crate::model::sorted::Map;

/// Members of a file or of storage that this version does not know, as JSON text by name. They are carried
/// along, so that a save never loses what a newer version or another program wrote.
pub type Extra = Map<String, String>;

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AttributeValue {
    /// Yes or no, such as `no_source`.
    Flag(bool),
    /// One of a list or free text, such as the `kind` of a quote.
    Text(String),
    /// Anything else that a file held, as JSON text.
    Other(String),
}

/// Where a span came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A person marked it.
    #[default]
    Manual,
    /// A program proposed it.
    Suggested,
    /// It came with a file.
    Imported,
}

/// A labelled span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// Unique in its layer.
    pub id: SpanId,
    /// The label, by its id in the scheme.
    pub label: LabelId,
    /// Where it is.
    pub fragments: Fragments,
    /// Further properties.
    pub attributes: Map<AttributeId, AttributeValue>,
    /// The annotator's remark; empty for none.
    pub note: String,
    /// Where it came from.
    pub origin: Origin,
    /// Unknown members, kept.
    pub extra: Extra,
}

impl Annotation {
    /// A span marked by hand, with nothing but its label.
    pub fn new(id: SpanId, label: LabelId, fragments: Fragments) -> Self {
        Self {
            id,
            label,
            fragments,
            attributes: Map::new(),
            note: String::new(),
            origin: Origin::Manual,
            extra: Extra::new(),
        }
    }
}

/// A typed, directed link between two spans of one layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Unique in its layer.
    pub id: LinkId,
    /// The type, by its id in the scheme.
    pub kind: LinkTypeId,
    /// The span it goes out from.
    pub from: SpanId,
    /// The span it leads to.
    pub to: SpanId,
    /// Unknown members, kept.
    pub extra: Extra,
}
