//! A CAS of UIMA, as XMI and as JSON hold it: a text with feature structures on it, whose offsets count UTF-16 units,
//! as Java does.
//!
//! What is written: a type `webanno.custom.Denial` for each label and `webanno.custom.Said_by` for each type of link,
//! the latter with `Governor` and `Dependent`, so that INCEpTION takes them as layers of spans and relations. UIMA
//! knows no span of several pieces: each piece is a structure, and pieces of one span share the feature `isnadId`.

use super::cas_types::attribute_of;
use super::draft::{Draft, RawLink, RawMarks, RawSpan};
use super::item::ItemFinding;
use super::reject::Reason;
use super::units::OffsetUnit;
use super::xml;
use crate::format::losses::Carries;
use crate::model::annotation::AttributeValue;
use crate::model::sorted::Map;

/// What a CAS has room for.
pub(super) const CARRIES: Carries = Carries {
    article_ids: true,
    span_ids: true,
    fragments: true,
    attributes: true,
    notes: true,
    suggestions: true,
    links: true,
    ..Carries::SPANS
};

/// The value of a feature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    Flag(bool),
    /// The number of another structure.
    Ref(String),
}

/// A feature structure.
#[derive(Clone, Debug, Default)]
pub(super) struct Structure {
    /// Its number.
    pub id: String,
    /// Its type, with the package.
    pub kind: String,
    /// The number of the text that it is on.
    pub sofa: Option<String>,
    pub begin: Option<u64>,
    pub end: Option<u64>,
    pub features: Vec<(String, Value)>,
}

/// A text.
#[derive(Clone, Debug, Default)]
pub(super) struct Sofa {
    pub id: String,
    pub name: String,
    pub text: Option<String>,
}

/// All of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Cas {
    pub sofas: Vec<Sofa>,
    pub structures: Vec<Structure>,
    /// What the file has besides, to be told.
    pub left_out: Vec<String>,
}

/// The type that says which document it is.
pub(super) const METADATA: &str =
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData";
/// The view that is written.
pub(super) const VIEW: &str = "_InitialView";
/// Packages of what programs find in a text: sentences, tokens, grammar.
const PASSED: [&str; 6] = [
    "uima.cas.",
    "uima.tcas.DocumentAnnotation",
    "de.tudarmstadt.ukp.dkpro.core.api.segmentation.",
    "de.tudarmstadt.ukp.dkpro.core.api.lexmorph.",
    "de.tudarmstadt.ukp.dkpro.core.api.syntax.",
    "de.tudarmstadt.ukp.clarin.webanno.api.type.",
];
/// Features that are no attributes.
pub(super) const OWN: [&str; 8] = [
    "sofa",
    "begin",
    "end",
    "label",
    "note",
    "suggested",
    "isnadId",
    "id",
];

impl Cas {
    /// The article that it holds.
    pub(super) fn draft(self, id: String) -> Result<Draft, Reason> {
        let mut draft = Draft {
            id: Some(id),
            unit: Some(OffsetUnit::Utf16),
            usual: OffsetUnit::Utf16,
            ..Draft::default()
        };
        let mut left_out = self.left_out;
        let mut sofas = self.sofas.into_iter();
        let sofa = sofas.find(|sofa| sofa.text.is_some());
        let sofa = sofa.ok_or_else(|| Reason::Missing("sofaString".to_owned()))?;
        left_out.extend(sofas.map(|sofa| format!("the view «{}»", sofa.name)));
        draft.text = sofa.text.unwrap_or_default();
        let mut marks = Marks::default();
        for structure in self.structures {
            if structure.kind == METADATA {
                for (name, value) in structure.features {
                    match (&*name, value) {
                        ("documentId", Value::Text(id)) if !id.is_empty() => draft.id = Some(id),
                        ("documentTitle", Value::Text(title)) => draft.title = Some(title),
                        _ => {}
                    }
                }
                continue;
            }
            if PASSED
                .iter()
                .any(|package| structure.kind.starts_with(package))
            {
                continue;
            }
            let elsewhere = structure.sofa.as_ref().is_some_and(|on| *on != sofa.id);
            if elsewhere || structure.begin.is_none() {
                left_out.push(format!("«{}» {}", structure.kind, structure.id));
                continue;
            }
            marks.add(structure)?;
        }
        let (marks, loose) = marks.end();
        left_out.extend(loose);
        draft.marks.push(marks);
        draft.findings = left_out.into_iter().map(ItemFinding::LeftOut).collect();
        Ok(draft)
    }
}

