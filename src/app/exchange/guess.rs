//! Which label of the project a label of a file may be.

use crate::format::exchange::labels::LabelMap;
use crate::model::ids::LabelId;
use crate::model::scheme::Scheme;

/// How words of names begin that files of the field have for the labels of the guidelines, in small letters; of Arabic
/// words what they hold, for they begin with the article.
const OTHERS: [(&str, &[&str]); 3] = [
    (
        "quote",
        &[
            "quot",
            "content",
            "speech",
            "statement",
            "cite",
            "citation",
            "قتباس",
            "قول",
            "تصريح",
            "كلام",
        ],
    ),
    (
        "denial",
        &[
            "deni",
            "deny",
            "refut",
            "reject",
            "negat",
            "نفي",
            "نكار",
            "تكذيب",
        ],
    ),
    (
        "source",
        &[
            "sourc",
            "speaker",
            "holder",
            "attributed",
            "مصدر",
            "قائل",
            "متحدث",
        ],
    ),
];

/// The label of the project, if one is near: by its name, or by what other corpora call it.
pub fn label(name: &str, scheme: &Scheme) -> Option<LabelId> {
    let map = LabelMap::labels(scheme);
    let known = |id: &str| scheme.labels.iter().find(|label| label.id.as_str() == id);
    if let Some(label) = map.get(name).and_then(known) {
        return Some(label.id.clone());
    }
    let lower = name.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    let near = words.find_map(|word| {
        let like = |part: &&str| match part.is_ascii() {
            true => word.starts_with(part),
            false => word.contains(part),
        };
        OTHERS.iter().find(|(_, parts)| parts.iter().any(like))
    });
    near.and_then(|(id, _)| known(id))
        .map(|label| label.id.clone())
}
