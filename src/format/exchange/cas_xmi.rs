//! UIMA's XMI: an article a file, with `TypeSystem.xml` for all beside them. Where an article has several layers, it
//! has a folder with a file for each annotator, as INCEpTION exports.

use super::cas::{CARRIES, Cas, METADATA, Sofa, Structure, VIEW, Value};
use super::cas_types::{ANNOTATION, STRING, Types};
use super::check_back::check;
use super::draft::Draft;
use super::files::{Input, Sink};
use super::item::Item;
use super::read::{Items, ReadOptions};
use super::reject::{Reason, Rejected};
use super::whole;
use super::write::{WriteError, file_name};
use super::xml::{Attributes, Piece, Pieces, attribute, clean, take};
use crate::format::export::ExportItem;
use crate::format::losses::Carries;
use crate::model::text::Text;

pub(super) fn read<'a>(name: &str, input: Input<'a>, options: &'a ReadOptions) -> Items<'a> {
    let item = whole::text(name, input).and_then(|text| item(name, &text, options));
    Box::new(item.transpose().into_iter())
}

/// The article of a file; none in one that only tells of types.
fn item(name: &str, text: &str, options: &ReadOptions) -> Result<Option<Item>, Rejected> {
    match draft(name, text)? {
        Some(draft) => draft.settle(options).map(Some),
        None => Ok(None),
    }
}

fn draft(name: &str, text: &str) -> Result<Option<Draft>, Rejected> {
    let mut pieces = Pieces::new(name, text);
    let mut reader = Reader::default();
    let mut depth = 0;
    while let Some(piece) = pieces.next()? {
        match piece {
            Piece::Open(element, attributes) => {
                depth += 1;
                match depth {
                    1 if element == "typeSystemDescription" => return Ok(None),
                    1 => reader.root(attributes),
                    2 => {
                        let taken = reader.structure(&element, attributes);
                        taken.map_err(|reason| Rejected::new(pieces.place(), reason))?;
                    }
                    3 => reader.inside(&element),
                    _ => {}
                }
            }
            Piece::Close => depth -= 1,
            Piece::Text(_) => {}
        }
    }
    let id = whole::id_of(name, &[".xmi", ".xml"]);
    let place = super::reject::Place::file(name);
    let draft = reader.cas.draft(id);
    let draft = draft.map_err(|reason| Rejected::new(place.clone(), reason))?;
    Ok(Some(Draft { place, ..draft }))
}

#[derive(Default)]
struct Reader {
    /// Packages by prefix.
    packages: Vec<(String, String)>,
    cas: Cas,
}

impl Reader {
    fn root(&mut self, attributes: Attributes) {
        for (name, uri) in attributes {
            if let Some(prefix) = name.strip_prefix("xmlns:") {
                let package = uri
                    .trim_start_matches("http:///")
                    .trim_end_matches(".ecore");
                self.packages
                    .push((prefix.to_owned(), package.replace('/', ".")));
            }
        }
    }

    fn structure(&mut self, element: &str, mut attributes: Attributes) -> Result<(), Reason> {
        let (prefix, name) = element.split_once(':').unwrap_or(("", element));
        let package = self.packages.iter().find(|(known, _)| known == prefix);
        let package = package.map_or(prefix, |(_, package)| package);
        let kind = match package {
            "" | "uima.noNamespace" => name.to_owned(),
            package => format!("{package}.{name}"),
        };
        let id = take(&mut attributes, "xmi:id").unwrap_or_default();
        match &*kind {
            "uima.cas.NULL" | "uima.cas.View" => return Ok(()),
            "uima.cas.Sofa" => {
                self.cas.sofas.push(Sofa {
                    id,
                    name: take(&mut attributes, "sofaID").unwrap_or_default(),
                    text: take(&mut attributes, "sofaString"),
                });
                return Ok(());
            }
            _ => {}
        }
        let mut offset = |name: &str| match take(&mut attributes, name) {
            Some(found) => found.parse().map(Some).map_err(|_| Reason::Value {
                name: name.to_owned(),
                found: found.chars().take(40).collect(),
            }),
            None => Ok(None),
        };
        let (begin, end) = (offset("begin")?, offset("end")?);
        let sofa = take(&mut attributes, "sofa");
        let features = attributes.into_iter().map(|(name, value)| {
            let value = match &*value {
                "true" => Value::Flag(true),
                "false" => Value::Flag(false),
                _ => Value::Text(value),
            };
            (name, value)
        });
        let structure = Structure {
            id,
            kind,
            sofa,
            begin,
            end,
            features: features.collect(),
        };
        self.cas.structures.push(structure);
        Ok(())
    }

    /// A feature of several values.
    fn inside(&mut self, element: &str) {
        if let Some(structure) = self.cas.structures.last() {
            let what = format!("«{element}» of {}", structure.id);
            if self.cas.left_out.last() != Some(&what) {
                self.cas.left_out.push(what);
            }
        }
    }
}

/// Writes XMI.
#[derive(Debug, Default)]
pub struct Writer {
    types: Types,
}

