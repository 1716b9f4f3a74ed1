//! A folder of brat: `name.txt` beside `name.ann` (or `.a1` and `.a2`), whose lines are
//!
//! - `T1⇥Denial 34 52⇥text`, pieces as `34 40;45 52`;
//! - `R1⇥Said_by Arg1:T3 Arg2:T4`, `E1⇥Said:T3 Who:T4`: links, for an event from what triggers it;
//! - `A1⇥Kind T3 direct`, `M1⇥Negated T3`, `N1⇥Reference T3 db:id⇥text`: attributes;
//! - `#1⇥AnnotatorNotes T3⇥note`, `*⇥Equiv T1 T2`.
//!
//! The offsets count code points. brat shows a line at a time, so a span over a line end is there in pieces, as one over
//! a tab is: pieces with nothing but those between them are one piece again when they are read.

use super::draft::{Draft, RawLink, RawMarks, RawSpan};
use super::encoding::{io_reason, to_utf8};
use super::fault::LineFault;
use super::files::Files;
use super::item::ItemFinding;
use super::read::{Items, ReadOptions};
use super::reject::{Place, Reason, Rejected};
use super::units::{self, OffsetUnit};
use super::whole;
use crate::model::annotation::AttributeValue;
use crate::model::sorted::{Map, Set};
use crate::model::text::Text;

/// How the files with annotations end.
const ENDS: [&str; 3] = [".ann", ".a1", ".a2"];

pub(super) fn read<'a>(
    files: &'a dyn Files,
    names: Vec<String>,
    options: &'a ReadOptions,
) -> Items<'a> {
    let all: Set<String> = names.iter().cloned().collect();
    let stem = |name: &str| {
        let ends = std::iter::once(".txt").chain(ENDS);
        ends.filter_map(|end| name.strip_suffix(end))
            .next()
            .map(str::to_owned)
    };
    let stems: Set<String> = names.iter().filter_map(|name| stem(name)).collect();
    let others = names
        .into_iter()
        .filter(move |name| stem(name).is_none() && !is_settings(name));
    let others = others.map(|name| Err(Rejected::new(Place::file(&name), Reason::UnknownKind)));
    let articles = stems.into_iter().map(move |stem| {
        let draft = read_one(files, &stem, &all, options)?;
        joined(draft, options).settle(options)
    });
    Box::new(articles.chain(others))
}

/// `annotation.conf` and its like.
fn is_settings(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.ends_with(".conf") || file.starts_with('.') || file.ends_with(".md")
}

fn read_one(
    files: &dyn Files,
    stem: &str,
    all: &Set<String>,
    options: &ReadOptions,
) -> Result<Draft, Rejected> {
    let open = |name: &str| {
        let input = files
            .open(name)
            .and_then(|input| to_utf8(input, options.encoding));
        let input = input.map_err(|error| Rejected::new(Place::file(name), io_reason(&error)));
        whole::text(name, input?)
    };
    let txt = format!("{stem}.txt");
    let anns = ENDS.map(|end| format!("{stem}{end}"));
    let mut anns = anns.iter().filter(|name| all.contains(*name));
    if !all.contains(&txt) {
        let ann = anns.next().map_or(stem, |name| &**name);
        return Err(Rejected::new(Place::file(ann), Reason::NoPartner(txt)));
    }
    let text = open(&txt)?;
    let mut ann = Ann::default();
    let mut any = false;
    for name in anns {
        any = true;
        ann.read(name, &open(name)?)?;
    }
    let mut draft = Draft {
        place: Place::file(&txt),
        id: Some(whole::id_of(&txt, &[".txt"])),
        text,
        ..Draft::default()
    };
    if any {
        draft.marks.push(ann.marks(&mut draft.findings));
    }
    Ok(draft)
}

