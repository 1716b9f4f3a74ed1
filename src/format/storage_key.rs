//! The name under which a layer lies in local storage.

use crate::model::ids::{Annotator, ArticleId, LayerKey, ProjectId};

const PREFIX: &str = "isnad:annotations:";

/// `isnad:annotations:<project>/<article>/<annotator>`, each part percent-encoded as UTF-8 but for ASCII
/// letters, digits and `-_.~`.
pub fn layer_storage_key(key: &LayerKey) -> String {
    let mut out = PREFIX.to_owned();
    encode(key.project.as_str(), &mut out);
    out.push('/');
    encode(key.article.as_str(), &mut out);
    out.push('/');
    encode(key.annotator.as_str(), &mut out);
    out
}

/// The layer that a key of local storage names; `None` if it is no such key. Reads what other encoders
/// leave bare, too.
pub fn parse_layer_storage_key(key: &str) -> Option<LayerKey> {
    let mut parts = key.strip_prefix(PREFIX)?.split('/');
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
