//! Two schemes of one project: the newer one stands, and nothing that only the older one has is lost.

use super::scheme::{Attribute, AttributeKind, Choice, Label, LinkType, Scheme};

impl Scheme {
    /// What this scheme and an older one of the same project come to: all of this one, and what only the older one has,
    /// for there may be work with it; retired.
    #[must_use]
    pub fn over(&self, older: &Self) -> Self {
        let mut scheme = self.clone();
        for label in &older.labels {
            if self.label(&label.id).is_none() {
                scheme.labels.push(Label {
                    retired: true,
                    ..label.clone()
                });
            }
        }
        for link in &older.links {
            if self.links.iter().all(|known| known.id != link.id) {
                scheme.links.push(LinkType {
                    retired: true,
                    ..link.clone()
                });
            }
        }
        for attribute in &older.attributes {
            let mut known = scheme.attributes.iter_mut();
            match known.find(|known| known.id == attribute.id) {
                Some(known) => keep_choices(&mut known.kind, &attribute.kind),
                None => scheme.attributes.push(Attribute {
                    retired: true,
                    ..attribute.clone()
                }),
            }
        }
        scheme
    }
}

/// Keeps the values that only an older list has, retired.
fn keep_choices(newer: &mut AttributeKind, older: &AttributeKind) {
    if let (AttributeKind::Choice(newer), AttributeKind::Choice(older)) = (newer, older) {
        for choice in older {
            if newer.iter().all(|known| known.id != choice.id) {
                newer.push(Choice {
                    retired: true,
                    ..choice.clone()
                });
            }
        }
    }
}
