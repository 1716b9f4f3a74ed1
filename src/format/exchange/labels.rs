//! Which label of the project a label of a file is, and the same for link types.

use crate::model::scheme::{Names, Scheme};
use crate::model::sorted::Map;
use serde::{Deserialize, Serialize};

/// The names of a file, and what becomes of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelMap {
    /// Rules that a person gave, by the name in the file; `None` leaves out what bears it.
    rules: Map<String, Option<String>>,
    /// Ids by folded name.
    known: Map<String, String>,
    ids: Vec<String>,
}

impl LabelMap {
    /// Every name stays as it is.
    pub fn as_is() -> Self {
        Self::default()
    }

    /// Names that are those of labels of the scheme but for large letters, spaces, hyphens and underscores, or
    /// their Arabic or English name, become its ids; others stay as they are.
    pub fn labels(scheme: &Scheme) -> Self {
        let labels = scheme.labels.iter();
        Self::of(labels.map(|label| (label.id.as_str(), &label.names)))
    }

    /// The same for link types.
    pub fn links(scheme: &Scheme) -> Self {
        let links = scheme.links.iter();
        Self::of(links.map(|link| (link.id.as_str(), &link.names)))
    }

    fn of<'a>(known: impl Iterator<Item = (&'a str, &'a Names)>) -> Self {
        let known: Vec<_> = known.collect();
        // Of one name the last counts: the ids, whatever another label is called.
        let names = known
            .iter()
            .flat_map(|(id, names)| [(&*names.ar, *id), (&*names.en, *id)]);
        let ids = known.iter().map(|(id, _)| (*id, *id));
        let all = names.chain(ids);
        Self {
            rules: Map::new(),
            known: all.map(|(name, id)| (fold(name), id.to_owned())).collect(),
            ids: known.iter().map(|(id, _)| (*id).to_owned()).collect(),
        }
    }

    /// Adds a rule: this name of the file is that label, or is left out.
    pub fn rule(&mut self, name: &str, label: Option<&str>) {
        self.rules.insert(name.to_owned(), label.map(str::to_owned));
    }

    /// The label of a name; `None` where it is to be left out.
    pub fn get<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        if let Some(label) = self.rules.get(name) {
            return label.as_deref();
        }
        if self.ids.iter().any(|id| id == name) {
            return Some(name);
        }
        if self.known.is_empty() {
            return Some(name);
        }
        Some(self.known.get(&fold(name)).map_or(name, |id| &**id))
    }
}

/// A name without what programs change in it.
fn fold(name: &str) -> String {
    let name = name.chars().filter(|c| !matches!(c, ' ' | '_' | '-'));
    name.flat_map(char::to_lowercase).collect()
}
