//! The saved JSON of a layer, schema `isnad/annotations/1`: other programs read it, so its members and their
//! order are a contract (architecture.md). Where it is stored is not said here.
//!
//! Unknown members of `article` and `sync` are held in the layer's extra as `/article/<name>` and
//! `/sync/…/<name>`, those of an item of `sync.removed` in the extra of its span or link as `/item/<name>`.

use crate::model::sorted::{Map, Set};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

use super::json_in::{Kept, Node};
use super::json_out::Out;
pub use super::layer_error::{Item, LayerError};
use super::migrate::{self, Kind};
use super::spans::{
    LINK, SPAN, beginning, link, link_out, marks, need, pieces, quote, span, span_out,
};
use super::sync::Sync;
use super::sync_out::sync_out;
use super::wire::{Carried, plain};
use crate::model::annotation::{Annotation, Extra};
use crate::model::article::{Article, Sha256};
use crate::model::ids::{Annotator, ArticleId, LayerKey, ProjectId, Replica, SpanId};
use crate::model::layer::{Layer, Meta, Parts, Status};
use crate::model::offset::CodePoint;
use crate::model::text::{MAX_CODE_POINTS, Text};

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
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("the span «{span}» quotes «{quoted}», the text has «{}»", found.as_deref().unwrap_or_default())]
pub struct QuoteMismatch {
    /// Which span.
    pub span: SpanId,
    /// What the file says it marks, or its beginning; empty if it does not say.
    pub quoted: String,
    /// What the text has there, or its beginning; `None` if the span ends past its end.
    pub found: Option<String>,
}

/// Why a layer is not one on a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Misfit {
    /// Spans do not mark what they quote.
    #[error("{} spans do not fit the text, first {}", .0.len(), first(.0))]
    Quotes(Vec<QuoteMismatch>),
    /// Spans without quotes mark the text over and over: written with its quotes, the layer would be many times
    /// as large as the file that it came in.
    #[error(
        "spans that quote nothing mark {found} code points in all, on this text the limit is {most}"
    )]
    TooMuch {
        /// How many they mark in all.
        found: u64,
        /// How many they may.
        most: u64,
    },
}

fn first(wrong: &[QuoteMismatch]) -> String {
    wrong.first().map(ToString::to_string).unwrap_or_default()
}

/// How often spans without quotes may mark a text; people nest them two or three deep.
const MOST_TIMES: u64 = 16;
/// What they may mark besides.
const MOST_BESIDES: u64 = 100_000;
/// What removed spans may have marked, which never quote: a merge may bring them back. Work of years on one article
/// stays far below.
const MOST_REMOVED: u64 = 4 * MAX_CODE_POINTS as u64;

impl StoredLayer {
    /// Whether the layer is one on `text`.
    ///
    /// # Errors
    /// [`Misfit`].
    pub fn fits(&self, text: &Text) -> Result<(), Misfit> {
        let all_quoted = self.all_quote_truly(text);
        if !all_quoted {
            let wrong = self.check_quotes(text);
            if !wrong.is_empty() {
                return Err(Misfit::Quotes(wrong));
            }
        }
        let quoted = self.quotes.iter().filter(|_| !all_quoted);
        let quoted: Set<_> = quoted.map(|(id, _)| id).collect();
        let (mut bare, mut removed) = (0, 0);
        for record in self.layer.records() {
            let lengths = record.span.fragments.iter().map(|extent| extent.len());
            let length: u64 = lengths.map(u64::from).sum();
            if !record.is_alive() {
                removed += length;
            } else if !all_quoted && !quoted.contains(&record.span.id) {
                bare += length;
            }
        }
        let most_bare = u64::from(text.end().get()) * MOST_TIMES + MOST_BESIDES;
        for (found, most) in [(bare, most_bare), (removed, MOST_REMOVED)] {
            if found > most {
                return Err(Misfit::TooMuch { found, most });
            }
        }
        Ok(())
    }

