//! UIMA's CAS as JSON, version 0.4 of its specification: an article a file, with its types in it. Where an article
//! has several layers, it has a folder with a file for each annotator.

use super::cas::{CARRIES, Cas, METADATA, Sofa, Structure, VIEW, Value};
use super::cas_types::{ANNOTATION, STRING, Types};
use super::check_back::check;
use super::draft::Draft;
use super::files::{Input, Sink};
use super::json_fields::{drafts, id, offset, scalar};
use super::read::{Items, ReadOptions};
use super::reject::{Reason, Rejected};
use super::whole;
use super::write::{WriteError, file_name};
use crate::format::export::ExportItem;
use crate::format::json_in::{Members, Node};
use crate::format::json_out::Out;
use crate::format::losses::Carries;

pub(super) fn read<'a>(name: &str, input: Input<'a>, options: &'a ReadOptions) -> Items<'a> {
    let own = whole::id_of(name, &[".json"]);
    let drafts = drafts(name, input, move |json| cas(json)?.draft(own.clone()));
    Box::new(drafts.map(|draft| draft?.settle(options)))
}

fn cas(json: &str) -> Result<Cas, Reason> {
    let mut file = Node::parse(json)?.members()?;
    let mut cas = Cas::default();
    let structures = file.take("%FEATURE_STRUCTURES");
    let structures = structures.ok_or_else(|| Reason::Missing("%FEATURE_STRUCTURES".to_owned()))?;
    if structures.raw().starts_with('{') {
        // By number.
        for (number, node) in structures.members()?.nodes() {
            structure(Some(number.to_owned()), node.members()?, &mut cas)?;
        }
    } else {
        for node in structures.items()? {
            structure(None, node.members()?, &mut cas)?;
        }
    }
    Ok(cas)
}

fn structure(number: Option<String>, mut wire: Members<'_>, cas: &mut Cas) -> Result<(), Reason> {
    let own = id(&mut wire, "%ID")?;
    let id_of = own.or(number).unwrap_or_default();
    let kind = wire.text("%TYPE")?;
    if kind == "uima.cas.Sofa" {
        cas.sofas.push(Sofa {
            id: id_of,
            name: wire.text("sofaID")?,
            text: match wire.take("sofaString") {
                Some(node) => scalar(node)?,
                None => None,
            },
        });
        return Ok(());
    }
    let mut at = |name: &str| match wire.take(name) {
        Some(node) => offset(node, name).map(Some),
        None => Ok(None),
    };
    let (begin, end) = (at("begin")?, at("end")?);
    let sofa = id(&mut wire, "@sofa")?;
    let mut features = Vec::new();
    for (name, node) in wire.nodes() {
        let raw = node.raw();
        if name.starts_with('%') || raw == "null" {
            continue;
        }
        match (name.strip_prefix('@'), raw) {
            (Some(name), raw) => features.push((name.to_owned(), Value::Ref(raw.to_owned()))),
            (None, "true") => features.push((name.to_owned(), Value::Flag(true))),
            (None, "false") => features.push((name.to_owned(), Value::Flag(false))),
            (None, raw) if raw.starts_with(['[', '{']) => {
                cas.left_out.push(format!("«{name}» of {id_of}"));
            }
            (None, _) => {
                let text = scalar(node)?.unwrap_or_default();
                // `#` stands before the names of numbers.
                let name = name.trim_start_matches('#').to_owned();
                features.push((name, Value::Text(text)));
            }
        }
    }
    cas.structures.push(Structure {
        id: id_of,
        kind,
        sofa,
        begin,
        end,
        features,
    });
    Ok(())
}

/// Writes CAS JSON.
#[derive(Debug, Default)]
pub struct Writer(());

impl super::write::Writer for Writer {
    fn carries(&self) -> Carries {
        CARRIES
    }

    fn item(&mut self, item: &ExportItem<'_>, sink: &mut dyn Sink) -> Result<(), WriteError> {
        let name = file_name(item.article.id.as_str());
        let layers = item.layers.iter().map(|layer| Some(*layer));
        let none = item.layers.is_empty().then_some(None);
        for layer in layers.chain(none) {
            let one = ExportItem {
                layers: layer.into_iter().collect(),
                ..item.clone()
            };
            let mut types = Types::default();
            let written = types.cas(&one, layer)?;
            let json = json(&written, &types);
            let back = cas(&json).and_then(|cas| cas.draft(String::new()));
            let back = back.map_err(|reason| Rejected::new(Default::default(), reason));
            check(&one, std::iter::once::<Result<Draft, _>>(back), &|label| {
                // A label without a name is that of its type.
                if label.is_empty() {
                    "X".to_owned()
                } else {
                    label.to_owned()
                }
            })?;
            let name = match (layer, item.layers.len()) {
                (Some(layer), 2..) => {
                    format!("{name}/{}.json", file_name(layer.key().annotator.as_str()))
                }
                _ => format!("{name}.json"),
            };
            sink.write(&name, json.as_bytes())?;
            sink.write(&name, b"\n")?;
            sink.done(&name)?;
        }
        Ok(())
    }

    fn end(&mut self, _: &mut dyn Sink) -> Result<(), WriteError> {
        Ok(())
    }
}

fn json(cas: &Cas, types: &Types) -> String {
    let mut out = Out::default();
    out.open('{');
    out.name("%TYPES");
    out.open('{');
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
    out.close('}');
    out.name("%FEATURE_STRUCTURES");
    out.open('[');
    for sofa in &cas.sofas {
        out.open('{');
        out.name("%ID");
        out.json(&sofa.id);
        out.text("%TYPE", "uima.cas.Sofa");
        out.count("sofaNum", 1);
        out.text("sofaID", VIEW);
        out.text("mimeType", "text");
        out.text("sofaString", sofa.text.as_deref().unwrap_or_default());
        out.close('}');
    }
    for structure in &cas.structures {
        out.open('{');
        out.name("%ID");
        out.json(&structure.id);
        out.text("%TYPE", &structure.kind);
        out.count("@sofa", 1);
        out.count("begin", structure.begin.unwrap_or_default());
        out.count("end", structure.end.unwrap_or_default());
        for (name, value) in &structure.features {
            match value {
                Value::Text(text) => out.text(name, text),
                Value::Flag(flag) => out.flag(name, *flag),
                Value::Ref(id) => {
                    out.name(&format!("@{name}"));
                    out.json(id);
                }
            }
        }
        out.close('}');
    }
    out.close(']');
    out.name("%VIEWS");
    out.open('{');
    out.name(VIEW);
    out.open('{');
    out.count("%SOFA", 1);
    out.name("%MEMBERS");
    out.open('[');
    for structure in &cas.structures {
        out.json(&structure.id);
    }
    out.close(']');
    for _ in 0..3 {
        out.close('}');
    }
    out.into_string()
}

fn describe(
    name: &str,
    above: &str,
    features: &mut dyn Iterator<Item = (&str, &str)>,
    out: &mut Out,
) {
    out.name(name);
    out.open('{');
    out.text("%NAME", name);
    out.text("%SUPER_TYPE", above);
    for (name, range) in features {
        out.name(name);
        out.open('{');
        out.text("%NAME", name);
        out.text("%RANGE", range);
        out.close('}');
    }
    out.close('}');
}
