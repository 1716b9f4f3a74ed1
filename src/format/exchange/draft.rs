//! An article as a reader found it, in the file's own units and names, and what makes an [`Item`] of it. Every
//! reader goes through here, so that a rule is written once.

use std::sync::Arc;

use super::item::{Item, ItemFinding};
use super::read::{ReadOptions, TitleAs};
use super::reject::{Place, Reason, Rejected};
use super::units::{self, OffsetUnit};
use crate::format::decode;
use crate::format::title::title_of;
use crate::model::annotation::{Annotation, AttributeValue, Extra, Link, Origin};
use crate::model::article::{Article, Sha256};
use crate::model::ids::{AttributeId, LabelId, LayerKey, LinkTypeId, SpanId};
use crate::model::layer::{Layer, LinkRecord, Meta, Parts, SpanRecord, Stamps, Status};
use crate::model::offset::CodePoint;
use crate::model::sorted::{Map, Set};
use crate::model::span::{Extent, Fragments};
use crate::model::stamp::Stamp;
use crate::model::text::Text;

/// A span in the units and names of its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawSpan {
    /// Its id, if it has one.
    pub id: Option<String>,
    /// Its label.
    pub label: String,
    /// Where it begins and ends, by pieces; ends are exclusive.
    pub fragments: Vec<(u64, u64)>,
    /// What the file says that it marks.
    pub quoted: Option<String>,
    /// Its attributes.
    pub attributes: Vec<(String, AttributeValue)>,
    /// A remark on it.
    pub note: String,
    /// Whether a program proposed it.
    pub suggested: bool,
    /// What else the file says of it, kept.
    pub extra: Extra,
}

impl RawSpan {
    /// A span of one piece.
    pub fn new(label: &str, start: u64, end: u64) -> Self {
        Self {
            label: label.to_owned(),
            fragments: vec![(start, end)],
            ..Self::default()
        }
    }

    /// What a message calls it.
    pub fn name(&self) -> String {
        if let Some(id) = &self.id {
            return id.clone();
        }
        let start = self.fragments.first().map_or(0, |pair| pair.0);
        format!("{} {start}", self.label)
    }

    fn is_empty(&self) -> bool {
        self.fragments.iter().all(|(start, end)| start == end)
    }
}

/// A link between two spans, named by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawLink {
    /// Its id, if it has one.
    pub id: Option<String>,
    /// Its type.
    pub kind: String,
    /// The span it goes out from.
    pub from: String,
    /// The span it leads to.
    pub to: String,
    /// What else the file says of it, kept.
    pub extra: Extra,
}

/// What one annotator left on an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawMarks {
    /// Who; `None` if the file does not say.
    pub annotator: Option<String>,
    /// Spans.
    pub spans: Vec<RawSpan>,
    /// Links between them.
    pub links: Vec<RawLink>,
    /// Labels of the article as a whole.
    pub labels: Vec<String>,
    /// A remark on the article.
    pub note: String,
    /// How far the work is.
    pub status: Status,
}

/// An article in the units and names of its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Where it stands.
    pub place: Place,
    /// Its id, if it has one.
    pub id: Option<String>,
    /// A title that is not part of the text.
    pub title: Option<String>,
    /// Its text. Offsets count from its start.
    pub text: String,
    /// What else is known of it.
    pub metadata: Vec<(String, String)>,
    /// What stands on it.
    pub marks: Vec<RawMarks>,
    /// The unit that the file says it counts.
    pub unit: Option<OffsetUnit>,
    /// The unit that files of this kind count.
    pub usual: OffsetUnit,
    /// What the reader has to say.
    pub findings: Vec<ItemFinding>,
}

impl Draft {
    /// Settles title, units, labels and ids.
    ///
    /// # Errors
    /// [`Rejected`], and nothing of the article is taken in.
    pub fn settle(self, options: &ReadOptions) -> Result<Item, Rejected> {
        let place = self.place.clone();
        self.settled(options)
            .map_err(|reason| Rejected::new(place, reason))
    }

    fn settled(mut self, options: &ReadOptions) -> Result<Item, Reason> {
        if self.text.chars().all(char::is_whitespace) {
            return Err(Reason::NoText);
        }
        let mut findings = std::mem::take(&mut self.findings);
        for marks in &mut self.marks {
            tidy(marks, options, &mut findings);
        }
        let body = Text::new(std::mem::take(&mut self.text))?;
        let said = options.unit.or(self.unit);
        let found = units::find(&body, &self.marks, said, self.usual)?;
        if found.unsure {
            findings.push(ItemFinding::UnitUnsure(found.unit));
        } else if said.is_none() && found.unit != self.usual {
            findings.push(ItemFinding::Unit(found.unit));
        }
        let mut metadata: Map<_, _> = self.metadata.into_iter().collect();
        let title = self.title.filter(|title| !title.trim().is_empty());
        let (text, shift) = match (&title, options.title) {
            (Some(title), TitleAs::Joined) => {
                let head = format!("{title}\n\n");
                let shift = u32::try_from(head.chars().count()).unwrap_or(u32::MAX);
                (Text::new(head + body.as_str())?, shift)
            }
            (Some(title), TitleAs::Metadata) => {
                metadata.insert("title".to_owned(), title.clone());
                (body.clone(), 0)
            }
            (None, _) => (body.clone(), 0),
        };
        findings.extend(
            decode::findings(text.as_str())
                .into_iter()
                .map(ItemFinding::Text),
        );
        let sha256 = Sha256::of(text.as_str());
        let id = self.id.filter(|id| !id.is_empty());
        let article = Article {
            id: id.map_or_else(|| sha256.article_id(), |id| (&*id).into()),
            title: title.unwrap_or_else(|| title_of(text.as_str(), &self.place.file)),
            sha256,
            length: text.end(),
            metadata,
            position: 0,
            deleted: false,
            assigned: Vec::new(),
            changed: String::new(),
            extra: Extra::new(),
        };
        let mut layers = Vec::with_capacity(self.marks.len());
        let mut names = Set::new();
        for marks in self.marks {
            let name = marks.annotator.as_deref().unwrap_or(&options.annotator);
            let name = alone(name, &mut names);
            let key = LayerKey {
                project: "".into(),
                article: article.id.clone(),
                annotator: (&*name).into(),
            };
            layers.push(layer(marks, key, &body, found.unit, shift)?);
        }
        Ok(Item {
            place: self.place,
            article,
            text,
            layers,
            project: None,
            findings,
        })
    }
}

