//! The links of a layer. One counts if it was not removed and both its ends are there.

use super::annotation::Link;
use super::ids::{LinkId, SpanId};
use super::layer::{Layer, LinkRecord};

impl Layer {
    /// The links whose two ends are there.
    pub fn links(&self) -> impl Iterator<Item = &Link> {
        let links = self.links.values();
        links.filter_map(|record| self.living(record))
    }

    /// The link of this id.
    pub fn link(&self, id: &LinkId) -> Option<&Link> {
        self.living(self.links.get(id)?)
    }

    /// The links that go out from a span, or lead to it.
    pub fn links_of(&self, id: &SpanId) -> impl Iterator<Item = &Link> {
        let links = self.links.values();
        let of = |record: &&LinkRecord| record.link.from == *id || record.link.to == *id;
        links.filter(of).filter_map(|record| self.living(record))
    }

    /// Whether an id was never given to a link.
    pub fn is_free_link(&self, id: &LinkId) -> bool {
        !self.links.contains_key(id)
    }

    fn living<'a>(&'a self, record: &'a LinkRecord) -> Option<&'a Link> {
        let link = &record.link;
        let there = record.is_alive() && self.span(&link.from).is_some();
        (there && self.span(&link.to).is_some()).then_some(link)
    }
}
