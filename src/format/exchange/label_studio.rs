//! Label Studio's list of tasks: `data.text`, `annotations[].result[]` with regions of the type `labels` in code points
//! (older files: UTF-16; the quoted texts tell), relations, and `predictions`.
//!
//! Beside the regions stand, as Label Studio has it, choices and text areas with the id of a region, which are
//! attributes, and without one, which are labels of the task; `meta.text` of a region is its note. The names of article
//! and annotator stand in `data.article_id` and `annotator`, metadata in `meta`. Pieces of one span are regions of their
//! own, for Label Studio has no others. It is written by [`label_studio_out`](super::label_studio_out).

use std::borrow::Cow;

use super::draft::{Draft, RawLink, RawMarks, RawSpan};
use super::files::Input;
use super::item::ItemFinding;
use super::json_fields::{drafts, id, list, metadata, need_offset, scalar};
use super::read::{Columns, Items, ReadOptions};
use super::reject::Reason;
use crate::format::json_in::{Members, Node};
use crate::model::annotation::AttributeValue;
use crate::model::layer::Status;

/// The names that Label Studio's templates give to the text and to its labels.
pub(super) const TEXT: &str = "text";
pub(super) const LABEL: &str = "label";

pub(super) fn read<'a>(name: &str, input: Input<'a>, options: &'a ReadOptions) -> Items<'a> {
    let drafts = drafts(name, input, |json| draft(json, &options.columns));
    Box::new(drafts.map(|draft| draft?.settle(options)))
}

pub(super) fn draft(json: &str, columns: &Columns) -> Result<Draft, Reason> {
    let mut wire = Node::parse(json)?.members()?;
    let data = wire.take("data");
    let mut data = data
        .ok_or_else(|| Reason::Missing("data".to_owned()))?
        .members()?;
    let text = text_of(&mut data, columns)?;
    let task = id(&mut wire, "id")?;
    let own = id(&mut data, columns.id.as_deref().unwrap_or("article_id"))?;
    let title = match &columns.title {
        Some(name) => data.string(name)?,
        None => data.string("title")?,
    };
    let mut draft = Draft {
        id: own.or(task),
        title: title.map(Cow::into_owned),
        text,
        metadata: metadata(&data)?,
        ..Draft::default()
    };
    if let Some(meta) = wire.take("meta").filter(|node| node.raw().starts_with('{')) {
        draft.metadata.extend(metadata(&meta.members()?)?);
    }
    for (member, predicted) in [
        ("annotations", false),
        ("completions", false),
        ("predictions", true),
    ] {
        for node in list(&mut wire, member)? {
            let marks = annotation(node, predicted, &draft.text, &mut draft.findings)?;
            draft.marks.push(marks);
        }
    }
    Ok(draft)
}

/// The text of a task: the member that is named, else `text`, else the only string there is.
fn text_of(data: &mut Members<'_>, columns: &Columns) -> Result<String, Reason> {
    let name = match &columns.text {
        Some(name) => name.clone(),
        None if data.has(TEXT) => TEXT.to_owned(),
        None => {
            let mut texts = data.rest().filter(|(_, raw)| raw.starts_with('"'));
            match (texts.next(), texts.next()) {
                (Some((name, _)), None) => name.to_owned(),
                _ => return Err(Reason::Missing("data.text".to_owned())),
            }
        }
    };
    let text = data.string(&name)?;
    Ok(text
        .ok_or_else(|| Reason::Missing(format!("data.{name}")))?
        .into_owned())
}

fn annotation(
    node: Node<'_>,
    predicted: bool,
    text: &str,
    findings: &mut Vec<ItemFinding>,
) -> Result<RawMarks, Reason> {
    let mut wire = node.members()?;
    let mut marks = RawMarks::default();
    let named = wire.string("annotator")?.map(Cow::into_owned);
    marks.annotator = match named {
        Some(name) => Some(name),
        None if predicted => id(&mut wire, "model_version")?,
        None => match wire.take("completed_by") {
            Some(node) if node.raw().starts_with('{') => {
                let mut person = node.members()?;
                id(&mut person, "email")?.or(id(&mut person, "id")?)
            }
            Some(node) => scalar(node)?,
            None => None,
        },
    };
    if wire
        .take("was_cancelled")
        .is_some_and(|node| node.raw() == "true")
    {
        marks.status = Status::Skipped;
    }
    let mut on_regions = Vec::new();
    for node in list(&mut wire, "result")? {
        let mut result = node.members()?;
        let kind = result.string("type")?.unwrap_or_default();
        match &*kind {
            "labels" => region(&mut result, predicted, text, &mut marks.spans)?,
            "relation" => marks.links.push(relation(&mut result)?),
            "choices" | "textarea" => on_regions.push((kind.into_owned(), result)),
            other => findings.push(ItemFinding::LeftOut(format!(
                "a result of the type «{other}»"
            ))),
        }
    }
    for (kind, result) in on_regions {
        beside(&kind, result, &mut marks)?;
    }
    Ok(marks)
}