/// A name that no other layer of the article bears.
fn alone(name: &str, taken: &mut Set<String>) -> String {
    let numbered = (2..).map(|number: u64| {
        format!("{name}-{number}")
            .trim_start_matches('-')
            .to_owned()
    });
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    let name = names.find(|name| !taken.contains(name)).unwrap_or_default();
    taken.insert(name.clone());
    name
}

/// Maps labels, numbers what has no id, and leaves out what marks nothing.
fn tidy(marks: &mut RawMarks, options: &ReadOptions, findings: &mut Vec<ItemFinding>) {
    let mut taken: Set<String> = marks
        .spans
        .iter()
        .filter_map(|span| span.id.clone())
        .collect();
    let mut number = 0;
    for span in &mut marks.spans {
        if span.id.is_none() {
            span.id = Some(free("s", &mut number, &mut taken));
        }
    }
    marks.spans.retain_mut(|span| {
        let Some(label) = options.labels.get(&span.label).map(str::to_owned) else {
            return false;
        };
        span.label = label;
        if span.is_empty() {
            findings.push(ItemFinding::EmptySpan(span.name()));
            return false;
        }
        // An empty piece among others marks nothing more.
        span.fragments.retain(|(start, end)| start != end);
        true
    });
    let spans: Set<&str> = marks
        .spans
        .iter()
        .filter_map(|span| span.id.as_deref())
        .collect();
    let mut taken: Set<String> = marks
        .links
        .iter()
        .filter_map(|link| link.id.clone())
        .collect();
    let mut number = 0;
    marks.links.retain_mut(|link| {
        let Some(kind) = options.links.get(&link.kind).map(str::to_owned) else {
            return false;
        };
        link.kind = kind;
        let id = link.id.take();
        let id = id.unwrap_or_else(|| free("l", &mut number, &mut taken));
        let held = spans.contains(&*link.from) && spans.contains(&*link.to);
        if !held {
            findings.push(ItemFinding::LooseLink(id.clone()));
        }
        link.id = Some(id);
        held
    });
}

/// The next name of a row that is not taken.
fn free(prefix: &str, number: &mut u64, taken: &mut Set<String>) -> String {
    loop {
        *number += 1;
        let name = format!("{prefix}{number}");
        if !taken.contains(&name) {
            return name;
        }
    }
}

fn layer(
    marks: RawMarks,
    key: LayerKey,
    body: &Text,
    unit: OffsetUnit,
    shift: u32,
) -> Result<Layer, Reason> {
    let mut spans = Vec::with_capacity(marks.spans.len());
    for span in marks.spans {
        let fragments = fragments(&span, body, unit, shift)?;
        let id = SpanId::from(&*span.id.unwrap_or_default());
        let mut annotation = Annotation::new(id, LabelId::from(&*span.label), fragments);
        let attributes = span.attributes.into_iter();
        let attributes = attributes.map(|(name, value)| (AttributeId::from(&*name), value));
        annotation.attributes = attributes.collect();
        annotation.note = span.note;
        annotation.origin = if span.suggested {
            Origin::Suggested
        } else {
            Origin::Imported
        };
        annotation.extra = span.extra;
        spans.push(SpanRecord {
            span: Arc::new(annotation),
            stamps: Stamps::new(),
            removed: None,
        });
    }
    let links = marks.links.into_iter().map(|link| LinkRecord {
        link: Link {
            id: (&*link.id.unwrap_or_default()).into(),
            kind: LinkTypeId::from(&*link.kind),
            from: SpanId::from(&*link.from),
            to: SpanId::from(&*link.to),
            extra: link.extra,
        },
        stamp: Stamp::unknown(),
        removed: None,
    });
    let parts = Parts {
        key,
        spans,
        links: links.collect(),
        meta: Meta {
            labels: marks.labels.into_iter().collect(),
            note: marks.note,
            status: marks.status,
            dismissed: Set::new(),
        },
        meta_stamps: Map::new(),
        seconds: Map::new(),
        revision: 0,
        updated: String::new(),
        extra: Extra::new(),
    };
    Layer::from_parts(parts).map_err(|twice| Reason::DuplicateId(twice.0))
}

fn fragments(
    span: &RawSpan,
    body: &Text,
    unit: OffsetUnit,
    shift: u32,
) -> Result<Fragments, Reason> {
    let at = |offset: u64| -> Result<CodePoint, Reason> {
        let at = unit.code_point(body, offset);
        let at = at.ok_or_else(|| Reason::Offset {
            span: span.name(),
            found: offset,
            unit,
            others: Vec::new(),
        })?;
        Ok(at.plus(shift))
    };
    let mut extents = Vec::with_capacity(span.fragments.len());
    for (start, end) in &span.fragments {
        let extent = Extent::new(at(*start)?, at(*end)?);
        extents.push(extent.ok_or_else(|| Reason::Backwards {
            span: span.name(),
            start: *start,
            end: *end,
        })?);
    }
    Fragments::new(extents).map_err(|_| Reason::Overlap { span: span.name() })
}
