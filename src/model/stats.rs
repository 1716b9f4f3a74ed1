//! Counts over a layer.

use std::sync::Arc;

use super::annotation::Annotation;
use super::boundary::Ground;
use super::check;
use super::ids::LabelId;
use super::layer::Layer;
use crate::model::sorted::Map;

/// How many spans of each label a layer has; a label without any is not there.
pub fn by_label(layer: &Layer) -> Map<LabelId, usize> {
    let mut counts = Map::new();
    for span in layer.in_order() {
        counts.update(span.label.clone(), |count| *count += 1);
    }
    counts
}

/// How many spans have findings of their place in the text: ends beyond it, a cluster that is cut, white space at an
/// end. A label that the scheme lacks is another matter, as schemes change.
pub fn problems(layer: &Layer, ground: &Ground<'_>) -> usize {
    let wrong = |span: &&Arc<Annotation>| check::misplaced(span, ground).is_some();
    layer.in_order().filter(wrong).count()
}