/// A region: one span for each of its labels.
fn region(
    result: &mut Members<'_>,
    predicted: bool,
    text: &str,
    spans: &mut Vec<RawSpan>,
) -> Result<(), Reason> {
    let node = result.take("value");
    let mut value = node
        .ok_or_else(|| Reason::Missing("value".to_owned()))?
        .members()?;
    let (start, end) = (
        need_offset(&mut value, "start")?,
        need_offset(&mut value, "end")?,
    );
    let labels = value.list("labels")?;
    let origin = result.string("origin")?;
    let id = id(result, "id")?;
    let note = match result
        .take("meta")
        .filter(|node| node.raw().starts_with('{'))
    {
        Some(node) => texts(&mut node.members()?, "text")?.join("\n"),
        None => String::new(),
    };
    // Some versions quote a line end as `\n`, two characters.
    let quoted = value
        .string("text")?
        .map(|quoted| match text.contains("\\n") {
            true => quoted.into_owned(),
            false => quoted.replace("\\n", "\n"),
        });
    let first = labels.first().map_or("", |label| &**label).to_owned();
    let others = labels.into_iter().skip(1).map(Cow::into_owned);
    for (number, label) in std::iter::once(first).chain(others).enumerate() {
        let id = id.clone().map(|id| match number {
            0 => id,
            number => format!("{id}-{}", number + 1),
        });
        spans.push(RawSpan {
            id,
            quoted: quoted.clone(),
            note: note.clone(),
            suggested: predicted || origin.as_deref() == Some("prediction"),
            ..RawSpan::new(&label, start, end)
        });
    }
    Ok(())
}

/// A string, or the strings of a list.
fn texts(members: &mut Members<'_>, name: &str) -> Result<Vec<String>, Reason> {
    match members.take(name) {
        Some(node) if node.raw().starts_with('[') => {
            let mut all = Vec::new();
            for node in node.items()? {
                all.extend(scalar(node)?);
            }
            Ok(all)
        }
        Some(node) => Ok(scalar(node)?.into_iter().collect()),
        None => Ok(Vec::new()),
    }
}

fn relation(result: &mut Members<'_>) -> Result<RawLink, Reason> {
    let mut need = |name: &str| {
        let found = id(result, name)?;
        found.ok_or_else(|| Reason::Missing(name.to_owned()))
    };
    let (mut from, mut to) = (need("from_id")?, need("to_id")?);
    if result.string("direction")?.as_deref() == Some("left") {
        (from, to) = (to, from);
    }
    let kind = texts(result, "labels")?.into_iter().next();
    Ok(RawLink {
        id: id(result, "id")?,
        kind: kind.unwrap_or_default(),
        from,
        to,
        extra: Default::default(),
    })
}

/// Choices or a text area: an attribute of the region whose id it has, else something on the whole task.
fn beside(kind: &str, mut result: Members<'_>, marks: &mut RawMarks) -> Result<(), Reason> {
    let name = result.string("from_name")?.unwrap_or_default().into_owned();
    let region = id(&mut result, "id")?;
    let mut value = result.object("value")?;
    let values = match kind {
        "choices" => texts(&mut value, "choices")?,
        _ => texts(&mut value, "text")?,
    };
    let span = marks
        .spans
        .iter_mut()
        .find(|span| span.id.is_some() && span.id == region);
    match span {
        Some(span) => {
            let value = match (kind, &*values.join("\n")) {
                ("choices", "true") => AttributeValue::Flag(true),
                ("choices", "false") => AttributeValue::Flag(false),
                (_, text) => AttributeValue::Text(text.to_owned()),
            };
            span.attributes.push((name, value));
        }
        None if kind == "choices" => marks.labels.extend(values),
        None => marks.note = values.join("\n"),
    }
    Ok(())
}
