//! What was seen of files before they come in.

use crate::format::exchange::item::{Item, ItemFinding};
use crate::format::exchange::reject::{Place, Rejected};
use crate::format::exchange::units::OffsetUnit;
use crate::model::article::Sha256;
use crate::model::sorted::{Map, Set};
use serde::{Deserialize, Serialize};

/// How many faults are kept to be shown.
pub const MOST_SHOWN: usize = 200;

/// How many names of metadata are told apart: where each article has its own they are no columns.
const MOST_NAMES: usize = 60;

/// What is in files.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Seen {
    /// Articles that can come in.
    pub articles: usize,
    /// Of these, how many the project has already, or the files twice.
    pub known: usize,
    /// Spans on them.
    pub spans: usize,
    /// Spans by label, under their names in the file.
    pub labels: Map<String, usize>,
    /// Links by type, under their names in the file.
    pub links: Map<String, usize>,
    /// Articles by the metadata they bring, the first names.
    pub metadata: Map<String, usize>,
    /// Articles whose offsets turned out to count this, which is not the usual.
    pub units: Map<OffsetUnit, usize>,
    /// Articles of which nothing shows what their offsets count, though it matters.
    pub unsure: usize,
    /// Articles with a title beside the text.
    pub titles: usize,
    /// Titles of the first ones.
    pub first: Vec<String>,
    /// What cannot be taken in, the first ones.
    pub rejected: Vec<Rejected>,
    /// How many cannot.
    pub rejections: usize,
    /// What is left out of articles that come in, the first ones.
    pub left_out: Vec<(Place, ItemFinding)>,
    /// How much is.
    pub losses: usize,
    /// Those that were seen, to know the same again: of no use to whoever did not look.
    #[serde(skip)]
    texts: Set<Sha256>,
}

impl Seen {
    /// Looks at what a reader gave; says how many characters it was.
    pub fn see(&mut self, item: &Result<Item, Rejected>, known: &Set<Sha256>) -> usize {
        let item = match item {
            Ok(item) => item,
            Err(rejected) => {
                self.rejections += 1;
                if self.rejected.len() < MOST_SHOWN {
                    self.rejected.push(rejected.clone());
                }
                return 0;
            }
        };
        self.articles += 1;
        let hash = &item.article.sha256;
        if known.contains(hash) || !self.texts.insert(hash.clone()) {
            self.known += 1;
        }
        if self.first.len() < 3 {
            self.first.push(item.article.title.clone());
        }
        for name in item.article.metadata.keys() {
            match &**name {
                // What becomes of it is a choice of its own.
                "title" => self.titles += 1,
                name => self.brings(name),
            }
        }
        for layer in &item.layers {
            self.spans += layer.len();
            for span in layer.in_order() {
                let name = span.label.to_string();
                self.labels.update(name, |count: &mut usize| *count += 1);
            }
            for link in layer.links() {
                let name = link.kind.to_string();
                self.links.update(name, |count: &mut usize| *count += 1);
            }
        }
        for finding in &item.findings {
            match finding {
                ItemFinding::Unit(unit) => {
                    self.units.update(*unit, |count: &mut usize| *count += 1);
                }
                ItemFinding::UnitUnsure(_) => self.unsure += 1,
                loss if loss.is_loss() => {
                    self.losses += 1;
                    if self.left_out.len() < MOST_SHOWN {
                        self.left_out.push((item.place.clone(), loss.clone()));
                    }
                }
                _ => {}
            }
        }
        item.text.as_str().len()
    }

    fn brings(&mut self, name: &str) {
        if self.metadata.contains_key(name) || self.metadata.len() < MOST_NAMES {
            self.metadata
                .update(name.to_owned(), |count: &mut usize| *count += 1);
        }
    }
}
