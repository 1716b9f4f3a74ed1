//! Counts over a layer.

use std::collections::BTreeMap;

use super::ids::LabelId;
use super::layer::Layer;

/// How many spans of each label a layer has; a label without any is not there.
pub fn by_label(layer: &Layer) -> BTreeMap<LabelId, usize> {
    let mut counts = BTreeMap::new();
    for span in layer.in_order() {
        *counts.entry(span.label.clone()).or_insert(0) += 1;
    }
    counts
}
