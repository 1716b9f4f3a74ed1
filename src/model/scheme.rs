//! What can be marked: labels, link types and attributes, as data. The default is the scheme of the
//! attribution guidelines.

use super::annotation::Extra;
use super::ids::{AttributeId, LabelId, LinkTypeId};

/// A name in the two languages of the interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// Arabic.
    pub ar: String,
    /// English.
    pub en: String,
}

impl Names {
    /// Both names.
    pub fn new(ar: &str, en: &str) -> Self {
        Self {
            ar: ar.to_owned(),
            en: en.to_owned(),
        }
    }
}

/// The line below a labelled span: the sign that needs no colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Line {
    /// One line.
    #[default]
    Solid,
    /// A wave.
    Wavy,
    /// Dots.
    Dotted,
    /// Dashes.
    Dashed,
    /// Two lines.
    Double,
}

/// A colour as `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

/// A label of the scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The name in files.
    pub id: LabelId,
    /// What people read.
    pub names: Names,
    /// One letter each, shown at the span.
    pub signs: Names,
    /// The colour of the highlight.
    pub colour: Colour,
    /// The line below the text.
    pub line: Line,
    /// The digit that sets it.
    pub key: Option<char>,
    /// No longer offered, but kept where it is in use.
    pub retired: bool,
    /// Unknown members, kept.
    pub extra: Extra,
}

/// A link type of the scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkType {
    /// The name in files.
    pub id: LinkTypeId,
    /// What people read.
    pub names: Names,
    /// The labels it may go out from.
    pub from: Vec<LabelId>,
    /// The labels it may lead to.
    pub to: Vec<LabelId>,
    /// No longer offered, but kept where it is in use.
    pub retired: bool,
    /// Unknown members, kept.
    pub extra: Extra,
}

/// One of the values that an attribute may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The name in files.
    pub id: String,
    /// What people read.
    pub names: Names,
    /// No longer offered, but kept where it is in use.
    pub retired: bool,
}

/// What an attribute may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttributeKind {
    /// Yes or no.
    Flag,
    /// One of these.
    Choice(Vec<Choice>),
    /// Any text.
    Text,
}

/// An attribute of the scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The name in files.
    pub id: AttributeId,
    /// What people read.
    pub names: Names,
    /// The labels that carry it.
    pub labels: Vec<LabelId>,
    /// What it may hold.
    pub kind: AttributeKind,
    /// No longer offered, but kept where it is in use.
    pub retired: bool,
    /// Unknown members, kept.
    pub extra: Extra,
}

/// All that can be marked in a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheme {
    /// In the order in which they are offered.
    pub labels: Vec<Label>,
    /// In the order in which they are offered.
    pub links: Vec<LinkType>,
    /// In the order in which they are offered.
    pub attributes: Vec<Attribute>,
    /// Unknown members, kept.
    pub extra: Extra,
}

impl Scheme {
    /// The label of this name.
    pub fn label(&self, id: &LabelId) -> Option<&Label> {
        self.labels.iter().find(|label| label.id == *id)
    }

    /// The label that this digit sets.
    pub fn label_for_key(&self, key: char) -> Option<&Label> {
        self.labels
            .iter()
            .find(|label| label.key == Some(key) && !label.retired)
    }

    /// The labels that can be given.
    pub fn offered(&self) -> impl Iterator<Item = &Label> {
        self.labels.iter().filter(|label| !label.retired)
    }

    /// Quote, denial and source, as the guidelines define them.
    pub fn attribution() -> Self {
        let label = |id: &str, names, signs, colour, line, key| Label {
            id: LabelId::from(id),
            names,
            signs,
            colour: Colour(colour),
            line,
            key: Some(key),
            retired: false,
            extra: Extra::new(),
        };
        let link = |id: &str, names, from: &[&str], to: &[&str]| LinkType {
            id: LinkTypeId::from(id),
            names,
            from: from.iter().map(|id| LabelId::from(*id)).collect(),
            to: to.iter().map(|id| LabelId::from(*id)).collect(),
            retired: false,
            extra: Extra::new(),
        };
        let attribute = |id: &str, names, labels: &[&str], kind| Attribute {
            id: AttributeId::from(id),
            names,
            labels: labels.iter().map(|id| LabelId::from(*id)).collect(),
            kind,
            retired: false,
            extra: Extra::new(),
        };
        let choice = |id: &str, ar| Choice {
            id: id.to_owned(),
            names: Names::new(ar, id),
            retired: false,
        };
        let kinds = AttributeKind::Choice(vec![
            choice("direct", "مباشر"),
            choice("indirect", "غير مباشر"),
            choice("mixed", "مختلط"),
        ]);
        Self {
            labels: vec![
                label(
                    "quote",
                    Names::new("اقتباس", "Quote"),
                    Names::new("ق", "Q"),
                    [0xf2, 0xb7, 0x05],
                    Line::Solid,
                    '1',
                ),
                label(
                    "denial",
                    Names::new("نفي", "Denial"),
                    Names::new("ن", "D"),
                    [0xe5, 0x48, 0x4d],
                    Line::Wavy,
                    '2',
                ),
                label(
                    "source",
                    Names::new("مصدر", "Source"),
                    Names::new("م", "S"),
                    [0x2f, 0x7e, 0xbf],
                    Line::Dotted,
                    '3',
                ),
            ],
            links: vec![
                link(
                    "said_by",
                    Names::new("قاله", "Said by"),
                    &["quote", "denial"],
                    &["source"],
                ),
                link(
                    "relayed_by",
                    Names::new("نقله", "Relayed by"),
                    &["quote", "denial"],
                    &["source"],
                ),
                link(
                    "denies",
                    Names::new("ينفي", "Denies"),
                    &["denial"],
                    &["quote"],
                ),
            ],
            attributes: vec![
                attribute("kind", Names::new("النوع", "Kind"), &["quote"], kinds),
                attribute(
                    "no_source",
                    Names::new("بلا مصدر", "No source"),
                    &["quote", "denial"],
                    AttributeKind::Flag,
                ),
            ],
            extra: Extra::new(),
        }
    }
}