/// An article as its two texts have it.
pub(super) fn draft(text: &str, lines: &str) -> Result<Draft, Rejected> {
    let mut ann = Ann::default();
    ann.read("", lines)?;
    let mut findings = Vec::new();
    Ok(Draft {
        text: text.to_owned(),
        marks: vec![ann.marks(&mut findings)],
        findings,
        ..Draft::default()
    })
}

/// What the lines say, by kind.
#[derive(Default)]
struct Ann {
    spans: Vec<RawSpan>,
    links: Vec<RawLink>,
    /// Triggers by event.
    events: Vec<(String, String)>,
    attributes: Vec<(String, String, AttributeValue)>,
    notes: Vec<(String, String)>,
    left_out: Vec<String>,
}

impl Ann {
    fn read(&mut self, name: &str, lines: &str) -> Result<(), Rejected> {
        for (number, line) in lines.split('\n').enumerate() {
            let line = line.strip_suffix('\r').unwrap_or(line);
            if !line.trim().is_empty() {
                let place = || Place::line(name, number as u64 + 1);
                self.line(line)
                    .map_err(|reason| Rejected::new(place(), reason))?;
            }
        }
        Ok(())
    }

    fn line(&mut self, line: &str) -> Result<(), Reason> {
        let wrong = || {
            Reason::Line(LineFault::Other {
                format: "brat",
                line: beginning(line),
            })
        };
        let mut parts = line.splitn(3, '\t');
        let id = parts.next().unwrap_or_default();
        let data = parts.next().ok_or_else(wrong)?;
        let tail = parts.next();
        let (kind, rest) = data.split_once(' ').unwrap_or((data, ""));
        let known = !kind.is_empty() && !rest.trim().is_empty();
        match id.chars().next() {
            Some('T') if known => self.spans.push(RawSpan {
                id: Some(id.to_owned()),
                label: kind.to_owned(),
                fragments: pieces(id, rest)?,
                quoted: tail.map(str::to_owned),
                ..RawSpan::default()
            }),
            Some('R') if known => {
                let mut ends = rest.split_whitespace();
                let mut end = || Some(ends.next()?.split_once(':')?.1.to_owned());
                let (from, to) = end().zip(end()).ok_or_else(wrong)?;
                self.link(Some(id), kind, from, to);
            }
            Some('E') => {
                let (role, trigger) = kind.split_once(':').ok_or_else(wrong)?;
                self.events.push((id.to_owned(), trigger.to_owned()));
                for argument in rest.split_whitespace() {
                    let (role, to) = argument.split_once(':').ok_or_else(wrong)?;
                    self.link(None, role, trigger.to_owned(), to.to_owned());
                }
                if rest.trim().is_empty() && role.is_empty() {
                    return Err(wrong());
                }
            }
            Some('A' | 'M') if known => {
                let (target, value) = rest.split_once(' ').unwrap_or((rest, ""));
                let value = match value {
                    "" | "true" => AttributeValue::Flag(true),
                    "false" => AttributeValue::Flag(false),
                    value => AttributeValue::Text(value.to_owned()),
                };
                self.attributes
                    .push((target.to_owned(), kind.to_owned(), value));
            }
            Some('N') if known => {
                let (target, value) = rest.split_once(' ').ok_or_else(wrong)?;
                let value = AttributeValue::Text(value.to_owned());
                self.attributes
                    .push((target.to_owned(), kind.to_owned(), value));
            }
            Some('#') if known => {
                let note = tail.unwrap_or_default().to_owned();
                self.notes.push((rest.to_owned(), note));
            }
            Some('*') if known => self.left_out.push(format!("«{}»", beginning(line))),
            _ => return Err(wrong()),
        }
        Ok(())
    }

    fn link(&mut self, id: Option<&str>, kind: &str, from: String, to: String) {
        self.links.push(RawLink {
            id: id.map(str::to_owned),
            kind: kind.to_owned(),
            from,
            to,
            ..RawLink::default()
        });
    }

