//! Whether the work is safe, and how far it is on its way into storage.

use crate::app::effect::SaveWhen;
use crate::app::ports::StorageError;
use crate::model::article::Article;
use crate::model::ids::LayerKey;
use crate::model::layer::Layer;
use crate::model::text::Text;

/// How far the work on the open layer is on its way into storage.
#[derive(Clone, Debug, Default)]
pub struct Saving {
    /// Records of the journal that are under way.
    pub journaling: usize,
    /// The edits under way, for the other tabs, which hear of them when they are safe.
    pub untold: Vec<String>,
    /// How many records this visit has made.
    pub counter: u64,
    /// The layers whose whole is being written, one for each write under way.
    pub writes: Vec<LayerKey>,
    /// One of them holds what nothing else holds.
    pub loud: bool,
    /// Local storage does not have the last edit, nor is it under way there.
    pub local_behind: bool,
    /// The stored layer does not have the last edit, nor is it under way there.
    pub layer_behind: bool,
    /// The journal does not have an edit that the stored layer lacks.
    pub loose: bool,
    /// What is to be written when the write under way has ended.
    pub due: Option<SaveWhen>,
    /// Where the last writes did not arrive.
    pub problem: Option<SaveProblem>,
}

impl Saving {
    /// A write has ended; says whether it was the last one of its layer.
    pub fn ended(&mut self, key: &LayerKey) -> bool {
        if let Some(place) = self.writes.iter().position(|write| write == key) {
            self.writes.swap_remove(place);
        }
        !self.writes.contains(key)
    }
}

/// Whether the work is safe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// All of it.
    Yes,
    /// It is being written.
    Saving,
    /// It could not be written everywhere it belongs.
    Failed(SaveProblem),
}

/// Work on an article that was left before storage had it for certain.
#[derive(Clone, Debug)]
pub struct Adrift {
    /// The article.
    pub article: Article,
    /// Its text.
    pub text: Text,
    /// The work.
    pub layer: Layer,
}

/// Places that hold what could not be read, and so are not written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Protected {
    /// Local storage.
    pub local: bool,
    /// The database.
    pub database: bool,
}

/// Where the last save did not arrive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SaveProblem {
    /// What local storage said.
    pub local: Option<StorageError>,
    /// What the database said.
    pub database: Option<StorageError>,
}
