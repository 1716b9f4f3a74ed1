//! What readers of JSON share: values of any type as metadata and attributes, ids that may be numbers, the fault of a
//! value in its file's own lines.

use super::draft::{Draft, RawSpan};
use super::files::Input;
use super::json_values::Values;
use super::reject::{Place, Reason, Rejected};
use crate::format::json_in::{Members, Node};
use crate::format::spans::JOINT;
use crate::format::wire::{JsonError, one_line};
use crate::model::sorted::Map;

/// The articles of a file in which each value is one.
pub(super) fn drafts<'a>(
    name: &str,
    input: Input<'a>,
    draft: impl Fn(&str) -> Result<Draft, Reason> + 'a,
) -> impl Iterator<Item = Result<Draft, Rejected>> + 'a {
    let name = name.to_owned();
    Values::new(&name, input).map(move |value| {
        let value = value?;
        let place = Place::line(&name, value.line);
        match draft(&value.json) {
            Ok(draft) => Ok(Draft { place, ..draft }),
            Err(reason) => Err(fault(&name, value.line, reason)),
        }
    })
}

/// A fault of a value that begins on a line.
pub(super) fn fault(name: &str, line: u64, reason: Reason) -> Rejected {
    match reason {
        Reason::Json(error) => {
            let inside = error.line.saturating_sub(1);
            let line = line + inside as u64;
            let error = JsonError {
                line: usize::try_from(line).unwrap_or(usize::MAX),
                ..error
            };
            Rejected::new(Place::line(name, line), Reason::Json(error))
        }
        reason => Rejected::new(Place::line(name, line), reason),
    }
}

/// A string, or the JSON of anything else; `None` for `null`.
pub(super) fn scalar(node: Node<'_>) -> Result<Option<String>, JsonError> {
    match node.raw() {
        "null" => Ok(None),
        raw if raw.starts_with('"') => Ok(Some(node.string()?.into_owned())),
        raw => Ok(Some(one_line(raw))),
    }
}

/// Takes a member that is a string or a number.
pub(super) fn id(members: &mut Members<'_>, name: &str) -> Result<Option<String>, JsonError> {
    match members.take(name) {
        Some(node) => scalar(node),
        None => Ok(None),
    }
}

/// Takes a list; none where it is `null` or not there.
pub(super) fn list<'a>(members: &mut Members<'a>, name: &str) -> Result<Vec<Node<'a>>, JsonError> {
    match members.take(name).filter(|node| node.raw() != "null") {
        Some(node) => node.items(),
        None => Ok(Vec::new()),
    }
}

/// What was not taken, as metadata.
pub(super) fn metadata(members: &Members<'_>) -> Result<Vec<(String, String)>, JsonError> {
    let mut metadata = Vec::new();
    for (name, node) in members.nodes() {
        metadata.extend(scalar(node)?.map(|value| (name.to_owned(), value)));
    }
    Ok(metadata)
}

/// Makes one span of those that share id and label: its pieces.
pub(super) fn join_pieces(spans: &mut Vec<RawSpan>) {
    let mut places: Map<(String, String), usize> = Map::new();
    let mut joined: Vec<RawSpan> = Vec::with_capacity(spans.len());
    for span in spans.drain(..) {
        let Some(id) = &span.id else {
            joined.push(span);
            continue;
        };
        let key = (id.clone(), span.label.clone());
        match places.get(&key).and_then(|place| joined.get_mut(*place)) {
            Some(first) => {
                first.fragments.extend(span.fragments);
                if let (Some(quoted), Some(more)) = (&mut first.quoted, &span.quoted) {
                    quoted.push_str(JOINT);
                    quoted.push_str(more);
                }
            }
            None => {
                places.insert(key, joined.len());
                joined.push(span);
            }
        }
    }
    *spans = joined;
}

/// Takes a text that must be there.
pub(super) fn need_text(members: &mut Members<'_>, name: &str) -> Result<String, Reason> {
    let text = members.string(name)?;
    let text = text.ok_or_else(|| Reason::Missing(name.to_owned()))?;
    Ok(text.into_owned())
}

/// Takes an offset that must be there.
pub(super) fn need_offset(members: &mut Members<'_>, name: &str) -> Result<u64, Reason> {
    let node = members.take(name);
    offset(node.ok_or_else(|| Reason::Missing(name.to_owned()))?, name)
}

/// An offset. Some programs write whole numbers as `5.0`.
pub(super) fn offset(node: Node<'_>, name: &str) -> Result<u64, Reason> {
    let raw = node.raw();
    let whole = raw.strip_suffix(".0").unwrap_or(raw);
    whole.parse().map_err(|_| Reason::Value {
        name: name.to_owned(),
        found: raw.chars().take(40).collect(),
    })
}
