//! What a card has beside its span's label and note: attributes, and links, which are begun at one span, made at the
//! next that is pointed at, altered and removed.

use super::Turn;
use super::select::clip;
use crate::app::linking::{Linking, NoLink, is_there, name_of, proposed};
use crate::app::state::{Offer, Said, Typing, Urgency};
use crate::app::strings::{Arg, Text as Key};
use crate::model::annotation::{AttributeValue, Link};
use crate::model::change::{Change, Op};
use crate::model::ids::{AttributeId, LinkId, LinkTypeId, SpanId};

/// What is asked about spans by what is loaded later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpanAsk {
    /// About the links between them.
    Link(LinkAsk),
    /// An attribute was set, or unset.
    Attribute(SpanId, AttributeId, Option<AttributeValue>),
    /// An attribute of any text as it is typed; empty for none.
    Text(SpanId, AttributeId, String),
}

/// What is asked about the links of the open article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkAsk {
    /// The key: a link is begun at the focused span, or made to it.
    Key,
    /// A link is begun at a span, or no longer.
    From(SpanId),
    /// A place was pointed at while a link is being made: it leads to the span that has the focus now.
    Here,
    /// The link that is being made is given up.
    Stop,
    /// A link is to be of another type.
    Kind(LinkId, LinkTypeId),
    /// A link is to go.
    Remove(LinkId),
}

