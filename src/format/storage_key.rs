//! The names under which things lie in local storage and in the database.

use crate::model::ids::{Annotator, ArticleId, LayerKey, ProjectId, Replica};

/// What the key of every layer begins with.
pub const LAYERS: &str = "isnad:annotations:";

/// The key of a project in the database.
pub fn project_key(project: &ProjectId) -> String {
    let mut out = String::new();
    encode(project.as_str(), &mut out);
    out
}

/// What the keys of all articles of a project begin with in the database.
pub fn article_prefix(project: &ProjectId) -> String {
    format!("{}/", project_key(project))
}

/// The key of an article, and of its text, in the database.
pub fn article_key(project: &ProjectId, article: &ArticleId) -> String {
    let mut out = article_prefix(project);
    encode(article.as_str(), &mut out);
    out
}

/// What the keys of all layers of an article begin with.
pub fn layer_prefix(project: &ProjectId, article: &ArticleId) -> String {
    format!("{LAYERS}{}/", article_key(project, article))
}

/// What the keys of all layers of a project begin with.
pub fn project_layers_prefix(project: &ProjectId) -> String {
    format!("{LAYERS}{}", article_prefix(project))
}

/// `isnad:annotations:<project>/<article>/<annotator>`, each part percent-encoded as UTF-8 but for ASCII
/// letters, digits and `-_.~`.
pub fn layer_storage_key(key: &LayerKey) -> String {
    let mut out = LAYERS.to_owned();
    encode(key.project.as_str(), &mut out);
    out.push('/');
    encode(key.article.as_str(), &mut out);
    out.push('/');
    encode(key.annotator.as_str(), &mut out);
    out
}

/// What the names of all edits of a layer begin with in the journal, by the layer's key in storage, which has no
/// `#` in it.
pub fn journal_prefix(layer: &str) -> String {
    format!("{layer}#")
}

/// The name of an edit in the journal: its writer, and the how manieth of the visit.
pub fn journal_key(layer: &str, replica: &Replica, number: u64) -> String {
    let mut out = journal_prefix(layer);
    encode(replica.as_str(), &mut out);
    out.push_str(&format!("/{number:08}"));
    out
}

/// The key of the layer that an edit in the journal belongs to.
pub fn layer_of_record(name: &str) -> Option<&str> {
    Some(name.split_once('#')?.0)
}

/// What the names of all copies of a layer begin with.
pub fn snapshot_prefix(layer: &str) -> String {
    format!("{layer}#")
}

/// The layer that a key of local storage names; `None` if it is no such key. Reads what other encoders
/// leave bare, too.
pub fn parse_layer_storage_key(key: &str) -> Option<LayerKey> {
    let mut parts = key.strip_prefix(LAYERS)?.split('/');
    let parsed = LayerKey {
        project: ProjectId::new(decode(parts.next()?)?),
        article: ArticleId::new(decode(parts.next()?)?),
        annotator: Annotator::new(decode(parts.next()?)?),
    };
    parts.next().is_none().then_some(parsed)
}

fn encode(part: &str, out: &mut String) {
    use std::fmt::Write;
    for byte in part.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

fn decode(part: &str) -> Option<String> {
    let mut bytes = part.bytes();
    let mut out = Vec::with_capacity(part.len());
    while let Some(byte) = bytes.next() {
        out.push(if byte == b'%' {
            let high = char::from(bytes.next()?).to_digit(16)?;
            let low = char::from(bytes.next()?).to_digit(16)?;
            u8::try_from(high * 16 + low).ok()?
        } else {
            byte
        });
    }
    String::from_utf8(out).ok()
}
