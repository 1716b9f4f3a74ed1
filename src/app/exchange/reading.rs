//! What a reader gave, made fit for the project that it comes into.

use std::sync::Arc;

use crate::app::storage::incoming::Incoming;
use crate::format::exchange::item::Item;
use crate::model::annotation::Annotation;
use crate::model::article::Sha256;
use crate::model::ids::{Annotator, ArticleId, LayerKey, LinkId, SpanId};
use crate::model::layer::Layer;
use crate::model::sorted::{Map, Set};

/// Adds an article with its layers, told apart by a number from another text of the same id.
pub fn add(
    mut item: Item,
    incoming: &mut Incoming,
    ids: &mut Map<ArticleId, Sha256>,
    annotator: &Annotator,
) {
    let first = item.article.id.clone();
    let mut known = false;
    for number in 2_u64.. {
        match ids.get(&item.article.id) {
            None => break,
            Some(hash) if *hash == item.article.sha256 => {
                known = true;
                break;
            }
            Some(_) => item.rename((&*format!("{first}-{number}")).into()),
        }
    }
    let ours = item.project.is_some();
    let Item {
        article,
        text,
        layers,
        ..
    } = item;
    for layer in layers {
        let layer = if ours { layer } else { with_own_ids(layer) };
        let key = layer.key().clone();
        let nobody = key.annotator.as_str().is_empty();
        let annotator = if nobody {
            annotator.clone()
        } else {
            key.annotator
        };
        incoming.layers.push(layer.renamed(LayerKey {
            project: incoming.project.id.clone(),
            article: article.id.clone(),
            annotator,
        }));
    }
    if !known {
        ids.insert(article.id.clone(), article.sha256.clone());
        incoming.articles.push((article, text));
    }
}

/// Gives the spans and links that were numbered while they were read an id made of what they are: the same file once more
/// gives the same spans, and another file on the same text none that are taken for them.
fn with_own_ids(layer: Layer) -> Layer {
    let numbered = |id: &str, letter: char| {
        let number = id.strip_prefix(letter);
        number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let of_reading = |span: &Arc<Annotation>| numbered(span.id.as_str(), 's');
    if !layer.in_order().any(of_reading) {
        return layer;
    }
    let mut parts = layer.to_parts();
    let mut names: Map<SpanId, SpanId> = Map::new();
    let mut taken: Set<SpanId> = Set::new();
    for record in &mut parts.spans {
        let span = &record.span;
        if !numbered(span.id.as_str(), 's') {
            continue;
        }
        let mut what = span.label.to_string();
        for extent in span.fragments.iter() {
            what.push_str(&format!(" {}-{}", extent.start(), extent.end()));
        }
        let name = |number: u64| {
            let hash = Sha256::of(&format!("{what} {number}"));
            SpanId::new(format!("i-{}", hash.as_hex().get(..12).unwrap_or_default()))
        };
        let Some(id) = (0..).map(name).find(|id| !taken.contains(id)) else {
            continue;
        };
        taken.insert(id.clone());
        names.insert(span.id.clone(), id.clone());
        let mut renamed = Annotation::clone(span);
        renamed.id = id;
        record.span = Arc::new(renamed);
    }
    for record in &mut parts.links {
        let link = &mut record.link;
        for end in [&mut link.from, &mut link.to] {
            if let Some(id) = names.get(end) {
                *end = id.clone();
            }
        }
        if numbered(link.id.as_str(), 'l') {
            let what = format!("{} {} {}", link.kind, link.from, link.to);
            let hash = Sha256::of(&what);
            link.id = LinkId::new(format!("i-{}", hash.as_hex().get(..12).unwrap_or_default()));
        }
    }
    Layer::from_parts(parts).unwrap_or(layer)
}