    /// Hangs attributes and notes on their spans. What is said of an event is said of what triggers it.
    fn marks(self, findings: &mut Vec<ItemFinding>) -> RawMarks {
        let events: Map<String, String> = self.events.into_iter().collect();
        let of_event = |id: String| events.get(&id).cloned().unwrap_or(id);
        let mut spans = self.spans;
        let places: Map<String, usize> = spans
            .iter()
            .enumerate()
            .filter_map(|(place, span)| Some((span.id.clone()?, place)))
            .collect();
        let mut left_out = self.left_out;
        for (target, name, value) in self.attributes {
            let place = places.get(&of_event(target.clone()));
            match place.and_then(|place| spans.get_mut(*place)) {
                Some(span) => span.attributes.push((name, value)),
                None => left_out.push(format!("the attribute «{name}» of «{target}»")),
            }
        }
        for (target, note) in self.notes {
            let place = places.get(&of_event(target.clone()));
            match place.and_then(|place| spans.get_mut(*place)) {
                Some(span) if span.note.is_empty() => span.note = note,
                // Several notes on a span are the lines of one.
                Some(span) => span.note = format!("{}\n{note}", span.note),
                None => left_out.push(format!("the note on «{target}»")),
            }
        }
        findings.extend(left_out.into_iter().map(ItemFinding::LeftOut));
        let links = self.links.into_iter().map(|link| RawLink {
            from: of_event(link.from),
            to: of_event(link.to),
            ..link
        });
        RawMarks {
            links: links.collect(),
            spans,
            ..RawMarks::default()
        }
    }
}

/// `34 40;45 52`.
fn pieces(id: &str, offsets: &str) -> Result<Vec<(u64, u64)>, Reason> {
    let piece = |piece: &str| {
        let (start, end) = piece.trim().split_once(' ')?;
        Some((start.parse().ok()?, end.trim().parse().ok()?))
    };
    let pieces: Option<Vec<_>> = offsets.split(';').map(piece).collect();
    pieces.ok_or_else(|| Reason::Value {
        name: id.to_owned(),
        found: beginning(offsets),
    })
}

fn beginning(text: &str) -> String {
    text.chars().take(60).collect()
}

/// What may not stand in a span: what ends a line for Python's `splitlines`, by which brat reads, and the tab, which
/// ends a field.
pub(super) const fn cuts(c: char) -> bool {
    matches!(c, '\t'..='\r' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Joins pieces that only line ends and tabs part. They are then quoted as they stand in the text, so that the unit that was
/// found here is found again.
fn joined(mut draft: Draft, options: &ReadOptions) -> Draft {
    let mut spans = draft.marks.iter().flat_map(|marks| &marks.spans);
    if !spans.any(|span| span.fragments.len() > 1) {
        return draft;
    }
    let Ok(text) = Text::new(&*draft.text) else {
        return draft;
    };
    let said = options.unit.or(draft.unit);
    let Ok(found) = units::find(&text, &draft.marks, said, draft.usual) else {
        return draft;
    };
    for span in draft.marks.iter_mut().flat_map(|marks| &mut marks.spans) {
        join(span, &text, found.unit);
    }
    draft
}

fn join(span: &mut RawSpan, text: &Text, unit: OffsetUnit) {
    let slice = |start, end| text.slice(unit.code_point(text, start)?, unit.code_point(text, end)?);
    let mut pieces: Vec<(u64, u64)> = Vec::with_capacity(span.fragments.len());
    for (start, end) in &span.fragments {
        let gap = pieces.last().and_then(|last| slice(last.1, *start));
        match pieces.last_mut() {
            Some(last) if gap.is_some_and(|gap| !gap.is_empty() && gap.chars().all(cuts)) => {
                last.1 = *end;
            }
            _ => pieces.push((*start, *end)),
        }
    }
    if pieces.len() < span.fragments.len() {
        let quoted: Option<Vec<&str>> = pieces
            .iter()
            .map(|(start, end)| slice(*start, *end))
            .collect();
        span.quoted = quoted.map(|pieces| pieces.join(" … "));
        span.fragments = pieces;
    }
}
