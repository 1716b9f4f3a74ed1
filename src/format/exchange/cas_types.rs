//! The types of a CAS that is written, and a layer as its structures.

use super::cas::{Cas, METADATA, OWN, Sofa, Structure, VIEW, Value};
use super::units::OffsetUnit;
use super::xml;
use crate::format::export::{ExportError, ExportItem};
use crate::model::annotation::{AttributeValue, Origin};
use crate::model::layer::Layer;
use crate::model::sorted::Map;

/// The package of the types.
const PACKAGE: &str = "webanno.custom.";

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

pub(super) fn attribute_of(feature: &str) -> String {
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
