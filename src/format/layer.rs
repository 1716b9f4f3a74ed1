//! The saved JSON of a layer, schema `isnad/annotations/1`: other programs read it, so its members and their
//! order are a contract (architecture.md). Where it is stored is not said here.
//!
//! Unknown members of `article` and `sync` are held in the layer's extra as `/article/<name>` and
//! `/sync/…/<name>`, those of an item of `sync.removed` in the extra of its span or link as `/item/<name>`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

pub use super::layer_error::{Item, LayerError};
use super::migrate::{self, Kind};
use super::spans::{LinkIn, LinkOut, SpanIn, SpanOut, link, need, plain, quote, span};
use super::sync::{Sync, SyncIn};
use super::sync_out::{SyncOut, sync_out};
use super::wire::{Carried, Str, Unknown, members, parse, to_json};
use crate::model::annotation::{Annotation, Extra};
use crate::model::article::{Article, Sha256};
use crate::model::ids::{Annotator, ArticleId, LayerKey, ProjectId, Replica, SpanId};
use crate::model::layer::{Layer, Meta, Parts, Status};
use crate::model::offset::CodePoint;
use crate::model::text::Text;

/// What a layer says of the article it is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleRef {
    /// Unique in the project.
    pub id: ArticleId,
    /// For people.
    pub title: String,
    /// Of the text.
    pub sha256: Sha256,
    /// Of the text, in code points.
    pub length: CodePoint,
}

/// A layer as it was read, not yet held against the text of its article.
#[derive(Clone, Debug)]
pub struct StoredLayer {
    /// The layer.
    pub layer: Layer,
    /// The article it says it is on.
    pub article: ArticleRef,
    /// Who wrote it; empty if it does not say.
    pub writer: Replica,
    /// The marked texts that it quotes, in the order of its spans; a span may be without.
    pub quotes: Vec<(SpanId, Box<str>)>,
}

/// A span whose offsets do not give the text that the file quotes for it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the span «{span}» quotes «{quoted}», the text has {found:?}")]
pub struct QuoteMismatch {
    /// Which span.
    pub span: SpanId,
    /// What the file says it marks; empty if it does not say.
    pub quoted: String,
    /// What the text has there; `None` if the span ends past its end.
    pub found: Option<String>,
}

impl StoredLayer {
    /// The spans that do not fit `text`: they end past its end, or mark something else than they quote.
    pub fn check_quotes(&self, text: &Text) -> Vec<QuoteMismatch> {
        let quotes: BTreeMap<_, _> = self
            .quotes
            .iter()
            .map(|(id, quote)| (id, &**quote))
            .collect();
        let mut wrong = Vec::new();
        for span in self.layer.in_order() {
            let quoted = quotes.get(&span.id).copied();
            let found = quote(text, &span.fragments);
            let fits = match (&found, quoted) {
                (Some(found), Some(quoted)) => found == quoted,
                (Some(_), None) => true,
                (None, _) => false,
            };
            if !fits {
                wrong.push(QuoteMismatch {
                    span: span.id.clone(),
                    quoted: quoted.unwrap_or_default().to_owned(),
                    found: found.map(|found| found.into_owned()),
                });
            }
        }
        wrong
    }
}

members! {
    /// A layer as a file has it.
    LayerIn {
        schema: Str<'de> = "schema",
        project: Str<'de> = "project",
        article: ArticleIn<'de> = "article",
        annotator: Str<'de> = "annotator",
        offset_unit: Str<'de> = "offset_unit",
        spans: Vec<SpanIn<'de>> = "spans",
        links: Vec<LinkIn<'de>> = "links",
        labels: Vec<Str<'de>> = "labels",
        note: Str<'de> = "note",
        status: Str<'de> = "status",
        seconds: u32 = "seconds",
        dismissed: Vec<Str<'de>> = "dismissed",
        updated: Str<'de> = "updated",
        sync: SyncIn<'de> = "sync",
    }
}

