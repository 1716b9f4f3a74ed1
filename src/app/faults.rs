//! What is wrong with a project file, as messages: what a person can do something about in their language, what only the
//! maker of the file can mend as it is said by its reader.

use super::state::Said;
use super::strings::{Arg, Args, Text};
use crate::format::layer::{LayerError, Misfit};
use crate::format::project::{ProjectError, RejectReason};
use crate::format::records::RecordError;

fn number(n: usize) -> Arg {
    Arg::Number(n as u64)
}

fn name(id: &impl ToString) -> Arg {
    Arg::Text(id.to_string())
}

const fn said(key: Text, args: Args) -> Said {
    Said { key, args }
}

/// Why a file is not read as a project file.
pub fn of_project(error: &ProjectError) -> Said {
    match error {
        ProjectError::Empty => Said::plain(Text::BadProjectEmpty),
        ProjectError::PrettyPrinted => Said::plain(Text::BadProjectPretty),
        ProjectError::NewerSchema { found, .. } => {
            said(Text::BadProjectNewer, vec![("found", name(found))])
        }
        ProjectError::CutOff { line } => said(Text::BadProjectCut, vec![("line", number(*line))]),
        ProjectError::NoHeader { line } => {
            said(Text::BadProjectHeader, vec![("line", number(*line))])
        }
        ProjectError::Header { line, error } => said(
            Text::BadProjectRecord,
            vec![("line", number(*line)), ("why", of_record(error))],
        ),
        ProjectError::TextChanged { line, article, .. }
        | ProjectError::Length { line, article, .. } => said(
            Text::BadProjectText,
            vec![("line", number(*line)), ("article", name(article))],
        ),
    }
}

/// Why a line of a project file, or what lies in storage, is not taken in.
pub fn of_line(reason: &RejectReason) -> Arg {
    let of_article = |key, article| Arg::Said(key, vec![("article", name(article))]);
    match reason {
        RejectReason::Json(error) => json(error),
        RejectReason::NoSchema => Arg::Key(Text::RecordNoSchema),
        RejectReason::UnknownSchema { found } => unknown(found),
        RejectReason::SecondProject => Arg::Key(Text::RecordSecondProject),
        RejectReason::Article(error) => of_record(error),
        RejectReason::NoText { article } => of_article(Text::RecordNoText, article),
        RejectReason::DuplicateArticle { article } => of_article(Text::RecordTwice, article),
        RejectReason::Layer(error) => of_layer(error),
        RejectReason::OtherProject { found } => Arg::Said(
            Text::RecordOtherProject,
            vec![("project", Arg::Text(found.to_string()))],
        ),
        RejectReason::UnknownArticle { article } => of_article(Text::RecordUnknownArticle, article),
        RejectReason::OtherText { article } => of_article(Text::RecordOtherText, article),
        RejectReason::Misfit(Misfit::Quotes(quotes)) => {
            let first = quotes.first().map(|quote| quote.span.to_string());
            let args = vec![
                ("n", number(quotes.len())),
                ("span", Arg::Text(first.unwrap_or_default())),
            ];
            Arg::Said(Text::RecordMisfit, args)
        }
        RejectReason::TooLong { .. }
        | RejectReason::OtherKey { .. }
        | RejectReason::NoArticle
        | RejectReason::Stored { .. }
        | RejectReason::Misfit(Misfit::TooMuch { .. }) => Arg::Text(reason.to_string()),
    }
}

fn of_record(error: &RecordError) -> Arg {
    match error {
        RecordError::Json(error) => json(error),
        RecordError::NewerSchema { found } => newer(found),
        RecordError::UnknownSchema { found } => unknown(found),
        other => Arg::Text(other.to_string()),
    }
}

fn of_layer(error: &LayerError) -> Arg {
    match error {
        LayerError::Json(error) => json(error),
        LayerError::NewerSchema { found } => newer(found),
        LayerError::UnknownSchema { found } => unknown(found),
        other => Arg::Text(other.to_string()),
    }
}

fn json(error: &impl ToString) -> Arg {
    Arg::Said(Text::RecordJson, vec![("why", name(error))])
}

fn newer(found: &str) -> Arg {
    let args = vec![("found", Arg::Text(found.to_owned()))];
    Arg::Said(Text::BadProjectNewer, args)
}

fn unknown(found: &str) -> Arg {
    let args = vec![("found", Arg::Text(found.to_owned()))];
    Arg::Said(Text::RecordSchema, args)
}