/// Spans and links while structures come.
#[derive(Default)]
struct Marks {
    marks: RawMarks,
    /// The span by type and id, for pieces.
    pieces: Vec<((String, String), usize)>,
    /// The id of the span of a structure.
    ids: Vec<(String, String)>,
    left_out: Vec<String>,
}

impl Marks {
    fn add(&mut self, structure: Structure) -> Result<(), Reason> {
        let missing = |name: &str| Reason::Missing(name.to_owned());
        let short = structure
            .kind
            .rsplit('.')
            .next()
            .unwrap_or_default()
            .to_owned();
        let mut span = RawSpan::new(
            "",
            structure.begin.ok_or_else(|| missing("begin"))?,
            structure.end.ok_or_else(|| missing("end"))?,
        );
        let mut own_id = None;
        let (mut from, mut to) = (None, None);
        for (name, value) in structure.features {
            match (&*name, value) {
                ("label", Value::Text(label)) => span.label = label,
                // What the layer for named entities of these programs calls a label.
                ("value", Value::Text(label)) if short == "NamedEntity" => span.label = label,
                ("isnadId", Value::Text(id)) if !id.is_empty() => own_id = Some(id),
                ("note", Value::Text(note)) => span.note = note,
                ("suggested", Value::Flag(suggested)) => span.suggested = suggested,
                ("Governor", Value::Ref(id) | Value::Text(id)) => from = Some(id),
                ("Dependent", Value::Ref(id) | Value::Text(id)) => to = Some(id),
                (_, Value::Text(text)) => {
                    span.attributes
                        .push((attribute_of(&name), AttributeValue::Text(text)));
                }
                (_, Value::Flag(flag)) => {
                    span.attributes
                        .push((attribute_of(&name), AttributeValue::Flag(flag)));
                }
                (_, Value::Ref(id)) => self
                    .left_out
                    .push(format!("«{name}» of {}: {id}", structure.id)),
            }
        }
        if span.label.is_empty() {
            span.label = xml::id(&short);
        }
        if let Some((from, to)) = from.zip(to) {
            self.marks.links.push(RawLink {
                id: own_id.or(Some(structure.id)),
                kind: span.label,
                from,
                to,
                ..RawLink::default()
            });
            return Ok(());
        }
        let id = own_id.clone().unwrap_or_else(|| structure.id.clone());
        self.ids.push((structure.id, id.clone()));
        if own_id.is_some() {
            let key = (short, id.clone());
            // Pieces of a span come one after another.
            let last = self.pieces.last().filter(|(known, _)| *known == key);
            if let Some(first) = last.and_then(|(_, place)| self.marks.spans.get_mut(*place)) {
                first.fragments.extend(span.fragments);
                return Ok(());
            }
            self.pieces.push((key, self.marks.spans.len()));
        }
        span.id = Some(id).filter(|id| !id.is_empty());
        self.marks.spans.push(span);
        Ok(())
    }

    fn end(mut self) -> (RawMarks, Vec<String>) {
        let ids: Map<String, String> = self.ids.into_iter().collect();
        for link in &mut self.marks.links {
            for end in [&mut link.from, &mut link.to] {
                if let Some(id) = ids.get(end) {
                    *end = id.clone();
                }
            }
        }
        (self.marks, self.left_out)
    }
}