impl Turn<'_> {
    pub(super) fn span_asked(&mut self, ask: SpanAsk) {
        if self.refused() {
            return;
        }
        match ask {
            SpanAsk::Link(ask) => self.link_asked(ask),
            SpanAsk::Attribute(id, name, value) => _ = self.attribute(&id, &name, value),
            SpanAsk::Text(id, name, text) => self.attribute_text(&id, &name, &text),
        }
    }

    fn link_asked(&mut self, ask: LinkAsk) {
        match ask {
            LinkAsk::Key => {
                let Some(focus) = self.focus_id() else {
                    return self.hint(Key::FocusFirst);
                };
                match self.linking_from() {
                    Some(from) if from != focus => self.link_to(from, &focus),
                    _ => self.begin_link(focus),
                }
            }
            LinkAsk::From(id) => self.begin_link(id),
            LinkAsk::Here => {
                if let Some((from, to)) = self.linking_from().zip(self.focus_id())
                    && from != to
                {
                    self.link_to(from, &to);
                }
            }
            LinkAsk::Stop => {
                if self.linking_from().is_some() {
                    self.end_link();
                    self.announce(Said::plain(Key::LinkGivenUp));
                }
            }
            LinkAsk::Kind(id, kind) => self.link_kind(&id, kind),
            LinkAsk::Remove(id) => self.remove_link(&id),
        }
    }

    /// Where the link that is being made was begun. Who put the notice away has given it up.
    fn linking_from(&mut self) -> Option<SpanId> {
        let linking = self.state.open.as_ref()?.linking.clone()?;
        let mut notices = self.state.notices.iter();
        if notices.any(|notice| notice.id == linking.notice) {
            return Some(linking.from);
        }
        self.end_link();
        None
    }

    fn end_link(&mut self) {
        let linking = self
            .state
            .open
            .as_mut()
            .and_then(|open| open.linking.take());
        if let Some(linking) = linking {
            self.dismiss(linking.notice);
        }
        // The cards show where it was begun.
        self.state.versions.cards += 1;
    }

    /// Begins a link at a span; at the one where it was begun, gives it up.
    fn begin_link(&mut self, from: SpanId) {
        let again = self.linking_from().as_ref() == Some(&from);
        self.end_link();
        let Some(open) = &self.state.open else { return };
        let Some(span) = open.layer.span(&from).filter(|_| !again) else {
            return;
        };
        if open.layer.len() < 2 {
            return self.hint(Key::LinkAlone);
        }
        let text = clip(&crate::format::layer::marked_text(span, &open.text));
        let said = Said {
            key: Key::LinkChoose,
            args: vec![("text", Arg::Text(text))],
        };
        let notice = self.state.notify(Urgency::Info, said, &[]);
        if let Some(open) = &mut self.state.open {
            open.linking = Some(Linking { from, notice });
        }
        // On a narrow page the article is below the list.
        self.state.sheet = None;
        self.state.versions.chrome += 1;
    }

    fn link_to(&mut self, from: SpanId, to: &SpanId) {
        let Some(open) = &self.state.open else { return };
        let ends = open.layer.span(&from).zip(open.layer.span(to));
        let Some((begun, reached)) = ends else {
            return self.end_link();
        };
        let scheme = &self.state.project.scheme;
        let (kind, out, into) = match proposed(scheme, &open.layer, begun, reached) {
            Ok(link) => link,
            Err(NoLink::NoType) => {
                let (from, to) = (begun.label.clone(), reached.label.clone());
                let names = [("from", &from), ("to", &to)];
                let args = names.map(|(name, label)| (name, Arg::Text(self.label_name(label))));
                return self.toast(
                    Said {
                        key: Key::LinkNoType,
                        args: args.to_vec(),
                    },
                    &[],
                );
            }
            Err(NoLink::There) => return self.hint(Key::LinkThere),
        };
        let at = reached.fragments.start();
        let link = Link {
            id: self.new_link_id(),
            kind: kind.clone(),
            from: out,
            to: into,
            extra: Default::default(),
        };
        self.end_link();
        // A tap has selected a word as well.
        self.state.tapped = None;
        self.collapse(at);
        self.change(Change::of(Op::Link {
            before: None,
            after: Some(link),
        }));
        self.focus(Some(from));
        self.say_of_link(Key::LinkMade, &kind);
    }

    fn new_link_id(&mut self) -> LinkId {
        loop {
            self.state.counter += 1;
            let id = LinkId::new(format!("{}-{}", self.state.replica, self.state.counter));
            let open = self.state.open.as_ref();
            if open.is_none_or(|open| open.layer.is_free_link(&id)) {
                return id;
            }
        }
    }

    fn say_of_link(&mut self, key: Key, kind: &LinkTypeId) {
        let lang = self.state.lang();
        let name = name_of(&self.state.project.scheme, kind, |kind| {
            lang.pick(&kind.names)
        });
        let args = vec![("kind", Arg::Text(name.to_owned()))];
        let said = Said { key, args };
        self.announce(said.clone());
        self.toast(said, &[Offer::Undo]);
    }

    fn link_kind(&mut self, id: &LinkId, kind: LinkTypeId) {
        let Some(open) = &self.state.open else { return };
        let Some(before) = open.layer.link(id).filter(|link| link.kind != kind) else {
            return;
        };
        if is_there(&open.layer, &kind, &before.from, &before.to) {
            // The field shows again what stands.
            self.state.versions.cards += 1;
            return self.hint(Key::LinkThere);
        }
        let (before, after) = (
            before.clone(),
            Link {
                kind: kind.clone(),
                ..before.clone()
            },
        );
        self.change(Change::of(Op::Link {
            before: Some(before),
            after: Some(after),
        }));
        self.say_of_link(Key::LinkChanged, &kind);
    }

    fn remove_link(&mut self, id: &LinkId) {
        let Some(open) = &self.state.open else { return };
        let Some(before) = open.layer.link(id).cloned() else {
            return;
        };
        let kind = before.kind.clone();
        self.change(Change::of(Op::Link {
            before: Some(before),
            after: None,
        }));
        self.say_of_link(Key::LinkRemoved, &kind);
    }

    /// Gives a span an attribute, or takes it away; answers whether that alters anything.
    fn attribute(
        &mut self,
        id: &SpanId,
        name: &AttributeId,
        value: Option<AttributeValue>,
    ) -> bool {
        self.alter(id, |span| {
            match value {
                Some(value) => span.attributes.insert(name.clone(), value),
                None => span.attributes.remove(name),
            };
        })
    }

    /// Writes an attribute of any text as it is typed; empty for none. What is typed in one go is one step of the
    /// history.
    fn attribute_text(&mut self, id: &SpanId, name: &AttributeId, text: &str) {
        let before = self.state.typing.take();
        let value = (!text.trim().is_empty()).then(|| AttributeValue::Text(text.to_owned()));
        let here = Typing::Record(format!("{id} {name}"));
        if self.attribute(id, name, value) {
            self.typed(before, here);
        } else if before.as_ref() == Some(&here) {
            self.state.typing = before;
        }
    }
}
