//! Edits of a scheme: each gives a new scheme, or says why not. A label that may be in use is retired, never taken
//! away: its spans keep it. Undo puts the scheme before it back.

use super::ids::{AttributeId, LabelId, LinkTypeId};
use super::scheme::{Attribute, Colour, Label, Line, LinkType, Names, Scheme};

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
    Retire(LabelId, bool),
    /// A new label at the end.
    Add(Box<Label>),
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
    /// Another label has this id.
    IdTaken,
    /// An id has other characters than it may.
    BadId,
    /// One label at least must be offered.
    LastLabel,
    /// It is not there any more.
    Gone,
}

/// Whether two names are one to who reads them.
fn alike(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

fn text(text: &str, most: usize) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        Err(Refusal::Empty)
    } else if text.chars().count() > most {
        Err(Refusal::Long(most))
    } else {
        Ok(text.to_owned())
    }
}

fn free_name<'a>(
    name: &str,
    tongue: Tongue,
    others: impl Iterator<Item = &'a Names>,
) -> Result<(), Refusal> {
    let mut others = others.filter(|other| alike(other.of(tongue), name));
    others
        .next()
        .map_or(Ok(()), |other| Err(Refusal::NameTaken(other.clone())))
}

/// Whether an id can be the name of a label in every format: letters of ASCII, digits, `_` and `-`.
pub fn is_id(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    !id.is_empty() && id.len() <= MOST_OF_NAME && id.chars().all(plain)
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
            Edit::Retire(id, retired) => scheme.retire(id, *retired)?,
            Edit::Add(label) => scheme.add(label)?,
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
        };
        *names.of_mut(tongue) = name;
        Ok(())
    }

    /// The labels that are offered, but for one.
    fn others(&self, id: Option<&LabelId>) -> impl Iterator<Item = &Label> {
        self.offered().filter(move |label| Some(&label.id) != id)
    }

    fn free_sign(&self, id: Option<&LabelId>, tongue: Tongue, sign: &str) -> Result<(), Refusal> {
        let mut others = self.others(id);
        match others.find(|label| alike(label.signs.of(tongue), sign)) {
            Some(other) => Err(Refusal::SignTaken(other.names.clone())),
            None => Ok(()),
        }
    }

    fn free_key(&self, id: Option<&LabelId>, key: Option<char>) -> Result<(), Refusal> {
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

    fn add(&mut self, label: &Label) -> Result<(), Refusal> {
        if !is_id(label.id.as_str()) {
            return Err(Refusal::BadId);
        }
        if self.label(&label.id).is_some() {
            return Err(Refusal::IdTaken);
        }
        let mut label = label.clone();
        for tongue in [Tongue::Ar, Tongue::En] {
            let name = text(label.names.of(tongue), MOST_OF_NAME)?;
            free_name(&name, tongue, self.labels.iter().map(|other| &other.names))?;
            *label.names.of_mut(tongue) = name;
            let sign = text(label.signs.of(tongue), MOST_OF_SIGN)?;
            self.free_sign(None, tongue, &sign)?;
        }
        self.free_key(None, label.key)?;
        self.labels.push(label);
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

    /// What this scheme and an older one of the same project come to: all of this one, and the labels, link types and
    /// attributes that only the older one has, for there may be work with them; its labels retired.
    #[must_use]
    pub fn over(&self, older: &Self) -> Self {
        let mut scheme = self.clone();
        for label in &older.labels {
            if self.label(&label.id).is_none() {
                let label = label.clone();
                scheme.labels.push(Label {
                    retired: true,
                    ..label
                });
            }
        }
        let known = |id: &LinkTypeId| self.links.iter().any(|link| link.id == *id);
        let more = older.links.iter().filter(|link| !known(&link.id));
        scheme.links.extend(more.cloned());
        let known = |id: &AttributeId| self.attributes.iter().any(|there| there.id == *id);
        let more = older.attributes.iter().filter(|there| !known(&there.id));
        scheme.attributes.extend(more.cloned());
        scheme
    }
}
