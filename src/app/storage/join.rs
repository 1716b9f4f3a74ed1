//! The join of all that storage holds of one layer: the two places and the journal.

use super::layers::Found;
use crate::app::msg::Unreadable;
use crate::format::layer::{LayerError, read_layer};
use crate::format::storage_key::layer_storage_key;
use crate::model::ids::LayerKey;
use crate::model::layer::Layer;
use crate::model::text::Text;

/// Where something stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Local,
    Database,
    Both,
    Journal,
}

/// Something that could not be read, as it stands.
pub(super) struct Bad {
    pub(super) place: Place,
    pub(super) name: String,
    pub(super) raw: String,
}

/// The join of all that storage holds of a layer.
pub(super) struct Join {
    name: String,
    found: Found,
    base: Option<String>,
    bad: Vec<Bad>,
}

impl Join {
    /// Of this layer, over what stands beside it as the one that was read.
    pub(super) fn new(key: &LayerKey, base: Option<String>) -> Self {
        Self {
            name: layer_storage_key(key),
            found: Found::new(key.clone()),
            base,
            bad: Vec::new(),
        }
    }

    /// Takes in what the two places hold.
    pub(super) fn places(
        &mut self,
        local: Option<String>,
        database: Option<String>,
        text: Option<&Text>,
    ) {
        let name = self.name.clone();
        self.found.uncopied = local.is_none() && database.is_some();
        // What is only in the database is copied when the article is opened, which is no edit.
        self.found.uneven = local.is_some() && local != database;
        if local == database {
            // Only one of them has to be there while it is read.
            drop(database);
            self.take(Place::Both, name, local, text);
        } else {
            self.take(Place::Local, name.clone(), local, text);
            self.take(Place::Database, name, database, text);
        }
    }

    /// Edits are small: they are joined with each other first, and with the layer once.
    pub(super) fn records(&mut self, records: Vec<(String, String)>, text: Option<&Text>) {
        let key = self.found.layer.key().clone();
        let whole = std::mem::replace(&mut self.found.layer, Layer::empty(key));
        for (name, json) in records {
            if self.take(Place::Journal, name.clone(), Some(json), text) {
                self.found.records.push(name);
            }
        }
        self.found.uneven |= !self.found.records.is_empty();
        let edits = std::mem::replace(&mut self.found.layer, whole);
        if !self.found.records.is_empty() {
            self.found.layer.merge(&edits);
        }
    }

    /// Joins one text, if it is a layer and fits the article's text.
    fn take(
        &mut self,
        place: Place,
        name: String,
        raw: Option<String>,
        text: Option<&Text>,
    ) -> bool {
        let Some(raw) = raw else { return false };
        let reason = match read_layer(&raw) {
            Ok(stored) => {
                let fits = text.map_or(Ok(()), |text| stored.fits(text));
                match fits {
                    Ok(()) => {
                        self.found.layer.take_in(stored.layer);
                        return true;
                    }
                    Err(misfit) => misfit.to_string(),
                }
            }
            Err(error) => {
                let reason = error.to_string();
                if let LayerError::NewerSchema { found } = error {
                    self.found.newer = Some(found);
                }
                reason
            }
        };
        let protected = &mut self.found.protected;
        protected.local |= matches!(place, Place::Local | Place::Both);
        protected.database |= matches!(place, Place::Database | Place::Both);
        self.found.unreadable.push(Unreadable {
            key: name.clone(),
            reason,
        });
        self.bad.push(Bad { place, name, raw });
        false
    }

    /// What came of it, and what could not be read.
    pub(super) fn done(self) -> (Found, Vec<Bad>) {
        let found = Found {
            base: self.base,
            uncopied: self.found.uncopied && self.found.newer.is_none() && self.bad.is_empty(),
            ..self.found
        };
        (found, self.bad)
    }
}
