//! Counts over a layer.

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
