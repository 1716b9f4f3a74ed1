//! Names of kinds and units, and why something cannot come in, in the language of the person.

use crate::app::state::Said;
use crate::app::strings::{Arg, Text};
use crate::app::{bidi, faults};
use crate::format::exchange::fault::{LineFault, XmlFault, ZipFault};
use crate::format::exchange::item::ItemFinding;
use crate::format::exchange::kind::Kind;
use crate::format::exchange::reject::{Place, Reason};
use crate::format::exchange::units::OffsetUnit;
use crate::format::layer::LayerError;
use crate::format::losses::Lost;
use crate::format::project::RejectReason;
use crate::format::wire::{JsonError, JsonFault, JsonProblem};
use crate::model::text::{MAX_CODE_POINTS, TooLong};
use crate::ui::store::Words;

use super::number;

/// What a kind is called.
pub fn kind(kind: Kind, words: Words) -> String {
    let name = match kind {
        Kind::Isnad => words.get(Text::KindIsnad),
        Kind::Csv => words.get(Text::KindCsv),
        Kind::Jsonl => words.get(Text::KindJsonl),
        Kind::Layers => words.get(Text::KindLayers),
        Kind::Txt => words.get(Text::KindTxt),
        Kind::Html => words.get(Text::KindHtml),
        Kind::Doccano => "doccano JSONL",
        Kind::LabelStudio => "Label Studio JSON",
        Kind::Prodigy => "spaCy / Prodigy JSONL",
        Kind::Brat => "brat",
        Kind::Conll => "CoNLL-2003",
        Kind::Bio => "BIO TSV",
        Kind::WebAnnotation => "W3C Web Annotation",
        Kind::CasJson => "UIMA CAS JSON",
        Kind::CasXmi => "UIMA CAS XMI",
        Kind::WebannoTsv => "WebAnno TSV 3",
        Kind::PubAnnotation => "PubAnnotation JSON",
        Kind::Tei => "TEI",
        Kind::HuggingFace => "Hugging Face",
        Kind::Trec => "TREC SGML",
    };
    name.to_owned()
}

/// What a unit is called.
pub const fn unit(unit: OffsetUnit) -> Text {
    match unit {
        OffsetUnit::CodePoint => Text::UnitCodePoint,
        OffsetUnit::Utf16 => Text::UnitUtf16,
        OffsetUnit::Utf8 => Text::UnitUtf8,
        OffsetUnit::Grapheme => Text::UnitGrapheme,
    }
}

/// Something that stands at a place.
pub fn at(place: &Place, why: String, words: Words) -> String {
    let mut args = vec![
        ("file", Arg::Text(place.file.clone())),
        ("why", Arg::Text(why)),
    ];
    match place.line {
        Some(line) => {
            args.push(("line", Arg::Number(line)));
            words.with(Text::FaultAt, &args)
        }
        None => words.with(Text::FaultIn, &args),
    }
}

fn text(value: &str) -> Arg {
    Arg::Text(value.to_owned())
}

