//! Which label of the project a label of a file may be, and the same of link types.

use crate::format::exchange::labels::LabelMap;
use crate::model::ids::{LabelId, LinkTypeId};
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

/// The same of link types.
const OTHER_LINKS: [(&str, &[&str]); 3] = [
    (
        "said_by",
        &[
            "said", "sourc", "speaker", "holder", "attribut", "قال", "قائل", "مصدر",
        ],
    ),
    (
        "relayed_by",
        &["relay", "report", "quoted", "via", "نقل", "ناقل"],
    ),
    ("denies", &["deni", "deny", "refut", "نفي", "ينفي"]),
];

/// The label of the project, if one is near: by its name, or by what other corpora call it.
pub fn label(name: &str, scheme: &Scheme) -> Option<LabelId> {
    let ids: Vec<&str> = scheme
        .labels
        .iter()
        .map(|label| label.id.as_str())
        .collect();
    near(name, &LabelMap::labels(scheme), &ids, &OTHERS).map(LabelId::from)
}

/// The same of a link type.
pub fn link(name: &str, scheme: &Scheme) -> Option<LinkTypeId> {
    let ids: Vec<&str> = scheme.links.iter().map(|link| link.id.as_str()).collect();
    near(name, &LabelMap::links(scheme), &ids, &OTHER_LINKS).map(LinkTypeId::from)
}

/// The one of these ids that a name means.
fn near<'a>(
    name: &str,
    map: &LabelMap,
    ids: &[&'a str],
    others: &[(&str, &[&str])],
) -> Option<&'a str> {
    let known = |id: &str| ids.iter().find(|known| **known == id).copied();
    if let Some(id) = map.get(name).and_then(known) {
        return Some(id);
    }
    let lower = name.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    let near = words.find_map(|word| {
        let like = |part: &&str| match part.is_ascii() {
            true => word.starts_with(part),
            false => word.contains(part),
        };
        others.iter().find(|(_, parts)| parts.iter().any(like))
    });
    near.and_then(|(id, _)| known(id))
}
