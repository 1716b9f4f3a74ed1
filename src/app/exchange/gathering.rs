//! Of the articles that were gathered those that go out, and what there is to choose from.

use super::order::{Going, Survey};
use super::pack::Form;
use crate::app::msg::Gathered;
use crate::format::exchange::survey;
use crate::format::export::ExportItem;
use crate::model::layer::Layer;
use crate::model::sorted::{Map, Set};

/// What there is.
pub fn survey(items: &[Gathered]) -> Survey {
    let mut metadata: Set<String> = Set::default();
    for name in items.iter().flat_map(|item| item.article.metadata.keys()) {
        if !metadata.contains(name) {
            metadata.insert(name.clone());
        }
    }
    let spans = |layer: &Layer| (layer.key().annotator.clone(), layer.len());
    let articles = items.iter().map(|item| {
        let layers = item.layers.iter().map(spans).collect();
        (item.article.id.clone(), layers)
    });
    Survey {
        articles: articles.collect(),
        metadata,
    }
}

/// The articles that go out, with the layers that go along.
pub fn going<'a>(items: &'a [Gathered], going: &Going) -> Vec<ExportItem<'a>> {
    let takes = |layer: &&Layer| {
        let annotator = &layer.key().annotator;
        going.annotator.as_ref().is_none_or(|own| own == annotator)
    };
    let chosen = items
        .iter()
        .filter(|item| going.articles.contains(&item.article.id));
    let chosen = chosen.map(|item| ExportItem {
        article: &item.article,
        text: &item.text,
        layers: item.layers.iter().filter(takes).collect(),
    });
    chosen.collect()
}

/// A label that the scheme does not have has a column all the same.
pub fn complete(form: &mut Form, items: &[ExportItem<'_>]) {
    let (mut labels, mut links) = (Map::new(), Map::new());
    for layer in items.iter().flat_map(|item| &item.layers) {
        for span in layer.in_order() {
            labels.update(span.label.clone(), |count: &mut usize| *count += 1);
        }
        for link in layer.links() {
            links.update(link.kind.clone(), |count: &mut usize| *count += 1);
        }
    }
    survey::complete(&mut form.options.project.scheme, &labels, &links);
}
