//! Changes as values with an exact inverse: the only way to write into a layer.
//!
//! Invariant: on an untouched layer, apply then apply the inverse is the identity on content. Where somebody
//! else has written in between (a merge), a field is restored only if it still holds what this change left
//! there; the rest is reported, not overwritten.

use crate::model::sorted::Set;
use std::sync::Arc;

use super::annotation::{Annotation, Link};
use super::ids::{LinkId, Replica, SpanId};
use super::layer::{Field, Layer, LinkRecord, Meta, MetaField, SpanRecord, Stamps};
use super::stamp::Stamp;

/// One step of a change: what was there and what is to be there. `None` stands for absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// A span is made, altered or removed.
    Span {
        /// As it was.
        before: Option<Arc<Annotation>>,
        /// As it becomes.
        after: Option<Arc<Annotation>>,
    },
    /// A link is made, altered or removed.
    Link {
        /// As it was.
        before: Option<Link>,
        /// As it becomes.
        after: Option<Link>,
    },
    /// What is said of the article as a whole is altered.
    Meta {
        /// As it was.
        before: Box<Meta>,
        /// As it becomes.
        after: Box<Meta>,
    },
}

impl Op {
    /// A span that was not there.
    pub fn add(span: Annotation) -> Self {
        Self::Span {
            before: None,
            after: Some(Arc::new(span)),
        }
    }

    /// A span that is no more.
    pub const fn remove(span: Arc<Annotation>) -> Self {
        Self::Span {
            before: Some(span),
            after: None,
        }
    }

    /// A span that is written anew, under the same id.
    pub fn alter(before: Arc<Annotation>, after: Annotation) -> Self {
        Self::Span {
            before: Some(before),
            after: Some(Arc::new(after)),
        }
    }

    /// What takes this step back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        match self.clone() {
            Self::Span { before, after } => Self::Span {
                before: after,
                after: before,
            },
            Self::Link { before, after } => Self::Link {
                before: after,
                after: before,
            },
            Self::Meta { before, after } => Self::Meta {
                before: after,
                after: before,
            },
        }
    }

    /// The link that this step is about.
    pub fn link_id(&self) -> Option<&LinkId> {
        match self {
            Self::Link { before, after } => after.as_ref().or(before.as_ref()).map(|link| &link.id),
            _ => None,
        }
    }

    /// The span that this step is about.
    pub fn span_id(&self) -> Option<&SpanId> {
        match self {
            Self::Span { before, after } => after.as_ref().or(before.as_ref()).map(|span| &span.id),
            _ => None,
        }
    }
}

/// Steps that are done, and undone, together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// In the order in which they are done.
    pub ops: Vec<Op>,
}

impl Change {
    /// A change of one step.
    pub fn of(op: Op) -> Self {
        Self { ops: vec![op] }
    }

    /// What takes the change back: the inverse steps in reverse order.
    #[must_use]
    pub fn inverse(&self) -> Self {
        Self {
            ops: self.ops.iter().rev().map(Op::inverse).collect(),
        }
    }
}

/// What was left as it is because somebody else had written there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left {
    /// A span that is no longer what the change found or left.
    Span(SpanId, Option<Field>),
    /// A link that is no longer what the change found or left.
    Link(LinkId),
    /// A part of what is said of the article.
    Meta(MetaField),
}

/// A span before and after a change, for views that follow by difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// As it was.
    pub before: Option<Arc<Annotation>>,
    /// As it is.
    pub after: Option<Arc<Annotation>>,
}

/// What a change did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The spans that are not as they were.
    pub touched: Vec<Touched>,
    /// What was left.
    pub left: Vec<Left>,
}

impl Layer {
    /// Makes a change in the name of a writer at a time (RFC 3339).
    pub fn apply(&mut self, change: &Change, replica: &Replica, now: &str) -> Outcome {
        let mut outcome = Outcome::default();
        for op in &change.ops {
            // Each step has a stamp of its own: one may make again what an earlier one removed.
            let stamp = self.tick(replica);
            match op {
                Op::Span { before, after } => {
                    self.apply_span(before.as_ref(), after.as_ref(), &stamp, &mut outcome);
                }
                Op::Link { before, after } => {
                    self.apply_link(before.as_ref(), after.as_ref(), &stamp, &mut outcome);
                }
                Op::Meta { before, after } => self.apply_meta(before, after, &stamp, &mut outcome),
            }
        }
        self.revision = self.revision.saturating_add(1);
        now.clone_into(&mut self.updated);
        outcome
    }

