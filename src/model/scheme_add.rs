//! What is new in a scheme: at the end of its kind, and like nothing that is there.

use super::ids::AttributeId;
use super::scheme::{Attribute, Choice, Label, LinkType, Names, Scheme};
use super::scheme_edit::{MOST_OF_NAME, MOST_OF_SIGN, Refusal, Tongue, free_name, text};

/// The names of something new, if it and its id can be among others.
fn free_names<'a>(
    id: &str,
    names: &Names,
    others: impl Iterator<Item = (&'a str, &'a Names)> + Clone,
) -> Result<Names, Refusal> {
    let mut free = names.clone();
    for tongue in [Tongue::Ar, Tongue::En] {
        let name = text(names.of(tongue), MOST_OF_NAME)?;
        free_name(&name, tongue, others.clone().map(|(_, names)| names))?;
        *free.of_mut(tongue) = name;
    }
    if !is_id(id) {
        return Err(Refusal::BadId);
    }
    if others.clone().any(|(other, _)| other == id) {
        return Err(Refusal::IdTaken);
    }
    Ok(free)
}

/// Whether an id can be a name in every format: letters of ASCII, digits, `_` and `-`.
pub fn is_id(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    !id.is_empty() && id.len() <= MOST_OF_NAME && id.chars().all(plain)
}

impl Scheme {
    pub(super) fn add(&mut self, label: &Label) -> Result<(), Refusal> {
        let others = self.labels.iter();
        let others = others.map(|other| (other.id.as_str(), &other.names));
        let names = free_names(label.id.as_str(), &label.names, others)?;
        let label = Label {
            names,
            ..label.clone()
        };
        for tongue in [Tongue::Ar, Tongue::En] {
            let sign = text(label.signs.of(tongue), MOST_OF_SIGN)?;
            self.free_sign(None, tongue, &sign)?;
        }
        self.free_key(None, label.key)?;
        self.labels.push(label);
        Ok(())
    }

    pub(super) fn add_link(&mut self, link: &LinkType) -> Result<(), Refusal> {
        let others = self.links.iter();
        let others = others.map(|other| (other.id.as_str(), &other.names));
        let names = free_names(link.id.as_str(), &link.names, others)?;
        self.links.push(LinkType {
            names,
            ..link.clone()
        });
        Ok(())
    }

    pub(super) fn add_attribute(&mut self, attribute: &Attribute) -> Result<(), Refusal> {
        let others = self.attributes.iter();
        let others = others.map(|other| (other.id.as_str(), &other.names));
        let names = free_names(attribute.id.as_str(), &attribute.names, others)?;
        self.attributes.push(Attribute {
            names,
            ..attribute.clone()
        });
        Ok(())
    }

    pub(super) fn add_choice(&mut self, id: &AttributeId, choice: &Choice) -> Result<(), Refusal> {
        let choices = self.choices_mut(id)?;
        let others = choices.iter().map(|other| (&*other.id, &other.names));
        let names = free_names(&choice.id, &choice.names, others)?;
        choices.push(Choice {
            names,
            ..choice.clone()
        });
        Ok(())
    }
}