members! {
    /// The article as a layer has it.
    ArticleIn {
        id: Str<'de> = "id",
        title: Str<'de> = "title",
        sha256: Str<'de> = "sha256",
        length: u32 = "length",
    }
}

#[derive(Serialize)]
struct LayerOut<'a> {
    schema: &'static str,
    project: &'a str,
    article: ArticleOut<'a>,
    annotator: &'a str,
    offset_unit: &'static str,
    spans: Vec<SpanOut<'a>>,
    links: Vec<LinkOut<'a>>,
    labels: &'a BTreeSet<String>,
    note: &'a str,
    status: &'static str,
    seconds: u32,
    dismissed: &'a BTreeSet<String>,
    updated: &'a str,
    sync: SyncOut<'a>,
    #[serde(flatten)]
    unknown: Unknown<'a>,
}

#[derive(Serialize)]
struct ArticleOut<'a> {
    id: &'a str,
    title: &'a str,
    sha256: &'a str,
    length: u32,
    #[serde(flatten)]
    unknown: Unknown<'a>,
}

const OFFSET_UNIT: &str = "code_point";

const STATUS: [(Status, &str); 5] = [
    (Status::Todo, "todo"),
    (Status::InProgress, "in_progress"),
    (Status::Done, "done"),
    (Status::Skipped, "skipped"),
    (Status::Discuss, "discuss"),
];

/// The name of a status in files.
pub fn status_name(status: Status) -> &'static str {
    STATUS
        .iter()
        .find(|(known, _)| *known == status)
        .map_or("todo", |(_, name)| name)
}

/// The status that a file names.
pub fn status_from(name: &str) -> Option<Status> {
    STATUS
        .iter()
        .find(|(_, known)| *known == name)
        .map(|(status, _)| *status)
}

/// What a span marks, its pieces joined with ` … `; empty if it ends past the end of the text.
pub fn marked_text(span: &Annotation, text: &Text) -> String {
    quote(text, &span.fragments)
        .unwrap_or_default()
        .into_owned()
}

/// A layer as compact JSON on one line. `text` must be the text of `article`; a span that ends past its end
/// gets an empty quoted text.
pub fn write_layer(layer: &Layer, article: &Article, text: &Text, replica: &Replica) -> String {
    let parts = layer.to_parts();
    let mut carried = Carried::of(&parts.extra, LayerIn::NAMES);
    let key = layer.key();
    let spans = layer
        .in_order()
        .map(|span| SpanOut::of(span, Some(text), plain(&span.extra, SpanIn::NAMES)));
    let links = layer
        .links()
        .map(|link| LinkOut::of(link, plain(&link.extra, LinkIn::NAMES)));
    to_json(&LayerOut {
        schema: Kind::Annotations.schema(),
        project: key.project.as_str(),
        article: ArticleOut {
            id: key.article.as_str(),
            title: &article.title,
            sha256: article.sha256.as_hex(),
            length: article.length.get(),
            unknown: carried.take("/article/", ArticleIn::NAMES),
        },
        annotator: key.annotator.as_str(),
        offset_unit: OFFSET_UNIT,
        spans: spans.collect(),
        links: links.collect(),
        labels: &parts.meta.labels,
        note: &parts.meta.note,
        status: status_name(parts.meta.status),
        seconds: layer.seconds(),
        dismissed: &parts.meta.dismissed,
        updated: &parts.updated,
        sync: sync_out(layer, &parts, replica, &mut carried),
        unknown: carried.rest(),
    })
}

