//! Which kind a file is of, seen from its beginning and only in doubt from its name.

use super::kind::Kind;
use super::read::Part;
use crate::model::sorted::Set;

/// Sorts files into parts. `kind` is [`kind_of`] a file.
pub fn recognise(
    names: &[String],
    said: Option<Kind>,
    kind: &mut dyn FnMut(&str) -> Option<Kind>,
) -> Vec<Part> {
    if let Some(kind) = said {
        let one = |name: &String| Part {
            kind: Some(kind),
            names: vec![name.clone()],
        };
        if kind.is_set() {
            let names = names.to_vec();
            return vec![Part { kind: said, names }];
        }
        return names.iter().map(one).collect();
    }
    let all: Set<&str> = names.iter().map(String::as_str).collect();
    let mut parts = Vec::new();
    let (mut brat, mut layers) = (Vec::new(), Vec::new());
    for name in names {
        let stem = name
            .strip_suffix(".txt")
            .or_else(|| name.strip_suffix(".ann"));
        let other = stem.map(|stem| {
            let suffix = if name.ends_with(".txt") {
                ".ann"
            } else {
                ".txt"
            };
            format!("{stem}{suffix}")
        });
        if other.is_some_and(|other| all.contains(&*other)) {
            brat.push(name.clone());
            continue;
        }
        match kind(name) {
            Some(Kind::Layers) => layers.push(name.clone()),
            // Files that tell of others: the README of a data set, the settings of brat.
            _ if is_beside(name) && names.len() > 1 => {}
            kind => parts.push(Part {
                kind,
                names: vec![name.clone()],
            }),
        }
    }
    for (kind, mut names) in [(Kind::Brat, brat), (Kind::Layers, layers)] {
        if names.is_empty() {
            continue;
        }
        if kind == Kind::Layers {
            // The texts may be of a kind that is read by itself.
            let texts = |part: &Part| matches!(part.kind, Some(Kind::Jsonl | Kind::Txt));
            let (mut taken, rest) = parts.into_iter().partition(texts);
            names.extend(
                std::mem::take::<Vec<Part>>(&mut taken)
                    .into_iter()
                    .flat_map(|part| part.names),
            );
            names.sort();
            parts = rest;
        }
        let kind = Some(kind);
        parts.push(Part { kind, names });
    }
    parts
}

fn is_beside(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    let lower = file.to_ascii_lowercase();
    lower.ends_with(".md")
        || lower.ends_with(".conf")
        || lower.starts_with("license")
        || lower == "typesystem.xml"
        || file.starts_with('.')
}

/// The kind of a file, seen from its beginning.
pub fn kind_of(name: &str, head: &str) -> Option<Kind> {
    let head = head.trim_start_matches('\u{feff}').trim_start();
    let lower = name.to_ascii_lowercase();
    if head.is_empty() {
        return None;
    }
    // A text may begin with a bracket, too.
    let found = match head.chars().next() {
        Some('{' | '[') => json_kind(head),
        Some('<') => xml_kind(head),
        _ => None,
    };
    if found.is_some()
        || [".json", ".jsonl", ".xml"]
            .iter()
            .any(|end| lower.ends_with(end))
    {
        return found;
    }
    if head.starts_with("#FORMAT=WebAnno TSV") {
        return Some(Kind::WebannoTsv);
    }
    if head.starts_with("-DOCSTART-") {
        return Some(Kind::Conll);
    }
    if lower.ends_with(".txt") {
        return Some(Kind::Txt);
    }
    if let Some(kind) = columns_kind(&lower, head) {
        return Some(kind);
    }
    let csv = [".csv", ".tsv", ".tab"]
        .iter()
        .any(|end| lower.ends_with(end));
    Some(if csv { Kind::Csv } else { Kind::Txt })
}

/// Columns of tokens and tags.
fn columns_kind(lower: &str, head: &str) -> Option<Kind> {
    // The last line may be cut.
    let lines = head.lines().filter(|line| !line.trim().is_empty());
    let lines: Vec<&str> = lines
        .filter(|line| !line.starts_with("# "))
        .take(20)
        .collect();
    let tag = |tag: &str| {
        let kinds = ["B-", "I-", "E-", "S-", "L-", "U-"];
        tag == "O" || kinds.iter().any(|kind| tag.starts_with(kind))
    };
    let (_, body) = lines.split_first()?;
    // The first line may name the columns.
    let of = |line: &str, by: char| line.split(by).next_back().is_some_and(tag);
    let columns = |by: char| {
        body.len() > 1
            && body
                .iter()
                .rev()
                .skip(1)
                .all(|line| line.contains(by) && of(line, by))
    };
    if columns('\t') {
        return Some(Kind::Bio);
    }
    let conll = [".conll", ".iob", ".bio"]
        .iter()
        .any(|end| lower.ends_with(end));
    (columns(' ') || conll).then_some(Kind::Conll)
}

fn xml_kind(head: &str) -> Option<Kind> {
    let lower = head.to_ascii_lowercase();
    let holds = |part: &str| lower.contains(part);
    if holds("uima/cas.ecore") || holds("<xmi:xmi") {
        return Some(Kind::CasXmi);
    }
    if holds("<tei") {
        return Some(Kind::Tei);
    }
    if holds("<html") || holds("<!doctype html") || holds("<body") || holds("<head") {
        return Some(Kind::Html);
    }
    (holds("<doc>") || holds("<doc ")).then_some(Kind::Trec)
}

fn json_kind(head: &str) -> Option<Kind> {
    let names = member_names(head);
    if names.is_empty() {
        return None;
    }
    let has = |name: &str| names.contains(name);
    let any = |all: &[&str]| all.iter().any(|name| has(name));
    if has("schema") && head.contains("\"isnad/") {
        return Some(Kind::Isnad);
    }
    if any(&["%TYPES", "%FEATURE_STRUCTURES", "%VIEWS"]) {
        return Some(Kind::CasJson);
    }
    if has("@context") || (has("motivation") && has("target")) {
        return Some(Kind::WebAnnotation);
    }
    if any(&["denotations", "tracks", "sourcedb"]) {
        return Some(Kind::PubAnnotation);
    }
    if has("data") && any(&["annotations", "predictions", "completions"]) {
        return Some(Kind::LabelStudio);
    }
    if names.iter().any(|name| name.starts_with("bio_")) {
        return Some(Kind::HuggingFace);
    }
    let text = any(&["text", "data"]);
    if text && any(&["label", "labels", "entities", "relations", "cats"]) && !has("spans") {
        return Some(Kind::Doccano);
    }
    if has("text") && any(&["spans", "_input_hash", "tokens"]) && !has("fragments") {
        return Some(Kind::Prodigy);
    }
    if any(&["id", "article"]) && has("spans") {
        return Some(Kind::Layers);
    }
    Some(Kind::Jsonl)
}

/// The names of the members of the first object, or of the first one in a list. The end may be cut off.
fn member_names(head: &str) -> Set<String> {
    let mut names = Vec::new();
    let inside = 1 + usize::from(head.starts_with('['));
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    let mut start = 0;
    let mut last = "";
    for (at, byte) in head.bytes().enumerate() {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => {
                    in_string = false;
                    last = head.get(start..at).unwrap_or_default();
                }
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => {
                in_string = true;
                start = at + 1;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth + 1 == inside {
                    break;
                }
            }
            b':' if depth == inside => names.push(last.to_owned()),
            _ => {}
        }
    }
    names.into_iter().collect()
}