/// Why something cannot come in.
pub fn reason(reason: &Reason, words: Words) -> String {
    let one = |key, name, value: &str| words.text(key, name, value);
    match reason {
        Reason::Encoding { offset, encoding } => words.with(
            Text::ReasonEncoding,
            &[
                ("offset", Arg::Number(*offset)),
                ("encoding", text(encoding)),
            ],
        ),
        Reason::Empty => words.get(Text::ReasonEmpty).to_owned(),
        Reason::UnknownKind => words.get(Text::ReasonKind).to_owned(),
        Reason::NotRead(of) => one(Text::ReasonNotRead, "kind", &kind(*of, words)),
        Reason::Json(error)
        | Reason::Layer(LayerError::Json(error))
        | Reason::Record(RejectReason::Json(error)) => json(error, words),
        Reason::Xml(fault) => one(Text::ReasonXml, "why", &xml(fault, words)),
        Reason::Cell(cell) => words.with(Text::ReasonTable, &[("count", number(*cell))]),
        Reason::Line(fault) => line(fault, words),
        Reason::Missing(name) => one(Text::ReasonMissing, "name", name),
        Reason::Value { name, found } => words.with(
            Text::ReasonValue,
            &[("name", text(name)), ("found", text(found))],
        ),
        Reason::TooLarge { most } => words.with(Text::ReasonTooLarge, &[("count", number(*most))]),
        Reason::NoText => words.get(Text::ReasonNoText).to_owned(),
        Reason::TooLong(TooLong { code_points }) => words.with(
            Text::ReasonTooLong,
            &[
                ("count", number(*code_points)),
                ("max", number(MAX_CODE_POINTS as usize)),
            ],
        ),
        Reason::Offset {
            span,
            found,
            unit: counted,
            others,
        } => {
            let names: Vec<&str> = others.iter().map(|other| words.get(unit(*other))).collect();
            let key = match others.is_empty() {
                true => Text::ReasonOffset,
                false => Text::ReasonOffsetOthers,
            };
            let args = [
                ("span", text(span)),
                ("offset", Arg::Number(*found)),
                ("unit", Arg::Key(unit(*counted))),
                ("others", Arg::Text(names.join(" / "))),
            ];
            words.with(key, &args)
        }
        Reason::Backwards { span, start, end } => words.with(
            Text::ReasonBackwards,
            &[
                ("span", text(span)),
                ("start", Arg::Number(*start)),
                ("end", Arg::Number(*end)),
            ],
        ),
        Reason::Quote {
            span,
            quoted,
            found,
        } => words.with(
            Text::ReasonQuote,
            &[
                ("span", text(span)),
                ("quoted", text(quoted)),
                ("found", text(found)),
            ],
        ),
        Reason::Overlap { span } => one(Text::ReasonOverlap, "span", span),
        Reason::DuplicateId(id) | Reason::DuplicateArticle(id) => one(Text::ReasonTwice, "id", id),
        Reason::NoPartner(name) => one(Text::ReasonNoPartner, "name", name),
        Reason::OtherText => words.get(Text::ReasonOtherText).to_owned(),
        Reason::Zip(fault) => one(Text::ReasonZip, "why", &zip(fault, words)),
        Reason::Project(error) => {
            let Said { key, args } = faults::of_project(error);
            words.with(key, &args)
        }
        Reason::Record(reason) => words.argument(&faults::of_line(reason)),
        // What the system says comes as it is.
        other => bidi::isolated(&other.to_string()),
    }
}

/// What is wrong with JSON, and where.
fn json(error: &JsonError, words: Words) -> String {
    let what = match error.fault {
        _ if error.problem == JsonProblem::CutOff => Text::FaultCutOff,
        JsonFault::NoJson => Text::JsonNone,
        JsonFault::HalfPair => Text::JsonHalfPair,
        JsonFault::OutOfRange | JsonFault::TooLarge => Text::JsonTooLarge,
        JsonFault::Twice => Text::JsonTwice,
        JsonFault::String => Text::JsonString,
        JsonFault::Number => Text::JsonNumber,
        JsonFault::Flag => Text::JsonFlag,
        JsonFault::List => Text::JsonList,
        JsonFault::Object => Text::JsonObject,
        JsonFault::Entity => Text::JsonEntity,
    };
    let args = [
        ("what", Arg::Key(what)),
        ("member", text(&error.member)),
        ("column", Arg::Number(error.column as u64)),
    ];
    let key = match error.member.is_empty() {
        true => Text::JsonAtColumn,
        false => Text::JsonAtMember,
    };
    words.text(Text::ReasonJson, "why", &words.with(key, &args))
}

