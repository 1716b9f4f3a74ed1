//! Edits of a scheme: each gives a new scheme, or says why not. What may be in use is retired, never taken away: spans
//! and links keep it. Undo puts the scheme before it back. What is new
//! is added in [`super::scheme_add`]; how two schemes of a project are joined is in [`super::scheme_over`].

use super::ids::{AttributeId, LabelId, LinkTypeId};
use super::scheme::{
    Attribute, AttributeKind, Choice, Colour, Label, Line, LinkType, Names, Scheme,
};

/// The most letters of a name.
pub const MOST_OF_NAME: usize = 60;
/// The most letters of a sign.
pub const MOST_OF_SIGN: usize = 2;

/// One of the two languages of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tongue {
    /// Arabic.
    Ar,
    /// English.
    En,
}

impl Names {
    /// The name in a language.
    pub fn of(&self, tongue: Tongue) -> &str {
        match tongue {
            Tongue::Ar => &self.ar,
            Tongue::En => &self.en,
        }
    }

    /// The name in a language, to be changed.
    pub const fn of_mut(&mut self, tongue: Tongue) -> &mut String {
        match tongue {
            Tongue::Ar => &mut self.ar,
            Tongue::En => &mut self.en,
        }
    }
}

/// Something of a scheme that has names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// A label.
    Label(LabelId),
    /// A link type.
    Link(LinkTypeId),
    /// An attribute.
    Attribute(AttributeId),
    /// A value of an attribute.
    Choice(AttributeId, String),
}

/// What a label is to a link type or an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Links go out from it.
    From,
    /// Links lead to it.
    To,
    /// It carries the attribute.
    Carries,
}

/// An edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Another name in one language.
    Name(Item, Tongue, String),
    /// Another letter at the span.
    Sign(LabelId, Tongue, String),
    /// Another colour.
    Colour(LabelId, Colour),
    /// Another line below the text.
    Line(LabelId, Line),
    /// Another digit, or none.
    Key(LabelId, Option<char>),
    /// One place up, or down.
    Move(LabelId, bool),
    /// No longer offered, or again.
    Retire(Item, bool),
    /// A new label at the end.
    Add(Box<Label>),
    /// A new link type at the end.
    AddLink(Box<LinkType>),
    /// A new attribute at the end.
    AddAttribute(Box<Attribute>),
    /// A new value at the end of those of an attribute.
    AddChoice(AttributeId, Box<Choice>),
    /// A label takes part in a link type or an attribute, or no longer.
    Part(Item, Role, LabelId, bool),
}

/// Why an edit is refused. Names are those of what stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is nothing.
    Empty,
    /// There are more letters than may be.
    Long(usize),
    /// Another one has this name.
    NameTaken(Names),
    /// Another label that is offered has this sign.
    SignTaken(Names),
    /// Another label that is offered has this digit.
    KeyTaken(Names),
    /// No digit.
    NoDigit,
    /// Another one of its kind has this id.
    IdTaken,
    /// An id has other characters than it may.
    BadId,
    /// One label at least must be offered.
    LastLabel,
    /// One value of an attribute at least must be offered.
    LastChoice,
    /// It is not there any more.
    Gone,
}

/// Whether two names are one to who reads them.
fn alike(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

pub(super) fn text(text: &str, most: usize) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        Err(Refusal::Empty)
    } else if text.chars().count() > most {
        Err(Refusal::Long(most))
    } else {
        Ok(text.to_owned())
    }
}

pub(super) fn free_name<'a>(
    name: &str,
    tongue: Tongue,
    others: impl Iterator<Item = &'a Names>,
) -> Result<(), Refusal> {
    let mut others = others.filter(|other| alike(other.of(tongue), name));
    others
        .next()
        .map_or(Ok(()), |other| Err(Refusal::NameTaken(other.clone())))
}

impl Scheme {
    /// The scheme after an edit.
    ///
    /// # Errors
    /// [`Refusal`]; then nothing is changed.
    pub fn edited(&self, edit: &Edit) -> Result<Self, Refusal> {
        let mut scheme = self.clone();
        match edit {
            Edit::Name(item, tongue, name) => scheme.rename(item, *tongue, name)?,
            Edit::Sign(id, tongue, sign) => {
                let sign = text(sign, MOST_OF_SIGN)?;
                scheme.free_sign(Some(id), *tongue, &sign)?;
                *scheme.label_mut(id)?.signs.of_mut(*tongue) = sign;
            }
            Edit::Colour(id, colour) => scheme.label_mut(id)?.colour = *colour,
            Edit::Line(id, line) => scheme.label_mut(id)?.line = *line,
            Edit::Key(id, key) => {
                scheme.free_key(Some(id), *key)?;
                scheme.label_mut(id)?.key = *key;
            }
            Edit::Move(id, up) => scheme.shift(id, *up),
            Edit::Retire(item, retired) => scheme.retire_item(item, *retired)?,
            Edit::Add(label) => scheme.add(label)?,
            Edit::AddLink(link) => scheme.add_link(link)?,
            Edit::AddAttribute(attribute) => scheme.add_attribute(attribute)?,
            Edit::AddChoice(id, choice) => scheme.add_choice(id, choice)?,
            Edit::Part(item, role, label, on) => scheme.take_part(item, *role, label, *on)?,
        }
        Ok(scheme)
    }

    fn label_mut(&mut self, id: &LabelId) -> Result<&mut Label, Refusal> {
        let mut labels = self.labels.iter_mut();
        labels.find(|label| label.id == *id).ok_or(Refusal::Gone)
    }

