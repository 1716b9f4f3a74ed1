//! The colours that are offered for labels, and what a new label begins with. Each colour can be told from the others
//! and keeps its contrast on light and dark paper ([`super::sheet`] makes an ink of it); the line below the text and the
//! letter at the span are the signs that need no colour.

use super::strings::Text;
use crate::model::annotation::Extra;
use crate::model::ids::{AttributeId, LabelId, LinkTypeId};
use crate::model::scheme::{
    Attribute, AttributeKind, Choice, Colour, Label, Line, LinkType, Names, Scheme,
};
use crate::model::scheme_edit::Tongue;

/// The colours with their names; the first three are those of the guidelines' scheme.
pub const PALETTE: [(Colour, Text); 10] = [
    (Colour([0xf2, 0xb7, 0x05]), Text::ColourAmber),
    (Colour([0xe5, 0x48, 0x4d]), Text::ColourRed),
    (Colour([0x2f, 0x7e, 0xbf]), Text::ColourBlue),
    (Colour([0x2e, 0x9e, 0x5b]), Text::ColourGreen),
    (Colour([0x8e, 0x5c, 0xc4]), Text::ColourPurple),
    (Colour([0xe8, 0x77, 0x2e]), Text::ColourOrange),
    (Colour([0x12, 0xa5, 0xa0]), Text::ColourTeal),
    (Colour([0xd6, 0x56, 0x9a]), Text::ColourPink),
    (Colour([0x8a, 0x5a, 0x35]), Text::ColourBrown),
    (Colour([0x7d, 0x85, 0x90]), Text::ColourGrey),
];

/// The lines with their names.
pub const LINES: [(Line, &str, Text); 5] = [
    (Line::Solid, "solid", Text::LineSolid),
    (Line::Wavy, "wavy", Text::LineWavy),
    (Line::Dotted, "dotted", Text::LineDotted),
    (Line::Dashed, "dashed", Text::LineDashed),
    (Line::Double, "double", Text::LineDouble),
];

/// The digits in the order in which they are given.
pub const KEYS: [char; 10] = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];

/// A new label with what no other one has, as far as that goes. Without an id it takes one from its English name.
pub fn new_label(scheme: &Scheme, names: Names, id: &str) -> Label {
    let number = scheme.labels.len();
    let offered = || scheme.offered();
    let colour = PALETTE.iter().map(|(colour, _)| *colour);
    let colour = free(colour, number, |c| {
        offered().any(|label| label.colour == *c)
    });
    let line = LINES.iter().map(|(line, ..)| *line);
    let line = free(line, number, |l| offered().any(|label| label.line == *l));
    let key = KEYS
        .into_iter()
        .find(|key| offered().all(|label| label.key != Some(*key)));
    let sign = |tongue| sign(scheme, tongue, names.of(tongue));
    let taken = |id: &str| scheme.label(&LabelId::from(id)).is_some();
    let id = id_of("label", &names, id, taken);
    Label {
        id: LabelId::new(id),
        signs: Names {
            ar: sign(Tongue::Ar),
            en: sign(Tongue::En),
        },
        names,
        colour: colour.unwrap_or(Colour([0x7d, 0x85, 0x90])),
        line: line.unwrap_or_default(),
        key,
        retired: false,
        extra: Extra::new(),
    }
}

/// A new link type, between any labels.
pub fn new_link(scheme: &Scheme, names: Names, id: &str) -> LinkType {
    let taken = |id: &str| scheme.links.iter().any(|link| link.id.as_str() == id);
    LinkType {
        id: LinkTypeId::new(id_of("link", &names, id, taken)),
        names,
        from: Vec::new(),
        to: Vec::new(),
        retired: false,
        extra: Extra::new(),
    }
}

/// A new attribute, of all labels that are offered.
pub fn new_attribute(scheme: &Scheme, names: Names, id: &str, kind: AttributeKind) -> Attribute {
    let taken = |id: &str| {
        scheme
            .attributes
            .iter()
            .any(|other| other.id.as_str() == id)
    };
    Attribute {
        id: AttributeId::new(id_of("attribute", &names, id, taken)),
        names,
        labels: scheme.offered().map(|label| label.id.clone()).collect(),
        kind,
        retired: false,
        extra: Extra::new(),
    }
}

/// A new value of an attribute.
pub fn new_choice(scheme: &Scheme, attribute: &AttributeId, names: Names, id: &str) -> Choice {
    let mut all = scheme.attributes.iter();
    let kind = all
        .find(|each| each.id == *attribute)
        .map(|each| &each.kind);
    let taken = |id: &str| match kind {
        Some(AttributeKind::Choice(choices)) => choices.iter().any(|choice| choice.id == id),
        _ => false,
    };
    Choice {
        id: id_of("value", &names, id, taken),
        names,
        retired: false,
    }
}

/// The first that is not taken; if all are, the one whose turn it is.
fn free<T: Clone>(
    all: impl Iterator<Item = T> + Clone,
    number: usize,
    taken: impl Fn(&T) -> bool,
) -> Option<T> {
    let untaken = all.clone().find(|each| !taken(each));
    untaken.or_else(|| {
        let count = all.clone().count().max(1);
        all.clone().nth(number % count)
    })
}

/// The first letter of a name that no offered label has for its sign, else the first digit; an Arabic article is
/// passed over.
fn sign(scheme: &Scheme, tongue: Tongue, name: &str) -> String {
    let name = name.trim();
    let name = name
        .strip_prefix("ال")
        .filter(|rest| !rest.is_empty())
        .unwrap_or(name);
    let capital = |c: char| c.to_uppercase().to_string();
    let taken = |sign: &String| scheme.offered().any(|label| label.signs.of(tongue) == sign);
    let letters = name.chars().filter(|c| c.is_alphanumeric()).map(capital);
    let digits = (1..100).map(|n: u32| n.to_string());
    letters
        .chain(digits)
        .find(|sign| !taken(sign))
        .unwrap_or_default()
}

/// The id that was given, or one made of the English name: its letters of ASCII in small ones, with a number behind it
/// if it is taken. A name without such letters is `plain`.
fn id_of(plain: &str, names: &Names, given: &str, taken: impl Fn(&str) -> bool) -> String {
    let given = given.trim();
    if !given.is_empty() {
        return given.to_owned();
    }
    let words = names.en.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let plain = match words.join("_") {
        empty if empty.is_empty() => plain.to_owned(),
        name => name,
    };
    let numbered = (2..).map(|n: u32| format!("{plain}_{n}"));
    std::iter::once(plain.clone())
        .chain(numbered)
        .find(|id: &String| !taken(id))
        .unwrap_or(plain)
}
