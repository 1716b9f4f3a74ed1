//! A file that leaves is read back first: what its reader found in it, sliced in the file's own unit from the
//! file's own text, must be what the person marked.

use unicode_segmentation::UnicodeSegmentation;

use super::draft::Draft;
use super::reject::Rejected;
use super::units::OffsetUnit;
use crate::format::export::{ExportError, ExportItem, marked};
use crate::model::ids::ArticleId;
use crate::model::span::Fragments;

/// Holds what came back against an article with its layers, piece by piece in the order of the layers. `label` is
/// what the format makes of a label's name.
///
/// # Errors
/// [`ExportError`].
pub fn check(
    item: &ExportItem<'_>,
    back: impl Iterator<Item = Result<Draft, Rejected>>,
    label: &dyn Fn(&str) -> String,
) -> Result<(), ExportError> {
    check_cut(item, back, label, &|piece| vec![piece])
}

/// The same for a format that cuts what is marked: `cut` says where, and what it leaves out.
///
/// # Errors
/// [`ExportError`].
pub fn check_cut(
    item: &ExportItem<'_>,
    back: impl Iterator<Item = Result<Draft, Rejected>>,
    label: &dyn Fn(&str) -> String,
    cut: &dyn Fn(&str) -> Vec<&str>,
) -> Result<(), ExportError> {
    let article = &item.article.id;
    let changed = || ExportError::Changed {
        article: ArticleId::clone(article),
    };
    let mut found = Vec::new();
    for draft in back {
        let draft = draft.map_err(|_| changed())?;
        if draft.text != item.text.as_str() {
            return Err(changed());
        }
        pieces(&draft, &mut found);
    }
    let mut found = found.into_iter();
    for span in item.layers.iter().flat_map(|layer| layer.in_order()) {
        for extent in span.fragments.iter() {
            let expected = marked(item.article, item.text, &span.id, &Fragments::one(extent))?;
            for expected in cut(&expected) {
                let (name, piece) = found.next().ok_or_else(changed)?;
                if name != label(span.label.as_str()) {
                    return Err(changed());
                }
                if piece.as_deref() != Some(expected) {
                    return Err(ExportError::Mismatch {
                        article: article.clone(),
                        span: span.id.clone(),
                        expected: expected.to_owned(),
                        found: piece,
                    });
                }
            }
        }
    }
    match found.next() {
        Some(_) => Err(changed()),
        None => Ok(()),
    }
}

/// Label and text of every piece, counted anew and not by the index that made the offsets.
fn pieces(draft: &Draft, into: &mut Vec<(String, Option<String>)>) {
    let places = starts(&draft.text, draft.unit.unwrap_or(draft.usual));
    let at = |offset: u64| places.get(usize::try_from(offset).ok()?).copied().flatten();
    for span in draft.marks.iter().flat_map(|marks| &marks.spans) {
        for (start, end) in &span.fragments {
            let bytes = at(*start).zip(at(*end));
            let piece = bytes.and_then(|(from, to)| draft.text.get(from..to));
            into.push((span.label.clone(), piece.map(str::to_owned)));
        }
    }
}

/// The byte at each offset of a unit; `None` inside a character.
fn starts(text: &str, unit: OffsetUnit) -> Vec<Option<usize>> {
    let mut places = Vec::with_capacity(text.len() / 2 + 1);
    match unit {
        OffsetUnit::Grapheme => places.extend(text.grapheme_indices(true).map(|(at, _)| Some(at))),
        _ => {
            for (at, c) in text.char_indices() {
                let units = match unit {
                    OffsetUnit::Utf16 => c.len_utf16(),
                    OffsetUnit::Utf8 => c.len_utf8(),
                    OffsetUnit::CodePoint | OffsetUnit::Grapheme => 1,
                };
                places.push(Some(at));
                places.extend((1..units).map(|_| None));
            }
        }
    }
    places.push(Some(text.len()));
    places
}