fn xml(fault: &XmlFault, words: Words) -> String {
    match fault {
        XmlFault::CutOff => words.get(Text::FaultCutOff).to_owned(),
        XmlFault::Crossed { expected, found } => {
            let tag = |name: &str| text(&format!("</{name}>"));
            let args = [("expected", tag(expected)), ("found", tag(found))];
            words.with(Text::XmlCrossed, &args)
        }
        XmlFault::NotBegun(name) => words.text(Text::XmlNotBegun, "tag", &format!("</{name}>")),
        XmlFault::Entity(name) => words.text(Text::XmlEntity, "name", &format!("&{name};")),
        XmlFault::Character => words.get(Text::XmlCharacter).to_owned(),
        XmlFault::Attributes(name) => words.text(Text::XmlAttributes, "tag", &format!("<{name}>")),
        XmlFault::Markup => words.get(Text::XmlMarkup).to_owned(),
        XmlFault::NoElement(name) => words.text(Text::ReasonMissing, "name", name),
    }
}

fn zip(fault: &ZipFault, words: Words) -> String {
    match fault {
        ZipFault::NoDirectory => words.get(Text::ZipNoDirectory).to_owned(),
        ZipFault::Unsupported => words.get(Text::ZipUnsupported).to_owned(),
        ZipFault::TooMany(count) => words.with(Text::ZipTooMany, &[("count", number(*count))]),
        ZipFault::Encrypted(name) => words.text(Text::ZipEncrypted, "name", name),
        ZipFault::Packed { name, method } => {
            let args = [("name", text(name)), ("method", text(method))];
            words.with(Text::ZipPacked, &args)
        }
        ZipFault::NotThere(name) => words.text(Text::ZipNotThere, "name", name),
        ZipFault::Damaged => words.get(Text::ZipDamaged).to_owned(),
    }
}

fn line(fault: &LineFault, words: Words) -> String {
    match fault {
        LineFault::Other { format, line } => {
            let args = [("format", text(format)), ("line", text(line))];
            words.with(Text::LineOther, &args)
        }
        LineFault::Sentences => words.get(Text::LineSentences).to_owned(),
        LineFault::ListCutOff | LineFault::DocumentCutOff => {
            words.get(Text::FaultCutOff).to_owned()
        }
        LineFault::BehindList => words.get(Text::LineBehindList).to_owned(),
        LineFault::OutsideDocument => words.get(Text::LineOutside).to_owned(),
        LineFault::NoArticle(id) => words.text(Text::LineNoArticle, "id", id),
        LineFault::TooDeep(most) => words.with(Text::PageTooDeep, &[("count", number(*most))]),
        LineFault::TooManyElements(most) => {
            words.with(Text::PageTooMany, &[("count", number(*most))])
        }
        LineFault::NoPage => words.get(Text::PageNone).to_owned(),
    }
}

/// What is left out of an article.
pub fn loss(finding: &ItemFinding, words: Words) -> String {
    match finding {
        ItemFinding::EmptySpan(span) => words.text(Text::LossEmptySpan, "span", span),
        ItemFinding::LooseLink(link) => words.text(Text::LossLink, "link", link),
        other => bidi::isolated(&other.to_string()),
    }
}

/// What a file loses.
pub const fn lost(lost: Lost) -> Text {
    match lost {
        Lost::Articles => Text::LostArticles,
        Lost::ArticleIds => Text::LostArticleIds,
        Lost::Metadata => Text::LostMetadata,
        Lost::Spans => Text::LostSpans,
        Lost::Annotators => Text::LostAnnotators,
        Lost::SpanIds => Text::LostSpanIds,
        Lost::SplitSpans => Text::LostSplitSpans,
        Lost::Overlaps => Text::LostOverlaps,
        Lost::CutTokens => Text::LostCutTokens,
        Lost::Edges => Text::LostEdges,
        Lost::Attributes => Text::LostAttributes,
        Lost::Notes => Text::LostNotes,
        Lost::Suggestions => Text::LostSuggestions,
        Lost::Links => Text::LostLinks,
        Lost::ArticleLabels => Text::LostArticleLabels,
        Lost::ArticleNotes => Text::LostArticleNotes,
        Lost::Statuses => Text::LostStatuses,
        Lost::Seconds => Text::LostSeconds,
        Lost::Dismissed => Text::LostDismissed,
        Lost::CrLf => Text::LostCrLf,
        Lost::Controls => Text::LostControls,
        Lost::Texts => Text::LostTexts,
    }
}
