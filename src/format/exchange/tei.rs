//! TEI with annotations that stand off, an article a file:
//!
//! ```xml
//! <standOff><listAnnotation n="annotator">
//!   <annotation xml:id="s1.a" ana="#label.denial #f1.1" target="#string-range(p1,34,18)"><note/></annotation>
//! </listAnnotation>
//! <listRelation><relation name="said_by" active="#s1.a" passive="#s1.b"/></listRelation>
//! <fs xml:id="f1.1"><f name="kind"><string>direct</string></f></fs></standOff>
//! <text><body><ab xml:id="p1">…</ab></body></text>
//! ```
//!
//! The third argument of `string-range` is a length. Offsets count code points from the start of an element. The
//! labels are categories of a taxonomy in the header. Read are also texts of several paragraphs, with a line end
//! between two of them.

use super::draft::{Draft, RawLink, RawMarks, RawSpan};
use super::fault::XmlFault;
use super::files::Input;
use super::item::ItemFinding;
use super::read::{Items, ReadOptions};
use super::reject::{Place, Reason, Rejected};
use super::units::OffsetUnit;
use super::whole;
use super::xml::{self, Attributes, Piece, Pieces, take};
use crate::model::annotation::AttributeValue;
use crate::model::sorted::Map;

pub(super) fn read<'a>(name: &str, input: Input<'a>, options: &'a ReadOptions) -> Items<'a> {
    let found = whole::text(name, input).and_then(|text| drafts(name, &text));
    match found {
        Ok(drafts) => Box::new(drafts.into_iter().map(|draft| draft?.settle(options))),
        Err(rejected) => Box::new(std::iter::once(Err(rejected))),
    }
}

/// The articles of a file: one, but for a `teiCorpus`.
pub(super) fn drafts(name: &str, text: &str) -> Result<Vec<Result<Draft, Rejected>>, Rejected> {
    let mut pieces = Pieces::new(name, text);
    let mut drafts = Vec::new();
    let mut file = File::default();
    let mut path: Vec<String> = Vec::new();
    while let Some(piece) = pieces.next()? {
        match piece {
            Piece::Open(element, attributes) => {
                let element = element.rsplit(':').next().unwrap_or_default().to_owned();
                if element == "TEI" {
                    file = File::default();
                }
                file.open(&element, attributes, &path);
                path.push(element);
            }
            Piece::Text(text) => file.text(&text, &path),
            Piece::Close => {
                let element = path.pop().unwrap_or_default();
                file.close(&element, &path);
                if element == "TEI" {
                    let place = Place::file(name);
                    let draft =
                        std::mem::take(&mut file).draft(whole::id_of(name, &[".xml", ".tei"]));
                    let draft = draft.map_err(|reason| Rejected::new(place.clone(), reason));
                    drafts.push(draft.map(|draft| Draft { place, ..draft }));
                }
            }
        }
    }
    if drafts.is_empty() {
        return Err(pieces.wrong(XmlFault::NoElement("TEI")));
    }
    Ok(drafts)
}

/// Elements that hold others, and no characters of the text.
const FRAMES: [&str; 10] = [
    "TEI", "text", "front", "body", "back", "group", "div", "list", "lg", "sp",
];

/// What a TEI element holds, while it is read.
#[derive(Default)]
struct File {
    title: Option<String>,
    id: Option<String>,
    text: String,
    /// How many code points of it there are.
    length: u64,
    /// Where elements with an id begin and end.
    places: Vec<(String, (u64, u64))>,
    /// The elements that are open in the text: their ids and where they begin.
    open: Vec<(Option<String>, u64)>,
    /// Whether a paragraph ended, so that the next one begins on a line of its own.
    ended: bool,
    /// Labels by the ids of their categories.
    categories: Vec<(String, String)>,
    /// Attributes by the ids of their structures.
    structures: Vec<(String, Vec<(String, AttributeValue)>)>,
    /// Annotators with their annotations.
    lists: Vec<(Option<String>, Vec<Annotation>)>,
    relations: Vec<Attributes>,
    /// Characters of an element whose text is wanted.
    taken: String,
}