    fn apply_span(
        &mut self,
        before: Option<&Arc<Annotation>>,
        after: Option<&Arc<Annotation>>,
        stamp: &Stamp,
        outcome: &mut Outcome,
    ) {
        let Some(id) = after.or(before).map(|span| span.id.clone()) else {
            return;
        };
        let current = self.span(&id).cloned();
        let kept = self.spans.get(&id);
        let mut stamps = kept.map(|record| record.stamps.clone()).unwrap_or_default();
        let mut removed = kept.and_then(|record| record.removed.clone());
        let next = match (before, after, &current) {
            (None, Some(after), None) => {
                // An attribute of the removed span that the new one lacks is written too: it is unset.
                let old = kept.map(|record| record.span.clone());
                let unset = old.iter().flat_map(|old| fields_of(old));
                for field in fields_of(after).chain(unset) {
                    stamps.insert(field, stamp.clone());
                }
                Some(after.clone())
            }
            (Some(before), None, Some(now)) if same(before, now) => {
                removed = Some(stamps.clone());
                None
            }
            (Some(before), Some(after), Some(now)) => {
                let left = &mut outcome.left;
                Some(Arc::new(alter(
                    before,
                    after,
                    now,
                    &mut stamps,
                    stamp,
                    left,
                )))
            }
            (_, None, None) => return,
            (None, Some(after), Some(now)) if same(after, now) => return,
            _ => {
                outcome.left.push(Left::Span(id, None));
                return;
            }
        };
        let span = next.clone().or_else(|| current.clone());
        if let Some(span) = span {
            self.put_span(SpanRecord {
                span,
                stamps,
                removed,
            });
        }
        outcome.touched.push(Touched {
            before: current,
            after: next,
        });
    }

    fn apply_link(
        &mut self,
        before: Option<&Link>,
        after: Option<&Link>,
        stamp: &Stamp,
        outcome: &mut Outcome,
    ) {
        let Some(id) = after.or(before).map(|link| link.id.clone()) else {
            return;
        };
        let kept = self.links.get(&id);
        let current = kept
            .filter(|record| record.is_alive())
            .map(|record| &record.link);
        if current != before {
            if current != after {
                outcome.left.push(Left::Link(id));
            }
            return;
        }
        let record = match (after, kept) {
            (Some(after), _) => LinkRecord {
                link: after.clone(),
                stamp: stamp.clone(),
                removed: kept.and_then(|record| record.removed.clone()),
            },
            (None, Some(kept)) => LinkRecord {
                removed: Some(kept.stamp.clone()),
                ..kept.clone()
            },
            (None, None) => return,
        };
        self.links.insert(id, record);
    }

    fn apply_meta(&mut self, before: &Meta, after: &Meta, stamp: &Stamp, outcome: &mut Outcome) {
        let Self {
            meta, meta_stamps, ..
        } = self;
        let mut write = |field, result| match result {
            Written::Yes => {
                meta_stamps.insert(field, stamp.clone());
            }
            Written::No => {}
            Written::Left => outcome.left.push(Left::Meta(field)),
        };
        write(
            MetaField::Labels,
            set(&before.labels, &after.labels, &mut meta.labels),
        );
        write(
            MetaField::Note,
            set(&before.note, &after.note, &mut meta.note),
        );
        write(
            MetaField::Status,
            set(&before.status, &after.status, &mut meta.status),
        );
        write(
            MetaField::Dismissed,
            set(&before.dismissed, &after.dismissed, &mut meta.dismissed),
        );
    }
}

enum Written {
    Yes,
    No,
    Left,
}

/// Writes `after` where `now` still holds `before`.
fn set<T: PartialEq + Clone>(before: &T, after: &T, now: &mut T) -> Written {
    if before == after || now == after {
        Written::No
    } else if now == before {
        now.clone_from(after);
        Written::Yes
    } else {
        Written::Left
    }
}

/// The fields that a new span writes.
fn fields_of(span: &Annotation) -> impl Iterator<Item = Field> + '_ {
    [Field::Label, Field::Fragments, Field::Note]
        .into_iter()
        .chain(span.attributes.keys().cloned().map(Field::Attribute))
}

/// Whether two spans agree in all that people write.
fn same(a: &Annotation, b: &Annotation) -> bool {
    a.label == b.label
        && a.fragments == b.fragments
        && a.note == b.note
        && a.attributes == b.attributes
}

/// The span `now` with what differs between `before` and `after` written into it.
fn alter(
    before: &Annotation,
    after: &Annotation,
    now: &Annotation,
    stamps: &mut Stamps,
    stamp: &Stamp,
    left: &mut Vec<Left>,
) -> Annotation {
    let mut next = now.clone();
    let mut write = |field: Field, written| match written {
        Written::Yes => {
            stamps.insert(field, stamp.clone());
        }
        Written::No => {}
        Written::Left => left.push(Left::Span(now.id.clone(), Some(field))),
    };
    write(
        Field::Label,
        set(&before.label, &after.label, &mut next.label),
    );
    write(
        Field::Fragments,
        set(&before.fragments, &after.fragments, &mut next.fragments),
    );
    write(Field::Note, set(&before.note, &after.note, &mut next.note));
    let names: Set<_> = before
        .attributes
        .keys()
        .chain(after.attributes.keys())
        .collect();
    for name in names {
        let mut value = next.attributes.get(name).cloned();
        let written = set(
            &before.attributes.get(name).cloned(),
            &after.attributes.get(name).cloned(),
            &mut value,
        );
        match value {
            Some(value) => next.attributes.insert(name.clone(), value),
            None => next.attributes.remove(name),
        };
        write(Field::Attribute(name.clone()), written);
    }
    next
}
