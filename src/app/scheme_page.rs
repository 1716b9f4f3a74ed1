//! The dialog in which a scheme is edited: what stands in its fields. An entry that is refused stays in its field, with
//! the reason, until it is mended or the dialog is closed; the scheme stays as it was.

use crate::model::ids::AttributeId;
use crate::model::scheme::{AttributeKind, Names, Scheme};
use crate::model::scheme_edit::{Edit, Item, Refusal, Tongue};
use crate::model::sorted::Map;

/// A field of something in the scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Its name.
    Name(Tongue),
    /// The letter at the span.
    Sign(Tongue),
    /// The digit, or nothing for none.
    Key,
}

/// A form for something new.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// A label.
    Label,
    /// A link type.
    Link,
    /// An attribute.
    Attribute,
    /// A value of an attribute.
    Choice(AttributeId),
}

/// A field of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewField {
    /// The Arabic name.
    Ar,
    /// The English name.
    En,
    /// The name in files; empty for one made of the English name.
    Id,
    /// What an attribute may hold: `flag`, `text`, or else one of a list.
    Kind,
}

/// What is asked of the scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemeAsk {
    /// The dialog.
    Show,
    /// A field holds this now.
    Type(Item, Field, String),
    /// A field was left: what is typed next is another step.
    Left,
    /// An edit.
    Edit(Edit),
    /// A field of a form holds this now.
    New(Form, NewField, String),
    /// What a form describes is to be added.
    Add(Form),
}

/// What stands in a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct New {
    /// The names.
    pub names: [String; 2],
    /// The name in files.
    pub id: String,
    /// What an attribute may hold.
    pub kind: String,
}

impl New {
    /// A field.
    pub const fn field_mut(&mut self, field: NewField) -> &mut String {
        let [ar, en] = &mut self.names;
        match field {
            NewField::Ar => ar,
            NewField::En => en,
            NewField::Id => &mut self.id,
            NewField::Kind => &mut self.kind,
        }
    }

    /// The names together.
    pub fn names(&self) -> Names {
        let [ar, en] = &self.names;
        Names::new(ar, en)
    }

    /// What an attribute may hold, without values yet.
    pub fn attribute_kind(&self) -> AttributeKind {
        match self.kind.as_str() {
            "flag" => AttributeKind::Flag,
            "text" => AttributeKind::Text,
            _ => AttributeKind::Choice(Vec::new()),
        }
    }
}

/// Where in the dialog something is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// At a row.
    Item(Item),
    /// At a form.
    Form(Form),
}

/// What stands in the dialog besides the scheme itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemePage {
    /// What was typed, as it was typed.
    pub typed: Map<(Item, Field), String>,
    /// What stands in the forms.
    pub new: Map<Form, New>,
    /// Why the last press of a button did nothing, and where.
    pub refused: Option<(Place, Refusal)>,
}

impl SchemePage {
    /// What stands in a field.
    pub fn shown(&self, scheme: &Scheme, item: &Item, field: Field) -> String {
        match self.typed.get(&(item.clone(), field)) {
            Some(typed) => typed.clone(),
            None => stored(scheme, item, field).unwrap_or_default(),
        }
    }

    /// Why what stands in a field is not in the scheme.
    pub fn wrong(&self, scheme: &Scheme, item: &Item, field: Field) -> Option<Refusal> {
        let typed = self.typed.get(&(item.clone(), field))?;
        scheme.edited(&edit_of(item, field, typed)?).err()
    }

    /// Why the last press of a button did nothing, if it was there.
    pub fn refused_at(&self, place: &Place) -> Option<&Refusal> {
        let (at, refusal) = self.refused.as_ref()?;
        (at == place).then_some(refusal)
    }
}

/// The edit that a field asks for.
pub fn edit_of(item: &Item, field: Field, typed: &str) -> Option<Edit> {
    Some(match (field, item) {
        (Field::Name(tongue), item) => Edit::Name(item.clone(), tongue, typed.to_owned()),
        (Field::Sign(tongue), Item::Label(id)) => Edit::Sign(id.clone(), tongue, typed.to_owned()),
        (Field::Key, Item::Label(id)) => Edit::Key(id.clone(), typed.chars().next()),
        _ => return None,
    })
}

fn stored(scheme: &Scheme, item: &Item, field: Field) -> Option<String> {
    let name = |field| match field {
        Field::Name(tongue) => Some(tongue),
        _ => None,
    };
    Some(match item {
        Item::Label(id) => {
            let label = scheme.label(id)?;
            match field {
                Field::Name(tongue) => label.names.of(tongue).to_owned(),
                Field::Sign(tongue) => label.signs.of(tongue).to_owned(),
                Field::Key => label.key.map(String::from).unwrap_or_default(),
            }
        }
        Item::Link(id) => {
            let link = scheme.links.iter().find(|link| link.id == *id)?;
            link.names.of(name(field)?).to_owned()
        }
        Item::Attribute(id) => {
            let mut all = scheme.attributes.iter();
            let attribute = all.find(|attribute| attribute.id == *id)?;
            attribute.names.of(name(field)?).to_owned()
        }
        Item::Choice(attribute, id) => {
            let mut all = scheme.attributes.iter();
            let attribute = all.find(|each| each.id == *attribute)?;
            let AttributeKind::Choice(choices) = &attribute.kind else {
                return None;
            };
            let choice = choices.iter().find(|choice| choice.id == *id)?;
            choice.names.of(name(field)?).to_owned()
        }
    })
}
