//! What came of opening files: one item a file, what and where.

use yew::prelude::*;

use crate::app::msg::{FileOutcome, ImportReport};
use crate::app::state::Said;
use crate::app::strings::{Arg, Text};
use crate::app::{bidi, faults};
use crate::format::decode::{DecodeError, Encoding, TextFinding};
use crate::format::project::Rejected;
use crate::model::merge::MergeCounts;
use crate::model::text::MAX_CODE_POINTS;
use crate::ui::store::Words;

pub fn body(report: &ImportReport, words: Words) -> Html {
    let files = report.files.iter().map(|(name, outcome)| {
        let (good, lines) = lines(outcome, words);
        let lines = lines.into_iter().map(|line| html! { <p>{ line }</p> });
        html! {
            <li class={classes!("file", if good { "good" } else { "bad" })}>
                <h3><span aria-hidden="true">{ if good { "✓ " } else { "✕ " } }</span><bdi>{ bidi::name(name) }</bdi></h3>
                { for lines }
            </li>
        }
    });
    html! { <ul class="files">{ for files }</ul> }
}

/// How many lines of a file that did not come in are told one by one.
const SHOWN: usize = 50;

fn number(n: usize) -> Arg {
    Arg::Number(n as u64)
}

/// Whether something came in, and what is to be said of it.
fn lines(outcome: &FileOutcome, words: Words) -> (bool, Vec<String>) {
    let nothing = words.get(Text::ImportNothing).to_owned();
    match outcome {
        FileOutcome::Added {
            findings, encoding, ..
        } => (true, added(findings, *encoding, words)),
        FileOutcome::Corpus { added, known } => {
            let mut lines = vec![words.count(Text::ArticlesAdded, *added)];
            if *known > 0 {
                lines.push(words.count(Text::ArticlesKnown, *known));
            }
            (true, lines)
        }
        FileOutcome::Duplicate { .. } => (true, vec![words.get(Text::ImportDuplicate).to_owned()]),
        FileOutcome::Project {
            added,
            merged,
            layers,
            rejected,
        } => (true, project(*added, *merged, *layers, rejected, words)),
        FileOutcome::NotText(error) => (false, vec![bad_text(error, words), nothing]),
        FileOutcome::NotProject(error) => {
            let Said { key, args } = faults::of_project(error);
            (false, vec![words.with(key, &args), nothing])
        }
        FileOutcome::NotStored(error) => (
            false,
            vec![
                words.with(Text::BadStorage, &[("why", error.why())]),
                nothing,
            ],
        ),
    }
}

fn added(findings: &[TextFinding], encoding: Encoding, words: Words) -> Vec<String> {
    let mut lines = vec![words.get(Text::ImportAdded).to_owned()];
    let name = match encoding {
        Encoding::Utf8 => None,
        Encoding::Utf8Bom => Some(Text::EncodingUtf8Bom),
        Encoding::Utf16Le | Encoding::Utf16Be => Some(Text::EncodingUtf16),
    };
    if let Some(name) = name {
        lines.push(words.with(Text::ImportEncoding, &[("name", Arg::Key(name))]));
    }
    for finding in findings {
        let (text, n) = match *finding {
            TextFinding::CrLf(n) => (Text::FindCrLf, n),
            TextFinding::LoneCr(n) => (Text::FindLoneCr, n),
            TextFinding::NoBreakSpace(n) => (Text::FindNoBreakSpace, n),
            TextFinding::Joiners(n) => (Text::FindJoiners, n),
            TextFinding::BidiMarks(n) => (Text::FindBidiMarks, n),
            TextFinding::LineSeparators(n) => (Text::FindLineSeparators, n),
            TextFinding::Tabs(n) => (Text::FindTabs, n),
            TextFinding::ZeroWidthSpaces(n) => (Text::FindZeroWidthSpaces, n),
        };
        lines.push(words.count(text, n));
    }
    if !findings.is_empty() {
        lines.push(words.get(Text::FindUnchanged).to_owned());
    }
    lines
}

fn project(
    added: usize,
    merged: MergeCounts,
    layers: usize,
    rejected: &[Rejected],
    words: Words,
) -> Vec<String> {
    let mut lines = vec![
        words.count(Text::ImportProject, added),
        words.count(Text::ImportLayers, layers),
    ];
    if merged.added + merged.changed + merged.removed > 0 {
        let args = [
            ("added", number(merged.added)),
            ("changed", number(merged.changed)),
            ("removed", number(merged.removed)),
        ];
        lines.push(words.with(Text::ImportMerged, &args));
    }
    if merged.kept > 0 {
        lines.push(words.count(Text::ImportKept, merged.kept));
    }
    for Rejected { line, reason } in rejected.iter().take(SHOWN) {
        let args = [("line", number(*line)), ("why", faults::of_line(reason))];
        lines.push(words.with(Text::ImportRejected, &args));
    }
    let more = rejected.len().saturating_sub(SHOWN);
    if more > 0 {
        lines.push(words.count(Text::ImportRejectedMore, more));
    }
    lines
}

fn bad_text(error: &DecodeError, words: Words) -> String {
    match error {
        DecodeError::Empty => words.get(Text::BadEmpty).to_owned(),
        DecodeError::Binary { what, offset } => {
            let args = [
                ("what", Arg::Text(what.name())),
                ("offset", number(*offset)),
            ];
            words.with(Text::BadBinary, &args)
        }
        DecodeError::Utf8 { offset, line } => words.with(
            Text::BadUtf8,
            &[("offset", number(*offset)), ("line", number(*line))],
        ),
        DecodeError::OddUtf16 { unit, .. } | DecodeError::LoneSurrogate { unit, .. } => {
            words.with(Text::BadUtf16, &[("unit", number(*unit))])
        }
        DecodeError::TooLong { code_points } => {
            let most = number(MAX_CODE_POINTS as usize);
            words.with(
                Text::BadTooLong,
                &[("n", number(*code_points)), ("max", most)],
            )
        }
    }
}