    /// Whether every span quotes what it marks and none was removed, as it nearly always is: found without sorting.
    fn all_quote_truly(&self, text: &Text) -> bool {
        let records = self.layer.records().count();
        let true_quote = |(id, quote): &(SpanId, Box<str>)| {
            let span = self.layer.span(id);
            // Past the end there is nothing, which an empty quote would be true of.
            span.is_some_and(|span| {
                span.fragments.end() <= text.end() && marks(text, &span.fragments, quote)
            })
        };
        // No id stands twice in a layer, so as many quotes as records are one for each.
        self.quotes.len() == records && self.quotes.iter().all(true_quote)
    }

    /// The spans that do not fit `text`: they end past its end, or mark something else than they quote. Removed
    /// ones, too: a merge may bring them back.
    pub fn check_quotes(&self, text: &Text) -> Vec<QuoteMismatch> {
        let quotes: Map<_, _> = self
            .quotes
            .iter()
            .map(|(id, quote)| (id, &**quote))
            .collect();
        let mut wrong = Vec::new();
        for record in self.layer.records() {
            let span = &record.span;
            let inside = span.fragments.end() <= text.end();
            let quoted = quotes.get(&span.id).copied().filter(|_| record.is_alive());
            if inside && quoted.is_none_or(|quoted| marks(text, &span.fragments, quoted)) {
                continue;
            }
            wrong.push(QuoteMismatch {
                span: span.id.clone(),
                quoted: beginning(std::iter::once(quoted.unwrap_or_default())),
                found: inside.then(|| beginning(pieces(text, &span.fragments))),
            });
        }
        wrong
    }
}

/// The members of a layer.
const LAYER: &[&str] = &[
    "schema",
    "project",
    "article",
    "annotator",
    "offset_unit",
    "spans",
    "links",
    "labels",
    "note",
    "status",
    "seconds",
    "dismissed",
    "updated",
    "sync",
];

/// The members of the article in a layer.
const ARTICLE: &[&str] = &["id", "title", "sha256", "length"];

const OFFSET_UNIT: &str = "code_point";

/// About as many bytes as a span takes, with its text and its stamp.
const USUAL: usize = 200;

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
    let mut carried = Carried::of(&parts.extra, LAYER);
    let key = layer.key();
    let mut out = Out::with_room(layer.len().saturating_mul(USUAL));
    out.open('{');
    out.text("schema", Kind::Annotations.schema());
    out.text("project", key.project.as_str());
    out.name("article");
    out.open('{');
    out.text("id", key.article.as_str());
    out.text("title", &article.title);
    out.text("sha256", article.sha256.as_hex());
    out.count("length", article.length.get().into());
    out.unknown(&carried.take("/article/", ARTICLE));
    out.close('}');
    out.text("annotator", key.annotator.as_str());
    out.text("offset_unit", OFFSET_UNIT);
    out.name("spans");
    out.open('[');
    for span in layer.in_order() {
        span_out(&mut out, span, Some(text), &plain(&span.extra, SPAN));
    }
    out.close(']');
    out.name("links");
    out.open('[');
    for link in layer.links() {
        link_out(&mut out, link, &plain(&link.extra, LINK));
    }
    out.close(']');
    let Meta {
        labels, dismissed, ..
    } = &parts.meta;
    out.texts("labels", &mut labels.iter().map(|label| &**label));
    out.text("note", &parts.meta.note);
    out.text("status", status_name(parts.meta.status));
    out.count("seconds", layer.seconds().into());
    out.texts("dismissed", &mut dismissed.iter().map(|key| &**key));
    out.text("updated", &parts.updated);
    sync_out(&mut out, layer, &parts, replica, &mut carried);
    out.unknown(&carried.rest());
    out.close('}');
    out.into_string()
}