impl super::write::Writer for Writer {
    fn carries(&self) -> Carries {
        Carries {
            controls: false,
            ..CARRIES
        }
    }

    fn item(&mut self, item: &ExportItem<'_>, sink: &mut dyn Sink) -> Result<(), WriteError> {
        // Offsets stay, for what has no room is replaced one by one.
        let text = match clean(item.text.as_str()) {
            std::borrow::Cow::Borrowed(_) => item.text.clone(),
            std::borrow::Cow::Owned(text) => match Text::new(text) {
                Ok(text) => text,
                Err(error) => return Err(WriteError::Impossible(error.to_string())),
            },
        };
        let name = file_name(item.article.id.as_str());
        let layers = item.layers.iter().map(|layer| Some(*layer));
        let none = item.layers.is_empty().then_some(None);
        for layer in layers.chain(none) {
            let one = ExportItem {
                article: item.article,
                text: &text,
                layers: layer.into_iter().collect(),
            };
            let xmi = xmi(&self.types.cas(&one, layer)?);
            let back = draft("", &xmi).transpose();
            check(&one, back.into_iter(), &|label| match label.is_empty() {
                // A label without a name is that of its type.
                true => "X".to_owned(),
                false => clean(label).into_owned(),
            })?;
            let name = match (layer, item.layers.len()) {
                (Some(layer), 2..) => {
                    format!("{name}/{}.xmi", file_name(layer.key().annotator.as_str()))
                }
                _ => format!("{name}.xmi"),
            };
            sink.write(&name, xmi.as_bytes())?;
            sink.done(&name)?;
        }
        Ok(())
    }

    fn end(&mut self, sink: &mut dyn Sink) -> Result<(), WriteError> {
        let name = "TypeSystem.xml";
        sink.write(name, type_system(&self.types).as_bytes())?;
        Ok(sink.done(name)?)
    }
}

fn xmi(cas: &Cas) -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\" \
        xmlns:cas=\"http:///uima/cas.ecore\" xmlns:custom=\"http:///webanno/custom.ecore\" \
        xmlns:type=\"http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore\" xmi:version=\"2.0\">\n\
        <cas:NULL xmi:id=\"0\"/>\n"
        .to_owned();
    for structure in &cas.structures {
        let (prefix, kind) = match structure.kind == METADATA {
            true => ("type", "DocumentMetaData"),
            false => (
                "custom",
                structure.kind.rsplit('.').next().unwrap_or_default(),
            ),
        };
        out.push_str(&format!("<{prefix}:{kind}"));
        attribute("xmi:id", &structure.id, &mut out);
        attribute("sofa", "1", &mut out);
        for (name, offset) in [("begin", structure.begin), ("end", structure.end)] {
            attribute(name, &offset.unwrap_or_default().to_string(), &mut out);
        }
        for (name, value) in &structure.features {
            let value = match value {
                Value::Text(text) | Value::Ref(text) => text,
                Value::Flag(true) => "true",
                Value::Flag(false) => "false",
            };
            attribute(name, value, &mut out);
        }
        out.push_str("/>\n");
    }
    for sofa in &cas.sofas {
        out.push_str("<cas:Sofa");
        attribute("xmi:id", &sofa.id, &mut out);
        attribute("sofaNum", "1", &mut out);
        attribute("sofaID", VIEW, &mut out);
        attribute("mimeType", "text", &mut out);
        attribute(
            "sofaString",
            sofa.text.as_deref().unwrap_or_default(),
            &mut out,
        );
        out.push_str("/>\n");
    }
    let members: Vec<&str> = cas
        .structures
        .iter()
        .map(|structure| &*structure.id)
        .collect();
    out.push_str("<cas:View");
    attribute("sofa", "1", &mut out);
    attribute("members", &members.join(" "), &mut out);
    out.push_str("/>\n</xmi:XMI>\n");
    out
}

fn type_system(types: &Types) -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <typeSystemDescription xmlns=\"http://uima.apache.org/resourceSpecifier\">\n<types>\n"
        .to_owned();
    let document = [("documentId", STRING), ("documentTitle", STRING)];
    describe(
        METADATA,
        "uima.tcas.DocumentAnnotation",
        &mut document.into_iter(),
        &mut out,
    );
    for (name, features) in &types.0 {
        let mut features = features.iter().map(|(name, range)| (&**name, *range));
        describe(name, ANNOTATION, &mut features, &mut out);
    }
    out.push_str("</types>\n</typeSystemDescription>\n");
    out
}

fn describe(
    name: &str,
    above: &str,
    features: &mut dyn Iterator<Item = (&str, &str)>,
    out: &mut String,
) {
    out.push_str(&format!(
        "<typeDescription><name>{name}</name><description/><supertypeName>{above}</supertypeName><features>\n"
    ));
    for (name, range) in features {
        out.push_str(&format!(
            "<featureDescription><name>{name}</name><description/><rangeTypeName>{range}</rangeTypeName></featureDescription>\n"
        ));
    }
    out.push_str("</features></typeDescription>\n");
}
