//! A CAS of UIMA, as XMI and as JSON hold it: a text with feature structures on it, whose offsets count UTF-16 units,
//! as Java does.
//!
//! What is written: a type `webanno.custom.Denial` for each label and `webanno.custom.Said_by` for each type of link,
//! the latter with `Governor` and `Dependent`, so that INCEpTION takes them as layers of spans and relations. UIMA
//! knows no span of several pieces: each piece is a structure, and pieces of one span share the feature `isnadId`.

use super::draft::{Draft, RawLink, RawMarks, RawSpan};
use super::item::ItemFinding;
use super::reject::Reason;
use super::units::OffsetUnit;
use super::xml;
use crate::format::export::{ExportError, ExportItem};
use crate::format::losses::Carries;
use crate::model::annotation::{AttributeValue, Origin};
use crate::model::layer::Layer;
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
/// The package of the types that are written.
const PACKAGE: &str = "webanno.custom.";
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
const OWN: [&str; 8] = [
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

/// The name of the feature for an attribute.
fn feature_of(attribute: &str) -> String {
    let name = xml::name(attribute);
    let letter = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let own = OWN.contains(&&*name) || name == "Governor" || name == "Dependent";
    match letter && !own && !name.starts_with("x_") {
        true => name,
        false => format!("x_{name}"),
    }
}

fn attribute_of(feature: &str) -> String {
    xml::id(feature.strip_prefix("x_").unwrap_or(feature))
}

/// The type for a label or a type of link.
fn type_of(id: &str) -> String {
    let name = xml::name(id);
    let mut chars = name.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    match first {
        Some(first) if first.is_ascii_alphabetic() => format!("{PACKAGE}{first}{}", chars.as_str()),
        _ => format!("{PACKAGE}X{name}"),
    }
}

/// Types with their features and the types of these.
#[derive(Clone, Debug, Default)]
pub(super) struct Types(pub Map<String, Map<String, &'static str>>);

pub(super) const STRING: &str = "uima.cas.String";
pub(super) const BOOLEAN: &str = "uima.cas.Boolean";
pub(super) const ANNOTATION: &str = "uima.tcas.Annotation";

impl Types {
    /// The type of a label, with what each may have.
    pub(super) fn span(&mut self, label: &str) -> String {
        self.kind(
            label,
            &[
                ("label", STRING),
                ("isnadId", STRING),
                ("note", STRING),
                ("suggested", BOOLEAN),
            ],
        )
    }

    /// The type of a link.
    pub(super) fn link(&mut self, kind: &str) -> String {
        self.kind(
            kind,
            &[
                ("Dependent", ANNOTATION),
                ("Governor", ANNOTATION),
                ("isnadId", STRING),
                ("label", STRING),
            ],
        )
    }

    fn kind(&mut self, id: &str, features: &[(&str, &'static str)]) -> String {
        let name = type_of(id);
        self.0
            .update(name.clone(), |known: &mut Map<String, &'static str>| {
                for (name, range) in features {
                    if !known.contains_key(*name) {
                        known.insert((*name).to_owned(), range);
                    }
                }
            });
        name
    }

    fn feature(&mut self, kind: &str, name: &str, value: &Value) {
        let range = match value {
            Value::Flag(_) => BOOLEAN,
            _ => STRING,
        };
        if let Some(features) = self.0.get_mut(kind) {
            match features.get(name) {
                Some(known) if *known == range => {}
                // One attribute of two kinds is text.
                Some(_) => drop(features.insert(name.to_owned(), STRING)),
                None => drop(features.insert(name.to_owned(), range)),
            }
        }
    }

    /// A layer as a CAS.
    pub(super) fn cas(
        &mut self,
        item: &ExportItem<'_>,
        layer: Option<&Layer>,
    ) -> Result<Cas, ExportError> {
        let mut cas = Cas {
            sofas: vec![Sofa {
                id: "1".to_owned(),
                name: VIEW.to_owned(),
                text: Some(item.text.as_str().to_owned()),
            }],
            ..Cas::default()
        };
        let mut metadata = vec![(
            "documentId".to_owned(),
            Value::Text(item.article.id.to_string()),
        )];
        if let Some(title) = item.article.metadata.get("title") {
            metadata.push(("documentTitle".to_owned(), Value::Text(title.clone())));
        }
        let end = u64::from(item.text.end_utf16().get());
        put(&mut cas, METADATA.to_owned(), 0, end, metadata);
        let mut places = Vec::new();
        for span in layer.into_iter().flat_map(Layer::in_order) {
            let kind = self.span(span.label.as_str());
            let outside = || ExportError::OutsideText {
                article: item.article.id.clone(),
                span: span.id.clone(),
            };
            let text = |text: &str| Value::Text(text.to_owned());
            for (number, extent) in span.fragments.iter().enumerate() {
                let at = |at| OffsetUnit::Utf16.offset(item.text, at).ok_or_else(outside);
                let (begin, end) = (at(extent.start())?, at(extent.end())?);
                let mut features = vec![
                    ("label".to_owned(), text(span.label.as_str())),
                    ("isnadId".to_owned(), text(span.id.as_str())),
                ];
                if number == 0 {
                    for (id, value) in &span.attributes {
                        let name = feature_of(id.as_str());
                        let value = match value {
                            AttributeValue::Flag(flag) => Value::Flag(*flag),
                            AttributeValue::Text(text) | AttributeValue::Other(text) => {
                                Value::Text(text.clone())
                            }
                        };
                        self.feature(&kind, &name, &value);
                        features.push((name, value));
                    }
                    if !span.note.is_empty() {
                        features.push(("note".to_owned(), text(&span.note)));
                    }
                    if span.origin == Origin::Suggested {
                        features.push(("suggested".to_owned(), Value::Flag(true)));
                    }
                }
                let id = put(&mut cas, kind.clone(), begin, end, features);
                if number == 0 {
                    places.push((span.id.clone(), (id, begin, end)));
                }
            }
        }
        let places: Map<_, _> = places.into_iter().collect();
        for link in layer.into_iter().flat_map(Layer::links) {
            let ends = places.get(&link.from).zip(places.get(&link.to));
            let Some(((from, ..), (to, begin, end))) = ends else {
                continue;
            };
            let kind = self.link(link.kind.as_str());
            let features = vec![
                ("label".to_owned(), Value::Text(link.kind.to_string())),
                ("isnadId".to_owned(), Value::Text(link.id.to_string())),
                ("Governor".to_owned(), Value::Ref(from.clone())),
                ("Dependent".to_owned(), Value::Ref(to.clone())),
            ];
            put(&mut cas, kind, *begin, *end, features);
        }
        Ok(cas)
    }
}

/// Adds a structure; answers its number.
fn put(
    cas: &mut Cas,
    kind: String,
    begin: u64,
    end: u64,
    features: Vec<(String, Value)>,
) -> String {
    let id = (cas.structures.len() + 2).to_string();
    cas.structures.push(Structure {
        id: id.clone(),
        kind,
        sofa: Some("1".to_owned()),
        begin: Some(begin),
        end: Some(end),
        features,
    });
    id
}