/// Reads a layer. Where `sync` does not give the seconds by writer, those of the layer count for the writer
/// without a name; where it does, they outweigh the layer's.
///
/// # Errors
/// [`LayerError`]: what would corrupt a layer is refused whole.
pub fn read_layer(json: &str) -> Result<StoredLayer, LayerError> {
    let mut wire = migrate::members(json, Kind::Annotations)?;
    let top = || Item::Layer;
    let mut kept = Kept::new();
    let article = article_in(need(wire.take("article"), "article", top)?, &mut kept)?;
    let unit = need(wire.string("offset_unit")?, "offset_unit", top)?;
    if unit != OFFSET_UNIT {
        return Err(LayerError::OffsetUnit {
            found: unit.into_owned(),
        });
    }
    let mut sync = Sync::read(wire.take("sync"), &mut kept)?;
    let (mut spans, mut links, mut quotes) = (Vec::new(), Vec::new(), Vec::new());
    let list = need(wire.items("spans")?, "spans", top)?;
    for (number, node) in list.into_iter().enumerate() {
        let (span, quote) = span(node, number)?;
        quotes.extend(quote.map(|quote| (span.id.clone(), quote)));
        spans.push(sync.span(span, &mut kept)?);
    }
    let list = wire.items("links")?.unwrap_or_default();
    for (number, node) in list.into_iter().enumerate() {
        links.push(sync.link(link(node, number)?)?);
    }
    let status = wire.string("status")?.unwrap_or("todo".into());
    let status = status_from(&status).ok_or_else(|| LayerError::Value {
        item: Item::Layer,
        member: "status",
        found: status.to_string(),
    })?;
    let total = wire.small("seconds")?.filter(|count| *count > 0);
    let unnamed = || {
        total
            .map(|count| (Replica::new(""), count))
            .into_iter()
            .collect()
    };
    let writer = Replica::from(&*sync.writer);
    let mut set = |name| -> Result<_, LayerError> {
        let list = wire.list(name)?.into_iter();
        Ok(list.map(Cow::into_owned).collect::<Set<_>>())
    };
    let (labels, dismissed) = (set("labels")?, set("dismissed")?);
    let mut parts = Parts {
        key: LayerKey {
            project: ProjectId::from(&*need(wire.string("project")?, "project", top)?),
            article: article.id.clone(),
            annotator: Annotator::from(&*need(wire.string("annotator")?, "annotator", top)?),
        },
        spans: Vec::new(),
        links: Vec::new(),
        meta: Meta {
            labels,
            note: wire.text("note")?,
            status,
            dismissed,
        },
        meta_stamps: std::mem::take(&mut sync.meta_stamps),
        seconds: sync.seconds.take().unwrap_or_else(unnamed),
        revision: sync.revision,
        updated: wire.text("updated")?,
        extra: Extra::new(),
    };
    wire.keep("", &mut kept);
    sync.removed(&mut spans, &mut links, &mut kept)?;
    (parts.spans, parts.links) = (spans, links);
    parts.extra = kept.into_iter().collect();
    let layer =
        Layer::from_parts(parts).map_err(|twice| LayerError::DuplicateId { id: twice.0 })?;
    Ok(StoredLayer {
        layer,
        article,
        writer,
        quotes,
    })
}

fn article_in(wire: Node<'_>, kept: &mut Kept) -> Result<ArticleRef, LayerError> {
    let mut wire = wire.members()?;
    let item = || Item::Article;
    let sha256 = need(wire.string("sha256")?, "sha256", item)?;
    let article = ArticleRef {
        id: ArticleId::from(&*need(wire.string("id")?, "id", item)?),
        title: wire.text("title")?,
        sha256: Sha256::from_hex(&sha256).ok_or_else(|| LayerError::Value {
            item: Item::Article,
            member: "sha256",
            found: sha256.to_string(),
        })?,
        length: CodePoint::new(need(wire.small("length")?, "length", item)?),
    };
    wire.keep("/article/", kept);
    Ok(article)
}