/// Reads a layer. Where `sync` does not give the seconds by writer, those of the layer count for the writer
/// without a name; where it does, they outweigh the layer's.
///
/// # Errors
/// [`LayerError`]: what would corrupt a layer is refused whole.
pub fn read_layer(json: &str) -> Result<StoredLayer, LayerError> {
    let explain = |error| migrate::explain(json, Kind::Annotations, error);
    let wire: LayerIn<'_> = parse(json).map_err(explain)?;
    let top = || Item::Layer;
    migrate::check(&need(wire.schema, "schema", top)?, Kind::Annotations)?;
    let mut extra = Extra::new();
    wire.unknown.keep("", &mut extra);
    let article = article_in(need(wire.article, "article", top)?, &mut extra)?;
    let unit = need(wire.offset_unit, "offset_unit", top)?;
    if &*unit != OFFSET_UNIT {
        return Err(LayerError::OffsetUnit {
            found: unit.into_owned(),
        });
    }
    let mut sync = Sync::read(wire.sync.unwrap_or_default(), &mut extra)?;
    let (mut spans, mut links, mut quotes) = (Vec::new(), Vec::new(), Vec::new());
    for (number, wire) in need(wire.spans, "spans", top)?.into_iter().enumerate() {
        let (span, quote) = span(wire, number)?;
        quotes.extend(quote.map(|quote| (span.id.clone(), quote)));
        spans.push(sync.span(span, &mut extra)?);
    }
    for (number, wire) in wire.links.unwrap_or_default().into_iter().enumerate() {
        links.push(sync.link(link(wire, number)?)?);
    }
    let status = wire.status.as_deref().unwrap_or("todo");
    let status = STATUS.iter().find(|(_, name)| *name == status);
    let (status, _) = status.ok_or_else(|| LayerError::Value {
        item: Item::Layer,
        member: "status",
        found: wire.status.as_deref().unwrap_or_default().to_owned(),
    })?;
    let set = |list: Option<Vec<Str<'_>>>| {
        let list = list.unwrap_or_default();
        list.into_iter()
            .map(Str::into_owned)
            .collect::<BTreeSet<_>>()
    };
    let total = wire.seconds.filter(|count| *count > 0);
    let unnamed = || {
        total
            .map(|count| (Replica::new(""), count))
            .into_iter()
            .collect()
    };
    let writer = Replica::from(&*sync.writer);
    let mut parts = Parts {
        key: LayerKey {
            project: ProjectId::from(&*need(wire.project, "project", top)?),
            article: article.id.clone(),
            annotator: Annotator::from(&*need(wire.annotator, "annotator", top)?),
        },
        spans: Vec::new(),
        links: Vec::new(),
        meta: Meta {
            labels: set(wire.labels),
            note: wire.note.map(Str::into_owned).unwrap_or_default(),
            status: *status,
            dismissed: set(wire.dismissed),
        },
        meta_stamps: std::mem::take(&mut sync.meta_stamps),
        seconds: sync.seconds.take().unwrap_or_else(unnamed),
        revision: sync.revision,
        updated: wire.updated.map(Str::into_owned).unwrap_or_default(),
        extra: Extra::new(),
    };
    sync.removed(&mut spans, &mut links, &mut extra)?;
    (parts.spans, parts.links, parts.extra) = (spans, links, extra);
    let layer =
        Layer::from_parts(parts).map_err(|twice| LayerError::DuplicateId { id: twice.0 })?;
    Ok(StoredLayer {
        layer,
        article,
        writer,
        quotes,
    })
}

fn article_in(wire: ArticleIn<'_>, extra: &mut Extra) -> Result<ArticleRef, LayerError> {
    let item = || Item::Article;
    let sha256 = need(wire.sha256, "sha256", item)?;
    let article = ArticleRef {
        id: ArticleId::from(&*need(wire.id, "id", item)?),
        title: wire.title.map(Str::into_owned).unwrap_or_default(),
        sha256: Sha256::from_hex(&sha256).ok_or_else(|| LayerError::Value {
            item: Item::Article,
            member: "sha256",
            found: sha256.to_string(),
        })?,
        length: CodePoint::new(need(wire.length, "length", item)?),
    };
    wire.unknown.keep("/article/", extra);
    Ok(article)
}