    fn link_mut(&mut self, id: &LinkTypeId) -> Result<&mut LinkType, Refusal> {
        let mut links = self.links.iter_mut();
        links.find(|link| link.id == *id).ok_or(Refusal::Gone)
    }

    fn attribute_mut(&mut self, id: &AttributeId) -> Result<&mut Attribute, Refusal> {
        let mut all = self.attributes.iter_mut();
        all.find(|attribute| attribute.id == *id)
            .ok_or(Refusal::Gone)
    }

    /// The values of an attribute that has a list of them.
    pub(super) fn choices_mut(&mut self, id: &AttributeId) -> Result<&mut Vec<Choice>, Refusal> {
        match &mut self.attribute_mut(id)?.kind {
            AttributeKind::Choice(choices) => Ok(choices),
            AttributeKind::Flag | AttributeKind::Text => Err(Refusal::Gone),
        }
    }

    fn rename(&mut self, item: &Item, tongue: Tongue, name: &str) -> Result<(), Refusal> {
        let name = text(name, MOST_OF_NAME)?;
        let names = match item {
            Item::Label(id) => {
                let others = self.labels.iter().filter(|label| label.id != *id);
                free_name(&name, tongue, others.map(|label| &label.names))?;
                &mut self.label_mut(id)?.names
            }
            Item::Link(id) => {
                let others = self.links.iter().filter(|link| link.id != *id);
                free_name(&name, tongue, others.map(|link| &link.names))?;
                &mut self.link_mut(id)?.names
            }
            Item::Attribute(id) => {
                let others = self.attributes.iter().filter(|other| other.id != *id);
                free_name(&name, tongue, others.map(|other| &other.names))?;
                &mut self.attribute_mut(id)?.names
            }
            Item::Choice(attribute, id) => {
                let choices = self.choices_mut(attribute)?;
                let others = choices.iter().filter(|choice| choice.id != *id);
                free_name(&name, tongue, others.map(|choice| &choice.names))?;
                let mut choices = choices.iter_mut();
                let choice = choices.find(|choice| choice.id == *id);
                &mut choice.ok_or(Refusal::Gone)?.names
            }
        };
        *names.of_mut(tongue) = name;
        Ok(())
    }

    /// The labels that are offered, but for one.
    fn others(&self, id: Option<&LabelId>) -> impl Iterator<Item = &Label> {
        self.offered().filter(move |label| Some(&label.id) != id)
    }

    pub(super) fn free_sign(
        &self,
        id: Option<&LabelId>,
        tongue: Tongue,
        sign: &str,
    ) -> Result<(), Refusal> {
        let mut others = self.others(id);
        match others.find(|label| alike(label.signs.of(tongue), sign)) {
            Some(other) => Err(Refusal::SignTaken(other.names.clone())),
            None => Ok(()),
        }
    }

    pub(super) fn free_key(&self, id: Option<&LabelId>, key: Option<char>) -> Result<(), Refusal> {
        let Some(key) = key else { return Ok(()) };
        if !key.is_ascii_digit() {
            return Err(Refusal::NoDigit);
        }
        match self.others(id).find(|label| label.key == Some(key)) {
            Some(other) => Err(Refusal::KeyTaken(other.names.clone())),
            None => Ok(()),
        }
    }

    fn shift(&mut self, id: &LabelId, up: bool) {
        let place = self.labels.iter().position(|label| label.id == *id);
        let Some(place) = place else { return };
        let to = if up {
            place.checked_sub(1)
        } else {
            Some(place + 1).filter(|to| *to < self.labels.len())
        };
        if let Some(to) = to {
            self.labels.swap(place, to);
        }
    }

    fn retire_item(&mut self, item: &Item, retired: bool) -> Result<(), Refusal> {
        match item {
            Item::Label(id) => self.retire(id, retired)?,
            Item::Link(id) => self.link_mut(id)?.retired = retired,
            Item::Attribute(id) => self.attribute_mut(id)?.retired = retired,
            Item::Choice(attribute, id) => {
                let choices = self.choices_mut(attribute)?;
                let mut others = choices.iter().filter(|choice| choice.id != *id);
                if retired && others.all(|choice| choice.retired) {
                    return Err(Refusal::LastChoice);
                }
                let mut choices = choices.iter_mut();
                let choice = choices.find(|choice| choice.id == *id);
                choice.ok_or(Refusal::Gone)?.retired = retired;
            }
        }
        Ok(())
    }

    fn retire(&mut self, id: &LabelId, retired: bool) -> Result<(), Refusal> {
        if retired && self.others(Some(id)).next().is_none() {
            return Err(Refusal::LastLabel);
        }
        // One that comes back may find its digit given away.
        let key = self.label(id).and_then(|label| label.key);
        let key = key.filter(|key| self.free_key(Some(id), Some(*key)).is_ok());
        let label = self.label_mut(id)?;
        if !retired {
            label.key = key;
        }
        label.retired = retired;
        Ok(())
    }

    fn take_part(
        &mut self,
        item: &Item,
        role: Role,
        label: &LabelId,
        on: bool,
    ) -> Result<(), Refusal> {
        let labels = match (item, role) {
            (Item::Link(id), Role::From) => &mut self.link_mut(id)?.from,
            (Item::Link(id), Role::To) => &mut self.link_mut(id)?.to,
            (Item::Attribute(id), Role::Carries) => &mut self.attribute_mut(id)?.labels,
            _ => return Err(Refusal::Gone),
        };
        labels.retain(|there| there != label);
        if on {
            labels.push(label.clone());
        }
        Ok(())
    }
}