#[derive(Default)]
struct Annotation {
    id: Option<String>,
    ana: String,
    target: String,
    note: String,
}

impl File {
    fn open(&mut self, element: &str, mut attributes: Attributes, path: &[String]) {
        let id = take(&mut attributes, "xml:id");
        if in_text(path) {
            self.enter(element, id, path);
            return;
        }
        self.taken.clear();
        match element {
            "category" => self
                .categories
                .push((id.unwrap_or_default(), String::new())),
            "fs" => self.structures.push((id.unwrap_or_default(), Vec::new())),
            "f" => {
                let name = take(&mut attributes, "name").unwrap_or_default();
                if let Some((_, features)) = self.structures.last_mut() {
                    features.push((xml::id(&name), AttributeValue::Text(String::new())));
                }
            }
            "binary" => {
                let value = take(&mut attributes, "value");
                self.feature(AttributeValue::Flag(matches!(
                    value.as_deref(),
                    Some("true" | "1")
                )));
            }
            "symbol" | "numeric" => {
                let value = take(&mut attributes, "value").unwrap_or_default();
                self.feature(AttributeValue::Text(value));
            }
            "listAnnotation" => self.lists.push((take(&mut attributes, "n"), Vec::new())),
            "annotation" => {
                if self.lists.is_empty() {
                    self.lists.push((None, Vec::new()));
                }
                let annotation = Annotation {
                    id,
                    ana: take(&mut attributes, "ana").unwrap_or_default(),
                    target: take(&mut attributes, "target").unwrap_or_default(),
                    note: String::new(),
                };
                if let Some((_, list)) = self.lists.last_mut() {
                    list.push(annotation);
                }
            }
            "relation" => {
                attributes.extend(id.map(|id| ("xml:id".to_owned(), id)));
                self.relations.push(attributes);
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, path: &[String]) {
        if !in_text(path) {
            self.taken.push_str(text);
            return;
        }
        let frame = path
            .last()
            .is_some_and(|element| FRAMES.contains(&&**element));
        if !frame || !text.trim().is_empty() {
            self.push(text);
        }
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.length += text.chars().count() as u64;
    }

    fn enter(&mut self, element: &str, id: Option<String>, path: &[String]) {
        let block = path.last().is_some_and(|above| FRAMES.contains(&&**above));
        if block && !FRAMES.contains(&element) && std::mem::take(&mut self.ended) {
            self.push("\n");
        }
        self.open.push((id, self.length));
    }

    fn close(&mut self, element: &str, path: &[String]) {
        if in_text(path) {
            self.ended |= !FRAMES.contains(&element);
            if let Some((Some(id), start)) = self.open.pop() {
                self.places.push((id, (start, self.length)));
            }
            return;
        }
        let above = path.last().map(String::as_str).unwrap_or_default();
        let taken = std::mem::take(&mut self.taken);
        match (element, above) {
            ("title", "titleStmt") if self.title.is_none() => self.title = Some(taken),
            ("idno", "publicationStmt") if self.id.is_none() => self.id = Some(taken),
            ("catDesc", _) => {
                if let Some((_, label)) = self.categories.last_mut() {
                    *label = taken;
                }
            }
            ("string", _) => self.feature(AttributeValue::Text(taken)),
            ("note", "annotation") => {
                let list = self.lists.last_mut().and_then(|(_, list)| list.last_mut());
                if let Some(annotation) = list {
                    annotation.note = taken;
                }
            }
            _ => {}
        }
    }

    /// Sets the value of the last feature.
    fn feature(&mut self, value: AttributeValue) {
        let features = self
            .structures
            .last_mut()
            .and_then(|(_, features)| features.last_mut());
        if let Some((_, last)) = features {
            *last = value;
        }
    }

    fn draft(self, name: String) -> Result<Draft, Reason> {
        let places: Map<String, (u64, u64)> = self.places.into_iter().collect();
        let categories: Map<String, String> = self.categories.into_iter().collect();
        let structures: Map<String, Vec<_>> = self.structures.into_iter().collect();
        let mut all = Vec::new();
        let mut of_span = Vec::new();
        for (annotator, annotations) in self.lists {
            let mut marks = RawMarks {
                annotator,
                ..RawMarks::default()
            };
            for annotation in annotations {
                let mut span = RawSpan {
                    id: annotation.id.as_deref().map(own_id),
                    note: annotation.note,
                    ..RawSpan::default()
                };
                for pointer in annotation.ana.split_whitespace() {
                    let pointer = pointer.strip_prefix('#').unwrap_or(pointer);
                    match (structures.get(pointer), categories.get(pointer)) {
                        (Some(attributes), _) => span.attributes.extend(attributes.iter().cloned()),
                        (None, Some(label)) if !label.is_empty() => span.label.clone_from(label),
                        _ => span.label = own_id(pointer),
                    }
                }
                for pointer in pointers(&annotation.target) {
                    span.fragments.extend(ranges(pointer, &places)?);
                }
                of_span.extend(annotation.id.map(|id| (id, all.len())));
                marks.spans.push(span);
            }
            all.push(marks);
        }
        let of_span: Map<String, usize> = of_span.into_iter().collect();
        let mut findings = Vec::new();
        for mut relation in self.relations {
            let mut end = |name: &str| {
                take(&mut relation, name).map(|end| end.trim_start_matches('#').to_owned())
            };
            let (from, to) = (end("active"), end("passive"));
            let marks = from
                .as_ref()
                .and_then(|from| all.get_mut(*of_span.get(from)?));
            let kind = take(&mut relation, "name").unwrap_or_default();
            match (marks, from, to) {
                (Some(marks), Some(from), Some(to)) => marks.links.push(RawLink {
                    id: take(&mut relation, "xml:id").as_deref().map(own_id),
                    kind: xml::id(&kind),
                    from: own_id(&from),
                    to: own_id(&to),
                    ..RawLink::default()
                }),
                _ => findings.push(ItemFinding::LeftOut(format!("the relation «{kind}»"))),
            }
        }
        Ok(Draft {
            id: self.id.filter(|id| !id.is_empty()).or(Some(name)),
            title: self.title,
            text: self.text,
            marks: all,
            unit: Some(OffsetUnit::CodePoint),
            findings,
            ..Draft::default()
        })
    }
}

/// Whether what is inside these elements belongs to the text.
fn in_text(path: &[String]) -> bool {
    let mut path = path
        .iter()
        .map(String::as_str)
        .skip_while(|element| *element != "TEI");
    path.nth(1) == Some("text")
}

/// The id that an `xml:id` was made of here; another one as it is.
fn own_id(id: &str) -> String {
    let own = id.split_once('.').filter(|(before, _)| {
        let number = before.strip_prefix(['s', 'r']);
        *before == "label"
            || number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    });
    own.map_or_else(|| id.to_owned(), |(_, rest)| xml::id(rest))
}

/// Pointers between white space, which may also stand inside brackets.
fn pointers(target: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    let parts = target.split(move |c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && c.is_whitespace()
    });
    parts.filter(|part| !part.is_empty())
}

/// What a pointer points to: ranges in elements, or a whole element.
fn ranges(pointer: &str, places: &Map<String, (u64, u64)>) -> Result<Vec<(u64, u64)>, Reason> {
    let wrong = || Reason::Value {
        name: "target".to_owned(),
        found: pointer.chars().take(60).collect(),
    };
    let place = |id: &str| places.get(id.trim().trim_start_matches('#')).copied();
    let Some((_, inside)) = pointer.split_once("string-range(") else {
        return Ok(vec![place(pointer).ok_or_else(wrong)?]);
    };
    let inside = inside.strip_suffix(')').ok_or_else(wrong)?;
    let arguments: Vec<&str> = inside.split(',').collect();
    let triple = |three: &[&str]| {
        let [id, start, length] = three else {
            return None;
        };
        let (first, _) = place(id)?;
        let start = first.checked_add(start.trim().parse().ok()?)?;
        let length: u64 = length.trim().parse().ok()?;
        Some((start, start.checked_add(length)?))
    };
    let found: Option<Vec<_>> = arguments.chunks(3).map(triple).collect();
    found.ok_or_else(wrong)
}
